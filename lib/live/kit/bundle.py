"""Join JavaScript modules into one script, so that a figure needs no file beside it.

A module is a plain ES module in the folder of a figure or in kit/. It may hold this much:

    import { one, two } from "../kit/x.js";   at the top; "./x.js" beside it
    import { three } from "./x.py";           rules in Python, which are translated (rules.py)
    export function name(...) { ... }         also `export const name = ...` and `export class`
    // a comment, on a line of its own or behind code
    /** types, for tsc */

Every module becomes `const name_js = (() => { ... return { its exports }; })();`, behind those that
it imports. What no other module uses is left out, as are types, comments on lines of their own and
the white space around lines. So is each rule of a style sheet for a class that no script names.
"""

import re
from functools import cache
from pathlib import Path

from rjsmin import jsmin

from . import rules

LIVE = Path(__file__).parent.parent

TYPES = re.compile(r"/\*\*.*?\*/", re.DOTALL)
IMPORT = re.compile(
    r'^import \{\s*(\w+(?:,\s*\w+)*),?\s*\} from "(\.|\.\./[\w-]+)/([\w-]+)\.(js|py)";',
    re.MULTILINE,
)
# What begins at the margin is a part of the module: a function, a class or a value.
PART = re.compile(r"(export )?(?:(?:async )?function|const|let|class) (\w+)")
WORD = re.compile(r"(?:(?<![\w$.])|(?<=\.\.\.))[A-Za-z_$][\w$]*")  # and no property
# Of a selector: between those of a list, and what says nothing of the elements that there are.
COMMA = re.compile(r",(?![^(]*\))")
ATTRIBUTE = re.compile(r"\[([\w-]+)(?:=\"([\w-]+)\")?\]")
GROUP = re.compile(r":(is|not)\(([^()]*)\)")
PLAIN = re.compile(r"[\"`]([\w ${}-]+)[\"`]")  # in a script, what may name a class or an element
PSEUDO = re.compile(r"::?[\w-]+(?:\([^()]*\))?")
FORBIDDEN = {
    "import or export of a form that the joining does not know": r"^\s*(?:import|export)\b",
    "dynamic import": r"\bimport\s*\(",
    "the end of a script": r"</script|<!--",
    "a block comment that holds no types": r"/\*",
}


@cache
def script(*names, folder=LIVE):
    """One script with the named modules, and of those that they import all that they use.

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
    >>> script("kit/format").partition("{")[0]
    'const kit_format_js=(()=>'
    """
    modules = {}  # each behind those that it imports

    def visit(name, path):
        if name in path:
            raise ValueError(f"modules import each other: {' -> '.join([*path, name])}")
        if name in modules:
            return
        module = Module(name, folder)
        for other in module.imports:
            visit(other, [*path, name])
        modules[name] = module

    for name in names:
        visit(name, [])
    constants = {name: f"m{k}" for k, name in enumerate(modules)}
    constants |= {name: identifier(name) for name in names}
    wanted = {name: set(modules[name].exports if name in names else ()) for name in modules}
    texts = []
    for name, module in reversed(modules.items()):
        if wanted[name]:
            text, used = module.bare(wanted[name], constants)
            texts.append(text)
            for other, exports in used.items():
                wanted[other].update(exports)
    return minified("\n".join(reversed(texts)))


def minified(script):
    """A script without needless white space, but on lines where one template may stand in another.

    Examples
    --------
    >>> print(minified("a = b + `c, ${d}`;\\ne = `f, ${g ? `, ${h}` : i}`;"))
    a=b+`c, ${d}`;e = `f, ${g ? `, ${h}` : i}`;
    """
    lines = script.splitlines()
    kept = {f"line_{k}_kept": line for k, line in enumerate(lines) if line.count("`") > 2}
    names = {line: name for name, line in kept.items()}
    bare = jsmin("\n".join(names.get(line, line) for line in lines))
    return re.sub(r"line_\d+_kept", lambda found: kept[found[0]], bare)


class Module:
    """A module, the names that it imports of others, and its parts by name."""

    def __init__(self, name, folder):
        path = folder / (name if name.endswith(".py") else f"{name}.js")
        self.name, self.place = name, path.relative_to(folder).as_posix()
        if not path.is_file():
            raise ValueError(f"there is no module {self.place}")
        text = path.read_text(encoding="utf-8")
        if path.suffix == ".py":
            text = rules.translate(text, self.place)
        self.imports, self.parts, self.exports = {}, {}, []

        def take(found):  # keeps the count of lines
            names, way, other, kind = found.groups()
            way = path.parent.name if way == "." else way[3:]
            other = f"{way}/{other}{'.py' if kind == 'py' else ''}"
            self.imports[other] = re.findall(r"\w+", names)
            return "\n" * found[0].count("\n")

        text = TYPES.sub(lambda found: "\n" * found[0].count("\n"), text)
        for number, line in enumerate(IMPORT.sub(take, text).splitlines(), 1):
            if line.strip() and not line.lstrip().startswith("//"):
                self._add(line, number)

    def _add(self, line, number):
        text = line.strip()
        if match := PART.match(line):
            self.parts[match[2]] = []
            self.exports += [match[2]] if match[1] else []
            text = text.removeprefix("export ")
        faults = [what for what, pattern in FORBIDDEN.items() if re.search(pattern, text)]
        if not match and (not self.parts or line[0] not in " )]}"):
            faults.append("at the margin, and no declaration")
        if faults:
            raise ValueError(f"{self.place}, line {number}: {faults[0]}: {text}")
        self.parts[list(self.parts)[-1]].append(text)

    def bare(self, wanted, constants):
        """The module as a constant with these exports, and what it then uses of others.

        `constants` are what all modules are called.
        """
        words, new = set(), set(wanted)
        kept = set()
        while new:
            kept |= new
            words |= {word for name in new for word in WORD.findall("\n".join(self.parts[name]))}
            new = words & set(self.parts) - kept
        lines, used = [], {}
        for other, names in self.imports.items():
            if found := [name for name in names if name in words]:
                used[other] = found
                lines.append(f"const {{ {', '.join(found)} }} = {constants[other]};")
        lines += [line for name, part in self.parts.items() if name in kept for line in part]
        exports = ", ".join(name for name in self.exports if name in wanted)
        body = "\n".join([*lines, f"return {{ {exports} }};"])
        return f"const {constants[self.name]} = (() => {{\n{body}\n}})();", used


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
    line = re.sub(r'("[^"]*")| ?([{};,>]) ?|(:) ', r"\1\2\3", line)
    line = re.sub(r"#(\w)\1(\w)\2(\w)\3\b", r"#\1\2\3", line)
    line = re.sub(r"(?<![\w.])0\.", ".", line)
    return line.replace(";}", "}")


def needed(styles, text):
    """Of joined style sheets, the rules for elements that a figure may have.

    Parameters
    ----------
    styles : str
        What `styles` gives.
    text : str
        The figure's script and data. They name whatever a selector is about.

    Examples
    --------
    >>> needed('.live td{color:red}.live .a,.live .b{top:0}@media print{.b{top:1px}}', '"live a"')
    '.live .a{top:0}'
    """
    words = {word for plain in PLAIN.findall(text) for word in re.findall(r"[\w-]+", plain)}

    def is_needed(selector):
        outside, named = PSEUDO.sub("", selector), ATTRIBUTE.findall(selector)
        names = set(re.findall(r"[\w-]+", ATTRIBUTE.sub("", outside)))
        return names <= words and all(name in text and value in text for name, value in named)

    def within(group):
        return f":{group[1]}({','.join(filter(is_needed, group[2].split(',')))})"

    def take(rule):
        if rule[1].startswith(("@", "from", "to")):
            return rule[0]
        kept = [GROUP.sub(within, each) for each in COMMA.split(rule[1]) if is_needed(each)]
        kept = ",".join(each for each in kept if ":is()" not in each)
        return f"{kept}{{{rule[2]}}}" if kept else ""

    found = re.sub(r"([^{}]+)\{([^{}]*)\}", take, styles)
    found = re.sub(r"@[^{}]+\{\}", "", found)
    used = set(re.findall(r"--[\w-]+", re.sub(r"--[\w-]+:", "", found) + text))
    return re.sub(r"(--[\w-]+):[^;{}]*;?", lambda rule: rule[0] if rule[1] in used else "", found)
