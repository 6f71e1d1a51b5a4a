"""Writing a file so that it is there whole, or not at all."""

import os
from pathlib import Path


def write_whole(path, content):
    """Replace a file in one step: whoever reads it finds the old content or the new one.

    Parameters
    ----------
    path : path
        Its folder must be there already.
    content : bytes or str
        Text is written as UTF-8.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     write_whole(Path(folder) / "it.txt", "whole")
    ...     [(file.name, file.read_text()) for file in Path(folder).iterdir()]
    [('it.txt', 'whole')]
    """
    path = Path(path)
    unfinished = path.with_name(path.name + ".part")
    with open(unfinished, "wb") as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())  # on the disk before it gets its name
    os.replace(unfinished, path)
