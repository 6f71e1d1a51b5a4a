"""Answers are judged alike on a page and in Python."""

import math
import re

from hypothesis import given, settings
from hypothesis import strategies as st

from lib.live.kit import bundle
from lib.live.question import numbers

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
        return {"shape": shape, "values": draw(st.lists(NUMBER, min_size=many, max_size=many))}

    shape = draw(SHAPES)
    wanted = numbers_of(shape)
    shapes = st.sampled_from([shape, shape, shape, draw(SHAPES)])
    mistakes = [numbers_of(draw(shapes)) | {"text": f"by {name}"} for name in "abc"]
    like = draw(st.sampled_from([wanted, wanted, *mistakes]))
    if draw(st.booleans()):
        values = [draw(TIMES) * value + draw(NEAR) for value in like["values"]]
    elif like["shape"] == [2, 2]:
        values = [like["values"][k] for k in (0, 2, 1, 3)]
    else:
        values = like["values"][::-1]
    return {"shape": like["shape"], "values": values}, wanted, mistakes


def test_an_answer_is_judged_alike_in_both_languages(node):
    script = bundle.script("question/numbers.py")
    said = set()

    @settings(max_examples=1000, deadline=None, database=None, derandomize=True)
    @given(answers(), st.sampled_from([None, 0, 1, 2, -1]), st.booleans())
    def check(answer, decimals, is_label):
        here = numbers.judge(*answer, decimals, is_label)
        call = f"{script}\nreturn question_numbers_py.judge(...value);"
        assert node.run(call, [*answer, decimals, is_label]) == here
        said.add(re.sub(r"\S*\d\S*|, or by [abc]", "", here["text"]))

    check()
    words = " ".join(said)
    for kind in ("reversed", "swapped", "sign", "times", "divided", "little", "there you have"):
        assert kind in words
    assert len(said) >= 25


def test_decimals_are_half_units_of_the_last_one():
    wanted = {"shape": [], "values": [1.7962]}
    for decimals, answer, is_right in [(1, 1.8, True), (1, 1.7, False), (2, 1.79, False)]:
        verdict = numbers.judge({"shape": [], "values": [answer]}, wanted, [], decimals)
        assert verdict["right"] is is_right
