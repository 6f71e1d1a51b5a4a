"""Runs that cannot be compared are told apart."""

from math import isnan

import pytest

from lib.study.results import select, summarise

RUN = {"recipe": "a", "device": "cpu", "machine": "fast", "settings": {"epochs": 3}}
RUN |= {"seed": 1, "test": 0.5, "valid": 0.25, "seconds": [1.0, 2.0]}


@pytest.mark.parametrize(
    "key, other", [("machine", "slow"), ("settings", {"epochs": 4}), ("device", "cuda")]
)
def test_runs_that_cannot_be_compared_are_never_averaged(key, other):
    runs = [RUN, RUN | {key: other, "seconds": [100.0, 200.0]}]
    with pytest.raises(ValueError, match=f"runs must be of one {key}, not of .* and"):
        summarise(runs)


def test_machines_and_settings_are_told_apart():
    slow = RUN | {"machine": "slow", "seconds": [100.0, 200.0]}
    gpu = RUN | {"device": "cuda", "machine": "gpu", "seconds": [0.5, 0.5]}
    runs = [RUN, slow, gpu, RUN | {"seed": 2, "test": 0.75}]
    with pytest.raises(ValueError, match=r"machine \(=None\) must be one of fast, slow, which"):
        select(runs, "a", "cpu")
    assert select(runs, "a", "cpu", "slow") == [slow]
    assert select(runs, "a", "cuda") == [gpu]
    assert summarise(select(runs, "a", "cpu", "fast"))[:2] == (2, 0.625)
    assert summarise(select(runs, "a", "cpu", "fast")).seconds == 3.0
    assert isnan(summarise([slow]).spread)
    with pytest.raises(ValueError, match="runs must be of one settings"):
        select([RUN, RUN | {"settings": {"epochs": 4}}], "a", "cpu")
    with pytest.raises(ValueError, match=r"recipe \(='b'\) must have runs on device \(='cpu'\)"):
        select(runs, "b", "cpu")
    with pytest.raises(ValueError, match=r"must have runs on device .* of machine \(='none'\)"):
        select(runs, "a", "cpu", "none")


def test_there_must_be_a_run_to_sum_up():
    with pytest.raises(ValueError, match=r"runs \(=\[\]\) must have at least one run"):
        summarise([])
