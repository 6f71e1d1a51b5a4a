"""The channels figure against lib.layers.conv2d and torch, driven by mouse and by keyboard."""

import re
from itertools import product

import numpy as np
import pytest
import torch
from torch.nn import functional as F

from lib import live
from lib.layers import conv2d
from lib.live.kit.static import number
from tests.live.browser import (
    assert_fits_all_readers,
    assert_states_visible,
    assert_still,
    cell,
    go,
    group,
    marked,
    numbers,
    run_module,
)

CHANNELS = ("red", "green", "blue")
NAME = "A convolution over the three channels of a colour patch"
PATCH = np.arange(60, dtype=np.uint8).reshape(3, 4, 5) * 4
BANK = np.array([[[[1, 0], [0, 2]]] * 3, [[[-1, 1], [0, 0]], [[0, 0], [3, 0]], [[0, 1], [0, 1]]]])


class Case:
    """A random patch and bank; whole numbers and quarters, whose sums are exact."""

    def __init__(self, seed):
        random = np.random.default_rng(seed)
        m = random.integers(1, 4, 2)
        self.patch = random.integers(0, 256, (3, *(m + random.integers(0, 4, 2))), np.uint8)
        count = int(random.integers(1, 4))
        scale = random.choice([1, 4])
        self.weight = random.integers(-3 * scale, 3 * scale + 1, (count, 3, *m)) / scale
        self.bias = random.integers(-9, 10, count) / 4
        self.y = conv2d(self.patch[None], self.weight, self.bias)[0]
        self.positions = list(product(*map(range, self.y.shape[1:])))

    def figure(self):
        return live.channels(self.patch, self.weight, self.bias)

    def products(self, f, i, j):
        rows, columns = self.weight.shape[2:]
        return self.patch[:, i : i + rows, j : j + columns] * self.weight[f]


def texts(array):
    return [[number(value) for value in row] for row in array]


def factor(value):
    return f"({number(value)})" if value < 0 else number(value)


def big(page):
    """The sums of the three channels, and the one number, as they stand there."""
    return page.locator(".amount strong, .total strong").all_inner_texts()


def line(page):
    return page.locator(".line").inner_text()


def said(page):
    return page.get_by_role("status").inner_text()


def choose(page, f):
    page.get_by_role("radio").nth(f).check()


def assert_shows(page, case, f, step):
    i, j = case.positions[step]
    made = case.products(f, i, j)
    for c, name in enumerate(CHANNELS):
        assert numbers(page, f"{name} channel") == texts(case.patch[c].astype(float))
        assert numbers(page, f"{name} kernel") == texts(case.weight[f, c])
        assert numbers(page, f"{name} products") == texts(made[c])
        rows, columns = case.weight.shape[2:]
        window = {(i + k, j + m) for k in range(rows) for m in range(columns)}
        assert marked(page, f"{name} channel", "field") == window
    parts = [*made.sum(axis=(1, 2)), case.bias[f]]
    assert big(page) == [*map(factor, parts[:3]), number(case.y[f, i, j])]
    assert numbers(page, "bias") == [[number(case.bias[f])]]
    terms = zip(parts, [*CHANNELS, "bias"], strict=True)
    written = " + ".join(f"{factor(part)} ({name})" for part, name in terms)
    assert line(page) == f"y[{f}, {i}, {j}] = {written} = {number(case.y[f, i, j])}"
    for k, y in enumerate(case.y):
        filled = [number(v) if s <= step else "" for s, v in enumerate(y.flat)]
        assert sum(numbers(page, f"output {k}"), []) == filled
        assert marked(page, f"output {k}", "current") == ({(i, j)} if k == f else set())


@pytest.mark.parametrize("seed", range(4))
def test_every_step_by_mouse_is_what_conv2d_computes(show, seed):
    case = Case(seed)
    page = show(case.figure())
    f = 0
    for step in range(len(case.positions)):
        if step:
            page.get_by_role("button", name="Step", exact=True).click()
        assert_shows(page, case, f, step)
        if len(case.y) > 1 and step % 2:
            f = (f + 1) % len(case.y)
            page.locator(".toggle label").nth(f).click()
            assert_shows(page, case, f, step)


@pytest.mark.parametrize("seed", range(6, 8))
def test_every_step_by_keyboard_is_what_conv2d_computes(show, seed):
    case = Case(seed)
    page = show(case.figure())
    for f in range(len(case.y)):
        page.get_by_role("slider").press("Home")
        if f:
            page.get_by_role("radio").nth(f - 1).press("ArrowRight")
        for step in range(len(case.positions)):
            if step:
                page.get_by_role("slider").press("ArrowRight")
            assert_shows(page, case, f, step)
            i, j = case.positions[step]
            assert (f, step) == (0, 0) or said(page) == line(page)


def test_the_numbers_are_those_of_torch(show):
    random, page = np.random.default_rng(3), show()
    for _ in range(10):
        patch = random.integers(0, 256, (3, 6, 7), np.uint8)
        weight, bias = random.normal(size=(2, 3, 3, 2)), random.normal(size=2)
        setting = {"patch": patch.tolist(), "weight": weight.tolist(), "bias": bias.tolist()}
        y = F.conv2d(torch.from_numpy(patch[None]).double(), *map(torch.from_numpy, (weight, bias)))
        places = [{"f": f, "i": i, "j": j} for f, i, j in np.ndindex(y[0].shape)]
        code = "value.places.map(at => channels_sums_js.total(value.setting, at))"
        given = {"setting": setting, "places": places}
        totals = run_module(page, "channels/sums", code, given)
        np.testing.assert_allclose(np.reshape(totals, y[0].shape), y[0], 1e-12)


# ---- what belongs together ----------------------------------------------------------------------


def test_a_weight_lights_its_pixel_and_its_product(show):
    page = show(live.channels(PATCH, BANK))
    page.get_by_role("button", name="Last step").click()  # the window begins at (2, 3)
    cell(page, "green kernel", 1, 0).hover()
    assert line(page) == f"green: x[1, 3, 3] · w[0, 1, 1, 0] = {PATCH[1, 3, 3]} · 0 = 0"
    for other in CHANNELS:
        of_green = other == "green"
        assert marked(page, f"{other} channel", "pair") == ({(3, 3)} if of_green else set())
        assert marked(page, f"{other} kernel", "pair") == ({(1, 0)} if of_green else set())
        assert marked(page, f"{other} products", "pair") == ({(1, 0)} if of_green else set())
    cell(page, "blue channel", 3, 4).hover()  # the same by the pixel
    assert line(page) == f"blue: x[2, 3, 4] · w[0, 2, 1, 1] = {PATCH[2, 3, 4]} · 2 = {2 * 236}"
    assert marked(page, "blue products", "pair") == {(1, 1)}
    page.mouse.move(0, 0)
    assert marked(page, "blue products", "pair") == set()
    assert line(page).startswith("y[0, 2, 3] = ")


def test_the_same_by_keyboard(show):
    page = show(live.channels(PATCH, BANK))
    cell(page, "red products", 0, 0).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    assert line(page) == f"red: x[0, 1, 1] · w[0, 0, 1, 1] = {PATCH[0, 1, 1]} · 2 = 48"
    cell(page, "colour patch", 0, 0).focus()
    page.keyboard.press("End")
    r, g, b = PATCH[:, 0, 4]
    assert line(page) == f"Pixel row 0, column 4: red {r}, green {g}, blue {b}"
    for name in CHANNELS:
        assert marked(page, f"{name} channel", "pair") == {(0, 4)}


def test_an_output_shows_how_it_was_made_and_leads_there(show):
    page = show(live.channels(PATCH, BANK))
    other = cell(page, "output 1", 1, 2)
    y = conv2d(PATCH[None], BANK)[0]
    other.hover()
    assert big(page)[-1] == number(y[1, 1, 2])
    assert numbers(page, "green kernel") == texts(BANK[1, 1].astype(float))
    assert page.get_by_role("radio", name="1").is_checked()
    page.mouse.move(0, 0)
    assert big(page)[-1] == number(y[0, 0, 0]) and page.get_by_role("radio", name="0").is_checked()
    other.focus()
    page.keyboard.press("Enter")
    page.get_by_role("slider").focus()
    assert big(page)[-1] == number(y[1, 1, 2])
    assert page.get_by_role("slider").input_value() == "6"


def test_pixels_have_their_colours(show):
    patch = np.array([[[255, 0]], [[0, 128]], [[9, 255]]])
    page = show(live.channels(patch, [[[[1]]] * 3]))
    colours = [
        cell(page, "colour patch", 0, j).evaluate("c => getComputedStyle(c).backgroundColor")
        for j in (0, 1)
    ]
    assert colours == ["rgb(255, 0, 9)", "rgb(0, 128, 255)"]
    light = cell(page, "red channel", 0, 0).evaluate("c => getComputedStyle(c).backgroundColor")
    assert light == "rgb(255, 64, 64)"  # what it adds, a little softened


# ---- changes ------------------------------------------------------------------------------------


def write(page, grid, at, text):
    cell(page, grid, *at).focus()
    page.keyboard.type(text)
    page.keyboard.press("Enter")


def test_weights_pixels_and_bias_can_be_changed(show):
    page = show(live.channels(PATCH, BANK, bias=[1, 2]))
    choose(page, 1)
    write(page, "blue kernel", (1, 0), "-0.5")
    write(page, "red channel", (0, 1), "255")
    write(page, "bias", (0, 0), "7.25")
    page.get_by_role("button", name="Last step").click()
    patch, bank = PATCH.copy(), BANK.astype(float)
    patch[0, 0, 1], bank[1, 2, 1, 0] = 255, -0.5
    y = conv2d(patch[None], bank, [1, 7.25])[0]
    for f in (0, 1):
        assert numbers(page, f"output {f}") == texts(y[f])
    cell(page, "colour patch", 0, 1).hover()
    assert line(page).startswith("Pixel row 0, column 1: red 255,")


@pytest.mark.parametrize(
    "grid, text, words",
    [
        ("red kernel", "x", "“x” is not a number; the cell keeps 1."),
        ("bias", "--", "“--” is not a number; the cell keeps 0."),
        ("blue channel", "256", "pixel (=256) must be a whole number from 0 to 255, as in uint8"),
        ("blue channel", "-1", "pixel (=-1) must be a whole number from 0 to 255"),
        ("green channel", "1.5", "pixel (=1.5) must be a whole number from 0 to 255"),
    ],
)
def test_bad_input_gets_a_sentence(show, grid, text, words):
    page = show(live.channels(PATCH, BANK))
    before = numbers(page, grid)
    write(page, grid, (0, 0), text)
    assert words in page.get_by_role("alert").inner_text()
    assert numbers(page, grid) == before
    write(page, grid, (0, 0), "3")  # the figure stays usable
    assert page.get_by_role("alert").inner_text() == ""
    assert numbers(page, grid)[0][0] == "3"


# ---- what is said -------------------------------------------------------------------------------


def test_every_change_is_said(show):
    page = show(live.channels(PATCH, BANK, bias=[0, 0.5]))
    assert said(page) == ""  # nobody asked yet
    choose(page, 1)
    assert said(page) == line(page) and said(page).startswith("y[1, 0, 0] = ")
    write(page, "bias", (0, 0), "2")
    assert "+ 2 (bias)" in said(page) and line(page) == said(page)
    write(page, "green kernel", (0, 1), "5")
    assert said(page).startswith("y[1, 0, 0] = ") and line(page) == said(page)
    cell(page, "output 0", 1, 2).click()
    assert said(page).startswith("y[0, 1, 2] = ")
    cell(page, "red channel", 0, 0).hover()
    assert said(page).startswith("y[0, 1, 2] = ")  # to look around is no change


def test_while_it_plays_few_words_are_said(show):
    page = show(live.channels(PATCH, BANK))
    page.get_by_role("button", name="Play").click()
    y = conv2d(PATCH[None], BANK)[0, 0]
    page.get_by_text(f"output 0, row 0, column 1: {number(y[0, 1])}", exact=True).wait_for(
        state="attached"
    )


# ---- kept, named and seen ---------------------------------------------------------------------


def test_what_was_changed_is_there_after_a_reload(show_at_address):
    page = show_at_address(live.channels(PATCH, BANK))
    choose(page, 1)
    write(page, "blue kernel", (1, 0), "-0.5")
    write(page, "red channel", (1, 2), "7")
    write(page, "bias", (0, 0), "3")
    page.get_by_role("button", name="Last step").click()
    before = big(page), line(page), numbers(page, "output 0"), numbers(page, "output 1")
    go(page, "location.reload()")
    after = big(page), line(page), numbers(page, "output 0"), numbers(page, "output 1")
    assert after == before
    assert page.get_by_role("radio", name="1").is_checked()
    assert page.get_by_role("slider").input_value() == "11"


@pytest.mark.parametrize("width", [1000, 320])
def test_nothing_moves_or_grows_under_pointer_and_focus(show, width):
    bank = BANK * 1.25  # so that lengths differ from output to output
    page = show(live.channels(PATCH[:, :3, :3], bank, bias=[-7.125, 1000]), width=width)
    page.get_by_role("button", name="Last step").click()
    figure = group(page, NAME)
    height = figure.bounding_box()["height"]
    assert_still(figure)
    for f, i, j in np.ndindex(2, 2, 2):
        cell(page, f"output {f}", i, j).hover()
        assert figure.bounding_box()["height"] == height
    cell(page, "colour patch", 0, 0).hover()
    assert figure.bounding_box()["height"] == height


def test_no_step_changes_a_width(show):
    page = show(live.channels(PATCH, BANK * 1.25, bias=[-7.125, 1000]))
    widths = "all => all.map(table => table.getBoundingClientRect().width)"
    before = page.get_by_role("grid").evaluate_all(widths)
    page.get_by_role("button", name="Last step").click()
    assert page.get_by_role("grid").evaluate_all(widths) == before


def test_states_are_seen_with_forced_colours(show):
    page = show(live.channels(PATCH, BANK), forced_colors="active")
    step = page.get_by_role("button", name="Step", exact=True)
    last = page.get_by_role("button", name="Last step")
    weight = cell(page, "red kernel", 0, 0)
    assert_states_visible(cell(page, "output 0", 0, 0), step.click)
    assert_states_visible(cell(page, "red channel", 0, 1), last.click)
    assert_states_visible(cell(page, "colour patch", 2, 3), page.get_by_label("First step").click)
    assert_states_visible(cell(page, "red products", 0, 0), weight.focus)
    assert_states_visible(cell(page, "red channel", 1, 1), cell(page, "red kernel", 1, 1).focus)
    other = page.locator(".toggle label").nth(1)
    assert_states_visible(other, other.click)


def test_a_lesson_s_figure_stands_on_one_screen(show):
    colours = np.random.default_rng(0).integers(0, 256, (3, 5, 5))
    figure = live.channels(colours, np.ones((2, 3, 3, 3)), names=["red minus green", "a step"])
    page = show(figure, width=716)  # as wide as lessons are on 1280 pixels
    assert group(page, NAME).bounding_box()["height"] < 880


# ---- the function, and the picture without a script ----------------------------------------------


@pytest.mark.parametrize(
    "change, words",
    [
        ({"patch": PATCH[:2]}, "patch (of shape (2, 4, 5)) must be of shape (3, H, W)"),
        ({"patch": np.zeros((3, 9, 4))}, "with at most 8 rows and columns"),
        ({"patch": PATCH / 255}, "patch must hold whole numbers from 0 to 255"),
        ({"patch": PATCH + 100.0}, "patch must hold whole numbers from 0 to 255"),
        ({"filters": BANK[:, :2]}, "must have as many input channels as x, 3"),
        ({"filters": np.zeros((1, 3, 5, 1))}, "m (=5) must not exceed the padded input"),
        ({"filters": BANK * np.nan}, "filters must hold finite numbers"),
        ({"filters": np.zeros((4, 3, 1, 1))}, "must be at most 3, with kernels of at most 5 x 5"),
        ({"bias": [1]}, "bias (of shape (1,)) must have one element for each output, 2"),
        ({"bias": [1, np.inf]}, "bias must hold finite numbers"),
        ({"names": ["one"]}, "names (=['one']) must be as many as the filters, 2"),
    ],
)
def test_what_is_wrong_is_refused(change, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        live.channels(**{"patch": PATCH, "filters": BANK} | change)


def test_the_static_picture_shows_the_same(show):
    case = Case(1)
    page = show(case.figure(), java_script_enabled=False)
    arrays = [*case.patch]
    for f, kernels in enumerate(case.weight):
        arrays += [*kernels, case.y[f]]
    tables = page.locator("table").evaluate_all(
        "all => all.map(t => [...t.rows].map(r => [...r.cells].map(c => c.textContent)))"
    )
    assert tables == [texts(np.asarray(array, float)) for array in arrays]


def test_names_stand_as_they_were_given(show):
    figure = live.channels(PATCH, BANK, names=["RGB", "Sobel"])
    page = show(figure, java_script_enabled=False)
    assert "First window of filter 0 (RGB): red " in page.locator("main").inner_text()
    page = show(figure)
    assert page.locator(".toggle").inner_text().split("\n")[1:] == ["0: RGB", "1: Sobel"]


def test_size():
    figure = live.channels(np.full((3, 8, 8), 255), np.full((3, 3, 5, 5), -0.125))
    assert len(figure._repr_html_().encode()) < 60_000


def test_readers_of_all_kinds(show, axe):
    colours = np.random.default_rng(0).integers(0, 256, (3, 5, 5))
    assert_fits_all_readers(show, axe, live.channels(colours, BANK, names=["a name", "another"]))
