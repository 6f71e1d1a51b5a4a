"""Run a lesson's cells in a kernel like the checker's."""

import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError, CellTimeoutError, DeadKernelError
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager

from checker.kernel import PATIENCE, Watch, environment, require_no_settings_beside
from tools import CELL_SECONDS, ROOT

LIMITS = {
    "timeout": CELL_SECONDS,
    "startup_timeout": CELL_SECONDS,  # on a busy machine
    "iopub_timeout": PATIENCE,  # the default of 4 loses what comes later, without a word
    "raise_on_iopub_timeout": True,
}


class Client(NotebookClient):
    """nbclient's client, which remembers messages that the checker refuses."""

    objections = ()

    def process_message(self, msg, cell, cell_index):
        why = self.watch.objects_to(msg)
        if why:
            self.objections += (f"cell [{self.code_cells_executed}]: {why}",)
        return super().process_message(msg, cell, cell_index)


def named(error, client):
    """What a run has failed by."""
    if getattr(client, "_async_cleanup_kernel_future", None):  # nbclient's answer to Ctrl-C
        return KeyboardInterrupt()
    if isinstance(error, DeadKernelError):
        return RuntimeError(f"the kernel died in cell [{client.code_cells_executed}]")
    if isinstance(error, CellExecutionError | CellTimeoutError):
        return RuntimeError(str(error))
    return error


def execute(nb, path):
    """Run all cells of a notebook with this Python, from the folder of the lesson at `path`.

    Raises
    ------
    ValueError
        If the checker would refuse what a cell shows, or a setting beside the lesson.
    RuntimeError
        If a cell raises, ends the kernel or takes longer than `CELL_SECONDS`; it is named.
    KeyboardInterrupt
        Where a person stops it.
    """
    require_no_settings_beside(path)
    place = {"metadata": {"path": str(Path(path).parent)}}
    client = Client(nb, record_timing=False, resources=place, **LIMITS)
    client.watch = Watch()
    client.km = client.kernel_manager_class(  # set here, it is shut down by the client
        kernel_name=CURRENT_ENV_KERNEL_NAME, kernel_spec_manager=NbvalKernelspecManager()
    )
    with TemporaryDirectory(ignore_cleanup_errors=True) as empty:
        clean = environment(os.environ, empty, path=[ROOT])
        try:  # what the kernel, not the lesson, says is left out
            client.execute(env=clean, stderr=subprocess.DEVNULL)
        except Exception as error:
            raise named(error, client) from None
    if client.objections:
        raise ValueError(client.objections[0])
