"""Run all tests with every supported Python that this machine has: `make pythons`.

    python -m tools.pythons

Each gets a copy of the book's files and an environment of its own, which are removed again.
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

from tools import ROOT, copy_book
from tools.setup import SUPPORTED, version_of


def there() -> list[str]:
    """The commands of the supported Pythons that start, the oldest first."""
    commands = [f"python{version}" for version in reversed(SUPPORTED)]
    return [command for command in commands if version_of([command]) in SUPPORTED]


def passes(command: str, root: Path) -> bool:
    """Set up the book with a Python, and run its tests; tell whether they pass."""
    with tempfile.TemporaryDirectory() as folder:
        book = copy_book(root, Path(folder, "book"))
        print(f"{command}: make test", flush=True)
        environment = {**os.environ, "PYTHON": command}
        test = ["make", "--no-print-directory", "test"]
        return subprocess.run(test, cwd=book, env=environment).returncode == 0


def main(root: Path) -> None:
    """Try all Pythons, one after the other, and say what came of it.

    Raises
    ------
    SystemExit
        If the tests fail with one of them, or none is there.
    """
    found = {command: passes(command, root) for command in there()}
    missing = [version for version in SUPPORTED if f"python{version}" not in found]
    for command, right in found.items():
        print(f"{command}: {'all tests pass' if right else 'TESTS FAIL'}")
    if missing:
        print(f"not on this machine: Python {', '.join(reversed(missing))}")
    if not found or not all(found.values()):
        sys.exit(1)


if __name__ == "__main__":
    try:
        main(ROOT)
    except KeyboardInterrupt:
        sys.exit("Stopped: the copies are removed.")
