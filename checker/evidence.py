"""What the code cells of a lesson hold: numbers in their sources and in what they printed.

Comments and strings hold nothing: they are typed, as texts are.
"""

import ast
import re
from collections import defaultdict
from dataclasses import dataclass, field
from itertools import pairwise

from .arithmetic import value
from .shown import images, texts

PRINTED = re.compile(r"(?<![\w.])\d+(?:,\d{3})*(?:\.\d*)?(?:e[-+]?\d+)?")
BEFORE = re.compile(rf"([A-Za-z]\w*)\W{{0,4}}?({PRINTED.pattern})")  # a word before a number
BEHIND = re.compile(rf"({PRINTED.pattern}) ?([A-Za-z]\w*)")
SHAPE = re.compile(r"(?<![\w.])\d+(?:(?:, | ?[x×] ?| by )\d+)+(?![\w.])")  # (3, 5), 28 × 28
STEP = re.compile(r"(?<![\w.])([A-Za-z]) ?([-+]) ?([A-Za-z]|\d+)(?![\w.])")  # i - k, m - 1


@dataclass
class Evidence:
    """Numbers, rows of them, those that stand beside a word, and steps of indices."""

    numbers: set = field(default_factory=set)
    rows: set = field(default_factory=set)
    grids: set = field(default_factory=set)
    beside: dict = field(default_factory=lambda: defaultdict(set))
    steps: set = field(default_factory=set)

    def add(self, word, number):
        for part in re.findall(r"[A-Za-z]+", word):
            self.beside[stem(part)].add(abs(number))

    def add_row(self, row):
        row = tuple(row)
        self.rows.add(row)
        self.numbers.update(x for x in row if x is not None)

    @classmethod
    def of(cls, cells):
        """What code cells hold, in their sources and in what they printed."""
        found = cls()
        for cell in cells:
            for node in nodes(cell.source):
                _read_node(node, found)
            for text in texts(cell):
                if not text.lstrip().startswith("<"):
                    _read_text(text, found)
            found.steps.update(STEP.findall(cell.source))
        return found


def stem(word):
    word = word.lower()
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


def nodes(source):
    """All nodes of a cell's syntax tree; none where it is no Python, which another rule reports."""
    try:
        return list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return []


def _read_text(text, found):
    for grid in SHAPE.findall(text):
        found.grids.update(pairwise(map(number_in, re.findall(r"\d+", grid))))
    for lines in [*text.splitlines(), text]:
        found.add_row(map(number_in, PRINTED.findall(lines)))
    for word, number in BEFORE.findall(text):
        found.add(word, number_in(number))
    for number, word in BEHIND.findall(text):
        found.add(word, number_in(number))


def number_in(text):
    return float(text.replace(",", ""))


def _read_node(node, found):
    number = value(node)
    if number is not None:
        found.numbers.add(abs(number))
    match node:
        case ast.List() | ast.Tuple():
            found.add_row(_row(node))
            found.grids.update(pairwise(_row(node)))
            found.numbers.add(len(node.elts))
            if all(isinstance(each, ast.List | ast.Tuple) for each in node.elts):
                for column in zip(*map(_row, node.elts), strict=False):
                    found.add_row(column)
        case ast.Name(id=word) | ast.Attribute(attr=word):
            found.numbers.update(map(float, re.findall(r"\d+", word)))  # float32, uint8
        case ast.keyword(arg=str() as word):
            _bind(word, node.value, found)
        case ast.Assign():
            for target in node.targets:
                _assign(target, node.value, found)
        case ast.Dict():
            for key, each in zip(node.keys, node.values, strict=True):
                if isinstance(key, ast.Constant):
                    _bind(str(key.value), each, found)
        case ast.arguments():
            arguments = [*node.posonlyargs, *node.args][::-1]
            for argument, default in zip(arguments, node.defaults[::-1], strict=False):
                _bind(argument.arg, default, found)


def _row(node):
    numbers = map(value, node.elts)
    return [None if number is None else abs(number) for number in numbers]


def _assign(target, given, found):
    if isinstance(target, ast.Name):
        _bind(target.id, given, found)
    elif isinstance(target, ast.Tuple) and isinstance(given, ast.Tuple):
        for each, part in zip(target.elts, given.elts, strict=False):
            _assign(each, part, found)


def _bind(word, node, found):
    number = value(node)
    if number is not None:
        found.add(word, number)


def is_one_of(written, numbers, scale=1):
    """Whether a number, as it is written, is one of some numbers, rounded; a single digit is not.

    >>> is_one_of("0.38", [0.3777]), is_one_of("3", [2.9]), is_one_of("38", [0.3777], scale=100)
    (True, False, True)
    """
    decimals, number = len(written.partition(".")[2]), number_in(written)
    is_rounded = decimals or number >= 10 or scale != 1
    slack = 0.5001 * 10.0**-decimals if is_rounded else 1e-9
    return any(abs(x - number) <= slack for each in numbers for x in (each, scale * each))


CHECKS = re.compile(r"assert|equal|allclose|isclose")


def is_checked(cell):
    """Whether a cell asserts or compares something."""
    for node in nodes(cell.source):
        if isinstance(node, ast.Assert):
            return True
        if isinstance(node, ast.Call) and CHECKS.search(ast.unparse(node.func)):
            return True
    return False


def is_measured(cell):
    """Whether a cell prints two numbers or more, or draws."""
    printed = sum(len(PRINTED.findall(text)) for text in texts(cell))
    return printed > 1 or bool(images(cell))
