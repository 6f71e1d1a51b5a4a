"""`train` against sums done by hand, on models small enough to follow."""

import math
import os
import subprocess
import sys

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader, TensorDataset

from lib.training import (
    evaluate,
    score,
    train,
)
from tests.training.small import Spy, linear, loader, points, weights_of


def test_training_equals_the_steps_done_by_hand():
    dl, model, twin = loader(40), linear(), linear()
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
    assert torch.equal(weights_of(model), weights_of(twin))
    assert (history.valid_loss[1], history.valid_accuracy[1]) == evaluate(twin, dl)


def test_training_learns():
    history = train(
        model := linear(),
        30,
        loader(),
        loader(),
        optimizer=torch.optim.Adam(model.parameters(), 0.1),
    )
    assert history.train_loss[-1] < 0.2 < history.train_loss[0]
    assert history.valid_accuracy[-1] > 0.95


def test_training_uses_the_optimizer_and_loss_it_is_given():
    x, labels = points(8)
    model = linear()
    before = weights_of(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.5)

    def squares(logits, labels):
        return sum((parameter**2).sum() for parameter in model.parameters())

    history = train(model, 1, [(x, labels)], [(x, labels)], loss_fn=squares, optimizer=optimizer)
    assert history.train_loss[0] == pytest.approx((before**2).sum().item(), rel=1e-6)
    assert history.valid_loss == [0.0]
    assert torch.equal(weights_of(model), torch.zeros(6))  # p - 0.5 * 2 p


def test_training_runs_in_train_mode_and_validates_in_eval_mode():
    spy = Spy()
    model = nn.Sequential(spy, linear()).eval()
    train(model, 2, loader(32), loader(16))
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
    model = nn.Sequential(nn.Dropout(0.3), linear())
    train(model, 1, loader(), loader())
    assert not any(layer.training for layer in model.modules())


def test_one_seed_gives_one_history():
    def run(seed):
        torch.manual_seed(seed)
        model = nn.Sequential(nn.Linear(2, 8), nn.Dropout(0.5), nn.Linear(8, 2))
        return train(model, 3, loader(), loader())

    assert run(1) == run(1)
    assert run(1) != run(2)


@pytest.mark.parametrize("num_epochs", [0, -1, 1.5, "3", None, True])
def test_num_epochs_must_be_a_positive_integer(num_epochs):
    with pytest.raises(ValueError, match=r"num_epochs \(=.*\) must be a positive integer"):
        train(linear(), num_epochs, loader(), loader())


def test_loaders_must_not_be_empty():
    dl, empty = loader(10), DataLoader(TensorDataset(*points(10)), 16, drop_last=True)
    model = linear()
    before = weights_of(model)
    with pytest.raises(ValueError, match="train_dl .*at least one batch"):
        train(model, 1, empty, dl)
    with pytest.raises(ValueError, match="valid_dl .*at least one batch"):
        train(model, 1, dl, empty)
    with pytest.raises(ValueError, match="^dl .*at least one batch"):
        evaluate(model, empty)
    assert torch.equal(weights_of(model), before)


def test_optimizer_must_be_one_of_the_model():
    model, twin, dl = nn.Sequential(linear(), nn.Linear(2, 2)), linear(), loader(32)
    before = weights_of(model), weights_of(twin)
    for parameters, count in [
        (twin.parameters(), "2 of its 2"),
        ([*model.parameters(), twin.bias], "1 of its 5"),
        ([{"params": model[0].parameters()}, {"params": twin.parameters()}], "2 of its 4"),
    ]:
        optimizer = torch.optim.SGD(parameters, lr=0.1)
        rule = f"optimizer must be one of the model: {count} parameters are not the model's"
        with pytest.raises(ValueError, match=rule):
            train(model, 1, dl, dl, optimizer=optimizer)
    assert torch.equal(weights_of(model), before[0]) and torch.equal(weights_of(twin), before[1])


def test_optimizer_may_train_a_part_of_the_model():
    model, dl = nn.Sequential(linear(), nn.Linear(2, 2)), loader(32)
    before = weights_of(model[0]), weights_of(model[1])
    train(model, 1, dl, dl, optimizer=torch.optim.SGD(model[1].parameters(), lr=0.1))
    assert torch.equal(weights_of(model[0]), before[0])
    assert not torch.equal(weights_of(model[1]), before[1])


def test_something_must_be_there_to_train():
    model, dl = nn.Sequential(linear(), nn.Linear(2, 2)), loader(32)
    model[0].requires_grad_(False)
    frozen = torch.optim.SGD(model[0].parameters(), lr=0.1)
    rule = "must have a parameter that requires a gradient"
    with pytest.raises(ValueError, match=rf"(?s)optimizer \(=SGD.* {rule}"):
        train(model, 1, dl, dl, optimizer=frozen)
    train(model, 1, dl, dl)
    for nothing in (model.requires_grad_(False), nn.Identity()):
        with pytest.raises(ValueError, match=rf"(?s)model \(={type(nothing).__name__}.* {rule}"):
            train(nothing, 1, dl, dl)


class Endless(torch.utils.data.IterableDataset):
    def __iter__(self):
        return iter(TensorDataset(*points(10)))


@pytest.mark.parametrize(
    "bad", [iter([points(10)]), DataLoader(Endless())], ids=["iterator", "loader"]
)
def test_loaders_must_have_a_length(bad):
    dl, rule = loader(10), r"\(=<.*\) must have a length"
    with pytest.raises(ValueError, match=f"train_dl {rule}"):
        train(linear(), 1, bad, dl)
    with pytest.raises(ValueError, match=f"valid_dl {rule}"):
        train(linear(), 1, dl, bad)
    with pytest.raises(ValueError, match=f"^dl {rule}"):
        evaluate(linear(), bad)


@pytest.mark.parametrize(
    "loss_fn, told",
    [
        (nn.CrossEntropyLoss(reduction="none"), r"of shape \(16,\)"),
        (lambda *_: 0.5, "=0.5"),
    ],
)
def test_loss_must_be_one_number(loss_fn, told):
    model, dl = linear(), loader(32)
    before = weights_of(model)
    rule = rf"loss \({told}\) must be a tensor of one number, the mean loss of the batch"
    with pytest.raises(ValueError, match=rule):
        train(model, 1, dl, dl, loss_fn=loss_fn)
    with pytest.raises(ValueError, match=rule):
        evaluate(model, dl, loss_fn=loss_fn)
    assert torch.equal(weights_of(model), before)


class Numbered(list):
    """A list, or a sampler's batches, that notes the epochs it is told."""

    def set_epoch(self, epoch):
        self.epochs = [*getattr(self, "epochs", []), epoch]


@pytest.mark.parametrize("place", ["loader", "sampler", "batch sampler"])
def test_whoever_shuffles_by_epochs_is_told_them(place):
    data = TensorDataset(*points(4))
    told = Numbered([0, 1, 2, 3] if place == "sampler" else [[0, 1], [2, 3]])
    if place == "loader":
        told = Numbered([data[0:2], data[2:4]])
        dl = told
    elif place == "sampler":
        dl = DataLoader(data, 2, sampler=told)
    else:
        dl = DataLoader(data, batch_sampler=told)
    train(linear(), 3, dl, loader())
    assert told.epochs == [1, 2, 3]


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_loss_that_is_not_finite_stops_before_its_step(bad):
    model, dl = linear(), loader(48)
    weights = [weights_of(model)]  # before each training batch

    def loss_fn(logits, labels):
        if not torch.is_grad_enabled():
            return cross_entropy(logits, labels)
        weights.append(weights_of(model))
        loss = cross_entropy(logits, labels)
        return loss * bad if len(weights) == 1 + 5 else loss  # the second batch of epoch 2

    with pytest.raises(FloatingPointError, match=rf"loss is {bad} at epoch 2, batch 2: try"):
        train(model, 3, dl, dl, loss_fn=loss_fn)
    assert len(weights) == 1 + 5
    assert not torch.equal(weights[4], weights[5])
    assert torch.equal(weights_of(model), weights[5])


@pytest.mark.parametrize("bad_batches", [[7], [7, 9], [53], [60]])
def test_where_reading_waits_losses_are_read_seldom_and_the_first_bad_one_is_named(
    bad_batches, monkeypatch
):
    """As on a GPU: after every 50 batches, and at the end of the epoch."""
    monkeypatch.setattr(score, "_is_there", lambda loss: False)
    dl, calls = loader(60, 1), []

    def loss_fn(logits, labels):
        calls.append(1)
        return cross_entropy(logits, labels) * (math.nan if len(calls) in bad_batches else 1)

    with pytest.raises(
        FloatingPointError, match=f"loss is nan at epoch 1, batch {bad_batches[0]}:"
    ):
        train(linear(), 2, dl, dl, loss_fn=loss_fn)
    assert len(calls) == (50 if bad_batches[0] <= 50 else 60)


def test_validation_loss_that_is_not_finite_stops_too():
    x, labels = points(16)
    bad = [(torch.full_like(x, math.nan), labels)]
    with pytest.raises(
        FloatingPointError, match=r"loss is nan at epoch 1, validation after batch 3"
    ):
        train(linear(), 2, loader(48), bad)


def test_far_too_large_a_learning_rate_is_caught():
    model = nn.Sequential(linear(), nn.Linear(2, 2))
    optimizer = torch.optim.SGD(model.parameters(), lr=1e30)
    with pytest.raises(FloatingPointError, match=r"epoch 1, batch \d: try a smaller learning rate"):
        train(model, 3, loader(), loader(), optimizer=optimizer)


def test_progress_bar_is_on_stderr_alone():
    """That it can be turned off is seen where a training is killed."""
    code = (
        "import torch; from lib.training import train;"
        "dl = [(torch.zeros(4, 2), torch.zeros(4, dtype=torch.long))];"
        "train(torch.nn.Linear(2, 2), 2, dl, dl)"
    )
    environment = {key: value for key, value in os.environ.items() if key != "TQDM_DISABLE"}
    result = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, check=True
    )
    assert result.stdout == b""
    *_, bar, blank, end = result.stderr.split(b"\r")
    assert bar.startswith(b"epoch 2/2")
    assert blank.strip() == end == b""  # wiped away
