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


@pytest.mark.parametrize(
    "label, answer, words",
    [
        # right ones, as readers write them
        ("ex-layer-intensity", 35.8, "Right."),
        ("ex-layer-intensity", 35.83, "Right."),
        ("ex-layer-intensity", 35.831, "Right."),
        ("ex-reg-decay", [0.5, 1.8], "Right."),
        ("ex-hierarchy-field", [9], "Right."),
        ("ex-by-hand", [[-1, 3, 5, -3]], "Right."),
        ("ex-max-pool-negative", torch.tensor([[[[-1, 4], [3, 3]]]]), "Right."),
        ("ex-gradient-by-hand", torch.tensor([-0.875, 0.25, 0.625], requires_grad=True), "Right."),
        ("ex-five-losses", [2.30, 1.61, 100, -0.25, 0.313], "Right."),
        ("ex-mnist-standard-error", 0.0547, "Right."),
        ("ex-two-blurs", (np.outer([1, 2, 3, 2, 1], [1, 2, 3, 2, 1]) / 81).round(3), "Right."),
        # the commonest mistakes
        ("ex-hierarchy-field", 7, "corner kernels hold zeros"),
        ("ex-count-weights", 655360, "weights of its own"),
        ("ex-count-weights", 61504, "the outputs without padding"),
        ("ex-by-hand", [1, 7], "not flipped and the padding is left out"),
        ("ex-delay", [0, 1, 0], "moves nothing"),
        ("ex-delay", [0, 1], "the echo"),
        ("ex-halved", 13, "the + 1 is forgotten"),
        ("ex-backwards", 2.5, "a half is no padding"),
        ("ex-by-hand-2d", [[1, 0], [3, 5]], "matrix product"),
        ("ex-two-blurs", np.full((3, 3), 1 / 81), "element by element"),
        ("ex-max-pool-negative", [[-1, 4], [3, 2]], "windows of 2 × 2"),
        ("ex-field-pool", 19, "the stride of a layer counts for the layer itself"),
        ("ex-second-layer", 53248, "a bias for each kernel"),
        ("ex-mean-of-two", 73, "wraps at 255"),
        ("ex-mean-of-two", 127, "stops at 255"),
        (
            "ex-reg-decay",
            [0.25, 3 * 0.95**10],
            "at (0,): there you have what you get if the factor",
        ),
        ("ex-reg-dropout", [[0, 15, 0, 20], [2, 3, 1, 4]], "the mask drops what it keeps"),
        ("ex-reg-dropout", [[2, 0, 1, 0], [0.4, 0.6, 0.2, 0.8]], "scaled down"),
        ("ex-five-losses", [2.303, 0.2231, 100, -0.25, 0.3133], "the probability 0.8"),
        ("ex-five-losses", [2.303, 0.2231, 100, -0.25, 1.461], "at (1,): there you have"),
        ("ex-third-block-rows", 2, "no padding"),
        ("ex-third-block-rows", 7, "the pooling is left out"),
        ("ex-layer-intensity", 43.7, "the output is left out"),
        ("ex-layer-intensity", 71.7, "two operations"),
        ("ex-crossover", 7, "two FFTs in place of three"),
        ("ex-mnist-standard-error", 0.000547, "as a share"),
        ("ex-mnist-standard-error", 0.109, "two standard deviations"),
        ("ex-shares", 11, "the weights change places"),
        ("ex-ring", 12.8e6, "8 bytes a number"),
        ("ex-linear-rule", 0.05, "a smaller rate"),
        ("ex-linear-rule", 0.14, "square root"),
        ("ex-field-without-stride", 15, "the 1 that you start from"),
        ("ex-silence-a-kernel", 3, "3 is not the one."),
        ("ex-silence-a-kernel", [3, 4], "one number is wanted"),
    ],
)
def test_answers_that_readers_gave(label, answer, words):
    assert words in checks.ask(label, answer)
