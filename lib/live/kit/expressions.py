"""Expressions of a module of rules, in JavaScript: see rules.py."""

import ast
import json
import re
from typing import NamedTuple

MATHS = {
    **{name: f"Math.{name}" for name in ("ceil", "floor", "exp", "log", "log1p", "sqrt")},
    "e": "Math.E",
    "inf": "Infinity",
    "prod": "py.prod",
}
# Forms: each # is an argument, @ any number of them.
CALLS = {
    "abs": "Math.abs(#)",
    "all": "py.each(#).every(py.isTrue)",
    "any": "py.each(#).some(py.isTrue)",
    "bool": "py.isTrue(#)",
    "dict": "py.dict(#)",
    "enumerate": "py.each(#).map((one, k) => [k, one])",
    "int": "Math.trunc(#)",
    "len": "py.each(#).length",
    "list": "py.each(#)",
    "map": "py.map(#, @)",
    "max": "py.max(@)",
    "min": "py.min(@)",
    "range": "py.range(@)",
    "reversed": "py.each(#).reverse()",
    "set": "py.unique(py.each(#))",
    "sorted": "py.sorted(#)",
    "str": "py.text(#)",
    "sum": "py.sum(#)",
    "tuple": "py.each(#)",
    "zip": "py.zip(@)",
}
METHODS = {
    "endswith": "#.endsWith(#)",
    "get": "py.get(#, @)",
    "items": "Object.entries(#)",
    "join": "py.join(#, #)",
    "keys": "Object.keys(#)",
    "lower": "#.toLowerCase()",
    "replace": "#.split(#).join(#)",
    "startswith": "#.startsWith(#)",
    "upper": "#.toUpperCase()",
    "values": "Object.values(#)",
}
CHANGES = {"append": "#.push(#)", "extend": "#.push(...#)"}  # in a statement, without a value
OPERATORS = {ast.Sub: "-", ast.Div: "/", ast.Pow: "**"}
ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
RESERVED = re.compile(
    "arguments|await|case|catch|const|debugger|default|delete|do|enum|eval|export|extends|"
    "function|instanceof|interface|let|new|null|package|private|protected|public|py|static|"
    "super|switch|this|throw|try|typeof|undefined|var|void|Math|Object|Infinity|Error"
)
MAKERS = {"enumerate", "list", "map", "range", "reversed", "set", "sorted", "tuple", "zip"}


class Bound(NamedTuple):
    """What a name is called in JavaScript, and of a function the names of its parameters."""

    text: str
    parameters: tuple = ()


class Expressions:
    """Texts of JavaScript for expressions, with the names that are bound where they stand."""

    def __init__(self, name):
        self.name = name
        self.scopes = [{}]  # of names: Bound

    def refuse(self, node):
        text = ast.unparse(node).splitlines()[0]
        raise ValueError(f"{self.name}, line {node.lineno}: no translation of: {text}")

    def text(self, node):
        """An expression."""
        return getattr(self, type(node).__name__, self.refuse)(node)

    def texts(self, nodes):
        return ", ".join(map(self.text, nodes))

    def condition(self, node):
        """An expression that is true or false in JavaScript where it counts as that in Python."""
        match node:
            case ast.Compare() | ast.Call(ast.Name("all" | "any" | "bool")):
                return self.text(node)
            case ast.UnaryOp(op=ast.Not()):
                return f"!{self.condition(node.operand)}"
            case ast.BoolOp():
                sign = " && " if isinstance(node.op, ast.And) else " || "
                return f"({sign.join(map(self.condition, node.values))})"
        return f"py.isTrue({self.text(node)})"

    def each(self, node):
        """What a loop runs over, as an array."""
        text = self.text(node)
        match node:
            case ast.List() | ast.Tuple() | ast.ListComp() | ast.GeneratorExp() | ast.SetComp():
                return text
            case ast.Call(ast.Name(name)) if name in MAKERS:
                return text
        return f"py.each({text})"

    def target(self, node):
        match node:
            case ast.Tuple():
                return f"[{', '.join(map(self.target, node.elts))}]"
            case ast.Subscript() if not isinstance(node.slice, ast.Slice):
                place = self.text(node.value)
                return f"{place}[py.place({place}, {self.text(node.slice)})]"
            case ast.Name():
                return identifier(node.id)
        return self.refuse(node)

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
                parts.append(f"${{py.text({self.text(part.value)})}}")
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
                pairs.append(f"{self.text(key)}: {self.text(value)}")
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
            case ast.Add() if is_plain(node.left) or is_plain(node.right):
                return f"({left} + {right})"
            case ast.Add():
                return f"py.add({left}, {right})"
            case ast.FloorDiv():
                return f"py.quotient({left}, {right})"
            case ast.Mod() if not _is_text(node.left):
                return f"py.modulo({left}, {right})"
            case ast.Mult() if _is_number(node.left) and _is_number(node.right):
                return f"({left} * {right})"
            case ast.Mult():
                return f"py.times({left}, {right})"
        if type(node.op) not in OPERATORS:
            self.refuse(node)
        return f"({left} {OPERATORS[type(node.op)]} {right})"

    def BoolOp(self, node):
        """`a or b` is a where that counts as true, or else b."""
        if all(map(_is_bool, node.values)):
            return self.condition(node)
        *values, result = map(self.text, node.values)
        for value in reversed(values):
            choice = (value, result) if isinstance(node.op, ast.Or) else (result, value)
            result = f"(py.isTrue({value}) ? {' : '.join(choice)})"
        return result

    def IfExp(self, node):
        parts = self.condition(node.test), self.text(node.body), self.text(node.orelse)
        return "({} ? {} : {})".format(*parts)

    def NamedExpr(self, node):
        return f"({self.target(node.target)} = {self.text(node.value)})"

    def Compare(self, node):
        sides = [node.left, *node.comparators]
        pairs = zip(sides, node.ops, sides[1:], strict=False)
        return f"({' && '.join(self.comparison(node, *pair) for pair in pairs)})"

    def comparison(self, node, left, op, right):
        a, b = self.text(left), self.text(right)
        plain = is_plain(left) or is_plain(right) or "null" in (a, b)
        match op:
            case ast.Eq() | ast.NotEq() if _is_bool(left) != _is_bool(right):
                self.refuse(node)  # True == 1
            case ast.Eq() | ast.NotEq():
                same = f"{a} === {b}" if plain else f"py.equal({a}, {b})"
            case ast.Is() | ast.IsNot() if b == "null":
                same = f"{a} === null"
            case ast.In() | ast.NotIn():
                same = f"py.isIn({a}, {b})"
            case ast.Lt() | ast.LtE() | ast.Gt() | ast.GtE():
                return f"{a} {ORDER[type(op)]} {b}"
            case _:
                self.refuse(node)
        return f"!({same})" if isinstance(op, ast.NotEq | ast.IsNot | ast.NotIn) else same

    def Subscript(self, node):
        value = self.text(node.value)
        match node.slice:
            case ast.Slice(None, None, ast.UnaryOp(ast.USub(), ast.Constant(1))):
                return f"py.reverse({value})"
            case ast.Slice(lower, upper, None):
                start = self.text(lower) if lower else "0"
                return f"{value}.slice({start}{f', {self.text(upper)}' if upper else ''})"
            case ast.Slice():
                self.refuse(node)
        return f"py.at({value}, {self.text(node.slice)})"

    def Lambda(self, node):
        names = [each.arg for each in node.args.args]
        if node.args.defaults or node.args.vararg or node.args.kwonlyargs:
            self.refuse(node)
        self.scopes.append({name: Bound(identifier(name)) for name in names})
        result = self.text(node.body)
        self.scopes.pop()
        return f"(({', '.join(map(identifier, names))}) => {result})"

    def ListComp(self, node):
        return self.loops(node.elt, node.generators)

    GeneratorExp = ListComp

    def SetComp(self, node):
        if isinstance(node.elt, ast.Tuple | ast.List):  # no two of them are the same thing
            self.refuse(node)
        return f"py.unique({self.loops(node.elt, node.generators)})"

    def DictComp(self, node):
        pair = ast.Tuple([node.key, node.value])
        return f"py.dict({self.loops(pair, node.generators)})"

    def loops(self, element, generators):
        """The array that a comprehension makes."""
        first, *others = generators
        array = self.each(first.iter)
        names = [name.id for name in ast.walk(first.target) if isinstance(name, ast.Name)]
        self.scopes.append({name: Bound(identifier(name)) for name in names})
        head = f"({self.target(first.target)}) =>"
        tests = "".join(f".filter({head} {self.condition(test)})" for test in first.ifs)
        if others:
            result = f"{array}{tests}.flatMap({head} {self.loops(element, others)})"
        else:
            result = f"{array}{tests}.map({head} {self.text(element)})"
        self.scopes.pop()
        return result

    def Call(self, node):
        match node:
            case ast.Call(ast.Attribute(value, method), args, []) if method in METHODS:
                return self.fill(node, METHODS[method], [value, *args])
            case ast.Call(ast.Name("zip"), args, [ast.keyword("strict", ast.Constant(False))]):
                return self.fill(node, CALLS["zip"], args)
            case ast.Call(ast.Name(name), args, []) if name in CALLS and not self.bound(name):
                return self.fill(node, CALLS[name], args)
            case ast.Call(ast.Name(name)) if bound := self.bound(name):
                if bound.text in MATHS.values():
                    return self.fill(node, f"{bound.text}(#)", node.args)
                return f"{bound.text}({', '.join([*map(self.text, node.args), *self.named(node)])})"
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
                parts[k] = texts.pop(0)
        return "".join(", ".join(texts) if part == "@" else part for part in parts)


def identifier(name):
    return f"{name}_" if RESERVED.fullmatch(name) else name


def is_plain(node):
    """Whether an expression can only be a number or a text."""
    match node:
        case ast.Constant() | ast.JoinedStr() | ast.Call(ast.Name("str")):
            return True
        case ast.BinOp(left, ast.Add(), right):
            return is_plain(left) or is_plain(right)
    return _is_number(node)


def _is_number(node):
    match node:
        case ast.Constant(int() | float()) | ast.UnaryOp():
            return True
        case ast.BinOp(left, ast.Add(), right):
            return _is_number(left) or _is_number(right)
        case ast.BinOp(left, ast.Mult(), right):
            return _is_number(left) and _is_number(right)
        case ast.BinOp():
            return True
        case ast.Call(ast.Name(name)):
            return name in ("abs", "ceil", "floor", "exp", "int", "len", "log", "sum")
    return False


def _is_text(node):
    match node:
        case ast.Constant(str()) | ast.JoinedStr():
            return True
    return False


def _is_bool(node):
    match node:
        case ast.Compare() | ast.UnaryOp(ast.Not()) | ast.Constant(bool()):
            return True
        case ast.BoolOp():
            return all(map(_is_bool, node.values))
    return False
