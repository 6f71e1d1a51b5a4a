"""Print every target of speed and size beside what is measured here and now.

python -m tools.bench [SECTION ...]
"""

import importlib
import sys

from tools.bench.target import Target
from tools.machine import processor, today, versions

SECTIONS = ("convolution", "study", "lessons", "pages")


def format_section(section: str, targets: list[Target]) -> str:
    """Lay out the targets of a section as a table.

    Examples
    --------
    >>> print(format_section("pages", [Target("index", "at most 2 MB", "3.6 MB", False)]))
    pages | target       | measured | met
    ------+--------------+----------+-------
    index | at most 2 MB | 3.6 MB   | missed
    """
    rows = [(section, "target", "measured", "met")]
    for target in targets:
        verdict = ("yes" if target.met else "missed") if target.target else ""
        rows.append((target.name, target.target, target.measured, verdict))
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    lines = [" | ".join(map(str.ljust, row, widths)).rstrip() for row in rows]
    lines.insert(1, "-+-".join("-" * width for width in widths))
    return "\n".join(lines)


def summarise(targets: list[Target]) -> str:
    """Count the targets that were met.

    Examples
    --------
    >>> summarise([Target("index", "at most 2 MB", "3.6 MB", False)])
    '0 of 1 targets met'
    """
    wanted = [target for target in targets if target.target]
    return f"{sum(target.met for target in wanted)} of {len(wanted)} targets met"


def measure(section: str) -> list[Target]:
    """Measure the targets of a section, and tell the progress on stderr."""
    targets = []
    for target in importlib.import_module(f"tools.bench.{section}").measure():
        targets.append(target)
        print(f"{section}: {target.name}: {target.measured}", file=sys.stderr)
    return targets


def main(sections: list[str]):
    """Measure sections, all of them by default, and print their tables.

    Raises
    ------
    SystemExit
        If there is no such section.
    """
    unknown = sorted(set(sections) - set(SECTIONS))
    if unknown:
        raise SystemExit(f"section (={unknown[0]}) must be one of {', '.join(SECTIONS)}")
    packages = versions("torch", "numpy", "scipy", "matplotlib", "sphinx-book-theme")
    print(f"Measured on {today()}: {processor()};", end=" ")
    print(", ".join(f"{name} {version}" for name, version in packages.items()))
    targets = []
    for section in sections or SECTIONS:
        found = measure(section)
        print(f"\n{format_section(section, found)}", flush=True)
        targets += found
    print(f"\n{summarise(targets)}")


if __name__ == "__main__":
    main(sys.argv[1:])
