"""Whether an answer is right, and if not, which mistake it looks like; whatever the answer is.

A reader may hand in anything: no answer raises an error here, each gets a sentence.
"""

from dataclasses import dataclass

import numpy as np

from lib.live.question import arrays as rules

LONGEST = 500  # characters of what is quoted
MOST = 10**6  # numbers that are compared; an array that is stretched may have any number
LOST = 1e-9  # of a number, in the imaginary part that an FFT leaves behind


@dataclass(frozen=True)
class Verdict:
    """What code asks for (`right`), and what the reader is told (`text`)."""

    right: bool
    text: str


NOT_YET_GIVEN = Verdict(False, "No answer yet: put yours in place of the three dots.")


def judge(answer, right, mistakes, decimals=None, is_label=False):
    """Judge a number, or an array of numbers.

    Parameters
    ----------
    answer : anything
    right : number or array_like
        Real.
    mistakes : dict of str to callable
        What goes wrong, as half a sentence, and a function that makes the mistake: it is called
        only for an answer that is wrong. Where its ValueError says that it leads nowhere, the
        answer does not come from there.
    decimals : int, optional
        Of the answer that was asked for. Otherwise whole numbers have to be exact, and others given
        to three significant digits.
    is_label : bool
        Whether the number names something, so that none is too small.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> judge(3, 4, {"by counting from 0": lambda: 3}).text
    'Not yet: that is what you get by counting from 0.'
    >>> judge([1, 2], [1, 2], {})
    Verdict(right=True, text='Right.')
    >>> judge(35.8, 35.831, {}).right, judge(35.7, 35.831, {}).right
    (True, False)
    """
    if answer is ...:
        return NOT_YET_GIVEN
    given, right = numbers(answer), numbers(right)
    if right is None or np.iscomplexobj(right):
        raise ValueError("right must be a real number or an array of real numbers")
    if given is None:
        return _wrong(f"{quote(answer)} is not a number or an array of numbers.")
    if np.iscomplexobj(given):
        wanted = "real numbers are" if right.ndim else "a real number is"
        return _wrong(f"{quote(answer)} is complex, and {wanted} wanted.")
    if given.size > MOST:
        return _wrong(f"your answer has {given.size:,} numbers, and shape {right.shape} is wanted.")
    found, wanted = _listed(given), _listed(right)
    verdict = Verdict(**rules.judge(found, wanted, [], decimals))
    if verdict.right:
        return verdict
    return Verdict(**rules.judge(found, wanted, listed(right, mistakes), decimals, is_label))


def listed(right, mistakes):
    """The mistakes as the rules know them, and beside them what is right in another order.

    Parameters
    ----------
    right : ndarray
    mistakes : dict of str to callable

    Returns
    -------
    list of [str, shape, numbers]

    Examples
    --------
    >>> listed(np.array([1.0, 2.0]), {})
    [['with the right elements in reversed order', [2], [2.0, 1.0]]]
    """
    made = {cause: _result(make) for cause, make in mistakes.items()}
    made = {cause: array for cause, array in made.items() if array is not None}
    cause = "with the right elements in reversed order"
    if right.ndim == 2:
        cause = "with rows and columns swapped"
    other = right[::-1] if right.ndim == 1 else right.T
    if not any(np.array_equal(other, known) for known in [right, *made.values()]):
        made[cause] = other
    return [[cause, *_listed(array)] for cause, array in made.items()]


def arrays_of(right, mistakes):
    """What is right, and the mistakes, as the rules know them: see `lib.live.question.arrays`.

    Parameters
    ----------
    right : number or array_like
    mistakes : dict of str to number or array_like

    Examples
    --------
    >>> arrays_of(4, {"by counting from 0": 3})
    (([], [4.0]), [['by counting from 0', [], [3.0]]])
    """
    right = numbers(right)
    wrong = {cause: lambda value=value: value for cause, value in mistakes.items()}
    return _listed(right), listed(right, wrong)


def numbers(value):
    """The array of real or complex numbers meant by a value, or None where it means no numbers.

    Examples
    --------
    >>> numbers([True, 2.5])
    array([1. , 2.5])
    >>> numbers(None), numbers("4")
    (None, None)
    """
    return attempt(_numbers, value)[0]


def quote(value, how=repr):
    """A value in words of at most `LONGEST` characters, even where it cannot be printed.

    Examples
    --------
    >>> quote("seven"), quote(10**10_000)
    ("'seven'", 'an object of type int')
    """
    text, error = attempt(how, value)
    if error is not None:
        return f"an object of type {type(value).__name__}"
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 3]}..."


def attempt(call, *arguments):
    """What a call returns, and None; or None, and what it raises.

    The reader's object may do anything when it is looked at. Only Ctrl-C passes.

    Examples
    --------
    >>> attempt(int, "4"), attempt({}.pop, "key")
    ((4, None), (None, KeyError('key')))
    """
    try:
        return call(*arguments), None
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return None, error


def _wrong(sentence):
    return Verdict(False, f"Not yet: {sentence}")


def _numbers(value):
    array = _array(value)
    if array.dtype.kind == "O":  # integers of any size, fractions, or no numbers at all
        array = np.array([_number(each) for each in array.flat]).reshape(array.shape)
    if array.dtype.kind not in "biufc":
        return None
    if array.dtype.kind == "c" and (abs(array.imag) > LOST * (1 + abs(array.real))).any():
        return array.astype(complex)
    return array.real.astype(float, copy=False)


def _listed(array):
    """An array as the rules know it."""
    return list(array.shape), array.ravel().tolist()


def _array(value):
    if np.ma.isMaskedArray(value):
        value = value.tolist()  # None for what is masked
    array, error = attempt(np.asarray, value)
    return array if error is None else np.asarray(_plain(value))


def _plain(value):
    """Lists of Python's numbers in the place of tensors that NumPy cannot read."""
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if hasattr(value, "to_dense"):
        value = value.to_dense()
    return value.tolist() if hasattr(value, "tolist") else value


def _number(value):
    if isinstance(value, (str, bytes)):  # which complex() would read
        raise TypeError("text is no number")
    try:
        return complex(value)
    except OverflowError:
        return complex(np.inf if value > 0 else -np.inf)


def _result(make):
    try:
        return numbers(make())
    except ValueError:
        return None
