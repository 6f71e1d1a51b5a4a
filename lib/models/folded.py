"""A trained network as plain convolutions, small enough to be sent along with a page."""

import base64
import json
from pathlib import Path

import numpy as np
import torch
from torch import nn

from lib.files import write_whole


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
        their names; `model` stays as it is.

    Raises
    ------
    ValueError
        If there is another kind of layer, or a normalisation without a convolution before it.

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
    folded, last = nn.Sequential(), None
    for name, layer in model.named_children():
        if isinstance(layer, nn.BatchNorm2d):
            if not isinstance(last, nn.Conv2d):
                raise ValueError(f"model: layer {name} (={layer}) must follow a convolution")
            _absorb(last, layer)
        elif isinstance(layer, (nn.Conv2d, nn.Linear)):
            last = _copy(layer)
            folded.add_module(name, last)
        elif isinstance(layer, (nn.ReLU, nn.Flatten)):
            last = type(layer)()
            folded.add_module(name, last)
        else:
            raise ValueError(
                f"model: layer {name} (={layer}) must be one of Conv2d, BatchNorm2d, ReLU, "
                "Flatten, Linear"
            )
    return folded.eval()


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
    """
    layers = []
    for name, layer in model.named_children():
        entry = {"name": name, "kind": type(layer).__name__}
        if isinstance(layer, nn.Conv2d):
            entry |= {"stride": layer.stride[0], "padding": layer.padding[0]}
        if isinstance(layer, (nn.Conv2d, nn.Linear)):
            entry |= {key: _pack(getattr(layer, key)) for key in ("weight", "bias")}
        layers.append(entry)
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
    model = nn.Sequential()
    for entry in about.pop("layers"):
        model.add_module(entry["name"], _layer(entry))
    return model.eval(), about


def _copy(layer):
    """The same layer with weights of its own, and a bias to absorb into."""
    if isinstance(layer, nn.Linear):
        twin = nn.Linear(layer.in_features, layer.out_features)
    else:
        sizes = (layer.in_channels, layer.out_channels, layer.kernel_size)
        twin = nn.Conv2d(*sizes, stride=layer.stride, padding=layer.padding)
    with torch.no_grad():
        twin.weight.copy_(layer.weight)
        twin.bias.copy_(torch.zeros_like(twin.bias) if layer.bias is None else layer.bias)
    return twin


def _absorb(conv, norm):
    with torch.no_grad():
        a = norm.weight / (norm.running_var + norm.eps).sqrt()
        conv.weight *= a[:, None, None, None]
        conv.bias.copy_(a * (conv.bias - norm.running_mean) + norm.bias)


def _pack(tensor):
    halves = tensor.detach().numpy().astype("<f2")
    return {"shape": list(halves.shape), "float16": base64.b64encode(halves).decode()}


def _unpack(entry):
    halves = np.frombuffer(base64.b64decode(entry["float16"]), "<f2")
    return torch.from_numpy(halves.reshape(entry["shape"]).astype(np.float32))


def _layer(entry):
    if "weight" not in entry:
        return getattr(nn, entry["kind"])()
    weight, bias = _unpack(entry["weight"]), _unpack(entry["bias"])
    if entry["kind"] == "Linear":
        layer = nn.Linear(weight.shape[1], weight.shape[0])
    else:
        sizes = (weight.shape[1], weight.shape[0], tuple(weight.shape[2:]))
        layer = nn.Conv2d(*sizes, stride=entry["stride"], padding=entry["padding"])
    layer.weight, layer.bias = nn.Parameter(weight), nn.Parameter(bias)
    return layer
