"""Questions of "Subsampling"."""

import numpy as np

from lib.layers import avg_pool2d, max_pool2d

from ..mistakes import of_max_pooling
from ..question import Lesson

lesson = Lesson("lesson-subsampling")

Z = np.array([[-1, -3, -2, 4], [-5, -6, -1, 3], [-1, 2, 0, -2], [3, -4, -3, 2]])
IMAGE = Z[None, None]


def furthest_from_zero():
    """What comes out where the sign does not count."""
    high, low = (sign * max_pool2d(sign * IMAGE, 3, stride=2, padding=1)[0, 0] for sign in (1, -1))
    return np.where(-low > high, low, high)


lesson.ask(
    "numbers",
    "ex-max-pool-negative",
    max_pool2d(IMAGE, 3, stride=2, padding=1)[0, 0],
    "easy",
    4,
    "pool by hand",
    {
        cause: wrong
        for cause, wrong in of_max_pooling(IMAGE, 3, 2, 1).items()
        if "move by one" not in cause
    }
    | {
        "with windows of 2 × 2 and without padding": max_pool2d(IMAGE, 2)[0, 0],
        "if the windows move by one": max_pool2d(IMAGE, 3, stride=1, padding=1)[0, 0],
        "if the largest absolute value wins": furthest_from_zero(),
        "of the mean without the zeros": (
            avg_pool2d(IMAGE, 3, stride=2, padding=1, count_include_pad=False)[0, 0]
        ),
    },
)


def field(sizes, strides):
    """Pixels that a feature sees: every layer adds its m - 1 steps, of the strides before it."""
    seen, step = 1, 1
    for m, s in zip(sizes, strides, strict=True):
        seen, step = seen + (m - 1) * step, step * s
    return seen


lesson.ask(
    "number",
    "ex-field-pool",
    field,
    "medium",
    4,
    "say how far local invariance goes",
    {
        "if the strides are left out": lambda sizes, strides: field(sizes, [1] * 4),
        "if the windows of the pooling itself are left out": (
            lambda sizes, strides: field([5, 1, 5, 1], strides)
        ),
        "if the stride of a layer counts for the layer itself: only those before it do": (
            lambda sizes, strides: 1 + sum((np.array(sizes) - 1) * np.cumprod(strides))
        ),
        "by adding the sizes and not the sizes less one": (
            lambda sizes, strides: 1 + sum(np.array(sizes) * [1, 1, 2, 2])
        ),
        "if the 1 that you start from is left out": (
            lambda sizes, strides: field(sizes, strides) - 1
        ),
        "if the first block is left out": lambda sizes, strides: field(sizes[2:], strides[2:]),
    },
    arguments=([5, 2, 5, 2], [1, 2, 1, 2]),
)
