"""The runs of a study over many seeds, read from its file and summed up."""

import json
from pathlib import Path
from statistics import mean, stdev
from typing import NamedTuple

from scipy.stats import ttest_rel


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


class Gain(NamedTuple):
    """How much better one recipe is than another, on validation digits.

    `mean` and `spread`, the standard deviation, are those of the differences seed by seed; `p` is
    the paired t-test's: how often luck alone makes so large a difference, where there is none.
    """

    mean: float
    spread: float
    p: float


def read(path):
    """Read the runs of a study's file, written by `make study`; none if there is no file yet.

    Examples
    --------
    >>> read("no such file.json")
    []
    """
    path = Path(path)
    return json.loads(path.read_text(encoding="utf-8"))["runs"] if path.exists() else []


def select(runs, recipe, device, machine=None):
    """Pick the runs of a recipe on one machine.

    Parameters
    ----------
    runs : list of dict
        As `read` returns them.
    recipe : str
        The recipe's name.
    device : str
        "cpu" or "cuda".
    machine : str, optional
        Which machine, if there are runs of more than one.

    Raises
    ------
    ValueError
        If there is none, or they are of several machines, or were made by different settings.

    Examples
    --------
    >>> runs = [{"recipe": "a", "device": "cpu", "machine": "fast", "settings": {}}]
    >>> runs += [{"recipe": "a", "device": "cpu", "machine": "slow", "settings": {}}]
    >>> len(select(runs, "a", "cpu", "slow"))
    1
    >>> select(runs, "a", "cpu")
    Traceback (most recent call last):
        ...
    ValueError: machine (=None) must be one of fast, slow, which all have runs of 'a'
    """
    found = [run for run in runs if (run["recipe"], run["device"]) == (recipe, device)]
    if machine is not None:
        found = [run for run in found if run["machine"] == machine]
    if not found:
        where = f"device (={device!r})" + (f" of machine (={machine!r})" if machine else "")
        raise ValueError(f"recipe (={recipe!r}) must have runs on {where}")
    machines = dict.fromkeys(run["machine"] for run in found)
    if len(machines) > 1:
        raise ValueError(
            f"machine (=None) must be one of {', '.join(machines)}, which all have runs of "
            f"{recipe!r}"
        )
    _require_one_kind(found)
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

    Raises
    ------
    ValueError
        If there is no run, or they are of more than one recipe, device or machine, or of different
        settings.

    Examples
    --------
    >>> same = {"recipe": "a", "device": "cpu", "machine": "mine", "settings": {}}
    >>> runs = [same | {"test": 0.5, "valid": 0.5, "seconds": [1.0, 2.0]}]
    >>> runs += [same | {"test": 0.75, "valid": 0.5, "seconds": [2.0, 3.0]}]
    >>> summarise(runs)
    Summary(runs=2, test=0.625, spread=0.1767766952966369, valid=0.5, seconds=4.0)
    """
    if not runs:
        raise ValueError(f"runs (={runs}) must have at least one run")
    _require_one_kind(runs)
    test = [run["test"] for run in runs]
    return Summary(
        runs=len(runs),
        test=mean(test),
        spread=stdev(test) if len(test) > 1 else float("nan"),
        valid=mean(run["valid"] for run in runs),
        seconds=mean(sum(run["seconds"]) for run in runs),
    )


def compare(runs, others):
    """Compare the validation accuracies of two recipes, seed by seed.

    Parameters
    ----------
    runs, others : list of dict
        As `select` returns them: of two recipes, with the same seeds, at least two.

    Returns
    -------
    Gain
        Of `runs` over `others`.

    Raises
    ------
    ValueError
        If the seeds differ, or one stands twice, or there are fewer than two.

    Examples
    --------
    >>> one = [{"seed": 1, "valid": 0.5}, {"seed": 2, "valid": 0.75}]
    >>> other = [{"seed": 2, "valid": 0.5}, {"seed": 1, "valid": 0.375}]
    >>> mean, spread, p = compare(one, other)
    >>> mean, round(spread, 4), round(p, 4)
    (0.1875, 0.0884, 0.2048)
    """
    first, second = ({run["seed"]: run["valid"] for run in each} for each in (runs, others))
    seeds = sorted(run["seed"] for run in runs)
    if len(seeds) < 2 or sorted(first) != seeds or seeds != sorted(run["seed"] for run in others):
        given = sorted(run["seed"] for run in others)
        raise ValueError(f"runs and others (of seeds {seeds} and {given}) must have the same seeds")
    pairs = [[each[seed] for seed in seeds] for each in (first, second)]
    gains = [one - other for one, other in zip(*pairs, strict=True)]
    return Gain(mean(gains), stdev(gains), float(ttest_rel(*pairs).pvalue))


def _require_one_kind(runs):
    for key in ("recipe", "device", "machine", "settings"):
        first = runs[0][key]
        for run in runs:
            if run[key] != first:
                raise ValueError(f"runs must be of one {key}, not of {first} and {run[key]}")
