"""Does the stored study reach the accuracies in the time that was aimed at?

Nothing is trained here: `make study` does that, in an hour and more. This section reads its file.
"""

from lib.study.experiments import FRONTIER
from lib.study.results import read, select, summarise
from tools.bench.target import Target
from tools.study import STUDY

# recipe, mean test accuracy to reach, and the part of the reference's time to do it in
TARGETS = [
    ("notes, better", 0.9940, 8),
    ("slim, 2 epochs", 0.9914, 80),
    ("slim, 3 epochs", 0.9940, 40),
    ("slim, 6 epochs", 0.9955, 12),
    ("slim, 13 epochs", 0.9962, 6),
]
ENSEMBLE, MEMBER, FULL = "six of 13 epochs", "slim, 13 epochs", 0.9972


def measure():
    """Yield every target of the study beside what its file holds."""
    runs = read(STUDY)
    full = select(runs, "reference", "cpu")
    reference = summarise(full)
    words = f"{reference.test:.2%}, {reference.seconds:.0f} s, on {full[0]['machine']}"
    yield Target("reference", "", words, True)
    for name, accuracy, part in TARGETS:
        found = summarise(select(runs, name, "cuda"))
        seconds = summarise(select(runs, name, "cpu")).seconds
        yield judge(name, found, accuracy, part, reference.seconds / seconds)
    # an ensemble costs what its members cost one after the other
    seconds = FRONTIER[ENSEMBLE].members * summarise(select(runs, MEMBER, "cpu")).seconds
    found = summarise(select(runs, ENSEMBLE, "cuda"))
    yield judge(ENSEMBLE, found, FULL, 1, reference.seconds / seconds)


def judge(name, found, accuracy, part, ratio):
    """Put an accuracy and a part of the reference's time beside what was wanted.

    Examples
    --------
    >>> from lib.study.results import Summary
    >>> found = Summary(runs=5, test=0.9946, spread=0.0004, valid=0.9926, seconds=12.0)
    >>> judge("slim", found, accuracy=0.9914, part=80, ratio=85.0).measured
    '99.460 % (sd 0.040, 5 seeds) in 1/85.0'
    """
    measured = f"{100 * found.test:.3f} % (sd {100 * found.spread:.3f}, {found.runs} seeds)"
    return Target(
        name=name,
        target=f"{100 * accuracy:.2f} % in 1/{part} of the reference's time",
        measured=f"{measured} in 1/{ratio:.1f}",
        met=found.test >= accuracy and ratio >= part,
    )
