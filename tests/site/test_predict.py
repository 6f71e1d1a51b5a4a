"""Predictions: what follows one is veiled until a guess is committed, or the reader asks to see."""

import pytest

from lib import checks
from tests.live.browser import HEAD, go
from tools import ROOT
from tools import browser as site_browser

SCRIPT = (ROOT / "_static" / "predict.js").read_text(encoding="utf-8")
STYLES = (ROOT / "_static" / "book.css").read_text(encoding="utf-8")
BOX = '<div class="tip admonition"><p class="admonition-title">{}</p><p>How many?</p></div>'
PAGE = f"""{HEAD}<html lang="en" data-theme="light"><style>{STYLES}</style><script>{SCRIPT}</script>
<section><h1>A lesson</h1><p>before</p>
{BOX.format("Predict")}<p id="one">nine</p><div><a id="link" href="#one">ten</a></div>
{BOX.format("Predict")}<p>eleven</p>
{BOX.format("Note")}<p>twelve</p>
<div>{checks.ask("q-shift")._repr_html_()}</div><p>after it</p>
<section><h2>More</h2><p>thirteen</p>{BOX.format("Predict")}</section>
<section><h2>A choice</h2>
<div class="tip admonition"><p class="admonition-title">Predict</p><p>Which?</p>
<ul><li>3 × 3</li><li>5 × 5</li></ul></div><p>it is 5 × 5</p></section></section>"""
VEILED = "all => all.map(part => part.textContent)"


@pytest.fixture
def lesson(show, address):
    """A page with three predictions, at an address where it can keep something."""
    folder, where = address
    (folder / "lesson.html").write_text(PAGE, encoding="utf-8")

    def lesson(place="lesson.html", clear=True, **options):
        page = show(**options)
        page.goto(f"{where}/lesson.html")
        if clear:
            page.evaluate("localStorage.clear()")
        page.goto("about:blank")
        page.goto(f"{where}/{place}")
        return page

    return lesson


def veiled(page):
    return page.locator(".veiled").evaluate_all(VEILED)


CHOSEN = "it is 5 × 5"
ALL = ["nine", "ten", "eleven", "NoteHow many?", "twelve", "after it", CHOSEN]


def test_what_follows_is_veiled_up_to_the_next_box_or_heading(lesson):
    page = lesson()
    assert veiled(page) == ALL
    assert page.get_by_text("thirteen").is_visible()
    assert page.get_by_label("Your guess").count() == 3
    assert "nine" in page.locator("body").inner_text()  # search and screen readers find it
    style = "part => getComputedStyle(part).filter"
    assert page.locator("#one").evaluate(style) == "blur(6.4px)"
    page.emulate_media(media="print")
    assert page.locator("#one").evaluate(style) == "none"


@pytest.mark.parametrize("way", ["mouse", "keyboard", "touch"])
def test_a_guess_lifts_the_veil_of_its_own_box_and_stays(lesson, way):
    page = lesson(has_touch=way == "touch")
    field, commit = page.get_by_label("Your guess").first, page.get_by_role("button", name="Commit")
    commit.first.click()
    assert veiled(page) == ALL  # nothing was guessed
    field.fill("8")
    if way == "keyboard":
        field.press("Enter")
    else:
        commit.first.tap() if way == "touch" else commit.first.click()
    assert veiled(page) == ALL[2:]
    assert page.locator(".guessed").first.inner_text() == "You guessed: 8"
    go(page, "location.reload()")
    assert veiled(page) == ALL[2:]
    assert page.locator(".guessed").first.inner_text() == "You guessed: 8"


def test_a_question_can_be_answered_before_the_veil_is_lifted(lesson):
    page = lesson()
    page.get_by_role("button", name="Check").or_(page.locator(".options button")).first.click()
    assert page.locator(".verdict").inner_text().startswith(("Right.", "Not yet"))
    assert veiled(page) == ALL


def test_a_list_is_chosen_from(lesson):
    page = lesson()
    assert not page.get_by_role("list").is_visible()
    page.get_by_role("button", name="3 × 3").click()
    assert veiled(page) == ALL[:-1]
    assert page.locator(".guessed").last.inner_text() == "You guessed: 3 × 3"


def test_whoever_asks_is_shown(lesson):
    page = lesson()
    page.get_by_role("button", name="Show me").nth(1).click()
    assert veiled(page) == [*ALL[:2], CHOSEN]
    page.locator("#link").focus()  # comes in by keyboard
    assert veiled(page) == [CHOSEN]
    go(page, "location.reload()")
    assert veiled(page) == ALL  # nothing was committed


def test_one_switch_ends_the_asking_for_the_whole_book(lesson):
    page = lesson()
    again = page.get_by_role("button", name="Ask me for predictions again")
    assert not again.is_visible()
    page.get_by_role("button", name="Do not ask me in this book").first.click()
    assert veiled(page) == [] and page.locator(".guess:visible").count() == 0
    page = lesson(clear=False)
    again = page.get_by_role("button", name="Ask me for predictions again")
    assert veiled(page) == [] and again.is_visible()
    again.click()
    assert veiled(page) == ALL and not again.is_visible()


def test_a_link_into_what_is_veiled_shows_it(lesson):
    page = lesson("lesson.html#one")
    assert veiled(page) == ALL[2:]
    page = lesson()
    page.evaluate("location.hash = '#one'")
    page.wait_for_function(f"document.querySelectorAll('.veiled').length === {len(ALL) - 2}")


def test_a_page_that_may_keep_nothing_works_on(show):
    page = show()
    page.set_content(PAGE)  # which has no storage
    assert veiled(page) == ALL
    page.get_by_label("Your guess").first.fill("8")
    page.get_by_role("button", name="Commit").first.click()
    assert veiled(page) == ALL[2:]
    page.get_by_role("button", name="Do not ask me in this book").last.click()


def test_without_a_script_nothing_is_veiled(show):
    page = show(java_script_enabled=False)
    page.set_content(PAGE)
    assert page.locator(".veiled").count() == 0


def test_readers_of_all_kinds(lesson, axe):
    assert site_browser.find_faults(axe, lesson(), "predictions") == []
