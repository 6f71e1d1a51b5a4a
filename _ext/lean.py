"""Sphinx extension: a page loads a script or style sheet only if something on it needs that."""

import re
from pathlib import Path

# file, and what stands on every page that needs it
NEEDED_FOR = {
    "startup.js": 'class="math ',
    "formulas.js": 'class="math ',
    "searchtools.js": 'id="search-results"',
    "language_data.js": 'id="search-results"',
    "searchindex.js": 'id="search-results"',
    "sphinx-design.min.css": 'class="sd-',
    "design-tabs.js": 'class="sd-tab-',
}

# Of MathJax, what sets formulas and speaks them; _static/formulas.js loads the menu, a third of
# the whole, when it is asked for.
MATHJAX = {"loader": {"load": ["input/tex", "output/chtml", "a11y/assistive-mml"]}}


def drop_unneeded(page: str) -> str:
    """Remove what a page would load without needing it.

    Examples
    --------
    >>> script = '<script src="../searchindex.js?v=1"></script>'
    >>> drop_unneeded(script + "<p>A lesson.</p>")
    '<p>A lesson.</p>'
    >>> drop_unneeded(script + '<div id="search-results">')
    '<script src="../searchindex.js?v=1"></script><div id="search-results">'
    """
    for file, mark in NEEDED_FOR.items():
        if mark not in page:
            address = rf'"[^"]*/?\b{re.escape(file)}(?:\?[^"]*)?"'
            page = re.sub(rf"<script [^>]*src={address}[^>]*></script>", "", page)
            page = re.sub(rf"<link [^>]*href={address}[^>]*>", "", page)
    return page


def choose_mathjax(app, config):
    """Load MathJax in parts; sphinx-mathjax-offline would load the whole."""
    config.mathjax_path = "mathjax/startup.js"
    config.mathjax3_config = MATHJAX


def make_lean(app, exception):
    """Drop from every page what it does not need."""
    if exception is None and app.builder.name == "html":
        for path in Path(app.outdir).rglob("*.html"):
            page = path.read_text(encoding="utf-8")
            path.write_text(drop_unneeded(page), encoding="utf-8")


def setup(app):
    app.connect("config-inited", choose_mathjax)
    app.connect("build-finished", make_lean)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
