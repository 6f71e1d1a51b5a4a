"""Convolution by its definition, one loop over the output: made to be read, and to be trusted.

Every function computes one output element at a time from the formula in its docstring, in
float64, so that small integer types such as uint8 cannot wrap around.
"""

from operator import index

import numpy as np


def output_size(n, m, padding=0, stride=1):
    """Number of positions at which a kernel fits into a padded input.

    The kernel's first element can stand on positions 0 to n + 2 p - m of the padded input, and
    the stride keeps every s-th of them: o = floor((n + 2 p - m) / s) + 1.

    Parameters
    ----------
    n : int
        Elements of the input, at least 1.
    m : int
        Elements of the kernel, at least 1.
    padding : int
        Zeros added on EACH side of the input (p), 0 or more.
    stride : int
        Elements that the kernel moves from one output to the next (s), at least 1.

    Returns
    -------
    int
        Elements of the output.

    Raises
    ------
    ValueError
        If an argument is not an integer or too small, or if the kernel does not fit.

    References
    ----------
    Dumoulin and Visin, A guide to convolution arithmetic for deep learning, arXiv:1603.07285,
    relationship 6.

    Examples
    --------
    >>> output_size(8, 5, padding=2)
    8
    >>> output_size(10, 3, stride=2)  # the last of the ten inputs is never read
    4
    """
    n, m = integer("n", n, 1), integer("m", m, 1)
    p, s = integer("padding", padding, 0), integer("stride", stride, 1)
    if m > n + 2 * p:
        raise ValueError(
            f"m (={m}) must not exceed the padded input, n + 2 * padding (={n + 2 * p})"
        )
    return positions(n, m, p, s)


def positions(n, m, p, s):
    """The formula of `output_size` itself, for integers that are known to fit.

    Examples
    --------
    >>> positions(10, 3, 0, 2)
    4
    """
    return (n + 2 * p - m) // s + 1


def correlate1d(x, w, padding=0, stride=1):
    """Slide a kernel along a vector: y[i] = sum over k of x_p[i s + k] w[k].

    This is what deep-learning libraries call convolution. x_p is x with `padding` zeros on each
    side.

    Parameters
    ----------
    x : array_like of shape (n,)
        The input.
    w : array_like of shape (m,)
        The kernel.
    padding, stride : int
        As in `output_size`.

    Returns
    -------
    ndarray of float64, shape (output_size(n, m, padding, stride),)

    Raises
    ------
    ValueError
        If x or w is empty, not one-dimensional or not real, or if the sizes do not fit.

    Examples
    --------
    >>> correlate1d([1, 2, 3, 4], [1, 0, -1])
    array([-2., -2.])
    """
    x, w = real_array("x", x, 1), real_array("w", w, 1)
    (m,) = w.shape
    y = np.zeros(output_size(x.size, m, padding, stride))
    x_padded = np.pad(x, padding)
    for i in range(y.size):
        y[i] = np.sum(x_padded[i * stride : i * stride + m] * w)
    return y


def conv1d(x, w, padding=0, stride=1):
    """Convolve a vector with a kernel: y[i] = sum over k of x_p[i s + m - 1 - k] w[k].

    The definition runs through x and w in opposite directions, which is `correlate1d` with the
    kernel flipped. Parameters, result and errors are those of `correlate1d`.

    References
    ----------
    Raschka, Liu and Mirjalili, Machine Learning with PyTorch and Scikit-Learn (2022), chapter 14.

    Examples
    --------
    >>> conv1d([1, 3, 2, 4, 5, 6, 1, 3], [1, 0, 3, 1, 2], padding=2)
    array([ 5., 14., 16., 26., 24., 34., 19., 22.])
    """
    return correlate1d(x, real_array("w", w, 1)[::-1], padding, stride)


def correlate2d(x, w, padding=0, stride=1):
    """Slide a kernel over a matrix: Y[i, j] = sum over k, l of X_p[i s + k, j s + l] W[k, l].

    Parameters
    ----------
    x : array_like of shape (n1, n2)
        The input, rows and columns.
    w : array_like of shape (m1, m2)
        The kernel.
    padding, stride : int or (int, int)
        As in `output_size`; a pair gives rows and columns their own.

    Returns
    -------
    ndarray of float64, shape (o1, o2)
        o1 and o2 are the `output_size` of rows and of columns.

    Raises
    ------
    ValueError
        If x or w is empty, not two-dimensional or not real, or if the sizes do not fit.

    Examples
    --------
    >>> correlate2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, -1]])
    array([[-4., -4.],
           [-4., -4.]])
    """
    x, w = real_array("x", x, 2), real_array("w", w, 2)
    (p1, p2), (s1, s2) = pair("padding", padding, 0), pair("stride", stride, 1)
    (n1, n2), (m1, m2) = x.shape, w.shape
    y = np.zeros((output_size(n1, m1, p1, s1), output_size(n2, m2, p2, s2)))
    x_padded = np.pad(x, ((p1, p1), (p2, p2)))
    for i in range(y.shape[0]):
        for j in range(y.shape[1]):
            y[i, j] = np.sum(x_padded[i * s1 : i * s1 + m1, j * s2 : j * s2 + m2] * w)
    return y


def conv2d(x, w, padding=0, stride=1):
    """Convolve a matrix with a kernel: `correlate2d` with the kernel rotated by 180 degrees.

    Y[i, j] = sum over k, l of X_p[i s + m1 - 1 - k, j s + m2 - 1 - l] W[k, l]. Parameters, result
    and errors are those of `correlate2d`.

    References
    ----------
    Raschka, Liu and Mirjalili, Machine Learning with PyTorch and Scikit-Learn (2022), chapter 14.

    Examples
    --------
    >>> conv2d([[1, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [0, -1]], stride=(2, 1))
    array([[4., 4.]])
    """
    return correlate2d(x, real_array("w", w, 2)[::-1, ::-1], padding, stride)


def pair(name, value, least):
    """The (rows, columns) meant by an integer or a pair of integers, none below `least`.

    Examples
    --------
    >>> pair("stride", 2, least=1)
    (2, 2)
    """
    if not isinstance(value, (tuple, list)):
        return (integer(name, value, least),) * 2
    if len(value) != 2:
        raise ValueError(f"{name} (={value!r}) must be an integer or a pair (rows, columns)")
    return tuple(integer(name, v, least) for v in value)


def integer(name, value, least):
    """The Python integer meant by a value that must be one, of at least 0 or 1 (`least`).

    Examples
    --------
    >>> integer("stride", np.uint8(2), least=1)
    2
    """
    rule = "a positive integer" if least == 1 else "a non-negative integer"
    try:
        number = index(value)
    except TypeError:
        number = None
    if number is None or isinstance(value, (bool, np.bool)) or number < least:
        raise ValueError(f"{name} (={value!r}) must be {rule}")
    return number


def real_array(name, value, ndim=None, *, keep_floats=False):
    """The float64 array meant by a value, of `ndim` dimensions and not empty where that is given.

    With `keep_floats` other floats stay as they are. It is no copy where the value is such an
    array already.

    Examples
    --------
    >>> real_array("x", [1, 2], ndim=1)
    array([1., 2.])
    >>> real_array("x", np.float32(3), keep_floats=True).dtype
    dtype('float32')
    """
    try:
        array = np.asarray(value)
    except ValueError as error:  # rows of different lengths
        shape = "an array" if ndim is None else f"an array of {ndim} dimensions"
        raise ValueError(f"{name} (={value!r}) must be {shape}") from error
    if ndim not in (None, array.ndim):
        raise ValueError(f"{name} (of shape {array.shape}) must have {ndim} dimensions")
    if ndim is not None and array.size == 0:
        raise ValueError(f"{name} (of shape {array.shape}) must not be empty")
    if array.dtype.kind not in "biuf":
        raise ValueError(f"{name} (of type {array.dtype}) must hold real numbers")
    if keep_floats and array.dtype.kind == "f":
        return array
    return array.astype(np.float64, copy=False)
