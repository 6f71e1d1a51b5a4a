"""Questions of "What the network learned"."""

import numpy as np

from ..question import Lesson

lesson = Lesson("lesson-what-the-network-learned", "What the network learned")

K, BIAS = np.array([2.0, -1.0, 0.5, -3.0]), 0.25
lesson.ask(
    "number",
    "q-largest-response",
    K.clip(0).sum() + BIAS,
    "easy",
    0.5,
    "say what a kernel responds to",
    {
        "if all pixels are ink": K.sum() + BIAS,
        "if the bias is left out": K.clip(0).sum(),
        "if negative weights could add something: pixels are not below 0": abs(K).sum() + BIAS,
        "from the largest weight alone": K.max() + BIAS,
    },
    asks="A kernel of four weights, 2, −1, 0.5 and −3, with bias 0.25. Pixels lie between 0 and 1. What is the largest response that a picture can get?",
    hints=("Put ink where it helps, and none where it harms.",),
    why="The sum of the positive weights, plus the bias.",
)

COUNTS = np.array([[7, 1, 2], [0, 9, 1], [3, 1, 8]])  # rows: true, columns: predicted
lesson.ask(
    "tap",
    "q-taken-for",
    (2, 0),
    "easy",
    0.5,
    "read a confusion matrix",
    {
        "rows are the true classes: here a 0 is taken for a 2": (0, 2),
        "these are twos that are seen as twos": (2, 2),
        "these are zeros that are seen as zeros": (0, 0),
    },
    table=COUNTS,
    asks="A confusion matrix of the classes 0, 1, 2: rows are true, columns are predicted. Touch the cell that counts twos which are taken for zeros.",
    hints=("First the row of the true class.",),
    why="Read a row to see what a class is taken for.",
)

lesson.ask(
    "choice",
    "q-gradient-zero",
    "No: it may be zero by chance, where a ReLU is closed.",
    "medium",
    0.5,
    "compute and measure a {term}`receptive field`",
    {
        "another picture may open the ReLU that is closed here": "Yes: the gradient says on what it depends.",
        "a gradient may be zero inside the field as well": "No: gradients are never exactly zero.",
        "the field depends on kernels, strides and padding alone": "Yes, if the network is trained.",
    },
    asks="The gradient of a unit with respect to a pixel is 0 for one picture. Does the pixel lie outside the unit's receptive field?",
    hints=("What does a ReLU do to gradients where its input is negative?",),
    why="So all weights are set to one and ReLUs left out: then the gradient counts ways.",
)

lesson.ask(
    "number",
    "ex-field-without-stride",
    (29 - 1) // 2,
    "easy",
    2,
    "compute and measure a {term}`receptive field`",
    {
        "if each layer added 3 pixels: the window's own pixel is there already": -(-(29 - 1) // 3),
        "if each layer added 1 pixel: it adds one on EACH side": 29 - 1,
        "if the 1 that you start from is not counted": -(-29 // 2),
        "with the strides of the network that is there": 5,
        "if the field doubled with each layer, as a stride makes it": next(
            layers for layers in range(9) if 2 ** (layers + 1) > 29
        ),
    },
    asks="How many 3 × 3 convolutions with stride 1 does it take, one after the other, for a receptive field of 29 pixels?",
    hints=("How many pixels does each layer add?", "Begin with the one pixel that a pixel sees."),
    why="Fourteen layers in place of five: stride makes a small network see far.",
)

lesson.ask(
    "label",
    "ex-silence-a-kernel",
    6,
    "hard",
    8,
    "draw occlusion and saliency maps, and test what they are worth",
    asks="Kernels 0 to 7 of `conv1`: one after the other its map is set to zero. Without which one do most of the answers go wrong?",
    hints=(
        "Which maps are bright where there is nothing?",
        "Run the cell below the question for each k.",
    ),
    why="Its bias is positive: to the later layers a map of zeros is something that they have never met.",
)

F = np.array([[1.0, -2, 0.5], [-0.5, 3, -1]])
lesson.ask(
    "numbers",
    "ex-favourite",
    (F > 0) * 1,
    "easy",
    2,
    "say what a kernel responds to",
    {
        "if the picture looks like the kernel turned around": (F < 0) * 1,
        "from an all white picture: negative weights take away": np.ones((2, 3)),
        "if only the strongest weight gets ink": (F.max() == F) * 1,
        "by the size of the weights, whatever their sign": (abs(F) >= 1) * 1,
    },
    asks="The kernel [[1, −2, 0.5], [−0.5, 3, −1]]: paint its favourite picture, with 1 for ink and 0 for none.",
    hints=("Where does ink make the response larger?",),
    why="A kernel is a picture of what it looks for.",
)


def field(layers, counts_own=False):
    """The receptive field of layers (kernel, stride)."""
    r, jump = 1, 1
    for kernel, stride in layers:
        jump_then = jump * stride
        r += (kernel - 1) * (jump_then if counts_own else jump)
        jump = jump_then
    return r


LAYERS = [(3, 2), (3, 1), (5, 2)]
lesson.ask(
    "number",
    "ex-field-of-three",
    field(LAYERS),
    "medium",
    3,
    "compute and measure a {term}`receptive field`",
    {
        "if strides are left out": field([(k, 1) for k, _ in LAYERS]),
        "if a layer's own stride counts for the layer itself": field(LAYERS, counts_own=True),
        "if the kernels are added up": sum(k for k, _ in LAYERS),
        "if the 1 that you start from is not counted": field(LAYERS) - 1,
        "if the kernels are multiplied": 3 * 3 * 5,
    },
    asks="Three convolutions: kernel 3 with stride 2, kernel 3 with stride 1, kernel 5 with stride 2. How wide is the receptive field of a unit of the last?",
    hints=(
        "Each layer adds (kernel − 1) · jump.",
        "The jump is the product of the strides of the layers BEFORE.",
    ),
    why="A stride widens the view of the layers that come after it.",
)

lesson.ask(
    "number",
    "ex-recall",
    COUNTS[2, 2] / COUNTS[2].sum(),
    "easy",
    2,
    "read a confusion matrix",
    {
        "for those that are called a two: that is the column, the precision": (
            COUNTS[2, 2] / COUNTS[:, 2].sum()
        ),
        "for all examples": COUNTS[2, 2] / COUNTS.sum(),
        "for the wrong ones": 1 - COUNTS[2, 2] / COUNTS[2].sum(),
        "for all classes together: the accuracy": np.trace(COUNTS) / COUNTS.sum(),
    },
    decimals=3,
    asks="Rows true, columns predicted: [[7, 1, 2], [0, 9, 1], [3, 1, 8]]. Which share of the twos (the last class) is recognised? Three decimals.",
    hints=("All true twos stand in the last row.",),
    why="Along a row: recall. Along a column: precision.",
)


def occlusion(score, image, size, fill=0.0, sign=1):
    """How far a score drops when a block is hidden, for every place of the block."""
    rows, columns = (n - size + 1 for n in image.shape)
    drops = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        hidden = np.array(image, float)
        hidden[i : i + size, j : j + size] = fill
        drops[i, j] = sign * (score(image) - score(hidden))
    return drops


def _kept(score, image, size):
    """Only the block is seen."""
    rows, columns = (n - size + 1 for n in image.shape)
    drops = np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        seen = np.zeros(image.shape)
        seen[i : i + size, j : j + size] = image[i : i + size, j : j + size]
        drops[i, j] = score(image) - score(seen)
    return drops


def _scores(score, image, size):
    return score(image) - occlusion(score, image, size)


def _spoilt(score, image, size):
    rows, columns = (n - size + 1 for n in image.shape)
    hidden, drops = np.array(image, float), np.zeros((rows, columns))
    for i, j in np.ndindex(rows, columns):
        hidden[i : i + size, j : j + size] = 0
        drops[i, j] = score(image) - score(hidden)
    return drops


def _cases():
    rng = np.random.default_rng(0)
    for rows, columns, size in ((4, 5, 2), (5, 4, 3), (3, 3, 1)):
        weight = rng.integers(-3, 4, (rows, columns))
        yield (
            (lambda x, weight=weight: float((weight * x).sum() + x.sum() ** 2)),
            rng.random((rows, columns)),
            size,
        )


lesson.ask(
    "code",
    "ex-occlusion",
    occlusion,
    "hard",
    10,
    "draw occlusion and saliency maps",
    {
        "if the score itself is returned, and not by how much it drops": _scores,
        "if drops have the wrong sign": lambda score, image, size: occlusion(
            score, image, size, sign=-1
        ),
        "if all is hidden but the block": _kept,
        "if hidden pixels are white, and not black": lambda score, image, size: occlusion(
            score, image, size, fill=1.0
        ),
        "if blocks are not put back, one after the other": _spoilt,
    },
    cases=lambda: list(_cases()),
    asks="Write `occlusion(score, image, size)`: by how much the score of a matrix drops when the size × size block at each place is set to 0. The first number belongs to the block in the upper left corner; blocks stay inside.",
    hints=("How many places are there in a row?", "Hide the block in a copy: `image.copy()`."),
    why="An occlusion map says on what an answer rests.",
)


lesson.ask(
    "choice",
    "ex-fair-control",
    "As many random pixels that hold ink.",
    "medium",
    3,
    "test what they are worth",
    {
        "most of them are black already, so erasing them does nothing": "As many random pixels of the image.",
        "that says nothing about these pixels": "The accuracy before anything is erased.",
        "those are chosen, and more of them: any map would win": "All other pixels.",
    },
    asks="Erasing the 30 pixels that a map calls important changes many answers. With what has that to be compared?",
    hints=("What would erasing any 30 pixels do that hold something?",),
    why="A control differs in one thing alone: in what is to be tested.",
)

lesson.ask(
    "open",
    "ex-two-maps",
    "A saliency map says where a small change of a pixel would move the answer most: where it is fragile, also on black pixels that hold nothing. "
    "An occlusion map says what happens when something that is there is taken away: on what the answer rests, for blocks of this size. "
    "They answer two questions, and each has to be tested by its own.",
    "hard",
    4,
    "test what they are worth",
    {},
    asks="A saliency map and an occlusion map of the same digit look different. Which question does each answer? Two or three sentences.",
    hints=("What is changed, and by how much, in each of the two?",),
    why="Ask of every such picture which computation would prove it wrong.",
)
