"""Modules of figures that need no page, under Node's own test runner."""

import os
import re
import subprocess
import sys

from lib.live.kit import bundle

ROOT = bundle.LIVE.parents[1]


def test_modules_in_node(node):
    command = [
        node.path,
        "--import",
        "./tests/live/python-modules.js",
        "--test",
        "--test-reporter=tap",
    ]
    command += [str(path) for path in (ROOT / "tests" / "live").glob("*.test.js")]
    outside = {**os.environ, "PYTHON": sys.executable, "PYTHONPATH": str(ROOT)}
    run = subprocess.run(command, cwd=ROOT, env=outside, capture_output=True, text=True)
    modules = list(bundle.LIVE.glob("*/*.js"))
    assert run.returncode == 0, run.stdout
    loaded = re.findall(r"^ok \d+ - (\S+) loads without a page$", run.stdout, re.MULTILINE)
    assert len(loaded) == len(modules)
