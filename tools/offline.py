"""Put the built site into one file, to be unpacked and read without a network: `make zip`.

python -m tools.offline
"""

import zipfile
from pathlib import Path

from tools.downloads import NAME, SITE, make

FILE = f"{NAME}.zip"


def pack(site: Path, file: Path) -> str:
    """Write all files of a site, its own copy left out, below one folder; say how many."""
    files = [each for each in sorted(site.rglob("*")) if each.is_file()]
    files = [each for each in files if each not in (file, site / FILE)]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as packed:
        for each in files:
            packed.write(each, Path(NAME, each.relative_to(site)))
    return f"{len(files)} files, unpack it and open {NAME}/index.html"


def main(site: Path) -> None:
    make(site, FILE, lambda file: pack(site, file))


if __name__ == "__main__":
    main(SITE)
