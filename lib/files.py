"""Writing a file so that it is there whole, or not at all; numbers of 16 bits."""

import os
from pathlib import Path
from secrets import token_hex
from shutil import copymode

import numpy as np


def write_whole(path, content):
    """Replace a file in one step: whoever reads it finds the old content or the new one.

    The new content is written beside the file, under a name of its own, and then takes its place.

    Parameters
    ----------
    path : path
        Its folder must be there already. A link stays a link: the file that it leads to is
        replaced. Who may read and write the file stays as it is.
    content : bytes or str
        Text is written as UTF-8.

    Raises
    ------
    OSError
        If the file cannot be written; the old one is left as it was, and nothing beside it.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "it.txt", "whole")
    ...     [(file.name, file.read_text()) for file in Path(folder).iterdir()]
    [('it.txt', 'whole')]
    """
    path = Path(path).resolve()
    unfinished = path.with_name(f"{path.name}.{token_hex(4)}.part")  # two writers do not meet
    try:
        with open(unfinished, "xb") as file:
            file.write(content.encode() if isinstance(content, str) else content)
            file.flush()
            os.fsync(file.fileno())  # on the disk before it gets its name
        if path.exists():
            copymode(path, unfinished)
        os.replace(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def halves(tensor, name):
    """Numbers rounded to 16 bits, little endian, in the order of their axes.

    Parameters
    ----------
    tensor : tensor or None
        None, which a layer without bias has, is refused.
    name : str
        What errors call it.

    Returns
    -------
    ndarray of float16

    Raises
    ------
    ValueError
        If it is None, or holds a number that is not finite or beyond 65504.

    Examples
    --------
    >>> import torch
    >>> float(halves(torch.tensor([0.1]), "bias")[0])
    0.0999755859375
    """
    if tensor is None:
        raise ValueError(f"{name} (=None) must be a tensor, as lib.models.folded.fold makes it")
    with np.errstate(over="ignore"):
        rounded = tensor.detach().cpu().float().numpy().astype("<f2", order="C")
    if not np.isfinite(rounded).all():
        raise ValueError(f"{name} must hold numbers of at most {np.finfo(np.float16).max}")
    return rounded
