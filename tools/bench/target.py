"""A target beside what was measured."""

from typing import NamedTuple


class Target(NamedTuple):
    """What is wanted and what was found, in words; without a target the finding is only told."""

    name: str
    target: str
    measured: str
    met: bool
