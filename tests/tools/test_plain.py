"""The lessons in plain Markdown: nothing raw, every link leads somewhere, solutions are folded."""

import re
import subprocess
import sys
from collections import Counter

import nbformat
import pytest
from nbconvert import HTMLExporter
from nbformat.v4 import new_markdown_cell, new_notebook

from checker import notebook
from tools import ROOT, plain
from tools.labels import read_stored
from tools.tour import RAW

LESSONS = sorted((ROOT / "book").glob("*.ipynb"))
STORED = {
    "lessons": {"lesson-b": ["b.ipynb", "Losses"]},
    "numbers": {
        "eq-here": ["a.ipynb", "(1.2)"],
        "eq-there": ["b.ipynb", "(2.1)"],
        "fig-here": ["a.ipynb", "Fig. 1.3"],
        "ex-here": ["a.ipynb", "Exercise 1.4"],
    },
    "sources": {"he2016": ["He et al.", "[HZRS16]"], "kingma2015": ["Kingma and Ba", "[KB15]"]},
}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("plain")
    plain.main(folder)
    return folder


def text_of(path):
    if path.suffix == ".md":
        return path.read_text("utf-8")
    cells = nbformat.read(path, as_version=4).cells
    return "\n\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


@pytest.mark.parametrize(
    "text, expected",
    [
        ("a {term}`kernel`", "a [kernel](glossary.md#kernel)"),
        ("{term}`two kernels <kernel>`", "[two kernels](glossary.md#kernel)"),
        ("{term}`zero padding`", "[zero padding](glossary.md#zero-padding)"),
        ("see [Losses](#lesson-b)", "see [Losses](b.ipynb)"),
        ("{numref}`fig-here` and {eq}`eq-here`", "Fig. 1.3 and (1.2)"),
        ("by {eq}`eq-there`", "by [(2.1)](b.ipynb)"),
        ("{cite}`he2016`, {cite:t}`he2016`", "[HZRS16], He et al. [HZRS16]"),
        ("{cite}`he2016,kingma2015`", "[HZRS16], [KB15]"),
        ("(lesson-a)=\n# A", "# A"),
        ("$$\nx = 1\n$$ (eq-here)\n", "$$\nx = 1 \\tag{1.2}\n$$\n"),
        ("$$x = 1$$ (eq-here)", "$$x = 1 \\tag{1.2}\n$$"),
        (
            ":::{admonition} Predict\n:class: tip\nWhat?\n\nWhy?\n:::",
            "> **Predict**\n>\n> What?\n>\n> Why?",
        ),
        ("One.\n\n:::{dropdown} What\nIt.\n:::", f"One.\n\n{plain.FOLD.format('What', 'It.')}"),
        ("```{exercise} Sum\n:label: ex-here\n\nAdd.\n```", "**Exercise 1.4: Sum**\n\nAdd."),
        ("```{exercise}\n:label: ex-here\n\nAdd.\n```", "**Exercise 1.4**\n\nAdd."),
        (
            ":::{admonition} Signs\n:class: tip\nOne\n:two: three\n:::",
            "> **Signs**\n>\n> One\n> :two: three",
        ),
        (
            "```{solution} ex-here\n:class: dropdown\n\nBy {eq}`eq-here`.\n```",
            plain.FOLD.format("Solution of exercise 1.4", "By (1.2)."),
        ),
    ],
)  # fmt: skip
def test_what_the_site_knows_is_said_in_plain_markdown(text, expected):
    assert plain.Page("a.ipynb", STORED).plain(text) == expected


def test_a_label_that_is_not_stored_is_named():
    with pytest.raises(KeyError, match="fig-new"):
        plain.Page("a.ipynb", STORED).plain("{numref}`fig-new`")


def test_nothing_raw_is_left(folder):
    pages = {path.name: text_of(path) for path in folder.iterdir()}
    assert len(pages) == len(LESSONS) + 3  # glossary, notes, conventions
    raw = {name: RAW.findall(text) for name, text in pages.items()}
    assert {name: found for name, found in raw.items() if found} == {}
    assert [name for name, text in pages.items() if re.search(r"^`{3,}\{|\[\]\(", text, re.M)] == []


def test_every_link_leads_to_a_page_and_a_heading(folder):
    pages = {path.name: text_of(path) for path in folder.iterdir()}
    headings = {
        name: {plain.anchor(title) for title in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
        for name, text in pages.items()
    }
    links = [link for text in pages.values() for link in re.findall(r"\]\(([^):\s]+)\)", text)]
    assert len(links) > 200
    broken = Counter()
    for link in links:
        file, _, place = link.partition("#")
        broken[link] += file not in pages or (place != "" and place not in headings[file])
    assert +broken == Counter()


@pytest.mark.parametrize("path", LESSONS, ids=lambda path: path.stem)
def test_solutions_are_folded_and_nothing_is_lost(path, folder):
    here, there = notebook.read(path), nbformat.read(folder / path.name, as_version=4)
    nbformat.validate(there)
    source = "\n\n".join(cell.source for cell in here.cells if cell.cell_type == "markdown")
    text = text_of(folder / path.name)
    folds = re.findall(r"^<details>\n<summary>[^\n]+</summary>\n.*?^</details>$", text, re.M | re.S)
    assert len(folds) == len(re.findall(r"^(?:`{3,}|:{3,})\{(?:solution|dropdown)\}", source, re.M))
    assert text.count("<details>") == len(folds)
    kept = [cell for cell in there.cells if cell.cell_type == "code"]
    told = [cell for cell in here.cells if cell.cell_type == "code" and cell not in kept]
    assert all("hide-cell" in cell.metadata.tags for cell in told)
    assert all(any(cell.source in fold for fold in folds) for cell in told)
    named = [cell.metadata.mystnb.figure for cell in here.cells if "mystnb" in cell.metadata]
    assert all(f"**{read_stored()['numbers'][each['name']][1]}** " in text for each in named)
    assert len(re.findall(r"\\tag\{", text)) == len(re.findall(r"\$\$ *\(eq-", source))


def test_no_code_needs_what_is_folded(folder):
    """Where a lesson is run, as in Colab, each name must come from a cell of code that stays."""
    command = ["ruff", "check", "--isolated", "--select", "F821", "--output-format", "concise"]
    run = subprocess.run(
        [sys.executable, "-m", *command, folder], capture_output=True, text=True, check=False
    )
    assert run.stdout == "All checks passed!\n"


def test_what_is_cited_is_listed_once():
    page = plain.Page("a.ipynb", STORED)
    page.plain("{cite}`he2016`, {cite}`kingma2015`, {cite:t}`he2016`")
    listed = plain.references(page.cited)
    assert [listed.count(sign) for sign in ("[HZRS16]", "[KB15]")] == [1, 1]
    assert "Deep residual learning" in listed


def test_nbconvert_keeps_a_solution_folded():
    told = plain.FOLD.format("Solution of exercise 1.4", "By $x^2$ and **two**.")
    page, _ = HTMLExporter().from_notebook_node(new_notebook(cells=[new_markdown_cell(told)]))
    [inside] = re.findall(r"<details>(.*?)</details>", page, re.DOTALL)
    assert "<strong>two</strong>" in inside and "$x^2$" in inside


def test_no_link_is_without_words():
    pages = [*LESSONS, *(ROOT / "book").glob("*.md")]
    assert [path.name for path in pages if "[](" in text_of(path)] == []


def test_links_to_lessons_say_their_titles():
    lessons = read_stored()["lessons"]
    links = {
        (path.name, text, label)
        for path in [*LESSONS, ROOT / "book" / "costs.md"]
        for text, label in re.findall(r"\[([^\]]*)\]\(#(lesson-[\w-]+)\)", text_of(path))
    }
    assert len(links) > 50
    assert [each for each in links if each[1] != lessons[each[2]][1]] == []
