"""Run every lesson in a kernel of its own, measure time and memory, and write book/costs.md."""

import os
import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from checker import notebook
from tools import ROOT
from tools.execute import execute
from tools.machine import today, versions

BOOK = ROOT / "book"

PAGE = """\
# What each lesson costs

Running a lesson from its first cell to its last takes this long, and its kernel at most this much
resident memory, the libraries' pages included.
Written by `make costs` on {date}: {versions}, {cores} cores.

| lesson | seconds | peak memory, MiB |
|:--|--:|--:|
{rows}

All lessons together take {total:.0f} seconds. Binder gives a reader 1 to 2 GiB of memory, so a
lesson may not need more than 1 GiB; `make test` checks this table for that.
The figures are those of the PyTorch that was installed: builds with CUDA map larger libraries than
the CPU build of Binder. Lessons run with one thread here, as on Binder.
"""


def cost(lesson):
    """Seconds and peak memory in MiB of one lesson; to be called in a fresh process each time."""
    nb = notebook.read(lesson)
    start = time.perf_counter()
    execute(nb, lesson)
    seconds = time.perf_counter() - start
    kibibytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss  # of the kernel, now ended
    return seconds, kibibytes / 1024


def measure(lessons):
    """Yield each lesson with its cost, with one thread and one after the other."""
    os.environ["OMP_NUM_THREADS"] = "1"
    # one process for each lesson: the peak that the system reports is that of all children so far
    with ProcessPoolExecutor(1, get_context("spawn"), max_tasks_per_child=1) as pool:
        for lesson in lessons:
            yield lesson, *pool.submit(cost, lesson).result()


def main():
    rows, total = [], 0
    for lesson, seconds, mebibytes in measure(sorted(BOOK.glob("[0-9]*.ipynb"))):
        total += seconds
        rows.append(f"| [](#{label(lesson)}) | {seconds:.0f} | {mebibytes:.0f} |")
        print(f"{lesson.name}: {seconds:.0f} s, {mebibytes:.0f} MiB", file=sys.stderr)
    used = versions("torch", "numpy", "matplotlib")
    page = PAGE.format(
        date=today(),
        versions=", ".join(f"{name} {version}" for name, version in used.items()),
        cores=os.cpu_count(),
        rows="\n".join(rows),
        total=total,
    )
    (BOOK / "costs.md").write_text(page, encoding="utf-8")


def label(lesson):
    """The label on top of a lesson, such as lesson-losses."""
    first_line = notebook.read(lesson).cells[0].source.splitlines()[0]
    return first_line.removeprefix("(").removesuffix(")=")


if __name__ == "__main__":
    main()
