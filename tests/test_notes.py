"""The page that follows the notes: nothing is left out, and what it says is shown by the lessons.

Evidence is a link in the words of a section, `[Section](#lesson-name)`, a colon and what code cells
of this section hold or print. Each rule is tried twice: on the page, and on a page that breaks it.
What the page says of a mistake is computed here once more, with the notes' own functions.
"""

import re
from pathlib import Path

import numpy as np
import pytest
import scipy.signal
import torch
from torch import nn

from checker import labels, notebook
from lib import convolution

BOOK = Path(__file__).parents[1] / "book"
HEADINGS = [  # of the notes, in their order
    "The building blocks of CNNs",
    "Understanding CNNs and feature hierarchies",
    "Performing discrete convolutions",
    "Cross-correlation",
    "Determining the size of a convolution's output in 1D",
    "Convolution in 1D",
    "Convolution in 2D",
    "Subsampling layers",
    "Implementing a simple CNN",
    "Reading an image file",
    "Regularising a network with L2 regularisation and dropout",
    "Using L2 with a convolutional network in PyTorch",
    "Loss functions for classification",
    "Implementing a deep CNN using PyTorch",
]
HEADING = re.compile(r"^##+ (.+)$", re.MULTILINE)
BOX = re.compile(
    r"^:::\{admonition\} ([^\n]+)\n:class: (\w+)\n(.*?)^:::$", re.MULTILINE | re.DOTALL
)
KINDS = {"A mistake": "warning", "Not quite": "note"}
PARTS = ["They say", "Right is", "Shown in"]
SECTION = re.compile(r"\[([^\]]+)\]\(#(lesson-[\w-]+)\)")
EVIDENCE = re.compile(SECTION.pattern + r"(?:, [^:.`]+)?:((?:\s+`[^`]+`,?)+)")


def words(text):
    """A text with single spaces."""
    return " ".join(text.split())


def held(cell):
    """What a code cell holds and prints."""
    shown = [each.get("text") or each.get("data", {}).get("text/plain") for each in cell.outputs]
    return words(" ".join([cell.source, *filter(None, shown)]))


def sections(nb):
    """What the code cells of every section hold and print, by its heading."""
    found, title = {}, ""
    for cell in nb.cells:
        if cell.cell_type == "code":
            found[title] += "\n" + held(cell)
        else:
            for title in re.findall(r"^#+ (.+)$", cell.source, re.MULTILINE):
                found.setdefault(title, "")
    return found


def boxes(page):
    """The boxes of a page: their kind, title, class and parts."""
    for title, name, body in BOX.findall(page):
        kind, _, rest = title.partition(": ")
        split = re.split(r"^(\w+ \w+)\n: ", body, flags=re.MULTILINE)
        yield kind, rest, name, dict(zip(split[1::2], split[2::2], strict=True))


# ---- the rules: functions from a page and the lessons to a list of faults -----------------------


def all_of_the_notes_is_there(page, lessons):
    found = HEADING.findall(page)
    return [] if found == HEADINGS else [f"headings {found}"]


def every_heading_leads_into_the_book(page, lessons):
    parts = HEADING.split(page)
    places = [
        [target for kind, target in labels.references(text) if kind in ("label", "equation")]
        for text in parts[2::2]
    ]
    return [title for title, found in zip(parts[1::2], places, strict=True) if not found]


def links_are_called_as_what_they_lead_to(page, lessons):
    return [
        f"{name}: no {title}"
        for title, name in SECTION.findall(page)
        if title not in lessons.get(name, {})
    ]


def boxes_are_complete(page, lessons):
    return [
        title
        for kind, title, name, parts in boxes(page)
        if KINDS.get(kind) != name or [*parts] != PARTS or not EVIDENCE.search(parts["Shown in"])
    ]


def boxes_are_counted(page, lessons):
    kinds = [kind for kind, *_ in boxes(page)]
    said = [int(number) for number in re.findall(r"\*\*(\d+)\*\*", page)]
    return [] if said == [kinds.count(kind) for kind in KINDS] else [f"{said}, of {kinds}"]


def evidence_is_in_the_section(page, lessons):
    return [
        f"{title}: no {each}"
        for title, name, codes in EVIDENCE.findall(page)
        for each in re.findall("`([^`]+)`", codes)
        if words(each) not in lessons.get(name, {}).get(title, "")
    ]


RULES = [
    (all_of_the_notes_is_there, "## Reading an image file", ""),
    (all_of_the_notes_is_there, "## Convolution in 1D", "## Something else"),
    (every_heading_leads_into_the_book, "{eq}`eq-output-size`", "A formula\n\n### "),
    (links_are_called_as_what_they_lead_to, "[The grid test]", "[The other test]"),
    (links_are_called_as_what_they_lead_to, "(#lesson-subsampling)", "(#lesson-sampling)"),
    (boxes_are_complete, ":class: warning", ":class: tip"),
    (boxes_are_complete, "Right is\n", "Right was\n"),
    (boxes_are_complete, "[The grid test](#lesson-convolution-2d):", "The grid test:"),
    (boxes_are_counted, "A mistake: ", "Not quite: "),
    (evidence_is_in_the_section, "stride 20: [16.]", "stride 20: [17.]"),
    (evidence_is_in_the_section, "[The grid test]", "[The code of the notes]"),
    (evidence_is_in_the_section, "](#lesson-losses)", "](#lesson-deep-cnn)"),
]


@pytest.fixture(scope="module")
def page():
    return (BOOK / "notes.md").read_text("utf-8")


@pytest.fixture(scope="module")
def lessons():
    """What the sections of each lesson hold, by the lesson's label."""
    read = [notebook.read(path) for path in sorted(BOOK.glob("[0-9]*.ipynb"))]
    return {labels.LABELS[0].search(nb.cells[0].source)[1]: sections(nb) for nb in read}


@pytest.mark.parametrize(
    "rule", dict.fromkeys(rule for rule, *_ in RULES), ids=lambda rule: rule.__name__
)
def test_the_page_keeps_to(page, lessons, rule):
    assert rule(page, lessons) == []


@pytest.mark.parametrize("rule, old, new", RULES, ids=lambda x: getattr(x, "__name__", None))
def test_another_page_breaks(page, lessons, rule, old, new):
    assert old in page
    assert rule(page.replace(old, new, 1), lessons) != rule(page, lessons)


def test_evidence_is_looked_for_everywhere(page, lessons):
    """What is evidence, but not written as such, would never be looked for."""
    after_links = re.findall(r"\]\(#lesson-[\w-]+\)[^`.]*:\s+`", page)
    assert len(EVIDENCE.findall(page)) == len(after_links) > 30


# ---- the mistakes, once more ---------------------------------------------------------------------


def conv1d(x, w, p=0, s=1):
    """The notes' own."""
    w_rotated = np.array(w[::-1])
    x_padded = np.array(x)
    if p > 0:
        zero_pad = np.zeros(shape=p)
        x_padded = np.concatenate([zero_pad, x_padded, zero_pad])
    res = []
    for i in range(0, int(len(x_padded) - len(w_rotated)) + 1, s):
        res.append(np.sum(x_padded[i : i + w_rotated.shape[0]] * w_rotated))
    return np.array(res)


def conv2d(X, W, p=(0, 0), s=(1, 1)):
    """The notes' own."""
    W_rotated = np.array(W)[::-1, ::-1]
    X_original = np.array(X)
    n1 = X_original.shape[0] + 2 * p[0]
    n2 = X_original.shape[1] + 2 * p[1]
    X_padded = np.zeros(shape=(n1, n2))
    X_padded[p[0] : p[0] + X_original.shape[0], p[1] : p[1] + X_original.shape[1]] = X_original
    res = []
    for i in range(0, int((X_padded.shape[0] - W_rotated.shape[0]) / s[0]) + 1, s[0]):
        res.append([])
        for j in range(0, int((X_padded.shape[1] - W_rotated.shape[1]) / s[1]) + 1, s[1]):
            X_sub = X_padded[i : i + W_rotated.shape[0], j : j + W_rotated.shape[1]]
            res[-1].append(np.sum(X_sub * W_rotated))
    return np.array(res)


SAID = {}  # what the page has to say in a box, computed, by the box's title


def about(title):
    return lambda compute: SAID.setdefault(title, compute)


@about("how large a stride may be")
def _():
    x, w = [1, 3, 2, 4, 5, 6, 1, 3], [1, 0, 3, 1, 2]
    assert conv1d(x, w, s=20).tolist() == [16]  # their own function takes it
    yield f"stride 20: {convolution.conv1d(x, w, stride=20)}"


@about("what same padding makes equal")
def _():
    for name, p in {"same": 2, "full": 4}.items():
        read = [np.count_nonzero(conv1d(one, np.ones(5), p=p)) for one in np.eye(8)]
        yield f"{name} p = {p}: {np.array(read)}"


@about("bytes that go round")
def _():
    pixels, two = np.array([200, 100, 50], np.uint8), np.array([2], np.uint8)
    assert conv2d([pixels], [two]).tolist() == [[400, 200, 100]]
    yield f"notes: {conv1d(pixels, two)}"
    yield f"lib: {convolution.conv1d(pixels, two)}"


@about("the stride that is applied twice")
def _():
    x = [[1, 3, 2, 4], [5, 6, 1, 3], [1, 2, 0, 2], [3, 4, 3, 2]]
    w = [[1, 0, 3], [1, 2, 1], [0, 1, 1]]
    wrong = 0
    for p1, p2, s1, s2 in np.ndindex(3, 3, 3, 3):
        theirs = conv2d(x, w, (p1, p2), (s1 + 1, s2 + 1))
        every = scipy.signal.convolve2d(np.pad(x, [(p1, p1), (p2, p2)]), w, "valid")
        wrong += not np.array_equal(theirs, every[:: s1 + 1, :: s2 + 1])
    yield f"{wrong} of 81 settings fail"
    yield f"notes: {conv2d(x, w, (1, 1), (2, 2)).tolist()}"
    right = scipy.signal.convolve2d(x, w, "same")[::2, ::2]
    yield f"right: {right.astype(float).tolist()}"


@about("how far invariance goes")
def _():
    x = np.array([0, 0, 9, 0, 0, 0, 0, 0])
    assert x.reshape(4, 2).max(axis=1).tolist() == [0, 9, 0, 0]
    for pushed in (np.roll(x, 1), np.roll(x, 2)):
        yield f"{pushed} -> {pushed.reshape(4, 2).max(axis=1).astype(float)}"


@about("half of a penalty")
def _():
    results = []
    for penalty, decay in ((0.25, 0), (0, 0.25), (0, 0.5)):
        p = torch.tensor(2.0, requires_grad=True)
        (p + penalty * p**2).backward()
        torch.optim.SGD([p], lr=0.5, weight_decay=decay).step()
        results.append(f"{p.item():.4f}")
    yield " ".join(results)


@about("what dropout rescales")
def _():
    layer, after = nn.Dropout(p=0.2), nn.Linear(1000, 1)
    before = after.weight.clone()
    activations = layer(torch.ones(1000))
    after(activations).backward()
    assert torch.equal(after.weight, before)
    yield f"training: {activations.unique()}"
    yield f"parameters: {[*layer.parameters()]}"


@about("logits or probabilities")
def _():
    logit, one = torch.tensor([0.8]), torch.ones(1)
    for loss in (nn.BCELoss(), nn.BCEWithLogitsLoss()):
        yield f"{loss(logit, one):.4f}"


@about("the missing logarithm")
def _():
    probas, target = torch.softmax(torch.tensor([[1.5, 0.8, 2.1]]), dim=1), torch.tensor([2])
    yield f"log-probabilities {nn.NLLLoss()(torch.log(probas), target):.3f}"
    yield f"probabilities {nn.NLLLoss()(probas, target):.3f}"


@about("two names of losses")
def _():
    for name in ("NLLoss", "NLLLoss", "BceWithLogitsLoss", "BCEWithLogitsLoss"):
        yield f"{name} {hasattr(nn, name)}"


@about("whose probability it is")
def _():
    p = torch.sigmoid(torch.tensor(-2.0))
    yield f"class 1: {p:.3f}, class 0: {1 - p:.3f}, predicted: class {int(p > 0.5)}"


@about("one softmax too many")
def _():
    target = torch.tensor([3])
    sure = nn.functional.one_hot(target, 10) * 1000.0
    right, twice = (nn.CrossEntropyLoss()(z, target) for z in (sure, torch.softmax(sure, dim=1)))
    yield f"logits {right:.3f}, softmax first {twice:.3f}"


@about("the name of dropout")
def _():
    assert hasattr(nn, "Dropout")
    yield f"a module named nn.Droout: {hasattr(nn, 'Droout')}"


@pytest.mark.parametrize("title", SAID)
def test_what_a_box_says_is_so(page, title):
    [text] = [words(" ".join(p.values())) for _, each, _, p in boxes(page) if each == title]
    assert [said for said in SAID[title]() if said not in text] == []


def test_every_mistake_is_computed_once_more(page):
    assert {title for kind, title, *_ in boxes(page) if kind == "A mistake"} <= {*SAID}
