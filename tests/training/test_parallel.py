"""Two processes, started by torchrun on this machine alone, do what one does."""

import os
import socket
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path

import pytest
import torch

from lib.training import History, parallel
from tests.training import together

AGES = 900  # seconds: a test that waits so long hangs, however slow the machine


def start(scenario, folder, *command, **settings):
    """Start a script, by torchrun or as one of two processes."""
    root = Path(__file__).parents[2]
    settings |= {"PYTHONPATH": str(root), "OMP_NUM_THREADS": "1", "CUDA_VISIBLE_DEVICES": ""}
    settings |= {"TORCH_DISABLE_SHARE_RDZV_TCP_STORE": "1"}  # see parallel.processes
    folder.mkdir(exist_ok=True)
    return subprocess.Popen(
        [sys.executable, *command, together.__file__, scenario, folder],
        env=os.environ | settings,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def torchrun(scenario, folder, *options):
    """Let torchrun start two processes."""
    run = ["-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2", *options]
    return start(scenario, folder, *run)


def address(processes):
    """What torchrun would tell the first of some processes."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = {"MASTER_ADDR": "127.0.0.1", "MASTER_PORT": port, "TORCHELASTIC_RESTART_COUNT": 0}
    settings |= {"WORLD_SIZE": processes, "LOCAL_WORLD_SIZE": processes}
    settings |= {"RANK": 0, "LOCAL_RANK": 0}
    return {name: str(value) for name, value in settings.items()}


def pair(scenario, folder):
    """Start two processes without torchrun, which would end one soon after the other."""
    first = address(processes=2)
    last = first | {"RANK": "1", "LOCAL_RANK": "1"}
    return [start(scenario, folder, **settings) for settings in (first, last)]


def finish(process):
    """Wait, and return its errors."""
    try:
        return process.communicate(timeout=AGES)[1]
    finally:
        process.kill()


@pytest.fixture(scope="module", autouse=True)
def failing(tmp_path_factory):
    """Two pairs of processes, one of which soon fails: they start first, since one waits long."""
    folders = {how: tmp_path_factory.mktemp(how) for how in ("hangs", "dies")}
    pairs = {how: (folder, pair(how, folder)) for how, folder in folders.items()}
    yield pairs
    for _, running in pairs.values():
        for process in running:
            process.kill()
            process.communicate()


@pytest.fixture(scope="module")
def one(tmp_path_factory):
    """What one process gives, this one."""
    return together.all_results(tmp_path_factory.mktemp("one"))


@pytest.fixture(scope="module")
def two(tmp_path_factory):
    """What each of two processes gives, and what they wrote to stderr."""
    folder = tmp_path_factory.mktemp("two")
    running = torchrun("results", folder)
    errors = finish(running)
    assert running.returncode == 0, errors
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


def test_numbers_are_added_up_to_the_last_digit_of_a_float(two):
    assert [result["total"] for result in two[0]] == [[2.0**25 + 2]] * 2


def test_the_group_of_processes_is_left_behind(two):
    assert [result["is left"] for result in two[0]] == [True, True]


def test_only_the_first_shows_its_progress(two):
    _, errors = two
    assert errors.count("epoch 4/4:   0%") == 1  # of "noisy", the only one with four epochs


def test_every_process_raises_what_one_of_them_found(two):
    for result in two[0]:
        shares, damaged, infinite, apart = result["errors"]
        assert shares.startswith("ValueError: train_dl must have as many batches in every process")
        assert "not [2, 1]" in shares
        assert damaged.startswith("ValueError: checkpoint (=")
        assert infinite.startswith("FloatingPointError: loss is inf at epoch 1, batch 1")
        assert apart.startswith("ValueError: callbacks (=[]) must include Together, since 2")


# ---------------------------------------------------------------------- processes that fail


@pytest.mark.parametrize("how", ["dies", "hangs"])
def test_the_other_stops_with_a_clear_error(how, failing):
    """However long the one would hang."""
    folder, (first, last) = failing[how]
    errors = finish(first)
    last.kill()
    last.communicate()
    assert first.returncode == 1
    assert (folder / "steps.txt").read_text() == "9"
    assert "ConnectionError: process 0 of 2 gives up: another has stopped, or was" in errors


def test_an_error_of_ones_own_is_not_taken_for_one_of_another(monkeypatch):
    """Nor is it where it speaks of what carries the exchange."""
    for name, value in address(processes=1).items():
        monkeypatch.setenv(name, value)
    with pytest.raises(RuntimeError, match="mentions gloo"), parallel.processes():
        assert torch.distributed.is_initialized()
        raise RuntimeError("a fault that mentions gloo")
    assert not torch.distributed.is_initialized()


def test_restarted_training_goes_on_from_its_checkpoint_to_the_same_end(two, tmp_path):
    running = torchrun("dies", tmp_path, "--max-restarts=1")
    errors = finish(running)
    assert running.returncode == 0, errors
    for rank, uninterrupted in enumerate(two[0]):
        result = torch.load(tmp_path / f"{rank}.pt")
        assert history(result) == history(uninterrupted["noisy"])
        for name, value in uninterrupted["noisy"]["state"].items():
            assert torch.equal(result["state"][name], value), name


# -------------------------------------------------------------------------- without torchrun


@pytest.mark.parametrize("rank", [0, 1])
def test_what_the_first_process_finds_becomes_that_of_all(rank, monkeypatch):
    """As one of two processes, with an exchange that is only played."""
    sent = []

    def broadcast(answer):
        if rank == 0:
            sent.append(list(answer))
        else:
            answer[:] = [42, None]

    monkeypatch.setattr(parallel, "_together", lambda: True)
    monkeypatch.setattr(parallel, "_exchange", nullcontext)
    monkeypatch.setattr(parallel, "rank", lambda: rank)
    monkeypatch.setattr(parallel.dist, "broadcast_object_list", broadcast)
    called = []
    assert parallel.from_first(lambda: called.append(1) or 42) == 42
    assert (called, sent) == (([1], [[42, None]]) if rank == 0 else ([], []))


def test_without_torchrun_there_is_one_process_and_nothing_is_exchanged(monkeypatch):
    monkeypatch.delenv("LOCAL_RANK", raising=False)
    with parallel.processes():
        assert (parallel.rank(), parallel.size()) == (0, 1)
        assert parallel.total([1.5, 2]) == [1.5, 2]
        assert parallel.gather("it") == ["it"]
        assert parallel.from_first(History) == History()
