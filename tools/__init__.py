"""What the commands of the Makefile run: `python -m tools.NAME`."""

import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CELL_SECONDS = 600  # that a lesson's cell may take; pyproject.toml tells nbval the same
MADE = {".git", ".venv", "_build", "data", "node_modules"}  # not part of the book's files


def copy_book(root: Path, folder: Path) -> Path:
    """Copy the book's own files into a new folder, and return it."""

    def left_out(place, names):
        return {"__pycache__"} | (MADE if Path(place) == root else set())

    return Path(shutil.copytree(root, folder, ignore=left_out))
