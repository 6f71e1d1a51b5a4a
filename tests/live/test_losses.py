"""The loss laboratory against torch.nn, driven by mouse and by keyboard."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from lib import live
from lib.live.kit.static import number
from lib.live.losses.values import binary_lines, class_lines
from tests.live.browser import (
    assert_fits_all_readers,
    assert_states_visible,
    assert_still,
    go,
    group,
)
from tools import browser as site_browser

LOGITS = [1.5, 0.8, 2.1]  # of the notes


def of_classes(z, target):
    """What PyTorch returns for the five lines of several classes."""
    z, target = torch.tensor([z], dtype=torch.float64), torch.tensor([target])
    p, cross_entropy, nll = z.softmax(1), nn.CrossEntropyLoss(), nn.NLLLoss()
    pairs = [(cross_entropy, z), (nll, z.log_softmax(1)), (cross_entropy, p), (nll, p), (nll, z)]
    return [loss(given, target).item() for loss, given in pairs]


def of_binary(z, target):
    """The same for the four lines of one logit; None is an error."""
    z, target = torch.tensor([[z], [target]], dtype=torch.float64)
    p, with_logits, bce = z.sigmoid(), nn.BCEWithLogitsLoss(), nn.BCELoss()
    values = [loss(x, target).item() for loss, x in [(with_logits, z), (bce, p), (with_logits, p)]]
    try:
        return [*values, bce(z, target).item()]
    except RuntimeError as error:
        assert "all elements of input should be between 0 and 1" in str(error)
        return [*values, None]


def fixed(value):
    return "error" if value is None else f"{round(value, 4) + 0.0:.4f}"


def chance(p):
    return f"{p:.3g}" if p < 0.001 else fixed(p)


def assert_shows_classes(page, z, target, said=True):
    """All numbers; nothing is said before the first change."""
    values = [fixed(value) for value in of_classes(z, target)]
    log_p = torch.tensor(z, dtype=torch.float64).log_softmax(0).tolist()
    assert page.locator(".losses .number").all_inner_texts() == values
    assert page.locator(".answer strong").inner_text() == values[0]
    p = [chance(np.exp(value)) for value in log_p]
    assert page.locator(".probability").all_inner_texts() == [f"p {value}" for value in p]
    shown = page.locator(".numbers .muted").all_inner_texts()
    assert shown == [f"log p {fixed(value)}" for value in log_p]
    formula = f"loss = −log p(class {target}) = −log {p[target]} = {values[0]}"
    assert page.locator(".answer").inner_text() == formula
    fields = page.get_by_role("textbox", name="logit of class").evaluate_all(
        "all => all.map(field => field.value)"
    )
    assert fields == [number(float(value)) for value in z]
    words = page.get_by_role("status").inner_text()
    told = [f"Class {target} has probability {p[target]}, loss {values[0]}.", *values[2:]]
    assert [text in words for text in told] == [said] * len(told)


def assert_shows_binary(page, z, target):
    values = [fixed(value) for value in of_binary(z, target)]
    assert page.locator(".losses .number").all_inner_texts() == values
    assert page.locator(".answer strong").inner_text() == values[0]
    log_p = nn.functional.logsigmoid(torch.tensor([z, -z], dtype=torch.float64))
    p = [f"p {chance(value)}" for value in log_p.exp().tolist()]
    assert page.locator(".probability").all_inner_texts() == p
    shown = page.locator(".numbers .muted").all_inner_texts()
    assert shown == [f"log p {fixed(value)}" for value in log_p.tolist()]
    assert page.get_by_role("radio", name=f"class {target}").is_checked()
    assert ("RuntimeError" in page.locator(".losses").inner_text()) == (not 0 <= z <= 1)


def slider(page, k):
    return page.get_by_role("slider", name=f"logit of class {k}")


def drag(page, k, fraction):
    """Drag the handle to a fraction of the slider, and return the logit there."""
    box, now = slider(page, k).bounding_box(), float(slider(page, k).input_value())
    y = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + 8 + (box["width"] - 16) * (now + 10) / 20, y)
    page.mouse.down()
    page.mouse.move(box["x"] + 8 + (box["width"] - 16) * fraction, y, steps=2)
    page.mouse.up()
    return float(slider(page, k).input_value())


# ---- numbers ------------------------------------------------------------------------------------


def cases():
    """Random logits and targets: of several classes, and of one logit."""
    random = np.random.default_rng(0)
    classes = []
    for n in range(2, 11):
        rows = random.uniform(-10, 10, (12, n)).tolist()
        classes += [(row, int(random.integers(n))) for row in rows]
    z = [*random.uniform(-10, 10, 30), *random.uniform(0, 1, 30), 0.0, 1.0, 1e-50, 1 - 1e-16]
    return classes, [(float(value), target) for value in z for target in (0, 1)]


def test_every_line_is_what_torch_returns():
    classes, binary = cases()
    for lines, given, theirs in (
        (class_lines, classes, of_classes),
        (binary_lines, binary, of_binary),
    ):
        values = [[line["value"] for line in lines(*case)] for case in given]
        expected = [theirs(*case) for case in given]
        np.testing.assert_allclose(np.array(values, float), np.array(expected, float), 1e-9, 1e-12)


def test_bands_hold_all_that_a_mistake_can_return():
    for lines, given, extremes in (
        (
            class_lines,
            cases()[0],
            [([10.0, *[-10.0] * n], t) for n in range(1, 10) for t in (0, 1)],
        ),
        (binary_lines, cases()[1], [(z, t) for z in (-10.0, 10.0) for t in (0, 1)]),
    ):
        for case in given:
            for line in lines(*case):
                if line["band"]:
                    assert line["band"][0] <= line["value"] <= line["band"][1]
        banded = [line for case in extremes for line in lines(*case) if line["band"]]
        for line in banded:  # and no more than that
            assert min(abs(line["value"] - end) for end in line["band"]) < 1e-4


def test_the_page_computes_what_python_computes(node):
    classes, binary = cases()
    for name, given in (("class_lines", classes), ("binary_lines", binary)):
        code = f"value.map((each) => losses_values_py.{name}(...each))"
        theirs = node("losses/values.py", code, given)
        ours = [(class_lines if name == "class_lines" else binary_lines)(*case) for case in given]
        for their, our in zip(sum(theirs, []), sum(ours, []), strict=True):
            numbers = [[line["value"], *(line["band"] or [])] for line in (their, our)]
            assert {**their, "value": 0, "band": 0} == {**our, "value": 0, "band": 0}
            np.testing.assert_allclose(*np.array(numbers, float), 1e-12, 1e-14)


def test_the_two_problems_agree():
    for z in (-10, -0.5, 0, 0.8, 10):
        one, other = binary_lines(z, 1)[0]["value"], class_lines([0, z], 1)[0]["value"]
        assert one == pytest.approx(other, rel=1e-9)


def test_probabilities_are_written_as_python_writes_them(node):
    p = [0.0, 1e-4, 0.000999, 0.0009994, 0.001, 0.5, 1.0, 2.0611e-9, 4.54e-5, 9.996e-4]
    p = [value for value in [*p, *(10.0 ** -np.random.default_rng(1).uniform(0, 9, 200))] if value]
    written = node("losses/values.py", "value.map(losses_values_py.chance)", p)
    assert written == [chance(float(value)) for value in p]


@pytest.mark.parametrize("target", [0, 1, 2])
@pytest.mark.parametrize("height", [10, -10, 0])
def test_sure_and_wrong_is_never_right(node, height, target):
    problem = {"logits": [1, 2, 3], "target": target}
    code = "losses_problem_js.sure('classes', ...value)"
    logits = node("losses/problem", code, [problem, height])
    assert sorted(logits) == [0, 0, abs(height)]
    assert (logits[target] == 10) == (height == 10)
    binary = {"logits": [3], "target": int(target > 0)}
    (z,) = node("losses/problem", code.replace("classes", "binary"), [binary, height])
    assert z == height * (1 if target else -1)


def test_another_number_of_classes_keeps_what_it_can(node):
    given = {"logits": [1.5, 2, -3], "target": 2}
    for n in range(2, 6):
        resized = node("losses/problem", "losses_problem_js.resize(...value)", [given, n])
        assert resized == {"logits": [1.5, 2, -3, 0, 0][:n], "target": min(2, n - 1)}


def test_by_mouse(show):
    page = show(live.losses(LOGITS, target=2))
    z = list(LOGITS)
    assert_shows_classes(page, z, 2, said=False)
    for k, fraction, target in [(0, 0.9, 1), (2, 0.05, 0), (1, 0.55, 2), (2, 1, 2)]:
        z[k] = drag(page, k, fraction)
        assert abs(z[k] - (20 * fraction - 10)) < 0.5
        page.get_by_role("radio", name=f"class {target}").click()
        assert_shows_classes(page, z, target)
    page.locator(".toggle label").nth(1).click()
    assert_shows_binary(page, 0.8, 1)
    for fraction, target in [(0.1, 1), (0.535, 0), (0.95, 1)]:
        value = drag(page, 1, fraction)
        page.get_by_role("radio", name=f"class {target}").click()
        assert_shows_binary(page, value, target)


def test_by_keyboard(show):
    page = show(live.losses(LOGITS, target=2))
    slider(page, 0).press("End")
    slider(page, 1).press("ArrowLeft")
    assert_shows_classes(page, [10, 0.7, 2.1], 2)
    page.get_by_role("radio", name="class 2").press("ArrowUp")
    assert_shows_classes(page, [10, 0.7, 2.1], 1)
    page.get_by_role("textbox", name="logit of class 2").fill("-3.25")
    page.keyboard.press("Enter")
    assert_shows_classes(page, [10, 0.7, -3.25], 1)
    page.get_by_role("radio", name="several classes").press("ArrowRight")
    slider(page, 1).press("Home")
    assert_shows_binary(page, -10, 1)
    page.get_by_role("radio", name="class 1").press("ArrowDown")
    assert_shows_binary(page, -10, 0)
    page.get_by_role("radio", name="two classes").press("ArrowLeft")
    assert_shows_classes(page, [10, 0.7, -3.25], 1)  # the other problem has kept its numbers


def test_the_floor_for_ten_classes(show):
    page = show(live.losses(np.zeros(10), target=3))
    assert_shows_classes(page, [0] * 10, 3, said=False)
    assert page.locator(".answer strong").inner_text() == fixed(np.log(10))
    page.get_by_role("button", name="sure and right").press("Enter")
    assert_shows_classes(page, [0, 0, 0, 10, 0, 0, 0, 0, 0, 0], 3)
    floor = np.log(np.e + 9) - 1
    assert f"{floor:.3f}" == "1.461"
    says = page.locator(".mistake p").first
    assert f"never below log(e + 9) − 1 = {fixed(floor)}" in says.inner_text()
    twice = float(page.locator(".mistake .number").first.inner_text())
    assert floor < twice < floor + 0.001
    page.get_by_role("button", name="sure and wrong").click()
    assert_shows_classes(page, [10, 0, 0, 0, 0, 0, 0, 0, 0, 0], 3)
    page.get_by_role("button", name="classes: one less").click()
    assert f"log(e + 8) − 1 = {fixed(np.log(np.e + 8) - 1)}" in says.inner_text()


def test_examples_and_classes(show):
    page = show(live.losses(LOGITS, target=2, binary_logit=-2, binary_target=0))
    page.get_by_role("button", name="no idea").click()
    assert_shows_classes(page, [0, 0, 0], 2)
    for _ in range(2):  # what is given stays what it was
        page.get_by_role("button", name="as given").click()
        assert_shows_classes(page, LOGITS, 2)
        slider(page, 0).press("End")
        assert_shows_classes(page, [10, *LOGITS[1:]], 2)
    page.get_by_role("button", name="as given").click()
    page.get_by_role("button", name="classes: one more").click()
    assert_shows_classes(page, [*LOGITS, 0], 2)
    for _ in range(2):
        page.get_by_role("button", name="classes: one less").click()
    assert_shows_classes(page, LOGITS[:2], 1)  # the true class was taken away
    page.get_by_role("button", name="as given").click()
    assert_shows_classes(page, LOGITS, 2)
    page.locator(".toggle label").nth(1).click()
    assert_shows_binary(page, -2, 0)
    page.get_by_role("button", name="sure and right").click()
    assert_shows_binary(page, -10, 0)
    page.get_by_role("button", name="sure and wrong").click()
    assert_shows_binary(page, 10, 0)


def test_bars_stand_at_their_values(show):
    page = show(live.losses(LOGITS, target=2))
    tips, aims, zeros = (
        page.locator(f"tr .ruler .{name}").evaluate_all(
            "all => all.map(e => parseFloat(e.style.left) / 100 * 6.25 - 1.25)"
        )
        for name in ("tip", "aim", "zero")
    )
    values = of_classes(LOGITS, 2)
    np.testing.assert_allclose(tips, np.clip(values, -1.25, 5), atol=1e-4)
    np.testing.assert_allclose(aims, [values[0]] * 5, atol=1e-4)
    np.testing.assert_allclose(zeros, 0, atol=1e-4)
    assert page.locator(".ruler .beyond").all_inner_texts() == ["◂"]  # the last, at -2.1
    bars = page.locator("tr .ruler .value").evaluate_all(
        "all => all.map(e => [parseFloat(e.style.left), parseFloat(e.style.width)])"
    )
    low, high = np.minimum(values, 0).clip(-1.25), np.maximum(values, 0)
    np.testing.assert_allclose(bars, np.transpose([low + 1.25, high - low]) / 0.0625, atol=1e-3)
    bands = page.locator("tr .ruler .band").evaluate_all(
        "all => all.map(e => [parseFloat(e.style.left), parseFloat(e.style.width)])"
    )
    floor = np.log(np.e + 2) - 1
    np.testing.assert_allclose(bands, np.array([[floor + 1.25, 1], [0.25, 1]]) / 0.0625, atol=1e-3)
    slider(page, 2).press("Home")
    assert page.locator(".ruler .beyond").all_inner_texts() == ["▸"] * 2 + ["▸"]


@pytest.mark.parametrize(
    "text, words",
    [
        *((text, f"“{text}” is not a number; logit of class 0 stays 1.5.") for text in ("x", "")),
        ("NaN", "“NaN” is not a number; logit of class 0 stays 1.5."),
        (
            "1,000",
            "“1,000” can be read in two ways: write 1000 or 1.000; logit of class 0 stays 1.5.",
        ),
        *(
            (text, f"logit of class 0 (={text}) must be a number from -10 to 10; it stays 1.5.")
            for text in ("11", "-10.5", "1e9")
        ),
    ],
)
def test_bad_input_gets_a_sentence(show, text, words):
    page = show(live.losses(LOGITS, target=2))
    field = page.get_by_role("textbox", name="logit of class 0")
    field.fill(text)
    field.press("Enter")
    assert page.get_by_role("alert").inner_text() == words
    assert field.input_value() == "1.5"
    assert_shows_classes(page, LOGITS, 2, said=False)
    for limit in ("-10", "10"):
        field.fill(limit)
        field.press("Enter")
        assert_shows_classes(page, [float(limit), 0.8, 2.1], 2)
    field.fill("2,5")  # the figure stays usable
    field.press("Enter")
    assert page.get_by_role("alert").inner_text() == ""
    assert_shows_classes(page, [2.5, 0.8, 2.1], 2)


def test_a_wrong_number_of_classes_gets_a_sentence(show):
    page = show(live.losses(LOGITS, target=2))
    field = page.get_by_role("textbox", name="classes", exact=True)
    field.fill("11")
    field.press("Enter")
    assert "must be a whole number from 2 to 10" in page.get_by_role("alert").inner_text()
    assert_shows_classes(page, LOGITS, 2, said=False)


# ---- what is said, kept, named and seen -------------------------------------------------------


def test_every_change_is_said(show):
    page = show(live.losses(LOGITS, target=2))
    said = page.get_by_role("status")
    assert said.inner_text() == ""  # nobody asked yet
    for change in (
        lambda: slider(page, 0).press("End"),
        page.get_by_role("radio", name="class 1").check,
        page.get_by_role("button", name="no idea").click,
        page.get_by_role("button", name="classes: one more").click,
        lambda: page.locator(".toggle label").nth(1).click(),
        page.get_by_role("radio", name="class 0").check,
    ):
        before = said.inner_text()
        change()
        assert said.inner_text() != before
    z, value = "Logits 0.8. Class 0 has probability 0.3100, loss 1.1711.", of_binary(0.8, 0)
    mistakes = f"BCEWithLogitsLoss of probability {fixed(value[2])}, BCELoss of logit 1.6094"
    assert said.inner_text() == f"{z} Mistakes: {mistakes}."


def test_radio_buttons_say_what_they_choose(show):
    page = show(live.losses(LOGITS, target=2))
    radios = page.get_by_role("radio", name="is the true class")
    assert radios.count() == 3
    assert page.get_by_text("true class", exact=True).is_visible()
    assert page.get_by_role("radio", name="class 2 is the true class", exact=True).is_checked()
    legend = page.locator(".legend").inner_text().split("\n")
    assert legend == ["what is right", "all that this mistake can return"]


def test_what_was_changed_is_there_after_a_reload(show_at_address):
    page = show_at_address(live.losses(LOGITS, target=2))
    slider(page, 0).press("End")
    page.get_by_role("button", name="classes: one more").click()
    page.get_by_role("radio", name="class 1").check()
    go(page, "location.reload()")
    assert_shows_classes(page, [10, 0.8, 2.1, 0], 1, said=False)
    assert page.get_by_role("radio", name="class 1").is_checked()
    assert page.get_by_role("textbox", name="classes", exact=True).input_value() == "4"
    page.locator(".toggle label").nth(1).click()
    slider(page, 1).press("Home")
    page.get_by_role("radio", name="class 0").check()
    go(page, "location.reload()")
    assert_shows_binary(page, -10, 0)
    assert page.get_by_role("radio", name="two classes").is_checked()
    assert not page.get_by_role("textbox", name="classes", exact=True).is_visible()


@pytest.mark.parametrize("width", [1000, 320])
def test_nothing_moves_or_grows_under_pointer_and_focus(show, width):
    page = show(live.losses(LOGITS, target=2), width=width)
    assert_still(group(page, "Losses of one example"))


def test_the_true_class_takes_no_more_room_than_another(show):
    page = show(live.losses([0, 0, 0], target=2))
    boxes = "all => all.map(e => { const { x, width } = e.getBoundingClientRect();"
    boxes += " return [x, width]; })"
    before = page.locator(".logit *").evaluate_all(boxes)
    page.get_by_role("radio", name="class 0").check()
    after = page.locator(".logit *").evaluate_all(boxes)
    bars = page.locator(".bar").count()
    assert [a == b for a, b in zip(before, after, strict=True)].count(False) == 0 and bars == 3


def test_targets_are_large_enough_on_a_phone(show):
    page = show(live.losses(LOGITS, target=2), width=268)  # as a lesson leaves on 320 pixels
    for k in range(3):
        box = slider(page, k).bounding_box()
        assert box["height"] >= 24 and box["width"] >= 180
        assert page.locator(".truth").nth(k).bounding_box()["height"] >= 24


def test_states_are_seen_with_forced_colours(show):
    page = show(live.losses([0.5, -2, 3], target=2), forced_colors="active")
    row = page.locator(".logit").first
    assert_states_visible(row, page.get_by_role("radio", name="class 0").check)
    assert_states_visible(page.locator(".track").nth(1), lambda: slider(page, 1).press("End"))
    assert_states_visible(
        page.locator("tr .ruler").first, page.get_by_role("button", name="no idea").click
    )


# ---- the function, and the picture without a script ----------------------------------------------


@pytest.mark.parametrize(
    "change, words",
    [
        ({"logits": [1]}, "logits (=[1.0]) must be from 2 to 10"),
        ({"logits": [0] * 11}, "must be from 2 to 10"),
        ({"logits": [0, 11]}, "logits (=[0, 11]) must be numbers from -10 to 10"),
        ({"logits": [0, np.nan]}, "must be numbers from -10 to 10"),
        ({"logits": [[0, 1]]}, "logits (=[[0, 1]]) must be numbers"),
        ({"logits": "ab"}, "logits (=ab) must be numbers"),
        ({"target": 3}, "target (=3) must be a class from 0 to 2"),
        ({"target": -1}, "target (=-1) must be a class from 0 to 2"),
        ({"target": 1.0}, "target (=1.0) must be a class from 0 to 2"),
        ({"binary_logit": -11}, "binary_logit (=-11) must be numbers from -10 to 10"),
        ({"binary_target": 2}, "binary_target (=2) must be a class from 0 to 1"),
    ],
)
def test_what_is_wrong_is_refused(change, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        live.losses(**{"logits": LOGITS, "target": 2} | change)


@pytest.mark.parametrize("z, t", [(0.8, 1), (-7.3, 1), (10, 0), (0, 1), (1, 0)])
def test_the_static_picture_shows_the_same(show, z, t):
    logits = [*LOGITS, -9.5]
    figure = live.losses(torch.tensor(logits), 3, z, t)
    page = show(figure, java_script_enabled=False)
    tables = page.locator("table").evaluate_all(
        "all => all.map(t => [...t.rows].slice(1).map(r => [...r.cells].map(c => c.textContent)))"
    )
    exact = torch.tensor(logits).double()
    log_p = exact.log_softmax(0).tolist()
    assert [row[1:] for row in tables[0]] == [
        [number(value), chance(np.exp(log)), fixed(log)]
        for value, log in zip(exact.tolist(), log_p, strict=True)
    ]
    assert [row[2] for row in tables[1]] == [fixed(v) for v in of_classes(exact.tolist(), 3)]
    assert [row[2] for row in tables[3]] == [fixed(v) for v in of_binary(float(z), t)]
    assert f"never below log(e + 3) − 1 = {np.log(np.e + 3) - 1:.4f}" in tables[1][2][3]


LINES = """cells => cells.map(cell => {
    const range = document.createRange();
    range.selectNodeContents(cell);
    return [range.getClientRects().length, cell.scrollWidth - cell.clientWidth];
})"""


@pytest.mark.parametrize("width", [700, 390, 320])
def test_every_value_stands_on_one_line_in_its_column(show, width):
    numbers = show(live.losses([-10, 10, -10], 1), width=width).locator(".losses .number")
    assert "-10.0000" in numbers.all_inner_texts()
    assert numbers.evaluate_all(LINES) == [[1, 0]] * numbers.count()


def test_size():
    assert len(live.losses([-9.75] * 10)._repr_html_().encode()) < 60_000


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, live.losses())
    page = show(live.losses(), theme="site, dark", width=320)
    page.locator(".toggle label").nth(1).click()
    assert site_browser.find_faults(axe, page, "binary") == []
    assert page.evaluate(site_browser.OVERFLOW) == 0
