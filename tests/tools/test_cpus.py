"""`make cpus`: its settings reach the kernels, and its table shows what deviates."""

import os

import pytest

from checker.kernel import environment
from tools import cpus

CELL = {
    "lesson": "09-deep-cnn",
    "cell": 17,
    "tolerance": {"atol": 0.001},
    "relative": 0.0,
    "absolute": 0.0,
    "image": 0.0,
    "text": False,
    "failed": False,
}


@pytest.mark.parametrize("setting", cpus.SETTINGS)
def test_a_setting_of_the_processor_reaches_the_kernels(setting, tmp_path):
    given = cpus.SETTINGS[setting]
    assert given.items() <= environment(os.environ | given, tmp_path).items()


def test_a_cell_that_does_not_deviate_has_no_row():
    assert cpus.row("AVX2", CELL) is None


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"absolute": 0.0005}, "0.0005"),
        ({"relative": 0.25}, "0.25"),
        ({"image": 0.03}, "0.03"),
        ({"text": True}, "passes, text differs"),
        ({"failed": True}, "FAILS"),
    ],
)
def test_a_cell_that_deviates_has_a_row_with_its_tolerance(change, words):
    row = cpus.row("AVX2", CELL | change)
    assert words in row and "atol 0.001" in row and row.startswith("AVX2 ")
