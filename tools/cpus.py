"""Run lessons with all threads and under three other CPU settings; print how each cell deviates.

Usage: python -m tools.cpus [book/NN-name.ipynb ...]

Tolerances are set from this table. Exit status 1 where a cell lies beyond its tolerance.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__

# NumPy names its kernels by level; it warns about a level that this processor lacks anyway.
LEVELS = [level for level in __cpu_dispatch__ if __cpu_features__[level]]
SETTINGS = {
    "all threads": {"OMP_NUM_THREADS": str(os.cpu_count())},
    "one thread": {
        "OMP_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    },
    "AVX2": {
        "ATEN_CPU_CAPABILITY": "avx2",
        "ONEDNN_MAX_CPU_ISA": "AVX2",
        "MKL_ENABLE_INSTRUCTIONS": "AVX2",
        "OPENBLAS_CORETYPE": "Haswell",
        "NPY_DISABLE_CPU_FEATURES": " ".join(x for x in LEVELS if x not in ("AVX2", "X86_V3")),
    },
    "SSE4.1": {
        "ATEN_CPU_CAPABILITY": "default",
        "ONEDNN_MAX_CPU_ISA": "SSE41",
        "MKL_CBWR": "COMPATIBLE",
        "OPENBLAS_CORETYPE": "Nehalem",
        "NPY_DISABLE_CPU_FEATURES": " ".join(LEVELS),
    },
}
PROBE = """
import numpy, torch, threadpoolctl
from numpy._core._multiarray_umath import __cpu_dispatch__, __cpu_features__
blas = {d["architecture"] for d in threadpoolctl.threadpool_info() if "architecture" in d}
levels = [level for level in __cpu_dispatch__ if __cpu_features__[level]]
print("torch", torch.backends.cpu.get_cpu_capability(), torch.get_num_threads(), "threads;",
      "numpy", *levels or ["baseline"], "; OpenBLAS", *blas)
"""


def run(setting, lessons):
    """Check lessons under one setting and return the records of `--lesson-deviations`."""
    environment = {"OMP_NUM_THREADS": "1", **os.environ, **SETTINGS[setting]}
    probe = subprocess.run(
        [sys.executable, "-W", "error", "-c", PROBE],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    print(f"{setting}: {probe.stdout.strip()} {probe.stderr.strip()}", file=sys.stderr, flush=True)
    with tempfile.TemporaryDirectory() as folder:
        record = Path(folder) / "deviations.json"
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=short"]
        checked = subprocess.run(
            [*command, f"--lesson-deviations={record}", *lessons],
            env=environment,
            capture_output=True,
            text=True,
        )
        if checked.returncode not in (0, 1):
            sys.exit(f"pytest could not check the lessons:\n{checked.stdout}{checked.stderr}")
        return json.loads(record.read_text(encoding="utf-8"))


def row(setting, cell):
    """One line of the table; None for a cell that deviates in nothing."""
    allowed = cell["tolerance"]
    worst = [cell[key] for key in ("relative", "absolute", "image")]
    if not any(worst) and not cell["text"] and not cell["failed"]:
        return None
    tolerance = " ".join(f"{key} {value:g}" for key, value in allowed.items())
    what = "FAILS" if cell["failed"] else "passes"
    if cell["text"]:
        what += ", text differs"
    numbers = "".join(f"{value:10.2g}" for value in worst)
    return f"{setting:12}{cell['lesson']:24}{cell['cell']:>4}{numbers}  {tolerance:34}{what}"


def main(lessons):
    lessons = lessons or ["book"]
    seen = {setting: run(setting, lessons) for setting in SETTINGS}
    print(f"{'setting':12}{'lesson':24}cell  relative  absolute     image  tolerance")
    for setting, cells in seen.items():
        for line in filter(None, (row(setting, cell) for cell in cells)):
            print(line)
    return int(any(cell["failed"] for cells in seen.values() for cell in cells))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
