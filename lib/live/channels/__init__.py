"""Channels: what one filter of `lib.layers.conv2d` does with the three channels of a colour."""

import numpy as np

from lib.layers import conv2d, parameter_count

from ..kit.arguments import finite
from ..kit.figure import Figure
from ..kit.static import count, number, numbers, paragraph
from .rules import BRIGHTEST, CHANNELS

PATCH, KERNEL, FILTERS = 8, 5, 3  # at most, so that everything is in sight at once


def channels(patch, filters, bias=None, names=None):
    """Step through a convolution over colour: a kernel for each channel, and the sums added up.

    Pixels, weights and biases can be changed; nothing is padded, and the stride is 1.

    Parameters
    ----------
    patch : array_like of shape (3, H, W)
        Red, green and blue of at most 8 x 8 pixels, whole numbers from 0 to 255.
    filters : array_like of shape (O, 3, KH, KW)
        The weight of `lib.layers.conv2d`: at most 3 filters, kernels of at most 5 x 5.
    bias : array_like of shape (O,), optional
        Zeros where it is not given.
    names : sequence of O str, optional
        What the filters are called.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If patch is no small colour image, filters or bias do not suit it as in
        `lib.layers.conv2d`, a number is not finite, or there is not one name for each filter.

    Examples
    --------
    >>> channels([[[1, 2]], [[10, 20]], [[100, 200]]], [[[[1]], [[1]], [[-1]]]], bias=[0.5])
    1 filter over a patch of 3 channels, 1 × 2 pixels: y (1, 1, 2)
    [[[ -88.5 -177.5]]]
    """
    patch = _patch(patch)
    y = conv2d(patch[None], filters, bias)[0]  # refuses what does not fit
    filters = np.asarray(filters, float)
    bias = np.zeros(len(filters)) if bias is None else np.asarray(bias, float)
    _require_small(filters, bias)
    o, _, rows, columns = filters.shape
    names = [""] * o if names is None else [str(name) for name in names]
    if len(names) != o:
        raise ValueError(f"names (={names}) must be as many as the filters, {o}")
    ledger = (
        f"{count(o, 'filter')}, each with 3 kernels of {rows} × {columns} and one bias: "
        f"{o} · (3 · {rows} · {columns} + 1) = {parameter_count(3, o, rows, columns)} parameters."
    )
    data = {
        "patch": patch.astype(int).tolist(),
        "weight": filters.tolist(),
        "bias": bias.tolist(),
        "names": names,
        "size": list(y.shape[1:]),
        "ledger": ledger,
    }
    what = (
        f"{count(o, 'filter')} over a patch of 3 channels, "
        f"{patch.shape[1]} × {patch.shape[2]} pixels: y {y.shape}"
    )
    picture = [paragraph(f"{what}. {ledger}")]
    picture += [numbers(x, f"The {name} channel") for x, name in zip(patch, CHANNELS, strict=True)]
    for f, (w, b, name) in enumerate(zip(filters, bias, names, strict=True)):
        title = f"filter {f}{name and f' ({name})'}"
        kernels = zip(w, CHANNELS, strict=True)
        picture += [numbers(k, f"Kernel of {title} for {channel}") for k, channel in kernels]
        picture.append(paragraph(f"First window of {title}: {_sums(patch, w, b)}."))
        picture.append(numbers(y[f], f"Output {f}, with bias {number(b)}"))
    return Figure("channels", data, "".join(picture), f"{what}\n{y}")


def _patch(patch):
    patch = np.asarray(patch)
    if patch.ndim != 3 or len(patch) != 3 or not 1 <= min(patch.shape) <= max(patch.shape) <= PATCH:
        raise ValueError(
            f"patch (of shape {patch.shape}) must be of shape (3, H, W), "
            f"with at most {PATCH} rows and columns"
        )
    if not np.isin(patch, range(BRIGHTEST + 1)).all():
        raise ValueError(f"patch must hold whole numbers from 0 to {BRIGHTEST}, as uint8 does")
    return patch.astype(float)


def _require_small(filters, bias):
    for name, array in (("filters", filters), ("bias", bias)):
        finite(name, array)
    if len(filters) > FILTERS or max(filters.shape[2:]) > KERNEL:
        raise ValueError(
            f"filters (of shape {filters.shape}) must be at most {FILTERS}, "
            f"with kernels of at most {KERNEL} x {KERNEL}"
        )


def _sums(patch, weight, bias):
    """The sum of each channel at the first window, and what they and the bias add up to."""
    rows, columns = weight.shape[1:]
    sums = (patch[:, :rows, :columns] * weight).sum(axis=(1, 2))
    parts = [f"{name} {number(s)}" for name, s in zip(CHANNELS, sums, strict=True)]
    return f"{' + '.join([*parts, f'bias {number(bias)}'])} = {number(sums.sum() + bias)}"
