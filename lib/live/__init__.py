"""Live figures: what a lesson computes, as a picture that the reader can step through and touch.

    live.convolution(x, w, padding=1, stride=2)

at the end of a cell shows the figure, on the site and in a notebook alike. README.md, beside this
file, says how a figure is made.
"""

from .channels import channels
from .convolution import convolution
from .draw import draw
from .dropout import dropout
from .ledger import ledger
from .losses import losses
from .output_size import output_size
from .pooling import pooling
from .trace import trace

__all__ = [
    "channels",
    "convolution",
    "draw",
    "dropout",
    "ledger",
    "losses",
    "output_size",
    "pooling",
    "trace",
]
