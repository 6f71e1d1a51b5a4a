"""Opens built pages in a real Chromium, and writes down what happened there."""

import functools
import http.server
import json
import shutil
import threading
import time
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

# The first draws no windows, which take more time than some pages.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = [
    "--no-sandbox",  # Chromium does not start for root without it
    "--disable-gpu",
    "--in-process-gpu",  # a process less for every page
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",  # nothing gets out of this machine
]
WIDE, NARROW = (1280, 900), (390, 844)
PATIENCE = 120  # seconds in which a busy machine loads a page

# Resolves once MathJax, where the page has it, has typeset everything.
TYPESET = """async () => {
    if (!document.querySelector('.math')) return;
    for (let i = 0; i < 200 && !window.MathJax?.startup?.promise; i++)
        await new Promise(done => setTimeout(done, 25));
    await window.MathJax.startup.promise;
}"""
FORMULAS = """() => {
    const math = [...document.querySelectorAll('.math')];
    return {
        bare: math.filter(e => !e.querySelector('mjx-container')).map(e => e.textContent),
        wrong: [...document.querySelectorAll('[data-mjx-error]')].map(e => e.textContent),
    };
}"""
# Icons that cannot be seen: tags that no drawing replaced, drawings without a line or of an unknown
# icon, and characters that look as one that the icon font does not have.
BLANK_ICONS = """async () => {
    await document.fonts.ready;
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    const picture = (font, character) => {
        canvas.reset();
        canvas.font = font;
        canvas.textBaseline = 'top';
        canvas.fillText(character, 2, 2);
        return canvas.getImageData(0, 0, 40, 40).data.join();
    };
    const blank = [...document.querySelectorAll('i, span')]
        .filter(e => /\\bfa[srb]?\\b/.test(e.className)).map(e => e.outerHTML);
    for (const icon of document.querySelectorAll('svg.svg-inline--fa')) {
        const drawn = icon.querySelector('path')?.getTotalLength() > 0;
        const seen = !icon.checkVisibility() || icon.getBoundingClientRect().width > 0;
        if (!drawn || !seen || icon.querySelector('.missing')) blank.push(icon.outerHTML);
    }
    for (const element of document.querySelectorAll('*'))
        for (const place of ['::before', '::after']) {
            const style = getComputedStyle(element, place);
            if (style.content === 'none' || !style.fontFamily.includes('Awesome')) continue;
            const font = `${style.fontWeight} 32px ${style.fontFamily}`;
            if (picture(font, JSON.parse(style.content)) === picture(font, '\\uf8fe'))
                blank.push(`${element.className}${place} ${style.content}`);
        }
    return blank;
}"""
# Marks one text of each look, colours and all that lies behind it, live figures included, since axe
# takes long to find the contrast of every letter of a program.
MARK_LOOKS = """() => {
    const looks = new Set();
    const mark = (element, below) => {
        const style = getComputedStyle(element);
        let own = [style.opacity, style.filter, style.backgroundColor, style.backgroundImage];
        own = own.join() === '1,none,rgba(0, 0, 0, 0),none' ? '' : own.join();
        if (style.position !== 'static') own += element.className; // may lie before anything
        const behind = below + own;
        const texts = [...element.childNodes].filter(node => node.nodeType === Node.TEXT_NODE);
        const look = [style.color, style.fontSize, style.fontWeight, style.textShadow,
            style.visibility, behind].join();
        const isNew = texts.some(text => text.data.trim()) && !looks.has(look);
        element.toggleAttribute('data-look', isNew);
        if (isNew) looks.add(look);
        for (const child of (element.shadowRoot ?? element).children) mark(child, behind);
    };
    mark(document.documentElement, '');
}"""
# Of the contrast, axe looks at what is marked, a letter alone and what has a sign before it too.
CONTRAST = {"id": "color-contrast", "selector": "[data-look]"}
ALL_TEXTS = {"color-contrast": {"options": {"ignoreLength": True, "ignorePseudo": True}}}
# Lines of code that are wider than their box.
CUT_CODE = """() => [...document.querySelectorAll('.cell_input pre')]
    .filter(one => one.scrollWidth > one.clientWidth).map(one => one.innerText)"""
# Live figures around which a box of another colour stands, of all that have a colour of their own.
FRAMED = """() => {
    const paper = box => getComputedStyle(box).backgroundColor;
    return [...document.querySelectorAll('.live-figure')].flatMap(figure => {
        const papers = [];
        for (let box = figure; box; box = box.parentElement) papers.push(paper(box));
        const own = paper(figure.shadowRoot?.querySelector('.live') ?? figure);
        return papers.filter(one => one !== 'rgba(0, 0, 0, 0)' && one !== own);
    });
}"""
OVERFLOW = """() => document.documentElement.scrollWidth - document.documentElement.clientWidth"""


class Weight(NamedTuple):
    """What a page's first load brings, in bytes, uncompressed."""

    figures: int  # the outputs of a lesson that are images
    rest: int


class Visit(NamedTuple):
    """What was seen on one page; every list is empty where all is well."""

    weight: Weight
    errors: list[str]  # of the console and of scripts
    outside: list[str]  # requests to other hosts
    bare_formulas: list[str]  # not typeset
    wrong_formulas: list[str]  # with an error in them
    blank_icons: list[str]  # that nobody sees
    faults: list[str]  # that axe calls serious or critical
    cut_code: list[str]  # lines that do not fit on a screen of 1280 pixels
    frames: list[str]  # of another colour, around live figures in the dark
    overflow: int  # pixels by which the page scrolls sideways on a narrow screen


def find_chromium() -> str | None:
    """Return the path of a Chromium, or None."""
    return next((path for name in CHROMIUMS if (path := shutil.which(name))), None)


class Server(http.server.ThreadingHTTPServer):
    def handle_error(self, request, address):
        """Say nothing: a page that is left while it loads breaks off what it asked for."""


@contextmanager
def serve(folder: Path):
    """Serve a folder on this machine; the context's value is its address."""

    class Handler(http.server.SimpleHTTPRequestHandler):
        def log_message(self, *args):
            pass

    handler = functools.partial(Handler, directory=str(folder))
    with Server(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def watch(page) -> tuple[list[str], list[str]]:
    """Return two lists that grow with a page's errors and with its requests to other hosts."""
    errors, outside = [], []

    def request(request):
        if not request.url.startswith(("file:", "data:", "blob:", "http://127.0.0.1:")):
            outside.append(request.url)

    page.on(
        "console", lambda message: errors.append(message.text) if message.type == "error" else 0
    )
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on("request", request)
    return errors, outside


def weigh(page, address: str) -> Weight:
    """Open a page, typeset it, and add up what the browser got for that."""
    begun, ended = [], []
    page.on("request", lambda request: begun.append(request))
    for end in ("requestfinished", "requestfailed"):
        page.on(end, lambda request: ended.append(request))
    page.goto(address)
    page.evaluate(TYPESET)
    page.evaluate("document.fonts.ready.then(() => null)")  # they come last
    deadline = time.monotonic() + PATIENCE
    while len(ended) < len(begun):
        if time.monotonic() > deadline:
            open_ = sorted({each.url for each in begun} - {each.url for each in ended})
            raise TimeoutError(f"{address} still loads after {PATIENCE} s: {open_}")
        page.wait_for_timeout(10)
    return add_up((each.url, len(each.response().body())) for each in ended if not each.failure)


def add_up(loads) -> Weight:
    """Add up the sizes of what was loaded, given as pairs of address and bytes.

    Examples
    --------
    >>> add_up([("http://host/book/x.html", 10), ("http://host/_images/a.png", 5)])
    Weight(figures=5, rest=10)
    """
    weight = Counter()
    for address, size in loads:
        weight["/_images/" in address] += size
    return Weight(figures=weight[True], rest=weight[False])


def find_faults(axe, page, state: str, **options) -> list[str]:
    """Return the serious and critical faults that axe finds on a page, one line each.

    `options` are axe's. Of texts that look alike, one is asked for its contrast.
    """
    settings = json.dumps({"rules": [CONTRAST]})
    page.evaluate(MARK_LOOKS)
    page.evaluate(f"if (!window.axe) {{ {axe.axe_script}; axe.configure({settings}); }}")
    options |= {
        "checks": ALL_TEXTS,
        "reporter": "no-passes",
    }  # the latter saves a third of the time
    return [
        f"{state}: {fault['id']} ({fault['impact']}) in {node['html'][:150]}"
        for fault in page.evaluate("options => axe.run(options)", options)["violations"]
        if fault["impact"] in {"serious", "critical"}
        for node in fault["nodes"]
    ]


def visit(browser, axe, address: str) -> Visit:
    """Open a page wide and light, then dark, then narrow, and return what was seen."""
    context = browser.new_context(
        viewport=dict(zip(("width", "height"), WIDE, strict=True)),
        color_scheme="light",
        reduced_motion="reduce",  # colours are measured at rest, not on their way
    )
    try:
        page = context.new_page()
        errors, outside = watch(page)
        weight = weigh(page, address)
        formulas = page.evaluate(FORMULAS)
        blank_icons = page.evaluate(BLANK_ICONS)
        seen = list(errors)  # axe itself raises some under file://
        faults = find_faults(axe, page, "wide")
        page.evaluate("document.documentElement.dataset.theme = 'dark'")
        faults += find_faults(axe, page, "dark", runOnly=["color-contrast"])  # the rest is the same
        cut_code, frames = page.evaluate(CUT_CODE), page.evaluate(FRAMED)
        page.set_viewport_size(dict(zip(("width", "height"), NARROW, strict=True)))
        overflow = page.evaluate(OVERFLOW)
        bare, wrong = formulas["bare"], formulas["wrong"]
        lists = (seen, outside, bare, wrong, blank_icons, faults, cut_code, frames)
        return Visit(weight, *lists, overflow)
    finally:
        context.close()
