"""What Python gives a figure is what its script expects: no key is missing, none too many."""

import json
import subprocess

import numpy as np
import pytest

from lib import live
from lib.live.question import SCRIPTS
from tests.live import test_forms
from tests.live.network import network
from tests.live.test_kit import EXAMPLES
from tools import node

FIGURES = EXAMPLES | {
    "draw": lambda: live.draw(network()),
    "trace": lambda: live.trace(network(), np.zeros((28, 28))),
}


def complaints(node_modules, folder, data):
    """What tsc says of `draw`, called with these data of each figure, by figure."""
    for name, given in data.items():
        module = name if "/" in name else f"{name}/draw"
        keep = ", some" if module.endswith("/draw") else ""
        script = f'import {{ draw }} from "{node.ROOT}/lib/live/{module}.js";\n'
        script += f"/** @type {{any}} */\nconst some = null;\ndraw(some, {given}{keep});\n"
        (folder / f"{name.replace('/', '-')}.js").write_text(script)
    settings = json.loads((node.ROOT / "tsconfig.json").read_text())
    files = [f"{node.ROOT}/globals.d.ts", *[f"{name.replace('/', '-')}.js" for name in data]]
    (folder / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": settings["compilerOptions"], "files": files})
    )
    command = [node.find_node(), node_modules / "typescript" / "bin" / "tsc", "--pretty", "false"]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout
    files = {name: f"{name.replace('/', '-')}.js" for name in data}
    return {name: text for name, file in files.items() if (text := lines_of(said, file))}


def lines_of(said, file):
    return "\n".join(line for line in said.splitlines() if line.startswith(file))


def test_the_data_of_all_figures_are_those_that_their_scripts_expect(node_modules, tmp_path):
    assert set(FIGURES) == set(live.__all__)
    data = {name: make().data for name, make in FIGURES.items()}
    forms = [question.form() for question in test_forms.QUESTIONS]
    assert {form.module for form in forms} == {f"question/{name}" for name in SCRIPTS}
    data |= {form.module: form.data for form in forms}
    assert complaints(node_modules, tmp_path, data) == {}


@pytest.mark.parametrize(
    "right, wrong, words",
    [
        ('"ledger":', '"other":', "does not exist"),
        ('"bias":[0.0,', '"bias":["0",', "not assignable"),
    ],
)
def test_data_that_do_not_fit_are_told(right, wrong, words, node_modules, tmp_path):
    data = FIGURES["channels"]().data
    assert right in data
    wrong = {"channels": data.replace(right, wrong)}
    assert words in complaints(node_modules, tmp_path, wrong)["channels"]
