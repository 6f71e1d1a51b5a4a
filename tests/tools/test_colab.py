"""Lessons for Colab: the first cell fetches the book and what is missing, once."""

import json
import shutil
import subprocess
import sys

import nbformat
import pytest

from tools import ROOT, colab, plain

RECORD = """
import json, subprocess
run, called = subprocess.run, []
def record(command, check):
    called.append(command)
    if command[0] == "git":
        run(command, check=check)
subprocess.run = record
"""
FOLDED = {"hide-cell", "hide-input", "remove-input"}
SAY = """
import lib
print(json.dumps([os.getcwd(), lib.__file__, called]))"""


@pytest.fixture
def repository(tmp_path):
    """A git repository with a piece of the book on a branch of its own."""
    folder = tmp_path / "repository"
    (folder / "book").mkdir(parents=True)
    (folder / "lib").mkdir()
    shutil.copy(ROOT / "constraints.txt", folder)
    for name in ("lib/__init__.py", "book/01-one.ipynb"):
        (folder / name).touch()
    identity = ["-c", "user.name=one", "-c", "user.email=one@host.example"]
    for command in (["init", "-q", "-b", "lessons"], ["add", "."], ["commit", "-q", "-m", "one"]):
        subprocess.run(["git", *identity, *command], cwd=folder, check=True)
    return folder


def first_code(folder):
    nb = nbformat.read(next((folder / "book").glob("02-*.ipynb")), as_version=4)
    return [cell.source for cell in nb.cells if cell.cell_type == "code"]


@pytest.mark.parametrize("installed", [True, False])
def test_the_first_cell_makes_lib_importable(installed, repository, tmp_path):
    colab.main(repository.as_uri(), "lessons", tmp_path / "written")
    fetch, imports, *_ = first_code(tmp_path / "written")
    assert "from lib" in imports
    place, packages = tmp_path / "content", tmp_path / "packages"
    for folder in (place, packages):
        folder.mkdir()
    if installed:
        for name in colab.PACKAGES:
            (packages / f"{name}.py").touch()
    code = f"import sys; sys.path.append({str(packages)!r}){RECORD}{fetch}\n{fetch}{SAY}"
    # without what is installed here, or named by PYTHONPATH: lib, above all
    command = [sys.executable, "-I", "-S", "-c", code]
    run = subprocess.run(command, cwd=place, capture_output=True, text=True)
    assert run.returncode == 0, run.stderr
    where, found, called = json.loads(run.stdout)
    assert where == str(place / "the-book" / "book")
    assert found == str(place / "the-book" / "lib" / "__init__.py")
    clone, *pips = called  # the second call of the cell finds lib
    assert clone[-2:] == [repository.as_uri(), "the-book"]
    assert len(pips) == (not installed)
    if pips:
        assert pips[0][-len(colab.PACKAGES) :] == list(colab.PACKAGES)
        assert pips[0][5:7] == ["-c", "the-book/constraints.txt"]


def test_lessons_are_otherwise_in_plain_markdown(tmp_path):
    colab.main("https://host.example/owner/book", "main", tmp_path)
    plain.main(tmp_path / "plain")
    names = sorted(path.name for path in (tmp_path / "plain").iterdir())
    assert sorted(path.name for path in (tmp_path / "book").iterdir()) == names
    for name in (name for name in names if name.endswith(".ipynb")):
        there = nbformat.read(tmp_path / "book" / name, as_version=4)
        here = nbformat.read(tmp_path / "plain" / name, as_version=4)
        nbformat.validate(there)
        [new] = [cell for cell in there.cells if cell.id == "fetch"]
        assert "https://host.example/owner/book" in new.source
        hidden = [cell for cell in there.cells if cell.metadata.pop("cellView", None)]
        assert [cell for cell in there.cells if cell is not new] == here.cells
        tagged = [cell for cell in here.cells if FOLDED & set(cell.metadata.get("tags", []))]
        assert [cell for cell in hidden if cell is not new] == tagged
