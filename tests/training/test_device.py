"""Where a model computes."""

import pytest
import torch

from lib.training import (
    choose_device,
    evaluate,
    train,
)
from tests.training.small import linear, loader


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

    model = linear()
    for call in (
        lambda: evaluate(model, loader(), loss_fn=loss_fn, device="meta"),
        lambda: train(model, 1, loader(), loader(), loss_fn=loss_fn),  # follows the model
        lambda: train(linear(), 1, loader(), loader(), loss_fn=loss_fn, device="meta"),
        lambda: train(linear(), 1, loader(), loader(), loss_fn=loss_fn),
    ):
        with pytest.raises(StopIteration):
            call()
    assert seen == 3 * [("meta", "meta")] + [("cpu", "cpu")]
