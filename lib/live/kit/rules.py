"""Rules of a figure, written once: a module of plain Python becomes the same one in JavaScript.

A script of a figure says `import { account } from "./rules.py";`, and the joining of modules calls
`translate`. What such a module may hold:

- a docstring, constants, functions with positional arguments and defaults, one inside another too;
- if, for, while, assignments, `return`, `raise ValueError(...)`; conditional expressions, lambda;
- None, bool, numbers, texts, lists, tuples, dicts with texts as keys; comprehensions, slices
  without a step, `[::-1]`; f-strings of texts and whole numbers;
- `*` repeats what stands there as a list or a text, `[0] * n`, and multiplies all else;
- what MATHS, CALLS and METHODS name; from kit/static.py `number`, `fixed` and `count`; functions of
  other modules of rules (`from .other import f`), and of lib (`from lib.convolution import
  positions`) if they need nothing else of their module.

Everything else is refused. Three things are not noticed, and must not be relied on: division by
zero and the logarithm of zero (infinite there, errors here), < between lists, keys of a dict that
are digits alone. exp and log may differ in the last digit.

    python -m lib.live.kit.rules FILE    prints the translation of a file
"""

import ast
import json
import re
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]  # where lib lies

MATHS = {
    **{name: f"Math.{name}" for name in ("ceil", "floor", "exp", "log", "log1p", "sqrt")},
    "e": "Math.E",
    "inf": "Infinity",
    "prod": "py.prod",
}
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
    "map": "py.map(#)",
    "max": "py.max(#)",
    "min": "py.min(#)",
    "range": "py.range(#)",
    "reversed": "py.each(#).reverse()",
    "set": "py.unique(py.each(#))",
    "sorted": "py.sorted(#)",
    "str": "py.text(#)",
    "sum": "py.sum(#)",
    "tuple": "py.each(#)",
    "zip": "py.zip(#)",
}
METHODS = {
    "append": "#.push(#)",
    "endswith": "#.endsWith(#)",
    "extend": "#.push(...#)",
    "get": "py.get(#, #)",
    "items": "Object.entries(#)",
    "join": "py.join(#, #)",
    "keys": "Object.keys(#)",
    "lower": "#.toLowerCase()",
    "replace": "#.split(#).join(#)",
    "startswith": "#.startsWith(#)",
    "upper": "#.toUpperCase()",
    "values": "Object.values(#)",
}
OPERATORS = {ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Pow: "**"}
ORDER = {ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
RESERVED = re.compile(
    "arguments|await|case|catch|const|debugger|default|delete|do|enum|eval|export|extends|"
    "function|instanceof|interface|let|new|null|package|private|protected|public|py|static|"
    "super|switch|this|throw|try|typeof|undefined|var|void|Math|Object|Infinity|Error"
)
UNDEFINED = ast.Name("undefined")
MAKERS = {"enumerate", "list", "map", "range", "reversed", "set", "sorted", "tuple", "zip"}


def translate(source, name="rules.py"):
    """A module of rules as a module of JavaScript, which exports all that it defines.

    Parameters
    ----------
    source : str
        Python, in the forms that are listed above.
    name : str
        What errors call it.

    Raises
    ------
    ValueError
        If there is anything that has no translation.

    Examples
    --------
    >>> print(translate("def half(n):\\n    return n // 2\\n").splitlines()[1])
    export function half(n) {
    """
    return _Translator(name).module(ast.parse(source))


class _Translator:
    """Texts of JavaScript for nodes of Python, with the names that are bound where they stand."""

    def __init__(self, name):
        self.name = name
        self.scopes = [{}]  # of names: what they are called in JavaScript
        self.parameters = {}  # of the functions of this module

    def refuse(self, node):
        text = ast.unparse(node).splitlines()[0]
        raise ValueError(f"{self.name}, line {node.lineno}: no translation of: {text}")

    # ---- statements: the method of a node is its name

    def module(self, tree):
        lines = ['import { py } from "../kit/python.js";']
        body = [each for node in tree.body for each in _with_functions_of_lib(node)]
        self.bind(body)
        for node in body:
            exported = isinstance(node, ast.FunctionDef | ast.Assign)
            first, *others = self.statement(node) or [""]
            lines += [f"export {first}" if exported else first, *others]
        return "\n".join(lines) + "\n"

    def bind(self, body, names=()):
        """Bind the names that a body assigns and the functions it defines; give the former."""
        found = {}
        for node in _own_nodes(body):
            if isinstance(node, ast.FunctionDef):
                arguments = node.args.args + node.args.kwonlyargs
                self.parameters[node.name] = [each.arg for each in arguments]
                self.scopes[-1][node.name] = _identifier(node.name)
            elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
                found[node.id] = _identifier(node.id)
        self.scopes[-1].update(found | {name: _identifier(name) for name in names})
        return [text for name, text in found.items() if name not in names]

    def statement(self, node):
        """The lines of a statement."""
        return getattr(self, type(node).__name__, self.refuse)(node)

    def block(self, body):
        return [line for node in body for line in self.statement(node)]

    def ImportFrom(self, node):
        names = [each.name for each in node.names]
        place = f"{'.' * node.level}{node.module}"
        if any(each.asname for each in node.names):
            self.refuse(node)
        if place == "math":
            known = MATHS
        elif place == "..kit.static":
            known = {name: f"py.{name}" for name in ("count", "fixed", "number")}
        elif node.level in (1, 2):
            self.scopes[0].update({name: _identifier(name) for name in names})
            folder = "../" if node.level == 2 else "./"
            where = folder + node.module.replace(".", "/")
            return [f'import {{ {", ".join(map(_identifier, names))} }} from "{where}.py";']
        else:
            known = {}
        if not set(names) <= set(known):
            self.refuse(node)
        self.scopes[0].update({name: known[name] for name in names})
        return []

    def FunctionDef(self, node):
        arguments = node.args
        if node.decorator_list or arguments.vararg or arguments.kwarg or arguments.posonlyargs:
            self.refuse(node)
        for default in filter(None, arguments.defaults + arguments.kw_defaults):
            if not isinstance(default, ast.Constant | ast.UnaryOp):  # would be made at each call
                self.refuse(default)
        names = [each.arg for each in arguments.args + arguments.kwonlyargs]
        count = len(arguments.args) - len(arguments.defaults)
        defaults = [None] * count + arguments.defaults + arguments.kw_defaults
        given = [
            _identifier(name) + (f" = {self.text(default)}" if default else "")
            for name, default in zip(names, defaults, strict=True)
        ]
        self.scopes.append({})
        own = self.bind(node.body, names)
        body = [f"let {', '.join(own)};"] if own else []
        body += self.block(node.body)
        if not isinstance(node.body[-1], ast.Return | ast.Raise):
            body.append("return null;")
        self.scopes.pop()
        return [f"function {_identifier(node.name)}({', '.join(given)}) {{", *body, "}"]

    def Expr(self, node):
        if isinstance(node.value, ast.Constant):
            return []  # a docstring
        return [f"{self.text(node.value)};"]

    def Assign(self, node):
        targets = " = ".join(map(self.target, node.targets))
        kind = "const " if len(self.scopes) == 1 else ""
        return [f"{kind}{targets} = {self.text(node.value)};"]

    def AugAssign(self, node):
        load = ast.parse(ast.unparse(node.target), mode="eval").body
        operation = ast.copy_location(ast.BinOp(load, node.op, node.value), node)
        value = self.text(operation)
        if isinstance(node.op, ast.Add) and not _is_plain(node.value):
            value = f"py.increase({self.text(load)}, {self.text(node.value)})"
        return [f"{self.target(node.target)} = {value};"]

    def Return(self, node):
        return [f"return {self.text(node.value) if node.value else 'null'};"]

    def Raise(self, node):
        match node:
            case ast.Raise(ast.Call(ast.Name("ValueError"), [words], []), None):
                return [f"throw new Error({self.text(words)});"]
        self.refuse(node)

    def If(self, node):
        otherwise = ["} else {", *self.block(node.orelse)] if node.orelse else []
        return [f"if ({self.condition(node.test)}) {{", *self.block(node.body), *otherwise, "}"]

    def For(self, node):
        if node.orelse:
            self.refuse(node)
        head = f"for ({self.target(node.target)} of {self.each(node.iter)}) {{"
        return [head, *self.block(node.body), "}"]

    def While(self, node):
        if node.orelse:
            self.refuse(node)
        return [f"while ({self.condition(node.test)}) {{", *self.block(node.body), "}"]

    def Pass(self, node):
        return []

    def Break(self, node):
        return ["break;"]

    def Continue(self, node):
        return ["continue;"]

    # ---- expressions

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
            case ast.Subscript(slice=ast.Slice()):
                self.refuse(node)
            case ast.Subscript():
                place = self.text(node.value)
                return f"{place}[py.place({place}, {self.text(node.slice)})]"
            case ast.Name():
                return _identifier(node.id)
        return self.refuse(node)

    def Name(self, node):
        for scope in reversed(self.scopes):
            if node.id in scope:
                return scope[node.id]
        if node is UNDEFINED:
            return "undefined"
        if node.id in CALLS:  # given to map, say
            return f"((one) => {_fill(CALLS[node.id], 'one')})"
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
            case ast.Add() if _is_plain(node.left) or _is_plain(node.right):
                return f"({left} + {right})"
            case ast.Add():
                return f"py.add({left}, {right})"
            case ast.FloorDiv():
                return f"py.quotient({left}, {right})"
            case ast.Mod():
                return f"py.modulo({left}, {right})"
            case ast.Mult() if _is_sequence(node.left):
                return f"py.repeat({left}, {right})"
            case ast.Mult() if _is_sequence(node.right):
                return f"py.repeat({right}, {left})"
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
        is_plain = _is_plain(left) or _is_plain(right) or "null" in (a, b)
        match op:
            case ast.Eq() | ast.NotEq():
                same = f"{a} === {b}" if is_plain else f"py.equal({a}, {b})"
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
            case ast.Constant(str(name)) if name.isidentifier():
                return f"{value}.{name}"
            case ast.Constant(int()):
                return f"{value}[{node.slice.value}]"
        return f"py.at({value}, {self.text(node.slice)})"

    def Lambda(self, node):
        names = [each.arg for each in node.args.args]
        if node.args.defaults or node.args.vararg or node.args.kwonlyargs:
            self.refuse(node)
        self.scopes.append({name: _identifier(name) for name in names})
        result = self.text(node.body)
        self.scopes.pop()
        return f"(({', '.join(map(_identifier, names))}) => {result})"

    def ListComp(self, node):
        return self.loops(node.elt, node.generators)

    GeneratorExp = ListComp

    def SetComp(self, node):
        return f"py.unique({self.loops(node.elt, node.generators)})"

    def DictComp(self, node):
        pair = ast.Tuple([node.key, node.value])
        return f"py.dict({self.loops(pair, node.generators)})"

    def loops(self, element, generators):
        """The array that a comprehension makes."""
        first, *others = generators
        array = self.each(first.iter)
        names = [name.id for name in ast.walk(first.target) if isinstance(name, ast.Name)]
        self.scopes.append({name: _identifier(name) for name in names})
        head = f"({self.target(first.target)}) =>"
        tests = "".join(f".filter({head} {self.condition(test)})" for test in first.ifs)
        if others:
            result = f"{array}{tests}.flatMap({head} {self.loops(element, others)})"
        else:
            result = f"{array}{tests}.map({head} {self.text(element)})"
        self.scopes.pop()
        return result

    def Call(self, node):
        keywords = {each.arg: each.value for each in node.keywords}
        match node.func:
            case ast.Attribute(value, method) if method in METHODS and not keywords:
                return _fill(METHODS[method], self.text(value), *map(self.text, node.args))
            case ast.Name("zip"):
                keywords.pop("strict", None)
        if not isinstance(node.func, ast.Name):
            self.refuse(node)
        given = list(map(self.text, node.args))
        if keywords:
            names = self.parameters.get(node.func.id, [])[len(given) :]
            if not set(keywords) <= set(names):
                self.refuse(node)
            given += [
                self.text(keywords[name]) if name in keywords else "undefined" for name in names
            ]
        name = node.func.id
        if name in CALLS and not any(name in scope for scope in self.scopes):
            return _fill(CALLS[name], ", ".join(given))
        return f"{self.text(node.func)}({', '.join(given)})"


def _with_functions_of_lib(node):
    """The functions that a statement imports from lib; any other statement as it is."""
    if not (isinstance(node, ast.ImportFrom) and f"{node.module}".startswith("lib.")):
        return [node]
    names = {each.name for each in node.names}
    source = (ROOT / f"{node.module.replace('.', '/')}.py").read_text(encoding="utf-8")
    functions = [each for each in ast.parse(source).body if isinstance(each, ast.FunctionDef)]
    found = [each for each in functions if each.name in names]
    return found if len(found) == len(names) else [node]  # which is refused


def _own_nodes(body):
    """All nodes of a body but those inside the functions and comprehensions that it holds."""
    for node in body:
        yield node
        if not isinstance(node, ast.FunctionDef | ast.Lambda | ast.ListComp | ast.GeneratorExp):
            yield from _own_nodes(ast.iter_child_nodes(node))


def _identifier(name):
    return f"{name}_" if RESERVED.fullmatch(name) else name


def _is_plain(node):
    """Whether an expression can only be a number or a text."""
    match node:
        case ast.Constant() | ast.JoinedStr() | ast.UnaryOp():
            return True
        case ast.BinOp(left, ast.Add(), right):
            return _is_plain(left) or _is_plain(right)
        case ast.BinOp(left, ast.Mult(), right):
            return not _is_sequence(left) and not _is_sequence(right)
        case ast.BinOp():
            return True
        case ast.Call(ast.Name(name)):
            return name in ("abs", "ceil", "floor", "exp", "int", "len", "log", "str", "sum")
    return False


def _is_bool(node):
    match node:
        case ast.Compare() | ast.UnaryOp(ast.Not()) | ast.Constant(bool()):
            return True
        case ast.BoolOp():
            return all(map(_is_bool, node.values))
    return False


def _is_sequence(node):
    match node:
        case ast.Constant(str()) | ast.JoinedStr() | ast.List() | ast.Tuple() | ast.ListComp():
            return True
    return False


def _fill(form, *texts):
    """A form with texts in the places of its #; those left over follow the last one."""
    *most, last = form.split("#")
    count = len(most)
    if count == 0:
        return form
    texts = [*texts[: count - 1], ", ".join(texts[count - 1 :])]
    return "".join(part + text for part, text in zip(most, texts, strict=True)) + last


if __name__ == "__main__":
    print(translate(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[1]), end="")
