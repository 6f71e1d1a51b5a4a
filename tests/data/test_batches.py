"""Tests of `lib.data.batches`: against a `DataLoader` over the same digits."""

import pytest
import torch
from torch.utils.data import DataLoader

from lib.data import load_sample, to_dataset
from lib.data.batches import Batches


@pytest.fixture(scope="module")
def digits():
    return load_sample()


def test_without_a_generator_batches_are_those_of_a_data_loader(digits):
    batches, loader = Batches(digits, 64), DataLoader(to_dataset(digits), 64)
    assert len(batches) == len(loader) == len(list(batches))
    for ours, theirs in zip(batches, loader, strict=True):
        assert all(a.equal(b) and a.dtype == b.dtype for a, b in zip(ours, theirs, strict=True))


def test_a_generator_shuffles_anew_for_each_pass(digits):
    batches = Batches(digits, 1000, generator=torch.Generator().manual_seed(1))
    passes = [torch.cat([labels for _, labels in batches]) for _ in range(2)]
    assert not passes[0].equal(passes[1])
    for labels in passes:  # every digit once
        assert labels.bincount().tolist() == [500] * 10
    again = Batches(digits, 1000, generator=torch.Generator().manual_seed(1))
    assert torch.cat([labels for _, labels in again]).equal(passes[0])


def test_images_and_labels_stay_together(digits):
    images, labels = next(iter(Batches(digits, 5000, generator=torch.Generator().manual_seed(3))))
    of_zeros = digits.images[digits.labels == 0].float().mean(dim=0) / 255
    torch.testing.assert_close(images[labels == 0].mean(dim=0), of_zeros)


def test_augment_gets_floats_and_the_generator(digits):
    generator = torch.Generator().manual_seed(1)

    def augment(images, drawn_from):
        assert images.dtype == torch.float32 and drawn_from is generator
        return 1 - images

    images, _ = next(iter(Batches(digits, 64, generator=generator, augment=augment)))
    assert images.mean() > 0.5  # paper black, ink white


def test_errors_name_the_argument(digits):
    with pytest.raises(ValueError, match=r"batch_size \(=0\)"):
        Batches(digits, 0)
    with pytest.raises(ValueError, match=r"generator \(=None\)"):
        Batches(digits, 64, augment=lambda images, generator: images)
