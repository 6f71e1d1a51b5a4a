"""The network of `lib.models` against the notes."""

import pytest
import torch
from torch import nn

import lib.models
from lib.models import Dropout, Ensemble, deep_cnn, multiply_adds, slim_cnn


def test_what_the_package_offers_is_there():
    assert all(hasattr(lib.models, name) for name in lib.models.__all__)


def test_layers_are_those_of_the_notes_in_their_order():
    assert [(name, type(layer)) for name, layer in deep_cnn().named_children()] == [
        ("conv1", nn.Conv2d),
        ("relu1", nn.ReLU),
        ("pool1", nn.MaxPool2d),
        ("conv2", nn.Conv2d),
        ("relu2", nn.ReLU),
        ("pool2", nn.MaxPool2d),
        ("flatten", nn.Flatten),
        ("fc1", nn.Linear),
        ("relu3", nn.ReLU),
        ("dropout", Dropout),
        ("fc2", nn.Linear),
    ]


def test_parameters_are_counted_by_hand():
    model = deep_cnn()
    counts = {
        name: sum(parameter.numel() for parameter in layer.parameters())
        for name, layer in model.named_children()
    }
    assert {name: count for name, count in counts.items() if count} == {
        "conv1": 32 * (5 * 5 * 1) + 32,
        "conv2": 64 * (5 * 5 * 32) + 64,
        "fc1": 3136 * 1024 + 1024,
        "fc2": 1024 * 10 + 10,
    }
    assert sum(counts.values()) == 3_274_634


def test_shapes_are_those_of_the_notes():
    x = torch.ones(4, 1, 28, 28)
    shapes = []
    for layer in deep_cnn():
        x = layer(x)
        shapes.append(tuple(x.shape))
    assert shapes[0] == (4, 32, 28, 28)
    assert shapes[2] == (4, 32, 14, 14)
    assert shapes[3] == (4, 64, 14, 14)
    assert shapes[5] == (4, 64, 7, 7)
    assert shapes[6] == (4, 3136)
    assert shapes[-1] == (4, 10)


def test_dropout_is_one_half_and_only_in_training():
    model = deep_cnn()
    assert model.dropout.p == 0.5
    x = torch.rand(2, 1, 28, 28)
    assert not torch.equal(model(x), model(x))
    model.eval()
    assert torch.equal(model(x), model(x))


def test_dropout_draws_its_mask_from_the_uniform_numbers_of_the_seed():
    layer, x = Dropout(p=0.2), torch.full((1000,), 3.0)
    torch.manual_seed(1)
    y = layer(x)
    torch.manual_seed(1)
    kept = torch.rand(1000) >= 0.2
    torch.testing.assert_close(y, torch.where(kept, 3 / 0.8, 0.0))
    assert torch.equal(layer.eval()(x), x)
    assert isinstance(layer, nn.Dropout) and repr(layer) == repr(nn.Dropout(p=0.2))


def test_output_is_logits_and_not_probabilities():
    torch.manual_seed(1)
    logits = deep_cnn().eval()(torch.rand(2, 1, 28, 28))
    assert (logits < 0).any()
    assert not torch.allclose(logits.exp().sum(dim=1), torch.ones(2))  # nor log-probabilities


def test_weights_follow_the_global_seed():
    def weights(seed):
        torch.manual_seed(seed)
        return torch.cat([parameter.flatten() for parameter in deep_cnn().parameters()])

    assert torch.equal(weights(1), weights(1))
    assert not torch.equal(weights(1), weights(2))


def test_multiply_adds_are_counted_without_changing_the_model():
    model = slim_cnn().train()
    before = {name: value.clone() for name, value in model.state_dict().items()}
    work = multiply_adds(model)
    # by hand: outputs of each layer, times the weights of one kernel
    assert work["conv1"] == 16 * 14 * 14 * 25 and work["conv4"] == 48 * 7 * 7 * 48 * 9
    assert work["fc"] == 10 * 96 * 16 and list(work)[-2:] == ["conv5", "fc"]
    assert model.training
    assert all(value.equal(before[name]) for name, value in model.state_dict().items())


def test_multiply_adds_see_nested_shared_and_grouped_layers():
    shared, relu = nn.Conv2d(4, 4, 3, padding=1, groups=2), nn.ReLU()
    model = nn.Sequential(
        nn.Sequential(nn.Conv2d(1, 4, 5, stride=2), relu), shared, relu, shared, relu,
        nn.Flatten(), nn.Linear(4 * 12 * 12, 3),
    )  # fmt: skip
    assert multiply_adds(model) == {
        "0.0": 4 * 12 * 12 * 25,
        "1": 2 * (4 * 12 * 12 * 2 * 9),  # used twice
        "6": 3 * 4 * 12 * 12,
    }
    assert multiply_adds(nn.Sequential(nn.Conv2d(3, 2, 1)), (3, 4, 5)) == {"0": 2 * 4 * 5 * 3}


@pytest.mark.parametrize("p", [0.0, 0.3, 1.0])
def test_dropout_of_all_is_zero_and_has_gradients_as_torchs(p):
    x = torch.full((2000,), 3.0, requires_grad=True)
    torch.manual_seed(1)
    y = Dropout(p)(x)
    y.sum().backward()
    torch.testing.assert_close(x.grad, y.detach() / 3)
    values = {round(value, 4) for value in y.tolist()}
    assert values == {0: {3.0}, 0.3: {0.0, round(3 / 0.7, 4)}, 1: {0.0}}[p]
    assert nn.functional.dropout(x, 1.0).unique().tolist() == [0]


@torch.no_grad()
def test_an_ensemble_returns_the_logarithm_of_the_mean_probability():
    torch.manual_seed(1)
    members = [nn.Linear(3, 4).double() for _ in range(3)]
    x = 5 * torch.randn(6, 3).double()
    mean = sum(member(x).softmax(dim=1) for member in members) / 3
    logits = Ensemble(members)(x)
    torch.testing.assert_close(logits.exp(), mean.float())
    torch.testing.assert_close(logits.exp().sum(dim=1), torch.ones(6))
    assert len(list(Ensemble(members).parameters())) == 6
    assert Ensemble([nn.Linear(3, 4).bfloat16()])(x.bfloat16()).dtype == torch.float32


def test_slim_layers_come_in_their_order_and_sizes():
    for channels in [(3, 4, 5, 6, 7), (3, 4, 5, 6, 7, 8)]:
        model, shapes = slim_cnn(channels).eval(), []
        x = torch.zeros(2, 1, 28, 28)
        for name, layer in model.named_children():
            x = layer(x)
            if name.startswith("conv"):
                shapes.append(tuple(x.shape[1:]))
                assert layer.bias is None
                assert layer.kernel_size == ((5, 5) if name == "conv1" else (3, 3))
        sides = [14, 14, 7, 7, 4, 4]
        assert shapes == [(c, s, s) for c, s in zip(channels, sides, strict=False)]
        assert x.shape == (2, 10)
        each = [nn.Conv2d, nn.BatchNorm2d, nn.ReLU] * len(channels)
        assert [type(layer) for layer in model] == [*each, nn.Flatten, nn.Linear]
    assert [layer.out_channels for layer in slim_cnn()[:15:3]] == [16, 24, 48, 48, 96]


def test_an_ensemble_has_a_member():
    for none in ([], (), iter([])):
        with pytest.raises(ValueError, match=r"members \(=\[\]\) must be one network at least"):
            Ensemble(none)


@pytest.mark.parametrize("wrong", [2.5, 0, -1, "8", True, None])
def test_slim_refuses_other_channels(wrong):
    with pytest.raises(ValueError, match=rf"channels \(={wrong!r}\) must be a positive integer"):
        slim_cnn((8, 8, 8, 8, wrong))


@pytest.mark.parametrize("channels", [(), (8,) * 4, (8,) * 7])
def test_slim_refuses_other_depths(channels):
    with pytest.raises(ValueError, match=r"channels \(=.*\) must be five or six numbers"):
        slim_cnn(channels)
