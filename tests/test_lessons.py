"""Static checks of every lesson, without running it."""

from collections import Counter
from pathlib import Path

import pytest
import yaml

from checker import prose, rules, shown

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "book").glob("*.ipynb"))
RULES = [
    rules.is_valid,
    rules.is_small,
    rules.has_plain_metadata,
    rules.was_run_in_order,
    shown.has_no_errors,
    rules.has_no_nbval_marker,
    shown.has_no_trace_of_a_machine,
    rules.has_short_cells,
    rules.is_plain_python,
    rules.imports_in_one_cell,
    shown.has_figures_described,
    shown.needs_its_tolerances,
    prose.has_an_opening,
    prose.has_a_close,
    prose.has_exercises_with_solutions,
    prose.states_its_time,
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lesson(path, rule):
    assert rule(rules.read(path)) == []


def test_figures_of_all_lessons_have_different_names():
    names = Counter(
        cell.metadata.get("mystnb", {}).get("figure", {}).get("name")
        for path in LESSONS
        for cell in rules.code(rules.read(path))
    )
    del names[None]
    assert [name for name, times in names.items() if times > 1] == []


def test_the_lessons_are_those_in_the_table_of_contents():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    assert rules.lessons_in(toc) == [path.stem for path in LESSONS]
