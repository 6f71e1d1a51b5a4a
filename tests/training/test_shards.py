"""Shares of batches: nothing twice, nothing lost, and the same batches for any number."""

import pytest

from lib.training.shards import ShardedBatchSampler


def shares(length, batch_size, size, epoch=0, **settings):
    samplers = [
        ShardedBatchSampler(length, batch_size, rank=rank, size=size, **settings)
        for rank in range(size)
    ]
    for sampler in samplers:
        sampler.set_epoch(epoch)
        assert len(list(sampler)) == len(sampler)
    return [list(sampler) for sampler in samplers]


@pytest.mark.parametrize("length", [0, 1, 3, 15, 16, 17, 40])
@pytest.mark.parametrize("size", [1, 2, 3, 4])
@pytest.mark.parametrize("shuffle", [False, True])
def test_shares_add_up_to_the_batches_of_one_process(length, size, shuffle):
    (whole,) = shares(length, 8, 1, shuffle=shuffle)
    assert sorted(sum(whole, [])) == list(range(length))
    parts = shares(length, 8, size, shuffle=shuffle)
    for number, batch in enumerate(whole):
        split = [part[number] for part in parts if number < len(part)]
        assert sorted(sum(split, [])) == sorted(batch)
        lengths = [len(part) for part in split] + [0] * (size - len(split))
        assert max(lengths) - min(lengths) <= 1
        assert all(part for part in split)


def test_last_batch_can_be_left_out():
    for size in (1, 2, 3):
        parts = shares(20, 8, size, drop_last=True)
        assert [len(part) for part in parts] == size * [2]
        assert sorted(sum(sum(parts, []), [])) == list(range(16))


def test_order_depends_on_seed_and_epoch_alone():
    orders = {
        (seed, epoch): sum(shares(40, 8, 1, epoch, shuffle=True, seed=seed)[0], [])
        for seed in (0, 1, 2)
        for epoch in (0, 1, 2)
    }
    assert len({tuple(order) for order in orders.values()}) == 9
    assert orders[1, 2] == sum(shares(40, 8, 1, 2, shuffle=True, seed=1)[0], [])
    (plain,) = shares(40, 8, 1, epoch=3)
    assert sum(plain, []) == list(range(40))


@pytest.mark.parametrize("batch_size", [0, -4, 2.0, "4", True])
def test_batch_size_must_be_a_positive_integer(batch_size):
    with pytest.raises(ValueError, match=r"batch_size \(=.*\) must be a positive integer"):
        ShardedBatchSampler(10, batch_size, rank=0, size=1)


def test_every_process_must_get_an_example():
    with pytest.raises(ValueError, match=r"batch_size \(=1\) must be at least 1 for each process"):
        ShardedBatchSampler(10, 1, rank=0, size=2)
    assert len(ShardedBatchSampler(10, 2, rank=0, size=2)) == 5


@pytest.mark.parametrize(
    "settings, rule",
    [
        ({"length": 5.5}, r"length \(=5.5\) must be a non-negative integer"),
        ({"length": -1}, r"length \(=-1\) must be a non-negative integer"),
        ({"size": 0}, r"size \(=0\) must be a positive integer"),
        ({"size": 2.0}, r"size \(=2.0\) must be a positive integer"),
        ({"rank": -1}, r"rank \(=-1\) must be a non-negative integer"),
        ({"rank": 2}, r"rank \(=2\) must be less than size \(=2\)"),
    ],
)
def test_numbers_that_do_not_fit_are_named(settings, rule):
    with pytest.raises(ValueError, match=rule):
        ShardedBatchSampler(**{"length": 10, "batch_size": 4, "rank": 0, "size": 2} | settings)
