"""Questions of "Right first, fast next: making convolution fast"."""

import numpy as np

from lib.convolution import correlate1d

from ..question import Lesson

lesson = Lesson("lesson-fast-convolution", "Right first, fast next: making convolution fast")

MADDS = 64 * 14 * 14 * 32 * 5 * 5
INPUT, WEIGHTS, OUTPUT = 32 * 14 * 14, 64 * 32 * 5 * 5, 64 * 14 * 14
NUMBERS = INPUT + WEIGHTS + OUTPUT
lesson.ask(
    "choice",
    "q-which-time",
    "The shortest.",
    "easy",
    0.5,
    "time code without fooling yourself",
    {
        "other programs make some calls longer, and the mean believes them": "The mean of all.",
        "it pays for what is done once: threads, memory, choosing a method": "The first.",
        "that is the one that was disturbed most": "The longest.",
    },
    asks="You have called a function twenty times. Which time says best how fast the code can be?",
    hints=("What can make a call longer, and what shorter than it can be?",),
    why="Nothing makes a call shorter than it can be.",
)

lesson.ask(
    "number",
    "q-statements",
    25,
    "easy",
    0.5,
    "by shifted copies",
    {
        "if Python's work grew with the image": 128 * 128,
        "for the outputs, over which the double loop goes": 124 * 124,
        "if one side of the kernel is counted": 5,
        "for the transfers for a 3 × 3 kernel": 45,
    },
    asks="A 128 × 128 image and a 5 × 5 kernel: how many additions of a whole copy do shifted copies take?",
    hints=("One copy of the image for each kernel element.",),
    why="Python's work depends on the kernel alone; the loops over the image are compiled.",
)

lesson.ask(
    "shape",
    "q-windows",
    (6, 5, 3, 4),
    "easy",
    0.5,
    "by one matrix product and by the Fourier transform",
    {
        "if windows come first, and then positions": (3, 4, 6, 5),
        "if the windows are copied into rows": (30, 12),
        "if there were a window for every element": (8, 8, 3, 4),
        "if the + 1 is forgotten": (5, 4, 3, 4),
    },
    asks="`sliding_window_view(x, (3, 4))` of an 8 × 8 array: which shape does it have?",
    hints=("Positions first: how many rows and columns of them are there?",),
    why="Thirty positions with a window of twelve at each, and not one number copied.",
)

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
    asks="A layer turns 32 maps of 14 × 14 into 64, by 5 × 5 kernels with same padding. How many multiply-adds for each byte of input, weights and output, in float32?",
    hints=(
        "Multiply-adds: 64 · 14 · 14 outputs, 32 · 25 each.",
        "Bytes: four for each number of input, weights and output.",
    ),
    why="Far beyond where the roof bends: here only the peak counts.",
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
    asks="Write `correlate1d(x, w, padding, stride)` by shifted copies: one loop, over the kernel.",
    hints=(
        "Pad x first, and make room for o outputs.",
        "The copy of element k begins at k and takes every s-th number, o of them.",
    ),
    why="One statement for each kernel element, whatever the signal's length.",
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
        "with the natural logarithm, or with two FFTs in place of three: here both give 7": crossover(
            2
        ),
        "if you round down: there, the sum still takes fewer": crossover() - 1,
        "if the sum took m multiply-adds, and not m squared": (
            next(m for m in range(512) if m > 3 * 1.25 * np.log2(512**2))
        ),
    },
    asks="An FFT of N numbers takes 1.25 N log₂ N multiply-adds, a convolution three of them, and the direct sum m² a number. N = 512²: what is the smallest m for which the FFTs take fewer?",
    hints=("m² > 3 · 1.25 · log₂ N.", "log₂ 512² = 18."),
    why="Counting is a start: the change-over is measured, and lies higher.",
)

lesson.ask(
    "choices",
    "ex-fooled",
    (
        "The first call is counted.",
        "The clock is read before the GPU is done.",
        "One program gets one thread, the other all.",
    ),
    "easy",
    3,
    "time code without fooling yourself",
    {
        "that is what one should do": "The minimum of ten calls is taken.",
        "results are compared first, as they should be": "The fast version is first compared with the slow one.",
        "the type is said, so that readers know it": "All inputs are of type float32, and it is said.",
    },
    asks="Which of these make a measured time misleading?",
    hints=("Three do.",),
    why="First calls, early clocks and unequal threads: each can cost a factor of ten.",
)

R, K = np.array([2.0, 1, 0, 3]), np.array([1.0, -1])


def circular(x, w):
    return np.fft.ifft(np.fft.fft(x) * np.fft.fft(w, len(x))).real.round(9) + 0.0


lesson.ask(
    "numbers",
    "ex-circular",
    circular(R, K),
    "medium",
    4,
    "by one matrix product and by the Fourier transform",
    {
        "if nothing wraps around: zeros were appended": np.convolve(R, K)[:4],
        "if the kernel is not flipped": circular(R, [1, 0, 0, -1]),
        "if the wrapped element is lost, and the outputs move up": np.convolve(R, K)[1:],
        "if the kernel is added and not subtracted": circular(R, [1, 1]),
    },
    asks="x = (2, 1, 0, 3) and w = (1, −1). Which four numbers does the product of two FFTs of length 4 give, transformed back?",
    hints=("The FFT takes x to repeat for ever.", "Left of the 2 comes the 3."),
    why="Each number minus its left neighbour, and the 3 stands left of the 2: m − 1 outputs are spoilt.",
)

lesson.ask(
    "number",
    "ex-columns",
    3 * 25 * 28 * 28,
    "medium",
    3,
    "by one matrix product and by the Fourier transform",
    {
        "if the channels are left out": 25 * 28 * 28,
        "if there were a window for every pixel": 3 * 25 * 32 * 32,
        "for the image itself": 3 * 32 * 32,
        "for one column alone": 3 * 25,
        "for the positions alone": 28 * 28,
    },
    asks="im2col of one image of 3 × 32 × 32 for 5 × 5 kernels, without padding: how many numbers are in its columns?",
    hints=(
        "One column for each position, 28 · 28 of them.",
        "It holds the windows of all channels.",
    ),
    why="Nearly twenty times as many as the image: that is the price of one product.",
)

COLUMNS = (
    "windows = sliding_window_view(x, (m, m))",
    "i, j = windows.shape[:2]",
    "rows = windows.reshape(i * j, m * m)",
    "y = rows @ w.ravel()",
    "y = y.reshape(i, j)",
)
lesson.ask(
    "order",
    "ex-im2col-order",
    COLUMNS,
    "medium",
    4,
    "by one matrix product and by the Fourier transform",
    {
        "the outputs get their rows back after the product, not before": (
            *COLUMNS[:3],
            COLUMNS[4],
            COLUMNS[3],
        ),
        "a window is a row of m · m numbers, and here it is a column": (
            *COLUMNS[:2],
            "rows = windows.reshape(m * m, i * j)",
            *COLUMNS[3:],
        ),
        "the kernel is rotated for a convolution, and a correlation is wanted": (
            *COLUMNS[:3],
            "y = rows @ w[::-1, ::-1].ravel()",
            COLUMNS[4],
        ),
    },
    asks="Put a cross-correlation by one matrix product in order. Two lines do not belong.",
    hints=("Windows, their number, rows, product, shape.",),
    why="Each window a row: all outputs are one matrix times one vector.",
)

lesson.ask(
    "choice",
    "ex-which-method",
    "An FFT, since its time does not depend on the kernel.",
    "easy",
    2,
    "say when each of them wins",
    {
        "that takes 961 copies of the whole image": "Shifted copies, since they need no memory for windows.",
        "with one kernel each copied number is used once": "im2col, since a matrix product is fastest.",
        "that is a thousand times as long as at best": "The double loop, since it is right.",
    },
    asks="One image of 2,000 × 2,000 and one kernel of 31 × 31, without a pattern that could be split: which method?",
    hints=("Whose work grows with m², and whose does not?",),
    why="Many kernels over the same windows: im2col. Small kernels: shifted copies. Large ones: the FFT.",
)

lesson.ask(
    "open",
    "ex-roof",
    "A 3 × 3 convolution does nine multiply-adds for each output, and reads and writes at least two numbers for it, so that the "
    "memory and not the processor sets the pace. No faster arithmetic helps: one has to save traffic, for example by "
    "computing several layers or kernels while the numbers are in the cache.",
    "hard",
    5,
    "say how fast a convolution could be at best",
    {},
    asks="A 3 × 3 convolution of one image, too large for the cache, stays far below the processor's peak, whoever writes it. Why, and what could help? Two or three sentences.",
    hints=("How many multiply-adds for each byte that is moved?",),
    why="That is what the sloping part of the roofline says.",
)
