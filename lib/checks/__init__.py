"""Feedback on a reader's own answer: not only whether it is right, but which mistake it looks like.

Every check takes the answer first and returns one sentence, whatever the answer is. An answer of
`...` (three dots, as the exercises are handed out) is not wrong, only not given yet.
"""

from copy import deepcopy

import numpy as np

from lib import convolution as definition
from lib import layers

from .verdict import NOT_YET_GIVEN, attempt, judge, quote


def number(answer, right, mistakes=None, decimals=None):
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
    decimals : int, optional
        Of the answer that was asked for. Otherwise whole numbers have to be exact, and others given
        to three significant digits.

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
    wrong = {cause: lambda value=value: value for cause, value in (mistakes or {}).items()}
    return judge(answer, right, wrong, decimals).text


def output_size(answer, n, m, padding=0, stride=1):
    """Judge the output size of a convolution, see `lib.convolution.output_size`.

    Examples
    --------
    >>> output_size(8, n=10, m=3, padding=1, stride=1)
    'Not yet: that is what you get if the padding is left out.'
    >>> output_size(9, n=10, m=3, padding=1, stride=1).count("if the ")  # two mistakes give 9
    2
    """
    size, right = definition.output_size, definition.output_size(n, m, padding, stride)
    mistakes = {
        "if the padding counts once: p zeros stand on EACH side": (
            lambda: size(n + padding, m, 0, stride)
        ),
        "if the padding is left out": lambda: size(n, m, 0, stride),
        "if the + 1 is forgotten: position 0 is a position too": lambda: right - 1,
        "if the division is rounded up: half a step is no position": (
            lambda: size(n + stride - 1, m, padding, stride)
        ),
        "if the division is not rounded down to a whole number": (
            lambda: (size(n, m, padding) - 1) / stride + 1
        ),
        "if the stride is left out": lambda: size(n, m, padding),
    }
    return judge(answer, right, mistakes).text


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
            lambda: correlate(x, w, padding, stride)
        ),
        "if the stride is left out": lambda: convolve(x, w, padding),
    }
    if two:
        mistakes |= {
            "if the rows are flipped and the columns are not": (
                lambda: correlate(x, w[::-1], padding, stride)
            ),
            "if the columns are flipped and the rows are not": (
                lambda: correlate(x, w[:, ::-1], padding, stride)
            ),
            "if the kernel is transposed, which is no rotation": (
                lambda: correlate(x, w.T, padding, stride)
            ),
        }
    mistakes["if the padding is left out"] = lambda: convolve(x, w, 0, stride)
    return judge(answer, convolve(x, w, padding, stride), mistakes).text


def parameters(answer, in_channels, out_channels, kernel_size):
    """Judge the number of parameters of a convolutional layer with biases.

    Examples
    --------
    >>> parameters(800, in_channels=1, out_channels=32, kernel_size=5)
    'Not yet: that is what you get if the biases are left out: one for each output channel.'
    """
    rows, columns = definition.pair("kernel_size", kernel_size, 1)
    right = layers.parameter_count(in_channels, out_channels, rows, columns)
    weights = right - out_channels
    mistakes = {
        "if the biases are left out: one for each output channel": lambda: weights,
        "if all channels share one bias: each output channel has its own": lambda: weights + 1,
        "with one bias for each input channel: it belongs to the output": (
            lambda: weights + in_channels
        ),
        "if the input channels are left out: every output channel sees them all": (
            lambda: out_channels * rows * columns + out_channels
        ),
        "if the kernel is counted along one side only": (
            lambda: in_channels * out_channels * rows + out_channels
        ),
    }
    return judge(answer, right, mistakes).text


def max_pooling(answer, x, kernel_size, stride=None, padding=0):
    """Judge the max pooling of a matrix, see `lib.layers.max_pool2d`.

    Examples
    --------
    >>> max_pooling([[2.5]], [[1, 2], [3, 4]], 2)
    'Not yet: that is what you get if the mean is taken in place of the maximum.'
    """
    x = definition.real_array("x", x, 2)[None, None]
    rows, columns = definition.pair("padding", padding, 0)
    mistakes = {
        "if the mean is taken in place of the maximum": (
            lambda: layers.avg_pool2d(x, kernel_size, stride=stride, padding=padding)[0, 0]
        ),
        "if the border is padded with zeros: minus infinity never wins": (
            lambda: layers.max_pool2d(
                np.pad(x, ((0, 0), (0, 0), (rows, rows), (columns, columns))),
                kernel_size,
                stride=stride,
            )[0, 0]
        ),
        "if the windows move by one: unless told otherwise they do not overlap": (
            lambda: layers.max_pool2d(x, kernel_size, stride=1, padding=padding)[0, 0]
        ),
    }
    right = layers.max_pool2d(x, kernel_size, stride=stride, padding=padding)[0, 0]
    return judge(answer, right, mistakes).text


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

    Raises
    ------
    ValueError
        If there are no cases, in all of which any function would be right.

    Examples
    --------
    >>> function(lambda a, b: a + b, lambda a, b: a * b, [(2, 2), (3, 2)])
    'Not yet: for the arguments (3, 2) it returns 5, and 6 is right.'
    """
    cases = list(cases)
    if not cases:
        raise ValueError("cases (=[]) must hold the arguments of one call at least")
    if candidate is ...:
        return NOT_YET_GIVEN.text
    if not callable(candidate):
        return f"Not yet: {quote(candidate)} is not a function."
    for arguments in cases:
        right, copies = reference(*arguments), deepcopy(arguments)  # which the candidate may change
        call = f"for the arguments {quote(arguments)}"
        answer, error = attempt(candidate, *copies)
        if error is not None:
            return f"Not yet: {call} it raises {type(error).__name__}: {quote(error, str)}"
        if not judge(answer, right, {}, decimals=3).right:
            got, wanted = quote(answer, str), quote(right, str)
            return f"Not yet: {call} it returns {got}, and {wanted} is right."
    return f"Right, in all {len(cases)} cases."
