"""The output-size solver: its arithmetic against lib and torch, and the figure itself."""

import json
import re

import numpy as np
import pytest
import torch
from torch import nn
from torch.nn import functional as F

from lib import live
from lib.convolution import output_size
from lib.live.output_size.rules import conventions, fates, formula, layer
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


def reads(n, m, s, zeros, outputs):
    """Which elements some window reads, and where the last one ends: by sliding it."""
    read = np.zeros(n + sum(zeros), bool)
    for i in range(outputs):
        assert i * s + m <= len(read)
        read[i * s : i * s + m] = True
    return read, (outputs - 1) * s + m


# ---- arithmetic -------------------------------------------------------------------------------


def test_what_the_floor_drops(node):
    cases = [[one, output_size(*one.values())] for one in settings(0, 400)]
    found = node(
        "output_size/rules.py",
        "value.map(([{ n, m, p, s }, size]) => output_size_rules_py.fates(n, m, s, [p, p], size))",
        cases,
    )
    for (case, outputs), fate in zip(cases, found, strict=True):
        n, m, p, s = case.values()
        read, end = reads(n, m, s, (p, p), outputs)
        what = ["read" if r else "dropped" if k >= end else "skipped" for k, r in enumerate(read)]
        assert fate == what == fates(n, m, s, (p, p), outputs), case
        assert fate.count("dropped") == (n + 2 * p - m) % s


def test_rules_are_the_same_in_both_languages(node):
    cases = [list(one.values()) for one in settings(4, 100)] + [[3, 5, 0, 1], [3, 9, 2, 3]]
    names = "const { outputs, formula, layer, conventions } = output_size_rules_py;"
    found = node(
        "output_size/rules.py",
        f"(() => {{ {names} return value.map(c => "
        "[outputs(...c), formula(...c), layer(...c.slice(1)), conventions(...c)]); })()",
        cases,
    )
    for case, one in zip(cases, found, strict=True):
        fits = case[1] <= case[0] + 2 * case[2]
        right = [output_size(*case) if fits else None]
        right += [formula(*case), layer(*case[1:]), conventions(*case)]
        assert one == json.loads(json.dumps(right)), case


def test_a_kernel_that_does_not_fit_has_no_size_anywhere():
    assert [(size, words) for _, _, size, words in conventions(3, 9, 2, 1)] == [
        (None, "the kernel does not fit"),
        (3, "n outputs"),
        (None, "the kernel does not fit"),
        (3, "⌈n/s⌉ outputs"),
        (None, "the kernel does not fit"),
        (None, "the kernel does not fit"),
    ]
    assert formula(3, 9, 2, 1)[2:] == [("= ⌊-2 / 1⌋ + 1", "negative: does not fit")]


def same_in_torch(n, m):
    """What torch does for padding='same': a rising input makes every place of a zero visible."""
    x, w = torch.arange(1.0, n + 1)[None, None], torch.arange(1.0, m + 1)[None, None]
    return F.conv1d(x, w, padding="same")[0, 0].numpy(), x[0, 0].numpy(), w[0, 0].numpy()


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
def test_conventions_are_those_of_the_libraries():
    for case in settings(1, 250):
        n, m, p, s = case.values()
        rows = dict(zip(NAMES, conventions(n, m, p, s), strict=True))
        zeros = {name: row[1] for name, row in rows.items()}
        outputs = {name: row[2] for name, row in rows.items()}
        size = outputs["PyTorch"]
        input, kernel = torch.ones(1, 1, n), torch.ones(1, 1, m)
        assert size == F.conv1d(input, kernel, padding=p, stride=s).numel()
        # torch's "same": the zeros named give its numbers; it refuses strides
        if s == 1:
            y, x, w = same_in_torch(n, m)
            assert outputs["PyTorch same"] == n
            padded = np.pad(x, zeros["PyTorch same"])
            assert np.array_equal(np.correlate(padded, w, "valid"), y)
        else:
            assert outputs["PyTorch same"] is None
            with pytest.raises(RuntimeError, match="not supported for strided"):
                F.conv1d(input, kernel, padding="same", stride=s)
        # TensorFlow's rule: ceil(n / s) outputs from as few zeros as that takes, the odd one behind
        before, behind = zeros["same"]
        assert outputs["same"] == -(-n // s) and 0 <= behind - before <= 1
        assert before + behind == max((outputs["same"] - 1) * s + m - n, 0)
        padded = np.pad(np.ones(n), (before, behind))
        assert len(np.correlate(padded, np.ones(m), "valid")[::s]) == outputs["same"]
        # and 'valid' is no padding
        valid = output_size(n, m, 0, s) if m <= n else None
        assert outputs["valid"] == valid and zeros["valid"] == (0, 0)
        # d2l's p is the total of both sides
        total = int(rows["d2l"][0].removeprefix("d2l, p="))
        assert total == 2 * p and outputs["d2l"] == (n - m + total + s) // s == size
        # cs231n wants whole numbers
        divides = (n - m + 2 * p) % s == 0
        assert outputs["cs231n"] == (size if divides else None)


def test_what_d2l_would_make_of_the_same_p():
    assert [conventions(*case)[4][3] for case in [(28, 5, 2, 1), (3, 5, 1, 1)]] == [
        "p is the total of both sides; p=2 would give 26",
        "p is the total of both sides; p=1 would not fit",
    ]


ANSWERS = """value.map(([c, wanted, limits]) => {
    const { sizes } = output_size_steps_js;
    const { outputs } = output_size_rules_py;
    return [["p", p => outputs(c.n, c.m, p, c.s)], ["s", s => outputs(c.n, c.m, c.p, s)]].map(
        ([letter, of]) =>
            output_size_words_js.answer(letter, sizes(of, limits[letter]), limits[letter], wanted)
    );
})"""


def test_backwards_finds_all_that_the_fields_take_and_nothing_else(node):
    random = np.random.default_rng(2)
    limits = {"p": (0, 16), "s": (1, 16)}
    alone = {"n": 1, "m": 33, "p": 16, "s": 1}  # no other padding fits
    drawn = [*settings(2, 400, n=20), *settings(5, 100, n=40, m=32, p=16, s=16)]
    cases = [[case, int(random.integers(1, 20)), limits] for case in drawn]
    cases += [[{"n": 3, "m": 8, "p": 3, "s": 1}, 1, limits], [alone, 5, limits]]
    kinds = set()
    for (case, wanted, _), answers in zip(
        cases,
        node("output_size/words output_size/steps output_size/rules.py", ANSWERS, cases),
        strict=True,
    ):
        for letter, answer in zip("ps", answers, strict=True):
            found = {}
            for value in range(limits[letter][0], limits[letter][1] + 1):
                n, m, p, s = {**case, letter: value}.values()
                if m <= n + 2 * p:
                    found[value] = output_size(n, m, p, s)
            right = [value for value, size in found.items() if size == wanted]
            assert answer["found"] == right
            if right:
                ends = f"{right[0]}" if len(right) == 1 else f"{right[0]} to {right[-1]}"
                assert answer["text"] == f"{letter} = {ends}"
                assert right == [*range(right[0], right[-1] + 1)]
                continue
            assert answer["text"].startswith(f"no {letter}: ")
            kinds.add(re.sub(r"[\d]+", "k", answer["text"].split(": ")[1]))
            for value, size in re.findall(rf"{letter} = (\d+)\D* gives (\d+)", answer["text"]):
                assert found[int(value)] == int(size)
    assert kinds == {
        "p = k already gives k",
        "p = k gives k, p = k gives k, none between",
        "p = k, the least that fits, already gives k",
        "p = k, the most here, only gives k",
        "s = k only gives k",
        "s = k, the most here, still gives k",
        "s = k gives k, s = k gives k, none between",
    }


# ---- the figure ------------------------------------------------------------------------------


def places(page, kind):
    """--at and --span of all pieces of a kind in the picture."""
    return page.locator(f".stage .{kind}").evaluate_all(
        "all => all.map(e => ['--at', '--span'].map(p => Number(e.style.getPropertyValue(p))))"
    )


def written(*setting):
    """The rows of the table of conventions, as texts."""
    return [
        (name, " + ".join(map(str, zeros)) if zeros else "—", str(size or "none"), words)
        for name, zeros, size, words in conventions(*setting)
    ]


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
    assert [tuple(row) for row in table] == written(n, m, p, s)
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


def want(page, wanted):
    field(page, "wanted outputs").fill(str(wanted))
    field(page, "wanted outputs").press("Enter")


def answers(page):
    return page.locator(".answers p").all_inner_texts()


def test_backwards_in_words(show):
    page = show(live.output_size())
    assert answers(page) == [
        "With s = 2, p = 1.",
        "With p = 0, no s: s = 1 gives 8, s = 2 gives 4, none between.",
    ]
    assert marked(page, MAP, "wanted") == {(1, 1), (3, 2), (5, 3)}
    want(page, 1)
    assert answers(page) == ["With s = 2, no p: p = 0 already gives 4.", "With p = 0, s = 8 to 16."]
    assert page.get_by_role("status").text_content() == page.locator(".answers").text_content()
    want(page, 9)
    field(page, "stride s").press("ArrowDown")
    assert answers(page) == [
        "With s = 1, no p: p = 0 gives 8, p = 1 gives 10, none between.",
        "With p = 0, no s: s = 1 only gives 8.",
    ]
    page = show(live.output_size(4, 5, padding=1, stride=1))
    page.get_by_role("button", name="padding p: one less").click()
    assert answers(page)[1] == "With p = 0, no s: the kernel does not fit."


def test_lists_are_summed_up_from_the_fifth_on(node):
    cases = [[(9, 1, 0, 2), 5], [(11, 1, 0, 2), 6], [(256, 1, 16, 3), 96]]
    said = node(
        "output_size/words",
        "value.map(([c, size]) => output_size_words_js.describe(c, size))",
        [[dict(zip(KEYS, case, strict=True)), size] for case, size in cases],
    )
    assert said[0].endswith("The stride jumps over elements 1, 3, 5, 7.")
    assert said[1].endswith("The stride jumps over 1 between two windows, 5 in all.")
    assert said[2].startswith("96 outputs. The floor drops 2 zeros of the padding: one more ")


def test_what_is_recommended_the_fields_take(show):
    page = show(live.output_size(122, 3, stride=16))
    want(page, 122)
    assert answers(page) == [
        "With s = 16, no p: p = 16, the most here, only gives 10.",
        "With p = 0, no s: s = 1 only gives 120.",
    ]
    page = show(live.output_size(256, 1, 16, 1))
    want(page, 288)
    assert answers(page) == ["With s = 1, p = 16.", "With p = 16, s = 1."]
    field(page, "wanted outputs").fill("289")
    field(page, "wanted outputs").press("Enter")
    words = "wanted outputs (=289) must be a whole number from 1 to 288."
    assert page.get_by_role("alert").inner_text() == words


def test_no_sentence_lists_more_than_a_handful(show, node):
    page = show(live.output_size(206, 1, 16, 3))
    line = page.locator(".line").inner_text()
    assert line == (
        "80 outputs. The last window ends where the padded input ends: the floor drops nothing. "
        "The stride jumps over 2 between two windows, 158 in all."
    )
    cases = settings(6, 400, n=256, m=32, p=16, s=16)
    sizes = [output_size(*case.values()) for case in cases]
    for case, size, sentence in zip(
        cases,
        sizes,
        node(
            "output_size/words",
            "value.map(([c, size]) => output_size_words_js.describe(c, size))",
            list(zip(cases, sizes, strict=True)),
        ),
        strict=True,
    ):
        assert len(sentence) < 300 and sentence.count(",") <= 8, sentence
        n, m, p, s = case.values()
        over = f"between two windows, {(size - 1) * max(s - m, 0)} in all."
        assert ("jumps" in sentence) == (s > m and size > 1)
        assert over in sentence or "between" not in sentence
    for case in (256, 1, 16, 1), (10, 3, 0, 2):
        page = show(live.output_size(*case), java_script_enabled=False)
        starts = page.locator("p").nth(2).inner_text().split(" of the padded")[0]
        assert starts == (
            "Windows start at 0, 2, 4, 6" if case[0] == 10 else "Windows start at 0, 1, 2, …, 287"
        )


@pytest.mark.parametrize(
    "setting, indices",
    [
        ((20, 3, 0, 1), range(20)),
        ((19, 3, 1, 1), range(0, 19, 5)),
        ((21, 3, 0, 1), range(0, 20, 5)),
        ((56, 3, 2, 1), range(0, 55, 5)),
        ((57, 3, 2, 1), range(0, 52, 20)),
        ((225, 3, 0, 1), range(0, 221, 20)),
    ],
)
def test_elements_carry_indices_where_there_is_room(show, setting, indices):
    page = show(live.output_size(*setting))
    shown = page.locator(".stage .element").all_text_contents()
    n, p = setting[0], setting[2]
    assert shown == [""] * p + [str(k) if k in indices else "" for k in range(n)] + [""] * p


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
            document.execCommand = (command) => {
                if (command !== "copy") return false;
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
    shown = page.get_by_label("in PyTorch")
    assert shown.input_value() == line and not shown.is_editable()
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
    sentence = "The kernel does not fit: it has 5 elements, the padded input only 4."
    assert error.inner_text() == sentence
    assert page.locator(".size").inner_text() == "none"
    assert (places(page, "window"), places(page, "ghost")) == ([], [[0, 5]])
    assert page.locator(".stage").get_attribute("aria-label") == sentence
    assert not page.locator(".line").is_visible()
    assert page.locator("textarea").input_value().endswith("# 4 x 4 does not fit")
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
    assert [tuple(row.split("\t")) for row in rows.all_inner_texts()] == written(10, 3, 0, 2)
    backwards = page.locator("table").nth(0).locator("tr:has(td)").all_inner_texts()
    assert backwards[0].split() == ["p", "=", "0", *"843222"]


def test_nothing_moves_under_the_pointer(show):
    page = show(live.output_size(5, 3, stride=1))
    assert_still(group(page, "Output sizes, forwards and backwards"))


def test_the_map_keeps_the_focus_when_it_is_drawn_in_another_size(show):
    page = show(live.output_size(10, 3, padding=9, stride=8))
    assert_shows(page, 10, 3, 9, 8)
    cell(page, MAP, 2, 3).focus()
    page.keyboard.press("Enter")
    assert_shows(page, 10, 3, 2, 4)
    focus = "() => document.querySelector('.live-figure').shadowRoot.activeElement.dataset.at"
    assert page.evaluate(focus) == "2,3"
    page.keyboard.press("ArrowUp")
    assert page.evaluate(focus) == "1,3"


def test_what_was_changed_is_there_after_a_reload(show_at_address):
    page = show_at_address(live.output_size())
    for name in FIELDS.values():
        page.get_by_role("button", name=f"{name}: one more").click()
    want(page, 7)
    before = answers(page)
    go(page, "location.reload()")
    assert_shows(page, 11, 4, 1, 3)
    assert answers(page) == before and field(page, "wanted outputs").input_value() == "7"
    assert field(page, "input n").input_value() == "11"


def test_states_are_seen_with_forced_colours(show):
    page = show(live.output_size(), forced_colors="active")
    pick = cell(page, MAP, 2, 2).click
    assert_states_visible(cell(page, MAP, 0, 1), pick)
    page = show(live.output_size(), forced_colors="active")
    assert_states_visible(cell(page, MAP, 1, 1), lambda: want(page, 6))
    page = show(live.output_size(stride=3), forced_colors="active")
    more = page.get_by_role("button", name="stride s: one more").click
    for part in (".stage .element >> nth=3", ".strip >> nth=0"):
        assert_states_visible(page.locator(part), more)
        page.get_by_role("button", name="stride s: one less").click()
    page = show(live.output_size(), forced_colors="active")
    seen = page.locator(".stage .window, .stage .element").evaluate_all(
        "all => all.map(part => getComputedStyle(part).backgroundColor)"
    )
    assert len(set(seen)) == 3  # windows, what they read, what is dropped


def test_parts_have_names_and_titles_are_no_headings(show):
    page = show(live.output_size())
    groups = page.locator("[role=group]").evaluate_all("all => all.map(part => part.ariaLabel)")
    assert groups == ["Output sizes, forwards and backwards"]
    assert page.get_by_role("img", name="4 outputs. The floor drops element 9").count() == 1
    assert page.locator(":is(h1, h2, h3, h4, h5, h6)").count() == 0
    assert page.locator(".title").all_inner_texts() == [
        "Forwards",
        "Backwards",
        "Choose p (rows), s (columns)",
    ]


@pytest.mark.parametrize("setting", [(10, 3, 0, 2), (224, 7, 3, 2), (28, 5, 2, 1)])
def test_cause_and_effect_are_on_one_screen(show, setting):
    page = show(live.output_size(*setting), width=760)
    assert page.locator(".live").bounding_box()["height"] <= 900


def test_on_a_phone_words_have_room(show):
    page = show(live.output_size(28, 5, 2, 3), width=358)
    for words in page.locator(".conventions .words span, .answers p, .steps li").all():
        line = words.evaluate("e => parseFloat(getComputedStyle(e).lineHeight)")
        assert words.bounding_box()["height"] < 2.6 * line, words.inner_text()


def test_size():
    assert len(live.output_size(256, 3, stride=1)._repr_html_().encode()) < 60_000


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, live.output_size(), live.output_size(224, 7, 3, 2))
