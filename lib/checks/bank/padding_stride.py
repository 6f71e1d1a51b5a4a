"""Questions of "Padding, stride and output size"."""

import numpy as np

from lib.convolution import output_size

from ..mistakes import of_output_size
from ..question import Lesson

lesson = Lesson("lesson-padding-stride", "Padding, stride and output size")


def usage(n, m, padding=0):
    """How many outputs of a kernel of m elements read each of n inputs."""
    counts = np.zeros(n + 2 * padding, int)
    for start in range(output_size(n, m, padding)):
        counts[start : start + m] += 1
    return counts[padding : padding + n]


def corner(padding):
    """How many outputs of a 3 × 3 kernel read a corner of a 5 × 5 image."""
    return usage(5, 3, padding)[0] ** 2


lesson.ask(
    "number",
    "q-read-corner",
    corner(1),
    "easy",
    0.5,
    "say how often full, same and valid padding use every element of the input",
    {
        "for a pixel inside, which nine windows reach": corner(2),
        "for a pixel in the middle of an edge": usage(5, 3, 1)[0] * 3,
        "without padding, where one window alone reaches the corner": corner(0),
        "for an end of a vector: here rows and columns are multiplied": usage(5, 3, 1)[0],
        "by counting the corner's neighbours, and not itself": 3,
        "by counting the neighbours of a pixel inside": 8,
    },
    asks="A 3 × 3 kernel with same padding slides over an image. How many outputs read a corner pixel?",
    hints=("How many windows reach the first row, and how many of those the first column?",),
    why="Two choices of a row times two of a column: same padding keeps the size, not equal use.",
)

lesson.ask(
    "choice",
    "q-same",
    "3",
    "easy",
    0.5,
    "use it forwards and backwards",
    {
        "7 is the kernel's own size: that is more than full padding": "7",
        "6 is full padding, m − 1, and makes the output longer": "6",
        "7/2 rounded up makes the output two elements too long": "4",
        "with 2 the output is two elements too short": "2",
    },
    asks="Which padding on each side keeps the size, for a kernel of 7 with stride 1?",
    hints=("Set o = n in the formula: n drops out.",),
    why="p = (m − 1)/2, whatever the size of the input is.",
)

lesson.ask(
    "number",
    "q-floor",
    (12 - 4) % 3,
    "medium",
    0.5,
    "say what its floor drops",
    {
        "if the floor drops nothing": 0,
        "by counting the outputs, and not what they leave": output_size(12, 4, stride=3),
        "if the last window is taken to end one element too late": (12 - 4) % 3 - 1,
        "by counting the elements that are read": 12 - (12 - 4) % 3,
        "for the last start that would be possible": 12 - 4,
        "for the size of the kernel": 4,
    },
    asks="Twelve elements, a kernel of 4, stride 3, no padding: how many elements at the end are never read?",
    hints=("The windows start at 0, 3, 6. Where does the last one end?",),
    why="The last window starts at 6 and ends at 9: the elements 10 and 11 lie behind it.",
)

lesson.ask(
    "number",
    "ex-halved",
    output_size(28, 9, 4, 2),
    "easy",
    2,
    "derive the output size",
    of_output_size(28, 9, 4, 2)
    | {
        "if the kernel is left out": (28 + 2 * 4) // 2,
        "if the + 1 is forgotten and nothing is rounded down": (28 + 2 * 4 - 9) / 2,
    },
    asks="A row has 28 pixels, the kernel 9, with padding 4 on each side and stride 2. How many outputs?",
    hints=(
        "Pad first: how long is the row then?",
        "Where is the last start, and how many steps of two fit?",
    ),
    why="Thirteen whole steps, and position 0 on top.",
)

lesson.ask(
    "numbers",
    "ex-usage",
    usage(5, 3, 1),
    "easy",
    3,
    "say how often full, same and valid padding use every element of the input",
    {
        "without padding": usage(5, 3, 0),
        "with full padding, which treats all alike": usage(5, 3, 2),
        "if padding treats all elements alike but for the first and the last, which are read once": (
            [1, 3, 3, 3, 1]
        ),
    },
    asks="Five elements, a kernel of 3, same padding, stride 1: how many outputs read each element?",
    hints=("Draw five windows, one for each output.", "Which windows hold the first element?"),
    why="The ends are read less often: from full padding on all elements are read m times.",
)

lesson.ask(
    "number",
    "ex-backwards",
    lambda: next(p for p in range(10) if output_size(224, 7, p, stride=2) == 112),
    "medium",
    3,
    "use it forwards and backwards",
    {
        "if p is the total of both sides": 6,
        "if the + 1 is forgotten": 4,
        "without rounding down: a half is no padding": 2.5,
        "for the outputs without padding, which nobody asked for": output_size(224, 7, stride=2),
        "for the size of the kernel": 7,
        "for all five zeros that the last window needs: they stand on two sides": 111 * 2 + 7 - 224,
        "if the five zeros that the last window needs are halved and rounded down": (
            (111 * 2 + 7 - 224) // 2
        ),
        "if no zeros are added: that leaves 109 outputs": 0,
    },
    asks="ResNet's first layer takes 224 pixels to 112, with a kernel of 7 and stride 2. Which padding on each side?",
    hints=("⌊(224 + 2p − 7)/2⌋ has to be 111.", "So 217 + 2p is 222 or 223. Which of them is odd?"),
    why="(m − 1)/2 gives it too: with that padding a stride of s leaves ⌈n/s⌉ outputs.",
)

lesson.ask(
    "number",
    "ex-total",
    output_size(32, 5, 2, 2),
    "medium",
    3,
    "move between the conventions of NumPy, PyTorch, TensorFlow and two well-known courses",
    {
        "if 4 zeros stand on each side, as `padding=4` means in PyTorch": output_size(32, 5, 4, 2),
        "if the + 1 is forgotten": output_size(32, 5, 2, 2) - 1,
        "if the division is rounded up": output_size(33, 5, 2, 2),
        "if the padding is left out": output_size(32, 5, 0, 2),
        "if the stride is left out": output_size(32, 5, 2, 1),
        "if the division is not rounded down to a whole number": (32 + 4 - 5) / 2 + 1,
        "if the + 1 is forgotten and nothing is rounded down": (32 + 4 - 5) / 2,
    },
    asks="d2l writes n = 32, m = 5, p = 4, s = 2, and its p is the total of both sides. How many outputs?",
    hints=("How many zeros stand on each side?", "Then it is our formula, with p = 2."),
    why="In PyTorch this layer has `padding=2`: ask for each side or total before you copy a number.",
)

lesson.ask(
    "code",
    "ex-left-over",
    lambda n, m, p, s: (n + 2 * p - m) % s,
    "medium",
    5,
    "say what its floor drops",
    {
        "if the padding counts once: p zeros stand on EACH side": lambda n, m, p, s: (
            (n + p - m) % s
        ),
        "if the padding is left out": lambda n, m, p, s: (n - m) % s,
        "if the kernel is left out": lambda n, m, p, s: (n + 2 * p) % s,
        "if the number of whole steps is returned, and not what they leave": (
            lambda n, m, p, s: (n + 2 * p - m) // s
        ),
        "if the number of outputs is returned": output_size,
        "if the remainder counts from one window's end too far": (
            lambda n, m, p, s: (n + 2 * p - m + 1) % s
        ),
    },
    cases=(
        (10, 3, 0, 2),
        (8, 5, 2, 1),
        (28, 5, 2, 2),
        (9, 3, 1, 3),
        (8, 5, 0, 20),  # a stride beyond the end
        (11, 4, 1, 4),
    ),
    asks="Write `left_over(n, m, p, s)`: how many elements at the end of the padded input lie behind the last window?",
    hints=(
        "The last possible start is n + 2p − m.",
        "Which operator of Python gives what a division leaves?",
    ),
    why="What the floor throws away is a remainder.",
)

lesson.ask(
    "line",
    "ex-wrong-size",
    4,
    "medium",
    3,
    "derive the output size",
    {
        "the size depends on these four alone, whatever the input holds": 1,
        "a kernel longer than the padded input has no position": 2,
        "a kernel that has no position is refused, and the reader is told why": 3,
        "position 0 is one too": 5,
    },
    lines=(
        "def output_size(n, m, p, s):",
        "    if m > n + 2 * p:",
        '        raise ValueError("the kernel does not fit")',
        "    steps = (n + p - m) // s",
        "    return steps + 1",
    ),
    asks="One line of this function is wrong for every padding but 0. Which?",
    hints=("Try n = 5, m = 3, p = 1, s = 1: the output should have five elements.",),
    why="p zeros stand on each side, so the padded input has n + 2p elements.",
)

lesson.ask(
    "choices",
    "ex-conventions",
    (
        "PyTorch's `padding` counts each side",
        "TensorFlow's SAME gives ⌈n/s⌉ outputs",
        "`np.convolve(..., mode='same')` returns max(n, m) elements",
    ),
    "medium",
    3,
    "move between the conventions of NumPy, PyTorch, TensorFlow and two well-known courses",
    {
        "cs231n calls an uneven division invalid and does not round": (
            "cs231n rounds an uneven division down"
        ),
        "PyTorch refuses `padding='same'` with a stride": "PyTorch takes `padding='same'` with stride 2",
        "NumPy and PyTorch put the odd zero on opposite sides": (
            "NumPy and PyTorch agree on where the odd zero of an even kernel goes"
        ),
    },
    asks="Which of these sentences about paddings are true?",
    hints=('Three are. The table "Conventions, side by side" tells each.',),
    why="One word, five meanings: look it up before you move weights from one library to another.",
)

SAME = (
    "outputs = -(-n // s)",
    "total = max((outputs - 1) * s + m - n, 0)",
    "before = total // 2",
    "after = total - before",
    "return before, after",
)
FRONT = ("after = total // 2", "before = total - after")
lesson.ask(
    "order",
    "ex-same-in-order",
    SAME,
    "hard",
    4,
    "move between the conventions of NumPy, PyTorch, TensorFlow and two well-known courses",
    {
        "`n // s` rounds down, and SAME promises ⌈n/s⌉ outputs": ("outputs = n // s", *SAME[1:]),
        "TensorFlow's odd zero goes behind, and here it stands in front": (
            *SAME[:2],
            *FRONT,
            SAME[4],
        ),
        "with half of the zeros on each side, rounded down, the odd one is lost": (
            *SAME[:3],
            FRONT[0],
            SAME[4],
        ),
        "`n // s` rounds down, and on top of that the odd zero stands in front": (
            "outputs = n // s",
            SAME[1],
            *FRONT,
            SAME[4],
        ),
        "`outputs` is used before it is known": (SAME[1], SAME[0], *SAME[2:]),
        "`before` is used before it is known": (*SAME[:2], SAME[3], SAME[2], SAME[4]),
        "`after` is used before it is known": (*SAME[:2], *FRONT[::-1], SAME[4]),
    },
    asks="Put the body of `tensorflow_same(n, m, s)` in order: the zeros before and behind that its SAME padding adds.",
    hints=(
        "First how many outputs are promised, then how many zeros that takes.",
        "The odd zero goes behind.",
    ),
    why="The number of zeros depends on n: that is why PyTorch has no such padding with a stride.",
)

lesson.ask(
    "open",
    "ex-odd-kernels",
    "With stride 1 the size is kept by p = (m − 1)/2 zeros on each side, which is a whole number only for odd m. An even "
    "kernel needs one zero more on one side, and libraries disagree on which. An odd kernel also has a middle, so that "
    "its output belongs to the pixel that it stands on.",
    "hard",
    4,
    "use it forwards and backwards",
    {},
    asks="Why do kernels nearly always have an odd number of elements along each side? Answer in two or three sentences.",
    hints=("What does same padding take for m = 4?",),
    why="Formula, libraries and geometry all favour odd kernels.",
)
