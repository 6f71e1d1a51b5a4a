"""Compare the outputs of a cell with the stored ones, within the tolerance that the cell states."""

import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from numbers import Real

from . import figures
from .notebook import name

# A float has a point or an exponent. Everything else, integers included, is the text's skeleton.
# Not floats: conv1.5x, 3.11.2, 12.5ms. White space between a float and a bracket or a comma, as in
# "[ 1. , -2.5]", only aligns columns.
FLOAT = re.compile(
    r"(?:(?<=[\[(])\s+)?(?<![\w.])([-+]?(?:(?:\d+\.\d*|\.\d+)(?:[eE][-+]?\d+)?|\d+[eE][-+]?\d+))"
    r"(?!\w|\.\d)(?:\s+(?=[,)\]]))?"
)


@dataclass(frozen=True)
class Tolerance:
    """What a cell's metadata allows: "tolerance": {"rtol": 0.02, "atol": 0.003, "image": 0.05}."""

    rtol: float = 0.0
    atol: float = 0.0
    image: float = figures.THRESHOLD

    @classmethod
    def of(cls, cell):
        """Read a cell's tolerance; an unknown key or a value that is no number >= 0 is an error."""
        given = cell.metadata.get("tolerance", {})
        where = f"{name(cell)}: tolerance"
        if not isinstance(given, dict):
            raise ValueError(f"{where} (={given!r}) must be a mapping")
        for key, value in given.items():
            if key not in cls.__dataclass_fields__:
                raise ValueError(f"{where} knows rtol, atol and image, not {key!r}")
            number = isinstance(value, Real) and not isinstance(value, bool)
            if not (number and 0 <= value < math.inf):
                raise ValueError(f"{where} {key} (={value!r}) must be a number >= 0")
        return cls(**given)


@dataclass
class Deviation:
    """The largest deviations seen in a cell, and what was beyond its tolerance."""

    relative: float = 0.0
    absolute: float = 0.0
    image: float = 0.0
    text: bool = False  # something other than a float or a figure differs
    order: str = ""  # says so where outputs come in another order
    faults: list[str] = field(default_factory=list)
    figures: list[tuple] = field(default_factory=list)  # (stored, fresh) beyond tolerance


def split(text):
    """Split a text into its skeleton, with runs of white space made one space, and its floats.

    >>> split("loss  0.5, 28x28 of conv1: [ 1e-05 -2.]")
    ('loss #, 28x28 of conv1: [# #]', ['0.5', '1e-05', '-2.'])
    """
    return re.sub(r"\s+", " ", FLOAT.sub("#", text)), FLOAT.findall(text)


def contents(outputs):
    """List the texts and images of outputs by kind: {kind: [(container, key), ...]}."""
    found = defaultdict(list)
    for output in outputs:
        if output.output_type == "stream":
            found[output.name].append((output, "text"))
        for mime in output.get("data", {}):
            found[mime].append((output["data"], mime))
    return found


def settle(stored, fresh, tolerance):
    """Put the stored contents over the fresh ones that agree within tolerance.

    What remains different in `fresh` is a fault. Returns the `Deviation` that was seen.
    """
    seen = Deviation(order=_in_another_order(stored, fresh))
    stored, fresh = contents(stored), contents(fresh)
    if {kind: len(v) for kind, v in stored.items()} != {kind: len(v) for kind, v in fresh.items()}:
        seen.text = True
    for kind, pairs in stored.items():
        for (old, key), (new, _) in zip(pairs, fresh.get(kind, ()), strict=False):
            if old[key] == new[key]:
                continue
            picture = kind.endswith(("image/png", "image/jpeg"))
            agree = _figures_agree if picture else _texts_agree
            if agree(old[key], new[key], tolerance, seen):
                new[key] = old[key]
    return seen


def _in_another_order(stored, fresh):
    """Say what comes before what, where outputs of the same kinds come in another order."""
    stored, fresh = ([_kind(output) for output in outputs] for outputs in (stored, fresh))
    if stored == fresh or sorted(stored) != sorted(fresh):
        return ""
    return f"outputs come in another order: {', '.join(fresh)}; stored {', '.join(stored)}"


def _kind(output):
    return output.get("name") or " or ".join(sorted(output.get("data", {}))) or output.output_type


def _figures_agree(old, new, tolerance, seen):
    try:
        old = figures.decode(old)
    except ValueError as error:
        seen.faults.append(f"the stored figure {error}: store it anew")
        return False
    new = figures.decode(new)
    far = figures.distance(old, new)
    seen.image = max(seen.image, far.value)
    if far.value > tolerance.image:
        seen.faults.append(f"image differs: {far} (allowed {tolerance.image:g})")
        seen.figures.append((old, new))
    return far.value <= tolerance.image


def _texts_agree(old, new, tolerance, seen):
    if not isinstance(old, str) or split(old)[0] != split(new)[0]:
        seen.text = True
        return False
    beyond = []
    for a, b in zip(split(old)[1], split(new)[1], strict=True):
        size, off = abs(float(a)), abs(float(a) - float(b))
        if off:
            seen.absolute = max(seen.absolute, off)
            seen.relative = max(seen.relative, off / size if size else math.inf)
        if off > tolerance.atol + tolerance.rtol * size:
            beyond.append(f"number differs: {b}, stored {a} (by {off:.2g})")
    seen.faults += beyond
    if beyond:
        return False
    if tolerance.rtol == tolerance.atol == 0:
        seen.text = True  # the numbers are equal, the characters are not
        return False
    return True
