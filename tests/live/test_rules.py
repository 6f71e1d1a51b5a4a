"""Rules that are written in Python: their translation gives the same, or is refused."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lib.live.kit import bundle, rules
from lib.live.kit.static import count, fixed, number

MODULE = '''
"""Rules of all forms that have a translation."""

from math import ceil, e, exp, floor, inf, log, log1p, prod, sqrt

from ..kit.static import count, fixed, number

NAMES = {"conv": "Conv2d", "class-name": "ReLU"}
SIGNS = ("−", "+")


def arithmetic(a, b):
    """Whole numbers, of either sign."""
    d = b or 3
    return [a // d, a % d, a / d, a - b * 2 + 1, -a, abs(a), a**2, ceil(a / d), floor(a / d)]


def real(x, y):
    d = 1.5 if y == 0 else y
    return [x // d, x % d, int(x), sqrt(abs(x)), x + y, -x * y, max(x, y, 0.5), min([x, y])]


def logarithms(x):
    return [exp(-abs(x)), log(abs(x) + 1), log1p(abs(x)), e, x < inf]


def compare(a, b):
    found = [a < b <= 3, a == b, a != b, not a, a is None, b is not None, a and b, a or b]
    found += [bool(a), bool([])]
    return found + [a < b or b, a > 1 and b > 1, not (a and b), [a] == [b], {"k": a} == {"k": b}]


def truth(a, text):
    empty = [] if a else [a]
    return [1 if thing else 0 for thing in (a, text, empty, {}, {"k": 0}, None, 0.0, "0", [0])]


def lists(xs, k):
    total = []
    for i, (x, sign) in enumerate(zip(xs, [*SIGNS] * 4, strict=False)):
        if x > k:
            continue
        total.append([i, x, sign])
        if i == 5:
            break
    else_ = [x + y for x in xs if x for y in range(2) if y < x]
    copy = list(xs) + [k] * 2
    alias = copy
    alias += [1]
    alias.extend((2, 3))
    copy[-1] = 9
    return [total, else_, copy, xs[1:], xs[:-1], xs[-2:], xs[::-1], copy[-1], copy[0], len(xs)]


def more_lists(xs):
    return [
        sum(xs), sum(x > 0 for x in xs), prod(xs), any(xs), all(x > 1 for x in xs), sorted(xs),
        list(reversed(xs)), 2 in xs, [2] not in [[x] for x in xs], tuple(range(5, 0, -2)),
        sorted({x % 3 for x in xs}), sorted(set(xs)), max(xs + [0]), [*xs, *range(len(xs))],
        all(xs), all(xs[:1]), all([]), any([]),
    ]


def texts(text, n):
    name = f"{text}`${{n}}\\\\ \\"{n}\\" {NAMES['class-name']}"
    parts = ", ".join(letter.upper() for letter in text if letter != "a")
    return [name, parts, text + "\\n", "ab" in text, text.startswith("a"), text[::-1],
            " × ".join(map(str, [n, n + 1])), text.replace("a", "$&"), text[-1:],
            text.endswith(parts), "-" * n, text.lower(), str(n) + text,
            [digit + text for digit in str(n)], [key for key in dicts([n], n)[1]],
            [[k, letter] for k, letter in enumerate(text)]]


def numbers(x, n):
    return f"{number(x)} {fixed(x, 3)} {count(n, 'row')}"


def dicts(keys, n):
    made = {f"k{key}": key * n for key in keys}
    made["n"] = n
    made["list"] = [n]
    made["list"][0] += 2
    items = [[key, value] for key, value in made.items() if key != "list"]
    merged = {**made, "n": -1}
    key = "list"
    return [items, merged, list(made), "n" in made, made.get("q"), made.get("q", 3), made[key],
            [key for key in made], list(made.keys()), len(made),
            list(dict(items).values()) == [v for k, v in items]]


def flow(n):
    steps, total = 0, 0
    while n > 1 and steps < 50:
        n = n // 2 if n % 2 == 0 else 3 * n + 1
        steps += 1
    first = second = steps
    if steps > 9:
        total -= first
    elif steps > 4:
        pass
    else:
        total *= 2
    if n < 0:
        return None
    first, second = second + 1, first
    return [steps, total, first, second]


def closures(n, new=2, *, default=5):
    """Names that JavaScript reserves, keywords, and a function inside a function."""
    found = []

    def inner(var, by=3):
        found.append(var)
        return var * by

    twice = lambda k: inner(inner(k))  # noqa: E731
    if (got := inner(n)) > 4:
        n = got
    return [inner(1, by=default), twice(new), found, n, nothing(n), implicit(n) is None]


def nothing(n):
    if n > 2:
        return


def implicit(n):
    n = n + 1


def keyword(n):
    return [closures(n, default=1), closures(default=2, n=n), closures(n, 3)]


def products(xs, text, n):
    return [xs * n, n * xs, text * n, n * text, n * n, 2 * n, xs * 2, (n + 1) * text, [xs] * n]


def pick(a, b=3):
    """The parameters of the function that is called count, whatever others are called."""

    def choose(b, a=2):
        return [a, b]

    def other(n):
        def choose(c, b=1, a=0):
            return [a, b, c]

        return choose(a=5, b=n, c=7)

    return [choose(a=5, b=3), other(b), outer(a=1, b=2)]


def outer(b, a):
    return [b, a]


def constants(n):
    xs, one = [n, n + 1], {"length": n, "k": [n]}
    return [
        xs[0], xs[1], xs[-1], xs[-2], one["k"][0], one["length"], "ab"[1], (n > 1) == (n > 2),
        one["length"] != 3, one["length"] == 3, one["k"] is not None, one["length"] not in xs,
        one["k"] != xs,
    ]


def typed(x: float, n: int, text: str, xs: list[float], flag: bool, names: list[str]) -> list:
    """What is annotated has a short translation."""
    big: float = max(x, 2.5) if flag else min(x, n)
    last: float
    rest: list[float]
    last, rest = (xs[-1], xs[1:]) if xs else (x, xs)
    found: list[bool] = [y > 0 for y in xs]
    total: float = 0
    for k, y in enumerate(xs):
        if flag or y != n:
            total += k * y
    words: str = f"{text} {n} {len(xs)} {', '.join(names)} {', '.join([str(n) for _ in names])}"
    wholes: list[int] = [k for k, y in enumerate(xs)]
    words = f"{words} {'; '.join([str(k) for k in wholes])} {'; '.join([str(n) for k in wholes])}"
    return [
        big, last + x, x == n, x != n, text == words, not flag, not text, not xs,
        flag and text > "b",
        all(found), any(found), found, [k for k, is_good in enumerate(found) if not is_good], total,
        xs[::-1], rest, xs[0] if len(xs) > 0 else None, xs[len(xs) - 1] if xs else None, words,
        [y * n for y in xs if y >= x], [y for y in xs if y >= x], [y - k for k, y in enumerate(xs)],
        [[k, y] for k, y in enumerate(xs) if y >= x], [y * n for k, y in enumerate(xs) if y >= k],
        [(k, y) for k, y in [[n, y] for y in xs] if y > k],
        halved(x) + halved(n), is_even(n), (x + n) * 2, x * n - big,
        [a + b for a, (b,) in [[x, [y]] for y in xs]], text + text, floor(x) == n, -x, abs(x) * n,
    ]


def halved(x: float) -> float:
    return x / 2


def is_even(n: int) -> bool:
    return n % 2 == 0


def refuses(n):
    if n > 2:
        raise ValueError(f"n (={n}) must be at most 2")
    return n
'''

WHOLE = st.integers(-40, 40)
REAL = st.floats(-1e6, 1e6).filter(lambda x: x == 0 or abs(x) > 1e-9).map(lambda x: x + 0.0)
TEXT = st.text("abcXß–`$\\\"{}'<", max_size=5)
XS = st.lists(WHOLE, max_size=7)
CASES = {
    "arithmetic": (WHOLE, WHOLE),
    "real": (REAL, REAL),
    "logarithms": (REAL,),
    "compare": (WHOLE, st.integers(-2, 4)),
    "truth": (st.integers(-1, 1), TEXT),
    "lists": (XS.filter(len), WHOLE),
    "more_lists": (XS,),
    "texts": (TEXT, st.integers(0, 9)),
    "numbers": (REAL, st.integers(0, 3)),
    "dicts": (st.lists(st.integers(0, 9), max_size=4, unique=True), WHOLE),
    "flow": (st.integers(-3, 60),),
    "closures": (st.integers(0, 5), st.integers(0, 3)),
    "keyword": (st.integers(0, 5),),
    "products": (XS, TEXT, st.integers(-1, 3)),
    "pick": (WHOLE,),
    "constants": (WHOLE,),
    "refuses": (st.integers(0, 2),),
    "typed": (
        REAL,
        WHOLE,
        TEXT,
        st.lists(st.one_of(WHOLE, REAL), max_size=5),
        st.booleans(),
        st.lists(TEXT, max_size=3),
    ),
}


@pytest.fixture(scope="module")
def python():
    source = MODULE.replace("from ..kit.static import count, fixed, number", "")
    found = {"count": count, "fixed": fixed, "number": number}
    exec(source, found)
    return found


@pytest.fixture(scope="module")
def translated(tmp_path_factory):
    folder = tmp_path_factory.mktemp("live")
    (folder / "kit").symlink_to(bundle.LIVE / "kit")
    (folder / "figure").mkdir()
    (folder / "figure" / "rules.py").write_text(MODULE, encoding="utf-8")
    return bundle.script("figure/rules.py", folder=folder)


@pytest.mark.parametrize("name", CASES)
def test_a_rule_gives_the_same_in_both_languages(node, python, translated, name):
    @settings(max_examples=150, deadline=None, database=None, derandomize=True)
    @given(st.tuples(*CASES[name]))
    def check(arguments):
        here = python[name](*arguments)
        there = node.run(f"{translated}\nreturn figure_rules_py.{name}(...value);", arguments)
        if name == "logarithms":
            here = pytest.approx(plain(here), rel=1e-15)
        assert there == plain(here)

    check()


@pytest.mark.parametrize(
    "code",
    [
        "import math",
        "import numpy as np",
        "from lib.convolution import output_size",
        "from math import erf",
        "from math import ceil as up",
        "from ..kit.static import paragraph",
        "class Rule:\n    n = 1",
        "@cache\ndef f(n):\n    return n",
        "def f(*all):\n    return all",
        "def f(n, all=[]):\n    return all",
        "def f(n):\n    return unknown(n)",
        "def f(n):\n    return n.size",
        "def f(n):\n    return n.pop()",
        "def f(n):\n    yield n",
        "def f(n):\n    return round(n)",
        "def f(n):\n    return isinstance(n, int)",
        "def f(n):\n    return f'{n:.4f}'",
        "def f(n):\n    return f'{n!r}'",
        "def f(n):\n    return n[::2]",
        "def f(n):\n    return n @ n",
        "def f(n):\n    return n & 1",
        "def f(n):\n    return ~n",
        "def f(n):\n    return n is n",
        "def f(n):\n    return {1: n}",
        "def f(n):\n    return max(n, key=len)",
        "def f(n):\n    return f(m=n)",
        "def f(n):\n    return lambda k=n: k",
        "def f(n):\n    return 2**53 + 9007199254740993",
        "def f(n):\n    return b'bytes'",
        "def f(n):\n    global m",
        "def f(n):\n    try:\n        return n\n    finally:\n        pass",
        "def f(n):\n    for k in n:\n        pass\n    else:\n        pass",
        "def f(n):\n    while n:\n        pass\n    else:\n        pass",
        "def f(n):\n    raise KeyError(n)",
        "def f(n):\n    n[1:2] = n",
        "def f(n):\n    del n",
        "def f(n):\n    assert n",
        "def f(n):\n    with n:\n        pass",
        "def f(n):\n    return enumerate(n, 1)",
        "def f(n):\n    return sum(n, [])",
        "def f(n):\n    return int(n, 2)",
        "def f(n):\n    return sum(*n)",
        "def f(n):\n    return n.replace('a', 'b', 1)",
        "def f(n):\n    return n.startswith('a', 1)",
        "def f(n):\n    return list(map(max, n))",
        "def f(n):\n    return list(map(max, n, n))",
        "from math import log\n\ndef f(n):\n    return log(n, 2)",
        "def f(n):\n    return zip(n, n, strict=True)",
        "def f(n):\n    return {(k, k) for k in n}",
        "def f(n):\n    return '%d' % n",
        "def f(n):\n    return f'{n}%d' % n",
        "def f(n):\n    return n == True",
        "def f(n):\n    return (n > 1) != 1",
        "def f(n):\n    return n.append(1)",
        "def f(n):\n    return [n.extend(k) for k in n]",
        "def f(n):\n    return f(*n, n=1)",
        "def f(n):\n    f = lambda m: m\n    return f(n=2)",
        "def f(n):\n    return n\n\ndef f(m):\n    return m",
        "def f(n):\n    def g(a):\n        return a\n    g = n\n    return g(a=1)",
        "def f(n):\n    def g(a):\n        return a\n\ndef h(g):\n    return g(a=1)",
    ],
)
def test_what_has_no_translation_is_refused(code):
    with pytest.raises(ValueError, match=r"^figure/rules\.py, line \d+: no translation of: "):
        rules.translate(code, "figure/rules.py")


@pytest.mark.parametrize(
    "code, translation",
    [
        ("def f(x: float):\n    return x * x", "b * b"),
        ("def f(x):\n    return x * x", "pyTimes(b, b)"),
        ("def f(x: float, y):\n    return x == y", "b === c"),
        ("def f(x, y):\n    return x == y", "pyEqual(b, c)"),
        ("def f(x: str):\n    return f'{x}!'", "`${b}!`"),
        ("def f(x):\n    return f'{x}!'", "`${pyText(b)}!`"),
        ("def f(xs: list):\n    return len(xs)", "b.length"),
        ("def f(xs):\n    return len(xs)", "pyEach(b).length"),
        ("def f(xs: list[bool]):\n    return all(xs)", "b.every(Boolean)"),
        ("def f(xs: list[bool]):\n    return any(xs)", "b.some(Boolean)"),
        ("def f(xs):\n    return any(xs)", "pyEach(b).some(pyIsTrue)"),
        ("def f(xs):\n    return all(xs)", "pyEach(b).every(pyIsTrue)"),
        ("def f(xs: list[int]):\n    return [n + 1 for n in xs]", "b.map((c) => c + 1);"),
        (
            "def f(xs: list):\n    return [n for n in xs if n is None]",
            "filter((c) => c === null);",
        ),
        ("def f(xs: list):\n    return [[k, n] for k, n in xs if n is None]", "d === null);"),
        ("def f(xs: list[int]):\n    return ', '.join([str(n) for n in xs])", 'b.join(", ")'),
        ("def f(xs: list[float]):\n    return ', '.join([str(n) for n in xs])", "pyText("),
        (
            "def f(xs: list[int]):\n    return [n - k for k, n in enumerate(xs)]",
            "b.map((d, c) => d - c);",
        ),
    ],
)
def test_what_is_annotated_is_believed(code, translation):
    assert translation in rules.translate(code)


def test_a_rule_that_raises_throws_with_the_same_words(node, translated):
    code = """
    try { figure_rules_py.refuses(3); } catch (error) { return error.message; }
    """
    assert node.run(translated + code) == "n (=3) must be at most 2"


@pytest.mark.parametrize(
    "code",
    [
        "pyText(2.5)",
        "pyAt([1], 1)",
        "pyAt([1], -2)",
        "pyAt({}, 'k')",
        "pyAt({}, 'constructor')",
        "pyAt({ 1: 2 }, 1)",
        "pyPlace([1], 1)",
        "pyPlace({}, [1, 2])",
        "pyDict([[1, 2]])",
        "pyAdd([1], 2)",
        "pyModulo('%d', 3)",
        "pyTimes({}, 2)",
        "pyUnique([[1, 2]])",
        "pySum([[1], [2]])",
    ],
)
def test_what_python_would_refuse_or_write_otherwise_throws(node, code):
    caught = f"try {{ kit_python_js.{code}; }} catch (error) {{ return error.message; }}"
    said = node.run(f"{bundle.script('kit/python')}\n{caught}")
    assert said is not None and "is not defined" not in said


def test_rules_may_use_rules_of_other_modules(node, tmp_path):
    (tmp_path / "kit").symlink_to(bundle.LIVE / "kit")
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    (tmp_path / "a/sizes.py").write_text("def half(n):\n    return n // 2\n")
    (tmp_path / "b/rules.py").write_text(
        "from ..a.sizes import half\n\ndef quarter(n):\n    return half(half(n))\n"
    )
    (tmp_path / "b/draw.js").write_text(
        'import { quarter } from "./rules.py";\nexport const two = quarter(9);\n'
    )
    script = bundle.script("b/draw", folder=tmp_path)
    assert node.run(f"{script}\nreturn b_draw_js.two;") == 2


def test_rules_may_use_functions_of_lib_that_need_nothing_else(node):
    names = "from lib.convolution import positions\n\n"
    code = rules.translate(names + "def same(n):\n    return positions(n, 3, 1, 1) == n\n")
    head, body = code.replace("export ", "").split("\n", 1)
    names = head[: head.index("}") + 1].replace("import", "const")
    script = f"{bundle.script('kit/python')}\n{names} = kit_python_js;\n{body}"
    assert node.run(f"{script}\nreturn same(7);")
    for wrong in ("missing", "MISSING"):
        with pytest.raises(ValueError, match=r"line 1: no translation of: from lib\.convolution"):
            rules.translate(f"from lib.convolution import {wrong}\n")


def plain(value):
    """A value as JSON brings it back."""
    if isinstance(value, dict):
        return {key: plain(one) for key, one in value.items()}
    return list(map(plain, value)) if isinstance(value, list | tuple) else value
