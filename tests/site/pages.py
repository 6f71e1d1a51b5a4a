"""Builds a site, and reads its pages as the tests need them: ids, links, images and loads."""

import importlib.util
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

ROOT = Path(__file__).resolve().parents[2]

# where an element names something that the browser fetches by itself
LOADING = {
    "audio": "src",
    "embed": "src",
    "iframe": "src",
    "img": "src",
    "link": "href",
    "object": "data",
    "script": "src",
    "source": "src",
    "video": "src",
}
PASSIVE = {"next", "prev", "index", "search", "author", "canonical", "license"}  # rel of a <link>


def load(extension: str):
    """Import an extension of Sphinx from _ext/, which is no package."""
    spec = importlib.util.spec_from_file_location(extension, ROOT / "_ext" / f"{extension}.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def run_build(folder: Path, *arguments, **environment):
    """Run the tools.build of a book, with these environment variables and without git's."""
    return subprocess.run(
        [sys.executable, "-m", "tools.build", *arguments],
        cwd=folder,
        env={"PATH": "", "LANG": "C.UTF-8", **environment},
        capture_output=True,
        text=True,
    )


class Page(HTMLParser):
    """What stands in one HTML file.

    Attributes
    ----------
    ids : list of str
    links : list of str
        The href of every <a>.
    images : list of dict
        The attributes of every <img>.
    loads : list of str
        Addresses that a browser fetches without being asked.
    buttons : dict of str to str
        The href of every <a> whose class names a header button, by that class.
    neighbours : dict of str to str
        The href of the <a> to the page before and the page after, by left-prev and right-next.
    language : str or None
    meta : dict of str to str
        The content of every <meta>, by its name; the charset by "charset".
    """

    def __init__(self, path: Path):
        super().__init__()
        self.path = path
        self.ids, self.links, self.images, self.loads = [], [], [], []
        self.buttons, self.neighbours = {}, {}
        self.language, self.meta = None, {}
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [attributes["id"]] if "id" in attributes else []
        if tag == "html":
            self.language = attributes.get("lang")
        if tag == "meta" and "charset" in attributes:
            self.meta["charset"] = attributes["charset"].lower()
        if tag == "meta" and "name" in attributes:
            self.meta[attributes["name"]] = attributes["content"]
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
            classes = attributes.get("class") or ""
            for name in re.findall(r"btn-[a-z]+-[a-z-]+", classes):
                self.buttons[name] = attributes["href"]
            for name in re.findall(r"left-prev|right-next", classes):
                self.neighbours[name] = attributes["href"]
        if tag == "img":
            self.images.append(attributes)
        if tag in LOADING and not (tag == "link" and attributes.get("rel") in PASSIVE):
            self.loads += [attributes[LOADING[tag]]] if LOADING[tag] in attributes else []
        if attributes.get("srcset"):
            self.loads += [part.split()[0] for part in attributes["srcset"].split(",")]

    handle_startendtag = handle_starttag


def leads_outside(address: str) -> bool:
    """Tell whether an address names a host, or a scheme other than data."""
    parts = urlsplit(address)
    return bool(parts.netloc) or parts.scheme not in {"", "data"}


def target(page: Path, address: str) -> tuple[Path, str]:
    """Return the file and the fragment that a relative address on `page` leads to."""
    parts = urlsplit(address)
    path = (page.parent / unquote(parts.path)).resolve() if parts.path else page
    return path, unquote(parts.fragment)


def outside_in_css(text: str) -> list[str]:
    """Return the addresses of other hosts that a style sheet loads.

    Examples
    --------
    >>> outside_in_css("a {background: url('//host/x.png')} b {background: url(y.png)}")
    ['//host/x.png']
    """
    named = re.findall(r"""url\(\s*['"]?([^'")]+)|@import\s+['"]([^'"]+)""", text)
    return [address for pair in named for address in pair if address and leads_outside(address)]
