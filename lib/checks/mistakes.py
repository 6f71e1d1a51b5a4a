"""What goes wrong in the computations of the lessons: half a sentence, and a function that does it.

The half sentences follow "that is what you get". The functions take nothing; where a mistake leads
nowhere, such as a kernel that does not fit, they raise a ValueError.
"""

import numpy as np

from lib import convolution as definition
from lib import layers


def of_output_size(n, m, padding, stride):
    """Mistakes with the output size of a convolution, see `lib.convolution.output_size`."""
    size, right = definition.output_size, definition.output_size(n, m, padding, stride)
    return {
        "if the padding counts once: p zeros stand on EACH side": (
            lambda: size(n + padding, m, 0, stride)
        ),
        "if the padding is left out": lambda: size(n, m, 0, stride),
        "if the + 1 is forgotten: position 0 is a position too": lambda: right - 1,
        "if the division is rounded up: half a step is no position": (
            lambda: size(n + stride - 1, m, padding, stride)
        ),
        "if the division is not rounded down to a whole number": (
            lambda: (size(n, m, padding) - 1) / stride + 1
        ),
        "if the stride is left out": lambda: size(n, m, padding),
    }


def of_convolution(x, w, padding, stride):
    """Mistakes with a convolution of vectors or of matrices."""
    two = x.ndim == 2
    convolve = definition.conv2d if two else definition.conv1d
    correlate = definition.correlate2d if two else definition.correlate1d
    mistakes = {
        "if the kernel is not flipped: this is the cross-correlation": (
            lambda: correlate(x, w, padding, stride)
        ),
        "if the stride is left out": lambda: convolve(x, w, padding),
    }
    if two:
        mistakes |= {
            "if the rows are flipped and the columns are not": (
                lambda: correlate(x, w[::-1], padding, stride)
            ),
            "if the columns are flipped and the rows are not": (
                lambda: correlate(x, w[:, ::-1], padding, stride)
            ),
            "if the kernel is transposed, which is no rotation": (
                lambda: correlate(x, w.T, padding, stride)
            ),
        }
    if np.any(padding):
        mistakes |= {
            "if the padding is left out": lambda: convolve(x, w, 0, stride),
            "if the kernel is not flipped and the padding is left out": (
                lambda: correlate(x, w, 0, stride)
            ),
        }
    return mistakes


def of_parameters(in_channels, out_channels, kernel_size):
    """Mistakes with the number of parameters of a convolutional layer with biases."""
    rows, columns = definition.pair("kernel_size", kernel_size, 1)
    right = layers.parameter_count(in_channels, out_channels, rows, columns)
    weights = right - out_channels
    return {
        "if the biases are left out: one for each output channel": lambda: weights,
        "if all channels share one bias: each output channel has its own": lambda: weights + 1,
        "with one bias for each input channel: it belongs to the output": (
            lambda: weights + in_channels
        ),
        "with a bias for each kernel: the kernels of an output channel share one": (
            lambda: weights + in_channels * out_channels
        ),
        "if the input channels are left out: every output channel sees them all": (
            lambda: out_channels * rows * columns + out_channels
        ),
        "if the kernel is counted along one side only": (
            lambda: in_channels * out_channels * rows + out_channels
        ),
    }


def of_max_pooling(x, kernel_size, stride, padding):
    """Mistakes with the max pooling of images (N, C, H, W); each gives a matrix."""
    rows, columns = definition.pair("padding", padding, 0)
    return {
        "if the mean is taken in place of the maximum": (
            lambda: layers.avg_pool2d(x, kernel_size, stride=stride, padding=padding)[0, 0]
        ),
        "if the border is padded with zeros: minus infinity never wins": (
            lambda: layers.max_pool2d(
                np.pad(x, ((0, 0), (0, 0), (rows, rows), (columns, columns))),
                kernel_size,
                stride=stride,
            )[0, 0]
        ),
        "if the padding is left out": (
            lambda: layers.max_pool2d(x, kernel_size, stride=stride)[0, 0]
        ),
        "if the windows move by one: unless told otherwise they do not overlap": (
            lambda: layers.max_pool2d(x, kernel_size, stride=1, padding=padding)[0, 0]
        ),
    }
