"""What each process of a test does that `torchrun` starts: ``together.py SCENARIO FOLDER``."""

import os
import signal
import sys
import time
from pathlib import Path

import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader, TensorDataset

from lib.models import Dropout
from lib.training import Average, Checkpoint, Schedule, evaluate, parallel, train
from lib.training.shards import ShardedBatchSampler


def points(n):
    """Examples of two classes: x (n, 2), labels (n,)."""
    x = torch.randn(n, 2, generator=torch.Generator().manual_seed(1))
    return TensorDataset(x, (x[:, 0] > x[:, 1]).long())


def loader(n, batch_size=16, **settings):
    data = points(n)
    return DataLoader(data, batch_sampler=ShardedBatchSampler(n, batch_size, **settings))


def net(*between):
    torch.manual_seed(10 + parallel.rank())  # each its own: those of process 0 count
    return nn.Sequential(nn.Linear(2, 8), *between, nn.ReLU(), nn.Linear(8, 2))


def fit(model, train_dl, num_epochs=3, averaged=False, file=None, **settings):
    """Train with a schedule; return what came out."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5, momentum=0.9)
    scheduler = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.95)
    average = AveragedModel(model, use_buffers=True) if averaged else None
    callbacks = [parallel.Together(), Schedule(scheduler)]
    callbacks += [Average(average)] if averaged else []
    callbacks += [Checkpoint(file)] if file else []
    history = train(
        model,
        num_epochs,
        train_dl,
        loader(21, 8),  # 21 = 2 * 8 + 5: the last batch gives 3 and 2 examples to two processes
        optimizer=optimizer,
        callbacks=callbacks,
        **settings,
    )
    judged = model if average is None else average
    # the state is copied, since the model may be trained further
    state = {name: value.clone() for name, value in judged.state_dict().items()}
    return {"history": history.state_dict(), "state": state}


def noisy(file=None, **settings):
    """A training with dropout and batch normalisation, of which only the seeds are the same."""
    model = net(nn.BatchNorm1d(8), Dropout(0.3))
    train_dl = loader(64, shuffle=True)
    return fit(model, train_dl, num_epochs=4, averaged=True, file=file, **settings)


def shared_errors(folder):
    """Faults of process 0, or of one loader, of which every process has to hear."""
    messages = []
    (folder / "damaged.pt").write_bytes(b"?")
    for call in (
        lambda: fit(net(), loader(17)),  # the last batch has one example
        lambda: fit(net(), loader(16), file=folder / "damaged.pt"),
        lambda: fit(net(), loader(16), loss_fn=infinite_in_the_last),
        lambda: train(net(), 1, loader(16), loader(16)),
    ):
        try:
            call()
        except (ValueError, FloatingPointError) as error:
            messages.append(f"{type(error).__name__}: {error}")
    return messages


def infinite_in_the_last(logits, labels):
    last = parallel.rank() == parallel.size() - 1
    return nn.functional.cross_entropy(logits, labels) * (torch.inf if last else 1)


def all_results(folder):
    """Everything that is compared with one process, and between processes."""
    model = net()
    even = fit(model, loader(64, shuffle=True, seed=3))
    again = fit(model, loader(64, shuffle=True, seed=3))  # goes on with the same model
    return {
        "even": even,
        "again": again,
        "uneven": fit(net(), loader(61, shuffle=True)),  # the last of 4 batches has 13 examples
        "average": fit(net(), loader(64), averaged=True),
        "unsharded": fit(net(), DataLoader(points(64), 16)),
        "batch norm": fit(net(nn.BatchNorm1d(8)), loader(64), num_epochs=1),
        "noisy": noisy(),
        "total": parallel.total([2.0**24 + 1]),  # more digits than float32 has
        "score": tuple(evaluate(nn.Identity(), loader(3, 2))),  # one has one batch, one has two
    }


def fail(how, folder):
    """Make the last process fail at the tenth batch, once, after noting its steps in a file."""
    calls = iter(range(1000))

    def loss_fn(logits, labels):
        if torch.is_grad_enabled() and (steps := next(calls)) == 9 and parallel.rank() == 1:
            (folder / "steps.txt").write_text(str(steps))
            if how == "hangs":
                time.sleep(3600)
            os.kill(os.getpid(), signal.SIGKILL)
        return nn.functional.cross_entropy(logits, labels)

    return loss_fn


def meet(folder):
    """Wait until both processes are here, so that to start takes nothing of a short timeout."""
    (folder / f"{os.environ['RANK']} is here").touch()
    while len(list(folder.glob("* is here"))) < 2:
        time.sleep(0.05)


def main(scenario, folder):
    folder = Path(folder)
    torch.set_num_threads(1)
    if scenario == "hangs":
        meet(folder)
    with parallel.processes(timeout=10 if scenario == "hangs" else 600):
        if scenario == "results":
            result = all_results(folder) | {"errors": shared_errors(folder)}
        else:
            first = os.environ["TORCHELASTIC_RESTART_COUNT"] == "0"
            faults = {"loss_fn": fail(scenario, folder)} if first else {}
            result = noisy(folder / "it.pt", **faults)
        rank = parallel.rank()
    result["is left"] = not torch.distributed.is_initialized()
    torch.save(result, folder / f"{rank}.pt")


if __name__ == "__main__":
    main(*sys.argv[1:])
