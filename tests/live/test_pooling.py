"""Pooling and invariance: maps and numbers against lib.layers, by mouse and by keyboard."""

import json
import re

import numpy as np
import pytest

from lib import live
from lib.layers import avg_pool2d, conv2d, max_pool2d
from lib.live.kit import static
from lib.live.pooling import EDGE
from lib.live.pooling.rules import compare, distance, is_moved, measure, shifted
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

TITLES = ("Max pooling", "Mean pooling", "Strided convolution")
PUSHES = {"Push left": (0, -1), "Push right": (0, 1), "Push up": (-1, 0), "Push down": (1, 0)}
SEVEN = np.array(
    [
        [0, 4, 5, 7, 9, 9, 9, 4],
        [7, 9, 8, 3, 1, 6, 9, 2],
        [9, 7, 1, 0, 1, 8, 6, 0],
        [4, 0, 0, 1, 8, 7, 0, 0],
        [0, 0, 0, 6, 9, 1, 0, 0],
        [0, 0, 1, 8, 5, 0, 0, 0],
        [0, 0, 8, 5, 0, 0, 0, 0],
        [0, 5, 7, 0, 0, 0, 0, 0],
    ]
)


def shift(x, down, right):
    """A picture moved by the rules of the figure."""
    return np.array(shifted(x.tolist(), (down, right)))


def layers(x, size=2, stride=2, weight=EDGE):
    """The three maps, by lib.layers."""
    batch, weight = x[None, None], np.array(weight)
    return {
        "Max pooling": max_pool2d(batch, size, stride=stride)[0, 0],
        "Mean pooling": avg_pool2d(batch, size, stride=stride)[0, 0],
        "Strided convolution": conv2d(
            batch, weight[None, None], padding=len(weight) // 2, stride=stride
        )[0, 0],
    }


def measures(before, after):
    """Changed and nonzero outputs, and relative change, as the lesson on subsampling has them."""
    ink = (before != 0) | (after != 0)
    relative = np.linalg.norm(after - before) / np.linalg.norm(before)
    return int((before != after).sum()), int(ink.sum()), relative


# ---- arithmetic -------------------------------------------------------------------------------


def test_maps_are_those_of_lib(show):
    random = np.random.default_rng(0)
    cases, right = [], []
    for _ in range(150):
        rows, columns = random.integers(2, 12, 2)
        x = random.normal(size=(rows, columns)).round(2)
        m = 2 * random.integers(0, 3) + 1
        weight = random.normal(size=(m, m)).round(2)
        size, stride = (int(v) for v in random.integers(1, [min(rows, columns) + 1, 5]))
        by = [int(v) for v in random.integers(-4, 5, 2)]
        setting = {"size": size, "stride": stride, "weight": weight.tolist()}
        cases.append({"x": x.tolist(), "by": by, "setting": setting})
        right.append([*layers(shift(x, *by), size, stride, weight).values()])
    found = run_module(
        show(), "pooling/maps pooling/rules.py",
        "value.map(({ x, by, setting }) => ['max', 'mean', 'convolution']"
        ".map(kind => pooling_maps_js.MAPS[kind](pooling_rules_py.shifted(x, by), setting)))",
        cases
    )  # fmt: skip
    for maps, expected in zip(found, right, strict=True):
        for a, b in zip(maps, expected, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-12, atol=1e-12)


def test_changes_are_measured_as_in_the_lesson(node):
    random = np.random.default_rng(1)
    pairs = [random.integers(-2, 3, (2, 4, 5)) for _ in range(100)]
    lists = [pair.tolist() for pair in pairs]
    found = node("pooling/rules.py", "value.map(([a, b]) => pooling_rules_py.compare(a, b))", lists)
    assert found == json.loads(json.dumps([compare(*pair) for pair in lists]))
    for (before, after), one in zip(pairs, found, strict=True):
        changed, counted, relative = measures(before, after)
        assert one["changed"] == np.argwhere(before != after).tolist()
        assert (len(one["changed"]), one["counted"]) == (changed, counted)
        assert one["relative"] == pytest.approx(relative, rel=1e-12)


def test_rounding_is_no_change():
    found = [compare([[0.1 + 0.2, 1e-17]], [[0.3, 0.0]]), compare([[0.0]], [[0.0]])]
    assert [(one["changed"], one["counted"]) for one in found] == [([], 1), ([], 0)]
    assert found[1]["relative"] is None
    assert is_moved([[0.1 + 0.2, 5.0]], [[9.0, 0.3]], (0, 1))


def test_rules_are_the_same_in_both_languages(node):
    random = np.random.default_rng(3)
    cases = []
    for _ in range(60):
        x, by = random.integers(0, 3, (3, 4)).tolist(), random.integers(-3, 4, 2).tolist()
        cases.append([x, by, shifted(x, by) if random.random() < 0.5 else x[::-1]])
    code = """value.map(([x, by, y]) => {
        const { compare, distance, is_moved, measure, shifted } = pooling_rules_py;
        const said = measure(compare(x, y), "outputs");
        return [shifted(x, by), distance(by), is_moved(x, y, by), said];
    })"""
    right = [
        [shifted(x, by), distance(by), is_moved(x, y, by), measure(compare(x, y), "outputs")]
        for x, by, y in cases
    ]
    assert node("pooling/rules.py", code, cases) == json.loads(json.dumps(right))
    assert {moved for _, _, moved, _ in right} == {True, False}


def test_a_shift_loses_what_leaves_and_brings_zeros():
    x = np.arange(1, 13).reshape(3, 4)
    assert shift(x, 1, -1).tolist() == [[0, 0, 0, 0], [2, 3, 4, 0], [6, 7, 8, 0]]
    assert shift(x, 0, 0).tolist() == x.tolist() and not shift(x, -4, 0).any()


# ---- the figure ------------------------------------------------------------------------------


def assert_shows(page, x, by, size=2, stride=2, weight=EDGE):
    """All that the figure shows of a picture x pushed by (down, right)."""
    now = shift(x, *by)
    before, after = layers(x, size, stride, weight), layers(now, size, stride, weight)
    shares = page.locator(".share strong").all_inner_texts()
    words = page.locator(".gauge .muted").all_inner_texts()
    grids = {"Picture": (x, now), **{title: (before[title], after[title]) for title in TITLES}}
    for k, (name, (old, new)) in enumerate(grids.items()):
        assert numbers(page, name) == [[static.number(v) for v in row] for row in new]
        assert marked(page, name, "changed") == set(map(tuple, np.argwhere(old != new).tolist()))
        changed, counted, relative = measures(old, new)
        noun = "outputs" if k else "pixels"
        assert words[k] == f"{changed} of {counted} nonzero {noun}; relative change {relative:.2f}"
        assert shares[k] == f"{int(100 * changed / counted + 0.5)} %"
    noted = page.get_by_role("grid", name="Max pooling").locator("td[data-note]")
    notes = noted.evaluate_all(
        "all => Object.fromEntries(all.map(c => [c.dataset.at, c.dataset.note]))"
    )
    change = after["Max pooling"] - before["Max pooling"]
    places = np.argwhere(change).tolist()
    assert notes == {f"{i},{j}": format(change[i, j], "+g") for i, j in places}


def test_it_begins_where_something_is_to_be_seen(show):
    page = show(live.pooling(SEVEN))
    assert_shows(page, SEVEN, (0, 1))
    assert page.locator(".line").inner_text().startswith("Moved 1 right. Changed: 8 of 14 ")
    assert "pushed 1 right, these outputs change:\nmax pooling 8 of 14," in repr(
        live.pooling(SEVEN)
    )


def put_back(page):
    page.get_by_role("button", name="Put back").click()


def test_by_mouse_all_pushes(show):
    page = show(live.pooling(SEVEN))
    put_back(page)
    by = np.array([0, 0])
    assert_shows(page, SEVEN, by)
    for name in ("Push right", "Push down", "Push down", "Push left", "Push left", "Push up"):
        page.get_by_role("button", name=name).click()
        by += PUSHES[name]
        assert_shows(page, SEVEN, by)
    put_back(page)
    assert_shows(page, SEVEN, (0, 0))
    assert page.get_by_role("button", name="Put back").get_attribute("aria-disabled") == "true"


def test_by_keyboard_random_pictures(show):
    random = np.random.default_rng(2)
    for stride in (1, 3):
        x, weight = random.integers(-9, 10, (7, 9)), random.integers(-2, 3, (5, 5))
        page = show(live.pooling(x, kernel_size=2, weight=weight))
        field = page.get_by_role("textbox", name="stride")
        field.focus()
        for _ in range(abs(stride - 2)):
            page.keyboard.press("ArrowUp" if stride > 2 else "ArrowDown")
        page.get_by_role("textbox", name="pooling window").press("ArrowUp")
        by = np.array([0, 1])
        for name in random.choice([*PUSHES], 3):
            page.get_by_role("button", name=str(name)).press("Enter")
            by += PUSHES[name]
        assert_shows(page, x, by, 3, stride, weight)


@pytest.mark.parametrize("name", PUSHES)
def test_pushes_end(show, name):
    page = show(live.pooling(SEVEN))
    put_back(page)
    button = page.get_by_role("button", name=name)
    for k in range(6):
        assert (button.get_attribute("aria-disabled") == "true") == (k >= 4)
        button.press(" ")
    assert_shows(page, SEVEN, 4 * np.array(PUSHES[name]))


def test_the_sentence(show):
    page = show(live.pooling(SEVEN))
    line, said = page.locator(".line"), page.get_by_role("status")
    put_back(page)
    assert said.inner_text() == line.inner_text()
    assert line.inner_text() == "Push the picture by one pixel, and watch what changes."
    page.get_by_role("button", name="Push right").click()
    assert line.inner_text() == said.inner_text()
    assert line.inner_text() == (
        "Moved 1 right. Changed: 8 of 14 outputs of max pooling, 13 of 14 of mean pooling, "
        "15 of 16 of the convolution."
    )
    page.get_by_role("button", name="Push right").click()
    assert line.inner_text().endswith("Whole strides: each map is what it was, moved 1 right.")
    page.get_by_role("button", name="Push up").click()
    assert line.inner_text().startswith("Moved 1 up and 2 right.")
    assert "Whole" not in line.inner_text()


def test_numbers_typed_into_the_picture(show):
    page = show(live.pooling(SEVEN))
    put_back(page)
    page.get_by_role("button", name="Push down").click()
    cell(page, "Picture", 3, 4).focus()
    for key in ("5", "Enter"):
        page.keyboard.press(key)
    x = SEVEN.copy()
    x[2, 4] = 5
    assert_shows(page, x, (1, 0))
    cell(page, "Picture", 0, 0).click()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    assert "came in from outside" in page.get_by_role("alert").inner_text()
    assert_shows(page, x, (1, 0))
    cell(page, "Picture", 5, 5).click()
    page.keyboard.type("ab")
    page.keyboard.press("Enter")
    assert "is not a number" in page.get_by_role("alert").inner_text()
    assert_shows(page, x, (1, 0))


def test_outputs_light_the_window_that_they_read(show):
    page = show(live.pooling(SEVEN))
    cell(page, "Max pooling", 1, 2).hover()
    assert marked(page, "Picture", "field") == {(2, 4), (2, 5), (3, 4), (3, 5)}
    page.mouse.move(0, 0)
    assert marked(page, "Picture", "field") == set()
    cell(page, "Strided convolution", 0, 1).focus()
    assert marked(page, "Picture", "field") == {(i, j) for i in (0, 1) for j in (1, 2, 3)}


def test_what_is_changed_is_said(show):
    page = show(live.pooling(SEVEN))
    said, line = page.get_by_role("status"), page.locator(".line")
    seen = [line.inner_text()]
    cell(page, "Picture", 6, 6).focus()
    for key in ("9", "Enter"):
        page.keyboard.press(key)
    assert said.text_content() == line.inner_text() not in seen
    for name in ("stride", "pooling window"):
        seen.append(said.text_content())
        page.get_by_role("textbox", name=name).press("ArrowUp")
        assert said.text_content() == line.inner_text() not in seen


def test_a_picture_of_zeros(show):
    page = show(live.pooling(np.zeros((4, 4))))
    page.get_by_role("button", name="Push up").click()
    assert page.locator(".share strong").all_inner_texts() == ["0 %"] * 4
    words = page.locator(".gauge .muted").first.inner_text()
    assert words == "0 of 0 nonzero pixels; was 0 all over"
    page = show(live.pooling(np.zeros((4, 4))), java_script_enabled=False)
    pushed = page.locator("table").nth(4).locator("tr").all_inner_texts()
    assert [row.split("\t")[1:] for row in pushed[1:]] == [
        ["0 of 0 nonzero outputs; was 0 all over"] * 3
    ] * 5


def test_shades_are_the_numbers(node):
    x = [[-5, 0], [5, 5]]
    made = node(
        "pooling/shades",
        "value.map(([x, y]) => [pooling_shades_js.greys(x)(y), pooling_shades_js.signed(x)(y)])",
        [[[[0, 5], [10, 2]], 5], [x, -5], [x, 0], [x, 9], [[[0, 0]], 0], [[[7, 8]], 4]],
    )
    greys, signed = zip(*made, strict=True)
    white, grey, black = ([f"rgb({k} {k} {k})", "#000"] for k in (255, 128, 0))
    black[1] = "#fff"
    assert list(greys) == [grey, black, grey, white, black, grey]
    fills = [shade.split("(--")[1].split(")")[0] for shade, ink in signed]
    shares = [shade.split(") ")[1].split(",")[0] for shade, ink in signed]
    assert fills == ["red-fill", "blue-fill", *["red-fill"] * 4]
    assert shares == ["50%", "100%", "0%", "100%", "0%", "50%"]


def test_cells_have_the_shades_of_the_first_picture(show):
    page = show(live.pooling(SEVEN))
    background = "cell => getComputedStyle(cell).backgroundColor"
    assert cell(page, "Picture", 0, 6).evaluate(background) == "rgb(255, 255, 255)"
    assert cell(page, "Max pooling", 2, 0).evaluate(background) == "rgb(0, 0, 0)"
    cell(page, "Max pooling", 1, 2).hover()  # a window frames its pixels, and leaves their shades
    assert cell(page, "Picture", 2, 4).evaluate(background) == "rgb(0, 0, 0)"


def test_bad_windows_get_a_sentence(show):
    page = show(live.pooling(SEVEN[:, :4]))
    field = page.get_by_role("textbox", name="pooling window")
    for typed in ("x", "0", "7", "1.5"):
        field.fill(typed)
        field.press("Enter")
        assert page.get_by_role("alert").inner_text() == (
            f"pooling window (={typed}) must be a whole number from 1 to 4."
        )
    assert_shows(page, SEVEN[:, :4], (0, 1))
    page.get_by_role("button", name="Push right").click()
    assert page.get_by_role("alert").inner_text() == ""


def test_every_field_can_be_moved_back_from(show_at_address):
    page = show_at_address(live.pooling(np.eye(16), 8, 9))
    for name, value in (("pooling window", 8), ("stride", 9)):
        field = page.get_by_role("textbox", name=name)
        for key, wanted in (("ArrowDown", value - 1), ("ArrowUp", value)):
            field.press(key)
            go(page, "location.reload()")
            assert field.input_value() == str(wanted)


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"x": [1, 2, 3]}, "x (of shape (3,)) must have 2 dimensions"),
        ({"x": [[1, 2]]}, "x (of shape (1, 2)) must have 2 to 16 rows and columns"),
        ({"x": np.zeros((17, 4))}, "x (of shape (17, 4)) must have 2 to 16 rows and columns"),
        ({"x": [[1, np.nan], [0, 0]]}, "x must hold finite numbers"),
        ({"weight": [[np.inf]]}, "weight must hold finite numbers"),
        ({"weight": [[1, 2], [3, 4]]}, "weight (of shape (2, 2)) must be 1 × 1, 3 × 3 or 5 × 5"),
        ({"kernel_size": 9}, "m (=9) must not exceed the padded input, n + 2 * padding (=8)"),
        ({"kernel_size": (2, 3)}, "kernel_size (=(2, 3)) must be the same for rows and columns"),
        ({"stride": 0}, "stride (=0) must be a positive integer"),
    ],
)
def test_wrong_arguments(wrong, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        live.pooling(**{"x": SEVEN, **wrong})


# ---- for all readers ----------------------------------------------------------------------------


def test_without_scripts_the_same_stands_there(show):
    page = show(live.pooling(SEVEN), java_script_enabled=False)
    tables = page.locator("table")
    assert tables.count() == 5
    right = layers(SEVEN)
    for k, title in enumerate(TITLES, 1):
        rows = tables.nth(k).locator("tr").all_inner_texts()
        assert [row.split() for row in rows] == [
            [static.number(v) for v in row] for row in right[title]
        ]
    pushed = tables.nth(4).locator("tr").nth(1).inner_text().split("\t")
    moved = layers(shift(SEVEN, 0, 1))
    assert pushed[0] == "1 right"
    for text, title in zip(pushed[1:], TITLES, strict=True):
        changed, counted, relative = measures(right[title], moved[title])
        assert text == f"{changed} of {counted} nonzero outputs; relative change {relative:.2f}"


def test_nothing_moves_under_the_pointer(show):
    page = show(live.pooling(SEVEN[:4, :4]))
    assert_still(group(page, "Pooling, and a picture to push"))


def test_what_was_changed_is_there_after_a_reload(show_at_address):
    page = show_at_address(live.pooling(SEVEN))
    page.get_by_role("button", name="Push down").click()
    page.get_by_role("textbox", name="stride").press("ArrowUp")
    page.get_by_role("textbox", name="pooling window").press("ArrowUp")
    cell(page, "Picture", 4, 5).click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    x = SEVEN.copy()
    x[3, 4] = 5
    for _ in range(2):
        assert_shows(page, x, (1, 1), 3, 3)
        go(page, "location.reload()")
    assert page.get_by_role("textbox", name="stride").input_value() == "3"


def test_states_are_seen_with_forced_colours(show):
    page = show(live.pooling(SEVEN), forced_colors="active")
    window = cell(page, "Max pooling", 1, 2)
    assert_states_visible(cell(page, "Picture", 2, 4), window.focus)
    page.get_by_role("button", name="Put back").click()
    push = page.get_by_role("button", name="Push right")
    for part in (cell(page, "Max pooling", 0, 0), page.locator(".gauge .bar").nth(1)):
        assert_states_visible(part, push.click)
        page.get_by_role("button", name="Put back").click()


def test_parts_have_names_and_titles_are_no_headings(show):
    page = show(live.pooling(SEVEN))
    groups = page.locator("[role=group], fieldset").evaluate_all("all => all.map(g => g.ariaLabel)")
    assert groups == [
        "Pooling, and a picture to push",
        "Push the picture",
        *(f"{title}: what changed" for title in ("Picture", *TITLES)),
    ]
    assert page.locator(":is(h1, h2, h3, h4, h5, h6)").count() == 0
    titles = page.locator(".panel .title").all_inner_texts()
    assert titles == ["Picture", *TITLES]


def test_on_a_phone_gauges_and_maps_stand_two_and_two(show):
    page = show(live.pooling(SEVEN), width=358)
    gauges = [gauge.bounding_box() for gauge in page.locator(".gauge").all()]
    assert gauges[0]["y"] == gauges[1]["y"] < gauges[2]["y"] == gauges[3]["y"]
    assert page.locator(".gauges").bounding_box()["height"] < 260
    maps = [page.get_by_role("grid", name=title).bounding_box() for title in TITLES]
    assert maps[0]["y"] == maps[1]["y"] < maps[2]["y"]


def test_size():
    x = np.random.default_rng(0).normal(size=(16, 16))
    assert len(live.pooling(x)._repr_html_().encode()) < 60_000


def test_readers_of_all_kinds(show, axe):
    x = np.random.default_rng(0).normal(size=(16, 16))
    assert_fits_all_readers(show, axe, live.pooling(SEVEN), live.pooling(x))
