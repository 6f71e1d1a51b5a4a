"""The form of a question: what a page shows of it, and the key that travels sealed."""

import re
from functools import partial
from html import escape

import numpy as np

from lib.live.kit.static import numbers as table_of
from lib.live.question import CELLS, OPTIONS, PROGRAM, form

from .options import key_of_choices, key_of_order, said_of
from .verdict import arrays_of

DIGITS = 6  # of the broken numbers that travel: more than any answer is compared by


def form_of(question):
    """A live form in which the question is answered.

    Returns
    -------
    lib.live.kit.figure.Figure
    """
    script, shown, key = PARTS[question.kind](question)
    about = f"{question.level}, {question.minutes:g} minute{'s' if question.minutes != 1 else ''}"
    key |= {"hints": question.hints, "why": question.why}
    return form(script, question.label, question.asks, about, shown, key)


def of_number(question, is_label=False):
    right, mistakes = arrays_of(question.right, question.mistakes)
    made = [[text, short(values[0])] for text, shape, values in mistakes if len(values) == 1]
    key = {"right": short(right[1][0]), "mistakes": made, "decimals": question.decimals}
    return "number", {}, key | {"isLabel": is_label}


def of_numbers(question):
    """A grid, where all mistakes have the shape of the answer; else the reader finds it too."""
    (shape, values), mistakes = arrays_of(question.right, question.mistakes)
    digits = DIGITS if question.decimals is None else question.decimals + 2
    made = [[text, other, [short(n, digits) for n in wrong]] for text, other, wrong in mistakes]
    key = {
        "right": [shape, [short(n, digits) for n in values]],
        "mistakes": made,
        "decimals": question.decimals,
    }
    if question.kind == "shape" or any(other != shape for _, other, _ in mistakes):
        return "row", {}, key
    return "grid", {"columns": shape[-1], "size": len(values)}, key


def short(value, digits=DIGITS):
    """A number without the digits that no answer is compared by; a whole one as it is."""
    return int(value) if float(value).is_integer() else float(f"{value:.{digits}g}")


def of_choice(question):
    said = [said_of(question, option).text for option in question.options]
    static = listed(question.options, "ol type='a'")
    shown = {"options": question.options, "names": None, "look": OPTIONS, "columns": 1}
    right = question.options.index(question.right)
    return "choice", shown | {"static": static}, {"right": right, "said": said, "other": ""}


def of_line(question):
    lines = question.options
    said = [said_of(question, k + 1).text for k in range(len(lines))]
    numbered = [f"{k + 1:2}  {line}" for k, line in enumerate(lines)]
    static = f"<pre>{escape(chr(10).join(numbered))}</pre>"
    names = [f"line {k + 1}: {line.strip()}" for k, line in enumerate(lines)]
    shown = {"options": numbered, "names": names, "look": PROGRAM, "columns": 1, "static": static}
    return "choice", shown, {"right": question.right - 1, "said": said, "other": ""}


def of_tap(question):
    rows, columns = question.table.shape
    cells = [format(value, "g") for value in question.table.ravel()]
    names = [f"row {i}, column {j}: {value:g}" for (i, j), value in np.ndenumerate(question.table)]
    places = {cause: i * columns + j for cause, (i, j) in question.mistakes.items()}
    said = {str(k): f"Not yet: {cause}." for cause, k in places.items()}
    right = question.right[0] * columns + question.right[1]
    shown = {"options": cells, "names": names, "look": CELLS, "columns": columns}
    static = table_of(question.table, "")
    key = {"right": right, "said": said | {str(right): "Right."}}
    return "choice", shown | {"static": static}, key | {"other": "Not yet: that is not the one."}


def of_choices(question):
    right, reasons = key_of_choices(question)
    static = listed(question.options, "ul")
    shown = {"options": question.options, "static": static}
    return "several", shown, {"right": right, "reasons": reasons}


def of_order(question):
    right, mistakes = key_of_order(question)
    static = f"<pre>{escape(chr(10).join(question.options))}</pre>"
    return (
        "order",
        {"lines": question.options, "static": static},
        {"right": right, "mistakes": mistakes},
    )


def of_open(question):
    """The model answer in sentences, each of which the reader looks for in their own."""
    return "open", {}, {"points": re.split(r"(?<=[.?]) (?=[A-Z])", question.right)}


def of_code(question):
    where = "Write it in the cell below, in a notebook: running that cell judges it."
    if question.forbidden:
        where += f" It may not use {', '.join(question.forbidden)}."
    return "hints", {"where": where, "static": f"<p>{where}</p>"}, {}


PARTS = {
    "number": of_number,
    "label": partial(of_number, is_label=True),
    "numbers": of_numbers,
    "shape": of_numbers,
    "choice": of_choice,
    "line": of_line,
    "tap": of_tap,
    "choices": of_choices,
    "order": of_order,
    "open": of_open,
    "code": of_code,
}


def listed(options, tag):
    items = "".join(f"<li>{escape(option)}</li>" for option in options)
    return f"<{tag}>{items}</{tag.split()[0]}>"
