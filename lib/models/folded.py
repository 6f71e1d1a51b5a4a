"""A trained network as plain convolutions, small enough to be sent along with a page."""

import base64
import json
from collections import OrderedDict
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from lib.files import halves, write_whole

# Of a convolution, and what is not written down: stride and padding always are.
SETTINGS = {"stride": None, "padding": None, "dilation": 1, "groups": 1, "padding_mode": "zeros"}
KINDS = {kind.__name__: kind for kind in (nn.Conv2d, nn.Linear, nn.ReLU, nn.Flatten)}


def fold(model):
    """Fold every batch normalisation into the convolution before it.

    In evaluation a batch normalisation multiplies each channel by a = gamma / sqrt(variance + eps)
    and adds beta - a * mean. A convolution can do both itself: with its kernels times a, and that
    number as its bias.

    Parameters
    ----------
    model : nn.Sequential
        Of Conv2d, BatchNorm2d (each right after a convolution), ReLU, Flatten and Linear.

    Returns
    -------
    nn.Sequential
        The same function in evaluation, without batch normalisation, in eval mode. The layers keep
        their names, and those with weights have a bias; `model` stays as it is.

    Raises
    ------
    ValueError
        If there is another kind of layer, or a normalisation without a convolution before it, of
        another number of channels or without statistics of its own.

    References
    ----------
    Jacob et al., Quantization and training of neural networks for efficient integer-arithmetic-only
    inference, arXiv:1712.05877, section 3.2.

    Examples
    --------
    >>> from lib.models import slim_cnn
    >>> [name for name, _ in fold(slim_cnn()).named_children()][:4]
    ['conv1', 'relu1', 'conv2', 'relu2']
    """
    folded = OrderedDict()
    for name, layer in _layers(model, [*KINDS.values(), nn.BatchNorm2d]):
        layer = deepcopy(layer).eval()
        if isinstance(layer, nn.BatchNorm2d):
            conv_name, conv = next(reversed(folded.items()), (None, None))
            if not isinstance(conv, nn.Conv2d):
                raise ValueError(f"model: layer {name} (={layer}) must follow a convolution")
            if layer.num_features != conv.out_channels:
                channels = f"{conv.out_channels} channels, those of {conv_name}"
                raise ValueError(f"model: layer {name} (={layer}) must normalise {channels}")
            if layer.running_mean is None:
                raise ValueError(f"model: layer {name} (={layer}) must track running statistics")
            folded[conv_name] = fuse_conv_bn_eval(conv, layer)
        else:
            if getattr(layer, "bias", ...) is None:
                layer.bias = nn.Parameter(layer.weight.new_zeros(len(layer.weight)))
            folded[name] = layer
    return nn.Sequential(folded).eval()


def save(path, model, **about):
    """Write a folded network: 16 bits a weight, as text, together with what is told about it.

    Parameters
    ----------
    path : path
        A JSON file, replaced in one step.
    model : nn.Sequential
        As `fold` returns it.
    **about
        Where it comes from, as values that JSON can hold.

    Raises
    ------
    ValueError
        If there is a layer that `load` could not build again, a weight beyond 16 bits, or something
        that JSON cannot hold.
    """
    layers = [_entry(name, layer) for name, layer in _layers(model, KINDS.values())]
    for name, value in about.items():
        try:
            json.dumps(value, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise ValueError(f"{name} (={value!r}) must be a value that JSON can hold") from error
    write_whole(path, json.dumps({**about, "layers": layers}, indent=1) + "\n")


def load(path):
    """Read what `save` wrote.

    Returns
    -------
    (nn.Sequential, dict)
        The network in eval mode, its weights the stored 16-bit values as float32, and what is told
        about it.
    """
    about = json.loads(Path(path).read_text("utf-8"))
    layers = [(entry["name"], _layer(entry)) for entry in about.pop("layers")]
    return nn.Sequential(OrderedDict(layers)).eval(), about


def _layers(model, kinds):
    """The names and layers of a network that holds no others than these kinds."""
    if not isinstance(model, nn.Sequential):
        raise ValueError(f"model (of type {type(model).__name__}) must be an nn.Sequential")
    # `named_children` would leave out a layer that stands there a second time
    layers = [each for each in model.named_modules(remove_duplicate=False) if each[0]]
    for name, layer in layers:
        if type(layer) not in kinds:
            names = ", ".join(kind.__name__ for kind in kinds)
            raise ValueError(f"model: layer {name} (={layer}) must be one of {names}")
    return layers


def _entry(name, layer):
    """A layer as values that JSON can hold: what `_layer` needs to build it again."""
    entry = {"name": name, "kind": type(layer).__name__}
    if isinstance(layer, nn.Conv2d):
        settings = {key: _one_or_pair(getattr(layer, key)) for key in SETTINGS}
        entry |= {key: value for key, value in settings.items() if value != SETTINGS[key]}
    if isinstance(layer, (nn.Conv2d, nn.Linear)):
        entry |= {key: _pack(getattr(layer, key), f"{key} of {name}") for key in ("weight", "bias")}
    elif str(layer) not in ("ReLU()", "Flatten(start_dim=1, end_dim=-1)"):
        raise ValueError(f"model: layer {name} (={layer}) must have its usual settings")
    return entry


def _layer(entry):
    """The layer that `_entry` describes."""
    kind = KINDS[entry["kind"]]
    if "weight" not in entry:
        return kind()
    weight, bias = _unpack(entry["weight"]), _unpack(entry["bias"])
    sizes = {"in_features": weight.shape[1], "out_features": weight.shape[0]}
    if kind is nn.Conv2d:
        sizes = {key: entry[key] for key in SETTINGS if key in entry}
        sizes |= {"in_channels": weight.shape[1] * entry.get("groups", 1)}
        sizes |= {"out_channels": weight.shape[0], "kernel_size": tuple(weight.shape[2:])}
    layer = kind(**sizes)
    layer.weight, layer.bias = nn.Parameter(weight), nn.Parameter(bias)
    return layer


def _one_or_pair(value):
    """(2, 2) as 2, and (1, 2) as it is."""
    return value[0] if isinstance(value, tuple) and len(set(value)) == 1 else value


def _pack(tensor, name):
    packed = halves(tensor, name)
    return {"shape": list(packed.shape), "float16": base64.b64encode(packed).decode()}


def _unpack(entry):
    packed = np.frombuffer(base64.b64decode(entry["float16"]), "<f2")
    return torch.from_numpy(packed.reshape(entry["shape"]).astype(np.float32))
