"""Train a small CNN in one process or in several; the lesson "Beyond one machine" does both.

Usage: train_together.py DATA RESULT
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import torch
from torch import nn
from torch.utils.data import DataLoader, TensorDataset

from lib.training import History, parallel, train
from lib.training.shards import ShardedBatchSampler


def loader(images, labels, batch_size, shuffle, seed=0):
    sampler = ShardedBatchSampler(len(labels), batch_size, shuffle=shuffle, seed=seed)
    return DataLoader(TensorDataset(images, labels), batch_sampler=sampler)


def main(data, result):
    images, labels = torch.load(data, weights_only=True)
    torch.manual_seed(1)
    model = nn.Sequential(
        nn.Conv2d(in_channels=1, out_channels=8, kernel_size=5, stride=2),  # (N, 8, 12, 12)
        nn.ReLU(),
        nn.Flatten(),
        nn.Linear(in_features=1152, out_features=10),
    )
    history = train(
        model,
        num_epochs=3,
        train_dl=loader(images[:1000], labels[:1000], batch_size=64, shuffle=True),
        valid_dl=loader(images[1000:], labels[1000:], batch_size=64, shuffle=False),
        optimizer=torch.optim.Adam(model.parameters(), lr=0.003),
        callbacks=[parallel.Together()],
    )
    if parallel.rank() == 0:
        torch.save(history.state_dict(), result)


def launch(processes, images, labels):
    """Start this script in some processes, wait, and return the history that it saved."""
    torchrun = ["-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={processes}"]
    with TemporaryDirectory() as folder:
        data, result = Path(folder) / "data.pt", Path(folder) / "result.pt"
        torch.save((images, labels), data)
        command = [sys.executable, *(torchrun if processes > 1 else []), __file__, data, result]
        subprocess.run(command, check=True, capture_output=True)
        history = History()
        history.load_state_dict(torch.load(result, weights_only=True))
    return history


if __name__ == "__main__":
    with parallel.processes():
        main(*sys.argv[1:])
