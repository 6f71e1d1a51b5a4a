"""Static rules of what a lesson claims: functions from a notebook to a list of faults.

A number in a text is held by a code cell in reach that has it too, in its source or in what it
printed, or by arithmetic that is written beside it and comes out. In reach is what stands in the
same section or belongs to the same exercise; a long number may stand in any lesson of the book. A
row of numbers is held by the same row, a pair such as 3 × 5 by the same pair, and a single digit by
the word beside it too, where code says that word with numbers. What is asked states nothing.

A sentence that compares is held by a cell in reach that compares.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise

from .arithmetic import NUMBER, agree, chains, said
from .evidence import STEP, Evidence, is_checked, is_measured, is_one_of, number_in, stem
from .notebook import code, name

# ---- the texts of a lesson -----------------------------------------------------------------------

HEADING = re.compile(r"^(?=##+ )|^(?=`{3,}\{exercise)", re.MULTILINE)
ASKED = re.compile(r"(?:(?<=[.!?:] )|^)(?:[^.!?:\n]|[.!?:](?! ))*\?", re.MULTILINE)


@dataclass
class Text:
    """A text, the cell that it belongs to, the code cells in reach, and what code holds."""

    kind: str
    cell: object
    words: str
    cells: list
    near: Evidence  # of the cells in reach
    lesson: Evidence
    book: Evidence


def texts_of(nb, book=None):
    """All texts of a lesson that state something: prose, solutions, captions, alternative texts."""
    found, section, cells = [], 0, defaultdict(list)
    for cell in nb.cells:
        if cell.cell_type == "code":
            cells[section].append(cell)
            described = cell.metadata.get("mystnb", {})
            alt = described.get("image", {}).get("alt", "")
            caption = described.get("figure", {}).get("caption", "")
            found += [(section, "alternative text", cell, alt), (section, "caption", cell, caption)]
            continue
        for k, part in enumerate(HEADING.split(cell.source)):
            section += k > 0
            if "{exercise" not in part:
                kind = "solution" if "{solution" in part else "prose"
                found.append((section, kind, cell, part))
    every = code(nb)
    near = {section: Evidence.of(each) for section, each in cells.items()}
    lesson = Evidence.of(every)
    return [
        Text(
            kind,
            cell,
            said(words),
            cells.get(at, every),
            near.get(at, lesson),
            lesson,
            book or lesson,
        )
        for at, kind, cell, words in found
        if words.strip()
    ]


# ---- numbers -------------------------------------------------------------------------------------

NAMES = re.compile(  # numbers that name something: Line 4, a 7, in 2012
    r"\b(?:[Cc]hapter|[Ss]ection|[Ll]ine|[Mm]istake|[Ll]ayer|[Mm]oment|[Pp]rocess|Kernel) [\d.]+\b"
    r"|\ban? \d\b(?![.,/]\d| ?×| by)"
    r"|\b(?:in|until|of|since|[A-Z][a-z]+) (?:19|20)\d\d\b|(?<=\[\], )(?:19|20)\d\d\b"
)
STRETCH = re.compile(
    rf"[-−+±]?{NUMBER.pattern}(?:(?: ?[,;] (?:and )?| and | )[-−]?{NUMBER.pattern})+"
)
GRID = re.compile(rf"({NUMBER.pattern}) (?:×|by) ({NUMBER.pattern})")
UNITS = [(" %", 100), ("%", 100), (" percent", 100), (" per cent", 100), (" million", 1e-6)]
LONG = 3  # digits, or numbers in a row: rare enough to be held by a cell out of reach
EMPTY = re.compile(  # words that say nothing of the number beside them
    "a|all|an|and|are|as|at|be|become|by|each|for|from|has|have|in|is|it|make|near|number|of|on|or"
    "|per|same|than|that|the|then|there|they|this|to|was|were|with|after"
)


def unheld(text):
    """The places of a text that nothing in reach holds, as ranges; equations that are false."""
    false, held, values = _computed(text)
    held += [_place(found) for found in [*ASKED.finditer(text.words), *NAMES.finditer(text.words)]]
    rows = [row for row in _rows(text.words) if not _meets(row, held)]
    grids = [found for found in GRID.finditer(text.words) if not _meets(_place(found), held)]
    faults = false + [row for row in rows if not _holds_row(text, row)]
    faults += [_place(grid) for grid in grids if not _holds_grid(text, grid)]
    faults += _contradicted(text)
    done = [*held, *rows, *map(_place, grids)]
    for found in NUMBER.finditer(text.words):
        if not _meets(_place(found), done) and not _holds_number(text, found, values):
            faults.append(_place(found))
    return sorted(set(faults), key=lambda place: (place.start, place.stop))


def _place(found):
    return range(*found.span())


def _meets(place, others):
    return any(place.start < other.stop and other.start < place.stop for other in others)


def _computed(text):
    """What arithmetic in a text says: equations that are false, places that it holds, values."""
    false, held, values = [], [], set()
    for chain in chains(text.words):
        for one, other in pairwise(chain):
            if agree(one, other):
                held += [one.place, other.place]
                values |= _long_numbers(text.words[one.place.start : other.place.stop])
            else:
                false.append(range(one.place.start, other.place.stop))
        for side in chain:
            if not side.is_number:
                values.add(abs(side.value))
                held += [side.place] if _is_told(text, side) else []
    return false, held, values


def _long_numbers(words):
    """The numbers of an equation of more than one digit, which hold where they stand again."""
    return {number_in(number) for number in NUMBER.findall(words) if len(number) > 1}


def _is_told(text, side):
    """Whether what an expression comes to is written in the text too, or held by code."""
    if GRID.fullmatch(text.words[side.place.start : side.place.stop]):
        return False
    amount = abs(side.value)
    if (amount > 99 or amount % 1) and amount in text.near.numbers:
        return True
    told = (n for n in NUMBER.finditer(text.words) if not _meets(_place(n), [side.place]))
    return any(is_one_of(number[0], {amount}, scale=100) for number in told)


def _rows(words):
    """Numbers in a row: three or more, or a pair in brackets or in a matrix."""
    for stretch in STRETCH.finditer(words):
        mark = ";" if ";" in stretch[0] else "," if re.search(r"\d [-−]?\d", stretch[0]) else "$"
        start = stretch.start()
        around = words[start - 1 : start] + words[stretch.end() : stretch.end() + 1]
        is_pair = mark != "$" or around in ("()", "[]")
        for part in re.split(f"({mark})", stretch[0]):
            place = range(start, start + len(part))
            start = place.stop
            if len(NUMBER.findall(part)) >= (2 if is_pair else LONG):
                yield place


def _holds_row(text, place):
    wanted = NUMBER.findall(text.words[place.start : place.stop])
    if len(wanted) == 2 and len(set(wanted)) == 1:
        return number_in(wanted[0]) in text.near.numbers | {0, 1}
    rows = text.near.rows | (text.lesson.rows if len(wanted) > LONG else set())
    return any(_runs_through(each, row) for row in rows for each in (wanted, wanted[::-1]))


def _runs_through(wanted, row):
    """Whether numbers stand one behind the other in a row."""
    starts = range(len(row) - len(wanted) + 1)
    return any(all(map(_is, wanted, row[k:])) for k in starts)


def _is(written, number):
    return number is not None and is_one_of(written, {number})


def _holds_grid(text, grid):
    rows, columns = map(number_in, grid.groups())
    digits = len(str(int(max(rows, columns))))
    known = {1: text.near, 2: text.lesson}.get(digits, text.book)
    return rows in known.numbers if rows == columns else (rows, columns) in known.grids


def _contradicted(text):
    """Steps in formulas, such as i - k, that code takes with another sign or another number."""
    faults, near = [], text.near.steps
    for formula in re.finditer(r"⟨[^⟩]*⟩", text.words):
        for found in STEP.finditer(formula[0]):
            letter, sign, other = found.groups()
            signs = {step[1] for step in near if step[::2] == (letter, other)}
            steps = {step[2] for step in text.lesson.steps if step[:2] == (letter, sign)}
            numbers = {step for step in steps if step.isdigit()} if other.isdigit() else set()
            if (signs and sign not in signs) or (numbers and other not in numbers):
                start = formula.start()
                faults.append(range(start + found.start(), start + found.end()))
    return faults


def _holds_number(text, found, values):
    number, behind = found[0], text.words[found.end() :]
    scale = next((scale for unit, scale in UNITS if behind.startswith(unit)), 1)
    digits = len(re.sub(r"\D", "", number).lstrip("0"))
    wide = text.lesson if digits == LONG else text.book if digits > LONG else Evidence()
    if not is_one_of(number, text.near.numbers | values | wide.numbers | {0, 1}, scale):
        return False
    before = re.search(r"([A-Za-z]+)[ =(⟨]{0,3}$", text.words[: found.start()])
    behind = re.match(r"[ -]([A-Za-z]+)", behind)
    words = {stem(each[1]) for each in (before, behind) if each}
    said = (text.near.beside.get(word, ()) for word in words if not EMPTY.fullmatch(word))
    beside = set().union(*said)
    return digits > 1 or not beside or is_one_of(number, beside | values, scale)


# ---- comparisons ---------------------------------------------------------------------------------

TRIED = re.compile(r"\b(?:always|(?<!would )(?<!were )never|equals?|equally|identical|exactly)\b")
MEASURED = re.compile(r"\b(?:faster|fastest|slower|better|worse)\b")


def untried(text):
    """The words of a text that compare, where no cell in reach does, as ranges."""
    asked = [_place(question) for question in ASKED.finditer(text.words)]
    tried, measured = (
        [_place(word) for word in words.finditer(text.words) if not _meets(_place(word), asked)]
        for words in (TRIED, MEASURED)
    )
    if not tried + measured or any(map(is_checked, text.cells)):
        return []
    return tried + ([] if any(map(is_measured, text.cells)) else measured)


# ---- captions ------------------------------------------------------------------------------------

WORD = re.compile(r"[a-z]{4,}|\d[\d.,]*\d|\d")
ENDING = re.compile(r"(?:ing|ed|es|s|er|al|ion)$")
SAID_OFTEN = re.compile(
    "each|with|from|that|this|left|right|they|than|have|which|their|then|into|over|only|other|same"
    "|more|below|above"
)
COUNTED = re.findall(r"\w+", "zero one two three four five six seven eight nine ten eleven twelve")


def has_captions_that_fit(nb):
    """No caption has more in common with another figure, its alternative text and its code."""
    figures = []
    for cell in code(nb):
        described = cell.metadata.get("mystnb", {})
        caption = described.get("figure", {}).get("caption", "")
        alt = described.get("image", {}).get("alt", "")
        if caption:
            figures.append((cell, _vocabulary(caption), _vocabulary(f"{alt} {cell.source}")))
    return [
        f"{name(cell)}: the caption fits the figure of {name(other)} better"
        for cell, caption, drawn in figures
        for other, _, another in figures
        if len(caption & another) > len(caption & drawn)
    ]


def _vocabulary(text):
    """The words of a text by how they begin, and its numbers, whether in digits or in words."""
    text = re.sub("[a-z]+", lambda word: _digits_of(word[0]), text.lower())
    words = [word for word in WORD.findall(text) if not SAID_OFTEN.fullmatch(word)]
    return {ENDING.sub("", word)[:6] for word in words}


def _digits_of(word):
    return str(COUNTED.index(word)) if word in COUNTED else word


# ---- the rule, and its exceptions ----------------------------------------------------------------


def faults(nb, book=None, exceptions=()):
    """What a lesson states and nothing in reach holds, and exceptions that are not needed.

    Parameters
    ----------
    nb : notebook
    book : Evidence, optional
        What the code cells of the whole book hold.
    exceptions : iterable of str
        Excerpts of the texts, as a fault reports them. Each holds what stands in it.

    Returns
    -------
    list of str
    """
    found, needed = [], set()
    for text in texts_of(nb, book):
        places, used = left_open(text, exceptions)
        needed |= used
        found += [
            f"{name(text.cell)}, {text.kind}: {_shown(text.words, place)}" for place in places
        ]
    unneeded = [each for each in exceptions if each not in needed]
    return found + [f"needs no exception: {each!r}" for each in unneeded]


def left_open(text, exceptions=()):
    """The places of a text that neither code nor an exception holds; the exceptions that do."""
    places, used = [], set()
    excepted = [(each, place) for each in exceptions for place in _places_of(each, text.words)]
    for place in unheld(text) + untried(text):
        holding = {each for each, by in excepted if by.start <= place.start < place.stop <= by.stop}
        used |= holding
        places += [] if holding else [place]
    return places, used


def _places_of(excerpt, words):
    return map(_place, re.finditer(re.escape(excerpt), words))


def _shown(words, place, around=40):
    """What nothing holds, and the words around it."""
    line = words[max(0, place.start - around) : place.stop + around].replace("\n", " | ")
    return f"nothing holds {words[place.start : place.stop]!r} in {line!r}"
