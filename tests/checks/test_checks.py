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
        (conv2d(X, W, 1, 2) + np.eye(3)[1], "3 of 9 elements wrong, the first at index [0, 1]"),
        (np.zeros((2, 5)), "has shape (2, 5); shape (3, 3) wanted"),
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
    assert "elements wrong" in checks.convolution(wrong + 99, x, w, padding)


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


@pytest.mark.parametrize(
    ("answer", "right", "decimals", "is_right"),
    [
        # whole numbers are exact, however large
        (51264, 51264, None, True), (51265, 51264, None, False), (51264.4, 51264, None, False),
        (381482, 381483, None, False), (60_000_001, 60_000_000, None, False),
        (0.001, 0, None, False),
        # what arithmetic of any precision leaves behind is not the reader's
        (np.float32(0.1) * 30, 3, None, True), (1e-9, 0, None, True), (0.1 + 0.2, 0.3, None, True),
        (123456789.123, 123456789.124, None, True),
        # otherwise three significant digits, or more
        (35.8, 35.831, None, True), (35.83, 35.831, None, True), (35.831, 35.831, None, True),
        (35.7, 35.831, None, False), (36, 35.831, None, False), (0.3133, 0.31335, None, True),
        (0.314, 0.31335, None, False), (0.0, 0.0005, None, False),
        (0.000547, 0.00054689, None, True),
        (0.00055, 0.00054689, None, False), (1.8, 1.7962, None, True), (-1.8, -1.7962, None, True),
        # or as many decimals as were asked for
        (1.8, 1.7962, 1, True), (1.79, 1.7962, 2, False), (2, 1.7962, 0, True),
        (0.11, 1 / 9, 2, True),
        (0.1, 1 / 9, 2, False), (0.125, 0.13, 2, True), (0.125, 0.12, 2, True), (4, 5, 0, False),
        (60_000, 61_440, -4, True), (60_000, 65_440, -4, False),
        # in an array, each by itself; zeros as precisely as the largest
        ([0.5, 1.8], [0.5, 1.7962], None, True), ([0.51, 1.8], [0.5, 1.7962], None, False),
        ([1e-8, 1000], [0, 1000], None, True), ([0.11, 0.22], [1 / 9, 2 / 9], 2, True),
        # axes of length 1 do not matter
        ([9], 9, None, True), (9, [[9]], None, True), ([[1, 4]], [1, 4], None, True),
        ([[[[1, 2], [3, 4]]]], [[1, 2], [3, 4]], None, True), ([[1], [4]], [1, 4], None, True),
        ([1, 2, 3, 4], [[1, 2], [3, 4]], None, False), ([], 4, None, False), ([], [], None, True),
    ],
)  # fmt: skip
def test_what_counts_as_right(answer, right, decimals, is_right):
    assert (checks.number(answer, right, decimals=decimals) == "Right.") is is_right


@pytest.mark.parametrize(
    ("answer", "right", "text"),
    [
        (51265, 51264, "that is a little too large."),
        (90, 100, "that is a little too small."),
        (89, 100, "that is too small."),
        (199, 100, "that is too large."),
        (299, 100, "that is too large, by a factor of about 3."),
        (30, 100, "that is too small, by a factor of about 3."),
        (2e5, 100, "that is too large, by a factor of more than 1000."),
        (-100, 100, "the size is right, and the sign is wrong."),
        (100, -100, "the size is right, and the sign is wrong."),
        (-99, 100, "that is too small."),
        (-300, -100, "that is too small."),
        (0, 100, "that is too small."),
        (5, 0, "that is too large."),
        (0.0547, 0.000547, "that is too large, by a factor of about 100."),
        (-1, -10, "that is too large."),
        (0.2, 200_000, "that is too small, by a factor of more than 1000."),
        (np.inf, 4, "that is too large."),
        (-np.inf, 4, "that is too small."),
        (4, np.inf, "that is too small."),
        (np.nan, 4, "nan is not a number."),
        ([4, 6], [4, 5], "1 of 2 elements wrong, the first at index [1]: that is too large."),
        ([[1, 2], [5, 0]], [[1, 2], [4, 3]],
         "2 of 4 elements wrong, the first at index [1, 0]: that is too large."),
        ([3, 2, 1], [1, 2, 3], "that is what you get with the right elements in reversed order."),
        ([[1, 3], [2, 4]], [[1, 2], [3, 4]],
         "that is what you get with rows and columns swapped."),
        ([[1, 2, 3]], [[1, 2], [3, 4]],
         "your answer has shape (1, 3); shape (2, 2) wanted."),
        ([1, 2], 4, "your answer has 2 elements; one number wanted."),
        (4, [1, 2], "your answer has one number; 2 elements wanted."),
    ],
)  # fmt: skip
def test_a_miss_is_told_which_way_and_how_far(answer, right, text):
    assert checks.number(answer, right) == f"Not yet: {text}"


MISTAKES = {"from the left": [1, 2, 3], "from the right": [1, 2, 7], "twice": [8, 8, 8]}


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ([1, 2, 3], "that is what you get from the left."),
        ([8, 8, 8], "that is what you get twice."),
        ([5, 5, 3],
         "1 of 3 elements wrong, the first at index [2]: "
         "there you have what you get from the left."),
        ([8, 5, 8],
         "2 of 3 elements wrong, the first at index [0]: there you have what you get twice."),
        ([1, 2, 5],
         "2 of 3 elements wrong, the first at index [0]: "
         "there you have what you get from the left, or from the right."),
        ([8, 2, 5],
         "2 of 3 elements wrong, the first at index [0]: there you have what you get twice."),
        ([6, 2, 3], "3 of 3 elements wrong, the first at index [0]: that is too large."),
        ([[1, 2], [3, 4]], "your answer has shape (2, 2); 3 elements wanted."),
    ],
)  # fmt: skip
def test_mistakes_in_a_few_elements_are_named(answer, text):
    assert checks.number(answer, [5, 5, 5], MISTAKES) == f"Not yet: {text}"


def test_a_number_that_is_right_elsewhere_names_no_mistake():
    wrong = {"without padding": [1, 2, 3, 2, 1], "with full padding": [3, 3, 3, 3, 3]}
    for answer, where in [([2, 2, 2, 2, 2], "[1]"), ([3, 4, 5, 4, 3], "[0]")]:
        said = checks.number(answer, [2, 3, 3, 3, 2], wrong)
        assert f"the first at index {where}: that is" in said
    assert "without padding" in checks.number([1, 3, 3, 3, 2], [2, 3, 3, 3, 2], wrong)


def test_several_mistakes_that_fit_are_named_together():
    text = checks.number(3, 4, {"by a": 3, "by b": 5, "by c": 3.0})
    assert text == "Not yet: that is what you get by a, or by c."


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
