"""Tests of `lib.data.augment`: against shifts and rotations that NumPy and SciPy compute."""

import re

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


def cubic(t):
    """The kernel of bicubic interpolation (Keys, 1981), with PyTorch's a = -0.75."""
    t, a = np.abs(t), -0.75
    near, far = (a + 2) * t**3 - (a + 3) * t**2 + 1, a * (t**3 - 5 * t**2 + 8 * t - 4)
    return np.where(t <= 1, near, np.where(t < 2, far, 0))


def between(coarse, size):
    """A grid's values at `size` points from its first to its last, by Keys' definition."""
    at = [np.linspace(0, 4, n)[:, None] - np.arange(-2, 7) for n in size]
    padded = np.pad(coarse, 2, mode="edge")
    return cubic(at[0]) @ padded @ cubic(at[1]).T


@pytest.mark.parametrize("size", [(28, 28), (20, 33), (41, 17)])
@pytest.mark.parametrize(
    "most",
    [
        {"degrees": 40},
        {"stretch": 0.2},
        {"shift": 3.0},
        {"bend": 1.5},
        {"degrees": 10, "stretch": 0.1, "shift": 2.0, "bend": 0.5},
    ],
)
def test_distort_reads_where_the_definition_says(most, size):
    """Turn, stretch, shift and bend in pixels from the centre, and SciPy reads there."""
    x = torch.rand(6, 2, *size, generator=seeded(3), dtype=torch.float64)
    drawn = seeded()
    angles = (2 * torch.rand(6, generator=drawn) - 1) * most.get("degrees", 0)
    matrices = most.get("stretch", 0) * (2 * torch.rand(6, 2, 2, generator=drawn) - 1)
    shifts = most.get("shift", 0) * (2 * torch.rand(6, 2, 1, generator=drawn) - 1)
    bends = most.get("bend", 0) * torch.randn(6, 2, 5, 5, generator=drawn)
    centre = (np.array(size) - 1) / 2
    rows, columns = np.indices(size) - centre[:, None, None]
    expected = np.empty(x.shape)
    for k in range(6):
        c, s = np.cos(np.deg2rad(angles[k].item())), np.sin(np.deg2rad(angles[k].item()))
        a = np.array([[c, -s], [s, c]]) @ (np.eye(2) + matrices[k].numpy())  # of (x, y)
        at_x = a[0, 0] * columns + a[0, 1] * rows + shifts[k, 0].item()
        at_y = a[1, 0] * columns + a[1, 1] * rows + shifts[k, 1].item()
        at_x, at_y = at_x + between(bends[k, 0], size), at_y + between(bends[k, 1], size)
        where = [at_y + centre[0], at_x + centre[1]]
        for channel in range(2):
            expected[k, channel] = ndimage.map_coordinates(
                x[k, channel].numpy(), where, order=1, mode="grid-constant"
            )
    np.testing.assert_allclose(distort(x, seeded(), **most), expected, atol=1e-4)


def test_distort_turns_as_scipy_does(images):
    turned = distort(images, seeded(), degrees=30)
    angles = (2 * torch.rand(10, generator=seeded()) - 1) * 30
    for before, after, angle in zip(images[:, 0], turned[:, 0], angles, strict=True):
        expected = ndimage.rotate(before.numpy(), float(angle), reshape=False, order=1)
        np.testing.assert_allclose(after.numpy(), expected, atol=1e-4)


def test_distort_shifts_by_pixels():
    point = torch.zeros(500, 1, 28, 40)
    point[:, :, 14, 20] = 1
    moved = distort(point, seeded(), shift=2.0)
    for axes, size in [((1, 3), 28), ((1, 2), 40)]:
        way = (moved.sum(dim=axes) * torch.arange(size)).sum(dim=1) - size // 2
        assert -2.001 <= way.min() < -1.9 and 1.9 < way.max() <= 2.001


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


AUGMENT = {
    "shift": lambda x: shift(x, seeded(), most=2),
    "distort": lambda x: distort(x, seeded(), degrees=9, stretch=0.1, shift=2, bend=0.5),
}


@pytest.mark.parametrize("augment", AUGMENT.values(), ids=AUGMENT)
@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float64])
def test_floats_of_every_precision_are_changed_alike(images, augment, dtype):
    rounded = images.to(dtype)  # what is rounded first may be rounded once more, no more
    changed, expected = augment(rounded), augment(rounded.to(torch.float64))
    assert changed.dtype == dtype
    eps = torch.finfo(dtype).eps
    torch.testing.assert_close(changed.double(), expected, rtol=0, atol=eps + 1e-5)


@pytest.mark.parametrize("augment", AUGMENT.values(), ids=AUGMENT)
@pytest.mark.parametrize(
    "dtype",
    [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, torch.bool, torch.cfloat],
)
def test_what_are_no_floats_is_refused(images, augment, dtype):
    with pytest.raises(ValueError, match=rf"images \(of type {dtype}\) must be floats"):
        augment(images.to(dtype))


@pytest.mark.parametrize("augment", AUGMENT.values(), ids=AUGMENT)
@pytest.mark.parametrize(
    "shape",
    [(28, 28), (1, 28, 28), (1, 1, 1, 28, 28), (0, 1, 28, 28), (2, 0, 28, 28), (2, 1, 28, 0)],
)
def test_another_shape_is_refused(augment, shape):
    words = re.escape(f"images (of shape {shape}) must have shape (N, C, H, W)")
    with pytest.raises(ValueError, match=words):
        augment(torch.zeros(shape))


@pytest.mark.parametrize("augment", AUGMENT.values(), ids=AUGMENT)
@pytest.mark.parametrize("wrong", [np.zeros((2, 1, 28, 28)), [[[[0.5]]]], None])
def test_images_must_be_a_tensor(augment, wrong):
    words = rf"images \(of type {type(wrong).__name__}\) must be a tensor"
    with pytest.raises(ValueError, match=words):
        augment(wrong)


@pytest.mark.parametrize("name", ["degrees", "stretch", "shift", "bend"])
@pytest.mark.parametrize("wrong", [-1, np.nan, np.inf, "1", None, 1j])
def test_changes_must_be_finite_and_not_negative(images, name, wrong):
    words = rf"{name} \(={re.escape(repr(wrong))}\) must be a finite number of 0 or more"
    with pytest.raises(ValueError, match=words):
        distort(images, seeded(), **{name: wrong})


@pytest.mark.parametrize("most", [-1, 1.5, True, None, "1"])
def test_most_must_be_a_number_of_pixels(images, most):
    with pytest.raises(ValueError, match=rf"most \(={most!r}\) must be a non-negative integer"):
        shift(images, seeded(), most=most)


def test_each_image_may_have_channels_and_only_its_own_change():
    x = torch.rand(3, 2, 9, 7, generator=seeded())
    for augment in AUGMENT.values():
        first, second = (augment(x[:, [channel]]) for channel in (0, 1))
        assert augment(x).equal(torch.cat([first, second], dim=1))
