"""Draw a digit: the network of the book answers in the page."""

import base64
import io

import numpy as np
from PIL import Image

from lib.layers import softmax

from ..kit.figure import Figure
from ..kit.network import layers_of, pack, volumes
from ..kit.static import paragraph, table

START = 3  # the example that stands on the pad first


def draw(network):
    """Draw a digit with mouse, finger or keyboard, and watch the network answer.

    The drawing is scaled and centred as the digits of MNIST were. All feature maps are shown, and
    follow every stroke. The network runs in the page, with weights of 16 bits.

    Parameters
    ----------
    network : nn.Sequential
        As `lib.models.folded.load` returns it: Conv2d, ReLU, Flatten and Linear, from a picture of
        28 x 28 to ten logits.

    Returns
    -------
    Figure
        Ten digits of the packaged sample (of MNIST's training part) can be loaded; a 3 is there
        first.

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
    picture = [
        paragraph(f"{text}."),
        image(examples[START], f"The {START} of MNIST, as the network sees it"),
        table(
            ["Digit", "Probability"],
            [[str(digit), f"{100 * share:.1f} %"] for digit, share in enumerate(shares)],
            "The network's answer",
        ),
    ]
    data = {
        "network": pack(layers),
        "examples": [
            [digit, base64.b64encode(example.tobytes()).decode()]
            for digit, example in enumerate(examples)
        ],
        "start": START,
    }
    return Figure("draw", data, "".join(picture), text, styles=["network-maps"])


def image(pixels, alt):
    """HTML of a grey picture, uint8 of shape (rows, columns), five times as large.

    Examples
    --------
    >>> image(np.zeros((2, 2), np.uint8), "nothing")[:43]
    '<img alt="nothing" width="10" height="10" s'
    """
    file = io.BytesIO()
    # not compressed: compressors differ, and figures must be the same everywhere
    Image.fromarray(np.asarray(pixels)).save(file, "PNG", compress_level=0)
    source = f"data:image/png;base64,{base64.b64encode(file.getvalue()).decode()}"
    height, width = (5 * n for n in pixels.shape)
    return f'<img alt="{alt}" width="{width}" height="{height}" src="{source}">'
