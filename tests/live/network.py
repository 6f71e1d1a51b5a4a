"""The network of the pages, and the trace of its activations, by torch."""

import base64
import io
import re
from functools import cache

import numpy as np
import torch
from PIL import Image
from torch.nn import functional as F

from lib.data import PROJECT
from lib.models.folded import load

NAMES = ["conv1", "conv2", "conv3", "conv4", "conv5", "fc"]


@cache
def network():
    return load(PROJECT / "book" / "14-digit-network.json")[0]


def static_picture(figure):
    """The pixels of the picture that stands where no script runs, and the size it is shown in."""
    found = re.search(r'<img .* width="(\d+)" height="(\d+)" src="data:.*?,(.*?)"', figure.static)
    width, height, data = found.groups()
    return np.array(Image.open(io.BytesIO(base64.b64decode(data)))), (int(height), int(width))


@torch.no_grad()
def volumes_of(image):
    """A picture, (1, 28, 28), and what each layer makes of it, after its ReLU."""
    made, x = [image], image[None]
    for name, layer in network().named_children():
        x = layer(x)
        if name.startswith("relu") or name == "fc":
            made.append(x[0])
    made[-1] = made[-1][:, None, None]
    return made


@torch.no_grad()
def window(volumes, n, at):
    """The inputs and weights of one activation, (channels, rows, columns) each, and its bias."""
    f, i, j = at
    layer = getattr(network(), NAMES[n])
    weight, bias = layer.weight[f].detach(), layer.bias[f].detach()
    if NAMES[n] == "fc":
        return volumes[n], weight.reshape(volumes[n].shape), bias
    patches = F.unfold(volumes[n][None], layer.kernel_size, 1, layer.padding, layer.stride)[0]
    inputs = patches[:, i * volumes[n + 1].shape[2] + j]
    return inputs.reshape(weight.shape), weight, bias


def largest(volumes, n):
    """The place of the largest activation of layer n."""
    y = volumes[n + 1]
    return tuple(map(int, np.unravel_index(y.argmax().item(), y.shape)))


def written(text):
    return float(text.replace("\u2212", "-"))


def shown_parts(page):
    """Row by row of the sum: its number, its text, and its input."""
    rows = page.locator(".sum tbody tr:not([hidden])")
    return [
        (written(number), text, name)
        for number, text, name in rows.evaluate_all(
            "all => all.map(r => [...r.cells].map(c => c.hidden || c.innerText.trim()))"
        )
    ]


def assert_traces(page, volumes, n, at):
    """Sum, terms, windows and pixels are torch's."""
    inputs, weights, bias = window(volumes, n, at)
    products = (inputs * weights).double()
    value = volumes[n + 1][at].item()
    name = f"{NAMES[n]}[{at[0] if n == 5 else ', '.join(map(str, at))}]"
    total = page.locator(".total").inner_text()
    assert total.startswith(f"{name} = ") and abs(written(total.split(" = ")[-1]) - value) < 1e-4

    terms = shown_parts(page)
    result, (bias_shown, bias_name, _) = terms[-1], terms[-2]
    assert (result[1], bias_name) == ("sum", "bias")
    assert abs(bias_shown - bias.item()) < 6e-5
    assert abs(sum(term[0] for term in terms[:-1]) - result[0]) < 1e-9  # it adds up as written
    before = products.sum().item() + bias.item()
    assert abs(result[0] - before) < 1e-4
    assert ("ReLU" in total) == (n < 5)
    assert abs((max(before, 0) if n < 5 else before) - value) < 1e-4  # what this test does is right

    order = products.abs().flatten().argsort(descending=True)[:6]
    many = int((products != 0).sum())
    for (number, text, name), place in zip(terms, order[: min(6, many)], strict=False):
        assert abs(number - products.flatten()[place].item()) < 1e-4
        factors = [written(factor) for factor in text.split(" × ")]
        assert abs(factors[0] - inputs.flatten()[place].item()) < 1e-4
        assert abs(factors[1] - weights.flatten()[place].item()) < 6e-5
        source = tuple(int(k) for k in re.search(r"\[(.*)\]", name)[1].split(", "))
        assert abs(volumes[n][source].item() - factors[0]) < 1e-4
    if many > 6:
        assert terms[6][1] == f"{many - 6} more products"
        rest = products.sum().item() - products.flatten()[order].sum().item()
        assert abs(terms[6][0] - rest) < 6e-4  # takes the rounding of eight other numbers
    else:  # what rounding leaves has its own row
        assert [text for _, text, _ in terms[many:-2]] in ([], ["rounding"])


def assert_lights(page, n, at):
    """The pixels that the activation depends on are named."""
    found = re.search(
        r"It depends on the (\d+) × (\d+) pixels that are lit: "
        r"rows (\d+) to (\d+), columns (\d+) to (\d+)\.",
        page.locator(".seen").inner_text().replace("\n", " "),
    )
    top, bottom, left, right = pixels_of(n, at)
    assert [*map(int, found.groups())] == [
        *(bottom - top + 1, right - left + 1),
        *(top, bottom, left, right),
    ]


def pixels_of(n, at):
    """First and last row and column with a gradient, in a network whose weights are all 1."""
    x = torch.zeros(1, 1, 28, 28, requires_grad=True)
    y = x
    for name in NAMES[: n + 1]:
        layer = getattr(network(), name)
        if name == "fc":
            y = y.sum()[None, None, None, None]
        else:
            ones = torch.ones(1, 1, *layer.kernel_size)
            y = F.conv2d(y, ones, stride=layer.stride, padding=layer.padding)
    y[0, 0, at[1], at[2]].backward()
    rows, columns = (x.grad[0, 0].abs().sum(axis).nonzero().flatten() for axis in (1, 0))
    return rows[0].item(), rows[-1].item(), columns[0].item(), columns[-1].item()


def canvas(page, name):
    """Pictures by the beginning of their name."""
    return page.locator(f"canvas[aria-label^='{name}']")


def point_at(page, name, c, i, j, across, shape):
    """Where on a canvas an element of pictures of `shape`, `across` in a row, is shown."""
    rows, columns = shape
    box = canvas(page, name).bounding_box()
    wide, high = canvas(page, name).evaluate("c => [c.width, c.height]")
    return {
        "x": (c % across * (columns + 1) + j + 0.5) * box["width"] / wide,
        "y": (c // across * (rows + 1) + i + 0.5) * box["height"] / high,
    }


def across_of(n):
    """How many maps of layer n stand in a row."""
    return 8 if getattr(network(), NAMES[n]).weight.shape[0] < 32 else 16


def picture_of(canvas):
    """What a canvas shows, (rows, columns, RGBA) of uint8; as a file, which is read at once."""
    _, _, png = canvas.evaluate("c => c.toDataURL()").partition(",")
    return np.array(Image.open(io.BytesIO(base64.b64decode(png))).convert("RGBA"))


def pixels(page, name):
    """What the canvas of this name shows, (rows, columns, RGB) of uint8."""
    return picture_of(canvas(page, name))[..., :3]


def framed(page, name):
    """Row, column, height and width of a canvas' frame, in its elements; None without a frame."""
    frame = canvas(page, name).locator("xpath=following-sibling::div")
    if not frame.is_visible():
        return None
    wide, high = canvas(page, name).evaluate("c => [c.width, c.height]")
    style = frame.evaluate("f => ['top', 'left', 'height', 'width'].map(n => f.style[n])")
    shares = [float(text.removesuffix("%")) / 100 for text in style]
    return [round(share * n, 3) for share, n in zip(shares, (high, wide, high, wide), strict=True)]
