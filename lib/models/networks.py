"""The network that the lessons build up to."""

from collections import OrderedDict
from copy import deepcopy
from functools import partial
from math import log

import torch
from torch import nn

from lib.convolution import integer


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
        kept = torch.rand_like(x) >= self.p
        return x * kept / (1 - self.p or 1)


def multiply_adds(model, shape=(1, 28, 28)):
    """Count the multiplications, each with its addition, that one image costs.

    Every output of a convolution or of a linear layer is a sum of products, as many as a kernel
    has weights. All other layers count as nothing.

    Parameters
    ----------
    model : nn.Module
    shape : (int, int, int)
        (C, H, W) of the image.

    Returns
    -------
    dict of str to int
        By the names of the convolutions and linear layers.

    Examples
    --------
    >>> work = multiply_adds(deep_cnn())
    >>> work
    {'conv1': 627200, 'conv2': 10035200, 'fc1': 3211264, 'fc2': 10240}
    >>> sum(work.values())
    13883904
    """
    model = deepcopy(model).eval()  # so that batch normalisation does not learn from the zeros
    work = {}

    def count(name, layer, _, y):
        work[name] = work.get(name, 0) + layer.weight[0].numel() * y.numel()

    for name, layer in model.named_modules():
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            layer.register_forward_hook(partial(count, name))
    model(torch.zeros(1, *shape))
    return work


class Ensemble(nn.Module):
    """Several classifiers that vote: the mean of their probabilities, returned as its logarithm.

    Logarithms of probabilities are logits too (softmax gives the probabilities back), so that an
    ensemble can be used and scored like each of its members.

    Parameters
    ----------
    members : sequence of nn.Module
        Each takes the same images and returns logits (N, classes).

    Raises
    ------
    ValueError
        If there are no members.

    Examples
    --------
    >>> sure, unsure = nn.Linear(1, 2), nn.Linear(1, 2)
    >>> ensemble = Ensemble([sure, unsure])
    >>> probabilities = [member(torch.ones(1, 1)).softmax(dim=1) for member in (sure, unsure)]
    >>> torch.allclose(ensemble(torch.ones(1, 1)).softmax(dim=1), sum(probabilities) / 2)
    True
    """

    def __init__(self, members):
        super().__init__()
        self.members = nn.ModuleList(members)
        if not self.members:
            raise ValueError("members (=[]) must be one network at least")

    def forward(self, x):
        log_probabilities = [member(x).float().log_softmax(dim=-1) for member in self.members]
        return torch.stack(log_probabilities).logsumexp(dim=0) - log(len(self.members))


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


def slim_cnn(channels=(16, 24, 48, 48, 96)):
    """Build a network for handwritten digits that does less work for each of them.

    Its first convolution has stride 2, so that nothing is computed at the full 28 x 28. Every
    second one after it has stride 2 as well, which replaces pooling, and each is followed by batch
    normalisation. There is no hidden linear layer, where `deep_cnn` has 98 % of its weights.

    Parameters
    ----------
    channels : sequence of int
        The output channels of each convolution, five or six of them.

    Returns
    -------
    nn.Sequential
        Takes images (N, 1, 28, 28) and returns logits (N, 10).

    Raises
    ------
    ValueError
        If there are not five or six channels, or one is no positive integer.

    References
    ----------
    Ioffe and Szegedy, Batch normalization, arXiv:1502.03167. Springenberg et al., Striving for
    simplicity, arXiv:1412.6806.

    Examples
    --------
    >>> model = slim_cnn()
    >>> model(torch.ones(4, 1, 28, 28)).shape
    torch.Size([4, 10])
    >>> sum(parameter.numel() for parameter in model.parameters())
    92266
    """
    if len(channels) not in (5, 6):
        raise ValueError(f"channels (={channels}) must be five or six numbers")
    channels = [integer("channels", each, least=1) for each in channels]
    layers, size = [], {"in_channels": 1, "kernel_size": 5, "padding": 2}
    for number, out_channels in enumerate(channels, start=1):
        stride = 2 if number % 2 else 1  # 28 -> 14 -> 14 -> 7 -> 7 -> 4 (-> 4)
        # no bias: batch normalisation would subtract it again
        conv = nn.Conv2d(**size, out_channels=out_channels, stride=stride, bias=False)
        layers.append((f"conv{number}", conv))
        layers.append((f"norm{number}", nn.BatchNorm2d(out_channels)))
        layers.append((f"relu{number}", nn.ReLU()))
        size = {"in_channels": out_channels, "kernel_size": 3, "padding": 1}
    layers.append(("flatten", nn.Flatten()))  # (N, 16 * channels[-1])
    layers.append(("fc", nn.Linear(in_features=16 * channels[-1], out_features=10)))
    return nn.Sequential(OrderedDict(layers))
