"""Answers that pick something: an option, a line of code, a cell, several options, an order."""

from hashlib import sha256

from lib.live.question import orders, sets

from .verdict import NOT_YET_GIVEN, Verdict, attempt, quote


def handed_out(label, options):
    """Options or lines in an order that tells nothing, and is always the same.

    Examples
    --------
    >>> handed_out("ex", ["a", "b", "c"])
    ['c', 'b', 'a']
    """
    return sorted(options, key=lambda option: sha256(f"{label} {option}".encode()).hexdigest())


def judge_choice(question, answer):
    """Judge one option: its text, or the letter under which it is listed."""
    if answer is ...:
        return NOT_YET_GIVEN
    k = place(answer, question.options)
    if k is None:
        return Verdict(False, f"Not yet: {quote(answer)} is none of the options.")
    return said_of(question, question.options[k])


def judge_line(question, answer):
    """Judge the number of a line of code."""
    if answer is ...:
        return NOT_YET_GIVEN
    number = attempt(int, answer)[0]
    if number is None or number != answer or not 1 <= number <= len(question.options):
        lines = len(question.options)
        return Verdict(False, f"Not yet: {quote(answer)} is no number of a line, 1 to {lines}.")
    return said_of(question, number)


def judge_tap(question, answer):
    """Judge the row and the column of a cell."""
    if answer is ...:
        return NOT_YET_GIVEN
    cell = attempt(lambda: tuple(int(k) for k in answer))[0]
    rows, columns = question.table.shape
    if cell is None or len(cell) != 2 or not (0 <= cell[0] < rows and 0 <= cell[1] < columns):
        text = f"{quote(answer)} is no cell: row 0 to {rows - 1}, column 0 to {columns - 1}."
        return Verdict(False, f"Not yet: {text}")
    return said_of(question, cell)


def judge_choices(question, answer):
    """Judge a collection of options, each its text or its letter."""
    if answer is ...:
        return NOT_YET_GIVEN
    parts = [answer] if isinstance(answer, str) else attempt(list, answer)[0]
    chosen = [place(each, question.options) for each in parts or []]
    if parts is None or None in chosen:
        return Verdict(False, f"Not yet: {quote(answer)} is no list of options.")
    key = key_of_choices(question)
    return Verdict(**sets.judge_set(sorted(set(chosen)), *key, question.options))


def judge_order(question, answer):
    """Judge lines in an order: their texts, or the numbers under which they are listed."""
    if answer is ...:
        return NOT_YET_GIVEN
    lines = attempt(list, answer)[0]
    given = [line_at(each, question.options) for each in lines or []]
    if lines is None or isinstance(answer, str) or None in given:
        return Verdict(False, f"Not yet: {quote(answer)} is no list of the lines.")
    return Verdict(**orders.judge_order(given, *key_of_order(question)))


def judge_open(question, answer):
    """Put a model answer beside an answer in words: the reader compares."""
    if not isinstance(answer, str) or not answer.strip():
        return NOT_YET_GIVEN
    return Verdict(True, f"A model answer: {question.right}")


def said_of(question, picked):
    """The verdict on an option, a line or a cell."""
    if picked == question.right:
        return Verdict(True, "Right.")
    for cause, wrong in question.mistakes.items():
        if wrong == picked:
            return Verdict(False, f"Not yet: {cause}.")
    return Verdict(False, "Not yet: that is not the one.")


def key_of_choices(question):
    """The places of the right options, and what is said of each that is chosen wrongly."""
    causes = {option: cause for cause, option in question.errors.items()}
    right = [question.options.index(option) for option in question.right]
    reasons = [causes.get(option, "") for option in question.options]
    return sorted(right), reasons


def key_of_order(question):
    """The right orders, and the wrong ones that have a name, as places of lines."""

    def places(lines):
        return [question.options.index(line) for line in lines]

    right = [places(lines) for lines in (question.right, *question.also)]
    return right, [[cause, places(lines)] for cause, lines in question.mistakes.items()]


def place(answer, options):
    """Where an option stands: by its text, or by its letter."""
    if not isinstance(answer, str):
        return None
    answer = answer.strip()
    letters = [chr(ord("a") + k) for k in range(len(options))]
    for names in (options, letters):
        if answer in names:
            return names.index(answer)
    return None


def line_at(answer, lines):
    """Where a line stands: by its text, indented or not, or by its number from 1."""
    if isinstance(answer, str):
        bare = [line.strip() for line in lines]
        if answer in lines:
            return lines.index(answer)
        return bare.index(answer.strip()) if bare.count(answer.strip()) == 1 else None
    number = attempt(int, answer)[0]
    return number - 1 if number is not None and 1 <= number <= len(lines) else None
