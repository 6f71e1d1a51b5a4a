"""The trace of an activation against torch, by mouse and by keyboard."""

import re
from functools import cache

import numpy as np
import pytest

from lib import live
from lib.data import load_sample
from lib.live.kit.network import layers_of, pack
from tests.live.browser import (
    assert_fits_all_readers,
    assert_states_visible,
    assert_still,
    go,
    group,
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
    pixels,
    pixels_of,
    point_at,
    shown_parts,
    static_picture,
    volumes_of,
    window,
    written,
)

# of -1, -1/2, 0, 1/2 and 1
COLOURS = [(232, 246, 255), (86, 180, 233), (0, 0, 0), (230, 159, 0), (255, 246, 214)]


@cache
def image():
    return load_sample().images[1700] / 255


@cache
def figure():
    return live.trace(network(), image())


@cache
def volumes():
    return volumes_of(image())


def assert_shows(page, n, at):
    assert_traces(page, volumes(), n, at)
    assert_lights(page, n, at)
    top, bottom, left, right = pixels_of(n, at)
    assert framed(page, "the picture") == [top, left, bottom - top + 1, right - left + 1]
    fields = page.locator(".trace").get_by_role("textbox")
    assert [int(field.input_value()) for field in fields.all()] == list(at)
    assert page.get_by_label("Layer").input_value() == str(n)


def pick(page, n, at):
    """Click on a number in the map of a layer."""
    y = volumes()[n + 1]
    place = point_at(page, f"{NAMES[n]}:", *at, across_of(n), y.shape[1:])
    canvas(page, f"{NAMES[n]}:").click(position=place)


def test_it_begins_with_the_largest_of_the_second_layer(show):
    page = show(figure())
    assert_shows(page, 1, largest(volumes(), 1))
    shown = pixels(page, "the picture")
    assert np.abs(shown - 255 * image()[0].numpy()[..., None]).max() <= 0.5  # in greys
    assert group(page, "Trace of an activation").is_visible()
    assert page.get_by_role("status").inner_text() == ""  # nobody did anything


@pytest.mark.parametrize("n", range(6))
def test_any_activation_by_mouse(show, n):
    page, random = show(figure()), np.random.default_rng(n)
    page.get_by_label("Layer").select_option(NAMES[n])
    assert_shows(page, n, largest(volumes(), n))
    y = volumes()[n + 1]
    if n == 5:
        for channel in (0, 9):
            page.get_by_label("Channel", exact=True).fill(str(channel))
            page.keyboard.press("Enter")
            assert_shows(page, n, (channel, 0, 0))
        return
    alive = y.nonzero().numpy()
    corners = [(0, 0, 0), tuple(k - 1 for k in y.shape)]
    for at in [*corners, *(tuple(map(int, random.choice(alive))) for _ in range(3))]:
        pick(page, n, at)
        assert_shows(page, n, at)
        top, left = at[0] // across_of(n) * (y.shape[1] + 1), at[0] % across_of(n)
        marks = [top + at[1], left * (y.shape[2] + 1) + at[2], 1, 1]
        assert framed(page, f"{NAMES[n]}:") == marks
        assert framed(page, "map of the channel") == [*at[1:], 1, 1]
        others = [name for name in NAMES[:5] if name != NAMES[n]]
        assert {framed(page, f"{name}:") for name in others} == {None}


def test_a_number_of_the_enlarged_map(show):
    page = show(figure())
    c = largest(volumes(), 2)[0]
    pick(page, 2, (c, 0, 0))
    assert page.get_by_text(f"conv3, map {c}").is_visible()
    shown, y = pixels(page, "map of the channel").astype(float), volumes()[3]
    for rgb, stops in enumerate(zip(*COLOURS[2:], strict=True)):  # one scale for all maps
        expected = np.interp(y[c] / y.max(), [0, 0.5, 1], stops)
        assert np.abs(shown[..., rgb] - expected).max() < 1
    place = point_at(page, "map of the channel", 0, 4, 5, 1, (7, 7))
    canvas(page, "map of the channel").click(position=place)
    assert_shows(page, 2, (c, 4, 5))
    page.keyboard.press("ArrowUp")
    assert_shows(page, 2, (c, 3, 5))
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")  # at the edge, it stays
    assert_shows(page, 2, (c, 3, 6))


def test_any_activation_by_keyboard(show):
    page = show(figure())
    page.get_by_label("Layer").select_option("conv3")
    for label, text in [("Channel", "30"), ("Row", "0"), ("Column", "5")]:
        page.get_by_label(label, exact=True).fill(text)
        page.keyboard.press("Enter")
    page.keyboard.press("ArrowUp")
    assert_shows(page, 2, (30, 0, 6))
    canvas(page, "conv3:").focus()
    page.keyboard.press("ArrowRight")  # into the next picture
    assert_shows(page, 2, (31, 0, 0))
    page.keyboard.press("ArrowUp")  # into the picture above
    assert_shows(page, 2, (15, 6, 0))
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert_shows(page, 2, (31, 1, 0))
    for _ in range(9):  # behind the last picture there is none
        page.keyboard.press("ArrowRight")
    assert_shows(page, 2, (31, 1, 6))
    said = page.get_by_role("status").inner_text()
    assert said.startswith("conv3[31, 1, 6] = ReLU(") and "It depends on the 11 × 10 pixels" in said


def test_a_trace_leads_back_to_the_pixels(show):
    page = show(figure())
    page.get_by_label("Layer").select_option("fc")
    answer = largest(volumes(), 5)
    assert_shows(page, 5, answer)
    for n in (4, 3, 2, 1, 0):
        button = page.locator(".sum button").first
        name = button.inner_text()
        button.press("Enter")
        at = tuple(int(k) for k in re.findall(r"\d+", name)[1:])
        assert name.startswith(NAMES[n])
        assert_shows(page, n, at)
        assert button.evaluate("b => b.matches(':focus')")  # so that Enter can go on
    page.locator(".sum button").first.click()
    assert re.search(
        r"picture\[0, \d+, \d+\] is a pixel: here the trace ends",
        page.get_by_role("alert").inner_text(),
    )
    back = page.get_by_role("button", name="Back")
    for _ in range(5):
        back.click()
    assert_shows(page, 5, answer)
    assert page.get_by_role("alert").inner_text() == ""
    back.click()
    assert_shows(page, 1, largest(volumes(), 1))
    assert back.get_attribute("aria-disabled") == "true"


def test_the_focus_stays_where_a_sum_has_fewer_products(show):
    page = show(figure())
    pick(page, 1, largest(volumes(), 1))
    rows = page.locator(".sum button")
    rows.nth(5).focus()
    page.evaluate("""() => {  // as if the reader had gone to a corner, where there is no ink
        const root = document.querySelector(".live-figure").shadowRoot;
        const field = [...root.querySelectorAll(".trace select")][0];
        field.value = "0";
        field.dispatchEvent(new Event("change"));
    }""")
    page.get_by_label("Channel", exact=True).fill("0")
    rows.nth(5).focus()
    canvas(page, "conv1:").evaluate(
        """c => {
            const { left, top } = c.getBoundingClientRect();
            c.dispatchEvent(new MouseEvent("click", { clientX: left + 1, clientY: top + 1 }));
        }"""
    )
    assert [text for _, text, _ in shown_parts(page)] == ["bias", "sum"]
    assert page.locator(".total").evaluate("t => t.matches(':focus')")


def test_pointing_writes_a_product_and_a_click_follows_it(show):
    page = show(figure())
    at, (c, k, m) = (3, 6, 7), (6, 2, 1)  # the eight kernels stand three in a row
    pick(page, 1, at)
    inputs, weights, _ = window(volumes(), 1, at)
    place = point_at(page, "weights", c, k, m, 3, (3, 3))
    canvas(page, "weights").hover(position=place)
    text = page.locator(".line").inner_text()
    assert text.startswith("conv1[6, 7, 7] × weight[3, 6, 2, 1] = ")
    factors = [written(factor) for factor in re.split(" [×=] ", text)[-3:]]
    x, w = inputs[c, k, m].item(), weights[c, k, m].item()
    np.testing.assert_allclose(factors, [x, w, x * w], rtol=0, atol=6e-5)
    for name in ("inputs", "weights", "products"):
        assert framed(page, name) == [c // 3 * 4 + k, c % 3 * 4 + m, 1, 1]
    page.mouse.move(0, 0)
    assert page.locator(".line").inner_text().startswith("Point at a product")
    assert framed(page, "products") is None
    canvas(page, "products").focus()
    page.keyboard.press("ArrowDown")
    assert page.get_by_role("status").inner_text() == page.locator(".line").inner_text() == text
    assert framed(page, "products") == [c // 3 * 4 + k, c % 3 * 4 + m, 1, 1]
    page.locator(".sum button").nth(2).focus()
    name = page.locator(".sum button").nth(2).inner_text()
    assert page.locator(".line").inner_text().startswith(f"{name} × weight[3, ")
    place = point_at(page, "products", c, k, m, 3, (3, 3))
    canvas(page, "products").click(position=place)
    assert_shows(page, 0, (6, 7, 7))


def test_windows_have_the_colours_of_their_signs(show):
    """Orange above zero, blue below; the largest size has the full colour."""
    page = show(figure())
    at = (3, 6, 7)
    pick(page, 1, at)
    inputs, weights, _ = window(volumes(), 1, at)
    for name, values in [("inputs", inputs), ("weights", weights), ("products", inputs * weights)]:
        shown = pixels(page, name).astype(float)
        for c, tile in enumerate(values.numpy() / values.abs().max().item()):
            top, left = c // 3 * 4, c % 3 * 4
            for rgb, stops in enumerate(zip(*COLOURS, strict=True)):
                expected = np.interp(tile, [-1, -0.5, 0, 0.5, 1], stops)
                part = shown[top : top + 3, left : left + 3, rgb]
                assert np.abs(part - expected).max() < 1


def test_bad_input_gets_a_sentence(show):
    page = show(figure())
    before = page.locator(".total").inner_text()
    for text in ("99", "x"):
        page.get_by_label("Row", exact=True).fill(text)
        page.keyboard.press("Enter")
        words = f"Row (={text}) must be a whole number from 0 to 13."
        assert page.get_by_role("alert").inner_text() == words
        assert page.locator(".total").inner_text() == before
    pick(page, 1, (0, 0, 0))
    assert page.get_by_role("alert").inner_text() == ""
    canvas(page, "inputs").click(position=point_at(page, "inputs", 0, 0, 0, 3, (3, 3)))
    assert "This input is padding" in page.get_by_role("alert").inner_text()
    assert_shows(page, 1, (0, 0, 0))
    page.get_by_label("Layer").select_option("conv4")
    page.get_by_label("Row", exact=True).fill("7")
    page.keyboard.press("Enter")
    words = "Row (=7) must be a whole number from 0 to 6."
    assert page.get_by_role("alert").inner_text() == words


def test_the_trace_is_kept_over_reload(show_at_address):
    page = show_at_address(figure())
    page.get_by_label("Layer").select_option("conv4")
    pick(page, 2, (7, 3, 4))
    go(page, "location.reload()")
    assert_shows(page, 2, (7, 3, 4))
    page.get_by_role("button", name="Back").click()
    assert_shows(page, 3, largest(volumes(), 3))


@pytest.mark.parametrize(
    "pixels, words",
    [
        (np.zeros((27, 28)), "image (of shape (27, 28)) must be of shape (28, 28) or (1, 28, 28)"),
        (np.full((28, 28), 255), "image must hold numbers from 0 (background) to 1 (ink)"),
        (np.full((28, 28), -1e-9), "image must hold numbers from 0 (background) to 1 (ink)"),
        (np.full((28, 28), np.nan), "image must hold numbers from 0"),
    ],
)
def test_what_is_wrong_is_refused(pixels, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        live.trace(network(), pixels)


def test_what_is_traced_is_seen_without_a_script():
    x = np.linspace(0, 1, 784, dtype=np.float32).reshape(28, 28)
    pixels, size = static_picture(live.trace(network(), x))
    np.testing.assert_array_equal(pixels, np.rint(255 * x))
    assert size == (140, 140)


def test_the_static_picture_shows_the_same(show):
    page = show(figure(), java_script_enabled=False)
    rows = page.locator("tr:has(td)").evaluate_all(
        "all => all.map(r => [...r.cells].map(c => c.textContent))"
    )
    numbers = [float(row[-1]) for row in rows]
    inputs, weights, bias = window(volumes(), 1, largest(volumes(), 1))
    products = (inputs * weights).flatten()
    order = products.abs().argsort(descending=True)[:6]
    rest = products.sum() - products[order].sum()
    expected = [*products[order].tolist(), rest.item(), bias.item(), volumes()[2].max().item()]
    np.testing.assert_allclose(numbers, expected, rtol=0, atol=1e-4)
    for row in rows[:6]:
        place = tuple(int(k) for k in row[0].split(", "))
        assert abs(volumes()[1][place].item() - float(row[1])) < 1e-4


def test_cause_and_effect_stand_on_one_screen(show):
    page = show(figure(), width=700)
    box = group(page, "Trace of an activation").bounding_box()
    assert box["height"] < 850  # of 900, with the site's bar


def test_nothing_moves_under_pointer_and_focus(show):
    assert_still(group(show(figure(), width=700), "Trace of an activation"))


def test_the_chosen_number_is_seen_in_forced_colours(show):
    page = show(figure(), forced_colors="active")
    changes = [lambda at=at: pick(page, 1, at) for at in [(0, 2, 2), (1, 9, 9)]]
    assert_states_visible(canvas(page, "conv2:"), *changes)


def test_size():
    weights = len(pack(layers_of(network()))["weights"])
    assert len(figure()._repr_html_().encode()) - weights < 60_000


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, figure())
