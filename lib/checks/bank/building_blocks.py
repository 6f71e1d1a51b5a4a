"""Questions of "Building blocks"."""

import numpy as np

from lib.layers import parameter_count, relu

from ..question import Lesson

lesson = Lesson("lesson-building-blocks", "Building blocks")

lesson.ask(
    "number",
    "q-windows-of-a-pixel",
    25,
    "easy",
    0.5,
    "measure a receptive field",
    {
        "for a kernel of 3 × 3": 9,
        "if rows and columns are added": 10,
        "for a pixel in the corner, which lies in a single window": 1,
        "for one row of the kernel": 5,
    },
    asks="A 5 × 5 kernel slides over a large image. How many outputs does one pixel in the middle move?",
    hints=("In how many windows can it lie?",),
    why="A pixel lies in as many windows as a window has pixels.",
)

lesson.ask(
    "choice",
    "q-shift",
    "The map moves with it, and is otherwise the same.",
    "easy",
    0.5,
    "explain feature hierarchy, receptive field, sparse connectivity and parameter sharing",
    {
        "a map says where, so it moves too: only one number for the whole image could stay": "The map stays as it is.",
        "the same weights serve every place": "The map changes, and has to be learned anew.",
        "nothing is lost away from the border": "The map becomes weaker.",
    },
    asks="An image is moved three columns to the right. What does a convolution's feature map do, borders aside?",
    hints=("Are places treated alike?",),
    why="Translation equivariance: what was learned at one place is known at all.",
)

lesson.ask(
    "number",
    "q-sparse-lines",
    5 * 3,
    "easy",
    0.5,
    "explain feature hierarchy, receptive field, sparse connectivity and parameter sharing",
    {
        "if every output were connected to every input": 5 * 7,
        "for the weights, which are shared": 3,
        "for the inputs": 7,
        "for the outputs": 5,
    },
    asks="Seven inputs, a kernel of three, no padding: how many connections are there between inputs and outputs?",
    hints=("How many outputs, and how many inputs does each read?",),
    why="Fifteen connections, and only three weights: sparse, and shared.",
)

lesson.ask(
    "number",
    "ex-hierarchy-field",
    lambda sizes: 1 + sum(sizes) - len(sizes),
    "easy",
    2,
    "measure a receptive field",
    {
        "by adding the sizes: windows overlap, each layer adds m - 1": sum,
        "if the 1 that you start from is left out": lambda sizes: sum(sizes) - len(sizes),
        "by nudging pixels of the lesson's hierarchy: its corner kernels hold zeros on their outer side": 7,
        "by adding the sizes to the 1 that you start from: each layer adds m - 1": lambda sizes: (
            1 + sum(sizes)
        ),
        "from the last kernel alone": lambda sizes: sizes[-1],
    },
    arguments=([3, 3, 5],),
    asks="Three layers with kernels of 3, 3 and 5 and stride 1, no weight of which is zero, one after the other: how many pixels wide is the receptive field of an element of the last?",
    hints=("Begin with the one pixel that a pixel sees.", "A kernel of m adds m − 1."),
    why="Windows overlap: each layer adds m − 1 pixels.",
)

lesson.ask(
    "number",
    "ex-count-weights",
    parameter_count(1, 16, 3, 3),
    "easy",
    1,
    "count the weights of a layer",
    {
        "if the biases are left out: one for each map": 16 * 9,
        "if all maps share one bias: each has its own": 16 * 9 + 1,
        "if the kernel is counted along one side only": 16 * (3 + 1),
        "from one map alone": 9 + 1,
        "if every value of a map had weights of its own: they are shared": 64 * 64 * 16 * (9 + 1),
        "if every pixel of a map were a parameter": 64 * 64 * 16,
        "if the outputs without padding were the parameters": 62 * 62 * 16,
        "if every map were fully connected to the image": 16 * (64 * 64 + 1),
    },
    asks="A convolution makes 16 maps from a grey image of 64 × 64, with 3 × 3 kernels and a bias for each map. How many parameters?",
    hints=("Does the size of the image matter?", "Nine weights and one bias for each map."),
    why="The same 160 numbers would serve an image of any size.",
)


def _crossings(rng):
    """Maps of strokes across and down, of zeros and ones, some of which cross."""
    return tuple((rng.random((2, 4, 6)) < 0.5).astype(float))


lesson.ask(
    "code",
    "ex-find-plus",
    lambda across, down: relu(across + down - 1),
    "medium",
    3,
    "explain feature hierarchy",
    {
        "if every stroke counts: only the crossing should": lambda across, down: across + down,
        "if either stroke is enough: both have to be there": np.maximum,
        "if what lies below zero stays": lambda across, down: across + down - 1,
        "if the strokes are subtracted": lambda across, down: across - down,
    },
    cases=(
        (np.array([[0.0, 1.0], [0.0, 0.0]]), np.array([[0.0, 1.0], [1.0, 0.0]])),
        *(_crossings(np.random.default_rng(seed)) for seed in range(3)),
    ),
    asks="Write `crossing(across, down)`: a map that is 1 where a stroke across and a stroke down meet, and 0 elsewhere.",
    hints=(
        "Add the maps: where do you get 2?",
        "Take something away, and let `relu` remove what is negative.",
    ),
    why="A sum, a bias and a ReLU: an AND of two features.",
)

lesson.ask(
    "number",
    "ex-multiply-adds",
    16 * 9 * 62 * 62,
    "medium",
    3,
    "count the weights of a layer",
    {
        "for the weights: each is used at every place": 16 * 9,
        "if outputs are as many as pixels, which takes padding": 16 * 9 * 64 * 64,
        "for one map alone": 9 * 62 * 62,
        "for the outputs: each takes nine": 16 * 62 * 62,
    },
    asks="16 maps of a grey 64 × 64 image, by 3 × 3 kernels without padding. How many multiply-adds does that take?",
    hints=("How many outputs are there in all?", "Each takes as many as the kernel has weights."),
    why="A shared weight is used at many places: few parameters, much work.",
)

lesson.ask(
    "choices",
    "ex-shared-or-not",
    (
        "A convolution could be written as a fully connected layer.",
        "With stride 1, and away from the border, moving the input moves the output, and changes nothing else.",
        "The number of weights does not depend on the size of the image.",
    ),
    "medium",
    3,
    "explain feature hierarchy, receptive field, sparse connectivity and parameter sharing",
    {
        "the first layer of the lesson reads 784 values and writes 25,088": "Every layer of a CNN makes its input smaller.",
        "without sharing, sparse layers have a weight for each connection": "Sparse connectivity alone makes a layer equivariant.",
        "shuffled pixels have other neighbours": "A convolution does not mind if all pixels change places.",
    },
    asks="Which of these sentences about convolutional layers are true?",
    hints=("Three are: think of the matrix with constant diagonals.",),
    why="Look nearby, treat every place alike: that is all a convolution knows about images.",
)

FIELD = (
    "field = np.zeros(x.shape, bool)",
    "for place in np.ndindex(x.shape):",
    "    nudged = x.copy()",
    "    nudged[place] += 1",
    "    field[place] = network(nudged)[output] != network(x)[output]",
)
lesson.ask(
    "order",
    "ex-measure-a-field",
    FIELD,
    "medium",
    4,
    "measure a receptive field",
    {
        "without a copy every nudge stays, and the image itself is spoilt": (
            *FIELD[:2],
            "    nudged = x",
            *FIELD[3:],
        ),
        "one output is watched, and this watches whether any changes": (
            *FIELD[:4],
            "    field[place] = (network(nudged) != network(x)).any()",
        ),
        "the pixel is nudged after the comparison": (*FIELD[:3], FIELD[4], FIELD[3]),
    },
    asks="Put in order how the receptive field of one output is measured: nudge every pixel in turn, and watch the output. Two lines do not belong.",
    hints=("What begins empty, what is repeated, and what is compared?",),
    why="Do not reason, measure: this works for any network.",
)

lesson.ask(
    "tap",
    "ex-which-output",
    (1, 2),
    "easy",
    2,
    "measure a receptive field",
    {
        "a window without padding begins at its output's own place": (2, 3),
        "rows come first, then columns": (2, 1),
        "there the pixel is the last of the window, and not its middle": (0, 1),
    },
    table=np.arange(12).reshape(3, 4),
    asks="A 3 × 3 kernel over 5 × 6 pixels without padding gives these 3 × 4 outputs. Touch the one whose window has pixel [2, 3] in its middle.",
    hints=("Where does a window begin whose middle is [2, 3]?",),
    why="Output [i, j] reads rows i to i + 2 and columns j to j + 2.",
)

lesson.ask(
    "open",
    "ex-why-share",
    "An edge is an edge wherever it lies, so that what detects it in one place can detect it in all. One set of weights then learns from every patch of "
    "every image, needs far fewer examples, and recognises a feature where it was never seen in training. Where a place has a meaning of its own, "
    "as in a table, that would be wrong.",
    "hard",
    4,
    "explain feature hierarchy, receptive field, sparse connectivity and parameter sharing",
    {},
    asks="Why may a layer use the same weights at every place of an image, and when would that be wrong? Two or three sentences.",
    hints=("Does an edge look different in another corner?",),
    why="Sharing is knowledge about images, put into the network.",
)
