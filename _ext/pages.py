"""Sphinx extension: small repairs to the pages that the theme and other extensions write."""

import re
from html import escape
from pathlib import Path

# (what is wrong, what is right) in the body of a page
REPAIRS = [
    # docutils: a list whose children are no list items, and a role that ARIA 1.3 gave up
    (re.compile(r'<div role="list" class="citation-list">'), '<div class="citation-list">'),
    (re.compile(r' role="doc-biblioentry"'), ""),
    # sphinx-exercise: the same id for every exercise and every solution
    (re.compile(r'<section id="(exercise|solution)-content">'), r'<section class="\1-content">'),
]

FRONT_DOOR = """<!DOCTYPE html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta http-equiv="refresh" content="0; url={page}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
<link rel="icon" href="_static/favicon.svg">
</head>
<body><main><h1>{title}</h1><p><a href="{page}">Open the book</a></p></main></body>
</html>
"""


def repair(app, pagename, templatename, context, doctree):
    """Apply the repairs to a page's body before it is written."""
    if "body" in context:
        for wrong, right in REPAIRS:
            context["body"] = wrong.sub(right, context["body"])


def write_front_door(app, exception):
    """Write index.html, which leads to the book's first page."""
    if exception is None and app.builder.name == "html":
        page = f"{app.config.root_doc}.html"
        text = FRONT_DOOR.format(page=escape(page), title=escape(app.config.html_title))
        Path(app.outdir, "index.html").write_text(text, encoding="utf-8")


def setup(app):
    app.connect("html-page-context", repair)
    app.connect("build-finished", write_front_door)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
