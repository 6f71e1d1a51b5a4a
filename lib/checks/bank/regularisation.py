"""Questions of "Regularisation"."""

import numpy as np

from ..question import Lesson

lesson = Lesson("lesson-regularisation")


def decay(factor, weight=3.0, steps=10):
    """A weight after steps that each leave this share of it."""
    return weight * factor**steps


lesson.ask(
    "numbers",
    "ex-reg-decay",
    [0.5, decay(1 - 0.1 * 0.5)],
    "medium",
    4,
    "say which `weight_decay` does the same",
    {
        "if the factor of two is forgotten": [0.25, decay(1 - 0.1 * 0.25)],
        "if every step takes as much as the first: it takes its share": [0.5, 1.5],
        "if the learning rate is left out": [0.5, decay(1 - 0.5)],
        "after a single step": [0.5, decay(0.95, steps=1)],
        "if the learning rate becomes part of `weight_decay`": [0.05, decay(0.95)],
        "if the decay makes the weight grow": [0.5, decay(1.05)],
    },
)

X, KEPT = np.array([2.0, 3.0, 1.0, 4.0]), np.array([1, 0, 1, 0])
lesson.ask(
    "numbers",
    "ex-reg-dropout",
    [X * KEPT / (1 - 0.8), X],
    "easy",
    3,
    "write dropout yourself",
    {
        "if the survivors are divided by p": [X * KEPT / 0.8, X],
        "if evaluation is scaled: it does nothing": [X * KEPT * 5, X * 5],
        "if evaluation is scaled down, as the first papers did in place of training": (
            [X * KEPT, X * 0.2]
        ),
        "if the survivors are not scaled": [X * KEPT, X],
        "if the mask drops what it keeps": [X * (1 - KEPT) * 5, X],
        "if evaluation drops too": [X * KEPT * 5, X * KEPT * 5],
        "if the survivors are multiplied by 1 - p": [X * KEPT * 0.2, X],
    },
)
