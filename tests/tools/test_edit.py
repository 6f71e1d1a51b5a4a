"""`make edit`: lessons that are saved and not changed stay as they are."""

import json
import os
import sys

import nbformat
import pytest
from jupyter_server.services.contents.largefilemanager import LargeFileManager
from traitlets.config import Config

from tools import edit

# What JupyterLab writes into a notebook once its kernel has told it.
TOLD = {
    "codemirror_mode": {"name": "ipython", "version": 3},
    "file_extension": ".py",
    "mimetype": "text/x-python",
    "name": "python",
    "nbconvert_exporter": "python",
    "pygments_lexer": "ipython3",
    "version": "3.13.0",
}


@pytest.fixture
def contents(tmp_path):
    """Jupyter's own way to read and write, set up as `make edit` does."""
    flags = edit.command([], is_root=False)
    [hook] = [flag.partition("=")[2] for flag in flags if "pre_save_hook" in flag]
    settings = Config({"FileContentsManager": {"pre_save_hook": hook}})
    return LargeFileManager(root_dir=str(tmp_path), config=settings)


@pytest.mark.parametrize(
    "name", sorted(path.name for path in (edit.ROOT / "book").glob("*.ipynb")), ids=str
)
def test_a_lesson_that_is_saved_and_not_changed_stays_as_it_is(name, contents, tmp_path):
    text = (edit.ROOT / "book" / name).read_text(encoding="utf-8")
    (tmp_path / name).write_text(text, encoding="utf-8")
    model = contents.get(name)
    model["content"]["metadata"]["language_info"] = TOLD
    model["content"]["metadata"]["kernelspec"]["display_name"] = "Python 3.13"
    for cell in model["content"]["cells"]:
        if cell["metadata"].get("jupyter", {}).get("outputs_hidden"):
            cell["metadata"]["collapsed"] = True
    contents.save(model, name)
    assert (tmp_path / name).read_text(encoding="utf-8") == text


def test_what_a_person_changes_is_saved(contents, tmp_path):
    nb = nbformat.v4.new_notebook(
        metadata={"kernelspec": {"name": "julia", "display_name": "Julia"}}
    )
    nbformat.write(nb, tmp_path / "a.ipynb")
    model = contents.get("a.ipynb")
    model["content"]["metadata"]["mine"] = 1
    contents.save(model, "a.ipynb")
    assert nbformat.read(tmp_path / "a.ipynb", 4).metadata["mine"] == 1
    assert nbformat.read(tmp_path / "a.ipynb", 4).metadata.kernelspec.name == "julia"
    contents.save({"type": "file", "format": "text", "content": "x"}, "a.py")
    assert (tmp_path / "a.py").read_text(encoding="utf-8") == "x"


def test_root_may_edit_and_arguments_are_passed_on():
    assert "--allow-root" in edit.command([], is_root=True)
    command = edit.command(["--port=9999"], is_root=False)
    assert "--allow-root" not in command and "--port=9999" in command
    assert command[:3] == [sys.executable, "-m", "jupyterlab"]
    assert command[-1] == str(edit.ROOT / "book")


def test_settings_are_those_of_plugins_that_there_are():
    settings = json.loads((edit.SETTINGS / "overrides.json").read_text(encoding="utf-8"))
    schemas = os.path.join(sys.prefix, "share", "jupyter", "lab", "schemas")
    for plugin, values in settings.items():
        package, _, name = plugin.partition(":")
        with open(os.path.join(schemas, package, f"{name}.json"), encoding="utf-8") as schema:
            known = json.load(schema)["properties"]
        assert set(values) <= set(known)
