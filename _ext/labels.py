"""Sphinx extension: what the site calls lessons, figures, equations, exercises and sources.

It is written into `_static/labels.json` of the site. JupyterLab, which knows one notebook at a
time, reads a copy of it: see `tools/labels.py`.
"""

import json
from pathlib import Path

FILE = "labels.json"
# Of a label's beginning: Sphinx's kind, the beginning of its own name, and how it is called.
NUMBERED = {
    "fig-": ("figure", "", "Fig. {}"),
    "eq-": ("displaymath", "equation-", "({})"),
    "ex-": ("exercise", "", "Exercise {}"),
}


def read_labels(env) -> dict[str, dict]:
    """Return what stands for each label, by kind; a file lies in the folder of the lessons.

    Returns
    -------
    dict
        `lessons`: file and title; `numbers`: file and text, say "Fig. 2.1"; `sources`: author and
        text, say "[HZRS16]".
    """
    names = env.get_domain("std").labels
    return {
        "lessons": {
            label: [file_of(env, page), title]
            for label, (page, _, title) in sorted(names.items())
            if label.startswith("lesson-")
        },
        "numbers": read_numbers(env),
        "sources": read_sources(env),
    }


def read_numbers(env) -> dict[str, list[str]]:
    """Return the file and the text of whatever has a number."""
    found = {}
    for page, kinds in sorted(env.toc_fignumbers.items()):
        for start, (kind, own, form) in NUMBERED.items():
            for name, number in kinds.get(kind, {}).items():
                label = name.removeprefix(own)
                if label.startswith(start):
                    text = form.format(".".join(map(str, number)))
                    found[label] = [file_of(env, page), text]
    return found


def read_sources(env) -> dict[str, list[str]]:
    """Return the authors and the sign of each source that is cited."""
    found = {}
    for citation in sorted(env.get_domain("cite").citations, key=lambda each: each.key):
        people = citation.entry.persons.get("author") or citation.entry.persons["editor"]
        names = [" ".join(person.prelast_names + person.last_names) for person in people]
        found[citation.key] = [in_words(names), f"[{citation.formatted_entry.label}]"]
    return found


def in_words(names: list[str]) -> str:
    """Return the authors as a sentence names them.

    Examples
    --------
    >>> in_words(["He"]), in_words(["He", "Ren"]), in_words(["He", "Ren", "Sun"])
    ('He', 'He and Ren', 'He et al.')
    """
    return f"{names[0]} et al." if len(names) > 2 else " and ".join(names)


def file_of(env, page: str) -> str:
    return Path(env.doc2path(page)).name


def write_labels(app, exception):
    """Write the file."""
    if exception is None and app.builder.name == "html":
        text = json.dumps(read_labels(app.env), ensure_ascii=False, indent=1, sort_keys=True)
        Path(app.outdir, "_static", FILE).write_text(f"{text}\n", encoding="utf-8")


def setup(app):
    app.connect("build-finished", write_labels)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
