"""The recipes are those of the runs that the book has stored, and the study is whole."""

import pytest

from lib.data import Batches, load_sample
from lib.models.folded import load
from lib.study.experiments import POCKET, RECIPES
from lib.study.results import read, select
from lib.training import evaluate
from tools.network import NETWORK
from tools.study import STUDY


@pytest.mark.parametrize("name", RECIPES)
def test_the_stored_study_has_five_seeds_of_every_recipe_as_it_is_now(name):
    runs = select(read(STUDY), name, "cuda")
    assert {run["seed"] for run in runs} >= {1, 2, 3, 4, 5}
    for run in runs:
        assert run["settings"] == RECIPES[name].settings()
        epochs = RECIPES[name].num_epochs * RECIPES[name].members
        assert len(run["seconds"]) == len(run["valid_accuracy"]) == epochs
        assert 0.9 < run["test"] < 1 and run["versions"]["torch"]


def test_every_stored_run_is_of_a_recipe():
    assert {run["recipe"] for run in read(STUDY)} == set(RECIPES)


def test_one_run_is_not_stored_twice():
    runs = [(run["recipe"], run["seed"], run["machine"]) for run in read(STUDY)]
    assert len(runs) == len(set(runs))


def test_the_stored_network_is_the_one_that_make_network_trains():
    model, about = load(NETWORK)
    assert about["settings"] == POCKET.settings()
    assert about["test_accuracy"] > 0.985
    assert sum(2 * parameter.numel() for parameter in model.parameters()) < 120_000
    score = evaluate(model, Batches(load_sample(), 1000))  # digits that it was trained on
    assert score.accuracy > 0.99
