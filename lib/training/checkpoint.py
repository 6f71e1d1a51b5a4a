"""Checkpoints: files from which a training goes on as if it had never stopped."""

import codecs
import io
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch
from torch import nn

from lib.files import write_whole
from lib.training import parallel
from lib.training.callbacks import Callback, require_shapes
from lib.training.device import place
from lib.training.randomness import Randomness

# What NumPy's numbers and arrays are stored by: data, which runs no code when it is read.
_NUMPY = [
    np.ndarray,
    np.dtype,
    np.float64(0).__reduce__()[0],
    np.zeros(0).__reduce__()[0],
    *{type(np.dtype(code)) for code in np.typecodes["AllInteger"] + np.typecodes["Float"] + "?"},
    codecs.encode,
]

FEW = 10  # numbers: a tensor of so many may be a setting, such as a learning rate


class Checkpoint(Callback):
    """All that a training needs to go on after its last whole epoch, kept in a file.

    The file is written after every epoch. If it is there already, the training goes on after the
    last epoch in it, and ends as it would have without the interruption. The call has to be the
    same as the one that wrote it; other settings, sizes or shapes are noticed, other data are not.

    The file is an ordinary torch file, followed by the SHA-256 of its bytes. It is replaced in one
    step: whenever the process is killed, the old file is there or the new one, and never half.
    Several processes (`lib.training.parallel`) share the file of process 0.

    What is kept: weights, optimizer, history, the `parts` of the other callbacks, each by a name of
    its own, and random numbers, see `lib.training.randomness`. Worker processes of a loader start
    anew.

    Parameters
    ----------
    path : path
        The file. Its folder must be there already.

    Raises
    ------
    ValueError
        As the training begins, if the file is damaged or of another training (it is left as it is),
        if its folder is not there, if something to be kept could not be read again, or if two parts
        have one name.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from lib.training import train
    >>> dl = [(torch.zeros(4, 2), torch.zeros(4, dtype=torch.long))]
    >>> with TemporaryDirectory() as folder:
    ...     histories = [
    ...         train(torch.nn.Linear(2, 2), 2, dl, dl, callbacks=[Checkpoint(folder + "/it.pt")])
    ...         for _ in range(2)
    ...     ]
    >>> histories[0] == histories[1]  # the second finds all its epochs in the file
    True
    """

    def __init__(self, path):
        self.path = Path(path)

    def before_training(self, training):
        require_shapes(training.model)
        device = place(training.model, None)
        loaders = {"train_dl": training.train_dl, "valid_dl": training.valid_dl}
        self.kept = _parts(training)
        self.randomness = Randomness(device, loaders)
        self.plan = self._describe(training.num_epochs, device, loaders)
        saved = parallel.from_first(self._read)
        if saved is None:
            self._pack([self.randomness.state_dict()])  # refuses now what could not be read later
        else:
            for name, part in self.kept.items():
                part.load_state_dict(saved["parts"][name])
            self.randomness.load_state_dict(saved["random"][parallel.rank()])

    def after_epoch(self):
        states = parallel.gather(self.randomness.state_dict())
        parallel.from_first(lambda: write_whole(self.path, self._pack(states)))

    def _describe(self, num_epochs, device, loaders):
        """Say what must be the same when the training goes on."""
        plan = {"num_epochs": num_epochs, "device": device.type}
        plan["number of processes"] = parallel.size()
        for name, dl in loaders.items():
            plan[f"length of {name}"] = len(dl)
            if hasattr(getattr(dl, "dataset", None), "__len__"):
                plan[f"examples in {name}"] = len(dl.dataset)
        plan |= {f"generator {name}": "there" for name in self.randomness.generators}
        for name, part in self.kept.items():
            plan[f"kind of {name}"] = type(part).__name__
            for key, value in part.state_dict().items():
                learned = isinstance(part, nn.Module) or (name, key) == ("optimizer", "state")
                plan[f"{name} {key}"] = _plain(value, 0 if learned else FEW)
        return {name: str(value) for name, value in plan.items()}

    def _pack(self, states):
        """Return the file's bytes, after a look whether they can be read again."""
        parts = {name: part.state_dict() for name, part in self.kept.items()}
        try:
            content = _bytes({"plan": self.plan, "parts": parts, "random": states})
            _load(content)
        except Exception as error:
            raise ValueError(
                f"checkpoint (={self.path}) must hold data that can be read again, but "
                f"{_unreadable(parts)} cannot"
            ) from error
        return content + sha256(content).digest()

    def _read(self):
        if self.path.is_dir() or not self.path.parent.is_dir():
            raise ValueError(f"checkpoint (={self.path}) must be a file in a folder that exists")
        if not self.path.exists():
            return None
        content = self.path.read_bytes()
        content, digest = content[:-32], content[-32:]
        if sha256(content).digest() != digest:
            raise ValueError(
                f"checkpoint (={self.path}) must be a whole file that a training wrote; this one "
                "is damaged or something else: move it away to begin anew"
            )
        saved = _load(content)
        for name in self.plan | saved["plan"]:
            there, here = (plan.get(name, "missing") for plan in (saved["plan"], self.plan))
            if there != here:
                raise ValueError(
                    f"checkpoint (={self.path}) must be of this training, but its {name} is "
                    f"{there} and not {here}"
                )
        return saved


def _parts(training):
    """Return by name all that has a state to be kept."""
    parts = {name: getattr(training, name) for name in ("model", "optimizer", "history")}
    for callback in training.callbacks:
        for name, part in callback.parts.items():
            if name in parts:
                raise ValueError(
                    f"part {name!r} of {type(callback).__name__} must have a name that no other "
                    "part has"
                )
            parts[name] = part
    return parts


def _bytes(content):
    buffer = io.BytesIO()
    torch.save(content, buffer)
    return buffer.getvalue()


def _load(content):
    with torch.serialization.safe_globals(_NUMPY):
        return torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)


def _unreadable(parts):
    """Name the first value that cannot be stored and read again."""
    for name, state in parts.items():
        for key, value in state.items():
            try:
                _load(_bytes(value))
            except Exception:
                return f"{name} {key} (a {type(value).__name__})"
    return "something"


def _plain(value, most):
    """Describe a setting by its value, and a tensor of more than so many numbers by its shape."""
    if isinstance(value, torch.Tensor):
        return value.tolist() if value.numel() <= most else f"of shape {tuple(value.shape)}"
    if isinstance(value, np.generic):
        return str(value)
    if isinstance(value, np.ndarray):
        return _plain(value.tolist(), most)
    if isinstance(value, dict):
        return {str(key): _plain(each, most) for key, each in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(each, most) for each in value]
    return value if isinstance(value, (bool, int, float, str, type(None))) else type(value).__name__
