"""The document of all pages from which the book is printed, here of two small ones."""

import re

import pytest
from bs4 import BeautifulSoup

from tools.paper.assemble import assemble, read_chapter

PAGES = ["book/index", "book/one", "book/two"]
FRONT = """<article><section id="book"><h1>The book</h1><div class="lead">What it is.</div>
<p class="downloads">Take it along</p><div class="screen">cards</div><p>Read it.</p>
</section></article>"""
EXERCISE = """<div class="exercise" id="ex-{0}"><p>How many?</p></div>
<div class="solution dropdown" id="book/{0}-solution-1">
<p>Solution to<a href="#ex-{0}"> Exercise {0}</a></p><p>Four.</p></div>
<div class="cell tag_hide-cell"><details class="hide"><summary>Show code</summary><pre>2 + 2</pre>
</details></div>"""
ONE = f"""<article><section id="intro"><h1>1. One</h1>
<p>See <a href="two.html#intro">there</a>, <a href="two.html">two</a>, <a href="#more">below</a>,
<a href="../search.html">search</a>, <a href="https://host.example/a">a host</a>.</p>
<section id="more"><h2>More</h2>
<div class="cell tag_hide-input"><details class="hide"><summary>Show code</summary><pre>draw()</pre>
</details><img alt="drawn"></div>
<div class="live"><template shadowrootmode="open"><label for="n">n</label><input id="n">
<details><summary>Notes</summary>in the figure</details></template></div>
{EXERCISE.format("one")}<p>Last words.</p></section></section></article>"""
TWO = f"""<article><section id="intro"><h1>2. "Two"</h1>
<details class="sd-dropdown"><summary>What it was</summary><p>Line 4.</p></details>
<section id="more"><h2>More</h2>{EXERCISE.format("two")}</section></section></article>"""


@pytest.fixture
def book():
    front, one, two = (
        read_chapter(page, part, html, PAGES)
        for page, part, html in zip(
            PAGES, ("", "Lessons", "Lessons"), (FRONT, ONE, TWO), strict=True
        )
    )
    return assemble(front, [one, two], '<link rel="stylesheet" href="look.css">')


@pytest.fixture
def page(book):
    return BeautifulSoup(book.html, "html.parser")


def test_every_place_has_one_name_and_every_link_a_place(page):
    names = [each["id"] for each in page.select("[id]") if not each.find_parent("template")]
    assert len(names) == len(set(names))
    links = [each["href"] for each in page.select("a[href]")]
    assert {link for link in links if link.startswith("http")} == {"https://host.example/a"}
    inside = {link.removeprefix("#") for link in links if link.startswith("#")}
    assert len(links) > 15 and inside <= set(names)
    first = page.find(id="book/one").find_all("a")[:4]
    assert [link["href"] for link in first] == ["#book/two.intro", "#book/two", "#book/one.more",
                                                "https://host.example/a"]  # fmt: skip
    assert page.find("span", string="search")


def test_a_figure_keeps_its_own_names_and_folds(page):
    figure = page.find("template")
    assert figure.label["for"] == figure.input["id"] == "n" and figure.details.summary


def test_answers_stand_at_the_end_and_are_led_to(book, page):
    chapters = page.select(".part-of-book")
    lessons, answers = "".join(map(str, chapters[:2])), chapters[2]
    assert answers.h1.get_text() == "Solutions"
    for words in ("Four.", "2 + 2", "Line 4.", "What it was"):
        assert words not in lessons and words in answers.get_text()
    assert [each.get_text() for each in answers.select("h2")] == ["1. One", '2. "Two"']
    assert "Show code" not in page.get_text() and "Last words." in lessons
    for there in page.select(".there"):
        target = there.a["href"].removeprefix("#")
        assert answers.find(id=target) and there.span["data-page-of"] == target
    assert len(page.select(".there")) == 3
    assert answers.find("a")["href"] == "#book/one.ex-one"


def test_what_is_for_the_screen_is_left_out(page):
    assert "draw()" not in page.get_text() and page.find(alt="drawn")
    assert not page.select(".screen, .downloads") and "cards" not in page.get_text()
    assert page.select_one(".preface").get_text().strip() == "Read it."
    assert page.select_one(".cover").get_text() == "The bookWhat it is."


def test_contents_and_running_heads(book, page):
    pieces = [("part", "Lessons"), ("whole", "1. One"), ("piece", "More"), ("whole", '2. "Two"')]
    pieces += [("piece", "More"), ("part", "Answers"), ("whole", "Solutions")]
    found = [(each["class"][0], each.get_text()) for each in page.select(".contents p")]
    assert [(kind, words.removesuffix(" 000")) for kind, words in found[:7]] == pieces
    assert [words for level, _, words in book.contents if level == 0] == [
        "1. One", '2. "Two"', "Solutions"]  # fmt: skip
    heads = re.findall(r'@page (chapter-\d) \{ @top-left \{ content: (".*") \} \}', book.html)
    assert heads == [("chapter-0", '"1. One"'), ("chapter-1", r'"2. \"Two\""'),
                     ("chapter-2", '"Solutions"')]  # fmt: skip
    assert 'style="page: chapter-1"' in book.html and 'href="look.css"' in book.html
