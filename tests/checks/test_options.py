"""Answers that pick something: in every form that is understood, and in those that are not."""

import numpy as np
import pytest

from lib import checks
from lib.checks.options import handed_out
from lib.checks.question import Lesson
from lib.live.question import Form
from tests.live.test_forms import CHOICE, CHOICES, FUNCTION, LINE, OPEN, ORDER, TAP

LETTER = "abc"[CHOICE.options.index(CHOICE.right)]
LETTERS = ["abcd"[CHOICES.options.index(right)] for right in CHOICES.right]
PLACES = [ORDER.options.index(line) + 1 for line in ORDER.right]


@pytest.mark.parametrize(
    "question, answer",
    [
        (CHOICE, CHOICE.right),
        (CHOICE, f" {CHOICE.right} "),
        (CHOICE, LETTER),
        (LINE, 3),
        (LINE, 3.0),
        (LINE, np.int64(3)),
        (TAP, (1, 0)),
        (TAP, [1, 0]),
        (TAP, np.array([1, 0])),
        (CHOICES, CHOICES.right),
        (CHOICES, set(CHOICES.right)),
        (CHOICES, [*CHOICES.right, CHOICES.right[0]]),
        (CHOICES, LETTERS),
        (ORDER, ORDER.right),
        (ORDER, [line.strip() for line in ORDER.right]),
        (ORDER, PLACES),
        (ORDER, iter(ORDER.right)),
    ],
)
def test_what_is_right_in_many_forms(question, answer):
    assert question.judge(answer).text == "Right."


@pytest.mark.parametrize(
    "question, answer, words",
    [
        (CHOICE, ..., "No answer yet"),
        (CHOICE, "z", "'z' is none of the options."),
        (CHOICE, 2, "2 is none of the options."),
        (CHOICE, "the mean", "Not yet: it is too small."),
        (LINE, ..., "No answer yet"),
        (LINE, 0, "0 is no number of a line, 1 to 4."),
        (LINE, 5, "5 is no number of a line, 1 to 4."),
        (LINE, 2.5, "2.5 is no number of a line, 1 to 4."),
        (LINE, "third", "'third' is no number of a line, 1 to 4."),
        (LINE, 2, "Not yet: it goes over all."),
        (TAP, ..., "No answer yet"),
        (TAP, (2, 0), "(2, 0) is no cell: row 0 to 1, column 0 to 1."),
        (TAP, (0, -1), "(0, -1) is no cell"),
        (TAP, (0, 1, 1), "(0, 1, 1) is no cell"),
        (TAP, 3, "3 is no cell"),
        (TAP, (0, 1), "Not yet: that is the smallest."),
        (TAP, (1, 1), "Not yet: that is not the one."),
        (CHOICES, ..., "No answer yet"),
        (CHOICES, 7, "7 is no list of options."),
        (CHOICES, ["2", "x"], "['2', 'x'] is no list of options."),
        (CHOICES, "2", "Not yet: what you chose is right. One more is to be found."),
        (CHOICES, ["2", "3", "4"], "Not yet: 3 is odd."),
        (CHOICES, ["2", "3", "5"], "Not yet: “5”: 5 is odd; and “3”: 3 is odd. One more"),
        (ORDER, ..., "No answer yet"),
        (ORDER, 7, "7 is no list of the lines."),
        (ORDER, "y = 0", "'y = 0' is no list of the lines."),
        (ORDER, [1, 99], "[1, 99] is no list of the lines."),
        (ORDER, ["y = 0", "z"], "['y = 0', 'z'] is no list of the lines."),
        (ORDER, [], "Not yet: no line stands in the answer."),
        (OPEN, ..., "No answer yet"),
        (OPEN, "  ", "No answer yet"),
        (OPEN, 4, "No answer yet"),
    ],
)
def test_what_is_said_of_others(question, answer, words):
    verdict = question.judge(answer)
    assert verdict.right is False and words in verdict.text


def test_a_line_that_stands_there_twice_has_to_be_named_with_its_indentation():
    assert "is no list" in ORDER.judge([*ORDER.right[:2], "y", "print(y)"]).text


def test_options_are_handed_out_in_an_order_that_tells_nothing():
    options = [f"option {k}" for k in range(5)]
    first = {handed_out(f"q-{k}", options)[0] for k in range(60)}
    assert first == set(options)
    assert handed_out("q", options) == handed_out("q", options[::-1])


def test_a_function_that_is_not_yet_written_is_no_answer():
    def stub(x):
        """What it returns."""

    def three_dots(x): ...

    def nothing(x):
        print(x)

    for candidate in (stub, three_dots):
        assert FUNCTION.judge(candidate).text.startswith("No answer yet")
    for candidate in (nothing, lambda x: None):
        assert "it returns None" in FUNCTION.judge(candidate).text


def test_asking_shows_a_form_and_answering_a_sentence():
    label = "ex-halved"
    form = checks.ask(label)
    assert isinstance(form, Form) and form._repr_html_() == checks.ask(label)._repr_html_()
    why = {q.label: q.why for q in checks.questions()}[label]
    assert checks.ask(label, 14) == f"Right. {why}"
    assert checks.ask(label, 13).startswith("Not yet: ") and why not in checks.ask(label, 13)
    assert checks.ask(label, ...).startswith("No answer yet")


@pytest.mark.parametrize(
    "settings, words",
    [
        ({"level": "harder"}, r"level \(='harder'\) must be one of"),
        ({"kind": "essay"}, r"kind \(='essay'\) must be one of"),
    ],
)
def test_a_question_of_no_kind_is_refused(settings, words):
    given = {"kind": "number", "level": "easy"} | settings
    with pytest.raises(ValueError, match=words):
        Lesson("a").ask(given["kind"], "q-a", 1, given["level"], 1, "objective")
