"""The convolution stepper: what `lib.convolution` computes, one output element at a time."""

import numpy as np

from lib.convolution import conv1d, conv2d, correlate1d, correlate2d, output_size, pair

from ..kit.arguments import finite
from ..kit.figure import Figure
from ..kit.static import numbers, paragraph

MOST = 32  # rows or columns, so that each is wide enough to be read
FIELDS = {"padding": (0, 8), "stride": (1, 8), "dilation": (1, 4)}  # what the reader can choose
OPERATIONS = ("convolution", "cross-correlation")
TITLES = {"x": "Input x", "w": "Kernel w", "y": "Output y"}


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
    x, w = _drawable("x", x), _drawable("w", w)
    given = {"padding": padding, "stride": stride, "dilation": dilation}
    setting = {what: _axes(what, value, ndim) for what, value in given.items()}
    y = convolve(x, dilate(w, setting["dilation"][-ndim:]), padding, stride)
    data = {
        "x": np.atleast_2d(x).tolist(),
        "w": np.atleast_2d(w).tolist(),
        **setting,
        "flip": bool(flip),
        "isVector": ndim == 1,
        "operations": OPERATIONS,
        "titles": TITLES,
        "axes": _choices(np.atleast_2d(x).shape, np.atleast_2d(w).shape, setting, ndim),
    }
    what = (
        f"{OPERATIONS[0 if flip else 1].capitalize()} of x ({_size(x)}) with w ({_size(w)}), "
        f"padding {padding}, stride {stride}, dilation {dilation}: y ({_size(y)})"
    )
    padded = np.pad(x, [(p, p) for p in setting["padding"][-ndim:]])
    picture = [
        paragraph(f"{what}."),
        numbers(padded, f"{TITLES['x']}, with its padding in italics", setting["padding"][-ndim:]),
        numbers(w, TITLES["w"]),
        numbers(y, TITLES["y"]),
    ]
    return Figure("convolution", data, "".join(picture), f"{what}\n{y}")


def dilate(w, dilation):
    """A kernel with dilation - 1 zeros between its elements, along each axis.

    Examples
    --------
    >>> dilate(np.array([1.0, 2.0]), (3,))
    array([1., 0., 0., 2.])
    """
    spread = np.zeros([reach(m, d) for m, d in zip(w.shape, dilation, strict=True)])
    spread[tuple(slice(None, None, d) for d in dilation)] = w
    return spread


def reach(m, dilation):
    """Elements that a kernel of m covers when dilation pulls it apart.

    Examples
    --------
    >>> reach(3, 2)
    5
    """
    return (m - 1) * dilation + 1


def axis(n, m, limits, noun):
    """What an axis has for all that the reader can choose: sizes, or why the kernel does not fit.

    Parameters
    ----------
    n, m : int
        Elements of input and kernel.
    limits : dict of (int, int)
        The least and the largest "padding", "stride" and "dilation".
    noun : str
        What an element of this axis is called.

    Returns
    -------
    dict
        The limits, `sizes[p][s - 1][d - 1]` for padding p, stride s and dilation d, None where
        the kernel does not fit, and `misfits[p][d - 1]`, a sentence there and None elsewhere.

    Examples
    --------
    >>> limits = {"padding": (0, 1), "stride": (1, 2), "dilation": (1, 2)}
    >>> made = axis(4, 3, limits, "row")
    >>> made["sizes"]
    [[[2, None], [1, None]], [[4, 2], [2, 1]]]
    >>> made["misfits"][0][1]
    'The kernel does not fit: it covers 5 rows, and the padded input has 4. Add padding, or reduce the dilation.'
    """  # noqa: E501, the sentence
    paddings, strides, dilations = (range(least, most + 1) for least, most in limits.values())

    def size(p, s, d):
        try:
            return output_size(n, reach(m, d), p, s)
        except ValueError:
            return None

    def misfit(p, d):
        if size(p, 1, d) is not None:
            return None
        ways = []
        if size(paddings[-1], 1, d) is not None:
            ways.append("add padding")
        if size(p, 1, 1) is not None:
            ways.append("reduce the dilation")
        advice = ", or ".join(ways) or "add padding and reduce the dilation"
        return (
            f"The kernel does not fit: it covers {reach(m, d)} {noun}s, and the padded input has "
            f"{n + 2 * p}. {advice.capitalize()}."
        )

    return {
        "limits": limits,
        "sizes": [[[size(p, s, d) for d in dilations] for s in strides] for p in paddings],
        "misfits": [[misfit(p, d) for d in dilations] for p in paddings],
    }


def _drawable(name, array):
    array = np.asarray(array, float)
    if max(array.shape) > MOST:
        raise ValueError(f"{name} (of shape {array.shape}) must not exceed {MOST} elements an axis")
    finite(name, array)
    return array


def _axes(what, value, ndim):
    """The value for rows and for columns; a vector is a row, with nothing to choose above it."""
    least = FIELDS[what][0]
    return pair(what, (least, value) if ndim == 1 else value, least)


def _choices(n, m, setting, ndim):
    """What `axis` tells of rows and of columns; the given setting is always among the choices."""
    made = []
    for k, noun in enumerate(("row", "column" if ndim == 2 else "element")):
        limits = {
            what: (least, least if ndim == 1 and k == 0 else max(most, setting[what][k]))
            for what, (least, most) in FIELDS.items()
        }
        made.append(axis(n[k], m[k], limits, noun))
    return made


def _size(array):
    return " × ".join(map(str, array.shape))
