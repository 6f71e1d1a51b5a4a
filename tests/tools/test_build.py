"""Builds of small books: what is said, what is refused, and which pages load MathJax."""

import shutil
import subprocess
import sys
from contextlib import suppress
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tests.site.pages import ROOT, Page, run_build
from tools import build

# mathematics in every form that MyST writes, a page for each, and what is none
FORMULAS = {
    "inline": "So $x^2$.",
    "dollars": "$$\nx^2\n$$",
    "numbered": "$$ x^2 $$ (eq-square)\n\n{eq}`eq-square`",
    "amsmath": "\\begin{align}\nx &= 2\n\\end{align}",
    "directive": "```{math}\nx^2\n```",
    "role": "{math}`x^2`",
    "attributes": "$x^2${.wide}",
    "heading": "## Of $x^2$",
    "table": "| a |\n|--|\n| $x^2$ |",
    "caption": "```{figure} ../_static/favicon.svg\n:alt: a picture\n\nOf $x^2$.\n```",
    "glossary": ":::{glossary}\nterm\n  Is $x^2$.\n:::",
    "box": ":::{admonition} Of $x^2$\nText.\n:::",
}
PLAIN = {"plain": "No formula.", "code": "`$x^2$`", "price": "It is \\$5 or \\$6."}
PIXEL = (
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJg"
    "gg=="
)
CAPTION = {"image": {"alt": "a dot"}, "figure": {"caption": "Of $x^2$", "name": "fig-dot"}}
OUTPUTS = {
    "output": ({"text/latex": "$\\displaystyle x^2$"}, {}),
    "output-align": ({"text/latex": "\\begin{align}x&=2\\end{align}"}, {}),
    "output-caption": ({"image/png": PIXEL}, {"mystnb": CAPTION}),
}


def write_lesson(path, *cells):
    """Write a notebook; every cell is a text, or the data and the metadata of an output."""
    nb = new_notebook(metadata={"language_info": {"name": "python"}})
    for cell in cells:
        if isinstance(cell, str):
            nb.cells.append(new_markdown_cell(cell))
        else:
            shown = new_output("display_data", cell[0])
            nb.cells.append(new_code_cell("x", outputs=[shown], metadata=cell[1]))
    nbformat.write(nb, path)


@pytest.fixture
def small_book(tmp_path):
    """A book of two pages, with this book's settings."""
    for name in (
        "_config.yml",
        "_ext",
        "_static",
        "tools/__init__.py",
        "tools/build.py",
        "book/references.bib",
    ):
        source, copy = ROOT / name, tmp_path / name
        copy.parent.mkdir(exist_ok=True)
        (shutil.copytree if source.is_dir() else shutil.copy)(source, copy)
    (tmp_path / "book" / "index.md").write_text("# A small book\n\nOne lesson.\n")
    write_lesson(tmp_path / "book" / "lesson.ipynb", "# A lesson\n")
    write_toc(tmp_path, ["lesson"])
    return tmp_path


def write_toc(folder, pages):
    chapters = "".join(f"- file: book/{page}\n" for page in pages)
    (folder / "_toc.yml").write_text(f"format: jb-book\nroot: book/index\nchapters:\n{chapters}")


def test_build_says_what_it_made_and_gives_mathjax_to_pages_with_mathematics(small_book):
    for name, text in (FORMULAS | PLAIN).items():
        (small_book / "book" / f"{name}.md").write_text(f"# A page\n\n{text}\n")
    for name, output in OUTPUTS.items():
        write_lesson(small_book / "book" / f"{name}.ipynb", "# A lesson", output)
    write_toc(small_book, ["lesson", *FORMULAS, *PLAIN, *OUTPUTS])
    run = run_build(small_book)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "neither BOOK_REPOSITORY_URL nor git's origin is set" in run.stdout
    html = small_book / "_build" / "html"
    assert f"open {html / 'index.html'} in a browser" in run.stdout
    pages = {path.stem: Page(path) for path in (html / "book").glob("*.html")}
    assert set(pages["lesson"].buttons) == {"btn-download-source-button"}
    loading = {
        name for name, page in pages.items() if any("mathjax/startup.js" in x for x in page.loads)
    }
    assert loading == {*FORMULAS, *OUTPUTS}


def test_a_build_that_fails_leaves_the_last_site_as_it_was(monkeypatch, tmp_path):
    said = []

    def jupyter_book(output):
        write_pages(output, build.toc_pages(ROOT / "_toc.yml"), said[-1])
        return said[-1] if said[-1] != "bad" else sys.exit("a complaint")

    monkeypatch.setattr(build, "call_jupyter_book", jupyter_book)
    page = tmp_path / "_build" / "html" / "book" / "index.html"
    for text, stands in [("first", "first"), ("bad", "first"), ("second", "second")]:
        said.append(text)
        with suppress(SystemExit):
            assert build.build(tmp_path) == tmp_path / "_build" / "html"
        assert page.read_text(encoding="utf-8") == stands
        assert [path.name for path in (tmp_path / "_build").iterdir()] == ["html"]


def write_pages(output, pages, text=""):
    for page in pages:
        made = Path(output, "_build", "html", f"{page}.html")
        made.parent.mkdir(parents=True, exist_ok=True)
        made.write_text(text, encoding="utf-8")


def test_two_builds_at_once_do_not_meet(tmp_path, monkeypatch):
    """The other one puts its site there when this one has just moved the old away."""
    place, new, aside = (tmp_path / name for name in ("html", "new", "aside"))
    for folder, page in [(place, "old"), (new, "mine"), (aside, "nothing")]:
        folder.mkdir()
        (folder / page).touch()
    rename = Path.rename

    def interrupted(self, target):
        if (self, target) == (new, place) and not (aside / "other").exists():
            (aside / "other").touch()
            place.mkdir()
            (place / "theirs").touch()
        return rename(self, target)

    monkeypatch.setattr(Path, "rename", interrupted)
    build.put(new, place, aside)
    assert [page.name for page in place.iterdir()] == ["mine"]
    assert {path.name for path in aside.rglob("*") if path.is_file()} >= {"old", "theirs"}


def test_a_place_that_cannot_be_taken_is_told(tmp_path):
    (tmp_path / "new").mkdir()
    with pytest.raises(OSError):
        build.put(tmp_path / "new", tmp_path / "nowhere" / "html", tmp_path)


def test_ctrl_c_says_one_line(monkeypatch, tmp_path):
    def stop(command, **settings):
        raise KeyboardInterrupt

    monkeypatch.setattr(subprocess, "run", stop)
    with pytest.raises(SystemExit, match="^Stopped: the site is what it was.$"):
        build.main([str(tmp_path)])
    assert list((tmp_path / "_build").iterdir()) == []


def test_a_full_disk_is_told(monkeypatch, tmp_path):
    def run(command, **settings):
        return subprocess.CompletedProcess(command, 1, "OSError: No space left on device")

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(build, "FULL", float("inf"))
    with pytest.raises(SystemExit, match="The disk is full.\nThe site was not built"):
        build.build(tmp_path)


def test_build_fails_on_a_warning_and_on_a_missing_page(small_book):
    (small_book / "book" / "index.md").write_text("# A small book\n\n[](#nowhere)\n")
    (small_book / "book" / "lesson.ipynb").unlink()
    last = small_book / "_build" / "html" / "last.html"
    last.parent.mkdir(parents=True)
    last.touch()
    run = run_build(small_book)
    assert run.returncode == 1 and last.exists()
    assert "nowhere" in run.stderr and "book/lesson" in run.stderr
    assert "The site was not built" in run.stderr


def test_a_page_that_is_missing_without_a_word_is_told(monkeypatch, tmp_path):
    def run(command, **settings):
        write_pages(command[-1], build.toc_pages(ROOT / "_toc.yml")[:-1])
        return subprocess.CompletedProcess(command, 0, "build succeeded")

    monkeypatch.setattr(subprocess, "run", run)
    last = build.toc_pages(ROOT / "_toc.yml")[-1]
    with pytest.raises(SystemExit, match=rf"without these pages of _toc.yml: \['{last}'\]\.$"):
        build.build(tmp_path)
