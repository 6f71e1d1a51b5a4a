"""Static rules of what a lesson shows: functions from a notebook to a list of faults."""

import re

from .compare import Tolerance, contents, split
from .rules import code

SHORTEST_ALT = 30  # characters
TRACES = re.compile(
    r"(?<!\w)(?<!:/)/(?:home|root|tmp|work|Users)\b(?!-)\S*"  # not a part of a web address
    r"|\bC:\\\w\S*|\b0x[0-9a-f]{6,}"
)


def texts(cell):
    """All texts that a code cell prints or shows."""
    return [text for kind, text in _shown(cell) if "image/" not in kind and isinstance(text, str)]


def images(cell):
    """All figures that a code cell shows, as they are stored."""
    return [image for kind, image in _shown(cell) if "image/" in kind]


def _shown(cell):
    kinds = contents(cell.outputs).items()
    return [(kind, place[key]) for kind, places in kinds for place, key in places]


def has_no_errors(nb):
    """Neither an error nor stderr nor a widget, which nbval does not compare."""
    faults = []
    for cell in code(nb):
        if any(output.output_type == "error" for output in cell.outputs):
            faults.append(f"cell {cell.id} stores an error")
        if "stderr" in contents(cell.outputs):
            faults.append(f"cell {cell.id} stores stderr")
        if any("widget" in kind for kind in contents(cell.outputs)):
            faults.append(f"cell {cell.id} stores a widget")
    return faults


def has_no_trace_of_a_machine(nb):
    faults = []
    for cell in nb.cells:
        shown = texts(cell) if cell.cell_type == "code" else []
        for text in [cell.source, *shown]:
            faults += [f"cell {cell.id}: {trace}" for trace in TRACES.findall(text)]
    return faults


def has_figures_described(nb):
    faults, names = [], []
    for cell in filter(images, code(nb)):
        described = cell.metadata.get("mystnb", {})
        alt = described.get("image", {}).get("alt", "")
        caption = described.get("figure", {}).get("caption", "")
        names.append(described.get("figure", {}).get("name", ""))
        if len(alt) < SHORTEST_ALT:
            faults.append(f"cell {cell.id}: alt text shorter than {SHORTEST_ALT} characters")
        if not caption.strip():
            faults.append(f"cell {cell.id}: no caption")
        if not names[-1].startswith("fig-"):
            faults.append(f"cell {cell.id}: figure's name {names[-1]!r} does not begin with fig-")
    return faults + [f"two figures are named {n}" for n in set(names) if names.count(n) > 1]


def needs_its_tolerances(nb):
    faults = []
    for cell in code(nb):
        try:
            Tolerance.of(cell)
        except ValueError as error:
            faults.append(str(error))
            continue
        given = set(cell.metadata.get("tolerance", ()))
        if given & {"rtol", "atol"} and not any(split(text)[1] for text in texts(cell)):
            faults.append(f"cell {cell.id}: tolerance for floats, but there are none")
        if "image" in given and not images(cell):
            faults.append(f"cell {cell.id}: tolerance for figures, but there are none")
    return faults
