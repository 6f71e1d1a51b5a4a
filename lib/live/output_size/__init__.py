"""The output-size solver: the formula forwards and backwards, and as other libraries state it."""

from math import ceil

from lib import convolution

from ..kit.figure import Figure
from ..kit.static import count, number, paragraph, table

MOST = {"n": 256, "m": 32, "padding": 16, "stride": 16}  # what can still be drawn


def output_size(n=10, m=3, padding=0, stride=2):
    """Find the size of a convolution's output, or the padding and stride that give it.

    Parameters
    ----------
    n, m : int
        Elements of the input (at most 256) and of the kernel (at most 32), along one axis.
    padding : int
        Zeros on each side, at most 16.
    stride : int
        At most 16.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        As in `lib.convolution.output_size`, or if an argument is too large to be drawn.

    References
    ----------
    TensorFlow, tf.nn, notes on padding: 'SAME' gives ceil(n / s) outputs, and with an odd number of
    zeros one more at the end, https://www.tensorflow.org/api_docs/python/tf/nn.
    Zhang et al., Dive into Deep Learning, section 7.3: the padding is the total of both sides.
    Stanford CS231n, https://cs231n.github.io/convolutional-networks/: sizes that do not divide
    are invalid.

    Examples
    --------
    >>> output_size(10, 3, stride=2)
    n = 10, m = 3, padding 0, stride 2: 4 outputs
    """
    outputs = convolution.output_size(n, m, padding, stride)
    given = {"n": n, "m": m, "padding": padding, "stride": stride}
    for name, value in given.items():
        if value > MOST[name]:
            raise ValueError(f"{name} (={value}) must be at most {MOST[name]} to be drawn")
    n, m, p, s = map(int, given.values())
    wanted = ceil(n / s)
    data = {
        "setting": {"n": n, "m": m, "p": p, "s": s},
        "most": {"n": MOST["n"], "m": MOST["m"], "p": MOST["padding"], "s": MOST["stride"]},
        "wanted": wanted,
    }
    what = f"n = {n}, m = {m}, padding {p}, stride {s}: {count(outputs, 'output')}"
    last = n + 2 * p - m
    dropped = last % s
    picture = [
        paragraph(f"Output size for {what}."),
        paragraph(
            f"o = ⌊(n + 2p − m) / s⌋ + 1 = ⌊({n} + 2·{p} − {m}) / {s}⌋ + 1 = ⌊{last} / {s}⌋ + 1 "
            f"= ⌊{number(last / s)}⌋ + 1 = {last // s} + 1 = {outputs}"
        ),
        paragraph(
            f"Windows start at {', '.join(str(i * s) for i in range(outputs))} of the padded "
            f"input. Behind the last one, {count(dropped, 'element')} of {n + 2 * p} "
            f"{'is' if dropped == 1 else 'are'} dropped."
        ),
        table(
            ["", *(f"s = {j}" for j in range(1, 7))],
            [[f"p = {i}", *(_size(n, m, i, j) for j in range(1, 7))] for i in range(6)],
            "Backwards: outputs for each padding and stride",
        ),
        table(
            ["Convention", "Zeros", "Outputs", "In words"], conventions(n, m, p, s), "Side by side"
        ),
        paragraph(f"nn.Conv2d(1, 1, kernel_size={m}, stride={s}, padding={p})"),
    ]
    return Figure("output_size", data, "".join(picture), what)


def conventions(n, m, p, s):
    """How libraries and courses name and count the same setting.

    Parameters
    ----------
    n, m, p, s : int
        Elements of input and kernel, zeros on each side, stride; the kernel fits.

    Returns
    -------
    list of (str, str, str, str)
        Name, zeros before and behind, outputs, in words.

    Examples
    --------
    >>> conventions(10, 3, 0, 2)[3]
    ("TensorFlow, 'same'", '0 + 1', '5', '⌈n/s⌉ outputs; the odd zero goes behind')
    """
    last = n + 2 * p - m
    size, exact, is_whole = last // s + 1, number(last / s + 1), last % s == 0
    same = ceil(n / s)
    same_zeros = max((same - 1) * s + m - n, 0)

    def share(zeros):
        return f"{zeros // 2} + {zeros - zeros // 2}"

    def odd(zeros):
        return "; the odd zero goes behind" if zeros % 2 else ""

    as_total = f"would give {(n - m + p + s) // s}" if n + p >= m else "would not fit"
    fits = n >= m
    return [
        (
            f"PyTorch, padding={p}",
            f"{p} + {p}",
            str(size),
            "p on each side" + ("" if is_whole else f"; {exact} is rounded down"),
        ),
        ("PyTorch, padding='same'", "—", "none", "refused for a stride above 1")
        if s > 1
        else ("PyTorch, padding='same'", share(m - 1), str(n), f"n outputs{odd(m - 1)}"),
        (
            "TensorFlow, 'valid'",
            "0 + 0",
            str(ceil((n - m + 1) / s)) if fits else "none",
            "⌈(n − m + 1)/s⌉ outputs, no zeros" if fits else "the kernel does not fit",
        ),
        ("TensorFlow, 'same'", share(same_zeros), str(same), f"⌈n/s⌉ outputs{odd(same_zeros)}"),
        (
            f"d2l, p={2 * p}",
            f"{p} + {p}",
            str(size),
            "p is the total of both sides" + (f"; p={p} {as_total}" if p else ""),
        ),
        (
            f"cs231n, P={p}",
            f"{p} + {p}",
            str(size) if is_whole else "none",
            "a whole number: valid" if is_whole else f"invalid: {exact} is no whole number",
        ),
    ]


def _size(n, m, p, s):
    return str(convolution.output_size(n, m, p, s)) if m <= n + 2 * p else "—"
