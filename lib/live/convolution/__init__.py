"""The convolution stepper: what `lib.convolution` computes, one output element at a time."""

import numpy as np

from lib.convolution import conv1d, conv2d, correlate1d, correlate2d, pair

from ..kit.figure import Figure
from ..kit.static import numbers, paragraph

MOST = 32  # rows or columns, so that each is wide enough to be read


def convolution(x, w, padding=0, stride=1, dilation=1, flip=True):
    """Step through a convolution: window, products, sum. Numbers and settings can be changed.

    Parameters
    ----------
    x : array_like of shape (n,) or (n1, n2)
        The input, of at most 32 rows and columns.
    w : array_like of shape (m,) or (m1, m2)
        The kernel, with as many dimensions as the input.
    padding, stride : int, or (int, int) for a matrix
        As in `lib.convolution`.
    dilation : int, or (int, int) for a matrix
        Elements of the input from one kernel element to the next, at least 1.
    flip : bool
        Whether the kernel is flipped, which makes it a convolution and not a cross-correlation.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        As in `lib.convolution`, for a kernel as large as dilation makes it; or if x or w is too
        large to be drawn or holds a number that is not finite.

    Examples
    --------
    >>> convolution([1, 2, 3, 4], [1, 0, -1], padding=1)
    Convolution of x (4) with w (3), padding 1, stride 1, dilation 1: y (4)
    [ 2.  2.  2. -3.]
    """
    ndim = np.asarray(w, dtype=object).ndim  # a ragged list too has one, and is refused below
    convolve = (conv1d if flip else correlate1d) if ndim == 1 else (conv2d if flip else correlate2d)
    convolve(x, w, padding, stride)  # refuses what is wrong but for the dilation
    x, w = np.asarray(x, float), np.asarray(w, float)
    for name, array in (("x", x), ("w", w)):
        if max(array.shape) > MOST:
            raise ValueError(
                f"{name} (of shape {array.shape}) must not exceed {MOST} elements an axis"
            )
        if not np.isfinite(array).all():
            raise ValueError(f"{name} must hold finite numbers")

    def axes(name, value, least):  # a vector is a row: no padding above, and stride 1 downwards
        return pair(name, (least, value) if ndim == 1 else value, least)

    setting = {
        "padding": axes("padding", padding, 0),
        "stride": axes("stride", stride, 1),
        "dilation": axes("dilation", dilation, 1),
    }
    y = convolve(x, dilate(w, setting["dilation"][-ndim:]), padding, stride)
    data = {
        "x": np.atleast_2d(x).tolist(),
        "w": np.atleast_2d(w).tolist(),
        **setting,
        "flip": bool(flip),
        "isVector": ndim == 1,
    }
    what = (
        f"{'Convolution' if flip else 'Cross-correlation'} of x ({_size(x)}) with w ({_size(w)}), "
        f"padding {padding}, stride {stride}, dilation {dilation}: y ({_size(y)})"
    )
    padded = np.pad(x, [(p, p) for p in setting["padding"][-ndim:]])
    picture = [
        paragraph(f"{what}."),
        numbers(padded, "Input x, with its padding in italics", setting["padding"][-ndim:]),
        numbers(w, "Kernel w"),
        numbers(y, "Output y"),
    ]
    return Figure("convolution", data, "".join(picture), f"{what}\n{y}")


def dilate(w, dilation):
    """A kernel with dilation - 1 zeros between its elements, along each axis.

    Examples
    --------
    >>> dilate(np.array([1.0, 2.0]), (3,))
    array([1., 0., 0., 2.])
    """
    spread = np.zeros([(m - 1) * d + 1 for m, d in zip(w.shape, dilation, strict=True)])
    spread[tuple(slice(None, None, d) for d in dilation)] = w
    return spread


def _size(array):
    return " × ".join(map(str, array.shape))
