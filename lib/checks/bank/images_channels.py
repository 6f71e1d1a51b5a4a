"""Questions of "Images and channels"."""

import numpy as np

from lib.layers import parameter_count

from ..mistakes import of_parameters
from ..question import Lesson

lesson = Lesson("lesson-images-channels")

lesson.ask(
    "number",
    "ex-second-layer",
    parameter_count(32, 64, 5, 5),
    "easy",
    2,
    "count the parameters",
    of_parameters(32, 64, 5)
    | {"from one output channel": 32 * 25 + 1, "if the outputs are left out too": 32 * 25},
)

lesson.ask(
    "number",
    "ex-mean-of-two",
    lambda a, b: int((np.uint8(a) + np.array([b], np.uint8))[0]) // 2,
    "medium",
    3,
    "avoid two classic mistakes",
    {
        "if nothing wraps around": lambda a, b: (a + b) // 2,
        "if the wrapped sum is not halved": lambda a, b: (a + b) % 256,
        "if the sum wraps at 255: a byte has 256 values": lambda a, b: (a + b - 255) // 2,
        "if the sum stops at 255": lambda a, b: 255 // 2,
    },
    arguments=(181, 220),
)


def _images(shape):
    return (np.arange(np.prod(shape)).reshape(shape),)


lesson.ask(
    "code",
    "ex-nhwc-to-nchw",
    lambda images: np.moveaxis(images, -1, 1),
    "medium",
    3,
    "avoid two classic mistakes",
    {
        "by `reshape`, which cuts the memory anew": (
            lambda images: images.reshape([images.shape[k] for k in (0, 3, 1, 2)])
        ),
        "if rows and columns change places: (N, C, W, H)": lambda images: images.swapaxes(1, 3),
        "if the axes go the other way, from NCHW to NHWC": lambda images: np.moveaxis(
            images, 1, -1
        ),
        "if all axes are reversed": lambda images: images.T,
        "if nothing is moved": lambda images: images,
    },
    cases=(_images((1, 2, 3, 2)), _images((2, 3, 2, 4)), _images((2, 2, 2, 3))),
)
