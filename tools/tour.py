"""Open lessons in JupyterLab as `make edit` does, and say what does not read as on the site.

    python -m tools.tour [NOTEBOOK ...]

Without names, all lessons. They are opened, and saved, in a copy of their folder. A Chromium is
needed.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

from tools import ROOT, browser, edit

PATIENCE = 120  # seconds until JupyterLab, or a lesson in it, is there
WINDOW = {"width": 1200, "height": 900}
TALL = {"width": 1200, "height": 40_000}  # cells that are out of sight are not drawn
RAW = re.compile(
    r"#lesson-[\w-]+|\b(?:fig|eq)-[a-z][\w-]*|\{\w+(?::\w)?\}`|:::|^\([\w-]+\)=$", re.MULTILINE
)
UNKNOWN = "span[title$='Not Found']"
LIVE = """all => all.map(figure => figure.shadowRoot !== null && figure.offsetHeight > 0)"""


@contextmanager
def jupyterlab(folder):
    """Start JupyterLab for a folder with lessons; give its address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    flags = ["--no-browser", f"--port={port}", "--ServerApp.port_retries=0"]
    flags += ["--ServerApp.ip=127.0.0.1", "--IdentityProvider.token="]
    names = ("HOME", "JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "IPYTHONDIR")
    own = {**os.environ, **{name: str(folder / ".home") for name in names}}
    edit.trust(folder, own)
    with (folder / "log").open("w", encoding="utf-8") as log:
        command = edit.command(flags, is_root=True, folder=folder)
        server = subprocess.Popen(command, cwd=ROOT, env=own, stdout=log, stderr=log)
    address = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{address}/api/status", server, folder / "log")
        yield address
    finally:
        server.kill()
        server.wait()


def wait_for(address, server, log):
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and server.poll() is None:
        try:
            return urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
    raise RuntimeError(f"JupyterLab did not start:\n{log.read_text(encoding='utf-8')}")


def find_faults(page, address, path):
    """What a reader of a lesson would stumble over in JupyterLab, one line each."""
    nb = nbformat.read(path, 4)
    page.set_viewport_size(WINDOW)
    page.goto(f"{address}/lab/workspaces/{path.stem}/tree/{path.name}")
    page.locator(f".jp-Notebook .jp-Cell:nth-of-type({len(nb.cells)})").wait_for(state="attached")
    page.get_by_text("| Idle").wait_for()
    page.set_viewport_size(TALL)  # from the start, each cell that comes would draw them all anew
    texts = [cell for cell in nb.cells if cell.cell_type == "markdown"]
    captions = [cell for cell in nb.cells if "figure" in cell.metadata.get("mystnb", {})]
    for parts, number in [
        (".jp-Cell", len(nb.cells)),
        (".jp-MarkdownCell .myst:not(:empty)", len(texts)),
        (".labels-caption", len(captions)),
    ]:
        page.wait_for_function(f"document.querySelectorAll('{parts}').length === {number}")
    faults = [*seen(page, nb)]
    for _ in range(10):  # what is drawn last is mended last
        if not faults:
            break
        page.wait_for_timeout(500)
        faults = [*seen(page, nb)]
    page.keyboard.press("Control+s")
    return faults


def seen(page, nb):
    """The faults that are in sight now."""
    text = "\n".join(page.locator(".jp-MarkdownCell").all_inner_texts())
    yield from (f"raw: {found}" for found in sorted(set(RAW.findall(text))))
    unknown = page.locator(UNKNOWN).all()
    yield from (f"unknown: {each.inner_text()}" for each in unknown if each.is_visible())
    if dead := page.locator(".live-figure").evaluate_all(LIVE).count(False):
        yield f"{dead} live figures are dead"
    for box in page.locator("details:has(> .myst-exercise-header)[open]").all():
        yield f"a solution is open: {box.inner_text()[:60]}"
    yield from (f"code in sight: {words}" for words in in_sight(page, nb))


def in_sight(page, nb):
    """The first words of code that should be folded away and is not."""
    shown = page.locator(".jp-CodeCell .jp-InputArea-editor:visible").all_inner_texts()
    shown = {" ".join(text.split()) for text in shown}
    folded = {"hide-cell", "hide-input", "remove-input"}
    for cell in nb.cells:
        if folded & set(cell.metadata.get("tags", [])):
            words = " ".join(cell.source.split())
            if words in shown:
                yield words[:60]


def main(arguments):
    chromium = browser.find_chromium() or sys.exit("The tour needs a Chromium: install one.")
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "book")
        shutil.copytree(ROOT / "book", folder, ignore=shutil.ignore_patterns(".*", "__pycache__"))
        names = [Path(name).name for name in arguments]
        paths = sorted(path for path in folder.glob("*.ipynb") if not names or path.name in names)
        failed = False
        with jupyterlab(folder) as address, sync_playwright() as running:
            tabs = running.chromium.launch(executable_path=chromium, args=browser.FLAGS)
            for path in paths:
                before = path.read_bytes()
                page = tabs.new_page()
                page.set_default_timeout(1000 * PATIENCE)
                faults = find_faults(page, address, path)
                page.wait_for_timeout(2000)
                faults += ["saving changed the file"] if path.read_bytes() != before else []
                page.close()
                print(path.name, *faults or ["reads as on the site"], sep="\n  ", flush=True)
                failed |= bool(faults)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
