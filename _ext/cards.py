"""Sphinx extension: what a link leads to, on a card that _static/hover.js shows beside the link.

A page that was opened from a file may fetch no other page, but it may load a script. So the cards
of the whole book are written into one, which a page loads when the first of them is asked for.
"""

import json
import posixpath
import re
from pathlib import Path
from urllib.parse import unquote

from bs4 import BeautifulSoup, Tag

FILE = "cards.js"
# What takes long to read and stands on no card: code of cells, scripts of live figures.
CODE = re.compile(r'(class="cell_input[^>]*>\s*<div[^>]*><div[^>]*>)<pre>.*?</pre>', re.DOTALL)
SCRIPT = re.compile(r"<script\b.*?</script>", re.DOTALL)
HEADING = re.compile(r"h[1-6]")


def read(page: str) -> Tag | None:
    """Return the article of a page that has one."""
    lean = CODE.sub(r"\1", SCRIPT.sub("", page))
    return BeautifulSoup(lean, "html.parser").find(class_="bd-article")


def find_links(article: Tag, page: str) -> set[tuple[str, str]]:
    """Return the pages and ids that an article, on a page of this name, links to.

    Examples
    --------
    >>> article = read('<div class="bd-article"><a href="../a.html#b">B</a> <a href="#c">C</a>'
    ...                '<a class="headerlink" href="#d">#</a> <a href="https://e.org/#f">F</a></div>')
    >>> sorted(find_links(article, "book/x.html"))
    [('a.html', 'b'), ('book/x.html', 'c')]
    """
    found = set()
    for link in article.select('a[href*="#"]:not(.headerlink, [href*=":"])'):
        file, _, name = link["href"].partition("#")
        found.add((resolve(page, file), unquote(name)))
    return found


def resolve(page: str, address: str) -> str:
    """Return an address that stands on a page as seen from the folder of the site.

    Examples
    --------
    >>> resolve("book/x.html", "../_images/y.png"), resolve("book/x.html", "z.html")
    ('_images/y.png', 'book/z.html')
    >>> resolve("book/x.html", "")
    'book/x.html'
    """
    place = posixpath.join(posixpath.dirname(page), address)
    return posixpath.normpath(place) if address else page


def make_card(target: Tag) -> list[Tag]:
    """Return the parts of a page that say what a target is, or nothing of one of another kind.

    Examples
    --------
    >>> article = read('<dl class="bd-article"><dt id="a">word</dt><dd>Its meaning.</dd></dl>')
    >>> make_card(article.dt)
    [<dt id="a">word</dt>, <dd>Its meaning.</dd>]
    """
    classes = target.get("class", [])
    if target.name == "dt":
        return [target, target.find_next_sibling("dd")]
    if target.name == "figure" or {"math", "citation"} & {*classes}:
        return [target]
    if "exercise" in classes:
        return [target.find(class_="admonition-title"), target.find(class_="exercise-content")]
    return of_section(target)


def of_section(target: Tag) -> list[Tag]:
    """Return the heading and the first paragraph of a section, or of that which a label names."""
    is_section = target.name == "section"
    heading = target.find(HEADING) if is_section else target.find_next_sibling()
    if heading is None or not HEADING.fullmatch(heading.name):
        return []
    return [part for part in (heading, heading.find_next_sibling("p")) if part]


# A card's own elements: headings and boxes would be those of the page.
PLAIN = {"dt": "b", "dd": "div", **{f"h{k}": "b" for k in range(1, 7)}}


def write_card(parts: list[Tag], page: str) -> str:
    """Return the HTML of a card: without ids, which are the page's, and without links.

    Examples
    --------
    >>> article = read('<div class="bd-article"><h2 id="a">On <a href="x.html">x</a>'
    ...                '<a class="headerlink" href="#a">#</a></h2><img src="../y.png"/></div>')
    >>> write_card([article.h2, article.img], "book/z.html")
    '<b>On x</b><img src="y.png"/>'
    """
    card = BeautifulSoup("".join(map(str, parts)), "html.parser")
    for link in card.select("a"):
        link.decompose() if "headerlink" in link.get("class", []) else link.unwrap()
    for part in card.find_all(True):
        del part["id"]
        if part.name == "img":
            part["src"] = resolve(page, part["src"])
    for part in card.find_all(PLAIN, recursive=False):
        part.name = PLAIN[part.name]
    return str(card).strip()


def read_cards(pages: dict[str, str]) -> dict[str, str]:
    """Return the cards of all that some page links to, by its address in the site."""
    articles = {page: article for page, text in pages.items() if (article := read(text))}
    wanted = set().union(*(find_links(article, page) for page, article in articles.items()))
    cards = {}
    for page, name in sorted(wanted):
        target = articles[page].find(id=name) if page in articles else None
        if target and (parts := make_card(target)):
            cards[f"{page}#{name}"] = write_card(parts, page)
    return cards


def write_cards(app, exception):
    """Write the file, and with it how MathJax is set on pages that have no formula of their own."""
    if exception is None and app.builder.name == "html":
        site = Path(app.outdir)
        paths = [path for path in site.rglob("*.html") if site / "_static" not in path.parents]
        pages = {path.relative_to(site).as_posix(): path.read_text("utf-8") for path in paths}
        cards, settings = (
            json.dumps(each, ensure_ascii=False, indent=0)
            for each in (read_cards(pages), app.config.mathjax3_config)
        )
        text = f"const CARDS = {cards};\nconst MATHJAX = {settings};\n"
        (site / "_static" / FILE).write_text(text, encoding="utf-8")


def setup(app):
    app.connect("build-finished", write_cards)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
