"""pytest plugin: nbval with tolerances for numbers, and with eyes for figures.

Every notebook under book/ is run and all of its outputs are compared. `compare` says what agrees,
nbval reports what does not. `rules`, `shown` and `prose` hold the static checks of a lesson.
"""

import json
import os
from pathlib import Path
from unittest.mock import patch

import numpy as np
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile
from PIL import Image

from lib.data import has_mnist, mnist_root

from . import rules
from .compare import Deviation, Tolerance, settle

DEVIATIONS = pytest.StashKey[list]()


def prepare(environment):
    """Let a kernel that inherits this environment draw inline and show no progress bars.

    It gets one thread unless told otherwise, as on Binder: on a machine with other work, two
    threads that wait for each other cost four times the time of one (measured).
    """
    environment["TQDM_DISABLE"] = "1"
    environment.setdefault("OMP_NUM_THREADS", "1")
    environment.pop("MPLBACKEND", None)


def pytest_addoption(parser):
    parser.addoption(
        "--lesson-deviations",
        metavar="FILE",
        help="write the largest deviation of every cell of the lessons to this JSON file",
    )


def pytest_configure(config):
    config.stash[DEVIATIONS] = []


def pytest_sessionfinish(session):
    path = session.config.getoption("--lesson-deviations")
    if path:
        Path(path).write_text(json.dumps(session.config.stash[DEVIATIONS], indent=1))


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Put a `Lesson` in the place of nbval's own collector for notebooks under book/."""
    collectors = yield
    book = parent.config.rootpath / "book"
    return [
        Lesson.from_parent(parent, path=file_path)
        if isinstance(collector, IPyNbFile) and book in file_path.parents
        else collector
        for collector in collectors
    ]


class Lesson(IPyNbFile):
    """A notebook whose figures are compared too."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.skip_compare = tuple(k for k in self.skip_compare if not k.startswith("image/"))

    def setup(self):
        with patch.dict(os.environ):
            prepare(os.environ)
            super().setup()

    def collect(self):
        missing = rules.needs_mnist(rules.read(self.path)) and not has_mnist()
        for cell in super().collect():
            ours = LessonCell.from_parent(
                self,
                name=cell.name,
                cell_num=cell.cell_num,
                cell=cell.cell,
                options=cell.options,
            )
            if missing:
                ours.add_marker(pytest.mark.skip(reason=f"needs all of MNIST in {mnist_root()}"))
            yield ours


class LessonCell(IPyNbCell):
    """A code cell whose floats and figures are compared within the cell's tolerance."""

    def runtest(self):
        self.seen, failed = Deviation(), True
        try:
            super().runtest()
            failed = False
        finally:
            self.config.stash[DEVIATIONS].append(
                {
                    "lesson": self.path.stem,
                    "cell": self.cell.execution_count,
                    "tolerance": self.cell.metadata.get("tolerance", {}),
                    "relative": self.seen.relative,
                    "absolute": self.seen.absolute,
                    "image": self.seen.image,
                    "text": self.seen.text,
                    "failed": failed,
                }
            )

    def compare_outputs(self, test, ref, skip_compare=None):
        self.seen = settle(ref, test, Tolerance.of(self.cell))
        self.draw(self.seen)
        same = super().compare_outputs(test, ref, skip_compare)
        self.comparison_traceback.extend(self.seen.faults)
        return same

    def draw(self, seen):
        """Save figures that differ, stored above fresh, to _build/figures for looking at."""
        for k, pair in enumerate(seen.figures):
            folder = self.config.rootpath / "_build" / "figures"
            folder.mkdir(parents=True, exist_ok=True)
            name = f"{self.path.stem}-{self.cell.execution_count}-{k}.png"
            width = max(figure.shape[1] for figure in pair)
            sheet = [
                np.pad(x, ((0, 16), (0, width - x.shape[1]), (0, 0)), constant_values=255)
                for x in pair
            ]
            Image.fromarray(np.concatenate(sheet)).save(folder / name)
            seen.faults.append(f"stored figure above the fresh one: _build/figures/{name}")
