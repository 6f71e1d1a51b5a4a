"""The convolutions of `lib.convolution`, as fast as the best library: a matrix product, or the FFT.

**Matrix product** (`correlate_channels`): many outputs at once are a product of matrices, which a
processor computes faster than anything else. Its time grows with the kernel.

**FFT**: a correlation is a product of spectra. Its time depends on the input only, so that it wins
from about 12 x 12 up.

Cost model of the choice: the product does (BAND + m1) m2 multiply-adds an output (the kernel's
m1 m2, and zeros); the FFT does three transforms of N log2 N steps, each step taking the time
of about FFT_STEP multiply-adds.

Each result differs from that of `lib.convolution` by at most 8 eps log2(2 N) ||x|| ||w||, where N
is the size of the padded input, ||.|| the root of the sum of squares and eps = 2.2e-16. It is the
size of the largest elements that counts: the FFT turns a sum of whole numbers, even 0, into almost
a whole number. A nan or an infinity reaches the same outputs as it does there.
"""

from itertools import product
from math import ceil, log2, prod

import numpy as np
from numpy.lib.stride_tricks import as_strided
from scipy import fft

from lib.convolution import output_size, pair, real_array

BAND = 8  # rows of a matrix: measured as the best of 4, 8 and 16 or near it
CACHE = 2**18  # bytes that a core has close by: measured, 2**17 to 2**19 are much the same
HUGE = 1e140  # the FFT's sums of products of smaller numbers cannot overflow
FFT_STEP = 4  # measured: 2.5 to 5, with OpenBLAS and with SciPy's FFT


def correlate1d(x, w, padding=0, stride=1):
    """Slide a kernel along a vector: `lib.convolution.correlate1d`, only faster.

    Examples
    --------
    >>> correlate1d([1, 2, 3, 4], [1, 0, -1])
    array([-2., -2.])
    """
    x, w = real_array("x", x, 1), real_array("w", w, 1)
    return _correlate(x[None], w[None], (0, padding), (1, stride))[0]


def conv1d(x, w, padding=0, stride=1):
    """Convolve a vector with a kernel: `lib.convolution.conv1d`, only faster.

    Examples
    --------
    >>> conv1d([1, 3, 2, 4, 5, 6, 1, 3], [1, 0, 3, 1, 2], padding=2)
    array([ 5., 14., 16., 26., 24., 34., 19., 22.])
    """
    return correlate1d(x, real_array("w", w, 1)[::-1], padding, stride)


def correlate2d(x, w, padding=0, stride=1):
    """Slide a kernel over a matrix: `lib.convolution.correlate2d`, only faster.

    Examples
    --------
    >>> correlate2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, -1]])
    array([[-4., -4.],
           [-4., -4.]])
    """
    x, w = real_array("x", x, 2), real_array("w", w, 2)
    return _correlate(x, w, pair("padding", padding, 0), pair("stride", stride, 1))


def conv2d(x, w, padding=0, stride=1):
    """Convolve a matrix with a kernel: `lib.convolution.conv2d`, only faster.

    Examples
    --------
    >>> conv2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, -1]], stride=(2, 1))
    array([[4., 4.]])
    """
    return correlate2d(x, real_array("w", w, 2)[::-1, ::-1], padding, stride)


def correlate_channels(x, weight, bias=None, *, padding=0, stride=1):
    """Correlate a batch of images with a bank of kernels, and sum over the channels.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
    weight : array_like of shape (O, C, KH, KW)
        One kernel for each pair of output and input channel.
    bias : array_like of shape (O,), optional
    padding, stride : int or (int, int)
        Zeros on each side, and step, of rows and columns.

    Returns
    -------
    ndarray of shape (N, O, output_size of rows, output_size of columns)
        Floats as precise as those of x and weight; float64 for integers.

    Raises
    ------
    ValueError
        If a number of dimensions, the channels, the bias or the sizes do not match.

    Examples
    --------
    >>> correlate_channels(np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2)))
    array([[[[ 8., 12.],
             [20., 24.]]]])
    """
    x, weight, bias = layer_arrays(x, weight, bias, ndim=4, inputs="channels")
    padding, stride = pair("padding", padding, 0), pair("stride", stride, 1)
    return _product(x, weight, padding, stride, bias)


def layer_arrays(x, weight, bias, *, ndim, inputs):
    """A layer's arrays as floats of one precision, refused unless they fit each other.

    Examples
    --------
    >>> layer_arrays([[1, 2]], [[3, 4]], None, ndim=2, inputs="features")
    (array([[1., 2.]]), array([[3., 4.]]), None)
    """
    x = real_array("x", x, ndim, keep_floats=True)
    weight = real_array("weight", weight, ndim, keep_floats=True)
    if weight.shape[1] != x.shape[1]:
        raise ValueError(
            f"weight (of shape {weight.shape}) must have as many input {inputs} as x, {x.shape[1]}"
        )
    dtype = np.result_type(x, weight)
    if bias is not None:
        bias = real_array("bias", bias, 1).astype(dtype)
        if len(bias) != len(weight):
            raise ValueError(
                f"bias (of shape {bias.shape}) must have one element for each output, {len(weight)}"
            )
    return x.astype(dtype, copy=False), weight.astype(dtype, copy=False), bias


def _product(x, weight, padding, stride, bias=None):
    """Correlate arrays that fit, of one type of floats, by one matrix product per few rows.

    In one dimension, two outputs of a kernel (a, b, c) are a product with a banded matrix::

        [y0]   [a b c 0] [x0 x1 x2 x3]^T
        [y1] = [0 a b c]

    The same is done for a band of output rows at once. The right factor needs one shifted copy
    of the input for each COLUMN of the kernel; its rows come for free, because the copies of the
    rows i to i + KH lie one behind the other in memory. The work goes on in blocks that stay in
    a core's cache, so that little memory is needed beside input and output.
    """
    n, (o, c, m1, m2), s1 = len(x), weight.shape, stride[0]
    o1, o2 = _output_shape(x, weight, padding, stride)
    bands, rows = _bands(x, o, o1, s1)
    matrix = _banded(weight, rows, s1)
    step = rows * s1  # rows of the input from one band to the next
    depth = step - s1 + m1  # and those that one band reads
    shifted = _shifted(x, ((bands - 1) * step + depth, c, m2, n, o2), padding, stride[1])
    tall, many, wide = _block_shape(matrix, step, bands, n, o2, weight)

    copies = np.empty(((tall - 1) * step + depth, c, m2, many, wide), x.dtype)
    # the product's right factor of each band: the same memory, in which bands overlap
    right = as_strided(
        copies,
        (tall, matrix.shape[1], many * wide),
        (step * copies[0].nbytes, copies[0, 0, 0].nbytes, copies.itemsize),
    )
    block = np.empty((tall, rows * o, many * wide), x.dtype)
    outputs = block.reshape(tall, rows, o, many, wide).transpose(3, 2, 0, 1, 4)
    y = np.empty((n, o, bands, rows, o2), x.dtype)
    for i, b, j in product(_blocks(n, many), _blocks(bands, tall), _blocks(o2, wide)):
        top = b.start * step
        copies[...] = shifted[top : top + len(copies), :, :, i, j]
        np.matmul(matrix, right, out=block)
        if bias is not None:
            block += np.tile(bias, rows)[:, None]
        y[i, :, b, :, j] = outputs
    return y.reshape(n, o, bands * rows, o2)[:, :, :o1]


def _output_shape(x, weight, padding, stride):
    """Rows and columns of the output; refuses a kernel that does not fit."""
    return tuple(map(output_size, x.shape[-2:], weight.shape[-2:], padding, stride))


def _bands(x, o, o1, stride):
    """Into how many bands of how many rows the o1 rows of the output are cut."""
    # the matrix's zeros would spread a nan or an infinity of x; a band of one row has none
    bands = ceil(o1 / max(1, BAND // (o * stride))) if np.isfinite(_largest(x)) else o1
    return bands, ceil(o1 / bands)


def _banded(weight, rows, stride):
    """The left factor: each of `rows` rows of the output has the kernels one step further down."""
    o, c, m1, m2 = weight.shape
    matrix = np.zeros((rows, o, (rows - 1) * stride + m1, c, m2), weight.dtype)
    for i in range(rows):
        matrix[i, :, i * stride : i * stride + m1] = weight.transpose(0, 2, 1, 3)
    return matrix.reshape(rows * o, -1)


def _shifted(x, shape, padding, stride):
    """A view of the padded input: shifted[r, c, l, n, j] = padded[n, c, r, j s + l]."""
    (n, c, h, w), (p1, p2) = x.shape, padding
    padded = np.zeros((n, c, max(h + 2 * p1, shape[0]), w + 2 * p2), x.dtype)
    padded[:, :, p1 : p1 + h, p2 : p2 + w] = x
    by_n, by_c, by_row, by_column = padded.strides
    return as_strided(padded, shape, (by_row, by_c, by_column, by_n, by_column * stride))


def _block_shape(matrix, step, bands, n, o2, weight):
    """How many bands, images and columns of the output are computed at once."""
    o, c, m1, m2 = weight.shape
    # as many columns as the cache holds beside the result, but enough to repay reading `matrix`
    columns = max(CACHE // (sum(matrix.shape) * matrix.itemsize), 4 * len(matrix))
    wide = _share(o2, columns)
    many = _share(n, columns // wide)
    # twice that for all bands of a block, but so many that most rows are copied only once
    band_size = (step * c * m2 + len(matrix)) * many * wide * matrix.itemsize
    return _share(bands, max(2 * CACHE // band_size, 2 * m1 // step)), many, wide


def _correlate(x, w, padding, stride):
    (m1, m2), (s1, s2), (o1, o2) = w.shape, stride, _output_shape(x, w, padding, stride)
    sizes = [n + 2 * p for n, p in zip(x.shape, padding, strict=True)]
    lengths = [fft.next_fast_len(size, real=True) for size in sizes]
    multiply_adds = o1 * o2 * (BAND + m1) * m2
    fft_steps = 3 * prod(lengths) * log2(prod(lengths))  # of x, of w, and back
    # the FFT spreads what is not finite over all outputs, and may overflow where no output does
    if multiply_adds <= FFT_STEP * fft_steps or not (_largest(x) < HUGE and _largest(w) < HUGE):
        return _product(x[None, None], w[None, None], padding, stride)[0, 0]

    ends = [(p, length - p - n) for n, p, length in zip(x.shape, padding, lengths, strict=True)]
    spectrum = _spectrum(np.pad(x, ends), lengths)
    spectrum *= _spectrum(w[::-1, ::-1], lengths)
    # periodic: the first m - 1 outputs hold what ran over the end, and need no transform back
    rows = fft.ifft(spectrum, axis=0, overwrite_x=True)[m1 - 1 :: s1][:o1]
    return fft.irfft(rows, lengths[1], axis=1)[:, m2 - 1 :: s2][:, :o2].copy()


def _largest(x):
    """The largest absolute value, or nan if there is one."""
    return np.maximum(x.max(), -x.min())


def _spectrum(x, lengths):
    """The two-dimensional FFT of a real array, filled up with zeros to the lengths."""
    return fft.fft(fft.rfft(x, lengths[1], axis=1), lengths[0], axis=0, overwrite_x=True)


def _share(count, most):
    """The size of equal shares of `count` things, each of at most `most`."""
    return ceil(count / ceil(count / max(1, most)))


def _blocks(count, share):
    """Slices of equal length that cover 0 to count; the last may overlap the one before."""
    starts = (min(i, count - share) for i in range(0, count, share))
    return [slice(i, i + share) for i in starts]
