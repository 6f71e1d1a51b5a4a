"""Sphinx extension: what the front page shows of the lessons is taken from them, at build time.

JupyterLab opens the front page too, and knows nothing of this. So it is written in directives of
sphinx-design, which both know; here they do more.

    :::{grid-item-card} [Convolution in two dimensions](#lesson-convolution-2d)
    :picture: fig-edges
    :crop: 0.33 0.09 1 1
    :alt: A portrait as its edges
    What the lesson is about.
    :::

gets the lesson's number, its times and a small copy of one of its figures.

    :::{card} [Draw a digit](#lesson-what-the-network-learned)
    :cell: live.draw(network)
    What stands below.
    :::

gets a live figure that the lesson stores: at first its still picture; its script is a file of its
own, which _static/front.js loads when the reader touches it. And `<div class="lesson-map"></div>`
is filled with a map of which lesson needs which.
"""

import base64
import io
import json
import posixpath
import re
from functools import cache
from html import escape
from pathlib import Path
from typing import NamedTuple

from docutils import nodes
from docutils.parsers.rst import directives
from docutils.statemachine import StringList
from PIL import Image, ImageOps
from sphinx.errors import ExtensionError
from sphinx.util.docutils import SphinxDirective

LABEL = re.compile(r"\((lesson-[\w-]+)\)=\n")
TIMES = re.compile(r"about (\d+) minutes to read and (\d+) for the exercises")
NEEDS = re.compile(r"\*\*You need\*\*(.*?\.)\s", re.DOTALL)  # what its first sentence names
ROW, EDGE = 32, 72  # pixels of the map: the height of a row, and where the arcs end
MAP = '<div class="lesson-map"></div>'
LINK = re.compile(r"\[(.+)\]\(#(lesson-[\w-]+)\)")
MAP_WORDS = (
    "<p>An arc leads from each lesson up to those that it needs;"
    " what they need in turn is not drawn.</p>"
)
ITEM = '<li><a href="{address}">{title}</a> <span class="needs">{needs}</span></li>'
SIZE = (400, 200)  # pixels of a picture, twice those of a card
STILL = re.compile(
    r'<div class="live-static"><p>(.*?)</p>(<img [^>]*>)(.*?)</div><script>(.*)</script></div>',
    re.DOTALL,
)
SHARE = re.compile(r"<td>(\d)<td>([\d.]+) %")
START = re.compile(r'"start":\d+')  # the drawing with which the figure begins

HOST = """<div class="live-figure on-touch" data-script="{script}">
<div class="still">{picture}
<button type="button" class="screen" hidden><span>{button}</span></button></div>
<div class="said"><p>{text}</p>
<ul aria-hidden="true">{bars}</ul>
<p class="screen" role="status"></p></div>
</div>"""
BAR = '<li>{digit}<i><i style="width: {share}%"></i></i></li>'


class Still(NamedTuple):
    """What stands for a live figure until it comes, and the script with which it comes."""

    text: str
    picture: str
    shares: list[tuple[str, str]]  # in percent, behind the digit
    script: str


class Lesson(NamedTuple):
    """What a lesson says of itself in its first cell, and its cells."""

    label: str
    title: str
    minutes: tuple[str, str]  # to read, and for the exercises
    needs: list[str]  # labels of lessons
    cells: list[dict]


def read_lesson(cells: list[dict]) -> Lesson | None:
    """Return a lesson; None for a notebook that is none.

    Examples
    --------
    >>> opening = '''(lesson-b)=
    ... # B
    ... - **You need** [A](#lesson-a). Not needed: [C](#lesson-c).
    ... - **Time**: about 25 minutes to read and 35 for the exercises.'''
    >>> read_lesson([{"source": opening}])[:4]
    ('lesson-b', 'B', ('25', '35'), ['lesson-a'])
    """
    opening = "".join(cells[0]["source"])
    if not (label := LABEL.match(opening)):
        return None
    return Lesson(
        label[1],
        re.search("^# (.+)", opening, re.MULTILINE)[1],
        TIMES.search(opening).groups(),
        re.findall(r"\]\(#(lesson-[\w-]+)\)", NEEDS.search(opening)[1]),
        cells,
    )


@cache
def read_lessons(folder: Path, pages: tuple[str, ...]) -> dict[str, Lesson]:
    """Return the lessons among these pages of a folder, by page, in order."""
    paths = {page: folder / f"{page}.ipynb" for page in pages}
    texts = {page: path.read_text("utf-8") for page, path in paths.items() if path.is_file()}
    read = {page: read_lesson(json.loads(text)["cells"]) for page, text in texts.items()}
    return {page: lesson for page, lesson in read.items() if lesson}


def without_detours(needs: dict[str, list[str]]) -> dict[str, list[str]]:
    """Return what is needed directly, without what another of these needs in turn.

    Examples
    --------
    >>> without_detours({"a": [], "b": ["a"], "c": ["b"], "d": ["a", "b", "c"]})["d"]
    ['c']
    """

    def implied(label):
        return {each for need in needs[label] for each in (need, *implied(need))}

    return {
        label: [need for need in direct if not any(need in implied(each) for each in direct)]
        for label, direct in needs.items()
    }


def find_output(cells, kind: str, what: str, is_wanted) -> str:
    """Return the output of this kind of the one cell that is wanted.

    Raises
    ------
    ExtensionError
        If there is no such cell, or more than one; `what` says what was asked for.
    """
    outputs = [output for cell in cells if is_wanted(cell) for output in cell.get("outputs", [])]
    found = [output["data"][kind] for output in outputs if kind in output.get("data", {})]
    if len(found) != 1:
        raise ExtensionError(f"{what} must be the {kind} of one cell, not of {len(found)}")
    return "".join(found[0])


def find_figure(lessons, name: str) -> bytes:
    """Return a figure of the lessons, as it is stored, by its label."""
    cells = [cell for lesson in lessons for cell in lesson.cells]

    def is_wanted(cell):
        return cell["metadata"].get("mystnb", {}).get("figure", {}).get("name") == name

    return base64.b64decode(find_output(cells, "image/png", f"picture (={name})", is_wanted))


def make_small(picture: bytes, crop: tuple[float, ...]) -> bytes:
    """Return a part of a picture (left, top, right and bottom, as shares), small and on white.

    Examples
    --------
    >>> file = io.BytesIO()
    >>> Image.new("L", (100, 10)).save(file, "PNG")
    >>> Image.open(io.BytesIO(make_small(file.getvalue(), (0, 0, 0.5, 1)))).size
    (400, 200)
    """
    whole = Image.open(io.BytesIO(picture)).convert("RGB")
    part = whole.crop([round(s * n) for s, n in zip(crop, whole.size * 2, strict=True)])
    file = io.BytesIO()
    small = ImageOps.pad(part, SIZE, Image.Resampling.LANCZOS, color="white")
    small.save(file, "WEBP", quality=50, method=6)
    return file.getvalue()


def read_still(html: str) -> Still:
    """Return what stands for a figure in which digits are drawn; its script begins without one.

    Raises
    ------
    ExtensionError
        If the figure is another one.

    Examples
    --------
    >>> read_still('<div class="live-figure"><div class="live-static"><p>A 3.</p><img alt="3">'
    ...            '<td>3<td>9.5 %</div><script>draw({"start":3});</script></div>')[1:]
    ('<img alt="3">', [('3', '9.5')], 'draw({"start":null});')
    """
    parts = STILL.search(html)
    script, count = START.subn('"start":null', parts[4] if parts else "")
    if count != 1:
        raise ExtensionError("figure-on-touch knows only figures in which digits are drawn")
    return Still(parts[1], parts[2], SHARE.findall(parts[3]), script)


def crop(argument: str) -> tuple[float, ...]:
    """Return four shares.

    Examples
    --------
    >>> crop("0 0.1 .5 1")
    (0.0, 0.1, 0.5, 1.0)
    """
    left, top, right, bottom = map(float, argument.split())
    if not (0 <= left < right <= 1 and 0 <= top < bottom <= 1):
        raise ValueError("must be left, top, right and bottom, as shares")
    return left, top, right, bottom


class Book(NamedTuple):
    """The lessons by page, as _toc.yml orders them, and the numbers of those that have one."""

    lessons: dict[str, Lesson]
    numbers: dict[str, int]  # by label

    def numbered(self, lesson: Lesson) -> str:
        """Return a lesson's title, behind its number."""
        number = self.numbers.get(lesson.label)
        return f"{number} · {lesson.title}" if number else lesson.title


def read_book(app) -> Book:
    """Return the lessons of the book that is built."""
    trees = app.config.external_site_map.root.subtrees
    lessons = read_lessons(Path(app.srcdir), tuple(page for tree in trees for page in tree.files()))
    numbered = [page for tree in trees if tree.numbered for page in tree.files()]
    return Book(lessons, {lessons[page].label: k for k, page in enumerate(numbered, 1)})


class OfLesson(SphinxDirective):
    """A card of which the title is a link to a lesson, `[Title](#lesson-name)`."""

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def find(self) -> tuple[str, str, Lesson]:
        """Return the words of the link, and the page and the lesson to which it leads."""
        link = LINK.fullmatch(self.arguments[0])
        if not link:
            raise self.error(f"title (={self.arguments[0]}) must be a link to a lesson")
        words, label = link.groups()
        for page, lesson in read_book(self.env.app).lessons.items():
            if lesson.label == label:
                self.env.note_dependency(self.env.doc2path(page))
                return words, page, lesson
        raise self.error(f"there is no lesson (={label})")

    def write(self, file: str, content: bytes) -> str:
        """Write a file of the site; return its address as seen from this page."""
        path = Path(self.env.app.outdir, file)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        return address(self.env.docname, file)

    def parse(self, *lines: str) -> list[nodes.Node]:
        box = nodes.Element()
        self.state.nested_parse(StringList(lines, self.get_source_info()[0]), 0, box)
        return box.children


def address(page: str, file: str) -> str:
    """Return the address of a file of the site as seen from a page.

    Examples
    --------
    >>> address("book/index", "_images/x.webp")
    '../_images/x.webp'
    """
    return posixpath.relpath(file, posixpath.dirname(page))


class LessonCards(SphinxDirective):
    """The cards of lessons; how many stand beside each other is up to the style sheet."""

    optional_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def run(self):
        box = nodes.container(is_div=True, classes=["lessons"])
        self.state.nested_parse(self.content, self.content_offset, box)
        return [box]


class LessonCard(OfLesson):
    """A lesson on the front page."""

    option_spec = {
        "picture": directives.unchanged_required,
        "crop": crop,
        "alt": directives.unchanged_required,
    }

    def run(self):
        words, page, lesson = self.find()
        if words != lesson.title:
            raise self.error(f"title (={words}) must be that of the lesson, {lesson.title}")
        book, (reading, doing) = read_book(self.env.app), lesson.minutes
        card = nodes.container(is_div=True, classes=["lesson"])
        card += nodes.raw("", self.picture(book, lesson.label), format="html")
        card += self.parse(
            "{.title}",
            f"[{book.numbered(lesson)}](/{page}.ipynb)",
            "",
            *self.content,
            "",
            "{.times}",
            f"{reading} min to read, {doing} to do",
        )
        return [card]

    def picture(self, book: Book, label: str) -> str:
        """Write the picture of a lesson; return the element that shows it."""
        figure = find_figure(book.lessons.values(), self.options["picture"])
        small = make_small(figure, self.options.get("crop", (0, 0, 1, 1)))
        source, alt = self.write(f"_images/{label}.webp", small), escape(self.options["alt"])
        width, height = (n // 2 for n in SIZE)
        size = f'width="{width}" height="{height}"'
        return f'<img src="{source}" alt="{alt}" {size} loading="lazy">'


class FigureOnTouch(OfLesson):
    """A live figure that a lesson stores, for which only its still picture is loaded at first."""

    option_spec = {"cell": directives.unchanged_required}

    def run(self):
        (words, _, lesson), cell = self.find(), self.options["cell"]
        html = find_output(
            lesson.cells,
            "text/html",
            f"cell (={cell})",
            lambda each: "".join(each["source"]).endswith(cell),
        )
        still = read_still(html)
        host = HOST.format(
            script=self.write(f"_static/{lesson.label}.js", still.script.encode()),
            picture=still.picture,
            button=escape(words),
            text=still.text,
            bars="".join(BAR.format(digit=digit, share=share) for digit, share in still.shares),
        )
        return [nodes.raw("", host, format="html"), *self.parse(*self.content)]


def arc(above: int, below: int) -> str:
    """Return the way from one row of the map to another, to the left of both.

    Examples
    --------
    >>> arc(0, 2)
    'M72 16a26 32 0 0 0 0 64'
    """
    span = below - above
    return (
        f"M{EDGE} {ROW * above + ROW // 2}a{10 + 8 * span} {ROW * span // 2} 0 0 0 0 {ROW * span}"
    )


def in_words(numbers: list[int]) -> str:
    """Return which lessons are needed.

    Examples
    --------
    >>> in_words([]), in_words([3]), in_words([5, 8, 9])
    ('', 'needs 3', 'needs 5, 8 and 9')
    """
    *most, last = map(str, sorted(numbers) or [""])
    return f"needs {', '.join(most)} and {last}" if most else f"needs {last}" if last else ""


def draw_map(book: Book, page: str) -> str:
    """Return the lessons in order, with what each needs: in words, and as arcs beside them."""
    needs = without_detours({each.label: each.needs for each in book.lessons.values()})
    rows = {label: k for k, label in enumerate(needs)}
    arcs = [arc(rows[need], rows[label]) for label in needs for need in needs[label]]
    paths = "".join(f'<path d="{each}"/>' for each in arcs)
    dots = "".join(
        f'<circle cx="{EDGE}" cy="{ROW * k + ROW // 2}" r="4"/>' for k in range(len(rows))
    )
    items = "".join(
        ITEM.format(
            address=address(page, f"{each}.html"),
            title=escape(book.numbered(lesson)),
            needs=in_words([book.numbers[need] for need in needs[lesson.label]]),
        )
        for each, lesson in book.lessons.items()
    )
    size = f"0 0 {EDGE + 6} {ROW * len(rows)}"
    height = f"height: calc({len(rows)} * var(--row))"
    picture = f'<svg viewBox="{size}" style="{height}" aria-hidden="true">{paths}{dots}</svg>'
    return f'{MAP_WORDS}<div class="lesson-map">{picture}<ul>{items}</ul></div>'


def fill_map(app, pagename, templatename, context, doctree):
    """Put the map where a page wants it."""
    if MAP in context.get("body", ""):
        context["body"] = context["body"].replace(MAP, draw_map(read_book(app), pagename))


def setup(app):
    app.setup_extension("sphinx_design")
    app.add_directive("grid", LessonCards, override=True)
    app.add_directive("grid-item-card", LessonCard, override=True)
    app.add_directive("card", FigureOnTouch, override=True)
    app.connect("html-page-context", fill_map)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
