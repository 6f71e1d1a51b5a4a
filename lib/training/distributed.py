"""One training in several processes, started by `torchrun`: who is who, and what they share.

A script becomes one of them by ``with distributed.processes():``. Without `torchrun` there is one
process, number 0 of 1, and every function here works just the same.
"""

import os
from contextlib import contextmanager
from dataclasses import astuple
from datetime import timedelta

import torch
import torch.distributed as dist
from torch.nn.parallel import DistributedDataParallel


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
        If another process has stopped, or is silent for longer than `timeout`.

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
    dist.init_process_group(backend, timeout=timedelta(seconds=timeout))
    name = f"process {rank()} of {size()}"
    try:
        yield
    except RuntimeError as error:
        if isinstance(error, dist.DistError) or "gloo" in str(error):
            raise ConnectionError(
                f"{name} gives up: another has stopped, or was silent for {timeout} s"
            ) from error
        raise
    finally:
        dist.destroy_process_group()


def rank():
    """Return the number of this process, counted from 0 on."""
    return dist.get_rank() if _together() else 0


def size():
    """Return the number of processes."""
    return dist.get_world_size() if _together() else 1


def total(tally):
    """Add up the tallies (`lib.training.history.Tally`) of all processes; each gets the sum."""
    if not _together():
        return tally
    sums = torch.tensor(astuple(tally), dtype=torch.float64)
    dist.all_reduce(sums)
    loss, correct, count = sums.tolist()
    return type(tally)(loss, int(correct), int(count))


def gather(value):
    """Return the list of the values of all processes, to each of them."""
    values = [value]
    if _together():
        values *= size()
        dist.all_gather_object(values, value)
    return values


def from_first(function):
    """Call a function in process 0 alone; its result, or its error, becomes that of all."""
    if not _together():
        return function()
    result = error = None
    if rank() == 0:
        try:
            result = function()
        except Exception as failure:  # all have to hear of it, or they would wait for ever
            error = failure
    answer = [result, error]
    dist.broadcast_object_list(answer)
    if answer[1] is not None:
        raise answer[1]
    return answer[0]


def parallel(model):
    """Wrap a model so that all start with the weights of process 0 and average their gradients."""
    return DistributedDataParallel(model) if _together() else model


def share_buffers(model):
    """Give all processes the buffers of process 0, say the statistics of batch normalisation."""
    if _together():
        for buffer in model.buffers():
            dist.broadcast(buffer, src=0)


def _together():
    return dist.is_available() and dist.is_initialized()


def _setting(name):
    return int(os.environ[name])
