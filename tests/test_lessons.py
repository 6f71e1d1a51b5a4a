"""Static checks of every lesson, without running it."""

from pathlib import Path

import pytest
import yaml

from checker import claims, labels, notebook, prose, rules, shown
from checker.evidence import Evidence

ROOT = Path(__file__).parents[1]
LESSONS = sorted((ROOT / "book").glob("[0-9]*.ipynb"))
RULES = [
    rules.is_valid,
    rules.is_small,
    rules.has_plain_metadata,
    rules.was_run_in_order,
    shown.has_no_errors,
    rules.has_no_nbval_marker,
    shown.has_no_trace_of_a_machine,
    rules.has_short_cells,
    rules.has_short_lines,
    rules.is_plain_python,
    rules.is_finished,
    rules.has_seeds,
    rules.imports_in_one_cell,
    shown.has_figures_described,
    shown.needs_its_tolerances,
    prose.has_an_opening,
    prose.has_a_close,
    prose.has_exercises_with_solutions,
    prose.folds_its_solutions,
    prose.states_its_times,
]
# What no cell holds: excerpts of a lesson's texts, by their reason and the lesson.
REASONS = yaml.safe_load((ROOT / "book" / "claims.yml").read_text("utf-8"))
EXCEPTIONS = {
    path.stem: [x for each in REASONS.values() for x in each.get(path.stem, "").splitlines()]
    for path in LESSONS
}


@pytest.fixture(scope="module")
def book():
    """All lessons, as they are stored, by their path."""
    return {path: notebook.read(path) for path in LESSONS}


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_lesson(book, path, rule):
    assert rule(book[path]) == []


@pytest.fixture(scope="module")
def whole(book):
    """What the code cells of all lessons hold."""
    return Evidence.of(cell for nb in book.values() for cell in notebook.code(nb))


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_what_a_lesson_claims_is_held(book, whole, path):
    assert claims.faults(book[path], whole, EXCEPTIONS[path.stem]) == []


def test_every_exception_is_of_a_lesson():
    assert {stem for lessons in REASONS.values() for stem in lessons} <= EXCEPTIONS.keys()


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_captions_fit_their_figures(book, path):
    assert claims.has_captions_that_fit(book[path]) == []


PAGES = sorted({*(ROOT / "book").glob("*.ipynb")} - {*LESSONS})  # what is looked up
OF_ANY_PAGE = [rule for rule in RULES if not rule.__module__.endswith("prose")]


@pytest.mark.parametrize("rule", OF_ANY_PAGE, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)
def test_page(path, rule):
    assert rule(notebook.read(path)) == []


def test_every_reference_in_the_book_leads_to_one_label(book):
    pages = {path.stem: labels.text_of(nb) for path, nb in book.items()}
    pages |= {path.stem: path.read_text("utf-8") for path in (ROOT / "book").glob("*.md")}
    bibliography = (ROOT / "book" / "references.bib").read_text("utf-8")
    assert labels.faults(pages, bibliography) == []


def test_the_lessons_are_those_in_the_table_of_contents():
    toc = yaml.safe_load((ROOT / "_toc.yml").read_text())
    assert rules.lessons_in(toc, "book") == [path.stem for path in LESSONS]
