"""The rules of the house: who may know whom, read from all imports, and how long a function may be.

Each rule is tried twice: on the house as it stands, and on a house in which it is broken.
"""

import ast
import functools
import graphlib
import importlib
import io
import json
import tokenize
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WHOLE = ("lib", "checker", "tools", "tests", "book", "_ext")  # what is ours
MAY_KNOW = {  # besides itself
    "lib": set(),
    "checker": set(),
    "tools": {"lib", "checker"},
    "tests": {"lib", "checker", "tools"},
    "book": {"lib"},
    "_ext": set(),
}
# The rooms of lib from the ground up: each may know what lies below it, and nothing beside it.
FLOORS = [
    {"convolution", "files"},
    {"fast"},
    {"layers"},
    {"gradients"},
    {"data"},
    {"models", "training"},
    {"study"},
]
FOR_LESSONS = {"checks", "plots", "live"}  # no room knows them; they know the floors up to `data`
# Pages and notebooks ask and judge alike.
BESIDE = {"lib.checks": ("lib.live.question", "lib.live.kit.static")}
FOR_DRAWING = {"matplotlib", "seaborn", "plotly", "IPython"}
OF_NOTEBOOKS = {"nbformat", "nbclient", "nbval", "IPython", "ipykernel", "jupyter_client"}
MOST_ROOMS = 14
LONGEST = 40  # lines of a function that hold code


# ---- reading the house ---------------------------------------------------------------------------


def module_name(path):
    """The name by which a file is imported."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@functools.cache
def sources():
    """The source of every module of ours, and of every lesson's code cells, by its name."""
    found = {
        module_name(path): path.read_text("utf-8")
        for folder in WHOLE
        for path in (ROOT / folder).rglob("*.py")
    }
    for path in (ROOT / "book").glob("*.ipynb"):
        cells = json.loads(path.read_text("utf-8"))["cells"]
        code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
        found[f"book.{path.stem}"] = "\n\n".join(code)
    return found


def imports_of(module, source, is_package):
    """All names that a module imports, in full, wherever the statement stands."""
    package = module.split(".") if is_package else module.split(".")[:-1]
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*above, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def read_house():
    """Who imports what: {module: names}; a name of ours is that of a module."""
    found = sources()

    def nearest(name):
        parts = name.split(".")
        known = (".".join(parts[:k]) for k in range(len(parts), 0, -1))
        return next((each for each in known if each in found), name)

    return {
        module: {
            nearest(name)
            for name in imports_of(
                module, source, (ROOT / module.replace(".", "/") / "__init__.py").exists()
            )
        }
        for module, source in found.items()
    }


@pytest.fixture(scope="module")
def house():
    return read_house()


# ---- the rules: functions from who imports what to a list of faults ------------------------------


def part(name):
    return name.partition(".")[0]


def room(name):
    """The room of lib that a module lies in; None for lib itself and for what is not of lib."""
    parts = name.split(".")
    return parts[1] if parts[0] == "lib" and len(parts) > 1 else None


def arrows(house):
    return [(here, there) for here in sorted(house) for there in sorted(house[here])]


def parts_know_only_what_they_may(house):
    return [
        f"{here} imports {there}"
        for here, there in arrows(house)
        if part(there) in MAY_KNOW and part(there) not in MAY_KNOW[part(here)] | {part(here)}
    ]


def rooms_know_only_what_lies_below(house):
    floor = {name: k for k, names in enumerate(FLOORS) for name in names}
    top = {name: floor["data"] + 1 for name in FOR_LESSONS}
    unknown = {room(name) for name in house} - {None} - set(floor) - FOR_LESSONS
    faults = [f"lib.{name} has no place in FLOORS" for name in sorted(unknown)]
    for here, there in arrows(house):
        a, b = room(here), room(there)
        if None in (a, b) or a == b or unknown & {a, b}:
            continue
        if there.startswith(BESIDE.get(f"lib.{a}", ("-",))):
            continue
        if b in FOR_LESSONS or floor[b] >= (floor | top)[a]:
            faults.append(f"{here} imports {there}, which does not lie below")
    return faults


def lib_itself_knows_no_room(house):
    return [f"lib imports {there}" for there in house["lib"] if part(there) == "lib"]


def only_plots_draw(house):
    """Figures that come with a library, as matplotlib.cbook finds them, are data."""
    return [
        f"{here} imports {there}"
        for here, there in arrows(house)
        if part(here) == "lib" and room(here) != "plots" and part(there) in FOR_DRAWING
        if not there.startswith("matplotlib.cbook")
    ]


def lib_knows_no_notebook(house):
    return [
        f"{here} imports {there}"
        for here, there in arrows(house)
        if part(here) == "lib" and part(there) in OF_NOTEBOOKS
    ]


def figure(name):
    """The live figure, or the kit, that a module belongs to."""
    parts = name.split(".")
    return parts[2] if parts[:2] == ["lib", "live"] and len(parts) > 2 else None


def figures_know_the_kit_and_no_other_figure(house):
    return [
        f"{here} imports {there}"
        for here, there in arrows(house)
        if figure(here) and figure(there) and figure(there) not in {figure(here), "kit"}
    ]


def no_circle(house):
    ours = {here: {there for there in house[here] if there in house} - {here} for here in house}
    try:
        graphlib.TopologicalSorter(ours).prepare()
    except graphlib.CycleError as error:
        return [" imports ".join(reversed(error.args[1]))]
    return []


RULES = [
    (parts_know_only_what_they_may, "lib.layers", "checker.rules"),
    (parts_know_only_what_they_may, "checker.rules", "lib.data"),
    (parts_know_only_what_they_may, "checker.rules", "tools.build"),
    (parts_know_only_what_they_may, "tools.build", "tests.site.pages"),
    (parts_know_only_what_they_may, "book.09-losses", "tools.build"),
    (parts_know_only_what_they_may, "_ext.lean", "lib.data"),
    (rooms_know_only_what_lies_below, "lib.convolution", "lib.fast"),
    (rooms_know_only_what_lies_below, "lib.layers", "lib.data.digits"),
    (rooms_know_only_what_lies_below, "lib.models.networks", "lib.training.loop"),
    (rooms_know_only_what_lies_below, "lib.training.loop", "lib.study.recipe"),
    (rooms_know_only_what_lies_below, "lib.study.recipe", "lib.plots"),
    (rooms_know_only_what_lies_below, "lib.live.losses", "lib.checks"),
    (rooms_know_only_what_lies_below, "lib.checks", "lib.training.loop"),
    (rooms_know_only_what_lies_below, "lib.checks", "lib.live.pooling"),
    (rooms_know_only_what_lies_below, "lib.checks.forms", "lib.live.kit.figure"),
    (rooms_know_only_what_lies_below, "lib.live.question.numbers", "lib.checks.verdict"),
    (rooms_know_only_what_lies_below, "lib.new", "lib.data"),
    (lib_itself_knows_no_room, "lib", "lib.data"),
    (only_plots_draw, "lib.training.loop", "matplotlib.pyplot"),
    (only_plots_draw, "lib.checks", "matplotlib"),
    (lib_knows_no_notebook, "lib.live.losses", "IPython.display"),
    (lib_knows_no_notebook, "lib.data.digits", "nbformat"),
    (figures_know_the_kit_and_no_other_figure, "lib.live.losses", "lib.live.pooling"),
    (figures_know_the_kit_and_no_other_figure, "lib.live.kit.figure", "lib.live.pooling"),
    (no_circle, "lib.data.digits", "lib.data"),
    (no_circle, "checker.notebook", "checker.rules"),
]


@pytest.mark.parametrize(
    "rule", dict.fromkeys(rule for rule, *_ in RULES), ids=lambda x: x.__name__
)
def test_the_house_keeps_to(house, rule):
    assert rule(house) == []


@pytest.mark.parametrize("rule, here, there", RULES, ids=lambda x: getattr(x, "__name__", x))
def test_one_more_import_breaks(house, rule, here, there):
    broken = house | {here: house.get(here, set()) | {there}}
    assert rule(broken) != rule(house)


def test_imports_are_read_wherever_and_however_they_are_written():
    source = "import a.b as c\nfrom . import d\nfrom ..e import f\ndef g():\n    from h import i, j"
    found = ["a.b", "lib.x.d", "lib.e.f", "h.i", "h.j"]
    assert sorted(imports_of("lib.x.y", source, is_package=False)) == sorted(found)
    assert list(imports_of("lib.x", "from .y import z", is_package=True)) == ["lib.x.y.z"]


def test_lib_has_at_most_fourteen_rooms(house):
    rooms = {room(name) for name in house} - {None}
    assert {"convolution", "data", "live", "training"} <= rooms
    assert len(rooms) <= MOST_ROOMS


def test_nobody_changes_where_python_looks_for_modules():
    ours = {name: text for name, text in sources().items() if part(name) in {*MAY_KNOW} - {"tests"}}
    assert [name for name, text in ours.items() if "sys.path" in text] == []


def test_lib_names_no_notebook():
    assert [name for name, text in sources().items() if room(name) and ".ipynb" in text] == []


# ---- text is the same everywhere ----------------------------------------------------------------


def files_without_encoding(source):
    """Calls that read or write text as the machine's language would have it."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Call) or any(each.arg == "encoding" for each in node.keywords):
            continue
        name = getattr(node.func, "attr", getattr(node.func, "id", ""))
        texts = [each.value for each in node.args if isinstance(each, ast.Constant)]
        if name == "write_text" or name == "read_text" and not texts:
            yield ast.unparse(node)
        elif name == "open":
            modes = [text for text in texts if set(str(text)) <= set("rwxab+")]
            if (modes or isinstance(node.func, ast.Name)) and "b" not in "".join(modes):
                yield ast.unparse(node)


def test_text_is_read_and_written_in_utf_8():
    ours = {name: text for name, text in sources().items() if part(name) not in ("tests", "book")}
    faults = {name: list(files_without_encoding(source)) for name, source in ours.items()}
    assert {name: calls for name, calls in faults.items() if calls} == {}


@pytest.mark.parametrize(
    "call, is_fault",
    [
        ("path.read_text()", True),
        ("path.write_text(text)", True),
        ("open(path)", True),
        ("path.open('w')", True),
        ("path.read_text('utf-8')", False),
        ("path.write_text(text, encoding='utf-8')", False),
        ("open(path, 'xb')", False),
        ("Image.open(path)", False),
    ],
)
def test_text_without_encoding_is_found(call, is_fault):
    assert list(files_without_encoding(call)) == [call] * is_fault


# ---- functions fit a screen --------------------------------------------------------------------


def lengths(source):
    """Lines of code of every function: docstrings, comments and blank lines do not count."""
    blank = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT}
    code = set()
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type not in blank | {tokenize.ENDMARKER}:
            code |= set(range(token.start[0], token.end[0] + 1))
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            lines = set(range(node.lineno, node.end_lineno + 1)) & code
            if ast.get_docstring(node) is not None:
                lines -= set(range(node.body[0].lineno, node.body[0].end_lineno + 1))
            yield node.name, len(lines)


def test_every_function_fits_a_screen():
    found = [(m, *each) for m, source in sources().items() for each in lengths(source)]
    assert len(found) > 1000
    assert [each for each in found if each[2] > LONGEST] == []


LONG_DOCSTRING = '''def f(x):
    """Doc,

    long.
    """
    # why

    y = """a
b"""
    return y
'''


def test_only_lines_with_code_count():
    assert list(lengths(LONG_DOCSTRING)) == [("f", 4)]
    assert list(lengths("def f():\n" + "    x = 1\n" * LONGEST)) == [("f", LONGEST + 1)]


@pytest.mark.parametrize("name", sorted(name for name in sources() if name.startswith("lib")))
def test_what_a_module_offers_is_there(name):
    module = importlib.import_module(name)
    offered = getattr(module, "__all__", [])
    assert [each for each in offered if not hasattr(module, each)] == []
