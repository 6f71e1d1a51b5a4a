"""Run lessons in place, store what they print and draw, and show what moved.

Usage: python -m tools.refresh book/NN-name.ipynb ...

What agrees with the stored output within the cell's tolerance keeps its stored bytes, so that a
diff shows only what really changed; clear a cell's output to store it anew. A lesson that raises
or writes to stderr stays as it is.
"""

import copy
import dataclasses
import difflib
import os
import subprocess
import sys
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellControlSignal
from nbval.kernel import CURRENT_ENV_KERNEL_NAME, NbvalKernelspecManager
from nbval.plugin import coalesce_streams

from checker import rules
from checker.compare import Tolerance, contents, settle
from checker.plugin import prepare
from checker.shown import images, texts
from lib.files import write_whole

TIMEOUT = 600  # seconds a cell
SAME_FIGURE = 0.002  # stricter than the checker: one other digit in a figure is 0.003 or more
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"}


def read(path):
    """Read a notebook; anything else is an error of one sentence."""
    if not path.exists():
        sys.exit(refuse(f"{path} does not exist."))
    try:
        nb = rules.read(path)
        nbformat.validate(nb)
    except (OSError, ValueError, TypeError, AttributeError, nbformat.ValidationError):
        sys.exit(refuse(f"{path} is not a valid notebook of format 4."))
    return nb


def refuse(sentence):
    print(sentence, file=sys.stderr)
    return 2


def execute(nb, folder):
    """Run all cells with this Python, from the lesson's folder."""
    place = {"metadata": {"path": str(folder)}}
    client = NotebookClient(nb, timeout=TIMEOUT, record_timing=False, resources=place)
    client.km = client.kernel_manager_class(  # set here, it is shut down by the client
        kernel_name=CURRENT_ENV_KERNEL_NAME, kernel_spec_manager=NbvalKernelspecManager()
    )
    client.execute(stderr=subprocess.DEVNULL)  # what the kernel, not the lesson, says
    for cell in rules.code(nb):
        cell.outputs = coalesce_streams(cell.outputs)
        if "stderr" in contents(cell.outputs):
            raise RuntimeError(f"cell [{cell.execution_count}] writes to stderr: {texts(cell)}")


def normalise(nb):
    """Drop the metadata that says who ran the notebook, when and where."""
    nb.metadata = nbformat.from_dict({"kernelspec": KERNEL, "language_info": {"name": "python"}})
    for cell in nb.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in rules.CELL_METADATA}


def keep(old, new):
    """Put the old outputs over the new ones that agree; say what moved, as lines."""
    tolerance = Tolerance.of(new)
    if "image" not in new.metadata.get("tolerance", {}):
        tolerance = dataclasses.replace(tolerance, image=SAME_FIGURE)
    seen = settle(old.outputs, new.outputs, tolerance)
    before, after = ("\n".join(texts(cell)).splitlines() for cell in (old, new))
    changes = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    moved = [line for line in changes if not line.startswith("@@")]
    drawn, redrawn = images(old), images(new)
    if len(drawn) != len(redrawn):
        moved.append(f"figures: {len(drawn)} before, {len(redrawn)} now")
    elif drawn != redrawn:
        moved.append(f"figure changed ({seen.image:.3f})")
    return moved


def refresh(path):
    """Run one lesson and write it, whole or not at all."""
    old = read(path)
    new = copy.deepcopy(old)
    execute(new, path.parent)
    normalise(new)
    print(path)
    for before, after in zip(rules.code(old), rules.code(new), strict=True):
        for line in keep(before, after):
            print(f"  [{after.execution_count}] {line}")
    write_whole(path, nbformat.writes(new) + "\n")


def main(arguments):
    paths = [Path(argument) for argument in arguments]
    if not paths:
        return refuse("Name the lessons to run: python -m tools.refresh book/NN-name.ipynb ...")
    for path in paths:
        read(path)
    prepare(os.environ)
    failed = False
    for path in paths:
        try:
            refresh(path)
        except (CellControlSignal, RuntimeError, ValueError) as error:
            print(f"{path} stays as it is: {error}", file=sys.stderr)
            failed = True
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
