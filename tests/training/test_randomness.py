"""Random numbers go on wherever their generator is."""

import random
from collections import deque
from functools import partial

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from lib.training.randomness import Randomness


class Holder:
    """A sampler, a data set or a transform that draws random numbers of its own."""

    def __init__(self, generator):
        self.own_name = generator

    def __len__(self):
        return 4

    def __iter__(self):
        return iter(range(4))

    def __getitem__(self, index):
        return index

    def collate(self, batch):
        return batch


class Slotted:
    """Without a `__dict__`; one slot is empty, one has a private name."""

    __slots__ = ("__own", "empty")

    def __init__(self, generator):
        self.__own = generator


class Deeper(Slotted):
    __slots__ = ("more",)


class Names(dict):
    """A dict whose attribute is called like one of its keys."""

    def __init__(self, generator):
        super().__init__(own=1)
        self.own = generator


def add(batch, draw=None):
    return batch


def closure(generator):
    def collate(batch):
        return batch, generator

    return collate


def default(generator):
    def collate(batch, it=generator):
        return batch, it

    return collate


def keyword_default(generator):
    def collate(batch, *, it=generator):
        return batch, it

    return collate


def collating(collate_fn):
    return DataLoader(range(4), collate_fn=collate_fn)


data = torch.utils.data
GENERATORS = {
    "torch": (lambda: torch.Generator().manual_seed(1), lambda it: torch.rand(3, generator=it)),
    "numpy": (lambda: np.random.default_rng(1), lambda it: torch.tensor(it.random(3))),
    "numpy, old": (lambda: np.random.RandomState(1), lambda it: torch.tensor(it.rand(3))),
    "numpy, MT19937": (
        lambda: np.random.Generator(np.random.MT19937(1)),
        lambda it: torch.tensor(it.random(3)),
    ),
    "python": (lambda: random.Random(1), lambda it: torch.tensor([it.random(), it.gauss()])),
}
PLACES = {
    "loader": lambda it: DataLoader(range(4), shuffle=True, generator=it),
    "sampler": lambda it: DataLoader(range(4), sampler=Holder(it)),
    "sampler of batches": lambda it: DataLoader(
        range(4), batch_sampler=data.BatchSampler(Holder(it), 2, False)
    ),
    "random sampler of batches": lambda it: DataLoader(
        range(4),
        batch_sampler=data.BatchSampler(data.RandomSampler(range(4), generator=it), 2, False),
    ),
    "data set": lambda it: DataLoader(Holder(it)),
    "subset of a subset": lambda it: DataLoader(data.Subset(data.Subset(Holder(it), [0, 1]), [0])),
    "data set among others": lambda it: DataLoader(data.ConcatDataset([range(4), Holder(it)])),
    "data set in a dict": lambda it: DataLoader(
        data.StackDataset(images=Holder(it), labels=range(4))
    ),
    "list": lambda it: [Holder(it)],
    "partial, by name": lambda it: collating(partial(add, draw=it)),
    "partial, by place": lambda it: collating(partial(add, it)),
    "partial of a partial": lambda it: collating(partial(partial(add, draw=it))),
    "bound method": lambda it: collating(Holder(it).collate),
    "method of the generator": lambda it: collating(partial(add, draw=it.get_state)),
    "closure": lambda it: collating(closure(it)),
    "default": lambda it: collating(default(it)),
    "default of a keyword": lambda it: collating(keyword_default(it)),
    "set": lambda it: [{1, Holder(it)}],
    "frozen set": lambda it: [frozenset([it])],
    "deque": lambda it: [deque([1, it])],
    "slots": lambda it: [Slotted(it)],
    "inherited slots": lambda it: [Deeper(it)],
    "attribute like a key": lambda it: [Names(it)],
    "key like another as text": lambda it: [{1: it, "1": torch.Generator()}],
}


@pytest.mark.parametrize(
    "kind, place",
    [("torch", place) for place in PLACES] + [(kind, "subset of a subset") for kind in GENERATORS],
)
def test_generator_goes_on_wherever_it_is(kind, place, tmp_path):
    make, draw = GENERATORS[kind]
    generator = make()
    loaders = {"train_dl": PLACES[place](generator)}
    draw(generator)
    randomness = Randomness(torch.device("cpu"), loaders)
    torch.save(randomness.state_dict(), tmp_path / "state.pt")
    expected = draw(generator)
    randomness.load_state_dict(torch.load(tmp_path / "state.pt", weights_only=False))
    assert torch.equal(draw(generator), expected)


@pytest.mark.parametrize("kind", ["cuda", "mps"])
def test_random_numbers_of_a_gpu_go_on(kind, monkeypatch):
    kept = []
    module = getattr(torch, kind)
    monkeypatch.setattr(module, "get_rng_state", lambda *device: f"state of {device}")
    monkeypatch.setattr(module, "set_rng_state", lambda state, *device: kept.append(state))
    randomness = Randomness(torch.device(kind), {})
    randomness.load_state_dict(randomness.state_dict())
    (state,) = kept
    assert state.startswith("state of (")
