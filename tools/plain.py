"""Write the lessons as any viewer of notebooks shows them: plain Markdown, solutions folded.

    python -m tools.plain FOLDER

A Git host, plain nbconvert, VS Code and Colab know neither boxes nor references by label. What the
site says in their place is read from the list that JupyterLab uses, too (`tools/labels.py`).
"""

import re
import sys
from pathlib import Path

import nbformat
from nbformat.v4 import new_markdown_cell
from pybtex import PybtexEngine

from checker import notebook
from checker.labels import ENTRY, GLOSSARY
from tools import ROOT
from tools.labels import read_stored

BOOK = ROOT / "book"
BOX = re.compile(
    r"^(`{3,}|:{3,})\{([\w-]+)\} *([^\n]*?) *\n((?::[\w-]+:[^\n]*\n)*)(.*?)^\1 *$",
    re.MULTILINE | re.DOTALL,
)
OPTION = re.compile(r"^:([\w-]+): *(.*?) *$", re.MULTILINE)
ROLE = re.compile(r"\{(term|numref|eq|cite(?::t)?)\}`(?:([^`<]+?) *<)?([^`>]+)>?`")
LINK = re.compile(r"(?<=\]\()#(lesson-[\w-]+)(?=\))")
EQUATION = re.compile(r"(\$\$[^$]+?)\s*\$\$ *\(([\w-]+)\) *$", re.MULTILINE)
TARGET = re.compile(r"^\([\w-]+\)=\n", re.MULTILINE)
FOLD = "<details>\n<summary>{}</summary>\n\n{}\n\n</details>"
SOLUTION = re.compile(r"<summary>Solution of .*</details>\Z", re.DOTALL)


class Page:
    """What a page's labels stand for, and the sources it has named.

    Parameters
    ----------
    name : str
        Its file.
    stored : dict
        The names, numbers and sources of the whole book.
    """

    def __init__(self, name: str, stored: dict):
        self.name, self.cited = name, []
        kinds = ("lessons", "numbers", "sources")
        self.lessons, self.numbers, self.sources = (stored.get(kind, {}) for kind in kinds)

    def plain(self, text: str) -> str:
        """Return Markdown that needs nothing but Markdown.

        Examples
        --------
        >>> page = Page("a.ipynb", {"lessons": {"lesson-b": ["b.ipynb", "B"]}})
        >>> page.plain("A {term}`kernel` is the subject of [B](#lesson-b).")
        'A [kernel](glossary.md#kernel) is the subject of [B](b.ipynb).'
        """
        text = TARGET.sub("", BOX.sub(self._box, text))
        text = EQUATION.sub(self._equation, text)
        text = LINK.sub(lambda found: self.lessons[found[1]][0], text)
        return ROLE.sub(self._role, text)

    def _equation(self, found):
        number = self.numbers[found[2]][1].strip("()")
        return f"{found[1]} \\tag{{{number}}}\n$$"

    def _box(self, found):
        _, kind, title, options, body = found.groups()
        options, body = dict(OPTION.findall(options)), body.strip()
        if kind == "exercise":
            number = self.numbers[options["label"]][1]
            return f"**{number}{f': {title}' if title else ''}**\n\n{body}"
        if kind == "solution":
            return FOLD.format(f"Solution of {self.numbers[title][1].lower()}", body)
        if kind == "dropdown":
            return FOLD.format(title, body)
        return "\n".join(f"> {line}".rstrip() for line in f"**{title}**\n\n{body}".splitlines())

    def _role(self, found):
        role, text, target = found.groups()
        if role == "term":
            return f"[{text or target}](glossary.md#{anchor(target)})"
        if role.startswith("cite"):
            return ", ".join(self._source(key.strip(), role) for key in target.split(","))
        file, number = self.numbers[target]
        return number if file == self.name else f"[{number}]({file})"

    def _source(self, key, role):
        self.cited.append(key)
        authors, sign = self.sources[key]
        return f"{authors} {sign}" if role == "cite:t" else sign


def anchor(term: str) -> str:
    """Return the address that Git hosts give a heading.

    Examples
    --------
    >>> anchor("L2 regularisation (weight decay)")
    'l2-regularisation-weight-decay'
    """
    return re.sub(r"[^\w -]", "", term.lower()).replace(" ", "-")


def lesson(path: Path, stored: dict) -> nbformat.NotebookNode:
    """Return a lesson in plain Markdown, with captions, folded solutions and its sources."""
    nb, page, cells = notebook.read(path), Page(path.name, stored), []
    for cell in nb.cells:
        if cell.cell_type == "markdown":
            cell.source = page.plain(cell.source)
        elif is_solution(cell, cells):
            cells[-1].source = with_code(cells[-1].source, cell)
            continue
        cells += [cell, *caption(cell, page)]
    if page.cited:
        text = f"## Sources\n\n{references(page.cited)}"
        cells.append(new_markdown_cell(text, id="sources"))
    nb.cells = cells
    return nb


def is_solution(cell, before) -> bool:
    """Whether a cell of code belongs to the solution before it, and to nothing that follows."""
    is_hidden = "hide-cell" in cell.metadata.get("tags", [])
    return is_hidden and SOLUTION.search(before[-1].source) is not None


def with_code(folded: str, cell) -> str:
    """Return a folded solution, its code and what it printed in it."""
    printed = "".join(output.text for output in cell.outputs)
    said = f"\n\n```text\n{printed.rstrip()}\n```" if printed else ""
    body = folded.removesuffix("</details>").rstrip()
    return f"{body}\n\n```python\n{cell.source}\n```{said}\n\n</details>"


def caption(cell, page: Page) -> list:
    """Return the cells that say below a figure what it shows: one, or none."""
    figure = cell.metadata.get("mystnb", {}).get("figure")
    if not figure:
        return []
    text = f"**{page.numbers[figure['name']][1]}** {page.plain(figure['caption'])}"
    return [new_markdown_cell(text, id=f"{cell.id}-caption")]


def references(keys: list[str]) -> str:
    """Return the sources as a list."""
    text = (BOOK / "references.bib").read_text("utf-8")
    said = PybtexEngine().format_from_string(
        text, style="alpha", citations=sorted(set(keys)), output_backend="markdown"
    )
    return said.strip()


def page_of(page: Page) -> str:
    """Return a page that is no notebook in plain Markdown."""
    return page.plain((BOOK / page.name).read_text("utf-8"))


def glossary(page: Page) -> str:
    """Return the glossary with a heading for each term, at which links arrive."""
    text = (BOOK / page.name).read_text("utf-8")
    return page.plain(GLOSSARY.sub(lambda found: separated(found[2]), text))


def separated(entries: str) -> str:
    """Return the entries of a glossary as headings, each with its meaning.

    Examples
    --------
    >>> separated("kernel\\n  The weights.\\n")
    '### kernel\\n\\nThe weights.\\n'
    """
    titled = ENTRY.sub(lambda entry: f"### {entry[0]}\n", entries)
    return re.sub("^  ", "", titled, flags=re.MULTILINE)


def main(folder: Path) -> None:
    """Write all lessons, and the pages to which they lead, into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    stored = read_stored()
    for path in sorted(BOOK.glob("*.ipynb")):
        nbformat.write(lesson(path, stored), folder / path.name)
    pages = {"glossary.md": glossary, "notes.md": page_of, "conventions.md": page_of}
    for name, read in pages.items():
        (folder / name).write_text(read(Page(name, stored)), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(Path(sys.argv[1]))
    print(f"The lessons in plain Markdown are in {sys.argv[1]}.")
