"""Questions of the lessons: each is defined once, with its key and the mistakes that it knows."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from . import options as picks
from .code import judge_function
from .forms import form_of
from .verdict import judge

LEVELS = ("easy", "medium", "hard")
KINDS = {
    "number": "a number",
    "label": "a number that names something, so that none is too small",
    "numbers": "a vector or a matrix",
    "shape": "the sizes of the axes of an array",
    "choice": "one of a few options",
    "choices": "those options that are right",
    "order": "lines of code in the right order, some of which do not belong",
    "line": "the number of the wrong line of code",
    "tap": "the row and the column of a cell",
    "code": "a function",
    "open": "a few sentences, to be compared with a model answer",
}
PICKED = {
    "choice": picks.judge_choice,
    "choices": picks.judge_choices,
    "order": picks.judge_order,
    "line": picks.judge_line,
    "tap": picks.judge_tap,
    "open": picks.judge_open,
}


@dataclass(frozen=True)
class Question:
    """A question, and how its answers are judged.

    Attributes
    ----------
    label : str
        Of the exercise in the lesson, or of the question in its text.
    lesson : str
        The lesson's label.
    kind : str
        One of `KINDS`.
    level : str
        "easy", "medium" or "hard".
    minutes : float
        What it takes a reader.
    objective : str
        What the lesson promises and this serves, in the words of its "After this lesson you can".
    solve : callable or answer
        The right answer, or the function of `arguments` that gives it; of code, the function.
    errors : dict of str to callable or answer
        What goes wrong, and the wrong answer or function. Of numbers and code, half a sentence
        that follows "that is what you get"; of what is picked, half a sentence of its own: why
        this option, line, cell or order is not right.
    asks : str
        The question in one to three sentences that can stand alone; `code` between backticks.
    hints : tuple of str
        Sentences, from a nudge to nearly all.
    why : str
        A sentence that follows "Right."
    arguments : tuple
        What `solve` and the wrong functions take.
    decimals : int, optional
        Of the answer, if so many are asked for.
    cases : tuple of tuple, or callable
        Arguments on which code is tried, or a function that makes them.
    forbidden : tuple of str
        Functions that code may not use.
    lines : tuple of str
        The code in which a wrong line is to be found.
    table : array_like of shape (rows, columns)
        In which a cell is to be found.
    also : tuple of tuple of str
        Other right orders of lines.
    """

    label: str
    lesson: str
    kind: str
    level: str
    minutes: float
    objective: str
    solve: object
    errors: dict = field(default_factory=dict)
    asks: str = ""
    hints: tuple = ()
    why: str = ""
    arguments: tuple = ()
    decimals: int | None = None
    cases: tuple | Callable = ()
    forbidden: tuple = ()
    lines: tuple = ()
    table: object = None
    also: tuple = ()

    def __post_init__(self):
        if self.table is not None:
            object.__setattr__(self, "table", np.asarray(self.table))

    @cached_property
    def right(self):
        """The right answer; of code, the right function."""
        return self._of(self.solve)

    @cached_property
    def mistakes(self):
        """Of each half sentence, the wrong answer; of code, the wrong function.

        What leads nowhere here, such as a kernel that does not fit, is left out.
        """
        if self.kind == "choices":
            return {cause: (*self.right, option) for cause, option in self.errors.items()}
        found = {}
        for cause, wrong in self.errors.items():
            with suppress(ValueError):
                found[cause] = self._of(wrong)
        return found

    @cached_property
    def options(self):
        """What an answer is picked from, in the order in which it is handed out."""
        if self.kind == "line":
            return list(self.lines)
        right = [self.right] if self.kind == "choice" else self.right
        wrong = self.errors.values()
        if self.kind == "order":
            wrong = (line for lines in wrong for line in lines)
        return picks.handed_out(self.label, list(dict.fromkeys([*right, *wrong])))

    @cached_property
    def calls(self):
        """The arguments of each call on which code is tried."""
        return list(self.cases() if callable(self.cases) else self.cases)

    def judge(self, answer):
        """Say whether an answer is right, and if not, what it looks like.

        Parameters
        ----------
        answer : anything
            `...` stands for none.

        Returns
        -------
        Verdict
        """
        if self.kind in PICKED:
            return PICKED[self.kind](self, answer)
        if self.kind == "code":
            return judge_function(answer, self.right, self.calls, self.mistakes, self.forbidden)
        wrong = {cause: lambda value=value: value for cause, value in self.mistakes.items()}
        return judge(answer, self.right, wrong, self.decimals, is_label=self.kind == "label")

    def form(self):
        """A form in which the question is answered, on a page and in a notebook."""
        return form_of(self)

    def _of(self, what):
        return what(*self.arguments) if self.kind != "code" and callable(what) else what


class Lesson:
    """Collects the questions of a lesson: `lesson.ask("number", "ex-...", right, "easy", ...)`."""

    def __init__(self, label, title=""):
        self.label, self.title = label, title
        self.questions = []

    def ask(self, kind, label, solve, level, minutes, objective, errors=None, **settings):
        """Add a question; see `Question`."""
        if level not in LEVELS:
            raise ValueError(f"level (={level!r}) must be one of {LEVELS}")
        if kind not in KINDS:
            raise ValueError(f"kind (={kind!r}) must be one of {tuple(KINDS)}")
        about = (label, self.label, kind, level, minutes, objective, solve, errors or {})
        self.questions.append(Question(*about, **settings))
