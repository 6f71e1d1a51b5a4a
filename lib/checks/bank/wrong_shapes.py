"""Questions of "When a shape is wrong"."""

import numpy as np

from lib.convolution import output_size

from ..question import Lesson

lesson = Lesson("lesson-wrong-shapes", "When a shape is wrong")

READ = "say from a message which shape or type is wrong"
REPAIR = "repair it"
SILENT = "find the mistakes that give no message at all"

SIDE = output_size(40, 5)
lesson.ask(
    "shape",
    "q-shape-channel",
    (32, 6, SIDE, SIDE),
    "easy",
    1,
    REPAIR,
    {
        "with same padding: without padding 5 × 5 kernels take 4 rows and columns": (32, 6, 40, 40),
        "if the channels stand before the examples": (6, 32, SIDE, SIDE),
        "if the channel stays single: the layer makes six of it": (32, 1, SIDE, SIDE),
        "if the + 1 of the output size is forgotten": (32, 6, SIDE - 1, SIDE - 1),
        "if the whole kernel is taken off each side": (32, 6, 30, 30),
    },
    asks="`images` has the shape (32, 40, 40). Which shape has "
    "`nn.Conv2d(1, 6, 5)(images[:, None])`?",
    hints=(
        "`images[:, None]` has the shape (32, 1, 40, 40).",
        "The layer has 6 output channels; its kernels are 5 × 5, and there is no padding.",
    ),
    why="Examples, channels, rows, columns: in that order, always.",
)

lesson.ask(
    "choice",
    "q-shape-colours",
    "photos.permute(0, 3, 1, 2)",
    "medium",
    1,
    REPAIR,
    {
        "the shape is right, but the numbers keep their order: colours and pixels are mixed": (
            "photos.reshape(10, 3, 48, 64)"
        ),
        "rows and columns change places: it has the shape (10, 3, 64, 48)": (
            "photos.permute(0, 3, 2, 1)"
        ),
        "it only swaps rows and columns: the colours stay last": "photos.transpose(1, 2)",
    },
    asks="`photos` has the shape (10, 48, 64, 3). Which makes a batch of shape (10, 3, 48, 64) "
    "out of it, in which every pixel keeps its place and its colour?",
    hints=(
        "Number the old axes 0, 1, 2, 3 and write down in which order you want them.",
        "The right shape is not enough: one option has it and scrambles the pixels.",
    ),
    why="`permute` moves axes; `reshape` only cuts the same row of numbers differently.",
)

lesson.ask(
    "number",
    "q-shape-linear",
    2304,
    "easy",
    0.5,
    READ,
    {
        "if the layer's own size is kept: mat2 is the layer": 1024,
        "if the number of examples is taken for that of their features": 32,
        "if all examples are counted together": 32 * 2304,
        "if the classes are taken": 10,
    },
    asks="A network ends in `nn.Linear(1024, 10)` and says: mat1 and mat2 shapes cannot be "
    "multiplied (32x2304 and 1024x10). Which number has to replace 1024?",
    hints=(
        "mat1 is what comes in, mat2 the layer: read the shapes from left to right.",
        "mat1 has a row for each example: how many columns has it?",
    ),
    why="mat1 is examples times features, and the features are what the layer must expect.",
)

NETWORK = (
    "nn.Conv2d(1, 8, 5),",
    "nn.MaxPool2d(2),",
    "nn.Conv2d(8, 16, 5),",
    "nn.MaxPool2d(2),",
    "nn.Conv2d(16, 32, 3),",
    "nn.Flatten(),",
    "nn.Linear(32, 10),",
)
lesson.ask(
    "line",
    "q-shape-kernel",
    5,
    "medium",
    2,
    READ,
    {
        "20 × 20 come in and 16 × 16 go out": 1,
        "16 × 16 become 8 × 8": 2,
        "8 × 8 come in and 4 × 4 go out": 3,
        "4 × 4 become 2 × 2, and a window of 2 just fits": 4,
        "anything can be flattened; the error comes before": 6,
        "it is never reached": 7,
    },
    lines=NETWORK,
    asks="An image of 20 × 20 goes through these layers. Which line raises "
    '"Kernel size can\'t be greater than actual input size"?',
    hints=(
        "Follow the number of rows from layer to layer.",
        "A kernel of 5 takes 4 rows away, a pooling halves what is left.",
    ),
    why="Each block shrinks the maps, until a kernel no longer fits: padding keeps them larger.",
)

lesson.ask(
    "choice",
    "q-shape-labels",
    "shape (64,), int64",
    "easy",
    1,
    READ,
    {
        "a column has one axis too many: each example has one class": "shape (64, 1), int64",
        "a class is a whole number, so the type has to be one": "shape (64,), float32",
        "of the shape of the logits it expects probabilities, which are floating": (
            "shape (64, 10), int64, one-hot"
        ),
    },
    asks="The logits have the shape (64, 10). Which labels does `F.cross_entropy` take?",
    hints=(
        "One class number for each of 64 examples.",
        "How many axes have 64 whole numbers in a row?",
    ),
    why="One whole number for each example, in one axis.",
)

lesson.ask(
    "choice",
    "q-shape-target",
    "model(x).squeeze(1)",
    "medium",
    1,
    REPAIR,
    {
        "its shape is (1, 50), a row: that still has two axes": "model(x).T",
        "only the first example is left": "model(x)[0]",
        "a slice keeps its axis: the shape is (50, 1) again": "model(x)[:, :1]",
    },
    asks="The network ends in `nn.Linear(16, 1)`, the batch `x` has 50 examples, and the targets "
    "have the shape (50,). What do you hand to `nn.BCEWithLogitsLoss` with these targets?",
    hints=("`model(x)` has the shape (50, 1). One axis has to go.",),
    why="A squeezed axis is gone, and both have the shape (50,).",
)

A, B = np.array([[1], [5]]), np.array([2, 4])
lesson.ask(
    "numbers",
    "q-shape-broadcast",
    A - B,
    "medium",
    1,
    SILENT,
    {
        "if each element met only its own partner": A[:, 0] - B,
        "if rows and columns change places: the elements of `a` go down": (A - B).T,
        "for `b - a`": B - A,
        "for `a + b`": A + B,
    },
    asks="`a` is the column `[[1], [5]]` and `b` is `[2, 4]`. What is `a - b`?",
    hints=(
        "The shapes are (2, 1) and (2,). Align them at the right: where one is 1 long, or missing, "
        "it is repeated.",
        "Each of the two elements of `a` meets both elements of `b`.",
    ),
    why="A column and a row make a table of all pairs, and no one complains.",
)

TABLE = np.arange(6).reshape(2, 3)
lesson.ask(
    "numbers",
    "q-shape-view",
    TABLE.T.reshape(6),
    "medium",
    1,
    REPAIR,
    {
        "if the order in memory counted: `reshape` reads the rows of the transposed": np.arange(6),
        "if two rows became three by cutting and not by transposing": (
            np.arange(6).reshape(3, 2).T.reshape(6)
        ),
        "if each row is read backwards": TABLE[::-1].T.reshape(6),
    },
    asks="`x` is `[[0, 1, 2], [3, 4, 5]]`. Which six numbers does `x.T.reshape(6)` give?",
    hints=(
        "Write down `x.T` first: it has three rows of two.",
        "Then read row after row.",
    ),
    why="`reshape` copies where it must, so that the rows of what you see are read in order.",
)

BATCH = (32, 3, 28, 28)


def fits(shape):
    """Whether an array of that shape can be subtracted from the batch."""
    try:
        return np.broadcast_shapes(BATCH, shape) == BATCH
    except ValueError:
        return False


SHAPES = [(28,), (3, 1, 1), (32, 1, 1, 1), (32,), (3, 28), (32, 1)]
lesson.ask(
    "choices",
    "q-shape-align",
    tuple(str(shape) for shape in SHAPES if fits(shape)),
    "hard",
    2,
    READ,
    {
        "32 comes to stand below the 28 columns: shapes are aligned at the right": "(32,)",
        "28 columns fit, but 3 comes to stand below the 28 rows": "(3, 28)",
        "1 fits the columns, but 32 comes to stand below the 28 rows": "(32, 1)",
    },
    asks="A batch has the shape (32, 3, 28, 28). Arrays of which shapes can be subtracted from it?",
    hints=(
        "Write each shape below that of the batch, aligned at the right.",
        "Two sizes agree if they are equal or if one of them is 1.",
    ),
    why="Aligned at the right, sizes must be equal, or one of them 1.",
)

lesson.ask(
    "choice",
    "q-shape-double",
    "an error: the input is double and the layer float",
    "medium",
    1,
    READ,
    {
        "floating is not enough: 64 and 32 bits are two types, and a layer does not mix them": (
            "it works, since both are floating"
        ),
        "NumPy would convert to the larger type; a layer of PyTorch does not": (
            "it works, and the result is double"
        ),
        "(1, 1, 28, 28) has its channel axis": "an error: a channel axis is missing",
    },
    asks="`x = torch.from_numpy(np.zeros((1, 1, 28, 28)))`, and `conv = nn.Conv2d(1, 8, 5)`. What "
    "does `conv(x)` do?",
    hints=(
        "Which type has `np.zeros`, and which has the weight of a layer?",
        "NumPy's default has twice as many bits as PyTorch's.",
    ),
    why="NumPy's default is float64, PyTorch's float32: write `.float()`.",
)

lesson.ask(
    "shape",
    "ex-shape-message",
    (50, 1, 32, 32),
    "easy",
    2,
    READ,
    {
        "if the message is taken for the repair: it tells how the input was read": (1, 50, 32, 32),
        "if the channel axis is put last": (50, 32, 32, 1),
        "if nothing is changed": (50, 32, 32),
        "if there are 50 channels": (50, 50, 32, 32),
    },
    asks="A network says: expected input[1, 50, 32, 32] to have 1 channels, but got 50 channels "
    "instead. The input were 50 grey pictures. Which shape should they have had?",
    hints=(
        "PyTorch put the 1 in front by itself. What did the batch look like before?",
        "Grey pictures have one channel, and its axis follows that of the examples.",
    ),
    why="The message shows how the input was read, and so what was missing in it.",
)

lesson.ask(
    "line",
    "ex-shape-accuracy",
    2,
    "medium",
    3,
    SILENT,
    {
        "logits (N, 10) and labels (N,) are what an accuracy needs": 1,
        "to compare is right, as long as both sides have the shape (N,)": 3,
        "the mean of hits and misses is the accuracy": 4,
    },
    lines=(
        "def accuracy(logits, labels):",
        "    predicted = logits.argmax(dim=1, keepdim=True)",
        "    hits = predicted == labels",
        "    return hits.float().mean().item()",
    ),
    asks="The logits have the shape (N, 10), the labels (N,). However good the network, the "
    "accuracy comes out near 0.1, without a complaint. Which line is wrong?",
    hints=(
        "Write the shape behind each line.",
        "How many numbers does `hits` hold?",
    ),
    why="(N, 1) against (N,) compares each prediction with all labels: N × N hits and misses.",
)


def to_batch(photos):
    return photos.transpose(0, 3, 1, 2) / 255


def photos():
    """Two colour photos, and one that is not square, as bytes."""
    rng = np.random.default_rng(0)
    shapes = [(2, 3, 3, 3), (1, 2, 4, 3)]
    return [(rng.integers(256, size=shape, dtype=np.uint8),) for shape in shapes]


lesson.ask(
    "code",
    "ex-shape-photos",
    to_batch,
    "medium",
    5,
    REPAIR,
    {
        "if the axes are cut anew and not moved: colours and pixels are mixed": (
            lambda x: x.reshape(len(x), 3, *x.shape[1:3]) / 255
        ),
        "if rows and columns change places": lambda x: x.transpose(0, 3, 2, 1) / 255,
        "if the values stay between 0 and 255": lambda x: x.transpose(0, 3, 1, 2) * 1.0,
        "if bytes are divided to whole numbers": lambda x: x.transpose(0, 3, 1, 2) // 255,
        "if the colours stay last": lambda x: x / 255,
    },
    asks="Write `to_batch(photos)`: from an array of bytes of shape (N, H, W, 3) it makes one of "
    "shape (N, 3, H, W) with numbers from 0 to 1.",
    hints=(
        "Two things have to change: the order of the axes, and the range and type of the numbers.",
        "`transpose` of NumPy takes the old axes in their new order.",
    ),
    why="Axes are moved, not cut, and a division by 255 makes floating numbers of bytes.",
    cases=photos,
)

lesson.ask(
    "open",
    "ex-shape-assert",
    "An error stops the program at the place of the mistake and names the shapes, so it is found "
    "in a minute. A silent broadcast goes on with a number that looks like a loss, and the mistake "
    "shows much later, if at all, as a network that learns badly. So I state the shapes that I "
    "expect, `assert prediction.shape == target.shape`, before they meet.",
    "hard",
    5,
    SILENT,
    asks="Why is a wrong shape with an error better than one without, and which line would you "
    "add before a loss that you write yourself? Answer in two to four sentences.",
    hints=(
        "When, and by what, would you notice either of them?",
        "Which two shapes have to agree?",
    ),
    why="An assertion turns a silent mistake into a loud one.",
)
