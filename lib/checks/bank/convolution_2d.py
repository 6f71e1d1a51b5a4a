"""Questions of "Convolution in two dimensions"."""

import numpy as np

from lib.convolution import conv2d, correlate2d

from ..mistakes import of_convolution
from ..question import Lesson

lesson = Lesson("lesson-convolution-2d", "Convolution in two dimensions")

BY_HAND = "compute a two-dimensional convolution by hand"
WRITE = "write `conv2d` for any padding and stride"
TEST = "test it so that a bug has nowhere to hide"
SIGN = "read the sign of an edge"
SEPARABLE = "say what a separable kernel saves"

lesson.ask(
    "tap",
    "q-first-weight",
    (1, 2),
    "easy",
    0.2,
    BY_HAND,
    {
        "that is the cross-correlation: nothing was turned around": (0, 0),
        "only the rows are swapped here, and the columns turn too": (1, 0),
        "only the columns are swapped here, and the rows turn too": (0, 2),
    },
    asks="A convolution lays this 2 × 3 kernel on an image. Touch the weight that meets the UPPER "
    "LEFT pixel of the window.",
    hints=("The kernel is turned around before it is laid on, by 180 degrees.",),
    why="A rotation by 180 degrees sends the last weight of the last row to the front.",
    table=[[1, 2, 3], [4, 5, 6]],
)

X = np.array([[1, 3, 2, 4], [5, 6, 1, 3], [1, 2, 0, 2], [3, 4, 3, 2]])
W = np.array([[1, 0, 3], [1, 2, 1], [0, 1, 1]])


def corner(kernel, x=X):
    """The upper left output with same padding, where the kernel lies as it is."""
    return correlate2d(x, kernel, padding=1)[0, 0]


lesson.ask(
    "number",
    "q-corner",
    corner(W[::-1, ::-1]),
    "easy",
    0.5,
    BY_HAND,
    {
        "if the kernel is not rotated": corner(W),
        "if only the rows of the kernel are reversed": corner(W[::-1]),
        "if only its columns are reversed": corner(W[:, ::-1]),
        "at Y[1, 1], where nothing is padding": conv2d(X, W)[0, 0],
        "with the upper left four weights: the lower right four meet the image": (
            np.sum(X[:2, :2] * W[::-1, ::-1][:2, :2])
        ),
    },
    asks="Rotated, the kernel is `[[1, 1, 0], [1, 2, 1], [3, 0, 1]]`. The upper left corner of X "
    "is `[[1, 3], [5, 6]]`, and one ring of zeros is padded. What is the output Y[0, 0]?",
    hints=(
        "The window begins with a row and a column of zeros.",
        "The 1 of X lies under the middle of the kernel, the 2.",
    ),
    why="At a corner only four of the nine products can differ from zero.",
)


def found(n, m, s):
    """How many outputs the loop of the notes computes."""
    return len(range(0, int((n - m) / s) + 1, s))


lesson.ask(
    "number",
    "q-too-few",
    found(11, 3, 2),
    "medium",
    0.5,
    TEST,
    {
        "from a right loop: this one also steps by the stride": (11 - 3) // 2 + 1,
        "from a right loop that forgets the + 1": (11 - 3) // 2,
        "if the stride is left out": found(11, 3, 1),
        "if the + 1 is forgotten": len(range(0, (11 - 3) // 2, 2)),
    },
    asks="A padded input has N = 11 elements, the kernel M = 3, the stride is s = 2. How many "
    "outputs does `range(0, int((N - M) / s) + 1, s)` find?",
    hints=("Write the range with its numbers: where does it stop?",),
    why="It finds 0, 2 and 4, where five outputs fit: 0, 2, 4, 6 and 8.",
)

lesson.ask(
    "choice",
    "q-minus",
    "from left to right it becomes darker",
    "easy",
    0.2,
    SIGN,
    {
        "brighter on the right gives plus: the right neighbours count with plus": (
            "from left to right it becomes brighter"
        ),
        "a level edge is the same on the left and on the right, and gives 0": (
            "from top to bottom it becomes darker"
        ),
        "a flat area gives 0, however dark it is": "a flat, very dark area",
    },
    asks="The cross-correlation of a photograph with `[[-1, 0, 1], [-2, 0, 2], [-1, 0, 1]]` is "
    "-3 at some place. What is there?",
    hints=("It is right minus left.",),
    why="The sign tells the direction, the size how strong the edge is.",
)

A, B = np.array([[1, 2, 0], [3, 1, 1], [0, 2, 4]]), np.array([[1, 2], [0, -1]])
lesson.ask(
    "numbers",
    "ex-by-hand-2d",
    conv2d(A, B),
    "easy",
    5,
    BY_HAND,
    {
        cause: wrong
        for cause, wrong in of_convolution(A, B, 0, 1).items()
        if "padding" not in cause and "stride" not in cause
    }
    | {
        "with full padding": conv2d(A, B, padding=1),
        "from the upper left corner by a matrix product": A[:2, :2] @ B,
    },
    asks="Convolve `[[1, 2, 0], [3, 1, 1], [0, 2, 4]]` with `[[1, 2], [0, -1]]`, without padding, "
    "stride 1. What is the result?",
    hints=(
        "Rotate the kernel first: `[[-1, 0], [2, 1]]`.",
        "The first window is `[[1, 2], [3, 1]]`: multiply element by element, then add.",
    ),
    why="The same four rotated weights meet every window.",
)

lesson.ask(
    "shape",
    "ex-strided-photograph",
    conv2d(np.zeros((60, 52)), np.ones((5, 3)), padding=(2, 0), stride=(2, 1)).shape,
    "easy",
    3,
    WRITE,
    {
        "if the padding counts once": (
            (60 + 2 - 5) // 2 + 1,
            52 - 3 + 1,
        ),
        "if the padding is left out": ((60 - 5) // 2 + 1, 52 - 3 + 1),
        "if the + 1 is forgotten": ((60 + 4 - 5) // 2, 52 - 3),
        "if the stride is left out": (60 + 4 - 5 + 1, 52 - 3 + 1),
        "if rows and columns swap their padding and stride": (60 - 5 + 1, (52 + 4 - 3) // 2 + 1),
        "if the kernel is not subtracted": ((60 + 4) // 2, 52),
    },
    asks="An image of 60 rows and 52 columns is convolved with a kernel of 5 rows and 3 columns, "
    "padding (2, 0), stride (2, 1), each for rows and columns. What is the shape of the output?",
    hints=(
        "Rows and columns are two sums that do not know of each other.",
        "For the rows: n = 60, p = 2, m = 5, s = 2 in floor((n + 2p - m) / s) + 1.",
    ),
    why="Squares would have hidden a mix-up of rows and columns.",
)

WIDE = 20 * 5  # the weights of an oblong kernel
lesson.ask(
    "number",
    "ex-two-passes",
    WIDE / (20 + 5),
    "easy",
    3,
    SEPARABLE,
    {
        "if both passes have 20 weights": WIDE / (20 + 20),
        "if both passes have 5 weights": WIDE / (5 + 5),
        "if the pass within the rows is left out": WIDE / 20,
        "if the pass within the columns is left out": WIDE / 5,
        "for what is saved an output, not how many times fewer": WIDE - (20 + 5),
        "if the passes multiply: their multiply-adds add up": WIDE / (20 * 5),
        "if the ratio is taken the other way round": (20 + 5) / WIDE,
        "for the multiply-adds of both passes, not how many times fewer": 20 + 5,
    },
    asks="A separable kernel has 20 rows and 5 columns. How many times fewer multiply-adds does "
    "an output take in two passes than in one?",
    hints=(
        "One pass: one multiply-add for each weight of the kernel.",
        "Two passes: a column of 20 weights, then a row of 5.",
    ),
    why="A product of sizes becomes a sum, so the larger the kernel the more is saved.",
)

lesson.ask(
    "choice",
    "ex-sign-of-scipy",
    "from top to bottom it becomes darker",
    "medium",
    3,
    SIGN,
    {
        "the cross-correlation would say so: the rotation swaps all signs of this kernel": (
            "from top to bottom it becomes brighter"
        ),
        "this kernel compares rows, and level neighbours cancel": (
            "from left to right it becomes darker"
        ),
        "this kernel compares rows, and would give 0 where only columns differ": (
            "from left to right it becomes brighter"
        ),
    },
    asks="SciPy's `convolve2d`, a true convolution, is given a photograph and the kernel "
    "`[[-1, -2, -1], [0, 0, 0], [1, 2, 1]]`. At some place the result is +3. What is there?",
    hints=(
        "Does this kernel compare rows or columns?",
        "After the rotation the row with the plus stands above the one with the minus.",
    ),
    why="A true convolution with this kernel is above minus below, so plus means darker below.",
)

lesson.ask(
    "choices",
    "ex-settings-that-tell",
    ("padding 1, stride 2", "padding 2, stride 3"),
    "medium",
    5,
    TEST,
    {
        "at stride 1 it does no harm to step by the stride a second time": "padding 2, stride 1",
        "one position fits an axis there, and the first output is never missing": (
            "padding 0, stride 2"
        ),
        "at stride 1 nothing is left out, with or without padding": "padding 0, stride 1",
    },
    asks="For an axis the notes compute the positions "
    "`range(0, int((n + 2 * p - m) / s) + 1, s)`. The input has n = 4 elements, the kernel m = 3. "
    "Which settings reveal the bug?",
    hints=(
        "Work out the range, and the positions that really fit, for each setting.",
        "Positions that fit: 0, s, 2s and so on, up to n + 2p - m.",
    ),
    why="A bug in the stride shows only where the stride is above 1 and a second output fits.",
)

BUGGY = (
    "def conv2d(X, W, p, s):",
    "    W = W[::-1, ::-1]",
    "    X = np.pad(X, ((p[0], p[0]), (p[1], p[1])))",
    "    o1 = (X.shape[0] - W.shape[0]) // s[0] + 1",
    "    o2 = (X.shape[1] - W.shape[1]) // s[1] + 1",
    "    Y = np.zeros((o1, o2))",
    "    for i, j in np.ndindex(o1, o2):",
    "        window = X[i * s[0] :, j * s[0] :]",
    "        window = window[: W.shape[0], : W.shape[1]]",
    "        Y[i, j] = np.sum(window * W)",
    "    return Y",
)
lesson.ask(
    "line",
    "ex-find-the-bug",
    8,
    "medium",
    4,
    TEST,
    {
        "a pair for padding and one for stride are what is needed": 1,
        "rows and columns are reversed, which is the rotation": 2,
        "the rows get p[0] zeros on each side and the columns p[1]": 3,
        "X is padded already, so this is the number of rows that fit": 4,
        "X is padded already, so this is the number of columns that fit": 5,
        "the output has o1 rows and o2 columns": 6,
        "the loop runs over outputs, as it should": 7,
        "the window is as large as the kernel": 9,
        "this is the element-wise product, added up": 10,
        "the whole output is to be returned": 11,
    },
    asks="This `conv2d` passes every test with equal strides and fails with stride (1, 2). Which "
    "line is wrong?",
    hints=(
        "What do the rows use, and what do the columns use?",
        "The first index belongs to the rows, the second to the columns: read both in each line.",
    ),
    why="The columns moved by the rows' stride; only strides that differ could show it.",
    lines=BUGGY,
)

lesson.ask(
    "open",
    "ex-test-that-sees-nothing",
    "A kernel of ones looks the same rotated or transposed, so a forgotten rotation stays hidden. "
    "Stride 1 hides everything that is wrong with the stride. A square image with a square kernel "
    "and equal padding hides rows and columns that are mixed up. A better test takes an oblong "
    "image, an oblong kernel without symmetry, and a grid of paddings and strides that differ for "
    "rows and columns.",
    "medium",
    5,
    TEST,
    asks="A colleague tests a `conv2d` against SciPy once: a random image of 8 × 8, a kernel of "
    "3 × 3 ones, padding 1, stride 1. All numbers agree. Name two bugs that this test cannot see, "
    "and what you would test.",
    hints=(
        "What does a rotation do to a kernel of ones?",
        "What is equal in this test that might be mixed up?",
    ),
    why="A test sees a bug only where right and wrong give different numbers.",
)


def convolve_matrix(x, w, p, s):
    """The convolution of the lesson, with pairs for padding and stride."""
    return conv2d(x, w, tuple(p), tuple(s))


def _stride_twice(x, w, p, s):
    y = convolve_matrix(x, w, p, s)
    rows, columns = (len(range(0, o, step)) for o, step in zip(y.shape, s, strict=True))
    return y[:rows, :columns]


def _window_at_i_and_j(x, w, p, s):
    rows, columns = convolve_matrix(x, w, p, s).shape
    return convolve_matrix(x, w, p, (1, 1))[:rows, :columns]


def _padded_in_front(x, w, p, s):
    return conv2d(np.pad(x, ((p[0], 0), (p[1], 0))), w, 0, tuple(s))


def _matrices():
    yield np.arange(9).reshape(3, 3), np.array([[1, 2], [0, -1]]), (0, 0), (1, 1)
    rng = np.random.default_rng(4)
    for p, s in [((0, 0), (1, 1)), ((1, 0), (1, 2)), ((0, 2), (2, 1)), ((2, 1), (3, 2))]:
        yield rng.integers(-9, 10, (6, 8)), rng.integers(-9, 10, (3, 3)), p, s
    yield rng.normal(size=(7, 5)), rng.normal(size=(2, 3)), (1, 1), (2, 2)


lesson.ask(
    "code",
    "ex-write-conv2d",
    convolve_matrix,
    "hard",
    10,
    WRITE,
    {
        "if the kernel is not rotated: this is the cross-correlation": (
            lambda x, w, p, s: correlate2d(x, w, tuple(p), tuple(s))
        ),
        "if only the rows of the kernel are reversed": (
            lambda x, w, p, s: correlate2d(x, w[::-1], tuple(p), tuple(s))
        ),
        "if the stride is applied twice, in the size and in the step": _stride_twice,
        "if the window of output (i, j) starts at (i, j): it starts at i s and j s": (
            _window_at_i_and_j
        ),
        "if the padding stands above and on the left alone": _padded_in_front,
        "if rows and columns swap their padding and stride": (
            lambda x, w, p, s: conv2d(x, w, tuple(p)[::-1], tuple(s)[::-1])
        ),
        "if the last row and the last column of outputs are missing": (
            lambda x, w, p, s: convolve_matrix(x, w, p, s)[:-1, :-1]
        ),
        "if the padding of the rows serves the columns too": (
            lambda x, w, p, s: convolve_matrix(x, w, (p[0], p[0]), s)
        ),
        "if the stride of the rows serves the columns too": (
            lambda x, w, p, s: convolve_matrix(x, w, p, (s[0], s[0]))
        ),
        "if only the two strides are swapped": lambda x, w, p, s: convolve_matrix(x, w, p, s[::-1]),
        "if only the two paddings are swapped": lambda x, w, p, s: convolve_matrix(
            x, w, p[::-1], s
        ),
        "if the kernel is transposed and not rotated": (
            lambda x, w, p, s: correlate2d(x, w.T, tuple(p), tuple(s))
        ),
        "if nothing is padded": lambda x, w, p, s: convolve_matrix(x, w, (0, 0), s),
    },
    asks="Write `convolve_matrix(x, w, p, s)` with loops: the true convolution of two matrices, "
    "where `p` and `s` are the padding and the stride of (rows, columns).",
    hints=(
        "Rotate the kernel, pad the input, work out the number of output rows and columns.",
        "Let the loops run over the output; the window of (i, j) starts at row i times s[0].",
        "`np.pad(x, ((p[0], p[0]), (p[1], p[1])))` pads both axes on both sides.",
    ),
    why="Loops over the output leave no place for a stride that counts twice.",
    cases=_matrices,
    forbidden=("conv2d", "correlate2d", "convolve2d", "convolve", "correlate", "notes_conv2d"),
)

BOX = np.full((3, 3), 1 / 9)
lesson.ask(
    "numbers",
    "ex-two-blurs",
    conv2d(BOX, BOX, padding=2),
    "hard",
    8,
    SEPARABLE,
    {
        "with same padding": conv2d(BOX, BOX, padding=1),
        "without padding": conv2d(BOX, BOX),
        "if the two kernels are multiplied element by element": BOX * BOX,
        "if the weights do not add up to 1": 81 * conv2d(BOX, BOX, padding=2),
    },
    decimals=3,
    asks="Two convolutions with a 3 × 3 kernel of ninths, without padding, equal one with another "
    "kernel. Which? Give three decimals.",
    hints=("Convolve the kernels with each other first.",),
    why="Two small kernels see as far as a large one.",
)
