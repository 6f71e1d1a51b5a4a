"""Questions of "Beyond one machine"."""

from ..question import Lesson

lesson = Lesson("lesson-beyond-one-machine")

lesson.ask(
    "number",
    "ex-shares",
    (3 * 2 + 1 * 14) / 4,
    "easy",
    2,
    "average gradients rightly",
    {
        "if each process counts the same, and not each example": (2 + 14) / 2,
        "if the weights change places": (1 * 2 + 3 * 14) / 4,
        "if the sum is not divided": 3 * 2 + 1 * 14,
        "if the sum is divided by the processes, and not by the examples": (3 * 2 + 1 * 14) / 2,
        "if the means are added up": 2 + 14,
    },
)

PARAMETERS, PROCESSES = 1_000_000, 5
TURNS = 2 * (PROCESSES - 1) / PROCESSES  # gradients that each one sends
lesson.ask(
    "number",
    "ex-ring",
    4 * PARAMETERS * TURNS,
    "medium",
    3,
    "train in several processes",
    {
        "if parameters are counted and not their bytes": PARAMETERS * TURNS,
        "if the sums are made, but not handed round": 4 * PARAMETERS * TURNS / 2,
        "if each sends its whole gradient to all others": 4 * PARAMETERS * (PROCESSES - 1),
        "if each sends its whole gradient once": 4 * PARAMETERS,
        "with 8 bytes a number, which is float64": 8 * PARAMETERS * TURNS,
        "if there are as many rounds as processes": 8 * PARAMETERS,
        "of all processes together": 4 * PARAMETERS * TURNS * PROCESSES,
    },
)

lesson.ask(
    "number",
    "ex-linear-rule",
    0.1 * (8 * 64) / 256,
    "easy",
    2,
    "train in several processes",
    {
        "if the batch of one process is compared, and not that of all": 0.025,
        "if the rate follows the number of processes, and not the batch": 0.8,
        "if the rate stays as it is": 0.1,
        "if a larger batch took a smaller rate": 0.05,
        "by the square root of the ratio, which is another rule": 0.1 * 2**0.5,
    },
    decimals=2,
)
