"""The recipes that the book measures: the notes' own, changes to it one by one, better ones."""

from dataclasses import replace
from functools import partial

import torch

from lib.data.augment import distort, shift
from lib.models import deep_cnn, slim_cnn
from lib.study.recipe import Recipe

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
