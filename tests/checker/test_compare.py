"""What agrees with a stored text, and what does not."""

import pytest
from nbformat.v4 import new_code_cell, new_output

from checker.compare import Tolerance, settle, split


@pytest.mark.parametrize(
    ("text", "skeleton", "floats"),
    [
        ("1e-05 and -0.0", "# and #", ["1e-05", "-0.0"]),
        ("28x28 conv1 10 %", "28x28 conv1 10 %", []),
        ("version 3.11.2, v1.5", "version 3.11.2, v1.5", []),
        ("99.3% in 12.5ms", "#% in 12.5ms", ["99.3"]),
        ("[ 5. -14.  .5]", "[# # #]", ["5.", "-14.", ".5"]),
        ("array([ 1. , 2.25])", "array([#, #])", ["1.", "2.25"]),
        ("nan -inf 1.", "nan -inf #", ["1."]),
        ("0.1-0.5\n\n 2", "#-# 2", ["0.1", "0.5"]),
        ("tensor(0.3711, grad_fn=<Mul0>)", "tensor(#, grad_fn=<Mul0>)", ["0.3711"]),
        ("loss=+1.5E+3;", "loss=#;", ["+1.5E+3"]),
    ],
)
def test_split(text, skeleton, floats):
    assert split(text) == (skeleton, floats)


@pytest.mark.parametrize("value", [-1, "0.1", True, float("nan"), float("inf"), None])
def test_a_tolerance_is_a_number_not_below_zero(value):
    cell = new_code_cell(metadata={"tolerance": {"atol": value}})
    with pytest.raises(
        ValueError, match=f"cell {cell.id}: tolerance atol .* must be a number >= 0"
    ):
        Tolerance.of(cell)


def test_a_tolerance_is_a_mapping():
    with pytest.raises(ValueError, match="must be a mapping"):
        Tolerance.of(new_code_cell(metadata={"tolerance": 0.1}))


def test_what_agrees_keeps_the_stored_text_and_what_does_not_stays():
    stored, fresh = ([new_output("stream", text=text)] for text in ("a  1.00\n", "a 1.05\n"))
    settle(stored, fresh, Tolerance(rtol=0.01))
    assert fresh[0].text == "a 1.05\n"
    settle(stored, fresh, Tolerance(rtol=0.1))
    assert fresh[0].text == "a  1.00\n"


@pytest.mark.parametrize(
    "old, new, rtol, is_text",
    [
        ("a 1.0\n", "b 1.0\n", 0.1, True),
        ("a 1.0\n", "a 1.00\n", 0, True),  # the same number in other characters
        ("a 1.0\n", "a 1.00\n", 0.1, False),
        ("a 1.0\n", "a 1.05\n", 0, False),
        ("a 1.0\n", "a 1.0\n", 0, False),
    ],
)
def test_other_characters_are_told_from_other_numbers(old, new, rtol, is_text):
    stored, fresh = ([new_output("stream", text=text)] for text in (old, new))
    assert settle(stored, fresh, Tolerance(rtol=rtol)).text is is_text


def test_outputs_of_the_same_kinds_come_in_the_same_order():
    text, shown = new_output("stream", text="1\n"), new_output("display_data", {"text/html": "2"})
    assert settle([text, shown], [text, shown], Tolerance()).order == ""
    seen = settle([text, shown], [shown, text], Tolerance())
    assert (
        seen.order == "outputs come in another order: text/html, stdout; stored stdout, text/html"
    )


def test_what_is_missing_is_no_other_order():
    text, shown = new_output("stream", text="1\n"), new_output("display_data", {"text/html": "2"})
    assert settle([text, shown], [text], Tolerance()).order == ""
