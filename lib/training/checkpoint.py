"""Checkpoints: files from which a training goes on as if it had never stopped."""

import io
import json
import random
from hashlib import sha256
from pathlib import Path

import numpy as np
import torch

from lib.files import write_whole
from lib.training import distributed


class Checkpoint:
    """All that a training needs to go on after its last whole epoch, kept in a file.

    The file is an ordinary torch file, followed by the SHA-256 of its bytes. It is replaced in one
    step: whenever the process is killed, the old file is there or the new one, and never half.
    Several processes (`lib.training.distributed`) share the file of process 0.

    What is kept: weights, optimizer, schedule, average and history; torch's random numbers (and
    those of the GPU), NumPy's and Python's global ones; and the `torch.Generator` that is called
    `generator` in a loader, its sampler or its data set. Worker processes of a loader start anew.

    Parameters
    ----------
    path : path
        The file. Its folder must be there already.
    device : torch.device
        Where the model is.
    loaders : dict of str to DataLoader
        By name.
    parts : dict of str to object
        By name, what has a `state_dict` and a `load_state_dict`. None is left out.
    **settings
        What else must be the same when the training goes on.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> from lib.training.history import History, Score
    >>> with TemporaryDirectory() as folder:
    ...     model, history = torch.nn.Linear(2, 2), History()
    ...     parts = {"model": model, "history": history}
    ...     checkpoint = Checkpoint(folder + "/it.pt", torch.device("cpu"), {}, parts)
    ...     history.append(Score(0.5, 0.9), Score(0.6, 0.8), seconds=1.0)
    ...     checkpoint.save()
    ...     history.load_state_dict(History().state_dict())
    ...     checkpoint.resume()
    ...     history.valid_accuracy
    [0.8]
    """

    def __init__(self, path, device, loaders, parts, **settings):
        self.path, self.device = Path(path), device
        self.parts = {name: part for name, part in parts.items() if part is not None}
        self.generators = dict(_generators(loaders))
        self.plan = {name: str(value) for name, value in settings.items()}
        self.plan |= {"device": device.type, "number of processes": str(distributed.size())}
        self.plan |= {f"length of {name}": str(len(dl)) for name, dl in loaders.items()}
        self.plan |= {f"generator {name}": "there" for name in self.generators}
        for name, part in self.parts.items():
            self.plan |= _describe(name, part)

    def save(self):
        """Replace the file; every process has to call it."""
        states = distributed.gather(self._random_state())
        distributed.from_first(lambda: self._write(states))

    def resume(self):
        """Bring everything to where it was when the file was written, if there is one.

        Raises
        ------
        ValueError
            If the file is damaged or of another training; it is left as it is. Or if its folder
            is not there.
        """
        saved = distributed.from_first(self._read)
        if saved is not None:
            for name, part in self.parts.items():
                part.load_state_dict(saved["parts"][name])
            self._set_random_state(saved["random"][distributed.rank()])

    def _write(self, states):
        parts = {name: part.state_dict() for name, part in self.parts.items()}
        buffer = io.BytesIO()
        torch.save({"plan": self.plan, "parts": parts, "random": states}, buffer)
        content = buffer.getvalue()
        write_whole(self.path, content + sha256(content).digest())

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
        saved = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
        for name in self.plan | saved["plan"]:
            there, here = (plan.get(name, "missing") for plan in (saved["plan"], self.plan))
            if there != here:
                raise ValueError(
                    f"checkpoint (={self.path}) must be of this training, but its {name} is "
                    f"{there} and not {here}"
                )
        return saved

    def _random_state(self):
        numpy = np.random.get_state(legacy=False)  # noqa: NPY002
        numpy["state"]["key"] = numpy["state"]["key"].tolist()
        state = {"torch": torch.get_rng_state(), "numpy": numpy, "python": random.getstate()}
        if self.device.type == "cuda":
            state["cuda"] = torch.cuda.get_rng_state(self.device)
        return state | {name: one.get_state() for name, one in self.generators.items()}

    def _set_random_state(self, state):
        torch.set_rng_state(state["torch"])
        np.random.set_state(state["numpy"])  # noqa: NPY002
        random.setstate(state["python"])
        if self.device.type == "cuda":
            torch.cuda.set_rng_state(state["cuda"], self.device)
        for name, generator in self.generators.items():
            generator.set_state(state[name])


def _generators(loaders):
    """Find the random generators of loaders, each with the name of its place."""
    for name, dl in loaders.items():
        places = {name: dl}
        for part in ("sampler", "batch_sampler", "dataset"):
            places[f"{name}.{part}"] = getattr(dl, part, None)
        for place, owner in places.items():
            generator = getattr(owner, "generator", None)
            if isinstance(generator, torch.Generator):
                yield place, generator


def _describe(name, part):
    """Say what a part is like before the first epoch, its values aside."""
    plan = {name: type(part).__name__}
    for key, value in part.state_dict().items():
        if isinstance(value, torch.Tensor):
            plan[f"{name} {key}"] = f"of shape {tuple(value.shape)}"
        else:  # settings, say a learning rate
            plan[f"{name} {key}"] = json.dumps(value, default=lambda it: type(it).__name__)
    return plan
