"""The digit that the reader draws: network against torch, centring against numpy and scipy."""

import base64
import re
from functools import cache

import numpy as np
import pytest
import torch
from scipy.ndimage import center_of_mass
from torch import nn

from lib import live
from lib.data import PROJECT, has_mnist, load_mnist, load_sample
from lib.live.kit import bundle
from lib.live.kit.network import layers_of, pack, volumes
from lib.models.folded import load
from tests.live.browser import assert_fits_all_readers, run_module

PAD, RADIUS = 280, 11
ABOVE = np.array([[0, 0, 0], [230, 159, 0], [255, 246, 214]])  # colours of feature maps
RUN_ALL = """(() => {
    const layers = kit_network_js.unpackNetwork(value.network);
    const bytes = kit_network_js.unpackBytes(value.images);
    const times = [], all = [];
    for (let k = 0; k < bytes.length; k += 784) {
        const picture = Float32Array.from(bytes.subarray(k, k + 784), (byte) => byte / 255);
        const start = performance.now();
        all.push([...kit_network_js.run(layers, picture).at(-1).values]);
        times.push(performance.now() - start);
    }
    return { all, median: times.sort((a, b) => a - b)[times.length >> 1] };
})()"""


@cache
def network():
    return load(PROJECT / "book" / "13-digit-network.json")[0]


@cache
def figure():
    return live.draw(network())


@cache
def sample():
    """The first digit of each class of the packaged sample."""
    images, labels = load_sample()
    return [images[(labels == digit).nonzero()[0].item()] for digit in range(10)]


@cache
def images():
    """500 digits, of the test part where there is one: two computations are compared, no more."""
    every = load_mnist().test.images if has_mnist() else load_sample().images
    return every[:: len(every) // 500]


def encoded(array):
    return base64.b64encode(array.tobytes()).decode()


# ---- the network in the page --------------------------------------------------------------------


@torch.no_grad()
def test_500_digits_get_the_logits_of_torch(show):
    value = {"network": pack(layers_of(network())), "images": encoded(images().numpy())}
    result = run_module(show(), "kit/network", RUN_ALL, value)
    ours, theirs = torch.tensor(result["all"]), network()(images() / 255)
    assert len(ours) == 500
    assert ours.argmax(dim=1).equal(theirs.argmax(dim=1))
    assert (ours - theirs).abs().max() < 1e-3
    print(f"median {result['median']:.2f} ms, deviation {(ours - theirs).abs().max():.1e}")
    assert result["median"] < 16


@torch.no_grad()
@pytest.mark.parametrize("seed", range(3))
def test_other_networks_too(show, seed):
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
    ours = torch.tensor(run_module(show(), "kit/network", RUN_ALL, value)["all"])
    torch.testing.assert_close(ours, model(pictures / 255), rtol=0, atol=1e-5)


def test_every_16_bit_number_is_read(show):
    halves = np.arange(2**16, dtype="<u2").view("<f2")
    halves = halves[np.isfinite(halves)]
    layer = {"name": "all", "shape": [1, 1, 1, len(halves) - 1], "stride": 1, "padding": 0}
    value = {"layers": [layer], "weights": encoded(halves)}
    code = "(([l]) => [...l.weight, ...l.bias])(kit_network_js.unpackNetwork(value))"
    assert np.array_equal(run_module(show(), "kit/network", code, value), halves.astype(float))


# ---- MNIST's centring ---------------------------------------------------------------------------


def ink_of(points):
    """Ink of a stroke through points (row, column): the distance to its segments, at all pixels."""
    y, x = np.mgrid[:PAD, :PAD] + 0.5
    ink = np.zeros((PAD, PAD))
    for (y0, x0), (y1, x1) in zip(points, [*points[1:], points[-1]], strict=True):
        dy, dx = y1 - y0, x1 - x0
        t = np.clip(((y - y0) * dy + (x - x0) * dx) / max(dy**2 + dx**2, 1e-9), 0, 1)
        distance = np.hypot(y - y0 - t * dy, x - x0 - t * dx)
        ink = np.maximum(ink, np.clip(RADIUS + 0.5 - distance, 0, 1))
    return ink


def means(values, n):
    """Means over n equal stretches of the rows: differences of a sum up to there."""
    edges = np.linspace(0, len(values), n + 1)
    total = np.cumsum(np.vstack([np.zeros(values.shape[1]), values]), axis=0)
    up_to = [np.interp(edges, np.arange(len(total)), column) for column in total.T]
    return np.diff(up_to).T * n / len(values)


def centred(ink):
    """The picture of 28 x 28 bytes, by sums and scipy's centre of mass."""
    rows, columns = (np.flatnonzero(ink.any(axis)) for axis in (1, 0))
    inside = ink[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    height, width = (int(n * 20 / max(inside.shape) + 0.5) for n in inside.shape)
    small = means(means(inside, height).T, width).T
    top, left = (
        int(np.clip(14 - np.floor(round(mean, 6) + 0.5), 0, 28 - n))  # a symmetric dot: 9.5
        for mean, n in zip(center_of_mass(small), small.shape, strict=True)
    )
    picture = np.zeros((28, 28))
    picture[top : top + height, left : left + width] = small
    return np.floor(255 * picture + 0.5)


STROKES = """value.map((points) => {
    const ink = new Float32Array(280 * 280);
    points.forEach((to, k) => draw_centring_js.stroke(ink, points[Math.max(0, k - 1)], to));
    return [...draw_centring_js.centre(ink).picture].map((grey) => 255 * grey);
})"""


def test_strokes_are_centred_as_numpy_and_scipy_do_it(show):
    random = np.random.default_rng(1)
    drawings = [random.uniform(0, PAD, (random.integers(1, 5), 2)).tolist() for _ in range(25)]
    drawings += [[[140, 140]], [[0, 0], [280, 280]], [[20, 20], [260, 22]], [[5, 9], [6, 270]]]
    ours = np.array(run_module(show(), "draw/centring", STROKES, drawings)).reshape(-1, 28, 28)
    for picture, points in zip(ours, drawings, strict=True):
        assert np.abs(picture - centred(ink_of(points))).max() < 1.001  # a tie: one grey


def test_digits_of_mnist_pass_unchanged(show):
    pictures = images()[::5, 0].numpy()
    longest = [max(np.ptp(np.flatnonzero(p.any(axis))) + 1 for axis in (0, 1)) for p in pictures]
    assert np.mean(np.equal(longest, 20)) > 0.98  # the very few others grow to 20
    code = """Array.from({ length: 100 }, (_, k) => {
        const bytes = kit_network_js.unpackBytes(value).subarray(784 * k, 784 * (k + 1));
        const centred = draw_centring_js.centre(draw_centring_js.enlarge(bytes)).picture;
        return bytes.every((byte, n) => Math.round(255 * centred[n]) === byte);
    })"""
    page = show()
    scripts = bundle.script("network", "draw-centring")
    same = page.evaluate(f"value => {{ {scripts}\nreturn {code}; }}", encoded(pictures))
    assert np.array_equal(same, np.equal(longest, 20))


def test_without_ink_there_is_no_picture(show):
    code = "draw_centring_js.centre(new Float32Array(280 * 280))"
    assert run_module(show(), "draw/centring", code) is None


# ---- the figure ---------------------------------------------------------------------------------


def pixels(page, name):
    """What a canvas shows, (rows, columns, 3) of uint8; without the gaps between pictures."""
    shown = page.locator(f"canvas[aria-label^='{name}']").evaluate(
        "c => { const d = c.getContext('2d').getImageData(0, 0, c.width, c.height);"
        " return [c.height, c.width, [...d.data]]; }"
    )
    return np.array(shown[2], np.uint8).reshape(shown[0], shown[1], 4)[..., :3]


def picture(page):
    return pixels(page, "what the network sees")[..., 0]


def shares(page):
    return [float(text.removesuffix(" %")) for text in page.locator(".share").all_inner_texts()]


@torch.no_grad()
def assert_answers(page):
    """Answer, probabilities and all feature maps are torch's, for the picture that is shown."""
    x = torch.from_numpy(picture(page).copy())[None, None] / 255
    expected = network()(x).softmax(dim=1)[0]
    np.testing.assert_allclose(shares(page), 100 * expected, rtol=0, atol=0.06)
    assert page.locator(".best").inner_text() == str(expected.argmax().item())
    assert page.locator("li.is-best .digit").all_inner_texts() == [str(expected.argmax().item())]
    for name, layer in network().named_children():
        x = layer(x)
        if name.startswith("relu"):
            maps = x[0].numpy()
            most, (count, rows, columns) = maps.max(), maps.shape
            shown = pixels(page, f"conv{name[4:]}:")
            across = 8 if count < 32 else 16
            for c, values in enumerate(maps):
                top, left = c // across * (rows + 1), c % across * (columns + 1)
                tile = shown[top : top + rows, left : left + columns].astype(float)
                for k in range(3):
                    colours = np.interp(values / most, [0, 0.5, 1], ABOVE[:, k])
                    assert np.abs(tile[..., k] - colours).max() < 1


def place(page, row, column):
    """A point of the pad, on the page."""
    box = page.get_by_role("application", name="drawing pad").bounding_box()
    return box["x"] + column / PAD * box["width"], box["y"] + row / PAD * box["height"]


def test_a_digit_stands_there_and_others_can_be_loaded(show):
    page = show(figure())
    for digit in (3, 0, 7):
        if digit != 3:
            page.get_by_role("button", name=f"Load a {digit} of MNIST").press("Enter")
        assert np.array_equal(picture(page), sample()[digit][0])
        assert_answers(page)


def test_drawing_by_mouse(show):
    page = show(figure())
    page.get_by_role("button", name="Clear").click()
    points = [(60, 80), (60, 200), (230, 120)]  # a seven
    page.mouse.move(*place(page, *points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*place(page, *point))
        assert_answers(page)  # while the stroke goes on
    page.mouse.up()
    page.mouse.move(*place(page, 10, 10))  # no ink without the button
    assert np.abs(picture(page) - centred(ink_of(points))).max() <= 1
    assert page.get_by_role("status").inner_text().startswith("The network answers ")


def test_drawing_by_finger(show):
    page = show(figure(), has_touch=True)
    page.get_by_role("button", name="Clear").tap()
    page.touchscreen.tap(*place(page, 140, 100))
    assert np.abs(picture(page) - centred(ink_of([(140, 100)]))).max() <= 1
    assert_answers(page)
    pad = page.get_by_role("application", name="drawing pad")
    assert pad.evaluate("p => getComputedStyle(p).touchAction") == "none"  # the page stays put


def test_drawing_by_keyboard(show):
    page = show(figure())
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Shift+Tab")
    said = page.get_by_role("status")
    for key in [*["ArrowUp"] * 3, *["ArrowLeft"] * 4, "ArrowRight"]:
        page.keyboard.press(key)
    assert said.inner_text() == "row 11, column 11 of 28"
    assert picture(page).max() == 0
    page.keyboard.press("Space")
    assert said.inner_text().startswith("Pen down, row 11, column 11 of 28. The network answers ")
    keys = [*["ArrowRight"] * 6, *["End"] * 4, *["ArrowDown"] * 5, "PageDown", "Home", "PageUp"]
    moves = {"ArrowRight": (0, 10), "End": (10, -10), "ArrowDown": (10, 0), "PageDown": (10, 10)}
    moves |= {"Home": (-10, -10), "PageUp": (-10, 10)}
    points = [(110, 110)]
    for key in keys:
        page.keyboard.press(key)
        points.append(tuple(np.add(points[-1], moves[key])))
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    assert np.abs(picture(page) - centred(ink_of(points))).max() <= 1
    assert_answers(page)
    for _ in range(40):  # the cursor stays on the pad
        page.keyboard.press("Home")
    assert said.inner_text() == "row 0, column 0 of 28"


def test_an_empty_pad_gets_a_sentence(show):
    page = show(figure())
    page.get_by_role("button", name="Clear").click()
    assert page.get_by_text("Nothing is drawn yet: the network is not asked.").count() == 2
    assert page.locator(".share").all_inner_texts() == ["–"] * 10
    assert pixels(page, "conv1").max() == 0 == picture(page).max()
    page.mouse.click(*place(page, 100, 100))  # the figure stays usable
    assert_answers(page)


def test_the_answer_comes_in_time(show):
    page = show(figure())
    page.evaluate(
        """() => {
            const pad = document.querySelector(".live-figure").shadowRoot.querySelector(".pad");
            window.times = [];
            window.press = (key) => {
                const start = performance.now();
                pad.dispatchEvent(new KeyboardEvent("keydown", { key, cancelable: true }));
                window.times.push(performance.now() - start);
            };
        }"""
    )
    page.evaluate("press(' '); for (let k = 0; k < 60; k += 1) press(k % 2 ? 'End' : 'PageUp')")
    median = page.evaluate("times.sort((a, b) => a - b)[times.length >> 1]")
    print(f"ink, centring, network and pictures: median {median:.1f} ms")
    assert median < 50  # three frames, on a busy machine


# ---- the function, and the picture without a script ---------------------------------------------


@pytest.mark.parametrize(
    "model, words",
    [
        (nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool2d(2)), "layer 1 (=MaxPool2d("),
        (nn.Sequential(nn.Conv2d(1, 2, 3, stride=(1, 2))), "must have the same stride and padding"),
        (nn.Sequential(nn.Conv2d(1, 2, 3, dilation=2)), "no dilation"),
        (nn.Sequential(nn.Flatten(), nn.Linear(100, 10)), "must take 784 numbers"),
        (nn.Sequential(nn.Flatten(), nn.Linear(784, 9)), "must end with ten logits, not with (9,"),
    ],
)
def test_what_is_wrong_is_refused(model, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        live.draw(model)


@torch.no_grad()
def test_the_static_picture_shows_the_same(show):
    page = show(figure(), java_script_enabled=False)
    rows = page.locator("td:nth-child(2)").all_inner_texts()
    expected = 100 * network()(sample()[3][None] / 255).softmax(dim=1)[0]
    np.testing.assert_allclose([float(r.removesuffix(" %")) for r in rows], expected, atol=0.06)
    assert page.locator("img").evaluate("i => [i.naturalWidth, i.alt.length > 30]") == [28, True]


@torch.no_grad()
def test_python_computes_the_same():
    made = volumes(layers_of(network()), images()[0].numpy() / 255)
    np.testing.assert_allclose(made[-1].ravel(), network()(images()[:1] / 255)[0], atol=1e-4)


def test_size():
    weights = len(pack(layers_of(network()))["weights"])
    assert len(figure()._repr_html_().encode()) - weights < 60_000
    assert figure()._repr_html_() == live.draw(network())._repr_html_()


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, figure())
