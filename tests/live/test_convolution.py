"""The convolution stepper against lib.convolution, driven by mouse and by keyboard."""

import numpy as np
import pytest

from lib import live
from lib.convolution import conv2d, correlate1d, correlate2d
from lib.live.convolution import FIELDS, axis, dilate
from tests.live.browser import (
    assert_fits_all_readers,
    assert_states_visible,
    assert_still,
    cell,
    go,
    group,
    marked,
    numbers,
)

X = [[1, 2, 3, 0], [4, 5, 6, 1], [7, 8, 9, 2]]
W = [[1, 0], [2, -1]]


class Case:
    """A random setting and what lib.convolution makes of it; a vector is a matrix of one row."""

    def __init__(self, seed, ndim):
        random = np.random.default_rng(seed)

        def draw(low, high, across):
            """Numbers for rows and columns; a vector has `across` for its rows."""
            pair = random.integers(low, high + 1, 2)
            return pair if ndim == 2 else np.array([across, pair[1]])

        self.ndim, self.flip = ndim, bool(random.integers(2))
        self.padding, self.stride = draw(0, 2, 0), draw(1, 3, 1)
        self.dilation, m = draw(1, 3, 1), draw(1, 3, 1)
        n = np.maximum(1, (m - 1) * self.dilation + 1 - 2 * self.padding) + draw(0, 4, 0)
        parts = random.choice([1, 4])  # whole numbers or quarters, whose sums are exact
        self.x, self.w = (random.integers(-40, 41, shape) / parts for shape in (n, m))
        self.padded = np.pad(self.x, [(p, p) for p in self.padding])
        self.y = self.convolve(self.padded, self.w)

    def convolve(self, padded, w):
        """The output by lib.convolution, with a kernel that has zeros between its elements."""
        spread = np.zeros((np.array(w.shape) - 1) * self.dilation + 1)
        spread[:: self.dilation[0], :: self.dilation[1]] = w
        stride = tuple(map(int, self.stride))
        return (conv2d if self.flip else correlate2d)(padded, spread, stride=stride)

    def figure(self):
        def given(pair):
            return int(pair[1]) if self.ndim == 1 else tuple(map(int, pair))

        return live.convolution(
            self.x[0] if self.ndim == 1 else self.x,
            self.w[0] if self.ndim == 1 else self.w,
            *map(given, (self.padding, self.stride, self.dilation)),
            flip=self.flip,
        )

    def field(self, i, j):
        """Places in the padded input, in reading order: i s + k d along each axis."""
        (s1, s2), (d1, d2) = self.stride, self.dilation
        return [
            (int(i * s1 + k1 * d1), int(j * s2 + k2 * d2)) for k1, k2 in np.ndindex(self.w.shape)
        ]

    def users(self, r, c):
        """Outputs that change when element (r, c) of the padded input does."""
        probe = np.zeros(self.padded.shape)
        probe[r, c] = 1
        return {
            (int(i), int(j)) for i, j in np.argwhere(self.convolve(probe, np.ones(self.w.shape)))
        }

    def sentence(self, i, j):
        kernel = self.w[::-1, ::-1] if self.flip else self.w
        terms = [
            f"{factor(self.padded[at])}·{factor(weight)}"
            for at, weight in zip(self.field(i, j), kernel.flat, strict=True)
        ]
        name = f"y[{j}]" if self.ndim == 1 else f"y[{i}, {j}]"
        return f"{name} = {' + '.join(terms)} = {text(self.y[i, j])}"


def text(value):
    return format(value + 0.0, "g")


def factor(value):
    return f"({text(value)})" if value < 0 else text(value)


def texts(values):
    return [[text(value) for value in row] for row in values]


def line(page):
    return page.locator(".line").inner_text()


def said(page):
    return page.get_by_role("status").text_content()


def steps(page):
    return page.get_by_role("slider", name="Step").get_attribute("aria-valuetext")


def more(page, name):
    page.get_by_role("button", name=f"{name}: one more").click()


def less(page, name):
    page.get_by_role("button", name=f"{name}: one less").click()


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def error(page):
    return page.get_by_role("alert").text_content()


# ---- the same numbers as lib, at every step ---------------------------------------------------


# Presses the button Step until the last step; what is seen at each, in one journey to the browser.
WALK = """() => {
    const root = document.querySelector('.live-figure').shadowRoot;
    const grid = name => root.querySelector(`[aria-label='${name}']`);
    const place = cell => cell.dataset.at.split(',').map(Number);
    const marked = (name, mark) => [...grid(name).querySelectorAll(`td.${mark}`)].map(place);
    const next = root.querySelector("[aria-label='Step']");
    const look = () => ({
        line: root.querySelector('.line').textContent,
        said: root.querySelector('[role=status]').textContent,
        output: [...grid('output y').querySelectorAll('td[data-at]')].map(c => c.textContent),
        field: marked('input x', 'field'),
        current: marked('output y', 'current'),
    });
    const seen = [look()];
    while (!next.hasAttribute('aria-disabled')) {
        next.click();
        seen.push(look());
    }
    return seen;
}"""


@pytest.mark.parametrize("ndim", [1, 2])
@pytest.mark.parametrize("seed", range(15))
def test_every_step_shows_the_numbers_of_lib(show, seed, ndim):
    case = Case(seed, ndim)
    page = show(case.figure())
    slides = case.w[::-1, ::-1] if case.flip else case.w
    assert numbers(page, "input x") == texts(case.padded)
    assert numbers(page, "kernel w") == texts(case.w)
    assert numbers(page, "kernel as it slides") == texts(slides)
    values = [text(value) for value in case.y.flat]
    assert page.evaluate(WALK) == [
        {
            "line": case.sentence(*at),
            "said": case.sentence(*at),
            "output": values[: step + 1] + [""] * (len(values) - step - 1),
            "field": [list(place) for place in case.field(*at)],
            "current": [list(at)],
        }
        for step, at in enumerate(np.ndindex(case.y.shape))
    ]
    assert numbers(page, "output y") == texts(case.y)


@pytest.mark.parametrize("ndim", [1, 2])
@pytest.mark.parametrize("seed", range(20, 22))
def test_pointing_lights_receptive_fields_and_users(show, seed, ndim):
    case = Case(seed, ndim)
    page = show(case.figure())
    for at in np.ndindex(case.y.shape):
        cell(page, "output y", *at).hover()
        assert marked(page, "input x", "field") == set(case.field(*at))
        assert line(page) == case.sentence(*at)
    for at in np.ndindex(case.padded.shape):
        cell(page, "input x", *at).hover()
        assert marked(page, "output y", "users") == case.users(*at)
    page.mouse.move(0, 0)
    assert line(page) == case.sentence(0, 0)


def test_focus_lights_the_same_as_the_pointer_and_is_said(show):
    case = Case(21, 2)
    page = show(case.figure())
    cell(page, "output y", 0, 0).focus()
    for j in range(case.y.shape[1]):
        assert marked(page, "input x", "field") == set(case.field(0, j))
        assert said(page) == case.sentence(0, j)
        page.keyboard.press("ArrowRight")
    cell(page, "input x", 0, 0).focus()
    page.keyboard.press("ArrowDown")
    assert marked(page, "output y", "users") == case.users(1, 0)


def test_a_kernel_element_shows_its_product(show):
    page = show(live.convolution([[1, 2], [3, 4]], [[5, 6], [7, 8]]))
    cell(page, "kernel w", 0, 1).hover()
    assert marked(page, "kernel as it slides", "current") == {(1, 0)}
    assert marked(page, "input x", "current") == {(1, 0)}
    assert line(page) == "x[1, 0]·w[0, 1] = 3·6 = 18"


# ---- stepping -----------------------------------------------------------------------------------


def test_buttons_and_slider_lead_through_the_steps(show):
    case = np.asarray(conv2d(X, W))
    page = show(live.convolution(X, W))
    slider = page.get_by_role("slider", name="Step")
    for name, step in [("Step", 2), ("Last step", 6), ("Back", 5), ("First step", 1)]:
        press(page, name)
        assert slider.get_attribute("aria-valuetext") == f"{step} of 6"
    slider.focus()
    page.keyboard.press("End")
    assert numbers(page, "output y") == texts(case)
    page.keyboard.press("ArrowLeft")
    assert numbers(page, "output y")[1] == [*texts(case)[1][:2], ""]
    cell(page, "output y", 0, 1).click()
    assert slider.get_attribute("aria-valuetext") == "2 of 6"


def test_play_goes_to_the_end_pauses_and_begins_anew(show):
    page = show(live.convolution(X, W))
    page.clock.install()
    slider = page.get_by_role("slider", name="Step")
    press(page, "Play")
    page.clock.run_for(1000)
    assert slider.get_attribute("aria-valuetext") == "3 of 6"
    assert said(page) == f"y[0, 2] = {text(conv2d(X, W)[0, 2])}"
    press(page, "Pause")
    page.clock.run_for(5000)
    assert slider.get_attribute("aria-valuetext") == "3 of 6"
    page.keyboard.press("Enter")  # the focus is still on the button
    page.clock.run_for(10000)
    assert slider.get_attribute("aria-valuetext") == "6 of 6"
    press(page, "Play")
    assert slider.get_attribute("aria-valuetext") == "1 of 6"


def test_settings_change_the_output_by_keyboard_alone(show):
    page = show(live.convolution(X, W))
    page.keyboard.press("Tab")  # the operation
    page.keyboard.press("ArrowRight")
    for name, key in [("padding", "ArrowUp"), ("stride", "ArrowUp"), ("dilation", "ArrowUp")]:
        page.get_by_role("textbox", name=name, exact=True).focus()
        page.keyboard.press(key)
    page.get_by_role("slider", name="Step").focus()
    page.keyboard.press("End")
    wide = [[1, 0, 0], [0, 0, 0], [2, 0, -1]]
    assert numbers(page, "output y") == texts(correlate2d(X, wide, padding=1, stride=2))


def test_rows_and_columns_have_fields_of_their_own_where_they_differ(show):
    page = show(live.convolution(X, W, padding=(1, 0), stride=(9, 1)))
    names = ["padding, rows", "padding, columns", "stride, rows", "stride, columns", "dilation"]
    fields = page.locator(".field label").all_inner_texts()
    assert fields == names
    less(page, "stride, rows")
    more(page, "padding, columns")
    more(page, "padding, columns")
    press(page, "Last step")
    assert numbers(page, "output y") == texts(conv2d(X, W, padding=(1, 2), stride=(8, 1)))
    more(page, "dilation")
    more(page, "dilation")
    press(page, "Last step")
    wide = dilate(np.array(W, float), (3, 3))
    assert numbers(page, "output y") == texts(conv2d(X, wide, padding=(1, 2), stride=(8, 1)))


def test_tab_reaches_every_part_and_leaves(show):
    page = show(live.convolution([1, 2, 3, 4], [1, 1]))
    seen = []
    for _ in range(30):
        page.keyboard.press("Tab")
        focus = page.evaluate(
            """() => {
                const at = document.activeElement?.shadowRoot?.activeElement;
                return at && (at.getAttribute('aria-label') ?? at.labels?.[0]?.textContent);
            }"""
        )
        if focus is None:
            break
        seen.append(focus)
    assert seen[0] == "convolution" and "Play" in seen and "Step" in seen
    assert seen[-4:] == ["column 0: 1", "column 0: 1", "column 0: 1", "column 0: 3"]
    assert len(seen) < 30


def test_the_step_stays_unless_the_output_has_another_size(show):
    page = show(live.convolution(X, W, padding=1))
    cell(page, "output y", 2, 1).click()
    at = steps(page)
    assert at == "12 of 20"
    page.get_by_role("radio", name="cross-correlation").check(force=True)
    assert steps(page) == at and marked(page, "output y", "current") == {(2, 1)}
    assert line(page).startswith("y[2, 1] = ") and said(page) == line(page)
    cell(page, "kernel w", 0, 0).click()
    page.keyboard.type("5")
    page.keyboard.press("Enter")
    assert steps(page) == at and said(page).startswith("y[2, 1] = ")
    more(page, "stride")
    assert steps(page) == "1 of 6" and marked(page, "output y", "current") == {(0, 0)}
    press(page, "Last step")
    more(page, "padding")
    assert steps(page) == "1 of 12" and said(page).startswith("y[0, 0] = ")


def test_what_is_pointed_at_gives_way_to_the_next_step(show):
    page = show(live.convolution(X, W))
    cell(page, "input x", 0, 0).hover()
    assert line(page) == "x[0, 0] is read by 1 output: y[0, 0]."
    page.get_by_role("slider", name="Step").press("ArrowRight")
    assert line(page).startswith("y[0, 1] = ") and marked(page, "output y", "users") == set()


def test_no_sentence_lists_more_than_a_handful(show):
    page = show(live.convolution(np.arange(49).reshape(7, 7), np.ones((3, 3))))
    cell(page, "input x", 3, 3).hover()
    assert line(page) == "x[3, 3] is read by 9 outputs: y[1, 1], y[1, 2], …, y[3, 3]."
    page = show(live.convolution(np.ones(60)[:32], [1, 2, 3, 4, 5]))
    cell(page, "input x", 0, 8).hover()
    assert line(page) == "x[8] is read by 5 outputs: y[4], y[5], y[6], y[7], y[8]."
    page = show(live.convolution(np.ones((6, 6)), np.ones((6, 5))))
    assert line(page) == f"y[0, 0] = {' + '.join(['1·1'] * 24)} + 6 more products = 30"
    page = show(live.convolution(np.ones((5, 5)), np.ones((5, 5))))
    assert line(page) == f"y[0, 0] = {' + '.join(['1·1'] * 25)} = 25"


# ---- editing ------------------------------------------------------------------------------------


def test_numbers_are_edited_in_place_by_mouse(show):
    page = show(live.convolution(X, W, padding=1))
    press(page, "Last step")
    cell(page, "input x", 2, 2).click()
    page.keyboard.type("-2,5")
    cell(page, "kernel w", 0, 1).click()  # leaving takes the number, and this click counts
    page.keyboard.type("3")
    page.keyboard.press("Enter")
    x, w = np.array(X, float), np.array(W, float)
    x[1, 1], w[0, 1] = -2.5, 3
    assert numbers(page, "output y") == texts(conv2d(x, w, padding=1))
    assert numbers(page, "kernel as it slides") == texts(w[::-1, ::-1])


def test_numbers_are_edited_in_place_by_keyboard(show):
    page = show(live.convolution([1, 2, 3], [1, 1], padding=1))
    press(page, "Last step")
    cell(page, "input x", 0, 0).focus()
    for key in ("7", "ArrowRight", "Enter", "8", "Tab"):  # no typing into padding
        page.keyboard.press(key)
    assert numbers(page, "input x") == [["0", "8", "2", "3", "0"]]
    assert numbers(page, "output y") == [["8", "10", "5", "3"]]
    cell(page, "input x", 0, 2).focus()
    for key in ("F2", "9", "Escape", "4", "Enter"):
        page.keyboard.press(key)
    assert numbers(page, "input x") == [["0", "8", "4", "3", "0"]]
    page.keyboard.press("ArrowRight")  # the focus stayed in the grid
    page.keyboard.press("5")
    page.keyboard.press("Enter")
    assert numbers(page, "output y") == [["8", "12", "9", "5"]]


# ---- bad input ----------------------------------------------------------------------------------


@pytest.mark.parametrize("typed", ["abc", "1 2", "1e999", "-"])
def test_letters_in_a_cell_give_a_sentence_and_the_number_stays(show, typed):
    page = show(live.convolution(X, W))
    cell(page, "input x", 0, 1).click()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    assert error(page) == f"“{typed}” is not a number; the cell keeps 2."
    assert numbers(page, "input x") == texts(np.array(X))
    press(page, "Step")
    assert error(page) == ""


def test_a_kernel_that_does_not_fit_gives_a_sentence_until_it_fits(show):
    page = show(live.convolution(X, W))
    more = page.get_by_role("button", name="dilation: one more")
    more.click()
    more.click()
    assert error(page) == (
        "The kernel does not fit: it covers 4 rows, and the padded input has 3. "
        "Add padding, or reduce the dilation."
    )
    assert page.get_by_role("grid", name="output y").count() == 0
    for name in ("Play", "Step", "Last step"):
        page.get_by_role("button", name=name, exact=True).click(force=True)
    cell(page, "input x", 0, 0).hover()
    page.get_by_role("button", name="padding: one more").click()
    press(page, "Last step")
    assert error(page) == ""
    wide = np.zeros((4, 4))
    wide[::3, ::3] = W
    assert numbers(page, "output y") == texts(conv2d(X, wide, padding=1))


def test_advice_about_a_kernel_that_does_not_fit_is_taken_by_the_fields(show):
    page = show(live.convolution([1, 2], [1, 2, 3], padding=1))
    less(page, "padding")
    assert error(page) == (
        "The kernel does not fit: it covers 3 elements, and the padded input has 2. Add padding."
    )
    page = show(live.convolution([1], np.ones(17), padding=8))
    more(page, "dilation")
    assert error(page).endswith(
        "covers 33 elements, and the padded input has 17. Reduce the dilation."
    )
    less(page, "padding")
    assert error(page).endswith(" has 15. Add padding and reduce the dilation.")


@pytest.mark.parametrize("seed", range(3))
def test_all_choices_have_the_size_of_lib_or_advice_that_helps(seed):
    random = np.random.default_rng(seed)
    n, m = (int(k) for k in random.integers(1, 20, 2))
    made = axis(n, m, FIELDS, "row")
    room = {p: n + 2 * p for p in range(9)}
    covered = {d: len(dilate(np.ones(m), (d,))) for d in range(1, 5)}
    for p, s, d in np.ndindex(9, 8, 4):
        d += 1
        size, sentence = made["sizes"][p][s][d - 1], made["misfits"][p][d - 1]
        if covered[d] <= room[p]:
            assert sentence is None
            w = dilate(np.ones(m), (d,))
            assert size == len(correlate1d(np.ones(n), w, padding=p, stride=s + 1))
            continue
        assert (
            size is None and f"{covered[d]} rows, and the padded input has {room[p]}." in sentence
        )
        advice = sentence.split(". ")[1].lower()
        alone = {"add padding": covered[d] <= room[8], "reduce the dilation": m <= room[p]}
        helps = ", or ".join(words for words, does in alone.items() if does)
        assert advice == (helps or "add padding and reduce the dilation") + "."


@pytest.mark.parametrize("typed", ["x", "0", "9", "1.5", ""])
def test_a_stride_that_is_none_gives_a_sentence_and_stays(show, typed):
    page = show(live.convolution(X, W, stride=2))
    field = page.get_by_role("textbox", name="stride", exact=True)
    field.fill(typed)
    field.press("Enter")
    assert error(page) == f"stride (={typed}) must be a whole number from 1 to 8."
    assert field.input_value() == "2"


@pytest.mark.parametrize(
    "arguments, words",
    [
        (([1, 2], [1, 2, 3]), "m (=3) must not exceed the padded input, n + 2 * padding (=2)"),
        (([1, 2, 3], [1, 2], 0, 1, 3), "m (=4) must not exceed the padded input"),
        (([1, 2], [1], -1), "padding (=-1) must be a non-negative integer"),
        (([1, 2], [1], 0, 0), "stride (=0) must be a positive integer"),
        (([1, 2], [1], 0, 1, 0), "dilation (=0) must be a positive integer"),
        (([1, 2], [1], 0, 1, (1, 1)), "dilation (=(1, 1)) must be a positive integer"),
        ((X, [1]), "x (of shape (3, 4)) must have 1 dimensions"),
        (([[1], [1, 2]], [[1]]), "x (=[[1], [1, 2]]) must be an array of 2 dimensions"),
        (([1], [[1], [1, 2]]), "w (=[[1], [1, 2]]) must be an array of 1 dimensions"),
        (([], [1]), "x (of shape (0,)) must not be empty"),
        ((["a"], [1]), "x (of type <U1) must hold real numbers"),
        ((np.ones(33), [1]), "x (of shape (33,)) must not exceed 32 elements an axis"),
        (([1, np.nan], [1]), "x must hold finite numbers"),
    ],
)
def test_bad_arguments_are_refused(arguments, words):
    with pytest.raises(ValueError) as error:
        live.convolution(*arguments)
    assert words in str(error.value)


# ---- nothing moves under the pointer ----------------------------------------------------------


def heights(page, places):
    """The heights of the figure and of its sentence while the pointer is on each of these cells."""
    seen = set()
    for grid, i, j in places:
        cell(page, grid, i, j).hover()
        boxes = (page.locator(".live").bounding_box(), page.locator(".line").bounding_box())
        seen.add(tuple(box["height"] for box in boxes))
    return seen


@pytest.mark.parametrize("width", [1000, 390])
def test_no_size_depends_on_what_is_pointed_at(show, width):
    x, w = [[-0.001, 2, 3], [4, 5, 6], [7, 8, 9]], [[1, 0], [2, 123456789]]
    page = show(live.convolution(x, w), width=width)
    assert_still(group(page, "Convolution, step by step"))
    everywhere = [("kernel w", *at) for at in np.ndindex(2, 2)]
    everywhere += [("output y", *at) for at in np.ndindex(2, 2)]
    everywhere += [("input x", *at) for at in np.ndindex(3, 3)]
    assert len(heights(page, everywhere)) == 1


def test_long_numbers_stay_in_their_columns(show):
    page = show(live.convolution(np.arange(9), [0.123456, -12345.6, 1]))
    note = cell(page, "input x", 0, 1).evaluate(
        """cell => {
            const style = getComputedStyle(cell, "::after");
            const canvas = document.createElement("canvas").getContext("2d");
            canvas.font = `${style.fontSize} ${style.fontFamily}`;
            return [canvas.measureText(JSON.parse(style.content)).width, cell.clientWidth];
        }"""
    )
    assert note[0] <= note[1]
    assert_still(group(page, "Convolution, step by step"))


def test_the_box_is_as_high_as_the_longest_sentence_needs(show):
    page = show(live.convolution([1] * 6 + [-1234.56] * 6, [-1.25] * 5), width=390)
    seen = heights(page, [("output y", 0, j) for j in range(8)])
    sentence, whole = page.locator(".line span").first, page.locator(".line")
    assert len(seen) == 1
    assert whole.bounding_box()["height"] - sentence.bounding_box()["height"] < 30


def test_the_sentence_of_every_step_fits_the_same_box(show):
    random = np.random.default_rng(0)
    x = random.integers(-9, 10, (5, 5)) * random.choice([1, 0.125, 1000], (5, 5))
    page = show(live.convolution(x, random.integers(-9, 10, (3, 3))), width=390)
    seen = heights(page, [("output y", *at) for at in np.ndindex(3, 3)])
    for _ in range(8):
        press(page, "Step")
        seen |= heights(page, [("input x", 2, 2)])
    assert len(seen) == 1


# ---- where things stand -------------------------------------------------------------------------


def box(page, grid):
    return page.get_by_role("grid", name=grid, exact=True).bounding_box()


def test_the_output_stands_beside_the_input_and_larger_than_the_kernels(show):
    page = show(
        live.convolution(np.arange(16).reshape(4, 4), np.ones((3, 3)), padding=1), width=744
    )
    x, y, w = (box(page, name) for name in ("input x", "output y", "kernel w"))
    assert y["x"] > x["x"] + x["width"] and abs(y["y"] - x["y"]) < 2
    sizes = [
        cell(page, name, 0, 0).bounding_box()["width"]
        for name in ("output y", "input x", "kernel w")
    ]
    assert sizes == sorted(sizes, reverse=True) and len(set(sizes)) == 3
    assert page.locator(".live").bounding_box()["height"] < 520
    assert w["y"] + w["height"] < x["y"] + x["height"]


def test_the_example_of_the_lesson_is_not_cut_on_a_phone(show):
    page = show(live.convolution([1, 3, 2, 4, 5, 6, 1, 3], [1, 0, 3, 1, 2], padding=2), width=358)
    for name in ("input x", "output y", "kernel w"):
        assert box(page, name)["x"] + box(page, name)["width"] <= 358


# ---- kept, named and seen -----------------------------------------------------------------------


def test_what_was_changed_is_there_after_a_reload(show_at_address):
    page = show_at_address(live.convolution(X, W, padding=1))
    page.get_by_role("radio", name="cross-correlation").check(force=True)
    more(page, "dilation")
    cell(page, "input x", 1, 1).click()
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    for _ in range(4):
        press(page, "Step")
    before = line(page), steps(page), numbers(page, "input x"), numbers(page, "output y")
    go(page, "location.reload()")
    assert (line(page), steps(page), numbers(page, "input x"), numbers(page, "output y")) == before
    assert page.get_by_role("radio", name="cross-correlation").is_checked()
    assert page.get_by_role("textbox", name="dilation").input_value() == "2"
    assert steps(page) == "5 of 12"


def test_parts_have_names_and_titles_are_no_headings(show):
    page = show(live.convolution(X, W, padding=1))
    names = page.locator("[role=group], fieldset").evaluate_all(
        "all => all.map(part => part.ariaLabel ?? part.querySelector('legend').textContent)"
    )
    assert names == ["Convolution, step by step", "Operation", "Steps"]
    assert page.locator(":is(h1, h2, h3, h4, h5, h6)").count() == 0
    assert page.locator(".panel .title").all_inner_texts() == [
        "Input x, 3 × 4, with padding 5 × 6",
        "Output y, 4 × 5",
        "Kernel w, 2 × 2",
        "What slides: w flipped",
    ]


def test_states_are_seen_with_forced_colours(show):
    page = show(live.convolution(X, W), forced_colors="active")
    step = page.get_by_role("button", name="Step", exact=True)
    assert_states_visible(cell(page, "output y", 0, 0), step.click)
    page = show(live.convolution(X, W), forced_colors="active")
    last = page.get_by_role("button", name="Last step")
    assert_states_visible(cell(page, "input x", 0, 0), last.click)
    chosen = page.locator("label", has_text="cross-correlation")
    assert_states_visible(chosen, chosen.click)


# ---- all readers ------------------------------------------------------------------------------


def test_fits_all_readers(show, axe):
    vector = live.convolution(np.arange(32) / 8, [1, 0, -1], padding=2)
    image = live.convolution(np.eye(14), W, padding=(1, 0), stride=2)
    assert_fits_all_readers(show, axe, vector, live.convolution(X, W, padding=1), image)


def test_the_page_does_not_scroll_while_the_figure_plays(show):
    page = show(live.convolution(np.arange(32), [1, 1]), width=390, height=300)
    before = page.evaluate("scrollY")
    page.get_by_role("slider", name="Step").evaluate(
        "slider => { slider.value = 30; slider.dispatchEvent(new Event('input')); }"
    )
    box = cell(page, "output y", 0, 30).bounding_box()
    assert box["x"] >= 0 and box["x"] + box["width"] <= 390
    assert page.evaluate("scrollY") == before


@pytest.mark.parametrize("n, most", [(4, 55_000), (28, 75_000)])
def test_a_figure_is_small(n, most):
    image = np.arange(n * n).reshape(n, n) % 256
    assert len(live.convolution(image, W, padding=1)._repr_html_().encode()) < most
