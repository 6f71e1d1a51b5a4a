"""What all live figures share: joining of modules, HTML, static picture, numbers, themes, print."""

import re
import shutil
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import numpy as np
import pytest

from lib import live
from lib.live.kit import bundle, static
from lib.live.kit.figure import Figure
from tests.live.browser import THEMES, assert_fits_all_readers, run_module

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


def test_modules_are_joined_once_and_run(modules, show):
    joined = modules(
        main='import { two } from "./twice.js";\nimport { one } from "./the-one.js";\n'
        "// said\nexport const three = one + two(one); // three\n",
        twice='import { one } from "./the-one.js";\nexport function two(n) {\n  return n + one;\n}',
        the_one="export const one = 1;\nexport class Unused {}\n",
    )
    assert joined.count("const a_the_one_js =") == 1 and "said" not in joined
    page = show()
    assert page.evaluate(f"() => {{ {joined}\nreturn [a_main_js.three, a_the_one_js.one]; }}") == [
        3,
        1,
    ]


@pytest.mark.parametrize(
    "text, words",
    [
        ('import one from "./other.js";', "line 1: import or export of a form"),
        ('import { one } from "https://example.org/x.js";', "line 1: import or export"),
        ('let a;\nimport * as all from "./other.js";', "line 2: import or export"),
        ('import {\n  one,\n} from "./other.js";', "line 1: import or export"),
        ("export default 1;", "import or export"),
        ("export { one };", "import or export"),
        ('const other = await import("./other.js");', "dynamic import"),
        ('const tag = "</script>";', "the end of a script"),
        ("/* words */", "a block comment"),
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
    assert len(lines) <= 300
    assert [line for line in lines if len(line) > 100] == []
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


def test_the_script_takes_the_place_of_the_table_but_for_print(show):
    page = show(small())
    still, alive = page.locator(".live-static"), page.locator(".live")
    assert (still.is_visible(), alive.is_visible()) == (False, True)
    page.emulate_media(media="print")
    assert (still.is_visible(), alive.is_visible()) == (True, False)


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


def test_numbers_are_written_as_python_writes_them(show):
    random = np.random.default_rng(0)
    bits = random.integers(0, 2**63, 2000, dtype=np.uint64)
    values = [struct.unpack("<d", struct.pack("<Q", b))[0] for b in bits]
    values = [v for v in values if np.isfinite(v)]
    values += [*(random.integers(-(10**7), 10**7, 2000) / 2.0 ** random.integers(0, 12, 2000))]
    values += [0.0, -0.0, 0.1 + 0.2, 1e-4, 99999.95, 999999.5, 1e-5, 123456.5, 123457.5, -2.5]
    values = [float(v) for v in values]
    written = run_module(show(), "kit/format", "value.map(kit_format_js.formatNumber)", values)
    assert written == [static.number(v) for v in values]


@pytest.mark.parametrize(
    "text, value",
    [
        ("3", 3), (" -2.5 ", -2.5), ("\u22121", -1), ("1,5", 1.5), (".5", 0.5), ("1e3", 1000),
        ("", None), ("a", None), ("1 2", None), ("0x10", None), ("1e999", None), ("Infinity", None),
    ],
)  # fmt: skip
def test_numbers_are_read(show, text, value):
    assert run_module(show(), "kit/format", "kit_format_js.parseNumber(value)", text) == value


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
