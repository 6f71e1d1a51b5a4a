"""Sphinx extension: pages know which questions each lesson asks, to mark what is done."""

import json
import re
from pathlib import Path

FILE = "questions.js"
ASKED = re.compile(r'\bchecks\.ask\("([\w-]+)"')


def find_labels(cells: list[dict]) -> list[str]:
    """Return the labels of the questions that a notebook's cells ask, each once.

    Examples
    --------
    >>> cells = [{"cell_type": "code", "source": ['checks.ask("q-a")\\n', 'checks.ask("q-b", 1)']},
    ...          {"cell_type": "code", "source": 'checks.ask("q-a", 2)'},
    ...          {"cell_type": "markdown", "source": 'checks.ask("q-c")'}]
    >>> find_labels(cells)
    ['q-a', 'q-b']
    """
    code = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]
    return list(dict.fromkeys(ASKED.findall("\n".join(code))))


def read_questions(folder: Path, names: list[str]) -> dict[str, list[str]]:
    """Return the labels of the questions of each page that asks some, by the page's name."""
    found = {}
    for name in names:
        path = folder / f"{name}.ipynb"
        if path.is_file():
            notebook = json.loads(path.read_text(encoding="utf-8"))
            if labels := find_labels(notebook["cells"]):
                found[Path(name).name] = labels
    return found


def write_questions(app, exception):
    """Write the file that every page loads before progress.js."""
    if exception is None and app.builder.name == "html":
        questions = read_questions(Path(app.srcdir), sorted(app.env.found_docs))
        text = f"const QUESTIONS = {json.dumps(questions, separators=(',', ':'))};\n"
        Path(app.outdir, "_static", FILE).write_text(text, encoding="utf-8")


def setup(app):
    app.add_js_file(FILE, priority=100)
    app.connect("build-finished", write_questions)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
