"""Fixtures of tests that need a browser or Node."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright

pytest.register_assert_rewrite("tests.live.browser", "tests.live.network", "tests.live.scripts")

from tests.live import browser as live_browser  # noqa: E402, the line above must come first
from tests.live import scripts  # noqa: E402
from tools import browser as site_browser  # noqa: E402
from tools.node import MODULES, find_node  # noqa: E402


def lack(what):
    """Skip a test; with the variable NO_SKIPS, as in CI, what is lacking is a fault."""
    (pytest.fail if os.environ.get("NO_SKIPS") else pytest.skip)(what)


@pytest.fixture(scope="session")
def browser():
    chromium = site_browser.find_chromium()
    if chromium is None:
        lack("no Chromium: install Debian's package chromium to run this")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=site_browser.FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def contexts(browser):
    """Contexts of the browser by their options: a page in one that is there opens twice as fast."""
    contexts = {}
    yield contexts
    for context in contexts.values():
        context.close()


@pytest.fixture
def show(browser, contexts):
    """A function that shows figures on one page and returns the page.

    When the test ends, no page may have raised an error or asked another host for anything.
    """
    used, watched = [], []

    def show(*figures, theme="site, light", width=1000, height=900, motion="reduce", **options):
        options |= {"viewport": {"width": width, "height": height}, "reduced_motion": motion}
        key = repr(sorted(options.items()))
        if key not in contexts:
            contexts[key] = browser.new_context(**options)
        page = contexts[key].new_page()
        used.append((key, page))
        page.set_default_timeout(60_000)  # only against hanging: machines may be busy
        watched.append(site_browser.watch(page))
        shown = "".join(figure._repr_html_() for figure in figures)
        page.set_content(f"{live_browser.HEAD}{live_browser.THEMES[theme]}<main>{shown}</main>")
        return page

    yield show
    for key, page in used:
        if page.evaluate("'__pwClock' in globalThis"):  # the clock of all pages of its context
            contexts.pop(key).close()
        elif not page.is_closed():
            page.close()
    assert watched == [([], [])] * len(watched)


@pytest.fixture(scope="session")
def address(tmp_path_factory):
    """A folder, and the address at which it is served."""
    folder = tmp_path_factory.mktemp("served")
    with site_browser.serve(folder) as where:
        yield folder, where


@pytest.fixture
def show_at_address(show, address):
    """A function that shows figures on a page with a history, in which it keeps its state.

    Chromium may forget what a page of a file stored in the moment before it is left.
    """

    def show_at_address(*figures):
        folder, where = address
        shown = "".join(figure._repr_html_() for figure in figures)
        (folder / "page.html").write_text(f"{live_browser.HEAD}<body>{shown}", encoding="utf-8")
        page = show()
        page.goto(f"{where}/page.html")
        return page

    return show_at_address


@pytest.fixture(scope="session")
def node():
    """A function that evaluates an expression over a module of figures: node("kit/format", ...)."""
    path = find_node()
    if path is None:
        lack("no Node: `make lint` brings one")
    node = scripts.Node(path)
    yield node
    node.close()


@pytest.fixture(scope="session")
def node_modules():
    """The folder of what lints and checks scripts."""
    if not MODULES.is_dir():
        lack("no node_modules: `make lint` brings them")
    return MODULES


@pytest.fixture(scope="session")
def axe():
    return Axe()
