"""Feedback on a reader's own answer: not only whether it is right, but which mistake it looks like.

Every check takes the answer first and returns one sentence, whatever the answer is. An answer of
`...` (three dots, as the exercises are handed out) is not wrong, only not given yet.
"""

from difflib import get_close_matches

import numpy as np

from lib import convolution as definition
from lib import layers
from lib.live.question import review as review_of

from . import mistakes
from .bank import QUESTIONS, TITLES
from .code import judge_function
from .verdict import judge

NO_ANSWER = object()


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
    right = definition.output_size(n, m, padding, stride)
    return judge(answer, right, mistakes.of_output_size(n, m, padding, stride)).text


def convolution(answer, x, w, padding=0, stride=1):
    """Judge a convolution of vectors or of matrices, see `lib.convolution.conv1d` and `conv2d`.

    Examples
    --------
    >>> convolution([-2, -2], [1, 2, 3, 4], [1, 0, -1])
    'Not yet: that is what you get if the kernel is not flipped: this is the cross-correlation.'
    """
    x, w = np.asarray(x), np.asarray(w)
    convolve = definition.conv2d if x.ndim == 2 else definition.conv1d
    right = convolve(x, w, padding, stride)
    return judge(answer, right, mistakes.of_convolution(x, w, padding, stride)).text


def parameters(answer, in_channels, out_channels, kernel_size):
    """Judge the number of parameters of a convolutional layer with biases.

    Examples
    --------
    >>> parameters(800, in_channels=1, out_channels=32, kernel_size=5)
    'Not yet: that is what you get if the biases are left out: one for each output channel.'
    """
    rows, columns = definition.pair("kernel_size", kernel_size, 1)
    right = layers.parameter_count(in_channels, out_channels, rows, columns)
    wrong = mistakes.of_parameters(in_channels, out_channels, (rows, columns))
    return judge(answer, right, wrong).text


def max_pooling(answer, x, kernel_size, stride=None, padding=0):
    """Judge the max pooling of a matrix, see `lib.layers.max_pool2d`.

    Examples
    --------
    >>> max_pooling([[2.5]], [[1, 2], [3, 4]], 2)
    'Not yet: that is what you get if the mean is taken in place of the maximum.'
    """
    x = definition.real_array("x", x, 2)[None, None]
    right = layers.max_pool2d(x, kernel_size, stride=stride, padding=padding)[0, 0]
    return judge(answer, right, mistakes.of_max_pooling(x, kernel_size, stride, padding)).text


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
    return judge_function(candidate, reference, cases, {}).text


def questions():
    """Return all questions of the lessons.

    Returns
    -------
    tuple of lib.checks.question.Question

    Examples
    --------
    >>> [question.label for question in questions()][:2]
    ['q-windows-of-a-pixel', 'q-shift']
    """
    return QUESTIONS


def review():
    """Show what is answered of all questions, and ask those again that went wrong.

    Returns
    -------
    lib.live.kit.figure.Figure

    Examples
    --------
    >>> review().text.endswith("questions, for pages with scripts")
    True
    """
    forms = [(each.lesson, each.form()) for each in QUESTIONS if each.kind != "code"]
    return review_of(forms, TITLES)


def ask(label, answer=NO_ANSWER):
    """Show a question of a lesson, or judge the answer to it.

    Parameters
    ----------
    label : str
        The question's.
    answer : anything, optional
        Three dots, `...`, stand for one that is not yet given.

    Returns
    -------
    lib.live.kit.figure.Figure or str
        Without an answer a form, in which one can be given; else a sentence about the answer.

    Raises
    ------
    ValueError
        If there is no question of that label.

    Examples
    --------
    >>> ask("ex-count-weights", 144)
    'Not yet: that is what you get if the biases are left out: one for each map.'
    """
    found = {question.label: question for question in QUESTIONS}
    if label not in found:
        near = get_close_matches(label, found, n=1)
        hint = f"; did you mean {near[0]!r}?" if near else ""
        raise ValueError(f"label (={label!r}) must be that of a question{hint}")
    asked = found[label]
    if answer is NO_ANSWER:
        return asked.form()
    verdict = asked.judge(answer)
    return f"{verdict.text} {asked.why}".strip() if verdict.right else verdict.text
