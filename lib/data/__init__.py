"""Digits and a photograph: loading, splitting, batches from memory, small random changes."""

from . import augment
from .batches import Batches
from .digits import (
    PROJECT,
    Digits,
    has_mnist,
    load_mnist,
    load_photograph,
    load_sample,
    mnist_root,
    split,
    to_dataset,
)

__all__ = [
    "PROJECT",
    "Batches",
    "Digits",
    "augment",
    "has_mnist",
    "load_mnist",
    "load_photograph",
    "load_sample",
    "mnist_root",
    "split",
    "to_dataset",
]
