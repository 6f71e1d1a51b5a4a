"""Questions of the book on its pages: answered wrongly and rightly, over http and from a file."""

import json
from collections import defaultdict

import pytest

from lib import checks
from lib.checks.question import KINDS
from tests.live.answering import form_of, give, said
from tests.live.browser import go
from tests.site.pages import ROOT
from tools import browser as site_browser

FORMS = [question for question in checks.questions() if question.kind != "code"]


def of_each_kind():
    """Questions of every kind, by their lessons, of which there are as few as can be."""
    found, left = {}, {*KINDS} - {"code"}
    while left:
        kinds = defaultdict(dict)
        for question in reversed(FORMS):  # the first of a kind stays
            if question.kind in left:
                kinds[question.lesson][question.kind] = question
        lesson = max(kinds, key=lambda lesson: len(kinds[lesson]))
        found[lesson] = [*kinds[lesson].values()]
        left -= {*kinds[lesson]}
    return found


OF_EACH_KIND = of_each_kind()


def page_of(question):
    """The name of the page whose lesson asks it."""
    for path in (ROOT / "book").glob("[0-9]*.ipynb"):
        if f"({question.lesson})=" in path.read_text(encoding="utf-8"):
            return f"book/{path.stem}.html"


def answer_wrongly_and_rightly(form, question):
    """Return what the form says in the end."""
    wrong = next(iter(question.mistakes.values()), "  " if question.kind == "open" else 99)
    if question.kind != "open":
        assert give(form, question, wrong) == said(question, wrong)
    right, told = question.right, said(question, question.right)
    if question.kind == "open":
        right, told = "I think so.", f"Tick what your answer says, too. {question.why}"
    assert give(form, question, right) == told
    return told


@pytest.mark.parametrize("lesson", OF_EACH_KIND)
@pytest.mark.parametrize("from_file", [False, True], ids=["http", "file"])
def test_questions_of_each_kind(lesson, from_file, site, served, tab):
    errors, outside = site_browser.watch(tab)
    questions = OF_EACH_KIND[lesson]
    page = page_of(questions[0])
    tab.goto((site / page).as_uri() if from_file else f"{served}/{page}")
    forms = [form_of(tab, question) for question in questions]
    told = list(map(answer_wrongly_and_rightly, forms, questions))
    verdicts = [form.locator(".verdict") for form in forms]
    assert [verdict.inner_text() for verdict in verdicts] == told
    go(tab, "location.reload()")
    assert [verdict.inner_text() for verdict in verdicts] == told
    assert (errors, outside) == ([], [])


def test_what_is_answered_is_marked_and_comes_back(served, tab):
    question = FORMS[0]
    tab.goto(f"{served}/{page_of(question)}")
    give(form_of(tab, question), question, next(iter(question.mistakes.values())))
    give(form_of(tab, question), question, question.right)
    assert tab.locator(".bd-links .done").count() == 1
    tab.goto(f"{served}/book/index.html")
    assert tab.locator(".lessons .done").count() == 1
    tab.goto(f"{served}/book/review.html")
    assert "To be asked again now: 1." in tab.get_by_role("status").first.inner_text()
    assert give(form_of(tab, question), question, question.right) == said(question, question.right)
    assert "Nothing is to be asked again now." in tab.get_by_role("status").first.inner_text()


def test_a_prediction_is_asked_for_on_the_site(served, tab):
    tab.goto(f"{served}/book/03-padding-stride.html")
    veiled = tab.locator(".veiled")
    before = veiled.count()
    assert before > 0
    tab.get_by_label("Your guess").first.fill("12, 8 and 4")
    tab.get_by_role("button", name="Commit").first.click()
    assert veiled.count() < before


# ---- what is in sight ---------------------------------------------------------------------------


SHORT = 30  # characters: such words stand elsewhere too


def in_sight(path):
    """What a notebook shows when it is opened: all but what is folded away."""
    texts, is_solution = [], False
    for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]:
        source = "".join(cell["source"])
        if cell["cell_type"] == "markdown":
            is_solution = "{solution}" in source
        folded = is_solution or cell["metadata"].get("jupyter", {}).get("source_hidden")
        if not folded:
            texts += [source, json.dumps(cell.get("outputs", []), ensure_ascii=False)]
    return "\n".join(texts)


@pytest.mark.parametrize("path", sorted((ROOT / "book").glob("*.ipynb")), ids=lambda p: p.stem)
def test_no_key_is_in_sight(path):
    shown = in_sight(path)
    for question in checks.questions():
        for secret in [question.why, *question.hints, *question.errors]:
            assert len(secret) < SHORT or secret not in shown, question.label
        assert f'checks.ask("{question.label}", ' not in shown or "No answer yet" in shown
