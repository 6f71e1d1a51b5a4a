"""Print the whole book from the built site: `make pdf`.

    python -m tools.paper

A Chromium is needed.
"""

import logging
import sys
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright
from pypdf import PdfReader, PdfWriter
from pypdf.generic import Fit
from tqdm import tqdm

from tools import ROOT, browser
from tools.build import toc_parts
from tools.downloads import NAME, SITE, make
from tools.paper.assemble import PAGE_OF, Book, assemble, read_chapter

HERE = Path(__file__).parent
SCALE = 0.8  # of what is 17 pixels on the screen
AS_WIDE_AS_PAPER = {"width": round(658 / SCALE), "height": 1000}  # pixels of the text on A4
FILL = f"""numbers => document.querySelectorAll('[{PAGE_OF}]').forEach(
    each => each.textContent = numbers[each.getAttribute('{PAGE_OF}')])"""
STYLES = "[...document.querySelectorAll('link[rel=stylesheet]')].map(each => each.href)"


@contextmanager
def open_tab():
    """Start a Chromium; give a page of it that is as wide as the text on paper."""
    chromium = browser.find_chromium()
    if not chromium:
        sys.exit("No Chromium was found: install chromium, or Google Chrome.")
    with sync_playwright() as playwright:
        window = playwright.chromium.launch(executable_path=chromium, args=browser.FLAGS)
        settings = {"color_scheme": "light", "reduced_motion": "reduce"}
        yield window.new_context(viewport=AS_WIDE_AS_PAPER, **settings).new_page()
        window.close()


def read_book(tab, address: str, pages: dict[str, str]) -> Book:
    """Return the pages of the site at an address as one document.

    Parameters
    ----------
    pages : dict
        Their places in the site, the front page first, with the part that each belongs to.
    """
    script = (HERE / "capture.js").read_text(encoding="utf-8")
    chapters, rules, styles = [], {}, {}
    for page, part in tqdm(pages.items(), "pages", disable=None):
        tab.goto(f"{address}/{page}.html")
        tab.evaluate(browser.TYPESET)
        styles |= dict.fromkeys(tab.evaluate(STYLES))
        tab.add_script_tag(content=script)
        captured = tab.evaluate("capture()")
        rules |= dict.fromkeys(captured["rules"])
        chapters.append(read_chapter(page, part, captured["html"], list(pages)))
    head = [f'<link rel="stylesheet" href="{style}">' for style in styles]
    own = (HERE / "style.css").read_text(encoding="utf-8")
    head += [f"<style>{sheet}</style>" for sheet in ("\n".join(rules), own)]
    return assemble(chapters[0], chapters[1:], "\n".join(head))


def print_book(tab, address: str, book: Book, file: Path) -> int:
    """Print a document twice, to know the numbers of its pages; return how many there are."""
    place = f"{address}/book/all.html"  # where the addresses of its pictures hold
    tab.route(place, lambda route: route.fulfill(body=book.html, content_type="text/html"))
    tab.goto(place)
    tab.evaluate("document.fonts.ready.then(() => null)")
    settings = {
        "path": file,
        "scale": SCALE,
        "prefer_css_page_size": True,
        "print_background": True,
    }
    tab.pdf(**settings)
    numbers = page_numbers(PdfReader(file))
    tab.evaluate(FILL, {target: number + 1 for target, number in numbers.items()})
    tab.pdf(**settings, tagged=True)
    return finish(book, file)


def page_numbers(reader: PdfReader) -> dict[str, int]:
    """Return the page, counted from 0, of each place to which a link leads."""
    places = reader.named_destinations.items()
    return {name.removeprefix("/"): reader.get_destination_page_number(to) for name, to in places}


def finish(book: Book, file: Path) -> int:
    """Add to a PDF its title and the contents that a viewer shows beside it; count its pages."""
    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it counts objects that are in objects
    writer = PdfWriter(clone_from=file)
    reader = PdfReader(file)
    places, numbers = reader.named_destinations, page_numbers(reader)
    above = None
    for level, target, words in book.contents:
        item = writer.add_outline_item(
            title=words,
            page_number=numbers[target],
            parent=above if level else None,
            fit=Fit.xyz(top=places[f"/{target}"].top),
            is_open=False,
        )
        above = above if level else item
    writer.add_metadata({"/Title": book.title, "/Creator": NAME})
    writer.write(file)
    return len(writer.pages)


def write(file: Path) -> str:
    """Print the site to a file, and say how long it became."""
    with browser.serve(SITE) as address, open_tab() as tab:
        book = read_book(tab, address, toc_parts(ROOT / "_toc.yml"))
        print("Printing ...", file=sys.stderr)
        return f"{print_book(tab, address, book, file)} pages"


if __name__ == "__main__":
    make(SITE, f"{NAME}.pdf", write)
