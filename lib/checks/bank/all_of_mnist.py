"""Questions of "All sixty thousand digits"."""

import numpy as np

from ..question import Lesson

lesson = Lesson("lesson-all-of-mnist")

A, N = 0.997, 10_000
ERROR = np.sqrt(A * (1 - A) / N)
lesson.ask(
    "number",
    "ex-mnist-standard-error",
    100 * ERROR,
    "medium",
    4,
    "say how sure a result is",
    {
        "without the square root": 100 * A * (1 - A) / N,
        "if n is forgotten": 100 * np.sqrt(A * (1 - A)),
        "as a share, and not in per cent": ERROR,
        "of two standard deviations": 200 * ERROR,
        "of 1.96 standard deviations": 196 * ERROR,
        "if a (1 - a) is taken for 1/4, its largest value": 100 * np.sqrt(1 / 4 / N),
        "if only n stands under the root": 100 * A * (1 - A) / np.sqrt(N),
    },
)

EPSILON, CLASSES = 0.05, 10


def smallest(right, wrong, many=CLASSES - 1, log=np.log):
    """The entropy of a target, which has one share for the truth and one for all others."""
    return -right * log(right) - many * wrong * log(wrong)


RIGHT, OTHER = 1 - EPSILON + EPSILON / CLASSES, EPSILON / CLASSES
lesson.ask(
    "number",
    "ex-mnist-floor",
    smallest(RIGHT, OTHER),
    "hard",
    5,
    "make a training many times cheaper",
    {
        "if the nine other classes are left out": smallest(RIGHT, OTHER, 0),
        "if one other class is counted and not nine": smallest(RIGHT, OTHER, 1),
        "if epsilon is shared out among the nine others: the right class gets a tenth of it too": (
            smallest(1 - EPSILON, EPSILON / (CLASSES - 1))
        ),
        "with logarithms to base 2": smallest(RIGHT, OTHER, log=np.log2),
        "with logarithms to base 10": smallest(RIGHT, OTHER, log=np.log10),
        "from the probability of the right class alone, without its weight": -np.log(RIGHT),
        "if smoothing set no floor": 0,
    },
)
