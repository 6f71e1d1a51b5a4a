"""Whatever a reader hands in gets a sentence: no answer raises, warns, or is taken for another."""

import math
import warnings
from decimal import Decimal
from fractions import Fraction
from functools import partial
from unittest.mock import MagicMock

import numpy as np
import pandas
import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as of_numpy

from lib import checks
from lib.checks.verdict import LONGEST, judge, numbers

pytestmark = pytest.mark.filterwarnings("error")
Z = np.arange(16).reshape(4, 4)
QUESTIONS = {
    "number": partial(checks.number, right=4, mistakes={"by counting from 0": 3}),
    "numbers": partial(checks.number, right=[4, 5], mistakes={"by counting from 0": [3, 4]}),
    "output_size": partial(checks.output_size, n=10, m=3, padding=2, stride=2),
    "output_size of a kernel as large as the input": partial(
        checks.output_size, n=3, m=7, padding=2
    ),
    "convolution of vectors": partial(
        checks.convolution, x=[1, 2, 3], w=[1, 0], padding=1, stride=2
    ),
    "convolution of matrices": partial(checks.convolution, x=Z, w=Z[:2, :3], padding=1, stride=2),
    "a kernel that fits one way": partial(checks.convolution, x=Z[:2], w=Z[:1, :3]),
    "a kernel that fits padded": partial(checks.convolution, x=Z[:2, :2], w=Z[:3, :4], padding=1),
    "parameters": partial(checks.parameters, in_channels=8, out_channels=5, kernel_size=(6, 10)),
    "max_pooling": partial(checks.max_pooling, x=Z, kernel_size=2),
    "max_pooling with padding": partial(
        checks.max_pooling, x=Z, kernel_size=3, padding=1, stride=2
    ),
    "function": lambda answer: checks.function(lambda: answer, lambda: 4, [()]),
    "candidate": partial(checks.function, reference=lambda x: 4, cases=[(Z,)]),
}


def sentence(question, answer):
    text = QUESTIONS[question](answer)
    assert type(text) is str and text.startswith(("Right", "Not yet: ", "No answer yet: "))
    assert "nan is too" not in text and len(text) < 3 * LONGEST
    return text


class Hostile:
    """Raises whatever is asked of it."""

    def __getattr__(self, name):
        raise RuntimeError(name)

    def __repr__(self):
        raise ValueError("no words")

    __str__ = __array__ = __len__ = __iter__ = __float__ = __complex__ = __bool__ = __repr__
    __eq__ = __lt__ = lambda self, other: 1 / 0
    __hash__ = None


class Quits(BaseException):
    """No Exception, and no Ctrl-C."""


def ends(error, *asked):
    """An object that ends all when it is asked for one thing, such as __array__."""

    def end(*_, **__):
        raise error

    return type("Ends", (), {"__hash__": None, **dict.fromkeys(asked, end)})()


ASKED = [
    ["__array__"], ["__len__", "__getitem__"], ["__repr__"], ["__str__"], ["__eq__"],
    ["__float__"], ["__complex__"], ["__iter__", "__len__"], ["__getattr__"], ["__call__"],
    ["__gt__", "__lt__"], ["__array__", "tolist"], ["__array__", "__repr__", "__str__"],
]  # fmt: skip


class Endless(list):
    def __init__(self):
        super().__init__([self])


class Own(torch.nn.Module):
    def __call__(self, *_):
        raise SystemExit(3)


def raises(error):
    def candidate(*_):
        raise error

    return candidate


def recurs(*_):
    return recurs(*_)


def changes(x=None):
    if x is not None:
        x[...] = 0
    return 4


def strange():
    return [
        ..., None, NotImplemented, "", "4", "four", b"4", "\0", {}, {4}, {"a": 4}, frozenset(),
        object(),
        int, torch.Tensor, np.float64, math, Hostile(), Hostile, Endless(), [[1, 2], [3]],
        [1, None],
        [..., 4], [[]], [], (), [[[[[[4]]]]]], range(4), iter([4]), (i for i in range(4)),
        map(int, "4"),
        memoryview(b"44"), bytearray(b"4"), slice(4), 10**400, -(10**400), 2**63, [10**400, 1], 4j,
        complex("nan"), 4 + 1e-9j, [4 + 1j, 5], Decimal("4"), Decimal("NaN"), Decimal("sNaN"),
        Fraction(7, 2), math.nan, -math.nan, math.inf, -math.inf, [math.nan, 5],
        [math.inf, -math.inf],
        1e308, 5e-324, True, np.True_, np.float16(4), np.longdouble(4), np.clongdouble(4j),
        np.ma.masked, np.ma.array([4, 5], mask=[0, 1]), np.ma.array(4, mask=False),

        np.array("4"), np.array(["4", None], object), np.array([object()]),
        np.array([(1, 2.0)], "i,f"),
        np.datetime64("2020"), np.timedelta64(4, "s"), np.array(4, object),
        np.array([[4], None], object),
        np.zeros((0, 3)), np.zeros((1,) * 40), np.broadcast_to(0.0, (10**6, 10**6)),
        np.zeros((2, 2), "V4"), np.random.default_rng(0), np.recarray(2, "i"), np.add,
        torch.tensor(4.0, requires_grad=True), torch.ones(2, requires_grad=True) * 4,
        [torch.tensor(4.0, requires_grad=True), torch.tensor(5.0)], torch.ones(2, device="meta"),
        torch.eye(2).to_sparse(), torch.tensor([4j, 5]),
        torch.tensor(4, dtype=torch.bfloat16), torch.ones(2, dtype=torch.float16),
        torch.tensor([True]),
        torch.tensor(4j).conj(),
        torch.nn.Parameter(torch.ones(2)), torch.nn.Linear(2, 2), Own(), torch.float32,
        torch.Size([4, 5]),
        pandas.Series([4, 5]), pandas.Series(["4", None]), pandas.DataFrame({"a": [4, None]}),
        pandas.NA,
        pandas.NaT, pandas.Timestamp(4), MagicMock(), ValueError("4"), lambda: 4, lambda *_: ...,
        print,
        changes, recurs, raises(ValueError("\n" * 9)), raises(SystemExit()),
        raises(Exception(Hostile())),
        *(ends(error, *asked) for asked in ASKED for error in (SystemExit(3), Quits("over"))),
        [ends(SystemExit(), "__array__"), 4], [4, ends(Quits(), "__complex__", "__float__")],
        raises(Quits()), raises(GeneratorExit()), raises(Quits(ends(SystemExit(), "__str__"))),
        raises(KeyError), raises(StopIteration()), "x" * 10**6, [4] * 10**5, input.__class__,
    ]  # fmt: skip


@pytest.mark.parametrize("question", QUESTIONS)
def test_what_is_strange_gets_a_sentence(question):
    for answer in strange():
        sentence(question, answer)


@pytest.mark.parametrize("asked", [["__array__"], ["__repr__"]], ids=str)
def test_ctrl_c_is_no_answer(asked):
    with pytest.raises(KeyboardInterrupt):
        checks.number(ends(KeyboardInterrupt(), *asked), 4)


scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(-(2**2000), 2**2000),
    st.floats(),
    st.complex_numbers(),
    st.text(max_size=5),
    st.binary(max_size=5),
    st.decimals(),
    st.fractions(),
    st.datetimes(),
    st.just(...),
)
arrays = of_numpy.arrays(
    of_numpy.scalar_dtypes() | of_numpy.unicode_string_dtypes(max_len=3) | st.just(np.dtype("O")),
    of_numpy.array_shapes(min_dims=0, max_dims=4, min_side=0, max_side=4),
)
anything = st.recursive(
    scalars | arrays,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.tuples(inner, inner)
        | st.dictionaries(st.text(max_size=2), inner, max_size=2)
    ),
    max_leaves=8,
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(anything)
def test_anything_gets_a_sentence(answer):
    for question in QUESTIONS:
        sentence(question, answer)


UNSIGNED = [torch.uint16, torch.uint32, torch.uint64]
DTYPES = [torch.float16, torch.bfloat16, torch.float32, torch.float64, torch.complex64, torch.bool]
DTYPES += [torch.uint8, torch.int8, torch.int16, torch.int32, torch.int64, *UNSIGNED]


@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("as_list", [False, True])
def test_tensors_of_every_type_are_numbers(dtype, as_list):
    right = torch.tensor([1, 0]).to(dtype)
    if dtype.is_floating_point or dtype.is_complex:
        right.requires_grad_()
    assert checks.number(list(right) if as_list else right, [1, 0]) == "Right."
    assert checks.number(right, [1, 1]).startswith("Not yet: 1 of 2 elements wrong")
    assert checks.number(right.to("meta"), [1, 0]).endswith("or an array of numbers.")
    if dtype not in UNSIGNED:
        assert checks.number(right.detach().to_sparse(), [1, 0]) == "Right."


@pytest.mark.parametrize(
    "answer",
    [
        None, "4", b"4", "four", {4}, {"a": 4}, object(), math, int, [4, None], [[1], [1, 2]],
        np.ma.masked, np.array("4"), iter([4]), torch.ones(2, device="meta"), [...],
        pandas.NA, pandas.Series(["4"]), np.datetime64("2020"), Decimal("sNaN"), print,
    ],
)  # fmt: skip
def test_what_is_no_number_is_called_so(answer):
    assert numbers(answer) is None
    assert checks.number(answer, 4).endswith("is not a number or an array of numbers.")
    with pytest.raises(ValueError, match="right must be a real number"):
        checks.number(4, answer)


@pytest.mark.parametrize(
    ("answer", "value"),
    [
        (4, 4), (True, 1), (Fraction(7, 2), 3.5), (Decimal("3.5"), 3.5), (np.longdouble(2), 2),
        (np.float16(0.5), 0.5), (10**400, np.inf), (-(10**400), -np.inf), ([2**70, 1], [2**70, 1]),
        ([Fraction(1, 2), 1.5], [0.5, 1.5]), (range(3), [0, 1, 2]), (4 + 0j, 4), (4 + 1e-12j, 4),
        ([1 + 1e-12j, 0], [1, 0]), (pandas.Series([4, 5]), [4, 5]),
        ([np.float32(1), torch.tensor(2)], [1, 2]),
        ([torch.tensor(2.0, requires_grad=True), 1], [2, 1]),
        (np.ma.array([4, 5], mask=False), [4, 5]),
        ((torch.ones(2), torch.zeros(2)), [[1, 1], [0, 0]]),
        (np.array([1, 2], object), [1, 2]), (np.array([], object), []),
        (np.zeros((2, 0)), [[], []]),
    ],
)  # fmt: skip
def test_numbers_of_every_kind_are_read(answer, value):
    read = numbers(answer)
    np.testing.assert_array_equal(read, value)
    assert read.dtype == (complex if np.iscomplexobj(value) else float)
    assert checks.number(answer, value) == "Right."


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (
            [math.nan, 4],
            "Not yet: 1 of 2 elements wrong, the first at index [0]: nan is not a number.",
        ),
        (10**400, "Not yet: your answer has one number; 2 elements wanted."),
        (
            [4, -(10**400)],
            "Not yet: 1 of 2 elements wrong, the first at index [1]: that is too small.",
        ),
        ([4 + 1j, 5], "Not yet: [(4+1j), 5] is complex, and real numbers are wanted."),
        (4 + 1j, "Not yet: (4+1j) is complex, and real numbers are wanted."),
    ],
)
def test_what_is_not_finite_or_not_real_is_told_apart(answer, text):
    assert checks.number(answer, [4, 4]) == text


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_what_is_not_finite_may_be_right(value):
    assert checks.number(value, value) == checks.number([value, 1], [value, 1]) == "Right."


@pytest.mark.parametrize("right", [4j, [1, 4j], "4", None])
def test_what_is_right_is_real(right):
    with pytest.raises(ValueError, match="right must be a real number or an array of real numbers"):
        checks.number(4, right)


def test_mistakes_are_made_for_wrong_answers_alone(monkeypatch):
    made = []
    mistakes = {"first": lambda: made.append(1) or 3, "second": lambda: made.append(2) or 5}
    assert judge(4, 4, mistakes).right and judge(..., 4, mistakes).text.startswith("No answer")
    assert not judge("four", 4, mistakes).right and not made
    assert judge(3, 4, mistakes).text == "Not yet: that is what you get first." and made == [1, 2]

    def fail(*_, **__):
        pytest.fail("made")

    right = checks.definition.conv2d(Z, Z[:2], 1, 2)
    pooled = checks.layers.max_pool2d(Z[None, None], 2)[0, 0]
    for name in ("correlate1d", "correlate2d"):
        monkeypatch.setattr(checks.definition, name, fail)
    monkeypatch.setattr(checks.definition, "conv2d", lambda *_: right)
    monkeypatch.setattr(checks.layers, "avg_pool2d", fail)
    assert checks.convolution(right, Z, Z[:2], 1, 2) == "Right."
    assert checks.max_pooling(pooled, Z, 2) == "Right."


def test_a_mistake_that_leads_nowhere_is_not_the_readers():
    def does_not_fit():
        raise ValueError

    assert judge(3, 4, {"so": does_not_fit, "otherwise": lambda: 3}).text.endswith("get otherwise.")
    with pytest.raises(ZeroDivisionError):  # a fault of the exercise
        judge(3, 4, {"so": lambda: 1 / 0})


def test_verdicts_are_asked_and_not_read():
    assert judge(4, 4, {}).right is True and judge(5, 4, {}).right is False
    assert judge(..., 4, {}).right is False
    assert str(judge(4, 4, {}).text) == "Right."


def test_a_candidate_may_change_its_arguments():
    def doubles(x):
        x *= 2
        return x

    x = np.arange(3.0)
    cases = [(x,), (x,)]
    assert checks.function(doubles, lambda x: 2 * x, cases) == "Right, in all 2 cases."
    assert x.tolist() == [0, 1, 2]


@pytest.mark.parametrize(
    ("candidate", "words"),
    [
        (5, "Not yet: 5 is not a function."),
        (None, "Not yet: None is not a function."),
        (raises(ValueError("so")), "it raises ValueError: so"),
        (raises(SystemExit(1)), "it raises SystemExit: 1"),
        (recurs, "it raises RecursionError: "),
        (lambda x: None, "it returns None, and 4 is right."),
        (lambda x: "4", "it returns 4, and 4 is right."),
        (lambda x: x, "for the arguments (7,) it returns 7, and 4 is right."),
        (lambda x: Hostile(), "it returns an object of type Hostile, and 4 is right."),
        (lambda x: 4, "Right, in all 1 cases."),
    ],
)
def test_candidates_of_every_kind(candidate, words):
    assert words in checks.function(candidate, lambda x: 4, [(7,)])


def test_who_stops_the_computation_is_obeyed():
    with pytest.raises(KeyboardInterrupt):
        checks.function(raises(KeyboardInterrupt), lambda: 4, [()])


def test_a_candidate_may_print(capsys):
    assert checks.function(lambda x: print("here") or 4, lambda x: 4, [(7,)]).startswith("Right")
    assert capsys.readouterr().out == "here\n"


def test_long_answers_are_cut():
    text = checks.number("x" * 10**6, 4)
    assert len(text) < LONGEST + 100 and "..." in text
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert len(checks.number(["x"] * 10**5, 4)) < LONGEST + 100
