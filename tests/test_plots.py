"""lib.plots draws what it is given: read back from the axes, not from the eye."""

import matplotlib.pyplot as plt
import numpy as np
import pytest

from lib import plots


@pytest.fixture
def ax():
    figure, ax = plt.subplots()
    yield ax
    figure.canvas.draw()
    plt.close(figure)


def test_cells_write_each_number_in_its_place(ax):
    assert plots.cells(ax, [[1, 2.5, np.nan], [3, 4, 5]], title="X") is ax
    written = {(int(t.get_position()[1]), int(t.get_position()[0])): t.get_text() for t in ax.texts}
    assert written == {(0, 0): "1", (0, 1): "2.5", (1, 0): "3", (1, 1): "4", (1, 2): "5"}
    assert ax.get_title() == "X"


@pytest.mark.parametrize(
    ("values", "padding", "dashed"),
    [(np.zeros(5), 2, 4), (np.zeros((4, 4)), 1, 12), (np.zeros((4, 5)), (1, 0), 10)],
)
def test_cells_mark_padding(ax, values, padding, dashed):
    plots.cells(ax, values, padding=padding)
    assert (
        sum(patch.get_linestyle() != "-" and not patch.get_fill() for patch in ax.patches) == dashed
    )


def test_cells_highlight(ax):
    plots.cells(ax, [1, 2, 3], highlight=[False, True, True], colour="#ff0000")
    red = [p for p in ax.patches if p.get_fill() and p.get_facecolor()[:3] == (1, 0, 0)]
    assert [p.get_x() for p in red] == [0.5, 1.5]


def test_frame_stands_on_its_window(ax):
    plots.frame(plots.cells(ax, np.zeros((4, 4))), 1, 2, 3, 2)
    box = ax.patches[-1]
    assert (box.get_y(), box.get_x(), box.get_height(), box.get_width()) == (0.5, 1.5, 3, 2)


def test_image_scales(ax):
    shown = plots.image(ax, [[-1.0, 4.0]], signed=True).images[0]
    assert shown.get_clim() == (-4, 4) and shown.get_cmap().name == "RdBu_r"
    assert plots.image(ax, [[3, 4]], limits=(0, 255)).images[1].get_clim() == (0, 255)
    assert plots.image(ax, np.zeros((3, 5, 7))).images[2].get_array().shape == (5, 7, 3)
    assert plots.image(ax, np.zeros((1, 5, 7))).images[3].get_array().shape == (5, 7)


def test_confusion_shades_mistakes_only(ax):
    plots.confusion(ax, [[9, 2], [0, 5]])
    np.testing.assert_array_equal(ax.images[0].get_array(), [[0, 2], [0, 0]])
    assert [t.get_text() for t in ax.texts] == ["9", "2", "", "5"]


def test_connections_join_the_right_units(ax):
    plots.connections(ax, [(0, 0), (2, 1)], 3, 2, colours=["red", "blue"])
    below, above = (dots.get_offsets()[:, 0] for dots in ax.collections)
    assert [list(line.get_xdata()) for line in ax.lines] == [
        [below[0], above[0]],
        [below[2], above[1]],
    ]


def test_feature_maps_name_every_shape(ax):
    plots.feature_maps(ax, [(32, 14, 14), (3136,)], ["pool1", "flatten"])
    assert [t.get_text() for t in ax.texts] == ["pool1", "32×14×14", "flatten", "3136"]
    assert len(ax.patches) == 6 + 1


def test_style_is_set():
    with plt.rc_context():
        plots.set_style()
        assert plt.rcParams["image.interpolation"] == "nearest"
        figure, ax = plt.subplots(figsize=(plots.WIDTH, 2))
        ax.axis("off")
        box = figure.get_tightbbox()
        assert (box.width, box.height) == pytest.approx((plots.WIDTH, 2))
        plt.close(figure)
