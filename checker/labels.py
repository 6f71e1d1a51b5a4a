"""Labels of the whole book: everything that is referred to is there, and once.

A page is its MyST text; `text_of` makes one of a lesson.
"""

import re
from collections import Counter

from .notebook import markdown

NAME = r"[\w:.+-]+"
LABELS = [
    re.compile(rf"^\(({NAME})\)=$", re.MULTILINE),  # before a heading or a paragraph
    re.compile(rf"^ *:(?:label|name): *({NAME}) *$", re.MULTILINE),  # option of a directive
]
EQUATION = re.compile(rf"\$\$ *\(({NAME})\) *$", re.MULTILINE)
MATH = re.compile(
    rf"^[`:]{{3,}}\{{math\}}[^\n]*\n(?: *:\w+:[^\n]*\n)*? *:label: *({NAME}) *$", re.MULTILINE
)
GLOSSARY = re.compile(r"^([`:]{3,})\{glossary\}[^\n]*\n(.*?)^\1 *$", re.MULTILINE | re.DOTALL)
ENTRY = re.compile(r"^\w[^\n]*", re.MULTILINE)
CITABLE = re.compile(r"^@\w+\{([^,\s]+),", re.MULTILINE)
ROLE = re.compile(r"\{(numref|ref|eq|term|cite(?::\w+)?)\}`([^`]+)`")
LINK = re.compile(rf"\]\(#({NAME})\)")


def text_of(nb):
    """A lesson as the text of a page: its Markdown, and the names and captions of its figures."""
    figures = [cell.metadata.get("mystnb", {}).get("figure", {}) for cell in nb.cells]
    named = [f"({figure['name']})=\n{figure.get('caption', '')}" for figure in figures if figure]
    return "\n\n".join([*markdown(nb), *named])


def faults(pages, bibliography=""):
    """Labels that stand twice, and references to nothing.

    Parameters
    ----------
    pages : dict of str to str
        The text of every page of the book, by its name.
    bibliography : str
        A BibTeX file.

    Returns
    -------
    list of str
        One sentence each.

    Examples
    --------
    >>> faults({"one": "(here)=\\n# One", "two": "See [](#here) and {eq}`eq-sum`."})
    ['two: eq-sum is no equation']
    """
    whole = "\n\n".join(pages.values())
    labels = [found for pattern in LABELS for found in pattern.findall(whole)]
    equations = EQUATION.findall(whole)
    entries = [entry for _, body in GLOSSARY.findall(whole) for entry in ENTRY.findall(body)]
    known = {
        "label": set(labels),
        "equation": {*equations, *MATH.findall(whole)},
        "term of the glossary": {entry.strip().lower() for entry in entries},
        "work of the bibliography": set(CITABLE.findall(bibliography)),
    }
    counted = Counter([*labels, *equations])
    twice = [f"the label {label} stands {n} times" for label, n in counted.items() if n > 1]
    return twice + [
        f"{page}: {target} is no {kind}"
        for page, text in pages.items()
        for kind, target in references(text)
        if target not in known[kind]
    ]


def references(text):
    """What a page refers to, as pairs of a kind and a target."""
    found = [("label", target) for target in LINK.findall(text)]
    for role, content in ROLE.findall(text):
        explicit = re.fullmatch(r".*<([^<>]+)>", content, re.DOTALL)
        target = re.sub(r"\s+", " ", explicit[1] if explicit else content)
        if role == "eq":
            found.append(("equation", target))
        elif role == "term":
            found.append(("term of the glossary", target.lower()))
        elif role.startswith("cite"):
            found += [("work of the bibliography", key.strip()) for key in target.split(",")]
        else:
            found.append(("label", target))
    return found
