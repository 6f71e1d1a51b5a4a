"""Figures and questions in JupyterLab: cells are run; untrusted, what is static stands there."""

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from lib import checks, live
from tests.live.answering import form_of, give, said
from tests.live.browser import cell, numbers
from tools import browser as site_browser
from tools.tour import jupyterlab

FORMS = [question for question in checks.questions() if question.kind not in ("code", "open")]
OF_EACH_KIND = {question.kind: question for question in reversed(FORMS)}.values()
ASKED = ["from lib import checks", *(f'checks.ask("{each.label}")' for each in OF_EACH_KIND)]
CODE = "from lib import live\nlive.convolution([1, 2, 3], [1, 1], padding=1)"
PATIENCE = 60_000  # milliseconds: starting JupyterLab and a kernel takes some seconds, or many


def write(folder, name, cells):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3"}}
    nbformat.write(new_notebook(cells=cells, metadata=kernel), folder / f"{name}.ipynb")


@pytest.fixture(scope="module")
def lab(tmp_path_factory):
    """The address of a JupyterLab of its own, with new notebooks and one from elsewhere."""
    folder = tmp_path_factory.mktemp("lab")
    figure = live.convolution([1, 2, 3], [1, 1], padding=1)
    shown = {"text/html": figure._repr_html_(), "text/plain": repr(figure)}
    stored = [new_output("execute_result", shown, execution_count=1)]
    write(folder, "new", [new_code_cell(CODE)])
    write(folder, "asking", [new_code_cell(code) for code in ASKED])
    with jupyterlab(folder) as address:  # which trusts what is there
        write(folder, "foreign", [new_code_cell(CODE, outputs=stored, execution_count=1)])
        yield address


@pytest.fixture
def notebook(browser, lab):
    """A function that opens a notebook and returns the page."""
    context = browser.new_context(viewport={"width": 1200, "height": 900}, reduced_motion="reduce")
    page = context.new_page()
    page.set_default_timeout(PATIENCE)
    errors, outside = [], site_browser.watch(page)[1]
    page.on("pageerror", lambda error: errors.append(str(error)))

    def open_notebook(name):
        page.goto(f"{lab}/lab/workspaces/{name}/tree/{name}.ipynb")
        page.locator(".jp-Notebook .jp-CodeCell").first.wait_for()
        return page

    yield open_notebook
    context.close()
    assert (errors, outside) == ([], [])


def run_all(page):
    page.get_by_text("| Idle").wait_for()  # before that, running a cell asks for a kernel
    page.locator(".lm-MenuBar-item", has_text="Run").click()
    page.get_by_text("Run All Cells", exact=True).click()


def test_the_cell_is_run_and_the_figure_driven(notebook):
    page = notebook("new")
    run_all(page)
    page.get_by_role("grid", name="output y").wait_for()
    page.get_by_role("button", name="Last step", exact=True).click()
    assert numbers(page, "output y") == [["1", "3", "5", "3"]]
    cell(page, "input x", 0, 1).click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert numbers(page, "output y") == [["7", "9", "5", "3"]]
    page.keyboard.press("ArrowRight")
    for key in (
        "b",
        "Escape",
        "d",
        "Escape",
        "9",
        "ArrowDown",
    ):  # commands of the notebook elsewhere
        page.keyboard.press(key)
    assert numbers(page, "output y") == [["7", "16", "12", "3"]]
    assert page.locator(".jp-CodeCell").count() == 1
    page.evaluate("document.body.dataset.jpThemeLight = 'false'")
    page.locator(".live.dark").wait_for()


def test_a_question_of_each_kind_is_answered(notebook):
    page = notebook("asking")
    run_all(page)
    for question in OF_EACH_KIND:
        form = form_of(page, question)
        form.wait_for(state="attached")
        form.scroll_into_view_if_needed()
        wrong = next(iter(question.mistakes.values()), 99)
        assert give(form, question, wrong) == said(question, wrong)
        assert give(form, question, question.right) == said(question, question.right)
    assert page.locator(".jp-CodeCell").count() == len(ASKED)


def test_untrusted_a_table_stands_in_its_place(notebook):
    page = notebook("foreign")
    table = page.locator(".jp-OutputArea table").last
    table.wait_for()
    assert table.inner_text().split() == ["Output", "y", "1", "3", "5", "3"]
    assert page.locator(".live").count() == 0
