"""What two lessons train on: digits drawn anew for each seed, and held against a fixed test set."""

import pytest
import torch

from lib.models import Dropout
from lib.study import small


@pytest.fixture(scope="module")
def data():
    digits = small.load()
    return [small.draw(digits, seed=seed) for seed in (0, 1)]


def rows(digits):
    return set(map(tuple, digits.images.tolist()))


def test_no_digit_of_a_draw_is_a_test_digit_of_any(data):
    assert torch.equal(data[0]["test"].images, data[1]["test"].images)
    for parts in data:
        seen = rows(parts["train"]) | rows(parts["valid"])
        assert len(seen) == 1200
        assert not seen & rows(data[0]["test"])


def test_seeds_draw_other_digits_and_other_wrong_labels(data):
    one, two = data
    assert len(rows(one["train"]) & rows(two["train"])) < 60
    shifts = [(d["train"].labels - d["clean"].labels)[:40] % 10 for d in data]
    assert not torch.equal(*shifts)


def test_only_the_first_forty_labels_are_wrong(data):
    for parts in data:
        wrong = parts["train"].labels != parts["clean"].labels
        assert wrong[:40].all() and not wrong[40:].any()
        assert torch.equal(parts["train"].images, parts["clean"].images)


def test_a_network_in_evaluation_mode_is_trained_with_its_dropout(data):
    digits = data[0]["train"]
    trained = [
        small.fit(small.network(9, Dropout(p), seed=0).eval(), digits, steps=2) for p in (0, 0.9)
    ]
    assert all(model.training for model in trained)
    assert not torch.equal(trained[0][0].weight, trained[1][0].weight)


def test_decay_is_that_of_the_optimizer(data):
    digits = data[0]["train"]
    start, free, held = (
        small.network(9, seed=0)
        if steps == 0
        else small.fit(small.network(9, seed=0), digits, wd, 1)
        for steps, wd in ((0, 0), (1, 0.0), (1, 0.1))
    )
    shrunk = free[0].weight - small.LEARNING_RATE * 0.1 * start[0].weight
    torch.testing.assert_close(held[0].weight, shrunk)


def test_models_are_scored_on_their_own_digits(data):
    models = [small.fit(small.network(30, seed=0), parts["train"], steps=100) for parts in data]
    right = small.scores(models, data, "train")[1]
    swapped = small.scores(models[::-1], data, "train")[1]
    assert right.shape == (2,) and (right > swapped).all() and right.max() <= 100
