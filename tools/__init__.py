"""What the commands of the Makefile run: `python -m tools.NAME`."""

import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CELL_SECONDS = 600  # that a lesson's cell may take; pyproject.toml tells nbval the same
MADE = {".git", ".venv", "_build", "data", "node_modules"}  # not part of the book's files


def say_briefly(kind, error, trace):
    """End by one line where somebody presses Ctrl-C before a command has begun."""
    if issubclass(kind, KeyboardInterrupt):
        print("Stopped.", file=sys.stderr)
    else:
        sys.__excepthook__(kind, error, trace)


if sys.argv[0] == "-m":  # Python looks for the command, which will import much
    sys.excepthook = say_briefly


def copy_book(root: Path, folder: Path) -> Path:
    """Copy the book's own files into a new folder, and return it."""

    def left_out(place, names):
        return {"__pycache__"} | (MADE if Path(place) == root else set())

    return Path(shutil.copytree(root, folder, ignore=left_out))
