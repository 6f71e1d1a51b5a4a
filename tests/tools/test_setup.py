"""What sets up .venv: the newest Python; what was broken is mended, or told in one sentence."""

import ast
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tools import setup

ROOT = Path(setup.__file__).parents[1]


def script(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def pythons(folder, *versions):
    """Commands `python3.12` and so on that say their versions."""
    for version in versions:
        script(folder / f"python{version}", f"echo {version}")


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with nothing but a shell's echo on its path."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", str(folder))
    monkeypatch.delenv("PYTHON", raising=False)
    monkeypatch.setattr(setup.sys, "executable", str(folder / "none"))
    return folder


def test_it_runs_on_pythons_that_the_lessons_do_not_run_on():
    ast.parse(Path(setup.__file__).read_text(encoding="utf-8"), feature_version=(3, 8))


def test_setup_and_project_name_the_same_pythons():
    first, last = setup.SUPPORTED[-1], setup.SUPPORTED[0]
    above = f"3.{int(last.partition('.')[2]) + 1}"
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    assert f'requires-python = ">={first},<{above}"' in text
    assert f"Python {first} to {last}" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "there, found",
    [
        (["3.11"], "3.11"),
        (["3.11", "3.13", "3.12"], "3.13"),
        (["3.15", "3.12", "3.10"], "3.12"),
    ],
)
def test_the_newest_supported_python_is_taken(machine, there, found):
    pythons(machine, *there)
    assert setup.find_python() == ([f"python{found}"], found)


def test_a_command_that_is_there_and_does_not_start_is_passed_over(machine):
    script(machine / "python3.13", "exit 127")  # as pyenv's are, of versions that are not chosen
    pythons(machine, "3.12")
    assert setup.find_python() == (["python3.12"], "3.12")


@pytest.mark.parametrize(
    "named, there, words",
    [
        (None, ["3.9"], "Python 3.11 to 3.14 is needed, and none was found"),
        ("python3.9", ["3.9", "3.12"], "PYTHON (='python3.9') is 3.9."),
        ("python3.8", ["3.12"], "PYTHON (='python3.8') was not found."),
    ],
)
def test_a_python_that_does_not_do_is_told(machine, monkeypatch, named, there, words):
    pythons(machine, *there)
    if named:
        monkeypatch.setenv("PYTHON", named)
    with pytest.raises(SystemExit) as said:
        setup.find_python()
    assert words in said.value.code


def test_a_python_without_venv_is_told(machine, tmp_path):
    script(machine / "python3.12", 'case "$2" in *ensurepip*) exit 1;; esac; echo 3.12')
    with pytest.raises(SystemExit, match=r"python3\.12 lacks the module venv: .* python3\.12-venv"):
        setup.Environment(tmp_path).make()


MAKE = setup.Environment.make


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A .venv as it is made: once, since that takes seconds."""
    root = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTHON", sys._base_executable)
        MAKE(setup.Environment(root))
    return root / ".venv"


@pytest.fixture
def book(tmp_path, monkeypatch, made):
    """A folder with a `lib` and nothing to install; pip is not called, and .venv is a copy."""

    def make(environment):
        shutil.rmtree(environment.folder, ignore_errors=True)
        shutil.copytree(made, environment.folder, symlinks=True)
        for file in filter(Path.is_file, environment.scripts.iterdir()):
            if not file.is_symlink():
                text = file.read_text(encoding="utf-8")
                file.write_text(text.replace(str(made), str(environment.folder)), encoding="utf-8")

    monkeypatch.setattr(setup.Environment, "make", make)
    root = tmp_path / "a book"
    (root / "lib").mkdir(parents=True)
    (root / "lib" / "__init__.py").touch()
    monkeypatch.setenv("PYTHON", sys._base_executable)
    monkeypatch.delenv("PYTHONPATH", raising=False)  # it would find another `lib` first
    monkeypatch.setattr(setup, "wants_cpu_build", lambda: True)
    monkeypatch.setattr(setup.Environment, "install", lambda self, file: None)
    return root


def run(root, code):
    python = root / ".venv" / "bin" / "python"
    return setup.output(str(python), "-c", code)


def test_lib_is_found_from_everywhere_also_after_a_move(book, tmp_path):
    setup.main(["requirements.txt"], book)
    pip = book / ".venv" / "bin" / "pip"
    old = str(book)
    assert old in pip.read_text(encoding="utf-8")
    moved = book.rename(tmp_path / "moved")
    where = "import os; os.chdir('/'); import lib; print(lib.__file__)"
    assert run(moved, where) == str(moved / "lib" / "__init__.py")
    setup.main(["requirements.txt"], moved)
    text = (moved / ".venv" / "bin" / "pip").read_text(encoding="utf-8")
    assert old not in text and str(moved) in text
    assert subprocess.run([moved / ".venv" / "bin" / "pip", "--version"]).returncode == 0


def test_what_a_stopped_setup_left_is_made_anew(book, monkeypatch):
    monkeypatch.setattr(setup.Environment, "make", MAKE)
    broken = book / ".venv" / "bin" / "python"
    broken.parent.mkdir(parents=True)
    broken.symlink_to(sys._base_executable)  # no pip, no pyvenv.cfg
    (book / ".venv" / "half").touch()
    assert not setup.Environment(book).is_whole()
    setup.main(["requirements.txt"], book)
    assert setup.Environment(book).is_whole() and not (book / ".venv" / "half").exists()


def test_what_is_whole_stays(book):
    setup.main(["requirements.txt"], book)
    (book / ".venv" / "mine").touch()
    setup.main(["requirements.txt"], book)
    assert (book / ".venv" / "mine").exists()


def test_another_python_that_is_named_is_taken(book, monkeypatch):
    setup.main(["requirements.txt"], book)
    version = setup.version_of([sys.executable])
    other = next(known for known in setup.SUPPORTED if known != version)
    monkeypatch.setattr(setup, "find_python", lambda: (["other"], other))
    assert not setup.Environment(book).is_whole()
    monkeypatch.delenv("PYTHON")
    assert setup.Environment(book).is_whole()


def test_a_python_that_is_gone_is_replaced(book):
    setup.main(["requirements.txt"], book)
    python = book / ".venv" / "bin" / "python"
    python.unlink()
    python.symlink_to("/nowhere/python3")
    setup.main(["requirements.txt"], book)
    assert run(book, "print(1)") == "1"


def test_a_disk_without_room_is_told_before_anything_is_made(book, monkeypatch):
    monkeypatch.setattr(setup, "gigabytes", lambda folder: 1.25)
    with pytest.raises(SystemExit, match="takes 2 GB on the disk, and 1.2 GB are left"):
        setup.main(["requirements.txt"], book)
    assert not (book / ".venv").exists()


def test_ctrl_c_says_one_line(book, monkeypatch):
    def stop(self, file):
        raise KeyboardInterrupt

    monkeypatch.setattr(setup.Environment, "install", stop)
    with pytest.raises(SystemExit, match="^Stopped: call it again, and it goes on from here.$"):
        setup.main(["requirements.txt"], book)


def test_what_cannot_be_written_is_told(book, monkeypatch):
    def refuse(self):
        raise PermissionError(13, "Permission denied", str(book / ".venv"))

    monkeypatch.setattr(setup.Environment, "make", refuse)
    with pytest.raises(SystemExit, match=r"\.venv cannot be written: change its permissions"):
        setup.main(["requirements.txt"], book)


def test_a_file_is_to_be_named(book):
    with pytest.raises(SystemExit, match="Usage: python3 tools/setup.py"):
        setup.main([], book)


# ---- what is called to install ------------------------------------------------------------------


@pytest.fixture
def called(tmp_path, machine, monkeypatch):
    """A book whose pip, and uv if it is wanted, write down how they are called."""
    root = tmp_path / "book"
    log = tmp_path / "log"
    record = f'echo "$0 $@" >> "{log}"'
    script(root / ".venv" / "bin" / "python", f'{record}; case "$*" in *broken*) exit 1;; esac')
    environment = setup.Environment(root)

    def called(file, uv=False, cpu=False):
        if uv:
            script(machine / "uv", record)
        monkeypatch.setattr(setup, "wants_cpu_build", lambda: cpu)
        environment.install(file)
        return log.read_text(encoding="utf-8").strip().replace(str(tmp_path), "")

    called.root = root
    return called


def test_pip_installs_by_the_pinned_versions(called, capsys):
    end = "-m pip install --disable-pip-version-check -qq -r requirements.txt -c constraints.txt"
    assert called("requirements.txt") == f"/book/.venv/bin/python {end}"
    assert capsys.readouterr().out.startswith("Installing requirements.txt into .venv")


def test_uv_installs_where_it_is_there(called):
    wanted = "--python /book/.venv/bin/python -r requirements.txt -c constraints.txt"
    assert called("requirements.txt", uv=True) == f"/bin/uv pip install {wanted}"


@pytest.mark.parametrize("uv", [False, True])
def test_pytorch_for_the_cpu_comes_from_its_own_index(called, uv):
    said = called("requirements.txt", uv=uv, cpu=True)
    assert said.endswith(f"--extra-index-url {setup.CPU_INDEX}")
    assert ("--index-strategy unsafe-best-match" in said) is uv


@pytest.mark.parametrize(
    "left, writable, words",
    [
        (0.3, True, "The disk is full: 0.3 GB are left."),
        (20, False, "cannot be written"),
        (20, True, "broken.txt was not installed: see above."),
    ],
)
def test_an_installation_that_fails_says_what_can_be_done(
    called, monkeypatch, left, writable, words
):
    monkeypatch.setattr(setup, "gigabytes", lambda folder: left)
    monkeypatch.setattr(setup.os, "access", lambda path, how: writable)
    with pytest.raises(SystemExit) as said:
        called("broken.txt")
    assert words in said.value.code


@pytest.mark.parametrize(
    "platform, gpu, own, answers, wants",
    [
        ("linux", False, False, True, True),
        ("linux", False, False, False, False),
        ("linux", True, False, True, False),
        ("linux", False, True, True, False),
        ("darwin", False, False, True, False),
        ("win32", False, False, True, False),
    ],
)
def test_the_build_for_the_cpu_is_for_linux_without_a_gpu(
    machine, monkeypatch, platform, gpu, own, answers, wants
):
    class Answer:
        def __enter__(self):
            return self

        def __exit__(self, *error):
            pass

    def urlopen(address, timeout):
        assert address.startswith(setup.CPU_INDEX) and timeout <= 5
        if not answers:
            raise OSError
        return Answer()

    monkeypatch.setattr(urllib.request, "urlopen", urlopen)
    monkeypatch.setattr(setup.sys, "platform", platform)
    if gpu:
        script(machine / "nvidia-smi", "exit 0")
    if own:
        monkeypatch.setenv("PIP_EXTRA_INDEX_URL", "here")
    else:
        monkeypatch.delenv("PIP_EXTRA_INDEX_URL", raising=False)
    assert setup.wants_cpu_build() is wants
