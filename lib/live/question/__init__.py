"""Forms of questions: what a lesson shows, so that an answer can be given on the page."""

import json
from html import escape

import numpy as np

from ..kit.figure import Figure, literal

# How the buttons of a choice are laid out, in style.css.
OPTIONS, PROGRAM, CELLS = "options", "program", "cells"
SCRIPTS = ("number", "grid", "row", "choice", "several", "order", "open", "hints")


def form(script, label, asks, about, shown, key):
    """A form in which a question is answered, with a script and without a kernel.

    Parameters
    ----------
    script : str
        One of `SCRIPTS`.
    label : str
        Under which the reader's browser keeps the answer.
    asks : str
        The question; `code` in it stands between backticks.
    about : str
        Level and time.
    shown : dict
        What else is in sight: `options`, `lines`, `grid`, ...; `static` is the HTML of it that
        stands there where no script runs.
    key : dict
        What is not: it travels sealed.

    Returns
    -------
    Figure
    """
    static = f"<p>{escape(about)}<br><b>{escape(asks)}</b></p>{shown.pop('static', '')}"
    data = {"label": label, "asks": asks, "about": about, **shown, "sealed": seal(key)}
    return Form("question", data, static, f"{asks} ({about})", module=script)


class Form(Figure):
    """A question; what stays of it is kept in the reader's browser under its label."""

    helpers = ()

    def third(self, key):
        return ""

    def given(self):
        """The question itself is read from the page, where it stands already."""
        asks = f'"asks":{literal(json.loads(self.data)["asks"])}'
        return self.data.replace(asks, '"asks":host.querySelector("b").textContent', 1)


class Review(Figure):
    """Many questions, of which those are asked again that went wrong."""

    helpers = tuple(f"question/{name}" for name in SCRIPTS)

    def third(self, key):
        draws = ", ".join(f"{name}: question_{name}_js.draw" for name in SCRIPTS)
        return f", {{ {draws} }}"


def review(forms, lessons):
    """All questions: what is answered, and what comes back.

    Parameters
    ----------
    forms : iterable of (str, Form)
        A lesson's label, and a form of one of its questions.
    lessons : dict of str to str
        The titles of lessons, by their labels.

    Returns
    -------
    Figure
    """
    questions = [
        {"lesson": lesson, "script": form.module.partition("/")[2], **json.loads(form.data)}
        for lesson, form in forms
    ]
    data = {"questions": questions, "lessons": list(map(list, lessons.items()))}
    text = f"A review of {len(questions)} questions, for pages with scripts"
    return Review("question", data, f"<p>{text}.</p>", text, module="review")


def seal(key):
    """Data as a text that nobody reads by accident: plain characters, turned halfway round.

    Examples
    --------
    >>> seal({"right": 3})
    'LQC:89EQibN'
    """
    plain = json.dumps(key, ensure_ascii=False, separators=(",", ":"), default=_plain)
    return "".join(chr((ord(c) + 14) % 94 + 33) if "!" <= c <= "~" else c for c in plain)


def _plain(value):
    """NumPy's numbers as Python's."""
    if isinstance(value, np.ndarray | np.generic):
        return value.tolist()
    raise TypeError(f"{value!r} is no number")
