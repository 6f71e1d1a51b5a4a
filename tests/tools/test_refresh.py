"""`make refresh`: stores what changed, keeps what agrees, and loses nothing."""

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from checker import rules
from tools.refresh import main

ROOT = Path(__file__).parents[2]


def refresh(*arguments, folder):
    command = [sys.executable, "-m", "tools.refresh", *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
    )


def stored(source, text, **metadata):
    outputs = [new_output("stream", text=text)]
    return new_code_cell(source, outputs=outputs, execution_count=7, metadata=metadata)


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """Three lessons, refreshed by one call: one that works, one that raises, one that warns."""
    folder = tmp_path_factory.mktemp("refresh")
    works = [
        new_markdown_cell("# Title", metadata={"editable": True}),
        stored("print(1.25)", "1.20\n", tolerance={"rtol": 0.1}, execution={"start": "now"}),
        stored("print(1.25)", "1.20\n"),
        stored("print('a'); print('b', flush=True); print('c')", ""),
    ]
    lessons = {
        "works": works,
        "raises": [stored("print(2)", "1\n"), stored("1 / 0", "")],
        "warns": [stored("import sys; print('late', file=sys.stderr)", "")],
    }
    for name, cells in lessons.items():
        nb = new_notebook(cells=cells, metadata={"kernelspec": {"name": "x", "display_name": "x"}})
        nbformat.write(nb, folder / f"{name}.ipynb")
    before = {path.stem: path.read_bytes() for path in folder.iterdir()}
    done = refresh(*(f"{name}.ipynb" for name in lessons), folder=folder)
    return folder, before, done


def test_what_agrees_stays_and_what_changed_is_stored(refreshed):
    cells = rules.code(rules.read(refreshed[0] / "works.ipynb"))
    assert [cell.outputs[0].text for cell in cells] == ["1.20\n", "1.25\n", "a\nb\nc\n"]
    assert [cell.execution_count for cell in cells] == [1, 2, 3]


def test_volatile_metadata_goes_and_identities_stay(refreshed):
    folder, before, _ = refreshed
    nb, old = rules.read(folder / "works.ipynb"), nbformat.reads(before["works"].decode(), 4)
    assert rules.is_valid(nb) == rules.has_plain_metadata(nb) == rules.was_run_in_order(nb) == []
    assert [cell.id for cell in nb.cells] == [cell.id for cell in old.cells]
    assert nb.cells[1].metadata == {"tolerance": {"rtol": 0.1}}


def test_what_moved_is_shown(refreshed):
    lines = refreshed[2].stdout.splitlines()
    assert lines == [
        "works.ipynb",
        "  [2] -1.20",
        "  [2] +1.25",
        "  [3] +a",
        "  [3] +b",
        "  [3] +c",
    ]


@pytest.mark.parametrize(
    ("name", "why"), [("raises", "ZeroDivisionError"), ("warns", "cell [1] writes to stderr")]
)
def test_a_lesson_that_fails_stays_as_it_is(refreshed, name, why):
    folder, before, done = refreshed
    assert (folder / f"{name}.ipynb").read_bytes() == before[name]
    assert done.returncode == 1
    assert f"{name}.ipynb stays as it is" in done.stderr and why in done.stderr


def test_nothing_is_left_behind(refreshed):
    names = sorted(path.name for path in refreshed[0].iterdir())
    assert names == ["raises.ipynb", "warns.ipynb", "works.ipynb"]


@pytest.mark.parametrize("content", [None, "x", "[]", "{}", '{"cells": 1}'])
def test_what_is_no_notebook_is_refused_in_one_sentence(tmp_path, capsys, content):
    path = tmp_path / "a.ipynb"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SystemExit) as refused:
        main([str(path)])
    assert refused.value.code == 2
    wrong = "does not exist" if content is None else "is not a valid notebook of format 4"
    assert capsys.readouterr().err == f"{path} {wrong}.\n"
