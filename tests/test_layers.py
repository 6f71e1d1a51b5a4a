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
