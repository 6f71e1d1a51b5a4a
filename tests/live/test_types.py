"""What Python gives a figure is what its script expects: no key is missing, none too many."""

import json
import subprocess

import numpy as np
import pytest

from lib import live
from tests.conftest import lack
from tests.live.network import network
from tools import node

FIGURES = {
    "channels": lambda: live.channels(np.ones((3, 2, 2)), np.ones((1, 3, 1, 1))),
    "convolution": lambda: live.convolution(np.eye(3), [[1, 2]], padding=1),
    "draw": lambda: live.draw(network()),
    "dropout": lambda: live.dropout([1, 2, 3], p=0.5, seed=0),
    "ledger": lambda: live.ledger(network()),
    "losses": lambda: live.losses([1, 2, 3], target=0),
    "output_size": lambda: live.output_size(5, 3),
    "pooling": lambda: live.pooling(np.eye(8, dtype=int)),
    "trace": lambda: live.trace(network(), np.zeros((28, 28))),
}


def complaints(folder, data):
    """What tsc says of `draw`, called with these data of each figure, by figure."""
    if not node.MODULES.is_dir():
        lack("no node_modules: `make lint` brings them")
    for name, given in data.items():
        script = f'import {{ draw }} from "{node.ROOT}/lib/live/{name}/draw.js";\n'
        script += f"/** @type {{any}} */\nconst some = null;\ndraw(some, {given}, some);\n"
        (folder / f"{name}.js").write_text(script)
    settings = json.loads((node.ROOT / "tsconfig.json").read_text())
    files = [f"{node.ROOT}/globals.d.ts", *[f"{name}.js" for name in data]]
    (folder / "tsconfig.json").write_text(
        json.dumps({"compilerOptions": settings["compilerOptions"], "files": files})
    )
    command = [node.find_node(), node.MODULES / "typescript" / "bin" / "tsc", "--pretty", "false"]
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True).stdout
    return {name: text for name in data if (text := lines_of(said, f"{name}.js"))}


def lines_of(said, file):
    return "\n".join(line for line in said.splitlines() if line.startswith(file))


def test_the_data_of_all_figures_are_those_that_their_scripts_expect(tmp_path):
    assert set(FIGURES) == set(live.__all__)
    assert complaints(tmp_path, {name: make().data for name, make in FIGURES.items()}) == {}


@pytest.mark.parametrize(
    "right, wrong, words",
    [
        ('"ledger":', '"other":', "does not exist"),
        ('"bias":[0.0]', '"bias":["0"]', "not assignable"),
    ],
)
def test_data_that_do_not_fit_are_told(right, wrong, words, tmp_path):
    data = FIGURES["channels"]().data
    assert right in data
    assert words in complaints(tmp_path, {"channels": data.replace(right, wrong)})["channels"]
