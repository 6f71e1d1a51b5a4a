"""Notebooks as editors save them: read as they are, and lifted to format 4.5."""

import json

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from checker import notebook, rules
from tests.test_lessons import RULES

CODE = {"cell_type": "code", "execution_count": 1, "metadata": {}, "outputs": [], "source": "1"}
TEXT = {"cell_type": "markdown", "metadata": {}, "source": ["# One\n", "two"]}
STREAM = {"output_type": "stream", "name": "stdout", "text": ["1\n", "2\n"]}


def saved(minor, *cells, **metadata):
    return {"nbformat": 4, "nbformat_minor": minor, "metadata": metadata, "cells": [*cells]}


EDITORS = {
    "Colab": saved(
        0,
        TEXT | {"metadata": {"id": "aBc", "colab_type": "text"}},
        CODE | {"metadata": {"id": "dEf", "outputId": "x"}, "source": ["1\n", "2"]},
        CODE | {"execution_count": None, "outputs": [STREAM]},
        colab={"provenance": [], "toc_visible": True},
        kernelspec={"name": "python3", "display_name": "Python 3"},
        accelerator="GPU",
    ),
    "VS Code": saved(
        2,
        TEXT,
        CODE | {"metadata": {"vscode": {"languageId": "python"}}},
        language_info={"name": "python", "version": "3.11.7"},
        orig_nbformat=4,
    ),
    "JupyterLab": saved(5, TEXT | {"id": "one"}, CODE | {"id": "two"}),
    "JupyterLab, with an id below 4.5": saved(4, TEXT | {"id": "one"}, CODE | {"id": "two"}),
    "a copied cell": saved(5, TEXT | {"id": "one"}, CODE | {"id": "one"}),
    "Jupyter Notebook 5": saved(1, TEXT, CODE | {"metadata": {"collapsed": False}}),
    "IPython": {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": "old"},
        "worksheets": [
            {
                "metadata": {},
                "cells": [
                    {"cell_type": "heading", "level": 1, "metadata": {}, "source": ["One"]},
                    {
                        "cell_type": "code",
                        "collapsed": False,
                        "input": ["1\n", "2"],
                        "language": "python",
                        "metadata": {},
                        "outputs": [],
                        "prompt_number": 1,
                    },
                ],
            }
        ],
    },
}


@pytest.fixture
def write(tmp_path):
    def write(content):
        path = tmp_path / "a.ipynb"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return write


@pytest.mark.parametrize("editor", EDITORS)
def test_what_an_editor_saved_is_lifted(editor, write):
    nb = notebook.read_lifted(write(EDITORS[editor]))
    assert rules.is_valid(nb) == []
    assert all(isinstance(cell.source, str) for cell in nb.cells)
    assert notebook.read_lifted(write(nb)) == nb


def test_ids_that_are_there_stay(write):
    for editor in ("JupyterLab", "JupyterLab, with an id below 4.5"):
        nb = notebook.read_lifted(write(EDITORS[editor]))
        assert [cell.id for cell in nb.cells] == ["one", "two"]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
@pytest.mark.parametrize("editor", [name for name in EDITORS if name != "IPython"])
def test_every_rule_has_words_for_what_an_editor_saved(editor, rule, write):
    faults = rule(notebook.read(write(EDITORS[editor])))
    assert all(isinstance(fault, str) for fault in faults)
    if rule is rules.is_valid:
        assert faults == [] if editor == "JupyterLab" else faults


def test_a_cell_without_id_is_named_by_its_first_line():
    cell = new_code_cell("import os\n1")
    assert notebook.name(cell) == f"cell {cell.id}"
    del cell["id"]
    assert notebook.name(cell) == "cell 'import os'"


def test_what_is_older_than_format_4_is_refused_with_the_remedy(write):
    with pytest.raises(ValueError, match="is of format 3.0, not 4.5: lift it with .*read_lifted"):
        notebook.read(write(EDITORS["IPython"]))


@pytest.mark.parametrize("version", [(4, 6), (5, 0)])
def test_what_is_newer_is_refused(version, write):
    newer = saved(5) | {"nbformat": version[0], "nbformat_minor": version[1]}
    with pytest.raises(ValueError, match="is of format .*: save it in format 4.5."):
        notebook.read_lifted(write(newer))


@pytest.mark.parametrize("content", ["", "x", "[]", "{}", "1", '{"nbformat": "4"}'])
def test_what_is_no_notebook_is_refused(content, write):
    for read in (notebook.read, notebook.read_lifted):
        with pytest.raises(ValueError, match="a.ipynb is not a notebook."):
            read(write(content))


@pytest.mark.parametrize(
    "broken",
    [
        saved(5) | {"cells": 1},
        saved(5) | {"cells": ["x"]},
        {"nbformat": 4, "nbformat_minor": 5, "metadata": {}},
        saved(5, {"cell_type": "code", "source": "1"}),
        saved(2, CODE | {"outputs": [{"output_type": "picture"}]}),
        saved(2, TEXT | {"cell_type": "prose"}),
        {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [{}]},
    ],
)
def test_a_broken_notebook_is_refused_with_a_reason(broken, write):
    readers = [notebook.read_lifted] + [notebook.read] * (broken["nbformat"] == 4)
    for read in readers:
        with pytest.raises(ValueError, match="a.ipynb is not a valid notebook: ."):
            read(write(broken))


def test_the_reason_is_one_line_of_200_characters_at_most(write):
    long = saved(5, TEXT | {"metadata": "x" * 300})
    with pytest.raises(ValueError) as refused:
        notebook.read(write(long))
    _, _, reason = str(refused.value).partition("is not a valid notebook: ")
    assert len(reason.removesuffix(".")) == 200 and reason.startswith("'xxx") and "\n" not in reason


def test_parts_of_a_notebook():
    nb = new_notebook(cells=[new_markdown_cell("# One"), new_code_cell("1")])
    assert notebook.markdown(nb) == ["# One"]
    assert [cell.source for cell in notebook.code(nb)] == ["1"]
    assert notebook.needs(nb) == []
    nb.metadata.needs = ["mnist"]
    assert notebook.needs(nb) == ["mnist"]
