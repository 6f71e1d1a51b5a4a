"""What attaches to a training: when it is called, and what it does then."""

import pytest
import torch
from torch import nn
from torch.optim.swa_utils import AveragedModel

from lib.training import (
    Average,
    Callback,
    Schedule,
    evaluate,
    train,
)
from tests.training.small import linear, loader, weights_of


def test_scheduler_takes_a_step_after_every_batch():
    model, dl = linear(), loader(40)  # 3 batches
    optimizer = torch.optim.SGD(model.parameters(), lr=8.0)
    rates = []
    optimizer.register_step_pre_hook(lambda *_: rates.append(optimizer.param_groups[0]["lr"]))
    halving = torch.optim.lr_scheduler.ExponentialLR(optimizer, gamma=0.5)
    train(model, 2, dl, dl, optimizer=optimizer, callbacks=[Schedule(halving)])
    assert rates == [8, 4, 2, 1, 0.5, 0.25]
    assert optimizer.param_groups[0]["lr"] == 0.125


def test_one_cycle_of_exactly_all_batches_fits():
    model, dl = linear(), loader(40)
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimizer, 0.1, total_steps=2 * len(dl))
    train(model, 2, dl, dl, optimizer=optimizer, callbacks=[Schedule(cycle)])
    with pytest.raises(ValueError, match="[Tt]ried to step"):
        cycle.step()


def test_scheduler_must_be_one_of_the_optimizer():
    model, dl = linear(), loader(32)
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


def test_average_is_the_mean_of_the_weights_after_each_step_and_is_what_is_validated():
    model, dl = linear(), loader(40)
    average = AveragedModel(model)
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    weights = []
    optimizer.register_step_post_hook(lambda *_: weights.append(weights_of(model)))
    history = train(model, 2, dl, dl, optimizer=optimizer, callbacks=[Average(average)])
    assert average.n_averaged == len(weights) == 6
    torch.testing.assert_close(weights_of(average), torch.stack(weights).mean(dim=0))
    assert not torch.allclose(weights_of(average), weights_of(model), rtol=0.01)
    judged, last = evaluate(average, dl), evaluate(model, dl)
    assert (history.valid_loss[1], history.valid_accuracy[1]) == judged
    assert judged.loss != last.loss
    assert not any(layer.training for layer in [*average.modules(), *model.modules()])


def test_average_does_not_change_the_training():
    dl, model, twin = loader(40), linear(), linear()
    history = train(model, 2, dl, dl, callbacks=[Average(AveragedModel(model))])
    assert history.train_loss == train(twin, 2, dl, dl).train_loss
    assert torch.equal(weights_of(model), weights_of(twin))


def test_average_of_batch_norm_buffers():
    model, dl = nn.Sequential(nn.BatchNorm1d(2), linear()), loader(32)
    average, means = AveragedModel(model, use_buffers=True), []
    optimizer = torch.optim.SGD(model.parameters(), lr=1.0)
    optimizer.register_step_post_hook(lambda *_: means.append(model[0].running_mean.clone()))
    train(model, 2, dl, dl, optimizer=optimizer, callbacks=[Average(average)])
    torch.testing.assert_close(average.module[0].running_mean, torch.stack(means).mean(dim=0))


def test_average_must_be_one_of_the_model():
    model, dl = linear(), loader(32)
    with pytest.raises(ValueError, match=r"averaged \(=Linear.*\) must be an AveragedModel"):
        Average(model)
    foreign = Average(AveragedModel(nn.Linear(2, 3)))
    with pytest.raises(ValueError, match=r"averaged \(of Linear.*\) must be made of the model"):
        train(model, 1, dl, dl, callbacks=[foreign])


def test_lazy_layers_learn_and_an_average_asks_for_their_shapes():
    dl = loader(32)
    history = train(nn.LazyLinear(2), 3, dl, dl)
    assert history.train_loss[-1] < history.train_loss[0]
    model = nn.LazyLinear(2)
    with pytest.raises(ValueError, match="model must have seen a batch: weight, bias have no"):
        train(model, 1, dl, dl, callbacks=[Average(AveragedModel(linear()))])
    model(torch.zeros(1, 2))
    train(model, 1, dl, dl, callbacks=[Average(AveragedModel(model))])


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
        self.lines.append((moment, weights_of(self.training.model)))


def test_callbacks_are_called_at_their_moments():
    diary, dl = Diary(), loader(24)
    train(linear(), 2, dl, dl, callbacks=[diary])
    steps = ["before a step on 16", "after a step", "before a step on 8", "after a step"]
    assert [moment for moment, _ in diary.lines] == [
        "before training",
        *[*steps, "before validation", "after epoch 1"],
        *[*steps, "before validation", "after epoch 2"],
    ]
    for (_, before), (moment, after) in zip(diary.lines, diary.lines[1:], strict=False):
        assert torch.equal(before, after) == (moment != "after a step")


def test_callbacks_may_be_anything_to_go_through_once():
    diary, dl = Diary(), loader(16)
    train(linear(), 1, dl, dl, callbacks=(each for each in [diary]))
    moments = [moment for moment, _ in diary.lines]
    assert moments[0] == "before training" and moments[-1] == "after epoch 1"


@pytest.mark.parametrize("bad", [[Callback(), Callback()], [print], ["average"]])
def test_callbacks_must_be_such_and_of_different_kinds(bad):
    with pytest.raises(ValueError, match=r"callbacks \(=\[.*\]\) must be a Callback each, at most"):
        train(linear(), 1, loader(), loader(), callbacks=bad)
