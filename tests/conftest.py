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
        lack("no Chromium: install Debian's package chromium-headless-shell to run this")
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=site_browser.FLAGS)
        yield browser
        browser.close()


class Pages:
    """Pages of a browser by the options of their contexts.

    A page that is there shows something new four times as fast as a new one does. It is given away
    again where a test left nothing in it that would outlast a document: it shows no address, and
    has the size, the media and the clock of the first moment.
    """

    STATE = """[location.href, "__pwClock" in globalThis, innerWidth, innerHeight,
        matchMedia("print").matches, matchMedia("(prefers-color-scheme: dark)").matches]"""

    def __init__(self, browser):
        self.browser = browser
        self.contexts, self.free, self.used = {}, {}, []

    def open(self, **options):
        """Return an empty page."""
        key = repr(sorted(options.items()))
        if key not in self.contexts:
            self.contexts[key], self.free[key] = self.browser.new_context(**options), []
        if not self.free[key]:
            page = self.contexts[key].new_page()
            page.set_default_timeout(60_000)  # only against hanging: machines may be busy
            self.free[key].append((page, site_browser.watch(page), page.evaluate(self.STATE)))
        page, watched, state = self.free[key].pop()
        page.bring_to_front()  # what lies behind another page is drawn once a second
        self.used.append((key, page, watched, state))
        return page

    def clear(self):
        """Take back what was opened; return errors, requests to other hosts and what is no HTML."""
        faults = []
        for key, page, watched, state in self.used:
            now = None if page.is_closed() else page.evaluate(self.STATE)
            faults += page.evaluate(live_browser.UNKNOWN) if now else []
            faults += [fault for seen in watched for fault in seen]  # all that came until now
            if now == state:
                page.mouse.move(-1, -1)  # nothing that comes is under the pointer
                page.goto("about:blank")
                for seen in watched:
                    seen.clear()
                self.free[key].append((page, watched, state))
            elif now and now[1]:  # the clock is that of all pages of the context
                self.contexts.pop(key).close()
            elif now:
                page.close()
        self.used = []
        return faults


@pytest.fixture(scope="session")
def pages(browser):
    pages = Pages(browser)
    yield pages
    for context in pages.contexts.values():
        context.close()


@pytest.fixture
def show(pages):
    """A function that shows figures on one page and returns the page.

    When the test ends, no page may have raised an error, asked another host for anything, or hold
    what is no HTML.
    """

    def show(*figures, theme="site, light", width=1000, height=900, motion="reduce", **options):
        options |= {"viewport": {"width": width, "height": height}, "reduced_motion": motion}
        page = pages.open(**options)
        shown = "".join(figure._repr_html_() for figure in figures)
        page.set_content(f"{live_browser.HEAD}{live_browser.THEMES[theme]}<main>{shown}</main>")
        return page

    yield show
    assert pages.clear() == []


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
