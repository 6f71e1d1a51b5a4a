"""What the browser tests stand on: a server, flags, and a visit that finds whatever is wrong."""

import re
import urllib.request

import pytest

from tests.live.browser import HEAD, THEMES
from tools import browser as tools_browser

WRONG = """<!doctype html><html lang="en" data-theme="light"><meta charset="utf-8">
<title>x</title><link rel="icon" href="data:,">
<script>
    MathJax = { startup: { promise: Promise.resolve() } };
    console.error("oh");
</script>
<style>
    * { margin: 0 } .cell_input pre { width: 9em; overflow: hidden }
    [data-theme="dark"] p { color: #222; background: #111 }
    @media (width < 600px) { main { width: 500px } }
</style>
<main style="background: #fff"><h1>x</h1>
<div style="color: #ddd">faint by day</div><p>faint by night</p>
<img src="http://elsewhere.example/x.png" alt="x"><img src="_images/a.svg"><i class="fas fa-x"></i>
<span class="math">y = x</span>
<span class="math"><mjx-container data-mjx-error="wrong">z =</mjx-container></span>
<div class="cell_input"><pre>a line that is much too long</pre><pre>short</pre></div>
<div style="background: #fed"><div class="live-figure" style="background: #000"></div></div>
<div class="live-figure" style="background: #fff"></div></main>"""
PICTURE = '<svg xmlns="http://www.w3.org/2000/svg"/>'


FAINT = """<main><h1>x</h1>
<p style="color: #ddd">Faint <b>all over</b></p>
<p class="a">Clear</p><p class="a">Clear</p><p class="a" style="background: #444">Dark</p>
<p class="a" style="opacity: 0.2">Pale</p>
<div style="filter: opacity(0.9)"><p class="a">Clear</p></div>
<p style="color: #ddd">Faint again</p>
<style>.odd::before { content: ""; position: absolute; width: 90%; height: 90% }</style>
<p class="odd" style="position: relative; color: #ccc">Under a sign</p>
<p style="color: #bbb">7</p><div id="live"></div></main>"""
INSIDE = """() => document.querySelector("#live").attachShadow({ mode: "open" }).innerHTML =
    '<p>Clear</p><p style="color: #aaa">In a figure</p>'"""


@pytest.fixture
def wrong(tmp_path):
    """The address of a page with a fault of every kind."""
    (tmp_path / "_images").mkdir()
    (tmp_path / "_images" / "a.svg").write_text(PICTURE, encoding="utf-8")
    (tmp_path / "x.html").write_text(WRONG, encoding="utf-8")
    with tools_browser.serve(tmp_path) as address:
        yield f"{address}/x.html"


def test_a_visit_sees_every_fault(browser, axe, wrong):
    seen = tools_browser.visit(browser, axe, wrong)
    assert seen.weight == (len(PICTURE), len(WRONG))
    blocked, error = sorted(seen.errors)
    assert error == "oh" and "ERR_NAME_NOT_RESOLVED" in blocked
    assert seen.outside == ["http://elsewhere.example/x.png"]
    assert seen.bare_formulas == ["y = x"] and seen.wrong_formulas == ["z ="]
    assert seen.blank_icons == ['<i class="fas fa-x"></i>']
    words = [(fault.partition(" (")[0], fault.partition(" in ")[2]) for fault in seen.faults]
    assert [(kind, part[:4]) for kind, part in words] == [
        ("wide: color-contrast", "<div"),
        ("wide: image-alt", "<img"),
        ("dark: color-contrast", "<div"),
        ("dark: color-contrast", "<p d"),
    ]
    assert seen.cut_code == ["a line that is much too long"]
    assert seen.frames == ["rgb(255, 238, 221)", "rgb(255, 255, 255)"]
    assert seen.overflow == 500 - 390


def test_every_text_that_is_faint_in_its_own_way_is_found(show, axe):
    page = show()
    page.set_content(f"{HEAD}{THEMES['site, light']}{FAINT}")
    page.evaluate(INSIDE)
    for _ in range(2):  # as often as it is asked
        found = tools_browser.find_faults(axe, page, "here", runOnly=["color-contrast"])
        texts = [re.sub("<[^>]*>", "", fault.partition("in ")[2]) for fault in found]
        wanted = ["Faint all over", "all over", "Dark", "Pale", "Under a sign", "7", "In a figure"]
        assert texts == wanted
        assert {fault.partition(" in ")[0] for fault in found} == {"here: color-contrast (serious)"}


def test_a_folder_is_served_on_this_machine_until_the_context_ends(tmp_path, capfd):
    (tmp_path / "a.txt").write_text("here")
    with tools_browser.serve(tmp_path) as address:
        assert address.startswith("http://127.0.0.1:")
        assert urllib.request.urlopen(f"{address}/a.txt").read() == b"here"
    with pytest.raises(OSError):
        urllib.request.urlopen(f"{address}/a.txt", timeout=5)
    assert capfd.readouterr() == ("", "")


def test_flags_are_flags():
    """Chromium would open anything else as a page."""
    assert tools_browser.FLAGS and all(flag.startswith("--") for flag in tools_browser.FLAGS)


@pytest.mark.parametrize(
    "there, found",
    [
        (["chromium"], "chromium"),
        (["chromium", "chromium-headless-shell"], "chromium-headless-shell"),
        (["x"], None),
    ],
)
def test_a_chromium_is_found_by_one_of_its_names(there, found, monkeypatch):
    monkeypatch.setattr(tools_browser.shutil, "which", lambda name: name if name in there else None)
    assert tools_browser.find_chromium() == found
