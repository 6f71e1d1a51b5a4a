"""Dropout mask by mask, and what the mean over masks becomes with the right and a wrong scale."""

import numpy as np

from lib import layers
from lib.convolution import real_array

from ..kit.arguments import finite
from ..kit.figure import Figure
from ..kit.static import number, paragraph, table

MASKS = 1000
MOST = 8  # elements, so that a phone shows them side by side
PROBABILITIES = [k / 100 for k in range(91)]  # those of the slider: 0 to 0.9
LETTER = ord("#")  # stands for 0


def dropout(x, p=0.25, seed=1):
    """Draw mask after mask, and watch the mean of the outputs approach the input, or miss it.

    The masks are those of `lib.layers.dropout` with `numpy.random.default_rng(seed)`, called once
    for each mask, whatever probability the reader chooses.

    Parameters
    ----------
    x : array_like of shape (n,)
        The input, at most 8 elements.
    p : float
        Probability of dropping an element, a multiple of 0.01 from 0 to 0.9.
    seed : int
        Of the masks, 0 or more.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If x is not a vector of 1 to 8 finite numbers, or p or the seed is not as said above.

    Examples
    --------
    >>> dropout([4, 8, 2, 6, 10], p=0.25, seed=1)
    Dropout of 5 elements, p = 0.25: the mean of 1000 outputs
    [4.03 7.93 1.98 6.09 9.96]
    """
    x = real_array("x", x, 1)
    if x.size > MOST:
        raise ValueError(f"x (of {x.size} elements) must not exceed {MOST} elements")
    finite("x", x)
    if p not in PROBABILITIES:
        raise ValueError(f"p (={p!r}) must be a multiple of 0.01 from 0 to {PROBABILITIES[-1]}")
    if not isinstance(seed, (int, np.integer)) or isinstance(seed, bool) or seed < 0:
        raise ValueError(f"seed (={seed!r}) must be a non-negative integer")
    uniforms = np.random.default_rng(seed).random((MASKS, x.size))
    rng = np.random.default_rng(seed)
    outputs = np.array([layers.dropout(x, p, rng) for _ in range(MASKS)])
    mean = outputs.mean(axis=0)
    rows = {"Input x, and the output in evaluation": x, "Output of the first mask": outputs[0]}
    rows |= {f"Mean of {k} masks": outputs[:k].mean(axis=0) for k in (10, 100, MASKS)}
    rows["The same, survivors not scaled"] = mean * (1 - p)
    if p:
        rows["The same, scaled by the mistake 1/p"] = mean * (1 - p) / p
    what = f"Dropout of {x.size} elements, p = {number(p)}"
    picture = paragraph(f"{what}. Survivors are scaled by 1/(1 − p) = {number(1 / (1 - p))}.")
    picture += table(
        ["", *(f"element {i}" for i in range(x.size))],
        [[name, *(f"{value + 0.0:.3g}" for value in values)] for name, values in rows.items()],
        "What masks do, and their mean",
    )
    data = {
        "x": x.tolist(),
        "level": PROBABILITIES.index(p),
        "most": len(PROBABILITIES) - 1,
        "letters": _letters(uniforms),
        "zero": LETTER,
    }
    text = f"{what}: the mean of {MASKS} outputs\n{np.array2string(mean, precision=2)}"
    return Figure("dropout", data, picture, text)


def _letters(uniforms):
    """One letter for each random number: how many of 0.01, 0.02, ..., 0.9 it has reached.

    A number is below p = k/100, and its element dropped, where that count is below k.
    """
    levels = np.searchsorted(PROBABILITIES[1:], uniforms, side="right")
    return "".join(chr(LETTER + level) for level in levels.flat)
