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
    output_size(x.size, w.size, padding, stride)  # refuses what does not fit
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


def correlate_channels(x, weight, padding=(0, 0), stride=(1, 1), bias=None):
    """Correlate a batch of images with a bank of kernels, by one matrix product per few rows.

    In one dimension, two outputs of a kernel (a, b, c) are a product with a banded matrix::

        [y0]   [a b c 0] [x0 x1 x2 x3]^T
        [y1] = [0 a b c]

    The same is done for a band of output rows at once. The right factor needs one shifted copy
    of the input for each COLUMN of the kernel; its rows come for free, because the copies of the
    rows i to i + KH lie one behind the other in memory. The work goes on in blocks that stay in
    a core's cache, so that little memory is needed beside input and output.

    Parameters
    ----------
    x : ndarray of float, shape (N, C, H, W)
    weight : ndarray of float, shape (O, C, KH, KW)
    padding, stride : (int, int)
    bias : ndarray of shape (O,), optional

    Returns
    -------
    ndarray, shape (N, O, output_size of rows, output_size of columns)

    Examples
    --------
    >>> correlate_channels(np.arange(9.0).reshape(1, 1, 3, 3), np.ones((1, 1, 2, 2)))
    array([[[[ 8., 12.],
             [20., 24.]]]])
    """
    (n, c, h, w), (o, _, m1, m2), (p1, p2), (s1, s2) = x.shape, weight.shape, padding, stride
    o1, o2 = output_size(h, m1, p1, s1), output_size(w, m2, p2, s2)
    dtype = np.result_type(x, weight)

    # the matrix's zeros would spread a nan or an infinity of x; a band of one row has none
    bands = ceil(o1 / max(1, BAND // (o * s1))) if np.isfinite(_largest(x)) else o1
    rows = ceil(o1 / bands)  # of the output, in each band
    depth = (rows - 1) * s1 + m1  # rows of the input that one band reads
    height = max(h + 2 * p1, (bands * rows - 1) * s1 + m1)
    padded = np.zeros((n, c, height, w + 2 * p2), dtype)
    padded[:, :, p1 : p1 + h, p2 : p2 + w] = x

    matrix = np.zeros((rows, o, depth, c, m2), dtype)
    for i in range(rows):
        matrix[i, :, i * s1 : i * s1 + m1] = weight.transpose(0, 2, 1, 3)
    matrix = matrix.reshape(rows * o, depth * c * m2)

    # shifted[r, c, l, n, j] = padded[n, c, r, j s + l], a view
    by_n, by_c, by_row, by_column = padded.strides
    steps = by_row, by_c, by_column, by_n, by_column * s2
    shifted = as_strided(padded, (height, c, m2, n, o2), steps)

    # as many columns as the cache holds beside the result, but enough to repay reading `matrix`
    columns = max(CACHE // (sum(matrix.shape) * matrix.itemsize), 4 * len(matrix))
    wide = _share(o2, columns)
    many = _share(n, columns // wide)
    # twice that for all bands of a block, but so many that most rows are copied only once
    band_size = rows * (s1 * c * m2 + o) * many * wide * matrix.itemsize
    tall = _share(bands, max(2 * CACHE // band_size, 2 * m1 // (rows * s1)))
    copies = np.empty(((tall - 1) * rows * s1 + depth, c, m2, many, wide), dtype)
    # the product's right factor of each band: the same memory, in which bands overlap
    steps = rows * s1 * copies[0].nbytes, many * wide * copies.itemsize, copies.itemsize
    right = as_strided(copies, (tall, matrix.shape[1], many * wide), steps)
    block = np.empty((tall, rows * o, many * wide), dtype)
    outputs = block.reshape(tall, rows, o, many, wide).transpose(3, 2, 0, 1, 4)

    y = np.empty((n, o, bands, rows, o2), dtype)
    for i, b, j in product(_blocks(n, many), _blocks(bands, tall), _blocks(o2, wide)):
        top = b.start * rows * s1
        copies[...] = shifted[top : top + len(copies), :, :, i, j]
        np.matmul(matrix, right, out=block)
        if bias is not None:
            block += np.tile(bias, rows)[:, None]
        y[i, :, b, :, j] = outputs
    return y.reshape(n, o, bands * rows, o2)[:, :, :o1]


def _correlate(x, w, padding, stride):
    (n1, n2), (m1, m2), (p1, p2), (s1, s2) = x.shape, w.shape, padding, stride
    o1, o2 = output_size(n1, m1, p1, s1), output_size(n2, m2, p2, s2)
    lengths = [fft.next_fast_len(n, real=True) for n in (n1 + 2 * p1, n2 + 2 * p2)]
    multiply_adds = o1 * o2 * (BAND + m1) * m2
    fft_steps = 3 * prod(lengths) * log2(prod(lengths))  # of x, of w, and back
    # the FFT spreads what is not finite over all outputs, and may overflow where no output does
    if multiply_adds <= FFT_STEP * fft_steps or not (_largest(x) < HUGE and _largest(w) < HUGE):
        return correlate_channels(x[None, None], w[None, None], padding, stride)[0, 0]

    ends = [(p, length - p - n) for n, p, length in zip((n1, n2), (p1, p2), lengths, strict=True)]
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
