"""The front page: light until it is touched, and true to the lessons that it shows."""

import doctest
import re
from functools import cache
from types import SimpleNamespace

import pytest
from docutils.parsers.rst import DirectiveError
from sphinx.errors import ExtensionError

from checker import notebook, prose
from lib.checks import bank
from lib.models import folded
from tests.site.pages import ROOT, load
from tools import browser as site_browser
from tools.build import toc_parts

front = load("front")

PAGE = "book/index.html"
LIGHT = 800_000  # bytes of the first load
NETWORK = "lesson-what-the-network-learned.js"
PARTS = {page: part for page, part in toc_parts(ROOT / "_toc.yml").items() if part}
NUMBERED = [page for page, part in PARTS.items() if part == "Lessons"]
LESSONS = [page for page, part in PARTS.items() if part in ("Lessons", "The museum")]


@cache
def opening(page):
    """The first cell of a lesson."""
    return notebook.read(ROOT / f"{page}.ipynb").cells[0].source


def label(page):
    return re.match(r"\((.+)\)=", opening(page))[1]


def numbered(page):
    title = re.search("^# (.+)", opening(page), re.MULTILINE)[1]
    return f"{NUMBERED.index(page) + 1} · {title}" if page in NUMBERED else title


# ---- the extension -------------------------------------------------------------------------------


def test_examples():
    outcome = doctest.testmod(front)
    assert outcome.attempted > 0 and outcome.failed == 0


def cell(name, picture=None):
    outputs = [{"data": {"image/png": picture}}] if picture else []
    return {"metadata": {"mystnb": {"figure": {"name": name}}}, "outputs": outputs}


@pytest.mark.parametrize(
    "cells", [[], [cell("fig-a")], [cell("fig-b", "eA==")], 2 * [cell("fig-a", "eA==")]]
)
def test_a_figure_that_is_not_there_once_is_named(cells):
    lessons = [SimpleNamespace(cells=[cell("fig-c", "eQ=="), *cells])]
    assert front.find_figure(lessons, "fig-c") == b"y"
    with pytest.raises(ExtensionError, match=r"picture \(=fig-a\) must be the image/png of one"):
        front.find_figure(lessons, "fig-a")


@pytest.mark.parametrize("script", ["draw({})", '[{"start":3},{"start":4}]'])
def test_a_figure_that_begins_with_no_drawing_is_refused(script):
    html = f'<div class="live-static"><p>A</p><img alt="A"></div><script>{script}</script></div>'
    with pytest.raises(ExtensionError, match="only figures in which digits are drawn"):
        front.read_still(html)
    with pytest.raises(ExtensionError):
        front.read_still("<p>A</p>")


@pytest.mark.parametrize("shares", ["0 0 1", "0 0 1 1.1", "0.5 0 0.5 1", "0 0.6 1 0.5", "a b c d"])
def test_a_part_of_a_picture_that_is_none_is_refused(shares):
    with pytest.raises(ValueError):
        front.crop(shares)


def card(title):
    """The directive of a card in this book, before it runs."""
    trees = [SimpleNamespace(files=lambda: LESSONS, numbered=False)]
    config = SimpleNamespace(
        external_site_map=SimpleNamespace(root=SimpleNamespace(subtrees=trees))
    )
    env = SimpleNamespace(
        app=SimpleNamespace(config=config, srcdir=ROOT),
        doc2path=str,
        note_dependency=lambda file: None,
    )
    state = SimpleNamespace(document=SimpleNamespace(settings=SimpleNamespace(env=env)))
    machine = SimpleNamespace(reporter=None)
    return front.LessonCard("grid-item-card", [title], {}, [], 1, 0, "", state, machine)


@pytest.mark.parametrize(
    "title, fault",
    [
        ("[Losses](#lesson-losses)", r"title \(=Losses\) must be .* Losses for classification"),
        ("[Losses for classification](#lesson-loss)", r"there is no lesson \(=lesson-loss\)"),
        ("Losses for classification", r"must be a link to a lesson"),
    ],
)
def test_a_card_that_leads_nowhere_or_elsewhere_is_refused(title, fault):
    with pytest.raises(DirectiveError) as raised:
        card(title).run()
    assert re.search(fault, raised.value.msg)


# ---- what is said --------------------------------------------------------------------------------


def test_numbers_on_the_page():
    page = " ".join((ROOT / "book/index.md").read_text(encoding="utf-8").split())
    assert len(NUMBERED) == 14 and "Fourteen lessons" in page and "the fourteen" in page
    network, about = folded.load(next((ROOT / "book").glob("*-digit-network.json")))
    kinds = [type(layer).__name__ for layer in network]
    assert (kinds.count("Conv2d"), kinds.count("Linear")) == (5, 1)
    assert "five convolutions and a linear layer" in page
    assert f"{sum(p.numel() for p in network.parameters()):,} numbers in all" in page
    assert f"it reads {100 * about['test_accuracy']:.1f} % rightly" in page
    count = sum(question.kind != "code" for question in bank.QUESTIONS)  # those wait for a kernel
    assert 0 < count - int(re.search(r"More than (\d+) questions", page)[1]) <= 20


def test_cards_say_what_their_lessons_say(served, tab):
    tab.goto(f"{served}/{PAGE}")
    cards = tab.locator(".lesson")
    titles = cards.locator(".title a")
    assert titles.all_inner_texts() == list(map(numbered, LESSONS))
    hrefs = titles.evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert hrefs == [f"{page.partition('/')[2]}.html" for page in LESSONS]
    times = [re.search(prose.TIMES, opening(page)).groups() for page in LESSONS]
    said = cards.locator(".times").all_inner_texts()
    assert said == [f"{reading} min to read, {doing} to do" for reading, doing in times]


def test_cards_have_small_pictures_and_lead_to_their_lessons_wherever_they_are_clicked(served, tab):
    loaded = {}
    tab.on("response", lambda response: loaded.update({response.url: response}))
    tab.goto(f"{served}/{PAGE}")
    for picture in tab.locator(".lesson img").all()[::-1]:
        picture.scroll_into_view_if_needed()
        picture.evaluate("image => image.decode()")
        assert picture.evaluate("image => [image.naturalWidth, image.naturalHeight]") == [400, 200]
        assert len(loaded[picture.evaluate("image => image.src")].body()) < 15_000
    assert len(loaded) > len(LESSONS)
    box = tab.locator(".lesson img").nth(4).bounding_box()
    tab.mouse.click(box["x"] + 9, box["y"] + 9)
    tab.wait_for_url(f"**/{LESSONS[4]}.html", wait_until="domcontentloaded")


def needs(page):
    """The numbers of the lessons that a lesson needs, as its first sentence on that tells."""
    sentence = re.search(r"\*\*You need\*\*(.*?\.)\s", opening(page), re.DOTALL)[1]
    numbers = {f"#{label(page)}": NUMBERED.index(page) + 1 for page in NUMBERED}
    return {numbers[each] for each in re.findall(r"\]\((#lesson-.*?)\)", sentence)}


def all_needs(page):
    return needs(page).union(*(all_needs(NUMBERED[number - 1]) for number in needs(page)))


def test_the_map_holds_what_each_lesson_needs(served, tab):
    tab.goto(f"{served}/{PAGE}")
    rows = tab.locator(".lesson-map li")
    assert rows.locator("a").all_inner_texts() == list(map(numbered, LESSONS))
    words = rows.locator(".needs").all_inner_texts()
    drawn = [set(map(int, re.findall(r"\d+", text))) for text in words]
    for page, direct in zip(LESSONS, drawn, strict=True):
        assert direct <= needs(page)
        behind = [all_needs(NUMBERED[number - 1]) for number in direct]
        assert direct.union(*behind) == all_needs(page)  # none is missing
        assert not direct & set().union(*behind)  # and none drawn twice
    paths = tab.locator(".lesson-map path").evaluate_all("all => all.map(p => p.getBBox())")
    assert len(paths) == sum(map(len, drawn)) > 10


# ---- the figure ----------------------------------------------------------------------------------


@pytest.fixture
def page(served, tab):
    """The front page, and what it has asked for so far."""
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(f"{served}/{PAGE}")
    return tab, asked


def is_asked_for(asked):
    return any(NETWORK in url for url in asked)


def draw_a_one(tab):
    """Draw a 1 with the mouse; return what the network says."""
    pad = tab.get_by_label("drawing pad")
    box = pad.bounding_box()
    x, y, height = box["x"] + box["width"] / 2, box["y"], box["height"]
    tab.mouse.move(x, y + 0.2 * height)
    tab.mouse.down()
    tab.mouse.move(x, y + 0.8 * height, steps=10)
    tab.mouse.up()
    return tab.locator(".verdict").inner_text()


def test_the_first_load_is_light_and_has_no_network(served, tab):
    asked = []
    tab.on("request", lambda request: asked.append(request.url))
    assert 600_000 < sum(site_browser.weigh(tab, f"{served}/{PAGE}")) < LIGHT
    tab.get_by_role("button", name="Draw a digit").hover()
    tab.mouse.wheel(0, 5000)
    tab.wait_for_timeout(300)
    assert asked and not is_asked_for(asked)


@pytest.mark.parametrize("from_file", [False, True], ids=["http", "file"])
def test_a_touch_brings_the_figure_and_the_network_answers(from_file, served, site, tab):
    errors, outside = site_browser.watch(tab)
    tab.goto(f"{site.as_uri() if from_file else served}/{PAGE}")
    assert "the network answers 3" in tab.locator(".on-touch").inner_text()
    tab.get_by_role("button", name="Draw a digit").click()
    assert tab.locator(".verdict").inner_text() == "Nothing is drawn yet."
    assert draw_a_one(tab).startswith("It says 1, with 9")
    assert (errors, outside) == ([], [])


def test_by_keyboard(page):
    tab, asked = page
    button = tab.get_by_role("button", name="Draw a digit")
    for _ in range(100):
        tab.keyboard.press("Tab")
        if button.evaluate("button => button.matches(':focus-visible')"):
            break
    assert not is_asked_for(asked)
    tab.keyboard.press("Enter")
    tab.locator(".verdict").wait_for()
    for key in [*5 * ["ArrowUp"], "Space", *10 * ["ArrowDown"], "Space"]:
        tab.keyboard.press(key)
    assert tab.locator(".verdict").inner_text().startswith("It says 1")


def the_only(held, tab):
    """Wait for a request that is held back, and let it go."""
    while not held:
        tab.wait_for_timeout(20)
    [route] = held
    held.clear()
    return route


def test_what_does_not_come_is_told_and_may_be_touched_again(page):
    tab, asked = page
    status, button = tab.get_by_role("status").first, tab.get_by_role("button", name="Draw a digit")
    held = []
    tab.route(f"**/{NETWORK}", lambda route: held.append(route))
    button.click()
    button.click()  # as who is impatient
    assert status.inner_text() == "Loading …"
    assert tab.locator(".on-touch script").count() == 1
    the_only(held, tab).abort()
    tab.get_by_text("could not be loaded").wait_for()
    button.click()
    the_only(held, tab).fulfill(body="throw Error('broken')", content_type="text/javascript")
    tab.get_by_text("could not be loaded").wait_for()
    tab.unroute(f"**/{NETWORK}")
    button.click()
    assert draw_a_one(tab).startswith("It says 1")


def test_without_scripts_the_page_leads_to_the_lesson(browser, served):
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(f"{served}/{PAGE}")
    assert tab.get_by_text("the network answers 3").is_visible()
    assert not tab.locator(".on-touch button").is_visible()
    tab.locator(".bd-article p a", has_text="What the network learned").first.click()
    tab.wait_for_url("**-what-the-network-learned.html*")
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_readers_of_all_kinds(theme, browser, served, axe):
    context = browser.new_context(
        viewport={"width": 360, "height": 800}, color_scheme=theme, reduced_motion="reduce"
    )
    tab = context.new_page()
    tab.goto(f"{served}/{PAGE}")
    faults = site_browser.find_faults(axe, tab, "still")
    wide = [tab.evaluate(site_browser.OVERFLOW)]
    tab.get_by_role("button", name="Draw a digit").click()
    draw_a_one(tab)
    faults += site_browser.find_faults(axe, tab, "live")
    wide.append(tab.evaluate(site_browser.OVERFLOW))
    context.close()
    assert (faults, wide) == ([], [0, 0])


def test_no_other_page_loads_the_script_of_the_figure(site):
    pages = [path for path in site.rglob("*.html") if "front.js" in path.read_text("utf-8")]
    assert [path.relative_to(site).as_posix() for path in pages] == [PAGE]
