"""`make bench` tells what it was asked, and what it tells is laid out and counted correctly."""

import copy
import doctest
import json
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_notebook

from tools import browser as site_browser
from tools.bench import __main__ as bench
from tools.bench import convolution, lessons, pages
from tools.bench.target import Target
from tools.machine import processor, today

MET = Target("quick", "under 2 s", "1 s", True)
MISSED = Target("small", "at most 2 MB", "3,000 MB", False)
TOLD = Target("cold build", "", "9 s", True)


@pytest.mark.parametrize("module", [bench, lessons, pages], ids=lambda m: m.__name__)
def test_examples(module):
    outcome = doctest.testmod(module)
    assert outcome.attempted > 0 and outcome.failed == 0


def test_columns_of_a_table_stand_below_each_other():
    head, rule, *rows = bench.format_section("x", [MET, MISSED, TOLD]).splitlines()
    bars = [match.start() for match in re.finditer(r"\|", head)]
    assert [match.start() for match in re.finditer(r"\+", rule)] == bars
    for target, row in zip([MET, MISSED, TOLD], rows, strict=True):
        assert [match.start() for match in re.finditer(r"\|", row)] == bars
        cells = [cell.strip() for cell in row.split("|")]
        assert cells[:3] == [target.name, target.target, target.measured]


def test_a_missed_target_is_shown_as_missed_and_a_mere_finding_is_not_judged():
    table = bench.format_section("x", [MET, MISSED, TOLD]).splitlines()[2:]
    assert [row.split("|")[3].strip() for row in table] == ["yes", "missed", ""]
    assert bench.summarise([MET, MISSED, TOLD]) == "1 of 2 targets met"


def test_figures_are_counted_apart():
    here = "http://127.0.0.1:1"
    loads = [
        (f"{here}/book/images.html", 1),
        (f"{here}/_static/images/logo.svg", 20),
        ("file:///x/_images/a.png", 300),
        (f"{here}/_images/b.png", 4000),
    ]
    assert site_browser.add_up(loads) == site_browser.Weight(figures=4300, rest=21)
    assert site_browser.add_up([]) == site_browser.Weight(figures=0, rest=0)


@pytest.mark.parametrize("rest, met", [(2_000_000, True), (2_000_001, False)])
def test_page_target_is_two_megabytes_without_figures(rest, met):
    weight = site_browser.Weight(figures=9_000_000, rest=rest)
    assert pages.page_target("index", weight).met is met


@pytest.mark.parametrize("megabytes, met", [(1000, True), (1000.1, False)])
def test_memory_target_is_one_gigabyte(megabytes, met):
    assert lessons.memory_target("x", 1, megabytes).met is met


def test_lessons_are_added_up_without_the_full_mnist(monkeypatch, tmp_path):
    names = ["01-a", "02-b", "03-c"]
    for name, needs in zip(names, ({}, {}, {"needs": ["mnist"]}), strict=True):
        nbformat.write(new_notebook(metadata=needs), tmp_path / f"{name}.ipynb")
    monkeypatch.setattr(lessons, "BOOK", tmp_path)
    monkeypatch.setattr(lessons, "has_mnist", lambda: True)
    monkeypatch.setattr(lessons, "measure_costs", lambda paths: [(paths[0], 119.9, 500)])
    *each, total = lessons.measure()
    assert [target.name for target in each] == names
    assert total.measured == "240 s" and total.met and total.name == "all but 03-c, one thread"
    monkeypatch.setattr(lessons, "has_mnist", lambda: False)
    assert "not run" in list(lessons.measure())[2].measured


def test_unknown_section_is_refused():
    run = subprocess.run(
        [sys.executable, "-m", "tools.bench", "speed"],
        cwd=Path(bench.__file__).parents[2],
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1 and run.stdout == ""
    assert "section (=speed) must be one of convolution, study, lessons, pages" in run.stderr


def test_the_stored_timings_can_be_judged():
    found = json.loads(convolution.FILE.read_text())
    targets = list(convolution.targets(found))
    assert len(targets) == len(found["timings"]) + 2 + len(found["layers"]) + 1
    slowed = copy.deepcopy(found)
    for row in (*slowed["timings"], *slowed["layers"]):
        for ours in {"lib.fast", "lib.layers"} & set(row["milliseconds"]):
            row["milliseconds"][ours] *= 1000
    slowed["memory"] = {"image": 3.01}
    assert not any(target.met for target in convolution.targets(slowed))
    assert sum(target.met for target in targets) > len(targets) / 2


def test_what_is_measured_is_what_is_stored(monkeypatch, capsys, tmp_path):
    """With pictures so small that it takes a moment."""
    stored = json.loads(convolution.FILE.read_text())
    for name, value in {"IMAGES": (8,), "KERNELS": (3,), "PATIENCE": 0, "REST": 0}.items():
        monkeypatch.setattr(convolution, name, value)
    small = dict.fromkeys(convolution.LAYERS, ((1, 1, 6, 6), (2, 1, 5, 5)))
    monkeypatch.setattr(convolution, "LAYERS", small)
    convolution.main(["1"])
    run = json.loads(capsys.readouterr().out)
    monkeypatch.setattr(convolution, "_run", lambda threads: run)
    monkeypatch.setattr(convolution, "FILE", tmp_path / "measured.json")
    monkeypatch.setattr(convolution, "targets", lambda found: [MET, MISSED])
    convolution.main([])
    assert capsys.readouterr().out.splitlines() == [
        "met    | quick | under 2 s | 1 s",
        "missed | small | at most 2 MB | 3,000 MB",
    ]
    found = json.loads((tmp_path / "measured.json").read_text())
    assert found.keys() == stored.keys()
    assert found["machine"][0].keys() == stored["machine"][0].keys()
    for part in ("timings", "layers"):
        assert found[part][0].keys() == stored[part][0].keys()


def test_it_is_said_on_what_was_measured_and_then_every_section(monkeypatch, capsys):
    monkeypatch.setattr(bench, "measure", lambda section: [MET, MISSED])
    bench.main([])
    out = capsys.readouterr().out
    head, *_, last = out.splitlines()
    assert head.startswith(f"Measured on {today()}: {processor()}; python 3.")
    assert re.search(r"torch \d.*, numpy \d.*, scipy \d", head)
    assert [section for section in bench.SECTIONS if f"\n{section} " in out] == list(bench.SECTIONS)
    assert last == "4 of 8 targets met"


def test_progress_is_told_while_a_section_is_measured(monkeypatch, capsys):
    monkeypatch.setattr(lessons, "measure", lambda: iter([MET]))
    assert bench.measure("lessons") == [MET]
    assert capsys.readouterr() == ("", "lessons: quick: 1 s\n")
