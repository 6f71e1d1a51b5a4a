"""Drawing what others computed: every function takes an axes, draws one thing on it, returns it."""

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.patches import Rectangle

# Okabe and Ito's colours, told apart by the colour-blind too
BLUE, ORANGE, GREEN, RED, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#8A8F98"
INK = "#22303C"
WIDTH = 7.2  # inches: every figure of the book is as wide as its text


def set_style():
    """Give all following figures the book's look."""
    plt.rcParams.update(
        {
            "figure.figsize": (WIDTH, 2.8),
            "figure.dpi": 160,
            "figure.constrained_layout.use": True,
            "figure.facecolor": "white",
            "figure.hooks": ["lib.plots:keep_size"],
            "savefig.pad_inches": 0,
            "font.size": 9,
            "axes.titlesize": 9.5,
            "axes.prop_cycle": plt.cycler(color=[BLUE, ORANGE, GREEN, RED, GREY]),
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.edgecolor": GREY,
            "axes.grid": False,
            "grid.color": "#DDE1E6",
            "text.color": INK,
            "axes.labelcolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "legend.frameon": False,
            "image.interpolation": "nearest",
            "image.cmap": "gray",
        }
    )


def keep_size(figure):
    """Keep a figure from being cropped, so that all are as wide as the text and scaled alike.

    Notebooks crop figures to their content; the background counts as content from here on.
    """
    figure.patch.set_in_layout(True)


def cells(ax, values, *, padding=0, highlight=None, colour=ORANGE, fmt="g", title=None):
    """Draw a vector or a matrix as cells with their numbers written in.

    Parameters
    ----------
    ax : matplotlib Axes
    values : array_like of shape (columns,) or (rows, columns)
        NaN leaves its cell empty.
    padding : int or (int, int)
        That many outer rows and columns are drawn as padding: grey, with dashed borders.
        A vector has padding left and right alone.
    highlight : array_like of bool, shape of values, optional
        The cells to fill with `colour`.
    colour : str
    fmt : str
        How a number is written, as in `format`.
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> _, ax = plt.subplots()
    >>> len(cells(ax, [[1, 2], [3, 4]], title="X").texts)
    4
    """
    values = np.asarray(values, dtype=float)
    rows_padded, columns_padded = (0, padding) if values.ndim == 1 else np.broadcast_to(padding, 2)
    marked = np.zeros(values.shape, bool) if highlight is None else np.asarray(highlight, bool)
    values, marked = np.atleast_2d(values), np.atleast_2d(marked)
    rows, columns = values.shape
    for (i, j), value in np.ndenumerate(values):
        inside = (
            rows_padded <= i < rows - rows_padded and columns_padded <= j < columns - columns_padded
        )
        fill = colour if marked[i, j] else "white" if inside else "#F1F3F5"
        ax.add_patch(
            Rectangle(
                (j - 0.5, i - 0.5), 1, 1,
                facecolor=fill, alpha=0.45 if marked[i, j] else 1, edgecolor="none", zorder=1,
            )
        )  # fmt: skip
        ax.add_patch(
            Rectangle(
                (j - 0.5, i - 0.5), 1, 1,
                fill=False, edgecolor=INK if inside else GREY, linewidth=0.8,
                linestyle="-" if inside else (0, (3, 2)), zorder=3 if inside else 2,
            )
        )  # fmt: skip
        if not np.isnan(value):
            ink = INK if inside else GREY
            ax.text(j, i, format(value, fmt), ha="center", va="center", color=ink, zorder=4)
    ax.set(xlim=(-0.6, columns - 0.4), ylim=(rows - 0.4, -0.6), aspect="equal", title=title)
    ax.axis("off")
    return ax


def frame(ax, row, column, rows, columns, colour=ORANGE):
    """Frame a window of `cells` or of an `image`, by its first row and column and its size."""
    ax.add_patch(
        Rectangle(
            (column - 0.5, row - 0.5), columns, rows,
            fill=False, edgecolor=colour, linewidth=2.5, zorder=5, clip_on=False,
        )
    )  # fmt: skip
    return ax


def image(ax, values, *, signed=False, limits=None, title=None):
    """Show an image pixel by pixel: (H, W) in grey, (3, H, W) or (1, H, W) as a tensor has it.

    Parameters
    ----------
    ax : matplotlib Axes
    values : array_like of shape (H, W), (1, H, W) or (3, H, W)
    signed : bool
        Blue below zero, red above, white at zero.
    limits : (float, float) or float, optional
        The values shown as darkest and brightest, or the largest magnitude where signed. Give the
        same limits to images that are compared. Without them, those of this image.
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> _, ax = plt.subplots()
    >>> image(ax, [[-1, 0, 2]], signed=True).images[0].get_clim()
    (-2.0, 2.0)
    """
    values = np.asarray(values)
    if values.ndim == 3:
        values = values[0] if len(values) == 1 else np.moveaxis(values, 0, -1)
    if signed:
        most = float(np.abs(values).max() if limits is None else limits)
        ax.imshow(values, cmap="RdBu_r", vmin=-most, vmax=most)
    else:
        low, high = (None, None) if limits is None else limits
        ax.imshow(values, vmin=low, vmax=high)
    ax.set(xticks=[], yticks=[], title=title)
    ax.spines[:].set_visible(False)
    return ax


def confusion(ax, counts):
    """Write a confusion matrix, (classes, classes): true classes in rows, predictions in columns.

    Mistakes are shaded by their number; the diagonal, being right, is left white.
    """
    counts = np.asarray(counts)
    wrong = np.where(np.eye(len(counts), dtype=bool), 0, counts)
    ax.imshow(wrong, cmap="Oranges", vmin=0, vmax=max(2, 2 * wrong.max()))
    for (i, j), count in np.ndenumerate(counts):
        weight = "bold" if i == j else "normal"
        ax.text(j, i, f"{count}" if count else "", ha="center", va="center", fontweight=weight)
    ticks = range(len(counts))
    ax.set(xticks=ticks, yticks=ticks, xlabel="predicted", ylabel="true")
    return ax


def connections(ax, edges, inputs, outputs, *, colours=None, title=None):
    """Draw units as dots in two rows, inputs below, and the weights between them as lines.

    Parameters
    ----------
    ax : matplotlib Axes
    edges : sequence of (int, int)
        (input, output) of every weight.
    inputs, outputs : int
        Units in the rows.
    colours : sequence of str, optional
        One for each edge; edges that share a weight should share a colour.
    title : str, optional

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> _, ax = plt.subplots()
    >>> len(connections(ax, [(0, 0), (1, 0)], inputs=3, outputs=1).lines)
    2
    """
    below, above = (np.arange(n) - (n - 1) / 2 for n in (inputs, outputs))
    for (i, o), colour in zip(edges, colours or [GREY] * len(edges), strict=True):
        ax.plot([below[i], above[o]], [0, 1], color=colour, linewidth=1.2, zorder=1)
    ax.scatter(below, np.zeros(inputs), s=130, color="white", edgecolor=INK, zorder=2)
    ax.scatter(above, np.ones(outputs), s=130, color=BLUE, edgecolor=INK, zorder=2)
    reach = max(inputs, outputs) / 2
    ax.set(xlim=(-reach, reach), ylim=(-0.25, 1.25), title=title)
    ax.axis("off")
    return ax


def feature_maps(ax, shapes, names):
    """Draw what flows through a network: each shape (C, H, W) or (features,) as a stack of sheets.

    Height and width of a sheet follow the square root of H and W, the number of sheets the
    logarithm of C, so that 28 x 28 and 7 x 7, 1 and 1,024 all fit into one picture.

    Parameters
    ----------
    ax : matplotlib Axes
    shapes : sequence of tuple of int
        Shapes without N.
    names : sequence of str
        What produced each shape.

    Returns
    -------
    matplotlib Axes

    Examples
    --------
    >>> _, ax = plt.subplots()
    >>> [text.get_text() for text in feature_maps(ax, [(1, 28, 28), (10,)], ["in", "fc"]).texts]
    ['in', '1×28×28', 'fc', '10']
    """
    left = 0.0
    for shape, name in zip(shapes, names, strict=True):
        if len(shape) == 3:
            sheets, fill = 1 + round(np.log2(shape[0])), "#DCEBF5"
            width, height = np.sqrt(shape[2]), np.sqrt(shape[1])
        else:
            sheets, fill = 1, "#FBE8C0"
            width, height = 0.5, 0.7 * np.log2(shape[0])
        for k in reversed(range(sheets)):
            corner = (left + 0.28 * k, 0.28 * k - height / 2)
            ax.add_patch(
                Rectangle(corner, width, height, facecolor=fill, edgecolor=BLUE, zorder=-k)
            )
        middle = left + width / 2
        ax.text(middle, -5.0, name, ha="center", va="top", fontweight="bold", fontsize=8)
        ax.text(middle, -6.0, "×".join(map(str, shape)), ha="center", va="top", fontsize=7.5)
        left += max(width + 0.28 * sheets + 1.2, 3.2)
    ax.set(xlim=(-1.5, left - 0.5), ylim=(-7.2, 5), aspect="equal")
    ax.axis("off")
    return ax
