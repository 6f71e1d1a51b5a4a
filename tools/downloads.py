"""The whole book in one file, which the site offers on its front page where it was made."""

import os
import re
import sys
from collections.abc import Callable
from pathlib import Path

from tools import ROOT

SITE = ROOT / "_build" / "html"
NAME = "from-convolution-to-deep-cnn"
WORDS = {f"{NAME}.pdf": "the whole book on paper (PDF)", f"{NAME}.zip": "this site, offline (zip)"}
PLACE = re.compile(r'<p class="downloads"[^>]*>.*?</p>', re.DOTALL)


def offer(site: Path, files: list[str]) -> None:
    """Let the front page of a site link to these files of its folder, and to no others.

    Raises
    ------
    SystemExit
        If there is no site, or no place for the links in it.
    """
    page = site / "book" / "index.html"
    if not page.exists():
        sys.exit(f"There is no site in {site}: call `make book` first.")
    text = page.read_text(encoding="utf-8")
    if len(PLACE.findall(text)) != 1:
        sys.exit(f'{page} has no paragraph <p class="downloads" hidden></p> for the links.')
    links = [
        f'<a href="../{name}" download>{WORDS[name]}, {megabytes(site / name)} MB</a>'
        for name in files
    ]
    words = f'<p class="downloads">Take it along: {" or ".join(links)}.</p>'
    text = PLACE.sub(words if links else '<p class="downloads" hidden></p>', text)
    page.write_text(text, encoding="utf-8")


def megabytes(file: Path) -> str:
    """The size of a file, in words.

    Examples
    --------
    >>> megabytes(Path(__file__))
    '0.0'
    """
    return f"{file.stat().st_size / 1e6:.1f}"


def there(site: Path) -> list[str]:
    """The files that were made for this site."""
    return [name for name in WORDS if (site / name).exists()]


def make(site: Path, name: str, write: Callable[[Path], str]) -> None:
    """Let `write(path)` make a file of the site, whole or not at all, and offer it there.

    Parameters
    ----------
    write : callable
        It returns what a person is told of the file.
    """
    offer(site, [other for other in there(site) if other != name])
    new = site / f".{name}"
    try:
        said = write(new)
        os.replace(new, site / name)
    except KeyboardInterrupt:
        sys.exit("Stopped: the site is what it was.")
    finally:
        new.unlink(missing_ok=True)
        offer(site, there(site))
    print(f"{site / name}: {said}, {megabytes(site / name)} MB.")
