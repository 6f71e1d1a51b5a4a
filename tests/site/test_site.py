"""The site: it builds strictly, holds together, needs no other host, and works in a browser."""

import functools
import json
import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from tests.live.browser import go
from tests.site.pages import ROOT, Page, leads_outside, load, outside_in_css, target
from tools import browser as site_browser
from tools import build
from tools.labels import STORED

repository = load("repository")

PAGES = build.toc_pages(ROOT / "_toc.yml")
LESSONS = [page for page in PAGES if (ROOT / f"{page}.ipynb").exists()]
LIVE = '<div class="live-figure"'
EVERY_PAGE = [*PAGES, "search", "genindex"]
HEAVIEST = 2_000_000  # bytes of a page's first load, figures aside


@pytest.fixture(scope="session")
def pages(site):
    paths = [path for path in site.rglob("*.html") if "_static" not in path.parts]
    return {path: Page(path) for path in paths}


def test_every_page_is_built(site):
    assert [page for page in EVERY_PAGE if not (site / f"{page}.html").exists()] == []


def test_pages_say_their_language_and_letters_and_fit_a_phone(pages):
    """The front door too, which no browser shows for long enough to check it."""
    said = {(page.language, page.meta["charset"]) for page in pages.values()}
    assert said == {("en-GB", "utf-8")}
    phones = {page.meta["viewport"].replace(" ", "") for page in pages.values()}
    assert phones == {"width=device-width,initial-scale=1"}


@pytest.mark.parametrize("page", LESSONS)
def test_every_live_figure_of_a_lesson_stands_on_its_page(page, site):
    cells = nbformat.read(ROOT / f"{page}.ipynb", as_version=4).cells
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    html = ["".join(output.get("data", {}).get("text/html", "")) for output in outputs]
    wanted = sum(text.count(LIVE) for text in html)
    assert (site / f"{page}.html").read_text("utf-8").count(LIVE) == wanted


@pytest.mark.parametrize("page", PAGES)
def test_buttons(page, pages, site):
    """A lesson has a rocket and a cloud; every page leads to its own source and to the issues."""
    buttons = pages[site / f"{page}.html"].buttons
    home = repository.Repository("github.com", "owner/book")
    for name, launcher in [
        ("binder", home.binder_url(f"{page}.ipynb")),
        ("colab", home.colab_url(f"{page}.ipynb", "colab")),
    ]:
        assert buttons.get(f"btn-launch-{name}") == (launcher if page in LESSONS else None)
    source = f"{page}{'.ipynb' if page in LESSONS else '.md'}"
    home = "https://github.com/owner/book"
    assert buttons["btn-source-repository-button"] == home
    assert buttons["btn-source-edit-button"] == f"{home}/edit/main/{source}"
    assert buttons["btn-source-issues-button"].startswith(f"{home}/issues/new?")
    assert (site / "_sources" / source).read_bytes() == (ROOT / source).read_bytes()


# ---- what the pages hold ------------------------------------------------------------------------


def test_no_page_loads_from_another_host(pages):
    loads = {(path, load) for path, page in pages.items() for load in page.loads}
    loads = {pair for pair in loads if not pair[1].startswith("data:")}  # carried by the page
    assert [pair for pair in loads if leads_outside(pair[1])] == []
    assert [pair for pair in loads if not target(*pair)[0].exists()] == []


def test_no_style_sheet_loads_from_another_host(site):
    sheets = list((site / "_static").rglob("*.css"))
    assert len(sheets) > 5
    assert {s.name: found for s in sheets if (found := outside_in_css(s.read_text()))} == {}


def test_every_internal_link_resolves(pages):
    broken = []
    for path, page in pages.items():
        for link in page.links:
            if leads_outside(link):
                continue
            file, fragment = target(path, link)
            ids = pages[file].ids if file in pages else []
            if not file.is_file() or (fragment and file in pages and fragment not in ids):
                broken.append((path.name, link))
    assert broken == []


def test_next_leads_through_the_book_and_previous_back(pages, site):
    paths = [site / f"{page}.html" for page in PAGES]
    for name, order in (("right-next", paths), ("left-prev", paths[::-1])):
        found = [
            link and target(path, link)[0]
            for path in order
            for link in [pages[path].neighbours.get(name)]
        ]
        assert found == [*order[1:], None]


def test_jupyterlab_knows_what_the_site_calls_things(site):
    built = (site / "_static" / STORED.name).read_text(encoding="utf-8")
    assert STORED.read_text(encoding="utf-8") == built, "run python -m tools.labels"
    known = json.loads(built)
    assert known["numbers"]["fig-echo"] == ["02-convolution-1d.ipynb", "Fig. 2.1"]
    assert known["numbers"]["eq-output-size"] == ["03-padding-stride.ipynb", "(3.1)"]
    assert known["numbers"]["ex-halved"] == ["03-padding-stride.ipynb", "Exercise 3.1"]
    assert known["sources"]["dumoulin2016"] == ["Dumoulin and Visin", "[DV16]"]
    assert known["lessons"]["lesson-losses"] == ["09-losses.ipynb", "Losses for classification"]


def test_every_id_is_unique_on_its_page(pages):
    twice = {
        p.name: [i for i, n in Counter(page.ids).items() if n > 1] for p, page in pages.items()
    }
    assert {name: ids for name, ids in twice.items() if ids} == {}


def test_every_image_has_an_alternative_text(pages):
    hashed = re.compile(r"[0-9a-f]{16,}|\.(png|svg|jpe?g)$")  # what Sphinx puts where none is given
    texts = [(path.name, image.get("alt", "")) for path, p in pages.items() for image in p.images]
    assert texts
    assert [pair for pair in texts if not pair[1].strip() or hashed.search(pair[1])] == []


# ---- in a browser ------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def visit(browser, axe, served):
    """Visit a page once, whoever asks."""
    return functools.cache(lambda page: site_browser.visit(browser, axe, f"{served}/{page}.html"))


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_page_in_a_browser(page, visit):
    """No error, no request elsewhere, all formulas and icons drawn, accessible, fit for a phone.

    No line of code is cut, and no frame of another colour stands around a live figure in the dark.
    """
    weight, *seen = visit(page)
    assert seen == [[], [], [], [], [], [], [], [], 0]


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_first_load_is_light(page, visit):
    assert 600_000 < visit(page).weight.rest <= HEAVIEST  # an empty page is 0.65 MB


@pytest.mark.parametrize("page", EVERY_PAGE)
def test_page_opened_from_a_file(page, site, tab, visit):
    errors, outside = site_browser.watch(tab)
    weight = site_browser.weigh(tab, (site / f"{page}.html").as_uri())
    formulas = tab.evaluate(site_browser.FORMULAS)
    assert (errors, outside, formulas) == ([], [], {"bare": [], "wrong": []})
    assert tab.evaluate(site_browser.BLANK_ICONS) == []
    assert weight == visit(page).weight


@pytest.mark.parametrize("from_file", [False, True], ids=["http", "file"])
@pytest.mark.parametrize("key", [None, "Space"], ids=["mouse", "keyboard"])
def test_menu_of_a_formula_opens_and_leaves_the_page_as_it_was(key, from_file, served, site, tab):
    errors, outside = site_browser.watch(tab)
    tab.goto(f"{site.as_uri() if from_file else served}/book/09-losses.html")
    tab.evaluate(site_browser.TYPESET)
    formulas = tab.locator("mjx-container")
    before = formulas.evaluate_all("all => all.map(e => e.innerHTML)")
    assert tab.locator("mjx-container[tabindex='0'] mjx-assistive-mml math").count() == len(before)
    formula = formulas.nth(5)
    formula.press(key) if key else formula.click(button="right")
    tab.wait_for_selector(".CtxtMenu_Menu >> text=Accessibility")
    assert formulas.evaluate_all("all => all.map(e => e.innerHTML)") == before
    assert (errors, outside) == ([], [])


def test_menu_of_formulas_is_there_at_once_for_who_chose_something_in_it(served, tab):
    tab.goto(f"{served}/book/09-losses.html")
    tab.evaluate("localStorage.setItem('MathJax-Menu-Settings', JSON.stringify({zoom: 'Click'}))")
    tab.goto(f"{served}/book/02-convolution-1d.html")
    tab.evaluate(site_browser.TYPESET)
    assert tab.locator("mjx-container.CtxtMenu_Attached_0").count() > 0


@pytest.mark.parametrize("from_file", [False, True], ids=["http", "file"])
def test_front_door_leads_to_the_first_page(from_file, served, site, tab):
    tab.goto(f"{site.as_uri() if from_file else served}/index.html", wait_until="commit")
    tab.wait_for_url(f"**/{PAGES[0]}.html")


@pytest.mark.parametrize("from_file", [False, True], ids=["http", "file"])
def test_search_finds_stride(from_file, served, site, tab):
    errors, _ = site_browser.watch(tab)
    tab.goto(f"{site.as_uri() if from_file else served}/search.html?q=stride")
    tab.wait_for_selector("#search-results p.search-summary >> text=found")
    found = tab.locator("#search-results li a").evaluate_all("all => all.map(a => a.pathname)")
    assert any(path.endswith("/book/03-padding-stride.html") for path in found)
    assert errors == []


def test_next_and_previous_work(served, tab):
    first, second = PAGES[:2]
    tab.goto(f"{served}/{first}.html")
    tab.click("a.right-next")
    tab.wait_for_url(f"**/{second}.html", wait_until="domcontentloaded")
    tab.click("a.left-prev")
    tab.wait_for_url(f"**/{first}.html", wait_until="domcontentloaded")


def test_copy_button_copies_the_cell(served, tab):
    tab.goto(f"{served}/book/02-convolution-1d.html")
    cell = tab.locator(".cell_input").first
    cell.hover()
    cell.locator("button.copybtn").click()
    copied = tab.evaluate("navigator.clipboard.readText()")
    assert copied.strip() and copied.strip() == cell.locator("pre").inner_text().strip()


def test_outputs_have_no_copy_button(served, tab):
    tab.goto(f"{served}/book/02-convolution-1d.html")
    tab.wait_for_selector(".cell_input button.copybtn", state="attached")
    assert tab.locator(".cell_output button.copybtn").count() == 0


def test_a_page_is_printed_as_it_stands_and_without_buttons(served, tab):
    tab.goto(f"{served}/book/04-convolution-2d.html")
    solutions, code = tab.locator(".solution"), tab.locator("div.cell > details.hide")
    solutions.nth(1).locator("button.toggle-button").click()
    code.nth(1).locator("summary").click()
    tab.emulate_media(media="print")
    tab.evaluate("dispatchEvent(new Event('beforeprint'))")
    for shown in (solutions, code):
        seen = [shown.nth(k).is_visible() for k in range(shown.count())]
        assert seen == [k == 1 for k in range(len(seen))]
    assert code.nth(1).locator(".cell_input").is_visible()
    for button in tab.locator(".toggle-button, details.hide > summary").all():
        assert not button.is_visible()


def test_dark_mode_switch_is_remembered(served, tab):
    tab.emulate_media(color_scheme="light")
    theme, paper = "document.documentElement.dataset.theme", "getComputedStyle(document.body)"
    tab.goto(f"{served}/book/glossary.html")
    light = tab.evaluate(f"{paper}.backgroundColor")
    for _ in range(3):  # the switch goes round: automatic, light, dark
        if tab.evaluate(theme) == "dark":
            break
        tab.locator("button.theme-switch-button:visible").first.click()
    assert tab.evaluate(theme) == "dark"
    go(tab, "location.reload()")
    assert tab.evaluate(theme) == "dark"
    assert tab.evaluate(f"{paper}.backgroundColor") != light


def test_download_button_saves_the_lesson(served, tab):
    tab.goto(f"{served}/book/02-convolution-1d.html")
    tab.click(".dropdown-download-buttons > button")
    with tab.expect_download() as download:
        tab.click("a.btn-download-source-button")
    assert download.value.suggested_filename == "02-convolution-1d.ipynb"
    lesson = ROOT / "book" / "02-convolution-1d.ipynb"
    assert Path(download.value.path()).read_bytes() == lesson.read_bytes()
