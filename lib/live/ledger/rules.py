"""What a network's layers make of an input; js/ledger-rules.js says the same in the page.

A layer is a dict: its kind, the name of a class of `torch.nn`, and the numbers that matter. A shape
is [channels, rows, columns], or [features] for a list of numbers.
"""

from collections import Counter
from math import prod

STEMS = {
    "Conv2d": "conv",
    "ReLU": "relu",
    "MaxPool2d": "pool",
    "AvgPool2d": "pool",
    "Flatten": "flatten",
    "Linear": "fc",
    "Dropout": "dropout",
}
WINDOWS = ("Conv2d", "MaxPool2d", "AvgPool2d")
BYTES = 4  # of a float32


def layer_names(layers):
    """conv1, relu1, ...; flatten and dropout have a number only where there are several.

    Examples
    --------
    >>> layer_names([{"kind": "Conv2d"}, {"kind": "Flatten"}, {"kind": "Linear"}])
    ['conv1', 'flatten', 'fc1']
    """
    stems = [STEMS[layer["kind"]] for layer in layers]
    total, seen, names = Counter(stems), Counter(), []
    for stem in stems:
        seen[stem] += 1
        bare = stem in ("flatten", "dropout") and total[stem] == 1
        names.append(stem if bare else f"{stem}{seen[stem]}")
    return names


def account(input_shape, layers):
    """What each layer gives and costs for one image, up to the first impossible one.

    Parameters
    ----------
    input_shape : sequence of int
        Channels, rows, columns.
    layers : list of dict

    Returns
    -------
    list of dict
        For each layer "name", "shape", "parameters", "multiply_adds", "bytes" of its float32
        output, "sees" (rows and columns of the input on which an element depends) and "jump"
        (pixels from an element's field to its neighbour's; None for a list of numbers). An
        impossible layer has "name" and "wrong", a sentence, and those behind it have "name" alone.

    References
    ----------
    Araujo, Norris and Sim, Computing receptive fields of convolutional neural networks,
    Distill (2019), for size and jump of the fields.

    Examples
    --------
    >>> convolution = {"kind": "Conv2d", "out": 32, "kernel": 5, "stride": 1, "padding": 2}
    >>> (row,) = account([1, 28, 28], [convolution])
    >>> row["shape"], row["parameters"], row["multiply_adds"], row["sees"]
    ([32, 28, 28], 832, 627200, [5, 5])
    """
    shape, sees, size, jump = list(input_shape), [1, 1], 1, 1
    maps = shape  # the last ones
    windows, rows = [], []
    for name, layer in zip(layer_names(layers), layers, strict=True):
        if shape is None:
            rows.append({"name": name})
            continue
        if wrong := _misfit(layer, name, shape):
            rows.append({"name": name, "wrong": wrong})
            shape = None
            continue
        kind, weights = layer["kind"], _weights(layer, shape)
        if kind in WINDOWS:
            windows.append((layer, shape))
            size += (layer["kernel"] - 1) * jump
            jump *= layer["stride"]
            sees = [size, size]
        elif kind == "Linear":
            sees = _seen_by_all(windows, maps)
        shape = _output_shape(layer, shape)
        maps = shape if len(shape) == 3 else maps
        row = {
            "name": name,
            "shape": shape,
            "parameters": weights and weights + layer["out"],
            "multiply_adds": weights * prod(shape[1:]),  # each weight once for each position
            "bytes": 0 if kind == "Flatten" else BYTES * prod(shape),  # flatten copies nothing
            "sees": sees,
            "jump": jump if len(shape) == 3 else None,
        }
        rows.append(row)
    return rows


def shape_text(shape):
    return " × ".join(map(str, shape))


def _misfit(layer, name, shape):
    """Why a layer cannot take an input of this shape, or None."""
    if layer["kind"] in WINDOWS:
        return _window_misfit(layer, name, shape)
    if layer["kind"] != "Linear":
        return None
    if len(shape) == 3:
        got = shape_text(shape)
        return f"{name} needs a list of numbers, but gets {got}: put flatten before it."
    if layer["in"] != shape[0]:
        return f"{name} expects {layer['in']} numbers, but gets {shape[0]}."
    return None


def _window_misfit(layer, name, shape):
    kernel, padding, pools = layer["kernel"], layer["padding"], layer["kind"] != "Conv2d"
    if len(shape) == 1:
        got = f"a list of {shape[0]} numbers"
        return f"{name} needs maps, but gets {got}: it belongs before flatten."
    if pools and 2 * padding > kernel:
        return f"{name}: padding (={padding}) must be at most half of its window (={kernel})."
    room = [n + 2 * padding for n in shape[1:]]
    if kernel <= min(room):
        return None
    what, where = "window" if pools else "kernel", shape_text(room)
    where += ", padding included" if padding else ""
    return f"{name}: its {kernel} × {kernel} {what} is larger than its input, {where}."


def _output_shape(layer, shape):
    kind = layer["kind"]
    if kind == "Linear":
        return [layer["out"]]
    if kind == "Flatten":
        return [prod(shape)]
    if kind not in WINDOWS:
        return shape
    kernel, stride, padding = layer["kernel"], layer["stride"], layer["padding"]
    sizes = [(n + 2 * padding - kernel) // stride + 1 for n in shape[1:]]
    return [layer["out"] if kind == "Conv2d" else shape[0], *sizes]


def _weights(layer, shape):
    """How many, without the biases: there is one bias for each output channel or feature."""
    if layer["kind"] == "Conv2d":
        return layer["out"] * shape[0] * layer["kernel"] ** 2
    return layer["in"] * layer["out"] if layer["kind"] == "Linear" else 0


def _seen_by_all(windows, shape):
    """Rows and columns from the first to the last pixel that any element of these maps sees.

    windows holds, for each convolution and pooling on the way, the layer and the shape it gets.
    """
    extents = []
    for axis in (1, 2):
        needed = range(shape[axis])
        for layer, got in reversed(windows):
            taps = range(-layer["padding"], layer["kernel"] - layer["padding"])
            read = {i * layer["stride"] + tap for i in needed for tap in taps}
            needed = read.intersection(range(got[axis]))
        extents.append(max(needed) - min(needed) + 1 if needed else 0)
    return extents
