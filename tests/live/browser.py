"""Live figures in a real Chromium: what is read from a page that the fixture `show` opened."""

import json

from lib.live.kit import bundle
from tools import browser as site_browser

THEMES = {
    "site, light": '<html lang="en" data-theme="light"><body>',
    "site, dark": '<html lang="en" data-theme="dark"><body style="background: #14181f">',
    "lab, dark": '<html lang="en"><body data-jp-theme-light="false" style="background: #111">',
}
RECTANGLES = """figure => {
    const frame = figure.getBoundingClientRect();
    const parts = figure.querySelectorAll("td, th, button, input, select, textarea, [tabindex]");
    return [...parts].filter(part => part.getClientRects().length).map(part => {
        const { left, top, width, height } = part.getBoundingClientRect();
        return [part.tagName, left - frame.left, top - frame.top, width, height].join(" ");
    }).join("\\n");
}"""
MIDDLES = """all => all.map(part => {
    if (!part.checkVisibility({ visibilityProperty: true })) return null;
    const { left, top, width, height } = part.getBoundingClientRect();
    return [left + width / 2, top + height / 2];
})"""
FOCUSED = """(all, [rectangles, figure]) => {
    const parts = all.filter(part => part.checkVisibility({ visibilityProperty: true }));
    return parts.map(part => (part.focus(), eval(rectangles)(figure)));
}"""
HELPED = """all => all.filter(field => field.type === "text"
    ? field.autocomplete !== "off" : field.spellcheck).map(field => field.outerHTML)"""
# elements that HTML does not know; an attribute without a meaning is read as another than it is
UNKNOWN = """(function find(root) {
    return [...root.querySelectorAll("*")].flatMap(part => {
        const wrong = ["scope", "type", "inputMode"].filter(name => name in part
            && part.hasAttribute(name) && part[name] !== part.getAttribute(name));
        const own = part instanceof HTMLUnknownElement || wrong.length ? [part.outerHTML] : [];
        return [...own, ...(part.shadowRoot ? find(part.shadowRoot) : [])];
    });
})(document)"""
BARE = "* { color: transparent !important; transition: none !important }"
HEAD = """<!doctype html><meta charset="utf-8"><title>A page with figures</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">"""  # or else the browser asks a server for one


def run_module(page, module, expression, value=None):
    """Evaluate an expression over `value` and the exports of a module, such as kit_format_js."""
    return page.evaluate(
        f"value => {{ {bundle.script(*module.split())}\nreturn {expression}; }}", value
    )


def open_kit(page, code, *modules):
    """Run code that finds a figure's `root` and modules, say `kit_grid_js`; return the page."""
    styles = json.dumps(bundle.styles("kit/base"))
    page.evaluate(f"""() => {{ {bundle.script("kit/dom", *modules)}
        const {{ element }} = kit_dom_js;
        const root = element("div", {{ class: "live", role: "group", "aria-label": "kit" }});
        document.body.append(element("style", {{}}, {styles}), root);
        {code} }}""")
    return page


def numbers(page, grid):
    """The numbers that a grid shows, row by row as text; an empty cell is ""."""
    rows = page.get_by_role("grid", name=grid, exact=True).locator("tr:has(td[data-at])")
    return rows.evaluate_all(
        "rows => rows.map(r => [...r.querySelectorAll('td[data-at] span')].map(c => c.textContent))"
    )


def cell(page, grid, row, column):
    """One cell of a grid, by its place in what is drawn, padding included."""
    table = page.get_by_role("grid", name=grid, exact=True)
    return table.locator(f"td[data-at='{row},{column}']")


def marked(page, grid, name):
    """The places of the cells that carry a mark, as a set of (row, column)."""
    table = page.get_by_role("grid", name=grid, exact=True)
    places = table.locator(f"td.{name}").evaluate_all("all => all.map(c => c.dataset.at)")
    return {tuple(json.loads(f"[{place}]")) for place in places}


def group(page, name):
    """A part of a figure, or a figure, by its name for screen readers."""
    return page.get_by_role("group", name=name, exact=True)


def assert_still(figure):
    """No cell or control of a figure (a locator) moves or grows when one has pointer or focus."""
    page, size = figure.page, figure.page.viewport_size
    height = page.evaluate("document.documentElement.scrollHeight")
    page.set_viewport_size({**size, "height": height})  # nothing has to be scrolled to
    page.mouse.move(0, 0)
    before = figure.evaluate(RECTANGLES)
    parts = figure.locator("td[data-at], button, input, select, [tabindex]")
    for k, place in enumerate(parts.evaluate_all(MIDDLES)):
        if place is not None:
            page.mouse.move(*place)
            assert figure.evaluate(RECTANGLES) == before, f"the pointer on {parts.nth(k)}"
    page.mouse.move(0, 0)
    after = parts.evaluate_all(FOCUSED, [RECTANGLES, figure.element_handle()])
    for k, rectangles in enumerate(after):
        assert rectangles == before, f"the focus on {parts.nth(k)}"
    page.set_viewport_size(size)


def look(part):
    """The picture of an element and of 4 pixels around it, without its text."""
    part.page.mouse.move(0, 0)
    part.scroll_into_view_if_needed()
    box = part.bounding_box()
    clip = {name: box[name] - 4 for name in "xy"}
    clip |= {name: box[name] + 8 for name in ("width", "height")}
    return part.page.screenshot(clip=clip, style=BARE)


def assert_states_visible(part, *changes):
    """An element looks different after each of these changes, its text and colours of text aside.

    On a page that was opened with `forced_colors="active"`, say for a cell of a grid::

        assert_states_visible(cell(page, "input x", 0, 0), step.click, last.click)
    """
    looks = [look(part)]
    for change in changes:
        change()
        looks.append(look(part))
        assert looks.index(looks[-1]) == len(looks) - 1, f"as after change {looks.index(looks[-1])}"


def make_fingers(page):
    """A function that puts fingers on a page: fingers("touchStart", (x, y), (x, y)).

    Then "touchMove", with the places of all that are down, and "touchEnd" with those that stay.
    """
    client = page.context.new_cdp_session(page)

    def fingers(kind, *points):
        points = [{"x": x, "y": y, "id": k} for k, (x, y) in enumerate(points)]
        client.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    return fingers


def go(page, where):
    """Leave as a script of the page does: the browser then knows what was written before."""
    with page.expect_navigation():
        page.evaluate(f"setTimeout(() => {where}), null")


def assert_fits_all_readers(show, axe, *figures):
    """Nothing serious for axe, light and dark; no sideways scrolling of the page from 320 px on.

    A browser neither completes nor spells what is typed or copied.
    """
    faults = []
    for theme in ("site, light", "site, dark"):
        page = show(*figures, theme=theme)
        options = {"runOnly": ["color-contrast"]} if "dark" in theme else {}  # the rest is the same
        faults += site_browser.find_faults(axe, page, theme, **options)
    assert faults == []
    assert all(page.locator(".live").evaluate_all("all => all.map(root => root.ariaLabel)"))
    assert page.locator("input[type=text], textarea").evaluate_all(HELPED) == []
    for width in (768, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(site_browser.OVERFLOW) == 0, f"scrolls sideways at {width} px"
