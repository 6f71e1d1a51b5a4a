"""The contents of a page mark the section that is being read, down and up."""

import pytest

from tests.live.browser import HEAD
from tools import ROOT

SCRIPT = (ROOT / "_static" / "contents.js").read_text(encoding="utf-8")
PAGE = f"""{HEAD}<style>html {{ scroll-padding-top: 50px }} section {{ height: 3000px }}
section section {{ height: 2000px }} * {{ margin: 0 }}</style><script>{SCRIPT}</script>
<nav id="pst-page-toc-nav" style="position: fixed"><ul>
<li class="toc-entry"><a href="#a" aria-current="true">A</a></li>
<li class="toc-entry"><a href="#b">B</a>
<ul><li class="toc-entry"><a href="#b-%C3%A9">B'</a></li></ul></li></ul></nav>
<div style="height: 500px"></div><section id="a"><h2>A</h2></section>
<section id="b"><h2>B</h2><section id="b-é"><h3>B'</h3></section></section>"""
MARKED = """() => [document.querySelectorAll(".toc-entry.active").length,
    ...[...document.querySelectorAll("a.active")].map(a => a.textContent + a.ariaCurrent),
    document.querySelectorAll("[aria-current]").length]"""


@pytest.mark.parametrize(
    "place, marked",
    [
        (4000, [2, "B'true", 1]),
        (3450, [1, "Btrue", 1]),  # where a link to it leads
        (3449, [1, "Atrue", 1]),
        (1000, [1, "Atrue", 1]),
        (100, [0, 0]),
    ],
)
def test_who_scrolls_up_is_in_the_section_before(show, place, marked):
    page = show()
    page.set_content(PAGE)
    for there in (5000, place):
        page.evaluate(
            "there => new Promise(done => { addEventListener('scroll', done, { once: true });"
            "scrollTo(0, there); })",
            there,
        )
        if there == 5000:
            assert page.evaluate(MARKED) == [0, 1]  # on the way down, the theme's script marks
    assert page.evaluate(MARKED) == marked


def test_up_and_down_a_lesson(served, tab):
    tab.set_viewport_size({"width": 1400, "height": 900})
    tab.goto(f"{served}/book/03-padding-stride.html")
    headings = tab.locator(".bd-article h2")
    for number, below in [(4, 50), (1, -300)]:  # px of the heading below the window's upper edge
        top = headings.nth(number).evaluate("part => part.getBoundingClientRect().top")
        tab.evaluate("distance => scrollBy(0, distance)", top - below)
        name = headings.nth(number).evaluate("part => part.parentElement.id")
        tab.locator(f"#pst-page-toc-nav a.active[href='#{name}']").wait_for()
        assert tab.locator("#pst-page-toc-nav a.active").count() == 1
