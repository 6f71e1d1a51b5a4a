"""Trace: any activation of a network, and exactly the pixels and weights that made it."""

import base64

import numpy as np

from ..kit.figure import Figure
from ..kit.network import layers_of, pack, picture, volumes
from ..kit.sizes import SHOWN, SIZE
from ..kit.static import paragraph, table


def trace(network, image):
    """Choose any activation of a network on a digit, and see the sum that made it.

    Shown are the inputs in its window, the weights, their products, the bias, what the ReLU does,
    and the pixels of the picture that it depends on. From an input, the trace leads one layer
    back. The network runs in the page, with weights of 16 bits.

    Parameters
    ----------
    network : nn.Sequential
        As `lib.models.folded.load` returns it: Conv2d, ReLU, Flatten and Linear, from a picture of
        28 x 28 to ten logits.
    image : array_like of shape (28, 28) or (1, 28, 28)
        From 0 (background) to 1 (ink).

    Returns
    -------
    Figure
        It begins with the largest activation of the second layer.

    Raises
    ------
    ValueError
        If the network has another kind of layer, or other sizes; or if the image has another shape
        or holds other numbers.

    Examples
    --------
    >>> import torch
    >>> from lib.models.folded import fold
    >>> from lib.models import slim_cnn
    >>> figure = trace(fold(slim_cnn((8, 16, 32, 32, 64))), np.eye(28))
    >>> str(figure).startswith("Trace of conv2[")
    True
    """
    layers = layers_of(network)
    image = np.asarray(image, np.float32)
    if image.shape not in {(SIZE, SIZE), (1, SIZE, SIZE)}:
        raise ValueError(f"image (of shape {image.shape}) must be of shape (28, 28) or (1, 28, 28)")
    if not (image.min() >= 0 and image.max() <= 1):  # NaN is refused too
        raise ValueError("image must hold numbers from 0 (background) to 1 (ink)")
    made = volumes(layers, image)
    n = min(1, len(layers) - 1)
    at = tuple(int(k) for k in np.unravel_index(made[n + 1].argmax(), made[n + 1].shape))
    x, layer = made[n], layers[n]
    terms, rest = _terms(x, layer, at)
    value = made[n + 1][at]
    text = f"Trace of {layer.name}[{', '.join(map(str, at))}] = {value:.4f}"
    source = layers[n - 1].name if n else "picture"
    static = [
        paragraph(f"{text}: products of inputs (of {source}) and weights, and the bias."),
        picture(np.rint(255 * image.reshape(SIZE, SIZE)).astype(np.uint8), "The picture traced"),
        table(
            ["Input: channel, row, column", "Value", "Weight", "Product"],
            [
                *(
                    [str(place)[1:-1], *(f"{number:.4f}" for number in row)]
                    for place, *row in terms
                ),
                ["all other products", "", "", f"{rest:.4f}"],
                ["bias", "", "", f"{layer.bias[at[0]]:.4f}"],
                ["activation", "", "", f"{value:.4f}"],
            ],
            "The sum, its largest products first",
        ),
    ]
    data = {
        "network": pack(layers),
        "picture": base64.b64encode(image.astype("<f4").tobytes()).decode(),
        "start": n,
    }
    return Figure("trace", data, "".join(static), text, styles=["network-maps", "network-trace"])


def _terms(x, layer, at):
    """The largest products as (place, input, weight, product), and the sum of all the others."""
    channel, i, j = at
    p, (rows, columns) = layer.padding, layer.weight.shape[2:]
    top, left = i * layer.stride, j * layer.stride
    padded = np.pad(x, [(0, 0), (p, p), (p, p)])
    inputs = padded[:, top : top + rows, left : left + columns]
    products = inputs * layer.weight[channel]
    order = np.argsort(-np.abs(products), axis=None, kind="stable")[:SHOWN]
    terms = []
    for element in order:
        c, k, m = (int(index) for index in np.unravel_index(element, products.shape))
        factors = inputs[c, k, m], layer.weight[channel, c, k, m]
        terms.append(((c, top + k - p, left + m - p), *factors, products[c, k, m]))
    return terms, products.sum() - sum(product for *_, product in terms)
