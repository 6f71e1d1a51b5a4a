"""Softmax of the logits of one example; scripts import it too (see `rules`)."""

from math import exp, log


def softmax(logits):
    """Probabilities, see `lib.layers.softmax`.

    Examples
    --------
    >>> softmax([1000, 1000])
    [0.5, 0.5]
    """
    return [exp(z) for z in log_softmax(logits)]


def log_softmax(logits):
    """The logarithms of the softmax of a list, without overflow.

    Examples
    --------
    >>> log_softmax([100.0, 300.0])
    [-200.0, 0.0]
    """
    most = max(logits)
    total = sum([exp(z - most) for z in logits])
    return [z - most - log(total) for z in logits]
