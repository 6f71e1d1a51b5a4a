"""pytest plugin: nbval with tolerances for numbers, and with eyes for figures.

Every notebook under book/ is run and all of its outputs are compared. `compare` says what agrees,
nbval reports what does not. `rules`, `shown` and `prose` hold the static checks of a lesson.
"""

import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile
from PIL import Image

from .compare import Tolerance, settle

DEVIATIONS = pytest.StashKey[list]()


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
    """A notebook whose kernel draws inline and shows no progress bars."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.skip_compare = tuple(k for k in self.skip_compare if not k.startswith("image/"))

    def setup(self):
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("TQDM_DISABLE", "1")
            patch.delenv("MPLBACKEND", raising=False)
            super().setup()

    def collect(self):
        for cell in super().collect():
            yield LessonCell.from_parent(
                self,
                name=cell.name,
                cell_num=cell.cell_num,
                cell=cell.cell,
                options=cell.options,
            )


class LessonCell(IPyNbCell):
    """A code cell whose floats and figures are compared within the cell's tolerance."""

    def compare_outputs(self, test, ref, skip_compare=None):
        tolerance = Tolerance.of(self.cell)
        seen = settle(ref, test, tolerance)
        self.record(tolerance, seen)
        self.draw(seen)
        same = super().compare_outputs(test, ref, skip_compare)
        self.comparison_traceback.extend(seen.faults)
        return same

    def record(self, tolerance, seen):
        """Keep what was seen for --lesson-deviations."""
        values = {k: getattr(seen, k) for k in ("relative", "absolute", "image", "text")}
        self.config.stash[DEVIATIONS].append(
            {
                "lesson": self.path.stem,
                "cell": self.cell.execution_count,
                **values,
                "tolerance": asdict(tolerance),
            }
        )

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
