"""Notebooks as they lie on the disk, whichever editor saved them."""

import json
from pathlib import Path

import nbformat
from nbformat.v4.nbbase import random_cell_id
from nbformat.v4.rwbase import rejoin_lines

VERSION = (4, 5)  # the first in which cells have ids
REMEDY = "lift it with checker.notebook.read_lifted"


def read(path):
    """Read a notebook of format 4 as it is, without nbformat's silent repairs.

    Raises
    ------
    ValueError
        If the file holds anything else, with the remedy where there is one.
    """
    nb = _load(path)
    if nb.nbformat != VERSION[0]:
        raise ValueError(f"{path} is of format {version(nb)}, not 4.5: {REMEDY}.")
    return _checked(nb, path)


def read_lifted(path):
    """Read a notebook of any format up to 4.5, and make it one of format 4.5.

    Colab and VS Code save formats in which cells have no ids, and so do older editors. Cells get
    an id where they have none, or one that stood before.

    Raises
    ------
    ValueError
        If the file holds no notebook, or one of a newer format.
    """
    nb = _load(path)
    if (nb.nbformat, nb.get("nbformat_minor", 0)) > VERSION:
        raise ValueError(f"{path} is of format {version(nb)}: save it in format 4.5.")
    nb, ids = _checked(nb, path), set()
    for cell in nb.cells:
        if cell.get("id", "") in ids | {""}:
            cell.id = random_cell_id()
        ids.add(cell.id)
    nb.nbformat_minor = VERSION[1]
    return nb


def _load(path):
    try:
        nb = nbformat.from_dict(json.loads(Path(path).read_text("utf-8-sig")))
        if isinstance(nb.nbformat, int) and isinstance(nb.get("nbformat_minor", 0), int):
            return nb
    except (OSError, ValueError, AttributeError):
        pass
    raise ValueError(f"{path} is not a notebook.")


def _checked(nb, path):
    """A notebook of format 4 without faults; ids do not count, since a rule asks for them."""
    try:
        if nb.nbformat < VERSION[0]:
            nb = nbformat.convert(nbformat.versions[nb.nbformat].to_notebook_json(nb), VERSION[0])
        nb = rejoin_lines(nb)
        cells = [{**cell, "id": f"cell-{k}"} for k, cell in enumerate(nb.cells)]
        lenient = {**nb, "nbformat_minor": VERSION[1], "cells": cells}
        nbformat.validate(nbformat.from_dict(lenient), relax_add_props=True)
    except nbformat.ValidationError as error:
        reason = error.message.splitlines()[0][:200]
    except (AttributeError, KeyError, TypeError) as error:  # of reading what has another shape
        reason = repr(error)
    else:
        return nb
    raise ValueError(f"{path} is not a valid notebook: {reason}.")


def version(nb):
    """The format of a notebook in words, such as 4.5."""
    return f"{nb.nbformat}.{nb.get('nbformat_minor', 0)}"


def code(nb):
    """The code cells of a notebook."""
    return [cell for cell in nb.cells if cell.cell_type == "code"]


def markdown(nb):
    """The texts of a notebook's Markdown cells."""
    return [cell.source for cell in nb.cells if cell.cell_type == "markdown"]


def needs(nb):
    """What a lesson says in its metadata that it cannot run without."""
    return nb.metadata.get("needs", [])


def name(cell):
    """What a report calls a cell: its id or, before format 4.5, the line it begins with."""
    return f"cell {cell.get('id') or repr(cell.source.partition(chr(10))[0][:40])}"
