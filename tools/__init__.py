"""What the commands of the Makefile run: `python -m tools.NAME`."""

from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CELL_SECONDS = 600  # that a lesson's cell may take; pyproject.toml tells nbval the same
