"""Cards: a link shows what it leads to while the mouse rests on it, or the keyboard is there."""

import json
from collections import Counter

import pytest

from tests.live.browser import HEAD, make_fingers
from tools import ROOT
from tools import browser as site_browser

SCRIPT = (ROOT / "_static" / "hover.js").read_text(encoding="utf-8")
STYLES = (ROOT / "_static" / "book.css").read_text(encoding="utf-8")
TERM, OTHER, LONG, NEAR = (
    "book/b.html#term",
    "book/b.html#other",
    "book/b.html#long",
    "book/a.html#n",
)
CARDS = {
    TERM: "<b>word</b><div><p>What it means.</p></div>",
    OTHER: "<p>Something else.</p>",
    LONG: f"<p>{'So many words. ' * 300}</p>",
    NEAR: "<p>It is nine.</p>",
}
PAGE = f"""{HEAD}<html lang="en" data-theme="light" data-content_root="../">
<style>{STYLES} * {{ box-sizing: border-box }} .at {{ position: fixed }}
body {{ height: 2000px }}</style>
<script>{SCRIPT}</script>
<nav><a id="aside" href="b.html#term">in the contents</a></nav>
<main class="bd-article"><h1>A<a class="headerlink" href="#n">#</a></h1>
<p><a id="link" href="b.html#term" title="word"><i>a word</i></a> and
<a id="next" href="b.html#other">another</a>, <a id="unknown" href="b.html#x">an unknown one</a>,
<a id="near" href="#n">a result</a></p><p id="n">nine</p>
<a id="corner" class="at" style="right: 4px; bottom: 4px" href="b.html#term">c</a>
<a id="low" class="at" style="left: 40%; top: 70%" href="b.html#term">l</a>
<a id="edge" class="at" style="left: 2px; top: 20%" href="b.html#long">e</a>
<a id="middle" class="at" style="left: 45%; top: 60%" href="b.html#long">m</a></main>"""


@pytest.fixture
def lesson(show, address):
    """A page in which time passes in run_for alone, and the names of the scripts that it loads."""
    folder, where = address
    for name, text in [
        ("book/a.html", PAGE),
        ("_static/cards.js", f"const CARDS = {json.dumps(CARDS)};"),
    ]:
        (folder / "hover" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "hover" / name).write_text(text, encoding="utf-8")

    def lesson(**options):
        page = show(**options)
        page.clock.install(time=0)
        page.clock.pause_at(1000)
        page.goto(f"{where}/hover/book/a.html")
        return page

    return lesson


def cards(page):
    """The texts of the cards that are open, once what was asked for has come."""
    page.evaluate("HoverCard.loads[HoverCard.CARDS]?.then(() => null)")
    page.wait_for_function("document.querySelector('.hover-card')?.style.visibility !== 'hidden'")
    return page.locator(".hover-card").all_inner_texts()


def rest_on(page, link):
    page.hover(link)
    page.clock.run_for(300)
    return cards(page)


WORD = ["word\n\nWhat it means."]


def test_a_card_opens_where_the_mouse_rests_and_what_it_needs_is_loaded_then(lesson):
    page = lesson()
    requests = []
    page.on("request", lambda request: requests.append(request.url))
    page.clock.run_for(1000)
    assert requests == [] and cards(page) == []
    page.hover("#link")
    page.clock.run_for(299)
    assert cards(page) == []
    page.clock.run_for(1)
    assert cards(page) == WORD
    rest_on(page, "#next")
    assert [url.rpartition("/")[2] for url in requests] == ["cards.js"]


def test_a_card_is_the_description_of_its_link(lesson):
    page = lesson()
    rest_on(page, "#link")
    card, link = page.get_by_role("tooltip"), page.locator("#link")
    assert link.get_attribute("aria-describedby") == card.get_attribute("id")
    assert link.get_attribute("title") is None  # or else the browser shows it, too
    assert rest_on(page, "#next") == ["Something else."]
    assert link.get_attribute("aria-describedby") is None


def test_the_mouse_may_move_into_a_card_and_the_card_goes_when_it_leaves(lesson):
    page = lesson()
    rest_on(page, "#link")
    page.mouse.move(999, 500)
    page.clock.run_for(299)  # on its way
    page.hover(".hover-card b")
    page.clock.run_for(5000)
    assert cards(page) == WORD
    page.click(".hover-card b")  # as who wants to copy something
    page.hover("#link")
    word = page.locator(".hover-card b").element_handle()
    page.clock.run_for(5000)
    assert cards(page) == WORD and word.is_visible()  # the same card
    page.hover(".hover-card b")
    page.clock.run_for(5000)
    page.mouse.move(999, 500)
    page.clock.run_for(299)
    assert cards(page) == WORD
    page.clock.run_for(1)
    assert cards(page) == [] and page.locator("[aria-describedby]").count() == 0


def test_a_mouse_that_passes_opens_nothing(lesson):
    page = lesson()
    page.hover("#link")
    page.clock.run_for(200)
    page.mouse.move(999, 500)
    page.clock.run_for(5000)
    assert cards(page) == []


def test_a_card_that_comes_too_late_stays_away(lesson):
    page, held = lesson(), []
    page.route("**/cards.js", lambda route: held.append(route))
    with page.expect_request("**/cards.js"):
        page.hover("#link")
    page.clock.run_for(300)
    page.mouse.move(999, 500)
    page.clock.run_for(300)
    held[0].continue_()
    assert cards(page) == []


@pytest.mark.parametrize("place", ["#aside", ".headerlink", "#unknown", "#n"])
def test_contents_and_what_has_no_card_show_none(lesson, place):
    assert rest_on(lesson(), place) == []


def test_a_card_does_not_give_away_what_is_to_be_predicted(lesson):
    page = lesson()
    page.evaluate("document.querySelector('#n').classList.add('veiled')")
    assert rest_on(page, "#near") == []
    page.evaluate("document.querySelector('#n').classList.remove('veiled')")
    page.mouse.move(999, 500)
    page.clock.run_for(300)
    assert rest_on(page, "#near") == ["It is nine."]


def test_a_finger_follows_the_link(lesson):
    page = lesson(has_touch=True)
    fingers, box = make_fingers(page), page.locator("#near").bounding_box()
    fingers("touchStart", (box["x"] + 5, box["y"] + 5))
    page.clock.run_for(5000)
    assert cards(page) == []
    fingers("touchEnd")
    page.wait_for_url("**#n")
    page.clock.run_for(5000)
    assert cards(page) == []


def test_a_click_follows_the_link_and_closes_its_card(lesson):
    page = lesson()
    assert rest_on(page, "#near") == ["It is nine."]
    page.click("#near")
    assert cards(page) == [] and page.url.endswith("#n")
    page.evaluate("document.activeElement.blur(), document.querySelector('#near').focus()")
    assert cards(page) == []  # as who comes back to the window; no key has brought the focus


def test_by_keyboard(lesson):
    page = lesson()
    page.focus("#aside")
    page.keyboard.press("Tab")  # to what has no card
    assert page.evaluate("HoverCard.CARDS in HoverCard.loads")  # in time for who hears the page
    page.keyboard.press("Tab")
    assert cards(page) == WORD  # at once
    page.hover("#link")
    page.mouse.move(999, 500)
    page.clock.run_for(5000)
    assert cards(page) == WORD  # the focus is still there
    page.keyboard.press("Tab")
    assert cards(page) == ["Something else."]
    page.keyboard.press("Escape")
    assert cards(page) == []
    assert page.evaluate("document.activeElement.id") == "next"
    page.keyboard.press("Shift+Tab")
    assert cards(page) == WORD
    page.keyboard.press("Shift+Tab")
    page.clock.run_for(300)
    assert cards(page) == []


def test_escape_closes_what_the_mouse_has_opened(lesson):
    page = lesson()
    rest_on(page, "#link")
    page.keyboard.press("Escape")
    page.clock.run_for(5000)
    assert cards(page) == []


@pytest.mark.parametrize("width", [360, 1000])
@pytest.mark.parametrize("link", ["#link", "#next", "#corner", "#low", "#edge", "#middle"])
def test_a_card_lies_in_the_window_and_not_on_its_link(lesson, link, width):
    page = lesson(width=width, height=600)
    page.evaluate("scrollTo(0, 10)")
    rest_on(page, link)
    card, box = page.locator(".hover-card").bounding_box(), page.locator(link).bounding_box()
    assert card["x"] >= 8 and card["x"] + card["width"] < width - 7
    assert card["y"] >= 8 and card["y"] + card["height"] < 600 - 7
    above, below = box["y"], 600 - box["y"] - box["height"]
    if link == "#low" or below > above:
        assert card["y"] - box["y"] - box["height"] == pytest.approx(8, abs=1)
    else:
        assert box["y"] - card["y"] - card["height"] == pytest.approx(8, abs=1)
    if link in ("#edge", "#middle"):
        assert card["height"] == pytest.approx(max(above, below) - 16, abs=1)
    assert page.evaluate(site_browser.OVERFLOW) == 0
    page.evaluate("scrollTo(0, 30)")
    moved = page.locator(".hover-card").bounding_box()
    assert moved["y"] == pytest.approx(card["y"] - 20, abs=1)  # scrolls with the page


def test_a_card_is_not_printed_and_has_an_edge_in_forced_colours(lesson):
    page = lesson(forced_colors="active")
    rest_on(page, "#link")
    style = "part => getComputedStyle(part).borderTopWidth"
    assert page.locator(".hover-card").evaluate(style) == "1px"
    page.emulate_media(media="print")
    assert not page.locator(".hover-card").is_visible()


# ---- in the book ---------------------------------------------------------------------------------

SET = "mjx-container mjx-assistive-mml"
KEPT = "[...MathJax.startup.document.math].length"
KINDS = {  # a page, what the address of a link on it holds, and what the card must hold
    "term": ("01-building-blocks", "glossary.html#term-", "b + div > p"),
    "figure": ("01-building-blocks", "#fig-", "img + figcaption"),
    "source": ("01-building-blocks", "references.html#", ".citation .label + p"),
    "exercise": ("01-building-blocks", "#ex-", ".admonition-title + section p"),
    "lesson": ("01-building-blocks", "#lesson-", "b + p"),
    "equation": ("04-convolution-2d", "#equation-", SET),
    "formula on a page without any": ("../genindex", "#term-softmax", SET),
}


def find(tab, address):
    """The first link whose address holds this, on a page without veils."""
    tab.evaluate(site_browser.TYPESET)
    tab.evaluate("document.querySelectorAll('.veiled').forEach(e => e.classList.remove('veiled'))")
    return tab.locator(f".bd-article a[href*='{address}']:not(.headerlink):visible").first


@pytest.mark.parametrize("from_file", [False, True], ids=["http", "file"])
def test_cards_of_every_kind(from_file, served, site, tab):
    errors, outside = site_browser.watch(tab)
    here, card = None, tab.locator(".hover-card")
    for kind, (page, address, part) in KINDS.items():
        if page != here:
            tab.goto(f"{site.as_uri() if from_file else served}/book/{page}.html")
        here = page
        find(tab, address).hover()
        card.wait_for()
        assert card.locator(part).count() > 0, kind
        ids = tab.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
        assert max(Counter(ids).values()) == 1, kind
        assert tab.evaluate(
            "[...document.querySelectorAll('.hover-card img')].every(e => e.naturalWidth)"
        ), kind
        tab.keyboard.press("Escape")
        card.wait_for(state="detached")
    assert (errors, outside) == ([], [])


def test_menu_of_a_formula_opens_after_a_card_with_one(served, tab):
    errors, _ = site_browser.watch(tab)
    tab.goto(f"{served}/book/04-convolution-2d.html")
    link, kept = find(tab, "#equation-"), tab.evaluate(KEPT)
    link.hover()
    tab.locator(f".hover-card {SET}").wait_for(state="attached")
    assert tab.evaluate(KEPT) == kept + 1
    tab.keyboard.press("Escape")
    assert tab.evaluate(KEPT) == kept
    tab.locator("mjx-container").first.click(button="right")
    tab.wait_for_selector(".CtxtMenu_Menu >> text=Accessibility")
    assert errors == []


def test_readers_of_all_kinds(served, tab, axe):
    tab.emulate_media(color_scheme="light", reduced_motion="reduce")
    tab.goto(f"{served}/genindex.html")
    find(tab, "#term-softmax").focus()
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Tab")
    tab.locator(f".hover-card {SET}").wait_for(state="attached")
    assert site_browser.find_faults(axe, tab, "card") == []
    tab.evaluate("document.documentElement.dataset.theme = 'dark'")
    assert site_browser.find_faults(axe, tab, "dark", runOnly=["color-contrast"]) == []
