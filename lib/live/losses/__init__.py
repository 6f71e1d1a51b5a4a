"""The loss laboratory: logits, their probabilities, and what four losses make of them."""

from math import exp
from operator import index

import numpy as np

from ..kit.figure import Figure
from ..kit.softmax import log_softmax
from ..kit.static import fixed, number, paragraph, table
from .values import binary_lines, chance, class_lines, value_text, verdict

LIMIT = 10  # of a logit, so that a slider is fine enough
CLASSES = (2, 10)  # least and most


def losses(logits=(1.5, 0.8, 2.1), target=2, binary_logit=0.8, binary_target=1):
    """Drag logits; see sigmoid, softmax, four losses, and the numbers that mistakes return.

    The figure shows several classes first; one of its controls leads to two classes with one logit.

    Parameters
    ----------
    logits : array_like of shape (C,)
        One logit for each of 2 to 10 classes, between -10 and 10.
    target : int
        The true class, counted from 0.
    binary_logit : float
        The one logit of a problem of two classes, between -10 and 10.
    binary_target : int
        Its true class, 0 or 1.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If a logit or a number of logits lies outside these limits, or a target is no such class.

    References
    ----------
    torch.nn.BCELoss, BCEWithLogitsLoss, NLLLoss and CrossEntropyLoss,
    https://docs.pytorch.org/docs/stable/nn.html#loss-functions

    Examples
    --------
    >>> losses([0, 0], target=0)
    Logits 0, 0; class 0 is true: loss 0.6931
    Logit 0.8; class 1 is true: loss 0.3711
    """
    logits = _logits("logits", logits)
    z = _logits("binary_logit", binary_logit, 0)
    least, most = CLASSES
    if not least <= len(logits) <= most:
        raise ValueError(f"logits (={logits.tolist()}) must be from {least} to {most}")
    target = _class("target", target, len(logits))
    binary_target = _class("binary_target", binary_target, 2)
    data = {
        "classes": {"logits": logits.tolist(), "target": target},
        "binary": {"logits": [float(z)], "target": binary_target},
        "limit": LIMIT,
        "counts": CLASSES,
    }
    classes = f"Logits {_list(logits)}; class {target} is true"
    binary = f"Logit {_list([z])}; class {binary_target} is true"
    of_classes = class_lines(data["classes"]["logits"], target)
    of_binary = binary_lines(float(z), binary_target)
    picture = [
        _probabilities(data["classes"]["logits"], f"{classes}: softmax"),
        _losses(of_classes, "Losses for several classes"),
        paragraph(f"Two classes with one logit are the same as the logits 0 and {_list([z])}."),
        _probabilities([0, float(z)], f"{binary}: sigmoid"),
        _losses(of_binary, "Losses for two classes with one logit"),
    ]
    first, second = (value_text(lines[0]["value"]) for lines in (of_classes, of_binary))
    text = f"{classes}: loss {first}\n{binary}: loss {second}"
    return Figure("losses", data, "".join(picture), text)


def _probabilities(logits, caption):
    rows = enumerate(zip(logits, log_softmax(logits), strict=True))
    return table(
        ["class", "logit", "probability", "log-probability"],
        [[str(k), _list([z]), chance(exp(log_p)), fixed(log_p, 4)] for k, (z, log_p) in rows],
        caption,
    )


def _losses(lines, caption):
    rows = [
        [line["loss"], line["input"], value_text(line["value"]), f"{verdict(line)}: {line['says']}"]
        for line in lines
    ]
    return table(["loss", "input", "value", "verdict"], rows, caption)


def _list(values):
    return ", ".join(map(number, values))


def _logits(name, value, ndim=1):
    try:
        z = np.asarray(value, float)
    except (TypeError, ValueError):
        z = np.array(np.nan)
    if z.ndim != ndim or not (np.abs(z) <= LIMIT).all():
        raise ValueError(f"{name} (={value}) must be numbers from -{LIMIT} to {LIMIT}")
    return z


def _class(name, value, count):
    try:
        chosen = index(value)
    except TypeError:
        chosen = -1
    if not 0 <= chosen < count:
        raise ValueError(f"{name} (={value}) must be a class from 0 to {count - 1}")
    return chosen
