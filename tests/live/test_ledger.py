"""The network ledger against torch: the code that it shows is built, run and measured."""

import itertools
import json
import re

import pytest
import torch
from torch import nn

from lib import live
from lib.live.ledger import rules
from lib.live.ledger.rules import account, totals
from lib.models import deep_cnn, multiply_adds
from tests.live.browser import (
    assert_fits_all_readers,
    assert_states_visible,
    assert_still,
    go,
    group,
)

MEASURED = ("shape", "parameters", "multiply_adds", "bytes")


# ---- torch as the judge -------------------------------------------------------------------------


def measured(model, input_shape):
    """Shape, parameters, multiply-adds and bytes of each layer, by a forward pass with hooks."""
    rows = []

    def hook(layer, inputs, output):
        weight = getattr(layer, "weight", None)
        positions = output[0, 0].numel()
        is_view = output.data_ptr() == inputs[0].data_ptr()
        row = {
            "shape": list(output.shape[1:]),
            "parameters": sum(p.numel() for p in layer.parameters()),
            "multiply_adds": 0 if weight is None else weight.numel() * positions,
            "bytes": 0 if is_view else output.numel() * output.element_size(),
        }
        rows.append(row)

    handles = [layer.register_forward_hook(hook) for layer in model]
    with torch.no_grad():
        model(torch.zeros(1, *input_shape))
    for handle in handles:
        handle.remove()
    return rows


def open_to_gradients(layers):
    """The same layers, such that a pixel that can matter has a positive gradient.

    Channels see alike, so one is enough, and all weights are ones. ReLU and dropout are left out,
    and the mean stands for the maximum.
    """
    for layer in layers:
        if isinstance(layer, nn.Conv2d):
            alike = nn.Conv2d(1, 1, layer.kernel_size, layer.stride, layer.padding).double()
            nn.init.ones_(alike.weight)
            yield alike
        elif isinstance(layer, nn.MaxPool2d):
            yield nn.AvgPool2d(layer.kernel_size, layer.stride, layer.padding)
        elif not isinstance(layer, (nn.ReLU, nn.Dropout)):
            yield layer


def seen(layers, shape, choose):
    """First and last row and column of the pixels that matter to a chosen part of the output."""
    x = torch.ones(1, 1, *shape, dtype=torch.float64, requires_grad=True)
    y = x
    for layer in layers:
        y = layer(y)
    choose(y).sum().backward()
    pixels = x.grad[0, 0] != 0
    ends = [pixels.any(dim=axis).nonzero().flatten()[[0, -1]].tolist() for axis in (1, 0)]
    return [low for low, _ in ends], [high for _, high in ends]


def field_by_gradient(layers):
    """Size and jump of the receptive field, in the middle of an image that is large enough."""
    middle = [seen(layers, (150, 150), lambda y, k=k: middle_of(y, k)) for k in (0, 1)]
    (low, high), (next_low, _) = middle
    return [h - n + 1 for n, h in zip(low, high, strict=True)], next_low[0] - low[0]


def middle_of(y, k):
    centre = y.shape[2] // 2
    return y[0, 0, centre + k, centre + k]


# ---- reading the page ---------------------------------------------------------------------------


def table(page):
    """Every row below the input's: name and the texts of its cells, with their notes."""
    rows = page.locator("table.ledger tbody tr:not(.edit)").evaluate_all(
        """rows => rows.map(r => [
            r.querySelector("th button").textContent,
            ...[...r.querySelectorAll("td")].map(c =>
                [...c.querySelectorAll("span")].map(s => s.textContent)),
        ])"""
    )
    return rows[1:]


def tiles(page):
    return page.locator(".tile .value").all_inner_texts()


def built(page):
    """The network that the figure shows as code."""
    return eval(page.locator("pre").evaluate("p => p.textContent"), {"nn": nn})


def input_shape(page):
    text = page.locator("table.ledger tbody tr").first.locator("td").first.inner_text()
    return [int(n) for n in text.split("×")]


def assert_agrees_with_torch(page):
    """All numbers of the figure, for a possible network."""
    shape, model = input_shape(page), built(page)
    rows = measured(model, shape)
    total = {key: sum(row[key] for row in rows) for key in MEASURED[1:]}
    for (_, *cells), row in zip(table(page), rows, strict=True):
        output, parameters, work, size, _ = cells
        assert output[0] == " × ".join(map(str, row["shape"]))
        for cell, key in ((parameters, "parameters"), (work, "multiply_adds")):
            assert cell[0] == f"{row[key]:,}"
            share = f"{100 * row[key] / total[key]:.1f} %" if row[key] else ""
            assert cell[1] == share
        assert size == [f"{row['bytes']:,}", "" if row["bytes"] else "a view"]
    assert tiles(page)[:3] == [f"{total[k]:,}" for k in MEASURED[1:]]
    assert_fields_agree(page, model, shape)


def assert_fields_agree(page, model, shape):
    flat = [isinstance(layer, nn.Flatten) for layer in model]
    maps = flat.index(True) if any(flat) else len(model)
    for k, (_, *cells) in enumerate(table(page)):
        layers = list(open_to_gradients(model[: k + 1]))
        if k < maps:
            size, jump = field_by_gradient(layers) if layers else ([1, 1], 1)
            assert cells[4] == [" × ".join(map(str, size)), f"jump {jump}"]
        elif k > maps and isinstance(model[k], nn.Linear):
            low, high = seen(list(open_to_gradients(model[:maps])), shape[1:], lambda y: y)
            size = [h - n + 1 for n, h in zip(low, high, strict=True)]
            assert cells[4] == [" × ".join(map(str, size)), ""]


def open_row(page, name):
    button = page.get_by_role("button", name=name, exact=True)
    if button.get_attribute("aria-expanded") == "false":
        button.click()


def type_number(page, label, value):
    page.get_by_label(label, exact=True).fill(str(value))
    page.keyboard.press("Enter")


# ---- the notes' network -------------------------------------------------------------------------


def test_the_facts_of_the_notes_network(show):
    page = show(live.ledger(deep_cnn()))
    assert tiles(page) == ["3,274,634", "13,883,904", "351,016", "16 × 16"]
    notes = page.locator(".tile .muted:last-child").all_inner_texts()
    assert notes[:3] == ["98.1 % in fc1", "72.3 % in conv2", "28.6 % in conv1"]
    assert notes[3] == "an element of pool2"
    names = [name for name, *_ in table(page)]
    assert names == [name for name, _ in deep_cnn().named_children()]
    assert str(list(built(page))) == str(list(deep_cnn()))
    assert_agrees_with_torch(page)


# ---- random edits, by mouse and by keyboard -----------------------------------------------------


def test_edits_by_mouse(show):
    page = show(live.ledger(deep_cnn()))
    for name, label in (("conv1", "kernel size"), ("conv1", "padding"), ("pool2", "stride")):
        open_row(page, name)
        page.get_by_role("button", name=f"{label}: one less").click()
    open_row(page, "conv2")
    page.get_by_label("new layer").select_option("AvgPool2d")
    page.get_by_role("button", name="Add below").click()
    assert [name for name, *_ in table(page)][3:6] == ["conv2", "pool2", "relu2"]
    page.get_by_role("button", name="Move up").click()
    assert [name for name, *_ in table(page)][3:6] == ["pool2", "conv2", "relu2"]
    page.get_by_role("button", name=re.compile("Give fc1 [0-9]+ inputs")).click()
    assert_agrees_with_torch(page)
    open_row(page, "relu1")
    page.get_by_role("button", name="Remove").click()
    assert page.get_by_role("button", name="relu1").count() == 1  # what was relu2
    assert_agrees_with_torch(page)
    page.get_by_role("button", name="As it was").click()
    assert tiles(page)[0] == "3,274,634"


def test_edits_by_keyboard(show):
    page = show(live.ledger(deep_cnn(), input_shape=(1, 30, 24)))
    page.get_by_role("button", name="conv1", exact=True).focus()
    for key in ("Enter", "Enter", "Tab", "Tab", "ArrowUp"):  # closed, opened, output channels
        page.keyboard.press(key)
    focused = "e => e.getRootNode().activeElement.value"
    assert page.locator("table.ledger").evaluate(focused) == "33"
    for key in ("Tab", "Tab", "Tab", "ArrowDown", "ArrowDown"):  # kernel size
        page.keyboard.press(key)
    assert page.locator("table.ledger").evaluate(focused) == "3"
    page.get_by_role("button", name=re.compile("Give fc1")).focus()
    page.keyboard.press("Enter")
    focused = "e => e.getRootNode().activeElement.textContent"
    assert page.locator("table.ledger").evaluate(focused) == "fc1"
    assert_agrees_with_torch(page)
    page.get_by_role("button", name="input", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_label("rows", exact=True).focus()
    page.keyboard.press("ArrowUp")
    page.get_by_label("columns", exact=True).focus()
    page.keyboard.press("ArrowUp")
    assert input_shape(page) == [1, 31, 25]
    page.get_by_role("button", name="pool1", exact=True).focus()
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Move down").focus()
    page.keyboard.press("Enter")
    assert [name for name, *_ in table(page)][2:4] == ["conv2", "pool1"]
    assert page.locator("table.ledger").evaluate(focused) == "pool1"
    fix = page.get_by_role("button", name=re.compile("Give fc1"))
    if fix.is_visible():
        fix.click()
    assert_agrees_with_torch(page)


# ---- random networks ----------------------------------------------------------------------------


def random_network(generator):
    """A random list of layers and shape of images, which may not fit each other."""

    def draw(*choices):
        return choices[torch.randint(len(choices), (1,), generator=generator).item()]

    shape = [draw(1, 3), draw(9, 12, 16), draw(9, 13, 16)]
    layers, channels = [], shape[0]
    for _ in range(draw(2, 3, 4)):
        kind = draw("Conv2d", "Conv2d", "ReLU", "MaxPool2d", "AvgPool2d", "Dropout")
        kernel, stride, padding = draw(1, 2, 3, 5), draw(1, 1, 2, 3), draw(0, 0, 1, 2)
        if kind == "Conv2d":
            layers.append(nn.Conv2d(channels, draw(2, 4, 5), kernel, stride, padding))
            channels = layers[-1].out_channels
        elif kind.endswith("Pool2d"):
            layers.append(getattr(nn, kind)(kernel, stride, padding))
        else:
            layers.append(getattr(nn, kind)())
    flatten = [nn.Flatten()] * draw(0, 1, 1, 1)
    features = numbers_of(layers, shape) + draw(0, 0, 0, 1)
    return [*layers, *flatten, nn.Linear(features, 7), nn.ReLU(), nn.Linear(7, 3)], shape


def numbers_of(layers, shape):
    try:
        return nn.Sequential(*layers)(torch.zeros(1, *shape)).numel()
    except RuntimeError:
        return 10


def is_possible(layers, shape):
    """What torch says; it lets a linear layer take maps, though, and means their columns."""
    try:
        nn.Sequential(*layers)(torch.zeros(1, *shape))
    except RuntimeError:
        return False
    return any(isinstance(layer, nn.Flatten) for layer in layers)


@pytest.fixture(scope="module")
def networks():
    """Random layers and shapes, with what the figure is given of each."""
    generator = torch.Generator().manual_seed(0)
    drawn = [random_network(generator) for _ in range(150)]
    return [(*case, json.loads(live.ledger(*case).data)) for case in drawn]


def test_random_networks_are_possible_where_torch_says_so(networks):
    possible = [is_possible(layers, shape) for layers, shape, _ in networks]
    accounts = [account(data["input"], data["layers"]) for *_, data in networks]
    assert [all("shape" in row for row in rows) for rows in accounts] == possible
    assert 30 < sum(possible) < 120
    reasons = {
        row["wrong"].split(" ", 1)[1][:9] for rows in accounts for row in rows if "wrong" in row
    }
    assert reasons >= {"padding (", "its 5 × 5", "expects 1", "needs a l"}


def test_random_networks_cost_what_torch_measures(networks):
    for layers, shape, data in networks:
        if is_possible(layers, shape):
            rows = account(data["input"], data["layers"])
            model = nn.Sequential(*layers)
            assert [{key: row[key] for key in MEASURED} for row in rows] == measured(model, shape)


def test_random_networks_see_what_gradients_say(networks):
    cases = [case for case in networks if is_possible(*case[:2])]
    for layers, shape, data in cases[:25]:
        maps = next(k for k, layer in enumerate(layers) if isinstance(layer, nn.Flatten))
        rows = account(data["input"], data["layers"])
        linear = list(open_to_gradients(layers[:maps]))
        if not linear:
            continue
        last = rows[maps - 1]
        assert (last["sees"], last["jump"]) == field_by_gradient(linear)
        low, high = seen(linear, shape[1:], lambda y: y)
        assert rows[-1]["sees"] == [h - n + 1 for n, h in zip(low, high, strict=True)]


def test_the_page_computes_what_python_computes(node, networks):
    cases = [[data["input"], data["layers"]] for *_, data in networks]
    code = "value.map((each) => ledger_rules_py.account(...each))"
    rows = node("ledger/rules.py", code, cases)
    assert rows == [account(*case) for case in cases]
    code = "value.map(ledger_rules_py.totals)"
    assert node("ledger/rules.py", code, rows) == [totals(each) for each in rows]
    code = "value.map((each) => each.map(ledger_rules_py.cells))"
    assert node("ledger/rules.py", code, rows) == [
        [[list(cell) for cell in rules.cells(row)] for row in each] for each in rows
    ]


def test_the_work_is_that_of_the_models():
    layers = json.loads(live.ledger(deep_cnn()).data)["layers"]
    work = {row["name"]: row["multiply_adds"] for row in account([1, 28, 28], layers)}
    assert {name: many for name, many in work.items() if many} == multiply_adds(deep_cnn())


def test_settings_are_written_where_pytorch_would_choose_others(node):
    window = {"kernel": 5, "stride": 1, "padding": 0}
    for layer, text, code in (
        ({"kind": "Conv2d", "out": 4, **window}, "5 × 5", "Conv2d(3, 4, kernel_size=5)"),
        (
            {"kind": "Conv2d", "out": 4, **window, "stride": 2, "padding": 1},
            "5 × 5, stride 2, padding 1",
            "Conv2d(3, 4, kernel_size=5, stride=2, padding=1)",
        ),
        (
            {"kind": "MaxPool2d", **window},
            "max 5 × 5, stride 1",
            "MaxPool2d(kernel_size=5, stride=1)",
        ),
        ({"kind": "AvgPool2d", **window, "stride": 5}, "mean 5 × 5", "AvgPool2d(kernel_size=5)"),
        ({"kind": "Linear", "in": 7, "out": 2}, "7 → 2", "Linear(7, 2)"),
        ({"kind": "Dropout", "p": 0.25}, "p = 0.25", "Dropout(p=0.25)"),
        ({"kind": "ReLU"}, "", "ReLU()"),
    ):
        assert node("ledger/network", "ledger_network_js.about(value)", layer) == text
        listing = node("ledger/network", "ledger_network_js.code([3, 8, 8], [value])", layer)
        assert listing == f"nn.Sequential(\n    nn.{code},\n)"


def test_new_layers_can_be_used_where_they_are_put(node):
    kinds = json.loads(live.ledger(deep_cnn()).data)["kinds"]
    for kind, (shape, before) in itertools.product(
        kinds, [([2, 8, 8], {"kind": "ReLU"}), ([128], {"kind": "Flatten"})]
    ):
        state = {"input": [2, 8, 8], "layers": [before], "chosen": 1, "open": True}
        code = "(ledger_network_js.addLayer(value.state, value.kind, value.rows), value.state)"
        rows = [{"name": "one", "shape": shape}]
        given = {"state": state, "kind": kind, "rows": rows}
        made = node("ledger/network", code, given)
        assert made["chosen"] == 2 and made["layers"][1]["kind"] == kind
        fits = (kind in ("Conv2d", "MaxPool2d", "AvgPool2d")) <= (len(shape) == 3)
        fits &= (kind == "Linear") <= (len(shape) == 1)
        assert ("shape" in account([2, 8, 8], made["layers"])[1]) == fits


def test_layers_are_moved_and_taken_away(node):
    kinds = ["Conv2d", "ReLU", "Linear"]
    moved = {(1, 1): [1, 0, 2], (2, 1): [0, 2, 1], (2, -1): [1, 0, 2], (3, -1): [0, 2, 1]}
    left = {1: (1, [1, 2]), 2: (2, [0, 2]), 3: (2, [0, 1])}
    for (chosen, by), order in moved.items():
        state = {"layers": [{"kind": kind} for kind in kinds], "chosen": chosen}
        code = "(ledger_network_js.moveLayer(value.state, value.by), value.state)"
        made = node("ledger/network", code, {"state": state, "by": by})
        assert [layer["kind"] for layer in made["layers"]] == [kinds[k] for k in order]
        assert made["chosen"] == chosen + by
    for chosen, (then, order) in left.items():
        state = {"layers": [{"kind": kind} for kind in kinds], "chosen": chosen}
        made = node("ledger/network", "(ledger_network_js.removeLayer(value), value)", state)
        assert [layer["kind"] for layer in made["layers"]] == [kinds[k] for k in order]
        assert made["chosen"] == then


# ---- impossible networks ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "row, changes, sentence, remedy",
    [
        ("conv2", {"kernel size": 31}, "conv2: its 31 × 31 kernel is larger than its input, "
         "18 × 18, padding included.", None),
        ("pool2", {"kernel size": 15}, "pool2: its 15 × 15 window is larger than its input, "
         "14 × 14.", None),
        ("pool1", {"padding": 2}, "pool1: padding (=2) must be at most half of its window (=2).",
         None),
        ("conv2", {"output channels": 60}, "fc1 expects 3136 numbers, but gets 2940.",
         "Give fc1 2940 inputs"),
        ("fc1", {"outputs": 1000}, "fc2 expects 1024 numbers, but gets 1000.",
         "Give fc2 1000 inputs"),
    ],
)  # fmt: skip
def test_impossible_networks_say_why(show, row, changes, sentence, remedy):
    page = show(live.ledger(deep_cnn()))
    open_row(page, row)
    for label, value in changes.items():
        type_number(page, label, value)
    assert page.get_by_role("alert").inner_text() == sentence
    with pytest.raises((RuntimeError, ValueError)):
        built(page)(torch.zeros(1, 1, 28, 28))
    assert tiles(page) == ["–"] * 4
    names = [name for name, *cells in table(page) if cells[0][0] == "impossible"]
    assert names == [re.split(":? ", sentence)[0]]
    button = page.locator(".trouble button")
    assert button.is_visible() == (remedy is not None)
    if remedy:
        button.get_by_text(remedy).click()
        assert page.get_by_role("alert").inner_text() == ""
        built(page)(torch.zeros(1, 1, 28, 28))
        assert "–" not in tiles(page)


def test_layers_out_of_place_say_why(show):
    page = show(live.ledger(deep_cnn()))
    open_row(page, "flatten")
    page.get_by_role("button", name="Remove").click()
    alert = page.get_by_role("alert")
    assert alert.inner_text() == (
        "fc1 needs a list of numbers, but gets 64 × 7 × 7: put flatten before it."
    )
    page.get_by_role("button", name="Put flatten before fc1").click()
    assert alert.inner_text() == "" and tiles(page)[0] == "3,274,634"
    open_row(page, "fc2")
    page.get_by_role("button", name="Add below").click()
    assert alert.inner_text() == (
        "conv3 needs maps, but gets a list of 10 numbers: it belongs before flatten."
    )


def test_bad_numbers_get_a_sentence_and_change_nothing(show):
    page = show(live.ledger(deep_cnn()))
    alert = page.get_by_role("alert")
    for wrong in ("five", "0", "2.5", "-1", ""):
        type_number(page, "kernel size", wrong)
        assert f"kernel size (={wrong}) must be a whole number from 1 to 31" in alert.inner_text()
        assert tiles(page)[0] == "3,274,634"
    page.get_by_role("button", name="padding: one more").click()
    page.get_by_role("button", name="padding: one less").click()
    assert alert.inner_text() == ""


@pytest.mark.parametrize(
    "row, layer, shape",
    [
        ("conv1", nn.Conv2d(1, 2000, 33, stride=32, padding=16), (1, 28, 28)),
        ("pool1", nn.MaxPool2d(64, padding=32), (1, 64, 64)),
        ("fc1", nn.Linear(2_000_000, 200_000, device="meta"), (1, 28, 28)),
        ("input", nn.ReLU(), (2000, 600, 700)),
    ],
)
def test_every_field_can_be_moved_back_from(show, row, layer, shape):
    page = show(live.ledger([layer], shape))
    open_row(page, row)
    given = page.locator("input[type=text]").evaluate_all("all => all.map(field => field.value)")
    fields = page.locator("input[type=text]")
    assert len(given) == fields.count() >= 2
    for k, value in enumerate(given):
        for key, wanted in (("ArrowDown", int(value) - 1), ("ArrowUp", int(value))):
            fields.nth(k).press(key)
            page.get_by_role("button", name=row, exact=True).click(click_count=2)  # made anew
            assert fields.nth(k).input_value() == str(wanted)


def test_what_a_remedy_sets_can_be_moved_back_from(show):
    shape = (1024, 512, 512)
    page = show(live.ledger([nn.Flatten(), nn.Linear(5, 2)], shape))
    page.get_by_role("button", name=f"Give fc1 {1024 * 512 * 512} inputs").click()
    page.get_by_role("button", name="inputs: one less").click()
    assert page.get_by_role("textbox", name="inputs").input_value() == str(1024 * 512 * 512 - 1)


def test_the_last_layer_stays_and_forty_are_enough(show):
    page = show(live.ledger([nn.ReLU()]))
    page.get_by_role("button", name="relu1").click()
    page.get_by_role("button", name="Remove").click()
    assert "a network needs one" in page.get_by_role("alert").inner_text()
    page = show(live.ledger([nn.ReLU()] * 40))
    page.get_by_role("button", name="relu40").click()
    page.get_by_role("button", name="Add below").click()
    assert "40 layers at most" in page.get_by_role("alert").inner_text()


def test_changes_are_said(show):
    page = show(live.ledger(deep_cnn()))
    status = page.get_by_role("status")
    assert status.inner_text() == ""  # nobody asked yet
    type_number(page, "kernel size", 3)
    type_number(page, "padding", 1)
    total = "In all 3,274,122 parameters, 13,482,496 multiply-adds."
    assert status.inner_text() == f"conv1 gives 32 × 28 × 28. {total}"
    page.get_by_role("button", name="relu1", exact=True).click()
    assert status.inner_text() == f"relu1 gives 32 × 28 × 28. {total}"
    page.get_by_role("button", name="Remove").click()
    assert status.inner_text() == f"pool1 gives 32 × 14 × 14. {total}"
    page.get_by_role("button", name="Move down").click()
    assert status.inner_text().startswith("pool1 gives 64 × 14 × 14. In all 3,274,122")
    page.get_by_role("button", name="Add below").click()
    assert status.inner_text().startswith("pool1 gives")  # an alert is read out instead
    assert "fc1 expects 3136 numbers" in page.get_by_role("alert").inner_text()
    page.get_by_role("button", name="As it was").click()
    assert "In all 3,274,634 parameters" in status.inner_text()
    page.get_by_role("button", name="input", exact=True).click()
    assert status.inner_text() == "In all 3,274,634 parameters, 13,883,904 multiply-adds."


# ---- kept, named and seen ---------------------------------------------------------------------


def test_what_was_changed_is_there_after_a_reload(show_at_address):
    page = show_at_address(live.ledger(deep_cnn()))
    type_number(page, "output channels", 7)
    page.get_by_role("button", name="input", exact=True).click()
    type_number(page, "rows", 30)
    page.get_by_role("button", name="pool2", exact=True).click()
    page.get_by_role("button", name="Add below").click()
    before = table(page), tiles(page), input_shape(page)
    go(page, "location.reload()")
    assert (table(page), tiles(page), input_shape(page)) == before
    assert group(page, "edit conv3").is_visible()
    page.get_by_role("button", name="conv3", exact=True).click()  # closes the editor
    go(page, "location.reload()")
    assert page.get_by_role("button", name="Add below").count() == 0


def test_the_editor_opens_closes_and_goes_elsewhere(show):
    page = show(live.ledger(deep_cnn()))
    assert group(page, "edit conv1").is_visible()
    page.get_by_role("button", name="relu1", exact=True).click()
    assert group(page, "edit relu1").is_visible() and group(page, "edit conv1").count() == 0
    page.get_by_role("button", name="relu1", exact=True).click()
    assert group(page, "edit relu1").count() == 0
    page.get_by_role("button", name="fc2", exact=True).click()
    down, up = (page.get_by_role("button", name=f"Move {way}") for way in ("down", "up"))
    assert down.get_attribute("aria-disabled") == "true"
    assert up.get_attribute("aria-disabled") is None
    page.get_by_role("button", name="Remove").click()
    assert group(page, "edit dropout").is_visible()  # the last one now
    page.get_by_role("button", name="conv1", exact=True).click()
    assert up.get_attribute("aria-disabled") == "true"
    assert down.get_attribute("aria-disabled") is None


def test_bars_are_as_long_as_their_shares(show):
    page = show(live.ledger(deep_cnn()))
    for kind, key in (("parameters", "parameters"), ("work", "multiply_adds")):
        bars = page.locator(f".bar.{kind}").evaluate_all("all => all.map(b => b.style.width)")
        values = [row[key] for row in measured(deep_cnn(), (1, 28, 28)) if row[key]]
        shares = [100 * value / sum(values) for value in values]
        assert [float(bar.strip("%")) for bar in bars] == pytest.approx(shares, abs=1e-3)


@pytest.mark.parametrize("width", [1000, 320])
def test_nothing_moves_or_grows_under_pointer_and_focus(show, width):
    page = show(live.ledger(deep_cnn()), width=width)
    assert_still(group(page, "The ledger of a network"))


def test_states_are_seen_with_forced_colours(show):
    page = show(live.ledger(deep_cnn()[:3]), forced_colors="active")
    chosen = page.get_by_role("button", name="relu1", exact=True)
    assert_states_visible(chosen, lambda: (chosen.press("Enter"), page.locator("summary").focus()))
    page.get_by_role("button", name="pool1", exact=True).press("Enter")
    page.get_by_label("padding", exact=True).focus()
    wrong = page.locator("tr", has=page.get_by_role("button", name="pool1", exact=True))
    assert_states_visible(wrong, lambda: type_number(page, "padding", 2))
    page = show(live.ledger(deep_cnn()), forced_colors="active")
    row = page.locator("tr", has=page.get_by_role("button", name="conv1", exact=True))
    cost = row.locator(".costs").nth(1)
    assert_states_visible(cost, lambda: type_number(page, "output channels", 900))


def test_a_phone_shows_costs_where_there_are_any(show):
    page = show(live.ledger(deep_cnn()), width=390)
    for name, has_costs in (("input", False), ("conv1", True), ("relu1", False), ("fc2", True)):
        row = page.locator("tr", has=page.get_by_role("button", name=name, exact=True))
        assert [cost.is_visible() for cost in row.locator(".costs").all()] == [has_costs] * 2


def test_the_notes_network_stands_on_one_screen(show):
    page = show(live.ledger(deep_cnn()), width=716)  # as wide as lessons are on 1280 pixels
    assert group(page, "The ledger of a network").bounding_box()["height"] < 860


# ---- from Python --------------------------------------------------------------------------------


def test_the_static_picture_has_the_same_numbers(show):
    page = show(live.ledger(deep_cnn()), java_script_enabled=False)
    rows = [row.split("\t") for row in page.locator("tr").all_inner_texts()]
    expected = [[name, "1024", "3,212,288", "3,211,264", "4,096", "28 × 28"] for name in ("fc1",)]
    assert [row for row in rows if row[0] == "fc1"] == expected
    assert ["pool2", "64 × 7 × 7", "0", "0", "12,544", "16 × 16, jump 4"] in rows
    assert ["flatten", "3136", "0", "0", "0, a view", "16 × 16"] in rows
    assert "3,274,634 parameters, 13,883,904 multiply-adds" in page.locator("p").inner_text()
    live_page = show(live.ledger(deep_cnn()))
    assert live_page.get_by_role("columnheader").all_text_contents() == rows[0]


def test_an_impossible_network_is_shown_with_its_sentence(show):
    figure = live.ledger([nn.Conv2d(1, 8, 5), nn.Flatten(), nn.Linear(100, 10)])
    sentence = "fc1 expects 100 numbers, but gets 4608."
    assert sentence in repr(figure)
    page = show(figure, java_script_enabled=False)
    assert sentence in page.locator("p").inner_text()
    assert show(figure).get_by_role("alert").inner_text() == sentence


@pytest.mark.parametrize(
    "layers, words",
    [
        ([], r"layers \(of number 0\) must be 1 to 40"),
        ([nn.BatchNorm2d(3)], r"layers\[0\] \(a BatchNorm2d\) must be one of Conv2d, ReLU,"),
        ([nn.Conv2d(3, 8, 5)], r"in_channels of layers\[0\] \(=3\) must be .* it gets, 1"),
        ([nn.Conv2d(1, 8, (5, 3))], r"kernel_size of layers\[0\] \(=\(5, 3\)\) must be the same"),
        ([nn.Conv2d(1, 8, 5, padding="same")], r"padding of layers\[0\] \(='same'\) must be"),
        ([nn.Conv2d(1, 8, 3, dilation=2)], r"layers\[0\] must have no dilation"),
        ([nn.Conv2d(1, 8, 3, bias=False)], r"layers\[0\] must have a bias"),
        ([nn.MaxPool2d(2, ceil_mode=True)], r"layers\[0\] must have no ceil_mode"),
        ([nn.ReLU(), nn.Flatten(0)], r"layers\[1\] \(a Flatten\) must flatten all but the first"),
    ],
)
def test_wrong_layers(layers, words):
    with pytest.raises(ValueError, match=words):
        live.ledger(layers)


@pytest.mark.parametrize("shape", [(28, 28), (1, 28, 0), (1, 28.0, 28)])
def test_wrong_input_shapes(shape):
    with pytest.raises(ValueError, match="input_shape"):
        live.ledger([nn.ReLU()], shape)


def test_size():
    assert len(live.ledger(deep_cnn())._repr_html_().encode()) < 60_000


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, live.ledger(deep_cnn()))
