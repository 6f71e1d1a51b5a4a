"""Questions of "Convolution in one dimension"."""

import numpy as np

from lib.convolution import conv1d, correlate1d

from ..mistakes import of_convolution
from ..question import Lesson

lesson = Lesson("lesson-convolution-1d", "Convolution in one dimension")

lesson.ask(
    "numbers",
    "q-two-by-two",
    conv1d([2, 1, 3], [1, 4]),
    "easy",
    1,
    "compute a convolution by hand",
    {
        "if the kernel is not flipped: this is the cross-correlation": correlate1d(
            [2, 1, 3], [1, 4]
        ),
        "if products are not added across": [2, 4],
        "for the first two outputs of full padding": np.convolve([2, 1, 3], [1, 4])[:2],
        "for the last two outputs of full padding": np.convolve([2, 1, 3], [1, 4])[-2:],
        "if each element meets one weight alone": [2 * 1, 1 * 4 + 3 * 4],
    },
    asks="x = (2, 1, 3), w = (1, 4), no padding. Which two numbers does the convolution give?",
    hints=("Flip the kernel: (4, 1).",),
    why="2 · 4 + 1 · 1 = 9 and 1 · 4 + 3 · 1 = 7.",
)

lesson.ask(
    "choice",
    "q-which-operation",
    "Cross-correlation.",
    "easy",
    0.5,
    "tell convolution from cross-correlation",
    {
        "it would be, if the kernel were flipped": "Convolution.",
        "padding is chosen separately": "Convolution with same padding.",
        "nothing is learned there: it only computes": "It depends on what is learned.",
    },
    asks="What does `torch.nn.functional.conv1d` compute?",
    hints=("Which of the two lines did it agree with?",),
    why="For learned kernels the difference is a mirror image, for given ones an error.",
)

lesson.ask(
    "number",
    "q-bytes",
    (3 * 100) % 256,
    "easy",
    0.5,
    "write `conv1d`",
    {
        "if nothing overflows": 3 * 100,
        "if it stops at 255": 255,
        "if it wraps at 255: eight bits have 256 values": 3 * 100 - 255,
        "if the old number stays where the new one does not fit": 100,
    },
    asks="In `uint8`, what is 3 · 100?",
    hints=("Eight bits have 256 values.",),
    why="300 − 256 = 44: turn the input into floats first.",
)

X, W = np.array([2, 1, 0, 3]), np.array([1, -1, 2])
lesson.ask(
    "numbers",
    "ex-by-hand",
    conv1d(X, W, padding=1),
    "easy",
    4,
    "compute a convolution by hand",
    {cause: y for cause, y in of_convolution(X, W, 1, 1).items() if "stride" not in cause}
    | {
        "with the padding at the end alone": conv1d([2, 1, 0, 3, 0, 0], W),
        "with the padding in front alone": conv1d([0, 0, 2, 1, 0, 3], W),
        "with all outputs of full padding": conv1d(X, W, padding=2),
        "if the result is padded, and not the input": [0, *conv1d(X, W), 0],
        "if the ends are repeated in place of zeros": conv1d(np.pad(X, 1, "edge"), W),
        "without the minus of w": conv1d(X, abs(W), padding=1),
    },
    asks="Convolve x = (2, 1, 0, 3) with w = (1, −1, 2), padding 1, stride 1. Which numbers come out?",
    hints=("Write the padded input down: 0 2 1 0 3 0.", "Flip the kernel, and slide."),
    why="0 − 2 + 1, 4 − 1 + 0, 2 − 0 + 3, 0 − 3 + 0.",
)

SIGNAL = [5, 1, 4, 2]
lesson.ask(
    "numbers",
    "ex-delay",
    [0, 0, 1],
    "medium",
    4,
    "tell convolution from cross-correlation",
    {
        "if the flip is forgotten: this one moves everything to the left": [1, 0, 0],
        "for a kernel that moves nothing": [0, 1, 0],
        "for two weights: with three, padding 1 leaves out the first output": [0, 1],
        "for the output, and not the kernel": [0, 5, 1, 4],
    },
    asks="Which kernel of three weights moves every signal one place to the right, by a true convolution with padding 1? (5, 1, 4, 2) becomes (0, 5, 1, 4).",
    hints=(
        "A clap that is heard once, one moment later, is the kernel (0, 1).",
        "Padding 1 leaves out the first output of the definition.",
    ),
    why="With cross-correlation the same kernel moves the signal to the left.",
)


def full(x, w):
    """All n + m - 1 outputs, by shifted copies."""
    y = np.zeros(len(x) + len(w) - 1)
    for k, weight in enumerate(w):
        y[k : k + len(x)] += weight * np.array(x)
    return y


def _of_lists(x, w):
    y = np.zeros(len(x) + len(w) - 1)
    for k, weight in enumerate(w):
        y[k : k + len(x)] += weight * x
    return y


def _signals(rng):
    return tuple(rng.integers(-4, 5, rng.integers(1, 7)).tolist() for _ in range(2))


lesson.ask(
    "code",
    "ex-shifted-copies",
    full,
    "medium",
    8,
    "write `conv1d`",
    {
        "if the kernel is flipped: copies that are shifted need no flip": (
            lambda x, w: full(x, w[::-1])
        ),
        "if a list is multiplied, which repeats it: make an array of it": _of_lists,
        "if the copies are not shifted": (
            lambda x, w: np.pad(sum(w) * np.array(x, float), (0, len(w) - 1))
        ),
        "if the copies are shifted and not scaled": lambda x, w: full(x, np.ones(len(w))),
        "if only the outputs with same padding are kept": (
            lambda x, w: full(x, w)[(len(w) - 1) // 2 :][: len(x)]
        ),
        "if only the outputs without padding are kept": lambda x, w: np.convolve(x, w, "valid"),
    },
    cases=(
        ([1, 2, 0, 1], [3, 2, 1]),
        ([5], [1, 2]),
        ([1, -1], [1, 1, 1, 1]),
        *(_signals(np.random.default_rng(seed)) for seed in range(4)),
    ),
    forbidden=("convolve", "correlate", "conv1d", "correlate1d"),
    asks="Write `full(x, w)` for two lists: all n + m − 1 outputs of their convolution, by adding up shifted copies, without a flip.",
    hints=(
        "Make room for n + m − 1 sums.",
        "Element k of the kernel delays the whole input by k and scales it.",
    ),
    why="Seen from the input a convolution needs no flip.",
)

lesson.ask(
    "number",
    "ex-digits",
    123 * 321,
    "medium",
    4,
    "compute a convolution by hand",
    {
        "if the carries are forgotten: 14 does not fit into one digit": 381483,
        "if the 1 of 14 is dropped": 123 * 321 - 1000,
        "if the 1 of 14 is carried to the right": 123 * 321 - 1000 + 10,
        "if the 1 of 14 is carried two places": 123 * 321 - 1000 + 10_000,
        "if the numbers are added": 123 + 321,
        "from the two shorter numbers": 12 * 34,
        "if the columns are added up without their places": sum(np.convolve([1, 2, 3], [3, 2, 1])),
        "if the digits of the second number are turned around": 123 * 123,
    },
    asks="The digits of 12 convolved with those of 34 are 3, 10, 8. Use that way to multiply 123 by 321. What is the product?",
    hints=(
        "Each column is worth ten times its right neighbour.",
        "Carry what does not fit into one digit.",
    ),
    why="Long multiplication is a convolution with carries.",
)


def _conv1d(x, w, padding=0, stride=1):
    return conv1d(x, w, padding, stride)


lesson.ask(
    "code",
    "ex-write-conv1d",
    _conv1d,
    "medium",
    10,
    "write `conv1d`",
    {
        "if the kernel is not flipped: this is the cross-correlation": (
            lambda x, w, padding, stride: correlate1d(x, w, padding, stride)
        ),
        "if the padding is left out": lambda x, w, padding, stride: conv1d(x, w, 0, stride),
        "if the stride is left out": lambda x, w, padding, stride: conv1d(x, w, padding, 1),
        "if both padding and stride are left out": lambda x, w, padding, stride: conv1d(x, w),
        "if the zeros go in front alone": lambda x, w, padding, stride: conv1d(
            np.pad(x, (padding, 0)), w, 0, stride
        ),
        "if the last position is not counted": lambda x, w, padding, stride: conv1d(
            x, w, padding, stride
        )[:-1],
        "if the input is flipped, and not the kernel": lambda x, w, padding, stride: correlate1d(
            x[::-1], w, padding, stride
        ),
    },
    cases=tuple(
        (x, w, padding, stride)
        for x, w in (
            (np.array([2, 1, 0, 3, 5]), np.array([1, -1, 2])),
            (np.array([200, 100, 50, 7], np.uint8), np.array([2, 1], np.uint8)),
        )
        for padding in (0, 1, 2)
        for stride in (1, 2)
    ),
    forbidden=("convolve", "correlate", "conv1d", "correlate1d"),
    asks="Write `my_conv1d(x, w, padding, stride)`: a true convolution of NumPy vectors, with zeros on both sides. Bytes must not overflow.",
    hints=(
        "Floats first, then `np.pad`, then the flipped kernel.",
        "Output i reads the m elements from i · stride on.",
    ),
    why="Pad, flip, slide: three lines and a loop over outputs.",
)

lesson.ask(
    "number",
    "ex-padded-length",
    4,
    "easy",
    2,
    "say what zero padding does to it",
    {
        "if zeros stand on one side alone, or the first place does not count": 3,
        "if the padded elements are counted, and not the outputs": 6,
        "without padding": 2,
        "if one place too many is counted": 5,
        "if elements and kernel are added": 4 + 3,
    },
    asks="Four elements, a kernel of three, padding 1 on each side, stride 1: how many outputs?",
    hints=("Four elements become six.", "In how many places does a kernel of three fit?"),
    why="n + 2p − m + 1: padding decides how many outputs at the border are kept.",
)

lesson.ask(
    "choices",
    "ex-no-difference",
    ("(1, 2, 1)", "(3, 0, 3)", "(5)"),
    "medium",
    2,
    "tell convolution from cross-correlation",
    {
        "turned around it is (1, 0, −1)": "(−1, 0, 1)",
        "turned around it is (1, 0, 0)": "(0, 0, 1)",
        "turned around it is (3, 2, 1)": "(1, 2, 3)",
    },
    asks="For which of these kernels do convolution and cross-correlation give the same?",
    hints=("Read each from right to left.",),
    why="A kernel that reads the same in both directions hides the flip: never test with one alone.",
)

lesson.ask(
    "open",
    "ex-why-flip",
    "Every input element sends out a copy of the kernel, scaled and delayed. An output at time i is the element of this moment times the first weight, plus the one before "
    "times the second, and so on: y[i] = Σ x[i − k] w[k]. So the newest element meets the first weight, and along the input the weights stand "
    "in reversed order.",
    "hard",
    5,
    "tell convolution from cross-correlation",
    {},
    asks="Nobody asked for a flip when claps and echoes were added up. Where does it come from? Answer in two or three sentences.",
    hints=("Which clap is heard now with the loudness w[k]?",),
    why="The flip is only the point of view: from the output, looking back.",
)
