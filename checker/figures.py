"""How far two figures are apart: blind to another font rasteriser, not to another curve."""

import base64
import io
from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from PIL import Image
from scipy.ndimage import maximum_filter, minimum_filter

# Measured on line plots, numbered grids, bars, photographs and digits, 7.2 inches wide at 160 dpi.
# Must pass: other hinting, antialiasing of text off, other margins 0.014; path snapping off 0.010.
# Must fail: a blurred photograph 0.027; a changed label, a missing marker, a dashed line, a bar
# 2 % higher 0.032; a curve 3 % off 0.049; one cell by 1/18 of the colour map 0.067.
# Too small for it: one other digit in a cell of a grid, 0.003 to 0.021. Print such numbers too.
THRESHOLD = 0.02

PATCH = 16  # pixels; a marker of the default size is 13 pixels wide at 160 dpi
ROWS, COLUMNS = 3, 10  # how far a patch may lie elsewhere: hinting changes how WIDE words are
RADII = (8, 16, 32, 64)  # how far content may move where the tolerance allows it, as a curve does
MOVE = 4.0  # what a move costs: 1 % of the figure's width counts like 4 % of the colour range


class Distance(NamedTuple):
    """The distance of two figures and the pixel of the stored one where it is largest."""

    value: float
    row: int = 0
    column: int = 0

    def __str__(self):
        return f"{self.value:.3f} at row {self.row}, column {self.column}"


def decode(data):
    """Decode a base64 image to an ndarray of shape (H, W, 3) and dtype uint8, on white.

    Raises
    ------
    ValueError
        If the data is broken.
    """
    try:
        image = Image.open(io.BytesIO(base64.b64decode(data))).convert("RGBA")
    except (EOFError, OSError, SyntaxError, ValueError):  # Pillow raises all of them
        raise ValueError("is broken") from None
    paper = Image.new("RGBA", image.size, "white")
    return np.asarray(Image.alpha_composite(paper, image).convert("RGB"))


def distance(stored, fresh):
    """Compare two figures, ndarrays of shape (H, W, 3), by their worst patch.

    A patch of 16 x 16 pixels is as far from the other figure as its colours lie, on average and as
    a share of the full range, outside the range of the colours of the other figure's neighbouring
    pixels, at the best of the places nearby. Both directions count: nothing is missing or added.
    Content that moved further is found by looking within growing radii, at a price (`MOVE`).
    Sizes may differ by 2 %, since a tight bounding box depends on the width of labels.
    """
    if np.array_equal(stored, fresh):
        return Distance(0.0)
    if any(abs(m - n) > 0.02 * n + 2 for m, n in zip(stored.shape, fresh.shape, strict=True)):
        return Distance(1.0)
    stored, fresh, corner = _align(stored, fresh)
    at_best = max(_nearby(stored, fresh), _nearby(fresh, stored))
    for radius in RADII:
        price = MOVE * radius / stored.shape[1]
        if price >= at_best.value:
            break  # looking further costs more than it can save
        moved = max(_within(stored, fresh, radius), _within(fresh, stored, radius))
        if moved.value < price:
            moved = at_best._replace(value=price)
        at_best = min(at_best, moved)
    return at_best._replace(row=at_best.row - corner[0], column=at_best.column - corner[1])


def _align(a, b):
    """Lay both figures on white canvases of one size so that they overlap best."""
    height, width = np.maximum(a.shape, b.shape)[:2]
    ink_a, ink_b = (np.fft.rfft2(255 - x.mean(axis=2), s=(height, width)) for x in (a, b))
    overlap = np.fft.irfft2(ink_a * ink_b.conj(), s=(height, width))
    shift = np.array(np.unravel_index(overlap.argmax(), overlap.shape))
    shift -= np.where(shift > np.array([height, width]) // 2, [height, width], 0)

    corner_a, corner_b = np.maximum(-shift, 0), np.maximum(shift, 0)
    size = np.maximum(corner_a + a.shape[:2], corner_b + b.shape[:2])
    size += -size % PATCH
    canvases = [np.full((*size, 3), 255, np.uint8) for _ in range(2)]
    for canvas, image, (row, column) in zip(canvases, (a, b), (corner_a, corner_b), strict=True):
        canvas[row : row + image.shape[0], column : column + image.shape[1]] = image
    return *canvases, corner_a


def _range(image, radius):
    """Darkest and brightest colour within `radius` of every pixel, as signed numbers."""
    size = (2 * radius + 1, 2 * radius + 1, 1)
    extremes = (
        minimum_filter(image, size, mode="nearest"),
        maximum_filter(image, size, mode="nearest"),
    )
    return (x.astype(np.int16) for x in extremes)


def _outside(colour, dark, bright, axis):
    """By how much of the full range a colour lies outside [dark, bright] in its worst channel."""
    return np.maximum(np.maximum(dark - colour, colour - bright), 0).max(axis=axis) / 255


def _within(image, other, radius):
    """Worst patch of `image` where every pixel may lie anywhere within `radius` in `other`."""
    values = _patches(_outside(image.astype(np.int16), *_range(other, radius), axis=2))
    row, column = np.unravel_index(values.argmax(), values.shape)
    return Distance(float(values.max()), int(row) * PATCH, int(column) * PATCH)


def _nearby(image, other):
    """Worst patch of `image` where a patch as a whole may lie a little elsewhere in `other`."""
    image, (dark, bright) = image.astype(np.int16), _range(other, 1)
    values = _patches(_outside(image, dark, bright, axis=2))
    reach = ((ROWS, ROWS), (COLUMNS, COLUMNS), (0, 0))
    dark, bright = (np.pad(x, reach, mode="edge") for x in (dark, bright))
    worst = Distance(0.0)
    for i in np.argsort(-values, axis=None):
        if values.flat[i] <= worst.value:  # looking elsewhere can only lower a value
            break
        row, column = (int(k) * PATCH for k in np.unravel_index(i, values.shape))
        here = np.s_[row : row + PATCH + 2 * ROWS, column : column + PATCH + 2 * COLUMNS]
        places = (sliding_window_view(x[here], (PATCH, PATCH), (0, 1)) for x in (dark, bright))
        patch = image[row : row + PATCH, column : column + PATCH].transpose(2, 0, 1)
        value = _outside(patch, *places, axis=2).mean(axis=(2, 3)).min()
        worst = max(worst, Distance(float(value), row, column))
    return worst


def _patches(pixels):
    """Mean of every patch: shape (H, W) -> (H / 16, W / 16)."""
    rows, columns = (n // PATCH for n in pixels.shape)
    return pixels.reshape(rows, PATCH, columns, PATCH).mean(axis=(1, 3))
