"""The script of the lesson "Beyond one machine"."""

import subprocess
import sys
from pathlib import Path

BOOK = Path(__file__).parents[2] / "book"


def test_importing_the_script_leaves_nothing_behind(tmp_path):
    """No folder is made, not even one that goes again at the end."""
    code = "import tempfile; tempfile.mkdtemp = None; import train_together"
    subprocess.run([sys.executable, "-c", code], cwd=BOOK, check=True)
