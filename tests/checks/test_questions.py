"""Every question of the lessons: what is right is Right, and each mistake gets its own sentence."""

import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from lib import checks
from lib.checks.question import LEVELS

BOOK = Path(__file__).parents[2] / "book"
QUESTIONS = checks.questions()
LABELS = [question.label for question in QUESTIONS]
KNOWN = [(question, cause) for question in QUESTIONS for cause in question.mistakes]
NUMBERS = [question for question in QUESTIONS if question.kind != "code"]
CODE = [question for question in QUESTIONS if question.kind == "code"]


def by_label(question):
    return question.label if hasattr(question, "label") else None


def lessons():
    """The cells of every lesson, as one text, by its label."""
    found = {}
    for path in sorted(BOOK.glob("*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        found[re.match(r"\(([\w-]+)\)=", text)[1]] = text
    return found


LESSONS = lessons()


def test_labels_are_unique_and_in_the_order_of_the_book():
    assert len(set(LABELS)) == len(LABELS)
    order = list(LESSONS)
    places = [order.index(question.lesson) for question in QUESTIONS]
    assert places == sorted(places)


@pytest.mark.parametrize("question", QUESTIONS, ids=by_label)
def test_a_question_says_what_it_is(question):
    assert question.kind in ("number", "numbers", "label", "code")
    assert question.level in LEVELS and 0 < question.minutes <= 15
    text = LESSONS[question.lesson]
    promise = re.search(r"After this lesson you can\*\*.*?\n(?=\n|- )", text, re.DOTALL)[0]
    assert question.objective in " ".join(promise.split())
    assert f'checks.ask("{question.label}"' in text


def test_every_question_that_a_lesson_asks_is_there():
    for name, text in LESSONS.items():
        asked = set(re.findall(r'checks\.ask\("([\w-]+)"', text))
        assert asked == {question.label for question in QUESTIONS if question.lesson == name}


def hidden(function):
    """The same function, whose code names none."""
    return lambda *arguments: function(*arguments)


def forms(value):
    """A right answer as readers may write it."""
    array = np.asarray(value, float)
    yield from (value, array, torch.tensor(array), array.astype(np.float32), array[None])
    yield array.tolist()
    if array.ndim == 0:
        yield from (Fraction(float(array)), [float(array)], float(f"{array:.12g}"))
        yield float(f"{array:.3g}") if array % 1 else int(array)
    else:
        yield tuple(array.tolist())


@pytest.mark.parametrize("question", NUMBERS, ids=by_label)
def test_what_is_right_is_right_in_every_form(question):
    for answer in forms(question.right):
        assert question.judge(answer).text == "Right.", answer
    if question.decimals is not None:
        assert question.judge(np.round(question.right, question.decimals)).right


@pytest.mark.parametrize("question, cause", KNOWN, ids=by_label)
def test_a_mistake_gets_its_own_sentence_and_no_other(question, cause):
    wrong = question.mistakes[cause]
    verdict = question.judge(hidden(wrong) if question.kind == "code" else wrong)
    where = f"in all {len(question.calls)} cases " if question.kind == "code" else ""
    assert verdict.text == f"Not yet: {where}that is what you get {cause}."
    assert verdict.right is False


@pytest.mark.parametrize("question", QUESTIONS, ids=by_label)
def test_enough_mistakes_are_known(question):
    least = {"label": 0}.get(question.kind, 4)
    assert len(question.mistakes) >= least
    assert len(question.mistakes) == len(question.errors)  # each leads somewhere


@pytest.mark.parametrize("question", CODE, ids=by_label)
def test_the_right_function_is_right_in_another_style(question):
    def in_another_style(*arguments):
        return np.array(question.right(*arguments)).tolist()

    assert question.judge(in_another_style).right
    assert not question.judge(lambda *arguments: None).right


@pytest.mark.parametrize("question", CODE, ids=by_label)
def test_what_does_the_work_may_not_be_used(question):
    for name in question.forbidden:
        code = f"def answer(*arguments): return [np.{name}(*arguments) for _ in range(1)][0]"
        made = {"np": np}
        exec(code, made)
        assert f"{name} does the work" in question.judge(made["answer"]).text
    assert question.judge(hidden(question.right)).right


@pytest.mark.parametrize("question", QUESTIONS, ids=by_label)
def test_no_answer_raises(question):
    strange = [..., None, "4", "four", [], {}, object(), np.nan, -np.inf, [[1], [2, 3]], print]
    strange += [lambda *_: 1 / 0, lambda *_: "text", np.zeros((2, 3)), 4j, True, torch.ones(2)]
    rng = np.random.default_rng(0)
    strange += [rng.normal(size=rng.integers(1, 4, rng.integers(0, 4))) for _ in range(50)]
    for answer in strange:
        text = question.judge(answer).text
        assert text.startswith(("Not yet: ", "No answer yet: "))
        assert question.kind != "label" or "too " not in text


def test_an_unknown_label_is_named_with_the_nearest():
    with pytest.raises(ValueError, match=r"label \(='ex-halve'\) must .*did you mean 'ex-halved'"):
        checks.ask("ex-halve", 1)
    with pytest.raises(ValueError, match=r"label \(='nothing'\) must be that of a question$"):
        checks.ask("nothing", 1)
