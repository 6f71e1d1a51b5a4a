"""Rules of a figure, written once: a module of plain Python becomes the same one in JavaScript.

A script of a figure says `import { account } from "./rules.py";`, and the joining of modules calls
`translate`. What such a module may hold:

- a docstring, constants, functions with positional arguments and defaults, one inside another too;
- if, for, while, assignments, `return`, `raise ValueError(...)`; conditional expressions, lambda;
- None, bool, numbers, texts, lists, tuples, dicts with texts as keys; comprehensions, slices
  without a step, `[::-1]`; f-strings of texts and whole numbers;
- what MATHS, CALLS, METHODS and CHANGES of expressions.py name; from kit/static.py `number`,
  `fixed` and `count`; functions of other modules of rules (`from .other import f`), and of lib
  (`from lib.convolution import positions`) if they need nothing else of their module.

Annotations of parameters, results and variables are believed (`x: float`, `n: int`, `-> bool`,
`xs: list[float]`): what is known to be a number, a text or a list needs no helper, so that its
translation is short; there an index may be missing, and `max` and `min` know no nan. `x: float`
alone says of what kind a variable will be. Local variables get short names.

Everything else is refused. What cannot be seen in the text of a module throws in the page, if it
can be seen there: an index or a key that is missing, keys and texts that are numbers, a set of
lists, `%` of a text. These things are not noticed, and must not be relied on: division by zero and
the logarithm of zero (infinite there, errors here); < between lists; keys of a dict that are digits
alone; a variable that is True and compared with 1; `*=` of a list that has two names; whole numbers
from 2**53 on. exp and log may differ in the last digit.

    python -m lib.live.kit.rules FILE    prints the translation of a file
"""

import ast
import re
import sys
from pathlib import Path

from .expressions import CHANGES, MATHS, Bound, Expressions, identifier, kind_of, unwrapped

ROOT = Path(__file__).parents[3]  # where lib lies
OPERATORS = re.compile(r"\bpy[A-Z]\w*")  # of python.js


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
    export function half(b) {
    """
    return _Translator(name).module(ast.parse(source))


class _Translator(Expressions):
    """Lines of JavaScript for statements: the method of a node is its name."""

    def module(self, tree):
        lines = []
        body = [each for node in tree.body for each in _with_functions_of_lib(node)]
        self.bind(body)
        for node in body:
            exported = isinstance(node, ast.FunctionDef | ast.Assign | ast.AnnAssign)
            first, *others = self.statement(node) or [""]
            lines += [f"export {first}" if exported else first, *others]
        text = "\n".join(lines) + "\n"
        used = sorted(set(OPERATORS.findall(text)))
        head = f'import {{ {", ".join(used)} }} from "../kit/python.js";\n' if used else ""
        return head + text

    def bind(self, body, names=()):
        """Bind the names that a body assigns and the functions it defines; give the former."""
        own = list(_own_nodes(body))
        stored = [each.id for each in own if _is_stored(each)]
        found = {name: Bound(self.short(name)) for name in dict.fromkeys((*names, *stored))}
        for node in own:
            if isinstance(node, ast.FunctionDef):
                if node.name in found:
                    self.refuse(node)
                arguments = node.args.args + node.args.kwonlyargs
                parameters = tuple(each.arg for each in arguments)
                kind = kind_of(node.returns)
                found[node.name] = Bound(self.short(node.name), kind, parameters)
            elif isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                name = node.target.id
                found[name] = found[name]._replace(kind=kind_of(node.annotation))
        self.scopes[-1].update(found)
        return [found[name].text for name in dict.fromkeys(stored) if name not in names]

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
            known, kind = MATHS, "number"
        elif place == "..kit.static":
            known, kind = (
                {name: f"py{name.title()}" for name in ("count", "fixed", "number")},
                "text",
            )
        elif node.level in (1, 2):
            self.scopes[0].update({name: Bound(identifier(name)) for name in names})
            folder = "../" if node.level == 2 else "./"
            where = folder + node.module.replace(".", "/")
            return [f'import {{ {", ".join(map(identifier, names))} }} from "{where}.py";']
        else:
            known, kind = {}, None
        if not set(names) <= set(known):
            self.refuse(node)
        kinds = {"ceil": "whole", "floor": "whole"}
        self.scopes[0].update({name: Bound(known[name], kinds.get(name, kind)) for name in names})
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
        defaults = [f" = {self.text(default)}" if default else "" for default in defaults]
        self.made = self.made if len(self.scopes) > 1 else 0
        self.scopes.append({})
        own = self.bind(node.body, names)
        given = [
            self.bound(name).text + default for name, default in zip(names, defaults, strict=True)
        ]
        for each in arguments.args + arguments.kwonlyargs:
            bound = self.scopes[-1][each.arg]
            self.scopes[-1][each.arg] = bound._replace(kind=kind_of(each.annotation))
        body = [f"let {', '.join(own)};"] if own else []
        body += self.block(node.body)
        if not isinstance(node.body[-1], ast.Return | ast.Raise):
            body.append("return null;")
        self.scopes.pop()
        body = [f"  {line}" for line in body]  # what stands at the margin is the module's own
        return [f"function {self.bound(node.name).text}({', '.join(given)}) {{", *body, "}"]

    def Expr(self, node):
        match node.value:
            case ast.Constant():
                return []  # a docstring
            case ast.Call(ast.Attribute(changed, method), args, []) if method in CHANGES:
                return [f"{self.fill(node, CHANGES[method], [changed, *args])};"]
        return [f"{self.text(node.value)};"]

    def Assign(self, node):
        targets = " = ".join(map(self.target, node.targets))
        kind = "const " if len(self.scopes) == 1 else ""
        return [f"{kind}{targets} = {unwrapped(self.text(node.value))};"]

    def AnnAssign(self, node):
        if not node.simple:
            self.refuse(node)
        if not node.value:
            return []  # it says of what kind a name is
        return self.Assign(ast.Assign([node.target], node.value))

    def AugAssign(self, node):
        load = ast.parse(ast.unparse(node.target), mode="eval").body
        operation = ast.copy_location(ast.BinOp(load, node.op, node.value), node)
        value = self.text(operation)
        if isinstance(node.op, ast.Add) and not self.is_plain(node.value):
            value = f"pyIncrease({self.text(load)}, {self.text(node.value)})"
        return [f"{self.target(node.target)} = {value};"]

    def Return(self, node):
        return [f"return {unwrapped(self.text(node.value)) if node.value else 'null'};"]

    def Raise(self, node):
        match node:
            case ast.Raise(ast.Call(ast.Name("ValueError"), [words], []), None):
                return [f"throw new Error({self.text(words)});"]
        self.refuse(node)

    def If(self, node):
        otherwise = ["} else {", *self.block(node.orelse)] if node.orelse else []
        return [
            f"if ({unwrapped(self.condition(node.test))}) {{",
            *self.block(node.body),
            *otherwise,
            "}",
        ]

    def For(self, node):
        if node.orelse:
            self.refuse(node)
        scope = self.scopes[-1]
        for name, kind in self.kinds_of(node.target, node.iter).items():
            scope[name] = scope[name]._replace(kind=kind)
        head = f"for ({self.target(node.target)} of {self.each(node.iter)}) {{"
        return [head, *self.block(node.body), "}"]

    def While(self, node):
        if node.orelse:
            self.refuse(node)
        return [f"while ({unwrapped(self.condition(node.test))}) {{", *self.block(node.body), "}"]

    def Pass(self, node):
        return []

    def Break(self, node):
        return ["break;"]

    def Continue(self, node):
        return ["continue;"]


def _is_stored(node):
    return isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)


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


if __name__ == "__main__":
    print(translate(Path(sys.argv[1]).read_text(encoding="utf-8"), sys.argv[1]), end="")
