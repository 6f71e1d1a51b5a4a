"""A trained network as its figures carry it: every layer a convolution, 16 bits a weight."""

import base64
import io
from html import escape
from typing import NamedTuple

import numpy as np
from PIL import Image

from lib.files import halves
from lib.layers import conv2d

from .sizes import SIZE


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
        If there is another kind of layer or of convolution, an order that has no such picture of
        it, a layer without bias, a weight beyond 16 bits, or sizes that do not fit.
    """
    if type(network).__name__ != "Sequential":  # by names: other figures need no torch
        raise ValueError(f"network (of type {type(network).__name__}) must be an nn.Sequential")
    layers, x, is_flat = [], np.zeros((1, SIZE, SIZE)), False
    # `named_children` would leave out a layer that stands there a second time
    for name, layer in list(network.named_modules(remove_duplicate=False))[1:]:
        if rule := _broken_rule(layer, layers, x, is_flat):
            raise ValueError(f"network: layer {name} (={layer}) must {rule}")
        kind = type(layer).__name__
        if kind == "Flatten":
            is_flat = True
        elif kind == "ReLU":
            layers[-1] = layers[-1]._replace(relu=True)
        else:
            weight, bias = (
                halves(getattr(layer, part), f"network: {part} of {name}").astype(float)
                for part in ("weight", "bias")
            )
            stride, padding = 1, 0
            if kind == "Conv2d":
                stride, padding = layer.stride[0], layer.padding[0]
            weight = weight.reshape(len(weight), *(x.shape if is_flat else weight.shape[1:]))
            layers.append(Layer(name, weight, bias, stride, padding, relu=False))
            x = apply(layers[-1], x)
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
    """Layers as data for kit/network.js, with the rows and columns that each makes."""
    made = [x.shape[1:] for x in volumes(layers, np.zeros((SIZE, SIZE)))[1:]]
    numbers = np.concatenate([part.ravel() for each in layers for part in (each.weight, each.bias)])
    return {
        "layers": [
            {
                "name": layer.name,
                "shape": list(layer.weight.shape),
                "made": list(size),
                "stride": layer.stride,
                "padding": layer.padding,
                "relu": layer.relu,
            }
            for layer, size in zip(layers, made, strict=True)
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


def _broken_rule(layer, before, x, is_flat):
    """What a layer must be and is not, behind those before it, for the input x; or None."""
    kind = type(layer).__name__
    if kind == "ReLU":
        return None if before else "stand behind a layer with weights"
    if kind == "Flatten":
        return None if (layer.start_dim, layer.end_dim) == (1, -1) else "have its usual settings"
    if kind == "Linear":
        if not is_flat:
            return "stand behind Flatten"
        return None if layer.in_features == x.size else f"take {x.size} numbers"
    if kind != "Conv2d":
        return "be one of Conv2d, ReLU, Flatten, Linear, as lib.models.folded.load returns them"
    if is_flat:
        return "stand before Flatten"
    stride, padding = layer.stride[0], layer.padding[0]
    plain = (layer.stride, layer.padding, layer.dilation, layer.groups, layer.padding_mode)
    if plain != ((stride, stride), (padding, padding), (1, 1), 1, "zeros"):
        return (
            "have the same stride and padding for rows and columns, zeros as padding, no dilation "
            "and no groups"
        )
    return None if layer.in_channels == len(x) else f"take {len(x)} channels"
