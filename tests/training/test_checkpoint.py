"""A training that was stopped goes on as if it had not been."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from torch import nn
from torch.utils.data import DataLoader

from lib.training.checkpoint import Checkpoint
from lib.training.history import History
from tests.training import interrupted
from tests.training.interrupted import run


@pytest.fixture(scope="module")
def whole():
    """What the training gives when nothing stops it and nothing is written."""
    return run()


def same(result, expected):
    assert result[0] == expected[0]
    for weights, right in zip(result[1:], expected[1:], strict=True):
        assert weights.keys() == right.keys()
        for name, value in weights.items():
            assert torch.equal(value, right[name]), name


class Stop(Exception):
    pass


def stop_after(file, batches, **settings):
    """Train, and stop in front of a batch."""
    left = iter(range(batches))

    def before_batch():
        if next(left, None) is None:
            raise Stop

    with pytest.raises(Stop):
        run(file, before_batch=before_batch, **settings)


def test_the_training_depends_on_every_random_number(whole, monkeypatch):
    """Or the tests below would prove nothing."""
    for owner, name, fixed in [
        (torch, "rand_like", torch.ones_like),  # dropout
        (interrupted.np.random, "normal", lambda: 0.0),
        (interrupted.random, "random", lambda: 0.0),
        (torch, "Generator", OtherSeeds),  # the order of the examples
    ]:
        with monkeypatch.context() as patch:
            patch.setattr(owner, name, fixed)
            assert run()[0] != whole[0], name


class OtherSeeds(torch.Generator):
    def manual_seed(self, seed):
        return super().manual_seed(seed + 1)


def test_writing_a_checkpoint_changes_nothing(whole, tmp_path):
    same(run(tmp_path / "it.pt"), whole)
    assert [path.name for path in tmp_path.iterdir()] == ["it.pt"]


@pytest.mark.parametrize("batches", [4, 6, 11, 15])  # of 16: after 1, 1, 2 and 3 whole epochs
def test_stopped_training_goes_on_to_the_same_end(batches, whole, tmp_path):
    stop_after(tmp_path / "it.pt", batches)
    same(run(tmp_path / "it.pt"), whole)


def test_training_stopped_twice_and_before_its_first_checkpoint(whole, tmp_path):
    stop_after(tmp_path / "it.pt", 3)
    assert not list(tmp_path.iterdir())
    stop_after(tmp_path / "it.pt", 5)
    stop_after(tmp_path / "it.pt", 5)  # 4 are done: stops in the third epoch
    same(run(tmp_path / "it.pt"), whole)


def test_finished_training_is_not_run_again(whole, tmp_path):
    run(tmp_path / "it.pt")
    same(run(tmp_path / "it.pt", before_batch=lambda: pytest.fail("trains again")), whole)


def test_only_what_is_left_is_run(tmp_path):
    stop_after(tmp_path / "it.pt", 14)
    steps = []
    run(tmp_path / "it.pt", before_batch=lambda: steps.append(1))
    assert len(steps) == 4


def test_killed_training_goes_on_to_the_same_end(whole, tmp_path):
    """In the middle of the third epoch, and while the third checkpoint is being written."""
    killed = {}
    for moment, times in [("batch", "10"), ("write", "3")]:
        file = tmp_path / f"{moment}.pt"
        command = [sys.executable, interrupted.__file__, file, moment, times]
        folder = Path(interrupted.__file__).parents[2]
        settings = os.environ | {"PYTHONPATH": str(folder), "TQDM_DISABLE": "1"}
        killed[file] = subprocess.Popen(command, env=settings, stderr=subprocess.PIPE)
    for file, process in killed.items():
        _, errors = process.communicate(timeout=60)
        assert process.returncode == -9, errors.decode()
        assert len(list(tmp_path.glob(f"{file.name}.*.part"))) == (file.name == "write.pt")
        steps = []
        same(run(file, before_batch=lambda: steps.append(1)), whole)  # noqa: B023
        assert len(steps) == 8


# ------------------------------------------------------------------------ damaged and foreign


@pytest.fixture
def stopped(tmp_path):
    file = tmp_path / "it.pt"
    stop_after(file, 6)
    return file


@pytest.mark.parametrize(
    "damage",
    [
        lambda content: b"",
        lambda content: content[:-1],
        lambda content: content[: len(content) // 2],
        lambda content: b"PK" + 1000 * b"x",
        lambda content: content[:2000] + bytes([content[2000] ^ 1]) + content[2001:],
        lambda content: content + b"x",
    ],
    ids=["empty", "last byte", "half", "something else", "one bit", "one more"],
)
def test_damaged_checkpoint_is_named_and_left_alone(damage, stopped):
    damaged = damage(stopped.read_bytes())
    stopped.write_bytes(damaged)
    with pytest.raises(ValueError, match=r"checkpoint \(=.*it\.pt\) must be a whole file"):
        run(stopped)
    assert stopped.read_bytes() == damaged


@pytest.mark.parametrize(
    "settings, difference",
    [
        ({"epochs": 5}, "num_epochs is 4 and not 5"),
        ({"units": 9}, r"model 0\.weight is of shape \(8, 2\) and not of shape \(9, 2\)"),
        ({"rate": 0.2}, r"optimizer param_groups is .*0\.1.* and not .*0\.2"),
        ({"averaged": False}, "average is AveragedModel and not missing"),
    ],
)
def test_checkpoint_of_another_training_is_named_and_left_alone(settings, difference, stopped):
    before = stopped.read_bytes()
    with pytest.raises(ValueError, match=rf"checkpoint \(=.*\) must be of .* its .*{difference}"):
        run(stopped, **settings)
    assert stopped.read_bytes() == before


def test_refused_checkpoint_changes_no_weight(stopped):
    model = nn.Linear(2, 2)
    before = model.weight.clone()
    with pytest.raises(ValueError, match="must be of this training"):
        Checkpoint(stopped, torch.device("cpu"), {}, {"model": model}).resume()
    assert torch.equal(model.weight, before)


def test_checkpoint_needs_a_folder(tmp_path):
    for path in (tmp_path / "none" / "it.pt", tmp_path):
        with pytest.raises(ValueError, match=r"checkpoint \(=.*\) must be a file in a folder"):
            run(path)


def test_file_is_one_that_torch_reads_and_runs_no_code(stopped):
    saved = torch.load(stopped, weights_only=True)
    assert saved["parts"]["history"]["train_loss"]
    assert saved["parts"]["model"]["0.weight"].shape == (8, 2)


class Drawing(list):
    """A data set, or a sampler of one, that draws random numbers of its own."""

    def __init__(self, values, generator):
        super().__init__(values)
        self.generator = generator


@pytest.mark.parametrize("place", ["sampler", "dataset"])
def test_generator_goes_on_wherever_a_loader_has_it(place, tmp_path):
    generator = torch.Generator().manual_seed(1)
    draws = Drawing(range(4), generator)
    dl = DataLoader(draws) if place == "dataset" else DataLoader(range(4), sampler=draws)
    checkpoint = Checkpoint(tmp_path / "it.pt", torch.device("cpu"), {"dl": dl}, {})
    checkpoint.save()
    expected = torch.rand(3, generator=generator)
    checkpoint.resume()
    assert torch.equal(torch.rand(3, generator=generator), expected)


@pytest.mark.parametrize(
    "make",
    [
        lambda optimizer: torch.optim.lr_scheduler.MultiStepLR(optimizer, [2, 3]),
        lambda optimizer: torch.optim.lr_scheduler.LambdaLR(optimizer, lambda step: 0.5**step),
        lambda optimizer: torch.optim.lr_scheduler.SequentialLR(
            optimizer,
            [
                torch.optim.lr_scheduler.LinearLR(optimizer, total_iters=2),
                torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, 5),
            ],
            [2],
        ),
    ],
    ids=["steps", "function", "sequence"],
)
def test_any_schedule_goes_on(make, tmp_path):
    def start():
        optimizer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)
        scheduler = make(optimizer)
        parts = {"optimizer": optimizer, "scheduler": scheduler, "history": History()}
        return optimizer, scheduler, Checkpoint(tmp_path / "it.pt", torch.device("cpu"), {}, parts)

    def rates(optimizer, scheduler):
        for _ in range(3):
            optimizer.step()
            scheduler.step()
            yield optimizer.param_groups[0]["lr"]

    optimizer, scheduler, checkpoint = start()
    list(rates(optimizer, scheduler))
    checkpoint.save()
    expected = list(rates(optimizer, scheduler))
    optimizer, scheduler, checkpoint = start()
    checkpoint.resume()
    assert list(rates(optimizer, scheduler)) == expected
