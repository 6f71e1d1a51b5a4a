"""What all live figures share: joining of modules, HTML, static picture, numbers, themes, print."""

import ast
import itertools
import os
import re
import shutil
import struct
import subprocess
import sys
import time
import zipfile
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from lib import live
from lib.live.kit import bundle, static
from lib.live.kit.figure import Figure
from lib.models import deep_cnn
from tests.live.browser import (
    HEAD,
    THEMES,
    assert_fits_all_readers,
    assert_states_visible,
    assert_still,
    cell,
    go,
    group,
    make_fingers,
    numbers,
    open_kit,
)
from tools import browser as site_browser

ROOT = Path(__file__).resolve().parents[2]
MODULES = sorted(path.relative_to(bundle.LIVE) for path in bundle.LIVE.glob("*/*.js"))


def small():
    return live.convolution([[1, 2], [3, 4]], [[1, -1]])


# ---- joining of modules ---------------------------------------------------------------------


@pytest.fixture
def modules(tmp_path):
    """A function that writes modules into a folder and joins them from the first one on."""

    (tmp_path / "a").mkdir()

    def join(**texts):
        for name, text in texts.items():
            (tmp_path / "a" / f"{name.replace('_', '-')}.js").write_text(text)
        return bundle.script("a/" + next(iter(texts)).replace("_", "-"), folder=tmp_path)

    return join


def test_modules_are_joined_once_and_run(modules, node):
    joined = modules(
        main='import {\n  two,\n} from "./twice.js";\nimport { one } from "./the-one.js";\n'
        "// said\nexport const three = one + /** @type {number} */ (two(one)); // three\n",
        twice='import { one } from "./the-one.js";\nexport function two(n) {\n  return n + one;\n}',
        the_one="/**\n * said */\nexport const one = 41 - 40;\nexport class Unused {}\n",
    )
    assert joined.count("41-40") == 1 and "said" not in joined
    assert node.run(f"{joined}\nreturn a_main_js.three;") == 3


def test_only_what_is_used_is_joined(modules, node):
    joined = modules(
        main='import { a, b } from "./parts.js";\nexport const all = [...a()];\n'
        "function free() {\n  return b;\n}\nfunction other(x) {\n  return x.free;\n}\n",
        parts='import { far } from "./far.js";\nlet n = 1;\nexport function a() {\n'
        "  return [n, c];\n}\nconst c = {\n  d: 2,\n};\n"
        "export const b = far;\nexport const e = 5;\n",
        far="export const far = 9;\n",
    )
    assert node.run(f"{joined}\nreturn a_main_js.all;") == [1, {"d": 2}]
    for left_out in ("free", "other", "far", "9", "b", "e="):
        assert not re.search(rf"\b{left_out}\b", joined), left_out


@pytest.mark.parametrize(
    "text, words",
    [
        ('import one from "./other.js";', "line 1: import or export of a form"),
        ('import { one } from "https://example.org/x.js";', "line 1: import or export"),
        ('let a;\nimport * as all from "./other.js";', "line 2: import or export"),
        ('import {\n  one as two,\n} from "./other.js";', "line 1: import or export"),
        ("export default 1;", "import or export"),
        ("export { one };", "import or export"),
        ('const other = await import("./other.js");', "dynamic import"),
        ('const tag = "</script>";', "the end of a script"),
        ("/* words */", "line 1: a block comment"),
        ("let a;\nregister(a);", "line 2: at the margin, and no declaration: register(a);"),
        ("register();", "line 1: at the margin, and no declaration"),
        ("const [a, b] = [1, 2];", "line 1: at the margin, and no declaration"),
        ("/** types\n */\n/* words */", "line 3: a block comment"),
        ('import {\n  one,\n} from "./other.js";\n/* words */', "line 4: a block comment"),
        ('import { one } from "./missing.js";', "there is no module a/missing.js"),
        ('import { one } from "./main.js";', "modules import each other: a/main -> a/main"),
    ],
)
def test_other_forms_of_modules_are_refused(modules, text, words):
    with pytest.raises(ValueError, match=re.escape(words)):
        modules(main=text, other="export const one = 1;")


@pytest.mark.parametrize("module", MODULES, ids=str)
def test_modules_are_short(module):
    lines = (bundle.LIVE / module).read_text().splitlines()
    code = bundle.TYPES.sub("", "\n".join(lines)).splitlines()
    assert len([line for line in code if line and not line.lstrip().startswith("//")]) <= 300
    assert [line for line in lines if line.count("`") % 2] == []  # white space in it would be lost


# ---- HTML -----------------------------------------------------------------------------------


def test_a_figure_has_the_same_characters_in_another_process():
    code = "from lib import live; print(live.convolution([1, 2], [1, 1])._repr_html_(), end='')"
    runs = {
        subprocess.run(
            [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, text=True
        ).stdout
        for _ in range(2)
    }
    assert runs == {live.convolution([1, 2], [1, 1])._repr_html_()}


def test_the_readme_names_every_module_of_the_kit():
    text = (bundle.LIVE / "README.md").read_text("utf-8")
    kit = [path.stem for path in (bundle.LIVE / "kit").glob("[!_]*.[jp]*")]
    assert len(kit) > 25 and [name for name in kit if f"`{name}`" not in text] == []


EXAMPLES = {  # as large as in the lessons; `draw` and `trace` have tests of their own
    "channels": lambda: live.channels(
        np.full((3, 5, 5), 255), np.ones((2, 3, 3, 3)), bias=[0, 0.5]
    ),
    "convolution": lambda: live.convolution(np.ones((8, 8)), np.ones((3, 3)), padding=1),
    "dropout": lambda: live.dropout([4, 8, 2, 6, 10], p=0.25, seed=1),
    "ledger": lambda: live.ledger(deep_cnn()),
    "losses": lambda: live.losses([1.5, 0.8, 2.1], target=2),
    "output_size": lambda: live.output_size(n=10, m=3, padding=0, stride=2),
    "pooling": lambda: live.pooling(np.arange(64).reshape(8, 8)),
}


def test_every_figure_has_its_size_tested():
    assert {*EXAMPLES, "draw", "trace"} == {*live.__all__}


@pytest.mark.parametrize("name", EXAMPLES)
def test_a_figure_is_small(name):
    assert len(EXAMPLES[name]()._repr_html_().encode()) < 60_000


def rules_of(folder):
    """The selectors of a folder's style sheets, as one text."""
    sheets = (path.read_text(encoding="utf-8") for path in (bundle.LIVE / folder).glob("*.css"))
    bare = re.sub(r"/\*.*?\*/", "", "".join(sheets), flags=re.DOTALL)
    return " ".join(re.findall(r"([^{}]*)\{", bare))


def code_of(folder):
    return "".join(
        path.read_text(encoding="utf-8")
        for path in (bundle.LIVE / folder).iterdir()
        if path.suffix in (".js", ".py")
    )


FOLDERS = sorted({module.parent.name for module in MODULES})


def with_kit(folder):
    """What a folder is joined with: the kit is part of all figures."""
    return FOLDERS if folder == "kit" else [folder, "kit"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_style_finds_something(folder):
    """A class with rules is given to something, by the figure or by the kit."""
    code = "".join(map(code_of, with_kit(folder)))
    styled = set(re.findall(r"\.([a-z][\w-]*)", rules_of(folder)))
    assert [
        name for name in sorted(styled) if not re.search(rf"(?<![\w-]){name}(?![\w-])", code)
    ] == []


@cache
def asked_for_by_tests():
    """All strings of the tests of figures, where selectors stand."""
    trees = (ast.parse(path.read_text("utf-8")) for path in Path(__file__).parent.glob("*.py"))
    parts = (part for tree in trees for part in ast.walk(tree) if isinstance(part, ast.Constant))
    return "\n".join(part.value for part in parts if isinstance(part.value, str))


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_class_is_there_for_something(folder):
    """It has rules, or tests find something by it."""
    used = "".join(map(rules_of, with_kit(folder))) + asked_for_by_tests()
    given = re.findall(r"class: (?:\"(.*?)\"|`(.*?)`)", code_of(folder))
    names = {
        name for text in map("".join, given) for name in re.sub(r"\$\{.*?\}", " ", text).split()
    }
    assert [name for name in sorted(names) if not re.search(rf"\.{name}(?![\w-])", used)] == []


def test_no_white_space_of_a_text_is_lost(modules, node):
    joined = modules(
        main="export function say(a, b) {\n"
        "  const inner = `${a}, ${b ? ` and, ${b.map((c) => `c ${c}`).join(', ')}` : ''} !`;\n"
        "  const words = `a  b ${a}` + ' c  d ' + \"e  f\";\n"
        "  const found = /a  b/.test('a  b') ? `x  ${a}` : `y  ${b}`;\n"
        "  return [inner, words, found];\n}\n"
    )
    assert node.run(f"{joined}\nreturn a_main_js.say(1, [2, 3]);") == [
        "1,  and, c 2, c 3 !",
        "a  b 1 c  d e  f",
        "x  1",
    ]


@pytest.mark.parametrize(
    "styles, text, kept",
    [
        (".live td{a:b}", '"td", "live"', ".live td{a:b}"),
        (".live td{a:b}", 'element.td = "live"', ""),  # a word that is no text
        (".live .one,.live .two{a:b}", '{ class: "live two" }', ".live .two{a:b}"),
        (".live .one{a:b}", "`live one ${two}`", ".live .one{a:b}"),
        (".live .one{a:b}", '"live ones"', ""),
        (".live:is(.one,.two) b{a:b}", '"live b", "two"', ".live:is(.two) b{a:b}"),
        (".live :is(.one,.two){a:b}", '"live"', ""),
        (".live:not(.one){a:b}", '"live"', ".live:not(){a:b}"),
        (".live p:hover::after{a:b}", '"live", "p"', ".live p:hover::after{a:b}"),
        (".live [hidden]{a:b}", '"live"; one.hidden = true', ".live [hidden]{a:b}"),
        (".live [hidden]{a:b}", '"live"', ""),
        ('.live a[type="range"]{a:b}', '"live", "a", { type: "text" }', ""),
        ('.live a[type="range"]{a:b}', '"live", "a", { type: "range" }', "all"),
        ("@media print{.one{a:b}}.live{c:d}", '"live"', ".live{c:d}"),
        ("@media print{.one{a:b}.live{c:d}}", '"live"', "@media print{.live{c:d}}"),
        (":host{a:b}*{c:d}", "", ":host{a:b}*{c:d}"),
        (".live{--a:1;--b:2;top:var(--b)}", '"live"', ".live{--b:2;top:var(--b)}"),
        (".live{--a:1;--b:2}", '"live", "--a"', ".live{--a:1;}"),
        ("@keyframes a{from{a:b}to{c:d}}", "", "all"),
    ],
)
def test_rules_without_an_element_are_left_out(styles, text, kept):
    assert bundle.needed(styles, text) == (styles if kept == "all" else kept)


def test_data_cannot_end_the_script(show):
    figure = Figure("convolution", {"text": "</script><b>"}, "", "")
    assert figure._repr_html_().count("</script>") == 1


def test_data_without_numbers_is_refused():
    with pytest.raises(ValueError, match="Out of range float"):
        Figure("convolution", {"x": float("nan")}, "", "")


def test_two_equal_figures_work_on_one_page(show):
    page = show(small(), small())
    outputs = page.get_by_role("grid", name="output y")
    page.get_by_role("button", name="Last step").nth(1).click()
    assert outputs.nth(0).locator("td.empty").count() == 1
    assert outputs.nth(1).locator("td.empty").count() == 0


# ---- where no script runs ----------------------------------------------------------------------


def test_without_scripts_a_table_stands_there(show):
    page = show(live.convolution([[1, 2]], [[3]], padding=1), java_script_enabled=False)
    tables = page.locator("table")
    assert [table.split() for table in tables.all_inner_texts()[1:]] == [
        ["Kernel", "w", "3"],
        ["Output", "y", *"0000", *"0360", *"0000"],
    ]
    assert tables.nth(0).locator("i").count() == 10


def test_the_script_takes_the_place_of_the_table_in_print_too(show):
    page = show(small(), theme="site, dark")
    still, alive = page.locator(".live-static"), page.locator(".live")
    page.get_by_role("button", name="Last step").click()
    for media in ("screen", "print"):
        page.emulate_media(media=media)
        assert (still.is_visible(), alive.is_visible()) == (False, True)
        assert numbers(page, "output y") == [["1"], ["1"]]
        assert page.get_by_role("button", name="Play").is_visible() == (media == "screen")
    assert alive.evaluate("all => getComputedStyle(all).backgroundColor") == "rgb(255, 255, 255)"


# ---- what is kept -------------------------------------------------------------------------------


COUNTER = """(root, data, keep) => {
    root.setAttribute("aria-label", "Counter");
    const state = keep.restore({ n: data });
    const button = document.createElement("button");
    button.onclick = () => { state.n += 1; keep.save(state); render(); };
    const render = () => { button.textContent = state.n; };
    root.append(button);
    render();
}"""


def counter(n=0, key="key", draw=COUNTER):
    """HTML of a figure that counts clicks, from n on."""
    return f"""<div class="live-figure"><script>(() => {{
const host = document.currentScript.parentElement;
{bundle.script("kit/mount", "kit/keep")}
kit_mount_js.mount(host, "", {n}, {draw}, kit_keep_js.makeKeep(host, "{key}"));
}})();</script></div>"""


@pytest.fixture
def book(browser, tmp_path):
    """A function that writes pages with figures, opens the last one, and returns the page."""
    context = browser.new_context()
    page = context.new_page()
    page.set_default_timeout(60_000)
    errors, _ = site_browser.watch(page)

    hours = itertools.count(1)

    def write(**pages):
        for name, body in pages.items():
            file = tmp_path / f"{name}.html"
            file.write_text(f"{HEAD}<body>{body}", encoding="utf-8")
            os.utime(
                file, times=2 * (time.time() + next(hours) * 3600,)
            )  # or the browser's copy may be as new
        page.goto(f"{address}/{name}.html")
        return page

    with site_browser.serve(tmp_path) as address:
        yield write
        context.close()
    assert errors == []


def counts(page):
    return list(map(int, page.get_by_role("button").all_inner_texts()))


def press(page, k=0, times=1):
    for _ in range(times):
        page.get_by_role("button").nth(k).click()


def test_the_state_is_kept_over_reload_back_and_forward(book):
    page = book(other=counter(7), page=counter())
    press(page, times=3)
    go(page, "location.reload()")
    assert counts(page) == [3]
    go(page, "location.assign('other.html')")
    assert counts(page) == [7]
    go(page, "history.back()")
    assert counts(page) == [3]
    press(page)
    go(page, "history.forward()")
    assert counts(page) == [7]
    go(page, "history.back()")
    assert counts(page) == [4]


def test_a_page_of_a_file_keeps_its_state_too(show, tmp_path):
    path = tmp_path / "page.html"
    path.write_text(f"{HEAD}<body>{counter()}", encoding="utf-8")
    page = show()
    page.goto(path.as_uri())
    for _ in range(10):  # there, Chromium may forget what was stored just before a page is left
        press(page)
        before = counts(page)
        go(page, "location.reload()")
        if counts(page) == before:
            break
    else:
        pytest.fail("nothing is kept")


def test_equal_figures_keep_a_state_each(book):
    page = book(page=counter() + counter())
    press(page, 1, times=2)
    go(page, "location.reload()")
    assert counts(page) == [0, 2]


def test_a_new_visit_begins_anew(book):
    page = book(other=counter(7), page=counter())
    press(page)
    go(page, "location.assign('other.html')")
    go(page, "history.back()")
    assert counts(page) == [1]
    go(page, "location.assign('?again')")
    assert counts(page) == [0]


def test_the_state_follows_into_the_entry_of_a_heading(book):
    page = book(page=counter() + "<a href='#end'>to the end</a><h2 id=end>End</h2>")
    press(page, times=2)
    page.get_by_role("link").click()
    page.wait_for_function("location.hash && history.state")
    go(page, "location.reload()")
    assert counts(page) == [2]


def test_another_script_or_other_data_begin_anew(book):
    page = book(page=counter(key="one"))
    press(page)
    book(page=counter(key="two"))
    assert counts(page) == [0]


def test_the_key_is_one_of_script_and_data():
    def key(figure):
        return re.search(r'makeKeep\(host, "(\w+)"\)', figure._repr_html_())[1]

    assert key(small()) == key(small())
    others = [live.convolution([[1, 2], [3, 4]], [[1, 1]]), live.losses([1, 2], 0)]
    assert len({key(small()), *map(key, others)}) == 3


@pytest.mark.parametrize("state", ["null", "1", "'text'", "[]", "{liveFigures: 3}", "{page: 1}"])
def test_what_others_write_into_the_history_stays_and_does_no_harm(book, state):
    page = book(page=counter())
    page.evaluate(f"history.replaceState({state}, '')")
    go(page, "location.reload()")
    assert counts(page) == [0]
    press(page)
    assert counts(page) == [1]
    go(page, "location.reload()")
    assert counts(page) == [0 if state in ("1", "'text'") else 1]
    theirs = {"1": 1, "'text'": "text", "{page: 1}": {"page": 1}}.get(state, {})
    now = page.evaluate("history.state")
    assert now == theirs if isinstance(theirs, int | str) else now.items() >= theirs.items()


@pytest.mark.parametrize(
    "fault",
    [
        "history.replaceState = () => { throw new Error('too often'); }",
        "Storage.prototype.setItem = () => { throw new Error('full'); }",
        "Object.defineProperty(window, 'sessionStorage', { get() { throw new Error('no'); } })",
    ],
)
def test_a_figure_that_may_not_keep_its_state_works_on(book, fault):
    page = book(page=f"<script>{fault};</script>{counter()}")
    press(page, times=3)
    assert counts(page) == [3]
    go(page, "location.reload()")
    assert counts(page) == [0]


def test_a_cell_that_is_run_again_begins_anew(book):
    page = book(page=counter())
    press(page)
    page.evaluate(
        """html => {
            const place = document.querySelector(".live-figure");
            place.replaceWith(document.createRange().createContextualFragment(html));
        }""",
        counter(),
    )
    assert counts(page) == [0]
    press(page, times=5)
    go(page, "location.reload()")
    assert counts(page) == [1]


# ---- themes -----------------------------------------------------------------------------------


@pytest.mark.parametrize("theme", THEMES)
def test_figures_follow_the_theme_of_the_page(show, theme):
    page = show(small(), theme=theme, color_scheme="light" if "dark" in theme else "dark")
    assert page.locator(".live.dark").count() == ("dark" in theme)


def test_figures_follow_a_change_of_theme(show):
    page = show(small())
    for theme in ("dark", "light"):
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        assert page.locator(".live.dark").count() == (theme == "dark")
    page.evaluate("delete document.documentElement.dataset.theme")
    page.emulate_media(color_scheme="dark")
    page.locator(".live.dark").wait_for()


# ---- numbers ------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def values():
    random = np.random.default_rng(0)
    bits = random.integers(0, 2**63, 2000, dtype=np.uint64)
    values = [struct.unpack("<d", struct.pack("<Q", b))[0] for b in bits]
    values = [v for v in values if np.isfinite(v)]
    values += [*(random.integers(-(10**7), 10**7, 2000) / 2.0 ** random.integers(0, 12, 2000))]
    values += [0.0, -0.0, 0.1 + 0.2, 1e-4, 99999.95, 999999.5, 1e-5, 123456.5, 123457.5, -2.5]
    values += [0.03125, 0.09375, -0.03125, -0.00001, 9.5, 8.5, 0.5, -0.5, 99.99995]
    return [float(v) for v in values]


def test_numbers_are_written_as_python_writes_them(node, values):
    written = node("kit/format", "value.map(kit_format_js.formatNumber)", values)
    assert written == [static.number(v) for v in values]


@pytest.mark.parametrize("digits", [0, 1, 4])
def test_digits_behind_the_point_are_those_of_python(node, values, digits):
    values = [v for v in values if abs(v) < 1e21]
    code = f"value.map((one) => kit_format_js.formatFixed(one, {digits}))"
    assert node("kit/format", code, values) == [static.fixed(v, digits) for v in values]


@pytest.mark.parametrize(
    "text, value",
    [
        ("3", 3), (" -2.5 ", -2.5), ("\u22121", -1), ("1,5", 1.5), (".5", 0.5), ("1e3", 1000),
        (",5", 0.5), ("0,125", 0.125), ("1.125", 1.125), ("1234,567", 1234.567),
        ("", None), ("a", None), ("1 2", None), ("0x10", None), ("1e999", None), ("Infinity", None),
        ("1,000", None), ("-12,345", None), ("123,456", None), ("1,000e2", None),
        ("1,000,000", None), ("1,000.5", None), ("1.000,5", None), (".", None), (",", None),
        ("--1", None),
    ],
)  # fmt: skip
def test_numbers_are_read(node, text, value):
    assert node("kit/format", "kit_format_js.parseNumber(value)", text) == value


@pytest.mark.parametrize(
    "typed, why",
    [
        ("1,000", "“1,000” can be read in two ways: write 1000 or 1.000; the cell keeps 2."),
        (
            "\u221212,345",
            "“\u221212,345” can be read in two ways: write \u221212345 or \u221212.345;",
        ),
        (" one ", "“one” is not a number; the cell keeps 2."),
    ],
)
def test_what_is_typed_and_no_number_is_refused_with_the_reason(show, typed, why):
    page = show(small())
    cell(page, "input x", 0, 1).click()
    page.keyboard.type(typed)
    page.keyboard.press("Enter")
    assert why in page.get_by_role("alert").inner_text()
    assert numbers(page, "input x") == [["1", "2"], ["3", "4"]]


# ---- grids --------------------------------------------------------------------------------------

GRID = """
const refused = [];
window.grid = kit_grid_js.makeGrid({
    label: "numbers", values: [[1, 2, 3], [4, 5, 6]], editable: true, className: "shaded",
    onEdit(i, j, value) {
        const values = grid.values.map((row) => [...row]);
        values[i][j] = value;
        grid.set({ values });
    },
});
root.append(grid.element);
"""


@pytest.fixture
def grid(show):
    """A page with a grid of 2 x 3 numbers, which is `grid` in the page's scripts too."""
    return open_kit(show(width=400), GRID, "kit/grid")


def focused(page):
    return page.evaluate("document.activeElement.dataset.at ?? document.activeElement.tagName")


CELLS = "all => all.map(c => [c.ariaLabel, c.textContent, c.className, c.ariaReadOnly])"
HEADS = "all => all.map(c => [c.textContent, c.ariaHidden])"


@pytest.mark.parametrize(
    "options, cells, heads",
    [
        (
            "values: [[1, null], [-2.5, 0]]",
            [
                ["row 0, column 0: 1", "1", "", None],
                ["row 0, column 1: empty", "", "empty", None],
                ["row 1, column 0: -2.5", "-2.5", "", None],
                ["row 1, column 1: 0", "0", "", None],
            ],
            [["0", None], ["1", None], ["0", None], ["1", None]],
        ),
        (
            "values: [[0, 7, 8, 0]], padding: [0, 1], editable: true, onEdit() {}",
            [
                ["padding: 0", "0", "padding", "true"],
                ["column 0: 7", "7", "editable", "false"],
                ["column 1: 8", "8", "editable", "false"],
                ["padding: 0", "0", "padding", "true"],
            ],
            [["", "true"], ["0", None], ["1", None], ["", "true"]],
        ),
        (
            "values: [[1, 2]], start: [3, 5], describe: (i, j) => `here ${i} ${j}`",
            [["here 0 0", "1", "", None], ["here 0 1", "2", "", None]],
            [["5", None], ["6", None]],
        ),
    ],
)
def test_a_cell_says_where_it_is_and_what_it_holds(show, options, cells, heads):
    code = f"""const {{ makeGrid }} = kit_grid_js;
        root.append(makeGrid({{ label: "x", {options} }}).element);"""
    page = open_kit(show(), code, "kit/grid")
    assert page.locator("td[data-at]").evaluate_all(CELLS) == cells
    assert page.locator("th").evaluate_all(HEADS) == heads


def test_a_grid_keeps_the_focus_when_it_is_drawn_in_another_size(grid):
    cell(grid, "numbers", 1, 2).focus()
    for values, at in [([[1, 2], [3, 4], [5, 6]], "1,1"), ([[1, 2, 3]], "0,1"), ([[7]], "0,0")]:
        grid.evaluate("values => window.grid.set({ values })", values)
        assert focused(grid) == at
        assert grid.locator("td[tabindex='0']").count() == 1
    assert grid.locator("td[tabindex='0']").get_attribute("data-at") == "0,0"


def test_a_grid_that_is_drawn_anew_takes_no_focus_from_elsewhere(grid):
    cell(grid, "numbers", 1, 2).focus()
    grid.evaluate("document.activeElement.blur()")
    grid.evaluate("grid.set({ values: [[1]] })")
    assert focused(grid) == "BODY"


@pytest.mark.parametrize("key", ["F2", "Enter"])
def test_a_key_opens_the_number_as_it_stands_and_selected(grid, key):
    cell(grid, "numbers", 0, 1).focus()
    grid.keyboard.press(key)
    field = grid.get_by_role("textbox", name="new number for row 0, column 1: 2")
    assert field.input_value() == "2"
    helps = "field => [field.inputMode, field.autocomplete, field.spellcheck]"
    assert field.evaluate(helps) == ["text", "off", False]
    selected = "field => [field.selectionStart, field.selectionEnd]"
    assert field.evaluate(selected) == [0, 1]
    grid.keyboard.press("Escape")
    assert (focused(grid), field.count()) == ("0,1", 0)


def test_escape_leaves_the_number_as_it_was(grid):
    cell(grid, "numbers", 0, 1).focus()
    grid.keyboard.type("7")
    grid.keyboard.press("Escape")
    assert numbers(grid, "numbers")[0] == ["1", "2", "3"]


def test_a_key_that_is_typed_begins_the_number(grid):
    cell(grid, "numbers", 0, 1).focus()
    grid.keyboard.press("-")
    assert grid.get_by_role("textbox").input_value() == "-"
    grid.keyboard.type("3")
    grid.keyboard.press("ArrowDown")
    assert (numbers(grid, "numbers")[0], focused(grid)) == (["1", "-3", "3"], "1,1")


@pytest.mark.parametrize(
    "keys, at",
    [
        ([], "0,1"),
        (["ArrowLeft"], "0,0"),
        (["ArrowRight"], "0,2"),
        (["ArrowDown"], "1,1"),
        (["ArrowDown", "ArrowUp"], "0,1"),
        (["ArrowDown", "ArrowLeft"], "1,0"),
        (["ArrowDown", "ArrowRight"], "1,2"),
        (["End"], "0,2"),
        (["ArrowDown", "Home"], "1,0"),
        (["Home", "ArrowLeft"], "0,0"),  # at an edge the focus stays
        (["End", "ArrowRight"], "0,2"),
        (["ArrowUp"], "0,1"),
        (["ArrowDown", "ArrowDown"], "1,1"),
    ],
)
def test_arrows_go_from_cell_to_cell(grid, keys, at):
    cell(grid, "numbers", 0, 1).focus()
    for key in keys:
        grid.keyboard.press(key)
    assert focused(grid) == at


@pytest.mark.parametrize(
    "start, key, at",
    [
        ((0, 2), "ArrowDown", "1,2"),
        ((1, 2), "ArrowUp", "0,2"),
        ((1, 0), "ArrowUp", "0,0"),
        ((0, 0), "ArrowDown", "1,0"),
    ],
)
def test_what_was_typed_is_left_upwards_and_downwards(grid, start, key, at):
    cell(grid, "numbers", *start).focus()
    grid.keyboard.type("7")
    grid.keyboard.press(key)
    assert focused(grid) == at


@pytest.mark.parametrize("key", ["Control+c", "Meta+c", "Tab", "Escape", "Shift", "F5"])
def test_other_keys_do_not_open_a_cell(grid, key):
    cell(grid, "numbers", 0, 1).focus()
    grid.keyboard.press(key)
    assert grid.get_by_role("textbox").count() == 0


def test_shades_are_given_and_taken_and_marks_frame_them(grid):
    grid.evaluate("grid.shade((i, j) => (j === 2 ? null : [`rgb(${i} ${j} 9)`, 'rgb(1, 1, 1)']))")
    colours = "cell => [getComputedStyle(cell).backgroundColor, getComputedStyle(cell).color]"
    plain = cell(grid, "numbers", 1, 2).evaluate(colours)
    grid.evaluate("for (const name of ['field', 'users', 'current']) grid.mark(name, [[1, 1]])")
    assert cell(grid, "numbers", 1, 1).evaluate(colours) == ["rgb(1, 1, 9)", "rgb(1, 1, 1)"]
    grid.evaluate("grid.shade(() => null)")
    grid.evaluate("for (const name of ['field', 'users', 'current']) grid.mark(name, [])")
    assert cell(grid, "numbers", 1, 1).evaluate(colours) == plain


MARKS = ("field", "users", "current")


def test_no_mark_moves_a_cell(grid):
    grid.evaluate("grid.set({ values: [[-0.001, 123456789], [1e-9, 5]] })")
    assert_still(group(grid, "kit"))


@pytest.mark.parametrize("touch, words", [("hover", "the pointer on"), ("focus", "the focus on")])
def test_what_moves_a_cell_is_noticed(grid, touch, words):
    grid.add_style_tag(content=f"td:{touch} {{ padding: 9px !important }}")
    with pytest.raises(AssertionError, match=words):
        assert_still(group(grid, "kit"))
    rectangles = "all => all.map((one) => Object.values(one.getBoundingClientRect().toJSON()))"
    cells = grid.locator("td, th, table")
    before = cells.evaluate_all(rectangles)
    for name in MARKS:
        grid.evaluate("name => grid.mark(name, [[0, 0], [0, 1], [1, 1]])", name)
        grid.evaluate("grid.note(new Map([['0,1', '×3'], ['1,0', '×-0.25']]))")
        assert cells.evaluate_all(rectangles) == before


@pytest.mark.parametrize("forced_colors", ["active", "none"])
@pytest.mark.parametrize("is_shaded", [True, False])
@pytest.mark.parametrize("theme", ["site, light", "site, dark"])
def test_the_marks_of_a_cell_can_be_told_apart(show, forced_colors, is_shaded, theme):
    page = open_kit(show(forced_colors=forced_colors, theme=theme), GRID, "kit/grid")
    page.evaluate("on => grid.table.classList.toggle('shaded', on)", is_shaded)
    page.evaluate(
        "on => document.querySelector('.live').classList.toggle('dark', on)", "dark" in theme
    )

    def mark(*names):
        return lambda: page.evaluate(
            "names => names.forEach((name, k) => grid.mark(name, k < 3 ? [] : [[0, 1]]))",
            [*MARKS, *names],
        )

    one = cell(page, "numbers", 0, 1)
    assert_states_visible(one, mark("users"), mark("field"), mark("current"), one.focus)


def test_what_is_cut_fades_out_where_more_follows(grid):
    scroller = grid.locator(".scroller")
    signs = "box => ['more-before', 'more-behind'].filter((sign) => box.classList.contains(sign))"
    assert scroller.evaluate(signs) == []
    grid.evaluate("grid.set({ values: [Array(30).fill(1)] })")
    for script, wanted in [
        ("box => (box.scrollLeft = 0)", ["more-behind"]),
        ("box => (box.scrollLeft = 60)", ["more-before", "more-behind"]),
        ("box => (box.scrollLeft = 9999)", ["more-before"]),
        ("() => grid.set({ values: [[1]] })", []),
    ]:
        scroller.evaluate(script)
        grid.wait_for_function(
            f"wanted => String(({signs})(document.querySelector('.scroller'))) === wanted",
            arg=",".join(wanted),
        )
        shown = scroller.evaluate("box => getComputedStyle(box).maskImage")
        assert (shown == "none") == (wanted == [])


# ---- controls -----------------------------------------------------------------------------------


def test_less_and_more_end_where_the_number_does(show):
    code = """
    const told = (window.told = []);
    const field = kit_controls_js.makeNumberField("stride", 2, {
        least: 1, most: 3, onChange: (n) => told.push(n), onRefuse: (why) => told.push(why),
    });
    window.field = field;
    root.append(field.element);
    """
    page = open_kit(show(), code, "kit/controls")
    less = page.get_by_role("button", name="stride: one less", exact=True)
    more = page.get_by_role("button", name="stride: one more", exact=True)

    def off():
        return [button.get_attribute("aria-disabled") for button in (less, more)]

    assert off() == [None, None]
    more.click()
    assert off() == [None, "true"]
    more.click(force=True)
    less.click()
    less.click()
    assert off() == ["true", None]
    less.click(force=True)
    assert page.evaluate("told") == [3, 2, 1]
    page.evaluate("field.set(3)")
    assert off() == [None, "true"]
    number = page.get_by_label("stride", exact=True)
    number.press("ArrowUp")
    number.fill("2.5")
    number.press("Enter")
    number.fill("1")
    number.press("ArrowUp")
    rule = "must be a whole number from 1 to 3."
    assert page.evaluate("told.splice(0)")[3:] == [
        f"stride (=4) {rule}",
        f"stride (=2.5) {rule}",
        2,
    ]


CONTROLS = """
const told = (window.told = []);
const tell = (value) => told.push(value);
const { makeSlider, makeSelect, makeToggle, makeButton } = kit_controls_js;
const describe = (value) => `${value} %`;
const two = [["a", "first"], ["b", "second"]];
const made = (window.made = [
    makeSlider("share", 10, { least: 0, most: 40, step: 10, onChange: tell, describe }),
    makeSelect("which", "b", two, tell),
    makeToggle("one of", "a", two, tell),
    makeButton("press", () => tell("pressed")),
]);
root.append(...made.map((one) => one.element));
"""


def test_what_a_choice_and_a_slider_say_is_what_they_hold(show):
    page = open_kit(show(), CONTROLS, "kit/controls")
    slider = page.get_by_role("slider", name="share")
    select = page.get_by_role("combobox", name="which")
    first, second = (page.get_by_role("radio", name=name) for name in ("first", "second"))
    button = page.get_by_role("button", name="press")

    def state():
        values = slider.get_attribute("aria-valuetext"), select.input_value()
        return [*values, first.is_checked(), second.is_checked()]

    assert state() == ["10 %", "b", True, False]
    slider.press("ArrowRight")
    select.select_option("first")
    second.check()
    button.click()
    assert state() == ["20 %", "a", False, True]
    assert page.evaluate("told.splice(0)") == [20, "a", "b", "pressed"]
    page.evaluate("['', 'b', 'a'].forEach((value, k) => k && made[k].set(value))")
    page.evaluate("made[0].set(40, { max: 30 })")
    assert state() == ["30 %", "b", True, False]
    page.evaluate("made[3].set({ disabled: true, pressed: true })")
    button.click(force=True)
    button.focus()
    assert button.evaluate("one => one === document.activeElement")
    assert button.get_attribute("aria-pressed") == "true"
    page.evaluate("made[3].set({ disabled: false, label: 'again' })")
    page.get_by_role("button", name="again").click()
    assert page.evaluate("told") == ["pressed"]


@pytest.mark.parametrize("forced_colors", ["active", "none"])
def test_states_of_controls_can_be_told_apart(show, forced_colors):
    code = """
    const { makeToggle, makeButton } = kit_controls_js;
    window.button = makeButton("press", () => {});
    window.toggle = makeToggle("one of", "a", [["a", "first"], ["b", "second"]], () => {});
    root.append(button.element, toggle.element);
    """
    page = open_kit(show(forced_colors=forced_colors), code, "kit/controls")

    def run(code):
        return lambda: page.evaluate(code)

    button = page.get_by_role("button", name="press")
    assert_states_visible(
        button, run("button.set({ pressed: true })"), run("button.set({ disabled: true })")
    )
    first = page.get_by_role("radio", name="first")
    assert_states_visible(first, run("toggle.set('b')"), lambda: first.focus())


def test_speech_is_said_and_refusals_stand_until_they_are_cleared(show):
    code = """
    window.speech = kit_speech_js.makeSpeech();
    root.append(speech.element);
    """
    page = open_kit(show(), code, "kit/speech")
    status, alert = page.get_by_role("status"), page.get_by_role("alert")
    assert status.get_attribute("aria-live") == "polite"
    page.evaluate("speech.say('one'), speech.refuse('two')")
    assert (status.inner_text(), alert.inner_text()) == ("one", "two")
    page.evaluate("speech.say('three')")
    assert (status.inner_text(), alert.inner_text()) == ("three", "two")
    page.evaluate("speech.clear()")
    assert (status.text_content(), alert.text_content()) == ("three", "")


def test_the_player_goes_on_by_itself_to_the_last_step(show):
    code = """
    window.steps = [];
    const onStep = (step, playing) => steps.push([step, playing]);
    window.player = kit_player_js.makePlayer({ count: 3, onStep, pace: 100 });
    root.append(player.element);
    """
    page = show()
    page.clock.install(time=0)
    page.clock.pause_at(1000)
    open_kit(page, code, "kit/player")

    def off():
        buttons = page.get_by_role("group", name="Steps").get_by_role("button")
        return buttons.evaluate_all(
            "all => all.filter(b => b.ariaDisabled).map(b => b.getAttribute('aria-label'))"
        )

    assert off() == ["First step", "Back"]
    page.get_by_role("button", name="Play").click()
    assert page.evaluate("steps.splice(0)") == [[1, True]] and off() == []
    page.get_by_role("button", name="Pause").click()
    page.clock.run_for(1000)
    assert page.evaluate("steps.splice(0)") == [[1, False]]
    page.get_by_role("button", name="Play").click()
    page.clock.run_for(1000)
    assert page.evaluate("steps.splice(0)") == [[2, False]]
    assert off() == ["Step", "Last step"]
    page.get_by_role("button", name="Play").click()  # at the end it begins anew
    page.clock.run_for(1000)
    assert page.evaluate("steps.splice(0)") == [[0, True], [1, True], [2, False]]
    page.get_by_role("slider", name="Step").fill("1")
    page.get_by_role("button", name="Back").click()
    page.get_by_role("button", name="Last step").click()
    page.evaluate("player.set({ count: 2 })")
    assert page.evaluate("steps.splice(0)") == [[1, False], [0, False], [2, False], [1, False]]
    assert page.get_by_role("slider").get_attribute("aria-valuetext") == "2 of 2"
    page.evaluate("player.set({ count: 0 })")
    assert page.evaluate("steps") == []
    assert off() == ["First step", "Back", "Play", "Step", "Last step"]
    assert page.get_by_role("slider").get_attribute("aria-valuetext") == "none"


# ---- pointers -----------------------------------------------------------------------------------


@pytest.fixture
def surface(show):
    """A page with a surface of 100 x 200 pixels, whose `heard` lists what it was told."""
    code = """
    const box = "position: fixed; left: 50px; top: 60px; width: 200px; height: 100px";
    const surface = element("div", { style: `${box}; touch-action: none` });
    root.append(surface);
    const heard = (window.heard = []);
    const short = ({ row, column, inside }) => [row, column, inside];
    kit_pointer_js.followPointer(surface, {
        start: (place) => heard.push(["start", ...short(place)]),
        move: (places) => heard.push(["move", ...short(places.at(-1))]),
        end: () => heard.push(["end"]),
    });
    """
    return open_kit(show(), code, "kit/pointer")


def test_a_pointer_is_followed_inside_and_outside(surface):
    surface.mouse.move(100, 85)
    surface.mouse.down()
    surface.mouse.move(450, 185)
    surface.mouse.move(50, 60)
    surface.mouse.up()
    surface.mouse.move(100, 110)
    assert surface.evaluate("heard") == [
        ["start", 0.25, 0.25, True],
        ["move", 1.25, 2, False],
        ["move", 0, 0, True],
        ["end"],
    ]


def test_other_buttons_do_not_draw(surface):
    surface.mouse.move(100, 85)
    surface.mouse.down(button="right")
    surface.mouse.move(110, 85)
    surface.mouse.up(button="right")
    assert surface.evaluate("heard") == []


def test_a_second_finger_is_ignored_until_the_first_one_is_lifted(surface):
    fingers = make_fingers(surface)
    fingers("touchStart", (100, 85))
    fingers("touchStart", (100, 85), (200, 135))
    fingers("touchMove", (100, 85), (210, 135))
    fingers("touchMove", (150, 85), (210, 135))
    surface.wait_for_function("heard.length > 1")
    assert surface.evaluate("heard") == [["start", 0.25, 0.25, True], ["move", 0.25, 0.5, True]]
    fingers("touchEnd")
    fingers("touchStart", (200, 135))
    assert surface.evaluate("heard.slice(2)") == [["end"], ["start", 0.75, 0.75, True]]


# ---- the package ------------------------------------------------------------------------------


def test_scripts_and_styles_are_installed_with_the_package(tmp_path):
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    shutil.copytree(ROOT / "lib", tmp_path / "lib")
    pip = [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "."], cwd=tmp_path, check=True)
    (wheel,) = tmp_path.glob("*.whl")
    here = [*bundle.LIVE.glob("*/*.js"), *bundle.LIVE.glob("*/*.css")]
    assert {str(p.relative_to(ROOT)) for p in here} <= set(zipfile.ZipFile(wheel).namelist())


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, small())
