"""Tests of `lib.data.augment`: against shifts and rotations that NumPy and SciPy compute."""

import numpy as np
import pytest
import torch
from scipy import ndimage

from lib.data import load_sample
from lib.data.augment import distort, shift


@pytest.fixture(scope="module")
def images():
    return load_sample().images[::500].float() / 255  # one of each digit


def seeded(seed=1):
    return torch.Generator().manual_seed(seed)


def test_shift_moves_each_image_by_its_own_whole_pixels(images):
    moved = shift(images, seeded(), most=2)
    found = set()
    for before, after in zip(images[:, 0].numpy(), moved[:, 0].numpy(), strict=True):
        fits = [
            (rows, columns)
            for rows in range(-2, 3)
            for columns in range(-2, 3)
            if np.array_equal(ndimage.shift(before, (rows, columns), order=0), after)
        ]
        assert len(fits) == 1
        found |= set(fits)
    assert len(found) > 5


def test_shift_reaches_all_shifts_equally_often():
    point = torch.zeros(9000, 1, 5, 5)
    point[:, :, 2, 2] = 1
    counts = shift(point, seeded(), most=1).sum(dim=(0, 1))
    assert counts[1:4, 1:4].min() > 900 and counts.sum() == 9000  # 1000 expected, sd 30


@pytest.mark.parametrize("change", [{"most": 0}, {"most": 3}])
def test_shift_keeps_shape_and_type(images, change):
    moved = shift(images, seeded(), **change)
    assert moved.shape == images.shape and moved.dtype == images.dtype
    assert moved.equal(images) == (change["most"] == 0)


def test_distort_without_any_change_is_the_identity(images):
    np.testing.assert_allclose(distort(images, seeded()), images, atol=1e-5)


def test_distort_turns_as_scipy_does(images):
    turned = distort(images, seeded(), degrees=30)
    angles = (2 * torch.rand(10, generator=seeded()) - 1) * 30
    for before, after, angle in zip(images[:, 0], turned[:, 0], angles, strict=True):
        expected = ndimage.rotate(before.numpy(), float(angle), reshape=False, order=1)
        np.testing.assert_allclose(after.numpy(), expected, atol=1e-4)


def test_distort_shifts_by_pixels():
    point = torch.zeros(500, 1, 28, 28)
    point[:, :, 14, 14] = 1
    moved = distort(point, seeded(), shift=2.0)
    rows = (moved.sum(dim=(1, 3)) * torch.arange(28)).sum(dim=1) - 14
    assert rows.abs().max() <= 2.001
    assert rows.min() < -1.9 and rows.max() > 1.9


def test_distort_stretches_by_the_share_that_is_allowed(images):
    ink = images.sum(dim=(1, 2, 3))
    change = distort(images, seeded(), stretch=0.1).sum(dim=(1, 2, 3)) / ink
    # the area changes by 1 / det of a matrix with entries 1 +- 0.1 and +- 0.1
    assert 0.8 < change.min() < change.max() < 1.27 and change.std() > 0.02


def test_bending_is_smooth_and_grows_with_its_size(images):
    still = distort(images, seeded())
    changes = [
        (distort(images, seeded(), bend=bend) - still).abs().mean() for bend in (0.0, 0.3, 1.0)
    ]
    assert changes[0] == 0 < changes[1] < changes[2]


@pytest.mark.parametrize(
    "augment",
    [
        lambda x, g: shift(x, g, most=2),
        lambda x, g: distort(x, g, degrees=9, stretch=0.1, shift=2, bend=0.5),
    ],
)
def test_one_seed_one_result(images, augment):
    assert augment(images, seeded()).equal(augment(images, seeded()))
    assert not augment(images, seeded()).equal(augment(images, seeded(2)))


def test_errors_name_the_argument(images):
    with pytest.raises(ValueError, match=r"most \(=-1\)"):
        shift(images, seeded(), most=-1)
    for augment in (distort, lambda x, g: shift(x, g, most=1)):
        with pytest.raises(ValueError, match=r"images \(of shape \(28, 28\)\)"):
            augment(images[0, 0], seeded())
