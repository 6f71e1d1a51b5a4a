"""The network that the lessons build up to."""

from collections import OrderedDict

import torch
from torch import nn


class Dropout(nn.Dropout):
    """`torch.nn.Dropout` with masks that one seed makes the same on every processor.

    PyTorch's own layer draws them with another generator on Intel's processors than elsewhere
    (pytorch issues 94388 and 121595), so that a lesson's losses would depend on who runs it.

    Parameters
    ----------
    p : float
        Probability of dropping an element in training; the others are scaled by 1 / (1 - p).

    Examples
    --------
    >>> Dropout(p=0.5).eval()(torch.ones(3))
    tensor([1., 1., 1.])
    """

    def forward(self, x):
        if not self.training:
            return x
        return x * (torch.rand_like(x) >= self.p) / (1 - self.p)


def deep_cnn():
    """Build the deep CNN for handwritten digits: two convolutions, then two linear layers.

    The weights are drawn from torch's global random numbers: call `torch.manual_seed` first to get
    the same network again.

    Returns
    -------
    nn.Sequential
        Takes images (N, 1, 28, 28) and returns logits (N, 10); softmax belongs to the loss. It has
        3,274,634 parameters, and its dropout is active until you call ``.eval()``.

    Examples
    --------
    >>> import torch
    >>> model = deep_cnn()
    >>> model(torch.ones(4, 1, 28, 28)).shape
    torch.Size([4, 10])
    >>> model[:6](torch.ones(4, 1, 28, 28)).shape  # up to and including pool2
    torch.Size([4, 64, 7, 7])
    """
    layers = [  # each comment gives the shape after the layer
        ("conv1", nn.Conv2d(in_channels=1, out_channels=32, kernel_size=5, padding=2)),
        ("relu1", nn.ReLU()),  # (N, 32, 28, 28)
        ("pool1", nn.MaxPool2d(kernel_size=2)),  # (N, 32, 14, 14)
        ("conv2", nn.Conv2d(in_channels=32, out_channels=64, kernel_size=5, padding=2)),
        ("relu2", nn.ReLU()),  # (N, 64, 14, 14)
        ("pool2", nn.MaxPool2d(kernel_size=2)),  # (N, 64, 7, 7)
        ("flatten", nn.Flatten()),  # (N, 3136)
        ("fc1", nn.Linear(in_features=3136, out_features=1024)),
        ("relu3", nn.ReLU()),  # (N, 1024)
        ("dropout", Dropout(p=0.5)),
        ("fc2", nn.Linear(in_features=1024, out_features=10)),  # (N, 10), the logits
    ]
    return nn.Sequential(OrderedDict(layers))
