"""The drawing that the network reads: ink and centring against numpy and scipy, answers, undo."""

import base64
import re
from functools import cache
from itertools import pairwise

import numpy as np
import pytest
import torch
from scipy.ndimage import center_of_mass
from torch import nn

from lib import live
from lib.data import load_sample
from lib.live.draw import LIMITS, letter, scribble
from lib.live.kit import bundle
from lib.live.kit.network import layers_of, pack
from tests.live.browser import (
    assert_fits_all_readers,
    assert_states_visible,
    assert_still,
    go,
    group,
    make_fingers,
)
from tests.live.network import (
    NAMES,
    across_of,
    assert_lights,
    assert_traces,
    canvas,
    framed,
    largest,
    network,
    picture_of,
    pixels,
    point_at,
    static_picture,
    volumes_of,
)
from tools.browser import OVERFLOW, find_faults

PAD, RADIUS = 280, 11
ABOVE = np.array([[0, 0, 0], [230, 159, 0], [255, 246, 214]])  # colours of feature maps
SEVEN = [(60, 80), (60, 200), (230, 120)]


@cache
def figure():
    return live.draw(network())


@cache
def sample():
    """The first digit of each class of the packaged sample."""
    images, labels = load_sample()
    return [images[(labels == digit).nonzero()[0].item()] for digit in range(10)]


def test_the_first_digit_is_seen_without_a_script():
    pixels, size = static_picture(figure())
    np.testing.assert_array_equal(pixels, sample()[3][0])
    assert size == (140, 140)


# ---- ink ----------------------------------------------------------------------------------------


def ink_of(*lines):
    """Ink of lines through points (row, column): the distance to their segments, at all pixels."""
    y, x = np.mgrid[:PAD, :PAD] + 0.5
    ink = np.zeros((PAD, PAD))
    for points in lines:
        for (y0, x0), (y1, x1) in pairwise([points[0], *points]):
            dy, dx = y1 - y0, x1 - x0
            t = np.clip(((y - y0) * dy + (x - x0) * dx) / max(dy**2 + dx**2, 1e-9), 0, 1)
            distance = np.hypot(y - y0 - t * dy, x - x0 - t * dx)
            ink = np.maximum(ink, np.clip(RADIUS + 0.5 - distance, 0, 1))
    return ink


def drawings():
    """Some lines each."""
    random = np.random.default_rng(1)
    some = [[random.uniform(0, PAD, (random.integers(1, 5), 2)).tolist()] for _ in range(20)]
    some += [[[[140, 140]]], [[[0, 0], [280, 280]]], [[[20, 20], [260, 22]]], [[[5, 9], [6, 270]]]]
    heavy = [[[20, 140]], *([[row, 40], [row, 240]] for row in (235, 250, 265))]
    turned = [[[PAD - row, column] for row, column in line] for line in heavy]
    aside = [[[column, row] for row, column in line] for line in heavy]
    some += [heavy, turned, aside]  # so lopsided that the picture ends
    return [*some, letter(), scribble(), [[[30, 40], [90, 50]], [[200, 200]]]]


INKS = """value.map((lines) => {
    const inkOf = draw_marks_js.makeInk([]);
    return [...inkOf([{ base: null, lines }])];
})"""


def test_ink_is_what_lies_under_the_pen(node):
    for lines in drawings():
        (made,) = node("draw/marks", INKS, [lines])
        assert np.abs(np.reshape(made, (PAD, PAD)) - ink_of(*lines)).max() < 1e-4


def test_ink_that_grows_is_that_of_the_whole(node):
    """Added line by line, point by point, and after marks were taken back."""
    code = """(() => {
        const { makeInk, add, extend } = draw_marks_js;
        const [inkOf, fresh] = [makeInk([value.digit]), () => makeInk([value.digit])];
        const same = [];
        let marks = [{ base: 0, lines: [] }];
        const check = () => {
            const [ours, theirs] = [inkOf(marks), fresh()(marks)];
            same.push(ours.every((ink, k) => ink === theirs[k]));
        };
        check();
        for (const points of value.lines) {
            marks = add(marks, { lines: [] });
            for (const [k, point] of points.entries()) {
                extend(marks.at(-1), points[Math.max(0, k - 1)], point);
                if (k % 20 === 0) check();
            }
        }
        check();
        for (const kept of [3, 2, 1]) { marks = marks.slice(0, kept); check(); }
        marks = add(marks, { base: null, lines: [value.lines[0]] });
        check();
        marks = marks.slice(0, -1);
        check();
        return same;
    })()"""
    lines = [*letter(), *scribble(), [[9, 9], [9, 99]]]
    digit = [int(value) for value in sample()[8].ravel()]
    same = node("draw/marks", code, {"digit": digit, "lines": lines})
    assert same == [True] * len(same) and len(same) > 10


def inside(start, end):
    """The part of a straight line on the pad, from 100,001 points of it; None if it misses it."""
    points = np.linspace(start, end, 100_001)
    within = points[((points >= 0) & (points <= PAD)).all(axis=1)]
    return within[[0, -1]] if len(within) else None


def test_lines_are_cut_at_the_border(node):
    random = np.random.default_rng(2)
    ways = random.uniform(-PAD / 2, 1.5 * PAD, (300, 2, 2)).round(1).tolist()
    ways += [[[-50, 10], [400, 10]], [[10, -5], [10, 999]], [[-9, -9], [-9, 300]], [[5, 5], [5, 5]]]
    ways += [[[-5, 5], [-5, 5]], [[0, 0], [0, 280]], [[300, 0], [0, 300]], [[290, 0], [0, -290]]]
    code = "value.map(([from, to]) => draw_ink_js.clip(from, to))"
    for (start, end), made in zip(ways, node("draw/ink", code, ways), strict=True):
        expected = inside(start, end)
        if expected is None or made is None:  # one that the points miss touches a corner at most
            assert made is expected or np.ptp(made, axis=0).max() < 0.02
        else:
            assert np.abs(made - expected).max() < 0.02
            assert [p for p in (start, end) if min(p) >= 0 and max(p) <= PAD] == [
                p for p in made if p in (start, end)
            ][: 2 if start != end else None]


def test_a_mark_leaves_out_what_lies_outside(node):
    code = """value.map((points) => {
        const mark = { lines: [] };
        for (const [k, to] of points.entries())
            draw_marks_js.extend(mark, points[Math.max(0, k - 1)], to);
        return mark.lines;
    })"""
    ways = [
        [[100, 100], [100, 100], [100, 200.123]],
        [[100, 200], [100, 300], [150, 300], [150, 200]],  # out on the right and back
        [[100, -20], [100, -10]],
        [[10, 10], [-10, 10], [-10, 50], [10, 50], [10, 60]],
    ]
    assert node("draw/marks", code, ways) == [
        [[[100, 100], [100, 200.12]]],
        [[[100, 200], [100, 280]], [[150, 280], [150, 200]]],
        [],
        [[[10, 10], [0, 10]], [[0, 50], [10, 50], [10, 60]]],
    ]


def test_old_drawings_are_forgotten_whole(node):
    code = """(() => {
        let marks = [];
        const kept = [];
        for (let k = 0; k < 1000; k += 1) {
            const base = k < 700 && k % 50 === 0 ? { base: null } : {};
            marks = draw_marks_js.add(marks, { ...base, lines: [[[k, 0]]] });
            const start = draw_marks_js.current(marks)[0].lines[0][0][0];
            kept.push([marks.length, marks[0].base, start]);
        }
        return kept;
    })()"""
    for k, (length, base, start) in enumerate(node("draw/marks", code)):
        assert base is None and start == min(k // 50 * 50, 650)
        assert length <= max(350, k - 650 + 1) and length >= min(k + 1, 250)


# ---- MNIST's centring ---------------------------------------------------------------------------


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


def test_strokes_are_centred_as_numpy_and_scipy_do_it(node):
    code = f"""{INKS}.map((ink) => [...draw_centring_js.centre(Float32Array.from(ink)).picture]
        .map((grey) => 255 * grey))"""
    scripts = bundle.script("draw/marks", "draw/centring")
    for lines in drawings():
        ours = node.run(f"{scripts}\nreturn {code};", [lines])
        difference = np.abs(np.reshape(ours, (28, 28)) - centred(ink_of(*lines)))
        assert difference.max() < 1.001  # a tie: one grey


def test_digits_of_mnist_pass_unchanged(node):
    pictures = load_sample().images[::50, 0].numpy()
    longest = [max(np.ptp(np.flatnonzero(p.any(axis))) + 1 for axis in (0, 1)) for p in pictures]
    assert np.mean(np.equal(longest, 20)) > 0.98  # the very few others grow to 20
    code = """Array.from({ length: 100 }, (_, k) => {
        const bytes = Uint8Array.from(atob(value), (letter) => letter.charCodeAt(0));
        const digit = bytes.subarray(784 * k, 784 * (k + 1));
        const centred = draw_centring_js.centre(draw_ink_js.enlarge(digit)).picture;
        return digit.every((byte, n) => Math.round(255 * centred[n]) === byte);
    })"""
    scripts = bundle.script("draw/ink", "draw/centring")
    encoded = base64.b64encode(pictures.tobytes()).decode()
    same = node.run(f"{scripts}\nreturn {code};", encoded)
    assert np.array_equal(same, np.equal(longest, 20))


def test_without_ink_there_is_no_picture(node):
    code = "draw_centring_js.centre(new Float32Array(280 * 280))"
    assert node("draw/centring", code) is None


# ---- enlarging ----------------------------------------------------------------------------------


ENLARGED = "value.map(draw_marks_js.enlarged)"


def test_a_small_drawing_becomes_as_large_as_a_digit_of_mnist(node):
    small = [[[20, 30], [60, 30]], [[60, 30], [50, 64]]]
    parts = [{"base": None, "lines": [[[200, 200]]]}, {"base": None, "lines": small[:1]}]
    parts += [{"lines": small[1:]}]
    (mark,) = node("draw/marks", ENLARGED, [parts])
    assert mark["base"] is None
    points = np.array(sum(mark["lines"], []))
    before = np.array(sum(small, []))
    scaled = (before - [40, 47]) * (178 / 40) + 140
    np.testing.assert_allclose(points, scaled, atol=0.005)
    assert [len(line) for line in mark["lines"]] == [2, 2]
    rows = np.flatnonzero(ink_of(*mark["lines"]).any(axis=1))
    assert (rows[0], rows[-1]) == (40, 239)  # 200 of 280 are 20 of 28


@pytest.mark.parametrize(
    "mark",
    [
        {"base": 3, "lines": [[[20, 20], [60, 60]]]},
        {"base": None, "lines": []},
        {"base": None, "lines": [[[20, 20]]]},
        {"base": None, "lines": [[[20, 20], [30, 41]]]},  # shorter than the pen is wide
        {"base": None, "lines": [[[51, 140], [229, 140]]]},
        {"base": None, "lines": [[[5, 140], [270, 140]]]},
    ],
)
def test_what_cannot_be_enlarged(node, mark):
    assert node("draw/marks", ENLARGED, [[mark]]) == [None]


# ---- what an answer is worth --------------------------------------------------------------------


def judged(node, shares, length, name=None):
    code = (
        "draw_verdict_js.judge(value.shares, value.length, value.limits, value.name ?? undefined)"
    )
    value = {"shares": shares, "length": length, "limits": LIMITS, "name": name}
    return node("draw/verdict", code, value)


def some_shares(**wanted):
    """Ten shares: d3=0.9 is 0.9 for a 3; the rest goes to the others in equal parts."""
    wanted = {int(name[1:]): share for name, share in wanted.items()}
    rest = (1 - sum(wanted.values())) / (10 - len(wanted))
    return [wanted.get(digit, rest) for digit in range(10)]


@pytest.mark.parametrize(
    "shares, length, kind, shown",
    [
        (some_shares(d3=0.95), 0.7, "sure", "3"),
        (some_shares(d3=0.95), 0.4, "sure", "3"),
        (some_shares(d3=0.95), 0.39, "small", "3?"),
        (some_shares(d3=0.95), 0.16, "small", "3?"),
        (some_shares(d3=0.95), 0.15, "dot", "?"),
        (some_shares(d3=0.95), 0, "empty", "?"),
        (some_shares(d2=0.6, d5=0.29), 0.7, "sure", "2"),
        (some_shares(d2=0.6, d5=0.31), 0.7, "unsure", "2 or 5?"),
        (some_shares(d9=0.5, d4=0.4), 0.7, "unsure", "9 or 4?"),
        ([0.1] * 10, 0.7, "unsure", "0 or 1?"),  # equal: the smaller digit first
    ],
)
def test_doubt(node, shares, length, kind, shown):
    made = judged(node, shares, length)
    assert (made["kind"], made["shown"]) == (kind, shown)
    assert made["order"] == sorted(range(10), key=lambda digit: (-shares[digit], digit))


def test_the_limits_are_those_that_were_measured():
    """On the packaged digits; LIMITS tells what came of the others."""
    images, labels = load_sample()
    with torch.inference_mode():
        batches = [network()(batch / 255) for batch in images.split(500)]
    shares = torch.cat(batches).softmax(dim=1)
    best = shares.topk(2, dim=1).values
    doubted = best[:, 0] - best[:, 1] < LIMITS["lead"]
    right = shares.argmax(dim=1) == labels
    assert f"{doubted[right].float().mean():.1%} {doubted[~right].float().mean():.0%}" == "0.3% 62%"


# ---- the figure ---------------------------------------------------------------------------------


def picture(page):
    """What the network sees, (rows, columns) of uint8, as greys."""
    colours = pixels(page, "what the network sees")
    assert (colours == colours[..., :1]).all()
    return colours[..., 0]


def x_of(page):
    """The picture that is shown, for torch."""
    return torch.from_numpy(picture(page).copy())[None] / 255


def shares(page):
    return [float(text.removesuffix(" %")) for text in page.locator(".share").all_inner_texts()]


@torch.no_grad()
def assert_answers(page):
    """Probabilities, numeral, verdict and all feature maps are torch's, for what is shown."""
    volumes = volumes_of(x_of(page))
    expected = volumes[-1].ravel().softmax(dim=0)
    np.testing.assert_allclose(shares(page), 100 * expected, rtol=0, atol=0.06)
    best = str(expected.argmax().item())
    assert page.locator(".numeral").inner_text()[0] == best
    assert page.locator("li.is-best .digit").all_inner_texts() == [best]
    lengths = page.locator(".length").evaluate_all("all => all.map(l => parseFloat(l.style.width))")
    np.testing.assert_allclose(lengths, 100 * expected, rtol=0, atol=0.01)
    filled = page.locator(".numeral").evaluate("n => n.style.getPropertyValue('--share')")
    assert abs(float(filled.removesuffix("%")) - 100 * expected.max()) < 0.6
    for n, name in enumerate(NAMES[:5]):
        assert_maps(pixels(page, f"{name}:"), volumes[n + 1].numpy(), across_of(n))


def assert_maps(shown, maps, across, most=None):
    most, (_, rows, columns) = most or maps.max(), maps.shape
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


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def line(page, points):
    page.mouse.move(*place(page, *points[0]))
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*place(page, *point))
    page.mouse.up()


def assert_drawn(page, *lines):
    """The picture is that of these lines; and the pad shows them."""
    ink = ink_of(*lines)
    assert np.abs(picture(page) - centred(ink)).max() <= 1
    pad = picture_of(page.locator(".pad canvas"))
    assert pad.shape == (PAD, PAD, 4)
    assert np.abs(pad[..., :3] - 255 * ink[..., None]).max() < 4  # points of hundredths
    assert (pad[ink == 1] == 255).all() and (pad[..., 3] == 255).all()


def said(page):
    return page.get_by_role("status").inner_text()


def test_a_digit_stands_there_and_others_can_be_loaded(show):
    page = show(figure())
    assert group(page, "Draw a digit").is_visible() and said(page) == ""
    for k, digit in enumerate([3, *range(10)]):
        if k > 0:
            page.get_by_role("button", name=f"Load a {digit} of MNIST").press("Enter")
            assert said(page).startswith(f"It says {digit}, with ")
        if digit in (3, 0, 7):  # some of the others are not quite 20 pixels long
            assert np.array_equal(picture(page), sample()[digit][0])
            assert_answers(page)
            rows, columns = (np.flatnonzero(picture(page).any(axis)) for axis in (1, 0))
            box = [rows[0], columns[0], np.ptp(rows) + 1, np.ptp(columns) + 1]
            assert framed(page, "what the network sees") == box


def test_a_drawing_to_load_is_seen_in_greys(show):
    drawings = show(figure()).locator(".examples canvas").all()
    colours = [picture_of(drawing)[..., :3].astype(int) for drawing in drawings]
    assert len(colours) == 12
    for digit, seen in enumerate(colours[:10]):
        assert (seen == sample()[digit][0].numpy()[..., None]).all(), digit
    assert all(seen.any() and not np.ptp(seen, axis=-1).any() for seen in colours[10:])


@pytest.mark.parametrize("name, lines", [("a letter A", letter()), ("a scribble", scribble())])
def test_what_is_no_digit_gets_the_name_of_one(show, name, lines):
    page = show(figure())
    press(page, f"Load {name}")
    assert_drawn(page, *lines)
    assert_answers(page)
    verdict = page.locator(".verdict")
    assert verdict.inner_text().startswith(f"This is {name}. ")
    assert page.get_by_text("the network knows no other names").is_visible()
    line(page, SEVEN)  # now it is something else
    assert "This is" not in verdict.inner_text()
    press(page, "Undo")
    assert verdict.inner_text().startswith(f"This is {name}. ")


def test_drawing_by_mouse(show):
    page = show(figure())
    press(page, "Clear")
    page.mouse.move(*place(page, *SEVEN[0]))
    page.mouse.down()
    before = said(page)
    for point in SEVEN[1:]:
        page.mouse.move(*place(page, *point))
        assert_answers(page)  # while the stroke goes on
        assert said(page) == before  # and nobody is told each step
    page.mouse.up()
    assert re.fullmatch(r"It says 7, with \d\d\.\d %\. Second: \d, with \d\.\d %\.", said(page))
    page.mouse.move(*place(page, 10, 10))  # no ink without the button
    assert_drawn(page, SEVEN)
    line(page, [(145, 110), (150, 190)])
    assert_drawn(page, SEVEN, [(145, 110), (150, 190)])


def test_a_slow_hand_is_followed(show):
    page = show(figure())
    press(page, "Clear")
    turns = np.linspace(0, 1.5 * np.pi, 40)
    arc = np.stack([140 - 80 * np.cos(turns), 140 + 80 * np.sin(turns)], axis=1).round()
    line(page, arc)
    assert_drawn(page, arc)


def test_other_buttons_of_the_mouse_draw_nothing(show):
    page = show(figure())
    page.mouse.move(*place(page, *SEVEN[0]))
    page.mouse.down(button="right")
    page.mouse.move(*place(page, *SEVEN[1]))
    page.mouse.up(button="right")
    assert np.array_equal(picture(page), sample()[3][0])


def test_drawing_outside_the_pad_leaves_nothing(show):
    page = show(figure())
    press(page, "Clear")
    line(page, [(140, 100), (140, 330), (40, 330), (40, 200), (80, 200)])
    assert_drawn(page, [(140, 100), (140, 280)], [(40, 280), (40, 200), (80, 200)])


def test_drawing_by_finger(show):
    page = show(figure(), has_touch=True)
    page.get_by_role("button", name="Clear").tap()
    page.touchscreen.tap(*place(page, 140, 100))
    assert_drawn(page, [(140, 100)])
    pad = page.get_by_role("application", name="drawing pad")
    assert pad.evaluate("p => getComputedStyle(p).touchAction") == "none"  # the page stays put


def test_a_second_finger_draws_nothing(show):
    page = show(figure(), has_touch=True)
    press(page, "Clear")
    fingers = make_fingers(page)
    first, palm = [(60, 80), (60, 200), (220, 120)], [(250, 30), (240, 40), (230, 60)]
    fingers("touchStart", place(page, *first[0]))
    fingers("touchStart", place(page, *first[0]), place(page, *palm[0]))
    for k in (1, 2):
        fingers("touchMove", place(page, *first[k]), place(page, *palm[k]))
    fingers("touchEnd")
    assert_drawn(page, first)


def test_drawing_by_keyboard(show):
    page = show(figure())
    page.get_by_role("button", name="Clear").focus()
    page.keyboard.press("Enter")
    page.get_by_role("application", name="drawing pad").focus()
    for key in [*["ArrowUp"] * 3, *["ArrowLeft"] * 4, "ArrowRight"]:
        page.keyboard.press(key)
    assert said(page) == "row 11, column 11 of 28"
    assert picture(page).max() == 0
    page.keyboard.press("Space")
    assert said(page) == (
        "Pen down, row 11, column 11 of 28. Too little ink. Let the digit fill most of the pad."
    )
    keys = [*["ArrowRight"] * 6, *["End"] * 4, *["ArrowDown"] * 5, "PageDown", "Home", "PageUp"]
    moves = {"ArrowRight": (0, 10), "End": (10, -10), "ArrowDown": (10, 0), "PageDown": (10, 10)}
    moves |= {"Home": (-10, -10), "PageUp": (-10, 10)}
    points = [(110, 110)]
    for key in keys:
        page.keyboard.press(key)
        points.append(tuple(np.add(points[-1], moves[key])))
    page.keyboard.press("Enter")
    assert said(page) == "Pen up, row 19, column 14 of 28"
    page.keyboard.press("ArrowUp")
    assert_drawn(page, points)
    assert_answers(page)
    for _ in range(40):  # the cursor stays on the pad
        page.keyboard.press("Home")
    assert said(page) == "row 0, column 0 of 28"
    cursor = page.locator(".cursor")
    assert cursor.is_visible() and cursor.evaluate("c => [c.style.top, c.style.left]") == ["0%"] * 2
    page.keyboard.press("Control+ArrowDown")  # the browser's
    assert said(page) == "row 0, column 0 of 28"


def test_an_empty_pad_gets_a_sentence(show):
    page = show(figure())
    press(page, "Clear")
    assert said(page) == page.locator(".verdict").inner_text() == "Nothing is drawn yet."
    assert page.locator(".share").all_inner_texts() == ["–"] * 10
    assert page.locator(".numeral").inner_text() == "?"
    assert page.locator("li.is-best").count() == 0 == picture(page).max()
    assert framed(page, "what the network sees") is None
    maps = volumes_of(torch.zeros(1, 28, 28))[1].numpy()  # what biases make of it
    assert_maps(pixels(page, "conv1:"), maps, 8)
    page.mouse.click(*place(page, 100, 100))  # the figure stays usable
    assert page.locator(".verdict").inner_text().startswith("Too little ink.")
    assert page.locator(".share").all_inner_texts() == ["–"] * 10
    line(page, SEVEN)
    assert_answers(page)


def test_a_small_drawing_can_be_enlarged(show):
    page = show(figure())
    enlarge = page.get_by_role("button", name="Enlarge")
    assert enlarge.get_attribute("aria-disabled") == "true"  # a digit of MNIST has its size
    press(page, "Clear")
    line(page, [(100, 100), (100, 140), (150, 110)])
    assert page.locator(".numeral").inner_text().endswith("?")
    assert re.fullmatch(
        r"Perhaps a \d\. So small, .*: enlarge it\.", page.locator(".verdict").inner_text()
    )
    press(page, "Enlarge")
    assert_drawn(page, np.array([(100, 100), (100, 140), (150, 110)]) * 3.56 - (305, 287.2))
    assert page.locator(".verdict").inner_text().startswith("It says 7, with 9")
    assert enlarge.get_attribute("aria-disabled") == "true"
    press(page, "Undo")
    assert_drawn(page, [(100, 100), (100, 140), (150, 110)])


def test_the_numeral_shows_doubt(show):
    page = show(figure())
    looks = {}
    for name in ("a 7 of MNIST", "a scribble"):
        press(page, f"Load {name}")
        looks[name] = page.locator(".numeral").evaluate(
            "n => [getComputedStyle(n).backgroundImage, n.innerText]"
        )
    assert looks["a 7 of MNIST"][0] != looks["a scribble"][0]
    assert re.fullmatch(r"\d or \d\?", looks["a scribble"][1])
    assert page.locator(".verdict").inner_text().endswith(f"Unsure: {looks['a scribble'][1]}")


# ---- undo, and what is kept ---------------------------------------------------------------------


def test_undo_by_button_and_by_key(show):
    page = show(figure())
    undo = page.get_by_role("button", name="Undo")
    assert undo.get_attribute("aria-disabled") == "true"
    bar = [(145, 110), (150, 190)]
    press(page, "Clear")
    line(page, SEVEN)
    line(page, bar)
    press(page, "Load a 5 of MNIST")
    line(page, bar)
    page.keyboard.press("Control+z")
    assert np.array_equal(picture(page), sample()[5][0])
    press(page, "Undo")
    assert_drawn(page, SEVEN, bar)
    page.keyboard.press("Control+Shift+z")  # not ours
    page.keyboard.press("z")
    assert_drawn(page, SEVEN, bar)
    page.keyboard.press("Meta+z")
    assert_drawn(page, SEVEN)
    assert said(page).startswith("It says 7, ")
    press(page, "Undo")
    press(page, "Undo")
    assert np.array_equal(picture(page), sample()[3][0])
    assert undo.get_attribute("aria-disabled") == "true"
    page.keyboard.press("Control+z")
    assert np.array_equal(picture(page), sample()[3][0])


def test_undo_takes_the_pen_from_the_paper(show):
    page = show(figure())
    press(page, "Clear")
    page.get_by_role("application", name="drawing pad").focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    assert page.locator(".cursor.down").count() == 1
    page.keyboard.press("Control+z")
    assert page.locator(".cursor.down").count() == 0
    page.keyboard.press("ArrowRight")
    assert picture(page).max() == 0
    page.mouse.move(*place(page, 100, 100))
    page.mouse.down()
    page.mouse.move(*place(page, 100, 200))
    page.keyboard.press("Control+z")
    page.mouse.move(*place(page, 200, 200))
    page.mouse.up()
    assert picture(page).max() == 0
    line(page, SEVEN)
    assert_drawn(page, SEVEN)


def test_a_field_keeps_its_own_undo(show):
    page = show(figure())
    press(page, "Load a 5 of MNIST")
    press(page, "Trace this drawing")
    page.get_by_label("Channel", exact=True).focus()
    page.keyboard.press("Control+z")
    assert np.array_equal(picture(page), sample()[5][0])


def test_the_drawing_is_kept_over_reload(show_at_address):
    kept = show_at_address(figure(), figure())

    def first(name):
        return kept.get_by_role("button", name=name, exact=True).first

    first("Clear").click()
    box = kept.locator(".pad").first.bounding_box()
    kept.mouse.move(box["x"] + 60, box["y"] + 60)
    kept.mouse.down()
    kept.mouse.move(box["x"] + 200, box["y"] + 60, steps=5)
    kept.mouse.move(box["x"] + 120, box["y"] + 230, steps=5)
    kept.mouse.up()
    first("Trace this drawing").click()
    code = "c => c.toDataURL()"
    drawn = kept.locator(".pad canvas").first.evaluate(code)
    total = kept.locator(".total").first.inner_text()
    go(kept, "location.reload()")
    assert kept.locator(".pad canvas").first.evaluate(code) == drawn
    assert kept.locator(".total").first.inner_text() == total
    assert kept.locator(".numeral").all_inner_texts() == ["7", "3"]
    first("Undo").click()
    assert kept.locator(".numeral").all_inner_texts() == ["?", "3"]
    first("All maps").click()
    first("Undo").click()
    kept.locator("canvas[aria-label^='conv3:']").first.click(position={"x": 2, "y": 30})
    go(kept, "location.reload()")
    assert kept.locator(".inspector .title").first.inner_text().startswith("conv3, map 16")
    assert kept.locator(".numeral").all_inner_texts() == ["3", "3"]


def test_what_was_drawn_by_keyboard_is_kept_when_the_pen_is_lifted(show_at_address):
    page = show_at_address(figure())
    page.get_by_role("button", name="Clear", exact=True).click()
    page.get_by_role("application", name="drawing pad").focus()
    for key in ("Space", *["ArrowDown"] * 9, "Space"):
        page.keyboard.press(key)
    drawn = picture(page)
    assert drawn.max() > 0
    go(page, "location.reload()")
    assert np.array_equal(picture(page), drawn)


def test_what_stands_there_is_printed(show):
    page = show(figure())
    press(page, "Clear")
    line(page, SEVEN)
    page.emulate_media(media="print")
    assert page.locator(".numeral").inner_text() == "7"
    visible = [".pad canvas", ".bars", ".layers", ".verdict"]
    hidden = [".examples", ".help", ".live-static", "button >> nth=0", "text=Trace this drawing"]
    assert [page.locator(name).is_visible() for name in visible] == [True] * 4
    assert [page.locator(name).is_visible() for name in hidden] == [False] * 5
    adjust = "e => getComputedStyle(e).printColorAdjust"
    assert page.locator(".length").first.evaluate(adjust) == "exact"
    assert page.locator(".numeral").evaluate(adjust) == "exact"


# ---- maps and kernels, and the trace ------------------------------------------------------------


def point(page, n, c):
    """Where map c of layer n is."""
    return point_at(
        page, f"{NAMES[n]}:", c, 1, 1, across_of(n), volumes_of(x_of(page))[n + 1].shape[1:]
    )


def assert_enlarges(page, n, c):
    """The map, in the colours that it has among the others, and its kernel."""
    volumes = volumes_of(x_of(page))
    maps = volumes[n + 1]
    _, rows, columns = maps.shape
    assert page.locator(".inspector .title").first.inner_text() == (
        f"{NAMES[n]}, map {c}\nup to {maps[c].max():.2f}"
    )
    shown = pixels(page, f"{NAMES[n]}, map {c}, up to {maps[c].max():.2f}")
    assert_maps(shown, maps[c : c + 1].numpy(), 1, maps.max().item())
    assert page.locator(".inspector canvas").first.bounding_box()["width"] == 140
    kernel = getattr(network(), NAMES[n]).weight[c].detach()
    size = " × ".join(map(str, kernel.shape))
    assert page.locator(".inspector .title").nth(1).inner_text() == f"Its kernel\n{size}"
    across = int(np.ceil(np.sqrt(len(kernel))))
    shown = pixels(page, f"the kernel of this map, {size}").astype(float)
    for k, values in enumerate(kernel / kernel.abs().max()):
        top, left = k // across * (kernel.shape[1] + 1), k % across * (kernel.shape[2] + 1)
        red = shown[top : top + kernel.shape[1], left : left + kernel.shape[2], 0]
        stops = [232, 86, 0, 230, 255]
        assert np.abs(red - np.interp(values, [-1, -0.5, 0, 0.5, 1], stops)).max() < 1
    top, left = c // across_of(n) * (rows + 1), c % across_of(n) * (columns + 1)
    assert framed(page, f"{NAMES[n]}:") == [top, left, rows, columns]
    others = [name for name in NAMES[:5] if name != NAMES[n]]
    assert {framed(page, f"{name}:") for name in others} == {None}


def test_pointing_at_a_map_enlarges_it(show):
    page = show(figure())
    assert_enlarges(page, 0, 0)
    for n, c in [(0, 6), (1, 9), (2, 31), (3, 16), (4, 50)]:
        canvas(page, f"{NAMES[n]}:").hover(position=point(page, n, c))
        assert_enlarges(page, n, c)
    page.mouse.move(0, 0)
    assert_enlarges(page, 0, 0)
    canvas(page, "conv2:").click(position=point(page, 1, 11))
    canvas(page, "conv5:").hover(position=point(page, 4, 3))
    assert_enlarges(page, 4, 3)
    page.mouse.move(0, 0)
    assert_enlarges(page, 1, 11)  # what was picked stays
    press(page, "Load a 8 of MNIST")
    assert_enlarges(page, 1, 11)


def test_maps_by_keyboard(show):
    page = show(figure())
    canvas(page, "conv1:").focus()
    page.keyboard.press("ArrowRight")
    assert_enlarges(page, 0, 1)
    canvas(page, "conv3:").focus()
    for key in ("ArrowDown", "ArrowRight", "ArrowRight", "ArrowUp", "ArrowUp", "ArrowLeft"):
        page.keyboard.press(key)
    assert_enlarges(page, 2, 1)
    maps = volumes_of(x_of(page))[3]
    canvas(page, "conv3, map 1").focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert said(page) == f"conv3[1, 1, 1] = {maps[1, 1, 1]:.4f}"
    page.keyboard.press("Enter")
    assert_traces(page, volumes_of(x_of(page)), 2, (1, 1, 1))


def test_a_number_of_the_enlarged_map_is_traced(show):
    page = show(figure())
    canvas(page, "conv2:").click(position=point(page, 1, 11))
    canvas(page, "conv2, map 11").click(
        position=point_at(page, "conv2, map 11", 0, 5, 8, 1, (14, 14))
    )
    assert_traces(page, volumes_of(x_of(page)), 1, (11, 5, 8))
    assert_lights(page, 1, (11, 5, 8))


def test_trace_of_a_drawing(show):
    page = show(figure())
    press(page, "Clear")
    line(page, SEVEN)
    rule = page.locator(".seen").inner_text()
    press(page, "Trace this drawing")
    volumes = volumes_of(x_of(page))
    assert largest(volumes, 5) == (7, 0, 0)
    assert_traces(page, volumes, 5, (7, 0, 0))
    assert_lights(page, 5, (7, 0, 0))
    assert said(page) == f"{page.locator('.total').inner_text()}."
    close = page.get_by_role("button", name="All maps")
    assert close.evaluate("b => b.matches(':focus')")
    assert not page.locator(".layers").is_visible()
    page.locator(".sum button").first.click()
    at = tuple(int(field.input_value()) for field in page.locator(".trace input").all())
    assert_traces(page, volumes, 4, at)
    top, bottom, left, right = (
        int(k) for k in re.findall(r"\d+", page.locator(".seen").inner_text())[2:]
    )
    marks = [top, left, bottom - top + 1, right - left + 1]
    assert framed(page, "what the network sees") == marks
    assert page.locator(".seen.lit").count() == 1

    line(page, [(145, 110), (150, 190)])  # the trace follows the ink
    changed = volumes_of(x_of(page))
    assert not torch.equal(changed[0], volumes[0])
    assert_traces(page, changed, 4, at)
    page.get_by_role("button", name="Back").click()
    assert_traces(page, changed, 5, (7, 0, 0))
    page.get_by_label("Layer").select_option("conv1")
    assert_traces(page, changed, 0, largest(changed, 0))
    close.click()
    assert page.locator(".layers").is_visible() and not page.locator(".trace").is_visible()
    assert page.get_by_role("button", name="Trace this drawing").evaluate(
        "b => b.matches(':focus')"
    )
    assert page.locator(".seen.lit").count() == 0
    assert page.locator(".seen").inner_text().split("Here:")[0] == rule.split("Here:")[0]


def test_the_weights_travel_once():
    weights = pack(layers_of(network()))["weights"]
    assert figure()._repr_html_().count(weights) == 1


# ---- one screen, all readers --------------------------------------------------------------------


@pytest.mark.parametrize("is_traced", [False, True])
def test_cause_and_effect_stand_on_one_screen(show, is_traced):
    """As wide as a column of the site, 48 px lower than a screen of 900."""
    page = show(figure(), width=700)
    if is_traced:
        press(page, "Trace this drawing")
    assert group(page, "Draw a digit").bounding_box()["height"] < 850


@pytest.mark.parametrize("is_traced", [False, True])
def test_nothing_moves_under_pointer_and_focus(show, is_traced):
    page = show(figure(), width=700)
    if is_traced:
        press(page, "Trace this drawing")
        page.locator(".sum button").first.click()
    assert_still(group(page, "Draw a digit"))


def test_no_answer_moves_anything(show):
    page = show(figure(), width=700)
    boxes = ".bars, .examples, .layers, .help"
    code = "all => all.map((one) => one.getBoundingClientRect().toJSON())"
    before = page.locator(boxes).evaluate_all(code)
    small = [(100, 100), (100, 140), (150, 110)]
    for change in (
        lambda: press(page, "Load a scribble"),
        lambda: press(page, "Load a letter A"),
        lambda: press(page, "Clear"),
        lambda: page.mouse.click(*place(page, 100, 100)),
        lambda: line(page, small),
    ):
        change()
        assert page.locator(boxes).evaluate_all(code) == before


def test_states_are_seen_in_forced_colours(show):
    page = show(figure(), forced_colors="active")
    loads = [lambda n=n: press(page, f"Load a {n} of MNIST") for n in (1, 7)]
    assert_states_visible(page.locator(".bars"), *loads)
    picks = [lambda c=c: canvas(page, "conv2:").click(position=point(page, 1, c)) for c in (3, 12)]
    assert_states_visible(canvas(page, "conv2:"), *picks)


# ---- the function, and the picture without a script ---------------------------------------------


@pytest.mark.parametrize(
    "model, words",
    [
        (nn.Sequential(nn.Conv2d(1, 2, 3), nn.MaxPool2d(2)), "layer 1 (=MaxPool2d("),
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
    assert re.fullmatch(
        r"Draw a digit: a 3 of MNIST; the network answers 3 \(9\d\.\d%\)", str(figure())
    )


def test_size():
    weights = len(pack(layers_of(network()))["weights"])
    assert len(figure()._repr_html_().encode()) - weights < 93_000
    assert figure()._repr_html_() == live.draw(network())._repr_html_()


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, figure())


def test_readers_of_a_trace(show, axe):
    page = show(figure())
    press(page, "Trace this drawing")
    assert find_faults(axe, page, "traced") == []
    for width in (768, 390, 320):
        page.set_viewport_size({"width": width, "height": 900})
        assert page.evaluate(OVERFLOW) == 0, f"scrolls sideways at {width} px"
