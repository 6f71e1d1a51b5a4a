"""Questions of "Images and channels"."""

import numpy as np

from lib import layers
from lib.layers import parameter_count

from ..mistakes import of_parameters
from ..question import Lesson

lesson = Lesson("lesson-images-channels", "Images and channels")

X = np.array([[[2, 0, 1], [1, 3, 0]], [[1, 1, 0], [0, 2, 4]]])  # (C, H, W) = (2, 2, 3)
W = np.array([[[1, 0], [0, 2]], [[0, -1], [1, 0]]])


def over_channels(x, w):
    return layers.conv2d(x[None].astype(float), w[None].astype(float))[0, 0]


lesson.ask(
    "number",
    "q-wrap",
    int(np.array([50], np.uint8)[0].astype(int) - 90) % 256,
    "easy",
    0.5,
    "avoid two classic mistakes",
    {
        "if nothing wraps around": 50 - 90,
        "if it stops at 0": 0,
        "if it wraps at 255: a byte has 256 values": 50 - 90 + 255,
        "if the sign is dropped": 90 - 50,
    },
    asks="A pixel of type uint8 is 50. What does subtracting 90 make of it, in eight bits?",
    hints=("Below 0 it goes on from the other end: add 256.",),
    why="No error and no warning: turn bytes into a wider type before you compute.",
)

lesson.ask(
    "choice",
    "q-larger-image",
    "It stays as it is.",
    "easy",
    0.5,
    "count the parameters and the memory of a layer",
    {
        "that is true of the outputs: parameters do not know the image": "It becomes four times as large.",
        "the image's size is in neither product of the formula": "It becomes twice as large.",
        "the same kernels slide over more places, and none is dropped": "It becomes smaller.",
    },
    asks="An image becomes twice as high and twice as wide. What becomes of a layer's number of parameters?",
    hints=("Which letters stand in the formula of a layer's parameters?",),
    why="The same numbers serve a stamp and a poster: that is what parameter sharing means.",
)

lesson.ask(
    "shape",
    "q-batch-shape",
    (1, 3, 600, 512),
    "easy",
    0.5,
    "read an image into a tensor",
    {
        "with the channels last, as TensorFlow wants them": (1, 600, 512, 3),
        "without an axis for the batch": (3, 600, 512),
        "if columns come before rows": (1, 3, 512, 600),
        "if the axis of the channels comes first, and that of the batch second": (3, 1, 600, 512),
    },
    asks="A photograph has 600 rows, 512 columns and three colours. Which shape has a batch of this one image, for PyTorch's layers?",
    hints=("NCHW: images, channels, height, width.",),
    why="One image is a batch of one: `photo[None]`.",
)

lesson.ask(
    "number",
    "ex-second-layer",
    parameter_count(32, 64, 5, 5),
    "easy",
    2,
    "count the parameters",
    of_parameters(32, 64, 5)
    | {"from one output channel": 32 * 25 + 1, "if the outputs are left out too": 32 * 25},
    asks="A layer has 32 channels in, 64 out, and kernels of 5 × 5. How many parameters, biases included?",
    hints=(
        "Each output channel has a kernel for every input channel.",
        "And one bias for each output channel.",
    ),
    why="Over sixty times as many as the first layer: the channels multiply.",
)

lesson.ask(
    "number",
    "ex-mean-of-two",
    lambda a, b: int((np.uint8(a) + np.array([b], np.uint8))[0]) // 2,
    "medium",
    3,
    "avoid two classic mistakes",
    {
        "if nothing wraps around": lambda a, b: (a + b) // 2,
        "if the half is not rounded down": lambda a, b: (a + b) % 256 / 2,
        "if the wrapped sum is not halved": lambda a, b: (a + b) % 256,
        "if the sum wraps at 255: a byte has 256 values": lambda a, b: (a + b - 255) // 2,
        "if the sum stops at 255": lambda a, b: 255 // 2,
    },
    arguments=(181, 220),
    asks="uint8 photographs are blended by `(a + b) // 2`. What comes out for a pixel with a = 181 and b = 220?",
    hints=("First the sum, in eight bits; then the half, rounded down.",),
    why="Two bright pixels give a dark one: compute in a wider type.",
)


def _images(shape):
    return (np.arange(np.prod(shape)).reshape(shape),)


lesson.ask(
    "code",
    "ex-nhwc-to-nchw",
    lambda images: np.moveaxis(images, -1, 1),
    "medium",
    3,
    "avoid two classic mistakes",
    {
        "by `reshape`, which cuts the row of numbers anew": (
            lambda images: images.reshape([images.shape[k] for k in (0, 3, 1, 2)])
        ),
        "if rows and columns change places: (N, C, W, H)": lambda images: images.swapaxes(1, 3),
        "if the axes go the other way, from NCHW to NHWC": lambda images: np.moveaxis(
            images, 1, -1
        ),
        "if all axes are reversed": lambda images: images.T,
        "if nothing is moved": lambda images: images,
    },
    cases=(_images((1, 2, 3, 2)), _images((2, 3, 2, 4)), _images((2, 2, 2, 3))),
    asks="Write `to_nchw(images)`: it takes an array (N, H, W, C) and returns it as (N, C, H, W).",
    hints=(
        "`reshape` returns the right shape and the wrong image.",
        "For each new axis, name the old one: `transpose`, NumPy's `permute`, wants them in this order.",
    ),
    why="Axes are moved, and the numbers stay with their pixels.",
)

lesson.ask(
    "numbers",
    "ex-two-channels",
    over_channels(X, W),
    "easy",
    5,
    "compute a convolution over channels on paper",
    {
        "from the first channel alone": over_channels(X[:1], W[:1]),
        "from the second channel alone": over_channels(X[1:], W[1:]),
        "if the first kernel serves both channels": over_channels(X, W[[0, 0]]),
        "if the kernels are flipped, which layers do not do": over_channels(X, W[:, ::-1, ::-1]),
        "if the channels' kernels change places": over_channels(X, W[::-1]),
        "if the channels are kept apart and not added up": np.concatenate(
            [over_channels(X[:1], W[:1]), over_channels(X[1:], W[1:])], axis=None
        ),
    },
    asks="As layers do it: channels [[2, 0, 1], [1, 3, 0]] and [[1, 1, 0], [0, 2, 4]], kernels [[1, 0], [0, 2]] and [[0, −1], [1, 0]], no bias. Which two numbers come out?",
    hints=(
        "Four products for each channel at the first position.",
        "Then add the sums of the two channels.",
    ),
    why="One output channel is one number at each place, however many channels go in.",
)

lesson.ask(
    "shape",
    "ex-shape-through",
    (8, 16, 32, 32),
    "medium",
    3,
    "count the parameters and the memory of a layer",
    {
        "if the input channels stay": (8, 3, 32, 32),
        "if the stride is left out": (8, 16, 64, 64),
        "if the padding is left out": (8, 16, 30, 30),
        "if the + 1 is forgotten": (8, 16, 31, 31),
        "if the images are taken for the channels": (16, 8, 32, 32),
        "with the channels last": (8, 32, 32, 16),
    },
    asks="A batch of shape (8, 3, 64, 64) goes through `nn.Conv2d(3, 16, kernel_size=5, padding=2, stride=2)`. Which shape comes out?",
    hints=(
        "The number of images stays, the channels become those of the layer.",
        "Rows: ⌊(64 + 4 − 5)/2⌋ + 1.",
    ),
    why="Images stay, channels are the layer's, and rows and columns follow the formula.",
)

lesson.ask(
    "number",
    "ex-activations",
    64 * 64 * 14 * 14 * 4,
    "medium",
    3,
    "count the parameters and the memory of a layer",
    {
        "for one image": 64 * 14 * 14 * 4,
        "for one byte each: float32 has four": 64 * 64 * 14 * 14,
        "for eight bytes each, as in NumPy's usual type": 64 * 64 * 14 * 14 * 8,
        "for the parameters, which do not grow with the batch": parameter_count(32, 64, 5, 5) * 4,
        "if rows and columns are added": 64 * 64 * (14 + 14) * 4,
    },
    asks="`conv2` returns 64 maps of 14 × 14 numbers for each image. How many bytes do they take in float32, for a batch of 64 images?",
    hints=("How many numbers are that for one image?", "Times 64 images, times four bytes."),
    why="With more than a few images the activations of convolutional layers fill the memory, not the parameters.",
)

lesson.ask(
    "line",
    "ex-portraits",
    3,
    "medium",
    2,
    "avoid two classic mistakes",
    {
        "it returns a tensor (3, 600, 512) of bytes, as it should": 1,
        "dividing by 255 makes floats between 0 and 1": 2,
        "it shows what it is given": 4,
    },
    lines=(
        'photo = read_image("photo.jpg")',
        "x = photo / 255",
        "picture = x.reshape(600, 512, 3)",
        "plt.imshow(picture)",
    ),
    asks="This shows nine grey portraits in place of one photograph. Which line has to change?",
    hints=("Which line cuts the row of numbers anew in place of moving axes?",),
    why="`permute(1, 2, 0)` moves the axes; `reshape` only cuts the row of numbers anew.",
)

READ = (
    'photo = read_image("photo.jpg")',
    "x = photo / 255",
    "batch = x[None]",
    "maps = layer(batch)",
)
lesson.ask(
    "order",
    "ex-file-to-maps",
    READ,
    "hard",
    3,
    "read an image into a tensor",
    {
        "`read_image` puts the channels first already, and this takes them to the end": (
            READ[0],
            READ[1],
            "batch = x.permute(1, 2, 0)[None]",
            READ[3],
        ),
        "bytes would go into the layer: it wants floats": (
            READ[0],
            "batch = photo[None]",
            READ[3],
        ),
        "that works, but gives maps without an axis for the batch; a batch was asked for": (
            READ[0],
            READ[1],
            "maps = layer(x)",
        ),
    },
    asks="Put the lines in order that lead from a file to the feature maps of a layer, for a batch of one image. Some lines do not belong.",
    hints=("What type do networks compute in?", "Which axis is missing in front?"),
    why="Read, scale, add the axis of the batch, run.",
)

lesson.ask(
    "open",
    "ex-why-sum",
    "A filter asks one question about all channels at once, such as whether something red borders on something green. So each channel "
    "has a kernel of its own, and what they find at a place is added up to one number. Kept apart, the channels would never "
    "meet, and the number of maps would grow with every layer as a product.",
    "hard",
    4,
    "compute a convolution over channels on paper",
    {},
    asks="Why does a filter add up its channels, in place of returning one map for each? Answer in two or three sentences.",
    hints=("What could no filter find if channels never met?",),
    why="Many filters, each over all channels: that is a layer.",
)
