"""Where a model computes, and how its batches get there."""

import torch


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


def batches_on(device, dl):
    """Go through the batches of a loader, each moved to a device.

    Examples
    --------
    >>> [(images, labels)] = batches_on("cpu", [(torch.zeros(3, 2), torch.zeros(3))])
    >>> images.shape, labels.shape
    (torch.Size([3, 2]), torch.Size([3]))
    """
    for images, labels in dl:
        yield images.to(device), labels.to(device)
