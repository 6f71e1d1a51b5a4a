"""Live figures in a real Chromium: what is read from a page that the fixture `show` opened."""

import json

from lib.live.kit import bundle
from tools import browser as site_browser

THEMES = {
    "site, light": '<html lang="en" data-theme="light"><body>',
    "site, dark": '<html lang="en" data-theme="dark"><body style="background: #14181f">',
    "lab, dark": '<html lang="en"><body data-jp-theme-light="false" style="background: #111">',
}
HEAD = """<!doctype html><meta charset="utf-8"><title>A page with figures</title>
<meta name="viewport" content="width=device-width, initial-scale=1">"""


def run_module(page, module, expression, value=None):
    """Evaluate an expression over `value` and the exports of a module, such as kit_format_js."""
    return page.evaluate(f"value => {{ {bundle.script(module)}\nreturn {expression}; }}", value)


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


def assert_fits_all_readers(show, axe, *figures):
    """Nothing serious for axe, light and dark; no sideways scrolling of the page from 320 px on."""
    faults = []
    for theme in ("site, light", "site, dark"):
        page = show(*figures, theme=theme)
        options = {"runOnly": ["color-contrast"]} if "dark" in theme else {}  # the rest is the same
        faults += site_browser.find_faults(axe, page, theme, **options)
    assert faults == []
    for width in (768, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(site_browser.OVERFLOW) == 0, f"scrolls sideways at {width} px"
