"""What a text says in numbers, and whether the equations in it come out.

Equations are looked for in formulas and in sentences. What cannot be computed, since it holds a
letter or a function that is not listed here, is left alone.
"""

import ast
import math
import operator
import re

DIGITS = r"\d+(?:,\d{3})*(?:\.\d+)?"
NUMBER = re.compile(rf"(?<![\w.])(?<!\d,){DIGITS}(?!\w|,\d{{3}}|\.\d)")

# ---- from Markdown to words and plain formulas ---------------------------------------------------

UNSAID = [
    (r"(?ms)^(`{3,})(?!\{)[^\n]*\n.*?^\1", " "),  # code
    (r"(?m)^[`:]{3,}.*$|^:[\w-]+:.*$|^\([\w-]+\)=$", ""),  # directives, their options, labels
    (r"(?m)^- \*\*Time\*\*.*$", ""),  # held by a rule of its own
    (r"\[[^\]]*\]\([^)]*\)", "[]"),  # links: what they show is a title
    (r"\{[\w:]+\}`[^`]*`|(?<=\$\$) \([\w-]+\)", "[]"),
    (r"`[^`\n]*`", "[]"),
    (r"\*\*", ""),
    (r"(?m)^ *\d\. ", ""),  # of a list
]
MATH = re.compile(r"\$\$(.*?)\$\$|\$([^$]+)\$", re.DOTALL)
TEX = [
    (r"\\[dt]?frac\s*(\d)\s*(\d)", r"((\1)/(\2))"),
    (r"\\(?:mathrm|text|operatorname|mathbf)\{[^{}]*\}", " q "),
    (r"\\(?:begin|end)\{\w+\}", " ; "),
    (r"\\\\", " ; "),
    (r"&", " , "),
    (r"\\(?:left|right|quad|qquad|[bB]ig[lr]?)(?![a-zA-Z])|\\[,;!]", " "),
    (r"\{,\}", ","),
    (r"\\%", "%"),
    (r"\\(?:cdot|times)(?![a-zA-Z])", "·"),
    (r"\\lfloor", " floor("),
    (r"\\lceil", " ceil("),
    (r"\\rfloor|\\rceil", ")"),
    (r"\\log_2(?!\d)|\\log_\{2\}", " log2 "),
    (r"\\(?:log|ln)(?![a-zA-Z_])", " log "),
    (r"\\sqrt(?![a-zA-Z])", " sqrt "),
    (r"\\approx", "≈"),
    (r"_(?:\{[^{}]*\}|\w)", ""),
    (r"\^\s*(\w)", r"^(\1)"),
]
FRACTION = re.compile(r"\\[dt]?frac\{([^{}]*)\}\{([^{}]*)\}")


def said(source):
    """What a Markdown text says: one space between words, formulas without TeX between ⟨ and ⟩."""
    for pattern, instead in UNSAID:
        source = re.sub(pattern, instead, source)
    source = MATH.sub(lambda found: f"⟨{_formula(found[1] or found[2])}⟩", source)
    paragraphs = re.split(r"\n\s*\n|\n(?=[-|])", source)
    return "\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _formula(tex):
    for pattern, instead in TEX:
        tex = re.sub(pattern, instead, tex)
    while FRACTION.search(tex):
        tex = FRACTION.sub(r"((\1)/(\2))", tex)
    return " ".join(tex.replace("{", "(").replace("}", ")").split())


# ---- the value of an expression ------------------------------------------------------------------

OPERATIONS = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.FloorDiv: operator.floordiv,
    ast.Mod: operator.mod,
    ast.Pow: operator.pow,
}
FUNCTIONS = {each: getattr(math, each) for each in ("sqrt", "log", "log2", "exp", "floor", "ceil")}
LARGEST = 100  # exponent


def value(node):
    """The number that an expression of constants has, as a syntax tree; None for any other.

    >>> value(ast.parse("(64 * 0.5 + 16 * 0.25) / np.sqrt(4)", mode="eval").body)
    18.0
    """
    match node:
        case ast.Constant(value=int() | float() as number) if not isinstance(number, bool):
            return number
        case ast.Name(id="e"):
            return math.e
        case ast.UnaryOp(op=ast.USub()):
            return _applied(operator.neg, value(node.operand))
        case ast.BinOp(op=ast.Pow()) if (value(node.right) or 0) > LARGEST:
            return None
        case ast.BinOp():
            return _applied(OPERATIONS.get(type(node.op)), value(node.left), value(node.right))
        case ast.Call(args=[argument]):
            function = FUNCTIONS.get(ast.unparse(node.func).rpartition(".")[2])
            return _applied(function, value(argument))
    return None


def _applied(function, *numbers):
    if function is None or None in numbers:
        return None
    try:
        number = function(*numbers)
    except (ArithmeticError, ValueError):
        return None
    return number if isinstance(number, int | float) else None


# ---- equations in a text -------------------------------------------------------------------------

TOKEN = re.compile(
    rf"(?P<number>{DIGITS}(?: ?%)?)|(?P<function>(?:sqrt|log2?|floor|ceil)\b)"
    r"|(?P<operator>[-+−*·×/^()])|(?P<equals>[=≈])|(?P<space> )|(?P<name>[^\W\d]\w*)"
    r"|(?P<other>.|\n)"
)
PYTHON = {"·": "*", "×": "*", "−": "-", "^": "**"}


class Side:
    """A side of an equation: where it stands in the text, its value or None, its precision."""

    def __init__(self, tokens, is_first=True, is_last=True):
        tokens = _without_surroundings(tokens, is_first, is_last)
        self.place = range(tokens[0].start(), tokens[-1].end()) if tokens else range(0)
        self.is_number = len([token for token in tokens if token[0] not in "-−()"]) == 1
        self.value = _value_of(tokens)
        last = tokens[-1][0] if tokens and self.is_number else ""
        decimals = len(re.sub(r"[^\d]", "", last.partition(".")[2]))
        self.precision = 0.0  # half a unit of the last digit
        if self.is_number:
            unit = 10.0**-decimals / (100 if last.endswith("%") else 1)
            self.precision = 0.49 if unit == 1 else 0.5001 * unit


def _without_surroundings(tokens, is_first, is_last):
    """Take off what does not belong to a side: a bracket around all, a dash."""
    tokens = list(tokens)
    depth = sum({"(": 1, ")": -1}.get(token[0], 0) for token in tokens)
    while depth > 0 and is_first and tokens[0][0] == "(":
        del tokens[0]
        depth -= 1
    while depth < 0 and is_last and tokens[-1][0] == ")":
        del tokens[-1]
        depth += 1
    while is_last and tokens and tokens[-1][0] in "+-−*·×/^(":
        del tokens[-1]
    while is_first and tokens and tokens[0][0] in "+*·×/^)":
        del tokens[0]
    return tokens


def _value_of(tokens):
    source = re.sub(r"(?<=\() | (?=\))", "", " ".join(map(_python, tokens)))
    source = re.sub(r"\b(sqrt|log2?) ([\w.]+(?: \*\* \(?[\w.]+\)?)?)", r"\1(\2)", source)
    source = re.sub(r"([\d)]) (?=\(|[a-z])", r"\1 * ", source)  # no sign is a product
    try:
        return value(ast.parse(source, mode="eval").body)
    except (SyntaxError, ValueError):
        return None


def _python(token):
    if token.lastgroup != "number":
        return PYTHON.get(token[0], token[0])
    number = token[0].rstrip(" %").replace(",", "")
    number = re.sub(r"^0+(?=\d)", "", number)
    return f"({number} / 100)" if token[0].endswith("%") else number


def chains(text):
    """The sides of every equation of a text, and every expression, as lists of `Side`."""
    chain, in_formula = [[]], False
    for token in TOKEN.finditer(text + "\n"):
        kind = token.lastgroup
        if kind == "other" or (kind == "name" and not in_formula):
            yield [side for side in _sides(chain) if side.value is not None]
            chain = [[]]
            in_formula = token[0] == "⟨" or (in_formula and token[0] != "⟩")
        elif kind == "equals":
            chain.append([])
        elif kind != "space":
            chain[-1].append(token)


def _sides(chain):
    last = len(chain) - 1
    return [Side(tokens, k == 0, k == last) for k, tokens in enumerate(chain) if tokens]


def agree(one, other):
    """Whether two sides are equal, as precisely as they are written."""
    slack = max(one.precision, other.precision) + 1e-9 * abs(one.value)
    return abs(one.value - other.value) <= slack
