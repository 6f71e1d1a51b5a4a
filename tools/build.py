"""Build the site, strictly, and say which file to open.

    python -m tools.build [FOLDER]

_build/ is made in FOLDER, which is the book's own folder unless another is given.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import yaml

from tools import ROOT

STRICT = ["--all", "-n", "-W", "--keep-going"]  # an incremental build would hide warnings
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def toc_pages(toc: Path) -> list[str]:
    """Return the pages that a _toc.yml names, in reading order, without suffix."""

    def walk(entries):
        for entry in entries:
            yield entry["file"]
            yield from walk(entry.get("sections", []))

    toc = yaml.safe_load(toc.read_text(encoding="utf-8"))
    parts = toc.get("parts", [toc])
    return [toc["root"], *(page for part in parts for page in walk(part.get("chapters", [])))]


def build(folder: Path) -> Path:
    """Build the site into `folder`/_build/html, and return that path.

    Raises
    ------
    SystemExit
        With the builder's complaints, or the names of the pages that are missing.
    """
    html = folder / "_build" / "html"
    shutil.rmtree(
        html, ignore_errors=True
    )  # a page of an earlier build must not pass for a new one
    jupyter_book = Path(sys.executable).with_name("jupyter-book")
    command = [jupyter_book, "build", ROOT, *STRICT]
    if folder != ROOT:
        command += ["--path-output", folder]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    log = COLOUR.sub("", run.stdout)
    if run.returncode:
        complaints = re.findall(r".*(?:WARNING|ERROR):.*", log)
        raise SystemExit("\n".join([*(complaints or [log]), "The site was not built: see above."]))
    pages = toc_pages(ROOT / "_toc.yml")
    missing = [page for page in pages if not (html / f"{page}.html").exists()]
    if missing:
        raise SystemExit(f"The site was built without these pages of _toc.yml: {missing}.")
    for words in re.findall(r"\[repository\] (.*)", log):
        print(f"The site has {words}.")
    return html


if __name__ == "__main__":
    if len(sys.argv) > 2:
        sys.exit(__doc__)
    folder = Path(sys.argv[1]).resolve() if len(sys.argv) == 2 else ROOT
    print(f"The site is ready: open {build(folder) / 'index.html'} in a browser.")
