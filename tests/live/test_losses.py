"""The loss laboratory against torch.nn, driven by mouse and by keyboard."""

import re

import numpy as np
import pytest
import torch
from torch import nn

from lib import live
from lib.live.kit.static import number
from tests.live.browser import assert_fits_all_readers, run_module
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


def assert_shows_classes(page, z, target):
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
    said = page.get_by_role("status").inner_text()
    assert f"Class {target} has probability {p[target]}, loss {values[0]}." in said
    for value in values[2:]:
        assert value in said


def assert_shows_binary(page, z, target):
    values = [fixed(value) for value in of_binary(z, target)]
    assert page.locator(".losses .number").all_inner_texts() == values
    assert page.locator(".answer strong").inner_text() == values[0]
    p = [torch.tensor(sign * z, dtype=torch.float64).sigmoid().item() for sign in (1, -1)]
    assert page.locator(".probability").all_inner_texts() == [f"p {chance(value)}" for value in p]
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


def test_every_line_is_what_torch_returns(show):
    random, page = np.random.default_rng(0), show()
    classes, binary = [], []
    for n in range(2, 11):
        z = random.uniform(-10, 10, (12, n)).tolist()
        classes += [[row, int(random.integers(n))] for row in z]
    for z in [*random.uniform(-10, 10, 30), *random.uniform(0, 1, 30), 0.0, 1.0]:
        binary += [[float(z), target] for target in (0, 1)]
    for name, cases, ours in (("class", classes, of_classes), ("binary", binary, of_binary)):
        code = f"value.map(c => losses_values_js.{name}Lines(...c).map(l => l.value))"
        values = run_module(page, "losses/values", code, cases)
        expected = np.array([ours(*case) for case in cases], float)
        np.testing.assert_allclose(np.array(values, float), expected, 1e-9, 1e-12)


def test_the_two_problems_agree(show):
    code = "value.map(z => [losses_values_js.binaryLines(z, 1)[0].value, "
    code += "losses_values_js.classLines([0, z], 1)[0].value])"
    values = run_module(show(), "losses/values", code, [-10, -0.5, 0, 0.8, 10])
    np.testing.assert_allclose(*np.transpose(values), 1e-12)


def test_by_mouse(show):
    page = show(live.losses(LOGITS, target=2))
    z = list(LOGITS)
    assert_shows_classes(page, z, 2)
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
    assert_shows_classes(page, [0] * 10, 3)
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
    page.get_by_role("button", name="as given").click()
    assert_shows_classes(page, LOGITS, 2)
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
        page.locator(f".ruler .{name}").evaluate_all(
            "all => all.map(e => parseFloat(e.style.insetInlineStart) / 100 * 6.25 - 1.25)"
        )
        for name in ("tip", "aim", "zero")
    )
    values = of_classes(LOGITS, 2)
    np.testing.assert_allclose(tips, np.clip(values, -1.25, 5), atol=1e-4)
    np.testing.assert_allclose(aims, [values[0]] * 5, atol=1e-4)
    np.testing.assert_allclose(zeros, 0, atol=1e-4)
    assert page.locator(".ruler .beyond").all_inner_texts() == ["◂"]  # the last, at -2.1


@pytest.mark.parametrize("text", ["x", "", "11", "-10.5", "1e9", "NaN"])
def test_bad_input_gets_a_sentence(show, text):
    page = show(live.losses(LOGITS, target=2))
    field = page.get_by_role("textbox", name="logit of class 0")
    field.fill(text)
    field.press("Enter")
    words = f"logit of class 0 (={text}) must be a number from -10 to 10; it stays 1.5."
    assert page.get_by_role("alert").inner_text() == words
    assert_shows_classes(page, LOGITS, 2)
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
    assert_shows_classes(page, LOGITS, 2)


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
    assert f"never below log(e + 3) - 1 = {np.log(np.e + 3) - 1:.4f}" in tables[1][2][3]


def test_size():
    assert len(live.losses([-9.75] * 10)._repr_html_().encode()) < 60_000


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, live.losses())
    page = show(live.losses(), theme="site, dark", width=320)
    page.locator(".toggle label").nth(1).click()
    assert site_browser.find_faults(axe, page, "binary") == []
    assert page.evaluate(site_browser.OVERFLOW) == 0
