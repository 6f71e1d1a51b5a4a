"""Write the lessons as Colab can run them, each alone.

    python -m tools.colab ADDRESS BRANCH FOLDER

Colab opens one file of a repository, without the folder `lib`. So a cell comes first that fetches
the book from the address of its repository, and what Colab has not installed. The rest is in plain
Markdown (`tools/plain.py`), which a Git host shows as well.
"""

import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell

from tools import plain

# Colab brings the large ones; only a name that cannot be imported is installed.
PACKAGES = ("mlxtend", "rjsmin", "threadpoolctl", "tqdm")
FETCH = """\
# Colab has opened this file alone: fetch the rest of the book, and what is not installed.
import importlib.util, os, site, subprocess, sys

if importlib.util.find_spec("lib") is None:
    clone = ["git", "clone", "-q", "--depth", "1", "--branch", {branch!r}, {address!r}, "the-book"]
    subprocess.run(clone, check=True)
    names = [name for name in {packages!r} if importlib.util.find_spec(name) is None]
    if names:
        pip = [sys.executable, "-m", "pip", "install", "-q", "-c", "the-book/constraints.txt"]
        subprocess.run([*pip, "--no-deps", *names], check=True)
    os.chdir("the-book/book")
    site.addsitedir(os.path.dirname(os.getcwd()))"""


def alone(nb, address: str, branch: str):
    """Return a lesson that fetches what it needs before its first line of code.

    Code that the site hides is hidden, too: Colab does so where it shows a cell as a form.
    """
    for cell in nb.cells:
        if cell.metadata.get("jupyter", {}).get("source_hidden"):
            cell.metadata.cellView = "form"
    fetch = FETCH.format(address=address, branch=branch, packages=PACKAGES)
    first = next(k for k, cell in enumerate(nb.cells) if cell.cell_type == "code")
    nb.cells.insert(first, new_code_cell(fetch, id="fetch", metadata={"cellView": "form"}))
    return nb


def main(address: str, branch: str, folder: Path) -> None:
    """Write all lessons into `folder`/book."""
    plain.main(folder / "book")
    for path in sorted((folder / "book").glob("*.ipynb")):
        nbformat.write(alone(nbformat.read(path, as_version=4), address, branch), path)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2], Path(sys.argv[3]))
