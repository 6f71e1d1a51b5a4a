"""lib.checks says "Right." to what is right alone, and names each mistake that it knows."""

import numpy as np
import pytest

from lib import checks
from lib.convolution import conv1d, conv2d, correlate1d, correlate2d, output_size

X = np.random.default_rng(0).integers(0, 10, (6, 6))
W = np.random.default_rng(1).integers(-5, 5, (3, 3))
NOT_YET = "No answer yet: put yours in place of the three dots."


def test_output_size_is_right_for_every_size():
    for n in range(1, 9):
        for m in range(1, n + 1):
            for p in range(3):
                for s in range(1, 4):
                    right = output_size(n, m, p, s)
                    assert checks.output_size(right, n, m, p, s) == "Right."
                    for wrong in (right - 1, right + 1, right + 0.5):
                        assert checks.output_size(wrong, n, m, p, s).startswith("Not yet: ")


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (5, "the padding counts once"),
        (4, "the padding is left out"),
        (6.5, "not rounded down"),
        (7, "rounded up"),
        (12, "the stride is left out"),
        (-1, "is too small"),
        (99, "is too large"),
    ],
)
def test_output_size_names_the_mistake(answer, words):
    assert words in checks.output_size(answer, n=10, m=3, padding=2, stride=2)


def test_output_size_names_a_forgotten_first_position():
    assert "the + 1 is forgotten" in checks.output_size(5, n=10, m=5)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (conv2d(X, W, 1, 2), "Right."),
        (correlate2d(X, W, 1, 2), "not flipped"),
        (correlate2d(X, W[::-1], 1, 2), "the rows are flipped"),
        (correlate2d(X, W[:, ::-1], 1, 2), "the columns are flipped"),
        (correlate2d(X, W.T, 1, 2), "transposed"),
        (conv2d(X, W, 1), "the stride is left out"),
        (conv2d(X, W, 0, 2), "the padding is left out"),
        (conv2d(X, W, 1, 2) + np.eye(3)[1], "3 of 9 elements differ, the first at (0, 1)"),
        (np.zeros((2, 5)), "has shape (2, 5), and (3, 3) is wanted"),
        ("seven", "is not a number"),
        ([[1, 2], [3]], "is not a number"),
        (..., NOT_YET),
    ],
)
def test_convolution_of_matrices(answer, words):
    assert words in checks.convolution(answer, X, W, padding=1, stride=2)


def test_convolution_of_vectors():
    x, w = X[0], W[0]
    assert checks.convolution(conv1d(x, w, 1), x, w, padding=1) == "Right."
    assert "not flipped" in checks.convolution(correlate1d(x, w, 1), x, w, padding=1)
    # a kernel that fits only thanks to the padding
    assert checks.convolution(conv1d([1], [1, 2, 3], 1), [1], [1, 2, 3], padding=1) == "Right."


@pytest.mark.parametrize(
    ("x", "w", "padding"),
    [
        (X[:2], W[:1], 0),  # a kernel that does not fit transposed
        (X[:2, :2], W, 1),  # nor without padding
    ],
)
def test_a_right_answer_is_right_where_mistakes_do_not_fit(x, w, padding):
    assert checks.convolution(conv2d(x, w, padding), x, w, padding) == "Right."
    assert checks.convolution(..., x, w, padding) == NOT_YET
    wrong = correlate2d(x, w, padding)
    assert "not flipped" in checks.convolution(wrong, x, w, padding)
    assert "elements differ" in checks.convolution(wrong + 99, x, w, padding)


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (2405, "Right."),
        (2400, "the biases are left out"),
        (2401, "share one bias"),
        (2408, "one bias for each input channel"),
        (305, "the input channels are left out"),
        (245, "along one side only"),
    ],
)
def test_parameters(answer, words):
    assert words in checks.parameters(answer, in_channels=8, out_channels=5, kernel_size=(6, 10))


def test_max_pooling():
    x = -X.astype(float) - 1
    right = x.reshape(3, 2, 3, 2).max(axis=(1, 3))
    assert checks.max_pooling(right, x, 2) == "Right."
    mean = x.reshape(3, 2, 3, 2).mean(axis=(1, 3))
    assert "the mean is taken" in checks.max_pooling(mean, x, 2)
    steps = np.maximum.reduce([x[:-1, :-1], x[1:, :-1], x[:-1, 1:], x[1:, 1:]])
    assert "move by one" in checks.max_pooling(steps, x, 2)
    padded = np.pad(x, 1).reshape(4, 2, 4, 2).max(axis=(1, 3))
    assert "padded with zeros" in checks.max_pooling(padded, x, 2, padding=1)
    assert checks.max_pooling(..., x, 2) == NOT_YET


def test_whole_numbers_are_exact_and_decimals_may_be_rounded_to_three():
    assert checks.parameters(51264, 32, 64, 5) == "Right."
    assert checks.parameters(51265, 32, 64, 5) == "Not yet: 51265 is too large."
    assert "share one bias" in checks.parameters(51201, 32, 64, 5)
    assert checks.number(0.3133, np.log(1.368)) == "Right."
    assert checks.number(0.314, np.log(1.368)) == "Not yet: 0.314 is too large."


def test_function():
    cases = [([1, 2, 3], [1, 2], p, s) for p in (0, 1) for s in (1, 2)]
    assert checks.function(conv1d, conv1d, cases) == "Right, in all 4 cases."
    assert "for the arguments ([1, 2, 3], [1, 2], 0, 1)" in checks.function(
        correlate1d, conv1d, cases
    )
    assert "it raises TypeError" in checks.function(lambda x: x, conv1d, cases)
    assert checks.function(..., conv1d, cases) == NOT_YET
    assert checks.function(conv1d, conv1d, iter(cases)) == "Right, in all 4 cases."
    for candidate in (conv1d, ..., 4):
        with pytest.raises(ValueError, match=r"cases \(=\[\]\) must hold .* one call at least"):
            checks.function(candidate, conv1d, iter([]))


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (lambda: checks.parameters(4, 1, 1, kernel_size=0), r"kernel_size \(=0\) must be"),
        (lambda: checks.max_pooling(4, X, kernel_size=0), r"kernel_size \(=0\) must be"),
        (lambda: checks.max_pooling(4, X, 2, padding=-1), r"padding \(=-1\) must be"),
        (lambda: checks.max_pooling(4, X, 2, stride=0), r"stride \(=0\) must be"),
        (lambda: checks.max_pooling(4, X[0], 2), r"x \(of shape \(6,\)\) must have 2"),
        (lambda: checks.output_size(4, n=0, m=1), r"n \(=0\) must be"),
        (lambda: checks.convolution(4, X, W, stride=0), r"stride \(=0\) must be"),
        (lambda: checks.convolution(4, X, W[0]), r"w \(of shape \(3,\)\) must have 2"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused(question, message):
    """That is the fault of who asks, not of who answers."""
    with pytest.raises(ValueError, match=message):
        question()
