"""`make network` stores a folded network, what it was made by, and how good what it stored is."""

from dataclasses import replace

import pytest

from lib.data import Batches, load_sample, split
from lib.models.folded import load
from lib.study import runner
from lib.study.experiments import POCKET
from lib.training import evaluate
from tools import machine, network


@pytest.fixture
def small(monkeypatch, tmp_path):
    """One epoch on 1,400 digits of the packaged sample."""
    train, test = split(load_sample(), [1400, 100], seed=1)
    monkeypatch.setattr(network, "NETWORK", tmp_path / "network.json")
    monkeypatch.setattr(network, "POCKET", replace(POCKET, num_epochs=1))
    monkeypatch.setattr(network, "load_mnist", lambda: (train, test))
    monkeypatch.setattr(runner, "VALIDATION", 100)
    return test


def test_the_network_is_stored_with_its_score(small, capsys):
    network.main()
    stored, about = load(network.NETWORK)
    assert about.pop("test_accuracy") == evaluate(stored, Batches(small, 1000)).accuracy
    assert about == {
        "command": "make network",
        "date": machine.today(),
        "versions": machine.versions("torch", "torchvision"),
        "settings": network.POCKET.settings(),
        "seed": network.SEED,
    }
    out, err = capsys.readouterr()
    assert out == "" and "train loss" in err and "% of the test digits" in err
