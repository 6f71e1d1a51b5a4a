"""The page of conventions: each cell of a library that is installed is run."""

import inspect
import re

import numpy as np
import pytest
import torch
import torch.nn.functional as F
from matplotlib.cbook import get_sample_data
from matplotlib.image import imread
from PIL import Image
from scipy import ndimage, signal
from torch import nn
from torchvision.io import read_image

from tools import ROOT

PAGE = (ROOT / "book" / "conventions.md").read_text("utf-8")
NOT_RUN = {"TensorFlow, Keras", "Keras"}
X, W, EVEN = np.arange(6.0), np.array([1.0, 2, 4]), np.ones(4)
STRAIGHT, FLIPPED = [10, 17, 24, 31], [4, 11, 18, 25]  # by hand, of X and W without padding
IN_FRONT, BEHIND = [1, 3, 6, 10, 14, 12], [3, 6, 10, 14, 12, 9]  # where the odd zero stands


def read_cells():
    """All cells of the page, by the name of their row and of their column."""
    found = {}
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        head, _, *rows = [
            [cell.strip() for cell in line.split("|")[1:-1]] for line in table.splitlines()
        ]
        for name, *said in rows:
            found |= {(name, column): words for column, words in zip(head[1:], said, strict=True)}
    return found


def same(values, expected):
    return np.array_equal(np.ravel(values), expected)


def torch_1d(x, w, **settings):
    x, w = (torch.tensor(each)[None, None] for each in (x, w))
    return F.conv1d(x, w, **settings)[0, 0].numpy()


def takes(function, *names):
    return set(names) <= set(inspect.signature(function).parameters)


def takes_no(functions, *names):
    return not any(takes(each, name) for each in functions for name in names)


def refuses(function, *given, **settings):
    try:
        function(*given, **settings)
    except (RuntimeError, ValueError, TypeError):
        return True
    return False


NUMPY = (np.convolve, np.correlate)
SCIPY = (signal.convolve, signal.correlate, signal.convolve2d, signal.correlate2d)


def lengths(function):
    return [len(function(X, W, mode)) for mode in ("full", "same", "valid")]


def lengths_2d(function):
    return [function(X[None], W[None], mode).shape[1] for mode in ("full", "same", "valid")]


def step(kind, decay, gradient=1.0):
    """A weight of 2 after one step with learning rate 0.5 against a gradient."""
    w = torch.tensor(2.0, requires_grad=True)
    w.grad = torch.tensor(gradient)
    kind([w], lr=0.5, weight_decay=decay).step()
    return w.item()


def ratio_of_dropout():
    torch.manual_seed(0)
    y = F.dropout(torch.ones(10_000), 0.9)
    return (y == 0).float().mean().item(), y.max().item()


def running_mean():
    layer = nn.BatchNorm2d(1)
    layer(torch.full((2, 1, 1, 1), 5.0))
    return layer.running_mean.item()


def first_weights():
    torch.manual_seed(0)
    layer = nn.Conv2d(3, 100, 5)
    bound = 1 / 75**0.5
    parameters = [layer.weight.detach(), layer.bias.detach()]
    return all(0.95 * bound < part.abs().max() <= bound for part in parameters)


def photograph():
    return get_sample_data("grace_hopper.jpg", asfileobj=False)


def pooled(layer, x=-1.0):
    return layer(torch.full((1, 1, 4, 4), x)).flatten().tolist()


LOGITS, ONE, BINARY = torch.tensor([[2.0, 0, 1]]), torch.tensor([0]), torch.tensor([1.0])
MODES = '`mode=`: `"full"`, `"same"`, `"valid"`'
CHECKS = {
    ('what "convolution" computes', "PyTorch"): (
        "cross-correlation",
        lambda: same(torch_1d(X, W), STRAIGHT),
    ),
    ('what "convolution" computes', "NumPy"): (
        "convolution",
        lambda: same(np.convolve(X, W, "valid"), FLIPPED),
    ),
    ('what "convolution" computes', "SciPy"): (
        "convolution",
        lambda: (
            same(signal.convolve(X, W, "valid"), FLIPPED)
            and same(signal.convolve2d(X[None], W[None], "valid"), FLIPPED)
        ),
    ),
    ("the other one", "PyTorch"): (
        "flip the kernel yourself",
        lambda: same(torch_1d(X, W[::-1].copy()), FLIPPED),
    ),
    ("the other one", "NumPy"): ("`correlate`", lambda: same(np.correlate(X, W), STRAIGHT)),
    ("the other one", "SciPy"): (
        "`correlate`, `correlate2d`",
        lambda: (
            same(signal.correlate(X, W, "valid"), STRAIGHT)
            and same(signal.correlate2d(X[None], W[None], "valid"), STRAIGHT)
        ),
    ),
    ("axes", "PyTorch"): (
        "1, 2 or 3, besides batch and channels",
        lambda: all(
            function(torch.ones(1, 1, *[3] * axes), torch.ones(1, 1, *[3] * axes)).numel() == 1
            for axes, function in enumerate((F.conv1d, F.conv2d, F.conv3d), 1)
        ),
    ),
    ("axes", "NumPy"): ("1", lambda: all(refuses(each, X[None], W[None]) for each in NUMPY)),
    ("axes", "SciPy"): (
        "any; with `2d` in its name, 2",
        lambda: (
            signal.convolve(np.ones([2] * 4), np.ones([2] * 4)).ndim == 4
            and refuses(signal.convolve2d, X, W)
        ),
    ),
    ("padding, if nothing is said", "PyTorch"): ("none", lambda: len(torch_1d(X, W)) == 4),
    ("padding, if nothing is said", "NumPy"): (
        "`convolve`: full; `correlate`: none",
        lambda: [len(each(X, W)) for each in NUMPY] == [8, 4],
    ),
    ("padding, if nothing is said", "SciPy"): (
        "full",
        lambda: {each(*np.atleast_2d(X, W)).size for each in SCIPY} == {8},
    ),
    ("how padding is said", "PyTorch"): (
        '`padding=`: cells on **each** side, `"valid"`, `"same"`',
        lambda: [len(torch_1d(X, W, padding=p)) for p in (2, "valid", "same")] == [8, 4, 6],
    ),
    ("how padding is said", "NumPy"): (
        MODES,
        lambda: all(takes(each, "mode") and lengths(each) == [8, 6, 4] for each in NUMPY),
    ),
    ("how padding is said", "SciPy"): (
        MODES,
        lambda: all(takes(each, "mode") and lengths_2d(each) == [8, 6, 4] for each in SCIPY),
    ),
    ('outputs of "same", stride 1', "PyTorch"): (
        "$n$",
        lambda: len(torch_1d(X[:3], np.ones(5), padding="same")) == 3,
    ),
    ('outputs of "same", stride 1', "NumPy"): (
        r"$\max(n, m)$",
        lambda: {len(each(X[:3], np.ones(5), "same")) for each in NUMPY} == {5},
    ),
    ('outputs of "same", stride 1', "SciPy"): (
        "$n$, the size of the first argument",
        lambda: {each(X[None, :3], np.ones((1, 5)), "same").size for each in SCIPY} == {3},
    ),
    ('the odd zero of "same", even kernel', "PyTorch"): (
        "behind",
        lambda: same(torch_1d(X, EVEN, padding="same"), BEHIND),
    ),
    ('the odd zero of "same", even kernel', "NumPy"): (
        "in front",
        lambda: all(same(each(X, EVEN, "same"), IN_FRONT) for each in NUMPY),
    ),
    ('the odd zero of "same", even kernel', "SciPy"): (
        "in front; `correlate2d`: behind",
        lambda: (
            all(same(each(X[None], EVEN[None], "same"), IN_FRONT) for each in SCIPY[:3])
            and same(signal.correlate2d(X[None], EVEN[None], "same"), BEHIND)
        ),
    ),
    ('"same" with a stride', "PyTorch"): (
        "refused",
        lambda: refuses(torch_1d, X, W, padding="same", stride=2),
    ),
    ("stride", "PyTorch"): ("`stride=`", lambda: same(torch_1d(X, W, stride=2), STRAIGHT[::2])),
    ("stride", "NumPy"): (
        "none: keep every $s$-th",
        lambda: takes_no(NUMPY, "stride", "strides", "step"),
    ),
    ("stride", "SciPy"): (
        "none: keep every $s$-th",
        lambda: takes_no(SCIPY, "stride", "strides", "step"),
    ),
    ("dilation", "PyTorch"): ("`dilation=`", lambda: len(torch_1d(X, W, dilation=2)) == 2),
    ("dilation", "NumPy"): ("none", lambda: takes_no(NUMPY, "dilation", "dilation_rate")),
    ("dilation", "SciPy"): ("none", lambda: takes_no(SCIPY, "dilation", "dilation_rate")),
    ("around the border, if not zeros", "PyTorch"): (
        "`padding_mode=`",
        lambda: nn.Conv1d(1, 1, 3, padding=1, padding_mode="reflect") is not None,
    ),
    ("around the border, if not zeros", "NumPy"): (
        "`np.pad` before it",
        lambda: takes_no(NUMPY, "boundary") and same(np.pad([1, 2], 1, "reflect"), [2, 1, 2, 1]),
    ),
    ("around the border, if not zeros", "SciPy"): (
        "`convolve2d`: `boundary=`",
        lambda: takes(signal.convolve2d, "boundary") and not takes(signal.convolve, "boundary"),
    ),
    ("a batch of images", "PyTorch"): (
        "(N, C, H, W)",
        lambda: nn.Conv2d(3, 1, 1)(torch.ones(2, 3, 4, 5)).shape == (2, 1, 4, 5),
    ),
    ("one image in colour", "PyTorch"): (
        "(C, H, W)",
        lambda: read_image(photograph()).shape == (3, 600, 512),
    ),
    ("one image in colour", "NumPy, SciPy, Matplotlib, Pillow"): (
        "(H, W, C)",
        lambda: imread(photograph()).shape == np.shape(Image.open(photograph())) == (600, 512, 3),
    ),
    ("kernels of a layer", "PyTorch"): (
        "(O, C, rows, columns)",
        lambda: nn.Conv2d(3, 8, (5, 7)).weight.shape == (8, 3, 5, 7),
    ),
    ("weights of a linear layer", "PyTorch"): (
        "(out, in)",
        lambda: nn.Linear(3, 8).weight.shape == (8, 3),
    ),
    ("maps, laid out in a row", "PyTorch"): (
        "channel by channel",
        lambda: same(nn.Flatten()(torch.tensor([[[[1, 2]], [[3, 4]]]])), [1, 2, 3, 4]),
    ),
    ("maps, laid out in a row", "NumPy, SciPy, Matplotlib, Pillow"): (
        "in the order of the axes",
        lambda: same(np.array([[[1, 3]], [[2, 4]]]).reshape(-1), [1, 3, 2, 4]),
    ),
    ("type of a new array of floats", "PyTorch"): (
        "`float32`",
        lambda: torch.tensor([1.0]).dtype == torch.ones(1).dtype == torch.float32,
    ),
    ("type of a new array of floats", "NumPy, SciPy, Matplotlib, Pillow"): (
        "`float64`",
        lambda: np.array([1.0]).dtype == np.ones(1).dtype == np.float64,
    ),
    ("stride of a pooling, if nothing is said", "PyTorch"): (
        "size of its window",
        lambda: nn.MaxPool2d(3).stride == nn.AvgPool2d(3).stride == 3,
    ),
    ("padding of max pooling", "PyTorch"): (
        "never wins: minus infinity",
        lambda: pooled(nn.MaxPool2d(3, 3, 1)) == [-1] * 4,
    ),
    ("padding of mean pooling", "PyTorch"): (
        "counted as zeros, unless `count_include_pad=False`",
        lambda: (
            pooled(nn.AvgPool2d(2, 4, 1)) == [-0.25] * 4
            and pooled(nn.AvgPool2d(2, 4, 1, count_include_pad=False)) == [-1] * 4
        ),
    ),
    ("number given to dropout", "PyTorch"): (
        "probability to **drop**, `p`",
        lambda: takes(nn.Dropout, "p") and 0.85 < ratio_of_dropout()[0] < 0.95,
    ),
    ("survivors of dropout", "PyTorch"): (
        "times $1/(1 - p)$ in training",
        lambda: np.isclose(ratio_of_dropout()[1], 10),
    ),
    ("who turns dropout on and off", "PyTorch"): (
        "you: `model.train()`, `model.eval()`",
        lambda: (
            nn.Dropout(1).train()(torch.ones(1)) == 0 and nn.Dropout(1).eval()(torch.ones(1)) == 1
        ),
    ),
    ("cross-entropy takes", "PyTorch"): (
        "logits: `CrossEntropyLoss`",
        lambda: torch.isclose(nn.CrossEntropyLoss()(LOGITS, ONE), -LOGITS.log_softmax(1)[0, 0]),
    ),
    ("and as target", "PyTorch"): (
        "class numbers, or a probability for each class",
        lambda: torch.isclose(
            F.cross_entropy(LOGITS, ONE), F.cross_entropy(LOGITS, torch.tensor([[1.0, 0, 0]]))
        ),
    ),
    ("binary cross-entropy takes", "PyTorch"): (
        "logits: `BCEWithLogitsLoss`; probabilities: `BCELoss`",
        lambda: torch.isclose(
            nn.BCEWithLogitsLoss()(BINARY, BINARY), nn.BCELoss()(BINARY.sigmoid(), BINARY)
        ),
    ),
    (r"$\lambda \sum w^2$ in the loss", "PyTorch"): (
        r"`weight_decay=` $2\lambda$ of `SGD` and `Adam`",
        # the penalty 0.25 w^2 adds 0.25 * 2 * 2 = 1 to the gradient
        lambda: all(
            np.isclose(step(kind, 0.5, g), step(kind, 0, g + 1))
            for kind in (torch.optim.SGD, torch.optim.Adam)
            for g in (1.0, -0.5)
        ),
    ),
    ("`weight_decay` of the optimiser", "PyTorch"): (
        "`SGD`, `Adam`: added to the gradient; `AdamW`: shrinks the weights",
        lambda: (
            np.isclose(step(torch.optim.SGD, 0.5), 2 - 0.5 * (1 + 0.5 * 2))
            and np.isclose(step(torch.optim.Adam, 0.5), 1.5)
            and np.isclose(step(torch.optim.AdamW, 0.5), 2 * (1 - 0.5 * 0.5) - 0.5)
        ),
    ),
    ("`momentum` of batch normalisation", "PyTorch"): (
        "weight of the **new** batch, 0.1",
        lambda: np.isclose(running_mean(), 0.1 * 5),
    ),
    ("first weights of a convolution", "PyTorch"): (
        r"even between $\pm 1/\sqrt{k}$ for $k$ inputs of an output, biases too",
        first_weights,
    ),
}
CELLS = {place: words for place, words in read_cells().items() if place[1] not in NOT_RUN and words}
NOTHING_TO_RUN = {("a batch of images", "NumPy, SciPy, Matplotlib, Pillow"): "no habit"}


@pytest.mark.filterwarnings("ignore:Using padding='same' with even kernel")
@pytest.mark.filterwarnings("ignore:The image decoding:DeprecationWarning")
@pytest.mark.parametrize("place", CHECKS, ids=" - ".join)
def test_a_cell_says_what_its_library_does(place):
    words, is_so = CHECKS[place]
    assert CELLS[place] == words
    assert is_so()


def test_every_cell_of_an_installed_library_is_run():
    assert {*CELLS} - {*CHECKS} == {*NOTHING_TO_RUN}


def test_the_page_says_which_column_was_not_run():
    assert "**TensorFlow's column was not run**" in PAGE
    assert {column for _, column in read_cells()} >= NOT_RUN


def test_ndimage_keeps_the_size_and_mirrors_the_border():
    assert same(ndimage.convolve1d(X, np.ones(3)), [1, 3, 6, 9, 12, 14])
    assert same(ndimage.convolve1d(X, np.ones(3), mode="constant"), [1, 3, 6, 9, 12, 9])


def test_weights_move_to_keras_and_back():
    weight = torch.rand(8, 3, 5, 7)
    assert weight.permute(2, 3, 1, 0).shape == (5, 7, 3, 8)
