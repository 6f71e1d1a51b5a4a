"""lib.layers against torch on random cases, and its refusals."""

import tracemalloc

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lib import layers

pairs = st.tuples(st.integers(1, 3), st.integers(1, 3))
paddings = st.tuples(st.integers(0, 2), st.integers(0, 2))
seeds = st.integers(0, 2**32 - 1)


def normal(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def same(ours, torchs):
    np.testing.assert_allclose(ours, torchs.numpy(), rtol=1e-12, atol=1e-12)


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 3), pairs, pairs, pairs, paddings, pairs, st.booleans(), seeds)
def test_conv2d_equals_torch(n, channels, extra, kernel, padding, stride, with_bias, seed):
    x = normal(seed, n, channels[0], kernel[0] + extra[0], kernel[1] + extra[1])
    weight = normal(seed + 1, channels[1], channels[0], *kernel)
    bias = normal(seed + 2, channels[1]) if with_bias else None
    expected = F.conv2d(
        torch.tensor(x),
        torch.tensor(weight),
        None if bias is None else torch.tensor(bias),
        padding=padding,
        stride=stride,
    )
    same(layers.conv2d(x, weight, bias, padding=padding, stride=stride), expected)


@settings(max_examples=300, deadline=None)
@given(pairs, pairs, st.none() | pairs, paddings, st.booleans(), seeds)
def test_pooling_equals_torch(extra, kernel, stride, padding, count_include_pad, seed):
    padding = tuple(min(p, k // 2) for p, k in zip(padding, kernel, strict=True))
    # all below zero: a border of zeros would win every maximum
    x = -1 - np.abs(normal(seed, 2, 2, kernel[0] + extra[0], kernel[1] + extra[1]))
    t = torch.tensor(x)
    same(
        layers.max_pool2d(x, kernel, stride=stride, padding=padding),
        F.max_pool2d(t, kernel, stride=stride, padding=padding),
    )
    same(
        layers.avg_pool2d(
            x, kernel, stride=stride, padding=padding, count_include_pad=count_include_pad
        ),
        F.avg_pool2d(
            t, kernel, stride=stride, padding=padding, count_include_pad=count_include_pad
        ),
    )


def test_linear_relu_and_softmax_equal_torch():
    x, weight, bias = normal(0, 4, 5), normal(1, 3, 5), normal(2, 3)
    tensors = [torch.tensor(a) for a in (x, weight, bias)]
    same(layers.linear(x, weight, bias), F.linear(*tensors))
    same(layers.linear(x, weight), F.linear(*tensors[:2]))
    same(layers.relu(x), F.relu(tensors[0]))
    same(layers.softmax(x), F.softmax(tensors[0], dim=-1))
    same(layers.softmax(1000 * x, axis=0), F.softmax(1000 * tensors[0], dim=0))


def test_sums_of_many_halves_do_not_overflow():
    ones = np.ones((1, 1, 300, 300), np.float16)
    for axis, n in ((None, 90_000), (-1, 300)):
        y = layers.softmax(ones, axis)
        assert y.dtype == np.float16 and (y == np.float16(1 / n)).all()
    assert layers.softmax(np.float16([-6e4, 6e4])).tolist() == [0, 1]
    for include in (True, False):
        mean = layers.avg_pool2d(ones, 300, padding=50, stride=300, count_include_pad=include)
        expected = np.float16((250 / 300) ** 2 if include else 1)
        assert mean.dtype == np.float16 and mean[0, 0, 0, 0] == expected
    assert layers.linear(ones[0, 0, :1], ones[0, 0, :1]) == 300
    assert layers.conv2d(ones[..., :64, :64], ones[..., :64, :64]) == 4096  # 2048 + 1 is 2048


def test_dropout_keeps_the_expectation_and_its_two_values():
    p, x = 0.2, np.full(200_000, 3.0)
    y = layers.dropout(x, p, np.random.default_rng(0))
    np.testing.assert_allclose(np.unique(y), [0, 3 / (1 - p)])
    standard_error = 3 * np.sqrt(p / (1 - p) / x.size)
    assert abs(y.mean() - 3) < 4 * standard_error
    np.testing.assert_array_equal(layers.dropout(x, 0, np.random.default_rng(0)), x)


def test_types_are_kept_or_widened():
    x = np.full((1, 1, 2, 2), 200, np.uint8)
    assert layers.conv2d(x, np.ones((1, 1, 2, 2), np.uint8)) == 800
    assert layers.avg_pool2d(x, 2) == 200
    assert layers.max_pool2d(x, 2, padding=1).tolist() == [[[[200, 200], [200, 200]]]]
    x = np.ones((1, 2, 4, 4), np.float32)
    weight = np.ones((3, 2, 3, 3), np.float32)
    assert layers.conv2d(x, weight).dtype == np.float32
    assert layers.max_pool2d(x, 2).dtype == np.float32
    assert layers.avg_pool2d(x, 2, padding=1, count_include_pad=False).dtype == np.float32
    assert layers.dropout(x, 0.5, np.random.default_rng(0)).dtype == np.float32


INTEGERS = [np.dtype(c).type for c in "?bBhHiIlLqQ"]
FLOATS = [np.float16, np.float32, np.float64]
CALLS = {  # of arrays (1, 1, 2, 2), whose values may be anything
    "conv2d": lambda x: layers.conv2d(x, x, padding=1),
    "conv2d with a bias": lambda x: layers.conv2d(x, x, x[0, 0, 0, :1], padding=1),
    "max_pool2d": lambda x: layers.max_pool2d(x, 2, padding=1),
    "avg_pool2d": lambda x: layers.avg_pool2d(x, 2, padding=1),
    "avg_pool2d inside": lambda x: layers.avg_pool2d(x, 2, padding=1, count_include_pad=False),
    "linear": lambda x: layers.linear(x[0, 0], x[0, 0]),
    "linear with a bias": lambda x: layers.linear(x[0, 0], x[0, 0], x[0, 0, 0]),
    "relu": layers.relu,
    "softmax": layers.softmax,
    "dropout": lambda x: layers.dropout(x, 0.5, np.random.default_rng(0)),
}


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("dtype", INTEGERS)
def test_integers_are_computed_in_float64(call, dtype):
    """With the largest and the smallest that the type has, which wrap around at once."""
    ends = (0, 1) if dtype is np.bool else (np.iinfo(dtype).min, np.iinfo(dtype).max)
    x = np.array([ends, ends[::-1]], dtype)[None, None]
    y = call(x)
    assert y.dtype == np.float64
    np.testing.assert_array_equal(y, call(x.astype(np.float64)))


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
@pytest.mark.parametrize("dtype", FLOATS)
def test_floats_stay_as_precise_as_they_are(call, dtype):
    x = normal(0, 1, 1, 2, 2).astype(dtype)
    y = call(x)
    assert y.dtype == dtype
    tolerance = 10 * np.finfo(dtype).eps
    np.testing.assert_allclose(y, call(x.astype(np.float64)), rtol=tolerance, atol=tolerance)


@pytest.mark.parametrize("of_x", [np.uint8, *FLOATS])
@pytest.mark.parametrize("of_weight", [np.int8, *FLOATS])
@pytest.mark.parametrize("of_bias", [np.int64, np.float32, np.float64])
def test_the_more_precise_of_input_and_weight_decides(of_x, of_weight, of_bias):
    exact = [d if d in FLOATS else np.float64 for d in (of_x, of_weight)]
    x, weight = np.ones((1, 1, 2, 2), of_x), np.ones((1, 1, 2, 2), of_weight)
    bias = np.array([2], of_bias)
    for y in (layers.conv2d(x, weight, bias), layers.linear(x[0, 0], weight[0, 0, :1], bias)):
        assert y.dtype == np.result_type(*exact) and y.min() > 3


@pytest.mark.parametrize("function", [layers.relu, layers.softmax, CALLS["dropout"]])
@pytest.mark.parametrize("x", [3, 2.5, True, np.uint8(200), np.float32(-1), [1, 2], [[True]], []])
def test_scalars_and_lists_are_arrays_too(function, x):
    y = function(x)
    assert y.shape == np.shape(x)
    assert y.dtype == (np.float32 if isinstance(x, np.float32) else np.float64)


def test_softmax_of_what_wrapped_around_once():
    np.testing.assert_allclose(layers.softmax(np.uint8([0, 255])), [0, 1], atol=1e-12)
    expected = np.exp([-20, -10, 0]) / np.exp([-20, -10, 0]).sum()
    np.testing.assert_allclose(layers.softmax(np.uint8([10, 20, 30])), expected)
    assert layers.softmax([True, True]).tolist() == [0.5, 0.5]


@pytest.mark.parametrize("wrong", [1j, "a", None, [1, "a"], [[1], [1, 2]], np.datetime64(0, "s")])
@pytest.mark.parametrize("function", [layers.relu, layers.softmax, CALLS["dropout"]])
def test_what_are_no_real_numbers_is_refused(function, wrong):
    with pytest.raises(ValueError, match=r"x \(.*must (hold real numbers|be an array)"):
        function(wrong)


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_softmax_along_each_axis_and_of_nothing(axis):
    x = normal(3, 2, 3, 4)
    same(layers.softmax(x, axis), F.softmax(torch.tensor(x), dim=axis))
    assert layers.softmax(np.zeros((2, 0))).shape == (2, 0)


def test_relu_keeps_what_is_no_number():
    np.testing.assert_array_equal(layers.relu([np.nan, -np.inf, np.inf]), [np.nan, 0, np.inf])


X, WEIGHT = np.ones((1, 2, 4, 4)), np.ones((3, 2, 3, 3))


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: layers.conv2d(X[0], WEIGHT), r"x \(of shape \(2, 4, 4\)\) must have 4 dim"),
        (lambda: layers.conv2d(X[:0], WEIGHT), r"x .* not be empty"),
        (lambda: layers.conv2d(X * 1j, WEIGHT), r"x \(of type complex128\) must hold real"),
        (lambda: layers.conv2d(X[:, :1], WEIGHT), r"weight .* input channels as x, 1"),
        (lambda: layers.conv2d(X, WEIGHT, [1, 2]), r"bias .* one element for each output, 3"),
        (lambda: layers.conv2d(X, WEIGHT, stride=0), r"stride \(=0\) must be a positive"),
        (lambda: layers.conv2d(X, WEIGHT, padding=-1), r"padding \(=-1\) must be a non-neg"),
        (lambda: layers.conv2d(X[..., :2], WEIGHT), r"m \(=3\) must not exceed .* \(=2\)"),
        (lambda: layers.max_pool2d(X, 2, padding=2), r"padding .* at most half of kernel_size"),
        (lambda: layers.max_pool2d(X, 5), r"m \(=5\) must not exceed"),
        (lambda: layers.max_pool2d(X, 0), r"kernel_size \(=0\) must be a positive integer"),
        (lambda: layers.avg_pool2d(X, 2, stride=1.5), r"stride \(=1.5\) must be a positive"),
        (lambda: layers.linear(X, WEIGHT), r"x \(of shape .* must have 2 dimensions"),
        (lambda: layers.linear(X[0, 0], np.ones((2, 3))), r"weight .* features as x, 4"),
        (lambda: layers.linear(X[0, 0], np.ones((2, 4)), [1]), r"bias .* each output, 2"),
        (lambda: layers.dropout(X, 1, np.random.default_rng(0)), r"p \(=1\) must be a prob"),
        (lambda: layers.dropout(X, np.nan, np.random.default_rng(0)), r"p \(=nan\) must be"),
        (lambda: layers.dropout(X, -0.1, np.random.default_rng(0)), r"p \(=-0.1\) must be"),
    ],
)
def test_refusals(call, message):
    with pytest.raises(ValueError, match=message):
        call()


@settings(max_examples=300, deadline=None)
@given(
    st.sampled_from([(1, 1, 1), (5, 1, 32), (40, 2, 3), (17, 30, 65)]),
    st.sampled_from([(1, 1), (2, 40), (33, 3), (14, 14)]),
    st.sampled_from([(1, 1), (3, 5), (5, 2)]),
    paddings,
    pairs,
    st.booleans(),
    seeds,
)
def test_conv2d_of_many_blocks_equals_torch(nco, size, kernel, padding, stride, single, seed):
    n, c, o = nco
    assume(all(m <= k + 2 * p for k, m, p in zip(size, kernel, padding, strict=True)))
    dtype = np.float32 if single else np.float64
    x, weight = normal(seed, n, c, *size).astype(dtype), normal(seed + 1, o, c, *kernel)
    weight = weight.astype(dtype)
    expected = F.conv2d(torch.tensor(x), torch.tensor(weight), padding=padding, stride=stride)
    y = layers.conv2d(x, weight, padding=padding, stride=stride)
    assert y.dtype == dtype
    # rounding grows with the number of summands and with the size of their sum of squares
    tolerance = np.finfo(dtype).eps * (c * kernel[0] * kernel[1]) * 5
    np.testing.assert_allclose(y, expected.numpy(), rtol=0, atol=tolerance)


def test_conv2d_keeps_nan_where_it_is():
    x, weight = normal(0, 2, 1, 20, 20), normal(1, 1, 1, 3, 3)
    x[0, 0, 10, 10] = np.nan
    missing = np.argwhere(np.isnan(layers.conv2d(x, weight)))
    np.testing.assert_array_equal(missing, [[0, 0, i, j] for i in (8, 9, 10) for j in (8, 9, 10)])


@pytest.mark.parametrize(("channels", "size"), [((1, 32), 28), ((32, 64), 14)])
def test_conv2d_needs_at_most_three_times_input_plus_output(channels, size):
    x = np.ones((64, channels[0], size, size), np.float32)
    weight, bias = np.ones((*channels[::-1], 5, 5), np.float32), np.ones(channels[1], np.float32)
    tracemalloc.start()
    y = layers.conv2d(x, weight, bias, padding=2)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak + x.nbytes <= 3 * (x.nbytes + y.nbytes)
