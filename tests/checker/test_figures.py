"""How far two figures are apart: a figure just inside and one just outside pin each threshold."""

import base64
import io

import numpy as np
import pytest
from nbformat.v4 import new_output
from PIL import Image

from checker import figures
from checker.compare import Tolerance, settle


def picture(rows=100, columns=200):
    """A white picture with a black line and a red square."""
    image = np.full((rows, columns, 3), 255, np.uint8)
    image[40:42, 20:180] = 0
    image[60:80, 100:120] = 255, 0, 0
    return image


@pytest.mark.parametrize("shift", [(1, 0), (0, 2), (-2, 2), (5, -5)])
def test_a_shifted_figure_is_the_same(shift):
    assert figures.distance(picture(), np.roll(picture(), shift, (0, 1))).value == 0


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("inside, outside", [((104, 206), (105, 206)), ((104, 206), (104, 207))])
def test_a_margin_may_differ_by_two_percent_and_two_pixels(inside, outside, direction):
    small = picture()
    inside, outside = ((small, picture(*size))[::direction] for size in (inside, outside))
    assert figures.distance(*inside).value == 0
    # two percent of the fresh figure: one pixel more where that is the larger one
    assert figures.distance(*outside).value == 1


def test_the_worst_place_is_named():
    image = picture()
    image[64:72, 30:38] = 0
    far = figures.distance(picture(), image)
    assert far.value > figures.THRESHOLD
    assert abs(far.row - 64) <= figures.PATCH and abs(far.column - 30) <= figures.PATCH


@pytest.mark.parametrize("direction", [1, -1])
def test_what_is_missing_and_what_is_added_counts(direction):
    image = picture()
    image[40:42, 100:150] = 255  # as thin as a curve
    assert figures.distance(*(picture(), image)[::direction]).value > figures.THRESHOLD


def darker(total):
    """White pictures of which the second lacks `total` grey levels in one patch of 16 x 16."""
    white = np.full((64, 64, 3), 255, np.uint8)
    dark = white.copy()
    patch = dark[32:48, 32:48].reshape(-1, 3)  # a copy
    patch[: total // 200] -= 200
    patch[total // 200] -= total % 200
    dark[32:48, 32:48] = patch.reshape(16, 16, 3)
    return white, dark


def encode(image):
    file = io.BytesIO()
    Image.fromarray(image).save(file, "PNG")
    return base64.b64encode(file.getvalue()).decode()


def compare(stored, fresh):
    """Settle a cell that shows one figure, without a tolerance of its own."""
    outputs = [[new_output("display_data", {"image/png": data})] for data in (stored, fresh)]
    return settle(*outputs, Tolerance())


def test_a_patch_may_differ_by_two_percent_of_the_range():
    assert compare(*map(encode, darker(1305))).image == pytest.approx(1305 / 255 / 16**2)
    assert compare(*map(encode, darker(1305))).faults == []
    [fault] = compare(*map(encode, darker(1306))).faults
    assert "image differs: 0.020 at row 32, column 32 (allowed 0.02)" in fault


def moved(rows, columns):
    """Two pictures with the same frame, in the second of which a square lies elsewhere."""
    pair = [np.full((256, 800, 3), 255, np.uint8) for _ in range(2)]
    for image, (row, column) in zip(pair, [(32, 96), (32 + rows, 96 + columns)], strict=True):
        image[16:20], image[-20:-16] = 0, 0
        image[16:-16, 16:20], image[16:-16, -20:-16] = 0, 0
        image[row : row + 32, column : column + 32] = 0, 0, 255
    return pair


@pytest.mark.parametrize("direction", [1, -1])
@pytest.mark.parametrize("free, far", [((4, 0), (5, 0)), ((0, 11), (0, 12))])
def test_a_patch_may_lie_three_rows_or_ten_columns_and_a_pixel_elsewhere(free, far, direction):
    assert figures.distance(*moved(*free)[::direction]).value == 0
    assert figures.distance(*moved(*far)[::direction]).value > 0


@pytest.mark.parametrize(
    ("rows", "value"),
    [(8, 0.04), (10, 0.08), (16, 0.08), (19, 0.16), (32, 0.16), (38, 0.32), (64, 0.32), (80, 1)],
)
def test_a_move_by_a_share_of_the_width_counts_four_times_that_share(rows, value):
    """Moves are found within 8, 16, 32 and 64 pixels, of 800 here."""
    assert figures.distance(*moved(rows, 0)).value == pytest.approx(value)


@pytest.mark.parametrize("cut", [-30, 60, 8, 1, 0])
def test_a_broken_stored_figure_is_named_with_its_remedy(cut):
    whole = encode(picture())
    broken = base64.b64encode(base64.b64decode(whole)[:cut]).decode()
    seen = compare(broken, whole)
    assert seen.faults == ["the stored figure is broken: store it anew"]


@pytest.mark.parametrize("data", ["aGk=", "a", "?!", ""])
def test_what_is_no_figure_is_broken(data):
    with pytest.raises(ValueError, match="is broken"):
        figures.decode(data)
