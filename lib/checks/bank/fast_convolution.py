"""Questions of "Right first, fast next: making convolution fast"."""

import numpy as np

from lib.convolution import correlate1d

from ..question import Lesson

lesson = Lesson("lesson-fast-convolution")

MADDS = 64 * 14 * 14 * 32 * 5 * 5
INPUT, WEIGHTS, OUTPUT = 32 * 14 * 14, 64 * 32 * 5 * 5, 64 * 14 * 14
NUMBERS = INPUT + WEIGHTS + OUTPUT
lesson.ask(
    "number",
    "ex-layer-intensity",
    MADDS / (4 * NUMBERS),
    "hard",
    6,
    "say how fast a convolution could be at best",
    {
        "if the weights are left out": MADDS / (4 * (INPUT + OUTPUT)),
        "if the output is left out": MADDS / (4 * (INPUT + WEIGHTS)),
        "if the input is left out": MADDS / (4 * (WEIGHTS + OUTPUT)),
        "with 8 bytes a number, which is float64": MADDS / (8 * NUMBERS),
        "if numbers are counted and not their bytes": MADDS / NUMBERS,
        "with two operations for each multiply-add": 2 * MADDS / (4 * NUMBERS),
        "if each output saw one input channel only": MADDS / 32 / (4 * NUMBERS),
        "without same padding, on 10 × 10 outputs": (
            64 * 100 * 32 * 25 / (4 * (INPUT + WEIGHTS + 6400))
        ),
    },
)

X, W = np.arange(1.0, 11), np.array([1.0, 0, -2])


lesson.ask(
    "code",
    "ex-shifted-1d",
    correlate1d,
    "hard",
    8,
    "by shifted copies",
    {
        "if the kernel is flipped: this is the convolution": (
            lambda x, w, padding, stride: correlate1d(x, w[::-1], padding, stride)
        ),
        "if the padding is left out": lambda x, w, padding, stride: correlate1d(x, w, 0, stride),
        "if the stride is left out": lambda x, w, padding, stride: correlate1d(x, w, padding, 1),
        "if both padding and stride are left out": (
            lambda x, w, padding, stride: correlate1d(x, w)
        ),
        "if the padding goes in front alone": (
            lambda x, w, padding, stride: correlate1d(np.pad(x, (padding, 0)), w, 0, stride)
        ),
        "if all copies begin at the same place": (
            lambda x, w, padding, stride: (
                np.pad(x, padding)[: len(x) + 2 * padding - len(w) + 1 : stride] * sum(w)
            )
        ),
    },
    cases=tuple(
        (x, w, padding, stride)
        for x, w in ((X, W), (X[:6] ** 2, np.array([2.0, -1])))
        for padding in range(3)
        for stride in (1, 2, 3)
    ),
    forbidden=("correlate1d", "conv1d", "convolve", "correlate", "conv2d", "correlate2d"),
)


def crossover(ffts=3, logarithm=np.log2, size=512**2, times=1.25):
    """The smallest kernel for which that many FFTs take fewer multiply-adds."""
    return next(m for m in range(1, 512) if m**2 > ffts * times * logarithm(size))


lesson.ask(
    "number",
    "ex-crossover",
    crossover(),
    "medium",
    4,
    "say when each of them wins",
    {
        "with a single FFT: the image's, the kernel's, and the one back make three": crossover(1),
        "with the logarithm of 512: the image has 512 · 512 numbers": crossover(size=512),
        "with the natural logarithm, or with two FFTs in place of three: here both give 7": 7,
        "if you round down: there, the sum still takes fewer": crossover() - 1,
        "if the sum took m multiply-adds, and not m squared": 68,
    },
)
