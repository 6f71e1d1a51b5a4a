"""A network's layers in NumPy, on arrays of shape (N, C, H, W): enough to run a trained CNN.

Same definitions, argument names and results as `torch.nn.functional`. Integers and truth values
are computed in float64, so that uint8 cannot wrap around; float32 stays float32. Where x and the
weights differ, the more precise of the two decides.
"""

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from lib.convolution import output_size, pair, real_array
from lib.fast import correlate_channels, layer_arrays


def conv2d(x, weight, bias=None, *, padding=0, stride=1):
    """Cross-correlate a batch of images with a bank of kernels, and sum over the channels.

    Y[n, o, i, j] = bias[o] + sum over c, k, l of X_p[n, c, i s + k, j s + l] weight[o, c, k, l].

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

    Raises
    ------
    ValueError
        If a number of dimensions, the channels, the bias or the sizes do not match.

    References
    ----------
    torch.nn.Conv2d, https://docs.pytorch.org/docs/stable/generated/torch.nn.Conv2d.html

    Examples
    --------
    >>> x = np.arange(18.0).reshape(1, 2, 3, 3)
    >>> conv2d(x, np.ones((1, 2, 2, 2)), bias=[0.5])
    array([[[[52.5, 60.5],
             [76.5, 84.5]]]])
    """
    return correlate_channels(x, weight, bias, padding=padding, stride=stride)


def max_pool2d(x, kernel_size, *, stride=None, padding=0):
    """Keep the largest value of each window.

    Padding counts as minus infinity, never as zero: a border of zeros would beat negative values.

    Parameters
    ----------
    x : array_like of shape (N, C, H, W)
    kernel_size : int or (int, int)
    stride : int or (int, int), optional
        The kernel size where it is not given: windows that do not overlap.
    padding : int or (int, int)
        On each side, at most half the kernel size, so that no window lies in the padding alone.

    Returns
    -------
    ndarray of shape (N, C, output_size of rows, output_size of columns)

    Raises
    ------
    ValueError
        If x has not four dimensions or the sizes do not fit.

    References
    ----------
    torch.nn.MaxPool2d, https://docs.pytorch.org/docs/stable/generated/torch.nn.MaxPool2d.html

    Examples
    --------
    >>> max_pool2d([[[[-1, -2], [-3, -4]]]], 2, padding=1)
    array([[[[-1., -2.],
             [-3., -4.]]]])
    """
    return _pool2d(x, kernel_size, stride, padding, value=-np.inf).max(axis=(-2, -1))


def avg_pool2d(x, kernel_size, *, stride=None, padding=0, count_include_pad=True):
    """Take the mean of each window.

    Parameters
    ----------
    x, kernel_size, stride, padding
        As in `max_pool2d`; padding counts as zero.
    count_include_pad : bool
        Divide by the size of the window (True), or by the number of its elements that lie in the
        input (False).

    Returns
    -------
    ndarray of shape (N, C, output_size of rows, output_size of columns)

    Raises
    ------
    ValueError
        If x has not four dimensions or the sizes do not fit.

    References
    ----------
    torch.nn.AvgPool2d, https://docs.pytorch.org/docs/stable/generated/torch.nn.AvgPool2d.html

    Examples
    --------
    >>> avg_pool2d([[[[1, 2], [3, 6]]]], 2)
    array([[[[3.]]]])
    """
    mean = _pool2d(x, kernel_size, stride, padding, value=0).mean(axis=(-2, -1))
    if count_include_pad:
        return mean
    inside = np.ones_like(_floats(x, 4)[:1, :1])
    return mean / _pool2d(inside, kernel_size, stride, padding, value=0).mean(axis=(-2, -1))


def linear(x, weight, bias=None):
    """Multiply by a matrix and add a bias: Y = X weight^T + bias.

    Parameters
    ----------
    x : array_like of shape (N, I)
    weight : array_like of shape (O, I)
    bias : array_like of shape (O,), optional

    Returns
    -------
    ndarray of shape (N, O)

    Raises
    ------
    ValueError
        If a number of dimensions, the features or the bias do not match.

    Examples
    --------
    >>> linear([[1, 2]], [[3, 4], [5, 6], [7, 8]], bias=[0, 0, 1])
    array([[11., 17., 24.]])
    """
    x, weight, bias = layer_arrays(x, weight, bias, ndim=2, inputs="features")
    return x @ weight.T if bias is None else x @ weight.T + bias


def parameter_count(inputs, outputs, rows=1, columns=1):
    """Parameters of a layer with biases: kernels for pairs of channels, a bias for each output.

    A linear layer is one with kernels of one weight, and features for channels.

    Examples
    --------
    >>> parameter_count(1, 32, 5, 5), parameter_count(1024, 10)
    (832, 10250)
    """
    return inputs * outputs * rows * columns + outputs


def most_padding(kernel_size):
    """The padding of a pooling's windows, at most, so that none lies in the padding alone.

    Examples
    --------
    >>> most_padding(2), most_padding(5)
    (1, 2)
    """
    return kernel_size // 2


def relu(x):
    """Replace what is negative by zero: y = max(0, x), for an array of any shape.

    Examples
    --------
    >>> relu([-1.5, 0.0, 2.0])
    array([0., 0., 2.])
    """
    return np.maximum(_floats(x), 0)


def softmax(x, axis=-1):
    """Turn logits into probabilities: exp(x_i) / sum over j of exp(x_j).

    The largest logit is subtracted first, which changes nothing but keeps exp from overflowing.

    Examples
    --------
    >>> softmax([1000.0, 1000.0])
    array([0.5, 0.5])
    """
    x = _floats(x)
    wide = x.astype(np.promote_types(x.dtype, np.float32))  # float16 sums up to 65504 only
    e = np.exp(wide - wide.max(axis=axis, keepdims=True, initial=-np.inf))
    return (e / e.sum(axis=axis, keepdims=True)).astype(x.dtype)


def dropout(x, p, rng):
    """Zero each element with probability p and scale the others by 1 / (1 - p), as in training.

    The scale ("inverted dropout") keeps the expected value; in evaluation nothing is done at all.

    Parameters
    ----------
    x : array_like of any shape
    p : float
        Probability of dropping an element, 0 <= p < 1.
    rng : numpy.random.Generator
        Where the mask comes from.

    Returns
    -------
    ndarray of the shape of x

    Raises
    ------
    ValueError
        If p is outside [0, 1).

    References
    ----------
    Srivastava et al., Dropout: a simple way to prevent neural networks from overfitting,
    Journal of Machine Learning Research 15 (2014), section 10.

    Examples
    --------
    >>> dropout(np.ones(5), 0.75, np.random.default_rng(6))
    array([0., 0., 0., 0., 4.])
    """
    if not 0 <= p < 1:
        raise ValueError(f"p (={p!r}) must be a probability of at least 0 and below 1")
    x = _floats(x)
    return np.where(rng.random(x.shape) < p, 0, x / (1 - p))


def _pool2d(x, kernel_size, stride, padding, value):
    """Every window of x as a view: (N, C, H, W) -> (N, C, I, J, KH, KW)."""
    size, padding = pair("kernel_size", kernel_size, 1), pair("padding", padding, 0)
    if any(p > most_padding(k) for p, k in zip(padding, size, strict=True)):
        raise ValueError(f"padding (={padding}) must be at most half of kernel_size (={size})")
    (p1, p2), (s1, s2) = padding, size if stride is None else pair("stride", stride, 1)
    x = _floats(x, 4)
    for n, m, p in zip(x.shape[2:], size, padding, strict=True):
        output_size(n, m, p)  # refuses what does not fit
    padded = np.pad(x, ((0, 0), (0, 0), (p1, p1), (p2, p2)), constant_values=value)
    return sliding_window_view(padded, size, axis=(2, 3))[:, :, ::s1, ::s2]


def _floats(x, ndim=None):
    return real_array("x", x, ndim, keep_floats=True)
