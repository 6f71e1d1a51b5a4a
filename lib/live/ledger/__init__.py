"""The network ledger: where parameters, work and memory of a network go, layer by layer."""

from lib.convolution import pair

from ..kit.arguments import square
from ..kit.figure import Figure
from ..kit.static import paragraph, table
from .rules import HEADINGS, STEMS, account, cells, shape_text, thousands, totals

MOST = 40  # layers
WINDOW = {
    "kernel": ("kernel size", 1, 31),
    "stride": ("stride", 1, 31),
    "padding": ("padding", 0, 15),
}
FIELDS = {  # what can be changed in the input and in layers: label, least, most
    "input": {"0": ("channels", 1, 1024), "1": ("rows", 1, 512), "2": ("columns", 1, 512)},
    "Conv2d": {"out": ("output channels", 1, 1024), **WINDOW},
    "MaxPool2d": WINDOW,
    "AvgPool2d": WINDOW,
    "Linear": {"in": ("inputs", 1, 1000000), "out": ("outputs", 1, 100000)},
}


def ledger(layers, input_shape=(1, 28, 28)):
    """Edit a network's layers; shapes, parameters, multiply-adds, bytes and fields follow.

    An impossible network is shown too, with a sentence that says why it is impossible.

    Parameters
    ----------
    layers : nn.Sequential or iterable of nn.Module
        At most 40 of Conv2d, ReLU, MaxPool2d, AvgPool2d, Flatten, Linear and Dropout; kernels and
        windows are square, without dilation and groups. Their weights are not looked at.
    input_shape : (int, int, int)
        Channels, rows and columns of an image.

    Returns
    -------
    Figure

    Raises
    ------
    ValueError
        If a layer is of another kind or form, or a convolution's input channels are not those that
        it gets.

    Examples
    --------
    >>> from lib.models import deep_cnn
    >>> ledger(deep_cnn()[:3])
    Network of 3 layers, input 1 × 28 × 28: 832 parameters, 627,200 multiply-adds
    conv1  32 × 28 × 28  832 parameters
    relu1  32 × 28 × 28
    pool1  32 × 14 × 14
    """
    input_shape = list(input_shape)
    if len(input_shape) != 3:
        raise ValueError(f"input_shape (={input_shape}) must be (channels, rows, columns)")
    for n in input_shape:
        pair("input_shape", n, 1)
    modules = list(layers)
    if not 1 <= len(modules) <= MOST:
        raise ValueError(f"layers (of number {len(modules)}) must be 1 to {MOST}")
    read = [_read(module, f"layers[{k}]") for k, module in enumerate(modules)]
    channels = input_shape[0]
    for k, (module, layer) in enumerate(zip(modules, read, strict=True)):
        if layer["kind"] == "Conv2d":
            if module.in_channels != channels:
                raise ValueError(
                    f"in_channels of layers[{k}] (={module.in_channels}) must be "
                    f"the channels that it gets, {channels}"
                )
            channels = layer["out"]
    rows = account(input_shape, read)
    what = f"Network of {len(rows)} layers, input {shape_text(input_shape)}"
    total = totals(rows)
    if total is None:
        wrong = next(row["wrong"] for row in rows if "wrong" in row)
        summary = f"{what}. {wrong}"
    else:
        parameters, work = total["parameters"], total["multiply_adds"]
        summary = f"{what}: {thousands(parameters)} parameters, {thousands(work)} multiply-adds"
    costs = table(HEADINGS, map(_texts, rows), "What each layer gives and costs, for one image")
    text = "\n".join([summary, *map(_line, rows)])
    data = {
        "input": input_shape,
        "layers": read,
        "kinds": list(STEMS),
        "most": MOST,
        "fields": _fields(input_shape, read),
    }
    return Figure("ledger", data, paragraph(summary) + costs, text)


def _fields(input_shape, layers):
    """The fields of each kind of row; a given number is always among the choices."""
    given = [{"kind": "input", **{str(k): n for k, n in enumerate(input_shape)}}, *layers]
    return {
        kind: [
            (key, label, least, max([most, *(one[key] for one in given if one["kind"] == kind)]))
            for key, (label, least, most) in fields.items()
        ]
        for kind, fields in FIELDS.items()
    }


def _texts(row):
    return [row["name"], *(", ".join(filter(None, cell)) for cell in cells(row))]


def _line(row):
    output, parameters = (text for text, _ in cells(row)[:2])
    costs = f"  {parameters} parameters" if row.get("parameters") else ""
    return f"{row['name']}  {output}{costs}"


def _read(module, name):
    """The numbers of a layer that matter, by the name of its class: torch is not needed here."""
    kind = type(module).__name__
    if kind not in STEMS:
        raise ValueError(f"{name} (a {kind}) must be one of {', '.join(STEMS)}")
    if kind == "Flatten" and (module.start_dim, module.end_dim) != (1, -1):
        raise ValueError(f"{name} (a Flatten) must flatten all but the first axis")
    if kind == "Linear":
        _refuse_unless(module.bias is not None, name, "a bias")
        return {"kind": kind, "in": module.in_features, "out": module.out_features}
    if kind == "Dropout":
        return {"kind": kind, "p": module.p}
    if kind in ("ReLU", "Flatten"):
        return {"kind": kind}
    axes = {
        "kernel": square(f"kernel_size of {name}", module.kernel_size, 1),
        "stride": square(f"stride of {name}", module.stride, 1),
        "padding": square(f"padding of {name}", module.padding, 0),
    }
    _refuse_unless(getattr(module, "dilation", 1) in (1, (1, 1)), name, "no dilation")
    _refuse_unless(not getattr(module, "ceil_mode", False), name, "no ceil_mode")
    if kind != "Conv2d":
        return {"kind": kind, **axes}
    _refuse_unless(module.groups == 1, name, "no groups")
    _refuse_unless(module.bias is not None, name, "a bias")
    return {"kind": kind, "out": module.out_channels, **axes}


def _refuse_unless(condition, name, rule):
    if not condition:
        raise ValueError(f"{name} must have {rule}")
