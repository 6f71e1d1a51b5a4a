"""Tests of `tools.study`: its file, and that the stored study is whole and keeps its protocol."""

import json

import pytest
import torch

from tools import machine, study


def test_runs_are_added_one_by_one_and_read_back(tmp_path):
    path = tmp_path / "study.json"
    assert study.read(path) == []
    study.add(path, {"recipe": "a", "seconds": [1.5]})
    study.add(path, {"recipe": "b", "seconds": [2.5]})
    assert [run["recipe"] for run in study.read(path)] == ["a", "b"]
    assert json.loads(path.read_text())["command"] == "make study"
    assert [each.name for each in tmp_path.iterdir()] == ["study.json"]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "study.json"
    study.add(path, {"recipe": "a"})
    with pytest.raises(TypeError):
        study.add(path, {"recipe": torch.float32})
    assert study.read(path) == [{"recipe": "a"}]


def test_the_machine_is_named():
    threads = torch.get_num_threads()
    name = study.machine(torch.device("cpu"))
    assert machine.processor() in name and f"{threads} thread" in name
