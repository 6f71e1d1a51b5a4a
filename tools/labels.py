"""Store what the site calls lessons, figures, equations, exercises and sources, for JupyterLab.

    python -m tools.labels

The site is built for it. A test says when the stored file is old.
"""

import json
import shutil
import tempfile
from pathlib import Path

from tools import ROOT
from tools.build import build

STORED = ROOT / "tools" / "lab" / "extensions" / "labels" / "static" / "labels.json"


def read_stored() -> dict[str, dict]:
    """Return what is stored: names and numbers by label, sources by key (`_ext/labels.py`)."""
    return json.loads(STORED.read_text("utf-8"))


def main():
    with tempfile.TemporaryDirectory() as folder:
        shutil.copyfile(build(Path(folder)) / "_static" / STORED.name, STORED)
    print(f"{STORED.relative_to(ROOT)} is what the site says.")


if __name__ == "__main__":
    main()
