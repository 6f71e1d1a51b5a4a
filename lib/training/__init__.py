"""Training a classifier: the loop, its scores, and what attaches to it."""

from .callbacks import Average, Callback, Schedule
from .checkpoint import Checkpoint
from .device import choose_device
from .history import History, Score
from .loop import train
from .precision import Bfloat16
from .score import evaluate

__all__ = [
    "Average",
    "Bfloat16",
    "Callback",
    "Checkpoint",
    "History",
    "Schedule",
    "Score",
    "choose_device",
    "evaluate",
    "train",
]
