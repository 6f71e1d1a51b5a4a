"""The output-size solver: its arithmetic against lib and torch, and the figure itself."""

import re

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from lib import live
from lib.convolution import output_size
from lib.live.output_size import conventions
from tests.live.browser import assert_fits_all_readers, cell, marked, numbers, run_module

NAMES = ("PyTorch", "PyTorch same", "valid", "same", "d2l", "cs231n")
MAP = "outputs for each padding and stride"
KEYS = ("n", "m", "p", "s")


def settings(seed, count, n=30, m=9, p=4, s=6):
    """Random settings that fit, as the figure's own dicts."""
    random = np.random.default_rng(seed)
    made = []
    while len(made) < count:
        one = random.integers([1, 1, 0, 1], [n, m, p, s], endpoint=True).tolist()
        if one[1] <= one[0] + 2 * one[2]:
            made.append(dict(zip(KEYS, one, strict=True)))
    return made


def run(page, expression, value):
    names = "const { outputSize, fates, paddingsFor, stridesFor } = output_size_steps_js;"
    module = "output-size-conventions"  # which brings the steps along
    expression = f"(() => {{ {names} return value.map({expression}); }})()"
    return run_module(page, module, expression, value)


def reads(n, m, s, zeros, outputs):
    """Which elements some window reads, and where the last one ends: by sliding it."""
    read = np.zeros(n + sum(zeros), bool)
    for i in range(outputs):
        assert i * s + m <= len(read)
        read[i * s : i * s + m] = True
    return read, (outputs - 1) * s + m


# ---- arithmetic -------------------------------------------------------------------------------


def test_sizes_and_what_the_floor_drops(show):
    cases = settings(0, 400)
    found = run(
        show(), "c => [outputSize(c), fates(c, [c.p, c.p], outputSize(c))]", cases
    )  # fmt: skip
    for case, (outputs, fates) in zip(cases, found, strict=True):
        n, m, p, s = case.values()
        assert outputs == output_size(n, m, p, s), case
        read, end = reads(n, m, s, (p, p), outputs)
        what = ["read" if r else "dropped" if k >= end else "skipped" for k, r in enumerate(read)]
        assert fates == what, case
        assert fates.count("dropped") == (n + 2 * p - m) % s


def test_a_kernel_that_does_not_fit_has_no_size(show):
    assert run(show(), "outputSize", [dict(n=3, m=5, p=0, s=1)]) == [None]


def same_in_torch(n, m):
    """What torch does for padding='same': a rising input makes every place of a zero visible."""
    x, w = torch.arange(1.0, n + 1)[None, None], torch.arange(1.0, m + 1)[None, None]
    return F.conv1d(x, w, padding="same")[0, 0].numpy(), x[0, 0].numpy(), w[0, 0].numpy()


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_conventions_are_those_of_the_libraries(show):
    cases = settings(1, 250)
    for case, found in zip(
        cases, run(show(), "output_size_conventions_js.conventions", cases), strict=True
    ):
        n, m, p, s = case.values()
        rows = dict(zip(NAMES, found, strict=True))
        size = rows["PyTorch"]["outputs"]
        input, kernel = torch.ones(1, 1, n), torch.ones(1, 1, m)
        assert size == F.conv1d(input, kernel, padding=p, stride=s).numel()
        # torch's "same": the zeros named give its numbers; it refuses strides
        if s == 1:
            y, x, w = same_in_torch(n, m)
            assert rows["PyTorch same"]["outputs"] == n
            padded = np.pad(x, rows["PyTorch same"]["zeros"])
            assert np.array_equal(np.correlate(padded, w, "valid"), y)
        else:
            assert rows["PyTorch same"]["outputs"] is None
            with pytest.raises(RuntimeError, match="not supported for strided"):
                F.conv1d(input, kernel, padding="same", stride=s)
        # TensorFlow's rule: ceil(n / s) outputs from as few zeros as that takes, the odd one behind
        before, behind = rows["same"]["zeros"]
        outputs = rows["same"]["outputs"]
        assert outputs == -(-n // s) and 0 <= behind - before <= 1
        assert before + behind == max((outputs - 1) * s + m - n, 0)
        padded = np.pad(np.ones(n), (before, behind))
        assert len(np.correlate(padded, np.ones(m), "valid")[::s]) == outputs
        # and 'valid' is no padding
        valid = output_size(n, m, 0, s) if m <= n else None
        assert rows["valid"]["outputs"] == valid and rows["valid"]["zeros"] == [0, 0]
        # d2l's p is the total of both sides
        total = int(rows["d2l"]["name"].removeprefix("d2l, p="))
        assert total == 2 * p and rows["d2l"]["outputs"] == (n - m + total + s) // s == size
        # cs231n wants whole numbers
        divides = (n - m + 2 * p) % s == 0
        assert rows["cs231n"]["outputs"] == (size if divides else None)
        # the static picture says the same
        assert conventions(n, m, p, s) == [
            (
                row["name"],
                " + ".join(map(str, row["zeros"])) if row["zeros"] else "—",
                "none" if row["outputs"] is None else str(row["outputs"]),
                row["words"],
            )
            for row in found
        ]


def test_what_d2l_would_make_of_the_same_p(show):
    cases = [dict(n=28, m=5, p=2, s=1), dict(n=3, m=5, p=1, s=1)]
    found = run(show(), "c => output_size_conventions_js.conventions(c)[4].words", cases)
    assert found == [
        "p is the total of both sides; p=2 would give 26",
        "p is the total of both sides; p=1 would not fit",
    ]


def test_backwards_finds_every_padding_and_every_stride(show):
    random = np.random.default_rng(2)
    cases = [{**c, "wanted": int(random.integers(1, 20))} for c in settings(2, 500, n=20)]
    found = run(
        show(), "c => [paddingsFor(c, c.wanted), stridesFor(c, c.wanted)].map(r =>"
        " r.to === Infinity ? {...r, to: 'any'} : r)", cases
    )  # fmt: skip
    none = 0
    for (n, m, p, s, wanted), answers in zip((c.values() for c in cases), found, strict=True):
        paddings = [q for q in range(100) if m <= n + 2 * q and output_size(n, m, q, s) == wanted]
        strides = [t for t in range(1, 100) if output_size(n, m, p, t) == wanted]
        for right, answer, name in zip((paddings, strides), answers, ("p", "s"), strict=True):
            none += not right
            if right:
                last = 99 if answer["to"] == "any" else answer["to"]
                assert right == [*range(answer["from"], last + 1)], (n, m, p, s, wanted, name)
                assert (answer["to"] == "any") == (wanted == 1 and name == "s")
            else:
                assert "from" not in answer and answer["why"]
    assert none > 100


# ---- the figure ------------------------------------------------------------------------------


def places(page, kind):
    """--at and --span of all pieces of a kind in the picture."""
    return page.locator(f".stage .{kind}").evaluate_all(
        "all => all.map(e => ['--at', '--span'].map(p => Number(e.style.getPropertyValue(p))))"
    )


def assert_shows(page, n, m, p, s):
    """Everything that the figure draws and writes for a setting that fits."""
    o = output_size(n, m, p, s)
    assert page.locator(".size").inner_text() == str(o)
    assert places(page, "window") == [[i * s, m] for i in range(o)]
    read, end = reads(n, m, s, (p, p), o)
    assert places(page, "element") == [[k, 1] for k in range(n + 2 * p)]
    dropped = [[k, 1] for k in range(end, n + 2 * p)]
    assert places(page, "dropped") == dropped
    assert places(page, "lost") == ([[end, len(dropped)]] if dropped else [])
    assert places(page, "ghost") == ([[o * s, m]] if dropped else [])
    steps = page.locator(".steps li > span:first-child").all_inner_texts()
    quotient = format((n + 2 * p - m) / s, "g")
    assert steps[1:] == [
        f"= ⌊({n} + 2·{p} − {m}) / {s}⌋ + 1",
        f"= ⌊{n + 2 * p - m} / {s}⌋ + 1",
        f"= ⌊{quotient}⌋ + 1",
        f"= {o - 1} + 1",
        f"= {o}",
    ]
    shown = numbers(page, MAP)
    for i, row in enumerate(shown):
        for j, text in enumerate(row):
            fits = m <= n + 2 * i
            assert text == (str(output_size(n, m, i, j + 1)) if fits else "")
    assert marked(page, MAP, "current") == {(p, s - 1)}
    table = page.locator(".conventions tbody tr").evaluate_all(
        "rows => rows.map(r => [...r.cells].map(c => c.textContent))"
    )
    assert [tuple(row) for row in table] == conventions(n, m, p, s)
    code = page.locator("textarea").input_value()
    made = eval(code, {"nn": nn})(torch.zeros(1, 1, n, n))
    assert made.shape == (1, 1, o, o) and code.endswith(f"# {n} x {n} becomes {o} x {o}")


def field(page, name):
    return page.get_by_role("textbox", name=name, exact=True)


FIELDS = {"n": "input n", "m": "kernel m", "p": "padding p", "s": "stride s"}


def test_by_keyboard_random_settings(show):
    page = show(live.output_size())
    assert_shows(page, 10, 3, 0, 2)
    for case in settings(3, 6):
        for key in ("p", "n", "m", "s"):
            field(page, FIELDS[key]).focus()
            page.keyboard.press("Control+A")
            page.keyboard.type(str(case[key]))
            page.keyboard.press("Enter")
        assert_shows(page, **case)


def test_by_mouse_steps_and_the_map(show):
    page = show(live.output_size(9, 3))
    page.get_by_role("button", name="input n: one more").click()
    page.get_by_role("button", name="stride s: one more").click()
    page.get_by_role("button", name="kernel m: one less").click()
    assert_shows(page, 10, 2, 0, 3)
    cell(page, MAP, 2, 4).click()
    assert_shows(page, 10, 2, 2, 5)
    assert field(page, "padding p").input_value() == "2"
    assert field(page, "stride s").input_value() == "5"


def test_the_map_by_keyboard(show):
    page = show(live.output_size())
    cell(page, MAP, 0, 0).focus()
    for key in ("ArrowDown", "ArrowRight", "Enter"):
        page.keyboard.press(key)
    assert_shows(page, 10, 3, 1, 2)
    assert cell(page, MAP, 1, 1).get_attribute("aria-label") == "padding 1, stride 2: 5, as wanted"


def test_the_sentence_says_what_is_dropped(show):
    page = show(live.output_size())
    line, said = page.locator(".line"), page.get_by_role("status")
    assert line.inner_text() == (
        "4 outputs. The floor drops element 9: one more window would reach 1 beyond the end."
    )
    field(page, "padding p").press("ArrowUp")
    assert "drops a zero of the padding" in line.inner_text() and "5 outputs" in said.inner_text()
    for _ in range(2):
        field(page, "stride s").press("ArrowUp")
    assert line.inner_text() == (
        "3 outputs. The floor drops a zero of the padding: one more window would reach 3 beyond "
        "the end. The stride jumps over elements 2, 6."
    )
    page.get_by_role("button", name="padding p: one less").click()
    assert line.inner_text() == (
        "2 outputs. The floor drops elements 7 to 9: one more window would reach 1 beyond the end."
        " The stride jumps over element 3."
    )


def test_backwards_in_words(show):
    page = show(live.output_size())
    answers = page.locator(".answers p")
    assert answers.all_inner_texts() == [
        "With s = 2, p = 1.",
        "With p = 0, no s: stride 1 gives 8 and stride 2 gives 4, nothing between.",
    ]
    assert marked(page, MAP, "wanted") == {(1, 1), (3, 2), (5, 3)}
    field(page, "wanted outputs").fill("1")
    field(page, "wanted outputs").press("Enter")
    assert answers.all_inner_texts() == [
        "With s = 2, no p: without padding there are already 4.",
        "With p = 0, s = any from 8 on.",
    ]
    field(page, "wanted outputs").fill("9")
    field(page, "wanted outputs").press("Enter")
    field(page, "stride s").press("ArrowDown")
    assert answers.all_inner_texts() == [
        "With s = 1, no p: 2p would have to be 1, and 2p is even.",
        "With p = 0, no s: stride 1 gives no more than 8.",
    ]


def test_zeros_of_tensorflow_stand_at_the_end(show):
    page = show(live.output_size(10, 4, stride=3))
    strip = page.locator(".conventions tbody tr").nth(3).locator(".strip i")
    assert [("zero" in c) for c in strip.evaluate_all("all => all.map(i => i.className)")] == (
        [True] + [False] * 10 + [True] * 2
    )


# ---- copying ---------------------------------------------------------------------------------


@pytest.mark.parametrize("way", ["clipboard", "command", "none"])
def test_the_line_is_copied(show, way):
    page = show(live.output_size(28, 5, padding=2, stride=1))
    page.evaluate(
        """way => {
            const clipboard = { writeText: async text => { window.copied = text } };
            const value = way === "clipboard" ? clipboard : undefined;
            Object.defineProperty(navigator, "clipboard", { value });
            document.execCommand = () => {
                const area = document.querySelector(".live-figure").shadowRoot.activeElement;
                const chosen = area.value.slice(area.selectionStart, area.selectionEnd);
                if (way === "command") window.copied = chosen;
                window.chosen = chosen;
                return way === "command";
            };
        }""",
        way,
    )
    line = "nn.Conv2d(1, 1, kernel_size=5, stride=1, padding=2)  # 28 x 28 becomes 28 x 28"
    page.get_by_role("button", name="Copy").press("Enter")
    wanted = "selected" if way == "none" else "Copied."
    page.get_by_role("status").filter(has_text=wanted).wait_for(state="attached")
    assert page.evaluate("window.chosen ?? window.copied") == line
    if way != "none":
        assert page.evaluate("window.copied") == line


# ---- what is wrong ----------------------------------------------------------------------------


def test_a_kernel_that_does_not_fit_gets_a_sentence(show):
    page = show(live.output_size(4, 4, stride=1))
    field(page, "kernel m").press("ArrowUp")
    error = page.get_by_role("alert")
    assert error.inner_text() == "m (=5) must not exceed the padded input, n + 2 * padding (=4)."
    with pytest.raises(ValueError, match=re.escape(error.inner_text()[:-1])):
        output_size(4, 5)
    assert page.locator(".size").inner_text() == "none"
    assert (places(page, "window"), places(page, "ghost")) == ([], [[0, 5]])
    assert "padded input only 4" in page.locator(".line").inner_text()
    field(page, "padding p").press("ArrowUp")
    assert error.inner_text() == ""
    assert_shows(page, 4, 5, 1, 1)


def test_bad_input_keeps_the_setting(show):
    page = show(live.output_size())
    for typed in ("abc", "", "2.5", "0", "-1", "999999"):
        field(page, "stride s").fill(typed)
        field(page, "stride s").press("Enter")
        assert page.get_by_role("alert").inner_text() == (
            f"stride s (={typed}) must be a whole number from 1 to 16."
        )
    assert_shows(page, 10, 3, 0, 2)


@pytest.mark.parametrize(
    "wrong, words",
    [
        ({"n": 0}, "n (=0) must be a positive integer"),
        ({"m": 2.5}, "m (=2.5) must be a positive integer"),
        ({"padding": -1}, "padding (=-1) must be a non-negative integer"),
        ({"stride": 0}, "stride (=0) must be a positive integer"),
        ({"m": 11}, "m (=11) must not exceed the padded input, n + 2 * padding (=10)"),
        ({"n": 257}, "n (=257) must be at most 256 to be drawn"),
        ({"stride": 17}, "stride (=17) must be at most 16 to be drawn"),
    ],
)
def test_wrong_arguments(wrong, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        live.output_size(**wrong)


# ---- for all readers ----------------------------------------------------------------------------


def test_without_scripts_the_same_stands_there(show):
    page = show(live.output_size(), java_script_enabled=False)
    text = page.locator(".live-static").inner_text()
    assert "= ⌊7 / 2⌋ + 1 = ⌊3.5⌋ + 1 = 3 + 1 = 4" in text
    assert "start at 0, 2, 4, 6" in text and "1 element of 10 is dropped" in text
    rows = page.locator("table").nth(1).locator("tr:has(td)")
    assert [tuple(row.split("\t")) for row in rows.all_inner_texts()] == conventions(10, 3, 0, 2)
    backwards = page.locator("table").nth(0).locator("tr:has(td)").all_inner_texts()
    assert backwards[0].split() == ["p", "=", "0", *"843222"]


def test_size():
    assert len(live.output_size(256, 3, stride=1)._repr_html_().encode()) < 60_000


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, live.output_size(), live.output_size(224, 7, 3, 2))
