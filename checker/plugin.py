"""pytest plugin: nbval with tolerances for numbers, and with eyes for figures.

Every notebook in the `lesson_folders` is run and all of its outputs are compared. `compare` says
what agrees, nbval reports what does not. `rules`, `shown`, `prose` and `labels` hold the static
checks of a lesson.
"""

import json
import os
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

import numpy as np
import pytest
from nbval.plugin import IPyNbCell, IPyNbFile
from PIL import Image

from . import hooks, notebook
from .compare import Deviation, Tolerance, settle
from .kernel import (
    PATIENCE,
    Kernel,
    KernelDiedError,
    Watch,
    environment,
    require_no_settings_beside,
)

DEVIATIONS = pytest.StashKey[list]()


def pytest_addoption(parser):
    parser.addoption(
        "--lesson-deviations",
        metavar="FILE",
        help="write the largest deviation of every cell of the lessons to this JSON file",
    )
    parser.addini(
        "lesson_folders",
        type="paths",
        default=[],
        help="folders whose notebooks are lessons; all notebooks are, where none is named",
    )


def pytest_addhooks(pluginmanager):
    pluginmanager.add_hookspecs(hooks)


def pytest_configure(config):
    config.stash[DEVIATIONS] = []


def pytest_sessionfinish(session):
    path = session.config.getoption("--lesson-deviations")
    if path:
        Path(path).write_text(
            json.dumps(session.config.stash[DEVIATIONS], indent=1), encoding="utf-8"
        )


@pytest.hookimpl(wrapper=True)
def pytest_collect_file(file_path, parent):
    """Put a `Lesson` in the place of nbval's own collector for notebooks that are lessons."""
    collectors = yield
    folders = parent.config.getini("lesson_folders")
    if folders and not set(folders) & set(file_path.parents):
        return collectors
    return [
        Lesson.from_parent(parent, path=file_path)
        if isinstance(collector, IPyNbFile)
        else collector
        for collector in collectors
    ]


class Lesson(IPyNbFile):
    """A notebook whose figures are compared too, in a kernel that sees no person's settings."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.skip_compare = tuple(k for k in self.skip_compare if not k.startswith("image/"))
        self.died, self.watch, self.objection = None, Watch(), ""

    def setup(self):
        require_no_settings_beside(self.path)
        self.empty = TemporaryDirectory(ignore_cleanup_errors=True)
        clean = environment(os.environ, self.empty.name, self.config.getini("pythonpath"))
        with (
            patch.dict(os.environ, clean, clear=True),
            patch("nbval.plugin.RunningKernel", Kernel),
        ):
            super().setup()

    def teardown(self):
        super().teardown()
        if self.kernel is not None:
            self.empty.cleanup()

    def collect(self):
        try:
            missing = self.missing(notebook.needs(notebook.read(self.path)))
        except ValueError as error:
            raise self.CollectError(str(error)) from None
        for cell in super().collect():
            ours = LessonCell.from_parent(
                self,
                name=cell.name,
                cell_num=cell.cell_num,
                cell=cell.cell,
                options=cell.options,
            )
            if missing:
                ours.add_marker(pytest.mark.skip(reason=f"needs {missing}"))
            yield ours

    def missing(self, needs):
        """What is missing of what the lesson needs, in the words of whoever answers the hook."""
        lacks = self.session.gethookproxy(self.path.parent).pytest_lesson_lacks
        answers = {need: lacks(need=need) for need in needs}
        for need, answer in answers.items():
            if answer is None:
                raise ValueError(f"{self.path} needs {need!r}, which no pytest_lesson_lacks knows.")
        return " and ".join(filter(None, answers.values()))

    def get_kernel_message(self, timeout=None, stream="iopub"):
        message = super().get_kernel_message(timeout, stream)
        self.objection = self.objection or self.watch.objects_to(message)
        return message


class LessonCell(IPyNbCell):
    """A code cell whose floats and figures are compared within the cell's tolerance."""

    def setup(self):
        super().setup()
        self.output_timeout = PATIENCE
        if self.parent.died:
            pytest.xfail(f"not run, since the kernel died in {self.parent.died}")

    def runtest(self):
        self.seen, self.parent.objection, failed = Deviation(), "", True
        try:
            super().runtest()
            failed = False
        except KernelDiedError as error:
            self.parent.died = f"cell [{self.cell.execution_count}]"
            self.parent.kernel.stop()
            self.raise_cell_error(f"The kernel died: {error}")
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
        if self.parent.objection:
            self.raise_cell_error(self.parent.objection)
        self.seen = settle(ref, test, Tolerance.of(self.cell))
        self.draw(self.seen)
        same = super().compare_outputs(test, ref, skip_compare)
        self.comparison_traceback.extend([*self.seen.faults, self.seen.order])
        return same and not self.seen.order

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
