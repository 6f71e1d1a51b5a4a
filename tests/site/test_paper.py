"""Four pages of the site, printed: what a reader of the paper finds, and finds again."""

import re
from functools import cache

import pytest
from pypdf import PdfReader

from tools import ROOT, build
from tools.downloads import NAME
from tools.paper import __main__ as paper

LESSON = "book/03-padding-stride"
PAGES = ("book/index", LESSON, "book/glossary", "book/references")


@pytest.fixture(scope="module")
def printed(browser, served, tmp_path_factory):
    file = tmp_path_factory.mktemp("paper") / "book.pdf"
    tab = browser.new_page(viewport=paper.AS_WIDE_AS_PAPER)
    parts = build.toc_parts(ROOT / "_toc.yml")
    book = paper.read_book(tab, served, {page: parts[page] for page in PAGES})
    count = paper.print_book(tab, served, book, file)
    tab.context.close()
    reader = PdfReader(file)
    assert count == len(reader.pages) > 15
    return reader


@pytest.fixture(scope="module")
def text(printed):
    """The words of a page, counted from 1, without the breaks of its lines."""
    return cache(lambda page: " ".join(printed.pages[page - 1].extract_text().split()))


@pytest.fixture(scope="module")
def places(printed):
    return {name: number + 1 for name, number in paper.page_numbers(printed).items()}


def test_every_link_leads_somewhere(printed):
    marks = [mark.get_object() for page in printed.pages for mark in page.get("/Annots", [])]
    inside = [str(mark["/Dest"]) for mark in marks if "/Dest" in mark]
    assert len(inside) > 50 and set(inside) <= set(printed.named_destinations)
    outside = {mark["/A"]["/URI"] for mark in marks if "/A" in mark}
    assert outside and all(address.startswith("https://") for address in outside)


def test_contents_tell_the_numbers_that_stand_on_the_pages(text, places):
    contents = text(2)
    lesson, words = "3. Padding, stride and output size", "Notation and glossary"
    for chapter, title, place in [
        (lesson, lesson, LESSON),
        (lesson, "What the floor drops", f"{LESSON}.what-the-floor-drops"),
        (words, words, "book/glossary"),
    ]:
        number = places[place]
        assert f"{title} {number}" in contents
        assert text(number).startswith(f"{chapter} {number} ") and title in text(number)


def test_solutions_stand_behind_all_lessons(printed, text, places):
    first = places["Solutions"]
    lesson = " ".join(map(text, range(places[LESSON], first)))
    told = [int(number) for number in re.findall(r"Answer on page (\d+)", lesson)]
    assert len(told) == 9 and first <= min(told) and max(told) <= len(printed.pages)
    assert "Solution to" not in lesson
    for k, number in enumerate(told, 1):
        assert f"Solution to Exercise 3.{k} " in text(number)
    assert "The padded row has" in text(told[0])  # what the page shows when it is asked to


def test_nothing_stands_there_that_only_a_screen_can_use(printed, text):
    words = " ".join(map(text, range(1, len(printed.pages) + 1)))
    for each in ("Show code", "Hide code", "Check", "Hint", "Take it along", "Copy", "000"):
        assert not re.search(rf"\b{each}\b", words), each
    assert "A row has 28 pixels, the kernel 9" in words  # what a question asks
    assert "make edit" in words and "Conventions, side by side" in words


def test_pages_say_their_chapter_and_the_file_its_contents(printed, text, places):
    assert text(places[LESSON] + 1).startswith("3. Padding, stride and output size")
    assert "3. Padding" not in text(places["book/glossary"] + 1)
    assert printed.metadata.title == "From convolution to deep CNN"
    assert printed.metadata.creator == NAME
    titles = [item.title for item in printed.outline if not isinstance(item, list)]
    chapters = ["3. Padding, stride and output size", "Notation and glossary", "References"]
    assert titles == [*chapters, "Solutions"]
    sections = next(item for item in printed.outline if isinstance(item, list))
    assert "What the floor drops" in [item.title for item in sections]
    assert printed.get_destination_page_number(printed.outline[0]) + 1 == places[LESSON]
