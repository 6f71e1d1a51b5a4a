"""book/costs.md, written by `make costs`, lists every lesson and none above 2 GB."""

import os
import re
import subprocess
import sys
import time
from functools import partial
from pathlib import Path
from subprocess import PIPE

import psutil
import pytest
from nbformat import write
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from tools import costs

BOOK = Path(__file__).resolve().parents[2] / "book"
CELL = "import time\nx = bytearray(10**8)\ntime.sleep(0.6)"
# 100 MB, and 100 MB in a process of its own, until a line is given
TWO = """import subprocess, sys
x = bytearray(10**8)
ONE = "x = bytearray(10**8); print(flush=True); input()"
subprocess.run([sys.executable, "-c", ONE])"""
BINDER = 2e9 / 2**20  # MiB
ROW = re.compile(r"\| \[[^\]]+\]\(#([\w-]+)\) \| (\d+) \| (\d+) \|")


def test_every_lesson_is_listed_and_fits_into_binder():
    rows = ROW.findall((BOOK / "costs.md").read_text(encoding="utf-8"))
    labels = [
        re.search(r"\((lesson-[\w-]+)\)=", path.read_text(encoding="utf-8"))[1]
        for path in sorted(BOOK.glob("[0-9]*.ipynb"))
    ]
    assert [label for label, _, _ in rows] == labels
    assert costs.BOOK == BOOK
    assert all(0 < int(mebibytes) <= BINDER for _, _, mebibytes in rows)


def test_lessons_are_measured_with_one_thread_and_written_down(monkeypatch, tmp_path, capsys):
    cells = [new_markdown_cell("(lesson-one)=\n# One"), new_code_cell(CELL)]
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python", "language": "python"}}
    write(new_notebook(cells=cells, metadata=kernel), tmp_path / "01-one.ipynb")
    monkeypatch.setattr(costs, "BOOK", tmp_path)
    other = subprocess.Popen([sys.executable, "-c", "x = bytearray(10**9); input()"], stdin=PIPE)
    monkeypatch.setenv("OMP_NUM_THREADS", "7")
    costs.main()
    other.communicate(b"\n")
    assert os.environ["OMP_NUM_THREADS"] == "1"
    [(label, seconds, mebibytes)] = ROW.findall((tmp_path / "costs.md").read_text())
    assert label == "lesson-one" and int(seconds) >= 1 and 95 < int(mebibytes) < 400
    assert capsys.readouterr().err == f"01-one.ipynb: {seconds} s, {mebibytes} MiB\n"


def test_data_are_there_before_anything_is_measured(monkeypatch, tmp_path):
    for name, needs in (("01-one", []), ("02-two", ["mnist"])):
        write(new_notebook(metadata={"needs": needs}), tmp_path / f"{name}.ipynb")
    monkeypatch.setattr(costs, "BOOK", tmp_path)
    monkeypatch.setattr(costs, "cost", lambda lesson: pytest.fail("measured"))

    def missing():
        raise ValueError("it is not there")

    monkeypatch.setattr(costs, "load_mnist", missing)
    with pytest.raises(SystemExit, match=r"^Nothing was measured: it is not there$"):
        costs.main()
    costs.fetch_data([tmp_path / "01-one.ipynb"])


def test_a_process_is_counted_when_it_has_begun():
    held = b"x" * 3 * 10**8  # by this process, and so for a moment by a copy of it
    program, late = [sys.executable, "-c", ""], partial(time.sleep, 0.5)
    with costs.Peak() as peak:
        subprocess.run(program, preexec_fn=late, check=True)
    assert peak.mebibytes < 100 < len(held) / 2**20


def test_processes_of_a_process_are_counted_with_it():
    run = subprocess.Popen([sys.executable, "-c", TWO], stdin=PIPE, stdout=PIPE)
    run.stdout.readline()
    both = costs.memory_of([psutil.Process(run.pid)]) / 2**20
    one = costs.memory_of(psutil.Process(run.pid).children()) / 2**20
    run.communicate(b"\n")
    assert 95 < one < 130 and 95 < both - one < 130
    assert costs.memory_of([]) == 0
