"""Questions of "Convolution in two dimensions"."""

import numpy as np

from lib.convolution import conv2d

from ..mistakes import of_convolution
from ..question import Lesson

lesson = Lesson("lesson-convolution-2d")

A, B = np.array([[1, 2, 0], [3, 1, 1], [0, 2, 4]]), np.array([[1, 2], [0, -1]])
lesson.ask(
    "numbers",
    "ex-by-hand-2d",
    conv2d(A, B),
    "easy",
    5,
    "compute a two-dimensional convolution by hand",
    {
        cause: wrong
        for cause, wrong in of_convolution(A, B, 0, 1).items()
        if "padding" not in cause and "stride" not in cause
    }
    | {
        "with full padding": conv2d(A, B, padding=1),
        "if the kernel is rotated and transposed": lambda: conv2d(A, B.T),
        "from the upper left corner by a matrix product": A[:2, :2] @ B,
    },
)

BOX = np.full((3, 3), 1 / 9)
lesson.ask(
    "numbers",
    "ex-two-blurs",
    conv2d(BOX, BOX, padding=2),
    "hard",
    8,
    "say what a separable kernel saves",
    {
        "with same padding: the kernel reaches two pixels far": conv2d(BOX, BOX, padding=1),
        "without padding: the kernel reaches two pixels far": conv2d(BOX, BOX),
        "if the kernels are multiplied element by element": BOX * BOX,
        "by a matrix product of the kernels": BOX @ BOX,
        "if the weights do not add up to 1": 81 * conv2d(BOX, BOX, padding=2),
        "of a box that is 5 wide: in the middle more windows overlap": np.full((5, 5), 1 / 25),
    },
    decimals=3,
)
