"""Training a classifier, scoring it, and remembering how it went."""

import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from math import isfinite
from numbers import Integral
from typing import NamedTuple

import torch
from torch.nn.functional import cross_entropy
from tqdm import tqdm


class Score(NamedTuple):
    """The mean loss of an example, and the share of examples that were classified rightly."""

    loss: float
    accuracy: float


@dataclass
class History:
    """What happened in each epoch: a list per quantity; `print` shows them as a table.

    `seconds`, what each epoch cost, is left out of the table and of comparisons with ``==``, since
    it alone differs between two runs with one seed.

    Examples
    --------
    >>> print(History([1.5, 0.5], [0.6, 0.9], [1.0, 0.75], [0.7, 0.8], [3.1, 3.0]))
    epoch  train loss  valid loss  train accuracy  valid accuracy
        1      1.5000      1.0000          0.6000          0.7000
        2      0.5000      0.7500          0.9000          0.8000
    """

    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    valid_loss: list[float] = field(default_factory=list)
    valid_accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list, repr=False, compare=False)

    def append(self, train, valid, seconds):
        """Add an epoch: its two scores and what it cost."""
        self.train_loss.append(train.loss)
        self.train_accuracy.append(train.accuracy)
        self.valid_loss.append(valid.loss)
        self.valid_accuracy.append(valid.accuracy)
        self.seconds.append(seconds)

    def __str__(self):
        columns = {
            "train loss": self.train_loss,
            "valid loss": self.valid_loss,
            "train accuracy": self.train_accuracy,
            "valid accuracy": self.valid_accuracy,
        }
        lines = ["  ".join(["epoch", *columns])]
        for epoch, values in enumerate(zip(*columns.values(), strict=True), start=1):
            cells = [f"{value:{len(name)}.4f}" for name, value in zip(columns, values, strict=True)]
            lines.append("  ".join([f"{epoch:5}", *cells]))
        return "\n".join(lines)


def train(
    model, num_epochs, train_dl, valid_dl, *, loss_fn=cross_entropy, optimizer=None, device=None
):
    """Train a classifier, and validate it after every epoch.

    A progress bar is written to stderr and wiped away; ``TQDM_DISABLE=1`` in the environment turns
    it off.

    Parameters
    ----------
    model : nn.Module
        Takes images (N, ...) and returns logits (N, classes). It is trained in place and left in
        eval mode, ready to predict.
    num_epochs : int
        How often to go through `train_dl`, at least once.
    train_dl, valid_dl : DataLoader
        Batches of (images, labels) to learn from, and to score after each epoch.
    loss_fn : callable
        Takes logits and labels, returns the MEAN loss of the batch.
    optimizer : torch.optim.Optimizer, optional
        By default Adam with a learning rate of 0.001 for all parameters of the model.
    device : torch.device or str, optional
        Where to compute; the model moves there and stays. By default where the model already is.

    Returns
    -------
    History
        The scores of each epoch. Those of training are taken as the epoch runs, with dropout
        active and weights that still change; those of validation at its end.

    Raises
    ------
    ValueError
        If `num_epochs` is not a positive integer, or there is no batch to train on or to score.
    FloatingPointError
        If a loss becomes nan or infinite; no step is taken from it.

    Examples
    --------
    >>> _ = torch.manual_seed(1)
    >>> x = torch.randn(100, 2)
    >>> dl = [(x, (x[:, 0] > x[:, 1]).long())]  # one batch of two classes
    >>> history = train(torch.nn.Linear(2, 2), 30, dl, dl)
    >>> history.train_loss[0] > history.train_loss[-1]
    True
    """
    if not isinstance(num_epochs, Integral) or num_epochs < 1:
        raise ValueError(f"num_epochs (={num_epochs}) must be a positive integer")
    _require_batches("train_dl", train_dl)
    _require_batches("valid_dl", valid_dl)
    device = _place(model, device)
    optimizer = optimizer or torch.optim.Adam(model.parameters(), lr=0.001)

    history = History()
    for epoch in range(1, num_epochs + 1):
        start = time.perf_counter()
        model.train()
        running = _Average()
        bar = tqdm(train_dl, desc=f"epoch {epoch}/{num_epochs}", unit="batch", leave=False)
        for batch, (images, labels) in enumerate(bar, start=1):
            images, labels = images.to(device), labels.to(device)
            logits = model(images)
            loss = loss_fn(logits, labels)
            _require_finite(loss.item(), f"epoch {epoch}, batch {batch}")
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            running.add(loss, logits, labels)
        valid = evaluate(model, valid_dl, loss_fn=loss_fn)
        _require_finite(valid.loss, f"epoch {epoch}, validation after batch {batch}")
        history.append(running.score(), valid, time.perf_counter() - start)
    model.eval()
    return history


def evaluate(model, dl, *, loss_fn=cross_entropy, device=None):
    """Score a classifier in eval mode, without gradients, one batch at a time.

    Parameters
    ----------
    model : nn.Module
        Takes images (N, ...) and returns logits (N, classes). Afterwards its layers are in the
        mode, train or eval, in which they were before.
    dl : DataLoader
        Batches of (images, labels).
    loss_fn, device
        As for `train`.

    Returns
    -------
    Score
        Averaged over examples, so that a small last batch counts for no more than it holds.

    Raises
    ------
    ValueError
        If `dl` has no batch.

    Examples
    --------
    >>> logits, labels = torch.tensor([[0.0, 9.0], [0.0, 9.0]]), torch.tensor([1, 0])
    >>> evaluate(torch.nn.Identity(), [(logits, labels)]).accuracy
    0.5
    """
    _require_batches("dl", dl)
    device = _place(model, device)
    average = _Average()
    with _eval_mode(model), torch.inference_mode():
        for images, labels in dl:
            images, labels = images.to(device), labels.to(device)
            logits = model(images)
            average.add(loss_fn(logits, labels), logits, labels)
    return average.score()


def choose_device():
    """Return the fastest torch device of this machine: a GPU by CUDA or MPS, or else the CPU.

    Examples
    --------
    >>> choose_device().type in {"cuda", "mps", "cpu"}
    True
    """
    if torch.cuda.is_available():
        return torch.device("cuda")
    return torch.device("mps" if torch.backends.mps.is_available() else "cpu")


class _Average:
    """Averages over examples, where batches differ in size."""

    def __init__(self):
        self.loss = self.correct = self.count = 0

    def add(self, loss, logits, labels):
        self.loss += loss.item() * len(labels)
        self.correct += (logits.argmax(dim=1) == labels).sum().item()
        self.count += len(labels)

    def score(self):
        return Score(self.loss / self.count, self.correct / self.count)


@contextmanager
def _eval_mode(model):
    """Put every layer in eval mode, and each back into its own mode afterwards."""
    modes = [(layer, layer.training) for layer in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for layer, mode in modes:
            layer.training = mode


def _place(model, device):
    """Move the model to a device, if one is given, and return where it is."""
    if device is not None:
        model.to(device)
    return next((parameter.device for parameter in model.parameters()), torch.device("cpu"))


def _require_batches(name, dl):
    if len(dl) == 0:
        raise ValueError(f"{name} (of length 0) must have at least one batch")


def _require_finite(loss, moment):
    if not isfinite(loss):
        raise FloatingPointError(
            f"loss is {loss} at {moment}: try a smaller learning rate, and look for nan or "
            "infinity in the images"
        )
