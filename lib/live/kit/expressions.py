"""Expressions of a module of rules, in JavaScript: see rules.py."""

import ast
import json
import re
from contextlib import contextmanager
from typing import NamedTuple

MATHS = {
    **{name: f"Math.{name}" for name in ("ceil", "floor", "exp", "log", "log1p", "sqrt")},
    "e": "Math.E",
    "inf": "Infinity",
    "prod": "pyProd",
}
# Forms: each # is an argument, @ any number of them.
CALLS = {
    "abs": "Math.abs(#)",
    "all": "pyEach(#).every(pyIsTrue)",
    "any": "pyEach(#).some(pyIsTrue)",
    "bool": "pyIsTrue(#)",
    "dict": "pyDict(#)",
    "enumerate": "pyEach(#).map((one, k) => [k, one])",
    "int": "Math.trunc(#)",
    "len": "pyEach(#).length",
    "list": "pyEach(#)",
    "map": "pyMap(#, @)",
    "max": "pyMax(@)",
    "min": "pyMin(@)",
    "range": "pyRange(@)",
    "reversed": "pyEach(#).reverse()",
    "set": "pyUnique(pyEach(#))",
    "sorted": "pySorted(#)",
    "str": "pyText(#)",
    "sum": "pySum(#)",
    "tuple": "pyEach(#)",
    "zip": "pyZip(@)",
}
METHODS = {
    "endswith": "#.endsWith(#)",
    "get": "pyGet(#, @)",
    "items": "Object.entries(#)",
    "join": "pyJoin(#, #)",
    "keys": "Object.keys(#)",
    "lower": "#.toLowerCase()",
    "replace": "#.split(#).join(#)",
    "startswith": "#.startsWith(#)",
    "upper": "#.toUpperCase()",
    "values": "Object.values(#)",
}
CHANGES = {"append": "#.push(#)", "extend": "#.push(...#)"}  # in a statement, without a value
OPERATORS = {ast.Sub: "-", ast.Div: "/", ast.Pow: "**"}
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`')  # texts in JavaScript
ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
RESERVED = re.compile(
    "arguments|await|case|catch|const|debugger|default|delete|do|enum|eval|export|extends|"
    "function|instanceof|interface|let|new|null|package|private|protected|public|py|static|"
    "super|switch|this|throw|try|typeof|undefined|var|void|Math|Object|Infinity|Error"
)
MAKERS = {"enumerate", "list", "map", "range", "reversed", "set", "sorted", "tuple", "zip"}


# What annotations and calls say of a value; a list of one kind is "wholes", "texts", ...
KINDS = {"int": "whole", "float": "number", "str": "text", "bool": "bool", "list": "list"}
RESULTS = {
    **dict.fromkeys(("abs", "sum"), "number"),
    **dict.fromkeys(("int", "len"), "whole"),
    **dict.fromkeys(("all", "any", "bool"), "bool"),
    **dict.fromkeys(("list", "tuple", "range", "reversed", "sorted", "zip"), "list"),
    "str": "text",
}
LETTERS = "abcdefghijklmnopqrstuvwxyz"
LISTS = ("list", "numbers", "wholes", "texts", "bools")
NUMBERS = ("number", "whole")


class Bound(NamedTuple):
    """What a name is called in JavaScript, the kind of its value, and a function's parameters.

    The kind of a function is that of what it returns.
    """

    text: str
    kind: str | None = None
    parameters: tuple = ()


class Expressions:
    """Texts of JavaScript for expressions, with the names that are bound where they stand."""

    def __init__(self, name):
        self.name = name
        self.made = 0  # names of local variables
        self.scopes = [{}]  # of names: Bound

    def refuse(self, node):
        text = ast.unparse(node).splitlines()[0]
        raise ValueError(f"{self.name}, line {node.lineno}: no translation of: {text}")

    def text(self, node):
        """An expression."""
        return getattr(self, type(node).__name__, self.refuse)(node)

    def texts(self, nodes):
        return ", ".join(unwrapped(self.text(node)) for node in nodes)

    def condition(self, node):
        """An expression that is true or false in JavaScript where it counts as that in Python."""
        match node:
            case ast.UnaryOp(op=ast.Not()):
                return f"!{self.condition(node.operand)}"
            case ast.BoolOp():
                sign = " && " if isinstance(node.op, ast.And) else " || "
                return f"({sign.join(map(self.part, node.values))})"
        kind, text = self.kind(node), self.text(node)
        if kind in LISTS:
            return f"({text}.length > 0)"
        return text if kind in ("bool", "text") else f"pyIsTrue({text})"

    def part(self, node):
        """A condition between && or ||, which bind less than a comparison."""
        text = self.condition(node)
        return unwrapped(text) if isinstance(node, ast.Compare) else text

    def kind(self, node):
        """What a value is known to be: one of KINDS or LISTS, or None."""
        match node:
            case ast.Constant(bool()) | ast.Compare() | ast.UnaryOp(ast.Not()):
                return "bool"
            case ast.Constant(str()) | ast.JoinedStr() | ast.Call(ast.Attribute(_, "join")):
                return "text"
            case ast.Constant(int()):
                return "whole"
            case ast.Constant(float()) | ast.UnaryOp():
                return "number"
            case ast.ListComp(element, [loop]) | ast.GeneratorExp(element, [loop]):
                with self.names_of(loop):
                    kind = f"{self.kind(element)}s"
                return kind if kind in LISTS else "list"
            case ast.List() | ast.Tuple() | ast.ListComp() | ast.GeneratorExp():
                return "list"
            case ast.BoolOp(_, values):
                return self.common(values)
            case ast.IfExp(_, body, orelse):
                return self.common([body, orelse])
            case ast.BinOp(left, ast.Add(), right):
                kind = self.kind(left) or self.kind(right)
                return {"bool": "number", "whole": "number"}.get(
                    kind, "list" if kind in LISTS else kind
                )
            case ast.BinOp(left, ast.Mult(), right):
                return "number" if self.are_numbers([left, right]) else None
            case ast.BinOp():
                return "number"
            case ast.Call(ast.Name("max" | "min"), arguments) if self.are_numbers(arguments):
                return "number" if len(arguments) > 1 else None
            case ast.Subscript(value, ast.Slice()):
                return self.kind(value)
            case ast.Subscript(value):
                return self.kind_of_one(value)
            case ast.Call(ast.Name(name)) | ast.Name(name) if bound := self.bound(name):
                return bound.kind
            case ast.Call(ast.Name(name)):
                return RESULTS.get(name)
        return None

    def kinds_of(self, target, values):
        """The kinds of the names to which the elements of a list are given."""
        match target, values:
            case ast.Name(name), _:
                return {name: self.kind_of_one(values)}
            case ast.Tuple([ast.Name(k), ast.Name(name)]), ast.Call(ast.Name("enumerate"), [of]):
                return {k: "whole", name: self.kind_of_one(of)}
        return {}

    def kind_of_one(self, values):
        """The kind of the elements of a list."""
        kind = self.kind(values)
        return kind[:-1] if kind in LISTS[1:] else None

    def common(self, nodes):
        """The kind that all of them have, or None."""
        kinds = {self.kind(node) for node in nodes}
        if kinds == set(NUMBERS):
            return "number"
        return kinds.pop() if len(kinds) == 1 else None

    def are_numbers(self, nodes):
        return all(self.kind(node) in NUMBERS for node in nodes)

    def is_plain(self, node):
        """Whether a value is a number or a text, which JavaScript adds and compares alike."""
        return self.kind(node) in ("text", "bool", *NUMBERS)

    def each(self, node):
        """What a loop runs over, as an array."""
        text = self.text(node)
        match node:
            case ast.List() | ast.Tuple() | ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                return text
            case ast.Call(ast.Name(name)) if name in MAKERS:
                return text
        return text if self.kind(node) in LISTS else f"pyEach({text})"

    def target(self, node):
        match node:
            case ast.Tuple():
                return f"[{', '.join(map(self.target, node.elts))}]"
            case ast.Subscript() if not isinstance(node.slice, ast.Slice):
                place = self.text(node.value)
                return f"{place}[pyPlace({place}, {self.text(node.slice)})]"
            case ast.Name():
                return self.bound(node.id).text
        return self.refuse(node)

    def short(self, name):
        """What a name that is bound here is called in JavaScript: in functions, letters."""
        if len(self.scopes) == 1:
            return identifier(name)
        self.made += 1
        return LETTERS[self.made % 26] * (self.made // 26 + 1)

    def bound(self, name):
        """What a name means where it stands, or None."""
        return next((scope[name] for scope in reversed(self.scopes) if name in scope), None)

    def Name(self, node):
        if bound := self.bound(node.id):
            return bound.text
        if CALLS.get(node.id, "@").count("@") == 0:  # given to map, say
            return f"((one) => {CALLS[node.id].replace('#', 'one')})"
        return self.refuse(node)

    def Constant(self, node):
        match node.value:
            case None | bool() | str():
                return json.dumps(node.value, ensure_ascii=False)
            case int() | float() if abs(node.value) < 2**53:
                return repr(node.value)
        return self.refuse(node)

    def JoinedStr(self, node):
        parts = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                plain = json.dumps(part.value, ensure_ascii=False)[1:-1].replace('\\"', '"')
                parts.append(plain.replace("`", "\\`").replace("${", "\\${"))
            elif part.format_spec or part.conversion != -1:
                self.refuse(node)
            else:
                text = self.text(part.value)
                is_plain = self.kind(part.value) in ("text", "whole")
                parts.append(f"${{{unwrapped(text)}}}" if is_plain else f"${{pyText({text})}}")
        return f"`{''.join(parts)}`"

    def List(self, node):
        return f"[{self.texts(node.elts)}]"

    Tuple = List

    def Starred(self, node):
        return f"...{self.each(node.value)}"

    def Dict(self, node):
        pairs = []
        for key, value in zip(node.keys, node.values, strict=True):
            if key is None:
                pairs.append(f"...{self.text(value)}")
            elif isinstance(key, ast.Constant) and isinstance(key.value, str):
                name = key.value if re.fullmatch(r"[A-Za-z_]\w*", key.value) else self.text(key)
                pairs.append(f"{name}: {self.text(value)}")
            else:
                self.refuse(node)
        return f"({{ {', '.join(pairs)} }})"

    def UnaryOp(self, node):
        if isinstance(node.op, ast.Not):
            return self.condition(node)
        if isinstance(node.op, ast.USub):
            return f"(-{self.text(node.operand)})"
        return self.refuse(node)

    def BinOp(self, node):
        left, right = self.text(node.left), self.text(node.right)
        match node.op:
            case ast.Add() if self.is_plain(node.left) or self.is_plain(node.right):
                return f"({left} + {right})"
            case ast.Add():
                return f"pyAdd({left}, {right})"
            case ast.FloorDiv():
                return f"pyQuotient({left}, {right})"
            case ast.Mod() if self.kind(node.left) != "text":
                return f"pyModulo({left}, {right})"
            case ast.Mult() if self.kind(node) == "number":
                return f"({left} * {right})"
            case ast.Mult():
                return f"pyTimes({left}, {right})"
        if type(node.op) not in OPERATORS:
            self.refuse(node)
        return f"({left} {OPERATORS[type(node.op)]} {right})"

    def BoolOp(self, node):
        """`a or b` is a where that counts as true, or else b."""
        if self.kind(node) == "bool":
            return self.condition(node)
        *values, result = map(self.text, node.values)
        for value in reversed(values):
            choice = (value, result) if isinstance(node.op, ast.Or) else (result, value)
            result = f"(pyIsTrue({value}) ? {' : '.join(choice)})"
        return result

    def IfExp(self, node):
        parts = self.condition(node.test), self.text(node.body), self.text(node.orelse)
        return "({} ? {} : {})".format(*map(unwrapped, parts))

    def NamedExpr(self, node):
        return f"({self.target(node.target)} = {self.text(node.value)})"

    def Compare(self, node):
        sides = [node.left, *node.comparators]
        pairs = zip(sides, node.ops, sides[1:], strict=False)
        found = [self.comparison(node, *pair) for pair in pairs]
        return f"({' && '.join(found)})" if len(found) > 1 or found[0][0] != "!" else found[0]

    def comparison(self, node, left, op, right):
        a, b = (
            unwrapped(text) if isinstance(side, ast.BinOp) else text
            for side, text in ((left, self.text(left)), (right, self.text(right)))
        )
        plain = self.is_plain(left) or self.is_plain(right) or "null" in (a, b)
        bools = [self.kind(side) for side in (left, right)].count("bool")
        match op:
            case ast.Eq() | ast.NotEq() if bools == 1:
                self.refuse(node)  # True == 1
            case ast.Eq() | ast.NotEq() if plain:
                return f"{a} {'===' if isinstance(op, ast.Eq) else '!=='} {b}"
            case ast.Is() | ast.IsNot() if b == "null":
                return f"{a} {'===' if isinstance(op, ast.Is) else '!=='} null"
            case ast.Eq() | ast.NotEq():
                same = f"pyEqual({a}, {b})"
            case ast.In() | ast.NotIn():
                same = f"pyIsIn({a}, {b})"
            case ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE():
                return f"{a} {ORDER[type(op)]} {b}"
            case _:
                self.refuse(node)
        return f"!{same}" if isinstance(op, ast.NotEq | ast.NotIn) else same

    def Subscript(self, node):
        value = self.text(node.value)
        match node.slice:
            case ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1))):
                is_list = self.kind(node.value) in LISTS
                return f"[...{value}].reverse()" if is_list else f"pyReverse({value})"
            case ast.Slice(lower, upper, None):
                start = self.text(lower) if lower else "0"
                return f"{value}.slice({start}{f', {self.text(upper)}' if upper else ''})"
            case ast.Slice():
                self.refuse(node)
        if self.kind(node.value) in LISTS and self.kind(node.slice) in NUMBERS:
            return f"{value}.at({self.text(node.slice)})"
        return f"pyAt({value}, {self.text(node.slice)})"

    def Lambda(self, node):
        names = [each.arg for each in node.args.args]
        if node.args.defaults or node.args.vararg or node.args.kwonlyargs:
            self.refuse(node)
        self.scopes.append({})
        self.scopes[-1].update({name: Bound(self.short(name)) for name in names})
        given = ", ".join(self.bound(name).text for name in names)
        result = self.text(node.body)
        self.scopes.pop()
        return f"(({given}) => {result})"

    def ListComp(self, node):
        return self.loops(node.elt, node.generators)

    GeneratorExp = ListComp

    def SetComp(self, node):
        if isinstance(node.elt, ast.Tuple | ast.List):  # no two of them are the same thing
            self.refuse(node)
        return f"pyUnique({self.loops(node.elt, node.generators)})"

    def DictComp(self, node):
        pair = ast.Tuple([node.key, node.value])
        return f"pyDict({self.loops(pair, node.generators)})"

    def loops(self, element, generators):
        """The array that a comprehension makes."""
        first, *others = generators
        match first:
            case ast.comprehension(
                ast.Tuple([k, one]), ast.Call(ast.Name("enumerate"), [values]), []
            ) if not others and self.kind(values) in LISTS:
                array = self.text(values)
                with self.names_of(first):
                    head = f"({self.target(one)}, {self.target(k)}) =>"
                    return f"{array}.map({head} {self.body(element)})"
        array = self.each(first.iter)
        with self.names_of(first):
            return array + self.steps(first, element, others)

    @contextmanager
    def names_of(self, loop):
        """Bind the names of a comprehension's loop."""
        names = [name.id for name in ast.walk(loop.target) if isinstance(name, ast.Name)]
        kinds = self.kinds_of(loop.target, loop.iter)
        self.scopes.append({})
        self.scopes[-1].update({name: Bound(self.short(name), kinds.get(name)) for name in names})
        yield
        self.scopes.pop()

    def steps(self, first, element, others):
        head = f"({self.target(first.target)}) =>"
        tests = "".join(f".filter({head} {unwrapped(self.condition(test))})" for test in first.ifs)
        if others:
            return f"{tests}.flatMap({head} {self.loops(element, others)})"
        if tests and ast.unparse(element).strip("[]()") == ast.unparse(first.target).strip("[]()"):
            return tests
        return f"{tests}.map({head} {self.body(element)})"

    def body(self, node):
        """What an arrow function returns; braces alone would begin a block."""
        text = unwrapped(self.text(node))
        return f"({text})" if text[0] == "{" else text

    def Call(self, node):
        match node:
            case ast.Call(
                ast.Attribute(sign, "join"),
                [ast.ListComp(ast.Call(ast.Name("str"), [ast.Name(one)]), [loop])],
            ) if self.kinds_of(loop.target, loop.iter) == {one: "whole"} and not loop.ifs:
                return f"{self.each(loop.iter)}.join({self.text(sign)})"  # it makes texts itself
            case ast.Call(ast.Attribute(sign, "join"), [value]) if self.kind(value) in LISTS:
                return f"{self.text(value)}.join({self.text(sign)})"
            case ast.Call(ast.Attribute(value, method), args, []) if method in METHODS:
                return self.fill(node, METHODS[method], [value, *args])
            case ast.Call(ast.Name("zip"), args, [ast.keyword("strict", ast.Constant(False))]):
                return self.fill(node, CALLS["zip"], args)
            case ast.Call(ast.Name("max" | "min" as name)) if self.kind(node) == "number":
                return f"Math.{name}({self.texts(node.args)})"
            case ast.Call(ast.Name("len"), [value]) if self.kind(value) in LISTS:
                return f"{self.text(value)}.length"
            case ast.Call(ast.Name("str"), [value]) if self.kind(value) == "whole":
                return f"`${{{self.text(value)}}}`"
            case ast.Call(ast.Name("all"), [value]) if self.kind(value) == "bools":
                return f"{self.text(value)}.every(Boolean)"
            case ast.Call(ast.Name("any"), [value]) if self.kind(value) == "bools":
                return f"{self.text(value)}.some(Boolean)"
            case ast.Call(ast.Name("enumerate"), [value]) if self.kind(value) in LISTS:
                return f"{self.text(value)}.map((one, k) => [k, one])"
            case ast.Call(ast.Name(name), args, []) if name in CALLS and not self.bound(name):
                return self.fill(node, CALLS[name], args)
            case ast.Call(ast.Name(name)) if bound := self.bound(name):
                if bound.text in MATHS.values():
                    return self.fill(node, f"{bound.text}(#)", node.args)
                given = filter(None, [self.texts(node.args), *self.named(node)])
                return f"{bound.text}({', '.join(given)})"
        return self.refuse(node)

    def named(self, node):
        """The arguments that are given by name, in the order of the parameters."""
        given = {each.arg: self.text(each.value) for each in node.keywords}
        if not given:
            return []
        names = self.bound(node.func.id).parameters[len(node.args) :]
        is_spread = any(isinstance(each, ast.Starred) for each in node.args)
        if is_spread or not set(given) <= set(names):
            self.refuse(node)
        return [given.get(name, "undefined") for name in names]

    def fill(self, node, form, arguments):
        """A form of CALLS, METHODS or CHANGES with its arguments."""
        parts = re.split("([#@])", form)
        count = parts.count("#")
        is_spread = any(isinstance(each, ast.Starred) for each in arguments[:count])
        fits = len(arguments) >= count if "@" in parts else len(arguments) == count
        if is_spread or not fits:
            self.refuse(node)
        texts = [self.text(each) for each in arguments]
        for k, part in enumerate(parts):
            if part == "#":
                is_alone = parts[k - 1][-1:] == "(" and parts[k + 1][:1] in (")", ",")
                parts[k] = unwrapped(texts.pop(0)) if is_alone else texts.pop(0)
        return "".join(", ".join(texts) if part == "@" else part for part in parts)


def unwrapped(text):
    """An expression without brackets around the whole of it.

    Examples
    --------
    >>> unwrapped("(a + (b))"), unwrapped("(a) + (b)"), unwrapped('(a + ")(")')
    ('a + (b)', '(a) + (b)', 'a + ")("')
    """
    plain = QUOTED.sub(lambda found: "_" * len(found[0]), text)
    if plain[:1] != "(" or "`" in plain:  # a template in a template
        return text
    depth = 0
    for k, sign in enumerate(plain):
        depth += (sign == "(") - (sign == ")")
        if depth == 0:
            return text[1:-1].strip() if k == len(text) - 1 else text
    return text


def identifier(name):
    return f"{name}_" if RESERVED.fullmatch(name) else name


def kind_of(annotation):
    """What an annotation says of a value, or None."""
    match annotation:
        case ast.Subscript(ast.Name("list"), ast.Name(name)):
            return f"{KINDS[name]}s"
        case ast.Name(name):
            return KINDS.get(name)
    return None
