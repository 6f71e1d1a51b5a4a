"""Sharing out a data set among the processes of one training."""

import numpy as np

from lib.convolution import integer
from lib.training import parallel


class ShardedBatchSampler:
    """The share of one process in every batch, for ``DataLoader(..., batch_sampler=...)``.

    The batches themselves do not depend on the number of processes: of each batch, process r of k
    takes every k-th example, from the r-th on. No example is repeated. A last batch with fewer
    examples than processes leaves some with nothing, and with a batch less.

    Parameters
    ----------
    length : int
        Number of examples in the data set.
    batch_size : int
        Examples in a batch, in all processes together; at least one for each.
    shuffle : bool
        Whether to draw a new order in every epoch, from `seed` and the number of the epoch.
    drop_last : bool
        Whether to leave out a last batch that is smaller.
    seed : int
        Must be the same in all processes.
    rank, size : int, optional
        Number of this process and of all. By default those that `torchrun` gave.

    Raises
    ------
    ValueError
        If a number is not an integer or is too small, `batch_size` is less than `size`, or `rank`
        is not.

    Examples
    --------
    >>> [list(ShardedBatchSampler(10, 4, rank=rank, size=2)) for rank in (0, 1)]
    [[[0, 2], [4, 6], [8]], [[1, 3], [5, 7], [9]]]
    """

    def __init__(
        self, length, batch_size, *, shuffle=False, drop_last=False, seed=0, rank=None, size=None
    ):
        self.rank = integer("rank", parallel.rank() if rank is None else rank, least=0)
        self.size = integer("size", parallel.size() if size is None else size, least=1)
        if self.rank >= self.size:
            raise ValueError(f"rank (={self.rank}) must be less than size (={self.size})")
        self.length = integer("length", length, least=0)
        self.batch_size = integer("batch_size", batch_size, least=1)
        if batch_size < self.size:
            raise ValueError(
                f"batch_size (={batch_size}) must be at least 1 for each process (size={self.size})"
            )
        self.shuffle, self.drop_last, self.seed = shuffle, drop_last, seed
        self.epoch = 0

    def set_epoch(self, epoch):
        """Choose the order of an epoch; `lib.training.train` calls it."""
        self.epoch = epoch

    def __len__(self):
        whole, rest = divmod(self.length, self.batch_size)
        return whole + (rest > self.rank and not self.drop_last)

    def __iter__(self):
        order = np.arange(self.length)
        if self.shuffle:
            np.random.default_rng((self.seed, self.epoch)).shuffle(order)
        for batch in range(len(self)):
            start = batch * self.batch_size
            yield order[start : start + self.batch_size][self.rank :: self.size].tolist()
