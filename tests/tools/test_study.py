"""Tests of `tools.study`: its file, and that the stored study is whole and keeps its protocol."""

import json
import subprocess
import sys

import pytest
import torch
from torch import nn

from lib.data import Batches, load_sample, split
from lib.models.folded import load
from lib.study import runner
from lib.study.experiments import POCKET, RECIPES
from lib.study.recipe import Recipe
from lib.study.results import read, select
from lib.training import Bfloat16, evaluate
from tools import ROOT, machine, network, study


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


def test_the_study_starts_as_its_docstring_says():
    _, _, usage = study.__doc__.partition("Usage: python ")
    module, name = usage.split()[:2]
    result = subprocess.run(
        [sys.executable, module, name, "--help"], cwd=ROOT, capture_output=True, text=True
    )
    assert result.returncode == 0, result.stderr
    assert "Train all recipes on all of MNIST" in result.stdout


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
    for run in runs:
        assert run["settings"] == study.RECIPES["small"].settings()
        assert len(run["seconds"]) == len(run["train_loss"]) == 2 and run["device"] == "cpu"
        model, history = runner.fit(study.RECIPES["small"], train, seed=run["seed"])
        assert run["valid_accuracy"] == history.valid_accuracy
        assert run["valid"] == history.valid_accuracy[-1]  # in bfloat16, as it was trained
        assert run["test"] == evaluate(Bfloat16(model), Batches(test, 500)).accuracy
    assert not list(study.CHECKPOINTS.iterdir())
    study.main()
    assert read(study.STUDY) == runs


@pytest.mark.parametrize("name", RECIPES)
def test_the_stored_study_has_five_seeds_of_every_recipe_as_it_is_now(name):
    runs = select(read(study.STUDY), name, "cuda")
    assert {run["seed"] for run in runs} >= {1, 2, 3, 4, 5}
    for run in runs:
        assert run["settings"] == RECIPES[name].settings()
        epochs = RECIPES[name].num_epochs * RECIPES[name].members
        assert len(run["seconds"]) == len(run["valid_accuracy"]) == epochs
        assert 0.9 < run["test"] < 1 and run["versions"]["torch"]


def test_one_run_is_not_stored_twice():
    runs = [(run["recipe"], run["seed"], run["machine"]) for run in read(study.STUDY)]
    assert len(runs) == len(set(runs))


def test_the_stored_network_is_the_one_that_make_network_trains():
    model, about = load(network.NETWORK)
    assert about["settings"] == POCKET.settings()
    assert about["test_accuracy"] > 0.985
    assert sum(2 * parameter.numel() for parameter in model.parameters()) < 120_000
    score = evaluate(model, Batches(load_sample(), 1000))  # digits that it was trained on
    assert score.accuracy > 0.99
