"""Tests of `tools.study`: its file, and that the stored study is whole and keeps its protocol."""

import json
import runpy
import sys

import pytest
import torch
from torch import nn

from lib.data import Batches, load_sample, split
from lib.study import runner
from lib.study.recipe import Recipe
from lib.study.results import read
from lib.training import Bfloat16, evaluate
from tools import machine, study


def test_runs_are_added_one_by_one_and_read_back(tmp_path):
    path = tmp_path / "study.json"
    assert read(path) == []
    study.add(path, {"recipe": "a", "seconds": [1.5]})
    study.add(path, {"recipe": "b", "seconds": [2.5]})
    assert [run["recipe"] for run in read(path)] == ["a", "b"]
    assert json.loads(path.read_text())["command"] == "make study"
    assert [each.name for each in tmp_path.iterdir()] == ["study.json"]


def test_a_failed_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "study.json"
    study.add(path, {"recipe": "a"})
    with pytest.raises(TypeError):
        study.add(path, {"recipe": torch.float32})
    assert read(path) == [{"recipe": "a"}]


def test_the_machine_is_named():
    threads = torch.get_num_threads()
    name = study.machine(torch.device("cpu"))
    assert machine.processor() in name and f"{threads} thread" in name


def test_the_study_starts_as_its_docstring_says(monkeypatch, capsys):
    _, _, usage = study.__doc__.partition("Usage: python ")
    option, name = usage.split()[:2]
    assert option == "-m"
    monkeypatch.delitem(sys.modules, name)  # or Python would warn of a second run
    monkeypatch.setattr(sys, "argv", [name, "--help"])
    with pytest.raises(SystemExit) as end:
        runpy.run_module(name, run_name="__main__")
    assert end.value.code == 0
    said = capsys.readouterr().out
    assert "Train all recipes on all of MNIST" in said and "[NAME ...]" in said


@pytest.fixture
def small(monkeypatch, tmp_path):
    """A study of one recipe on the packaged sample, 4,000 digits to train on."""
    digits = load_sample()
    train, test = split(digits, [4500, 500], seed=1)
    monkeypatch.setattr(study, "STUDY", tmp_path / "study.json")
    monkeypatch.setattr(study, "CHECKPOINTS", tmp_path / "checkpoints")
    monkeypatch.setattr(study, "load_mnist", lambda: (train, test))
    monkeypatch.setattr(runner, "VALIDATION", 500)
    recipe = Recipe(linear, num_epochs=2, in_memory=True, precision=torch.bfloat16, averaging=0.9)
    monkeypatch.setitem(study.RECIPES, "small", recipe)
    return train, test


def linear():
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


def test_a_study_stores_each_run_once_and_leaves_no_checkpoint(small, monkeypatch):
    monkeypatch.setattr(sys, "argv", ["study", "--device", "cpu", "--seeds", "2", "small"])
    study.main()
    runs = read(study.STUDY)
    assert [(run["recipe"], run["seed"]) for run in runs] == [("small", 1), ("small", 2)]
    train, test = small
    stored = read(study.ROOT / "book" / "12-all-of-mnist.json")[0]
    for run in runs:
        assert run["settings"] == study.RECIPES["small"].settings()
        assert len(run["seconds"]) == len(run["train_loss"]) == 2 and run["device"] == "cpu"
        model, history = runner.fit(study.RECIPES["small"], train, seed=run["seed"])
        for name in ("train_loss", "train_accuracy", "valid_loss", "valid_accuracy"):
            assert run[name] == pytest.approx(getattr(history, name), rel=0, abs=1e-6)
        assert run["valid"] == history.valid_accuracy[-1]  # in bfloat16, as it was trained
        assert run["test"] == evaluate(Bfloat16(model), Batches(test, 500)).accuracy
        assert run.keys() == stored.keys()
    assert not list(study.CHECKPOINTS.iterdir())
    study.main()
    assert read(study.STUDY) == runs
