"""The processor is named wherever the system keeps its name."""

import pytest

from tools import machine


@pytest.mark.parametrize(
    "text, name",
    [("processor : 0\nmodel name\t: A Fast One: 3 GHz\n", "A Fast One: 3 GHz"), ("", "generic")],
)
def test_the_name_of_the_processor(text, name, monkeypatch, tmp_path):
    (tmp_path / "cpuinfo").write_text(text)
    monkeypatch.setattr(machine, "Path", lambda place: tmp_path / "cpuinfo")
    monkeypatch.setattr(machine.platform, "processor", lambda: "generic")
    assert machine.processor().startswith(f"{name}, ")


def test_without_such_a_file_the_system_is_asked(monkeypatch, tmp_path):
    monkeypatch.setattr(machine, "Path", lambda place: tmp_path / place.lstrip("/") / "missing")
    monkeypatch.setattr(machine.platform, "processor", lambda: "")
    monkeypatch.setattr(machine.platform, "machine", lambda: "x86_64")
    assert machine.processor().startswith("x86_64, ")


def test_cores_are_those_that_this_process_may_use(monkeypatch):
    monkeypatch.setattr(machine.os, "sched_getaffinity", lambda _: {0, 3, 5}, raising=False)
    monkeypatch.setattr(machine.os, "cpu_count", lambda: 64)
    assert machine.processor().endswith(", 3 cores")
    monkeypatch.setattr(machine.os, "sched_getaffinity", lambda _: {3}, raising=False)
    assert machine.processor().endswith(", 1 core")
    monkeypatch.delattr(machine.os, "sched_getaffinity")  # as on macOS
    assert machine.processor().endswith(", 64 cores")
