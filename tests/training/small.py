"""Examples of two classes that a line tells apart, and models small enough to follow."""

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset


def points(n=60, seed=1):
    """Two classes that a line tells apart: x (n, 2), labels (n,)."""
    x = torch.randn(n, 2, generator=torch.Generator().manual_seed(seed))
    return x, (x[:, 0] > x[:, 1]).long()


def loader(n=60, batch_size=16):
    return DataLoader(TensorDataset(*points(n)), batch_size)


def linear(seed=1):
    torch.manual_seed(seed)
    return nn.Linear(2, 2)


def weights_of(model):
    return torch.cat([parameter.detach().flatten().clone() for parameter in model.parameters()])


class Spy(nn.Module):
    """Passes its input on, and notes how it was called."""

    def __init__(self):
        super().__init__()
        self.modes, self.gradients, self.sizes = [], [], []

    def forward(self, x):
        self.modes.append(self.training)
        self.gradients.append(torch.is_grad_enabled())
        self.sizes.append(len(x))
        return x
