"""What a lesson looks like in JupyterLab, as `make edit` starts it: a good one, and a bad one."""

import shutil

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from tools import edit, tour

GOOD = "03-padding-stride.ipynb"
SOLUTION = "```{exercise} One\n:label: ex-x\n\nHow many?\n```\n\n:::{solution} ex-x\n\nFour.\n:::"
DEAD = '<div class="live-figure"><p>a picture</p></div>'
FIGURE = {"caption": "Of a *dot*.", "name": "fig-usage"}


def bad():
    shown = [new_output("display_data", {"text/html": DEAD})]
    cells = [
        new_markdown_cell("See [](#lesson-nowhere), {numref}`fig-nowhere` and {cite:t}`nobody`."),
        new_markdown_cell("As in {numref}`fig-usage` by {cite:t}`he2016`, see [](#lesson-losses)."),
        new_markdown_cell(SOLUTION),
        new_code_cell("x = 1  # hidden on the page", metadata={"tags": ["hide-input"]}),
        new_code_cell("y = 2", outputs=shown, metadata={"mystnb": {"figure": FIGURE}}),
    ]
    kernel = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    about = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return new_notebook(cells=cells, metadata=about)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    for name in (GOOD, "glossary.md"):
        shutil.copy(edit.LESSONS / name, folder)
    for name in ("bad.ipynb", "09-losses.ipynb"):
        nbformat.write(bad(), folder / name)
    return folder


@pytest.fixture(scope="module")
def address(browser, folder):  # without a browser JupyterLab need not start
    with tour.jupyterlab(folder) as address:
        yield address


@pytest.fixture
def page(browser):
    page = browser.new_page()
    page.set_default_timeout(1000 * tour.PATIENCE)
    yield page
    page.context.close()


def test_a_lesson_reads_as_on_the_site_and_is_saved_as_it_was(page, address, folder):
    before = (folder / GOOD).read_bytes()
    assert tour.find_faults(page, address, folder / GOOD) == []
    page.wait_for_timeout(1000)
    assert (folder / GOOD).read_bytes() == before


def test_contents_stand_open_and_a_term_leads_to_its_place(browser, address, folder):
    cells = [new_markdown_cell("# Terms\n\nOf {term}`weight decay`.")]
    nbformat.write(new_notebook(cells=cells, metadata=bad().metadata), folder / "terms.ipynb")
    page = browser.new_page(viewport={"width": 1200, "height": 700})
    page.set_default_timeout(1000 * tour.PATIENCE)
    page.goto(f"{address}/lab/tree/terms.ipynb")
    page.locator(".jp-TableOfContents", has_text="Terms").wait_for()
    page.locator(".jp-MarkdownCell a.hover-link").click()
    term = page.locator(".jp-MarkdownViewer strong", has_text="weight decay")
    term.wait_for()
    assert page.locator(".jp-MarkdownViewer strong", has_text="The same letters").count() == 0
    page.wait_for_function(
        "term => Math.abs(term.getBoundingClientRect().top - 350) < 200", arg=term.element_handle()
    )
    page.context.close()


def test_faults_are_told_and_what_is_known_is_mended(page, address, folder):
    faults = tour.find_faults(page, address, folder / "bad.ipynb")
    assert set(faults) == {
        "raw: #lesson-nowhere",
        "raw: fig-nowhere",
        "unknown: fig-nowhere",
        "unknown: nobody",
        "1 live figures are dead",
        "code in sight: x = 1 # hidden on the page",
    }
    text = page.locator(".jp-MarkdownCell").nth(1).inner_text()
    assert "As in Fig. 3.2 by He et al. [HZRS16], see Losses for classification." in text
    assert page.locator(".labels-caption").inner_text() == "Fig. 3.2 Of a dot."
    page.get_by_text("Losses for classification").click()
    page.locator(".lm-TabBar-tabLabel", has_text="09-losses.ipynb").wait_for()


def test_a_lab_that_does_not_start_is_told(tmp_path, monkeypatch):
    (tmp_path / "log").write_text("no port", encoding="utf-8")

    class Ended:
        def poll(self):
            return 1

    with pytest.raises(RuntimeError, match="did not start:\nno port"):
        tour.wait_for("http://127.0.0.1:1/", Ended(), tmp_path / "log")
