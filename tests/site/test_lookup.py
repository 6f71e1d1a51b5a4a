"""The pages to look up, as the site shows them: where terms, formulas and sources lead."""

import re

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from checker import notebook
from checker.labels import text_of
from tests.site.pages import ROOT
from tools import browser as site_browser
from tools import build

PAGES = build.toc_pages(ROOT / "_toc.yml")
LESSONS = [page for page in PAGES if re.match(r"book/\d\d-", page)]
TERM = re.compile(r"\{term\}`(?:[^`<]*<)?([^`<>]+)>?`")
CITED = re.compile(r"\{cite(?::\w)?\}`([^`]+)`")


def text(page):
    path = ROOT / f"{page}.ipynb"
    if path.exists():
        return text_of(notebook.read(path))
    return (ROOT / f"{page}.md").read_text("utf-8")


def file_of(page):
    return f"{page.removeprefix('book/')}.html"


@pytest.fixture(scope="module")
def soup(site):
    """A page's article."""

    def read(page):
        html = (site / f"{page}.html").read_text("utf-8")
        return BeautifulSoup(html, "html.parser").find(class_="bd-article")

    return read


def test_every_term_leads_to_its_first_use(soup):
    first = {}
    for page in LESSONS:
        for term in TERM.findall(text(page)):
            first.setdefault(" ".join(term.split()).lower(), page)
    shown = {}
    for term in soup("book/glossary").select("dl.glossary > dt"):
        said = term.find_next_sibling("dd").find_all(class_="lookup")
        assert len(said) == 1 and said[0].get_text().startswith("Taught ")
        shown[re.sub(r"#$", "", term.get_text()).replace("’", "'")] = said[0]
    assert len(first) > 50 and set(first) <= {term.lower() for term in shown}
    for term, said in shown.items():
        assert ("first used" in said.get_text()) == (term.lower() in first), term
        if term.lower() in first:
            last = said.find_all("a")[-1]["href"]
            assert last.partition("#")[0] == file_of(first[term.lower()]), term


def test_formulas_are_those_of_the_lessons(soup):
    boxes = soup("book/formulas").find_all(class_="formula")
    source = re.findall(r"^```\{formula\} (.+)$", text("book/formulas"), re.MULTILINE)
    assert len(boxes) == len(source) > 30
    for box, label in zip(boxes, source, strict=True):
        page, _, place = box.find_all("a")[-1]["href"].partition("#")
        lesson = soup(f"book/{page.removesuffix('.html')}")
        section = lesson.find(id=place) if place else lesson
        there = [plain(each.get_text()) for each in section.find_all(class_="math")]
        assert plain(box.find(class_="math").get_text()) in there
        if label.startswith("eq-"):
            own = section.find(id=f"equation-{label}").get_text()
            assert plain(own).endswith(plain(box.find(class_="math").get_text()))


def plain(shown):
    """A formula without its number and what MathJax wants around it."""
    return re.sub(r"^\(\d+\.\d+\)#?|\\[\[\]()]|\s", "", shown.strip())


def test_all_formulas_are_printed_on_two_sheets(served, tab, tmp_path):
    tab.goto(f"{served}/book/formulas.html")
    tab.evaluate(site_browser.TYPESET)
    tab.pdf(path=tmp_path / "formulas.pdf", format="A4")
    sheets = PdfReader(tmp_path / "formulas.pdf").pages
    assert len(sheets) == 2
    assert "What each process sends" in sheets[1].extract_text()


def test_every_source_tells_who_cites_it(soup):
    citing = {}
    for page in PAGES:
        for keys in CITED.findall(text(page)):
            for key in keys.split(","):
                citing.setdefault(key.strip(), []).append(file_of(page))
    told = []
    for source in soup("book/references").select(".citation"):
        links = [link["href"].partition("#")[0] for link in source.select(".lookup a")]
        assert len(links) == len(set(links)) > 0
        told.append(sorted(links))
    own = file_of("book/references")
    assert sorted(told) == sorted(sorted({*pages} - {own}) for pages in citing.values())


def test_functions_are_described_and_lead_to_each_other(soup):
    page = soup("book/functions")
    names = re.findall(r"^\.\. auto\w+:: (.+)$", text("book/functions"), re.MULTILINE)
    assert [each["id"] for each in page.select("dl.py > dt") if each["id"] in names] == names
    for name in names:
        said = page.find(id=name).find_next_sibling("dd").get_text()
        assert len(said.split()) > 5, name
    correlate = page.find(id="lib.convolution.conv1d").find_next_sibling("dd")
    assert "#lib.convolution.correlate1d" in [link["href"] for link in correlate.find_all("a")]


def test_a_card_does_not_say_where_a_term_is_taught(served, tab):
    tab.goto(f"{served}/book/01-building-blocks.html")
    tab.locator(".bd-article a[href*='glossary.html#term-']").first.hover()
    tab.locator(".hover-card").wait_for()
    assert not tab.locator(".hover-card .lookup").is_visible()
