"""Static rules of a lesson's text: functions from a notebook to a list of faults."""

import re

from .notebook import markdown, name

PROMISES = ("After this lesson you can", "You need", "Time")
CLOSING = ("What to remember", "Exercises", "Where to go next")
EXERCISE = re.compile(r"^`{3,}\{exercise(?:-start)?\}[^\n]*\n((?::[\w-]+:[^\n]*\n)*)", re.MULTILINE)
SOLUTION = re.compile(r"^`{3,}\{solution(?:-start)?\}[ ]+(\S+)", re.MULTILINE)
HIDDEN = {"hide-input", "remove-input"}  # tags of cells whose code a page does not show
TIMES = r"about (\d+) minutes to read and (\d+) for the exercises"
FAR = 15  # minutes: questions differ


def exercises(nb):
    """The labels of all exercises; None for one without a label."""
    options = EXERCISE.findall("\n".join(markdown(nb)))
    labels = (re.search(r":label:\s*(\S+)", text) for text in options)
    return [label and label[1] for label in labels]


def has_an_opening(nb):
    opening = next(iter(markdown(nb)), "")
    faults = [f"the first cell lacks '{words}'" for words in PROMISES if words not in opening]
    if not re.match(r"\(lesson-[a-z0-9-]+\)=\n", opening):
        faults.append("the first cell does not begin with a label (lesson-name)=")
    titles = re.findall(r"^# .+", "\n".join(markdown(nb)), re.MULTILINE)
    if len(titles) != 1 or titles[0] not in opening:
        faults.append(f"{len(titles)} level-1 headings, not one in the first cell")
    return faults


def has_a_close(nb):
    sections = re.findall(r"^##+ +(.+?) *$", "\n".join(markdown(nb)), re.MULTILINE)
    faults = [f"no section '{name}'" for name in CLOSING if name not in sections]
    if not faults and [s for s in sections if s in CLOSING] != list(CLOSING):
        faults.append(f"the last sections are not {', '.join(CLOSING)} in this order")
    return faults


def has_exercises_with_solutions(nb):
    labels = exercises(nb)
    solved = SOLUTION.findall("\n".join(markdown(nb)))
    faults = [] if len(labels) >= 2 else [f"{len(labels)} exercises, fewer than 2"]
    faults += ["an exercise has no label"] * labels.count(None)
    faults += [f"exercise {x} has no solution" for x in labels if x and x not in solved]
    heads = re.findall(r"^`{3,}(\{exercise.*)", "\n".join(markdown(nb)), re.MULTILINE)
    faults += [f"a title with a backtick ends its fence: {head}" for head in heads if "`" in head]
    return faults + [f"solution of {x}, but no such exercise" for x in solved if x not in labels]


def folds_its_solutions(nb):
    """What a page hides is shown when asked for in JupyterLab too: solutions, code that draws."""
    faults, is_solution = [], False
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            found = SOLUTION.search(cell.source)
            is_solution = bool(found)
            if found and ":class: dropdown" not in cell.source:
                faults.append(f"the solution of {found[1]} is no dropdown")
        elif is_solution and not is_folded(cell):
            faults.append(f"{name(cell)} is a solution and stands open")
        elif HIDDEN & set(cell.metadata.get("tags", [])) and not hides_source(cell):
            faults.append(f"{name(cell)} is hidden on the page and stands open in JupyterLab")
    return faults


def is_folded(cell):
    outputs = cell.metadata.get("jupyter", {}).get("outputs_hidden")
    return hides_source(cell) and outputs and "hide-cell" in cell.metadata.get("tags", [])


def hides_source(cell):
    return cell.metadata.get("jupyter", {}).get("source_hidden")


def minutes(nb):
    """Times for a lesson: to read what stands before the exercises, and for these.

    75 words and 12 lines of code a minute, which is what readers of such lessons took, predictions
    included; four minutes an exercise, whose solution does not count.
    """
    heads = [bool(re.search(r"^## Exercises$", cell.source, re.MULTILINE)) for cell in nb.cells]
    close = heads.index(True) if True in heads else len(nb.cells)
    asked = [
        cell
        for cell in nb.cells[close:]
        if cell.cell_type == "markdown" and not SOLUTION.search(cell.source)
    ]
    return reading_minutes(nb.cells[:close]), reading_minutes(asked) + 4 * len(exercises(nb))


def reading_minutes(cells):
    words = sum(len(cell.source.split()) for cell in cells if cell.cell_type == "markdown")
    lines = sum(len(cell.source.splitlines()) for cell in cells if is_read(cell))
    return words / 75 + lines / 12


def is_read(cell):
    """Whether a cell is code that the page shows at once."""
    folded = HIDDEN | {"hide-cell"}
    return cell.cell_type == "code" and not folded & set(cell.metadata.get("tags", []))


def states_its_times(nb):
    stated = re.search(TIMES, next(iter(markdown(nb)), ""))
    if not stated:
        return ["the first cell lacks 'about NN minutes to read and NN for the exercises'"]
    faults = []
    for given, expected in zip(map(int, stated.groups()), minutes(nb), strict=True):
        if given % 5:
            faults.append(f"{given} minutes are no multiple of 5")
        if abs(given - expected) > FAR:
            faults.append(f"{given} minutes stated, about {expected:.0f} expected")
    return faults
