"""Gives an answer in the form of a question, as a reader does; what Python says of the same one."""

import numpy as np

NUMBERS = ("number", "label", "numbers", "shape")


def form_of(page, question):
    """The form of a question on a page."""
    asks = question.asks.replace("`", "`")
    return page.get_by_role("group", name=f"Question: {asks}", exact=True)


def give(form, question, answer):
    """Answer in the form; return the verdict that is shown."""
    if question.kind in NUMBERS:
        type_numbers(form, answer)
    elif question.kind in ("choice", "line", "tap"):
        pick(form, question, answer)
    elif question.kind == "choices":
        for option in question.options:
            form.get_by_label(plain(option), exact=True).set_checked(option in answer)
        press_check(form)
    elif question.kind == "order":
        put_in_order(form, answer)
    else:
        form.get_by_role("textbox").fill(answer)
        form.get_by_role("button", name="Compare").click()
    return form.locator(".verdict").inner_text()


def said(question, answer):
    """What Python says of an answer, with what a page adds to it."""
    verdict = question.judge(answer)
    return plain(f"{verdict.text} {question.why}" if verdict.right else verdict.text)


def plain(text):
    """A text as it is read, without the signs of code."""
    return text.replace("`", "")


def type_numbers(form, answer):
    values, fields = np.asarray(answer, float), form.get_by_role("textbox")
    texts = [f"{value:.10g}" for value in values.ravel()]
    if fields.count() == 1 and values.ndim:
        rows = np.reshape(texts, (-1, values.shape[-1]))
        texts = ["; ".join(" ".join(row) for row in rows)]
    for k, text in enumerate(texts):
        fields.nth(k).fill(text)
    press_check(form)


def pick(form, question, answer):
    options = form.locator(".options, .program, .cells").get_by_role("button")
    if question.kind == "choice":
        place = question.options.index(answer)
    elif question.kind == "line":
        place = answer - 1
    else:
        place = answer[0] * question.table.shape[1] + answer[1]
    options.nth(place).click()


def put_in_order(form, lines):
    """Take back what stands there, then touch line after line."""
    order = form.get_by_role("list", name="Your order")
    while order.get_by_role("listitem").count():
        order.get_by_role("listitem").first.get_by_role("button").first.click()
    for line in lines:
        form.get_by_role("button", name=line.strip(), exact=True).click()
    press_check(form)


def press_check(form):
    form.get_by_role("button", name="Check", exact=True).click()
