"""Static rules of a lesson's cells: functions from a notebook to a list of faults."""

import ast
import json
import re
import statistics
from pathlib import Path

import nbformat
from nbformat.v4.rwbase import rejoin_lines
from nbval.plugin import find_comment_markers, find_metadata_tags

LARGEST = 1.5e6  # bytes
LONGEST, MEDIAN = 12, 6  # lines of a code cell
CELL_METADATA = {"mystnb", "tags", "tolerance"}


def read(path):
    """Read a notebook as it is, without nbformat's silent repairs."""
    return rejoin_lines(nbformat.from_dict(json.loads(Path(path).read_text("utf-8"))))


def code(nb):
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def needs_mnist(nb):
    """Whether a lesson reads all of MNIST, which a machine without a network may not have."""
    return any("mnist_root()" in cell.source for cell in code(nb))


def is_valid(nb):
    if (nb.nbformat, nb.nbformat_minor) != (4, 5):
        return [f"format {nb.nbformat}.{nb.nbformat_minor}, not 4.5"]
    ids = [cell.get("id") for cell in nb.cells]
    twice = {i for i in ids if ids.count(i) > 1}
    if twice:  # asked first, since nbformat repairs ids while it validates
        return [f"cell id {i} occurs twice" for i in twice]
    try:
        nbformat.validate(nb)
    except nbformat.ValidationError as error:
        return [f"not valid: {error.message}"]
    return []


def is_small(nb):
    size = len(nbformat.writes(nb).encode())
    return [f"{size / 1e6:.2f} MB are more than {LARGEST / 1e6} MB"] if size > LARGEST else []


def has_plain_metadata(nb):
    faults = []
    if nb.metadata.get("kernelspec", {}).get("name") != "python3":
        faults.append("kernelspec is not python3")
    for key in set(nb.metadata) - {"kernelspec", "language_info"}:
        faults.append(f"metadata {key} of the notebook")
    for key in set(nb.metadata.get("language_info", {})) - {"name"}:
        faults.append(f"metadata language_info.{key} of the notebook")
    for cell in nb.cells:
        faults += [f"cell {cell.id}: metadata {key}" for key in set(cell.metadata) - CELL_METADATA]
    return faults


def was_run_in_order(nb):
    faults = []
    for expected, cell in enumerate(code(nb), 1):
        if not cell.source.strip():
            faults.append(f"cell {cell.id} is empty")
        if cell.execution_count != expected:
            faults.append(f"cell {cell.id}: count {cell.execution_count}, not {expected}")
    return faults


def has_no_nbval_marker(nb):
    """Nothing is left out of the comparison."""
    marked = [
        cell.id
        for cell in code(nb)
        if list(find_comment_markers(cell.source)) or list(find_metadata_tags(cell.metadata))
    ]
    return [f"cell {i} has a marker that nbval obeys" for i in marked]


def has_short_cells(nb):
    lengths = [(len(cell.source.splitlines()), cell.id) for cell in code(nb)]
    faults = [f"cell {i}: {n} lines, more than {LONGEST}" for n, i in lengths if n > LONGEST]
    median = statistics.median([n for n, _ in lengths] or [0])
    if median > MEDIAN:
        faults.append(f"median of {median} lines a cell, more than {MEDIAN}")
    return faults


def is_plain_python(nb):
    """No magics, no shell lines, no semicolon that would hide an output."""
    faults = []
    for cell in code(nb):
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            faults.append(f"cell {cell.id}, line {error.lineno}: not plain Python")
        if any(line.rstrip().endswith(";") for line in cell.source.splitlines()):
            faults.append(f"cell {cell.id}: a line ends with ;")
    return faults


def imports_in_one_cell(nb):
    statement = re.compile(r"^\s*(?:import\s+\w|from\s+[\w.]+\s+import\s)", re.MULTILINE)
    cells = [cell.id for cell in code(nb) if statement.search(cell.source)]
    return [] if len(cells) == 1 else [f"{len(cells)} cells with imports, not 1: {cells}"]


def lessons_in(toc):
    """The lessons, book/NN-name, that a table of contents of Jupyter Book 1 names, in its order."""
    if isinstance(toc, list):
        return [name for entry in toc for name in lessons_in(entry)]
    if not isinstance(toc, dict):
        return []
    named = re.findall(r"^book/(\d\d-[\w-]+)$", toc.get("file", ""))
    return named + [name for value in toc.values() for name in lessons_in(value)]
