"""Questions of "Dropout and early stopping"."""

import numpy as np

from ..question import Lesson

lesson = Lesson("lesson-dropout", "Dropout and early stopping")


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


def look_to_keep(losses, patience, better=np.less, extra=0):
    """Early stopping, and what becomes of it with another comparison or more patience."""
    best = 0
    for look, loss in enumerate(losses):
        if look and better(loss, losses[best]):
            best = look
        elif look - best == patience + extra:
            break
    return best


def look_at_end(losses, patience):
    """The look at which early stopping ends the training."""
    return min(look_to_keep(losses, patience) + patience, len(losses) - 1)


def _since_the_last_fall(losses, patience):
    """Early stopping that compares each look with the one before."""
    worse = 0
    for look in range(1, len(losses)):
        worse = 0 if losses[look] < losses[look - 1] else worse + 1
        if worse == patience:
            return look - patience
    return int(np.argmin(losses))


def look_before_rise(losses, patience):
    """The last look before the loss rises for the first time."""
    return next((k for k in range(len(losses) - 1) if losses[k + 1] > losses[k]), len(losses) - 1)


lesson.ask(
    "code",
    "ex-write-stop",
    lambda losses, patience: look_to_keep(losses, patience),
    "medium",
    7,
    "stop a training at its best step",
    {
        "if the look at which training ends is kept": look_at_end,
        "if patience is ignored: looks that were never made count": lambda losses, _: int(
            np.argmin(losses)
        ),
        "if one look that is worse ends it": look_before_rise,
        "if one look too many is awaited": lambda losses, patience: look_to_keep(
            losses, patience, extra=1
        ),
        "if it ends one look too early": lambda losses, patience: look_to_keep(
            losses, patience, extra=-1
        ),
        "if looks that are worse than the one before are counted": _since_the_last_fall,
        "if an equal loss counts as better": lambda losses, patience: look_to_keep(
            losses, patience, better=np.less_equal
        ),
    },
    cases=(
        ([6.0, 5.0, 5.5, 4.0, 4.5, 4.2, 2.9, 4.0, 5.0, 6.0, 1.0], 3),
        ([4.0, 3.0, 5.0, 5.0, 2.0, 6.0, 6.0, 6.0, 1.0], 2),
        ([3.0, 2.0, 2.5, 2.0, 2.2, 1.0], 3),
        ([3.0, 2.0, 1.0], 2),
        ([5.0, 3.0, 4.0, 3.5, 4.5, 1.0], 3),
    ),
    asks="Write `look_to_keep(losses, patience)`: validation losses, look by look; training ends when `patience` looks in a row brought nothing below the best so far. Return the index of the look whose weights are kept.",
    hints=(
        "Remember the index of the best look so far.",
        "How many looks ago was that? When it is `patience`, training ends.",
    ),
    why="The weights of that look are what `copy.deepcopy` kept.",
)

lesson.ask(
    "number",
    "q-tries",
    10 * 0.02,
    "medium",
    0.5,
    "judge whether a remedy helped or you were lucky",
    {
        "if nobody counted the tries": 0.02,
        "if trying more made a finding surer": 0.02 / 10,
        "for the ten's share of 1, as a bound for each": 0.05 / 10,
        "if the tries were added": 10 + 0.02,
        "for two tries": 2 * 0.02,
    },
    asks="Ten remedies are compared with nothing, and the smallest p is 0.02. What is it after Bonferroni's correction?",
    hints=("Ten tries are ten chances to be lucky.",),
    why="0.2: among ten remedies that do nothing, one so lucky is no surprise.",
)

FAIR = (
    "set the test digits aside",
    "train with several decays, and a twin without, for each seed",
    "choose the decay with the best mean validation accuracy",
    "score the chosen networks and their twins on the test digits",
    "look at the gains, seed by seed, and their standard error",
)
lesson.ask(
    "order",
    "ex-fair-order",
    FAIR,
    "easy",
    3,
    "judge whether a remedy helped or you were lucky",
    {
        "then the digits that judge have chosen too": (
            *FAIR[:2],
            "choose the decay with the best mean test accuracy",
            *FAIR[3:],
        ),
        "the best seed is luck as well as skill": (
            *FAIR[:4],
            "report the seed that gained most",
        ),
        "what is chosen by must be there before": (FAIR[0], FAIR[2], FAIR[1], *FAIR[3:]),
        "the test digits are opened last, when all is chosen": (
            *FAIR[:2],
            FAIR[3],
            FAIR[2],
            FAIR[4],
        ),
    },
    asks="Put a fair trial of weight decay in order. Two lines do not belong.",
    hints=("What is set aside first is used last.", "Who chooses does not judge."),
    why="Aside, train, choose, open once, compare twin with twin.",
)
