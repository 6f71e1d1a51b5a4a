"""Training a classifier: the loop, its scores, checkpoints, and several processes."""

from .history import History, Score
from .loop import train
from .score import choose_device, evaluate

__all__ = ["History", "Score", "choose_device", "evaluate", "train"]
