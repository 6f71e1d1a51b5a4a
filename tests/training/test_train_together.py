"""The script of the lesson "Beyond one machine"."""

import runpy
import tempfile
from pathlib import Path

BOOK = Path(__file__).parents[2] / "book"


def test_importing_the_script_leaves_nothing_behind(monkeypatch):
    """No folder is made, not even one that goes again at the end."""
    monkeypatch.setattr(tempfile, "mkdtemp", None)
    assert callable(runpy.run_path(str(BOOK / "train_together.py"))["launch"])
