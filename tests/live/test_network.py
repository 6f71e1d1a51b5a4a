"""A network in the page against torch, and where its pictures stand on a canvas."""

import base64
import re
from itertools import product

import numpy as np
import pytest
import torch
from torch import nn

from lib.data import has_mnist, load_mnist, load_sample
from lib.live.kit.network import layers_of, pack, picture, volumes
from tests.live.network import network

RUN_ALL = """(() => {
    const layers = kit_network_js.unpackNetwork(value.network);
    const bytes = kit_network_js.unpackBytes(value.images);
    return Array.from({ length: bytes.length / 784 }, (_, k) => {
        const each = bytes.subarray(784 * k, 784 * (k + 1));
        const picture = Float32Array.from(each, (byte) => byte / 255);
        return [...kit_network_js.run(layers, picture).at(-1).values];
    });
})()"""


def images():
    """500 digits, of the test part where there is one: two computations are compared, no more."""
    every = load_mnist().test.images if has_mnist() else load_sample().images
    return every[:: len(every) // 500]


def encoded(array):
    return base64.b64encode(array.tobytes()).decode()


@torch.no_grad()
def test_500_digits_get_the_logits_of_torch(node):
    value = {"network": pack(layers_of(network())), "images": encoded(images().numpy())}
    ours = torch.tensor(node("kit/network", RUN_ALL, value))
    theirs = network()(images() / 255)
    assert len(ours) == 500
    assert ours.argmax(dim=1).equal(theirs.argmax(dim=1))
    assert (ours - theirs).abs().max() < 1e-3


@torch.no_grad()
@pytest.mark.parametrize("seed", range(3))
def test_other_networks_too(node, seed):
    torch.manual_seed(seed)
    random = np.random.default_rng(seed)
    stride, padding = int(random.integers(1, 4)), int(random.integers(0, 3))
    conv = nn.Conv2d(1, 3, (int(random.integers(1, 6)), 4), stride=stride, padding=padding)
    inner = nn.Sequential(conv, nn.Conv2d(3, 2, 3, padding=1), nn.ReLU())
    size = inner(torch.zeros(1, 1, 28, 28)).numel()
    model = nn.Sequential(*inner, nn.Flatten(), nn.Linear(size, 7), nn.ReLU(), nn.Linear(7, 10))
    model = model.half().float()
    pictures = images()[:5]
    value = {"network": pack(layers_of(model)), "images": encoded(pictures.numpy())}
    ours = torch.tensor(node("kit/network", RUN_ALL, value))
    torch.testing.assert_close(ours, model(pictures / 255), rtol=0, atol=1e-5)


@torch.no_grad()
def test_python_computes_the_same():
    made = volumes(layers_of(network()), images()[0].numpy() / 255)
    np.testing.assert_allclose(made[-1].ravel(), network()(images()[:1] / 255)[0], atol=1e-4)


@torch.no_grad()
def test_a_layer_that_stands_twice_counts_twice():
    torch.manual_seed(0)
    relu, same = nn.ReLU(), nn.Conv2d(2, 2, 3, padding=1)
    maps = [nn.Conv2d(1, 2, 3), relu, same, relu, same, relu, nn.Flatten()]
    model = nn.Sequential(*maps, nn.Linear(2 * 26 * 26, 5), relu, nn.Linear(5, 10)).half().float()
    made = volumes(layers_of(model), images()[0].numpy() / 255)
    assert [layer.relu for layer in layers_of(model)] == [True] * 4 + [False]
    np.testing.assert_allclose(made[-1].ravel(), model(images()[:1] / 255)[0], atol=1e-5)


def with_weight(value):
    """A network with one large weight."""
    model = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    model[1].weight.data[3, 5] = value
    return model


def convolved(**settings):
    """A network that begins with a convolution."""
    return nn.Sequential(nn.Conv2d(1, 2, 3, **settings), nn.ReLU())


PLAIN = (
    "must have the same stride and padding for rows and columns, zeros as padding, no dilation and "
    "no groups"
)
FLAT = nn.Flatten()
WRONG = [
    (nn.Linear(784, 10), "network (of type Linear) must be an nn.Sequential"),
    (nn.Sequential(nn.MaxPool2d(2)), "must be one of Conv2d, ReLU, Flatten, Linear"),
    (nn.Sequential(nn.ReLU(), FLAT, nn.Linear(784, 10)), "must stand behind a layer with weights"),
    (nn.Sequential(nn.Flatten(2), nn.Linear(784, 10)), "must have its usual settings"),
    (nn.Sequential(nn.Linear(784, 10)), "must stand behind Flatten"),
    (nn.Sequential(FLAT, nn.Linear(100, 10)), "must take 784 numbers"),
    (
        nn.Sequential(FLAT, nn.Linear(784, 9)),
        "network must end with ten logits, not with (9, 1, 1)",
    ),
    (nn.Sequential(FLAT, nn.Conv2d(1, 10, 28)), "must stand before Flatten"),
    (nn.Sequential(nn.Conv2d(3, 10, 28)), "must take 1 channels"),
    (nn.Sequential(nn.Conv2d(1, 10, 29)), "must not exceed the padded input"),
    (
        nn.Sequential(nn.Conv2d(1, 10, 28, bias=False)),
        "network: bias of 0 (=None) must be a tensor",
    ),
    (nn.Sequential(FLAT, nn.Linear(784, 10, bias=False)), "network: bias of 1 (=None) must be"),
    (with_weight(1e6), "network: weight of 1 must hold numbers of at most 65504"),
    (with_weight(float("nan")), "network: weight of 1 must hold numbers of at most 65504"),
    (convolved(stride=(1, 2)), PLAIN),
    (convolved(padding=(1, 0)), PLAIN),
    (convolved(padding="same"), PLAIN),
    (convolved(padding=1, padding_mode="reflect"), PLAIN),
    (convolved(dilation=2), PLAIN),
    (nn.Sequential(nn.Conv2d(1, 2, 3), nn.Conv2d(2, 2, 3, groups=2)), PLAIN),
]


@pytest.mark.parametrize("model, words", WRONG, ids=[words for _, words in WRONG])
def test_what_would_be_another_network_is_refused(model, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        layers_of(model)


def test_every_16_bit_number_is_read(node):
    halves = np.arange(2**16, dtype="<u2").view("<f2")
    halves = halves[np.isfinite(halves)]
    layer = {"name": "all", "shape": [1, 1, 1, len(halves) - 1], "stride": 1, "padding": 0}
    value = {"layers": [layer], "weights": encoded(halves)}
    code = "(([l]) => [...l.weight, ...l.bias])(kit_network_js.unpackNetwork(value))"
    assert np.array_equal(node("kit/network", code, value), halves.astype(float))


# ---- pictures on a canvas -----------------------------------------------------------------------


TILES = [
    (7, 2, 3, 3),
    (8, 14, 14, 8),
    (5, 1, 1, 2),
    (3, 4, 4, 8),
]  # channels, rows, columns, across


def drawn(channels, rows, columns, across):
    """Which element stands where: (high, wide) of (c, i, j) or None."""
    high = -(-channels // across) * (rows + 1) - 1
    where = np.full((high, min(across, channels) * (columns + 1) - 1), None)
    for c, i, j in product(range(channels), range(rows), range(columns)):
        where[c // across * (rows + 1) + i, c % across * (columns + 1) + j] = [c, i, j]
    return where


@pytest.mark.parametrize("tiles", TILES, ids=str)
def test_every_element_is_found_where_it_is_drawn(node, tiles):
    names = ("channels", "rows", "columns", "across")
    value = dict(zip(names, tiles, strict=True))
    code = """(() => {
        const { sizeOf, findElement, cornerOf } = kit_network_tiles_js;
        const [high, wide] = sizeOf(value);
        const found = [];
        for (let i = -3; i < high + 3; i += 1)
            for (let j = -3; j < wide + 3; j += 1) found.push(findElement(value, i, j));
        const corners = Array.from({ length: value.channels }, (_, c) => cornerOf(value, c));
        return { high, wide, found, corners };
    })()"""
    made = node("kit/network-tiles", code, value)
    where = drawn(*tiles)
    assert (made["high"], made["wide"]) == where.shape
    found = np.empty(len(made["found"]), object)
    found[:] = made["found"]
    around = np.pad(where, 3, constant_values=None)
    assert found.reshape(around.shape).tolist() == around.tolist()
    assert [where[tuple(corner)] for corner in made["corners"]] == [
        [c, 0, 0] for c in range(tiles[0])
    ]


@pytest.mark.parametrize("tiles", TILES, ids=str)
def test_keys_go_to_what_stands_beside(node, tiles):
    channels, rows, columns, across = tiles
    code = """value.steps.map(([place, by]) =>
        [kit_network_tiles_js.moveElement(value.tiles, place, by),
         kit_network_tiles_js.movePicture(value.tiles, place[0], by)])"""
    names = ("channels", "rows", "columns", "across")
    ways = [(-1, 0), (1, 0), (0, -1), (0, 1)]
    places = [(c, i, j) for c in range(channels) for i in {0, rows - 1} for j in {0, columns - 1}]
    steps = [[list(place), list(way)] for place in places for way in ways]
    value = {"tiles": dict(zip(names, tiles, strict=True)), "steps": steps}
    made = node("kit/network-tiles", code, value)
    for ((c, i, j), (down, right)), (element, beside) in zip(steps, made, strict=True):
        next_picture = c + down * across + right
        if not 0 <= next_picture < channels:
            next_picture = c
        assert beside == next_picture
        inside = 0 <= i + down < rows and 0 <= j + right < columns
        stays = next_picture == c
        expected = [next_picture, (i + down) % rows, (j + right) % columns]
        assert element == ([c, i + down, j + right] if inside else [c, i, j] if stays else expected)


def test_colours_from_blue_over_black_to_orange(node):
    values = np.linspace(-1.5, 1.5, 24).reshape(2, 3, 4)
    code = """[false, true].map((isInk) => [...kit_network_tiles_js.paint({ channels: 2, rows: 3,
        columns: 4, values: Float64Array.from(value) }, { across: 2, most: 1.2, isInk })])"""
    made = node("kit/network-tiles", code, values.ravel().tolist())
    colour, ink = (np.array(each, float).reshape(3, 9, 4) for each in made)
    stops = np.array([[232, 246, 255], [86, 180, 233], [0, 0, 0], [230, 159, 0], [255, 246, 214]])
    for c, tile in enumerate(values / 1.2):
        part = colour[:, 5 * c : 5 * c + 4]
        for k in range(3):
            expected = np.interp(tile, [-1, -0.5, 0, 0.5, 1], stops[:, k])
            assert np.abs(part[..., k] - expected).max() < 1
        grey = np.minimum(1, np.abs(tile)) * 255
        assert np.abs(ink[:, 5 * c : 5 * c + 4, :3] - grey[..., None]).max() < 1
        assert (part[..., 3] == 255).all()
    assert (colour[:, 4] == 0).all() and (ink[:, 4] == 0).all()  # between two pictures: clear


def test_without_values_all_is_black(node):
    code = """[...kit_network_tiles_js.paint({ channels: 1, rows: 1, columns: 2,
        values: new Float64Array(2) }, { across: 1, most: 0, isInk: false })]"""
    assert node("kit/network-tiles", code) == [0, 0, 0, 255] * 2


# ---- sums ---------------------------------------------------------------------------------------


def test_of_equal_values_the_first_is_the_largest(node):
    code = """kit_network_sums_js.placeOfLargest({ channels: 2, rows: 2, columns: 3,
        values: Float64Array.from(value) })"""
    for values, place in [
        ([0, 0, 0, 0, 5, 0, 0, 5, 0, 0, 0, 0], [0, 1, 1]),
        ([-3, -2, -9, -2, -3, -3] * 2, [0, 0, 1]),
        ([0] * 12, [0, 0, 0]),
    ]:
        assert node("kit/network-sums", code, values) == place


def test_of_equal_products_the_first_come_first_and_zeros_not_at_all(node):
    code = """kit_network_sums_js.largestProducts({ channels: 1, rows: 1, columns: 8,
        values: Float64Array.from(value) }, 4)"""
    assert node("kit/network-sums", code, [1, -2, 0, 2, 1, -1, 0, -2]) == [1, 3, 7, 0]
    assert node("kit/network-sums", code, [0, 0, 3, 0, 0, 0, -4, 0]) == [6, 2]


@pytest.mark.parametrize(
    "value, text", [(1.23456, "1.2346"), (-0.5, "−0.5000"), (-0.00004, "0.0000"), (0, "0.0000")]
)
def test_numbers_of_sums_have_four_decimals_and_a_true_minus(node, value, text):
    assert node("kit/network-sums", "kit_network_sums_js.signed(value)", value) == text


def test_a_picture_says_what_it_is():
    html = picture(np.zeros((2, 3), np.uint8), 'a "3" & more')
    assert 'alt="a &quot;3&quot; &amp; more" width="15" height="10"' in html
