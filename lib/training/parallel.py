"""One training in several processes, started by `torchrun`: who is who, and what they share.

A script becomes one of them by ``with parallel.processes():``, and a training by
``train(..., callbacks=[parallel.Together()])``. Without `torchrun` there is one process, number 0
of 1, and everything here works just the same.
"""

import os
from contextlib import contextmanager
from datetime import timedelta

import torch
import torch.distributed as dist

from lib.training.callbacks import Callback, require_shapes


@contextmanager
def processes(timeout=600):
    """Join the processes that `torchrun` started, and leave them at the end.

    They talk through gloo, and through nccl about tensors on GPUs if there is a GPU for each
    process, which is then the one that ``"cuda"`` means. Where `torchrun` is to start them again
    after a failure (``--max-restarts``), set ``TORCH_DISABLE_SHARE_RDZV_TCP_STORE=1``, or they may
    look for each other at their old addresses (pytorch issue 135712).

    Parameters
    ----------
    timeout : float
        Seconds to wait for the others before giving up.

    Raises
    ------
    ConnectionError
        If another process has stopped, or is silent for longer than `timeout`. So does everything
        in this module that exchanges something.

    Examples
    --------
    >>> with processes():
    ...     print(f"process {rank()} of {size()}")
    process 0 of 1
    """
    if "LOCAL_RANK" not in os.environ:  # not started by torchrun
        yield
        return
    backend = "gloo"
    if torch.cuda.is_available() and torch.cuda.device_count() >= _setting("LOCAL_WORLD_SIZE"):
        torch.cuda.set_device(_setting("LOCAL_RANK"))
        backend = "cpu:gloo,cuda:nccl"
    with _exchange():
        dist.init_process_group(backend, timeout=timedelta(seconds=timeout))
    try:
        yield
    finally:
        dist.destroy_process_group()


def rank():
    """Return the number of this process, counted from 0 on."""
    return dist.get_rank() if _together() else 0


def size():
    """Return the number of processes."""
    return dist.get_world_size() if _together() else 1


def total(numbers):
    """Add up lists of numbers, one for each process, place by place; each gets the sums.

    Examples
    --------
    >>> total([1.5, 2])
    [1.5, 2]
    """
    if not _together():
        return numbers
    sums = torch.tensor(numbers, dtype=torch.float64)
    with _exchange():
        dist.all_reduce(sums)
    return sums.tolist()


def gather(value):
    """Return the list of the values of all processes, to each of them.

    Examples
    --------
    >>> gather("mine")
    ['mine']
    """
    values = [value]
    if _together():
        values *= size()
        with _exchange():
            dist.all_gather_object(values, value)
    return values


def from_first(function):
    """Call a function in process 0 alone; its result, or its error, becomes that of all.

    Examples
    --------
    >>> from_first(lambda: 6 * 7)
    42
    """
    if not _together():
        return function()
    result = error = None
    if rank() == 0:
        try:
            result = function()
        except Exception as failure:  # all have to hear of it, or they would wait for ever
            error = failure
    answer = [result, error]
    with _exchange():
        dist.broadcast_object_list(answer)
    if answer[1] is not None:
        raise answer[1]
    return answer[0]


class Together(Callback):
    """Lets the processes that `torchrun` started train one model.

    Each brings its own share of every batch, say by a `lib.training.shards.ShardedBatchSampler`.
    All begin with the weights of process 0 and take the same steps, along the mean gradient of the
    examples of all, so that losses are those of one process with the whole batches. All have to use
    the same parameters in each step.

    Batch normalisation takes its statistics from each share alone; those of process 0 are used
    afterwards. Give each process a seed of its own, or all will drop out the same units.

    Raises
    ------
    ValueError
        As the training begins, if a process has more batches than another.

    Examples
    --------
    >>> from lib.training import train
    >>> dl = [(torch.zeros(4, 2), torch.zeros(4, dtype=torch.long))]
    >>> train(torch.nn.Linear(2, 1), 1, dl, dl, callbacks=[Together()]).valid_accuracy
    [1.0]
    """

    def before_training(self, training):
        batches = gather(len(training.train_dl))
        if len(set(batches)) > 1:
            raise ValueError(f"train_dl must have as many batches in every process, not {batches}")
        require_shapes(training.model)
        self.training = training
        _share(training.model.parameters())
        _share(training.model.buffers())

    def before_step(self, examples):
        if not _together():
            return
        parameters = self.training.model.parameters()
        gradients = [each.grad for each in parameters if each.grad is not None]
        count = torch.tensor([examples], dtype=torch.float32, device=gradients[0].device)
        sums = torch.cat([*(examples * gradient.flatten() for gradient in gradients), count])
        with _exchange():
            dist.all_reduce(sums)
        mean = sums[:-1] / sums[-1]
        parts = mean.split([gradient.numel() for gradient in gradients])
        for gradient, part in zip(gradients, parts, strict=True):
            gradient.copy_(part.view_as(gradient))

    def before_validation(self):
        for model in dict.fromkeys((self.training.model, self.training.judged)):
            _share(model.buffers())


def _share(tensors):
    """Give all processes the values that tensors have in process 0."""
    if _together():
        for tensor in tensors:
            with _exchange():
                dist.broadcast(tensor.detach(), src=0)


@contextmanager
def _exchange():
    """Say what it means if an exchange with the other processes fails."""
    try:
        yield
    except RuntimeError as error:
        raise ConnectionError(
            f"process {os.environ['RANK']} of {os.environ['WORLD_SIZE']} gives up: another has "
            "stopped, or was silent for longer than the timeout"
        ) from error


def _together():
    return dist.is_available() and dist.is_initialized()


def _setting(name):
    return int(os.environ[name])
