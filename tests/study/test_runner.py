"""Recipes on a small stand-in for MNIST: a bright spot where the label says."""

from dataclasses import fields, replace
from functools import partial

import pytest
import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

from lib.data import Batches, Digits
from lib.data.augment import shift
from lib.study import runner
from lib.study.experiments import RECIPES
from lib.study.recipe import Recipe
from lib.study.runner import fit, loaders


def tiny():
    return nn.Sequential(
        nn.Conv2d(1, 4, 5, stride=4), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(144, 10)
    )


@pytest.fixture
def digits(monkeypatch):
    """60 images to validate and 300 to train on."""
    monkeypatch.setattr(runner, "VALIDATION", 60)
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(10, (360,), generator=generator)
    images = torch.randint(100, (360, 1, 28, 28), generator=generator, dtype=torch.uint8)
    for image, label in zip(images, labels.tolist(), strict=True):
        row, column = 8 * (label // 4) + 2, 6 * (label % 4) + 2
        image[0, row : row + 5, column : column + 4] += 150  # a spot at the label's own place
    return Digits(images, labels)


def learned(history):
    return history.valid_accuracy[-1] > 0.9


def test_a_recipe_learns_and_a_seed_repeats_it(digits):
    recipe = Recipe(tiny, num_epochs=8, batch_size=20, learning_rate=0.01)
    model, history = fit(recipe, digits, seed=1)
    assert learned(history) and not model.training
    assert fit(recipe, digits, seed=1)[1] == history != fit(recipe, digits, seed=2)[1]


@pytest.mark.parametrize(
    "change",
    [
        {"in_memory": True},
        {"in_memory": True, "channels_last": True, "precision": torch.bfloat16},
        {"in_memory": True, "one_cycle": True, "label_smoothing": 0.1},
        {"in_memory": True, "averaging": 0.9},
        {"in_memory": True, "augment": partial(shift, most=1)},
    ],
)
def test_every_change_of_a_recipe_still_learns(digits, change):
    recipe = Recipe(tiny, num_epochs=8, batch_size=20, learning_rate=0.01, **change)
    assert learned(fit(recipe, digits, seed=1)[1])


def test_validation_digits_are_the_first_and_never_trained_on(digits):
    for in_memory in (False, True):
        train_dl, valid_dl = loaders(Recipe(tiny, in_memory=in_memory), digits, seed=1)
        first = torch.cat([labels for _, labels in valid_dl])
        assert first.equal(digits.labels[:60])
        rest = torch.cat([labels for _, labels in train_dl])
        assert rest.bincount(minlength=10).equal(digits.labels[60:].bincount(minlength=10))


def test_memory_and_dataset_give_the_images_of_torchvision(digits):
    dataset = MNIST.__new__(MNIST)
    dataset.data, dataset.targets = digits.images[:60, 0], digits.labels[:60]
    dataset.transform, dataset.target_transform = ToTensor(), None
    expected = next(iter(DataLoader(dataset, 60)))
    for in_memory in (False, True):
        _, dl = loaders(Recipe(tiny, batch_size=60, in_memory=in_memory), digits, seed=1)
        for ours, theirs in zip(next(iter(dl)), expected, strict=True):
            assert ours.equal(theirs) and ours.dtype == theirs.dtype


@pytest.mark.parametrize("name", RECIPES)
def test_the_recipes_of_the_book_build_networks_for_digits(name):
    torch.manual_seed(1)
    recipe = RECIPES[name]
    assert recipe.network()(torch.zeros(2, 1, 28, 28)).shape == (2, 10)
    assert recipe.settings()["network"].endswith(")")


def test_a_stopped_training_goes_on_to_the_same_losses(digits, tmp_path):
    calls = []

    def power_cut(images, generator):
        calls.append(1)
        if len(calls) == 40:  # in the third epoch of fifteen batches
            raise RuntimeError("power cut")
        return shift(images, generator, most=1)

    recipe = Recipe(tiny, num_epochs=5, batch_size=20, in_memory=True, one_cycle=True)
    settled = replace(recipe, augment=partial(shift, most=1), averaging=0.9)
    file = tmp_path / "training.pt"
    with pytest.raises(RuntimeError, match="power cut"):
        fit(replace(settled, augment=power_cut), digits, seed=1, checkpoint=file)
    assert len(calls) == 40 and file.exists()
    resumed = fit(settled, digits, seed=1, checkpoint=file)[1]
    assert resumed == fit(settled, digits, seed=1)[1]


def test_an_ensemble_keeps_a_checkpoint_for_each_member(digits, tmp_path):
    recipe = Recipe(tiny, num_epochs=1, batch_size=100, in_memory=True, members=2)
    _, history = fit(recipe, digits, seed=1, checkpoint=tmp_path / "it.pt")
    assert sorted(file.name for file in tmp_path.iterdir()) == ["it.pt.1", "it.pt.2"]
    resumed = fit(recipe, digits, seed=1, checkpoint=tmp_path / "it.pt")[1]
    assert resumed == history and len(history.train_loss) == len(history.seconds) == 2


# ------------------------------------------------- every field is seen to reach the training


@pytest.fixture
def watched(monkeypatch):
    """What trainings did: the optimizers that they made, and their learning rate at each step."""
    optimizers = []

    class Adam(torch.optim.Adam):
        def __init__(self, *arguments, **settings):
            super().__init__(*arguments, **settings)
            self.rates, self.betas, self.given = [], set(), settings
            self.register_step_pre_hook(lambda *_: self.note())
            optimizers.append(self)

        def note(self):
            self.rates.append(self.param_groups[0]["lr"])
            self.betas.add(self.param_groups[0]["betas"])

    monkeypatch.setattr(runner.torch.optim, "Adam", Adam)
    return optimizers


STILL = Recipe(tiny, num_epochs=1, batch_size=100, learning_rate=0.0, in_memory=True)


def sees_network(digits, watched):
    def build():
        return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))

    assert str(fit(replace(STILL, network=build), digits, seed=1)[0]) == str(build())


def sees_num_epochs(digits, watched):
    history = fit(replace(STILL, num_epochs=3), digits, seed=1)[1]
    assert len(history.train_loss) == 3 and len(watched[0].rates) == 9


def sees_batch_size(digits, watched):
    fit(replace(STILL, batch_size=70), digits, seed=1)
    fit(replace(STILL, batch_size=70, in_memory=False), digits, seed=1)
    assert [len(each.rates) for each in watched] == [5, 5]


def sees_learning_rate(digits, watched):
    fit(replace(STILL, learning_rate=0.02), digits, seed=1)
    assert watched[0].rates == [0.02] * 3
    assert isinstance(watched[0], torch.optim.Adam)


def sees_in_memory(digits, watched):
    kinds = [type(loaders(replace(STILL, in_memory=it), digits, seed=1)[0]) for it in (True, False)]
    assert kinds == [Batches, DataLoader]


def sees_fused(digits, watched):
    fit(replace(STILL, fused=True), digits, seed=1)
    fit(STILL, digits, seed=1)
    assert [each.given["fused"] for each in watched] == [True, None]


def sees_channels_last(digits, watched):
    def build():
        return nn.Sequential(
            nn.Conv2d(1, 3, 5), nn.Conv2d(3, 2, 5, 4), nn.Flatten(), nn.Linear(50, 10)
        )

    for channels_last in (True, False):
        recipe = replace(STILL, network=build, channels_last=channels_last)
        weight = fit(recipe, digits, seed=1)[0][1].weight
        assert weight.is_contiguous(memory_format=torch.channels_last) == channels_last


def sees_precision(digits, watched):
    layers, seen = [], []

    def build():
        layers.append(nn.Linear(784, 10))
        layers[-1].register_forward_hook(lambda *args: seen.append(args[2].dtype))
        return nn.Sequential(nn.Flatten(), layers[-1])

    for precision in (torch.bfloat16, None):
        seen.clear()
        recipe = replace(STILL, network=build, precision=precision, averaging=0.5)
        model, _ = fit(recipe, digits, seed=1)
        assert set(seen) == {precision or torch.float32}  # training and validation
        assert str(model) == str(build()) and model[1].weight.dtype == torch.float32
    with pytest.raises(ValueError, match=r"precision \(=torch.float16\) must be torch.bfloat16 or"):
        replace(STILL, precision=torch.float16)


def sees_one_cycle(digits, watched):
    recipe = replace(STILL, batch_size=15, learning_rate=0.02, num_epochs=4, one_cycle=True)
    fit(recipe, digits, seed=1)  # 80 steps
    (adam,) = watched
    assert max(adam.rates) == pytest.approx(0.02)
    assert adam.rates.index(max(adam.rates)) == 80 // 4 - 1
    assert adam.rates[0] < 0.001 and adam.rates[-1] < 1e-6
    assert adam.betas == {(0.9, 0.999)}


def sees_augment(digits, watched):
    sizes = []

    def augment(images, generator):
        sizes.append(len(images))
        return images.flip(3)

    history = fit(replace(STILL, augment=augment), digits, seed=1)[1]
    assert sizes == [100, 100, 100]  # the training digits alone
    plain = fit(STILL, digits, seed=1)[1]
    assert history.train_loss != plain.train_loss


def sees_label_smoothing(digits, watched):
    model, history = fit(replace(STILL, label_smoothing=0.3), digits, seed=1)
    images, labels = digits.images[:60] / 255, digits.labels[:60]
    smooth, plain = (cross_entropy(model(images), labels, label_smoothing=it) for it in (0.3, 0))
    assert history.valid_loss == [pytest.approx(smooth.item(), rel=1e-5)]
    assert smooth.item() != pytest.approx(plain.item(), rel=1e-3)


def sees_averaging(digits, watched):
    """Weights and statistics are means in which the older ones keep their share."""
    networks, states = [], []

    def build():
        networks.append(tiny())
        return networks[-1]

    def note(images, generator):
        if watched and watched[-1].rates:  # after a step
            states.append({name: it.clone() for name, it in networks[-1].state_dict().items()})
        return images

    recipe = replace(STILL, network=build, learning_rate=0.01, augment=note, averaging=0.75)
    model, _ = fit(recipe, digits, seed=1)
    states.append(networks[0].state_dict())
    assert len(states) == 3
    for name in ("0.weight", "1.running_mean", "1.running_var"):
        mean = states[0][name]
        for state in states[1:]:
            mean = 0.75 * mean + 0.25 * state[name]
        torch.testing.assert_close(model.state_dict()[name], mean, msg=name)
        assert not torch.allclose(mean, states[-1][name])


def sees_members(digits, watched):
    """Each has weights and an order of its own, and shares them with none of another seed."""
    orders = []

    def note(images, generator):
        orders.append(images.sum().item())
        return images

    recipe = replace(STILL, members=3, augment=note)
    members = [
        member for seed in (1, 2, 1001) for member in fit(recipe, digits, seed=seed)[0].members
    ]
    assert len({member[0].weight.sum().item() for member in members}) == 9
    assert len(set(orders)) == 27  # batches


@pytest.mark.parametrize("name", [field.name for field in fields(Recipe)])
def test_every_field_of_a_recipe_reaches_the_training(name, digits, watched):
    globals()[f"sees_{name}"](digits, watched)


@pytest.mark.parametrize("in_memory", [True, False])
def test_each_seed_has_weights_and_an_order_of_its_own(in_memory, digits, monkeypatch):
    seen = []

    def build():
        network = tiny()
        network.register_forward_pre_hook(lambda _, inputs: seen.append(inputs[0].sum().item()))
        return network

    recipe = replace(STILL, network=build, in_memory=in_memory)
    runs = {}
    for seed in (1, 2, 1):
        seen.clear()
        model, _ = fit(recipe, digits, seed=seed)
        runs.setdefault(seed, []).append((model[0].weight.sum().item(), seen[:3]))
    assert runs[1][0] == runs[1][1]
    (one, order_of_one), (two, order_of_two) = runs[1][0], runs[2][0]
    assert one != two and not set(order_of_one) & set(order_of_two)
