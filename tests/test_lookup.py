"""The pages to look up, as they are written: what they say of the lessons stands in the lessons."""

import ast
import re
from collections import Counter
from importlib import import_module

import pytest

from checker import notebook
from checker.labels import CITABLE, EQUATION, GLOSSARY, NAME, text_of
from tools import ROOT

BOOK = ROOT / "book"
LESSONS = {path: notebook.read(path) for path in sorted(BOOK.glob("[0-9]*.ipynb"))}
TAUGHT = re.compile(rf"\n\n  Taught in \[(.+)\]\(#({NAME})\)\.\Z")
LINK = re.compile(r"\]\(#(lesson-[\w-]+)\)")


def read(name):
    return (BOOK / name).read_text("utf-8")


def sources(nb):
    """The text of a lesson, code included, but for what stands in fences of its own."""
    return "\n\n".join(
        f"```\n{cell.source}\n```" if cell.cell_type == "code" else cell.source for cell in nb.cells
    )


def label_of(nb):
    return re.match(r"\(([\w-]+)\)=", nb.cells[0].source)[1]


BY_LABEL = {label_of(nb): sources(nb) for nb in LESSONS.values()}


# ---- glossary -----------------------------------------------------------------------------------


def sections(text):
    """The sections of a lesson, titles included, by their titles."""
    prose = re.sub(r"^```\n.*?^```$", fenced, text, flags=re.MULTILINE | re.DOTALL)
    parts = re.split(r"^(#+ .+)$", prose, flags=re.MULTILINE)[1:]
    titles = [head.lstrip("# ") for head in parts[::2]]
    bodies = map("".join, zip(parts[::2], parts[1::2], strict=True))
    return dict(zip(titles, bodies, strict=True))


def fenced(found):
    """Code without its comments, which look like headings."""
    return re.sub(r"^#", " ", found[0], flags=re.MULTILINE)


def entries():
    [(_, body)] = GLOSSARY.findall(read("glossary.md"))
    for entry in re.split(r"\n\n(?=\w)", body.strip()):
        term, _, said = entry.partition("\n")
        yield term, said


ENTRIES = dict(entries())


@pytest.mark.parametrize("term", ENTRIES)
def test_a_term_is_taught_where_its_entry_says(term):
    """Each of its words, or the beginning of a long one, stands in that section."""
    title, label = TAUGHT.search(ENTRIES[term]).groups()
    text = sections(BY_LABEL[label])[title].lower()
    for word in re.findall(r"\w+", term.lower()):
        assert word[: max(5, len(word) - 5)] in text


def test_terms_stand_once_and_in_order():
    names = [term.lower() for term, _ in entries()]
    assert names == sorted(set(names)) and len(names) > 100


# ---- notation -----------------------------------------------------------------------------------

GREEK = r"\\(?:lambda|varepsilon|eta|sigma)(?![a-z])"
LETTER = re.compile(rf"{GREEK}|(?<![\\a-zA-Z])[a-zA-Z](?![a-zA-Z])")
WORDS = re.compile(r"\\(?:text|begin|end|operatorname)\{[^}]*\}")
TABLE = re.compile(r"(?:^\|.*\n)+", re.MULTILINE)
DOLLARS = re.compile(r"\$\$(.+?)\$\$|\$([^$\n]+?)\$", re.DOTALL)


def letters(tex):
    r"""The letters of a formula.

    Examples
    --------
    >>> sorted(letters(r"\frac{n}{m_1} \text{ in } \lambda x^p, \mathcal F"))
    ['F', '\\lambda', 'm', 'n', 'p', 'x']
    """
    return set(LETTER.findall(WORDS.sub(" ", tex)))


def formulas(text):
    prose = re.sub(r"^```(?:python)?\n.*?^```$|(?<!`)`[^`\n]+`", " ", text, flags=re.M | re.S)
    return ["".join(found) for found in DOLLARS.findall(prose)]


def rows_of(table):
    """The formulas and the meaning of each row."""
    for line in table.splitlines()[2:]:
        symbols, meaning, *_ = (cell.strip() for cell in line.strip("|").split("|"))
        yield formulas(symbols), meaning


def subjects():
    """The subjects of the notation: title, lessons, rows."""
    text = read("glossary.md").partition("## Glossary")[0]
    for part in re.split(r"^### ", text, flags=re.MULTILINE)[1:]:
        title = part.partition("\n")[0]
        yield title, set(LINK.findall(part)), [*rows_of(TABLE.search(part)[0])]


def letters_of(rows):
    return {letter for symbols, _ in rows for symbol in symbols for letter in letters(symbol)}


*SUBJECTS, DOUBLES = subjects()


@pytest.mark.parametrize("label", BY_LABEL)
def test_every_letter_of_a_lesson_is_explained_for_it(label):
    used = set().union(*map(letters, formulas(BY_LABEL[label])))
    explained = set().union(*(letters_of(rows) for _, where, rows in SUBJECTS if label in where))
    assert used - explained == set()


@pytest.mark.parametrize("subject", SUBJECTS, ids=lambda subject: subject[0])
def test_a_symbol_has_one_meaning_in_a_subject(subject):
    symbols = Counter(symbol for symbols, _ in subject[2] for symbol in symbols)
    assert symbols and max(symbols.values()) == 1


def test_letters_with_two_meanings_are_listed():
    """Of a letter's rows in a subject the first counts: others give it an index."""
    meanings = {}
    for _, _, rows in SUBJECTS:
        first = {}
        for symbols, meaning in rows:
            for letter in letters_of([(symbols, meaning)]):
                first.setdefault(letter, meaning)
        for letter, meaning in first.items():
            meanings.setdefault(letter, set()).add(meaning)
    assert DOUBLES[0] == "One letter, two meanings"
    assert {each for each, said in meanings.items() if len(said) > 1} == letters_of(DOUBLES[2])


# ---- formulas, sources, functions ---------------------------------------------------------------


def test_every_numbered_formula_of_a_lesson_stands_on_the_page_of_formulas():
    """Its text is taken from the lesson at build time; see _ext/lookup.py."""
    numbered = {label for text in BY_LABEL.values() for label in EQUATION.findall(text)}
    listed = re.findall(r"^```\{formula\} (eq-.+)$", read("formulas.md"), re.MULTILINE)
    assert len(numbered) > 20 and Counter(listed) == Counter(numbered)


def test_every_source_is_cited():
    pages = [
        *map(text_of, LESSONS.values()),
        *(path.read_text("utf-8") for path in BOOK.glob("*.md")),
    ]
    cited = re.findall(r"\{cite(?::\w)?\}`([^`]+)`", "\n".join(pages))
    keys = {key.strip() for each in cited for key in each.split(",")}
    assert {*CITABLE.findall(read("references.bib"))} - keys == set()


DESCRIBED = re.findall(
    r"^\.\. auto(?:function|class):: (lib\..+)$", read("functions.md"), re.MULTILINE
)


def found(name):
    """The object of a dotted name, None for a module."""
    parent, _, last = name.rpartition(".")
    try:
        return getattr(import_module(parent), last, None)
    except ModuleNotFoundError:
        return getattr(found(parent), last)


def test_what_is_described_is_there_once():
    assert len(DESCRIBED) == len(set(DESCRIBED)) > 50
    assert [name for name in DESCRIBED if not callable(found(name))] == []


def used_of_lib(nb):
    """The dotted names of `lib` that a lesson's code uses."""
    trees = [ast.parse(cell.source) for cell in nb.cells if cell.cell_type == "code"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    names = {
        alias.name: f"{node.module}.{alias.name}"
        for node in nodes
        if isinstance(node, ast.ImportFrom) and node.module.partition(".")[0] == "lib"
        for alias in node.names
    }
    for node in nodes:
        head, _, rest = ast.unparse(node).partition(".") if is_dotted(node) else ("", "", "")
        if head in names:
            yield ".".join(filter(None, [names[head], rest]))


def is_dotted(node):
    return isinstance(node, ast.Name) or (isinstance(node, ast.Attribute) and is_dotted(node.value))


def test_every_function_that_a_lesson_uses_is_described():
    used = {name for nb in LESSONS.values() for name in used_of_lib(nb)}
    described = [found(name) for name in DESCRIBED]
    missing = []
    for name in sorted(used):
        thing = found(name)
        if callable(thing) and getattr(thing, "__module__", "").startswith("lib"):
            missing += [name] if thing not in described else []
    assert len(used) > 50 and missing == []
