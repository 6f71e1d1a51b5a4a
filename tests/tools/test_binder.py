"""Binder's environment: the same versions as here, and all that the lessons import."""

import ast
import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.metadata import PackageNotFoundError, packages_distributions, requires
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from repo2docker.buildpacks import PythonBuildPack

from tools import CELL_SECONDS, binder_check, browser

ROOT = Path(__file__).resolve().parents[2]
DISTRIBUTIONS = {"PIL": "pillow"}  # where the name to import differs from the name to install
CUDA = re.compile("nvidia|cuda|triton")


def pins(path: str) -> dict[str, str]:
    """Return the pinned versions in a requirements file, by lower-case name."""
    lines = (line.split("#")[0].strip() for line in (ROOT / path).read_text().splitlines())
    found = [line.split("==") for line in lines if line and not line.startswith("-")]
    return {name.lower().replace("_", "-"): version for name, version in found}


def imports() -> set[str]:
    """Return the third-party modules that the lessons and lib import."""
    sources = [path.read_text() for path in (ROOT / "lib").rglob("*.py")]
    for lesson in (ROOT / "book").glob("*.ipynb"):
        cells = json.loads(lesson.read_text())["cells"]
        code = ("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
        sources += [re.sub(r"^\s*[%!].*$", "pass", source, flags=re.M) for source in code]
    scripts = {script.stem for script in (ROOT / "book").glob("*.py")}  # beside the lessons
    return third_party(sources) - {"lib"} - scripts


def third_party(sources: list[str]) -> set[str]:
    """Return the modules outside of Python's own library that code imports."""
    names = set()
    for node in (node for source in sources for node in ast.walk(ast.parse(source))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and not node.level:
            names.add(node.module.split(".")[0])
    return names - set(sys.stdlib_module_names)


def needs(name: str) -> list[str]:
    """Return the requirements of a package; none of one that this Python does without."""
    try:
        return requires(name) or []
    except PackageNotFoundError:
        return []


def brought_along(names: set[str]) -> set[str]:
    """Return what packages need, and what that needs, with the Python of Binder."""
    version = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    there = {"python_version": version, "python_full_version": f"{version}.0"}
    found, wanted = set(), [(name, "") for name in names]
    while wanted:
        name, extra = wanted.pop()
        for need in map(Requirement, needs(name)):
            if need.marker is None or need.marker.evaluate({"extra": extra, **there}):
                other = canonicalize_name(need.name)
                new = [(other, each) for each in ["", *need.extras] if (other, each) not in found]
                wanted += new
                found |= set(new)
    return {name for name, _ in found} - names


def test_versions_are_those_of_the_root():
    here, there = pins("constraints.txt"), pins("binder/requirements.txt")
    assert len(there) > 5
    assert {name: here.get(name) for name in there} == there


def test_every_package_that_others_bring_along_is_pinned():
    pinned = set(pins("binder/requirements.txt"))
    first = (ROOT / "binder" / "requirements.txt").read_text().split("\n\n")[0]
    wanted = {name for name in pinned if re.search(rf"(?im)^{name}==", first)}
    assert {"torch", "jupyterlab"} < wanted < pinned
    needed = {name for name in brought_along(wanted) if not CUDA.match(name)} - {"setuptools"}
    assert needed == pinned - wanted


def test_a_commit_does_not_let_binder_install_anew(monkeypatch):
    """What is installed before the book's files are copied, is a layer that stays."""
    monkeypatch.chdir(ROOT)
    binder = PythonBuildPack("ubuntu")
    assert binder.detect()
    early = [words for _, words in binder.get_preassemble_scripts()]
    late = [words for _, words in binder.get_assemble_scripts()]
    assert any('-r "binder/requirements.txt"' in words for words in early)
    assert not any("requirements.txt" in words for words in late)


def test_everything_that_is_imported_is_installed():
    assert {"numpy", "torch"} < imports()
    needed = {DISTRIBUTIONS.get(name, name) for name in imports()}
    assert needed - set(pins("binder/requirements.txt")) == set()


def test_everything_that_the_tools_and_tests_import_is_pinned():
    folders = ("lib", "checker", "tools", "tests", "_ext")
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    probe = re.search(r'PROBE = """(.*?)"""', (ROOT / "tools" / "cpus.py").read_text(), re.S)[1]
    found = third_party([probe, *(path.read_text("utf-8") for path in paths)]) - set(folders)
    assert {"yaml", "threadpoolctl", "playwright"} < found
    installed = packages_distributions()
    pinned = set(pins("requirements.txt")) | set(pins("requirements-dev.txt"))
    assert [
        m for m in found if not pinned & {d.lower().replace("_", "-") for d in installed.get(m, [])}
    ] == []


def test_pins_agree_with_the_constraints():
    constraints = pins("constraints.txt")
    for path in ("requirements.txt", "requirements-dev.txt"):
        assert pins(path).items() - constraints.items() == set()


def test_a_cell_may_take_as_long_here_as_in_the_check_of_the_lessons():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    options = project["tool"]["pytest"]["ini_options"]["addopts"].split()
    limits = {f"--nbval-{what}-timeout={CELL_SECONDS}" for what in ("cell", "kernel-startup")}
    assert limits <= set(options)


def test_python_is_the_one_of_the_project():
    version = (ROOT / "binder" / "runtime.txt").read_text().strip().removeprefix("python-")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["requires-python"].startswith(f">={version},")


@pytest.mark.parametrize("name", ["postBuild", "start"])
def test_scripts_can_be_run(name):
    script = ROOT / "binder" / name
    assert os.access(script, os.X_OK)
    assert script.read_bytes().startswith(b"#!/bin/bash\n")


def test_only_an_index_that_cannot_be_reached_is_left_out():
    lines = (ROOT / "binder" / "requirements.txt").read_text().splitlines()
    index = "--extra-index-url https://download.pytorch.org/whl/cpu"
    assert binder_check.requirements(lines, reachable=lambda url: True) == lines
    without = binder_check.requirements(lines, reachable=lambda url: url != index.split()[1])
    assert without == [line for line in lines if line != index]
    assert len(without) == len(lines) - 1


def test_folders_may_have_a_space_in_their_names(tmp_path, monkeypatch):
    """Pip itself reads the requirements that are installed; it finds them installed here."""
    root, folder = tmp_path / "the book", tmp_path / "a folder"
    (root / "binder").mkdir(parents=True)
    (root / "binder" / "requirements.txt").write_text("pip\n")
    (root / "book").mkdir()
    (root / "book" / "a lesson.ipynb").touch()
    commands = []
    monkeypatch.setattr(binder_check, "ROOT", root)
    monkeypatch.setattr(binder_check, "BINDER", root / "binder")
    monkeypatch.setattr(binder_check.venv, "create", lambda place, with_pip: place.mkdir())
    monkeypatch.setattr(binder_check, "run", lambda *command, **_: commands.append(command))
    binder_check.check_lessons(folder)
    install, prepare, execute = commands
    assert (prepare[0], execute[-1]) == (root / "binder/postBuild", root / "book/a lesson.ipynb")
    offline = [sys.executable, *install[1:], "--no-index", "--dry-run"]
    done = subprocess.run(offline, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_the_size_is_that_of_all_files(tmp_path):
    (tmp_path / "a" / "b").mkdir(parents=True)
    for name in ("x", "a/y", "a/b/z"):
        (tmp_path / name).write_bytes(bytes(1000))
    (tmp_path / "a" / "link").symlink_to(tmp_path / "x")
    (tmp_path / "c").symlink_to(tmp_path / "a")
    assert binder_check.gigabytes(tmp_path) == 3e-6


def test_a_server_that_answers_is_reached_even_if_it_refuses(tmp_path):
    with browser.serve(tmp_path) as address:
        assert binder_check.reachable(address)
        assert binder_check.reachable(f"{address}/missing")
    assert not binder_check.reachable(address)


def test_a_command_that_fails_ends_the_check_with_its_words(capsys):
    binder_check.run(sys.executable, "-c", "pass")
    with pytest.raises(SystemExit, match=f"(?s)no room\n.*{Path(sys.executable).name} failed"):
        binder_check.run(sys.executable, "-c", "import sys; sys.exit('no room')")
    out, err = capsys.readouterr()
    assert out.splitlines()[0] == f"$ {sys.executable} -c pass" and err == ""


def test_commands_run_in_the_folder_of_the_book(tmp_path):
    code = "import os, sys; sys.exit(os.getcwd() + os.environ['ONE'])"
    with pytest.raises(SystemExit, match=f"^{re.escape(str(ROOT))}1\n"):
        binder_check.run(sys.executable, "-c", code, env={**os.environ, "ONE": "1"})


def test_repo2docker_only_reads_the_configuration(monkeypatch):
    commands = []
    monkeypatch.setattr(binder_check, "run", lambda *command: commands.append(command))
    binder_check.check_configuration()
    [(program, *options)] = commands
    assert program.name == "jupyter-repo2docker" and options == ["--no-build", "--debug", ROOT]
