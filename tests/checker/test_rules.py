"""Every static rule of a lesson finds its fault in a bad notebook and none in a good one."""

import copy
import json
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from checker import notebook, prose, rules, shown
from tests.test_lessons import RULES

OPENING = """(lesson-edges)=
# Edges

**After this lesson you can** find edges.
**You need** nothing.
**Time**: about 5 minutes to read and 10 for the exercises."""
CLOSE = """## What to remember

Edges.

## Exercises

```{exercise} One
:label: ex-one

Find one.
```

```{solution} ex-one
:class: dropdown

Here.
```

````{exercise-start} Two
:class: hard
:label: ex-two
````
Find two.

## Where to go next"""
SOLUTION = "```{solution-start} ex-two\n:class: dropdown\n```"
FOLDED = {"jupyter": {"source_hidden": True, "outputs_hidden": True}, "tags": ["hide-cell"]}
FIGURE = {
    "image": {"alt": "A line that rises from the left to the right."},
    "figure": {"caption": "It rises.", "name": "fig-rise"},
}


def good():
    """A lesson without a fault: Markdown, imports, a float, a figure, Markdown, Markdown."""
    number = [new_output("stream", text="loss 0.5\n")]
    drawing = [new_output("display_data", {"image/png": "aGk=", "text/plain": "<Figure>"})]
    nb = new_notebook(
        cells=[
            new_markdown_cell(OPENING),
            new_code_cell("import numpy as np\nfrom lib import plots", execution_count=1),
            new_code_cell(
                "print(loss)",
                execution_count=2,
                outputs=number,
                metadata={
                    "tolerance": {"rtol": 0.06},
                    "tags": ["hide-input"],
                    "jupyter": {"source_hidden": True},
                },
            ),
            new_code_cell(
                "draw()",
                execution_count=3,
                outputs=drawing,
                metadata={"mystnb": FIGURE, "tolerance": {"image": 0.1}},
            ),
            new_markdown_cell(CLOSE),
            new_markdown_cell(SOLUTION),
            new_code_cell("2 + 2", execution_count=4, metadata=FOLDED),
        ]
    )
    kernel = {"name": "python3", "display_name": "Python 3"}
    nb.metadata = {"kernelspec": kernel, "language_info": {"name": "python"}}
    return nbformat.from_dict(copy.deepcopy(nb))


def replace(cell, old, new):
    """A damage: other words in the source of a cell."""

    def damage(nb):
        assert old in nb.cells[cell].source
        nb.cells[cell].source = nb.cells[cell].source.replace(old, new)

    return damage


def put(*path, value):
    """A damage: another value at a place such as (cell, "metadata", "tags")."""

    def damage(nb):
        place = nb.cells
        for key in path[:-1]:
            place = place[key]
        place[path[-1]] = value

    return damage


def output(**fields):
    return put(1, "outputs", value=[new_output(**fields)])


def of_notebook(key, value):
    return lambda nb: nb.metadata.update({key: value})


def shows(text):
    return output(output_type="stream", text=text)


BAD = [
    (rules.is_valid, lambda nb: nb.update(nbformat_minor=4)),
    (rules.is_valid, lambda nb: nb.cells[1].update(id=nb.cells[2].id)),
    (rules.is_valid, lambda nb: nb.cells[1].pop("outputs")),
    (rules.is_small, shows("x" * 1_500_001)),
    (rules.is_small, shows("x\n" * 150_000)),  # a line each in the file
    (rules.has_plain_metadata, of_notebook("kernelspec", {"name": "python2"})),
    (rules.has_plain_metadata, of_notebook("widgets", {})),
    (rules.has_plain_metadata, of_notebook("language_info", {"name": "python", "who": "me"})),
    (rules.has_plain_metadata, put(1, "metadata", "execution", value={"iopub.status.idle": "now"})),
    (rules.has_plain_metadata, put(1, "metadata", "trusted", value=True)),
    (rules.was_run_in_order, put(1, "execution_count", value=None)),
    (rules.was_run_in_order, put(2, "execution_count", value=3)),
    (rules.was_run_in_order, put(2, "source", value=" \n")),
    (shown.has_no_errors, output(output_type="error", ename="E", evalue="e", traceback=[])),
    (shown.has_no_errors, output(output_type="stream", name="stderr", text="late")),
    (
        shown.has_no_errors,
        output(
            output_type="display_data", data={"application/vnd.jupyter.widget-view+json": {"a": 1}}
        ),
    ),
    (rules.has_no_nbval_marker, replace(2, "print", "# NBVAL_IGNORE_OUTPUT\nprint")),
    (rules.has_no_nbval_marker, put(2, "metadata", "tags", value=["nbval-skip"])),
    (rules.has_no_nbval_marker, put(2, "metadata", "tags", value=["raises-exception"])),
    (shown.has_no_trace_of_a_machine, replace(2, "loss", "'/home/me/loss'")),
    (shown.has_no_trace_of_a_machine, replace(0, "nothing", "what is in `/root`")),
    (shown.has_no_trace_of_a_machine, shows("file:///tmp/x")),
    (shown.has_no_trace_of_a_machine, shows("'/work/site'")),
    (shown.has_no_trace_of_a_machine, shows("(/Users/me)")),
    (shown.has_no_trace_of_a_machine, shows("C:\\Users")),
    (shown.has_no_trace_of_a_machine, shows("<object at 0x7f3a2b1c>")),
    (rules.has_short_cells, put(1, "source", value="import a\n" + "x = 1\n" * 12)),
    (
        rules.has_short_cells,
        lambda nb: [cell.update(source="x = 1\n" * 7) for cell in notebook.code(nb)],
    ),
    (rules.has_short_lines, replace(2, "print", f"{'x' * 85} = 1\nprint")),
    (rules.is_plain_python, replace(2, "print", "%time print")),
    (rules.is_plain_python, replace(2, "print", "!ls\nprint")),
    (rules.is_plain_python, replace(3, "draw()", "draw();")),
    (rules.imports_in_one_cell, replace(1, "import numpy as np\nfrom lib import plots", "x = 1")),
    (rules.imports_in_one_cell, replace(2, "print", "if x:\n    from torch import nn\nprint")),
    (shown.has_figures_described, lambda nb: nb.cells[3].metadata.pop("mystnb")),
    (shown.has_figures_described, put(3, "metadata", "mystnb", "image", "alt", value="A line.")),
    (shown.has_figures_described, put(3, "metadata", "mystnb", "figure", "caption", value=" ")),
    (shown.has_figures_described, put(3, "metadata", "mystnb", "figure", "name", value="rise")),
    (
        shown.has_figures_described,
        lambda nb: nb.cells.append(nbformat.from_dict({**nb.cells[3], "id": "again"})),
    ),
    (shown.needs_its_tolerances, put(1, "metadata", "tolerance", value={"rtol": 0.05})),
    (shown.needs_its_tolerances, put(2, "metadata", "tolerance", value={"image": 0.1})),
    (shown.needs_its_tolerances, put(3, "metadata", "tolerance", value={"atol": 0.01})),
    (shown.needs_its_tolerances, put(2, "metadata", "tolerance", value={"tol": 0.1})),
    (shown.needs_its_tolerances, put(2, "metadata", "tolerance", value=0.1)),
    (shown.needs_its_tolerances, put(2, "metadata", "tolerance", value={"rtol": 0.061})),
    (shown.needs_its_tolerances, put(2, "metadata", "tolerance", value={"atol": 0.012})),
    (shown.needs_its_tolerances, put(3, "metadata", "tolerance", value={"image": 0.251})),
    (rules.has_plain_metadata, of_notebook("needs", "mnist")),
    (rules.has_plain_metadata, of_notebook("needs", [1])),
    (rules.is_plain_python, replace(3, "draw()", "draw(); ")),
    (rules.is_plain_python, replace(3, "draw()", "draw();  # hidden")),
    (rules.is_plain_python, replace(3, "draw()", "draw();\ndraw()")),
    (rules.is_finished, replace(0, "Edges", "TODO")),
    (rules.is_finished, replace(2, "loss", "loss)  # FIXME (")),
    (rules.is_finished, replace(4, "Edges.", "## ")),
    (rules.is_finished, replace(4, "Edges.", "###")),
    (rules.is_finished, replace(2, "print(loss)", "loss = ...")),
    (rules.is_finished, put(1, "source", value="answer = ...")),
    (rules.is_finished, put(1, "source", value="def f(x):\n    ...")),
    (rules.is_finished, put(6, "source", value='def f(x):\n    """Words."""\n    ...')),
    *(
        (rules.has_seeds, replace(3, "draw()", draws))
        for draws in [
            "np.random.default_rng()",
            "rng = default_rng()",
            "torch.Generator()",
            "torch.Generator().seed()",
            "random.Random()",
            "np.random.rand(3)",
            "numpy.random.seed(0)",
            "random.choice([1, 2])",
            "torch.rand(3)",
            "torch.randn_like(x)",
            "torch.randperm(3)\ntorch.manual_seed(1)",
            "np.random.default_rng(None)",
            "np.random.default_rng(seed=None)",
            "random.Random(None)",
            "np.random.Generator(np.random.PCG64())",
            "split(digits, [10], seed=None)",
            "torch.Generator(device='cpu')",
            "torch.empty(3).normal_()",
            "torch.empty(3).uniform_(0, 1)",
            "torch.empty(3).normal_(generator=None)",
            "nn.init.kaiming_normal_(weight)",
            "DataLoader(data, shuffle=True)",
            "torch.utils.data.DataLoader(data, batch_size=4, shuffle=True, generator=None)",
            "random_split(data, [3, 4])",
            "from numpy.random import rand\nrand(3)",
            "from numpy.random import default_rng as new\nnew()",
            "from numpy import random as r\nr.rand(3)",
            "import numpy.random as npr\nnpr.normal()",
            "from random import choice\nchoice([1, 2])",
            "from torch import rand\nrand(3)",
            "import torch as t\nt.rand(3)",
        ]
    ),
    *(
        (shown.has_no_trace_of_a_machine, damage)
        for path in [
            "D:\\data",
            "d:/data",
            "e:\\\\data",
            "/content/drive/MyDrive",
            "/private/var/folders",
            "/srv/books",
            "/opt/conda",
            "/mnt/c",
            "/Volumes/Data",
            "/media/usb",
            "/usr/lib/python3",
            "/workspaces/book",
            "/kaggle/input",
            "/scratch/me/x",
            "\\\\server\\share",
            "\\\\\\\\server\\\\share",
            "file:///x",
        ]
        for damage in [shows(f"loaded '{path}'"), replace(0, "nothing", f"`{path}`")]
    ),
    (
        shown.has_no_trace_of_a_machine,
        output(output_type="display_data", data={"text/html": "<b>/srv/books</b>"}),
    ),
    (prose.has_an_opening, replace(0, "(lesson-edges)=\n", "")),
    (prose.has_an_opening, replace(0, "After this lesson you can", "You will")),
    (prose.has_an_opening, replace(0, "You need", "Have")),
    (prose.has_an_opening, replace(0, "Time", "Lasts")),
    (prose.has_an_opening, replace(0, "# Edges", "## Edges")),
    (prose.has_an_opening, replace(4, "## Exercises", "# Exercises")),
    (prose.has_a_close, replace(4, "What to remember", "Remember")),
    (prose.has_a_close, replace(4, "Where to go next", "More")),
    (prose.has_a_close, replace(4, "## Exercises", "Exercises")),
    (prose.has_a_close, put(5, "source", value="## What to remember")),
    (prose.has_exercises_with_solutions, replace(4, "{exercise} One", "{note} One")),
    (prose.has_exercises_with_solutions, replace(4, "{solution} ex-one", "{note} ex-one")),
    (prose.has_exercises_with_solutions, replace(5, "ex-two", "ex-three")),
    (prose.has_exercises_with_solutions, replace(4, ":label: ex-two\n", "")),
    (prose.has_exercises_with_solutions, replace(4, "{exercise} One", "{exercise} `One`")),
    (prose.folds_its_solutions, replace(4, ":class: dropdown\n", "")),
    (prose.folds_its_solutions, replace(5, ":class: dropdown", ":class: note")),
    (prose.folds_its_solutions, put(6, "metadata", "tags", value=[])),
    (prose.folds_its_solutions, put(2, "metadata", "jupyter", value={})),
    (prose.folds_its_solutions, put(6, "metadata", "jupyter", value={"source_hidden": True})),
    (prose.folds_its_solutions, put(6, "metadata", "jupyter", value={"outputs_hidden": True})),
    (prose.states_its_times, replace(0, "about 5 minutes", "short")),
    (prose.states_its_times, replace(0, " and 10 for the exercises", "")),
    (prose.states_its_times, replace(0, "about 5", "about 6")),
    (prose.states_its_times, replace(0, "about 5", "about 20")),
    (prose.states_its_times, replace(0, "and 10", "and 12")),
    (prose.states_its_times, replace(0, "and 10", "and 30")),
    (prose.states_its_times, put(0, "source", value=OPENING + " word" * 4000)),
]


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_good_lesson_has_no_fault(rule):
    assert rule(good()) == []


def test_what_editors_write_into_a_saved_notebook_may_stay():
    nb = good()
    nb.metadata.language_info.update(version="3.13.0", codemirror_mode={"name": "ipython"})
    nb.cells[1].metadata.update(collapsed=True, scrolled=False)
    assert rules.has_plain_metadata(nb) == []


@pytest.mark.parametrize(("rule", "damage"), BAD, ids=lambda x: getattr(x, "__name__", ""))
def test_a_bad_lesson_has_a_fault(rule, damage):
    nb = good()
    damage(nb)
    assert rule(nb)


@pytest.mark.parametrize(
    "damage, faults",
    [
        (
            replace(4, "{exercise} One", "{note} One"),
            {"1 exercises, fewer than 2", "solution of ex-one, but no such exercise"},
        ),
        (
            replace(5, "ex-two", "ex-three"),
            {"exercise ex-two has no solution", "solution of ex-three, but no such exercise"},
        ),
        (
            replace(4, ":label: ex-two\n", ""),
            {"an exercise has no label", "solution of ex-two, but no such exercise"},
        ),
        (replace(4, "{solution} ex-one", "{note} ex-one"), {"exercise ex-one has no solution"}),
    ],
)
def test_all_faults_of_exercises_are_told(damage, faults):
    nb = good()
    damage(nb)
    assert set(prose.has_exercises_with_solutions(nb)) == faults


def test_every_rule_is_tried_on_a_bad_lesson():
    assert {rule for rule, _ in BAD} == set(RULES)


def html(text):
    return output(output_type="display_data", data={"text/html": text})


# In HTML one pattern looks alone; in the others it knows nothing of what is found.
@pytest.mark.parametrize(
    ("damage", "found"),
    [
        *(
            (html(f"<b>{path} </b>"), path)
            for path in [
                *[f"/{root}/x" for root in shown.ROOTS.replace("?", "").split("|")],
                "/workspace",
                "file:///etc/hosts",
                "file://c",
                "D:\\data",
                "d:/x",
                "e:\\\\data",
                "0x7f3c2a",
                "0x00007f3c2a1b",
            ]
        ),
        (shows("'/nix/store'"), "/nix/store"),
        (shows("in /a/b/c.py"), "/a/b/c.py"),
        (shows('"/run/me@host/x-1"'), "/run/me@host/x-1"),
        (shows("at \\\\server\\c$"), "\\\\server\\c$"),
        (shows("'\\\\\\\\my.server\\\\share.x'"), "\\\\\\\\my.server\\\\share.x"),
    ],
)
def test_each_pattern_of_a_trace_alone(damage, found):
    nb = good()
    damage(nb)
    assert [fault.partition(": ")[2] for fault in shown.has_no_trace_of_a_machine(nb)] == [found]


@pytest.mark.parametrize(
    "text",
    [
        "a/home/b +/home/b",
        "https://x.org//home/b",
        "/home-made",
        "/homes",
        "0x7f3c2",
        "a0x7f3c2a",
        "xD:\\data",
        "D: \\data",
        "D:\\-",
        "/nix/store",
    ],
)
def test_what_is_no_trace_in_html(text):
    nb = good()
    html(text)(nb)
    assert shown.has_no_trace_of_a_machine(nb) == []


@pytest.mark.parametrize(
    "words",
    [
        "https://work.org/home/work and input/work, $x \\in C:\\,$",
        "1/2, and/or, km/h, 3 / 4 / 5, (N, C)/2, `a // b`, `</b>`, *a*/*b*",
        "$$\\begin{matrix} a \\\\b\\c \\end{matrix}$$ and $a \\\\text\\b$",
        "`../data/x.csv`, `data/x.csv`, `./a/b`",
        "at 10:30, a:b, ratio 3:4",
    ],
)
def test_an_address_or_a_formula_is_no_trace_of_a_machine(words):
    nb = good()
    nb.cells[0].source += f"\n{words}"
    assert shown.has_no_trace_of_a_machine(nb) == []


@pytest.mark.parametrize(
    "source",
    [
        "np.random.default_rng(0)",
        "g = torch.Generator().manual_seed(0)\ntorch.rand(3, generator=g)",
        "torch.manual_seed(1)\ntorch.rand(3)",
        "random.Random(0).choice([1, 2])",
        "np.random.Generator(np.random.PCG64(0))",
        "print(torch.zeros(3))",
        "np.random.default_rng(seed)",
        "torch.Generator(device='cpu').manual_seed(0)",
        "split(digits, [10], seed=1)",
        "torch.empty(3).normal_(generator=g)",
        "import torch as t\nt.manual_seed(1)\ntorch.empty(3).normal_()",
        "nn.init.zeros_(weight)",
        "DataLoader(data, shuffle=False)",
        "DataLoader(data, batch_size=4)",
        "DataLoader(data, shuffle=True, generator=g)",
        "torch.manual_seed(1)\nDataLoader(data, shuffle=True)",
        "from numpy import random\nrandom.default_rng(0).random(3)",
        "from lib import random\nrandom.walk()",
        "from numpy.random import default_rng\ndefault_rng(0).normal()",
    ],
)
def test_what_is_seeded_is_no_fault(source):
    nb = good()
    nb.cells[3].source = source
    assert rules.has_seeds(nb) == []


def test_a_seed_holds_for_the_cells_below():
    nb = good()
    nb.cells[2].source, nb.cells[3].source = "torch.manual_seed(1)", "torch.rand(3)"
    assert rules.has_seeds(nb) == []


@pytest.mark.parametrize("source", ["print('a;')", '"""a;\nb"""', "# a;", "x = 1; y = 2"])
def test_a_semicolon_that_hides_nothing_is_no_fault(source):
    nb = good()
    nb.cells[3].source = source
    assert rules.is_plain_python(nb) == []


def test_an_exercise_may_leave_out_the_answer_and_code_may_hold_a_comment_sign():
    nb = good()
    nb.cells[4].source += "\n\n```python\n#\n```"
    nb.cells[5:] = [new_code_cell("answer = ..."), *nb.cells[5:]]
    assert rules.is_finished(nb) == []


def test_the_times_are_what_the_formulas_say():
    nb = good()
    opening, imports, hidden, drawing, close, solution, folded = nb.cells
    assert hidden.metadata.tags and folded.metadata.tags and solution.source == SOLUTION
    close.source = re.sub(r"`{3,}\{solution.*?`{3,}", "", close.source, flags=re.DOTALL)
    words = [len(cell.source.split()) for cell in (opening, close)]
    lines = sum(len(cell.source.splitlines()) for cell in (imports, drawing))
    expected = words[0] / 75 + lines / 12, words[1] / 75 + 2 * 4
    assert lines == 3 and prose.minutes(nb) == pytest.approx(expected)
    nb.cells = nb.cells[:4]
    assert prose.minutes(nb) == pytest.approx((expected[0], 0))


def test_read_repairs_nothing(tmp_path):
    nb = good()
    nb.cells[1].id = nb.cells[2].id
    path = tmp_path / "twice.ipynb"
    path.write_text(json.dumps(nb))
    assert rules.is_valid(notebook.read(path))


def test_lessons_in_a_table_of_contents():
    toc = {
        "format": "jb-book",
        "root": "book/index",
        "parts": [
            {"caption": "Lessons", "chapters": [{"file": "book/01-a"}, {"file": "book/02-b"}]},
            {"chapters": [{"file": "book/glossary", "sections": [{"file": "book/03-c"}]}]},
        ],
    }
    assert rules.lessons_in(toc, "book") == ["01-a", "02-b", "03-c"]
    assert rules.lessons_in({"file": "a.b/01-c"}, "a.b") == ["01-c"]
    assert rules.lessons_in(toc, "b..k") == []
