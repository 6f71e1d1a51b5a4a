"""Two hundred digits, a fifth of them with a wrong label: what two lessons train on."""

import numpy as np
import torch
from torch import nn
from torch.nn.functional import avg_pool2d, cross_entropy

from lib.data import load_sample, split
from lib.training import evaluate

LEARNING_RATE = 0.5


def load():
    """Load the packaged digits at half their size, as rows of 14 x 14 numbers from 0 to 1.

    Returns
    -------
    Digits
        Images of shape (5000, 196), in torch's default type, and their labels.

    Examples
    --------
    >>> load().images.shape
    torch.Size([5000, 196])
    """
    digits = load_sample()
    return digits._replace(images=avg_pool2d(digits.images / 255, 2).flatten(1))


def draw(digits, *, seed):
    """Draw 200 digits to learn from and 1,000 to choose by; 3,000 are set aside for all seeds.

    Parameters
    ----------
    digits : Digits
        As `load` returns them.
    seed : int

    Returns
    -------
    dict of str to Digits
        "train", of whose 200 labels the first 40 are wrong, "clean", the same digits with all
        labels right, "valid" and "test".

    Examples
    --------
    >>> parts = draw(load(), seed=0)
    >>> (parts["train"].labels != parts["clean"].labels).sum()
    tensor(40)
    """
    test, rest = split(digits, [3000, 2000], seed=0)
    clean, valid = split(rest, [200, 1000], seed=seed)
    labels = clean.labels.clone()
    shift = torch.randint(1, 10, (40,), generator=torch.Generator().manual_seed(seed))
    labels[:40] = (labels[:40] + shift) % 10
    return {"clean": clean, "train": clean._replace(labels=labels), "valid": valid, "test": test}


def network(width, *extra, seed):
    """Build a network with one hidden layer: (N, 196) -> (N, 10).

    Parameters
    ----------
    width : int
        Hidden units.
    *extra : nn.Module
        Layers behind the ReLU, such as dropout.
    seed : int
        Of the first weights.

    Returns
    -------
    nn.Sequential

    Examples
    --------
    >>> sum(p.numel() for p in network(100, seed=0).parameters())
    20710
    """
    torch.manual_seed(seed)
    return nn.Sequential(nn.Linear(196, width), nn.ReLU(), *extra, nn.Linear(width, 10))


def fit(model, examples, weight_decay=0.0, steps=300):
    """Train by plain gradient descent, every step on all examples.

    Parameters
    ----------
    model : nn.Module
        Trained in place, and left in training mode.
    examples : Digits
    weight_decay : float
    steps : int

    Returns
    -------
    nn.Module
        The same model.

    Examples
    --------
    >>> digits = draw(load(), seed=0)["train"]
    >>> evaluate(fit(network(100, seed=0), digits, steps=20), [digits]).accuracy > 0.5
    True
    """
    images, labels = examples
    optimizer = torch.optim.SGD(model.parameters(), lr=LEARNING_RATE, weight_decay=weight_decay)
    model.train()
    for _ in range(steps):
        loss = cross_entropy(model(images), labels)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    return model


def scores(models, data, part):
    """Score each model on a part of its own digits.

    Parameters
    ----------
    models : sequence of nn.Module
    data : sequence of dict of str to Digits
        As `draw` returns them, one for each model.
    part : str

    Returns
    -------
    ndarray of shape (2, models)
        Losses, and accuracies in percent.

    Examples
    --------
    >>> scores([network(1, seed=0)], [draw(load(), seed=0)], "test").shape
    (2, 1)
    """
    found = [evaluate(model, [parts[part]]) for model, parts in zip(models, data, strict=True)]
    return np.array([(score.loss, 100 * score.accuracy) for score in found]).T


def spread(values):
    """Put mean and standard deviation of some numbers into words.

    Examples
    --------
    >>> spread(np.array([70.0, 72.0, 74.0]))
    ' 72.0 ± 2.0'
    """
    return f"{values.mean():5.1f} ± {values.std(ddof=1):.1f}"
