"""Questions of "Padding, stride and output size"."""

from lib.convolution import output_size

from ..mistakes import of_output_size
from ..question import Lesson

lesson = Lesson("lesson-padding-stride")

lesson.ask(
    "number",
    "ex-halved",
    output_size(28, 9, 4, 2),
    "easy",
    2,
    "derive the output size",
    of_output_size(28, 9, 4, 2) | {"if the kernel is left out": (28 + 2 * 4) // 2},
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
        "of the outputs without padding, which nobody asked for": output_size(224, 7, stride=2),
        "of the size of the kernel": 7,
    },
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
)
