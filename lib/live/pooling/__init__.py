"""Pooling and invariance: what a shift of the picture does to three ways of making it smaller."""

import numpy as np

from lib.convolution import real_array
from lib.layers import avg_pool2d, conv2d, max_pool2d

from ..kit.arguments import finite, square
from ..kit.figure import Figure
from ..kit.static import numbers, paragraph, table
from .rules import border, compare, distance, measure, share, shifted

MOST = 16  # rows and columns
LIMIT = 4  # pixels of a shift
WINDOW = 6  # the largest window and stride, unless a larger one was given
EDGE = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))  # answers to upright edges: Sobel's kernel
FIRST = (0, 1)  # down and right: the push that the figure begins with
SHIFTS = (FIRST, (0, -1), (1, 0), (-1, 0), (0, 2))  # those of the static picture
TITLES = {
    "picture": "Picture",
    "max": "Max pooling",
    "mean": "Mean pooling",
    "convolution": "Strided convolution",
}


def pooling(x, kernel_size=2, stride=None, weight=EDGE):
    """Push a picture by a pixel, and watch max pooling, mean pooling and a convolution respond.

    What is pushed out of the picture is lost, and zeros come in. All three use the same stride;
    the convolution (a cross-correlation, as in `lib.layers`) has zeros around the picture.

    Parameters
    ----------
    x : array_like of shape (rows, columns)
        The picture, of 2 to 16 rows and columns.
    kernel_size : int
        Rows and columns of the pooling window.
    stride : int, optional
        The kernel size where it is not given.
    weight : array_like of shape (m, m)
        Kernel of the convolution, with m = 1, 3 or 5; without it an edge detector.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        As in `lib.layers`, or if x or weight has another size or holds a number that is not finite.

    Examples
    --------
    >>> pooling([[0, 0, 9, 0], [0, 0, 9, 0], [0, 0, 9, 0], [0, 0, 9, 0]])
    Pooling of a picture (4 × 4), window 2, stride 2; pushed 1 right, these outputs change:
    max pooling 0 of 2, mean pooling 0 of 2, strided convolution 2 of 2
    """
    x, weight = real_array("x", x, 2), real_array("weight", weight, 2)
    _require_small(x, weight)
    size = square("kernel_size", kernel_size, 1)
    step = size if stride is None else square("stride", stride, 1)
    before = maps(x, size, step, weight)  # refuses a window too large
    given = {"size": size, "stride": step}
    data = {
        "x": x.tolist(),
        "weight": weight.tolist(),
        **given,
        "shift": FIRST,
        "limit": LIMIT,
        "most": {what: max(min(WINDOW, *x.shape), n) for what, n in given.items()},
        "titles": TITLES,
    }
    pushed = [np.array(shifted(x.tolist(), by)) for by in SHIFTS]
    changes = [_changes(before, maps(now, size, step, weight)) for now in pushed]
    rows = [
        [distance(by), *(measure(change, "outputs") for change in found)]
        for by, found in zip(SHIFTS, changes, strict=True)
    ]
    what = f"Pooling of a picture ({len(x)} × {x.shape[1]}), window {size}, stride {step}"
    told = ", ".join(
        f"{title.lower()} {share(change)}" for title, change in zip(before, changes[0], strict=True)
    )
    picture = [
        paragraph(f"{what}."),
        numbers(x, TITLES["picture"]),
        *(numbers(y, title) for title, y in before.items()),
        table(
            ["picture pushed", *(title.lower() for title in before)],
            rows,
            "How many outputs change, and by how much",
        ),
    ]
    text = f"{what}; pushed {rows[0][0]}, these outputs change:\n{told}"
    return Figure("pooling", data, "".join(picture), text)


def _require_small(x, weight):
    if min(x.shape) < 2 or max(x.shape) > MOST:
        raise ValueError(f"x (of shape {x.shape}) must have 2 to {MOST} rows and columns")
    if weight.shape not in {(1, 1), (3, 3), (5, 5)}:
        raise ValueError(f"weight (of shape {weight.shape}) must be 1 × 1, 3 × 3 or 5 × 5")
    for name, array in (("x", x), ("weight", weight)):
        finite(name, array)


def maps(x, size, stride, weight):
    """What the three ways of making a picture smaller make of it, by title.

    Examples
    --------
    >>> maps(np.array([[1.0, 2.0], [3.0, 6.0]]), 2, 2, np.ones((1, 1)))["Mean pooling"]
    array([[3.]])
    """
    batch = x[None, None]
    made = {
        "max": max_pool2d(batch, size, stride=stride),
        "mean": avg_pool2d(batch, size, stride=stride),
        "convolution": conv2d(
            batch, weight[None, None], padding=border(len(weight)), stride=stride
        ),
    }
    return {TITLES[kind]: y[0, 0] for kind, y in made.items()}


def _changes(before, after):
    return [compare(before[title].tolist(), after[title].tolist()) for title in before]
