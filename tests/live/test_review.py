"""The review: what is answered and right, what comes back and when, and the file of the answers."""

import json

import pytest

from lib.live.question import review, schedule
from tests.live.browser import assert_fits_all_readers
from tests.live.test_forms import CHOICE, NUMBER, QUESTIONS, kept

DAY = 86_400_000
NOW = 1_800_000_000_000
FORMS = [("lesson-a" if k % 2 else "lesson-b", each.form()) for k, each in enumerate(QUESTIONS)]
NAME = "From convolution to deep CNN: answers"


def figure():
    return review(FORMS, {"lesson-a": "The first", "lesson-b": "The second"})


def entry(right=False, **settings):
    return {"answer": ["13"], "right": right, "wrong": 1, "at": NOW, **settings}


@pytest.fixture
def shown(show_at_address):
    """A function that shows the review to whoever has these answers, at this time."""

    def shown(entries, now=NOW):
        page = show_at_address(figure())
        page.clock.set_fixed_time(now / 1000)
        page.evaluate(
            "([name, all]) => localStorage.setItem(name, all)", [NAME, json.dumps(entries)]
        )
        page.reload()
        return page

    return shown


def status(page):
    return page.get_by_role("status").first.inner_text()


def test_what_is_answered_is_counted(shown):
    page = shown({NUMBER.label: entry(True), CHOICE.label: entry()})
    total = len(QUESTIONS)
    assert status(page) == (
        f"2 of {total} questions answered, 1 right. Nothing is to be asked again now."
    )
    rows = [row.split("\t") for row in page.locator("tbody tr").all_inner_texts()]
    first, second = (sum(lesson == f"lesson-{k}" for lesson, _ in FORMS) for k in "ab")
    places = {q.label: lesson for (lesson, _), q in zip(FORMS, QUESTIONS, strict=True)}
    answered = [sum(places[q.label] == f"lesson-{k}" for q in (NUMBER, CHOICE)) for k in "ab"]
    right = [int(places[NUMBER.label] == f"lesson-{k}") for k in "ab"]
    assert rows == [
        ["The first", str(first), str(answered[0]), str(right[0])],
        ["The second", str(second), str(answered[1]), str(right[1])],
    ]


def test_what_went_wrong_comes_back_blank_and_then_after_days(shown):
    page = shown({NUMBER.label: entry(step=0, due=NOW)})
    assert "To be asked again now: 1." in status(page)
    field = page.get_by_role("textbox")
    assert field.input_value() == ""
    field.fill("14")
    page.get_by_role("button", name="Check").click()
    found = kept(page)[NUMBER.label]
    assert (found["step"], found["due"], found["right"]) == (1, NOW + DAY, True)
    page.get_by_role("button", name="Next question").click()
    assert page.get_by_role("textbox").count() == 0
    assert "Nothing is to be asked again now." in status(page)


def test_only_the_first_answer_of_a_review_counts(shown):
    page = shown({NUMBER.label: entry(step=2, due=NOW - 5)})
    for text in ("13", "14"):
        page.get_by_role("textbox").fill(text)
        page.get_by_role("button", name="Check").click()
    found = kept(page)[NUMBER.label]
    assert (found["step"], found["due"], found["right"]) == (0, NOW, False)


def test_a_question_that_is_passed_over_comes_back_in_a_minute(shown):
    page = shown({label: entry(step=0, due=NOW) for label in (NUMBER.label, CHOICE.label)})
    page.get_by_role("button", name="Next question").click()
    assert kept(page)[NUMBER.label]["due"] == NOW + 60_000
    page.get_by_role("button", name="the sum", exact=True).click()
    assert kept(page)[CHOICE.label]["step"] == 1


@pytest.mark.parametrize("question", QUESTIONS, ids=lambda q: q.label)
def test_every_kind_of_question_can_come_back(shown, question):
    page = shown({question.label: entry(step=0, due=NOW)})
    assert page.get_by_text(question.asks.replace("`", "")).count() == 1


def test_answers_go_into_a_file_and_come_back(shown):
    page = shown({NUMBER.label: entry(True)})
    with page.expect_download() as download:
        page.get_by_role("button", name="Save to a file").click()
    assert download.value.suggested_filename == "answers.json"
    saved = download.value.path().read_bytes()
    assert json.loads(saved) == {NUMBER.label: entry(True)}
    page.get_by_role("button", name="Forget everything").click()
    assert kept(page) != {}  # asked once more
    page.get_by_role("button", name="Really forget all answers?").click()
    assert kept(page) == {} and status(page).startswith("0 of ")

    def load(content):
        file = {"name": "a.json", "mimeType": "application/json", "buffer": content}
        page.locator("input[type=file]").set_input_files(file)
        return page.get_by_role("status").last

    load(b"no JSON").filter(has_text="holds no answers").wait_for()
    load(b'{"a": {"right": "yes"}}').filter(has_text="holds no answers").wait_for()
    assert kept(page) == {}
    load(saved).filter(has_text="Loaded.").wait_for()
    assert kept(page) == {NUMBER.label: entry(True)} and status(page).startswith("1 of ")


def test_readers_of_all_kinds(show, axe):
    assert_fits_all_readers(show, axe, figure())


# ---- when ----------------------------------------------------------------------------------------


def test_a_wrong_answer_in_a_lesson_is_due_at_once_and_a_right_one_leaves_it_so(show_at_address):
    page = show_at_address(NUMBER.form())
    page.clock.set_fixed_time(NOW / 1000)
    page.evaluate("localStorage.clear()")
    for text, due in [("14", None), ("13", NOW), ("14", NOW)]:
        page.get_by_role("textbox").fill(text)
        page.get_by_role("button", name="Check").click()
        assert kept(page)[NUMBER.label].get("due") == due


def test_reviews_that_go_well_lie_further_and_further_apart():
    found, now = entry(step=0, due=NOW), NOW
    for days in (1, 3, 7, 21):
        assert schedule.is_due(found, now)
        found = schedule.after_review(found, True, now)
        assert not schedule.is_due(found, now + days * DAY - 1)
        now += days * DAY
    found = schedule.after_review(found, True, now)
    assert found["due"] is None and not schedule.is_due(found, now * 2)
    assert not schedule.is_due(entry(), NOW)


def test_the_schedule_is_alike_in_both_languages(node):
    for right in (True, False):
        for step in range(5):
            known = entry(step=step, due=NOW)
            there = node(
                "question/schedule.py",
                "question_schedule_py.after_review(...value)",
                [known, right, NOW + 5],
            )
            assert there == schedule.after_review(known, right, NOW + 5)
