"""Plant bugs in the code, one at a time, and say which of them the tests notice.

Usage: python -m tools.mutants [--python N] [--scripts N] [--seed S] [--only PATH ...] [--first N]

Each bug is planted in a copy of the book's folder and its tests run there, the nearest first, until
one fails; taking more than three times as long as without the bug counts as failing. What survives
is listed, for a person to judge: a test is missing, or the bug changes nothing.
"""

import argparse
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from concurrent.futures import CancelledError, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue

from tools import ROOT, copy_book
from tools.mutants.planting import draw

PYTHON = ["lib/**/*.py", "checker/**/*.py", "tools/**/*.py", "_ext/*.py"]
SCRIPTS = ["lib/live/**/*.js", "_static/*.js"]
QUIET = (0, 5)  # pytest's status where all tests pass, and where there are none
CHEAP = 30  # seconds a lesson


def groups(root, path):
    """What pytest is to run for a file: its own tests, its examples, those of its folder, lessons.

    Folders of tests mirror those of the code. Beside that, the kit is tested by all figures, their
    data by types, tools by whatever tests import them, questions by their forms and their table,
    and all Python by the rules of the house. A script is part of what lessons store, so they would
    notice any change of it: they do not count for it.
    """
    top, *inner = Path(path).parts[:-1]
    mirrors = {"lib": [], "_ext": ["site"], "_static": ["site"]}
    place = Path("tests", *mirrors.get(top, [top]), *inner)
    own = [place / "test_extensions.py"] if top == "_ext" else []
    own += [place / f"test_{Path(path).stem}.py", place.with_name(f"test_{place.name}.py")]
    wide = [place] if place != Path("tests") else []
    wide += [Path("tests/tools")] if top == "checker" else []
    if place == Path("tests/live/question"):
        wide += [Path("tests/live/test_forms.py"), Path("tests/live/test_review.py")]
        wide += [Path("tests/checks")]
    if place.parent == Path("tests/live"):
        wide += [place.parent if place.name == "kit" else place.with_name("test_types.py")]
    own, wide = ([test for test in tests if (root / test).exists()] for tests in (own, wide))
    found = [tuple(map(str, own))] if own else []
    found += [(path,)] if path.endswith(".py") else []
    found += [(str(test),) for test in wide]
    if top == "tools":
        known = [Path(test) for group in found for test in group]
        others = [test for test in users(root, path) if {test, *test.parents}.isdisjoint(known)]
        found += [tuple(map(str, others))] if others else []
    house = Path("tests/test_house.py")
    found += [(str(house),)] if path.endswith(".py") and (root / house).exists() else []
    if top == "lib" and path.endswith(".py"):
        lessons = cheap_lessons(root, subject(path))
        found += [tuple(lessons)] if lessons else []
    return found


def users(root, path):
    """The tests that import a tool."""
    *inner, name = Path(path).with_suffix("").parts
    package = ".".join(inner)
    uses = re.compile(rf"\bfrom {package} import .*\b{name}\b|\b{package}\.{name}\b(?!\.)")
    tests = sorted((root / "tests").rglob("test_*.py"))
    return [test.relative_to(root) for test in tests if uses.search(test.read_text("utf-8"))]


def subject(path):
    """What lessons write where they use a module of lib.

    Examples
    --------
    >>> subject("lib/fast.py"), subject("lib/data/idx.py"), subject("lib/live/kit/fields.py")
    ('fast', 'data', 'live')
    >>> subject("lib/live/pooling/rules.py")
    'live.pooling'
    """
    names = Path(path).with_suffix("").parts[1:]
    return ".".join(names[:2] if names[0] == "live" and names[1] != "kit" else names[:1])


def cheap_lessons(root, subject):
    """The lessons that import a part of lib, those that take long by book/costs.md left out."""
    costs = root / "book" / "costs.md"
    costs = costs.read_text(encoding="utf-8") if costs.exists() else ""
    seconds = {label: int(number) for label, number in re.findall(r"#(\S+)\) \| (\d+)", costs)}
    lessons = []
    for lesson in sorted((root / "book").glob("*.ipynb")):
        text = lesson.read_text(encoding="utf-8")
        label = re.search(r"\(([\w-]+)\)=", text)[1]
        name = re.escape(subject)
        uses = re.search(rf"from lib import .*\b{name}\b|\blib\.{name}\b|(?<!\.)\b{name}\(", text)
        if uses and seconds.get(label, CHEAP) < CHEAP:
            lessons.append(lesson.relative_to(root).as_posix())
    return lessons


class Copy:
    """A copy of the book's folder, in which one pytest at a time runs."""

    def __init__(self, root, folder):
        self.folder = copy_book(root, folder)
        if (root / "node_modules").is_dir():  # no link: npm may empty what it finds there
            shutil.copytree(root / "node_modules", self.folder / "node_modules", symlinks=True)
        self.log = Path(f"{folder}.log")
        self.lock, self.process, self.stopped = threading.Lock(), None, False

    def run(self, group, limit=None):
        """Run tests until one fails; return pytest's status (None: too slow) and the seconds."""
        # without bytecode: it would stand for a bug of the same length within the same second
        settings = {"PYTHONPATH": str(self.folder), "PYTHONDONTWRITEBYTECODE": "1"}
        start = time.perf_counter()
        with self.lock, self.log.open("w", encoding="utf-8") as log:
            if self.stopped:
                raise CancelledError
            self.process = subprocess.Popen(
                [sys.executable, "-m", "pytest", "-xq", "-p", "no:cacheprovider", *group],
                cwd=self.folder,
                env={"OMP_NUM_THREADS": "1", **os.environ, **settings},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,  # so that what it starts can be ended with it
            )
        try:
            status = self.process.wait(limit)
        except subprocess.TimeoutExpired:
            status = None
        self._end()
        if self.stopped:
            raise CancelledError
        return status, time.perf_counter() - start

    def time_clean(self, group):
        """Seconds that tests take where nothing is planted, and how many are skipped."""
        print(f"without a bug: {' '.join(group)}", file=sys.stderr, flush=True)
        status, seconds = self.run(group)
        said = self.log.read_text(encoding="utf-8")
        if status not in QUIET:
            why = re.findall(r"^(?:FAILED|ERROR) .*", said, re.MULTILINE)[-1:]
            sys.exit(f"The tests must pass before a bug is planted: {' '.join([*group, *why])}")
        return seconds, sum(map(int, re.findall(r"(\d+) skipped", said)))

    def catches(self, mutant, group, limit):
        """Whether a test of the group fails, or takes longer, while the bug is planted."""
        path = self.folder / mutant.path
        path.write_text(mutant.text, encoding="utf-8")
        try:
            return self.run(group, limit)[0] not in QUIET
        finally:
            path.write_text(mutant.source, encoding="utf-8")

    def stop(self):
        """End what runs, and let nothing begin."""
        with self.lock:
            self.stopped = True
            if self.process:
                self._end()

    def _end(self):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


class Clean:
    """What tests take where nothing is planted; each group runs once, when it is first wanted."""

    def __init__(self):
        self.runs, self.locks = {}, defaultdict(threading.Lock)

    def limit(self, copy, group):
        """Seconds after which tests count as endless."""
        with self.locks[group]:  # who wants the same waits
            if group not in self.runs:
                self.runs[group] = copy.time_clean(group)
        return 3 * self.runs[group][0] + 30


class Workshop:
    """Copies of a folder side by side; `each` does something in them, as many at a time."""

    def __init__(self, root, folder, jobs):
        self.copies = [Copy(root, Path(folder, str(job))) for job in range(jobs)]
        self.free = SimpleQueue()
        for copy in self.copies:
            self.free.put(copy)

    def each(self, function, items):
        """Yield `function(copy, item)` of each item, in order."""

        def call(item):
            copy = self.free.get()
            try:
                return function(copy, item)
            finally:
                self.free.put(copy)

        with ThreadPoolExecutor(len(self.copies)) as pool:
            try:
                yield from pool.map(call, items)
            except BaseException:
                for copy in self.copies:
                    copy.stop()
                pool.shutdown(cancel_futures=True)
                raise


def report(mutants, caught, clean):
    """The lines that a person reads at the end."""
    seconds, skipped = (sum(run[k] for run in clean.values()) for k in range(2))
    yield f"without a bug: {len(clean)} groups of tests, {seconds:.0f} s, {skipped} tests skipped"
    for language, suffix in (("Python", ".py"), ("scripts", ".js")):
        found = [c for m, c in zip(mutants, caught, strict=True) if m.path.endswith(suffix)]
        if found:
            yield f"{language}: {sum(found)} of {len(found)} bugs caught"
    survivors = [str(m) for m, c in zip(mutants, caught, strict=True) if not c]
    yield from ["survivors:", *survivors] if survivors else []


def hunt(root, mutants, jobs, first):
    """Plant each bug in turn, from the first that is wanted; return what `report` says."""
    clean, wanted = Clean(), mutants[first - 1 :]

    def catches(copy, mutant):
        tests = groups(root, mutant.path)
        caught = any(copy.catches(mutant, group, clean.limit(copy, group)) for group in tests)
        count = f"{mutants.index(mutant) + 1}/{len(mutants)}"
        what = "caught" if caught else "SURVIVES"
        print(f"{count:8}{what:10}{mutant}", file=sys.stderr, flush=True)
        return caught

    with tempfile.TemporaryDirectory() as folder:
        workshop = Workshop(root, folder, jobs)
        return report(wanted, list(workshop.each(catches, wanted)), clean.runs)


def main(arguments, root=ROOT):
    parser = argparse.ArgumentParser(prog="python -m tools.mutants", description=__doc__)
    parser.add_argument("--python", type=int, default=70, help="bugs in Python code")
    parser.add_argument("--scripts", type=int, default=30, help="bugs in scripts")
    parser.add_argument("--seed", type=int, default=0, help="another seed draws other bugs")
    parser.add_argument("--only", nargs="+", default=["."], metavar="PATH", help="files or folders")
    parser.add_argument("--jobs", type=int, default=2, help="bugs tried side by side")
    parser.add_argument("--first", type=int, default=1, metavar="N", help="go on from the Nth bug")
    options = parser.parse_args(arguments)
    mutants = draw(root, PYTHON, options.python, options.seed, options.only)
    mutants += draw(root, SCRIPTS, options.scripts, options.seed, options.only)
    if not mutants:
        sys.exit("There is no code to plant a bug in: look at --only, --python and --scripts.")
    if not 1 <= options.first <= len(mutants):
        sys.exit(f"--first (={options.first}) must be from 1 to {len(mutants)}.")
    try:
        for line in hunt(root, mutants, options.jobs, options.first):
            print(line)
    except KeyboardInterrupt:
        sys.exit(
            "Stopped: the copies are removed, your files were not touched. "
            "While the code is the same, --first goes on from the bug whose number you give."
        )


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # it ends as by Ctrl-C
    main(sys.argv[1:])
