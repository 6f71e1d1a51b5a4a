"""A model in bfloat16 is a model like any other."""

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.optim.swa_utils import AveragedModel

from lib.training import (
    Average,
    Bfloat16,
    evaluate,
    train,
)
from tests.training.small import linear, loader


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


def test_average_and_schedule_of_a_model_in_bfloat16():
    """The wrapped model is a model like any other: averaged, validated and trained as one."""
    model, dl = Bfloat16(linear()), loader(32)
    average = Average(AveragedModel(model))
    history = train(model, 1, dl, dl, callbacks=[average])
    assert history.valid_loss[0] == evaluate(average.averaged, dl).loss
    assert isinstance(average.averaged.module, Bfloat16)


@pytest.mark.parametrize("dtype", [torch.float64, torch.uint8])
def test_images_of_other_types_are_refused(dtype):
    images = torch.ones(4, 2, dtype=dtype)
    with pytest.raises(ValueError, match=rf"images \(of type {dtype}\) must be float32"):
        Bfloat16(linear())(images)
