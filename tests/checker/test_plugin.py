"""The checker of lessons: what must pass, and above all what must fail."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple
from xml.etree import ElementTree

import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook, new_output

from checker import figures
from checker.compare import Tolerance, settle, split

ROOT = Path(__file__).parents[2]
SETUP = """import sys, warnings
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
    Case("unknown key", "pass", "pass", {"rtoll": 0.1}, "not 'rtoll'"),
    Case("negative", "pass", "pass", {"rtol": -0.1}, "rtol (=-0.1) must be a number >= 0"),
]  # fmt: skip


@pytest.fixture(scope="module")
def checked(tmp_path_factory):
    """Check one notebook with all cases; the folder of the reports."""
    root = tmp_path_factory.mktemp("checked")
    (root / "book").mkdir()
    (root / "pytest.ini").write_text("[pytest]\naddopts = -p checker --nbval --nbval-current-env\n")
    nb = new_notebook(cells=[new_code_cell(SETUP), *(new_code_cell(c.stored) for c in CASES)])
    NotebookClient(nb, kernel_name="python3").execute()
    for cell, case in zip(nb.cells[1:], CASES, strict=True):
        cell.source = case.fresh
        cell.metadata.tolerance = case.tolerance
    nbformat.write(nb, root / "book" / "cases.ipynb")
    options = ["--lesson-deviations=seen.json", "--junitxml=report.xml", "--color=no"]
    subprocess.run(
        [sys.executable, "-m", "pytest", "book", *options],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MPLBACKEND": "agg"},
        stdout=subprocess.DEVNULL,
    )
    return root


@pytest.fixture(scope="module")
def reports(checked):
    """What the checker reports of each case; "" of a case that passes."""
    cells = list(ElementTree.parse(checked / "report.xml").iter("testcase"))[1:]
    failures = ["".join(cell.itertext()) for cell in cells]
    return {case.name: text for case, text in zip(CASES, failures, strict=True)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_cell(reports, case):
    report = reports[case.name]
    assert case.report in report if case.report else report == ""


def test_deviations_are_recorded(checked):
    seen = json.loads((checked / "seen.json").read_text())[1:]
    seen = {case.name: cell for case, cell in zip(CASES, seen, strict=True)}
    assert {name for name, cell in seen.items() if cell["failed"]} == {
        case.name for case in CASES if case.report
    }
    assert seen["rtol"]["relative"] == pytest.approx(0.075)
    assert seen["rtol"]["absolute"] == pytest.approx(0.15)
    assert seen["rtol"]["tolerance"] == LOOSE
    assert 0.02 < seen["curve moves"]["image"] < 0.2
    assert seen["text"]["text"] and not seen["rtol"]["text"]


def test_figures_that_differ_are_saved_to_look_at(checked):
    cell = 2 + [case.name for case in CASES].index("colour")
    assert (checked / "_build" / "figures" / f"cases-{cell}-0.png").exists()


@pytest.mark.parametrize(
    ("source", "outcome"),
    [
        ("from lib.data import mnist_root\nmnist_root()", "1 skipped"),
        ("assert 'mnist_root' not in globals()", "1 passed"),
    ],
)
def test_a_lesson_on_all_of_mnist_is_skipped_where_it_is_not(tmp_path, source, outcome):
    book = tmp_path / "book"
    book.mkdir()
    (tmp_path / "pytest.ini").write_text("[pytest]\naddopts = -p checker --nbval -rs\n")
    nb = new_notebook(cells=[new_code_cell(source, execution_count=1)])
    nb.metadata.kernelspec = {"name": "python3", "display_name": "Python 3"}
    nbformat.write(nb, book / "cases.ipynb")
    report = subprocess.run(
        [sys.executable, "-m", "pytest", "book", "--nbval-current-env", "--color=no"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT), "MNIST_ROOT": str(tmp_path / "empty")},
        capture_output=True,
        text=True,
    ).stdout
    assert outcome in report
    assert ("needs all of MNIST in" in report) == ("skipped" in outcome)


@pytest.mark.parametrize(
    ("text", "skeleton", "floats"),
    [
        ("1e-05 and -0.0", "# and #", ["1e-05", "-0.0"]),
        ("28x28 conv1 10 %", "28x28 conv1 10 %", []),
        ("version 3.11.2, v1.5", "version 3.11.2, v1.5", []),
        ("99.3% in 12.5ms", "#% in 12.5ms", ["99.3"]),
        ("[ 5. -14.  .5]", "[# # #]", ["5.", "-14.", ".5"]),
        ("array([ 1. , 2.25])", "array([#, #])", ["1.", "2.25"]),
        ("nan -inf 1.", "nan -inf #", ["1."]),
        ("0.1-0.5\n\n 2", "#-# 2", ["0.1", "0.5"]),
        ("tensor(0.3711, grad_fn=<Mul0>)", "tensor(#, grad_fn=<Mul0>)", ["0.3711"]),
        ("loss=+1.5E+3;", "loss=#;", ["+1.5E+3"]),
    ],
)
def test_split(text, skeleton, floats):
    assert split(text) == (skeleton, floats)


@pytest.mark.parametrize("value", [-1, "0.1", True, float("nan"), float("inf"), None])
def test_a_tolerance_is_a_number_not_below_zero(value):
    cell = new_code_cell(metadata={"tolerance": {"atol": value}})
    with pytest.raises(
        ValueError, match=f"cell {cell.id}: tolerance atol .* must be a number >= 0"
    ):
        Tolerance.of(cell)


def test_a_tolerance_is_a_mapping():
    with pytest.raises(ValueError, match="must be a mapping"):
        Tolerance.of(new_code_cell(metadata={"tolerance": 0.1}))


def test_what_agrees_keeps_the_stored_text_and_what_does_not_stays():
    stored, fresh = ([new_output("stream", text=text)] for text in ("a  1.00\n", "a 1.05\n"))
    settle(stored, fresh, Tolerance(rtol=0.01))
    assert fresh[0].text == "a 1.05\n"
    settle(stored, fresh, Tolerance(rtol=0.1))
    assert fresh[0].text == "a  1.00\n"


def picture(rows=100, columns=200):
    """A white picture with a black line and a red square."""
    image = np.full((rows, columns, 3), 255, np.uint8)
    image[40:42, 20:180] = 0
    image[60:80, 100:120] = 255, 0, 0
    return image


@pytest.mark.parametrize("shift", [(1, 0), (0, 2), (-2, 2), (5, -5)])
def test_a_shifted_figure_is_the_same(shift):
    assert figures.distance(picture(), np.roll(picture(), shift, (0, 1))).value == 0


def test_a_figure_with_another_margin_is_the_same_and_a_larger_one_is_not():
    assert figures.distance(picture(), picture(102, 203)).value == 0
    assert figures.distance(picture(102, 203), picture()).value == 0
    assert figures.distance(picture(), picture(100, 220)).value == 1


def test_the_worst_place_is_named():
    image = picture()
    image[64:72, 30:38] = 0
    far = figures.distance(picture(), image)
    assert far.value > figures.THRESHOLD
    assert abs(far.row - 64) <= figures.PATCH and abs(far.column - 30) <= figures.PATCH


@pytest.mark.parametrize("direction", [1, -1])
def test_what_is_missing_and_what_is_added_counts(direction):
    image = picture()
    image[40:42, 100:150] = 255  # as thin as a curve
    assert figures.distance(*(picture(), image)[::direction]).value > figures.THRESHOLD
