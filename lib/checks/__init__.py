"""Feedback on a reader's own answer: not only whether it is right, but which mistake it looks like.

Every check takes the answer first and returns one sentence. An answer of `...` (three dots, as the
exercises are handed out) is not wrong, only not given yet.
"""

import numpy as np

from lib import convolution as definition
from lib import layers


def number(answer, right, mistakes=None):
    """Judge a number, or an array of numbers.

    Parameters
    ----------
    answer : number, array_like or ...
        What the reader found.
    right : number or array_like
        What it should be.
    mistakes : dict of str to number or array_like, optional
        What goes wrong, as half a sentence that follows "that is what you get", and the answer
        that it leads to.

    Returns
    -------
    str

    Examples
    --------
    >>> number(3, 4, {"if the last position is not counted": 3})
    'Not yet: that is what you get if the last position is not counted.'
    >>> number(4.0, 4)
    'Right.'
    """
    if answer is ...:
        return "No answer yet: put yours in place of the three dots."
    try:
        answer = np.asarray(answer, dtype=float)
    except (TypeError, ValueError):
        return f"Not yet: {answer!r} is not a number or an array of numbers."
    right = np.asarray(right, dtype=float)
    if _same(answer, right):
        return "Right."
    for cause, wrong in (mistakes or {}).items():
        if _same(answer, np.asarray(wrong, dtype=float)):
            return f"Not yet: that is what you get {cause}."
    if answer.shape != right.shape:
        return f"Not yet: your answer has shape {answer.shape}, and {right.shape} is wanted."
    if answer.ndim == 0:
        return f"Not yet: {answer:g} is too {'small' if answer < right else 'large'}."
    wrong = ~_close(answer, right)
    first = tuple(int(i) for i in np.argwhere(wrong)[0])
    return f"Not yet: {wrong.sum()} of {wrong.size} elements differ, the first at {first}."


def output_size(answer, n, m, padding=0, stride=1):
    """Judge the output size of a convolution, see `lib.convolution.output_size`.

    Examples
    --------
    >>> output_size(9, n=10, m=3, padding=1, stride=1)
    'Not yet: that is what you get if the padding counts once: p zeros stand on EACH side.'
    """
    reach = n + 2 * padding - m
    mistakes = {
        "if the padding counts once: p zeros stand on EACH side": (reach - padding) // stride + 1,
        "if the padding is left out": (n - m) // stride + 1,
        "if the + 1 is forgotten: position 0 is a position too": reach // stride,
        "if the division is rounded up: half a step is no position": -(-reach // stride) + 1,
        "if the division is not rounded down to a whole number": reach / stride + 1,
        "if the stride is left out": reach + 1,
    }
    return number(answer, definition.output_size(n, m, padding, stride), mistakes)


def convolution(answer, x, w, padding=0, stride=1):
    """Judge a convolution of vectors or of matrices, see `lib.convolution.conv1d` and `conv2d`.

    Examples
    --------
    >>> convolution([-2, -2], [1, 2, 3, 4], [1, 0, -1])
    'Not yet: that is what you get if the kernel is not flipped: this is the cross-correlation.'
    """
    x, w = np.asarray(x), np.asarray(w)
    two = x.ndim == 2
    convolve = definition.conv2d if two else definition.conv1d
    correlate = definition.correlate2d if two else definition.correlate1d
    mistakes = {
        "if the kernel is not flipped: this is the cross-correlation": (
            correlate(x, w, padding, stride)
        ),
        "if the stride is left out": convolve(x, w, padding),
    }
    if two:
        mistakes["if the rows are flipped and the columns are not"] = correlate(
            x, w[::-1], padding, stride
        )
        mistakes["if the columns are flipped and the rows are not"] = correlate(
            x, w[:, ::-1], padding, stride
        )
        mistakes["if the kernel is transposed, which is no rotation"] = correlate(
            x, w.T, padding, stride
        )
    if all(m <= n for n, m in zip(x.shape, w.shape, strict=True)):
        mistakes["if the padding is left out"] = convolve(x, w, 0, stride)
    return number(answer, convolve(x, w, padding, stride), mistakes)


def parameters(answer, in_channels, out_channels, kernel_size):
    """Judge the number of parameters of a convolutional layer with biases.

    Examples
    --------
    >>> parameters(800, in_channels=1, out_channels=32, kernel_size=5)
    'Not yet: that is what you get if the biases are left out: one for each output channel.'
    """
    rows, columns = definition.pair("kernel_size", kernel_size, 1)
    weights = in_channels * out_channels * rows * columns
    mistakes = {
        "if the biases are left out: one for each output channel": weights,
        "if all channels share one bias: each output channel has its own": weights + 1,
        "with one bias for each input channel: it belongs to the output": weights + in_channels,
        "if the input channels are left out: every output channel sees them all": (
            out_channels * rows * columns + out_channels
        ),
        "if the kernel is counted along one side only": (
            in_channels * out_channels * rows + out_channels
        ),
    }
    return number(answer, weights + out_channels, mistakes)


def max_pooling(answer, x, kernel_size, stride=None, padding=0):
    """Judge the max pooling of a matrix, see `lib.layers.max_pool2d`.

    Examples
    --------
    >>> max_pooling([[2.5]], [[1, 2], [3, 4]], 2)
    'Not yet: that is what you get if the mean is taken in place of the maximum.'
    """
    x = np.asarray(x, dtype=float)[None, None]
    rows, columns = definition.pair("padding", padding, 0)
    zeros = np.pad(x, ((0, 0), (0, 0), (rows, rows), (columns, columns)))
    mistakes = {
        "if the mean is taken in place of the maximum": (
            layers.avg_pool2d(x, kernel_size, stride=stride, padding=padding)
        ),
        "if the border is padded with zeros: minus infinity never wins": (
            layers.max_pool2d(zeros, kernel_size, stride=stride)
        ),
        "if the windows move by one: unless told otherwise they do not overlap": (
            layers.max_pool2d(x, kernel_size, stride=1, padding=padding)
        ),
    }
    right = layers.max_pool2d(x, kernel_size, stride=stride, padding=padding)
    return number(answer, right[0, 0], {cause: wrong[0, 0] for cause, wrong in mistakes.items()})


def function(candidate, reference, cases):
    """Compare a reader's function with the right one, and name the first difference.

    Parameters
    ----------
    candidate : callable or ...
        The reader's.
    reference : callable
        The one to agree with.
    cases : iterable of tuple
        The arguments of each call.

    Returns
    -------
    str

    Examples
    --------
    >>> function(lambda a, b: a + b, lambda a, b: a * b, [(2, 2), (3, 2)])
    'Not yet: for the arguments (3, 2) it returns 5, and 6 is right.'
    """
    if candidate is ...:
        return "No answer yet: put yours in place of the three dots."
    count = 0
    for arguments in cases:
        right = reference(*arguments)
        try:
            answer = candidate(*arguments)
        except Exception as error:
            return (
                f"Not yet: for the arguments {arguments} it raises {type(error).__name__}: {error}"
            )
        if number(answer, right) != "Right.":
            return (
                f"Not yet: for the arguments {arguments} it returns {answer}, and {right} is right."
            )
        count += 1
    return f"Right, in all {count} cases."


def _close(a, b):
    """To three decimals, as answers are written; so a whole number has to be exact."""
    return np.isclose(a, b, rtol=0, atol=6e-4)


def _same(a, b):
    return a.shape == b.shape and _close(a, b).all()
