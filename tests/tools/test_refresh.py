"""`make refresh`: stores what changed, keeps what agrees, and loses nothing."""

import json
import os
import re
import signal
import subprocess
import sys
import time

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from checker import notebook, rules
from tools import ROOT
from tools.execute import execute
from tools.refresh import keep, main

SETTINGS = "import os, time; print(__debug__, time.tzname, os.environ['LC_ALL'])"
PERSON = {"PYTHONOPTIMIZE": "1", "TZ": "Asia/Tokyo", "LC_ALL": "C", "LANG": "de_DE.UTF-8"}


def refresh(*arguments, folder):
    """Refresh lessons as a person with settings does."""
    (folder / "profile_default").mkdir()
    (folder / "profile_default" / "ipython_kernel_config.py").write_text(
        "c.InteractiveShell.ast_node_interactivity = 'all'"
    )
    return subprocess.run(
        [sys.executable, "-m", "tools.refresh", *arguments],
        cwd=folder,
        env=os.environ | PERSON | {"PYTHONPATH": str(ROOT), "IPYTHONDIR": str(folder)},
        capture_output=True,
        text=True,
    )


def stored(source, text, **metadata):
    outputs = [new_output("stream", text=text)]
    return new_code_cell(source, outputs=outputs, execution_count=7, metadata=metadata)


def shown(source, html):
    outputs = [new_output("display_data", {"text/html": html})]
    return new_code_cell(source, outputs=outputs, execution_count=7)


def save_as_colab(path):
    """Save a notebook in Colab's format, in which no cell has an id."""
    nb = json.loads(path.read_text())
    nb["nbformat_minor"] = 0
    for cell in nb["cells"]:
        cell["metadata"]["id"] = cell.pop("id")
    path.write_text(json.dumps(nb))


@pytest.fixture(scope="module")
def refreshed(tmp_path_factory):
    """Lessons that were refreshed by one call: one that works, and some that may not be stored."""
    folder = tmp_path_factory.mktemp("refresh")
    works = [
        new_markdown_cell("# Title", metadata={"editable": True}),
        stored("print(1.25)", "1.20\n", tolerance={"rtol": 0.1}, execution={"start": "now"}),
        stored("print(1.25)", "1.20\n"),
        stored("print('a'); print('b', flush=True); print('c')", ""),
        stored(SETTINGS, ""),
        stored("1\n2", ""),
        shown("display({'text/html': '<p>new</p>'}, raw=True)", "<p>old</p>" * 1000),
        shown("print(1); display({'text/html': 'x'}, raw=True)", "x"),
        shown("display({'text/html': 'y'}, raw=True)", "y"),
    ]
    works[7].outputs.append(new_output("stream", text="1\n"))
    lessons = {
        "works": works,
        "raises": [stored("print(2)", "1\n"), stored("1 / 0", "")],
        "warns": [stored("import sys; print('late', file=sys.stderr)", "")],
        "dies": [
            stored("1", ""),
            stored("import os; os.kill(os.getpid(), 9)", ""),
            stored("1", ""),
        ],
        "clears": [stored("from IPython.display import clear_output; clear_output()", "")],
        "updates": [stored("display(1, display_id='a').update(2)", "")],
    }
    for name, cells in lessons.items():
        about = {"kernelspec": {"name": "x", "display_name": "x"}, "colab": {}, "needs": ["mnist"]}
        nb = new_notebook(cells=cells, metadata=about)
        nbformat.write(nb, folder / f"{name}.ipynb")
    save_as_colab(folder / "works.ipynb")
    before = {path.stem: path.read_bytes() for path in folder.iterdir()}
    done = refresh(*(f"{name}.ipynb" for name in lessons), folder=folder)
    return folder, before, done


def test_what_agrees_stays_and_what_changed_is_stored(refreshed):
    cells = notebook.code(notebook.read(refreshed[0] / "works.ipynb"))
    assert [cell.outputs[0].text for cell in cells[:3]] == ["1.20\n", "1.25\n", "a\nb\nc\n"]
    assert [cell.execution_count for cell in cells] == [*range(1, 9)]


def test_settings_of_a_person_change_nothing(refreshed):
    cells = notebook.code(notebook.read(refreshed[0] / "works.ipynb"))
    assert cells[3].outputs[0].text == "True ('UTC', 'UTC') C.UTF-8\n"
    assert [output.data["text/plain"] for output in cells[4].outputs] == ["2"]


def test_a_notebook_without_ids_is_lifted_and_volatile_metadata_goes(refreshed):
    nb = notebook.read(refreshed[0] / "works.ipynb")
    assert rules.is_valid(nb) == rules.has_plain_metadata(nb) == rules.was_run_in_order(nb) == []
    assert nb.cells[1].metadata == {"tolerance": {"rtol": 0.1}}
    assert nb.metadata.needs == ["mnist"]


def test_what_moved_is_shown(refreshed):
    lines = refreshed[2].stdout.splitlines()
    assert lines == [
        "works.ipynb",
        "  [2] -1.20",
        "  [2] +1.25",
        "  [3] +a",
        "  [3] +b",
        "  [3] +c",
        "  [4] +True ('UTC', 'UTC') C.UTF-8",
        "  [5] +2",
        "  [6] live figure changed",
        "  [7] outputs come in another order: stdout, text/html; stored text/html, stdout",
    ]


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("raises", "ZeroDivisionError"),
        ("warns", "cell [1] writes to stderr"),
        ("dies", "the kernel died in cell [2]"),
        ("clears", "cell [1]: clear_output takes back what was shown"),
        ("updates", "cell [1]: a display is replaced later"),
    ],
)
def test_a_lesson_that_fails_stays_as_it_is(refreshed, name, why):
    folder, before, done = refreshed
    assert (folder / f"{name}.ipynb").read_bytes() == before[name]
    assert done.returncode == 1
    assert f"{name}.ipynb stays as it is: " in done.stderr and why in done.stderr


def test_nothing_is_left_behind(refreshed):
    folder, before, _ = refreshed
    names = {path.name for path in folder.iterdir()}
    assert names == {f"{name}.ipynb" for name in before} | {"profile_default"}


def test_settings_beside_a_lesson_are_refused(tmp_path):
    (tmp_path / "matplotlibrc").touch()
    with pytest.raises(ValueError, match="matplotlibrc changes figures"):
        execute(new_notebook(cells=[new_code_cell("1 / 0")]), tmp_path / "a.ipynb")


def test_a_stored_figure_that_is_broken_is_replaced_and_named():
    old, new = (new_code_cell(outputs=[new_output("display_data", {"image/png": x})]) for x in "?!")
    assert keep(old, new) == ["figure was broken"]
    assert new.outputs[0].data["image/png"] == "!"


NEWER = '{"cells": [], "metadata": {}, "nbformat": 5, "nbformat_minor": 0}'


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (None, "does not exist"),
        ("x", "is not a notebook"),
        ('{"cells": 1, "nbformat": 4, "nbformat_minor": 5}', "is not a valid notebook: TypeError"),
        (NEWER, "is of format 5.0: save it in format 4.5"),
    ],
)
def test_what_is_no_notebook_is_refused_in_one_sentence(tmp_path, capsys, content, wrong):
    path = tmp_path / "a.ipynb"
    if content is not None:
        path.write_text(content)
    with pytest.raises(SystemExit) as refused:
        main([str(path)])
    assert refused.value.code == 2
    said = capsys.readouterr().err
    assert said.startswith(f"{path} {wrong}") and said.endswith(".\n") and said.count("\n") == 1


def test_ctrl_c_says_one_line_and_the_lesson_stays(tmp_path):
    path, begun = tmp_path / "slow.ipynb", tmp_path / "begun"
    slow = f"import pathlib, time\npathlib.Path({str(begun)!r}).touch()\ntime.sleep(600)"
    nbformat.write(new_notebook(cells=[stored(slow, "")]), path)
    before = path.read_bytes()
    run = subprocess.Popen(
        [sys.executable, "-m", "tools.refresh", path.name],
        cwd=tmp_path,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        # as in a terminal: it may be interrupted, and its kernel is asked to end by it alone
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.default_int_handler),
    )
    while run.poll() is None and not begun.exists():
        time.sleep(0.05)
    run.send_signal(signal.SIGINT)
    out, said = run.communicate(timeout=60)
    assert (run.returncode, out) == (130, ""), said
    assert said == "Stopped: slow.ipynb stays as it is.\n"
    assert path.read_bytes() == before


def test_a_full_disk_is_told_in_one_line(tmp_path, monkeypatch, capsys):
    path = tmp_path / "lesson.ipynb"
    nbformat.write(new_notebook(cells=[new_markdown_cell("# A lesson")]), path)

    def full(path, text):
        raise OSError(28, "No space left on device", str(path))

    monkeypatch.setattr("tools.refresh.write_whole", full)
    assert main([str(path)]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith(f"{path} stays as it is") and "No space left" in line


@pytest.mark.parametrize(
    "raised, said",
    [
        ("KeyboardInterrupt", r"Stopped\.\n"),
        ("OSError('full')", r"(?s)Traceback .*OSError: full\n"),
    ],
)
def test_ctrl_c_while_a_command_imports_says_one_line(raised, said, tmp_path):
    (tmp_path / "nbformat.py").write_text(f"raise {raised}", encoding="utf-8")
    run = subprocess.run(
        [sys.executable, "-m", "tools.refresh", "one.ipynb"],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
    )
    assert run.returncode != 0
    assert re.fullmatch(said, run.stderr)
