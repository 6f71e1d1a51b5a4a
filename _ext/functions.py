"""Sphinx extension: names in the docstrings of `lib`.

A docstring writes a name in single backticks, as NumPy's do. It becomes a link where the site
describes that name, and stays as it is where it does not; so do the types, which are words.
"""


def stay_code(app, env, node, contnode):
    """Return a name as it is written, where nothing of that name is described."""
    return contnode if node.get("refdomain") == "py" else None


def setup(app):
    app.connect("missing-reference", stay_code)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
