"""One spelling of each word, in lessons, pages and questions."""

import re

import pytest

from checker import notebook
from lib.checks import QUESTIONS
from tools import ROOT

ONE = {  # what is not written, and what is
    r"optimi[sz]er": "optimiser",
    r"learn(?:ed|t)": "learned",
    r"(?:mini-?)?batch(?:es)?": "batch",
    r"regulari[sz]ation": "regularisation",
    r"normali[sz]ation": "normalisation",
    r"colou?r": "colour",
    r"cent(?:re|er)": "centre",
    r"behaviou?r": "behaviour",
    r"neighbou?r": "neighbour",
    r"favou?rite": "favourite",
    r"gr[ae]y": "grey",
    r"sub-?sampling": "subsampling",
    r"feature[ -]maps?": "feature map",
    r"fully[ -]connected": "fully connected",
    r"cross[ -]correlation": "cross-correlation",
    r"cross[ -]entropy": "cross-entropy",
    r"\\l(?:n|og)\b": r"\\log",
}
EXEMPT = {"glossary.md": "mini-batch", "notes.md": "SGD optimizer"}  # other books' words, quoted
CODE = re.compile(r"(`{3,})(?!\{).*?\1|`[^`]*`|\{cite(?::t)?\}|https?://\S+", re.DOTALL)


def texts():
    for path in sorted((ROOT / "book").glob("*.ipynb")):
        text = "\n\n".join(notebook.markdown(notebook.read(path)))
        yield path.name, text
    for path in sorted((ROOT / "book").glob("*.md")):
        yield path.name, path.read_text(encoding="utf-8").replace(EXEMPT.get(path.name, "\0"), "")
    for each in QUESTIONS:
        yield each.label, " ".join((each.asks, each.why, *each.hints, *map(str, each.errors)))


TEXTS = {name: CODE.sub(" ", text) for name, text in texts()}


@pytest.mark.parametrize("pattern, word", ONE.items(), ids=ONE.values())
def test_a_word_has_one_spelling(pattern, word):
    wrong = rf"(?<![\w\\]){pattern}" if pattern.startswith("\\") else rf"\b{pattern}\b"
    found = {
        name: others
        for name, text in TEXTS.items()
        if (others := [w for w in re.findall(wrong, text, re.I) if not re.match(word, w, re.I)])
    }
    assert found == {}


def test_a_second_spelling_would_be_seen():
    assert all(re.search(pattern, word.replace("\\\\", "\\")) for pattern, word in ONE.items())
    assert sum(len(re.findall(r"\boptimiser", text)) for text in TEXTS.values()) > 20
