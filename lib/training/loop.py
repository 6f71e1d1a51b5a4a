"""Training a classifier: the loop that the lesson "A deep CNN for handwritten digits" builds."""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import isfinite

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader
from tqdm import tqdm

from lib.convolution import integer
from lib.training import parallel
from lib.training.callbacks import Callback
from lib.training.checkpoint import Checkpoint
from lib.training.device import batches_on, place
from lib.training.history import History
from lib.training.score import Tally, evaluate, require_batches


@dataclass
class Training:
    """All that a training works with, for the callbacks that attach to it.

    `judged` is what is validated and to be used afterwards: the model itself, unless a callback
    puts another in its place.
    """

    model: nn.Module
    optimizer: torch.optim.Optimizer
    num_epochs: int
    train_dl: DataLoader
    valid_dl: DataLoader
    callbacks: Sequence[Callback] = ()
    history: History = field(default_factory=History)
    judged: nn.Module = field(init=False)

    def __post_init__(self):
        self.judged = self.model


def train(
    model,
    num_epochs,
    train_dl,
    valid_dl,
    *,
    loss_fn=cross_entropy,
    optimizer=None,
    device=None,
    callbacks=(),
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
        Batches of (images, labels) to learn from, and to score after each epoch. Anything that
        has a length and can be gone through once an epoch will do, say a list of batches. What
        shuffles by the number of the epoch (`set_epoch`) is told it.
    loss_fn : callable
        Takes logits and labels, returns the MEAN loss of the batch, a tensor of one number.
    optimizer : torch.optim.Optimizer, optional
        Of the parameters of the model, or of some of them. By default Adam with a learning rate of
        0.001 for all.
    device : torch.device or str, optional
        Where to compute; the model moves there and stays. By default where the model already is.
    callbacks : iterable of Callback
        What attaches to the training: a `Schedule`, an `Average`, a `Checkpoint`, several processes
        (`lib.training.parallel.Together`), or one of your own; at most one of a kind.
        They are called in their order, but a `Checkpoint` after all others, whose parts it keeps.

    Returns
    -------
    History
        The scores of each epoch. Those of training are taken as the epoch runs, with dropout
        active and weights that still change; those of validation at its end.

    Raises
    ------
    ValueError
        If `num_epochs` is not a positive integer, a loader has no length or no batch, there is
        nothing to train, the optimizer has parameters of another model, a callback does not fit,
        or `loss_fn` returns something else.
    FloatingPointError
        If the loss of a batch becomes nan or infinite; the first one is named. On a CPU no step is
        taken from it. From a GPU losses are read every 50 batches: by then steps have been taken,
        and the weights are lost. A checkpoint keeps those of the epoch before.

    Examples
    --------
    >>> _ = torch.manual_seed(1)
    >>> x = torch.randn(100, 2)
    >>> dl = [(x, (x[:, 0] > x[:, 1]).long())]  # one batch of two classes
    >>> history = train(torch.nn.Linear(2, 2), 30, dl, dl)
    >>> history.train_loss[0] > history.train_loss[-1]
    True
    """
    training = _prepare(model, num_epochs, train_dl, valid_dl, optimizer, device, callbacks)
    for epoch in range(len(training.history.seconds) + 1, training.num_epochs + 1):
        start = time.perf_counter()
        learned = _train_one_epoch(training, loss_fn, epoch)
        for callback in training.callbacks:
            callback.before_validation()
        valid = evaluate(training.judged, valid_dl, loss_fn=loss_fn)
        _require_finite(valid.loss, f"epoch {epoch}, validation after batch {len(train_dl)}")
        training.history.append(learned, valid, time.perf_counter() - start)
        for callback in training.callbacks:
            callback.after_epoch()
    model.eval()
    training.judged.eval()
    return training.history


def _train_one_epoch(training, loss_fn, epoch):
    """Take a step after each batch; return the score of the epoch."""
    model, optimizer = training.model, training.optimizer
    model.train()
    tally = _Watch(epoch)
    for images, labels in _batches(training, epoch):
        logits = model(images)
        loss = loss_fn(logits, labels)
        tally.add(loss, logits, labels)
        optimizer.zero_grad()
        loss.backward()
        for callback in training.callbacks:
            callback.before_step(len(labels))
        optimizer.step()
        for callback in training.callbacks:
            callback.after_step()
    return tally.score()


class _Watch(Tally):
    """The tally of an epoch, which stops the training when a loss is no number any more."""

    def __init__(self, epoch):
        super().__init__()
        self.epoch, self.batch = epoch, 0

    def read(self):
        losses = super().read()
        for loss in parallel.total(losses):  # all processes stop if one has to
            self.batch += 1
            _require_finite(loss, f"epoch {self.epoch}, batch {self.batch}")
        return losses


def _batches(training, epoch):
    """Tell samplers that shuffle by the epoch its number; let process 0 alone show a bar."""
    dl = training.train_dl
    for part in (dl, getattr(dl, "sampler", None), getattr(dl, "batch_sampler", None)):
        if hasattr(part, "set_epoch"):
            part.set_epoch(epoch)
    if parallel.rank() == 0:
        dl = tqdm(dl, desc=f"epoch {epoch}/{training.num_epochs}", unit="batch", leave=False)
    return batches_on(place(training.model, None), dl)


def _prepare(model, num_epochs, train_dl, valid_dl, optimizer, device, callbacks):
    """Check that all fits, and bring it together."""
    num_epochs = integer("num_epochs", num_epochs, least=1)
    require_batches("train_dl", train_dl)
    require_batches("valid_dl", valid_dl)
    _require_something_to_train(model, optimizer)
    callbacks = sorted(callbacks, key=lambda callback: isinstance(callback, Checkpoint))
    _require_callbacks(callbacks)
    place(model, device)
    optimizer = optimizer or torch.optim.Adam(model.parameters(), lr=0.001)
    training = Training(model, optimizer, num_epochs, train_dl, valid_dl, callbacks)
    for callback in callbacks:
        callback.before_training(training)
    return training


def _require_callbacks(callbacks):
    kinds = [type(callback) for callback in callbacks]
    names = [kind.__name__ for kind in kinds]
    if not all(issubclass(kind, Callback) for kind in kinds) or len(set(kinds)) < len(kinds):
        raise ValueError(f"callbacks (={names}) must be a Callback each, at most one of a kind")
    if parallel.size() > 1 and parallel.Together not in kinds:
        raise ValueError(
            f"callbacks (={names}) must include Together, since {parallel.size()} processes train"
        )


def _require_something_to_train(model, optimizer):
    given = own = list(model.parameters())
    if optimizer is not None:
        given = [parameter for group in optimizer.param_groups for parameter in group["params"]]
    foreign = len({*map(id, given)} - {*map(id, own)})
    if foreign:
        raise ValueError(
            f"optimizer must be one of the model: {foreign} of its {len(given)} parameters are "
            "not the model's"
        )
    if not any(parameter.requires_grad for parameter in given):
        name, owner = ("model", model) if optimizer is None else ("optimizer", optimizer)
        raise ValueError(f"{name} (={owner}) must have a parameter that requires a gradient")


def _require_finite(loss, moment):
    if not isfinite(loss):
        raise FloatingPointError(
            f"loss is {loss} at {moment}: try a smaller learning rate, and look for nan or "
            "infinity in the images"
        )
