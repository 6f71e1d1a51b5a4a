"""Questions of "All sixty thousand digits"."""

import numpy as np

from ..question import Lesson

lesson = Lesson("lesson-all-of-mnist", "All sixty thousand digits")

lesson.ask(
    "number",
    "q-steps",
    -(-50_000 // 64),
    "easy",
    0.5,
    "train on the full data set by the notes' protocol",
    {
        "if the last, smaller batch is left out": 50_000 // 64,
        "for all 60,000 digits: 10,000 are kept for validation": -(-60_000 // 64),
        "if every digit is a step": 50_000,
        "if batches had 100 digits": 500,
    },
    asks="50,000 digits in batches of 64, none left out: how many steps does the optimiser take in an epoch?",
    hints=("How many full batches, and is anything left?",),
    why="781 full batches and one of 16 digits.",
)

lesson.ask(
    "choice",
    "q-one-run-each",
    "Nothing: seeds alone differ by that much.",
    "easy",
    0.5,
    "say how sure a result is",
    {
        "a single run of each cannot tell the method from the seed": "The second method is better.",
        "it may be: one run each does not say that either": "The methods are equally good.",
        "the test digits are the same, and the seeds still differ": "The test set is too easy.",
    },
    asks="Two methods, one run each: 99.14 % and 99.24 % of the test digits right. What has been found?",
    hints=("How far did the five seeds of the reference lie apart?",),
    why="Several seeds each, and the spread beside the mean.",
)

lesson.ask(
    "number",
    "q-bfloat",
    2,
    "medium",
    0.5,
    "make a training many times cheaper without guessing",
    {
        "with the bits of float32": 2 + 1 / 512,
        "if it is rounded up to the next number that there is": 2 + 1 / 64,
        "if small numbers were lost and not only their sum with large ones": 1 / 512,
    },
    asks="In bfloat16 the next number after 2 is 2 + 1/64. What is 2 + 1/512 there?",
    hints=("To which of its two neighbours is it nearer?",),
    why="That is why weights and optimiser stay in float32.",
)

A, N = 0.997, 10_000
ERROR = np.sqrt(A * (1 - A) / N)
lesson.ask(
    "number",
    "ex-mnist-standard-error",
    100 * ERROR,
    "medium",
    4,
    "say how sure a result is",
    {
        "without the square root": 100 * A * (1 - A) / N,
        "if n is forgotten": 100 * np.sqrt(A * (1 - A)),
        "as a share, and not in per cent": ERROR,
        "for two standard deviations": 200 * ERROR,
        "for 1.96 standard deviations": 196 * ERROR,
        "if a (1 - a) is taken for 1/4, its largest value": 100 * np.sqrt(1 / 4 / N),
        "if only n stands under the root": 100 * A * (1 - A) / np.sqrt(N),
    },
    decimals=4,
    asks="99.7 % of 10,000 test digits are right. How large is the standard error of this accuracy, in per cent? Four decimals.",
    hints=("√(a(1 − a)/n) is a share.", "Times 100 it is in per cent."),
    why="By their two accuracies alone, networks so close are not told apart.",
)

EPSILON, CLASSES = 0.05, 10


def smallest(right, wrong, many=CLASSES - 1, log=np.log):
    """The entropy of a target, which has one share for the truth and one for all others."""
    return -right * log(right) - many * wrong * log(wrong)


RIGHT, OTHER = 1 - EPSILON + EPSILON / CLASSES, EPSILON / CLASSES
lesson.ask(
    "number",
    "ex-mnist-floor",
    smallest(RIGHT, OTHER),
    "hard",
    5,
    "make a training many times cheaper",
    {
        "if the nine other classes are left out": smallest(RIGHT, OTHER, 0),
        "if one other class is counted and not nine": smallest(RIGHT, OTHER, 1),
        "if epsilon is shared out among the nine others: the right class gets a tenth of it too": (
            smallest(1 - EPSILON, EPSILON / (CLASSES - 1))
        ),
        "with logarithms to base 2": smallest(RIGHT, OTHER, log=np.log2),
        "with logarithms to base 10": smallest(RIGHT, OTHER, log=np.log10),
        "from the probability of the right class alone, without its weight": -np.log(RIGHT),
        "if smoothing set no floor": 0,
    },
    asks="Label smoothing with ε = 0.05 and ten classes: how small can the smoothed cross-entropy get?",
    hints=(
        "Where does a cross-entropy reach its minimum? Where both sides agree.",
        "The target: 1 − ε + ε/10 for the truth, ε/10 for each other class.",
    ),
    why="A training loss that rests near this number has nothing left to learn.",
)

lesson.ask(
    "numbers",
    "ex-smooth-target",
    [0.92, 0.02, 0.02, 0.02, 0.02],
    "easy",
    3,
    "make a training many times cheaper without guessing",
    {
        "if ε is shared among the other classes alone": [0.9, 0.025, 0.025, 0.025, 0.025],
        "if the right class gets no share of ε: the sum is not 1": [0.9, 0.02, 0.02, 0.02, 0.02],
        "without smoothing": [1, 0, 0, 0, 0],
        "with ε for each other class: the sum is not 1": [0.9, 0.1, 0.1, 0.1, 0.1],
    },
    asks="Label smoothing with ε = 0.1 and five classes: which target does an example of class 0 get?",
    hints=("The right class: 1 − ε + ε/K.", "Each other class: ε/K. All five add up to 1."),
    why="Every class gets ε/K, the right one too.",
)

ACCURACIES = np.array([99.1, 99.2, 99.4, 99.2, 99.1])
lesson.ask(
    "number",
    "ex-error-of-mean",
    ACCURACIES.std(ddof=1) / np.sqrt(5),
    "medium",
    4,
    "say how sure a result is",
    {
        "for a single run, and not of the mean": ACCURACIES.std(ddof=1),
        "if squares are divided by n, and not by n − 1": ACCURACIES.std() / np.sqrt(5),
        "if the spread is divided by n": ACCURACIES.std(ddof=1) / 5,
        "for the variance": ACCURACIES.var(ddof=1) / 5,
    },
    decimals=3,
    asks="Five seeds reach 99.1, 99.2, 99.4, 99.2 and 99.1 %. How large is the standard error of their mean, in per cent, to three decimals?",
    hints=(
        "First the standard deviation of the five, with n − 1.",
        "The mean of n runs varies less, by √n.",
    ),
    why="The mean is known to about ±0.05: a method that gains 0.1 has to be looked at twice.",
)

GAINS = np.array([0.05, -0.02, 0.08, -0.06, 0.01])
lesson.ask(
    "choice",
    "ex-helped-or-lucky",
    "It cannot be told: the mean gain is half its standard error.",
    "hard",
    4,
    "say how sure a result is",
    {
        "a mean above zero is what luck gives in every second case": "It helped: the mean gain is positive.",
        "no result of five tosses is likelier than three of five": "It helped: three seeds of five gained.",
        "what cannot be seen with five seeds may be seen with fifty": "It did not help: two seeds lost.",
    },
    asks="The same five seeds with and without a change: the accuracy differs by +0.05, −0.02, +0.08, −0.06 and +0.01 %. Did the change help?",
    hints=(
        "The mean gain is 0.012.",
        "Its standard error is the spread of the gains over √5: 0.025.",
    ),
    why="Pair the runs, and put the gain beside its own standard error.",
)

PROTOCOL = (
    "Split training, validation and test digits.",
    "Train every candidate with several seeds.",
    "Choose one by its mean validation accuracy.",
    "Score the chosen one on the test digits, once.",
    "Report mean, spread and time.",
)
lesson.ask(
    "order",
    "ex-protocol",
    PROTOCOL,
    "easy",
    3,
    "train on the full data set by the notes' protocol",
    {
        "whoever chooses by the test digits has learned from them": (
            *PROTOCOL[:2],
            "Choose one by its test accuracy.",
            *PROTOCOL[3:],
        ),
        "one seed cannot tell skill from luck": (
            PROTOCOL[0],
            "Train every candidate with one seed.",
            *PROTOCOL[2:],
        ),
        "the test digits are looked at before the choice is made": (
            *PROTOCOL[:2],
            PROTOCOL[3],
            PROTOCOL[2],
            PROTOCOL[4],
        ),
    },
    asks="Put the protocol of a fair comparison in order. Two sentences do not belong.",
    hints=("Which digits are used for choosing, and when are the others looked at?",),
    why="Choose by validation, report by test, once.",
)

lesson.ask(
    "choices",
    "ex-what-costs-nothing",
    (
        "digits that stay in memory",
        "Adam in one pass (`fused=True`)",
        "`channels_last`",
    ),
    "medium",
    3,
    "make a training many times cheaper without guessing",
    {
        "fewer steps learn less, unless something else makes up for it": "three epochs in place of twenty",
        "it changes the loss, and with it what is learned": "label smoothing",
        "it changes which digits the network sees": "shifted digits",
    },
    asks="Which of these save time and compute the same thing, up to rounding?",
    hints=("Three change only where numbers lie or how often they are read.",),
    why="Such changes need no test of accuracy, only of equality: all others have to be measured.",
)

lesson.ask(
    "open",
    "ex-why-luck",
    "Each candidate's validation accuracy is its skill plus luck with these digits and this seed. The best of a hundred is likely to be "
    "one that was lucky as well as good. On new digits the skill comes again and the luck does not, so that its advantage "
    "shrinks or vanishes. That is why the test digits are kept for the end.",
    "hard",
    4,
    "say how sure a result is",
    {},
    asks="The best of a hundred recipes on the validation digits is often no better than others on the test digits. Why? Answer in two or three sentences.",
    hints=("What is a measured accuracy made of, besides skill?",),
    why="Statisticians call it regression to the mean.",
)
