"""The same function without batch normalisation, and through a file."""

import json

import pytest
import torch
from torch import nn

from lib.models import deep_cnn, slim_cnn
from lib.models.folded import fold, load, save


@pytest.fixture
def model():
    """A slim network whose normalisations do something in evaluation."""
    torch.manual_seed(1)
    model = slim_cnn((8, 16, 32, 32, 64))
    for layer in model:
        if isinstance(layer, nn.BatchNorm2d):
            nn.init.normal_(layer.weight, 1, 0.3)
            nn.init.normal_(layer.bias, 0, 0.3)
            nn.init.normal_(layer.running_mean, 0, 0.3)
            nn.init.uniform_(layer.running_var, 0.3, 2)
    return model.eval()


@pytest.fixture
def images():
    return torch.rand(20, 1, 28, 28, generator=torch.Generator().manual_seed(1))


@torch.no_grad()
def test_folding_keeps_the_function_and_the_model(model, images):
    before = model(images)
    folded = fold(model)
    torch.testing.assert_close(folded(images), before, rtol=0, atol=1e-4)
    assert model(images).equal(before)
    assert not any(isinstance(layer, nn.BatchNorm2d) for layer in folded)
    assert not folded.training


@torch.no_grad()
def test_a_convolution_keeps_its_own_bias(images):
    model = nn.Sequential(nn.Conv2d(1, 3, 3, stride=2, padding=1), nn.BatchNorm2d(3)).eval()
    nn.init.normal_(model[1].running_mean)
    torch.testing.assert_close(fold(model)(images), model(images), rtol=0, atol=1e-5)


@torch.no_grad()
def test_a_file_keeps_16_bits_of_every_weight(model, images, tmp_path):
    folded = fold(model)
    save(tmp_path / "network.json", folded, seed=1, command="make network")
    loaded, about = load(tmp_path / "network.json")
    assert about == {"seed": 1, "command": "make network"}
    for ours, theirs in zip(loaded.parameters(), folded.parameters(), strict=True):
        assert ours.equal(theirs.half().float())
    assert [str(layer) for layer in loaded] == [str(layer) for layer in folded]
    assert 0 < (loaded(images) - folded(images)).abs().max() < 0.02


def test_the_file_is_small_and_replaced_in_one_step(model, tmp_path):
    path = tmp_path / "network.json"
    save(path, fold(model))
    packed = sum(2 * parameter.numel() for parameter in fold(model).parameters())
    assert packed < 120_000 > path.stat().st_size
    with pytest.raises(TypeError):
        save(path, fold(model), seed=torch.float32)
    assert json.loads(path.read_text())["layers"]
    assert [each.name for each in tmp_path.iterdir()] == ["network.json"]


def test_other_layers_are_refused():
    with pytest.raises(ValueError, match=r"layer pool1 .* must be one of"):
        fold(deep_cnn())
    with pytest.raises(ValueError, match=r"layer 0 .* must follow a convolution"):
        fold(nn.Sequential(nn.BatchNorm2d(3)))
