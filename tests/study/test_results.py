"""Runs that cannot be compared are told apart."""

from math import isnan

import pytest
from scipy.stats import ttest_1samp

from lib.study.results import compare, select, summarise

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


def runs_of(**accuracies):
    return [{"seed": int(seed[1:]), "valid": valid} for seed, valid in accuracies.items()]


def test_recipes_are_compared_seed_by_seed_and_not_in_the_order_of_their_runs():
    better = compare(runs_of(s1=0.9, s2=0.8, s3=0.7), runs_of(s3=0.69, s1=0.87, s2=0.78))
    gains = [0.03, 0.02, 0.01]
    assert better.mean == pytest.approx(0.02) and better.spread == pytest.approx(0.01)
    assert better.p == pytest.approx(ttest_1samp(gains, 0).pvalue)
    worse = compare(runs_of(s3=0.69, s1=0.87, s2=0.78), runs_of(s1=0.9, s2=0.8, s3=0.7))
    assert (worse.mean, worse.p) == pytest.approx((-better.mean, better.p))


@pytest.mark.parametrize(
    "runs, others",
    [
        (runs_of(s1=0.9, s2=0.8), runs_of(s1=0.9, s3=0.8)),
        (runs_of(s1=0.9, s2=0.8), runs_of(s1=0.9)),
        (runs_of(s1=0.9), runs_of(s1=0.8)),
        (runs_of(s1=0.9, s2=0.8) + runs_of(s2=0.7), runs_of(s1=0.9, s2=0.8) + runs_of(s2=0.7)),
    ],
)
def test_runs_without_a_twin_are_not_compared(runs, others):
    with pytest.raises(ValueError, match=r"of seeds \[1.* must have the same seeds"):
        compare(runs, others)
