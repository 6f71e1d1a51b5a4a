"""`make mutants` plants bugs where the code is, and tells which of them the tests notice."""

import doctest
import runpy
import signal
import sys
import time
from collections import Counter
from concurrent.futures import CancelledError

import pytest

from tools import MADE, ROOT
from tools.mutants import __main__ as tool
from tools.mutants import planting

PYTHON = '''\
"""Adds 1 + 2."""


def scale(x, by=2):
    """Give x * 2, if True."""
    if by == 0:  # 3 < 4
        raise ValueError("by must not be 0 or less")
    return stretch(x, by, mode="linear")
'''
SCRIPT = """\
import { f } from "./f.js";
// a + b
export function g({ x }) {
  if (!x) return;
  const label = `${x - 1} of 3`;
  f(label, { kind: "plain", at: [0, 1] }, x);
}
"""
SUMS = """\
def add(a, b):
    return a + b


def halve(a):
    return a // 2
"""
TEST = """\
from lib.sums import add


def test_add():
    assert add(1, 2) == 3
"""


def changes(path, source):
    return [str(mutant).partition(" ")[2] for mutant in planting.mutants(path, source)]


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book's folder of one module, whose second function no test calls."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")  # pytest starts in no time
    files = {"lib/__init__.py": "", "lib/sums.py": SUMS, "tests/test_sums.py": TEST}
    return write(tmp_path / "book", files)


def write(folder, files):
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def test_examples():
    outcome = doctest.testmod(planting)
    assert outcome.attempted > 0 and outcome.failed == 0


def test_python_is_changed_where_it_is_code():
    raises = 'raise ValueError("by must not be 0 or less")'
    returns = 'return stretch(x, by, mode="linear")'
    assert changes("a.py", PYTHON) == [
        " def scale(x, by=2):  ->  def scale(x):",
        " def scale(x, by=2):  ->  def scale(x, by=3):",
        " if by == 0: # 3 < 4  ->  if False and by == 0: # 3 < 4",
        " if by == 0: # 3 < 4  ->  if True or by == 0: # 3 < 4",
        " if by == 0: # 3 < 4  ->  if by != 0: # 3 < 4",
        " if by == 0: # 3 < 4  ->  if by == 1: # 3 < 4",
        f" {returns}  ->  return stretch(x, by)",
        f' {returns}  ->  return stretch(x, by, mode="other")',
        " if by == 0: # 3 < 4  ->  pass",
        f" {raises}  ->  pass",
    ]


def test_scripts_are_changed_where_they_are_code():
    call = 'f(label, { kind: "plain", at: [0, 1] }, x);'
    assert changes("a.js", SCRIPT) == [
        " if (!x) return;  ->  if (false && !x) return;",
        " if (!x) return;  ->  if (true || !x) return;",
        " if (!x) return;  ->  if (x) return;",
        " const label = `${x - 1} of 3`;  ->  const label = `${x + 1} of 3`;",
        " const label = `${x - 1} of 3`;  ->  const label = `${x - 2} of 3`;",
        f' {call}  ->  f(label, {{ kind: "other", at: [0, 1] }}, x);',
        f' {call}  ->  f(label, {{ kind: "plain"}}, x);',
        f' {call}  ->  f(label, {{ kind: "plain", at: [1, 1] }}, x);',
        f' {call}  ->  f(label, {{ kind: "plain", at: [0, 2] }}, x);',
        " if (!x) return;  ->  (nothing)",
        f" {call}  ->  (nothing)",
    ]


@pytest.mark.parametrize(
    "code",
    [
        "pairs = list(zip(a, b, strict=True))",
        "if x:\n    pass",
        "@cache\ndef f():\n    pass",
        "PATIENCE = 120",
        "BAND = 8",
    ],
)
def test_what_would_change_nothing_is_not_planted(code):
    unseen = ("strict", "@cache", "PATIENCE", "BAND")
    assert not any(
        any(word in change for word in unseen) or change.startswith(" pass ")
        for change in changes("a.py", code)
    )


def test_a_draw_is_spread_by_size_and_repeated_by_its_seed(tmp_path):
    files = {"lib/long.py": "x += 1\n" * 80, "lib/short.py": "x += 1\n" * 20, "a.py": "x += 1"}
    write(tmp_path, files)

    def drawn(seed, only="."):
        return planting.draw(tmp_path, ["lib/*.py"], 10, seed, [only])

    for seed in range(5):
        assert Counter(m.path for m in drawn(seed)) == {"lib/long.py": 8, "lib/short.py": 2}
        assert drawn(seed) == drawn(seed)
    assert len({tuple(map(str, drawn(seed))) for seed in range(5)}) == 5
    assert {m.path for m in drawn(0, "lib/short.py")} == {"lib/short.py"}
    assert len(planting.draw(tmp_path, ["lib/short.py"], 99, 0, ["."])) == 20


def test_what_lessons_ask_is_no_code(tmp_path):
    assert (ROOT / planting.CONTENT).is_dir()
    write(tmp_path, {f"{planting.CONTENT}/losses.py": "x += 1\n", "lib/checks/code.py": "x += 1\n"})
    drawn = planting.draw(tmp_path, ["lib/**/*.py"], 9, 0, ["."])
    assert {mutant.path for mutant in drawn} == {"lib/checks/code.py"}


def test_bugs_are_planted_wherever_the_book_has_code():
    planted = {path.relative_to(ROOT).parts[0] for p in tool.PYTHON for path in ROOT.glob(p)}
    tops = [top for top in ROOT.iterdir() if top.name not in MADE | {"book", "tests"}]
    code = {top.name for top in tops if top.name[0] != "." and any(top.glob("**/*.py"))}
    assert planted == code


def test_only_what_compiles_is_drawn(tmp_path):
    write(tmp_path, {"a.py": "x = [\n    f(a),\n    g(b)\n]\nx[0] = 1\n"})
    assert {m.line for m in planting.draw(tmp_path, ["a.py"], 99, 0, ["."])} == {5}


def test_scripts_are_checked_by_node(tmp_path, monkeypatch):
    fake = tmp_path / "node"
    fake.write_text("#!/bin/sh\n! grep -q 'b - c' \"$2\"\n")
    fake.chmod(0o755)
    monkeypatch.setattr(planting, "node", lambda: fake)
    for new, good in (("+", True), ("-", False)):
        assert planting.compiles(planting.Mutant("a.js", "b + c", 2, 3, new)) is good


def test_no_bug_is_drawn_twice(tmp_path):
    """Though a line without a bug that compiles gives its turn to the next one."""
    write(tmp_path, {"a.py": "f(\n    a,\n)\ng(a)\n" * 8})
    drawn = planting.draw(tmp_path, ["*.py"], 32, 0, ["."])
    assert len(drawn) == len(set(drawn)) == 8


def test_scripts_without_node_are_an_error_of_one_sentence(monkeypatch):
    monkeypatch.setattr(planting, "find_node", lambda: None)
    with pytest.raises(SystemExit, match="Planting bugs in scripts needs Node: .* --scripts 0"):
        planting.node()


@pytest.mark.parametrize(
    "path, expected",
    [
        ("lib/sums.py", [("tests/test_sums.py",), ("lib/sums.py",)]),
        (
            "lib/a/loop.py",
            [
                ("tests/a/test_loop.py",),
                ("lib/a/loop.py",),
                ("tests/a",),
            ],
        ),
        ("lib/a/other.py", [("lib/a/other.py",), ("tests/a",)]),
        ("lib/live/b/draw.js", [("tests/live/test_b.py",), ("tests/live/test_types.py",)]),
        (
            "lib/live/b/__init__.py",
            [
                ("tests/live/test_b.py",),
                ("lib/live/b/__init__.py",),
                ("tests/live/test_types.py",),
            ],
        ),
        (
            "lib/live/question/numbers.py",
            [
                ("tests/live/test_question.py",),
                ("lib/live/question/numbers.py",),
                ("tests/live/test_forms.py",),
                ("tests/checks",),
                ("tests/live/test_types.py",),
            ],
        ),
        ("lib/live/kit/grid.js", [("tests/live",)]),
        ("checker/c.py", [("checker/c.py",), ("tests/checker",), ("tests/tools",)]),
        ("tools/d/pages.py", [("tests/tools/test_d.py",), ("tools/d/pages.py",)]),
        ("tools/e.py", [("tools/e.py",), ("tests/tools",), ("tests/live/test_b.py",)]),
        (
            "tools/e/page.py",
            [("tools/e/page.py",), ("tests/site/test_x.py", "tests/tools/test_d.py")],
        ),
        ("lib/a/__init__.py", [("lib/a/__init__.py",), ("tests/a",)]),
        ("_static/book.js", [("tests/site",)]),
        ("_ext/e.py", [("tests/site/test_extensions.py",), ("_ext/e.py",), ("tests/site",)]),
    ],
)
def test_the_tests_of_a_file_are_those_that_mirror_it(tmp_path, path, expected):
    tests = ["test_sums", "a/test_loop", "live/test_b", "checker/test_x", "tools/test_d"]
    tests += [
        "live/test_types",
        "live/test_question",
        "live/test_forms",
        "checks/test_y",
        "test_house",
    ]
    tests += ["site/test_extensions"]
    write(tmp_path, {f"tests/{name}.py": "" for name in tests})
    write(tmp_path, {"tests/site/test_x.py": "import os, tools.e.page as p"})
    write(tmp_path, {"tests/tools/test_d.py": "from tools import d, e\nfrom tools.e.page import x"})
    write(tmp_path, {"tests/live/test_b.py": "from tools import b as a, e"})
    house = [("tests/test_house.py",)] if path.endswith(".py") else []
    assert tool.groups(tmp_path, path) == expected + house


def test_lessons_that_use_it_and_are_cheap(tmp_path):
    costs = "| [](#lesson-a) | 5 | 700 |\n| [](#lesson-b) | 50 | 700 |\n| [](#lesson-c) | 5 | 1 |\n"
    uses = {
        "a": "from lib import live, sums",
        "b": "import lib.sums",
        "c": 'from lib import live",\n"live.sums(1)',
        "unknown": "from lib import sums",
    }
    lessons = {f"book/{k}.ipynb": f'["(lesson-{k})=", "{text}"]' for k, text in uses.items()}
    write(tmp_path, {"book/costs.md": costs, **lessons})

    def last(path):
        return tool.groups(tmp_path, path)[-1]

    assert last("lib/sums.py") == last("lib/sums/add.py") == ("book/a.ipynb",)
    assert last("lib/live/sums/__init__.py") == ("book/c.ipynb",)
    assert last("lib/live/kit/grid.py") == ("book/a.ipynb", "book/c.ipynb")
    assert tool.groups(tmp_path, "lib/live/sums/draw.js") == []
    assert tool.groups(tmp_path, "tools/sums.py") == [("tools/sums.py",)]


def test_a_bug_that_a_test_notices_is_caught_and_another_survives(book, capsys):
    tool.main(["--only", "lib/sums.py"], book)
    out, err = capsys.readouterr()
    first, count, head, survivor = out.splitlines()
    assert first.startswith("without a bug: 2 groups of tests, ") and first.endswith(
        "0 tests skipped"
    )
    assert (count, head) == ("Python: 1 of 2 bugs caught", "survivors:")
    assert survivor.startswith("lib/sums.py:6  return a // 2  ->  return a ")
    assert "caught    lib/sums.py:2  return a + b  ->  return a - b" in err
    assert (book / "lib/sums.py").read_text() == SUMS


def test_it_goes_on_from_a_bug_of_the_same_draw(book, capsys):
    tool.main(["--only", "lib/sums.py", "--first", "2"], book)
    out, err = capsys.readouterr()
    assert out.splitlines()[1:3] == ["Python: 0 of 1 bugs caught", "survivors:"]
    assert "2/2     SURVIVES  lib/sums.py:6 " in err and "1/2" not in err


@pytest.mark.parametrize("first", ["0", "3"])
def test_a_bug_that_was_not_drawn_is_refused(first, book):
    with pytest.raises(SystemExit, match=rf"--first \(={first}\) must be from 1 to 2"):
        tool.main(["--only", "lib/sums.py", "--first", first], book)


def test_tests_run_once_without_a_bug_whoever_wants_them(book, tmp_path, monkeypatch):
    timed = []

    def time_clean(copy, group):
        timed.append(group)
        time.sleep(0.2)
        return 2.0, 0

    monkeypatch.setattr(tool.Copy, "time_clean", time_clean)
    clean, workshop = tool.Clean(), tool.Workshop(book, tmp_path / "copies", 2)
    assert list(workshop.each(clean.limit, ["one", "one", "two"])) == [36, 36, 36]
    assert sorted(timed) == ["one", "two"]


def test_what_npm_does_in_a_copy_stays_there(book, tmp_path):
    write(book, {"node_modules/tool.js": "1"})
    copy = tool.Copy(book, tmp_path / "copy")
    (copy.folder / "node_modules" / "tool.js").unlink()
    assert (book / "node_modules" / "tool.js").read_text() == "1"


def test_tests_that_fail_anyway_end_it(book):
    write(book, {"tests/test_sums.py": "def test_nothing():\n    assert 1 == 2\n"})
    with pytest.raises(SystemExit, match="tests must pass before .*FAILED.* 1 == 2"):
        tool.main(["--only", "lib/sums.py"], book)


def test_nothing_to_plant_is_an_error_of_one_sentence(book):
    with pytest.raises(SystemExit, match="no code to plant a bug in"):
        tool.main(["--only", "docs"], book)


def test_too_slow_is_caught_and_the_copy_is_as_before(book, tmp_path):
    copy = tool.Copy(book, tmp_path / "copy")
    mutant, *_ = planting.mutants("lib/sums.py", SUMS)
    assert copy.catches(mutant, ("tests/test_sums.py",), limit=0)
    assert copy.process.poll() is not None
    assert (copy.folder / mutant.path).read_text() == SUMS


def test_a_copy_is_given_back_whatever_becomes_of_the_work(book, tmp_path):
    workshop = tool.Workshop(book, tmp_path / "copies", 1)
    assert list(workshop.each(lambda copy, item: (copy, item), "ab")) == [
        (workshop.copies[0], "a"),
        (workshop.copies[0], "b"),
    ]
    with pytest.raises(ZeroDivisionError):
        list(workshop.each(lambda copy, item: 1 / 0, "a"))
    assert workshop.free.get(timeout=9) is workshop.copies[0]


def test_an_interruption_ends_what_runs(book, tmp_path):
    sleeping = "import time\n\nprint('begun', flush=True)\ntime.sleep(9999)\n"
    write(book, {"tests/test_sums.py": sleeping})
    workshop = tool.Workshop(book, tmp_path / "copies", 2)

    def work(copy, item):
        if item == "sleep":
            return copy.run(("-s", "tests/test_sums.py"))
        [other] = set(workshop.copies) - {copy}
        while not other.log.exists() or "begun" not in other.log.read_text():
            time.sleep(0.05)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        list(workshop.each(work, ["interrupt", "sleep"]))
    [ended] = [copy.process.poll() for copy in workshop.copies if copy.process]
    assert ended < 0  # by a signal
    with pytest.raises(CancelledError):
        workshop.copies[0].run(("tests/test_sums.py",))


def test_an_interruption_removes_the_copies_and_says_so(book, monkeypatch):
    folders = []

    def catches(copy, mutant, group, limit):
        folders.append(copy.folder)
        raise KeyboardInterrupt

    monkeypatch.setattr(tool.Copy, "catches", catches)
    with pytest.raises(SystemExit, match="Stopped: the copies are removed"):
        tool.main(["--only", "lib/sums.py"], book)
    assert folders and not any(folder.exists() for folder in folders)


def test_to_end_it_from_outside_is_to_interrupt_it(monkeypatch):
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr("sys.argv", ["mutants", "--python", "0", "--scripts", "0"])
    monkeypatch.delitem(sys.modules, tool.__name__)  # or Python would warn of a second run
    try:
        with pytest.raises(SystemExit, match="no code to plant a bug in"):
            runpy.run_module("tools.mutants", run_name="__main__")
        assert signal.getsignal(signal.SIGTERM) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGTERM, before)
