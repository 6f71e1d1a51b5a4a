"""Make .venv, and install the pinned requirements that are named.

Usage: python3 tools/setup.py requirements.txt [requirements-dev.txt]

Whatever Python runs this: the newest supported one that is found goes into .venv, or the one that
the environment variable PYTHON names. uv installs where it is there, pip otherwise. What a stopped
set-up, a moved folder or a Python that is gone has left behind is mended.
"""

import os
import shutil
import subprocess
import sys
import urllib.request
from pathlib import Path

SUPPORTED = ("3.14", "3.13", "3.12", "3.11")  # those for which all pinned packages have wheels
RANGE = f"Python {SUPPORTED[-1]} to {SUPPORTED[0]}"
CPU_INDEX = "https://download.pytorch.org/whl/cpu"
PATIENCE = 3  # seconds for that index to answer
ROOM = {True: 2, False: 7}  # GB that a new .venv takes, with PyTorch for the CPU alone or not
LOCKED = "{} cannot be written: change its permissions, or delete .venv and call this again."


def find_python():
    """The command that starts the newest supported Python, and its version."""
    named = os.environ.get("PYTHON")
    launcher = [["py", f"-{version}"] for version in SUPPORTED] if os.name == "nt" else []
    usual = [[f"python{version}"] for version in SUPPORTED] + [["python3"], ["python"]]
    for command in [[named]] if named else [*launcher, *usual, [sys.executable]]:
        version = version_of(command)
        if version in SUPPORTED:
            return command, version
        if named:
            is_what = f"is {version}" if version else "was not found"
            sys.exit(f"{RANGE} is needed, and PYTHON (={named!r}) {is_what}.")
    sys.exit(f"{RANGE} is needed, and none was found: install one, or name it in PYTHON.")


def version_of(command):
    """The version of the Python that a command starts, say "3.11"; None if it starts none."""
    return output(*command, "-c", "import sys; print('%d.%d' % sys.version_info[:2])")


def output(*command):
    """What a command prints; None if it fails."""
    try:
        run = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    except OSError:
        return None
    return run.stdout.strip() if run.returncode == 0 else None


class Environment:
    """The folder .venv in the book's own."""

    def __init__(self, root):
        self.root = root
        self.folder = root / ".venv"
        self.scripts = self.folder / ("Scripts" if os.name == "nt" else "bin")
        self.python = self.scripts / ("python.exe" if os.name == "nt" else "python")
        self.place = self.folder / "place"  # where the folder was when this was made

    def is_whole(self):
        """Whether its Python starts, is a wanted one, and has pip in a folder of its own."""
        code = (
            "import sys, pip; print(sys.prefix != sys.base_prefix, '%d.%d' % sys.version_info[:2])"
        )
        wanted = [find_python()[1]] if os.environ.get("PYTHON") else SUPPORTED
        return output(str(self.python), "-c", code) in [f"True {version}" for version in wanted]

    def make(self):
        command, version = find_python()
        if output(*command, "-c", "import ensurepip, venv") is None:
            python, package = " ".join(command), f"python{version}-venv"
            sys.exit(f"{python} lacks the module venv: on Debian and Ubuntu install {package}.")
        subprocess.run([*command, "-m", "venv", "--clear", str(self.folder)], check=True)

    def site_packages(self):
        code = "import sysconfig; print(sysconfig.get_path('purelib'))"
        return Path(output(str(self.python), "-c", code))

    def link_book(self):
        """Let `import lib` work from everywhere, wherever the folder is moved."""
        folder = self.site_packages()
        path = Path(os.path.relpath(self.root, folder)).as_posix()
        (folder / "book.pth").write_text(f"{path}\n", encoding="utf-8")

    def settle(self):
        """Scripts hold the folder's path: mend it where the folder was moved."""
        new = str(self.root)
        old = self.place.read_text(encoding="utf-8") if self.place.exists() else ""
        if old and old != new and os.name != "nt":
            for script in filter(Path.is_file, self.scripts.iterdir()):
                content = script.read_bytes()
                if not script.is_symlink() and old.encode() in content and b"\0" not in content:
                    script.write_bytes(content.replace(old.encode(), new.encode()))
        self.place.write_text(new, encoding="utf-8")

    def install(self, file):
        """Install what a file of requirements names, in the versions of constraints.txt."""
        wanted = ["-r", file, "-c", "constraints.txt"]
        index = ["--extra-index-url", CPU_INDEX] if wants_cpu_build() else []
        if shutil.which("uv"):
            strategy = ["--index-strategy", "unsafe-best-match"] if index else []
            command = ["uv", "pip", "install", "--python", str(self.python), *strategy]
        else:
            quiet = [] if sys.stdout.isatty() else ["-qq"]  # a log needs no progress
            start = [str(self.python), "-m", "pip", "install", "--disable-pip-version-check"]
            command = [*start, *quiet]
        print(f"Installing {file} into .venv (the first time takes minutes) ...", flush=True)
        run = subprocess.run([*command, *wanted, *index], cwd=self.root)
        if run.returncode:
            sys.exit(f"{file} was not installed: see above. {self.hint()}".strip())

    def hint(self):
        """What a person can do about a failed installation, as far as it can be seen."""
        if gigabytes(self.root) < 1:
            return f"The disk is full: {gigabytes(self.root):.1f} GB are left."
        if not os.access(self.site_packages(), os.W_OK):
            return LOCKED.format(self.folder)
        return ""


def wants_cpu_build():
    """Whether PyTorch without CUDA can be had, and is enough: on Linux, without a GPU."""
    if not sys.platform.startswith("linux") or "PIP_EXTRA_INDEX_URL" in os.environ:
        return False
    if shutil.which("nvidia-smi") or Path("/proc/driver/nvidia").exists():
        return False
    try:
        with urllib.request.urlopen(f"{CPU_INDEX}/torch/", timeout=PATIENCE):
            return True
    except OSError:
        return False


def gigabytes(folder):
    """What is left on the disk."""
    return shutil.disk_usage(folder).free / 1e9


def main(files, root):
    if not files:
        sys.exit(__doc__)
    environment = Environment(root)
    try:
        if not environment.is_whole():
            room = ROOM[wants_cpu_build()]
            if gigabytes(root) < room:
                left = f"{gigabytes(root):.1f} GB are left"
                sys.exit(f"The set-up takes {room} GB on the disk, and {left}: make room first.")
            environment.make()
        environment.settle()
        for file in files:
            environment.install(file)
        environment.link_book()
    except PermissionError as error:
        sys.exit(LOCKED.format(error.filename))
    except KeyboardInterrupt:
        sys.exit("Stopped: call it again, and it goes on from here.")


if __name__ == "__main__":
    main(sys.argv[1:], Path(__file__).resolve().parent.parent)
