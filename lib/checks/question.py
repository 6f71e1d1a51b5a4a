"""Questions of the lessons: each is defined once, with its key and the mistakes that it knows."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property

from .code import judge_function
from .verdict import judge

LEVELS = ("easy", "medium", "hard")


@dataclass(frozen=True)
class Question:
    """A question, and how its answers are judged.

    Attributes
    ----------
    label : str
        Of the exercise in the lesson.
    lesson : str
        The lesson's label.
    kind : str
        "number", "numbers" (vectors and matrices), "label" (a number that names something), "code".
    level : str
        "easy", "medium" or "hard".
    minutes : float
        What it takes a reader.
    objective : str
        What the lesson promises and this serves, in the words of its "After this lesson you can".
    solve : callable or answer
        The right answer, or the function of `arguments` that gives it; of code, the function.
    errors : dict of str to callable or answer
        Half a sentence that follows "that is what you get", and the wrong answer or function.
    arguments : tuple
        What `solve` and the wrong functions take.
    decimals : int, optional
        Of the answer, if so many are asked for.
    cases : tuple of tuple, or callable
        Arguments on which code is tried, or a function that makes them.
    forbidden : tuple of str
        Functions that code may not use.
    """

    label: str
    lesson: str
    kind: str
    level: str
    minutes: float
    objective: str
    solve: object
    errors: dict = field(default_factory=dict)
    arguments: tuple = ()
    decimals: int | None = None
    cases: tuple | Callable = ()
    forbidden: tuple = ()

    @cached_property
    def right(self):
        """The right answer; of code, the right function."""
        return self._of(self.solve)

    @cached_property
    def mistakes(self):
        """Of each half sentence, the wrong answer; of code, the wrong function.

        What leads nowhere here, such as a kernel that does not fit, is left out.
        """
        found = {}
        for cause, wrong in self.errors.items():
            with suppress(ValueError):
                found[cause] = self._of(wrong)
        return found

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
        if self.kind == "code":
            return judge_function(answer, self.right, self.calls, self.mistakes, self.forbidden)
        wrong = {cause: lambda value=value: value for cause, value in self.mistakes.items()}
        return judge(answer, self.right, wrong, self.decimals, is_label=self.kind == "label")

    def _of(self, what):
        return what(*self.arguments) if self.kind != "code" and callable(what) else what


class Lesson:
    """Collects the questions of a lesson: `lesson.ask("number", "ex-...", right, "easy", ...)`."""

    def __init__(self, label):
        self.label = label
        self.questions = []

    def ask(self, kind, label, solve, level, minutes, objective, errors=None, **settings):
        """Add a question; see `Question`."""
        if level not in LEVELS:
            raise ValueError(f"level (={level!r}) must be one of {LEVELS}")
        about = (label, self.label, kind, level, minutes, objective, solve, errors or {})
        self.questions.append(Question(*about, **settings))
