"""Training a classifier."""

import time
from math import isfinite
from numbers import Integral

import torch
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import LRScheduler, ReduceLROnPlateau
from torch.optim.swa_utils import AveragedModel
from tqdm import tqdm

from lib.training import distributed
from lib.training.checkpoint import Checkpoint
from lib.training.history import History, Tally
from lib.training.score import (
    evaluate,
    place,
    predict,
    require_batches,
    require_precision,
)


def train(
    model,
    num_epochs,
    train_dl,
    valid_dl,
    *,
    loss_fn=cross_entropy,
    optimizer=None,
    device=None,
    scheduler=None,
    average=None,
    precision=None,
    checkpoint=None,
):
    """Train a classifier, and validate it after every epoch.

    A progress bar is written to stderr and wiped away; ``TQDM_DISABLE=1`` in the environment turns
    it off.

    The same call works in each of several processes that `torchrun` started, see
    `lib.training.distributed`. Each brings its own share of every batch; gradients, losses and
    accuracies are averaged over the examples of all, and all begin with the weights of process 0.
    Batch normalisation takes its statistics from each share alone; those of process 0 count. Give
    each process a seed of its own, or all will drop out the same units.

    Parameters
    ----------
    model : nn.Module
        Takes images (N, ...) and returns logits (N, classes). It is trained in place and left in
        eval mode, ready to predict.
    num_epochs : int
        How often to go through `train_dl`, at least once.
    train_dl, valid_dl : DataLoader
        Batches of (images, labels) to learn from, and to score after each epoch. Anything that
        has a length and can be gone through once an epoch will do, say a list of batches.
    loss_fn : callable
        Takes logits and labels, returns the MEAN loss of the batch.
    optimizer : torch.optim.Optimizer, optional
        By default Adam with a learning rate of 0.001 for all parameters of the model.
    device : torch.device or str, optional
        Where to compute; the model moves there and stays. By default where the model already is.
    scheduler : torch.optim.lr_scheduler.LRScheduler, optional
        Changes the learning rate of `optimizer`; it takes a step after EVERY batch.
    average : torch.optim.swa_utils.AveragedModel, optional
        Averages the weights of `model`, of which it was made, after every step. It is then what is
        validated, left in eval mode and to be used afterwards, in place of `model`. A model with
        batch normalisation needs ``AveragedModel(model, use_buffers=True)``.
    precision : torch.dtype, optional
        ``torch.bfloat16`` runs convolutions and matrix products in it (`torch.autocast`), which
        many processors do faster. Weights and the loss stay float32.
    checkpoint : path, optional
        A file to write after every epoch, see `lib.training.checkpoint`. If it is there already,
        training goes on after its last epoch, and ends as it would have without the interruption.
        The call has to be the same as the one that wrote it.

    Returns
    -------
    History
        The scores of each epoch. Those of training are taken as the epoch runs, with dropout
        active and weights that still change; those of validation at its end.

    Raises
    ------
    ValueError
        If `num_epochs` is not a positive integer, there is no batch to train on or to score, the
        scheduler is not one of `optimizer`, the average not one of `model`, the precision another,
        or the checkpoint damaged or of another training.
    FloatingPointError
        If the loss of a batch becomes nan or infinite; no step is taken from it.

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
    require_batches("train_dl", train_dl)
    require_batches("valid_dl", valid_dl)
    _require_equal_shares(train_dl)
    require_precision(precision)
    if scheduler is not None:
        _require_scheduler(scheduler, optimizer)
    if average is not None:
        _require_average(average, model)
    device = place(model, device)
    optimizer = optimizer or torch.optim.Adam(model.parameters(), lr=0.001)
    judged = model if average is None else average.to(device)

    history = History()
    if checkpoint is not None:
        parts = {"model": model, "optimizer": optimizer, "scheduler": scheduler}
        parts |= {"average": average, "history": history}
        loaders = {"train_dl": train_dl, "valid_dl": valid_dl}
        saved = Checkpoint(
            checkpoint, device, loaders, parts, num_epochs=num_epochs, precision=precision
        )
        saved.resume()

    parallel = distributed.parallel(model)
    for epoch in range(len(history.seconds) + 1, num_epochs + 1):
        start = time.perf_counter()
        model.train()
        running = Tally()
        for batch, (images, labels) in enumerate(_epoch(train_dl, epoch, num_epochs), start=1):
            images, labels = images.to(device), labels.to(device)
            logits = predict(parallel, images, precision)
            loss = loss_fn(logits, labels)
            tally = distributed.total(Tally.of(loss, logits, labels))
            running += tally
            _require_finite(tally.score().loss, f"epoch {epoch}, batch {batch}")
            share = distributed.size() * len(labels) / tally.count  # 1 if all have as many
            optimizer.zero_grad()
            (share * loss).backward()
            optimizer.step()
            if scheduler is not None:
                scheduler.step()
            if average is not None:
                average.update_parameters(model)
        distributed.share_buffers(judged)
        valid = evaluate(judged, valid_dl, loss_fn=loss_fn, precision=precision)
        _require_finite(valid.loss, f"epoch {epoch}, validation after batch {batch}")
        history.append(running.score(), valid, time.perf_counter() - start)
        if checkpoint is not None:
            saved.save()
    model.eval()
    judged.eval()
    return history


def _epoch(dl, epoch, num_epochs):
    """Begin an epoch: tell samplers that shuffle by its number, and let process 0 show a bar."""
    for part in (dl, getattr(dl, "sampler", None), getattr(dl, "batch_sampler", None)):
        if hasattr(part, "set_epoch"):
            part.set_epoch(epoch)
    if distributed.rank() > 0:
        return dl
    return tqdm(dl, desc=f"epoch {epoch}/{num_epochs}", unit="batch", leave=False)


def _require_equal_shares(train_dl):
    batches = distributed.gather(len(train_dl))
    if len(set(batches)) > 1:
        raise ValueError(f"train_dl must have as many batches in every process, not {batches}")


def _require_scheduler(scheduler, optimizer):
    if not isinstance(scheduler, LRScheduler) or isinstance(scheduler, ReduceLROnPlateau):
        raise ValueError(
            f"scheduler (={scheduler}) must be an LRScheduler that takes a step after every batch"
        )
    if scheduler.optimizer is not optimizer:
        raise ValueError(f"scheduler (={scheduler}) must be one of the optimizer that is given")


def _require_average(average, model):
    if not isinstance(average, AveragedModel):
        raise ValueError(f"average (={average}) must be an AveragedModel")
    shapes, expected = (
        {name: value.shape for name, value in one.state_dict().items()}
        for one in (average.module, model)
    )
    if shapes != expected:
        raise ValueError(f"average (of {average.module}) must be made of the model (={model})")


def _require_finite(loss, moment):
    if not isfinite(loss):
        raise FloatingPointError(
            f"loss is {loss} at {moment}: try a smaller learning rate, and look for nan or "
            "infinity in the images"
        )
