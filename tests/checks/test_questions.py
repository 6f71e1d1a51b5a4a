"""Every question of the lessons: what is right is Right, and each mistake gets its own sentence."""

import json
import re
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
import torch

from checker import notebook, prose
from lib import checks
from lib.checks.bank import TITLES
from lib.checks.question import KINDS, LEVELS

BOOK = Path(__file__).parents[2] / "book"
QUESTIONS = checks.questions()
LABELS = [question.label for question in QUESTIONS]
KNOWN = [(question, cause) for question in QUESTIONS for cause in question.mistakes]
NUMBERS = [q for q in QUESTIONS if q.kind in ("number", "numbers", "label", "shape")]
PICKED = [q for q in QUESTIONS if q.kind in ("choice", "choices", "line", "tap", "order")]
OPEN = [question for question in QUESTIONS if question.kind == "open"]
CODE = [question for question in QUESTIONS if question.kind == "code"]


def by_label(question):
    return question.label if hasattr(question, "label") else None


def lessons():
    """The cells of every lesson, as one text, by its label."""
    found = {}
    for path in sorted(BOOK.glob("[0-9]*.ipynb")):
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        text = "\n".join("".join(cell["source"]) for cell in cells)
        found[re.match(r"\(([\w-]+)\)=", text)[1]] = text
    return found


LESSONS = lessons()


def test_titles_are_those_of_the_lessons():
    titles = {name: re.search(r"^# (.+)$", text, re.MULTILINE)[1] for name, text in LESSONS.items()}
    assert titles == TITLES


def test_labels_are_unique_and_in_the_order_of_the_book():
    assert len(set(LABELS)) == len(LABELS)
    order = list(LESSONS)
    places = [order.index(question.lesson) for question in QUESTIONS]
    assert places == sorted(places)


def promises(text):
    """What a lesson's "After this lesson you can" lists, part by part."""
    promise = re.search(r"After this lesson you can\*\*(.*?)\n(?=\n|- )", text, re.DOTALL)[1]
    promise = " ".join(re.sub(r"\([^)]+\)", "", promise).split()).rstrip(".")
    parts = promise.split(";" if ";" in promise else ",")
    return [part.strip().removeprefix("and ") for part in parts]


@pytest.mark.parametrize("question", QUESTIONS, ids=by_label)
def test_a_question_says_what_it_is(question):
    assert question.kind in KINDS
    assert question.level in LEVELS and 0 < question.minutes <= 15
    text = LESSONS[question.lesson]
    assert [part for part in promises(text) if question.objective in part] != []
    assert f'checks.ask("{question.label}"' in text
    assert 10 <= len(question.asks) <= 400 and 1 <= len(question.hints) <= 3
    assert question.asks.count("`") % 2 == 0


@pytest.mark.parametrize("name", LESSONS)
def test_every_promise_of_a_lesson_is_asked_for(name):
    asked = {question.objective for question in QUESTIONS if question.lesson == name}
    assert [part for part in promises(LESSONS[name]) if not any(one in part for one in asked)] == []


MUSEUM = ("lesson-published-bugs", "lesson-wrong-shapes")  # which asks at every piece


@pytest.mark.parametrize("name", [name for name in LESSONS if name not in MUSEUM])
def test_a_lesson_asks_enough(name):
    own = [question for question in QUESTIONS if question.lesson == name]
    quick = [question for question in own if question.label.startswith("q-")]
    exercises = [question for question in own if question.label.startswith("ex-")]
    assert 2 <= len(quick) <= 4 and 6 <= len(exercises) <= 10
    assert len(quick) + len(exercises) == len(own)
    assert {question.level for question in exercises} == set(LEVELS)
    assert "open" in {question.kind for question in own}
    assert len({question.kind for question in own}) >= 5


@pytest.mark.parametrize("path", sorted(BOOK.glob("[0-9]*.ipynb")), ids=lambda path: path.stem)
def test_the_times_of_a_lesson_count_its_questions(path):
    lesson = notebook.read(path)
    name = re.match(r"\(([\w-]+)\)=", lesson.cells[0].source)[1]
    reading, doing = prose.minutes(lesson)
    doing -= 4 * len(prose.exercises(lesson))  # the checker's guess of what the bank knows
    asked = [question for question in checks.QUESTIONS if question.lesson == name]
    quick = sum(question.minutes for question in asked if question.label.startswith("q-"))
    long = sum(question.minutes for question in asked) - quick
    expected = [5 * round(minutes / 5) for minutes in (reading + quick, doing + long)]
    assert list(map(int, re.search(prose.TIMES, LESSONS[name]).groups())) == expected


def test_the_book_asks_enough():
    assert len(QUESTIONS) >= 110
    assert {question.kind for question in QUESTIONS} == set(KINDS)


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


@pytest.mark.parametrize("question", PICKED, ids=by_label)
def test_what_is_picked_rightly_is_right(question):
    assert question.judge(question.right).text == "Right."
    for right in question.also:
        assert question.judge(right).text == "Right."
    if question.kind in ("choice", "choices"):
        rights = [question.right] if question.kind == "choice" else question.right
        letters = ["abcdefghij"[question.options.index(right)] for right in rights]
        assert question.judge(letters[0] if question.kind == "choice" else letters).right
    if question.kind == "order":
        places = [question.options.index(line) + 1 for line in question.right]
        assert question.judge(places).right
        assert not question.judge(question.right[:-1]).right


@pytest.mark.parametrize("question", PICKED, ids=by_label)
def test_whatever_else_can_be_picked_has_a_reason(question):
    causes = question.errors
    if question.kind in ("choice", "choices"):
        rights = 1 if question.kind == "choice" else len(question.right)
        assert len(question.options) == len(causes) + rights >= 3
    if question.kind == "line":
        assert len(causes) == len(question.lines) - 1
    if question.kind == "order":
        assert len(question.options) > len(question.right)  # a line that does not belong


@pytest.mark.parametrize(
    "question",
    [q for q in QUESTIONS if q.kind == "line" and q.lesson == "lesson-published-bugs"],
    ids=by_label,
)
def test_a_published_bug_can_be_run_as_it_is_shown(question):
    after = LESSONS[question.lesson].partition(f'checks.ask("{question.label}")')[2]
    assert after.lstrip().startswith("\n".join(question.lines))


@pytest.mark.parametrize("question", OPEN, ids=by_label)
def test_words_are_compared_with_a_model_answer(question):
    assert len(question.right) >= 80 and question.right in question.judge("because").text
    assert not question.judge(" ").right


@pytest.mark.parametrize("question, cause", KNOWN, ids=by_label)
def test_a_mistake_gets_its_own_sentence_and_no_other(question, cause):
    wrong = question.mistakes[cause]
    verdict = question.judge(hidden(wrong) if question.kind == "code" else wrong)
    where = f"in all {len(question.calls)} cases " if question.kind == "code" else ""
    what = cause if question in PICKED else f"{where}that is what you get {cause}"
    assert verdict.text == f"Not yet: {what}."
    assert verdict.right is False


@pytest.mark.parametrize("question", QUESTIONS, ids=by_label)
def test_enough_mistakes_are_known(question):
    least = {"label": 0, "open": 0, "choice": 2, "choices": 1, "order": 1, "line": 2, "tap": 1}
    least = least.get(question.kind, 3)
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
    strange = [..., None, "4?", "four", [], {}, object(), np.nan, -np.inf, [[1], [2, 3]], print]
    strange += [lambda *_: 1 / 0, lambda *_: "text", np.zeros((2, 3)), 4j, True, torch.ones(2)]
    rng = np.random.default_rng(0)
    strange += [
        7919 * rng.normal(size=rng.integers(1, 4, rng.integers(0, 4)))  # nothing that is right
        for _ in range(200)
    ]
    for answer in strange:
        text = question.judge(answer).text
        model = question.kind == "open"
        assert text.startswith(("A model answer" if model else "Not yet: ", "No answer yet: "))
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
        ("ex-delay", [0, 1], "for two weights"),
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
            "at index [0]: there you have what you get if the factor",
        ),
        ("ex-reg-dropout", [[0, 15, 0, 20], [2, 3, 1, 4]], "the mask drops what it keeps"),
        ("ex-reg-dropout", [[2, 0, 1, 0], [0.4, 0.6, 0.2, 0.8]], "scaled down"),
        ("ex-five-losses", [2.303, 0.2231, 100, -0.25, 0.3133], "target 0 asked for 0.8"),
        ("ex-five-losses", [2.303, 0.2231, 100, -0.25, 1.461], "at index [1]: there you have"),
        ("ex-third-block-rows", 2, "no padding"),
        ("ex-third-block-rows", 7, "the pooling is left out"),
        ("ex-layer-intensity", 43.7, "the output is left out"),
        ("ex-layer-intensity", 71.7, "two operations"),
        ("ex-crossover", 7, "two FFTs in place of three"),
        ("ex-mnist-standard-error", 0.000547, "as a share"),
        ("ex-mnist-standard-error", 0.1094, "two standard deviations"),
        ("ex-shares", 11, "the weights change places"),
        ("ex-ring", 12.8e6, "8 bytes a number"),
        ("ex-linear-rule", 0.05, "a smaller rate"),
        ("ex-linear-rule", 0.14, "square root"),
        ("ex-field-without-stride", 15, "the 1 that you start from"),
        ("ex-silence-a-kernel", 3, "that is not the one."),
        ("ex-silence-a-kernel", [3, 4], "one number wanted"),
    ],
)
def test_answers_that_readers_gave(label, answer, words):
    assert words in checks.ask(label, answer)
