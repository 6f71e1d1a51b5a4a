"""The output-size solver: the formula forwards and backwards, and as other libraries state it."""

from math import ceil

from lib import convolution

from ..kit.figure import Figure
from ..kit.static import count, paragraph, table
from .rules import CAPTION, COLUMNS, SIDE, conventions, fates, formula, layer, outputs

LIMITS = {"n": (1, 256), "m": (1, 32), "p": (0, 16), "s": (1, 16)}  # what can still be drawn
MOST_STARTS = 6  # of windows, in one sentence


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
    size = convolution.output_size(n, m, padding, stride)
    given = {"n": n, "m": m, "padding": padding, "stride": stride}
    for (name, value), (_, most) in zip(given.items(), LIMITS.values(), strict=True):
        if value > most:
            raise ValueError(f"{name} (={value}) must be at most {most} to be drawn")
    n, m, p, s = map(int, given.values())
    most, _, padded, _ = (most for _, most in LIMITS.values())
    data = {
        "setting": {"n": n, "m": m, "p": p, "s": s, "wanted": ceil(n / s)},
        "limits": {**LIMITS, "wanted": (1, convolution.output_size(most, 1, padded))},
    }
    strides = range(1, SIDE + 1)
    what = f"n = {n}, m = {m}, padding {p}, stride {s}: {count(size, 'output')}"
    picture = [
        paragraph(f"Output size for {what}."),
        paragraph(" ".join(step for step, _ in formula(n, m, p, s))),
        paragraph(_windows(n, m, p, s, size)),
        table(
            ["", *(f"s = {j}" for j in strides)],
            [[f"p = {i}", *(_text(outputs(n, m, i, j)) for j in strides)] for i in range(SIDE)],
            "Backwards: outputs for each padding and stride",
        ),
        table(
            COLUMNS,
            [_row(*convention) for convention in conventions(n, m, p, s)],
            CAPTION,
        ),
        paragraph(layer(m, p, s)),
    ]
    return Figure("output_size", data, "".join(picture), what)


def _windows(n, m, p, s, size):
    """Where windows start, and what is dropped behind the last one."""
    starts = [str(i * s) for i in range(size)]
    if size > MOST_STARTS:
        starts = [*starts[:3], "…", starts[-1]]
    dropped = fates(n, m, s, (p, p), size).count("dropped")
    return (
        f"Windows start at {', '.join(starts)} of the padded input. Behind the last one, "
        f"{count(dropped, 'element')} of {n + 2 * p} {'is' if dropped == 1 else 'are'} dropped."
    )


def _row(name, zeros, size, words):
    return [name, "—" if zeros is None else " + ".join(map(str, zeros)), _text(size, "none"), words]


def _text(size, nothing="—"):
    return nothing if size is None else str(size)
