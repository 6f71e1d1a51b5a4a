"""What the solver computes and says in Python and on the page alike (see `kit.rules`)."""

from math import ceil

from lib.convolution import positions

from ..kit.static import number

MISFIT = "the kernel does not fit"
SIDE = 6  # rows and columns of the map of paddings and strides, at least
COLUMNS = ["Convention", "Zeros", "Outputs", "In words"]
CAPTION = "Side by side"  # of the conventions


def outputs(n, m, p, s):
    """Outputs along one axis, or None where the kernel does not fit.

    Examples
    --------
    >>> outputs(10, 3, 0, 2), outputs(3, 5, 0, 1)
    (4, None)
    """
    return positions(n, m, p, s) if m <= n + 2 * p else None


def fates(n, m, s, zeros, size):
    """What becomes of every element of an input with zeros around it.

    Parameters
    ----------
    n, m, s : int
        Elements of input and kernel, stride.
    zeros : (int, int)
        Before and behind.
    size : int
        Outputs.

    Returns
    -------
    list of str
        "read"; "dropped" behind the last window, "skipped" between two windows, "unread" where
        there is no window at all.

    Examples
    --------
    >>> fates(5, 1, 3, (0, 0), 2)
    ['read', 'skipped', 'skipped', 'read', 'dropped']
    """
    end = (size - 1) * s + m if size else 0

    def fate(k):
        if k >= end:
            return "dropped" if size else "unread"
        return "read" if k % s < m else "skipped"

    return [fate(k) for k in range(zeros[0] + n + zeros[1])]


def formula(n, m, p, s):
    """The formula, filled in step by step: pairs of what is written and what it means.

    Examples
    --------
    >>> [step for step, why in formula(10, 3, 0, 2)][3:]
    ['= ⌊3.5⌋ + 1', '= 3 + 1', '= 4']
    """
    last, size = n + 2 * p - m, outputs(n, m, p, s)
    steps = [
        ("o = ⌊(n + 2p − m) / s⌋ + 1", ""),
        (f"= ⌊({n} + 2·{p} − {m}) / {s}⌋ + 1", f"with the padding: {n + 2 * p}"),
    ]
    if size is None:
        return [*steps, (f"= ⌊{last} / {s}⌋ + 1", "negative: does not fit")]
    rest = last % s
    return [
        *steps,
        (f"= ⌊{last} / {s}⌋ + 1", f"the last start is {last}"),
        (f"= ⌊{number(last / s)}⌋ + 1", f"remainder {rest}: dropped" if rest else "no remainder"),
        (f"= {size - 1} + 1", "whole steps, and position 0"),
        (f"= {size}", "outputs" if size > 1 else "output"),
    ]


def layer(m, p, s):
    """The same in PyTorch, for images.

    Examples
    --------
    >>> layer(3, 0, 2)
    'nn.Conv2d(1, 1, kernel_size=3, stride=2, padding=0)'
    """
    return f"nn.Conv2d(1, 1, kernel_size={m}, stride={s}, padding={p})"


def split(zeros):
    """Zeros before and behind, of that many in all."""
    return (zeros // 2, zeros - zeros // 2)


def odd(zeros):
    """What is said of zeros that do not split evenly."""
    return "; the odd zero goes behind" if zeros % 2 else ""


def conventions(n, m, p, s):
    """How libraries and courses name and count the same setting.

    Parameters
    ----------
    n, m, p, s : int
        Elements of input and kernel, zeros on each side, stride.

    Returns
    -------
    list of (str, (int, int) or None, int or None, str)
        Name; zeros before and behind, None where there is no answer; outputs, None likewise; words.

    Examples
    --------
    >>> conventions(10, 3, 0, 2)[3]
    ("TensorFlow, 'same'", (0, 1), 5, '⌈n/s⌉ outputs; the odd zero goes behind')
    """
    size = outputs(n, m, p, s)
    exact = number((n + 2 * p - m) / s + 1)
    whole = (n + 2 * p - m) % s == 0
    same = ceil(n / s)
    zeros = max((same - 1) * s + m - n, 0)
    total = f"would give {(n - m + p + s) // s}" if n + p >= m else "would not fit"
    pytorch = "p on each side" + ("" if whole else f"; {exact} is rounded down")
    d2l = "p is the total of both sides" + (f"; p={p} {total}" if p else "")
    cs231n = "a whole number: valid" if whole else f"invalid: {exact} is no whole number"
    valid = ceil((n - m + 1) / s) if n >= m else None

    def fitting(outputs, words):
        return MISFIT if outputs is None else words

    return [
        (f"PyTorch, padding={p}", (p, p), size, fitting(size, pytorch)),
        ("PyTorch, padding='same'", None, None, "refused for a stride above 1")
        if s > 1
        else ("PyTorch, padding='same'", split(m - 1), n, f"n outputs{odd(m - 1)}"),
        ("TensorFlow, 'valid'", (0, 0), valid, fitting(valid, "⌈(n − m + 1)/s⌉ outputs, no zeros")),
        ("TensorFlow, 'same'", split(zeros), same, f"⌈n/s⌉ outputs{odd(zeros)}"),
        (f"d2l, p={2 * p}", (p, p), size, fitting(size, d2l)),
        (f"cs231n, P={p}", (p, p), size if whole else None, fitting(size, cs231n)),
    ]
