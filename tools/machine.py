"""What a measurement was taken on, said in words that stay with the result."""

import datetime
import os
import platform
from importlib.metadata import version
from pathlib import Path


def processor():
    """Name the processor and say how many cores this process may use.

    Examples
    --------
    >>> processor().endswith("cores") or processor().endswith("core")
    True
    """
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{_model()}, {cores} core{'s' if cores > 1 else ''}"


def versions(*packages):
    """The versions of Python and of packages, by name.

    Examples
    --------
    >>> sorted(versions("numpy"))
    ['numpy', 'python']
    """
    return {"python": platform.python_version()} | {name: version(name) for name in packages}


def today():
    """The date, as YYYY-MM-DD."""
    return datetime.date.today().isoformat()


def _model():
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        for line in cpuinfo.read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                return line.split(":", 1)[1].strip()
    return platform.processor() or platform.machine()
