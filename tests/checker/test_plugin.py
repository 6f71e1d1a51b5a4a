"""The checker at work on another book: what must pass, and above all what must fail."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple
from xml.etree import ElementTree

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from checker import kernel, plugin
from tools.execute import execute

ROOT = Path(__file__).parents[2]
SETUP = """import locale, os, shutil, sys, time, warnings
import matplotlib.pyplot as plt
import numpy as np
from tqdm import tqdm

plt.rcParams["figure.dpi"] = 160

def draw(colour="C0", power=1, label="training", marks=8, rc={}):
    with plt.rc_context(rc):
        fig, ax = plt.subplots(figsize=(5, 3))
        t = np.linspace(0, 1, 9)
        ax.plot(t, t**power, color=colour, label=label)
        ax.plot(t[:marks], t[:marks] ** power, "o", color=colour)
        ax.legend()
        plt.show()

def grid(change=0):
    image = np.arange(16.0).reshape(4, 4)
    image[1, 2] += change
    fig, ax = plt.subplots(figsize=(3, 3))
    ax.imshow(image, vmin=0, vmax=20)
    plt.show()
"""


SETTINGS = """print(__debug__, time.tzname, shutil.get_terminal_size(), plt.rcParams["font.family"])
print(sorted({"LANG", "PYTHONOPTIMIZE", "TORCH_LOGS", "MPLCONFIGDIR"} & set(os.environ)))
"""


PROJECT = """[tool.pytest.ini_options]
addopts = "-p checker.plugin --nbval --nbval-current-env"
lesson_folders = ["lessons"]
"""
CONFTEST = """
def pytest_lesson_lacks(need):
    return {"moon": "the moon", "sun": ""}.get(need)
"""


class Case(NamedTuple):
    """A cell whose stored output is what `stored` shows, and which now runs `fresh`."""

    name: str
    stored: str
    fresh: str
    tolerance: dict = {}
    report: str = ""  # words of the failure's report; "" for a case that passes


LOOSE = {"rtol": 0.1, "atol": 0.01}
CASES = [
    Case("same", "print([1.5, 2])", "print([1.5, 2])"),
    Case("rtol", "print('loss', 2.00, 28)", "print('loss', 2.15, 28)", LOOSE),
    Case("atol", "print(np.array([0.001, 1]))", "print(np.array([-0.003, 1]))", LOOSE),
    Case("padding", "print(f'{9.99:9.2f} |')", "print(f'{10.01:9.2f} |')", LOOSE),
    Case("result", "np.array([1.0, 2.5])", "np.array([1.01, 2.52])", LOOSE),
    Case("progress", "pass", "for _ in tqdm(range(3)): pass"),
    Case("no output", "x = 1", "x = 2"),
    Case("figure", "draw()", "draw()"),
    Case("hinting", "draw()", "draw(rc={'text.hinting': 'force_autohint'})"),
    Case("rasteriser", "draw()", "draw(rc={'text.antialiased': False})"),
    Case("curve moves", "draw(power=1)", "draw(power=1.05)", {"image": 0.2}),
    Case("beyond rtol", "print(2.0)", "print(2.3)", LOOSE, "number differs: 2.3, stored 2.0"),
    Case("exact by default", "print(1.0)", "print(1.0000001)", {}, "number differs"),
    Case("digits by default", "print('1.0')", "print('1.00')", {}, "Cell outputs differ"),
    Case("space by default", "print('1.0 2')", "print('1.0  2')", {}, "Cell outputs differ"),
    Case("integer", "print(1.0, 100)", "print(1.0, 101)", LOOSE, "101"),
    Case("shape", "print(1.0, (4, 64))", "print(1.0, (4, 65))", LOOSE, "65"),
    Case("text", "print('loss 1.0')", "print('cost 1.0')", LOOSE, "cost"),
    Case("nan", "print(1.0)", "print(float('nan'))", LOOSE, "nan"),
    Case("more numbers", "print([1.0])", "print([1.0, 1.0])", LOOSE, "1.0, 1.0"),
    Case("joined", "print('a 1.0')", "print('a1.0')", LOOSE, "a1.0"),
    Case("html", "display({'text/html': '<b>1.0</b>'}, raw=True)",
         "display({'text/html': '<b>2.0</b>'}, raw=True)", LOOSE, "text/html"),
    Case("missing", "print(1)", "pass", {}, "Missing output"),
    Case("additional", "pass", "print(1)", {}, "Unexpected output"),
    Case("twice", "display(1)", "display(1); display(1)", {}, "dissimilar number"),
    Case("stderr", "pass", "print(1, file=sys.stderr)", {}, "stderr"),
    Case("warning", "pass", "warnings.warn('late')", {}, "stderr"),
    Case("exception", "pass", "1 / 0", {}, "ZeroDivisionError"),
    Case("colour", "draw()", "draw(colour='C1')", {}, "image differs"),
    Case("curve", "draw()", "draw(power=1.2)", {}, "image differs"),
    Case("marker", "draw()", "draw(marks=7)", {}, "image differs"),
    Case("label", "draw()", "draw(label='accuracy')", {}, "image differs"),
    Case("heat map", "grid()", "grid(1)", {}, "image differs"),
    Case("colour, loose", "draw()", "draw(colour='C1')", {"image": 0.2}, "image differs"),
    Case("figure missing", "draw()", "pass", {}, "Missing output"),
    Case("figure for text", "print(1)", "draw()", {}, "Missing output"),
    Case("figure added", "draw()", "draw(); draw()", {}, "dissimilar number"),
    Case("order", "print(1); display(2)", "display(2); print(1)", {}, "in another order"),
    Case("order of a figure", "draw(); print(1)", "print(1); draw()", {}, "in another order"),
    Case("update", "shown = display(1, display_id='a')",
         "shown = display(1, display_id='b'); shown.update(1)", {}, "a display is replaced later"),
    Case("same display", "display(1, display_id='c')",
         "display(1, display_id='d'); display(1, display_id='d')", {},
         "a display is replaced later"),
    Case("clear", "print(1)", "from IPython.display import clear_output; clear_output(); print(1)",
         {}, "clear_output takes back what was shown"),
    Case("clear later", "print(1)", "clear_output(wait=True); print(1)", {},
         "clear_output takes back what was shown"),
    Case("nothing taken back", "shown = display(1, display_id='e')",
         "shown = display(1, display_id='f')"),
    Case("broken figure", "draw()", "draw() # broken", {}, "the stored figure is broken"),
    Case("interactivity", "1\n2", "1\n2"),
    Case("locale", "print(locale.setlocale(locale.LC_ALL, ''))",
         "print(locale.setlocale(locale.LC_ALL, ''))"),
    Case("settings", SETTINGS, SETTINGS),
    Case("unknown key", "pass", "pass", {"rtoll": 0.1}, "not 'rtoll'"),
    Case("negative", "pass", "pass", {"rtol": -0.1}, "rtol (=-0.1) must be a number >= 0"),
    Case("death", "pass", "print(1, flush=True); os.kill(os.getpid(), 9)", {},
         "The kernel died: killed, as the system does where memory runs out"),
    Case("after death", "1", "2", {}, "not run, since the kernel died in cell ["),
]  # fmt: skip
BROKEN = "iVBORw0KGgo="  # a PNG's first bytes


def write_cases(path):
    """A notebook with all cases: the outputs are those of `stored`, the sources `fresh`."""
    nb = new_notebook(cells=[new_code_cell(SETUP), *(new_code_cell(c.stored) for c in CASES)])
    execute(nb, path)
    for cell, case in zip(nb.cells[1:], CASES, strict=True):
        cell.source = case.fresh
        cell.metadata.tolerance = case.tolerance
        if case.name == "broken figure":
            cell.outputs[0].data["image/png"] = BROKEN
    nbformat.write(nb, path)


def settings_of_a_person(folder):
    """Settings in every place where a person may have some; they would change all outputs."""
    profile = folder / "profile_default"
    (profile / "startup").mkdir(parents=True)
    (profile / "startup" / "mine.py").write_text("print('good morning')")
    (profile / "ipython_kernel_config.py").write_text(
        "c.InteractiveShell.ast_node_interactivity = 'all'\nc.InlineBackend.rc = {'font.size': 30}"
    )
    (folder / "matplotlib").mkdir()
    for rc in (folder / "matplotlibrc", folder / "matplotlib" / "matplotlibrc"):
        rc.write_text("font.family: monospace\nlines.linewidth: 9\n")
    places = "IPYTHONDIR", "JUPYTER_CONFIG_DIR", "MPLCONFIGDIR", "XDG_CONFIG_HOME", "MATPLOTLIBRC"
    others = {
        "LANG": "de_DE.UTF-8",
        "LC_ALL": "C",
        "PYTHONOPTIMIZE": "1",
        "MPLBACKEND": "agg",
        "COLUMNS": "40",
        "NO_COLOR": "1",
        "TORCH_LOGS": "+all",
        "TZ": "Asia/Tokyo",
    }
    return dict.fromkeys(places, str(folder)) | others


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Another book, which has no lib, checked by a person with many settings.

    It has a lesson with all cases, and a few more.
    """
    root = tmp_path_factory.mktemp("checked")
    for name in ("lessons", "elsewhere", "installed"):
        (root / name).mkdir()
    (root / "installed" / "checker").symlink_to(ROOT / "checker")
    (root / "installed" / "lib.py").write_text("raise ImportError('this book has no lib')\n")
    (root / "pyproject.toml").write_text(PROJECT)
    (root / "conftest.py").write_text(CONFTEST)
    lessons = root / "lessons"
    write_cases(lessons / "cases.ipynb")
    cell = new_code_cell("1 / 0", execution_count=1)
    nbformat.write(new_notebook(cells=[cell], metadata={"needs": ["moon"]}), lessons / "moon.ipynb")
    nbformat.write(new_notebook(metadata={"needs": ["sun"]}), lessons / "sun.ipynb")
    nbformat.write(new_notebook(metadata={"needs": ["mars"]}), lessons / "mars.ipynb")
    nbformat.write(new_notebook(metadata={"needs": ["mars"]}), root / "elsewhere" / "mars.ipynb")
    (lessons / "old.ipynb").write_text('{"nbformat": 3, "worksheets": [], "metadata": {}}')
    (root / "person").mkdir()
    person = settings_of_a_person(root / "person")
    shutil.copy(root / "person" / "matplotlibrc", root)
    options = ["--lesson-deviations=seen.json", "--junitxml=report.xml", "--color=no", "-rs"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *options, "--continue-on-collection-errors"],
        cwd=root,
        env={**os.environ, **person, "PYTHONPATH": str(root / "installed")},
        capture_output=True,
        text=True,
    )
    (root / "log.txt").write_text(done.stdout + done.stderr)
    return root


@pytest.fixture(scope="module")
def reports(checked):
    """What the checker reports of each case; "" of a case that passes."""
    cells = [
        case
        for case in ElementTree.parse(checked / "report.xml").iter("testcase")
        if "cases" in case.get("classname") + case.get("name")
    ][1:]
    failures = [
        "".join(part.get("message", "") + (part.text or "") for part in cell) for cell in cells
    ]
    return {case.name: text for case, text in zip(CASES, failures, strict=True)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cell(reports, case):
    report = reports[case.name]
    assert case.report in report if case.report else report == ""


def test_deviations_are_recorded(checked):
    recorded = json.loads((checked / "seen.json").read_text())
    assert [cell["cell"] for cell in recorded] == list(range(1, len(recorded) + 1))
    assert {cell["lesson"] for cell in recorded} == {"cases"}
    seen = {case.name: cell for case, cell in zip(CASES[:-1], recorded[1:], strict=True)}  # it died
    assert {name for name, cell in seen.items() if cell["failed"]} == {
        case.name for case in CASES[:-1] if case.report
    }
    assert seen["rtol"]["relative"] == pytest.approx(0.075)
    assert seen["rtol"]["absolute"] == pytest.approx(0.15)
    assert seen["rtol"]["tolerance"] == LOOSE
    assert 0.02 < seen["curve moves"]["image"] < 0.2
    assert seen["text"]["text"] and not seen["rtol"]["text"]


def test_a_busy_machine_is_waited_for(monkeypatch):
    """nbval gives up after five seconds without a word."""
    monkeypatch.setattr(plugin.IPyNbCell, "setup", lambda cell: None)
    cell = object.__new__(plugin.LessonCell)
    cell.parent = SimpleNamespace(died=None)
    cell.setup()
    assert cell.output_timeout == kernel.PATIENCE > 60


def test_figures_that_differ_are_saved_to_look_at(checked, reports):
    cell = 2 + [case.name for case in CASES].index("colour")
    place = f"_build/figures/cases-{cell}-0.png"
    assert (checked / place).exists()
    assert f"stored figure above the fresh one: {place}" in reports["colour"]


def test_a_lesson_is_skipped_where_it_lacks_what_it_needs(checked):
    log = (checked / "log.txt").read_text()
    assert re.search(r"SKIPPED \[1\] lessons/moon.ipynb.*: needs the moon", log)
    assert "1 skipped" in log and "sun" not in log


def test_a_lesson_that_cannot_be_read_or_needs_an_unknown_thing_is_an_error(checked):
    log = (checked / "log.txt").read_text()
    assert "mars.ipynb needs 'mars', which no pytest_lesson_lacks knows." in log
    assert "old.ipynb is of format 3.0, not 4.5: lift it with checker.notebook.read_lifted." in log
    assert "2 errors" in log and "elsewhere" not in log
