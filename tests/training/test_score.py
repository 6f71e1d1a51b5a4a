"""Scores against sums done by hand."""

import math

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy

from lib.training import (
    Score,
    evaluate,
    score,
    train,
)
from tests.training.small import Spy, linear, loader, points


def test_score_is_averaged_over_examples_and_not_over_batches():
    x, labels = points(10)
    model = linear()
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
    evaluate(nn.Sequential(spy, linear()), loader(40))
    assert spy.modes == [False, False, False]
    assert spy.gradients == [False, False, False]
    assert spy.sizes == [16, 16, 8]


def test_evaluate_is_deterministic_and_changes_nothing():
    model = nn.Sequential(nn.BatchNorm1d(2), nn.Dropout(0.3), linear())
    before = {name: value.clone() for name, value in model.state_dict().items()}
    assert evaluate(model, loader()) == evaluate(model, loader())
    for name, value in model.state_dict().items():
        assert torch.equal(value, before[name]), name


@pytest.mark.parametrize("training", [True, False])
def test_evaluate_leaves_each_layer_in_its_mode(training):
    model = nn.Sequential(nn.BatchNorm1d(2), nn.Dropout(0.3), linear()).train(training)
    model[0].train(not training)  # one layer frozen, say
    evaluate(model, loader())
    assert [model.training, *(layer.training for layer in model)] == [
        training,
        not training,
        training,
        training,
    ]


def test_evaluate_leaves_the_mode_even_when_it_fails():
    model = linear()
    with pytest.raises(RuntimeError):
        evaluate(model, [(torch.zeros(4, 3), torch.zeros(4, dtype=torch.long))])
    assert model.training


def test_reading_seldom_changes_no_score(monkeypatch):
    dl = loader(60, 1)
    expected = train(linear(), 2, dl, dl)
    monkeypatch.setattr(score, "_is_there", lambda loss: False)
    assert train(linear(), 2, dl, dl) == expected
