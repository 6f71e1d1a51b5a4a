"""`make bench` tells what it was asked, and what it tells is laid out and counted correctly."""

import copy
import doctest
import json
import re
import subprocess
import sys
import time
from pathlib import Path

import nbformat
import numpy as np
import pytest
import scipy.fft
import scipy.signal
import torch
from nbformat.v4 import new_notebook

from lib.study.results import Summary
from tools import ROOT
from tools import browser as site_browser
from tools.bench import __main__ as bench
from tools.bench import convolution, lessons, pages, study
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


def test_methods_are_timed_in_turn_each_after_a_rest(monkeypatch):
    done = []
    monkeypatch.setattr(convolution.time, "sleep", lambda seconds: done.append(seconds))
    methods = {"a": lambda: done.append("a"), "b": lambda: done.append("b")}
    times = convolution._in_turn(methods, patience=99, rest=0.5)
    assert done == [0.5, "a", "a", 0.5, "b", "b"] * convolution.REPEATS
    assert list(times) == ["a", "b"] and all(times.values())


def test_what_is_hopeless_beside_the_quickest_is_given_up(monkeypatch):
    tried = []
    lasts = {"quick": 1.0, "slower": 3.9, "hopeless": 4.1}

    def time_of(method):
        tried.append(method)
        return lasts[method]

    monkeypatch.setattr(convolution, "_time", time_of)
    found = convolution._in_turn({name: name for name in lasts}, patience=0)
    assert found == {name: 1000 * seconds for name, seconds in lasts.items()}
    counts = [tried.count(name) for name in lasts]
    assert counts == [2 * convolution.REPEATS, 2 * convolution.REPEATS, 2]


def test_memory_is_that_of_one_thread_and_the_rest_of_all_runs(monkeypatch):
    def run(threads):
        return {
            "machine": f"{threads} threads",
            "timings": [threads],
            "layers": [-threads],
            "memory": {"threads": threads},
        }

    monkeypatch.setattr(convolution, "_run", run)
    monkeypatch.setattr(convolution.os, "sched_getaffinity", lambda pid: {0, 1, 2})
    found = convolution.measure_all()
    assert found["memory"] == {"threads": 1}
    assert found["machine"] == ["1 threads", "3 threads"]
    assert (found["timings"], found["layers"]) == ([1, 3], [-1, -3])


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


def methods_of(monkeypatch, call, *arguments):
    """What would be timed, by name."""
    timed = {}
    monkeypatch.setattr(convolution, "_in_turn", lambda methods, *_: timed.update(methods))
    call(*arguments)
    return timed


@pytest.mark.parametrize("threads, count", [(1, 10), (2, 6)])
def test_all_methods_compute_the_same_convolution(monkeypatch, threads, count):
    rng = np.random.default_rng(0)  # as the measurement draws them
    x, w = rng.normal(size=(12, 12)), rng.normal(size=(4, 4))
    expected = scipy.signal.convolve2d(x, w, "valid")
    methods = methods_of(monkeypatch, convolution._convolutions, 12, 4, threads)
    assert len(methods) == count
    for name, method in methods.items():
        result = np.squeeze(np.asarray(method()))
        np.testing.assert_allclose(result, expected, rtol=0, atol=1e-5, err_msg=name)


def test_all_methods_compute_the_same_layer(monkeypatch):
    monkeypatch.setattr(convolution, "LAYERS", {"a": ((2, 3, 6, 6), (4, 3, 5, 5))})
    ours, torchs = methods_of(monkeypatch, convolution._layer, "a", 1).values()
    np.testing.assert_allclose(ours(), torchs(), rtol=0, atol=1e-4)
    assert ours().shape == (2, 4, 6, 6)


def test_what_is_too_large_or_too_slow_is_left_out_as_it_was(monkeypatch):
    runs = json.loads(convolution.FILE.read_text(encoding="utf-8"))["timings"]
    for run in runs:
        case = run["image"], run["kernel"], run["threads"]
        methods = methods_of(monkeypatch, convolution._convolutions, *case)
        assert set(methods) == set(run["milliseconds"]), case
    assert len({frozenset(run["milliseconds"]) for run in runs}) > 2


def test_all_libraries_take_as_many_threads_as_were_asked_for(monkeypatch):
    def threads(*_):
        return [torch.get_num_threads(), scipy.fft.get_workers()]

    for name in ("_convolutions", "_layer", "_memory"):
        monkeypatch.setattr(convolution, name, threads)
    monkeypatch.setattr(convolution, "_limits", lambda threads: {"bytes": threads})
    before = torch.get_num_threads()
    try:
        found = convolution._measure_here(3)
    finally:
        torch.set_num_threads(before)
    assert found["machine"] == {"threads": 3, "bytes": 3}
    assert found["memory"] == found["timings"][0] == found["layers"][0] == [3, 3]


def test_threads_are_set_before_libraries_are_loaded(monkeypatch):
    asked = []

    def run(command, *, env, stdout, check):
        asked.append((command[1:], {name: env[name] for name in env if "NUM_THREADS" in name}))
        return subprocess.CompletedProcess(command, 0, '{"machine": 1}')

    monkeypatch.setattr(subprocess, "run", run)
    assert convolution._run(3) == {"machine": 1}
    names = {"OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"}
    [(command, given)] = asked
    assert command == ["-m", "tools.bench.convolution", "3"]
    assert {name: given[name] for name in names} == dict.fromkeys(names, "3")


def test_limits_of_a_machine_are_counted_from_seconds(monkeypatch):
    """And of several measurements the best one counts."""
    others = convolution.REPEATS - 1
    seconds = iter([9.0] * others + [0.5] + [0.25] + [9.0] * others + [9.0] * others + [0.5])
    monkeypatch.setattr(convolution, "_time", lambda call: next(seconds))
    assert convolution._limits(2) == {
        "gigabytes_per_second": round(2 * 2**24 * 8 / 0.5 / 1e9, 2),
        "multiply_adds_per_second": 2**30 * 4,
        "multiply_adds_per_second_float32": 2**30 * 2,
    }


def test_memory_is_that_of_the_worst_moment(monkeypatch):
    def holds_three(*_, **__):
        y, others = np.ones(2**20), np.ones(2**21)
        return y + others[0]  # a third one

    monkeypatch.setattr(convolution, "KERNELS", (3,))
    monkeypatch.setattr(convolution, "LAYERS", {"a": ((1, 1, 512, 512), (1, 1, 5, 5))})
    monkeypatch.setattr(convolution.fast, "conv2d", holds_three)
    monkeypatch.setattr(convolution.layers, "conv2d", holds_three)
    given, made = 8 * (512**2 + 9), 8 * 2**20
    shares = convolution._memory()
    assert shares["image 512, kernel 3"] == pytest.approx((4 * made + given) / (made + given), 0.01)
    given = 4 * (512**2 + 25)
    assert shares["a"] == pytest.approx((4 * made + given) / (made + given), 0.01)


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


def timing(**milliseconds):
    rivals = {"fftconvolve": 2.0, "oaconvolve": 4.0, "convolve2d": 6.0, "torch float32": 1.0}
    ms = {"lib.fast": 2.0, "loop": 200.0} | rivals | milliseconds
    return {"image": 9, "kernel": 3, "threads": 1, "milliseconds": ms}


@pytest.mark.parametrize(
    "change, met",
    [
        ({}, [True, True, True]),
        ({"lib.fast": 2.1}, [True, False, False]),  # of convolve2d's time, and of the loop's
        ({"oaconvolve": 1.8}, [False, True, True]),  # the best rival
        ({"oaconvolve": 1.9}, [True, True, True]),
        ({"torch float32": 0.1}, [True, True, True]),  # is told, and no rival
    ],
)
def test_what_is_wanted_of_convolutions(change, met):
    found = {"timings": [timing(**change)], "layers": [], "memory": {"image": 3.0}}
    each, gain, loop, memory = convolution.targets(found)
    assert [each.met, gain.met, loop.met] == met and memory.met
    assert each.name == "9 x 9, kernel 3 x 3, 1 thread"
    assert gain.measured.endswith("(image 9, kernel 3)")
    assert memory.measured == "3.00 times (image)"


@pytest.mark.parametrize("ours, met", [(1.5, True), (1.6, False)])
def test_what_is_wanted_of_layers(ours, met):
    layer = {"layer": "one", "threads": 2, "milliseconds": {"lib.layers": ours, "torch": 1.0}}
    found = {"timings": [timing()], "layers": [layer], "memory": {"image": 1.0}}
    [target] = [each for each in convolution.targets(found) if "lib.layers.conv2d" in each.name]
    assert target.name == "lib.layers.conv2d, one, float32, 2 threads" and target.met is met
    assert target.measured == f"{ours:.2f} ({ours:.2f} ms, torch 1.00 ms)"


def test_targets_of_the_study_grow_with_the_time_they_may_take():
    targets = study.TARGETS[1:]
    accuracies, parts = [t[1] for t in targets], [t[2] for t in targets]
    assert accuracies == sorted(accuracies) and parts == sorted(parts, reverse=True)
    assert all(0.99 <= each < study.FULL < 1 for each in accuracies + [study.TARGETS[0][1]])
    assert study.MEMBER in [t[0] for t in targets]


def test_the_stored_study_is_set_beside_its_targets():
    found = {target.name: target for target in study.measure()}
    assert list(found) == ["reference", *[name for name, *_ in study.TARGETS], study.ENSEMBLE]
    runs = json.loads(study.STUDY.read_text())["runs"]

    def seconds(name):
        [run] = [run for run in runs if run["recipe"] == name and run["device"] == "cpu"]
        return sum(run["seconds"])

    whole = seconds("reference")
    for name, *_ in study.TARGETS:
        assert found[name].measured.endswith(f"in 1/{whole / seconds(name):.1f}")
    six = 6 * seconds(study.MEMBER)
    assert found[study.ENSEMBLE].measured.endswith(f"in 1/{whole / six:.1f}")
    assert f", {whole:.0f} s, on " in found["reference"].measured


@pytest.mark.parametrize(
    "accuracy, ratio, met",
    [(0.99, 80, True), (0.98, 80, False), (0.99, 79.9, False), (0.991, 81, True)],
)
def test_a_recipe_must_be_good_and_cheap(accuracy, ratio, met):
    found = Summary(runs=5, test=accuracy, spread=0.0, valid=0.9, seconds=1.0)
    assert study.judge("a", found, accuracy=0.99, part=80, ratio=ratio).met is met


def test_a_build_runs_in_the_folder_of_the_book_and_is_timed(monkeypatch):
    ran = []

    def run(command, **settings):
        ran.append((command[1:], settings))
        time.sleep(0.02)

    monkeypatch.setattr(subprocess, "run", run)
    assert 0.02 <= pages.build("there") < 1
    quiet = {"cwd": ROOT, "check": True, "stdout": subprocess.DEVNULL}
    assert ran == [(["-m", "tools.build", "there"], quiet)]


@pytest.mark.parametrize("warm, met", [(14.9, True), (15.0, False)])
def test_two_builds_are_timed_and_then_the_pages_of_the_second(warm, met, monkeypatch):
    seconds = iter([30.0, warm])
    monkeypatch.setattr(pages, "build", lambda folder: next(seconds))
    monkeypatch.setattr(pages, "measure_pages", lambda site: [site.parts[-2:]])
    cold, again, site = pages.measure()
    assert (cold.measured, cold.target) == ("30.0 s", "") and site == ("_build", "html")
    assert (again.measured, again.target, again.met) == (f"{warm} s", "under 15 s", met)


WEIGH = """
import sys
import time
from pathlib import Path
from tools.bench import pages
pages.toc_pages = lambda toc: ["a"]
for target in pages.measure_pages(Path(sys.argv[1])):
    print(target.name, target.measured, sep=": ")
"""


def test_pages_are_weighed_in_a_browser(browser, tmp_path):
    """In a process of its own, since there may be one browser in each."""
    for name in ("a", "search", "genindex"):
        (tmp_path / f"{name}.html").write_text("<title>x</title>" + "." * 10_000)
    done = subprocess.run(
        [sys.executable, "-c", WEIGH, tmp_path], capture_output=True, text=True, cwd=ROOT
    )
    weight = "0.01 MB, and 0.00 MB of figures"
    assert done.stdout.splitlines() == [f"{name}: {weight}" for name in ("a", "search", "genindex")]


def test_without_a_browser_no_page_is_weighed(monkeypatch, tmp_path):
    monkeypatch.setattr(site_browser, "find_chromium", lambda: None)
    with pytest.raises(SystemExit, match="install Debian's package chromium"):
        list(pages.measure_pages(tmp_path))
