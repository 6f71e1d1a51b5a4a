"""The runs of a study over many seeds, read from its file and summed up."""

import json
from pathlib import Path
from statistics import mean, stdev
from typing import NamedTuple


class Summary(NamedTuple):
    """What some runs of one recipe came to.

    `test` and `valid` are mean accuracies, `spread` is the standard deviation of the test accuracy
    from run to run, and `seconds` the mean time of a whole run.
    """

    runs: int
    test: float
    spread: float
    valid: float
    seconds: float


def read(path):
    """Read the runs of a study's file, written by `make study`; none if there is no file yet.

    Examples
    --------
    >>> read("no such file.json")
    []
    """
    path = Path(path)
    return json.loads(path.read_text(encoding="utf-8"))["runs"] if path.exists() else []


def select(runs, recipe, device):
    """Pick the runs of a recipe on a kind of device, "cpu" or "cuda".

    Raises
    ------
    ValueError
        If there is none.

    Examples
    --------
    >>> runs = [{"recipe": "a", "device": "cpu", "seed": seed} for seed in (1, 2)]
    >>> len(select(runs, "a", "cpu"))
    2
    """
    found = [run for run in runs if (run["recipe"], run["device"]) == (recipe, device)]
    if not found:
        raise ValueError(f"recipe (={recipe!r}) must have runs on device (={device!r})")
    return found


def summarise(runs):
    """Sum up runs of one recipe.

    Parameters
    ----------
    runs : list of dict
        As `select` returns them.

    Returns
    -------
    Summary
        Its spread is nan if there is only one run.

    Examples
    --------
    >>> runs = [{"test": 0.5, "valid": 0.5, "seconds": [1.0, 2.0]}]
    >>> runs += [{"test": 0.75, "valid": 0.5, "seconds": [2.0, 3.0]}]
    >>> summarise(runs)
    Summary(runs=2, test=0.625, spread=0.1767766952966369, valid=0.5, seconds=4.0)
    """
    test = [run["test"] for run in runs]
    return Summary(
        runs=len(runs),
        test=mean(test),
        spread=stdev(test) if len(test) > 1 else float("nan"),
        valid=mean(run["valid"] for run in runs),
        seconds=mean(sum(run["seconds"]) for run in runs),
    )
