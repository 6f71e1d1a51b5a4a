"""What four losses return for one example, rightly and by mistake: the static picture's tables."""

import numpy as np

from lib.layers import softmax


def class_rows(z, target):
    """What the losses of several classes return: loss, input, value, verdict, for each line.

    Examples
    --------
    >>> class_rows(np.array([1.5, 0.8, 2.1]), 2)[3][:3]
    ['NLLLoss', 'probabilities', '-0.5490']
    """
    p, log_p = softmax(z), log_softmax(z)
    floor = np.log(np.e + len(z) - 1) - 1
    return [
        ["CrossEntropyLoss", "logits", fixed(-log_p[target]), "right"],
        ["NLLLoss", "log-probabilities", fixed(-log_p[target]), "right"],
        [
            "CrossEntropyLoss",
            "probabilities",
            fixed(-log_softmax(p)[target]),
            f"mistake: softmax twice, never below log(e + {len(z) - 1}) - 1 = {fixed(floor)}",
        ],
        [
            "NLLLoss",
            "probabilities",
            fixed(-p[target]),
            "mistake: the logarithm is missing, a cross-entropy is never negative",
        ],
        ["NLLLoss", "logits", fixed(-z[target]), "mistake: log-softmax is missing"],
    ]


def binary_rows(z, target):
    """The same for two classes with one logit, which is their softmax of 0 and z.

    Examples
    --------
    >>> binary_rows(0.8, 1)[3][:3]
    ['BCELoss', 'logit', '0.2231']
    """

    def with_logits(z):
        return fixed(-log_softmax(np.array([0, z]))[target])

    p = softmax(np.array([0, z]))[1]
    inside = 0 <= z <= 1
    with np.errstate(divide="ignore"):  # BCELoss cuts the logarithm off at -100
        of_logit = -max(-100, np.log(z if target else 1 - z)) if inside else None
    return [
        ["BCEWithLogitsLoss", "logit", with_logits(z), "right"],
        ["BCELoss", "probability of class 1", with_logits(z), "right"],
        [
            "BCEWithLogitsLoss",
            "probability of class 1",
            with_logits(p),
            f"mistake: sigmoid twice, never below {with_logits(target)}",
        ],
        [
            "BCELoss",
            "logit",
            fixed(of_logit) if inside else "error",
            f"mistake: a logit is no probability{', but this one could be' if inside else ''}",
        ],
    ]


def log_softmax(z):
    """The logarithm of the softmax of a vector, without overflow.

    Examples
    --------
    >>> log_softmax(np.array([100.0, 300.0]))
    array([-200.,    0.])
    """
    shifted = z - z.max()
    return shifted - np.log(np.exp(shifted).sum())


def fixed(value):
    """Four decimals, as in the lesson, and no -0.

    Examples
    --------
    >>> fixed(-0.54902), fixed(-0.00001)
    ('-0.5490', '0.0000')
    """
    return format(np.round(value, 4) + 0.0, ".4f")
