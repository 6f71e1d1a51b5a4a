"""lib.fast against the loops of lib.convolution: results, errors, and memory."""

import tracemalloc
from math import log2, prod

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from lib import convolution, fast

sizes = st.integers(1, 24)
kernels = st.integers(1, 14)
paddings = st.integers(0, 5)
strides = st.integers(1, 5)
seeds = st.integers(0, 2**32 - 1)
NAMES = ["conv2d", "correlate2d"]
METHODS = {"product": np.inf, "fft": 0, "chosen": fast.FFT_STEP}  # the FFT's price decides


@pytest.fixture(scope="class", params=METHODS)  # Hypothesis refuses those of one function
def method(request):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fast, "FFT_STEP", METHODS[request.param])
        yield request.param


def normal(seed, *shape):
    return np.random.default_rng(seed).normal(size=shape)


def bound(x, w, padding=0):
    """The bound that lib.fast states."""
    size = prod(n + 2 * p for n, p in zip(x.shape, np.broadcast_to(padding, x.ndim), strict=True))
    eps = np.finfo(float).eps
    return 8 * eps * log2(2 * size) * np.linalg.norm(x.ravel()) * np.linalg.norm(w.ravel())


def assert_same(name, x, w, padding=0, stride=1):
    slow = getattr(convolution, name)(x, w, padding, stride)
    quick = getattr(fast, name)(x, w, padding, stride)
    assert quick.shape == slow.shape and quick.dtype == np.float64
    np.testing.assert_allclose(quick, slow, rtol=0, atol=bound(np.array(x), np.array(w), padding))


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=500, deadline=None)
@given(sizes, sizes, kernels, kernels, paddings, paddings, strides, strides, seeds)
def test_two_dimensions(method, name, n1, n2, m1, m2, p1, p2, s1, s2, seed):
    assume(m1 <= n1 + 2 * p1 and m2 <= n2 + 2 * p2)
    assert_same(name, normal(seed, n1, n2), normal(seed + 1, m1, m2), (p1, p2), (s1, s2))


@pytest.mark.parametrize("name", ["conv1d", "correlate1d"])
@settings(max_examples=500, deadline=None)
@given(st.integers(1, 200), st.integers(1, 40), paddings, st.integers(1, 25), seeds)
def test_one_dimension(method, name, n, m, p, s, seed):
    assume(m <= n + 2 * p)
    assert_same(name, normal(seed, n), normal(seed + 1, m), p, s)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("n", [(64, 64), (37, 1500), (1500, 37), (301, 302)])
@pytest.mark.parametrize("m", [(1, 1), (3, 3), (31, 2), (2, 31), (37, 37)])
def test_sizes_of_many_blocks(method, name, n, m):
    # compared with another kernel size's result, not with the loop, which is slow: a delta in w
    x, w = normal(0, *n), np.zeros(m)
    row, column = m[0] // 3, m[1] // 2
    w[row, column] = 2
    y = getattr(fast, name)(x, w)
    if name == "conv2d":
        row, column = m[0] - 1 - row, m[1] - 1 - column
    o1, o2 = y.shape
    expected = 2 * x[row : row + o1, column : column + o2]
    np.testing.assert_allclose(y, expected, rtol=0, atol=bound(x, w))


def test_a_kernel_as_large_as_the_input(method):
    for n in [(1, 1), (5, 1), (20, 20), (9, 33)]:
        assert_same("conv2d", normal(0, *n), normal(1, *n))
        assert_same("correlate2d", normal(0, *n), normal(1, *n), padding=3, stride=2)


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int16, np.float32])
def test_types_and_layouts(method, dtype):
    x = np.random.default_rng(0).integers(0, 200, (30, 40)).astype(dtype)
    w = np.random.default_rng(1).integers(0, 2, (4, 5)).astype(dtype)
    kept = x.copy(), w.copy()
    for view in (x, x.T, x[::-2, 3::3], np.asfortranarray(x), x.tolist()):
        assert_same("conv2d", view, w)
    assert_same("correlate1d", x[:, 3], w[::-1, 1])
    np.testing.assert_array_equal(x, kept[0])
    np.testing.assert_array_equal(w, kept[1])


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf, 1e200])
@pytest.mark.parametrize("where", ["x", "w"])
@pytest.mark.parametrize("m", [3, 16])
def test_what_is_not_finite_or_huge_stays_where_it_is(method, bad, where, m):
    x, w = normal(0, 30, 30), normal(1, m, m)
    (x if where == "x" else w)[m - 1, 2] = bad
    slow, quick = convolution.correlate2d(x, w, 1), fast.correlate2d(x, w, 1)
    np.testing.assert_allclose(quick, slow, rtol=1e-12, atol=1e-12 * m)


def test_method_by_size(monkeypatch):
    spectra = []
    real = fast._spectrum
    monkeypatch.setattr(fast, "_spectrum", lambda *a: spectra.append(a) or real(*a))
    x = normal(0, 256, 256)
    fast.conv2d(x, normal(1, 7, 7))
    assert not spectra
    fast.conv2d(x, normal(1, 31, 31))
    assert spectra


@pytest.mark.parametrize("m", [1, 3, 7, 11, 31, 200])
@pytest.mark.parametrize("stride", [1, 2])
def test_memory_stays_within_three_times_input_plus_output(m, stride):
    x, w = normal(0, 400, 400), normal(1, m, m)
    tracemalloc.start()
    y = fast.conv2d(x, w, padding=1, stride=stride)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak + x.nbytes + w.nbytes <= 3 * (x.nbytes + w.nbytes + y.nbytes)


REFUSED = [
    ("conv1d", ([], [1])),
    ("correlate1d", ([[1]], [1])),
    ("conv1d", ([1, 2], [1, 2, 3])),
    ("correlate1d", ([1, 2], [1], -1)),
    ("correlate1d", ([1, 2], [1], 0, 1.5)),
    ("conv1d", ([1, 2], [1], (1, 1))),
    ("conv2d", ([[1, 2], [3]], [[1]])),
    ("correlate2d", ([[1j]], [[1]])),
    ("conv2d", ([[1]], [1])),
    ("conv2d", ([[1, 2]], [[1], [2]])),
    ("correlate2d", ([[1, 2]], [[1]], (1, 1, 1))),
    ("correlate2d", ([[1, 2]], [[1]], 0, (1, 0))),
    ("conv2d", ([[1, 2]], [[1]], True)),
]


@pytest.mark.parametrize(("name", "arguments"), REFUSED)
def test_refusals_are_those_of_the_loops(name, arguments):
    with pytest.raises(ValueError) as slow:
        getattr(convolution, name)(*arguments)
    with pytest.raises(ValueError) as quick:
        getattr(fast, name)(*arguments)
    assert str(quick.value) == str(slow.value)


X, WEIGHT = np.ones((1, 2, 4, 4)), np.ones((3, 2, 3, 3))


@pytest.mark.parametrize(
    "x, weight, result",
    [
        ("f4", "f4", "f4"), ("f8", "f4", "f8"), ("f4", "f8", "f8"), ("f2", "f4", "f4"),
        ("u1", "i8", "f8"), ("u1", "f4", "f8"), ("?", "?", "f8"),
    ],
)  # fmt: skip
def test_channels_are_as_precise_as_what_they_are_made_of(x, weight, result):
    for bias in (None, [1, 2, 3]):
        y = fast.correlate_channels(X.astype(x), WEIGHT.astype(weight), bias)
        assert y.dtype == result


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((X, WEIGHT[:, :1]), r"weight .* as many input channels as x, 2"),
        ((X[:, :1], WEIGHT), r"weight .* as many input channels as x, 1"),
        ((X[0], WEIGHT), r"x \(of shape \(2, 4, 4\)\) must have 4 dim"),
        ((X, WEIGHT[0]), r"weight \(of shape \(2, 3, 3\)\) must have 4 dim"),
        ((X[:0], WEIGHT), r"x .* must not be empty"),
        ((X, WEIGHT * 1j), r"weight \(of type complex128\) must hold real"),
        ((X, WEIGHT, [1, 2]), r"bias .* one element for each output, 3"),
        ((X, WEIGHT, 1), r"bias \(of shape \(\)\) must have 1 dim"),
        ((X[..., :2], WEIGHT), r"m \(=3\) must not exceed .* \(=2\)"),
    ],
)
def test_channels_refuse_what_does_not_fit(arguments, message):
    with pytest.raises(ValueError, match=message):
        fast.correlate_channels(*arguments)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"padding": -1}, r"padding \(=-1\) must be a non-negative integer"),
        ({"padding": (0, 0, 0)}, r"padding .* must be an integer or a pair"),
        ({"stride": (1, 0)}, r"stride \(=0\) must be a positive integer"),
        ({"stride": 1.0}, r"stride \(=1.0\) must be a positive integer"),
    ],
)
def test_channels_refuse_other_steps_and_borders(options, message):
    with pytest.raises(ValueError, match=message):
        fast.correlate_channels(X, WEIGHT, **options)


def test_input_of_channels_is_left_as_it_was():
    x, weight = X.copy(), WEIGHT.copy()
    y = fast.correlate_channels(x, weight, [1, 2, 3], padding=(0, 1), stride=(1, 2))
    assert y.shape == (1, 3, 2, 2)
    np.testing.assert_array_equal(x, X)
    np.testing.assert_array_equal(weight, WEIGHT)
