"""Static rules of what a lesson shows: functions from a notebook to a list of faults."""

import re

from .compare import Tolerance, contents, split
from .notebook import code, name

SHORTEST_ALT = 30  # characters
# Measured under four CPU settings: a short training moves a loss by up to 6 %, a printed share or
# loss by up to one in the second decimal place, a curve by up to 0.23 of a figure's range.
WIDEST = {"rtol": 0.06, "atol": 0.011, "image": 0.25}
ROOTS = "|".join(
    ["home", "root", "Users", "Volumes", "private", "tmp", "var", "srv", "opt", "mnt", "media"]
    + ["usr", "etc", "work", "workspaces?", "content", "kaggle"]
)
TRACES = re.compile(
    rf"(?<![\w+/])(?<!:/)/(?:{ROOTS})\b(?!-)\S*"  # not a part of a web address
    r"|\bfile://\S*"
    r"|(?<![\w\\])[A-Za-z]:(?:\\{1,2}|/)\w\S*"  # a drive
    r"|\b0x[0-9a-f]{6,}"
)
# More of what a path may look like, in texts that are no HTML: a server's share, and any absolute
# path of two parts or more.
PATHS = re.compile(
    r"(?<!\\)\\\\(?:\\\\)?\w[\w.-]*\\{1,2}\w[\w$.-]*"
    r"|(?<![\w:/.<*\\)\]}>+~-])/(?:[\w.@-]+/)+[\w.-]*"
)
MATHEMATICS = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)


def shown(cell):
    """All that a code cell shows, as pairs of a kind and what is stored."""
    kinds = contents(cell.outputs).items()
    return [(kind, place[key]) for kind, places in kinds for place, key in places]


def texts(cell):
    """All texts that a code cell prints or shows."""
    return [text for _, text in _texts(cell)]


def _texts(cell):
    pairs = shown(cell)
    return [pair for pair in pairs if "image/" not in pair[0] and isinstance(pair[1], str)]


def images(cell):
    """All figures that a code cell shows, as they are stored."""
    return [image for kind, image in shown(cell) if "image/" in kind]


def has_no_errors(nb):
    """Neither an error nor stderr nor a widget, which nbval does not compare."""
    faults = []
    for cell in code(nb):
        if any(output.output_type == "error" for output in cell.outputs):
            faults.append(f"{name(cell)} stores an error")
        if "stderr" in contents(cell.outputs):
            faults.append(f"{name(cell)} stores stderr")
        if any("widget" in kind for kind in contents(cell.outputs)):
            faults.append(f"{name(cell)} stores a widget")
    return faults


def has_no_trace_of_a_machine(nb):
    faults = []
    for cell in nb.cells:
        for kind, text in _words(cell):
            found = TRACES.findall(text) + (PATHS.findall(text) if kind != "text/html" else [])
            faults += [f"{name(cell)}: {trace}" for trace in found]
    return faults


def _words(cell):
    """What stands in a cell, as pairs of a kind and a text without its mathematics."""
    if cell.cell_type != "code":
        return [("text/markdown", MATHEMATICS.sub("", cell.source))]
    return [("source", cell.source), *_texts(cell)]


def has_figures_described(nb):
    faults, names = [], []
    for cell in filter(images, code(nb)):
        described = cell.metadata.get("mystnb", {})
        alt = described.get("image", {}).get("alt", "")
        caption = described.get("figure", {}).get("caption", "")
        names.append(described.get("figure", {}).get("name", ""))
        if len(alt) < SHORTEST_ALT:
            faults.append(f"{name(cell)}: alt text shorter than {SHORTEST_ALT} characters")
        if not caption.strip():
            faults.append(f"{name(cell)}: no caption")
        if not names[-1].startswith("fig-"):
            faults.append(f"{name(cell)}: figure's name {names[-1]!r} does not begin with fig-")
    return faults + [f"two figures are named {n}" for n in set(names) if names.count(n) > 1]


def needs_its_tolerances(nb):
    faults = []
    for cell in code(nb):
        try:
            Tolerance.of(cell)
        except ValueError as error:
            faults.append(str(error))
            continue
        given = cell.metadata.get("tolerance", {})
        faults += [
            f"{name(cell)}: tolerance {key} (={value:g}) is wider than {WIDEST[key]:g}"
            for key, value in given.items()
            if value > WIDEST[key]
        ]
        given = set(given)
        if given & {"rtol", "atol"} and not any(split(text)[1] for text in texts(cell)):
            faults.append(f"{name(cell)}: tolerance for floats, but there are none")
        if "image" in given and not images(cell):
            faults.append(f"{name(cell)}: tolerance for figures, but there are none")
    return faults
