"""Answers are judged alike on a page and in Python."""

import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.live.kit import bundle
from lib.live.question import arrays, orders, sets

NUMBER = st.one_of(
    st.integers(-3, 12), st.sampled_from([0.5, 1 / 3, 2.303, 40, 1e-5, -1.25, 6e6, 123456789.123])
)
NEAR = st.sampled_from([0, 0, 0, 1e-9, 4e-4, 0.004, -0.04, 1, 30])
TIMES = st.sampled_from([1, 1, 1, 1, -1, 10, 0.01, 2, 3.5])
SHAPES = st.sampled_from([[], [1], [2], [3], [1, 2], [2, 2], [1, 2, 2], [4]])


@st.composite
def answers(draw):
    """Numbers that are wanted, some mistakes, and an answer like one of them, or nearly so."""

    def numbers_of(shape):
        many = math.prod(shape)
        return [shape, draw(st.lists(NUMBER, min_size=many, max_size=many))]

    shape = draw(SHAPES)
    wanted = numbers_of(shape)
    shapes = st.sampled_from([shape, shape, shape, draw(SHAPES)])
    mistakes = [[f"by {name}", *numbers_of(draw(shapes))] for name in "abc"]
    like = draw(st.sampled_from([wanted, wanted, *[mistake[1:] for mistake in mistakes]]))
    values = [draw(TIMES) * value + draw(NEAR) for value in like[1]]
    return [like[0], values], wanted, mistakes


def test_an_answer_is_judged_alike_in_both_languages(node):
    script = bundle.script("question/arrays.py")
    said = set()

    @settings(max_examples=1000, deadline=None, database=None, derandomize=True)
    @given(answers(), st.sampled_from([None, 0, 1, 2, -1]), st.booleans())
    def check(answer, decimals, is_label):
        here = arrays.judge(*answer, decimals, is_label)
        call = f"{script}\nreturn question_arrays_py.judge(...value);"
        assert node.run(call, [*answer, decimals, is_label]) == here
        said.add(re.sub(r"\S*\d\S*|, or by [abc]", "", here["text"]))

    check()
    words = " ".join(said)
    for kind in ("sign", "factor", "little", "near", "there you have", "shape", "elements;"):
        assert kind in words
    assert len(said) >= 25


def test_decimals_are_half_units_of_the_last_one():
    for decimals, answer, is_right in [(1, 1.8, True), (1, 1.7, False), (2, 1.79, False)]:
        verdict = arrays.judge([[], [answer]], [[], [1.7962]], [], decimals)
        assert verdict["right"] is is_right


CHOSEN = st.lists(st.integers(0, 4), max_size=5, unique=True).map(sorted)


def test_sets_of_options_are_judged_alike_in_both_languages(node):
    script = bundle.script("question/sets.py")
    reasons = ["a is odd", "", "c is odd", "d is odd", ""]
    options = [*"abcde"]

    @settings(max_examples=200, deadline=None, database=None, derandomize=True)
    @given(CHOSEN, CHOSEN)
    def check(chosen, right):
        here = sets.judge_set(chosen, right, reasons, options)
        call = f"{script}\nreturn question_sets_py.judge_set(...value);"
        assert node.run(call, [chosen, right, reasons, options]) == here
        assert here["right"] is (chosen == right)

    check()


ORDERS = st.permutations(range(4)).flatmap(lambda order: st.integers(0, 4).map(lambda n: order[:n]))


def test_orders_of_lines_are_judged_alike_in_both_languages(node):
    script = bundle.script("question/orders.py")
    said = set()

    @settings(max_examples=300, deadline=None, database=None, derandomize=True)
    @given(ORDERS, st.lists(ORDERS.filter(len), min_size=1, max_size=2), ORDERS)
    def check(given, right, wrong):
        mistakes = [["they are turned around", list(wrong)]]
        here = orders.judge_order(list(given), list(map(list, right)), mistakes)
        call = f"{script}\nreturn question_orders_py.judge_order(...value);"
        assert node.run(call, [given, right, mistakes]) == here
        assert here["right"] is (list(given) in list(map(list, right)))
        said.add(here["text"])

    check()
    assert len(said) >= 7


def test_what_is_said_of_an_order():
    def said(*given):
        return orders.judge_order(list(given), [[0, 1, 2]], [["it is turned", [2, 1, 0]]])["text"]

    assert said(0, 1, 2) == "Right."
    assert said(2, 1, 0) == "Not yet: it is turned."
    assert said() == "Not yet: no line stands in the answer."
    assert said(0, 2) == "Not yet: line 2 is not the next one."
    assert said(0, 1) == "Not yet: lines are missing at the end."
    assert said(0, 1, 2, 3) == (
        "Not yet: the first 3 lines are right, and nothing belongs behind them."
    )


def test_what_is_said_of_several_options():
    def said(*chosen):
        reasons = ["", "", "it is odd", "it is too large"]
        return sets.judge_set(list(chosen), [0, 1], reasons, ["2", "4", "3", "8"])["text"]

    assert said(0, 1) == "Right."
    assert said(0) == "Not yet: what you chose is right. One more is to be found."
    assert said() == "Not yet: nothing is chosen."
    assert said(0, 1, 2) == "Not yet: it is odd."
    assert said(0, 2) == "Not yet: it is odd. One more is to be found."
    both = "Not yet: “3”: it is odd; and “8”: it is too large"
    assert said(0, 1, 2, 3) == f"{both}."
    assert said(2, 3) == f"{both}. 2 more are to be found."
