"""`lib.training` against sums done by hand, on models small enough to follow."""

import math
import os
import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim.swa_utils import AveragedModel
from torch.utils.data import DataLoader, TensorDataset

from lib.training import (
    Average,
    Bfloat16,
    Callback,
    History,
    Schedule,
    Score,
    choose_device,
    evaluate,
    score,
    train,
)


def _points(n=60, seed=1):
    """Two classes that a line tells apart: x (n, 2), labels (n,)."""
    x = torch.randn(n, 2, generator=torch.Generator().manual_seed(seed))
    return x, (x[:, 0] > x[:, 1]).long()


def _loader(n=60, batch_size=16):
    return DataLoader(TensorDataset(*_points(n)), batch_size)


def _linear(seed=1):
    torch.manual_seed(seed)
    return nn.Linear(2, 2)


def _weights(model):
    return torch.cat([parameter.detach().flatten().clone() for parameter in model.parameters()])


class Spy(nn.Module):
    """Passes its input on, and notes how it was called."""

    def __init__(self):
        super().__init__()
        self.modes, self.gradients, self.sizes = [], [], []

    def forward(self, x):
        self.modes.append(self.training)
        self.gradients.append(torch.is_grad_enabled())
        self.sizes.append(len(x))
        return x


# ------------------------------------------------------------------------------- evaluate


def test_score_is_averaged_over_examples_and_not_over_batches():
    x, labels = _points(10)
    model = _linear()
    logits = model(x)
    score = evaluate(model, [(x[:9], labels[:9]), (x[9:], labels[9:])])
    assert isinstance(score, Score)
    assert score.loss == pytest.approx(cross_entropy(logits, labels).item(), rel=1e-6)
    assert score.accuracy == (logits.argmax(dim=1) == labels).double().mean().item()
    over_batches = (
        cross_entropy(logits[:9], labels[:9]) + cross_entropy(logits[9:], labels[9:])
    ) / 2
    assert score.loss != pytest.approx(over_batches.item(), rel=0.05)


def test_score_of_known_logits():
    logits = torch.tensor([[0.0, 0.0], [0.0, 0.0], [1.0, 0.0]])
    score = evaluate(nn.Identity(), [(logits, torch.tensor([0, 0, 1]))])
    assert score.loss == pytest.approx((2 * math.log(2) + math.log(1 + math.e)) / 3, rel=1e-6)
    assert score.accuracy == 2 / 3


def test_evaluate_uses_the_loss_it_is_given():
    dl = [(torch.zeros(4, 2), torch.zeros(4, dtype=torch.long))]
    assert evaluate(nn.Identity(), dl, loss_fn=lambda logits, labels: torch.tensor(7.0)).loss == 7


def test_evaluate_works_in_eval_mode_without_gradients_batch_by_batch():
    spy = Spy()
    evaluate(nn.Sequential(spy, _linear()), _loader(40))
    assert spy.modes == [False, False, False]
    assert spy.gradients == [False, False, False]
    assert spy.sizes == [16, 16, 8]


def test_evaluate_is_deterministic_and_changes_nothing():
    model = nn.Sequential(nn.BatchNorm1d(2), nn.Dropout(0.3), _linear())
    before = {name: value.clone() for name, value in model.state_dict().items()}
    assert evaluate(model, _loader()) == evaluate(model, _loader())
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name]), name


@pytest.mark.parametrize("training", [True, False])
def test_evaluate_leaves_each_layer_in_its_mode(training):
    model = nn.Sequential(nn.BatchNorm1d(2), nn.Dropout(0.3), _linear()).train(training)
    model[0].train(not training)  # one layer frozen, say
    evaluate(model, _loader())
    assert [model.training, *(layer.training for layer in model)] == [
        training,
        not training,
        training,
        training,
    ]


def test_evaluate_leaves_the_mode_even_when_it_fails():
    model = _linear()
    with pytest.raises(RuntimeError):
        evaluate(model, [(torch.zeros(4, 3), torch.zeros(4, dtype=torch.long))])
    assert model.training


# ---------------------------------------------------------------------------------- train


def test_training_equals_the_steps_done_by_hand():
    dl, model, twin = _loader(40), _linear(), _linear()
    history = train(model, 2, dl, dl)

    optimizer = torch.optim.Adam(twin.parameters(), lr=0.001)
    for epoch in range(2):
        losses, right = [], 0
        for x, labels in dl:
            logits = twin(x)
            loss = cross_entropy(logits, labels)
            losses += [loss.item()] * len(labels)
            right += (logits.argmax(dim=1) == labels).sum().item()
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
        assert history.train_loss[epoch] == pytest.approx(sum(losses) / 40, rel=1e-12)
        assert history.train_accuracy[epoch] == right / 40
    assert torch.equal(_weights(model), _weights(twin))
    assert (history.valid_loss[1], history.valid_accuracy[1]) == evaluate(twin, dl)


def test_training_learns():
    history = train(
        model := _linear(),
        30,
        _loader(),
        _loader(),
        optimizer=torch.optim.Adam(model.parameters(), 0.1),
    )
    assert history.train_loss[-1] < 0.2 < history.train_loss[0]
    assert history.valid_accuracy[-1] > 0.95


def test_training_uses_the_optimizer_and_loss_it_is_given():
    x, labels = _points(8)
    model = _linear()
    before = _weights(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

    def squares(logits, labels):
        return sum((parameter**2).sum() for parameter in model.parameters())

    history = train(model, 1, [(x, labels)], [(x, labels)], loss_fn=squares, optimizer=optimizer)
    assert history.train_loss[0] == pytest.approx((before**2).sum().item(), rel=1e-6)
    assert history.valid_loss == [0.0]
    assert torch.equal(_weights(model), torch.zeros(6))  # p - 0.5 * 2 p


def test_training_runs_in_train_mode_and_validates_in_eval_mode():
    spy = Spy()
    model = nn.Sequential(spy, _linear()).eval()
    train(model, 2, _loader(32), _loader(16))
    assert spy.modes == 2 * [True, True, False]
    assert spy.gradients == 2 * [True, True, False]


def test_dropout_drops_in_training_only():
    x, labels = torch.ones(1000, 2), torch.zeros(1000, dtype=torch.long)
    seen = []

    def loss_fn(logits, labels):
        seen.append((logits == 0).double().mean().item())
        return cross_entropy(logits, labels)

    model = nn.Sequential(nn.Linear(2, 2), nn.Dropout(0.3))
    train(model, 2, [(x, labels)], [(x, labels)], loss_fn=loss_fn)
    assert seen[1] == seen[3] == 0
    assert 0.25 < seen[0] < 0.35
    assert 0.25 < seen[2] < 0.35


def test_model_is_left_ready_to_predict():
    model = nn.Sequential(nn.Dropout(0.3), _linear())
    train(model, 1, _loader(), _loader())
    assert not any(layer.training for layer in model.modules())


def test_one_seed_gives_one_history():
    def run(seed):
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(2, 8), nn.Dropout(0.5), nn.Linear(8, 2))
        return train(model, 3, _loader(), _loader())

    assert run(1) == run(1)
    assert run(1) != run(2)


@pytest.mark.parametrize("num_epochs", [0, -1, 1.5, "3", None, True])
def test_num_epochs_must_be_a_positive_integer(num_epochs):
    with pytest.raises(ValueError, match=r"num_epochs \(=.*\) must be a positive integer"):
        train(_linear(), num_epochs, _loader(), _loader())


def test_loaders_must_not_be_empty():
    dl, empty = _loader(10), DataLoader(TensorDataset(*_points(10)), 16, drop_last=True)
    model = _linear()
    before = _weights(model)
    with pytest.raises(ValueError, match="train_dl .*at least one batch"):
        train(model, 1, empty, dl)
    with pytest.raises(ValueError, match="valid_dl .*at least one batch"):
        train(model, 1, dl, empty)
    with pytest.raises(ValueError, match="^dl .*at least one batch"):
        evaluate(model, empty)
    assert torch.equal(_weights(model), before)


# ------------------------------------------------------- schedule, average, precision


def test_scheduler_takes_a_step_after_every_batch():
    model, dl = _linear(), _loader(40)  # 3 batches
    optimizer = torch.optim.SGD(model.parameters(), lr=8.0)
    rates = []
    optimizer.register_step_pre_hook(lambda *_: rates.append(optimizer.param_groups[0]["lr"]))
    halving = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    train(model, 2, dl, dl, optimizer=optimizer, callbacks=[Schedule(halving)])
    assert rates == [8, 4, 2, 1, 0.5, 0.25]
    assert optimizer.param_groups[0]["lr"] == 0.125


def test_one_cycle_of_exactly_all_batches_fits():
    model, dl = _linear(), _loader(40)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=2 * len(dl))
    train(model, 2, dl, dl, optimizer=optimizer, callbacks=[Schedule(cycle)])
    with pytest.raises(ValueError, match="[Tt]ried to step"):
        cycle.step()


def test_average_is_the_mean_of_the_weights_after_each_step_and_is_what_is_validated():
    model, dl = _linear(), _loader(40)
    average = AveragedModel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    weights = []
    optimizer.register_step_post_hook(lambda *_: weights.append(_weights(model)))
    history = train(model, 2, dl, dl, optimizer=optimizer, callbacks=[Average(average)])
    assert average.n_averaged == len(weights) == 6
    torch.testing.assert_close(_weights(average), torch.stack(weights).mean(dim=0))
    assert not torch.allclose(_weights(average), _weights(model), rtol=0.01)
    judged, last = evaluate(average, dl), evaluate(model, dl)
    assert (history.valid_loss[1], history.valid_accuracy[1]) == judged
    assert judged.loss != last.loss
    assert not any(layer.training for layer in [*average.modules(), *model.modules()])


def test_average_does_not_change_the_training():
    dl, model, twin = _loader(40), _linear(), _linear()
    history = train(model, 2, dl, dl, callbacks=[Average(AveragedModel(model))])
    assert history.train_loss == train(twin, 2, dl, dl).train_loss
    assert torch.equal(_weights(model), _weights(twin))


def test_average_of_batch_norm_buffers():
    model, dl = nn.Sequential(nn.BatchNorm1d(2), _linear()), _loader(32)
    average, means = AveragedModel(model, use_buffers=True), []
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    optimizer.register_step_post_hook(lambda *_: means.append(model[0].running_mean.clone()))
    train(model, 2, dl, dl, optimizer=optimizer, callbacks=[Average(average)])
    torch.testing.assert_close(average.module[0].running_mean, torch.stack(means).mean(dim=0))


def test_bfloat16_runs_convolutions_in_it_and_the_loss_in_float32():
    torch.manual_seed(1)
    model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(8, 2))
    images, labels = torch.randn(6, 1, 4, 4), torch.tensor([0, 1] * 3)
    layers, losses = [], []
    for layer in (model[0], model[2]):
        layer.register_forward_hook(lambda _, __, output: layers.append(output.dtype))

    def loss_fn(logits, labels):
        losses.append(logits.dtype)
        return cross_entropy(logits, labels)

    dl = [(images, labels)]
    half = Bfloat16(model)
    history = train(half, 1, dl, dl, loss_fn=loss_fn)
    assert layers == 4 * [torch.bfloat16]  # both layers, training and validation
    assert losses == 2 * [torch.float32]
    assert {parameter.dtype for parameter in model.parameters()} == {torch.float32}
    exact = evaluate(model, dl)
    assert layers[4:] == 2 * [torch.float32]
    assert evaluate(half, dl).loss == history.valid_loss[0]
    assert history.valid_loss[0] == pytest.approx(exact.loss, rel=0.01)
    assert history.valid_loss[0] != exact.loss


def test_scheduler_must_be_one_of_the_optimizer():
    model, dl = _linear(), _loader(32)
    optimizer, other = (torch.optim.SGD(model.parameters(), lr=0.1) for _ in range(2))
    schedule = torch.optim.lr_scheduler
    with pytest.raises(ValueError, match=r"scheduler \(=cosine\) must be an LRScheduler"):
        Schedule("cosine")
    with pytest.raises(ValueError, match="a step after every batch"):
        Schedule(schedule.ReduceLROnPlateau(optimizer))
    foreign = Schedule(schedule.ExponentialLR(other, 0.5))
    for given in (optimizer, None):
        with pytest.raises(ValueError, match="must be one of the optimizer that trains"):
            train(model, 1, dl, dl, optimizer=given, callbacks=[foreign])


def test_average_must_be_one_of_the_model():
    model, dl = _linear(), _loader(32)
    with pytest.raises(ValueError, match=r"averaged \(=Linear.*\) must be an AveragedModel"):
        Average(model)
    foreign = Average(AveragedModel(nn.Linear(2, 3)))
    with pytest.raises(ValueError, match=r"averaged \(of Linear.*\) must be made of the model"):
        train(model, 1, dl, dl, callbacks=[foreign])


def test_optimizer_must_be_one_of_the_model():
    model, twin, dl = nn.Sequential(_linear(), nn.Linear(2, 2)), _linear(), _loader(32)
    before = _weights(model), _weights(twin)
    for parameters, count in [
        (twin.parameters(), "2 of its 2"),
        ([*model.parameters(), twin.bias], "1 of its 5"),
        ([{"params": model[0].parameters()}, {"params": twin.parameters()}], "2 of its 4"),
    ]:
        optimizer = torch.optim.SGD(parameters, lr=0.1)
        rule = f"optimizer must be one of the model: {count} parameters are not the model's"
        with pytest.raises(ValueError, match=rule):
            train(model, 1, dl, dl, optimizer=optimizer)
    assert torch.equal(_weights(model), before[0]) and torch.equal(_weights(twin), before[1])


def test_optimizer_may_train_a_part_of_the_model():
    model, dl = nn.Sequential(_linear(), nn.Linear(2, 2)), _loader(32)
    before = _weights(model[0]), _weights(model[1])
    train(model, 1, dl, dl, optimizer=torch.optim.SGD(model[1].parameters(), lr=0.1))
    assert torch.equal(_weights(model[0]), before[0])
    assert not torch.equal(_weights(model[1]), before[1])


def test_average_and_schedule_of_a_model_in_bfloat16():
    """The wrapped model is a model like any other: averaged, validated and trained as one."""
    model, dl = Bfloat16(_linear()), _loader(32)
    average = Average(AveragedModel(model))
    history = train(model, 1, dl, dl, callbacks=[average])
    assert history.valid_loss[0] == evaluate(average.averaged, dl).loss
    assert isinstance(average.averaged.module, Bfloat16)


def test_lazy_layers_learn_and_an_average_asks_for_their_shapes():
    dl = _loader(32)
    history = train(nn.LazyLinear(2), 3, dl, dl)
    assert history.train_loss[-1] < history.train_loss[0]
    model = nn.LazyLinear(2)
    with pytest.raises(ValueError, match="model must have seen a batch: weight, bias have no"):
        train(model, 1, dl, dl, callbacks=[Average(AveragedModel(_linear()))])
    model(torch.zeros(1, 2))
    train(model, 1, dl, dl, callbacks=[Average(AveragedModel(model))])


# ------------------------------------------------------------------------------ callbacks


class Diary(Callback):
    """Notes when it is called, and whether the model is in train mode."""

    def before_training(self, training):
        self.training, self.lines = training, []
        self.note("before training")

    def before_step(self, examples):
        self.note(f"before a step on {examples}")
        assert all(each.grad is not None for each in self.training.model.parameters())

    def after_step(self):
        self.note("after a step")

    def before_validation(self):
        self.note("before validation")

    def after_epoch(self):
        self.note(f"after epoch {len(self.training.history.seconds)}")

    def note(self, moment):
        self.lines.append((moment, _weights(self.training.model)))


def test_callbacks_are_called_at_their_moments():
    diary, dl = Diary(), _loader(24)
    train(_linear(), 2, dl, dl, callbacks=[diary])
    steps = ["before a step on 16", "after a step", "before a step on 8", "after a step"]
    assert [moment for moment, _ in diary.lines] == [
        "before training",
        *[*steps, "before validation", "after epoch 1"],
        *[*steps, "before validation", "after epoch 2"],
    ]
    for (_, before), (moment, after) in zip(diary.lines, diary.lines[1:], strict=False):
        assert torch.equal(before, after) == (moment != "after a step")


@pytest.mark.parametrize("bad", [[Callback(), Callback()], [print], ["average"]])
def test_callbacks_must_be_such_and_of_different_kinds(bad):
    with pytest.raises(ValueError, match=r"callbacks \(=\[.*\]\) must be a Callback each, at most"):
        train(_linear(), 1, _loader(), _loader(), callbacks=bad)


class Numbered(list):
    """A list, or a sampler's batches, that notes the epochs it is told."""

    def set_epoch(self, epoch):
        self.epochs = [*getattr(self, "epochs", []), epoch]


@pytest.mark.parametrize("place", ["loader", "sampler", "batch sampler"])
def test_whoever_shuffles_by_epochs_is_told_them(place):
    data = TensorDataset(*_points(4))
    told = Numbered([0, 1, 2, 3] if place == "sampler" else [[0, 1], [2, 3]])
    if place == "loader":
        told = Numbered([data[0:2], data[2:4]])
        dl = told
    elif place == "sampler":
        dl = DataLoader(data, 2, sampler=told)
    else:
        dl = DataLoader(data, batch_sampler=told)
    train(_linear(), 3, dl, _loader())
    assert told.epochs == [1, 2, 3]


# ------------------------------------------------------------------- losses that blow up


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_loss_that_is_not_finite_stops_before_its_step(bad):
    model, dl = _linear(), _loader(48)
    weights = [_weights(model)]  # before each training batch

    def loss_fn(logits, labels):
        if not torch.is_grad_enabled():
            return cross_entropy(logits, labels)
        weights.append(_weights(model))
        loss = cross_entropy(logits, labels)
        return loss * bad if len(weights) == 1 + 5 else loss  # the second batch of epoch 2

    with pytest.raises(FloatingPointError, match=rf"loss is {bad} at epoch 2, batch 2: try"):
        train(model, 3, dl, dl, loss_fn=loss_fn)
    assert len(weights) == 1 + 5
    assert not torch.equal(weights[4], weights[5])
    assert torch.equal(_weights(model), weights[5])


@pytest.mark.parametrize("bad_batches", [[7], [7, 9], [53], [60]])
def test_where_reading_waits_losses_are_read_seldom_and_the_first_bad_one_is_named(
    bad_batches, monkeypatch
):
    """As on a GPU: after every 50 batches, and at the end of the epoch."""
    monkeypatch.setattr(score, "_is_there", lambda loss: False)
    dl, calls = _loader(60, 1), []

    def loss_fn(logits, labels):
        calls.append(1)
        return cross_entropy(logits, labels) * (math.nan if len(calls) in bad_batches else 1)

    with pytest.raises(
        FloatingPointError, match=f"loss is nan at epoch 1, batch {bad_batches[0]}:"
    ):
        train(_linear(), 2, dl, dl, loss_fn=loss_fn)
    assert len(calls) == (50 if bad_batches[0] <= 50 else 60)


def test_reading_seldom_changes_no_score(monkeypatch):
    dl = _loader(60, 1)
    expected = train(_linear(), 2, dl, dl)
    monkeypatch.setattr(score, "_is_there", lambda loss: False)
    assert train(_linear(), 2, dl, dl) == expected


def test_validation_loss_that_is_not_finite_stops_too():
    x, labels = _points(16)
    bad = [(torch.full_like(x, math.nan), labels)]
    with pytest.raises(
        FloatingPointError, match=r"loss is nan at epoch 1, validation after batch 3"
    ):
        train(_linear(), 2, _loader(48), bad)


def test_far_too_large_a_learning_rate_is_caught():
    model = nn.Sequential(_linear(), nn.Linear(2, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=1e30)
    with pytest.raises(FloatingPointError, match=r"epoch 1, batch \d: try a smaller learning rate"):
        train(model, 3, _loader(), _loader(), optimizer=optimizer)


# -------------------------------------------------------------------------------- history


def test_history_has_a_row_for_each_epoch_and_no_seconds():
    history = train(_linear(), 2, _loader(), _loader())
    for values in vars(history).values():
        assert len(values) == 2
    assert all(seconds > 0 for seconds in history.seconds)
    header, *rows = str(history).splitlines()
    assert header.split() == [
        "epoch",
        *["train", "loss", "valid", "loss", "train", "accuracy", "valid", "accuracy"],
    ]
    assert len({len(line) for line in (header, *rows)}) == 1
    for epoch, row in enumerate(rows):
        columns = (
            history.train_loss,
            history.valid_loss,
            history.train_accuracy,
            history.valid_accuracy,
        )
        assert row.split() == [str(epoch + 1), *(f"{column[epoch]:.4f}" for column in columns)]
    assert "seconds" not in repr(history)


def test_histories_compare_without_seconds():
    assert History([1], [2], [3], [4], [5]) == History([1], [2], [3], [4], [6])
    for column in range(4):
        other = [[1], [2], [3], [4], [5]]
        other[column] = [9]
        assert History([1], [2], [3], [4], [5]) != History(*other)


# -------------------------------------------------------------------- progress and device


@pytest.mark.parametrize("disabled", [True, False])
def test_progress_bar_is_on_stderr_alone_and_can_be_turned_off(disabled):
    code = (
        "import torch; from lib.training import train;"
        "dl = [(torch.zeros(4, 2), torch.zeros(4, dtype=torch.long))];"
        "train(torch.nn.Linear(2, 2), 2, dl, dl)"
    )
    environment = {key: value for key, value in os.environ.items() if key != "TQDM_DISABLE"}
    if disabled:
        environment["TQDM_DISABLE"] = "1"
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    assert result.stdout == b""
    if disabled:
        assert result.stderr == b""
    else:
        *_, bar, blank, end = result.stderr.split(b"\r")
        assert bar.startswith(b"epoch 2/2")
        assert blank.strip() == end == b""  # wiped away


def test_device_is_the_fastest_there_is(monkeypatch):
    for cuda, mps, expected in [
        (True, False, "cuda"),
        (True, True, "cuda"),
        (False, True, "mps"),
        (False, False, "cpu"),
    ]:
        monkeypatch.setattr(torch.cuda, "is_available", lambda cuda=cuda: cuda)
        monkeypatch.setattr(torch.backends.mps, "is_available", lambda mps=mps: mps)
        assert choose_device() == torch.device(expected)


def test_model_and_batches_move_to_the_device():
    """The meta device has shapes and no values: enough to see what was moved."""
    seen = []

    def loss_fn(logits, labels):
        seen.append((logits.device.type, labels.device.type))
        raise StopIteration

    model = _linear()
    for call in (
        lambda: evaluate(model, _loader(), loss_fn=loss_fn, device="meta"),
        lambda: train(model, 1, _loader(), _loader(), loss_fn=loss_fn),  # follows the model
        lambda: train(_linear(), 1, _loader(), _loader(), loss_fn=loss_fn, device="meta"),
        lambda: train(_linear(), 1, _loader(), _loader(), loss_fn=loss_fn),
    ):
        with pytest.raises(StopIteration):
            call()
    assert seen == 3 * [("meta", "meta")] + [("cpu", "cpu")]
