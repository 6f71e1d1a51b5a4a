"""The same function without batch normalisation, and through a file."""

import json
import re

import pytest
import torch
from torch import nn

from lib.data import PROJECT
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
    assert 0 < (loaded(images) - folded(images)).abs().max() < 2e-3


def test_a_network_whose_channels_lie_last_is_stored_as_any_other(model, tmp_path):
    save(tmp_path / "a.json", fold(model))
    save(tmp_path / "b.json", fold(model.to(memory_format=torch.channels_last)))
    assert (tmp_path / "a.json").read_bytes() == (tmp_path / "b.json").read_bytes()


def test_the_file_is_small_and_replaced_in_one_step(model, tmp_path):
    path = tmp_path / "network.json"
    save(path, fold(model))
    packed = sum(2 * parameter.numel() for parameter in fold(model).parameters())
    assert packed < 120_000 > path.stat().st_size
    for wrong in (torch.float32, float("nan"), [float("inf")], {1: {2}}):
        words = re.escape(f"seed (={wrong!r}) must be a value that JSON can hold")
        with pytest.raises(ValueError, match=words):
            save(path, fold(model), seed=wrong)
    assert json.loads(path.read_text())["layers"]
    assert [each.name for each in tmp_path.iterdir()] == ["network.json"]


CONVOLUTIONS = {
    "plain": {},
    "without bias": {"bias": False},
    "groups": {"groups": 2},
    "depthwise": {"groups": 4, "bias": False},
    "stride pair": {"stride": (1, 2)},
    "stride": {"stride": 3},
    "padding pair": {"padding": (0, 2)},
    "padding same": {"padding": "same"},
    "dilation": {"dilation": 2, "padding": 2},
    "dilation pair": {"dilation": (1, 3)},
    "reflect": {"padding": 2, "padding_mode": "reflect"},
    "circular": {"padding": (1, 0), "padding_mode": "circular"},
    "kernel pair": {"kernel_size": (1, 4)},
    "all": {"groups": 4, "stride": (2, 1), "padding": (1, 2), "dilation": (2, 1)},
}


def normalised(seed=1, size=12, **settings):
    """A convolution, its normalisation with statistics of its own, and what follows."""
    torch.manual_seed(seed)
    conv = nn.Conv2d(4, 8, **{"kernel_size": 3, **settings})
    norm = nn.BatchNorm2d(8, eps=0.01)
    nn.init.normal_(norm.weight, 1, 0.3)
    for each in (norm.bias, norm.running_mean):
        nn.init.normal_(each, 0, 0.3)
    nn.init.uniform_(norm.running_var, 0.3, 2)
    body = nn.Sequential(conv, norm, nn.ReLU(), nn.Flatten()).eval()
    features = body(torch.zeros(1, 4, size, size + 1)).shape[1]
    return nn.Sequential(*body, nn.Linear(features, 3, bias=seed % 2 == 0)).eval()


@torch.no_grad()
@pytest.mark.parametrize("settings", CONVOLUTIONS.values(), ids=CONVOLUTIONS)
def test_convolutions_of_every_kind_keep_their_function(settings, tmp_path):
    model, x = normalised(**settings), torch.randn(5, 4, 12, 13)
    folded = fold(model)
    torch.testing.assert_close(folded(x), model(x), rtol=0, atol=1e-5)
    assert all(layer.bias is not None for layer in folded if hasattr(layer, "weight"))
    save(tmp_path / "it.json", folded)
    loaded, _ = load(tmp_path / "it.json")
    assert [str(layer) for layer in loaded] == [str(layer) for layer in folded]
    torch.testing.assert_close(loaded(x), folded(x), rtol=0, atol=2e-3)
    assert loaded(x).equal(load(tmp_path / "it.json")[0](x)) and not loaded.training


@torch.no_grad()
def test_normalisations_of_every_kind_keep_their_function():
    x = torch.randn(5, 4, 12, 13)
    for norm in (nn.BatchNorm2d(8, affine=False), nn.BatchNorm2d(8, eps=0.5)):
        nn.init.normal_(norm.running_mean)
        nn.init.uniform_(norm.running_var, 0.3, 2)
        model = nn.Sequential(nn.Conv2d(4, 8, 3), norm, nn.BatchNorm2d(8)).eval()
        torch.testing.assert_close(fold(model)(x), model(x), rtol=0, atol=1e-5)
        assert len(fold(model)) == 1


@torch.no_grad()
def test_a_network_in_training_is_folded_as_in_evaluation(model, images):
    expected = model(images)
    folded = fold(model.train())
    torch.testing.assert_close(folded(images), expected, rtol=0, atol=1e-4)
    assert model.training and all(layer.training for layer in model)
    assert not any(layer.training for layer in folded)


@torch.no_grad()
def test_a_layer_that_stands_there_twice_is_kept_twice(tmp_path):
    relu, conv = nn.ReLU(), nn.Conv2d(1, 1, 3, padding=1)
    model = nn.Sequential(conv, relu, nn.Conv2d(1, 1, 1), relu, conv)
    x = torch.randn(2, 1, 5, 5)
    assert fold(model)(x).equal(model(x)) and len(fold(model)) == 5
    save(tmp_path / "it.json", fold(model))
    assert [type(layer) for layer in load(tmp_path / "it.json")[0]] == [type(x) for x in model]


def test_weights_are_copies(model):
    folded = fold(model)
    assert folded.fc.weight.equal(model.fc.weight)
    assert folded.fc.weight.data_ptr() != model.fc.weight.data_ptr()


def test_the_file_of_the_book_is_read_and_written_without_a_change(tmp_path):
    network, about = load(PROJECT / "book" / "14-digit-network.json")
    save(tmp_path / "it.json", network, **about)
    text = (PROJECT / "book" / "14-digit-network.json").read_text()
    assert (tmp_path / "it.json").read_text() == text


class Twice(nn.ReLU):
    def forward(self, x):
        return 2 * super().forward(x)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (deep_cnn(), r"layer pool1 .* must be one of Conv2d, Linear, ReLU, Flatten, BatchNorm2d"),
        (nn.Sequential(nn.BatchNorm2d(3)), r"layer 0 .* must follow a convolution"),
        (
            nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.BatchNorm2d(3)),
            r"layer 2 .* must follow a convolution",
        ),
        (
            nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3, track_running_stats=False)),
            r"layer 1 .* must track running statistics",
        ),
        (
            nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(4)),
            r"layer 1 \(=BatchNorm2d\(4.*\) must normalise 3 channels, those of 0",
        ),
        (nn.Sequential(nn.Sequential(nn.ReLU())), r"(?s)layer 0 .* must be one of"),
        (nn.Sequential(Twice()), r"layer 0 \(=Twice\(\)\) must be one of"),
        (nn.Sequential(nn.ConvTranspose2d(1, 1, 1)), r"layer 0 .* must be one of"),
        (nn.Sequential(nn.Conv1d(1, 1, 1)), r"layer 0 .* must be one of"),
        (nn.ModuleList([nn.ReLU()]), r"model \(of type ModuleList\) must be an nn.Sequential"),
        (nn.Conv2d(1, 1, 1), r"model \(of type Conv2d\) must be an nn.Sequential"),
    ],
)
def test_other_networks_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        fold(wrong)


BIG = nn.Linear(1, 1)
nn.init.constant_(BIG.weight, 1e5)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3)), r"layer 1 .* must be one of Conv2d"),
        (nn.Sequential(nn.Conv2d(1, 3, 3, bias=False)), r"bias of 0 \(=None\) must be a tensor"),
        (nn.Sequential(nn.Flatten(2)), r"layer 0 \(=Flatten.*\) must have its usual settings"),
        (nn.Sequential(BIG), r"weight of 0 must hold numbers of at most 65504"),
        (nn.ReLU(), r"model \(of type ReLU\) must be an nn.Sequential"),
    ],
)
def test_what_could_not_be_read_again_is_not_written(wrong, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        save(tmp_path / "it.json", wrong)
    assert not list(tmp_path.iterdir())
