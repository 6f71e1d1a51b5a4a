"""Two processes, started by torchrun on this machine alone, do what one does."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch

from lib.training import distributed
from lib.training.history import History, Tally
from tests.training import together


def start(scenario, folder, *options):
    """Start two processes; return torchrun's."""
    launcher = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    root = Path(__file__).parents[2]
    settings = {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    settings |= {"TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1"}  # see distributed.processes
    folder.mkdir(exist_ok=True)
    return subprocess.Popen(
        [*launcher, *options, together.__file__, scenario, folder],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def finish(torchrun, seconds=100):
    """Wait, and return its errors."""
    try:
        return torchrun.communicate(timeout=seconds)[1]
    finally:
        torchrun.kill()


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """What one process gives, this one."""
    return together.all_results(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """What each of two processes gives, and what they wrote to stderr."""
    folder = tmp_path_factory.mktemp("two")
    torchrun = start("results", folder)
    errors = finish(torchrun)
    assert torchrun.returncode == 0, errors
    return [torch.load(folder / f"{rank}.pt") for rank in (0, 1)], errors


def history(result):
    values = dict(result["history"])
    del values["seconds"]
    return values


def close(result, expected):
    for name, values in history(expected).items():
        assert history(result)[name] == pytest.approx(values, rel=1e-5), name
    for name, value in expected["state"].items():
        torch.testing.assert_close(result["state"][name], value, msg=name)


@pytest.mark.parametrize("name", ["even", "again", "uneven", "average", "unsharded"])
def test_two_processes_give_the_losses_and_weights_of_one(name, one, two):
    """Fed the same batches, without dropout or batch normalisation; sums are in another order."""
    (first, second), _ = two
    close(first[name], one[name])
    assert history(first[name]) == history(second[name])
    for key, value in first[name]["state"].items():
        assert torch.equal(value, second[name]["state"][key]), key


def test_batches_of_a_new_order_in_every_epoch_are_the_same(one):
    """Or equal losses would say nothing of the order."""
    assert history(one["even"]) != history(one["average"])


def test_batch_norm_has_statistics_of_half_a_batch_so_losses_differ(one, two):
    (first, second), _ = two
    (loss,) = one["batch norm"]["history"]["train_loss"]
    (shared,) = first["batch norm"]["history"]["train_loss"]
    assert shared == pytest.approx(loss, rel=0.2)
    assert shared != pytest.approx(loss, rel=1e-3)


@pytest.mark.parametrize("name", ["batch norm", "noisy"])
def test_all_processes_end_with_the_model_of_the_first(name, two):
    (first, second), _ = two
    assert history(first[name]) == history(second[name])
    for key, value in first[name]["state"].items():
        assert torch.equal(value, second[name]["state"][key]), key


def test_score_is_that_of_all_examples_even_where_one_has_fewer_batches(one, two):
    for result in two[0]:
        assert result["score"] == pytest.approx(one["score"], rel=1e-6)


def test_only_the_first_shows_its_progress(two):
    _, errors = two
    assert errors.count("epoch 4/4:   0%") == 1  # of "noisy", the only one with four epochs


def test_every_process_raises_what_one_of_them_found(two):
    for result in two[0]:
        shares, damaged, infinite = result["errors"]
        assert shares.startswith("ValueError: train_dl must have as many batches in every process")
        assert "not [2, 1]" in shares
        assert damaged.startswith("ValueError: checkpoint (=")
        assert infinite.startswith("FloatingPointError: loss is inf at epoch 1, batch 1")


# ---------------------------------------------------------------------- processes that fail


@pytest.fixture(scope="module")
def failures(tmp_path_factory):
    """Two trainings in which process 1 fails; the first is started again, and goes on."""
    folder = tmp_path_factory.mktemp("failures")
    begin = time.monotonic()
    started = {
        # looks after its processes only every 3 s, so that the other can say why it stops
        "dies": start("dies", folder / "dies", "--max-restarts=1", "--monitor-interval=3"),
        "hangs": start("hangs", folder / "hangs"),
    }
    errors = {name: finish(torchrun) for name, torchrun in started.items()}
    codes = {name: torchrun.returncode for name, torchrun in started.items()}
    return folder, errors, codes, time.monotonic() - begin


@pytest.mark.parametrize("how", ["dies", "hangs"])
def test_the_other_stops_with_a_clear_error_in_bounded_time(how, failures):
    _, errors, codes, seconds = failures
    assert codes == {"dies": 0, "hangs": 1}
    assert "ConnectionError: process 0 of 2 gives up: another has stopped" in errors[how]
    assert seconds < 90  # most of it to start; nobody waited for the 600 s of sleep


def test_restarted_training_goes_on_from_its_checkpoint_to_the_same_end(failures, two):
    folder, *_ = failures
    for rank, uninterrupted in enumerate(two[0]):
        result = torch.load(folder / "dies" / f"{rank}.pt")
        assert history(result) == history(uninterrupted["noisy"])
        for name, value in uninterrupted["noisy"]["state"].items():
            assert torch.equal(result["state"][name], value), name


# -------------------------------------------------------------------------- without torchrun


def test_without_torchrun_there_is_one_process_and_nothing_is_exchanged(monkeypatch):
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    with distributed.processes():
        assert (distributed.rank(), distributed.size()) == (0, 1)
        tally, model = Tally(1.5, 2, 3), torch.nn.Linear(2, 2)
        assert distributed.total(tally) is tally
        assert distributed.parallel(model) is model
        assert distributed.gather("it") == ["it"]
        assert distributed.from_first(History) == History()
