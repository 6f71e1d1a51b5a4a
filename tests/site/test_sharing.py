"""What the site tells those who come from elsewhere, where its address is known."""

import doctest
import re
from types import SimpleNamespace

import pytest
from docutils import nodes
from sphinx.errors import ExtensionError

from tests.site.pages import ROOT, load
from tools import build

sharing = load("sharing")
PAGES = build.toc_pages(ROOT / "_toc.yml")
HOME = "https://owner.github.io/book/"
BOOK = "From convolution to deep CNN"
TAG = re.compile(r'<meta (?:property|name)="((?:og|twitter):[\w:]+)" content="([^"]*)"')


def test_examples():
    outcome = doctest.testmod(sharing)
    assert outcome.attempted > 1 and outcome.failed == 0


@pytest.mark.parametrize("address", ["owner.github.io/book", "file:///srv/book", "https:///book"])
def test_what_is_no_address_is_told(address):
    with pytest.raises(ExtensionError, match=r"BOOK_SITE_URL \(='.*'\) must be like https://"):
        sharing.read_address({"BOOK_SITE_URL": address})


def test_a_description_is_whole_sentences_of_the_first_long_paragraph():
    page = nodes.document(None, None)
    page += [nodes.paragraph(text=text) for text in ("Short.", "A word. " * 40, "Not this.")]
    assert sharing.describe(page) == ("A word. " * 25).strip()
    assert sharing.describe(nodes.document(None, None)) == sharing.describe(None) == ""


def test_every_page_says_what_it_is_about_and_where_it_lives(site):
    said = {}

    def title(text):
        return re.sub("<[^>]*>", "", re.search(r"<h1>(.*?)<a class=.headerlink", text)[1])

    for page in PAGES:
        text = (site / f"{page}.html").read_text("utf-8")
        [about] = re.findall(r'<meta name="description" content="([^"]*)"', text)
        tags = dict(TAG.findall(text))
        assert 40 < len(about) <= sharing.LONGEST and tags["og:description"] == about
        assert tags["og:url"] == f"{HOME}{page}.html"
        assert tags["og:title"] == ("" if page == PAGES[0] else title(text) + " - ") + BOOK
        assert f'<link rel="canonical" href="{HOME}{page}.html" />' in text
        assert tags["og:image"] == f"{HOME}{sharing.CARD}" and (site / sharing.CARD).exists()
        assert tags["twitter:card"] == "summary_large_image"
        said[about] = page
    assert len(said) == len(PAGES)


def test_the_sitemap_names_every_page_once(site):
    places = re.findall("<loc>(.*)</loc>", (site / "sitemap.xml").read_text("utf-8"))
    assert places == sorted(f"{HOME}{page}.html" for page in PAGES)


def test_who_got_lost_finds_back_from_any_depth(site):
    text = (site / "404.html").read_text("utf-8")
    links = re.findall('href="([^"]*)"', text)
    assert len(links) == 2 and all(link.startswith(HOME) for link in links)
    assert all((site / link.removeprefix(HOME)).exists() for link in links)


def test_without_an_address_pages_tell_none(tmp_path):
    app = SimpleNamespace(site_address="", config=None)
    context = {"title": "<b>One</b>", "metatags": "<meta>"}
    page = nodes.document(None, None)
    page += nodes.paragraph(text="A sentence that is longer than forty letters.")
    sharing.add_description(app, "one", "page.html", context, page)
    assert context["metatags"].splitlines() == [
        "<meta>",
        '<meta name="description" content="A sentence that is longer than forty letters.">',
    ]
    app = SimpleNamespace(site_address="", builder=SimpleNamespace(name="html"), outdir=tmp_path)
    sharing.write_files(app, None)
    assert list(tmp_path.iterdir()) == []
