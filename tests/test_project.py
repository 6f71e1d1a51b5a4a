"""What stands beside the code for other tools: one version, one set of facts."""

import json
import re
import subprocess
import sys
import tomllib

import yaml

from checker import notebook, prose
from tools import ROOT, setup


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def project():
    return tomllib.loads(read("pyproject.toml"))["project"]


def test_the_version_to_cite_is_the_projects_and_in_the_changelog():
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["version"] == project()["version"]
    assert f"## {citation['version']}" in read("CHANGELOG.md")
    assert f"version {citation['version']}" in read("book/references.md")
    assert {"cff-version", "message", "title", "authors"} <= set(citation)


def test_editors_are_offered_the_same_everywhere():
    container = json.loads(read(".devcontainer/devcontainer.json"))
    offered = container["customizations"]["vscode"]["extensions"]
    assert offered == json.loads(read(".vscode/extensions.json"))["recommendations"]
    known = [json.loads(line)["editor.defaultFormatter"] for line in formatters()]
    assert known and set(known) <= set(offered)


def formatters():
    settings = json.loads(read(".vscode/settings.json"))
    return [
        json.dumps(each) for each in settings.values() if "editor.defaultFormatter" in str(each)
    ]


def test_the_container_has_a_supported_python_and_calls_what_is_there():
    container = json.loads(read(".devcontainer/devcontainer.json"))
    assert container["image"].removeprefix("python:") in setup.SUPPORTED
    target = container["postCreateCommand"].removeprefix("make ")
    assert f"\n{target}: " in read("Makefile")


def test_every_supported_python_is_checked_on_every_change():
    matrix = yaml.safe_load(read(".github/workflows/book.yml"))["jobs"]["check"]["strategy"][
        "matrix"
    ]
    assert matrix["python"] == list(reversed(setup.SUPPORTED))
    oldest, newest = setup.SUPPORTED[-1], setup.SUPPORTED[0]
    after = f"3.{int(newest.removeprefix('3.')) + 1}"
    assert project()["requires-python"] == f">={oldest},<{after}"
    for page in ("README.md", "book/index.md"):
        assert f"Python {oldest} to {newest}" in read(page)


def test_times_of_routes_are_those_of_their_lessons():
    """Lessons are linked by number; "from ... to" stands for all between."""
    times = {}
    for path in sorted((ROOT / "book").glob("[0-9]*.ipynb")):
        first = notebook.read(path).cells[0].source
        times[int(path.name[:2])] = list(map(int, re.search(prose.TIMES, first).groups()))
    page = read("book/index.md")
    routes = re.findall(r"^: ([^:]*?Lessons \[.*?)(?:\n\n|\Z)", page, re.MULTILINE | re.DOTALL)
    assert len(routes) == 3
    for route in routes:
        numbers = list(map(int, re.findall(r"\[(\d+)\]", route)))
        if re.search(r"\) to\s+\[", route):
            numbers = list(range(numbers[0], numbers[-1] + 1))
        reading, doing = (sum(times[number][k] for number in numbers) for k in (0, 1))
        assert re.search(rf"about\s+{reading} minutes", route)
        assert "without their exercises" in route or re.search(rf"{doing}\s+for\s+the", route)
    hours = [sum(times[number][k] for number in range(1, 15)) / 60 for k in (0, 1)]
    assert f"about {hours[0]:.0f} hours to read, and {hours[1]:.0f} more with" in page


def test_notebooks_are_read_without_a_grammar():
    """Whatever opens a notebook imports nbformat; some versions of jsonschema then take 2 s."""
    code = "import sys, nbformat; sys.exit('lark' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code]).returncode == 0
