"""Check that Binder can build binder/ and that all lessons run in what it builds.

    python -m tools.binder_check

repo2docker, the program behind Binder, has to accept the configuration. Then the packages of
binder/requirements.txt alone are installed into a fresh environment, and every lesson runs there.
It tells what the environment adds to repo2docker's image: without PyTorch's own index, CUDA too.
"""

import os
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
import venv
from pathlib import Path

from tools import CELL_SECONDS, ROOT

BINDER = ROOT / "binder"
EXTRA_INDEX = "--extra-index-url"


def reachable(url: str) -> bool:
    """Tell whether a server answers at this address, be it with a refusal."""
    try:
        urllib.request.urlopen(url, timeout=10).close()
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def requirements(lines: list[str], reachable=reachable) -> list[str]:
    """Return requirement lines without the extra indexes that can't be reached.

    Examples
    --------
    >>> lines = ["--extra-index-url https://host.example/cpu", "numpy==2.4.6"]
    >>> requirements(lines, reachable=lambda url: False)
    ['numpy==2.4.6']
    """
    return [
        line
        for line in lines
        if not line.startswith(EXTRA_INDEX) or reachable(line.removeprefix(EXTRA_INDEX).strip())
    ]


def run(*command, **settings) -> None:
    """Run a command in the book's folder, and stop with its output if it fails."""
    print("$", *command, flush=True)
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, **settings
    )
    if done.returncode:
        raise SystemExit(f"{done.stdout}\n{Path(command[0]).name} failed: see above.")


def check_configuration() -> None:
    """Let repo2docker read the configuration; it needs no container engine for that."""
    repo2docker = Path(sys.executable).with_name("jupyter-repo2docker")
    run(repo2docker, "--no-build", "--debug", ROOT)


def check_lessons(folder: Path) -> None:
    """Install binder's requirements into a new environment in `folder`, and run all lessons.

    The lesson on all of MNIST takes the files from MNIST_ROOT, or downloads them as on Binder.
    """
    venv.create(folder, with_pip=True)
    wanted = BINDER / "requirements.txt"
    lines = requirements(wanted.read_text(encoding="utf-8").splitlines())
    copy = folder / wanted.name
    copy.write_text("\n".join(lines), encoding="utf-8")
    environment = {**os.environ, "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}"}
    run(folder / "bin" / "python", "-m", "pip", "install", "--quiet", "-r", copy)
    run(BINDER / "postBuild", env=environment)
    for lesson in sorted((ROOT / "book").glob("*.ipynb")):
        patience = f"--timeout={CELL_SECONDS}"
        run(BINDER / "start", "jupyter", "execute", patience, lesson, env=environment)


def gigabytes(folder: Path) -> float:
    """Return the size of all files in a folder; links count as nothing."""
    files = (path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return sum(path.stat().st_size for path in files) / 1e9


if __name__ == "__main__":
    check_configuration()
    with tempfile.TemporaryDirectory() as place:
        check_lessons(Path(place))
        size = gigabytes(Path(place))
    print("repo2docker accepts binder/, and every lesson runs in what it installs", end=" ")
    print(f"({size:.1f} GB).")
