"""The kernels that lessons run in: what they are started with, and what they may not send."""

import os
import re
import signal
import time
from pathlib import Path
from queue import Empty

from nbval.kernel import RunningKernel

# What a person may have set for Python, Jupyter and the libraries, and a lesson must not see.
SETTINGS = re.compile(
    r"(?:PYTHON|IPYTHON|JUPYTER|JPY_|MPL|MATPLOTLIB|TORCH|PYTORCH|NUMPY|TQDM|LC_)\w*"
    r"|NPY_(?!DISABLE_CPU_FEATURES|ENABLE_CPU_FEATURES)\w*"
    r"|LANG|LANGUAGE|TZ|COLUMNS|LINES|NO_COLOR|FORCE_COLOR|CLICOLOR|CLICOLOR_FORCE"
)
PATIENCE = 120  # seconds in which a busy machine tells the outputs of a cell that has run
SLICE = 1.0  # seconds after which a silent kernel is asked whether it lives


def environment(given, empty, path=()):
    """The environment of a kernel: no setting of a person in it, all that matters stated.

    One thread unless `given` asks for more, as on Binder: on a machine with other work, two threads
    that wait for each other cost four times the time of one (measured). Other settings of the
    processor pass, so that lessons can be checked under them.

    Parameters
    ----------
    given : mapping
        The environment of who starts the kernel.
    empty : path
        A folder without content, for whatever looks there for settings. It is needed for as long as
        the kernel runs.
    path : iterable of path
        Folders that the kernel imports from, besides what is installed.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as empty:
    ...     found = environment({"HOME": "/home/me", "PYTHONOPTIMIZE": "1", "LANG": "de_DE"}, empty)
    >>> found["HOME"], found["LC_ALL"], "PYTHONOPTIMIZE" in found, "LANG" in found
    ('/home/me', 'C.UTF-8', False, False)
    """
    empty = Path(empty)
    (empty / "matplotlibrc").touch()  # named below, so that no other is looked for
    kept = {name: value for name, value in given.items() if not SETTINGS.fullmatch(name)}
    stated = {
        "IPYTHONDIR": str(empty),
        "JUPYTER_CONFIG_DIR": str(empty),
        "XDG_CONFIG_HOME": str(empty),
        "MATPLOTLIBRC": str(empty / "matplotlibrc"),  # MPLCONFIGDIR would move its fonts' list too
        "LC_ALL": "C.UTF-8",
        "TZ": "UTC",
        "COLUMNS": "80",
        "LINES": "24",
        "TQDM_DISABLE": "1",  # no progress bars
    }
    if path:
        stated["PYTHONPATH"] = os.pathsep.join(map(str, path))
    return {"OMP_NUM_THREADS": "1"} | kept | stated


def require_no_settings_beside(lesson):
    """Refuse a lesson whose folder holds settings that would change its figures.

    Raises
    ------
    ValueError
        If there is a matplotlibrc, which Matplotlib prefers to any other.
    """
    rc = Path(lesson).parent / "matplotlibrc"
    if rc.exists():
        raise ValueError(f"{rc} changes figures: say it in a cell, and remove the file.")


class Watch:
    """Notices messages of a kernel that take back or replace what was shown before.

    What a page shows of such a cell depends on who runs it: it can be neither stored nor checked.
    """

    def __init__(self):
        self.ids = set()

    def objects_to(self, message):
        """Why a message is refused; "" for one that is not."""
        kind = message["msg_type"]
        shown = message["content"].get("transient", {}).get("display_id")
        if kind == "clear_output":
            return "clear_output takes back what was shown: show only what is to stay"
        if kind == "update_display_data" or (shown and shown in self.ids):
            return "a display is replaced later: show only what is to stay"
        if shown:
            self.ids.add(shown)
        return ""


class KernelDiedError(Exception):
    """A kernel ended by itself, or was ended by the system."""


class Kernel(RunningKernel):
    """nbval's kernel, which says at once when it has died."""

    def get_message(self, stream, timeout=None):
        end = None if timeout is None else time.monotonic() + timeout
        while True:
            left = SLICE if end is None else min(SLICE, end - time.monotonic())
            try:
                return super().get_message(stream, timeout=max(left, 0))
            except Empty:
                if not self.is_alive():
                    raise KernelDiedError(self._last_words()) from None
                if end is not None and time.monotonic() >= end:
                    raise

    def _last_words(self):
        status = self.km.provisioner.process.returncode
        if status == -signal.SIGKILL:
            return "killed, as the system does where memory runs out"
        return f"exit status {status}" if status >= 0 else signal.Signals(-status).name
