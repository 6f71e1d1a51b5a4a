"""References to nothing, and labels that stand twice, over a whole book."""

import doctest

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from checker import labels

PAGE = """(here)=
# Here

$$ a = b $$ (eq-one)

$$
a
$$ (eq-two)

```{math}
:label: eq-three
c
```

````{exercise} One
:class: hard
:label: ex-one
````

:::{table} Many
:name: table-one
:::

:::{glossary}
Adam
  An {term}`optimiser`.

optimiser
  A rule
:::
"""
BIBLIOGRAPHY = "@book{knuth1984,\n title = {x}}\n@article{tukey1965,\n}"


def check(text):
    return labels.faults({"page": PAGE, "other": text}, BIBLIOGRAPHY)


def test_examples():
    outcome = doctest.testmod(labels)
    assert outcome.attempted > 0 and outcome.failed == 0


@pytest.mark.parametrize(
    "text",
    [
        "[](#here) and [there](#ex-one)",
        "{numref}`table-one` and {numref}`Table %s <table-one>`",
        "{eq}`eq-one`, {eq}`eq-two`, {eq}`eq-three`",
        "{term}`Adam`, {term}`adam`, {term}`optimisers <optimiser>`, {term}`of many\n<optimiser>`",
        "{cite}`knuth1984,tukey1965` {cite:t}`knuth1984` {cite:p}`tukey1965`",
        "{doc}`nowhere` and [x](https://example.org/#y)",
    ],
)
def test_what_is_there_is_found(text):
    assert check(text) == []


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("[](#gone)", "other: gone is no label"),
        ("[x](#eq-one)", "other: eq-one is no label"),
        ("{numref}`gone`", "other: gone is no label"),
        ("{numref}`Table %s <gone>`", "other: gone is no label"),
        ("{ref}`gone`", "other: gone is no label"),
        ("{eq}`here`", "other: here is no equation"),
        ("{term}`gone`", "other: gone is no term of the glossary"),
        ("{term}`rules <a rule>`", "other: a rule is no term of the glossary"),
        ("{cite}`knuth1984,gone`", "other: gone is no work of the bibliography"),
        ("{cite:t}`gone`", "other: gone is no work of the bibliography"),
        ("(here)=\n# Again", "the label here stands 2 times"),
        ("$$ x $$ (eq-one)", "the label eq-one stands 2 times"),
        ("```{math}\n:label: eq-two\n```", "the label eq-two stands 2 times"),
        (":::{table}\n:name: ex-one\n:::", "the label ex-one stands 2 times"),
    ],
)
def test_what_is_not_there_or_there_twice_is_a_fault(text, fault):
    assert check(text) == [fault]


def test_a_lesson_is_a_page_with_its_figures_and_their_captions():
    figure = {"figure": {"name": "fig-one", "caption": "See {numref}`fig-two`."}}
    nb = new_notebook(
        cells=[new_markdown_cell("{numref}`fig-one`"), new_code_cell(metadata={"mystnb": figure})]
    )
    pages = {"lesson": labels.text_of(nb)}
    assert labels.faults(pages) == ["lesson: fig-two is no label"]
