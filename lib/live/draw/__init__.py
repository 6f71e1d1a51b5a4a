"""Draw a digit: the network of the book answers in the page."""

import base64

import numpy as np

from lib.layers import softmax

from ..kit.figure import Figure
from ..kit.network import layers_of, pack, picture, volumes
from ..kit.static import paragraph, table
from .sizes import PAD

START = 3  # the example that stands on the pad first

# When an answer is doubted. A lead of less than 0.3 before the second digit have, of the answers of
# lesson 14's network, 0.4 % of the right and 44 % of the wrong ones to MNIST's 10,000 test digits,
# 0.3 % and 62 % to the 5,000 packaged training digits. Lengths are those of the longer side, as
# shares of the pad: of 600 test digits, thinned to lines and drawn with the figure's pen, 98 % are
# read rightly from 0.45 on, 97 % at 0.4, 87 % at 0.3, 39 % at 0.2. What is shorter than two widths
# of the pen is a dot.
LIMITS = {"lead": 0.3, "small": 0.4, "least": 0.16}


def draw(network):
    """Draw a digit with mouse, finger or keyboard, and watch the network answer.

    The drawing is scaled and centred as the digits of MNIST were. All feature maps are shown, and
    follow every stroke; any number in them can be traced back to the pixels. The network runs in
    the page, with weights of 16 bits.

    Parameters
    ----------
    network : nn.Sequential
        As `lib.models.folded.load` returns it: Conv2d, ReLU, Flatten and Linear, from a picture of
        28 x 28 to ten logits.

    Returns
    -------
    Figure
        Ten digits of the packaged sample (of MNIST's training part) can be loaded, a letter and a
        scribble; a 3 is there first.

    Raises
    ------
    ValueError
        If the network has another kind of layer, or other sizes.

    Examples
    --------
    >>> import torch
    >>> from lib.models.folded import fold
    >>> from lib.models import slim_cnn
    >>> figure = draw(fold(slim_cnn((8, 16, 32, 32, 64))))
    >>> print(str(figure).split(";")[0])
    Draw a digit: a 3 of MNIST
    """
    from lib.data import load_sample  # here, since figures without a network need no torch

    layers = layers_of(network)
    images, labels = load_sample()
    examples = [images[(labels == digit).nonzero()[0].item(), 0].numpy() for digit in range(10)]
    shares = softmax(volumes(layers, examples[START] / 255)[-1].ravel())
    answer = shares.argmax()
    text = f"Draw a digit: a {START} of MNIST; the network answers {answer} ({shares[answer]:.1%})"
    static = [
        paragraph(f"{text}."),
        picture(examples[START], f"The {START} of MNIST, as the network sees it"),
        table(
            ["Digit", "Probability"],
            [[str(digit), f"{100 * share:.1f} %"] for digit, share in enumerate(shares)],
            "The network's answer",
        ),
    ]
    data = {
        "network": pack(layers),
        "examples": [base64.b64encode(example.tobytes()).decode() for example in examples],
        "others": [["a letter A", letter()], ["a scribble", scribble()]],
        "start": START,
        "limits": LIMITS,
    }
    styles = ["network-maps", "network-trace"]
    return Figure("draw", data, "".join(static), text, styles=styles)


def letter():
    """The lines of an A: lists of points (row, column) on the pad.

    Examples
    --------
    >>> len(letter())
    2
    """
    return [[[229, 66], [51, 140], [229, 214]], [[163, 94], [163, 186]]]


def scribble():
    """One line, round and round.

    Examples
    --------
    >>> len(scribble()[0])
    121
    """
    t = np.linspace(0, 2 * np.pi, 121)
    row = 62 * np.sin(5 * t) + 27 * np.sin(3 * t + 1)
    column = 62 * np.cos(4 * t) + 27 * np.cos(7 * t + 2)
    return [np.round(PAD / 2 + np.stack([row, column], axis=1), 1).tolist()]
