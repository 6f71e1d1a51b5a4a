"""Questions of "Losses for classification"."""

import numpy as np

from lib.layers import softmax

from ..question import Lesson

lesson = Lesson("lesson-losses")


def cross_entropy(logits, target):
    """Minus the logarithm of the probability that softmax gives to the target."""
    return -np.log(softmax(np.array(logits, float))[target])


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
        "if the softmax set no floor": [*FIVE[:4], 0],
        "if the target 0 asked for the probability 0.8": [FIVE[0], -np.log(0.8), *FIVE[2:]],
        "with the floor of ten classes": [*FIVE[:4], cross_entropy([1] + [0] * 9, 0)],
        "if a logit of 100 were never wrong": [*FIVE[:2], 0, *FIVE[3:]],
        "if equal logits were no loss": [0, *FIVE[1:]],
        "if NLLLoss did not turn the sign": [*FIVE[:3], 0.25, FIVE[4]],
        "with logarithms to base 10": [1, -np.log10(0.2), *FIVE[2:]],
    },
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
    },
)
