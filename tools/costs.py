"""Run every lesson in a kernel of its own, measure time and memory, and write book/costs.md."""

import os
import sys
import threading
import time
from contextlib import suppress

import psutil

from checker import notebook
from lib.data import load_mnist
from tools import ROOT
from tools.execute import execute
from tools.machine import today, versions

BOOK = ROOT / "book"

STEP = 0.02  # seconds between two looks at the memory

PAGE = """\
# What each lesson costs

Running a lesson from its first cell to its last takes this long, and all its processes together at
most this much memory; what they share, such as the libraries' pages, is counted once.
Written by `make costs` on {date}: {versions}, {cores} cores.

| lesson | seconds | peak memory, MiB |
|:--|--:|--:|
{rows}

All lessons together take {total:.0f} seconds. Binder promises a reader 1 GB of memory and lets them
have 2, so a lesson may not need more than 2 GB; `make test` checks this table for that.
The figures are those of the PyTorch that was installed: builds with CUDA map larger libraries than
the CPU build of Binder. Lessons run with one thread here, as on Binder.
"""


class Peak(threading.Thread):
    """Watches the memory of all processes that this one starts while it is watched."""

    def __init__(self):
        super().__init__(daemon=True)
        self.before = set(psutil.Process().children())
        self.mebibytes, self.left = 0, threading.Event()

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.left.set()
        self.join()

    def run(self):
        while not self.left.wait(STEP):
            new = set(psutil.Process().children()) - self.before
            begun = [process for process in new if has_begun(process)]
            self.mebibytes = max(self.mebibytes, memory_of(begun) / 2**20)


def has_begun(process):
    """Whether a process is more than a copy of this one that is about to start its own program."""
    with suppress(psutil.Error):
        return process.cmdline() != psutil.Process().cmdline()
    return False


def memory_of(processes):
    """Bytes of processes and their children: what each has for itself, the largest shared part."""
    own, shared, left = 0, [0], list(processes)
    while left:
        process = left.pop()
        with suppress(psutil.Error):  # it may have ended meanwhile
            left += process.children()
            memory = process.memory_full_info()
            own += memory.uss
            shared.append(memory.rss - memory.uss)
    return own + max(shared)


def cost(lesson):
    """Seconds and peak memory in MiB of one lesson."""
    nb = notebook.read(lesson)
    start = time.perf_counter()
    with Peak() as peak:
        execute(nb, lesson)
    return time.perf_counter() - start, peak.mebibytes


def measure(lessons):
    """Yield each lesson with its cost, with one thread and one after the other."""
    os.environ["OMP_NUM_THREADS"] = "1"
    for lesson in lessons:
        yield lesson, *cost(lesson)


def fetch_data(lessons):
    """Get what lessons need, so that a download is not counted, nor fails behind all the others."""
    if any("mnist" in notebook.read(lesson).metadata.get("needs", []) for lesson in lessons):
        try:
            load_mnist()
        except ValueError as error:
            raise SystemExit(f"Nothing was measured: {error}") from error


def main():
    rows, total = [], 0
    lessons = sorted(BOOK.glob("[0-9]*.ipynb"))
    fetch_data(lessons)
    for lesson, seconds, mebibytes in measure(lessons):
        total += seconds
        rows.append(f"| {link(lesson)} | {seconds:.0f} | {mebibytes:.0f} |")
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


def link(lesson):
    """A link that says the title of a lesson, from the label and the heading on top of it."""
    label, title, *_ = notebook.read(lesson).cells[0].source.splitlines()
    return f"[{title.removeprefix('# ')}](#{label.removeprefix('(').removesuffix(')=')})"


if __name__ == "__main__":
    main()
