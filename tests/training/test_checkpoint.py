"""A training that was stopped goes on as if it had not been."""

import os
import subprocess
import sys
from copy import deepcopy
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn
from torch.utils.data import BatchSampler, DataLoader, RandomSampler, TensorDataset

from lib.training import Callback, Checkpoint, Schedule, checkpoint, parallel, train
from lib.training.loop import Training
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


DATA = [(torch.ones(4, 2), torch.tensor([0, 1, 0, 1]))]


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


def losses(batches):
    """A loss function that stops the training, or a validation, in front of a batch."""
    left = iter(range(batches))

    def loss_fn(logits, labels):
        if next(left, None) is None:
            raise Stop
        return nn.functional.cross_entropy(logits, labels)

    return loss_fn


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
    """In the middle of the third epoch, and while the third checkpoint is being written.

    No progress was asked for, so nothing was said until then.
    """
    killed = {}
    for moment, times in [("batch", "10"), ("write", "3")]:
        file = tmp_path / f"{moment}.pt"
        command = [sys.executable, interrupted.__file__, file, moment, times]
        folder = Path(interrupted.__file__).parents[2]
        settings = os.environ | {"PYTHONPATH": str(folder), "TQDM_DISABLE": "1"}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
        killed[file] = subprocess.Popen(command, env=settings, **streams)
    for file, process in killed.items():
        said, _ = process.communicate(timeout=900)
        assert (process.returncode, said) == (-9, "")
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
        ({"averaged": False}, "kind of average is AveragedModel and not missing"),
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
        train(model, 4, DATA, DATA, callbacks=[Checkpoint(stopped)])
    assert torch.equal(model.weight, before)


def test_checkpoint_needs_a_folder(tmp_path):
    for path in (tmp_path / "none" / "it.pt", tmp_path):
        with pytest.raises(ValueError, match=r"checkpoint \(=.*\) must be a file in a folder"):
            run(path)


def test_file_is_one_that_torch_reads_and_runs_no_code(stopped):
    saved = torch.load(stopped, weights_only=True)
    assert saved["parts"]["history"]["train_loss"]
    assert saved["parts"]["model"]["0.weight"].shape == (8, 2)


def test_checkpoint_of_other_data_is_refused(tmp_path):
    """Of another number of batches, or of another number of examples in as many batches."""

    def fit(learn, valid):
        loaders = [DataLoader([(torch.ones(2), 0)] * n, 4) for n in (learn, valid)]
        train(nn.Linear(2, 2), 1, *loaders, callbacks=[Checkpoint(tmp_path / "it.pt")])

    fit(12, 8)
    fit(12, 8)
    for sizes, difference in [
        ((13, 8), "length of train_dl is 3 and not 4"),
        ((11, 8), "examples in train_dl is 12 and not 11"),
        ((12, 9), "length of valid_dl is 2 and not 3"),
        ((12, 7), "examples in valid_dl is 8 and not 7"),
    ]:
        with pytest.raises(ValueError, match=f"must be of this training, but its {difference}"):
            fit(*sizes)


@pytest.mark.parametrize(
    "name, here, difference",
    [
        ("place", lambda *_: torch.device("cuda"), "device is cpu and not cuda"),
        ("size", lambda: 2, "number of processes is 1 and not 2"),
    ],
)
def test_checkpoint_of_another_machine_is_refused(name, here, difference, tmp_path, monkeypatch):
    def fit():
        callbacks = [parallel.Together(), Checkpoint(tmp_path / "it.pt")]
        train(nn.Linear(2, 2), 1, DATA, DATA, callbacks=callbacks)

    fit()
    monkeypatch.setattr(checkpoint if name == "place" else parallel, name, here)
    with pytest.raises(ValueError, match=f"must be of this training, but its {difference}"):
        fit()


class Count(Callback):
    """Counts epochs, in a part that it makes as the training begins."""

    def __init__(self, name="count"):
        self.name = name

    def before_training(self, training):
        self.count = nn.Parameter(torch.zeros(()), requires_grad=False)
        self.parts = {self.name: nn.ParameterDict({"epochs": self.count})}

    def after_epoch(self):
        self.count += 1


class Another(Count):
    pass


@pytest.mark.parametrize("first", [True, False])
def test_a_checkpoint_keeps_the_others_whether_it_stands_before_or_after_them(first, tmp_path):
    def fit(file, batches=8):
        callbacks = [count := Count(), Checkpoint(file)]
        callbacks = callbacks[::-1] if first else callbacks
        train(nn.Linear(2, 2), 4, DATA, DATA, loss_fn=losses(batches), callbacks=callbacks)
        return count.count

    with pytest.raises(Stop):
        fit(tmp_path / "it.pt", batches=5)  # training and validation of two epochs, and one more
    assert fit(tmp_path / "it.pt") == 4


@pytest.mark.parametrize("names", [["model"], ["optimizer"], ["history"], ["it", "it"]])
def test_a_part_must_have_a_name_of_its_own(names, tmp_path):
    kinds = [Another, Count][-len(names) :]
    callbacks = [kind(name) for kind, name in zip(kinds, names, strict=True)]
    rule = rf"part '{names[-1]}' of Count must have a name that no other part has"
    with pytest.raises(ValueError, match=rule):
        train(nn.Linear(2, 2), 1, DATA, DATA, callbacks=[*callbacks, Checkpoint(tmp_path / "it")])
    assert not list(tmp_path.iterdir())


def test_a_part_may_be_called_like_a_setting(tmp_path, monkeypatch):
    def fit():
        callbacks = [Count("device"), Checkpoint(tmp_path / "it.pt")]
        train(nn.Linear(2, 2), 1, DATA, DATA, callbacks=callbacks)

    fit()
    monkeypatch.setattr(checkpoint, "place", lambda *_: torch.device("cuda"))
    with pytest.raises(ValueError, match="its device is cpu and not cuda"):
        fit()


def test_lazy_layers_are_refused_before_the_first_epoch(tmp_path):
    model, file = nn.LazyLinear(2), tmp_path / "it.pt"
    with pytest.raises(ValueError, match="model must have seen a batch: weight, bias have no"):
        train(model, 1, DATA, DATA, callbacks=[Checkpoint(file)])
    model(DATA[0][0])
    train(model, 1, DATA, DATA, callbacks=[Checkpoint(file)])
    assert file.exists()


# ----------------------------------------------------------------- whatever is written is read


def sgd(model, **settings):
    return torch.optim.SGD(model.parameters(), **settings)


def adam(model, **settings):
    return torch.optim.Adam(model.parameters(), **settings)


LR = torch.optim.lr_scheduler
SETTINGS = {  # of an optimizer, and of a schedule
    "steps": (sgd, {"lr": 1.0}, lambda it: LR.MultiStepLR(it, [2, 3])),
    "steps in an array": (sgd, {"lr": 1.0}, lambda it: LR.MultiStepLR(it, np.array([2, 3]))),
    "function": (sgd, {"lr": 1.0}, lambda it: LR.LambdaLR(it, lambda step: 0.5**step)),
    "sequence": (
        sgd,
        {"lr": 1.0},
        lambda it: LR.SequentialLR(
            it, [LR.LinearLR(it, total_iters=2), LR.CosineAnnealingLR(it, 5)], [2]
        ),
    ),
    "chain": (
        sgd,
        {"lr": 1.0},
        lambda it: LR.ChainedScheduler([LR.ExponentialLR(it, 0.9), LR.StepLR(it, 2)]),
    ),
    "cycle": (adam, {"lr": 0.1}, lambda it: LR.OneCycleLR(it, 0.1, total_steps=6)),
    "float64": (adam, {"lr": np.logspace(-3, -1, 3)[1]}, lambda it: LR.ExponentialLR(it, 0.9)),
    "float32": (sgd, {"lr": np.float32(0.1)}, lambda it: LR.ExponentialLR(it, np.float32(0.9))),
    "other numbers": (
        sgd,
        {"lr": 1, "momentum": np.float16(0.5), "nesterov": np.bool_(True)},
        lambda it: LR.StepLR(it, np.int64(2), gamma=np.longdouble(0.5)),
    ),
    "tensor": (adam, {"lr": torch.tensor(0.1)}, lambda it: LR.ExponentialLR(it, 0.9)),
    "array of one number": (adam, {"lr": np.array(0.1)}, lambda it: LR.StepLR(it, 2)),
    "betas in an array": (adam, {"betas": np.array([0.8, 0.9])}, lambda it: LR.StepLR(it, 2)),
}


@pytest.mark.parametrize("name", SETTINGS)
def test_any_optimizer_and_schedule_goes_on(name, tmp_path):
    build, settings, schedule = SETTINGS[name]

    def fit(*, stop_after=6, file=tmp_path / "it.pt"):
        torch.manual_seed(1)
        model = nn.Linear(2, 2)
        optimizer = build(model, **deepcopy(settings))  # a schedule changes a tensor in place
        steps = iter(range(stop_after))

        def before_step(*_):
            if next(steps, None) is None:
                raise Stop

        optimizer.register_step_pre_hook(before_step)
        callbacks = [Schedule(schedule(optimizer))] + ([Checkpoint(file)] if file else [])
        train(model, 6, DATA, DATA, optimizer=optimizer, callbacks=callbacks)
        return model.weight.detach(), optimizer.param_groups[0]["lr"]

    weight, rate = fit(file=None)
    with pytest.raises(Stop):
        fit(stop_after=3)
    assert torch.equal(fit()[0], weight)
    assert fit()[1] == rate and type(fit()[1]) is type(rate)


class Odd:
    """What no checkpoint can hold; `secret` runs when it is read."""

    def __reduce__(self):
        return print, ("secret",)


@pytest.mark.parametrize(
    "odd",
    [
        Odd(),
        lambda: None,
        np.array([Odd()], dtype=object),
        np.datetime64("2020"),
        [{"in": {Odd()}}],
    ],
    ids=["object", "function", "array of objects", "date", "nested"],
)
@pytest.mark.parametrize("place", ["optimizer", "scheduler"])
def test_what_could_not_be_read_is_refused_before_the_first_epoch(odd, place, tmp_path, capsys):
    model = nn.Linear(2, 2)
    optimizer = sgd(model, lr=0.1)
    scheduler = LR.ExponentialLR(optimizer, 0.9)
    if place == "optimizer":
        optimizer.param_groups[0]["odd"] = odd
    else:
        scheduler.odd = odd
    before = model.weight.clone()
    key = "param_groups" if place == "optimizer" else "odd"
    rule = rf"checkpoint \(=.*\) must hold data that can be read again, but {place} {key} \(a "
    with pytest.raises(ValueError, match=rule):
        train(
            model,
            1,
            DATA,
            DATA,
            optimizer=optimizer,
            callbacks=[Schedule(scheduler), Checkpoint(tmp_path / "it.pt")],
        )
    assert torch.equal(model.weight, before)
    assert not list(tmp_path.iterdir())
    assert "secret" not in capsys.readouterr().out


@pytest.mark.parametrize("number", [np.float32, torch.tensor], ids=["numpy", "tensor"])
def test_a_changed_learning_rate_is_another_training(number, tmp_path):
    def fit(rate):
        model = nn.Linear(2, 2)
        optimizer = sgd(model, lr=rate)
        callbacks = [Checkpoint(tmp_path / "it.pt")]
        train(model, 1, DATA, DATA, optimizer=optimizer, callbacks=callbacks)

    fit(number(0.1))
    with pytest.raises(ValueError, match="its optimizer param_groups is .*0.1.* and not .*0.2"):
        fit(number(0.2))


@pytest.mark.parametrize("number", [float, torch.tensor])
def test_a_changed_schedule_is_another_training(number, tmp_path):
    def fit(gamma):
        model = nn.Linear(2, 2)
        optimizer = adam(model, lr=torch.tensor(0.1))
        schedule = Schedule(LR.ExponentialLR(optimizer, number(gamma)))
        callbacks = [schedule, Checkpoint(tmp_path / "it.pt")]
        train(model, 1, DATA, DATA, optimizer=optimizer, callbacks=callbacks)

    fit(0.5)
    with pytest.raises(ValueError, match="its scheduler gamma is 0.5 and not 0.25"):
        fit(0.25)


def test_weights_and_moments_that_were_drawn_otherwise_are_no_other_training(tmp_path):
    """They are replaced by those in the file."""

    def fit(seed):
        torch.manual_seed(seed)
        model = nn.Linear(2, 2)
        optimizer = adam(model, lr=0.1)
        train(model, 1, DATA, DATA, optimizer=optimizer)
        callbacks = [Checkpoint(tmp_path / "it.pt")]
        return train(model, 1, DATA, DATA, optimizer=optimizer, callbacks=callbacks)

    assert fit(1) == fit(2)


def test_shuffling_within_a_sampler_of_batches_goes_on(tmp_path):
    """The generator is two samplers deep; the second training is stopped after two epochs."""
    points = torch.randn(20, 2, generator=torch.Generator().manual_seed(1))
    dataset = TensorDataset(points, (points[:, 0] > 0).long())

    def fit(batches=1000, file=None):
        torch.manual_seed(1)
        model = nn.Linear(2, 2)
        generator = torch.Generator().manual_seed(5)
        order = RandomSampler(dataset, generator=generator)
        dl = DataLoader(dataset, batch_sampler=BatchSampler(order, 7, False))
        optimizer = sgd(model, lr=1.0)
        callbacks = [Checkpoint(file)] if file else []
        return train(
            model, 4, dl, dl, loss_fn=losses(batches), optimizer=optimizer, callbacks=callbacks
        )

    whole, file = fit(), tmp_path / "it.pt"
    with pytest.raises(Stop):
        fit(batches=13, file=file)
    assert fit(file=file) == whole


def test_a_checkpoint_keeps_all_that_a_training_knows(stopped):
    """So that nothing can be added to `Training` and be forgotten here."""
    kept = {"model", "optimizer", "history", "callbacks"}
    compared = {"num_epochs", "train_dl", "valid_dl"}
    derived = {"judged"}  # the model, or a part of a callback
    assert set(Training.__dataclass_fields__) == kept | compared | derived
