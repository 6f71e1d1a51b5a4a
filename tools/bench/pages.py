"""How heavy the site's pages are, and how long the site takes to build."""

import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tools import ROOT
from tools import browser as site_browser
from tools.bench.target import Target
from tools.build import toc_pages

MEGABYTES, SECONDS = 2, 15


def measure():
    """Yield the times of two builds, then the first load of every page."""
    with tempfile.TemporaryDirectory() as folder:
        cold, warm = build(folder), build(folder)
        yield Target("make book, nothing built before", "", f"{cold:.1f} s", True)
        yield Target("make book, again", f"under {SECONDS} s", f"{warm:.1f} s", warm < SECONDS)
        yield from measure_pages(Path(folder) / "_build" / "html")


def build(folder: str) -> float:
    """Build the site in a folder, and return the seconds that took."""
    start = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "tools.build", folder],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def measure_pages(site: Path):
    """Yield the first load of every page of a site, in a browser."""
    from playwright.sync_api import sync_playwright

    chromium = site_browser.find_chromium()
    if chromium is None:
        raise SystemExit(
            "pages are measured in a browser: install Debian's package chromium-headless-shell"
        )
    with site_browser.serve(site) as address, sync_playwright() as running:
        browser = running.chromium.launch(executable_path=chromium, args=site_browser.FLAGS)
        for name in [*toc_pages(ROOT / "_toc.yml"), "search", "genindex"]:
            with browser.new_context() as context:
                weight = site_browser.weigh(context.new_page(), f"{address}/{name}.html")
            yield page_target(name, weight)


def page_target(name: str, weight: site_browser.Weight) -> Target:
    """Set a page's first load beside the target, which leaves the lesson's figures aside.

    Examples
    --------
    >>> page_target("index", site_browser.Weight(figures=300_000, rest=1_950_000))[1:]
    ('at most 2 MB', '1.95 MB, and 0.30 MB of figures', True)
    """
    measured = f"{weight.rest / 1e6:.2f} MB, and {weight.figures / 1e6:.2f} MB of figures"
    met = weight.rest <= MEGABYTES * 1e6
    return Target(name, f"at most {MEGABYTES} MB", measured, met)
