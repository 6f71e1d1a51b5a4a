"""Small bugs for Python code and for scripts: where they can be planted, and a fair draw of them.

A bug is another operator, number, word or condition, an argument or a statement less. Pygments
tells code from comments, docstrings and text, so both languages share one way.
"""

import ast
import random
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from pygments.lexers import JavascriptLexer, PythonLexer
from pygments.token import Comment, Number, String

from tools.node import find_node

SWAPS = [  # both ways; they apply where a token begins
    ("+ ", "- "),
    ("+= ", "-= "),
    ("* ", "/ "),
    ("< ", "<= "),
    ("> ", ">= "),
    ("min(", "max("),
    ("floor(", "ceil("),
    ("break", "continue"),
]
PYTHON = [("== ", "!= "), ("and ", "or "), ("True", "False"), *SWAPS]
SCRIPT = [("=== ", "!== "), ("&& ", "|| "), ("true", "false"), *SWAPS]
RULES = {
    ".py": [
        *PYTHON,
        *((new, old) for old, new in PYTHON),
        ("//", "/"),
        ("**", "*"),
        ("not ", ""),
        ("if ", "if False and "),
        ("if ", "if True or "),
    ],
    ".js": [
        *SCRIPT,
        *((new, old) for old, new in SCRIPT),
        ("!", ""),
        ("if (", "if (false && "),
        ("if (", "if (true || "),
        ("? ", "&& false ? "),
        ("? ", "|| true ? "),
    ],
}
# Statements that may go, and what takes their place. What gives a value to a name or to a caller
# stays: that it is missing is too easy to see.
STATEMENTS = {
    ".py": (re.compile(r"(?!\w[\w, ]* = |\w+: |(?:import|from|def|class|return) ).*"), "pass"),
    ".js": (re.compile(r"(?!(?:const|let|import|export|return) ).*;"), ""),
}
# The text of the lessons' questions: with another number it is another question.
CONTENT = "lib/checks/bank"
# Nothing changes that anybody could see: the guard of a zip holds whatever happens, a cache saves
# time, and so does the size of what is worked on at once; a second more to wait is no bug.
UNSEEN = ("strict=", "@cache", "PATIENCE = ", "BAND = ", "CACHE = ")
ARGUMENT = re.compile(r",\s*[\w\"']+(?:=(?!=)|: )")  # a named one, or a property
WORD = re.compile(r"([\"']?)[\w-]{3,}([\"']?)")  # a key, a mode or a class; sentences stay


@dataclass(frozen=True)
class Mutant:
    """A file in which `source[start:end]` is replaced by `new`."""

    path: str
    source: str
    start: int
    end: int
    new: str

    @property
    def text(self):
        return self.source[: self.start] + self.new + self.source[self.end :]

    @property
    def line(self):
        return self.source.count("\n", 0, self.start) + 1

    def touches(self, word):
        """Whether the word stands in what is replaced, or right before it."""
        return word in self.source[max(0, self.start - len(word)) : self.end]

    def __str__(self):
        first = self.source.rfind("\n", 0, self.start) + 1
        rest = self.source[self.end :].partition("\n")[0]
        old = self.source[first : self.end] + rest
        new = self.source[first : self.start] + self.new + rest
        old, new = (" ".join(text.split()) for text in (old, new))
        return f"{self.path}:{self.line}  {old}  ->  {new or '(nothing)'}"


def mutants(path, source):
    """All bugs that can be planted in a file, those that do not compile included.

    Examples
    --------
    >>> for mutant in mutants("a.py", "x = max(a + 2, b)  # a + 2"):
    ...     print(mutant)
    a.py:1  x = max(a + 2, b) # a + 2  ->  x = min(a + 2, b) # a + 2
    a.py:1  x = max(a + 2, b) # a + 2  ->  x = max(a - 2, b) # a + 2
    a.py:1  x = max(a + 2, b) # a + 2  ->  x = max(a + 3, b) # a + 2
    """
    suffix = Path(path).suffix
    lexer = {".py": PythonLexer, ".js": JavascriptLexer}[suffix]()
    tokens = [
        (start, kind, text)
        for start, kind, text in lexer.get_tokens_unprocessed(source)
        if kind not in Comment and kind not in String.Doc
    ]
    edits = []
    for k, (start, kind, text) in enumerate(tokens):
        end = start + len(text)
        if kind in String:
            if match := WORD.fullmatch(text):
                edits.append((start, end, "other".join(match.groups())))
        elif kind in Number:
            edits += [(start, end, new) for new in other_numbers(text)]
        elif ARGUMENT.match(source, start):
            edits.append((start, argument_end(tokens[k + 1 :]), ""))
        else:
            rules = (rule for rule in RULES[suffix] if source.startswith(rule[0], start))
            edits += [(start, start + len(old), new) for old, new in rules]
    code = {start for start, kind, _ in tokens if kind not in String}
    statement, nothing = STATEMENTS[suffix]
    for line in re.finditer(r"^ *(\S.*)$", source, re.MULTILINE):
        if line.start(1) in code and statement.fullmatch(line[1]) and line[1] != nothing:
            edits.append((line.start(1), line.end(), nothing))
    found = [Mutant(str(path), source, *edit) for edit in edits]
    return [mutant for mutant in found if not any(map(mutant.touches, UNSEEN))]


def other_numbers(text):
    """One other number, whole or decimal as this one is.

    Examples
    --------
    >>> other_numbers("9"), other_numbers("0.02"), other_numbers("0.0"), other_numbers("0xff")
    (['10'], ['0.04'], ['1.0'], [])
    """
    if re.fullmatch(r"[\d_]+", text):
        return [str(int(text) + 1)]
    if re.fullmatch(r"[\d_.]+(e-?\d+)?", text):
        return [str(2 * float(text) or 1.0)]
    return []


def argument_end(tokens):
    """Where the argument ends that begins with these tokens."""
    depth = 0
    for start, _, text in tokens:
        if depth == 0 and text in (",", ")", "]", "}"):
            return start
        depth += (text in ("(", "[", "{", "${")) - (text in (")", "]", "}"))
    return start  # no argument after all: what is left will not compile


def compiles(mutant):
    """Whether Python or Node can read the file."""
    if mutant.path.endswith(".py"):
        try:
            ast.parse(mutant.text)
        except SyntaxError:
            return False
        return True
    with tempfile.TemporaryDirectory() as folder:
        script = Path(folder, "script.mjs")
        script.write_text(mutant.text, encoding="utf-8")
        return subprocess.run([node(), "--check", script], capture_output=True).returncode == 0


def node():
    """Node's path, in this environment or on the machine."""
    return find_node() or sys.exit(
        "Planting bugs in scripts needs Node: install it, or give --scripts 0."
    )


def draw(root, patterns, count, seed, only):
    """`count` bugs for the files of these patterns, spread evenly over the lines of code."""
    chance = random.Random(seed)
    lines = {}
    for path in sorted(path for pattern in patterns for path in root.glob(pattern)):
        name = path.relative_to(root).as_posix()
        if not path.is_relative_to(root / CONTENT) and any(
            path.is_relative_to(root / part) for part in only
        ):
            for mutant in mutants(name, path.read_text(encoding="utf-8")):
                lines.setdefault((name, mutant.line), []).append(mutant)
    lines = [chance.sample(line, len(line)) for line in lines.values()]
    count, offset, drawn = min(count, len(lines)), chance.random(), []
    for k in range(count):
        onwards = lines[int((k + offset) * len(lines) / count) :]
        candidates = (mutant for line in onwards for mutant in line if mutant not in drawn)
        drawn += [next(filter(compiles, candidates), None)]
    return [mutant for mutant in drawn if mutant]
