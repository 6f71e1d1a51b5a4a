"""The trace of an activation against torch, by mouse and by keyboard."""

import re
from functools import cache

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from lib import live
from lib.data import PROJECT, load_sample
from lib.live.kit.network import layers_of, pack
from lib.models.folded import load
from tests.live.browser import assert_fits_all_readers

NAMES = ["conv1", "conv2", "conv3", "conv4", "conv5", "fc"]


@cache
def network():
    return load(PROJECT / "book" / "13-digit-network.json")[0]


@cache
def image():
    return load_sample().images[1700] / 255


@cache
def figure():
    return live.trace(network(), image())


@cache
@torch.no_grad()
def volumes():
    """The picture and what each layer makes of it, after its ReLU, by torch."""
    made, x = [image()], image()[None]
    for name, layer in network().named_children():
        x = layer(x)
        if name.startswith("relu") or name == "fc":
            made.append(x[0])
    made[-1] = made[-1][:, None, None]
    return made


@torch.no_grad()
def window(n, at):
    """The inputs and weights of one activation, (channels, rows, columns) each, and its bias."""
    f, i, j = at
    layer = getattr(network(), NAMES[n])
    if NAMES[n] == "fc":
        return volumes()[n], layer.weight[f].reshape(volumes()[n].shape), layer.bias[f]
    patches = F.unfold(volumes()[n][None], layer.kernel_size, 1, layer.padding, layer.stride)[0]
    inputs = patches[:, i * volumes()[n + 1].shape[2] + j]
    return inputs.reshape(layer.weight.shape[1:]), layer.weight[f], layer.bias[f]


def written(text):
    return float(text.replace("\u2212", "-"))


def shown_parts(page):
    """Row by row of the sum: its number, and its text."""
    rows = page.locator(".sum tbody tr")
    return [
        (written(number), text)
        for number, text in rows.evaluate_all(
            "all => all.map(r => [r.cells[0].textContent, r.cells[1].textContent])"
        )
    ]


def assert_traces(page, n, at):
    """Sum, terms, windows and pixels are torch's."""
    inputs, weights, bias = window(n, at)
    products = (inputs * weights).double()
    value = volumes()[n + 1][at].item()
    name = f"{NAMES[n]}[{at[0] if n == 5 else ', '.join(map(str, at))}]"
    total = page.locator(".total").inner_text()
    assert total.startswith(f"{name} = ") and abs(written(total.split(" = ")[-1]) - value) < 1e-4

    terms = shown_parts(page)
    result, (bias_shown, bias_name) = terms[-1], terms[-2]
    assert (result[1], bias_name) == ("sum", "bias")
    assert abs(bias_shown - bias.item()) < 6e-5
    assert abs(sum(number for number, _ in terms[:-1]) - result[0]) < 1e-9  # it adds up as written
    before = products.sum().item() + bias.item()
    assert abs(result[0] - before) < 1e-4
    assert ("ReLU" in total) == (n < 5)
    assert abs((max(before, 0) if n < 5 else before) - value) < 1e-4  # what this test does is right

    order = products.abs().flatten().argsort(descending=True)[:6]
    many = int((products != 0).sum())
    for (number, text), place in zip(terms, order[: min(6, many)], strict=False):
        assert abs(number - products.flatten()[place].item()) < 1e-4
        factors = [written(factor) for factor in text.split(" × ")]
        assert abs(factors[0] - inputs.flatten()[place].item()) < 1e-4
        assert abs(factors[1] - weights.flatten()[place].item()) < 6e-5
    if many > 6:
        assert terms[6][1] == f"{many - 6} more products"
        rest = products.sum().item() - products.flatten()[order].sum().item()
        assert abs(terms[6][0] - rest) < 6e-4  # takes the rounding of eight other numbers
    else:  # what rounding leaves has its own row
        assert [text for _, text in terms[many:-2]] in ([], ["rounding"])
    reach = re.findall(r"\d+", page.locator(".muted").nth(0).inner_text())
    top, bottom, left, right = pixels_of(n, at)
    sizes = [bottom - top + 1, right - left + 1]
    assert list(map(int, reach)) == [*sizes, top, bottom, left, right]


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


def click(page, label, c, i, j, across, shape):
    """Click on an element of pictures of `shape` that stand `across` in a row."""
    canvas = page.get_by_role("application", name=label, exact=True)
    rows, columns = shape
    box = canvas.bounding_box()
    wide, high = canvas.evaluate("c => [c.width, c.height]")
    x = (c % across * (columns + 1) + j + 0.5) * box["width"] / wide
    y = (c // across * (rows + 1) + i + 0.5) * box["height"] / high
    canvas.click(position={"x": x, "y": y})


def test_it_begins_with_the_largest_of_the_second_layer(show):
    y = volumes()[2]
    at = tuple(np.unravel_index(y.argmax().item(), y.shape))
    assert_traces(show(figure()), 1, at)


@pytest.mark.parametrize("n", range(6))
def test_any_activation_by_mouse(show, n):
    page, random = show(figure()), np.random.default_rng(n)
    page.locator(".toggle label").nth(n).click()
    y = volumes()[n + 1]
    across = len(y) if n == 5 else 8 if len(y) < 32 else 16
    alive = y.nonzero().numpy()
    corners = [(0, 0, 0), tuple(k - 1 for k in y.shape)]
    for at in [*corners, *(tuple(map(int, random.choice(alive))) for _ in range(4))]:
        click(page, "activations of the layer", *at, across, y.shape[1:])
        assert_traces(page, n, at)


def test_any_activation_by_keyboard(show):
    page = show(figure())
    page.get_by_role("radio", name="conv2").focus()
    page.keyboard.press("ArrowRight")
    y = volumes()[3]
    at = np.unravel_index(y.argmax().item(), y.shape)
    assert_traces(page, 2, at)
    page.get_by_label("Channel", exact=True).fill("30")
    page.keyboard.press("Enter")
    page.get_by_label("Row", exact=True).fill("0")
    page.keyboard.press("Enter")
    page.get_by_label("Column", exact=True).fill("5")
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    assert_traces(page, 2, (30, 0, 6))
    page.get_by_role("application", name="activations of the layer").focus()
    page.keyboard.press("ArrowRight")  # into the next picture
    assert_traces(page, 2, (31, 0, 0))
    page.keyboard.press("ArrowUp")  # into the picture above
    assert_traces(page, 2, (15, 6, 0))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert_traces(page, 2, (31, 1, 0))
    assert page.get_by_role("status").inner_text().startswith("conv3[31, 1, 0] = ReLU(")


def test_a_trace_leads_back_to_the_pixels(show):
    page = show(figure())
    page.locator(".toggle label").nth(5).click()
    answer = volumes()[6].argmax().item()
    assert_traces(page, 5, (answer, 0, 0))
    for n in (4, 3, 2, 1, 0):
        button = page.locator(".sum button").first
        name = button.inner_text()
        button.press("Enter")
        at = tuple(int(k) for k in re.findall(r"\d+", name)[1:])
        assert name.startswith(NAMES[n])
        assert_traces(page, n, at)
    page.locator(".sum button").first.click()
    assert re.search(
        r"picture\[0, \d+, \d+\] is a pixel: here the trace ends",
        page.get_by_role("alert").inner_text(),
    )
    back = page.get_by_role("button", name="Back")
    for _ in range(5):
        back.click()
    assert_traces(page, 5, (answer, 0, 0))
    assert page.get_by_role("alert").inner_text() == ""


def test_pointing_writes_a_product_and_a_click_follows_it(show):
    page = show(figure())
    at, (c, k, m) = (3, 6, 7), (6, 2, 1)  # the eight kernels stand three in a row
    click(page, "activations of the layer", *at, 8, (14, 14))
    inputs, weights, _ = window(1, at)
    canvas = page.get_by_role("application", name="weights", exact=True)
    box = canvas.bounding_box()
    wide, high = canvas.evaluate("c => [c.width, c.height]")
    x, y = (c % 3 * 4 + m + 0.5) / wide, (c // 3 * 4 + k + 0.5) / high
    canvas.hover(position={"x": x * box["width"], "y": y * box["height"]})
    text = page.locator(".line").inner_text()
    assert text.startswith("conv1[6, 7, 7] × weight[3, 6, 2, 1] = ")
    factors = [written(factor) for factor in re.split(" [×=] ", text)[-3:]]
    x, w = inputs[c, k, m].item(), weights[c, k, m].item()
    np.testing.assert_allclose(factors, [x, w, x * w], rtol=0, atol=6e-5)
    page.mouse.move(0, 0)
    assert page.locator(".line").inner_text().startswith("Point at a product")
    products = page.get_by_role("application", name="products", exact=True)
    products.focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("status").inner_text() == page.locator(".line").inner_text()
    click(page, "products", c, k, m, 3, (3, 3))
    assert_traces(page, 0, (6, 7, 7))


def test_bad_input_gets_a_sentence(show):
    page = show(figure())
    before = page.locator(".total").inner_text()
    for text in ("99", "x"):
        page.get_by_label("Row", exact=True).fill(text)
        page.keyboard.press("Enter")
        words = f"Row (={text}) must be a whole number from 0 to 13."
        assert page.get_by_role("alert").inner_text() == words
        assert page.locator(".total").inner_text() == before
    click(page, "activations of the layer", 0, 0, 0, 8, (14, 14))
    assert page.get_by_role("alert").inner_text() == ""
    click(page, "inputs", 0, 0, 0, 3, (3, 3))
    assert "This input is padding" in page.get_by_role("alert").inner_text()
    assert_traces(page, 1, (0, 0, 0))


@pytest.mark.parametrize(
    "pixels, words",
    [
        (np.zeros((27, 28)), "image (of shape (27, 28)) must be of shape (28, 28) or (1, 28, 28)"),
        (np.full((28, 28), 255), "image must hold numbers from 0 (background) to 1 (ink)"),
        (np.full((28, 28), np.nan), "image must hold numbers from 0"),
    ],
)
def test_what_is_wrong_is_refused(pixels, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        live.trace(network(), pixels)


def test_the_static_picture_shows_the_same(show):
    page = show(figure(), java_script_enabled=False)
    rows = page.locator("tr:has(td)").evaluate_all(
        "all => all.map(r => [...r.cells].map(c => c.textContent))"
    )
    numbers = [float(row[-1]) for row in rows]
    y = volumes()[2]
    at = np.unravel_index(y.argmax().item(), y.shape)
    inputs, weights, bias = window(1, at)
    products = (inputs * weights).flatten()
    order = products.abs().argsort(descending=True)[:6]
    rest = products.sum() - products[order].sum()
    expected = [*products[order].tolist(), rest.item(), bias.item(), y.max().item()]
    np.testing.assert_allclose(numbers, expected, rtol=0, atol=1e-4)
    for row in rows[:6]:
        place = tuple(int(k) for k in row[0].split(", "))
        assert abs(volumes()[1][place].item() - float(row[1])) < 1e-4


def test_size():
    weights = len(pack(layers_of(network()))["weights"])
    assert len(figure()._repr_html_().encode()) - weights < 60_000


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, figure())
