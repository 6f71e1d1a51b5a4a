"""Tests of `lib.data.batches`: against a `DataLoader` over the same digits."""

import numpy as np
import pytest
import torch
from torch.utils.data import DataLoader

from lib.data import Digits, load_sample, to_dataset
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


@pytest.mark.parametrize("batch_size", [1, np.int64(2), 3, 7, 100])
def test_every_batch_size_gives_every_digit_once(digits, batch_size):
    few = Digits(digits.images[::700], digits.labels[::700])  # 8 of them
    batches = Batches(few, batch_size)
    labels = [labels for _, labels in batches]
    assert len(labels) == len(batches) and torch.cat(labels).equal(few.labels)
    assert [len(each) for each in labels[:-1]] == [batch_size] * (len(batches) - 1)


@pytest.mark.parametrize("batch_size", [0, -1, 2.5, True, None, "64"])
def test_batch_size_must_be_a_positive_integer(digits, batch_size):
    words = rf"batch_size \(={batch_size!r}\) must be a positive integer"
    with pytest.raises(ValueError, match=words):
        Batches(digits, batch_size)


def test_what_are_no_digits_is_refused(digits):
    images, labels = digits
    for wrong, words in [
        (Digits(images[:0], labels[:0]), "of 0 images and 0 labels"),
        (Digits(images[:7], labels[:8]), "of 7 images and 8 labels"),
        (Digits(images[:8], labels[:7]), "of 8 images and 7 labels"),
    ]:
        with pytest.raises(ValueError, match=rf"digits \({words}\) must have a label for each"):
            Batches(wrong, 64)
    with pytest.raises(ValueError, match=r"digits.images \(of type torch.float32\) must be uint8"):
        Batches(Digits(images.float(), labels), 64)


def test_augment_needs_a_generator(digits):
    with pytest.raises(ValueError, match=r"generator \(=None\)"):
        Batches(digits, 64, augment=lambda images, generator: images)


@pytest.mark.parametrize("generator", [None, torch.Generator()])
def test_digits_lie_on_the_device_that_is_asked_for(digits, generator):
    batches = Batches(digits, 64, generator=generator, device="meta")  # no memory, only shapes
    images, labels = next(iter(batches))
    assert images.device.type == labels.device.type == "meta" and images.shape == (64, 1, 28, 28)
