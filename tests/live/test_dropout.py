"""The figure of dropout against `lib.layers.dropout` with the same seed."""

import json
import re

import numpy as np
import pytest

from lib import layers, live
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

X = [4.0, -8.0, 2.5, 6.0, 10.0]


def outputs_of(x, p, seed, scale="right", masks=1000):
    """What dropout gives with masks 1, 2, ..., each row one mask; p may be that of a mistake."""
    rng = np.random.default_rng(seed)
    right = np.array([layers.dropout(x, p, rng) for _ in range(masks)])
    return right * {"right": 1, "inverse": (1 - p) / p if p else np.nan, "none": 1 - p}[scale]


def state(figure, **changed):
    """The setting that the modules get, as JavaScript."""
    return f"{{ ...{figure.data}, training: true, scale: 'right', ...({json.dumps(changed)}) }}"


def close(shown, wanted):
    """Texts of a grid are numbers, rounded to three digits."""
    assert "" not in shown
    np.testing.assert_allclose(np.array(shown, float), wanted, rtol=0.00501, atol=1e-12)


def choose(page, name):
    page.get_by_role("radio", name=name, exact=True).check()


def set_slider(page, name, value):
    """As a pointer that is dropped somewhere on the slider."""
    page.get_by_role("slider", name=name, exact=True).fill(str(value))


# ---- the arithmetic -----------------------------------------------------------------------------


@pytest.mark.parametrize("seed", [1, 7])
def test_masks_are_those_of_numpy_for_every_probability(show, seed):
    figure, page = live.dropout(X, seed=seed), show()
    expression = f"""JSON.stringify(value.map((level) => {{
        const setting = {{ ...{state(figure)}, level }};
        return Array.from({{ length: 1000 }}, (_, t) => dropout_masks_js.output(setting, t));
    }}))"""
    levels = [0, 1, 7, 25, 29, 50, 57, 58, 89, 90]
    shown = json.loads(run_module(page, "dropout/masks", expression, levels))
    for level, outputs in zip(levels, shown, strict=True):
        assert np.array_equal(outputs, outputs_of(X, level / 100, seed))


@pytest.mark.parametrize("scale, p", [("right", 0.3), ("inverse", 0.3), ("none", 0.75)])
def test_mean_factors_and_their_limit(show, scale, p):
    figure = live.dropout(X, p=p, seed=3)
    expression = f"""JSON.stringify((() => {{
        const setting = {state(figure, scale=scale)};
        return [dropout_masks_js.factors(setting, 1000), dropout_masks_js.limit(setting)];
    }})())"""
    factors, limit = json.loads(run_module(show(), "dropout/masks", expression))
    outputs = outputs_of(X, p, 3, scale)
    means = outputs.cumsum(axis=0) / np.arange(1, 1001)[:, None]
    np.testing.assert_allclose(np.array(factors) * X, means, rtol=1e-12, atol=1e-12)
    assert limit == pytest.approx({"right": 1, "inverse": (1 - p) / p, "none": 1 - p}[scale])
    spread = np.sqrt(p * (1 - p) / 1000) * limit / (1 - p)
    assert abs(np.array(factors[-1]) - limit).max() < 4 * spread


# ---- the figure, by mouse and by keyboard -------------------------------------------------------


def assert_shows(page, x, p, seed, scale, mask):
    """All numbers of the figure after `mask` masks."""
    outputs = outputs_of(x, p, seed, scale)[:mask]
    close(numbers(page, "input x")[0], x)
    close(numbers(page, "output y")[0], outputs[-1])
    close(numbers(page, "mean of the outputs")[0], outputs.mean(axis=0))
    factor = (outputs / x).mean()
    assert page.locator(".factor").inner_text() == f"{factor:.2f} × input"
    dropped = {(0, i) for i in np.flatnonzero(outputs[-1] == 0)}
    assert marked(page, "output y", "dropped") == marked(page, "input x", "dropped") == dropped
    assert f"mask {mask}" in page.locator(".units .title").nth(1).inner_text()


def test_by_mouse(show):
    page = show(live.dropout(X, p=0.25, seed=1))
    assert_shows(page, X, 0.25, 1, "right", 10)  # there is something to be seen from the start
    page.get_by_role("button", name="First step").click()
    assert_shows(page, X, 0.25, 1, "right", 1)
    page.get_by_role("button", name="Step", exact=True).click()
    assert_shows(page, X, 0.25, 1, "right", 2)
    page.get_by_role("button", name="10 more").click()
    page.get_by_role("button", name="Back").click()
    assert_shows(page, X, 0.25, 1, "right", 11)
    set_slider(page, "p, the probability to drop", 60)
    assert_shows(page, X, 0.6, 1, "right", 11)
    choose(page, "1/p")
    page.get_by_role("button", name="100 more").click()
    assert_shows(page, X, 0.6, 1, "inverse", 111)
    page.get_by_role("button", name="Last step").click()
    assert_shows(page, X, 0.6, 1, "inverse", 1000)
    further = page.get_by_role("button", name="100 more")
    assert further.get_attribute("aria-disabled") == "true"
    page.get_by_role("button", name="Back").click()
    assert further.get_attribute("aria-disabled") is None


def test_by_keyboard(show):
    page = show(live.dropout(X, p=0.4, seed=5))
    page.get_by_label("Step", exact=True).nth(1).focus()
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    assert_shows(page, X, 0.4, 5, "right", 13)
    page.get_by_role("button", name="100 more").focus()
    page.keyboard.press("Enter")
    page.get_by_label("p, the probability to drop").focus()
    page.keyboard.press("ArrowLeft")
    assert_shows(page, X, 0.39, 5, "right", 113)
    page.get_by_label("1/(1 − p)").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert_shows(page, X, 0.39, 5, "none", 113)
    cell(page, "input x", 0, 1).focus()
    page.keyboard.type("-3.5")
    page.keyboard.press("Enter")
    assert_shows(page, [4, -3.5, 2.5, 6, 10], 0.39, 5, "none", 113)


def test_play_draws_masks_and_pause_holds(show):
    page = show(live.dropout(X, seed=2))
    page.get_by_role("button", name="Play").click()
    page.get_by_text(re.compile(r"^Mean of (1[3-9]|[2-9]\d|\d\d\d+) outputs")).wait_for()
    page.get_by_role("button", name="Pause").click()
    mask = int(re.findall(r"\d+", page.locator(".units .title").nth(1).inner_text())[0])
    assert_shows(page, X, 0.25, 2, "right", mask)


@pytest.mark.parametrize("scale, limit", [("right", None), ("inverse", "3"), ("none", "0.75")])
def test_the_mistakes_go_elsewhere(show, scale, limit):
    page = show(live.dropout(X, p=0.25))
    choose(page, {"right": "1/(1 − p)", "inverse": "1/p", "none": "1"}[scale])
    page.get_by_role("button", name="Last step").click()
    levels = page.locator(".chart .level").all_inner_texts()
    assert levels == ["1: the input", *([f"{limit}: where it goes"] if limit else [])]
    aim = f"It goes to {limit}, and" if limit else "It goes to 1: training and evaluation agree."
    assert aim in page.locator(".line").inner_text()
    assert page.locator(".chart .wrong").count() == (limit is not None)


@pytest.mark.parametrize("scale, top", [("right", 4 / 3), ("inverse", 4), ("none", 1.25)])
def test_lines_begin_with_the_first_mask_and_end_with_the_last(show, scale, top):
    page = show(live.dropout(X, p=0.25))
    choose(page, {"right": "1/(1 − p)", "inverse": "1/p", "none": "1"}[scale])
    factors = outputs_of(X, 0.25, 1, scale) / X
    for masks in (1, 2, 10, 500, 501, 502, 1000):
        set_slider(page, "Step", masks - 1)
        paths = page.locator(".chart path").evaluate_all("all => all.map(p => p.getAttribute('d'))")
        for path, factor in zip(paths, [*factors.T, factors.mean(axis=1)], strict=True):
            points = [point.split() for point in path.removeprefix("M").split("L")]
            assert len(points) >= 2  # one point alone would not be seen
            for (x, y), mask in ((points[0], 1), (points[-1], masks)):
                assert float(x) == pytest.approx(1000 * np.log(mask) / np.log(1000), abs=0.051)
                height = factor[:mask].mean() / 1.1 / top
                assert float(y) == pytest.approx(100 - 100 * height, abs=0.006)


def test_the_scale_of_the_chart(show):
    page = show(live.dropout(X, p=0.25))
    choose(page, "1")
    left = page.locator(".axis span").evaluate_all("all => all.map(e => parseFloat(e.style.left))")
    np.testing.assert_allclose(left, [0, 100 / 3, 200 / 3, 100], atol=1e-4)
    heights = page.locator(".level").evaluate_all("all => all.map(e => parseFloat(e.style.top))")
    np.testing.assert_allclose(heights, [100 - 100 / 1.375, 100 - 75 / 1.375], atol=1e-4)


def test_one_half_hides_the_mistake(show):
    page = show(live.dropout(X, p=0.5))
    right = numbers(page, "mean of the outputs")
    choose(page, "1/p")
    assert numbers(page, "mean of the outputs") == right
    assert "the mistake does not show" in page.locator(".line").inner_text()
    assert page.locator(".chart .level").all_inner_texts() == ["1: the input"]


@pytest.mark.parametrize("scale", ["1/(1 − p)", "1/p", "1"])
def test_evaluation_does_nothing(show, scale):
    page = show(live.dropout(X, p=0))
    choose(page, scale)
    choose(page, "evaluation")
    page.get_by_role("button", name="10 more").click()
    for grid in ("output y", "mean of the outputs"):
        close(numbers(page, grid)[0], X)
    assert marked(page, "output y", "dropped") == set()
    assert page.locator(".factor").inner_text() == "1.00 × input"


def test_bad_input_gets_a_sentence(show):
    page = show(live.dropout(X, p=0))
    close(numbers(page, "output y")[0], X)
    choose(page, "1/p")
    assert "divides by zero" in page.get_by_role("alert").inner_text()
    assert numbers(page, "output y") == [[""] * 5]
    page.get_by_role("button", name="10 more").click()
    set_slider(page, "p, the probability to drop", 20)
    assert page.get_by_role("alert").inner_text() == ""
    assert_shows(page, X, 0.2, 1, "inverse", 20)
    cell(page, "input x", 0, 0).click()
    page.keyboard.type("four")
    page.keyboard.press("Enter")
    assert "is not a number" in page.get_by_role("alert").inner_text()
    assert_shows(page, X, 0.2, 1, "inverse", 20)


def test_changes_are_said(show):
    page = show(live.dropout([1, 2], p=0.25, seed=1))
    said = page.get_by_role("status")
    assert said.inner_text() == ""  # nobody asked yet
    line = page.locator(".line")
    cell(page, "input x", 0, 0).click()
    page.keyboard.type("3")
    for change in (
        lambda: page.keyboard.press("Enter"),
        page.get_by_role("button", name="10 more").click,
        lambda: set_slider(page, "p, the probability to drop", 40),
        lambda: choose(page, "1/p"),
        lambda: choose(page, "evaluation"),
    ):
        page.evaluate("""() => {
            const { shadowRoot } = document.querySelector(".live-figure");
            shadowRoot.querySelector("[role=status]").textContent = "";
        }""")
        change()
        assert said.inner_text() == line.inner_text() != ""
    assert said.inner_text().startswith("Evaluation: nothing is dropped")


def test_while_it_plays_every_25th_mask_is_said(show):
    page = show(live.dropout(X, seed=1))
    said = page.get_by_role("status")
    page.clock.install(time=0)
    page.clock.pause_at(1000)  # from here on time passes in run_for alone
    page.get_by_role("button", name="Play").click()  # the eleventh mask, at once
    page.clock.run_for(150 * 13)
    assert page.get_by_text("24 of 1000").count() == 1 and said.inner_text() == ""
    page.clock.run_for(150)
    assert said.inner_text().startswith("Mask 25 ")
    page.clock.run_for(150 * 24)
    assert page.get_by_text("49 of 1000").count() == 1
    assert said.inner_text().startswith("Mask 25 ")
    page.clock.run_for(150)
    assert said.inner_text().startswith("Mask 50 ")
    page.get_by_role("button", name="Pause").click()
    page.get_by_role("button", name="Step", exact=True).click()
    assert said.inner_text().startswith("Mask 51 ")


def test_what_a_mask_does_is_told(show):
    page = show(live.dropout([1, 2], p=0.5, seed=1))
    outputs = outputs_of([1, 2], 0.5, 1, masks=30)
    kinds = set()
    page.get_by_role("button", name="First step").click()
    for t, y in enumerate(outputs):
        dropped = [f"x[{i}]" for i in range(2) if y[i] == 0]
        told = {
            0: f"Mask {t + 1} keeps all; they are multiplied by 2. ",
            1: f"Mask {t + 1} drops {dropped and dropped[0]}; the others are multiplied by 2. ",
            2: f"Mask {t + 1} drops all. ",
        }[len(dropped)]
        kinds.add(len(dropped))
        masks = "1 mask" if t == 0 else f"{t + 1} masks"
        mean = (outputs[: t + 1] / [1, 2]).mean()
        line = page.locator(".line").inner_text()
        reached = re.fullmatch(rf"Mean of {masks}: (\S+) times the input. .*", line[len(told) :])
        assert line.startswith(told) and float(reached[1]) == pytest.approx(mean, rel=0.00501)
        page.get_by_role("button", name="Step", exact=True).click()
    assert kinds == {0, 1, 2}


# ---- kept, named and seen ---------------------------------------------------------------------


def test_what_was_changed_is_there_after_a_reload(show_at_address):
    page = show_at_address(live.dropout(X, p=0.25, seed=1))
    page.get_by_role("button", name="100 more").click()
    choose(page, "1/p")
    set_slider(page, "p, the probability to drop", 60)
    cell(page, "input x", 0, 1).click()
    page.keyboard.type("-3.5")
    page.keyboard.press("Enter")
    go(page, "location.reload()")
    assert_shows(page, [4, -3.5, 2.5, 6, 10], 0.6, 1, "inverse", 110)
    assert page.get_by_label("1/p", exact=True).is_checked()
    assert page.get_by_label("p, the probability to drop").input_value() == "60"
    assert page.get_by_text("110 of 1000").count() == 1
    choose(page, "evaluation")
    go(page, "location.reload()")
    close(numbers(page, "output y")[0], [4, -3.5, 2.5, 6, 10])
    assert page.get_by_label("evaluation").is_checked()


@pytest.mark.parametrize("width", [1000, 320])
def test_nothing_moves_or_grows_under_pointer_and_focus(show, width):
    page = show(live.dropout(X, p=0.25), width=width)
    assert_still(group(page, "Dropout, mask after mask"))


def test_states_are_seen_with_forced_colours(show):
    page = show(live.dropout(X, p=0.25, seed=1), forced_colors="active")
    page.get_by_role("button", name="First step").click()
    (dropped,) = np.flatnonzero(outputs_of(X, 0.25, 1)[0] == 0)
    for grid in ("input x", "output y"):
        choose(page, "evaluation")
        assert_states_visible(cell(page, grid, 0, dropped), lambda: choose(page, "training"))
    mode = page.locator("label", has_text="evaluation")
    assert_states_visible(mode, lambda: choose(page, "evaluation"))


# ---- from Python --------------------------------------------------------------------------------


def test_the_static_picture_knows_no_negative_zero():
    static = live.dropout([-1.0, 0.0, -0.0], p=0.5, seed=0)._repr_html_().split("<script>")[0]
    assert ">0<" in static and ">-0<" not in static


def test_the_static_picture_has_the_same_numbers(show):
    page = show(live.dropout(X, p=0.2, seed=4), java_script_enabled=False)
    shown = [row.split("\t") for row in page.locator("tr").all_inner_texts()]
    values = {name: np.array(row, float) for name, *row in shown[1:]}
    outputs = outputs_of(X, 0.2, 4)
    wanted = {
        "Input x, and the output in evaluation": X,
        "Output of the first mask": outputs[0],
        "Mean of 10 masks": outputs[:10].mean(axis=0),
        "Mean of 100 masks": outputs[:100].mean(axis=0),
        "Mean of 1000 masks": outputs.mean(axis=0),
        "The same, survivors not scaled": 0.8 * outputs.mean(axis=0),
        "The same, scaled by the mistake 1/p": 4 * outputs.mean(axis=0),
    }
    assert list(values) == list(wanted)
    for name, row in wanted.items():
        np.testing.assert_allclose(values[name], row, rtol=0.00501)


@pytest.mark.parametrize(
    "arguments, words",
    [
        ({"x": [[1]]}, r"x \(of shape \(1, 1\)\) must have 1 dimensions"),
        ({"x": range(9)}, "x .of 9 elements. must not exceed 8 elements"),
        ({"x": [1, np.inf]}, "x must hold finite numbers"),
        ({"x": ["a"]}, "must hold real numbers"),
        ({"x": [1], "p": 1}, r"p \(=1\) must be a multiple of 0.01 from 0 to 0.9"),
        ({"x": [1], "p": 0.255}, r"p \(=0.255\) must be a multiple"),
        ({"x": [1], "p": "0.5"}, r"p \(='0.5'\) must be a multiple"),
        ({"x": [1], "seed": -1}, r"seed \(=-1\) must be a non-negative integer"),
        ({"x": [1], "seed": None}, r"seed \(=None\) must be a non-negative integer"),
    ],
)
def test_wrong_arguments(arguments, words):
    with pytest.raises(ValueError, match=words):
        live.dropout(**arguments)


def test_size():
    assert len(live.dropout(range(8))._repr_html_().encode()) < 60_000


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, live.dropout([4, 8, 2, 6, 10, 1, 3, 5]))
