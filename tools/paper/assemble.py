"""One document of all pages: title, contents, chapters in order, solutions at the end.

Addresses of pages are as _toc.yml has them, such as "book/03-padding-stride".
"""

import json
import posixpath
from html import escape
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlsplit

from bs4 import BeautifulSoup, Tag

PAGE_OF = "data-page-of"  # on an element that tells on which page another one stands
NAMING = ("id", "for", "aria-labelledby", "aria-describedby", "aria-controls")
SOLUTIONS = "Solutions"
# What only a screen needs, and code that only draws.
LEFT_OUT = [".screen", ".toctree-wrapper", ".downloads", ".tag_hide-input > details"]

DOCUMENT = """<!DOCTYPE html>
<html lang="en-GB" data-theme="light">
<head>
<meta charset="utf-8">
<title>{title}</title>
{head}
<style>
{rules}
</style>
</head>
<body><main class="bd-main"><article class="bd-article">
{body}
</article></main></body>
</html>
"""


class Chapter(NamedTuple):
    """A page of the site."""

    page: str
    part: str  # the caption under which _toc.yml has it, "" for none
    article: Tag

    @property
    def title(self) -> str:
        return self.article.find("h1").get_text()


class Book(NamedTuple):
    """The whole as one document, and what stands in it."""

    title: str
    html: str
    contents: list[tuple[int, str, str]]


def read_chapter(page: str, part: str, html: str, pages: list[str]) -> Chapter:
    """Return a page, made ready for a document of these pages.

    Parameters
    ----------
    html : str
        Its article, as capture.js writes it.
    """
    article = BeautifulSoup(html, "html.parser").find("section").extract()
    for each in article.select(", ".join(LEFT_OUT)):
        each.decompose()
    for fold in [each for each in outside_figures(article) if each.name == "details"]:
        open_fold(fold)
    for element in outside_figures(article):
        own_names(element, page)
        lead(element, page, pages)
    return Chapter(page, part, article)


def outside_figures(article: Tag) -> list[Tag]:
    """Return all elements but for those of live figures, whose names are their own."""
    found = [article, *article.find_all(True)]
    return [each for each in found if not each.find_parent("template")]


def open_fold(fold: Tag) -> None:
    """Let stand what a page shows when it is asked to; what asks goes, unless it is a heading."""
    summary = fold.find("summary", recursive=False)
    if "hide" in fold.get("class", []):
        summary.decompose()
    else:
        summary.name = "p"
    fold.name = "div"


def anchor(page: str, own: str = "") -> str:
    """Return the id of what has the id `own` on a page; "" is the page itself.

    Examples
    --------
    >>> anchor("book/03-padding", "eq-size"), anchor("book/03-padding")
    ('book/03-padding.eq-size', 'book/03-padding')
    """
    return f"{page}.{own}" if own else page


def own_names(element: Tag, page: str) -> None:
    """Let the ids of an element begin with its page, since two pages may use the same."""
    for attribute in NAMING:
        if attribute in element.attrs:
            ids = element[attribute].split()
            element[attribute] = " ".join(anchor(page, each) for each in ids)


def lead(link: Tag, page: str, pages: list[str]) -> None:
    """Lead a link to where its target stands now; one that leads out of the book becomes text."""
    address = urlsplit(link.attrs.get("href", ""))
    if link.name != "a" or address.scheme:
        return
    target = posixpath.normpath(posixpath.join(posixpath.dirname(page), address.path))
    target = target.removesuffix(".html") if address.path else page
    if target in pages:
        link["href"] = f"#{anchor(target, address.fragment)}"
    else:
        link.name = "span"
        del link["href"]


def take_answers(chapter: Chapter) -> list[Tag]:
    """Take what a page folds as an answer out of a chapter, and leave the number of its new page.

    These are the solutions of exercises, with the code that follows them, and the answers of the
    museum.
    """
    taken = []
    for answer in chapter.article.select(".solution, .sd-dropdown"):
        answer["id"] = answer.get("id") or anchor(chapter.page, f"answer-{len(taken)}")
        code = answer.find_next_sibling()
        answer.insert_before(parse(f'<p class="there">{link(answer["id"], "Answer on page")}</p>'))
        taken.append(answer.extract())
        if code and "tag_hide-cell" in code.get("class", []):
            taken.append(code.extract())
    return taken


def link(target: str, words: str) -> str:
    """Return a link, and a place for the number of the page on which the target stands."""
    number = f'<span class="number" {PAGE_OF}="{escape(target)}">000</span>'
    return f'<a href="#{escape(target)}">{escape(words)}</a> {number}'


def parse(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


def contents(chapters: list[Chapter]) -> list[tuple[int, str, str]]:
    """Return the level (0: a chapter, 1: a section), id and title of each piece of the book."""
    found = []
    for chapter in chapters:
        found.append((0, anchor(chapter.page), chapter.title))
        for heading in chapter.article.find_all("h2"):
            found.append((1, heading.find_parent("section")["id"], heading.get_text()))
    return found


def contents_page(chapters: list[Chapter]) -> str:
    """Return the table of contents, with the parts above their chapters."""
    by_part = groupby(chapters, key=lambda chapter: chapter.part)
    parts = {anchor(next(group).page): part for part, group in by_part}
    lines = []
    for level, target, title in contents(chapters):
        if target in parts:
            lines.append(f'<p class="part">{escape(parts[target])}</p>')
        lines.append(f'<p class="{"piece" if level else "whole"}">{link(target, title)}</p>')
    return "\n".join(lines)


def take_appendix(chapters: list[Chapter]) -> Chapter:
    """Return the answers of all chapters, which lose them."""
    article = parse(f"<section><h1>{SOLUTIONS}</h1></section>").section.extract()
    for chapter in chapters:
        if answers := take_answers(chapter):
            section = parse(f'<section id="{anchor(SOLUTIONS, chapter.page)}"><h2></h2></section>')
            section = section.section.extract()
            section.h2.string = chapter.title
            section.extend(answers)
            article.append(section)
    return Chapter(SOLUTIONS, "Answers", article)


def assemble(front: Chapter, chapters: list[Chapter], head: str) -> Book:
    """Return the document.

    Parameters
    ----------
    front : Chapter
        The front page; its title and the box below it stand alone on the cover.
    head : str
        HTML that belongs into the document's head.
    """
    chapters = [*chapters, take_appendix(chapters)]
    cover = [front.article.find(name).extract() for name in ("h1", "div")]
    title = cover[0].get_text()
    body = [
        f'<section class="cover">{"".join(map(str, cover))}</section>',
        '<section class="contents"><h1>Contents</h1>'
        f'<div class="columns">{contents_page(chapters)}</div></section>',
        f'<section class="preface" id="{anchor(front.page)}">{front.article}</section>',
    ]
    rules = []
    for k, chapter in enumerate(chapters):
        rules.append(
            f"@page chapter-{k} {{ @top-left {{ content: {json.dumps(chapter.title)} }} }}"
        )
        place = f'id="{anchor(chapter.page)}" style="page: chapter-{k}"'
        body.append(f'<section class="part-of-book" {place}>{chapter.article}</section>')
    html = DOCUMENT.format(
        title=escape(title), head=head, rules="\n".join(rules), body="\n".join(body)
    )
    return Book(title, html, contents(chapters))
