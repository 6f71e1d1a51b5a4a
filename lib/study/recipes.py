"""How a network is trained, written down as data: so that one change at a time can be measured."""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from functools import partial

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader, Subset

from lib.data import Digits
from lib.data.augment import distort, shift
from lib.data.batches import Batches
from lib.models import Ensemble, deep_cnn, slim_cnn
from lib.training import train
from lib.training.history import History

VALIDATION = 10_000  # the first digits of MNIST's training part, as in the notes


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
        As in `lib.training.train`.
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

    def settings(self):
        """The recipe in words and numbers: a dict without the settings that are the defaults.

        Examples
        --------
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


REFERENCE = Recipe(deep_cnn)

# One change after the other to the notes' network and protocol, three epochs each.
_short = replace(REFERENCE, num_epochs=3, in_memory=True)
_fused = replace(_short, fused=True)
_layout = replace(_fused, channels_last=True)
_bfloat16 = replace(_layout, precision=torch.bfloat16)
_cycle = replace(_bfloat16, one_cycle=True, learning_rate=0.002)
_shifts = replace(_cycle, augment=partial(shift, most=1))
_smoothing = replace(_shifts, label_smoothing=0.05)

STEPS = {
    "in memory": _short,
    "fused Adam": _fused,
    "channels last": _layout,
    "bfloat16": _bfloat16,
    "one cycle": _cycle,
    "shifts": _shifts,
    "label smoothing": _smoothing,
    "weight averaging": replace(_smoothing, averaging=0.998),
    "batch of 256": replace(_smoothing, batch_size=256),
}

# The notes' network trained better, and slimmer networks with ever more time.
_slim = replace(_smoothing, network=slim_cnn, batch_size=128, learning_rate=0.01)
_pocket = partial(slim_cnn, channels=(8, 16, 32, 32, 64))
_wide = partial(slim_cnn, channels=(32, 32, 64, 64, 128, 128))
_widest = partial(slim_cnn, channels=(48, 48, 96, 96, 192, 192))
_bent = replace(_slim, augment=partial(distort, degrees=8, stretch=0.08, shift=1.5, bend=0.4))
_long = replace(_bent, network=_wide, num_epochs=13, label_smoothing=0.1, learning_rate=0.006)
_strong = partial(distort, degrees=10, stretch=0.1, shift=2.0, bend=0.5)

FRONTIER = {
    "notes, better": replace(_smoothing, num_epochs=5),
    "slim, 2 epochs": replace(_slim, network=_pocket, num_epochs=2),
    "slim, 3 epochs": _slim,
    "slim, 6 epochs": replace(_bent, network=_wide, num_epochs=6),
    "slim, 13 epochs": _long,
    "slim, 35 epochs": replace(
        _long, network=_widest, num_epochs=35, learning_rate=0.01, augment=_strong
    ),
    "six of 13 epochs": replace(_long, members=6),
}

# Small enough for a web page, which has to load it.
POCKET = replace(_bent, network=_pocket, num_epochs=12)

RECIPES = {"reference": REFERENCE, **STEPS, **FRONTIER}


def fit(recipe, mnist, *, seed, device="cpu", checkpoint=None):
    """Train a network by a recipe, on all of MNIST's training part but the first 10,000 digits.

    Parameters
    ----------
    recipe : Recipe
    mnist : torchvision.datasets.MNIST
        The training part, with ``transform=ToTensor()``.
    seed : int
        Of the weights, the order of the digits and all else that is random.
    device, checkpoint
        As in `lib.training.train`.

    Returns
    -------
    (nn.Module, History)
        The network to use, in eval mode (its averaged weights, if the recipe has them), and what
        happened in each epoch; validation is on the first 10,000 digits. For an ensemble, the
        epochs of its members follow one another.
    """
    if recipe.members > 1:
        return _fit_members(recipe, mnist, seed, device, checkpoint)
    torch.manual_seed(seed)
    train_dl, valid_dl = loaders(recipe, mnist, seed=seed, device=device)
    layout = torch.channels_last if recipe.channels_last else torch.contiguous_format
    model = recipe.network().to(device, memory_format=layout)
    fused = recipe.fused or None  # None: PyTorch's own choice
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate, fused=fused)
    scheduler = average = None
    if recipe.one_cycle:
        scheduler = torch.optim.lr_scheduler.OneCycleLR(
            optimizer,
            max_lr=recipe.learning_rate,
            total_steps=recipe.num_epochs * len(train_dl),
            pct_start=0.25,
            cycle_momentum=False,
        )
    if recipe.averaging:
        keep = get_ema_multi_avg_fn(recipe.averaging)
        average = AveragedModel(model, multi_avg_fn=keep, use_buffers=True)

    def loss_fn(logits, labels):
        return cross_entropy(logits, labels, label_smoothing=recipe.label_smoothing)

    history = train(
        model,
        recipe.num_epochs,
        train_dl,
        valid_dl,
        loss_fn=loss_fn,
        optimizer=optimizer,
        scheduler=scheduler,
        average=average,
        precision=recipe.precision,
        checkpoint=checkpoint,
    )
    return (model if average is None else average.module), history


def _fit_members(recipe, mnist, seed, device, checkpoint):
    one, models, histories = replace(recipe, members=1), [], []
    for member in range(1, recipe.members + 1):
        file = checkpoint and f"{checkpoint}.{member}"
        model, history = fit(one, mnist, seed=1000 * seed + member, device=device, checkpoint=file)
        models.append(model)
        histories.append(history)
    states = [history.state_dict() for history in histories]
    return Ensemble(models), History(
        **{key: sum((s[key] for s in states), []) for key in states[0]}
    )


def loaders(recipe, mnist, *, seed, device="cpu"):
    """The minibatches of a recipe: 50,000 digits to train on, and the first 10,000 to validate."""
    if recipe.in_memory:
        digits = Digits(mnist.data.unsqueeze(1), mnist.targets)
        valid, learn = (Digits(*(part[s] for part in digits)) for s in _parts())
        generator = torch.Generator().manual_seed(seed)
        train_dl = Batches(
            learn, recipe.batch_size, generator=generator, augment=recipe.augment, device=device
        )
        return train_dl, Batches(valid, 1000, device=device)
    valid, learn = (Subset(mnist, range(len(mnist))[s]) for s in _parts())
    return DataLoader(learn, recipe.batch_size, shuffle=True), DataLoader(valid, recipe.batch_size)


def _parts():
    return slice(VALIDATION), slice(VALIDATION, None)


def _words(value):
    """A callable as one would write it, such as shift(most=2); anything else as it prints."""
    if isinstance(value, partial):
        arguments = [*map(repr, value.args), *(f"{k}={v!r}" for k, v in value.keywords.items())]
        return f"{value.func.__name__}({', '.join(arguments)})"
    return f"{value.__name__}()" if callable(value) else str(value)
