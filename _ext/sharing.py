"""Sphinx extension: what those need who come from elsewhere, a search engine or a shared link.

Every page says in a sentence what it is about. Where the environment variable BOOK_SITE_URL names
the site's address, pages also tell theirs and bring a card for those who share a link, and there
are a sitemap and a page for readers who got lost.
"""

import os
import re
import shutil
from html import escape
from pathlib import Path
from urllib.parse import urlsplit

from docutils import nodes
from sphinx.errors import ExtensionError

VARIABLE = "BOOK_SITE_URL"
PICTURE = Path("docs", "site.png")  # in the repository
CARD = "_static/card.png"  # in the site
LONGEST = 200  # letters of a description; more is cut off by those who show it

LOST = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>Page not found - {title}</title>
<style>
body {{ font: 1.1rem/1.6 system-ui, sans-serif; margin: 20vh auto; max-width: 34rem }}
@media (prefers-color-scheme: dark) {{ body {{ background: #14181f; color: #d8dee8 }}
a {{ color: #8ab8f8 }} }}
</style>
</head>
<body><main><h1>There is no such page</h1>
<p>It may have another name by now. <a href="{address}{root}.html">{title}</a> begins here, and
<a href="{address}search.html">the search</a> finds what it holds.</p></main></body>
</html>
"""


def read_address(environment: dict) -> str:
    """Return the site's address with a slash at its end, "" where it is not known.

    Raises
    ------
    ExtensionError
        If the variable holds no address of the web.

    Examples
    --------
    >>> read_address({"BOOK_SITE_URL": "https://owner.example/book"}), read_address({})
    ('https://owner.example/book/', '')
    """
    address = environment.get(VARIABLE, "").strip()
    parts = urlsplit(address)
    if address and not (parts.scheme in ("https", "http") and parts.netloc):
        raise ExtensionError(f"{VARIABLE} (={address!r}) must be like https://owner.example/book")
    return f"{address.rstrip('/')}/" if address else ""


def describe(doctree) -> str:
    """Return the first sentences of a page, as many as fit; "" for a page without text."""
    for paragraph in doctree.findall(nodes.paragraph) if doctree else []:
        text = " ".join(paragraph.astext().split())
        if len(text) > 40:
            return shorten(text)
    return ""


def shorten(text: str, longest: int = LONGEST) -> str:
    """Return whole sentences, or else whole words, of at most so many letters.

    Examples
    --------
    >>> shorten("One. Two three. Four", 16), shorten("One two three four", 9)
    ('One. Two three.', 'One two …')
    """
    if len(text) <= longest:
        return text
    sentences = re.match(rf"(.{{1,{longest - 1}}}[.!?])\s", text)
    return sentences[1] if sentences else f"{text[: longest - 1].rpartition(' ')[0]} …"


def card(address: str, page: str, title: str, book: str, about: str) -> dict[str, str]:
    """Return what a page says of itself to those who show a link to it."""
    named = title if title == book else f"{title} - {book}"
    return {
        "og:type": "article",
        "og:site_name": book,
        "og:title": named,
        "og:description": about,
        "og:url": f"{address}{page}.html",
        "og:image": f"{address}{CARD}",
        "og:image:alt": "A figure that steps through a convolution",
        "twitter:card": "summary_large_image",
    }


def kind(name: str) -> str:
    """Return the attribute that carries the name of a meta tag."""
    return "name" if name.startswith("twitter:") else "property"


def configure(app, config):
    """Tell Sphinx the site's address: pages then name theirs."""
    config.html_baseurl = app.site_address = read_address(os.environ)


def add_description(app, pagename, templatename, context, doctree):
    """Add to a page what it says of itself."""
    about = describe(doctree)
    tags = [f'<meta name="description" content="{escape(about)}">'] if about else []
    if app.site_address and doctree:
        title = re.sub("<[^>]*>", "", context["title"])
        said = card(app.site_address, pagename, title, app.config.html_title, about)
        tags += [f'<meta {kind(name)}="{name}" content="{escape(said[name])}">' for name in said]
    context["metatags"] = "\n".join([context.get("metatags", ""), *tags])


def write_files(app, exception):
    """Write the sitemap, the page for who got lost, and the picture of the card."""
    address = app.site_address
    if exception is not None or app.builder.name != "html" or not address:
        return
    places = [
        f"<url><loc>{escape(address)}{page}.html</loc></url>" for page in sorted(app.env.found_docs)
    ]
    sitemap = [
        '<?xml version="1.0" encoding="utf-8"?>',
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">',
        *places,
        "</urlset>\n",
    ]
    lost = LOST.format(
        address=escape(address), root=app.config.root_doc, title=escape(app.config.html_title)
    )
    Path(app.outdir, "sitemap.xml").write_text("\n".join(sitemap), encoding="utf-8")
    Path(app.outdir, "404.html").write_text(lost, encoding="utf-8")
    shutil.copyfile(Path(app.srcdir, PICTURE), Path(app.outdir, CARD))


def setup(app):
    app.connect("config-inited", configure)
    app.connect("html-page-context", add_description)
    app.connect("build-finished", write_files)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
