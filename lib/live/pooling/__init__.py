"""Pooling and invariance: what a shift of the picture does to three ways of making it smaller."""

import numpy as np

from lib.convolution import real_array
from lib.layers import avg_pool2d, conv2d, max_pool2d

from ..kit.arguments import square
from ..kit.figure import Figure
from ..kit.static import numbers, paragraph, table

MOST = 16  # rows and columns
LIMIT = 4  # pixels of a shift
EDGE = ((-1, 0, 1), (-2, 0, 2), (-1, 0, 1))  # answers to upright edges: Sobel's kernel
FIRST = (0, 1)  # down and right: the push that the figure begins with
SHIFTS = (FIRST, (0, -1), (1, 0), (-1, 0), (0, 2))  # those of the static picture
DIRECTIONS = (("up", "down"), ("left", "right"))
TITLES = {
    "picture": "Picture",
    "max": "Max pooling",
    "mean": "Mean pooling",
    "convolution": "Strided convolution",
}
EMPTY = "was 0 all over"  # what has no relative change


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
    data = {
        "x": x.tolist(),
        "weight": weight.tolist(),
        "size": size,
        "stride": step,
        "shift": FIRST,
        "limit": LIMIT,
        "most": min(6, *x.shape),
        "titles": TITLES,
        "directions": DIRECTIONS,
        "empty": EMPTY,
    }
    rows = [
        [_words(*by), *_changes(before, maps(shift(x, *by), size, step, weight))] for by in SHIFTS
    ]
    what = f"Pooling of a picture ({len(x)} × {x.shape[1]}), window {size}, stride {step}"
    told = ", ".join(
        f"{title.lower()} {text.split(';')[0]}"
        for title, text in zip(before, rows[0][1:], strict=True)
    )
    picture = [
        paragraph(f"{what}."),
        numbers(x, TITLES["picture"]),
        *(numbers(y, title) for title, y in before.items()),
        table(
            ["picture pushed", *(title.lower() for title in before)],
            rows,
            "Changed outputs, of those that are not 0; size of the change relative to the output",
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
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must hold finite numbers")


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
        "convolution": conv2d(batch, weight[None, None], padding=len(weight) // 2, stride=stride),
    }
    return {TITLES[kind]: y[0, 0] for kind, y in made.items()}


def shift(x, down, right):
    """Move a picture; what leaves it is lost, and zeros come in.

    Examples
    --------
    >>> shift(np.array([[1, 2], [3, 4]]), 0, 1)
    array([[0, 1],
           [0, 3]])
    """
    padded = np.pad(x, [(max(by, 0), max(-by, 0)) for by in (down, right)])
    row, column = max(-down, 0), max(-right, 0)
    return padded[row : row + len(x), column : column + x.shape[1]]


def change(before, after):
    """Changed elements, elements that are not 0 in both, and size of the change.

    Returns
    -------
    (int, int, float)
        The size is relative to that of `before`: Euclidean norms; NaN if `before` is 0.

    Examples
    --------
    >>> change(np.array([3.0, 4.0, 0.0]), np.array([3.0, 0.0, 0.0]))
    (1, 2, 0.8)
    """
    scale = max(np.abs(before).max(), np.abs(after).max())
    differs = np.abs(after - before) > 1e-9 * scale  # sums in another order may differ by rounding
    counted = (np.abs(before) > 1e-9 * scale) | (np.abs(after) > 1e-9 * scale)
    norm = np.linalg.norm(before)
    relative = np.linalg.norm(after - before) / norm if norm else np.nan
    return int(differs.sum()), int(counted.sum()), float(relative)


def _changes(before, after):
    """What `change` finds for each map, in words."""
    found = [change(before[title], after[title]) for title in before]
    return [
        f"{changed} of {counted}; {EMPTY if np.isnan(relative) else f'{relative:.2f}'}"
        for changed, counted, relative in found
    ]


def _words(down, right):
    """A push along one axis: "1 right"."""
    by, (less, more) = (down, DIRECTIONS[0]) if down else (right, DIRECTIONS[1])
    return f"{abs(by)} {more if by > 0 else less}"
