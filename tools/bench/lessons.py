"""What running each lesson costs."""

from checker import notebook
from lib.data import has_mnist
from tools.bench.target import Target
from tools.costs import BOOK
from tools.costs import measure as measure_costs

MEGABYTES, SECONDS = 1000, 240


def measure():
    """Yield the peak memory of every lesson, then the time of all but those on all of MNIST."""
    total, apart = 0, []
    for lesson in sorted(BOOK.glob("*.ipynb")):
        on_all_of_mnist = "mnist" in notebook.needs(notebook.read(lesson))
        apart += [lesson.stem] * on_all_of_mnist
        if on_all_of_mnist and not has_mnist():
            yield Target(lesson.stem, "", "not run: MNIST_ROOT leads to no data", True)
            continue
        [(_, seconds, mebibytes)] = measure_costs([lesson])
        total += 0 if on_all_of_mnist else seconds
        yield memory_target(lesson.stem, seconds, mebibytes * 2**20 / 1e6)
    name = f"all but {', '.join(apart)}, one thread"
    yield Target(name, f"under {SECONDS} s", f"{total:.0f} s", total < SECONDS)


def memory_target(name: str, seconds: float, megabytes: float) -> Target:
    """Set a lesson's peak memory beside the target.

    Examples
    --------
    >>> memory_target("x", 7.2, 1027).measured, memory_target("x", 7.2, 1027).met
    ('1,027 MB, 7 s', False)
    """
    measured = f"{megabytes:,.0f} MB, {seconds:.0f} s"
    return Target(name, f"at most {MEGABYTES:,} MB", measured, megabytes <= MEGABYTES)
