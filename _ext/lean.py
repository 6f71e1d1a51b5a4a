"""Sphinx extension: a page loads a script or style sheet only if something on it needs that."""

import re
from pathlib import Path

from sphinx.errors import ExtensionError


def of_class(name: str) -> re.Pattern:
    """Return a pattern for elements of a class, be it the first that they name or not.

    A name that ends with a hyphen stands for all classes that begin with it.

    Examples
    --------
    >>> [bool(of_class("math").search(f'<p class="{names}">')) for names in
    ...  ["math", "amsmath math notranslate", "amsmath", "mathjax_ignore", "aftermath", "math-x"]]
    [True, True, False, False, False, False]
    """
    return re.compile(rf"""\sclass=(["'])(?:(?!\1).)*?(?<![\w-])(?:{name})(?!(?<=\w)[\w-])""")


# MyST gives the class `math` to every formula, wherever it stands; the others are of raw HTML.
FORMULA = of_class("math|mathjax_process|tex2jax_process")
SEARCH = re.compile('id="search-results"')

# file, and what stands on every page that needs it
NEEDED_FOR = {
    "startup.js": FORMULA,
    "formulas.js": FORMULA,
    "predict.js": re.compile(r'class="admonition-title">Predict<'),
    "front.js": of_class("on-touch"),
    "searchtools.js": SEARCH,
    "language_data.js": SEARCH,
    "searchindex.js": SEARCH,
    "sphinx-design.min.css": of_class("sd-"),
    "design-tabs.js": of_class("sd-tab-"),
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
        if not mark.search(page):
            page = loads_of(file).sub("", page)
    return page


def loads_of(file: str) -> re.Pattern:
    """Return a pattern for elements that load a file."""
    address = rf'"(?:[^"]*/)?{re.escape(file)}(?:\?[^"]*)?"'
    return re.compile(rf"<script [^>]*src={address}[^>]*></script>|<link [^>]*href={address}[^>]*>")


def choose_mathjax(app, config):
    """Load MathJax in parts; sphinx-mathjax-offline would load the whole."""
    config.mathjax_path = "mathjax/startup.js"
    config.mathjax3_config = MATHJAX


def make_lean(app, exception):
    """Drop from every page what it does not need.

    Raises
    ------
    ExtensionError
        If no page loads one of the files: whoever brought it, has renamed it.
    """
    if exception is not None or app.builder.name != "html":
        return
    pages = {path: path.read_text(encoding="utf-8") for path in Path(app.outdir).rglob("*.html")}
    for file in NEEDED_FOR:
        if not any(loads_of(file).search(page) for page in pages.values()):
            raise ExtensionError(f"no page loads {file}, which _ext/lean.py keeps off most pages")
    for path, page in pages.items():
        path.write_text(drop_unneeded(page), encoding="utf-8")


def setup(app):
    app.connect("config-inited", choose_mathjax)
    app.connect("build-finished", make_lean)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
