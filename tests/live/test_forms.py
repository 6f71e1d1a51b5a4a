"""Forms of questions, of every kind: answered rightly and wrongly, by mouse, keyboard and touch."""

import json
import re

import numpy as np
import pytest

from lib import checks
from lib.checks.question import Lesson
from lib.live.question import seal
from tests.live.browser import assert_fits_all_readers, go

LARGEST = 12_288  # bytes of a form
MISTAKES = {"if the + 1 is forgotten": 13, "if the padding is left out": 10}
CODE = ("y = 0", "for x in xs:", "    y = x", "print(y)")

lesson = Lesson("lesson")
about = ("easy", 1, "an objective")
hints = {"hints": ("Count them.", "Count `x` too."), "why": "Position 0 counts."}


def add(kind, solve, errors, **settings):
    label = f"q-{kind}{len(lesson.questions)}"
    asks = {"asks": f"A question of the kind {kind}, with `code`?"}
    lesson.ask(kind, label, solve, *about, errors, **asks, **hints, **settings)
    return lesson.questions[-1]


NUMBER = add("number", 14, MISTAKES)
DECIMALS = add("number", 0.3333333, {"if it is turned around": 3.0}, decimals=2)
LABEL = add("label", 7, {})
GRID = add("numbers", [[1, 2], [3, -4]], {"if the sign is lost": [[1, 2], [3, 4]]})
COMMAS = add("numbers", [2.303, 1024], {"with logarithms to base 10": [1, 1024]})
ROW = add("numbers", [1, 2.5, 3], {"if it is padded": [0, 1, 2.5, 3, 0]})
SHAPE = add("shape", (1, 3, 28, 28), {"if the channels come last": (1, 28, 28, 3)})
CHOICE = add("choice", "the `sum`", {"it is too small": "the mean", "it moves": "the maximum"})
LINE = add("line", 3, {"it starts": 1, "it goes over all": 2, "it prints": 4}, lines=CODE)
TAP = add("tap", (1, 0), {"that is the smallest": (0, 1)}, table=[[1, -2.5], [3, 0]])
CHOICES = add("choices", ("2", "4"), {"3 is odd": "3", "5 is odd": "5"})
WRONG = {"this forgets to add": ("y = 0", "for x in xs:", "    y = x", "print(y)")}
ORDER = add("order", ("y = 0", "for x in xs:", "    y += x", "print(y)"), WRONG)
OPEN = add("open", "Position 0 is one too. So one more than the steps fits.", {})
FUNCTION = add("code", lambda x: x, {"if it is doubled": lambda x: 2 * x}, cases=[(1,)])
QUESTIONS = lesson.questions
RIGHT = "Right. Position 0 counts."


@pytest.fixture
def shown(show):
    def shown(question, **options):
        page = show(question.form(), **options)
        return page, page.locator(".verdict")

    return shown


def said(question, answer):
    """What Python says of an answer: a page says the same."""
    verdict = question.judge(answer)
    return f"{verdict.text} {question.why}" if verdict.right else verdict.text


def check(page, press=None):
    page.get_by_role("button", name="Check", exact=True).click()


@pytest.mark.parametrize(
    "question, typed, answer",
    [
        (NUMBER, "14", 14),
        (NUMBER, " 14.0 ", 14),
        (NUMBER, "28/2", 14),
        (NUMBER, "(28/2)", 14),
        (NUMBER, "[14]", 14),
        (NUMBER, "n = 14", 14),
        (NUMBER, "1,313", 1.313),
        (NUMBER, "\u2212 14", -14),
        (NUMBER, "13", 13),
        (NUMBER, "10", 10),
        (NUMBER, "140", 140),
        (NUMBER, "-14", -14),
        (DECIMALS, "0,33", 0.33),
        (DECIMALS, "1/3", 1 / 3),
        (DECIMALS, "33.3 %", 0.333),
        (DECIMALS, "0.34", 0.34),
        (DECIMALS, "3", 3),
        (LABEL, "7", 7),
        (LABEL, "3", 3),
        (ROW, "1 2.5 3", [1, 2.5, 3]),
        (ROW, "[1, 2.5, 3]", [1, 2.5, 3]),
        (ROW, "w = [1, 2.5, 3]", [1, 2.5, 3]),
        (ROW, "np.array([1, 2.5, 3])", [1, 2.5, 3]),
        (ROW, "(1, 2), (2, 3)", [[1, 2], [2, 3]]),
        (ROW, "1 \u22122.5 \u2013 3", [1, -2.5, -3]),
        (ROW, "0 1 2.5 3 0", [0, 1, 2.5, 3, 0]),
        (ROW, "1; 2.5; 3", [[1], [2.5], [3]]),
        (ROW, "1 2; 2 3", [[1, 2], [2, 3]]),
        (ROW, "3, 2.5, 1", [3, 2.5, 1]),
        (SHAPE, "(1, 3, 28, 28)", (1, 3, 28, 28)),
        (SHAPE, "1 × 3 × 28 × 28", (1, 3, 28, 28)),
        (SHAPE, "1x3x28x28", (1, 3, 28, 28)),
        (SHAPE, "1 x 3 x 28 x 28", (1, 3, 28, 28)),
        (SHAPE, "torch.Size([1, 3, 28, 28])", (1, 3, 28, 28)),
        (SHAPE, "1 28 28 3", (1, 28, 28, 3)),
        (SHAPE, "3, 28, 28", (3, 28, 28)),
    ],
)
def test_what_is_typed_is_judged_as_in_python(shown, question, typed, answer):
    page, verdict = shown(question)
    page.get_by_role("textbox").fill(typed)
    page.get_by_role("textbox").press("Enter")
    assert verdict.inner_text() == said(question, answer)


@pytest.mark.parametrize("typed", ["1 2.5; 3", "1; 2.5 3", "1 2; 2.5 3; 3 4 5"])
def test_rows_of_different_lengths_are_told(shown, typed):
    page, verdict = shown(ROW)
    page.get_by_role("textbox").fill(typed)
    check(page)
    assert verdict.inner_text() == "Not yet: all rows have the same length."


def test_a_comma_in_a_grid_is_read_as_what_is_nearer(shown):
    page, verdict = shown(COMMAS)
    for k, text in enumerate(["2,303", "1,024"]):
        page.get_by_role("textbox", name=f"index [{k}]").fill(text)
    check(page)
    assert verdict.inner_text() == RIGHT


@pytest.mark.parametrize("values", [[1, 2, 3, -4], [1, 2, 3, 4], [1, 3, 2, -4], [1, 2, 30, -4]])
def test_a_grid_is_filled_in(shown, values):
    page, verdict = shown(GRID)
    for k, value in enumerate(values):
        page.get_by_role("textbox", name=f"index [{k // 2}, {k % 2}]").fill(str(value))
    check(page)
    assert verdict.inner_text() == said(GRID, np.reshape(values, (2, 2)))
    page.get_by_role("textbox").nth(2).fill("three")
    check(page)
    assert verdict.inner_text() == "Not yet: “three” is not a number in digits."
    page.get_by_role("textbox").nth(1).clear()
    check(page)
    assert verdict.inner_text() == "Not yet: index [0, 1] is empty."


@pytest.mark.parametrize("question", [NUMBER, ROW], ids=lambda q: q.label)
@pytest.mark.parametrize("typed", ["", "four", "1,2,x", "--1", "1.2.3"])
def test_what_is_no_number_is_told(shown, question, typed):
    page, verdict = shown(question)
    page.get_by_role("textbox").fill(typed)
    check(page)
    assert verdict.inner_text().startswith("Not yet: ")
    if not typed:
        assert verdict.inner_text() == "Not yet: the box is empty."
    elif question is NUMBER:
        assert verdict.inner_text() == f"Not yet: “{typed}” is not a number in digits."


@pytest.mark.parametrize(
    "question, name, answer",
    [
        (CHOICE, "the sum", "the `sum`"),
        (CHOICE, "the mean", "the mean"),
        (CHOICE, "the maximum", "the maximum"),
        *((LINE, f"line {k}: {CODE[k - 1].strip()}", k) for k in range(1, 5)),
        (TAP, "row 1, column 0: 3", (1, 0)),
        (TAP, "row 0, column 1: -2.5", (0, 1)),
        (TAP, "row 0, column 0: 1", (0, 0)),
    ],
)
@pytest.mark.parametrize("way", ["mouse", "keyboard", "touch"])
def test_one_touch_answers(shown, way, question, name, answer):
    page, verdict = shown(question, has_touch=way == "touch")
    button = page.get_by_role("button", name=name, exact=True)
    if way == "keyboard":
        button.focus()
        page.keyboard.press("Enter")
    else:
        button.tap() if way == "touch" else button.click()
    assert verdict.inner_text() == said(question, answer)
    assert button.get_attribute("aria-pressed") == "true"
    assert page.locator("[aria-pressed=true]").count() == 1


@pytest.mark.parametrize("answer", [[], ["2"], ["2", "4"], ["2", "3"], ["2", "3", "4", "5"]])
def test_several_options_are_chosen(shown, answer):
    page, verdict = shown(CHOICES)
    for option in answer:
        page.get_by_label(option, exact=True).focus()
        page.keyboard.press("Space")
    check(page)
    assert verdict.inner_text() == said(CHOICES, answer)


def lines(page):
    return [
        text.rstrip("↑\n")
        for text in page.get_by_label("Your order").get_by_role("listitem").all_inner_texts()
    ]


@pytest.mark.parametrize("way", ["mouse", "keyboard", "touch"])
def test_lines_are_put_in_order(shown, way):
    page, verdict = shown(ORDER, has_touch=way == "touch")

    def touch(name):
        button = page.get_by_role("button", name=name, exact=True)
        if way == "keyboard":
            button.focus()
            page.keyboard.press("Enter")
        else:
            button.tap() if way == "touch" else button.click()

    def judged():
        check(page)
        return verdict.inner_text()

    assert judged() == said(ORDER, [])
    for line in ("for x in xs:", "y = 0", "y += x"):
        touch(line)
    assert judged() == said(ORDER, ["for x in xs:", "y = 0", "    y += x"])
    touch("Move up: y = 0")
    assert judged() == said(ORDER, ["y = 0", "for x in xs:", "    y += x"])
    touch("print(y)")
    assert judged() == RIGHT
    touch("y += x")  # goes back
    touch("y = x")
    touch("Move up: y = x")
    assert judged() == "Not yet: this forgets to add."


def test_arrows_move_a_line_and_the_focus_stays_on_it(shown):
    page, _ = shown(ORDER)
    for line in ("y = 0", "print(y)", "for x in xs:"):
        page.get_by_role("button", name=line, exact=True).click()
    for key, order in [
        ("ArrowUp", [0, 2, 1]),
        ("ArrowUp", [2, 0, 1]),
        ("ArrowUp", [2, 0, 1]),
        ("ArrowDown", [0, 2, 1]),
    ]:
        page.keyboard.press(key)
        assert lines(page) == [["y = 0", "print(y)", "for x in xs:"][k] for k in order]
    page.keyboard.press("Enter")
    assert "for x in xs:" not in lines(page)
    page.keyboard.press("ArrowUp")  # a line of the pool stays where it is
    assert lines(page) == ["y = 0", "print(y)"]


def test_words_are_compared(shown):
    page, verdict = shown(OPEN)
    page.get_by_role("button", name="Compare").click()
    assert verdict.inner_text() == "Write a sentence of your own first."
    page.get_by_role("textbox").fill("It counts from 0.")
    page.get_by_role("button", name="Compare").click()
    assert verdict.inner_text() == f"Tick what your answer says, too. {OPEN.why}"
    assert page.get_by_role("checkbox").count() == 2
    for sentence in OPEN.right.split(". "):
        assert not page.get_by_label(sentence).is_checked()
        page.get_by_label(sentence).check()
    assert verdict.inner_text() == f"You have it all. {OPEN.why}"


def test_what_was_found_in_words_stays(show_at_address):
    page = show_at_address(OPEN.form())
    page.evaluate("localStorage.clear()")
    page.get_by_role("textbox").fill("It counts from 0.")
    page.get_by_role("button", name="Compare").click()
    page.get_by_role("checkbox").last.check()
    go(page, "location.reload()")
    assert page.get_by_role("textbox").input_value() == "It counts from 0."
    ticked = page.get_by_role("checkbox").evaluate_all("all => all.map(box => box.checked)")
    assert ticked == [False, True]
    assert page.locator(".verdict").inner_text().startswith("Tick what your answer says, too.")
    page.evaluate("localStorage.clear()")


def test_a_form_of_code_says_where_the_answer_goes(shown):
    page, _ = shown(FUNCTION)
    assert "in the cell below" in page.locator(".live .muted").nth(1).inner_text()


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.label)
def test_hints_come_one_by_one_and_the_answer_last(shown, question):
    page, verdict = shown(question)
    told = page.locator("li", has_text="Count")
    assert told.count() == 0
    page.get_by_role("button", name="Hint (1 of 2)").click()
    assert told.all_inner_texts() == ["Count them."]
    page.get_by_role("button", name="Hint (2 of 2)").click()
    assert told.all_inner_texts() == ["Count them.", "Count x too."]
    answer = page.get_by_role("button", name="Show the answer")
    if question is FUNCTION:  # code is judged in its cell
        assert not answer.is_visible()
        return
    answer.click()
    assert verdict.inner_text() == f"This is the answer. {question.why}"
    judge = {"choice": None, "line": None, "tap": None}
    if question.kind not in judge:
        page.get_by_role("button", name=re.compile("^(Check|Compare)$")).click()
        if question.kind == "open":
            assert page.get_by_role("textbox").input_value() == question.right
        else:
            assert verdict.inner_text() == said(question, question.right)


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.label)
def test_without_a_script_the_question_is_there(show, question):
    page = show(question.form(), java_script_enabled=False)
    text = page.locator("main").inner_text()
    assert question.asks in text and "easy, 1 minute" in text
    for option in (
        question.options if question.kind in ("choice", "choices", "order", "line") else []
    ):
        assert option in text


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.label)
def test_readers_of_all_kinds(show, axe, question):
    assert_fits_all_readers(show, axe, question.form())


# ---- what stays ---------------------------------------------------------------------------------


def answer_number(page, text):
    page.get_by_role("textbox").fill(text)
    check(page)


def kept(page):
    return json.loads(page.evaluate("Object.values({ ...localStorage })[0] ?? '{}'"))


def test_an_answer_stays_in_the_browser(show_at_address):
    page = show_at_address(NUMBER.form())
    page.evaluate("localStorage.clear()")
    for text in ("13", "x", "14"):
        answer_number(page, text)
    go(page, "location.reload()")
    assert page.get_by_role("textbox").input_value() == "14"
    assert page.locator(".verdict").inner_text() == RIGHT
    entry = kept(page)[NUMBER.label]
    assert entry["right"] is True and entry["wrong"] == 2 and entry["answer"] == ["14"]
    answer_number(page, "15")
    assert kept(page)[NUMBER.label]["wrong"] == 2  # it was right before
    page.evaluate("localStorage.clear()")


@pytest.mark.parametrize(
    "fault",
    [
        "Storage.prototype.setItem = () => { throw new Error('full'); }",
        "Storage.prototype.getItem = () => { throw new Error('no'); }",
        "Storage.prototype.getItem = () => 'no JSON'",
        "Object.defineProperty(window, 'localStorage', { get() { throw new Error('no'); } })",
    ],
)
def test_a_form_that_may_keep_nothing_works_on(show, fault):
    page = show()
    page.evaluate(
        """([fault, html]) => {
            eval(fault);
            document.body.append(document.createRange().createContextualFragment(html));
        }""",
        [fault, NUMBER.form()._repr_html_()],
    )
    answer_number(page, "14")
    assert page.locator(".verdict").inner_text() == RIGHT


def test_a_form_works_where_scripts_are_run_as_vs_code_does(show):
    """It takes a copy of each script, runs that at the end of the output, and removes it."""
    page = show()
    page.evaluate(
        """html => {
            const output = document.createElement("div");
            document.body.append(output);
            output.innerHTML = html;
            for (const old of output.querySelectorAll("script")) {
                const script = document.createElement("script");
                script.text = old.textContent;
                output.append(script);
                script.remove();
            }
        }""",
        NUMBER.form()._repr_html_(),
    )
    assert page.locator(".asks").inner_text() == NUMBER.asks.replace("`", "")
    answer_number(page, "14")
    assert page.locator(".verdict").inner_text() == RIGHT


# ---- what is not in sight -----------------------------------------------------------------------


def test_what_is_sealed_is_opened_again(node):
    key = {"right": [1, -2.5], "text": '“é” \\ "<k>" × ~ !', "none": None}
    sealed = seal(key)
    assert node("question/seal", "question_seal_js.unseal(value)", sealed) == key
    assert "right" not in sealed


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.label)
def test_the_key_is_not_in_sight(question):
    html = question.form()._repr_html_()
    for secret in [*question.errors, *question.hints, question.why]:
        assert secret not in html
    data = json.loads(question.form().data)
    assert "right" not in data and len(data["sealed"]) > 20
    again = Lesson("lesson")
    settings = {
        name: getattr(question, name)
        for name in ("asks", "hints", "why", "lines", "table", "decimals")
    }
    again.ask(question.kind, question.label, question.solve, *about, question.errors, **settings)
    assert again.questions[0].form()._repr_html_() == html


@pytest.mark.parametrize("question", checks.questions(), ids=lambda q: q.label)
def test_a_form_is_small(question):
    html = question.form()._repr_html_().encode()
    assert len(html) <= LARGEST
    assert html == question.form()._repr_html_().encode()


@pytest.mark.parametrize(
    "text, numbers",
    [
        ("14", [14]),
        ("1,5", [1.5]),
        (".5", [0.5]),
        ("60,000", [60000, 60]),
        ("60 000", [60000]),
        ("1,234,567.5", [1234567.5]),
        ("0,125", [0.125]),
        ("−3", [-3]),
        ("1e-3", [0.001]),
        ("3/4", [0.75]),
        ("-1/4", [-0.25]),
        ("35 %", [35, 0.35]),
        ("1/0", [None]),  # infinite, which JSON cannot say
        ("", []),
        ("/2", []),
        ("1/2/4", []),
        ("two", []),
        ("1.2.3", []),
        ("1,2,3", []),
    ],
)
def test_numbers_are_read_as_readers_type_them(node, text, numbers):
    assert node("question/numeral", "question_numeral_js.readings(value)", text) == numbers
