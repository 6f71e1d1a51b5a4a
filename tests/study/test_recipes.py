"""Recipes on a small stand-in for MNIST: a bright spot where the label says."""

from dataclasses import replace
from functools import partial

import pytest
import torch
from torch import nn
from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

from lib.data.augment import shift
from lib.study import recipes
from lib.study.recipes import RECIPES, Recipe, fit


def tiny():
    return nn.Sequential(
        nn.Conv2d(1, 4, 5, stride=4), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(144, 10)
    )


@pytest.fixture
def mnist(monkeypatch):
    """60 images to validate and 300 to train on, in the shape of torchvision's MNIST."""
    monkeypatch.setattr(recipes, "VALIDATION", 60)
    dataset = MNIST.__new__(MNIST)
    generator = torch.Generator().manual_seed(0)
    dataset.targets = torch.randint(10, (360,), generator=generator)
    dataset.data = torch.randint(100, (360, 28, 28), generator=generator, dtype=torch.uint8)
    for image, label in zip(dataset.data, dataset.targets.tolist(), strict=True):
        row, column = 8 * (label // 4) + 2, 6 * (label % 4) + 2
        image[row : row + 5, column : column + 4] += 150  # a bright spot at the label's own place
    dataset.transform, dataset.target_transform = ToTensor(), None
    return dataset


def learned(history):
    return history.valid_accuracy[-1] > 0.9


def test_a_recipe_learns_and_a_seed_repeats_it(mnist):
    recipe = Recipe(tiny, num_epochs=8, batch_size=20, learning_rate=0.01)
    model, history = fit(recipe, mnist, seed=1)
    assert learned(history) and not model.training
    assert fit(recipe, mnist, seed=1)[1] == history != fit(recipe, mnist, seed=2)[1]


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
def test_every_change_of_a_recipe_still_learns(mnist, change):
    recipe = Recipe(tiny, num_epochs=8, batch_size=20, learning_rate=0.01, **change)
    assert learned(fit(recipe, mnist, seed=1)[1])


def test_validation_digits_are_the_first_and_never_trained_on(mnist):
    for in_memory in (False, True):
        train_dl, valid_dl = recipes.loaders(Recipe(tiny, in_memory=in_memory), mnist, seed=1)
        first = torch.cat([labels for _, labels in valid_dl])
        assert first.equal(mnist.targets[:60])
        rest = torch.cat([labels for _, labels in train_dl])
        assert rest.bincount(minlength=10).equal(mnist.targets[60:].bincount(minlength=10))


def test_memory_and_dataset_give_the_same_images(mnist):
    from_dataset, from_memory = (
        recipes.loaders(Recipe(tiny, in_memory=it), mnist, seed=1)[1] for it in (False, True)
    )
    ours, theirs = (torch.cat([images for images, _ in dl]) for dl in (from_memory, from_dataset))
    assert ours.equal(theirs)


def test_averaging_returns_the_average_and_not_the_last_weights(mnist):
    plain = Recipe(tiny, num_epochs=2, batch_size=20, in_memory=True)
    averaged = Recipe(tiny, num_epochs=2, batch_size=20, in_memory=True, averaging=0.9)
    weights = [fit(recipe, mnist, seed=1)[0][0].weight for recipe in (plain, averaged)]
    assert not weights[0].equal(weights[1])


def test_the_cycle_ends_at_nothing(mnist):
    recipe = Recipe(tiny, num_epochs=3, batch_size=20, in_memory=True, one_cycle=True)
    _, slow = fit(recipe, mnist, seed=1)
    constant = Recipe(tiny, num_epochs=3, batch_size=20, in_memory=True)
    assert slow != fit(constant, mnist, seed=1)[1]


@pytest.mark.parametrize("name", RECIPES)
def test_the_recipes_of_the_book_build_networks_for_digits(name):
    torch.manual_seed(1)
    recipe = RECIPES[name]
    assert recipe.network()(torch.zeros(2, 1, 28, 28)).shape == (2, 10)
    assert recipe.settings()["network"].endswith(")")


def test_a_stopped_training_goes_on_to_the_same_losses(mnist, tmp_path):
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
        fit(replace(settled, augment=power_cut), mnist, seed=1, checkpoint=file)
    assert len(calls) == 40 and file.exists()
    resumed = fit(settled, mnist, seed=1, checkpoint=file)[1]
    assert resumed == fit(settled, mnist, seed=1)[1]
