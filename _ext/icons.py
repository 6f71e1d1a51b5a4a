"""Sphinx extension: of the theme's 2,000 icons, the site keeps those that it shows.

The theme draws its icons in two ways: a script puts an <svg> in the place of every
<i class="fa-solid fa-NAME">, and style sheets write characters of an icon font. Both are made
anew here from the theme's own files, at a twentieth of their size.
"""

import re
from pathlib import Path

import pydata_sphinx_theme
from fontTools import subset
from fontTools.ttLib import TTFont
from sphinx.errors import ExtensionError

THEME = Path(pydata_sphinx_theme.__file__).parent / "theme/pydata_sphinx_theme/static"
SCRIPT = "scripts/fontawesome.js"
STYLES = "styles/pydata-sphinx-theme.css"
FONTS = "vendor/fontawesome/webfonts"

FAMILIES = {"fa", "fas", "far", "fab", "fa-solid", "fa-regular", "fa-brands"}
# in the script: NAME:[width,height,[other names],"character","path"],
DRAWING = re.compile(
    r'"?([a-z\d-]+)"?:\[\d+,\d+,(\[[^\]]*\]),"[\da-f]+",(?:"[^"]*"|\[[^\]]*\])\],?'
)
# in the style sheet: .fa-NAME:before,.fa-OTHER-NAME:before{content:"character"}
CHARACTER = re.compile(r'((?:\.fa-[a-z\d-]+:before,?)+)\{content:"[^"]*"\}')
COMPRESSED = re.compile(r'url\([^)]*\.woff2\) format\("woff2"\),')


def find_names(text: str) -> set[str]:
    """Return the names of what may be icons in a page, script or style sheet.

    Examples
    --------
    >>> sorted(find_names('<i class="fa-solid fa-bars fa-lg"></i>'))
    ['bars', 'lg', 'solid']
    """
    return set(re.findall(r"\bfa-([a-z\d-]+)", text))


def icons_in(page: str) -> list[set[str]]:
    """Return the classes of every element of a page that is an icon."""
    classes = (set(value.split()) for value in re.findall(r'\bclass="([^"]*)"', page))
    return [names for names in classes if names & FAMILIES]


def names_of(drawing: re.Match) -> set[str]:
    """Return all names of the icon that a DRAWING draws."""
    return {drawing[1], *re.findall(r'"([a-z\d-]+)"', drawing[2])}


def prune_script(script: str, used: set[str]) -> str:
    """Keep the drawings of the used icons."""
    return DRAWING.sub(lambda drawing: drawing[0] if names_of(drawing) & used else "", script)


def prune_styles(styles: str, used: set[str]) -> str:
    """Keep the characters of the used icons, and only the uncompressed fonts, cut out here."""
    kept = CHARACTER.sub(lambda rule: rule[0] if find_names(rule[1]) & used else "", styles)
    return COMPRESSED.sub("", kept)


def find_characters(styles: str) -> set[int]:
    r"""Return the characters that a style sheet may write, escaped or not.

    Examples
    --------
    >>> sorted(map(hex, find_characters('a:before {content: "\\f00c"} b {content: "\uf0f3"}')))
    ['0xf00c', '0xf0f3']
    """
    escaped = {int(code, 16) for code in re.findall(r"\\([\da-fA-F]{2,6})", styles)}
    return escaped | {ord(character) for character in styles if not character.isascii()}


def cut_font(source: Path, copy: Path, characters: set[int]):
    """Write a copy of a font with these characters only."""
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter()
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.save(copy)


def read_theme() -> tuple[str, str]:
    """Return the theme's script and style sheet of icons.

    Raises
    ------
    ExtensionError
        If the theme keeps its icons in another way than this extension knows.
    """
    for file in (SCRIPT, STYLES, FONTS):
        if not (THEME / file).exists():
            raise ExtensionError(f"{moved()} has no {file}")
    script, styles = ((THEME / file).read_text(encoding="utf-8") for file in (SCRIPT, STYLES))
    for name, pattern, text, file in [
        ("DRAWING", DRAWING, script, SCRIPT),
        ("CHARACTER", CHARACTER, styles, STYLES),
        ("COMPRESSED", COMPRESSED, styles, STYLES),
    ]:
        if not pattern.search(text):
            raise ExtensionError(f"{moved()} has nothing like {name} in {file}")
    return script, styles


def moved() -> str:
    return f"_ext/icons.py: pydata-sphinx-theme {pydata_sphinx_theme.__version__}"


def keep_used_icons(app, exception):
    """Replace the theme's script, style sheet and fonts of icons.

    Raises
    ------
    ExtensionError
        If a page has an icon that the theme does not know.
    """
    if exception is not None or app.builder.name != "html":
        return
    site = Path(app.outdir)
    static = site / "_static"
    script, styles = read_theme()
    known = set().union(*map(names_of, DRAWING.finditer(script)))
    used = set().union(*(find_names(path.read_text(encoding="utf-8")) for path in sources(site)))
    for path in site.rglob("*.html"):
        for icon in icons_in(path.read_text(encoding="utf-8")):
            if not {name.removeprefix("fa-") for name in icon - FAMILIES} & known:
                raise ExtensionError(f"{path.name}: class (={sorted(icon)}) must name an icon")
    (static / SCRIPT).write_text(prune_script(script, used), encoding="utf-8")
    (static / STYLES).write_text(prune_styles(styles, used), encoding="utf-8")
    sheets = [path.read_text(encoding="utf-8") for path in static.rglob("*.css")]
    for font in (THEME / FONTS).glob("*.ttf"):
        cut_font(font, static / FONTS / font.name, set().union(*map(find_characters, sheets)))
        (static / FONTS / font.name).with_suffix(".woff2").unlink(missing_ok=True)


def sources(site: Path) -> list[Path]:
    """Return the pages of a site, and the scripts that may add icons to them."""
    scripts = (site / "_static").rglob("*.js")
    ours = [
        path for path in scripts if "mathjax" not in path.parts and path.name != Path(SCRIPT).name
    ]
    return [*site.rglob("*.html"), *ours]


def setup(app):
    app.connect("build-finished", keep_used_icons)
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
