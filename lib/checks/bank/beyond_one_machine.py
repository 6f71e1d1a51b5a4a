"""Questions of "Beyond one machine"."""

import numpy as np

from ..question import Lesson

lesson = Lesson("lesson-beyond-one-machine", "Beyond one machine")

lesson.ask(
    "choice",
    "q-own-orders",
    "Some examples are seen twice in an epoch, and others never.",
    "easy",
    0.5,
    "share out a data set without losing or repeating an example",
    {
        "each takes its share of its own order, and nothing checks that": "They stop with an error.",
        "an order that all know is random enough": "Nothing: more randomness is better.",
        "gradients are averaged all the same": "Each trains a network of its own.",
    },
    asks="Two processes shuffle with random numbers of their own, and each takes its share of its order. What happens?",
    hints=("Can an example lie in both shares?",),
    why="The order has to follow from what all know: the seed and the number of the epoch.",
)

lesson.ask(
    "number",
    "q-seen-twice",
    3 * 4 - 10,
    "easy",
    0.5,
    "share out a data set without losing or repeating an example",
    {
        "if nobody gets more than a fair share": 0,
        "for the examples that are left over when all have three": 10 - 3 * 3,
        "for the examples in each share": 4,
    },
    asks="PyTorch's `DistributedSampler` gives each of 3 processes equally many of 10 examples, and leaves none out. How many are given twice?",
    hints=("How many does each get, and how many are that together?",),
    why="Harmless in training; in validation they count double.",
)

lesson.ask(
    "choice",
    "q-own-masks",
    "No: both would drop the same units.",
    "medium",
    0.5,
    "train in several processes",
    {
        "weights come from process 0 whatever the seed is": "Yes: otherwise the weights would differ.",
        "sums are rounded in another order anyway": "Yes: then the losses are those of one process, bit by bit.",
        "the order of examples has a seed of its own": "No: both would see the same examples.",
    },
    asks="Should two processes that train together have the same seed for dropout?",
    hints=("What does a mask depend on?",),
    why="Give each process a seed of its own.",
)

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
    asks="Process 0 has 3 examples of a batch and a mean gradient of 2, process 1 has one example and a gradient of 14. What is the gradient of the whole batch?",
    hints=("Back from means to sums.", "Divide by all four examples."),
    why="Every example counts the same, wherever it lies.",
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
        "for all processes together": 4 * PARAMETERS * TURNS * PROCESSES,
    },
    asks="Five processes train a network of 1,000,000 parameters in float32 and average gradients in a ring. How many bytes does each send in each step?",
    hints=(
        "Four rounds to add up, and four to hand round.",
        "In each round a fifth of the gradient, four bytes a number.",
    ),
    why="Never more than twice the gradient, however many take part.",
)

lesson.ask(
    "number",
    "ex-linear-rule",
    0.1 * (8 * 64) / 256,
    "easy",
    2,
    "train in several processes",
    {
        "if the batch of one process is compared, and not that of all": 0.1 * 64 / 256,
        "if the rate follows the number of processes, and not the batch": 0.1 * 8,
        "if the rate stays as it is": 0.1,
        "if a larger batch took a smaller rate": 0.1 * 256 / (8 * 64),
        "by the square root of the ratio, which is another rule": 0.1 * 2**0.5,
    },
    decimals=2,
    asks="Batches of 256 and a learning rate of 0.1 worked on one process. Now eight processes take 64 examples each. Which rate does the linear rule suggest?",
    hints=("How large is the whole batch now?",),
    why="What counts is the batch of all processes together.",
)


def average(gradients, counts):
    """The gradient of the whole batch: that of each process counts by its examples."""
    return np.average(gradients, axis=0, weights=counts)


def gradients_of(seed, *counts):
    """Gradients of four parameters, a row for each process, and the examples behind each."""
    return np.random.default_rng(seed).integers(-9, 10, (len(counts), 4)).astype(float), counts


lesson.ask(
    "code",
    "ex-average",
    average,
    "medium",
    5,
    "average gradients rightly",
    {
        "if each process counts the same, and not each example": lambda gradients, counts: np.mean(
            gradients, axis=0
        ),
        "if the sum is not divided by the number of examples": lambda gradients, counts: (
            np.array(counts) @ gradients
        ),
        "if the sum is divided by the number of processes, and not of examples": (
            lambda gradients, counts: np.array(counts) @ gradients / len(counts)
        ),
        "if the gradients are added up and not weighted": lambda gradients, counts: np.sum(
            gradients, axis=0
        ),
        "if they are divided by all examples, but not weighted": lambda gradients, counts: (
            np.sum(gradients, axis=0) / sum(counts)
        ),
        "if the sum goes over the parameters, and not over the processes": (
            lambda gradients, counts: np.mean(gradients, axis=1)
        ),
    },
    cases=(
        gradients_of(0, 3, 2),
        gradients_of(1, 4, 4),
        gradients_of(2, 22, 21, 21),
        gradients_of(3, 1, 0, 5),  # nothing was left for one process
        gradients_of(4, 7),
    ),
    forbidden=("average",),
    asks="Write `together(gradients, counts)`: row r of `gradients` is the mean gradient of process r, one column for each parameter, and `counts[r]` says how many examples it had. Return the gradient of the whole batch.",
    hints=(
        "Back from means to sums: n_r · g_r.",
        "Add up over the processes, axis 0, and divide by all examples.",
    ),
    why="One message with the sums and the counts is enough: `Together` sends just that.",
)


def shard(n, batch_size, rank, size):
    """The indices that a process gets: of each batch, every size-th from its rank on."""
    starts = range(0, n, batch_size)
    return [i for k in starts for i in range(k + rank, min(k + batch_size, n), size)]


lesson.ask(
    "code",
    "ex-shard",
    shard,
    "hard",
    8,
    "share out a data set without losing or repeating an example",
    {
        "if the last, smaller batch is left out": lambda n, batch_size, rank, size: shard(
            n - n % batch_size, batch_size, rank, size
        ),
        "if every process gets the whole batch": lambda n, batch_size, rank, size: list(range(n)),
        "if all get the share of process 0": lambda n, batch_size, rank, size: shard(
            n, batch_size, 0, size
        ),
        "if the data are cut into as many pieces as there are processes": (
            lambda n, batch_size, rank, size: list(range(rank * n // size, (rank + 1) * n // size))
        ),
        "if batches are forgotten: every size-th example of all": (
            lambda n, batch_size, rank, size: list(range(rank, n, size))
        ),
        "if batches go in turn to the processes, and are not shared": (
            lambda n, batch_size, rank, size: [
                i for i in range(n) if i // batch_size % size == rank
            ]
        ),
    },
    cases=((8, 3, 0, 2), (10, 5, 0, 2), (10, 5, 1, 2), (7, 3, 1, 2), (13, 6, 1, 4), (9, 4, 1, 3)),
    asks="Write `shard(n, batch_size, rank, size)`: the list of the examples 0 to n − 1 that a process gets: of each batch in turn every size-th, from the rank-th of the batch on.",
    hints=(
        "A batch begins at 0, batch_size, 2 · batch_size, ...",
        "`range(start, stop, step)` gives a share; the last batch stops at n.",
    ),
    why="Nothing is lost, nothing repeated, and no message is sent.",
)

lesson.ask(
    "choices",
    "ex-what-to-save",
    (
        "the weights",
        "the optimiser's averages",
        "the states of all random generators",
        "how many epochs are done",
    ),
    "medium",
    3,
    "stop a training and resume it to the same losses",
    {
        "it is computed anew from the weights": "the gradients of the last step",
        "they lie on the disk already": "the images of the last batch",
    },
    asks="A training is to be stopped and resumed to the same losses, bit by bit. What has to be in its file?",
    hints=("What would be another than before, if it began anew?",),
    why="Weights alone give a similar training, and not the same.",
)

SAVE = (
    "collect weights, optimiser, history and random states",
    "write them to a new file beside the old one",
    "make sure that it is whole, on the disk",
    "give it the name of the old one",
)
lesson.ask(
    "order",
    "ex-save-safely",
    SAVE,
    "medium",
    3,
    "stop a training and resume it to the same losses",
    {
        "a power cut in between would leave no file at all": (
            SAVE[0],
            "delete the old file",
            *SAVE[1:],
        ),
        "a power cut while writing would spoil the only file": (
            SAVE[0],
            "write them over the old file",
            SAVE[2],
        ),
        "what is renamed may not yet be whole": (SAVE[0], SAVE[1], SAVE[3], SAVE[2]),
    },
    asks="Put the steps in order that save a checkpoint so that a power cut at any moment leaves a good file. Two do not belong.",
    hints=("At every moment one whole file has to be there.",),
    why="Renaming happens at once or not at all.",
)

lesson.ask(
    "open",
    "ex-equal-not-same",
    "Floating point addition is not associative: (a + b) + c may differ from a + (b + c) in the last bits. Two processes add up their own "
    "shares first and then the two sums, one process adds in another order. The differences are tiny, and each step carries them on, "
    "so that losses agree to many digits and not to the last.",
    "hard",
    4,
    "train in several processes",
    {},
    asks="One process and two give losses that are equal to many digits, but not bit by bit. Why? Answer in two or three sentences.",
    hints=("In which order are the numbers added up?",),
    why="Equal up to rounding is all that can be asked for.",
)
