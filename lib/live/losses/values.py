"""What four losses return for one example, rightly and by mistake; the page computes the same.

The scripts import this module too: see `lib.live.kit.rules` for what it may hold.
"""

from math import e, exp, log, log1p

from ..kit.softmax import log_softmax, softmax
from ..kit.static import fixed, number


def class_lines(logits, target):
    """What the losses of several classes return, and why.

    Returns
    -------
    list of dict
        "loss", "input" (what the loss is given), "value" (None: an error), "right" (whether that is
        what it takes), "says" (why) and "band" (the least and most that a mistake can return, or
        None).

    Examples
    --------
    >>> mistake = class_lines([1.5, 0.8, 2.1], 2)[3]
    >>> mistake["loss"], mistake["input"], value_text(mistake["value"])
    ('NLLLoss', 'probabilities', '-0.5490')
    """
    log_p = log_softmax(logits)
    p = softmax(logits)
    most = log(e + len(logits) - 1)
    floor = f"log(e + {len(logits) - 1}) − 1 = {fixed(most - 1, 4)}"
    return [
        _right("CrossEntropyLoss", "logits", -log_p[target], "It takes the logits."),
        _right("NLLLoss", "log-probabilities", -log_p[target], "It takes log-softmax."),
        _mistake(
            "CrossEntropyLoss",
            "probabilities",
            -log_softmax(p)[target],
            f"Softmax twice: never below {floor}, however right you are.",
            [most - 1, most],
        ),
        _mistake(
            "NLLLoss",
            "probabilities",
            -p[target],
            "The logarithm is missing: a cross-entropy is never negative.",
            [-1, 0],
        ),
        _mistake("NLLLoss", "logits", -logits[target], "Log-softmax is missing.", None),
    ]


def binary_lines(z, target):
    """The same for two classes with one logit, which is their softmax of 0 and z.

    Examples
    --------
    >>> [value_text(line["value"]) for line in binary_lines(0.8, 1)]
    ['0.3711', '0.3711', '0.4065', '0.2231']
    """
    p = softmax([0, z])[1]
    band = [_with_logits(target, target), _with_logits(1 - target, target)]
    refusal = "RuntimeError, “all elements of input should be between 0 and 1”"
    outside = z < 0 or z > 1
    return [
        _right("BCEWithLogitsLoss", "logit", _with_logits(z, target), "It takes the logit."),
        _right("BCELoss", "probability", _bce(p, target), "It takes the probability of class 1."),
        _mistake(
            "BCEWithLogitsLoss",
            "probability",
            _with_logits(p, target),
            f"Sigmoid twice: never below {fixed(band[0], 4)}, however right you are.",
            band,
        ),
        _mistake(
            "BCELoss",
            "logit",
            None if outside else _bce(z, target),
            f"A logit is no probability: {refusal}."
            if outside
            else "A logit is no probability, but this one could be; nobody complains.",
            None,
        ),
    ]


def verdict(line):
    """What is said of a line of a loss."""
    return "right" if line["right"] else "mistake"


def value_text(value):
    """What a loss returned: four decimals, as in the lesson.

    Examples
    --------
    >>> value_text(-0.54902), value_text(-0.00001), value_text(None)
    ('-0.5490', '0.0000', 'error')
    """
    return "error" if value is None else fixed(value, 4)


def chance(p):
    """A probability; a small one keeps three digits, for its logarithm counts.

    Examples
    --------
    >>> chance(0.54902), chance(0.000123456), chance(2.0611e-09)
    ('0.5490', '0.000123', '2.06e-09')
    """
    if p >= 0.001:
        return fixed(p, 4)
    unit = 1e-6  # of the third digit
    while p < 100 * unit:
        unit = unit / 10
    return number(int(p / unit + 0.5) * unit)


def _with_logits(z, target):
    """log(1 + e^-z) for class 1, without overflow."""
    signed = -z if target else z
    return max(signed, 0) + log1p(exp(-abs(signed)))


def _bce(p, target):
    """Like BCELoss, it cuts the logarithm off at -100."""
    if p == 1 - target:
        return 100
    return min(100, -log(p) if target else -log1p(-p))


def _right(loss, given, value, says):
    return {"loss": loss, "input": given, "value": value, "right": True, "says": says, "band": None}


def _mistake(loss, given, value, says, band):
    return {
        "loss": loss,
        "input": given,
        "value": value,
        "right": False,
        "says": says,
        "band": band,
    }
