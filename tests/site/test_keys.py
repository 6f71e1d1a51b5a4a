"""Keyboard shortcuts: single keys lead through the book, unless something else has the keyboard."""

import pytest

from tests.live.browser import HEAD, go
from tools import ROOT
from tools import browser as site_browser

SCRIPT = (ROOT / "_static" / "keys.js").read_text(encoding="utf-8")
PAGE = f"""{HEAD}<script>const DOCUMENTATION_OPTIONS = {{}}</script><script>{SCRIPT}</script>
<div class="bd-sidebar-primary"><a class="navbar-brand" href="#contents">Contents</a>
<button class="search-button__button" onclick="location.hash = 'search'">Search</button></div>
<main><a class="left-prev" href="#previous">Previous</a><a class="right-next" href="#next">Next</a>
<input aria-label="text"><textarea aria-label="text"></textarea>
<select aria-label="one"><option>a</select><p contenteditable>text <b tabindex="0">bold</b></p>
<form><button id="in-form" type="button">Form</button></form>
<div class="live-figure"></div><button id="other">Other</button></main>
<script>document.querySelector(".live-figure").attachShadow({{ mode: "open" }}).innerHTML =
    '<button id="in-figure">Step</button>';</script>"""
LEADS_TO = {"n": "#next", "p": "#previous", "t": "#contents", "/": "#search"}
NOTHING = ["ArrowRight", "ArrowLeft", "x", "Enter", "Control+n", "Alt+n", "Meta+n"]
HASH = "location.hash"


@pytest.fixture
def lesson(show, address):
    folder, where = address
    (folder / "keys.html").write_text(PAGE, encoding="utf-8")

    def lesson(clear=True):
        page = show()
        page.goto(f"{where}/keys.html")
        if clear:
            page.evaluate("localStorage.clear()")
            go(page, "location.reload()")
        return page

    return lesson


def press(page, key):
    """Where a key leads to from the middle of the page."""
    page.evaluate("location.hash = ''")
    page.keyboard.press(key)
    return page.evaluate(HASH)


def test_each_key_leads_where_it_says(lesson):
    page = lesson()
    assert {key: press(page, key) for key in LEADS_TO} == LEADS_TO
    page.focus("#other")  # a button takes no letters
    assert press(page, "n") == "#next"
    assert page.evaluate("DOCUMENTATION_OPTIONS.ENABLE_SEARCH_SHORTCUTS") is False


@pytest.mark.parametrize("key", NOTHING)
def test_other_keys_and_those_of_the_browser_lead_nowhere(lesson, key):
    assert press(lesson(), key) == ""


@pytest.mark.parametrize(
    "place", ["input", "textarea", "select", "[contenteditable]", "b", "#in-form", "#in-figure"]
)
def test_who_takes_keys_itself_keeps_them(lesson, place):
    page = lesson()
    page.focus(place)
    assert {press(page, key) for key in LEADS_TO} == {""}
    page.keyboard.press("?")
    assert not page.locator("dialog").is_visible()


def test_a_key_that_is_held_down_leads_one_page_on(lesson):
    page = lesson()
    page.keyboard.down("n")
    page.evaluate("location.hash = ''")
    page.keyboard.down("n")  # as a keyboard repeats it
    assert page.evaluate(HASH) == ""


def test_the_dialog_lists_them_all_and_closes_in_three_ways(lesson):
    page = lesson()
    dialog = page.get_by_role("dialog", name="Keyboard shortcuts")
    for close in (
        lambda: page.keyboard.press("Escape"),
        lambda: page.mouse.click(5, 5),
        lambda: page.get_by_role("button", name="Close").click(),
    ):
        page.keyboard.press("?")
        assert {*LEADS_TO, "?"} < {*dialog.locator("kbd").all_inner_texts()}
        assert press(page, "n") == ""
        dialog.get_by_role("heading").click()
        assert dialog.is_visible() and press(page, "n") == ""
        close()
        assert not dialog.is_visible()
        page.wait_for_function("document.activeElement === document.body")  # in the next frame


def test_a_switch_turns_them_off_and_is_remembered(lesson):
    page = lesson()
    page.get_by_role("button", name="Keyboard shortcuts").click()
    switch = page.get_by_role("checkbox", name="Single-key shortcuts are on")
    assert switch.is_checked()
    switch.uncheck()
    page.keyboard.press("Escape")
    assert press(page, "n") == ""
    page = lesson(clear=False)
    page.keyboard.press("?")
    assert press(page, "n") == "" and not switch.is_visible()
    page.get_by_role("button", name="Keyboard shortcuts").click()  # where they are turned on again
    switch = page.get_by_role("checkbox")
    assert not switch.is_checked()
    switch.check()
    page.keyboard.press("Escape")
    assert press(page, "n") == "#next"


def test_a_page_that_may_keep_nothing_works_on(show):
    page = show()
    page.set_content(PAGE)  # which has no storage
    assert press(page, "n") == "#next"
    page.keyboard.press("?")
    page.get_by_role("checkbox").uncheck()
    page.keyboard.press("Escape")
    assert press(page, "p") == ""


# ---- in the book ---------------------------------------------------------------------------------


def test_through_the_book(served, tab):
    errors, _ = site_browser.watch(tab)
    tab.goto(f"{served}/book/01-building-blocks.html")
    for key, page in [("n", "02-convolution-1d"), ("p", "01-building-blocks"), ("t", "index")]:
        tab.keyboard.press(key)
        tab.wait_for_url(f"**/{page}.html", wait_until="domcontentloaded")
    field = tab.locator("#pst-search-dialog input")
    for key in ("/", "Control+k"):
        tab.keyboard.press(key)
        tab.keyboard.type("n/")
        assert field.input_value() == "n/"
        field.fill("")
        tab.keyboard.press("Escape")
        field.wait_for(state="hidden")
    assert tab.url.endswith("/index.html") and errors == []


def test_readers_of_all_kinds(served, tab, axe):
    tab.emulate_media(color_scheme="light", reduced_motion="reduce")
    tab.goto(f"{served}/genindex.html")
    tab.keyboard.press("?")
    assert site_browser.find_faults(axe, tab, "dialog") == []
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert site_browser.find_faults(axe, tab, "dark", runOnly=["color-contrast"]) == []
    tab.set_viewport_size({"width": 320, "height": 640})
    box = tab.get_by_role("dialog").bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 320
    assert tab.evaluate(site_browser.OVERFLOW) == 0
