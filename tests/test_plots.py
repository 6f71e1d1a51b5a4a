"""lib.plots draws what it is given: read back from the axes, not from the eye."""

import matplotlib.pyplot as plt
import numpy as np
import pytest
from matplotlib.colors import same_color, to_rgb

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


def boxes(ax, fill):
    """The rectangles of an axes by their row and column: those filled, or the borders."""
    return {
        (int(p.get_y() + 0.5), int(p.get_x() + 0.5)): p for p in ax.patches if p.get_fill() == fill
    }


@pytest.mark.parametrize(
    ("shape", "padding", "inside"),
    [
        ((5,), 1, {(0, 1), (0, 2), (0, 3)}),
        ((3, 4), 0, set(np.ndindex(3, 4))),
        ((4, 5), 1, {(i, j) for i in (1, 2) for j in (1, 2, 3)}),
        ((4, 5), (1, 2), {(1, 2), (2, 2)}),
        ((4, 5), (0, 1), {(i, j) for i in range(4) for j in (1, 2, 3)}),
        ((4, 5), (1, 0), {(i, j) for i in (1, 2) for j in range(5)}),
    ],
)
def test_padding_is_told_from_input_by_fill_border_and_ink(ax, shape, padding, inside):
    plots.cells(ax, np.ones(shape), padding=padding)
    borders, fills = boxes(ax, fill=False), boxes(ax, fill=True)
    texts = {(round(y), round(x)): t for t in ax.texts for x, y in [t.get_position()]}
    everywhere = set(np.ndindex(np.atleast_2d(np.ones(shape)).shape))
    assert set(borders) == set(fills) == set(texts) == everywhere
    for at in everywhere:
        looks = (
            borders[at].get_linestyle() == "-",
            same_color(borders[at].get_edgecolor(), plots.INK),
            same_color(texts[at].get_color(), plots.INK),
            same_color(fills[at].get_facecolor(), "white"),
        )
        assert looks == ((at in inside),) * 4
        others = (borders[at].get_edgecolor(), texts[at].get_color())
        assert at in inside or all(same_color(colour, plots.GREY) for colour in others)
        size = borders[at].get_width(), borders[at].get_height()
        assert size == (fills[at].get_width(), fills[at].get_height()) == (1, 1)
        # numbers over borders over fills, and the borders of the input over those of the padding
        assert fills[at].zorder < borders[at].zorder < texts[at].zorder
    solid = [borders[at].zorder for at in inside]
    dashed = [borders[at].zorder for at in everywhere - inside]
    assert not dashed or max(dashed) < min(solid)


def test_cells_show_all_of_themselves_the_first_row_on_top(ax):
    plots.cells(ax, np.zeros((2, 5)))
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert left < -0.5 < 4.5 < right and bottom > 1.5 > -0.5 > top
    assert ax.get_aspect() == 1 and not ax.axison and ax.get_title() == ""


def test_cells_write_numbers_as_they_are_asked_to(ax):
    plots.cells(ax, [0.25, 1e6], fmt=".1f")
    assert [text.get_text() for text in ax.texts] == ["0.2", "1000000.0"]
    assert all((t.get_ha(), t.get_va()) == ("center", "center") for t in ax.texts)


def test_a_highlight_lets_the_number_shine_through(ax):
    plots.cells(ax, [[1, 2], [3, 4]], highlight=[[0, 1], [1, 0]])
    fills = boxes(ax, fill=True)
    marked = {at for at, box in fills.items() if same_color(box.get_facecolor()[:3], plots.ORANGE)}
    assert marked == {(0, 1), (1, 0)}
    assert all(0 < fills[at].get_alpha() < 0.6 for at in marked)
    assert all(fills[at].get_alpha() == 1 for at in set(fills) - marked)


def test_cells_highlight(ax):
    plots.cells(ax, [1, 2, 3], highlight=[False, True, True], colour="#ff0000")
    red = [p for p in ax.patches if p.get_fill() and p.get_facecolor()[:3] == (1, 0, 0)]
    assert [p.get_x() for p in red] == [0.5, 1.5]


def test_frame_stands_on_its_window(ax):
    plots.frame(plots.cells(ax, np.zeros((4, 4))), 1, 2, 3, 2)
    box = ax.patches[-1]
    assert (box.get_y(), box.get_x(), box.get_height(), box.get_width()) == (0.5, 1.5, 3, 2)


def test_a_frame_stands_over_all_and_may_reach_out(ax):
    plots.frame(plots.cells(ax, np.zeros((4, 4))), 0, 0, 2, 2, colour="red")
    *others, box = ax.patches
    assert box.zorder > max(other.zorder for other in [*others, *ax.texts])
    assert not box.get_fill() and not box.get_clip_on() and same_color(box.get_edgecolor(), "red")
    assert box.get_linewidth() > 2 * max(other.get_linewidth() for other in others)


def test_signed_images_are_white_at_zero_within_their_limits(ax):
    for values, limits, expected in [
        ([[-3, 1]], None, 3),
        ([[-1, 5]], None, 5),
        ([[-3, 1]], 7, 7),
        ([[0.5, 0.25]], 0.125, 0.125),
    ]:
        shown = plots.image(ax, values, signed=True, limits=limits).images[-1]
        assert shown.get_clim() == (-expected, expected)
        blue, white, red = (shown.to_rgba(v)[:3] for v in (-expected, 0.0, expected))
        assert min(white) > 0.95 and blue[2] > 2 * blue[0] and red[0] > 2 * red[2]


def test_unsigned_images_go_from_their_least_to_their_most(ax):
    shown = plots.image(ax, [[3, 4], [5, 9]], title="T").images[0]
    assert shown.get_clim() == (3, 9)
    assert ax.get_title() == "T" and not len(ax.get_xticks()) and not len(ax.get_yticks())
    assert not any(spine.get_visible() for spine in ax.spines.values())


def test_images_of_channels_keep_every_pixel(ax):
    x = np.random.default_rng(0).random((3, 4, 5))
    np.testing.assert_array_equal(plots.image(ax, x).images[0].get_array(), x.transpose(1, 2, 0))
    np.testing.assert_array_equal(plots.image(ax, x[1:2]).images[1].get_array(), x[1])
    np.testing.assert_array_equal(plots.image(ax, x[2]).images[2].get_array(), x[2])
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert (left, right, bottom, top) == (-0.5, 4.5, 3.5, -0.5)


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


@pytest.mark.parametrize(("most", "top"), [(0, 2), (1, 2), (3, 6)])
def test_mistakes_are_shaded_by_number_so_that_ink_is_legible(ax, most, top):
    plots.confusion(ax, [[90, most], [0, 50]])
    shown = ax.images[0]
    assert shown.get_clim() == (0, top)
    white, darkest = shown.to_rgba(0), shown.to_rgba(most)
    assert min(white[:3]) > 0.9 and sum(darkest[:3]) / 3 > 0.5
    assert most == 0 or darkest[2] < darkest[0]  # orange


def test_confusion_has_true_classes_in_rows(ax):
    plots.confusion(ax, [[9, 2, 0], [0, 5, 1], [4, 0, 7]])
    written = {t.get_position()[::-1]: t.get_text() for t in ax.texts}
    assert written[0, 1] == "2" and written[2, 0] == "4" and written[1, 0] == ""
    assert [t.get_fontweight() for t in ax.texts] == ["bold", *["normal"] * 3] * 2 + ["bold"]
    assert all((t.get_ha(), t.get_va()) == ("center", "center") for t in ax.texts)
    assert (ax.get_xlabel(), ax.get_ylabel()) == ("predicted", "true")
    assert list(ax.get_xticks()) == list(ax.get_yticks()) == [0, 1, 2]


def test_connections_join_the_right_units(ax):
    plots.connections(ax, [(0, 0), (2, 1)], 3, 2, colours=["red", "blue"])
    below, above = (dots.get_offsets()[:, 0] for dots in ax.collections)
    assert [list(line.get_xdata()) for line in ax.lines] == [
        [below[0], above[0]],
        [below[2], above[1]],
    ]


def test_units_stand_centred_in_two_rows(ax):
    assert plots.connections(ax, [(0, 1), (3, 0)], 4, 2, title="T") is ax
    below, above = (dots.get_offsets() for dots in ax.collections)
    assert below.tolist() == [[-1.5, 0], [-0.5, 0], [0.5, 0], [1.5, 0]]
    assert above.tolist() == [[-0.5, 1], [0.5, 1]]
    assert [list(line.get_ydata()) for line in ax.lines] == [[0, 1], [0, 1]]
    assert all(same_color(line.get_color(), plots.GREY) for line in ax.lines)
    assert max(line.zorder for line in ax.lines) < min(dots.zorder for dots in ax.collections)
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert left < -1.5 and right > 1.5 and bottom < -0.1 and top > 1.1
    assert ax.get_title() == "T" and not ax.axison
    white, blue = (dots.get_facecolor()[0] for dots in ax.collections)
    assert same_color(white, "white") and same_color(blue, plots.BLUE)


def test_connections_have_a_colour_each(ax):
    plots.connections(ax, [(0, 0), (1, 0)], 2, 1, colours=["red", "blue"])
    assert [line.get_color() for line in ax.lines] == ["red", "blue"]
    with pytest.raises(ValueError, match="zip"):
        plots.connections(ax, [(0, 0), (1, 0)], 2, 1, colours=["red"])


@pytest.mark.parametrize(("channels", "sheets"), [(1, 1), (2, 2), (3, 3), (32, 6), (48, 7)])
def test_sheets_lie_behind_one_another_and_grow_with_the_root(ax, channels, sheets):
    plots.feature_maps(ax, [(channels, 16, 25)], ["name"])
    boxes = sorted(ax.patches, key=lambda box: -box.zorder)
    assert len(boxes) == sheets
    assert all((box.get_width(), box.get_height()) == (5, 4) for box in boxes)
    corners = [box.get_xy() for box in boxes]  # from the front one, to the right and up
    assert corners == sorted(corners) and len(set(corners)) == sheets
    assert corners[0] == (0, -2) and sorted(y for _, y in corners) == [y for _, y in corners]


def test_shapes_stand_side_by_side_with_their_names_below(ax):
    shapes = [(1, 28, 28), (32, 28, 28), (64, 7, 7), (1024,), (10,)]
    plots.feature_maps(ax, shapes, list("abcde"))
    colours, ends, start = {}, [], 0
    for shape, name in zip(shapes, ax.texts[::2], strict=True):
        count = 1 if len(shape) == 1 else 1 + round(np.log2(shape[0]))
        stack = ax.patches[start : start + count]
        start += count
        left = min(box.get_x() for box in stack)
        right = max(box.get_x() + box.get_width() for box in stack)
        front = min(stack, key=lambda box: box.get_x())
        assert not ends or left > ends[-1]
        ends.append(right)
        middle = front.get_x() + front.get_width() / 2
        assert name.get_position()[0] == pytest.approx(middle)
        assert name.get_position()[1] < min(box.get_y() for box in stack)
        colours.setdefault(len(shape), set()).add(front.get_facecolor())
    assert start == len(ax.patches) and all(len(each) == 1 for each in colours.values())
    assert colours[1] != colours[3]
    lists = ax.patches[-2:]
    assert [box.get_height() for box in lists] == [7, pytest.approx(0.7 * np.log2(10))]
    assert all(box.get_y() == -box.get_height() / 2 and box.get_width() == 0.5 for box in lists)
    names, sizes = ax.texts[::2], ax.texts[1::2]
    for name, size in zip(names, sizes, strict=True):
        assert size.get_position()[0] == name.get_position()[0]
        assert size.get_position()[1] < name.get_position()[1]
        assert name.get_fontweight() == "bold" and size.get_fontweight() == "normal"
        assert {name.get_ha(), size.get_ha()} == {"center"}
        assert {name.get_va(), size.get_va()} == {"top"}
    (left, right), (bottom, top) = ax.get_xlim(), ax.get_ylim()
    assert left < 0 and right > ends[-1] and bottom < -6 - 0.5 and top > 4
    assert ax.get_aspect() == 1 and not ax.axison


def test_feature_maps_name_every_shape(ax):
    plots.feature_maps(ax, [(32, 14, 14), (3136,)], ["pool1", "flatten"])
    assert [t.get_text() for t in ax.texts] == ["pool1", "32×14×14", "flatten", "3136"]
    assert len(ax.patches) == 6 + 1


@pytest.fixture
def styled():
    with plt.rc_context():
        plt.rcdefaults()
        plt.rcParams.update({"axes.grid": True, "figure.facecolor": "black"})  # a person's own
        plots.set_style()
        yield
        plt.close("all")


def test_no_figure_is_cropped(styled):
    figure, ax = plt.subplots(figsize=(plots.WIDTH, 2))
    ax.axis("off")
    box = figure.get_tightbbox()
    assert (box.width, box.height) == pytest.approx((plots.WIDTH, 2))
    assert plt.rcParams["savefig.pad_inches"] == 0
    assert figure.get_layout_engine() is not None


def test_figures_are_as_wide_as_the_text_and_sharp(styled):
    figure = plt.figure()
    assert figure.get_size_inches().tolist() == [plots.WIDTH, 2.8] and figure.dpi == 160
    assert same_color(figure.get_facecolor(), "white")


def test_axes_have_the_look_of_the_book(styled):
    figure, ax = plt.subplots()
    lines = [ax.plot([0, k], label="name")[0].get_color() for k in range(6)]
    assert lines == [plots.BLUE, plots.ORANGE, plots.GREEN, plots.RED, plots.GREY, plots.BLUE]
    seen = {side for side, spine in ax.spines.items() if spine.get_visible()}
    assert seen == {"left", "bottom"}
    assert same_color(ax.spines["left"].get_edgecolor(), plots.GREY)
    ax.set(title="title", xlabel="label")
    tick = ax.xaxis.get_major_ticks()[0]
    inks = (
        ax.title,
        ax.xaxis.label,
        ax.yaxis.label,
        tick.label1,
        ax.yaxis.get_major_ticks()[0].label1,
    )
    assert all(same_color(text.get_color(), plots.INK) for text in inks)
    assert (ax.title.get_fontsize(), ax.xaxis.label.get_fontsize()) == (9.5, 9)
    assert not ax.legend().get_frame_on() and not tick.gridline.get_visible()
    ax.grid(True)
    assert np.mean(to_rgb(ax.xaxis.get_gridlines()[0].get_color())) > 0.8  # light
    shown = ax.imshow([[0, 1]])
    assert shown.get_interpolation() == "nearest" and shown.get_cmap().name == "gray"
