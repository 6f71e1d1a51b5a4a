"""Tests of `tools.study`: its file, and that the stored study is whole and keeps its protocol."""

import json

import pytest
import torch

from lib.data import load_sample
from lib.data.batches import Batches
from lib.models.folded import load
from lib.study.recipes import POCKET, RECIPES
from lib.study.results import read, select
from lib.training import evaluate
from tools import machine, network, study


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
