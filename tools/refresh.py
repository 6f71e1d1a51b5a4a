"""Run lessons in place, store what they print and draw, and show what moved.

Usage: python -m tools.refresh book/NN-name.ipynb ...

What agrees with the stored output within the cell's tolerance keeps its stored bytes, so that a
diff shows only what really changed; clear a cell's output to store it anew. A lesson that raises
or writes to stderr stays as it is, and so does one whose outputs could not be checked. A notebook
of an older format, as Colab and VS Code save them, becomes one of format 4.5.
"""

import copy
import dataclasses
import difflib
import sys
from pathlib import Path

import nbformat
from nbval.plugin import coalesce_streams

from checker import notebook, rules
from checker.compare import Tolerance, contents, settle
from checker.shown import images, shown, texts
from lib.files import write_whole
from tools.execute import execute

SAME_FIGURE = 0.002  # stricter than the checker: one other digit in a figure is 0.003 or more
KERNEL = {"display_name": "Python 3 (ipykernel)", "language": "python", "name": rules.KERNEL}


def refuse(sentence):
    print(sentence, file=sys.stderr)
    return 2


def read(path):
    """Read a notebook; anything else is an error of one sentence."""
    if not path.exists():
        sys.exit(refuse(f"{path} does not exist."))
    try:
        return notebook.read_lifted(path)
    except ValueError as error:
        sys.exit(refuse(error))


def run(nb, path):
    """Run all cells; say what may not be stored."""
    execute(nb, path)
    for cell in notebook.code(nb):
        cell.outputs = coalesce_streams(cell.outputs)
        if "stderr" in contents(cell.outputs):
            raise ValueError(f"cell [{cell.execution_count}] writes to stderr: {texts(cell)}")


def normalise(nb):
    """Drop the metadata that says who ran the notebook, when and where."""
    needs = {"needs": notebook.needs(nb)} if notebook.needs(nb) else {}
    about = {"kernelspec": KERNEL, "language_info": {"name": "python"}, **needs}
    nb.metadata = nbformat.from_dict(about)
    for cell in nb.cells:
        cell.metadata = {k: v for k, v in cell.metadata.items() if k in rules.CELL_METADATA}


def keep(old, new):
    """Put the old outputs over the new ones that agree; say what moved, as lines."""
    tolerance = Tolerance.of(new)
    if "image" not in new.metadata.get("tolerance", {}):
        tolerance = dataclasses.replace(tolerance, image=SAME_FIGURE)
    seen = settle(old.outputs, new.outputs, tolerance)
    before, after = ("\n".join(plain(cell)).splitlines() for cell in (old, new))
    changes = list(difflib.unified_diff(before, after, n=0, lineterm=""))[2:]
    moved = [line for line in changes if not line.startswith("@@")]
    if pages(old) != pages(new):
        moved.append("live figure changed")
    drawn, redrawn = images(old), images(new)
    if len(drawn) != len(redrawn):
        moved.append(f"figures: {len(drawn)} before, {len(redrawn)} now")
    elif drawn != redrawn:
        moved.append(f"figure changed ({seen.image:.3f})" if seen.image else "figure was broken")
    return moved + ([seen.order] if seen.order else [])


def plain(cell):
    """The texts that a cell shows, but for HTML."""
    return [text for kind, text in shown(cell) if kind != "text/html" and text in texts(cell)]


def pages(cell):
    """The HTML that a cell shows: with scripts and styles, it is too long to be read."""
    return [text for kind, text in shown(cell) if kind == "text/html"]


def refresh(path):
    """Run one lesson and write it, whole or not at all."""
    old = read(path)
    new = copy.deepcopy(old)
    run(new, path)
    normalise(new)
    print(path)
    for before, after in zip(notebook.code(old), notebook.code(new), strict=True):
        for line in keep(before, after):
            print(f"  [{after.execution_count}] {line}")
    write_whole(path, nbformat.writes(new) + "\n")


def main(arguments):
    paths = [Path(argument) for argument in arguments]
    if not paths:
        return refuse("Name the lessons to run: python -m tools.refresh book/NN-name.ipynb ...")
    for path in paths:
        read(path)
    failed = False
    for path in paths:
        try:
            refresh(path)
        except (RuntimeError, ValueError, OSError) as error:  # a full disk, too
            print(f"{path} stays as it is: {error}", file=sys.stderr)
            failed = True
        except KeyboardInterrupt:
            print(f"Stopped: {path} stays as it is.", file=sys.stderr)
            return 130
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
