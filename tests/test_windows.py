"""The lines for Windows, as far as another system can tell: PowerShell's syntax, files, options."""

import re
from pathlib import PurePosixPath, PureWindowsPath

import pytest
import tree_sitter_powershell
from tree_sitter import Language, Parser

from tools import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```powershell\n(.*?)^```$", README, re.MULTILINE | re.DOTALL)
LINES = [line.split() for block in BLOCKS for line in block.splitlines()]
MAKEFILE = (ROOT / "Makefile").read_text(encoding="utf-8")
RECIPES = re.findall(r"^\t@(?:\w+=\w+ )?\$\(RUN\) (-m .+)$", MAKEFILE, re.MULTILINE)


def is_powershell(text):
    parser = Parser(Language(tree_sitter_powershell.language()))
    return not parser.parse(text.encode()).root_node.has_error


@pytest.mark.parametrize("text", ["py 'a", "if (1 { }", "a |", 'py "b'])
def test_what_powershell_cannot_read_is_noticed(text):
    assert is_powershell("py a") and not is_powershell(text)


def test_powershell_can_read_the_lines():
    assert len(LINES) == 4
    assert [block for block in BLOCKS if not is_powershell(block)] == []
    assert "&&" not in README  # the PowerShell that comes with Windows does not know it


def test_the_lines_name_files_that_are_there():
    program, script, *requirements = LINES[0]
    assert program == "py"
    for name in (script, *requirements):
        assert (ROOT / PurePosixPath(*PureWindowsPath(name).parts)).is_file()


@pytest.mark.parametrize("line", LINES[1:], ids=lambda line: line[2])
def test_the_lines_do_what_make_does(line):
    program, *call = line
    assert program == r".venv\Scripts\python"
    assert any(recipe.removesuffix(" -rs") == " ".join(call) for recipe in RECIPES)
