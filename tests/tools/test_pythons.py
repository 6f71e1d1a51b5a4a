"""All tests with every Python: here with commands that only say that they are one."""

import pytest

from tools import pythons

MAKEFILE = """test:
\t@test ! -e .venv && echo $$PYTHON in $(notdir $(CURDIR)) && test $$PYTHON != python3.12
"""


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A function that puts Pythons of these versions on a machine that has no others."""
    book, commands = tmp_path / "a book", tmp_path / "bin"
    (book / ".venv").mkdir(parents=True)
    (book / "Makefile").write_text(MAKEFILE, encoding="utf-8")
    commands.mkdir()
    monkeypatch.setenv("MAKELEVEL", "1")  # as called by make, which then names its folders
    monkeypatch.setenv("PATH", f"{commands}:/usr/bin:/bin")
    version_of = pythons.version_of

    def of_mine(command):
        return version_of([str(commands / command[0])])

    monkeypatch.setattr(pythons, "version_of", of_mine)

    def put(*versions):
        for version in versions:
            script = commands / f"python{version}"
            script.write_text(f"#!/bin/sh\necho {version}\n", encoding="utf-8")
            script.chmod(0o755)
        return book

    return put


def test_every_python_that_is_there_gets_a_copy(machine, capfd):
    pythons.main(machine("3.11", "3.13", "3.10"))
    assert capfd.readouterr().out.splitlines() == [
        "python3.11: make test",
        "python3.11 in book",
        "python3.13: make test",
        "python3.13 in book",
        "python3.11: all tests pass",
        "python3.13: all tests pass",
        "not on this machine: Python 3.12, 3.14",
    ]


def test_tests_that_fail_are_told_after_the_others_have_run(machine, capfd):
    with pytest.raises(SystemExit) as stopped:
        pythons.main(machine("3.12", "3.13"))
    assert stopped.value.code == 1
    said = capfd.readouterr().out
    assert "python3.12: TESTS FAIL\npython3.13: all tests pass\n" in said


def test_a_machine_without_any_is_told(machine, capfd):
    with pytest.raises(SystemExit):
        pythons.main(machine())
    assert "not on this machine: Python 3.11, 3.12, 3.13, 3.14" in capfd.readouterr().out
