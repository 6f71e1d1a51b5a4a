"""What is answered is marked in the contents and on the front page."""

import json

import pytest

from tests.live.browser import HEAD, go
from tools import ROOT

SCRIPT = (ROOT / "_static" / "progress.js").read_text(encoding="utf-8")
QUESTIONS = {"01-a": ["q-one", "ex-two"], "02-b": ["q-three"]}
PAGE = f"""{HEAD}<script>const QUESTIONS = {json.dumps(QUESTIONS)};</script>
<script>{SCRIPT}</script>
<nav class="bd-links"><a href="book/01-a.html#x">A</a> <a href="02-b.html">B</a>
<a href="other.html">C</a></nav>
<div class="lessons"><p class="title"><a href="01-a.html">A</a></p>
<p><a href="01-a.html">a word</a></p></div>"""
NAME = "From convolution to deep CNN: answers"


@pytest.fixture
def contents(show, address):
    folder, where = address
    (folder / "contents.html").write_text(PAGE, encoding="utf-8")

    def contents(entries):
        page = show()
        page.goto(f"{where}/contents.html")
        page.evaluate(
            "([name, all]) => localStorage.setItem(name, all)", [NAME, json.dumps(entries)]
        )
        go(page, "location.reload()")
        return page

    return contents


def marks(page):
    return page.locator("a").evaluate_all("all => all.map(a => a.textContent)")


def test_marks(contents):
    page = contents({})
    assert marks(page) == ["A", "B", "C", "A", "a word"]
    page = contents({"q-one": {"right": True}, "ex-two": {"right": False}, "q-x": {"right": True}})
    assert marks(page) == ["A1/2", "B", "C", "A1/2", "a word"]
    title = "1 of 2 questions answered rightly"
    assert page.locator(".done").first.get_attribute("title") == title
    page.evaluate(
        """name => {
            const all = { ...JSON.parse(localStorage.getItem(name)), "ex-two": { right: true } };
            localStorage.setItem(name, JSON.stringify(all));
            document.dispatchEvent(new Event("answered"));
        }""",
        NAME,
    )
    assert marks(page) == ["A✓", "B", "C", "A✓", "a word"]


def test_forms_and_marks_know_the_same_place():
    store = (ROOT / "lib/live/question/store.js").read_text(encoding="utf-8")
    assert f'NAME = "{NAME}"' in store and f'NAME = "{NAME}"' in SCRIPT


def test_where_nothing_may_be_kept_nothing_is_marked(show):
    page = show()
    page.set_content(PAGE)  # which has no storage
    assert marks(page) == ["A", "B", "C", "A", "a word"]
