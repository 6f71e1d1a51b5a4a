"""Questions of "Regularisation"."""

import numpy as np

from ..question import Lesson

lesson = Lesson("lesson-regularisation", "Regularisation")


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

lesson.ask(
    "number",
    "q-survivors",
    1 / (1 - 0.2),
    "easy",
    0.5,
    "write dropout yourself",
    {
        "if p and 1 − p are mixed up": 1 / 0.2,
        "if survivors are made smaller": 1 - 0.2,
        "if nothing made up for what is missing": 1.0,
    },
    asks="Dropout with p = 0.2: by which factor are the surviving activations multiplied in training?",
    hints=("Four of five survive. What keeps the mean?",),
    why="1/(1 − p): never test it with 0.5 alone.",
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

X, KEPT = np.array([2.0, 3.0, 1.0, 4.0]), np.array([1, 0, 1, 0])
lesson.ask(
    "numbers",
    "ex-reg-dropout",
    [X * KEPT / (1 - 0.8), X],
    "easy",
    3,
    "write dropout yourself",
    {
        "if the survivors are divided by p": [X * KEPT / 0.8, X],
        "if evaluation is scaled: it does nothing": [X * KEPT * 5, X * 5],
        "if evaluation is scaled down, as the first papers did": ([X * KEPT, X * 0.2]),
        "if the survivors are not scaled": [X * KEPT, X],
        "if the mask drops what it keeps": [X * (1 - KEPT) * 5, X],
        "if evaluation drops too": [X * KEPT * 5, X * KEPT * 5],
    },
    asks="The activations 2, 3, 1, 4 meet dropout with p = 0.8 (to drop), whose mask keeps the first and the third. What comes out in training (first row) and in evaluation?",
    hints=("Survivors are divided by 1 − p.", "And in evaluation?"),
    why="Five times as large in training, and nothing at all in evaluation.",
)

lesson.ask(
    "choice",
    "ex-name-it",
    "It overfits: it has the capacity and lacks restraint.",
    "easy",
    1,
    "judge whether a remedy helped or you were lucky",
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


def drop(x, p, draws, keep=np.greater_equal, factor=lambda p: 1 / (1 - p)):
    """Inverted dropout, with the uniform draws given."""
    return x * keep(draws, p) * factor(p)


lesson.ask(
    "code",
    "ex-write-dropout",
    lambda x, p, draws: drop(x, p, draws),
    "hard",
    8,
    "write dropout yourself",
    {
        "if survivors are divided by p": lambda x, p, draws: drop(
            x, p, draws, factor=lambda p: 1 / p
        ),
        "if survivors are not scaled": lambda x, p, draws: drop(x, p, draws, factor=lambda p: 1),
        "if survivors are scaled down": lambda x, p, draws: drop(
            x, p, draws, factor=lambda p: 1 - p
        ),
        "if the mask drops what it should keep": lambda x, p, draws: drop(
            x, p, draws, keep=np.less
        ),
        "if p is taken for the probability to keep": lambda x, p, draws: x * (draws < p) / p,
        "if nothing is dropped": lambda x, p, draws: x / (1 - p),
    },
    cases=(
        (np.array([4.0, 8.0, 2.0, 6.0]), 0.25, np.array([0.1, 0.3, 0.9, 0.25])),
        (np.array([[1.0, -2.0], [3.0, 5.0]]), 0.6, np.array([[0.7, 0.5], [0.61, 0.2]])),
    ),
    asks="Write `my_dropout(x, p, draws)`: `draws` are numbers from 0 to 1, one for each element. Elements whose draw is below p are dropped, and the others scaled so that the mean stays.",
    hints=("`draws >= p` is the mask.", "The mean of the mask is 1 − p."),
    why="Inverted dropout: all the work is done in training, and none in evaluation.",
)

GAINS = np.array([2.1, 1.4, 2.6, 0.9, 1.8])
lesson.ask(
    "choice",
    "ex-helped",
    "It helped: the mean gain is six of its standard errors.",
    "hard",
    4,
    "judge whether a remedy helped or you were lucky",
    {
        "each is compared with its own twin, which has the same digits": "Unclear: the accuracies of the seeds differ by more than 2 points.",
        "how many it takes depends on the spread, which is small here": "Unclear: five seeds are never enough.",
        "the best of five is luck as well as skill": "It helped: the best network gained 2.6 points.",
    },
    asks="Five networks with and without decay, each pair with the same digits and seed. The gains are 2.1, 1.4, 2.6, 0.9 and 1.8 points. Did it help?",
    hints=(
        "The mean gain is 1.76.",
        "Its standard error is the spread of the gains over √5: 0.29.",
    ),
    why="Pairs take away what both twins share: their digits.",
)

lesson.ask(
    "open",
    "ex-why-not-half",
    "For p = 0.5 the numbers p and 1 − p are the same, so that dividing by the wrong one, or keeping what should be dropped, gives results of the same size on average. "
    "With p = 0.2 the mistake makes survivors five times as large in place of 1.25 times, and every test sees it.",
    "medium",
    3,
    "write dropout yourself",
    {},
    asks="Why should dropout never be tested with p = 0.5 alone? Answer in one or two sentences.",
    hints=("What is 1 − p there?",),
    why="Choose numbers on which mistakes differ: that goes for every test.",
)
