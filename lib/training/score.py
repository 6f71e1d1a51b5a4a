"""Scoring a classifier, on whichever device it is."""

from contextlib import contextmanager

import torch
from torch.nn.functional import cross_entropy

from lib.training import distributed
from lib.training.history import Tally


def evaluate(model, dl, *, loss_fn=cross_entropy, device=None, precision=None):
    """Score a classifier in eval mode, without gradients, one batch at a time.

    Under `torchrun` every process calls it with its own share of the examples, and gets the score
    of all; see `lib.training.distributed`.

    Parameters
    ----------
    model : nn.Module
        Takes images (N, ...) and returns logits (N, classes). Afterwards its layers are in the
        mode, train or eval, in which they were before.
    dl : DataLoader
        Batches of (images, labels).
    loss_fn, device, precision
        As for `lib.training.train`.

    Returns
    -------
    Score
        Averaged over examples, so that a small last batch counts for no more than it holds.

    Raises
    ------
    ValueError
        If `dl` has no batch, or the precision is another.

    Examples
    --------
    >>> logits, labels = torch.tensor([[0.0, 9.0], [0.0, 9.0]]), torch.tensor([1, 0])
    >>> evaluate(torch.nn.Identity(), [(logits, labels)]).accuracy
    0.5
    """
    require_batches("dl", dl)
    require_precision(precision)
    device = place(model, device)
    tally = Tally()
    with _eval_mode(model), torch.inference_mode():
        for images, labels in dl:
            images, labels = images.to(device), labels.to(device)
            logits = predict(model, images, precision)
            tally += Tally.of(loss_fn(logits, labels), logits, labels)
    return distributed.total(tally).score()


def predict(model, images, precision=None):
    """Run a model, with matrix products in another precision if one is given.

    Returns
    -------
    torch.Tensor
        The logits, float32.

    Examples
    --------
    >>> predict(torch.nn.Linear(3, 2), torch.ones(4, 3), torch.bfloat16).dtype
    torch.float32
    """
    if precision is None:
        return model(images)
    with torch.autocast(images.device.type, precision):
        return model(images).float()


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


def place(model, device):
    """Move a model to a device, if one is given, and return where it is."""
    if device is not None:
        model.to(device)
    return next((parameter.device for parameter in model.parameters()), torch.device("cpu"))


def require_batches(name, dl):
    """Raise a ValueError if a loader has no batch."""
    if len(dl) == 0:
        raise ValueError(f"{name} (of length 0) must have at least one batch")


def require_precision(precision):
    """Raise a ValueError if a precision is not one that `predict` offers."""
    if precision not in (None, torch.bfloat16):  # float16 would need its gradients scaled
        raise ValueError(f"precision (={precision}) must be torch.bfloat16 or None")


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
