"""How a network is trained, written down as data: so that one change at a time can be measured."""

from collections.abc import Callable
from dataclasses import dataclass, fields
from functools import partial

import torch
from torch import nn


@dataclass(frozen=True)
class Recipe:
    """All that decides how a training goes, except the data, the seed and the machine.

    The defaults are the notes' own settings.

    Parameters
    ----------
    network : callable
        Builds the network, its weights drawn from torch's global random numbers.
    num_epochs, batch_size : int
    learning_rate : float
        Of Adam: constant, or the peak of the cycle.
    in_memory : bool
        Cut batches from uint8 digits in memory (`Batches`), not from a dataset that decodes and
        transforms image by image.
    fused : bool
        Let Adam update all weights in one pass over the memory instead of one pass for each of its
        operations.
    channels_last : bool
        Store the values of a pixel's channels side by side, (N, H, W, C) in memory.
    precision : torch.dtype, optional
        ``torch.bfloat16``: train in it (`lib.training.Bfloat16`).
    one_cycle : bool
        Let the learning rate rise to its peak in a quarter of the steps, and then fall to
        nothing.
    augment : callable, optional
        As in `lib.data.batches.Batches`.
    label_smoothing : float
        As in `torch.nn.functional.cross_entropy`.
    averaging : float, optional
        Validate and return an exponential average of the weights, which keeps this share of itself
        in each step.
    members : int
        Train so many networks, each with a seed of its own, and let them vote (`Ensemble`).

    Raises
    ------
    ValueError
        If the precision is another.

    References
    ----------
    Smith and Topin, Super-convergence, arXiv:1708.07120 (the cycle). Szegedy et al., Rethinking the
    Inception architecture, arXiv:1512.00567 (label smoothing).
    """

    network: Callable[[], nn.Module]
    num_epochs: int = 20
    batch_size: int = 64
    learning_rate: float = 0.001
    in_memory: bool = False
    fused: bool = False
    channels_last: bool = False
    precision: torch.dtype | None = None
    one_cycle: bool = False
    augment: Callable | None = None
    label_smoothing: float = 0.0
    averaging: float | None = None
    members: int = 1

    def __post_init__(self):
        if self.precision not in (None, torch.bfloat16):  # float16 needs its gradients scaled
            raise ValueError(f"precision (={self.precision}) must be torch.bfloat16 or None")

    def settings(self):
        """The recipe in words and numbers: a dict without the settings that are the defaults.

        Examples
        --------
        >>> from lib.models import deep_cnn
        >>> Recipe(deep_cnn, num_epochs=3, precision=torch.bfloat16).settings()
        {'network': 'deep_cnn()', 'num_epochs': 3, 'precision': 'torch.bfloat16'}
        """
        changed = {"network": _words(self.network)}
        for field in fields(self)[1:]:
            value = getattr(self, field.name)
            if value != field.default:
                plain = isinstance(value, (bool, int, float))
                changed[field.name] = value if plain else _words(value)
        return changed


def _words(value):
    """A callable as one would write it, such as shift(most=2); anything else as it prints."""
    if isinstance(value, partial):
        arguments = [*map(repr, value.args), *(f"{k}={v!r}" for k, v in value.keywords.items())]
        return f"{value.func.__name__}({', '.join(arguments)})"
    return f"{value.__name__}()" if callable(value) else str(value)
