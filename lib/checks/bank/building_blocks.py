"""Questions of "Building blocks"."""

import numpy as np

from lib.layers import parameter_count, relu

from ..question import Lesson

lesson = Lesson("lesson-building-blocks")

lesson.ask(
    "number",
    "ex-hierarchy-field",
    lambda sizes: 1 + sum(sizes) - len(sizes),
    "easy",
    2,
    "measure a receptive field",
    {
        "by adding the sizes: windows overlap, each layer adds m - 1": sum,
        "if the 1 that you start from is left out": lambda sizes: sum(sizes) - len(sizes),
        "by nudging pixels of this hierarchy: its corner kernels hold zeros on their outer side": 7,
        "by adding the sizes to the 1 that you start from: each layer adds m - 1": lambda sizes: (
            1 + sum(sizes)
        ),
        "from the last kernel alone": lambda sizes: sizes[-1],
    },
    arguments=([3, 3, 5],),
)

lesson.ask(
    "number",
    "ex-count-weights",
    parameter_count(1, 16, 3, 3),
    "easy",
    1,
    "count the weights of a layer",
    {
        "if the biases are left out: one for each map": 16 * 9,
        "if all maps share one bias: each has its own": 16 * 9 + 1,
        "if the kernel is counted along one side only": 16 * (3 + 1),
        "from one map alone": 9 + 1,
        "if every value of a map had weights of its own: they are shared": 64 * 64 * 16 * (9 + 1),
        "if every pixel of a map were a parameter": 64 * 64 * 16,
        "if the outputs without padding were the parameters": 62 * 62 * 16,
        "if every map were fully connected to the image": 16 * (64 * 64 + 1),
    },
)


def _crossings(rng):
    """Maps of strokes across and down, of zeros and ones, some of which cross."""
    return tuple((rng.random((2, 4, 6)) < 0.5).astype(float))


lesson.ask(
    "code",
    "ex-find-plus",
    lambda across, down: relu(across + down - 1),
    "medium",
    3,
    "explain feature hierarchy",
    {
        "if every stroke counts: only the crossing should": lambda across, down: across + down,
        "if either stroke is enough: both have to be there": np.maximum,
        "if what lies below zero stays": lambda across, down: across + down - 1,
        "if the strokes are subtracted": lambda across, down: across - down,
    },
    cases=(
        (np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])),
        *(_crossings(np.random.default_rng(seed)) for seed in range(3)),
    ),
)
