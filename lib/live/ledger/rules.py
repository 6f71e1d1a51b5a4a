"""What a network's layers make of an input; the page computes the same.

The scripts import this module too: see `lib.live.kit.rules` for what it may hold. A layer is a
dict: its kind, the name of a class of `torch.nn`, and the numbers that matter. A shape is
[channels, rows, columns], or [features] for a list of numbers.
"""

from math import prod

from lib.convolution import positions
from lib.layers import most_padding, parameter_count

from ..kit.fields import reach

STEMS = {
    "Conv2d": "conv",
    "ReLU": "relu",
    "MaxPool2d": "pool",
    "AvgPool2d": "pool",
    "Flatten": "flatten",
    "Linear": "fc",
    "Dropout": "dropout",
}
WINDOWS = ["Conv2d", "MaxPool2d", "AvgPool2d"]
BYTES = 4  # of a float32
HEADINGS = ["Layer", "Output", "Parameters", "Multiply-adds", "Bytes", "Receptive field"]


def layer_names(layers):
    """conv1, relu1, ...; flatten and dropout have a number only where there are several.

    Examples
    --------
    >>> layer_names([{"kind": "Conv2d"}, {"kind": "Flatten"}, {"kind": "Linear"}])
    ['conv1', 'flatten', 'fc1']
    """
    stems = [STEMS[layer["kind"]] for layer in layers]
    names = []
    for k in range(len(stems)):
        alike = [other for other in range(len(stems)) if stems[other] == stems[k]]
        bare = stems[k] in ["flatten", "dropout"] and len(alike) == 1
        number = len([other for other in alike if other <= k])
        names.append(stems[k] if bare else f"{stems[k]}{number}")
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
        impossible layer has "name", "wrong", a sentence, and "got", the shape that it cannot take;
        those behind it have "name" alone.

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
    names = layer_names(layers)
    rows, windows = [], []
    shape, maps, sees, size, jump = input_shape, input_shape, [1, 1], 1, 1
    for k in range(len(layers)):
        layer = layers[k]
        if shape is None:
            rows.append({"name": names[k]})
            continue
        wrong = misfit(layer, names[k], shape)
        if wrong is not None:
            rows.append({"name": names[k], "wrong": wrong, "got": shape})
            shape = None
            continue
        if layer["kind"] in WINDOWS:
            windows.append({"layer": layer, "got": shape})
            size += (layer["kernel"] - 1) * jump
            jump *= layer["stride"]
            sees = [size, size]
        if layer["kind"] == "Linear":
            sees = [seen_by_all(windows, maps, 1), seen_by_all(windows, maps, 2)]
        costs = layer_costs(layer, shape)
        shape = costs["shape"]
        maps = shape if len(shape) == 3 else maps
        now = jump if len(shape) == 3 else None
        rows.append({"name": names[k], **costs, "sees": sees, "jump": now})
    return rows


def totals(rows):
    """Parameters, multiply-adds and bytes of the whole, or None for an impossible network.

    Examples
    --------
    >>> totals(account([1, 4, 4], [{"kind": "Flatten"}, {"kind": "Linear", "in": 16, "out": 2}]))
    {'parameters': 34, 'multiply_adds': 32, 'bytes': 8}
    """
    if any(["shape" not in row for row in rows]):
        return None
    names = ["parameters", "multiply_adds", "bytes"]
    return {name: sum([row[name] for row in rows]) for name in names}


def shape_text(shape):
    return " × ".join([str(n) for n in shape])


def thousands(n):
    """A number of many digits, in groups of three.

    Examples
    --------
    >>> thousands(3274634), thousands(1000), thousands(7)
    ('3,274,634', '1,000', '7')
    """
    digits = str(n)
    first = (len(digits) - 1) % 3 + 1
    rest = [digits[k : k + 3] for k in range(first, len(digits), 3)]
    return ",".join([digits[:first], *rest])


def cells(row):
    """What stands behind the name of a row, under each heading: a text, and a note or "".

    Examples
    --------
    >>> cells({"name": "conv1", "wrong": "conv1 needs maps."})[:2]
    [('impossible', ''), ('–', '')]
    """
    others = HEADINGS[2:]
    if "shape" not in row:
        return [("impossible" if "wrong" in row else "–", ""), *[("–", "") for _ in others]]
    output = (shape_text(row["shape"]), "")
    if "sees" not in row:  # the input
        return [output, *[("", "") for _ in others]]
    return [
        output,
        (thousands(row["parameters"]), ""),
        (thousands(row["multiply_adds"]), ""),
        (thousands(row["bytes"]), "" if row["bytes"] > 0 else "a view"),
        (shape_text(row["sees"]), "" if row["jump"] is None else f"jump {row['jump']}"),
    ]


def misfit(layer, name, shape):
    """Why a layer cannot take an input of this shape, or None."""
    if layer["kind"] in WINDOWS:
        return window_misfit(layer, name, shape)
    if layer["kind"] != "Linear":
        return None
    if len(shape) == 3:
        got = shape_text(shape)
        return f"{name} needs a list of numbers, but gets {got}: put flatten before it."
    if layer["in"] != shape[0]:
        return f"{name} expects {layer['in']} numbers, but gets {shape[0]}."
    return None


def window_misfit(layer, name, shape):
    kernel, padding = layer["kernel"], layer["padding"]
    if len(shape) == 1:
        got = f"a list of {shape[0]} numbers"
        return f"{name} needs maps, but gets {got}: it belongs before flatten."
    if layer["kind"] != "Conv2d" and padding > most_padding(kernel):
        return f"{name}: padding (={padding}) must be at most half of its window (={kernel})."
    room = [n + 2 * padding for n in shape[1:]]
    if kernel <= min(room):
        return None
    what = "kernel" if layer["kind"] == "Conv2d" else "window"
    where = shape_text(room) + (", padding included" if padding > 0 else "")
    return f"{name}: its {kernel} × {kernel} {what} is larger than its input, {where}."


def output_shape(layer, shape):
    kind = layer["kind"]
    if kind == "Linear":
        return [layer["out"]]
    if kind == "Flatten":
        return [prod(shape)]
    if kind not in WINDOWS:
        return shape
    kernel, stride, padding = layer["kernel"], layer["stride"], layer["padding"]
    sizes = [positions(n, kernel, padding, stride) for n in shape[1:]]
    return [layer["out"] if kind == "Conv2d" else shape[0], *sizes]


def layer_costs(layer, shape):
    """The shape that a layer makes of a shape, and what that costs."""
    made, parameters, weights = output_shape(layer, shape), 0, 0
    if layer["kind"] in ["Conv2d", "Linear"]:
        side = layer.get("kernel", 1)  # a linear layer has one weight for each pair
        parameters = parameter_count(shape[0], layer["out"], side, side)
        weights = parameters - layer["out"]
    return {
        "shape": made,
        "parameters": parameters,
        "multiply_adds": weights * prod(made[1:]),  # each weight once for each position
        "bytes": 0 if layer["kind"] == "Flatten" else BYTES * prod(made),  # flatten copies nothing
    }


def seen_by_all(windows, shape, axis):
    """Rows (axis 1) or columns from the first to the last pixel that maps of this shape see.

    windows holds, for each convolution and pooling on the way, the layer and the shape it gets.
    """
    steps = [{**each["layer"], "length": each["got"][axis]} for each in windows]
    pixels = reach(steps, range(shape[axis]))
    return pixels[1] - pixels[0] + 1 if len(pixels) > 0 else 0
