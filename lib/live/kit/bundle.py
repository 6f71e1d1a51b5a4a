"""Join JavaScript modules into one script, so that a figure needs no file beside it.

A module is a plain ES module in the folder of a figure or in kit/. It may hold this much:

    import { one, two } from "../kit/x.js";   at the top; "./x.js" beside it
    import { three } from "./x.py";           rules in Python, which are translated (rules.py)
    export function name(...) { ... }         also `export const name = ...` and `export class`
    // a comment, on a line of its own or behind code
    /** types, for tsc */

Every module becomes `const name_js = (() => { ... return { its exports }; })();`, behind those that
it imports. Types, comments on lines of their own and the white space around lines are left out.
"""

import re
from functools import cache
from pathlib import Path

from . import rules

LIVE = Path(__file__).parent.parent

TYPES = re.compile(r"/\*\*.*?\*/", re.DOTALL)
IMPORT = re.compile(
    r'^import \{\s*(\w+(?:,\s*\w+)*),?\s*\} from "(\.|\.\./[\w-]+)/([\w-]+)\.(js|py)";',
    re.MULTILINE,
)
EXPORT = re.compile(r"export ((?:async )?function|const|class) (\w+)")
FORBIDDEN = {
    "import or export of a form that the joining does not know": r"^\s*(?:import|export)\b",
    "dynamic import": r"\bimport\s*\(",
    "the end of a script": r"</script|<!--",
    "a block comment that holds no types": r"/\*",
}


@cache
def script(*names, folder=LIVE):
    """One script with the named modules and all that they import, each once.

    Parameters
    ----------
    *names : str
        Modules, such as "kit/grid" or "ledger/rules.py": folder and file, without ".js".
    folder : Path
        Where their folders lie.

    Returns
    -------
    str
        Classic JavaScript; the exports of module a/b-c are the properties of `a_b_c_js`.

    Raises
    ------
    ValueError
        If a module is missing, imports itself by a detour, or has a form that is not understood.

    Examples
    --------
    >>> print(script("kit/format").splitlines()[0])
    const kit_format_js = (() => {
    """
    order = {}

    def visit(module, path):
        if module in path:
            raise ValueError(f"modules import each other: {' -> '.join([*path, module])}")
        if module in order:
            return
        text, imported = _wrap(module, folder)
        for other in imported:
            visit(other, [*path, module])
        order[module] = text

    for name in names:
        visit(name, [])
    return "\n".join(order.values())


def identifier(module):
    """The constant that holds a module's exports in the joined script.

    Examples
    --------
    >>> identifier("kit/number-grid")
    'kit_number_grid_js'
    >>> identifier("ledger/rules.py")
    'ledger_rules_py'
    """
    return re.sub(r"\W", "_", module if module.endswith(".py") else f"{module}_js")


@cache
def styles(*names, folder=LIVE):
    """The style sheets of these names (say "kit/base"), in one line, without comments."""
    sheets = [(folder / f"{name}.css").read_text(encoding="utf-8") for name in names]
    bare = re.sub(r"/\*.*?\*/", "", "\n".join(sheets), flags=re.DOTALL)
    line = " ".join(bare.split())
    return re.sub(r'("[^"]*")| ?([{};,]) ?|(:) ', r"\1\2\3", line)


def _wrap(module, folder):
    """The module as a constant, and the names of the modules that it imports."""
    path = folder / (module if module.endswith(".py") else f"{module}.js")
    place = path.relative_to(folder).as_posix()
    if not path.is_file():
        raise ValueError(f"there is no module {place}")
    text = path.read_text(encoding="utf-8")
    if path.suffix == ".py":
        text = rules.translate(text, place)
    imported, lines, exported = [], [], []

    def take(found):  # keeps the count of lines
        names, way, other, kind = found.groups()
        way = path.parent.name if way == "." else way[3:]
        imported.append(f"{way}/{other}{'.py' if kind == 'py' else ''}")
        names = ", ".join(re.findall(r"\w+", names))
        return f"const {{ {names} }} = {identifier(imported[-1])};" + "\n" * found[0].count("\n")

    text = TYPES.sub(lambda found: "\n" * found[0].count("\n"), text)
    for number, line in enumerate(IMPORT.sub(take, text).splitlines(), 1):
        line = line.strip()
        if not line or line.startswith("//"):
            continue
        if match := EXPORT.match(line):
            exported.append(match[2])
            line = line.removeprefix("export ")
        for what, pattern in FORBIDDEN.items():
            if re.search(pattern, line):
                raise ValueError(f"{place}, line {number}: {what}: {line}")
        lines.append(line)
    body = "\n".join([*lines, f"return {{ {', '.join(exported)} }};"])
    return f"const {identifier(module)} = (() => {{\n{body}\n}})();", imported
