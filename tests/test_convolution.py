"""lib.convolution against NumPy and SciPy on thousands of random cases, and its refusals."""

import numpy as np
import pytest
import scipy.signal
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lib.convolution import conv1d, conv2d, correlate1d, correlate2d, output_size

sizes = st.integers(1, 8)
paddings = st.integers(0, 4)
strides = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)


def whole_numbers(seed, *shape):
    """Whole numbers have exact sums, so that results can be compared for equality."""
    return np.random.default_rng(seed).integers(-99, 100, shape)


def fits(n, m, p):
    return m <= n + 2 * p


@settings(max_examples=2000, deadline=None)
@given(sizes, sizes, sizes, sizes, paddings, paddings, strides, strides, seeds)
def test_two_dimensions_equal_scipy(n1, n2, m1, m2, p1, p2, s1, s2, seed):
    assume(fits(n1, m1, p1) and fits(n2, m2, p2))
    x, w = whole_numbers(seed, n1, n2), whole_numbers(seed + 1, m1, m2)
    x_padded = np.pad(x, ((p1, p1), (p2, p2)))
    for ours, scipys in [
        (conv2d, scipy.signal.convolve2d),
        (correlate2d, scipy.signal.correlate2d),
    ]:
        y = ours(x, w, padding=(p1, p2), stride=(s1, s2))
        # in "valid" mode scipy swaps arguments where w is the larger: take "full" and cut it
        whole = scipys(x_padded, w, mode="full")
        valid = whole[m1 - 1 : n1 + 2 * p1, m2 - 1 : n2 + 2 * p2]
        np.testing.assert_array_equal(y, valid[::s1, ::s2])


@settings(max_examples=2000, deadline=None)
@given(st.integers(1, 20), st.integers(1, 20), paddings, st.integers(1, 25), seeds)
def test_one_dimension_equals_numpy(n, m, p, s, seed):
    assume(fits(n, m, p))
    x, w = whole_numbers(seed, n), whole_numbers(seed + 1, m)
    valid = np.convolve(np.pad(x, p), w)[m - 1 : n + 2 * p]
    np.testing.assert_array_equal(conv1d(x, w, padding=p, stride=s), valid[::s])
    np.testing.assert_array_equal(correlate1d(x, w[::-1], padding=p, stride=s), valid[::s])
    assert len(valid[::s]) == output_size(n, m, padding=p, stride=s)


@given(sizes, sizes, paddings, strides)
def test_output_size_counts_positions(n, m, p, s):
    starts = [i for i in range(n + 2 * p) if i % s == 0 and i + m <= n + 2 * p]
    if starts:
        assert output_size(n, m, padding=p, stride=s) == len(starts)
    else:
        for call in (
            lambda: output_size(n, m, padding=p, stride=s),
            lambda: conv1d(np.ones(n), np.ones(m), padding=p, stride=s),
            lambda: conv2d(np.ones((n, 9)), np.ones((m, 1)), padding=(p, 0), stride=s),
        ):
            with pytest.raises(ValueError, match="must not exceed the padded input"):
                call()


def test_results_of_the_notes():
    y = conv1d([1, 3, 2, 4, 5, 6, 1, 3], [1, 0, 3, 1, 2], padding=2, stride=1)
    assert str(y) == "[ 5. 14. 16. 26. 24. 34. 19. 22.]"
    x = [[1, 3, 2, 4], [5, 6, 1, 3], [1, 2, 0, 2], [3, 4, 3, 2]]
    w = [[1, 0, 3], [1, 2, 1], [0, 1, 1]]
    expected = [[11, 25, 32, 13], [19, 25, 24, 13], [13, 28, 25, 17], [11, 17, 14, 9]]
    np.testing.assert_array_equal(conv2d(x, w, padding=(1, 1), stride=(1, 1)), expected)


def test_one_integer_means_rows_and_columns():
    x, w = whole_numbers(0, 7, 6), whole_numbers(1, 3, 2)
    np.testing.assert_array_equal(
        conv2d(x, w, padding=1, stride=2), conv2d(x, w, padding=(1, 1), stride=(2, 2))
    )


def test_uint8_does_not_wrap_around():
    x = np.full((3, 3), 200, np.uint8)
    w = np.full((2, 2), 2, np.uint8)
    np.testing.assert_array_equal(conv2d(x, w), np.full((2, 2), 1600.0))
    np.testing.assert_array_equal(conv1d(x[0], w[0]), [800.0, 800.0])


def test_input_is_left_as_it_was():
    x, w = whole_numbers(0, 4, 4), whole_numbers(1, 3, 3)
    before = x.copy(), w.copy()
    conv2d(x, w, padding=1)
    np.testing.assert_array_equal(x, before[0])
    np.testing.assert_array_equal(w, before[1])


@pytest.mark.parametrize("function", [conv1d, correlate1d])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(x=[1, 2], w=[1], stride=0), r"stride \(=0\) must be a positive integer"),
        (dict(x=[1, 2], w=[1], stride=1.0), r"stride \(=1.0\) must be a positive integer"),
        (dict(x=[1, 2], w=[1], stride=True), r"stride \(=True\) must be a positive integer"),
        (dict(x=[1, 2], w=[1], padding=-1), r"padding \(=-1\) must be a non-negative integer"),
        (dict(x=[1, 2], w=[1], padding="1"), r"padding \(='1'\) must be a non-negative integer"),
        (dict(x=[], w=[1]), r"x \(of shape \(0,\)\) must not be empty"),
        (dict(x=[1], w=[]), r"w \(of shape \(0,\)\) must not be empty"),
        (dict(x=[[1]], w=[1]), r"x \(of shape \(1, 1\)\) must have 1 dimensions"),
        (dict(x=[1], w=3), r"w \(of shape \(\)\) must have 1 dimensions"),
        (dict(x=[1j], w=[1]), r"x \(of type complex128\) must hold real numbers"),
        (dict(x=["a"], w=[1]), r"x \(of type <U1\) must hold real numbers"),
        (dict(x=[1], w=[1, 2, 3, 4], padding=1), r"m \(=4\) must not exceed .* \(=3\)"),
    ],
)
def test_one_dimension_refuses(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(**arguments)


@pytest.mark.parametrize("function", [conv2d, correlate2d])
@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (dict(stride=(1, 0)), r"stride \(=0\) must be a positive integer"),
        (dict(stride=(1, 1, 1)), r"stride \(=\(1, 1, 1\)\) must be an integer or a pair"),
        (dict(padding=(0, -1)), r"padding \(=-1\) must be a non-negative integer"),
        (dict(padding=None), r"padding \(=None\) must be a non-negative integer"),
        (dict(x=[1, 2]), r"x \(of shape \(2,\)\) must have 2 dimensions"),
        (dict(x=[[1, 2], [3]]), r"x \(=\[\[1, 2\], \[3\]\]\) must be an array of 2 dimensions"),
        (dict(w=np.ones((0, 3))), r"w \(of shape \(0, 3\)\) must not be empty"),
        (dict(w=np.ones((1, 4))), r"m \(=4\) must not exceed .* \(=3\)"),
    ],
)
def test_two_dimensions_refuse(function, arguments, message):
    with pytest.raises(ValueError, match=message):
        function(**{"x": np.ones((3, 3)), "w": np.ones((2, 2)), **arguments})


@pytest.mark.parametrize("name", ["n", "m"])
@pytest.mark.parametrize("value", [0, -1, 2.5, None])
def test_output_size_refuses(name, value):
    with pytest.raises(ValueError, match=rf"{name} \(={value}\) must be a positive integer"):
        output_size(**{"n": 5, "m": 3, name: value})
