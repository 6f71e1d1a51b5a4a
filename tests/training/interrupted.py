"""A training with everything that draws random numbers, which can be killed on its way.

A script, since a killed process takes its tests with it:
``python interrupted.py FILE [batch N | write N]``.
"""

import os
import random
import signal
import sys

import numpy as np
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader, TensorDataset

from lib.models import Dropout
from lib.training import Average, Checkpoint, Schedule, train

BATCHES, EPOCHS = 4, 4


class Noisy(DataLoader):
    """A loader that draws from NumPy's and Python's global random numbers too."""

    def __iter__(self):
        for images, labels in super().__iter__():
            noise = np.random.normal() + random.random()  # noqa: NPY002
            yield images + 0.1 * noise, labels


def run(checkpoint=None, *, epochs=EPOCHS, rate=0.1, units=8, averaged=True, before_batch=None):
    """Train once, from one seed; return what came out: history, weights, averaged weights."""
    torch.manual_seed(1)
    np.random.seed(2)  # noqa: NPY002
    random.seed(3)
    images = torch.randn(60, 2)
    data = TensorDataset(images, (images[:, 0] > images[:, 1]).long())
    model = nn.Sequential(
        nn.Linear(2, units), nn.BatchNorm1d(units), Dropout(0.3), nn.Linear(units, 2)
    )
    optimizer = torch.optim.Adam(model.parameters(), lr=rate)
    average = AveragedModel(model, use_buffers=True) if averaged else None
    if before_batch is not None:
        optimizer.register_step_pre_hook(lambda *_: before_batch())
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, rate, total_steps=epochs * BATCHES)
    callbacks = [Schedule(cycle)]
    callbacks += [Average(average)] if averaged else []
    callbacks += [Checkpoint(checkpoint)] if checkpoint else []
    history = train(
        model,
        epochs,
        Noisy(data, 16, shuffle=True, generator=torch.Generator().manual_seed(4)),
        DataLoader(data, 60),
        optimizer=optimizer,
        callbacks=callbacks,
    )
    judged = average.module if averaged else model
    return history, model.state_dict(), judged.state_dict()


def kill(times, last_words=lambda *_: None):
    """Return a function that kills this process when it is called for the last of some times."""
    calls = iter(range(times))

    def call(*arguments):
        if next(calls) == times - 1:
            last_words(*arguments)
            os.kill(os.getpid(), signal.SIGKILL)

    return call


if __name__ == "__main__":
    file, moment, times = sys.argv[1], sys.argv[2], int(sys.argv[3])
    if moment == "batch":
        run(file, before_batch=kill(times))
    os.fsync = kill(times, last_words=lambda number: os.ftruncate(number, 1000))
    run(file)
