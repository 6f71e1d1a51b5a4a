"""Questions of "Convolution in one dimension"."""

import numpy as np

from lib.convolution import conv1d

from ..mistakes import of_convolution
from ..question import Lesson

lesson = Lesson("lesson-convolution-1d")

X, W = np.array([2, 1, 0, 3]), np.array([1, -1, 2])
lesson.ask(
    "numbers",
    "ex-by-hand",
    conv1d(X, W, padding=1),
    "easy",
    4,
    "compute a convolution by hand",
    {cause: y for cause, y in of_convolution(X, W, 1, 1).items() if "stride" not in cause}
    | {
        "with the padding at the end alone": conv1d([2, 1, 0, 3, 0, 0], W),
        "with the padding in front alone": conv1d([0, 0, 2, 1, 0, 3], W),
        "with all outputs of full padding": conv1d(X, W, padding=2),
    },
)

SIGNAL = [5, 1, 4, 2]
lesson.ask(
    "numbers",
    "ex-delay",
    [0, 0, 1],
    "medium",
    4,
    "tell convolution from cross-correlation",
    {
        "if the flip is forgotten: this one moves everything to the left": [1, 0, 0],
        "of a kernel that moves nothing": [0, 1, 0],
        "of the echo, whose two weights are padded less": [0, 1],
        "from the signal that comes out": [0, 5, 1, 4],
    },
)


def full(x, w):
    """All n + m - 1 outputs, by shifted copies."""
    y = np.zeros(len(x) + len(w) - 1)
    for k, weight in enumerate(w):
        y[k : k + len(x)] += weight * np.array(x)
    return y


def _of_lists(x, w):
    y = np.zeros(len(x) + len(w) - 1)
    for k, weight in enumerate(w):
        y[k : k + len(x)] += weight * x
    return y


def _signals(rng):
    return tuple(rng.integers(-4, 5, rng.integers(1, 7)).tolist() for _ in range(2))


lesson.ask(
    "code",
    "ex-shifted-copies",
    full,
    "medium",
    8,
    "write `conv1d`",
    {
        "if the kernel is flipped: copies that are shifted need no flip": (
            lambda x, w: full(x, w[::-1])
        ),
        "if a list is multiplied, which repeats it: make an array of it": _of_lists,
        "if the copies are not shifted": (
            lambda x, w: np.pad(sum(w) * np.array(x, float), (0, len(w) - 1))
        ),
        "if the copies are shifted and not scaled": lambda x, w: full(x, np.ones(len(w))),
        "if only the outputs with same padding are kept": (
            lambda x, w: full(x, w)[(len(w) - 1) // 2 :][: len(x)]
        ),
        "if only the outputs without padding are kept": lambda x, w: np.convolve(x, w, "valid"),
    },
    cases=(
        ([1, 2, 0, 1], [3, 2, 1]),
        ([5], [1, 2]),
        ([1, -1], [1, 1, 1, 1]),
        *(_signals(np.random.default_rng(seed)) for seed in range(4)),
    ),
    forbidden=("convolve", "correlate", "conv1d", "correlate1d"),
)

lesson.ask(
    "number",
    "ex-digits",
    123 * 321,
    "medium",
    4,
    "compute a convolution by hand",
    {
        "if the carries are forgotten: 14 does not fit into one digit": 381483,
        "if the numbers are added": 123 + 321,
        "from the two shorter numbers": 12 * 34,
        "if the columns are added up without their places": sum(np.convolve([1, 2, 3], [3, 2, 1])),
        "if the digits of the second number are turned around": 123 * 123,
    },
)
