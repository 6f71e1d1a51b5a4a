"""A trained network as its figures carry it: every layer a convolution, 16 bits a weight."""

import base64
import io
from html import escape
from typing import NamedTuple

import numpy as np
from PIL import Image

from lib.layers import conv2d

SIZE = 28  # rows and columns of a picture


class Layer(NamedTuple):
    """A convolution, with ReLU or without."""

    name: str
    weight: np.ndarray  # (out_channels, in_channels, rows, columns), of 16-bit values
    bias: np.ndarray  # (out_channels,)
    stride: int
    padding: int
    relu: bool


def layers_of(network):
    """The layers of a network with weights; a linear one has kernels as large as its input.

    Parameters
    ----------
    network : nn.Sequential
        As `lib.models.folded.load` returns it: Conv2d, ReLU, Flatten and Linear, from a picture of
        28 x 28 to ten logits.

    Returns
    -------
    list of Layer
        Weights rounded to 16 bits, which changes nothing about a network that was stored.

    Raises
    ------
    ValueError
        If there is another kind of layer or of convolution, or the sizes do not fit.
    """
    layers, x = [], np.zeros((1, SIZE, SIZE))
    for name, layer in network.named_children():
        kind = type(layer).__name__  # so that figures without a network need no torch
        if kind == "ReLU" and layers:
            layers[-1] = layers[-1]._replace(relu=True)
        elif kind in ("Conv2d", "Linear"):
            weight, bias = _rounded(layer.weight), _rounded(layer.bias)
            stride, padding = (1, 0) if kind == "Linear" else _same_on_both_axes(name, layer)
            if kind == "Linear":
                if weight.shape[1] != x.size:
                    raise ValueError(f"network: layer {name} (={layer}) must take {x.size} numbers")
                weight = weight.reshape(-1, *x.shape)
            layers.append(Layer(name, weight, bias, stride, padding, relu=False))
            x = apply(layers[-1], x)
        elif kind != "Flatten":
            raise ValueError(
                f"network: layer {name} (={layer}) must be one of Conv2d, ReLU, Flatten, Linear, "
                "as lib.models.folded.load returns them"
            )
    if x.shape != (10, 1, 1):
        raise ValueError(f"network must end with ten logits, not with {x.shape}")
    return layers


def apply(layer, x):
    """One layer's output (channels, rows, columns) for its input, of the same form."""
    y = conv2d(x[None], layer.weight, layer.bias, padding=layer.padding, stride=layer.stride)[0]
    return np.maximum(y, 0) if layer.relu else y


def volumes(layers, picture):
    """The picture, (1, 28, 28), and every layer's output, logits (10, 1, 1) last."""
    made = [np.reshape(picture, (1, SIZE, SIZE)).astype(float)]
    for layer in layers:
        made.append(apply(layer, made[-1]))
    return made


def pack(layers):
    """Layers as data for kit/network.js."""
    numbers = np.concatenate([part.ravel() for each in layers for part in (each.weight, each.bias)])
    return {
        "layers": [
            {
                "name": layer.name,
                "shape": list(layer.weight.shape),
                "stride": layer.stride,
                "padding": layer.padding,
                "relu": layer.relu,
            }
            for layer in layers
        ],
        "weights": base64.b64encode(numbers.astype("<f2").tobytes()).decode(),
    }


def picture(pixels, alt):
    """HTML of a grey picture, uint8 of shape (rows, columns), five times as large.

    Examples
    --------
    >>> picture(np.zeros((2, 2), np.uint8), "nothing")[:43]
    '<img alt="nothing" width="10" height="10" s'
    """
    file = io.BytesIO()
    # not compressed: compressors differ, and figures must be the same everywhere
    Image.fromarray(np.asarray(pixels)).save(file, "PNG", compress_level=0)
    source = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    height, width = (5 * n for n in pixels.shape)
    return f'<img alt="{escape(alt)}" width="{width}" height="{height}" src="{source}">'


def _rounded(parameter):
    return parameter.detach().cpu().numpy().astype(np.float16).astype(float)


def _same_on_both_axes(name, layer):
    stride, padding = layer.stride[0], layer.padding[0]
    plain = (layer.stride, layer.padding, layer.dilation, layer.groups, layer.padding_mode)
    if plain != ((stride, stride), (padding, padding), (1, 1), 1, "zeros"):
        raise ValueError(
            f"network: layer {name} (={layer}) must have the same stride and padding for rows and "
            "columns, zeros as padding, no dilation and no groups"
        )
    return stride, padding
