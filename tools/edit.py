"""Open the lessons in JupyterLab, as readers of the site see them.

    python -m tools.edit [ARGUMENT ...]

Further arguments are JupyterLab's. The lessons are trusted, or their figures and questions would
stand still; what JupyterLab writes into a notebook that is saved and not changed is left out.
"""

import os
import subprocess
import sys

from checker.rules import EDITORS
from tools import ROOT
from tools.refresh import KERNEL

LESSONS = ROOT / "book"
SETTINGS = ROOT / "tools" / "lab"  # no news, and pages in place of their source


def leave_out_what_editors_add(model, **_):
    """Before a notebook is saved: no word of the Python that it was opened with, say.

    Parameters
    ----------
    model : dict
        What Jupyter's server is about to write, changed in place.
    """
    if model["type"] == "notebook":
        metadata = model["content"]["metadata"]
        metadata["language_info"] = {"name": "python"}
        if metadata.get("kernelspec", {}).get("name") == KERNEL["name"]:
            metadata["kernelspec"] = KERNEL
        for cell in model["content"]["cells"]:
            for key in EDITORS & set(cell["metadata"]):
                del cell["metadata"][key]


def command(arguments, is_root, folder=LESSONS):
    """How JupyterLab is started."""
    hook = f"tools.edit.{leave_out_what_editors_add.__name__}"
    return [
        *(sys.executable, "-m", "jupyterlab"),
        f"--LabApp.app_settings_dir={SETTINGS}",
        f"--LabApp.extra_labextensions_path={SETTINGS / 'extensions'}",
        f"--FileContentsManager.pre_save_hook={hook}",
        "--LabApp.default_url=/lab/tree/index.md",
        *(["--allow-root"] if is_root else []),
        *arguments,
        str(folder),
    ]


def trust(folder=LESSONS, environment=None):
    """Let JupyterLab run the scripts of the lessons' figures and questions."""
    lessons = sorted(str(path) for path in folder.glob("*.ipynb"))
    sign = [sys.executable, "-m", "nbformat.sign", *lessons]
    subprocess.run(sign, stdout=subprocess.DEVNULL, check=True, env=environment)


def main(arguments):
    trust()
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    try:
        return subprocess.run(command(arguments, is_root), cwd=ROOT).returncode
    except KeyboardInterrupt:  # JupyterLab has said that it stops
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
