"""`make cpus`: its settings reach the kernels, and its table shows what deviates."""

import json
import os
import platform
import subprocess
import sys

import pytest

from checker.kernel import environment
from tools import cpus

CELL = {
    "lesson": "10-deep-cnn",
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


def test_settings_are_those_of_libraries_that_compute():
    libraries = ("OMP", "MKL", "OPENBLAS", "ATEN", "ONEDNN", "NPY")
    names = {name for given in cpus.SETTINGS.values() for name in given}
    assert [name for name in names if not name.startswith(tuple(f"{x}_" for x in libraries))] == []
    assert all("OMP_NUM_THREADS" in cpus.SETTINGS[name] for name in ("all threads", "one thread"))


@pytest.mark.skipif(platform.machine() not in ("x86_64", "AMD64"), reason="settings of x86")
@pytest.mark.parametrize(
    "setting, libraries",
    [
        ("AVX2", "torch AVX2 1 threads; numpy X86_V3 ; OpenBLAS Haswell"),
        ("SSE4.1", "torch DEFAULT 1 threads; numpy baseline ; OpenBLAS Nehalem"),
    ],
)
def test_libraries_compute_as_an_older_processor_would(setting, libraries):
    given = cpus.SETTINGS[setting] | {"OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-W", "error", "-c", cpus.PROBE]
    probe = subprocess.run(command, env=os.environ | given, capture_output=True, text=True)
    assert " ".join(probe.stdout.split()) == libraries, probe.stderr


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


@pytest.fixture
def pytest_that(monkeypatch):
    """A function that puts a process in the place of the probe and of pytest."""

    def be(status, record):
        def run(command, *, env, capture_output=False, text=False, check=False):
            if option := next((one for one in command if "deviations" in one), None):
                with open(option.partition("=")[2], "w") as file:
                    json.dump(record, file)
            said = ("torch AVX2", "no such lesson") if capture_output and text else (None, None)
            return subprocess.CompletedProcess(command, status if option else 0, *said)

        monkeypatch.setattr(cpus.subprocess, "run", run)

    return be


@pytest.mark.parametrize("failed", [False, True])
def test_every_setting_is_tried_and_what_deviates_is_shown(failed, pytest_that, capsys):
    pytest_that(int(failed), [CELL, CELL | {"cell": 18, "image": 0.03, "failed": failed}])
    assert cpus.main(["a.ipynb"]) == int(failed)
    head, *rows = capsys.readouterr().out.splitlines()
    assert head.split()[:3] == ["setting", "lesson", "cell"]
    assert [row.split()[-1] for row in rows] == ["FAILS" if failed else "passes"] * len(
        cpus.SETTINGS
    )


def test_where_pytest_itself_fails_its_words_are_told(pytest_that):
    pytest_that(4, [])
    with pytest.raises(SystemExit, match="pytest could not check the lessons:\n.*no such lesson"):
        cpus.main(["a.ipynb"])
