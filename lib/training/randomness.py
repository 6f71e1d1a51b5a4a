"""The random numbers of a training: where their generators are, and how to go on with them."""

import random
from collections import deque
from contextlib import suppress
from functools import cache
from types import (
    BuiltinMethodType,
    CellType,
    FunctionType,
    MemberDescriptorType,
    ModuleType,
    NoneType,
)

import numpy as np
import torch


class Randomness:
    """The state of everything that draws random numbers in a training.

    That is torch's global generator and that of the GPU, NumPy's and Python's global ones, and each
    generator that can be reached from a loader by its attributes (its sampler, a sampler or data
    set within another, ...), by lists, tuples, dicts, sets and deques in them, and by what a
    function there brings along: the arguments of a `partial`, the owner of a method, a closure, a
    default. A global name that a function uses is not followed. A generator is a
    `torch.Generator`, a `numpy.random.Generator` or `numpy.random.RandomState`, or a
    `random.Random`.

    Parameters
    ----------
    device : torch.device
        Where the model is.
    loaders : dict of str to DataLoader
        By name.

    Attributes
    ----------
    generators : dict of str to generator
        By the place where it was found.

    Examples
    --------
    >>> generator = torch.Generator().manual_seed(1)
    >>> dl = torch.utils.data.DataLoader(range(4), shuffle=True, generator=generator)
    >>> randomness = Randomness(torch.device("cpu"), {"dl": dl})
    >>> list(randomness.generators)
    ['dl.generator']
    >>> state = randomness.state_dict()
    >>> drawn = torch.rand(3, generator=generator)
    >>> randomness.load_state_dict(state)
    >>> torch.equal(torch.rand(3, generator=generator), drawn)
    True
    """

    def __init__(self, device, loaders):
        self.device = device
        self.generators = _generators(loaders)

    def state_dict(self):
        """Return all states by name, for a checkpoint."""
        numpy = np.random.get_state(legacy=False)  # noqa: NPY002
        numpy["state"]["key"] = numpy["state"]["key"].tolist()
        state = {"torch": torch.get_rng_state(), "numpy": numpy, "python": random.getstate()}
        if self.device.type == "cuda":
            state["cuda"] = torch.cuda.get_rng_state(self.device)
        if self.device.type == "mps":
            state["mps"] = torch.mps.get_rng_state()
        return state | {name: _get_state(one) for name, one in self.generators.items()}

    def load_state_dict(self, state):
        """Let every generator go on from where `state_dict` was taken."""
        torch.set_rng_state(state["torch"])
        np.random.set_state(state["numpy"])  # noqa: NPY002
        random.setstate(state["python"])
        if self.device.type == "cuda":
            torch.cuda.set_rng_state(state["cuda"], self.device)
        if self.device.type == "mps":
            torch.mps.set_rng_state(state["mps"])
        for name, generator in self.generators.items():
            _set_state(generator, state[name])


_KINDS = (torch.Generator, np.random.Generator, np.random.RandomState, random.Random)
_LEAVES = (torch.Tensor, np.ndarray, str, bytes, int, float, type, ModuleType, NoneType)


def _generators(loaders):
    """Find all generators that can be reached, each with the name of its place."""
    found, seen, waiting = {}, {}, deque(loaders.items())
    while waiting:
        place, owner = waiting.popleft()
        if isinstance(owner, _LEAVES) or id(owner) in seen:
            continue
        seen[id(owner)] = owner
        if isinstance(owner, _KINDS):
            while place in found:  # keys 1 and "1" of a dict
                place += "'"
            found[place] = owner
        else:
            waiting.extend((f"{place}.{name}", part) for name, part in _inside(owner))
    return found


def _inside(owner):
    """Go through what an object holds: the name and the value of each part."""
    yield from getattr(owner, "__dict__", {}).items()
    for member in _members(type(owner)):
        with suppress(AttributeError):  # an empty slot
            yield member.__name__, member.__get__(owner)
    if isinstance(owner, dict):
        yield from owner.items()
    elif isinstance(owner, (list, tuple, deque)):
        yield from enumerate(owner)
    elif isinstance(owner, (set, frozenset)):
        yield from (("member", part) for part in owner)  # their order is another in every process
    elif isinstance(owner, FunctionType):
        yield from {"defaults": owner.__defaults__, "keywords": owner.__kwdefaults__}.items()
    elif isinstance(owner, BuiltinMethodType):
        yield "owner", owner.__self__
    elif isinstance(owner, CellType):
        with suppress(ValueError):  # an empty one
            yield "content", owner.cell_contents


@cache
def _members(kind):
    """The slots of a class; those of `partial`, methods and functions hold what they bring."""
    every = [member for base in kind.__mro__ for member in vars(base).values()]
    slots = [member for member in every if isinstance(member, MemberDescriptorType)]
    return [slot for slot in slots if slot.__name__ not in ("__globals__", "__builtins__")]


def _get_state(generator):
    if isinstance(generator, np.random.Generator):
        return generator.bit_generator.state
    return generator.getstate() if isinstance(generator, random.Random) else generator.get_state()


def _set_state(generator, state):
    if isinstance(generator, np.random.Generator):
        generator.bit_generator.state = state
    elif isinstance(generator, random.Random):
        generator.setstate(state)
    else:
        generator.set_state(state)
