"""The page of idioms: its examples run, and each idiom stands first where the page says."""

import doctest
import re

import numpy as np
import pytest
import torch

from checker import notebook
from tools import ROOT

PAGE = (ROOT / "book" / "idioms.md").read_text(encoding="utf-8")
ENTRIES = re.findall(r"^(`[^\n]+`)\n: (.*?)(?=^[`#]|\Z)", PAGE, re.MULTILINE | re.DOTALL)
FIRST = re.compile(r"First\s+in\s+\[[^]]+\]\(#(lesson-[\w-]+)\)\.")
FOLDED = {"hide-input", "hide-cell", "remove-input"}
MARKS = {  # what of an idiom's example is the idiom
    "for place": r"np\.ndindex",
    "assert": r"^ *assert ",
    'f"{': r":\.\d%\}|:,\}|:\d+\.\d+f\}",
    "function(x": r"\(.*\*\*[a-z_]+\)",
    "for number": r"enumerate\(",
    "lambda": r"\blambda\b",
    "zip": r"strict=True",
    "def network": r"\*extra",
    "digits._": r"\._replace\(",
    "next": r"next\(iter\(",
    "old": r" \|= ",
    "sum": r"sum\(map\(\w+, \w+, ",
    "matrix": r" @ ",
    "rows, columns": r"np\.divmod",
    "rows[": r"\[:, None\]",
    "correlation": r"\[order\]\[:, order\]",
    "w[": r"\[::-1",
    "x[": r"\[None, None\]",
    "images[": r"\[\.\.\.,",
    "images.": r"\.swapaxes\(",
    "loss": r"\.item\(\)",
    "values": r"\.clamp\(",
    "with": r"torch\.no_grad",
    "logits": r"\.gather\(",
}


def shown_code(path):
    """The label of a lesson, and the code that a page shows of it."""
    lesson = notebook.read(path)
    shown = [
        cell.source
        for cell in notebook.code(lesson)
        if not FOLDED & set(cell.metadata.get("tags", []))
    ]
    return re.match(r"\(([\w-]+)\)=", lesson.cells[0].source)[1], "\n".join(shown)


LESSONS = dict(map(shown_code, sorted((ROOT / "book").glob("[0-9]*.ipynb"))))


def test_examples_print_what_the_page_says():
    code = "\n".join(re.findall(r"^ *```pycon\n(.*?)^ *```", PAGE, re.MULTILINE | re.DOTALL))
    test = doctest.DocTestParser().get_doctest(code, {"np": np, "torch": torch}, "idioms", None, 0)
    said = []
    result = doctest.DocTestRunner(verbose=False).run(test, out=said.append)
    assert (result.failed, said) == (0, []) and result.attempted > 15


@pytest.mark.parametrize("heads, text", ENTRIES, ids=[heads for heads, _ in ENTRIES])
def test_an_idiom_is_met_first_where_the_page_says(heads, text):
    [mark] = [mark for start, mark in MARKS.items() if heads.startswith(f"`{start}")]
    assert re.search(mark, heads.strip("`"), re.MULTILINE)
    met = [label for label, code in LESSONS.items() if re.search(mark, code, re.MULTILINE)]
    assert FIRST.search(text)[1] == met[0]


def test_every_entry_was_found():
    assert len(ENTRIES) == len(MARKS) == len(FIRST.findall(PAGE))
