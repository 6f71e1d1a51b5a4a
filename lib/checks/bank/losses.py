"""Questions of "Losses for classification"."""

import numpy as np

from lib.layers import softmax

from ..question import Lesson

lesson = Lesson("lesson-losses", "Losses for classification")


def cross_entropy(logits, target):
    """Minus the logarithm of the probability that softmax gives to the target."""
    return -np.log(softmax(np.array(logits, float))[target])


lesson.ask(
    "number",
    "q-only-differences",
    1 / (1 + np.exp(-1)),
    "easy",
    0.5,
    "{term}`softmax` and {term}`cross-entropy` by hand",
    {
        "for the logits, shared out without e": 101 / 201,
        "if the size of the logits counted, and not their difference": 1.0,
        "if both classes got the same": 0.5,
        "for the other class": 1 / (1 + np.exp(1)),
        "without dividing by the sum": np.e,
        "for the other class, without dividing by the sum": 1 / np.e,
        "for its logarithm": -np.log(1 + np.exp(-1)),
        "for the loss, minus its logarithm": np.log(1 + np.exp(-1)),
    },
    decimals=3,
    asks="The logits of two classes are 101 and 100. Which probability does softmax give to the first? Three decimals.",
    hints=("Only the difference of the logits counts.",),
    why="Softmax of two classes is the sigmoid of their difference.",
)
lesson.ask(
    "choice",
    "q-negative-loss",
    "Probabilities went into NLLLoss, without a logarithm.",
    "easy",
    0.5,
    "recognise four mistakes by their numbers",
    {
        "a perfect network has a loss of 0": "The network is better than perfect.",
        "that gives a floor above 0, and no negative number": "There is a softmax before CrossEntropyLoss.",
        "a large rate makes losses large or nan, never negative": "The learning rate is too large.",
    },
    asks="A training prints a cross-entropy of −0.5. What has happened?",
    hints=("Which loss takes an element and only turns its sign?",),
    why="A negative cross-entropy is impossible: look for a missing logarithm.",
)

lesson.ask(
    "number",
    "q-floor-of-two",
    cross_entropy([1, 0], 0),
    "medium",
    0.5,
    "recognise four mistakes by their numbers",
    {
        "if a perfect answer had no loss": 0.0,
        "for ten classes": cross_entropy([1] + [0] * 9, 0),
        "for a network that knows nothing": np.log(2),
        "for the worst, all on the wrong class": cross_entropy([1, 0], 1),
        "for the worst with ten classes": cross_entropy([1] + [0] * 9, 1),
        "with logarithms to base 10": cross_entropy([1, 0], 0) / np.log(10),
        "with logarithms to base 2": cross_entropy([1, 0], 0) / np.log(2),
        "for the probability, without its logarithm": softmax(np.array([1.0, 0]))[0],
        "for the other class's probability, without its logarithm": softmax(np.array([1.0, 0]))[1],
    },
    decimals=3,
    asks="A softmax stands before CrossEntropyLoss, with two classes. How small can the loss get? Three decimals.",
    hints=("The best that goes in is (1, 0).", "And that is taken for two logits."),
    why="log(e + 1) − 1: nobody gets below it, however sure.",
)

FIVE = [cross_entropy([7] * 10, 3), -np.log(0.2), 100, -0.25, cross_entropy([1, 0], 0)]
lesson.ask(
    "numbers",
    "ex-five-losses",
    FIVE,
    "medium",
    6,
    "recognise four mistakes by their numbers",
    {
        "if NLLLoss took the logarithm": [*FIVE[:3], np.log(4), FIVE[4]],
        "without a floor": [*FIVE[:4], 0],
        "if target 0 asked for 0.8": [FIVE[0], -np.log(0.8), *FIVE[2:]],
        "if the logit 100 were right": [*FIVE[:2], 0, *FIVE[3:]],
        "with logarithms to base 10": [1, -np.log10(0.2), *FIVE[2:]],
        "if NLLLoss took the largest": [*FIVE[:3], -0.75, FIVE[4]],
        "for ten classes": [*FIVE[:4], cross_entropy([1] + [0] * 9, 0)],
    },
    asks="Which losses, to three digits? CrossEntropyLoss of ten equal logits; BCELoss of 0.8, target 0; CrossEntropyLoss of logits 0 and 100, truth 0; NLLLoss of probabilities 0.25 and 0.75, truth 0; CrossEntropyLoss behind a sure and right softmax of two classes.",
    hints=(
        "Minus the logarithm of the truth's probability, but for one of them.",
        "NLLLoss takes no logarithm; the last gets the logits 1 and 0.",
    ),
    why="Landmarks: log of the number of classes, a negative loss, and a floor that is not 0.",
)

LOGITS = np.log([1, 2, 5])
LEFT = softmax(LOGITS) - [1, 0, 0]
lesson.ask(
    "numbers",
    "ex-gradient-by-hand",
    LEFT,
    "medium",
    4,
    "by hand",
    {
        "if the one-hot is not subtracted": softmax(LOGITS),
        "with the sign turned": -LEFT,
        "if the one-hot stands at the largest logit, and not at the truth": (
            softmax(LOGITS) - [0, 0, 1]
        ),
        "if the logits are taken for the probabilities": LOGITS - [1, 0, 0],
        "without dividing by the sum": [0, 2, 5],
        "if the gradient is that of the truth alone": [-7 / 8, 0, 0],
        "if e to the 0 is taken for 0": [-1, 2 / 7, 5 / 7],
        "if the logits are divided by their sum, without e": LOGITS / LOGITS.sum() - [1, 0, 0],
        "for the mean over the three": LEFT / 3,
    },
    asks="Logits 0, log 2 and log 5, and class 0 is true. What is the gradient of the cross-entropy with respect to the three logits, in fractions?",
    hints=("e to the logits is 1, 2, 5.", "Softmax minus one-hot."),
    why="Minus what the truth lacks, plus what each other class has too much: together 0.",
)

lesson.ask(
    "choice",
    "ex-which-loss",
    "`BCEWithLogitsLoss`",
    "easy",
    2,
    "choose the right loss for what your model returns",
    {
        "it expects a probability, and a linear layer returns any number": "`BCELoss`",
        "that wants a logit for each class, two of them": "`CrossEntropyLoss`",
        "that wants log-probabilities, one for each class": "`NLLLoss`",
    },
    asks="A model ends in `nn.Linear(64, 1)` and is to say yes or no. Which loss fits what it returns?",
    hints=("What does a linear layer return, and how many of them?",),
    why="Two classes, one logit: the binary loss that takes logits.",
)

lesson.ask(
    "choices",
    "ex-loss-and-output",
    (
        "three logits and `CrossEntropyLoss`",
        "three log-probabilities and `NLLLoss`",
        "one probability and `BCELoss`",
        "one logit and `BCEWithLogitsLoss`",
    ),
    "medium",
    3,
    "choose the right loss for what your model returns",
    {
        "CrossEntropyLoss applies log-softmax itself, so this does it twice": "three probabilities and `CrossEntropyLoss`",
        "NLLLoss takes no logarithm: the result is negative": "three probabilities and `NLLLoss`",
        "BCEWithLogitsLoss applies the sigmoid itself": "one probability and `BCEWithLogitsLoss`",
    },
    asks="What the model returns, and the loss: which pairs are right?",
    hints=("Which of the four apply a softmax or a sigmoid themselves?",),
    why="Let the network return logits: then two of the four losses are enough.",
)

FOUND = (
    "−0.55: a logarithm is missing",
    "0.69: two classes, and nothing is known",
    "1.46: a softmax too many, with ten classes",
    "2.30: ten classes, and nothing is known",
    "nan: exp or log has overflowed",
)
TEN, TWO = "0.69: ten classes, and nothing is known", "2.30: two classes, and nothing is known"
lesson.ask(
    "order",
    "ex-diagnose",
    FOUND,
    "medium",
    3,
    "recognise four mistakes by their numbers",
    {
        "log 2 is 0.69 and log 10 is 2.30": (FOUND[0], TEN, FOUND[2], TWO, FOUND[4]),
        "0.69 is log 2: that takes two classes": (FOUND[0], TEN, *FOUND[2:]),
        "2.30 is log 10: that takes ten classes": (*FOUND[:3], TWO, FOUND[4]),
        "the order is that of the losses as they are given, from −0.55 to nan": FOUND[::-1],
    },
    asks="Five trainings printed a loss each: −0.55, 0.69, 1.46, 2.30, nan. Put five diagnoses in that order. Two do not belong.",
    hints=("log 2 = 0.69, log 10 = 2.30.",),
    why="Five numbers that are worth knowing by sight.",
)


def log_softmax(z):
    """The stable way."""
    z = np.asarray(z, float)
    z = z - z.max(axis=1, keepdims=True)
    return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


def _unstable(z):
    with np.errstate(all="ignore"):
        z = np.asarray(z, float)
        return np.log(np.exp(z) / np.exp(z).sum(axis=1, keepdims=True))


def _by_the_largest(z):
    with np.errstate(all="ignore"):
        z = np.asarray(z, float) - np.max(z)
        return z - np.log(np.exp(z).sum(axis=1, keepdims=True))


lesson.ask(
    "code",
    "ex-log-softmax",
    log_softmax,
    "hard",
    8,
    "{term}`softmax` and {term}`cross-entropy` by hand",
    {
        "by the formula, which overflows: subtract the largest logit of each row first": _unstable,
        "if probabilities are returned, without their logarithm": lambda z: np.exp(log_softmax(z)),
        "if the sum goes over the examples, and not over the classes": lambda z: (
            log_softmax(np.transpose(z)).T
        ),
        "if the sign is turned: that is the loss": lambda z: -log_softmax(z),
        "if the sum goes over all examples and classes": lambda z: (
            z - np.max(z) - np.log(np.exp(z - np.max(z)).sum())
        ),
        "if only the largest logit is subtracted": lambda z: z - np.max(z, axis=1, keepdims=True),
        "if the largest of all logits is subtracted, and not that of each row": _by_the_largest,
    },
    cases=(
        (np.array([[1.5, 0.8, 2.1], [0.0, 0.0, 0.0]]),),
        (np.array([[1000.0, 0.0, -1000.0], [3.0, 900.0, 900.0]]),),
        (np.array([[-2.0, 1.0]]),),
        (np.array([[1000.0, 999.0], [-1000.0, -1001.0]]),),
    ),
    forbidden=("log_softmax", "logsumexp", "logaddexp"),
    asks="Write `my_log_softmax(z)` for an array of shape (N, C), in NumPy: the log-softmax of each row. Logits of 1000 must not overflow.",
    hints=(
        "Only differences count: subtract the largest of each row first.",
        "`keepdims=True` keeps an axis for the subtraction.",
    ),
    why="z − M − log Σ exp(z − M): no tiny number is ever logged.",
)

lesson.ask(
    "open",
    "ex-why-logits",
    "With a softmax of its own the network hands probabilities to a loss that takes them for logits and applies the softmax again. Probabilities lie within 1 of each other, so that "
    "the second softmax can never be sure: the loss has a floor above 0. Where the network is surely wrong, the first softmax hardly changes with its logits, and passes hardly any gradient. "
    "It learns, but more slowly.",
    "hard",
    4,
    "recognise four mistakes by their numbers",
    {},
    asks="Somebody puts a softmax before CrossEntropyLoss, and the network still learns. What is wrong all the same? Answer in two or three sentences.",
    hints=("How large can the differences of what goes in be?",),
    why="Nothing complains: only the numbers tell.",
)

lesson.ask(
    "number",
    "ex-odds",
    np.log(0.9 / 0.1),
    "easy",
    2,
    "say what a {term}`logit` is",
    {
        "for the odds, without the logarithm": 0.9 / 0.1,
        "for the probability's logarithm": np.log(0.9),
        "for minus the probability's logarithm: that is its loss": -np.log(0.9),
        "with the sign turned": -np.log(0.9 / 0.1),
        "with the logarithm to base 10": np.log10(9),
        "with the logarithm to base 2": np.log2(9),
        "from the other class's probability alone, 0.1": -np.log(0.1),
        "for the logarithm of 0.1": np.log(0.1),
        "by the sigmoid of 0.9, which is the way back": 1 / (1 + np.exp(-0.9)),
        "for the odds the other way round": 0.1 / 0.9,
    },
    decimals=2,
    asks="A model should say 0.9 for class 1. Which logit must it return? Two decimals.",
    hints=("The logit is the logarithm of the odds.",),
    why="log(p/(1 − p)): the sigmoid's way back.",
)

lesson.ask(
    "number",
    "ex-sigmoid-by-hand",
    1 / (1 + 1 / 4),
    "easy",
    2,
    "compute {term}`sigmoid`",
    {
        "if the sign of the logit is turned": 1 / (1 + 4),
        "for the odds themselves": 4,
        "if odds are taken for shares of ten": 0.4,
        "for the logit itself": np.log(4),
        "if 1/4 is taken from 1": 1 - 1 / 4,
        "for e to the minus log 4 alone": 1 / 4,
        "if 5/4 is not turned over": 1 + 1 / 4,
        "if 1 + 4 is not turned over": 1 + 4,
        "for the sigmoid of 4, without the logarithm": 1 / (1 + np.exp(-4)),
        "with the logarithm to base 10": 1 / (1 + np.exp(-np.log10(4))),
        "with the logarithm to base 2": 1 / (1 + np.exp(-2)),
    },
    asks="What is the sigmoid of log 4?",
    hints=("e to the minus log 4 is 1/4.",),
    why="Odds of 4 to 1 are a probability of 4/5.",
)
