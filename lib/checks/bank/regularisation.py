"""Questions of "Regularisation by penalties"."""

import numpy as np

from ..question import Lesson

lesson = Lesson("lesson-regularisation", "Regularisation by penalties")


lesson.ask(
    "number",
    "q-adds-up",
    18,
    "easy",
    0.5,
    "train a small network in PyTorch",
    {
        "if every `backward()` replaced the gradient": 6,
        "if the second one did nothing": 12,
        "if gradients were multiplied": 6**3,
    },
    asks="A gradient is 6. `backward()` is called three times for the same loss, and nothing clears it. What does `w.grad` hold?",
    hints=("What does `backward()` do with what is there?",),
    why="It adds: so every step begins with `zero_grad`.",
)


lesson.ask(
    "number",
    "q-which-decay",
    0.02,
    "easy",
    0.5,
    "say which `weight_decay` does the same and when none does",
    {
        "if the factor of two from the square is forgotten": 0.01,
        "if it is halved": 0.005,
        "if it is squared": 0.0001,
    },
    asks="l2_lambda is 0.01. Which `weight_decay` gives SGD the same step?",
    hints=("What is the derivative of λ p²?",),
    why="weight_decay = 2 λ, for SGD and Adam; for AdamW none does it.",
)


def decay(factor, weight=3.0, steps=10):
    """A weight after steps that each leave this share of it."""
    return weight * factor**steps


lesson.ask(
    "numbers",
    "ex-reg-decay",
    [0.5, decay(1 - 0.1 * 0.5)],
    "medium",
    4,
    "say which `weight_decay` does the same",
    {
        "if the factor of two is forgotten": [0.25, decay(1 - 0.1 * 0.25)],
        "if every step takes as much as the first: it takes its share": [0.5, 1.5],
        "if the learning rate is left out": [0.5, decay(1 - 0.5)],
        "after a single step": [0.5, decay(0.95, steps=1)],
        "if the learning rate becomes part of `weight_decay`": [0.05, decay(0.95)],
        "if the decay makes the weight grow": [0.5, decay(1.05)],
    },
    asks="The penalty 0.25 p² is to be done by SGD's `weight_decay`, with learning rate 0.1. Which value, and what is a weight of 3 after ten steps that do nothing else?",
    hints=("What is the penalty's gradient?", "Each step leaves the share 1 − 0.1 · weight_decay."),
    why="Twice the penalty's factor, and every step takes the same share.",
)


lesson.ask(
    "choice",
    "ex-name-it",
    "It overfits: it has the capacity and lacks restraint.",
    "easy",
    1,
    "tell overfitting from underfitting",
    {
        "then the training digits would be wrong, too": "It underfits: it has too few units.",
        "with a wrong label on a fifth of the digits that is impossible by skill": "It is fine: all training digits are right.",
        "training accuracy says nothing about that": "The test set is too small.",
    },
    asks="A fifth of the training labels is wrong. A network gets 100 % of the training digits and 70 % of the validation digits right. What is the matter?",
    hints=("What must it have learned by heart?",),
    why="Capacity first, and then restraint.",
)


def penalty(parameters, l1, l2):
    """L1 and L2 penalty of a list of arrays."""
    return sum(l1 * np.abs(p).sum() + l2 * (p**2).sum() for p in parameters)


lesson.ask(
    "code",
    "ex-write-penalty",
    penalty,
    "medium",
    6,
    "add an L1 or L2 penalty to its loss",
    {
        "if L1 takes no absolute values": lambda ps, l1, l2: sum(
            l1 * p.sum() + l2 * (p**2).sum() for p in ps
        ),
        "if means are taken in place of sums": lambda ps, l1, l2: sum(
            l1 * np.abs(p).mean() + l2 * (p**2).mean() for p in ps
        ),
        "if the root is taken of the sum of squares": lambda ps, l1, l2: sum(
            l1 * np.abs(p).sum() + l2 * (p**2).sum() ** 0.5 for p in ps
        ),
        "if only the first of the arrays is punished": lambda ps, l1, l2: penalty(ps[:1], l1, l2),
        "if the two factors change places": lambda ps, l1, l2: penalty(ps, l2, l1),
        "if squares are halved, which puts the factor of two elsewhere": lambda ps, l1, l2: penalty(
            ps, l1, l2 / 2
        ),
    },
    cases=(
        ([np.array([1.0, -2.0]), np.array([[3.0, 0.5], [-1.0, 0.0]])], 0.1, 0.01),
        ([np.array([-4.0, 1.0, 2.0]), np.array([0.25])], 0.0, 0.5),
        ([np.array([-4.0, 1.0, 2.0]), np.array([0.25])], 0.5, 0.0),
    ),
    asks="Write `penalty(parameters, l1, l2)` for a list of arrays: l1 times the sum of all absolute values plus l2 times the sum of all squares.",
    hints=(
        "One sum over the arrays, and in each `.sum()` over its elements.",
        "`np.abs` and `** 2`.",
    ),
    why="Added to the loss, `backward()` does the rest.",
)


def step(w, gradient, lr, weight_decay):
    """A step of SGD with weight decay."""
    return w - lr * (gradient + weight_decay * w)


lesson.ask(
    "code",
    "ex-write-step",
    step,
    "medium",
    5,
    "train a small network in PyTorch",
    {
        "if it goes uphill": lambda w, g, lr, wd: w + lr * (g + wd * w),
        "if the decay is left out": lambda w, g, lr, wd: w - lr * g,
        "if the decay takes no learning rate": lambda w, g, lr, wd: w - lr * g - wd * w,
        "if the decay is doubled, as λ p² has it": lambda w, g, lr, wd: w - lr * (g + 2 * wd * w),
        "if the decay makes weights grow": lambda w, g, lr, wd: w - lr * (g - wd * w),
        "if the step is returned, and not the new weight": lambda w, g, lr, wd: -lr * (g + wd * w),
    },
    cases=(
        (np.array([2.0, -1.0]), np.array([0.5, 0.25]), 0.1, 0.2),
        (np.array([1.0, 3.0, -2.0]), np.array([-1.0, 2.0, 0.5]), 0.5, 0.01),
    ),
    asks="Write `sgd_step(w, gradient, lr, weight_decay)`: the weights after one step of SGD, which adds weight_decay · w to the gradient.",
    hints=("First the gradient with its decay, then the step against it.",),
    why="w − η (g + wd · w): that is all of SGD.",
)


def rest(gradient, decay, lr=0.1, steps=1000):
    """Where a weight is after many steps against a constant gradient and its own decay."""
    weight = 0.0
    for _ in range(steps):
        weight -= lr * (gradient + decay * weight)
    return weight


lesson.ask(
    "number",
    "ex-reg-rest",
    rest(-0.6, 0.2),
    "hard",
    4,
    "say which `weight_decay` does the same",
    {
        "if it went with the gradient, and not against it": rest(0.6, 0.2),
        "if the decay were a penalty λ w², with its factor of two": rest(-0.6, 0.4),
        "if the learning rate counted for the gradient only": 0.1 * 0.6 / 0.2,
        "if the learning rate counted for the decay only": 0.6 / (0.1 * 0.2),
        "if gradient and decay were multiplied": 0.6 * 0.2,
        "if they were added": 0.6 + 0.2,
        "after a single step from zero": 0.1 * 0.6,
    },
    asks="A weight's data gradient is always −0.6. SGD has learning rate 0.1 and weight_decay 0.2. Where does the weight come to rest?",
    hints=("At rest a step is zero.", "What has to cancel the gradient?"),
    why="−0.6 + 0.2 w = 0. The learning rate decides how fast, not where.",
)

lesson.ask(
    "open",
    "ex-weak-penalty",
    "These weights have no gradient from the data, only the penalty's, 2 λ w. SGD's step is in proportion to it, so it is ten times shorter. "
    "Adam divides each gradient by its own recent size, in which λ cancels: its step is as long as before, and the weights come down to nearly zero just as fast.",
    "medium",
    3,
    "add an L1 or L2 penalty to its loss",
    {},
    asks="A pixel is blank in all training images. What becomes of its weights under SGD and under Adam, with an L2 penalty that is ten times weaker than before? Why?",
    hints=("Which gradient do these weights have?", "By what does Adam divide it?"),
    why="AdamW was made so that the strength of decay is ours to set again.",
)
