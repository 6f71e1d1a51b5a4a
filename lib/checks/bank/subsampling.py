"""Questions of "Subsampling"."""

import numpy as np

from lib.convolution import output_size
from lib.layers import avg_pool2d, max_pool2d

from ..mistakes import of_max_pooling
from ..question import Lesson

lesson = Lesson("lesson-subsampling", "Subsampling")

POOL = "pool by hand, in NumPy and in PyTorch"
INVARIANCE = "say how far local invariance goes"
CHOOSE = "choose between max pooling, mean pooling and a strided convolution"

LOWER = np.array([[1, 2, 0, 2], [3, 4, 3, 2]])
WINDOWS = np.stack([LOWER[:, :2].ravel(), LOWER[:, 2:].ravel()])
lesson.ask(
    "numbers",
    "q-lower-windows",
    avg_pool2d(LOWER[None, None], 2)[0, 0, 0],
    "easy",
    0.3,
    POOL,
    {
        "if the maximum is taken in place of the mean": WINDOWS.max(axis=1),
        "if the sum is not divided": WINDOWS.sum(axis=1),
        "if the sum of four is divided by two": WINDOWS.sum(axis=1) / 2,
        "if the minimum is taken": WINDOWS.min(axis=1),
        "for the median: a mean adds all four": np.median(WINDOWS, axis=1),
        "if the zero does not count: it is one of the four": (
            WINDOWS.sum(axis=1) / np.count_nonzero(WINDOWS, axis=1)
        ),
    },
    asks="The lower two rows of X are `[[1, 2, 0, 2], [3, 4, 3, 2]]`. What does MEAN pooling with "
    "windows of 2 × 2 make of them, from left to right?",
    hints=("Add the four numbers of each window, and divide by 4.",),
    why="A mean depends on all four, the zero too.",
)


def pooled(n, columns, window=(2, 3), stride=(2, 3)):
    """The shape of eight images with three channels, after pooling."""
    sizes = [
        output_size(each, m, 0, s) for each, m, s in zip((n, columns), window, stride, strict=True)
    ]
    return (8, 3, *sizes)


lesson.ask(
    "shape",
    "q-shape-of-pooled",
    pooled(7, 12),
    "easy",
    0.4,
    POOL,
    {
        "if a window that is not full counts: the floor drops it": pooled(8, 12),
        "if the windows move by one: the stride is the window's size": pooled(7, 12, stride=(1, 1)),
        "if the window's rows and columns are swapped": pooled(7, 12, (3, 2), (3, 2)),
        "if the channels are pooled too: each is pooled for itself": (8, 1, *pooled(7, 12)[2:]),
        "if the + 1 of the output size is forgotten": (8, 3, 2, 3),
        "with windows of 2 × 2": pooled(7, 12, (2, 2), (2, 2)),
        "if nothing is rounded down": (8, 3, 3.5, 4),
        "if rows and columns of the output are swapped": (8, 3, *pooled(7, 12)[:1:-1]),
    },
    asks="A batch of shape (8, 3, 7, 12) goes through `nn.MaxPool2d((2, 3))`. What shape comes "
    "out?",
    hints=("Images and channels stay. How many windows of 2 rows fit into 7 rows?",),
    why="Of seven rows the last fills no window and is never read.",
)

lesson.ask(
    "choice",
    "q-which-push",
    "after the second only",
    "easy",
    0.3,
    INVARIANCE,
    {
        "columns 2 and 3 share a window, so the first push changes nothing": "after the first only",
        "columns 4 and 5 share a window, so the third push changes nothing": "after the third only",
        "a push within a window changes nothing": "after each of them",
    },
    asks="A row of 8 pixels is 0 but for a 9 in column 2, counted from 0. It is max-pooled with "
    "windows of two. The 9 is pushed to the right three times, one column each. After which push "
    "does the output change?",
    hints=("The windows hold the columns 0 and 1, 2 and 3, 4 and 5, 6 and 7.",),
    why="What counts is where the windows happen to begin.",
)

lesson.ask(
    "choice",
    "q-mean-kernel",
    "[[1/4, 1/4], [1/4, 1/4]]",
    "easy",
    0.2,
    CHOOSE,
    {
        "this adds the four pixels and does not divide": "[[1, 1], [1, 1]]",
        "these weights add up to 2, and give twice the mean": "[[1/2, 1/2], [1/2, 1/2]]",
        "this keeps one pixel of four and looks at no other": "[[1, 0], [0, 0]]",
    },
    asks="Which 2 × 2 kernel, moved with stride 2, is mean pooling?",
    hints=("Every pixel of the window counts equally.",),
    why="Mean pooling is a strided convolution with weights that nobody learns.",
)

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
    POOL,
    {
        cause: wrong
        for cause, wrong in of_max_pooling(IMAGE, 3, 2, 1).items()
        if "move by one" not in cause
    }
    | {
        "with windows of 2 × 2 and without padding": max_pool2d(IMAGE, 2)[0, 0],
        "if the minimum is taken, or what is furthest from 0": furthest_from_zero(),
        "if the signs are dropped": max_pool2d(abs(IMAGE), 3, stride=2, padding=1)[0, 0],
        "with padding below and on the right alone": np.array([[2, 4], [3, 2]]),
    },
    asks="Max-pool `[[-1, -3, -2, 4], [-5, -6, -1, 3], [-1, 2, 0, -2], [3, -4, -3, 2]]`: windows "
    "of 3 × 3, stride 2, padding 1. What is the result?",
    hints=("The first window sees -1, -3, -5 and -6. Does the padding win?",),
    why="Padding counts as minus infinity and never wins.",
)

SHIFTED = np.array([3, 3, 0, 5, 5, 0, 0, 8])


def push(row, before, after=()):
    """Max pooling, with windows of two, of a row that zeros are put around."""
    return max_pool2d(np.array([*before, *row, *after])[None, None, None], (1, 2))[0, 0, 0]


lesson.ask(
    "numbers",
    "ex-push-a-row",
    push(SHIFTED[:-1], [0]),
    "easy",
    4,
    INVARIANCE,
    {
        "if nothing is pushed": push(SHIFTED, []),
        "if the output is pushed in place of the pixels": [0, *push(SHIFTED, [])[:-1]],
        "if the row is pushed to the left": push(SHIFTED[1:], [], [0]),
        "if the 8 comes back on the left": push(SHIFTED[:-1], SHIFTED[-1:]),
        "if the 8 stays where it is": push([*SHIFTED[:-2], SHIFTED[-1]], [0]),
        "if the minimum is taken": -push(-SHIFTED[:-1], [0]),
        "for mean pooling": avg_pool2d(np.array([0, *SHIFTED[:-1]])[None, None, None], (1, 2))[
            0, 0, 0
        ],
    },
    asks="The row [3, 3, 0, 5, 5, 0, 0, 8] is pushed one pixel to the right: a 0 comes in, the 8 "
    "is lost. Max-pool the pushed row with windows of two.",
    hints=("Write the pushed row down first: it begins with 0, 3, 3.",),
    why="Unpushed it was 3, 5, 5, 8: of four outputs two stay, although the whole row moved.",
)

SIDES = {"rows": ("upper", "lower"), "columns": ("left", "right")}


def windows_of(i, j):
    """Which windows of 3 × 3 with stride 2 read a pixel of a 5 × 5 image, in words."""
    if i == 2 or j == 2:
        axis, k = ("columns", j) if i == 2 else ("rows", i)
        return f"the two {SIDES[axis][k > 2]} windows"
    return f"the {SIDES['rows'][i > 2]} {SIDES['columns'][j > 2]} window"


X5 = np.array([[1, 3, 2, 4, 0], [5, 6, 1, 3, 2], [1, 2, 0, 9, 1], [3, 4, 3, 2, 5], [0, 1, 7, 2, 8]])
lesson.ask(
    "tap",
    "ex-seen-by-all",
    (2, 2),
    "easy",
    2,
    POOL,
    {
        f"row {i}, column {j} is read by {windows_of(i, j)} alone": (i, j)
        for i, j in np.ndindex(5, 5)
        if (i, j) != (2, 2)
    },
    asks="This image is max-pooled with windows of 3 × 3 and stride 2. Touch the one pixel that "
    "would change all four outputs if it became 20.",
    hints=("The windows cover rows 0 to 2 and 2 to 4, and the columns likewise.",),
    why="Windows that overlap share pixels, and one pixel can change several outputs.",
    table=X5,
)

lesson.ask(
    "choices",
    "ex-55-to-27",
    ("nn.MaxPool2d(2)", "nn.MaxPool2d(3, stride=2)", "nn.Conv2d(8, 8, 3, stride=2)"),
    "medium",
    5,
    POOL,
    {
        "the stride of a pooling is its window unless told otherwise: MaxPool2d(3) gives 18": (
            "nn.MaxPool2d(3)"
        ),
        "with padding 57 rows are there, which makes 28": ("nn.MaxPool2d(3, stride=2, padding=1)"),
        "the stride of a convolution is 1 unless told otherwise: Conv2d(8, 8, 2) gives 54": (
            "nn.Conv2d(8, 8, 2)"
        ),
    },
    asks="Maps have 55 rows and 55 columns. Which of these PyTorch layers make them 27 × 27?",
    hints=(
        "Work out floor((55 + 2p - m) / s) + 1 for each.",
        "Where no stride is given: the window for a pooling, 1 for a convolution.",
    ),
    why="Mind the defaults: a pooling strides by its window, a convolution by 1.",
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
    INVARIANCE,
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
        "if the last pooling is left out": lambda sizes, strides: field(sizes[:3], strides[:3]),
        "if the last pooling's own stride counts for it": (
            lambda sizes, strides: field(sizes, strides) + 2
        ),
        "for the pixels in all: the width is asked": (
            lambda sizes, strides: field(sizes, strides) ** 2
        ),
    },
    arguments=([5, 2, 5, 2], [1, 2, 1, 2]),
    asks="Layers follow one another: convolution 5 × 5, pooling 2 × 2, convolution 5 × 5, pooling "
    "2 × 2 (convolutions with stride 1, pooling with stride 2). How many pixels wide is the "
    "receptive field of a feature at the end?",
    hints=(
        "Start from 1. Each layer adds its window's size less one, in steps.",
        "How wide is a step? The product of the strides BEFORE the layer: 1, 1, 2, 2.",
    ),
    why="A stride widens the steps of all layers behind it, and not its own.",
)

START, ROWS = "def halve(x):", "    n = x.shape[0] // 2"
CUT = "    x = x[: 2 * n, : 2 * n]"
BLOCKS, FAR = "    x = x.reshape(n, 2, n, 2)", "    x = x.reshape(2, n, 2, n)"
BEST = "    return x.max(axis=(1, 3))"
lesson.ask(
    "order",
    "ex-halve-without-loops",
    (START, ROWS, CUT, BLOCKS, BEST),
    "medium",
    5,
    POOL,
    {
        "blocks of (2, n) put pixels into a window that are n apart": (
            START,
            ROWS,
            CUT,
            FAR,
            BEST,
        ),
        "an odd row is to be cut off before the reshape, which has no place for it": (
            START,
            ROWS,
            BLOCKS,
            CUT,
            BEST,
        ),
        "a square of odd size cannot be reshaped: nothing was cut off": (
            START,
            ROWS,
            BLOCKS,
            BEST,
        ),
        "`n` is used before it is known": (START, CUT, ROWS, BLOCKS, BEST),
        "`x` is known inside the function alone, behind `def`": (ROWS, START, CUT, BLOCKS, BEST),
        "`x` still has two axes: a line is missing that makes four": (START, ROWS, CUT, BEST),
        "what stands behind `return` is never done": (START, ROWS, CUT, BEST, BLOCKS),
        "one reshape is enough, and the second mixes the windows": (
            START,
            ROWS,
            CUT,
            BLOCKS,
            FAR,
            BEST,
        ),
    },
    asks="Put the lines in order: a function that max-pools a square matrix of any size, 7 × 7 "
    "too, with windows of 2 × 2 and no loop. One line does not belong.",
    hints=(
        "How many windows fit, and what is left over?",
        "After the reshape the axes are: window's row, row in it, window's column, column in it.",
    ),
    why="A reshape cuts the image into its windows, and the maximum runs over the axes in them.",
)

lesson.ask(
    "choice",
    "ex-choose-a-layer",
    "nn.MaxPool2d(2)",
    "medium",
    3,
    CHOOSE,
    {
        "a mean waters one strong answer down to a quarter": "nn.AvgPool2d(2)",
        "a strided convolution has weights to learn, 9,248 here": (
            "nn.Conv2d(32, 32, 3, stride=2, padding=1)"
        ),
        "with stride 1 the maps hardly become smaller": "nn.MaxPool2d(2, stride=1)",
    },
    asks="32 maps say how strongly a stroke is found at each pixel: mostly 0, here and there 9. "
    "Their rows and columns are to be halved without new parameters, and each output is to say how strong the "
    "strongest stroke in its window is. Which layer?",
    hints=("Two of the four halve the maps and have nothing to learn. What do they do to a 9?",),
    why="A maximum keeps a lone strong answer as it is, wherever in the window it stands.",
)

lesson.ask(
    "open",
    "ex-how-invariant",
    "A push of one pixel leaves an output as it was only if the maximum of its window stays the "
    "same, so some outputs stay and the map as a whole nearly always changes. A push by a whole "
    "stride moves the map by one output and, away from the border, changes nothing else. Only a "
    "window over the whole image is invariant to every push that loses no ink, and it has "
    "forgotten where things are.",
    "medium",
    5,
    INVARIANCE,
    asks='"Max pooling makes a network invariant to small shifts." Correct this sentence: what '
    "happens to one output, and to the whole map, at a push of one pixel and at a push of a whole "
    "stride? Which window would be invariant to all?",
    hints=(
        "What share of the outputs stayed, and how many of the 1,000 digits?",
        "After a push by the stride the same windows hold the same pixels, one window further.",
    ),
    why="Local invariance is a matter of single outputs and of luck.",
)


def pool_with_stride(x, size, stride, reduce):
    """Replace each window of a matrix by one number; windows may overlap."""
    rows, columns = (output_size(n, size, 0, stride) for n in x.shape)
    y = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        y[i, j] = reduce(window_at(x, i * stride, j * stride, size))
    return y


def window_at(x, row, column, size):
    return x[row : row + size, column : column + size]


def _window_at_i_and_j(x, size, stride, reduce):
    y = pool_with_stride(x, size, stride, reduce)
    for i, j in np.ndindex(y.shape):
        y[i, j] = reduce(window_at(x, i, j, size))
    return y


def _with_cropped_windows(x, size, stride, reduce):
    starts = [range(0, n, stride) for n in x.shape]
    return np.array([[reduce(window_at(x, i, j, size)) for j in starts[1]] for i in starts[0]])


def _as_many_as_strides(x, size, stride, reduce):
    rows, columns = (n // stride for n in x.shape)
    return _with_cropped_windows(x, size, stride, reduce)[:rows, :columns]


def _images():
    rng = np.random.default_rng(5)
    for shape, size, stride, reduce in [
        ((5, 7), 3, 2, np.max),
        ((6, 8), 3, 1, np.mean),
        ((7, 5), 2, 3, np.max),
        ((8, 9), 4, 2, np.min),
    ]:
        yield rng.integers(-9, 10, shape), size, stride, reduce


lesson.ask(
    "code",
    "ex-write-pool",
    pool_with_stride,
    "hard",
    8,
    POOL,
    {
        "if the stride is the size of the window": (
            lambda x, size, stride, reduce: pool_with_stride(x, size, size, reduce)
        ),
        "if the stride is 1": lambda x, size, stride, reduce: pool_with_stride(x, size, 1, reduce),
        "if the window of output (i, j) starts at (i, j)": _window_at_i_and_j,
        "if windows that hang over the edge count too": _with_cropped_windows,
        "if the maximum is always taken, whatever `reduce` is": (
            lambda x, size, stride, reduce: pool_with_stride(x, size, stride, np.max)
        ),
        "if the + 1 of the output size is forgotten": (
            lambda x, size, stride, reduce: pool_with_stride(x, size, stride, reduce)[:-1, :-1]
        ),
        "if there are n // stride windows: the last of them may not fit": _as_many_as_strides,
        "if the size of the window and the stride are swapped": (
            lambda x, size, stride, reduce: pool_with_stride(x, stride, size, reduce)
        ),
    },
    asks="Write `pool_with_stride(x, size, stride, reduce)`: it moves windows of size × size over "
    "a matrix, square or not, by `stride`, without padding, and replaces each by `reduce(window)`, such as "
    "`np.max(window)`.",
    hints=(
        "How many windows fit along an axis of n? floor((n - size) / stride) + 1.",
        "The window of output (i, j) starts at row i times the stride, and is `size` long.",
    ),
    why="Where the stride is below the size windows overlap, and above it pixels are skipped.",
    cases=_images,
    forbidden=("max_pool2d", "avg_pool2d", "MaxPool2d", "AvgPool2d", "sliding_window_view"),
)
