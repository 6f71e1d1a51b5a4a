"""Half the bits for most of the arithmetic."""

import torch
from torch import nn


class Bfloat16(nn.Module):
    """A model whose convolutions and matrix products run in bfloat16 (`torch.autocast`).

    Many processors do them faster so; measure it, since others are slower. Weights stay float32,
    and so do the logits that come out, and with them the loss. Train it or score it like any model;
    the weights are those of the model that it was made of.

    Parameters
    ----------
    model : nn.Module
        Takes images (N, ...) and returns logits (N, classes). It stays available as `model`.

    Raises
    ------
    ValueError
        When it is called, if the images are neither float32 nor bfloat16.

    Examples
    --------
    >>> exact = nn.Linear(3, 2)
    >>> logits = Bfloat16(exact)(torch.ones(4, 3))
    >>> logits.dtype, bool((logits - exact(torch.ones(4, 3))).abs().max() < 0.02)
    (torch.float32, True)
    """

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, images):
        if images.dtype not in (torch.float32, torch.bfloat16):  # others are not cast
            raise ValueError(f"images (of type {images.dtype}) must be float32 or bfloat16")
        with torch.autocast(images.device.type, torch.bfloat16):
            return self.model(images).float()
