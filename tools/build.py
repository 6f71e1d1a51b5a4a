"""Build the site, strictly, and say which file to open.

    python -m tools.build [FOLDER]

_build/ is made in FOLDER, which is the book's own folder unless another is given.
"""

import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import suppress
from pathlib import Path

import yaml

from tools import ROOT

STRICT = ["--all", "-n", "-W", "--keep-going"]  # an incremental build would hide warnings
FULL = 50e6  # bytes that are left on a disk on which there is no room for a site
COLOUR = re.compile(r"\x1b\[[\d;]*m")


def toc_parts(toc: Path) -> dict[str, str]:
    """Return the pages that a _toc.yml names, without suffix, each with the caption above it."""

    def walk(entries):
        for entry in entries:
            yield entry["file"]
            yield from walk(entry.get("sections", []))

    toc = yaml.safe_load(toc.read_text(encoding="utf-8"))
    found = {toc["root"]: ""}
    for part in toc.get("parts", [toc]):
        found |= dict.fromkeys(walk(part.get("chapters", [])), part.get("caption", ""))
    return found


def toc_pages(toc: Path) -> list[str]:
    """Return the pages that a _toc.yml names, in reading order, without suffix."""
    return list(toc_parts(toc))


def build(folder: Path) -> Path:
    """Build the site into `folder`/_build/html, and return that path.

    What stands there stays until the new site is whole.

    Raises
    ------
    SystemExit
        With the builder's complaints, or the names of the pages that are missing.
    """
    place = folder / "_build"
    place.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=place, prefix="new-") as new:
        log = call_jupyter_book(new)
        html = Path(new) / "_build" / "html"
        pages = toc_pages(ROOT / "_toc.yml")
        missing = [page for page in pages if not (html / f"{page}.html").exists()]
        if missing:
            raise SystemExit(f"The site was built without these pages of _toc.yml: {missing}.")
        put(html, place / "html", Path(new))
    for words in re.findall(r"\[repository\] (.*)", log):
        print(f"The site has {words}.")
    return place / "html"


def put(new: Path, place: Path, aside: Path) -> None:
    """Let a folder take a place; what stands there, be it of a build beside this one, goes aside.

    Raises
    ------
    OSError
        If the place cannot be taken though nothing stands there.
    """
    while True:
        with suppress(FileNotFoundError):
            place.rename(tempfile.mkdtemp(dir=aside))
        try:
            new.rename(place)
            return
        except OSError:
            if not place.exists():
                raise


def call_jupyter_book(output: str) -> str:
    """Build all pages into the folder `output`/_build, and return what is said of it."""
    start = "from jupyter_book.cli.main import main; main()"
    command = [sys.executable, "-c", start, "build", ROOT, *STRICT, "--path-output", output]
    run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    log = COLOUR.sub("", run.stdout)
    if run.returncode:
        complaints = re.findall(r".*(?:WARNING|ERROR):.*", log) or [log]
        if shutil.disk_usage(output).free < FULL:
            complaints += ["The disk is full."]
        raise SystemExit("\n".join([*complaints, "The site was not built: see above."]))
    return log


def main(arguments):
    if len(arguments) > 1:
        sys.exit(__doc__)
    folder = Path(arguments[0]).resolve() if arguments else ROOT
    try:
        print(f"The site is ready: open {build(folder) / 'index.html'} in a browser.")
    except KeyboardInterrupt:
        sys.exit("Stopped: the site is what it was.")


if __name__ == "__main__":
    main(sys.argv[1:])
