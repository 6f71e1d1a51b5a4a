"""Sphinx extension: what the pages to look up know of the lessons.

Each term of the glossary leads to the section that teaches it and to the one that first uses it,
each source to the lessons that cite it, and each formula to the section that derives it. All that
is read from the lessons, or held against them: what differs stops a strict build.
"""

from typing import NamedTuple

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms.post_transforms import SphinxPostTransform
from sphinx.util import logging
from sphinx.util.docutils import SphinxDirective
from sphinx.util.nodes import make_refnode

UNNUMBERED = {"nowrap": False, "number": None, "label": None}

logger = logging.getLogger(__name__)


class Place(NamedTuple):
    """A section of a page; that of a whole page has no name."""

    page: str
    name: str
    title: str


def lessons(env) -> list[str]:
    """Return the pages that have a label `lesson-...`, in reading order."""
    labels = env.get_domain("std").labels
    known = {page for label, (page, *_) in labels.items() if label.startswith("lesson-")}
    return [page for page in env.toctree_includes.get(env.config.root_doc, []) if page in known]


def page_of(env, label: str) -> str:
    """Return the page of a label, "" for one that there is not."""
    return env.get_domain("std").labels.get(label, ("",))[0]


def sections(env, page: str) -> dict[str, Place]:
    """Return the sections of a page by their names; "" is the name of the page's own."""
    links = env.tocs[page].findall(nodes.reference) if page else []
    return {
        link["anchorname"].removeprefix("#"): Place(
            page, link["anchorname"].removeprefix("#"), link.astext()
        )
        for link in links
        if link["refuri"] == page
    }


def place_of(env, page: str, node: nodes.Node) -> Place:
    """Return the section of a page in which a node stands."""
    known = sections(env, page)
    while node := node.parent:
        for name in node.get("ids", []) if isinstance(node, nodes.section) else []:
            if name in known:
                return known[name]
    return known[""]


def first_uses(env) -> dict[str, Place]:
    """Return the place of each term's first use in the lessons."""
    found = {}
    for page in lessons(env):
        for node in env.get_doctree(page).findall(addnodes.pending_xref):
            if node["reftype"] == "term":
                found.setdefault(node["reftarget"].lower(), place_of(env, page, node))
    return found


def lesson_words(env, page: str) -> str:
    """Return how a lesson is called in a few words: by its number, or else by its title."""
    number = env.toc_secnumbers.get(page, {}).get("", ())
    return f"lesson\N{NO-BREAK SPACE}{number[0]}" if number else env.titles[page].astext()


def is_formula(node: nodes.Node) -> bool:
    return isinstance(node, nodes.math | nodes.math_block)


class LookUp(SphinxPostTransform):
    """What these transforms share: links to places."""

    default_priority = 1  # before references are resolved

    def link(self, place: Place, words: str = "") -> nodes.reference:
        """Return a link to a place, by its title unless other words are given."""
        child = nodes.inline("", words or place.title)
        return make_refnode(
            self.app.builder, self.env.docname, place.page, place.name or None, child
        )

    def link_with_lesson(self, place: Place) -> list[nodes.Node]:
        """Return a link to a place, and the name of its lesson where the link does not say it."""
        words = lesson_words(self.env, place.page)
        told = [nodes.Text(f" ({words})")] if place.title != words else []
        return [self.link(place), *told]


class Terms(LookUp):
    """Say of each term where it is taught and first used."""

    def run(self):
        glossaries = [*self.document.findall(addnodes.glossary)] if lessons(self.env) else []
        uses = first_uses(self.env) if glossaries else {}
        for glossary in glossaries:
            for item in glossary.findall(nodes.definition_list_item):
                term = item.next_node(nodes.term).astext()
                written = term.lower().replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
                self.lead(item, term, uses.get(written))

    def lead(self, item, term, first):
        """Replace the paragraph that ends an entry, `Taught in [Section](#lesson-name).`"""
        last = item[-1][-1]
        taught = self.find(last.next_node(addnodes.pending_xref))
        if taught is None:
            logger.warning("%s: no lesson teaches it where its entry says", term, location=item)
            return
        said = [nodes.Text("Taught and first used in " if first == taught else "Taught in ")]
        said += self.link_with_lesson(taught)
        if first and first != taught:
            said += [nodes.Text("; first used in "), *self.link_with_lesson(first)]
        last.replace_self(nodes.paragraph("", "", *said, nodes.Text("."), classes=["lookup"]))

    def find(self, link):
        """Return the section that a link names, of the lesson that it leads to."""
        page = page_of(self.env, link["reftarget"]) if link else ""
        known = sections(self.env, page).values()
        return next((place for place in known if place.title == link.astext()), None)


class Sections(LookUp):
    """Lead a link to a lesson, in the words of one of its sections, to that section."""

    default_priority = Terms.default_priority + 1  # which reads such links itself

    def run(self):
        for link in [*self.document.findall(addnodes.pending_xref)]:
            if link.get("reftarget", "").startswith("lesson-"):
                places = sections(self.env, page_of(self.env, link["reftarget"])).values()
                titles = {place.title: place for place in places if place.name}
                if place := titles.get(link.astext()):
                    link.replace_self(self.link_with_lesson(place))


class Formula(SphinxDirective):
    """A formula of a lesson: its label, or the lesson's and the formula; and what it says."""

    required_arguments = 1
    has_content = True

    def run(self):
        box = nodes.container(classes=["formula"], formula=self.arguments[0])
        self.state.nested_parse(self.content, self.content_offset, box)
        if self.arguments[0].startswith("eq-"):
            box += nodes.math_block("", "", **UNNUMBERED)
        self.set_source_info(box)
        return [box]


class Formulas(LookUp):
    """Take each formula from its lesson, and say where it stands there."""

    def run(self):
        for box in self.document.findall(nodes.container):
            if "formula" in box:
                self.fill(box, box["formula"])

    def fill(self, box, label):
        """Put the formula into its box where only its label stands, and say where it is from."""
        page, _ = self.env.get_domain("math").equations.get(label, (page_of(self.env, label), 0))
        shown = next(box.findall(is_formula), None)
        found = self.find(page, label, shown.astext()) if page and shown else None
        if found is None:
            logger.warning("%s: no lesson has this formula", label, location=box)
            return
        shown.replace_self(type(shown)("", found.astext(), **UNNUMBERED))
        place = place_of(self.env, page, found)
        box += nodes.paragraph("", "", *self.link_with_lesson(place), classes=["lookup"])

    def find(self, page, label, tex):
        """Return the formula of a page that has this label or, where one is given, this TeX."""
        for each in self.env.get_doctree(page).findall(is_formula):
            if each.astext() == tex if tex else each.get("label") == label:
                return each
        return None


class Sources(LookUp):
    """Say of each source where it is cited."""

    default_priority = 900  # the list of sources stands there by then

    def run(self):
        domain = self.env.get_domain("cite")
        keys = {citation.citation_id: citation.key for citation in domain.citations}
        for source in self.document.findall(nodes.citation):
            if key := keys.get(source["ids"][0]):
                self.name(source, key, domain.citation_refs)

    def name(self, source, key, citing):
        """Name the pages that cite a source, in reading order."""
        found = {ref.docname for ref in citing if key in [target.key for target in ref.targets]}
        root = self.config.root_doc
        order = [root, *self.env.toctree_includes.get(root, [])]
        pages = [page for page in order if page in found - {self.env.docname}]
        if not pages:
            logger.warning("%s: no page cites this source", key, location=source)
            return
        said = [nodes.Text("Cited in ")]
        for page in pages:
            place = sections(self.env, page)[""]
            said += [self.link(place, lesson_words(self.env, page)), nodes.Text(", ")]
        said[-1] = nodes.Text(".")
        source += nodes.paragraph("", "", *said, classes=["lookup"])


def setup(app):
    app.add_directive("formula", Formula)
    for transform in (Terms, Sections, Formulas, Sources):
        app.add_post_transform(transform)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
