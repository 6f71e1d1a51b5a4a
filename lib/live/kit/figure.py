"""A live figure: what a notebook and the site show of it, with a script and without."""

import json
from hashlib import sha256

from . import bundle

# By the attribute JupyterLab's shortcuts leave alone what is typed into a figure.
# currentScript leads every copy of a figure to its own place, so no id is needed.
HTML = """<div class="live-figure" data-lm-suppress-shortcuts="true">\
<div class="live-static">{static}</div><script>(() => {{
const host = document.currentScript.parentElement;
{script}
kit_mount_js.mount(host, {styles}, {data}, {module}.draw{third});
}})();</script></div>"""


class Figure:
    """A figure that the reader can step through and touch; a notebook shows it by itself.

    Its HTML holds everything: styles, script, data, and a static picture of the same content,
    which stands there until the script runs, and where none runs. The same arguments give the same
    characters.

    Parameters
    ----------
    name : str
        The folder with draw.js, which exports `draw(root, data, keep)`, and perhaps style.css.
    data : dict
        What `draw` is given: numbers, texts, and lists and dicts of them.
    static : str
        HTML of the static picture, made by the functions of `lib.live.kit.static`.
    text : str
        The figure in words, for places without HTML.
    styles : sequence of str
        Style sheets of kit/ that it shares with other figures, beside base.css.
    module : str
        The script in the folder, where it is not draw.js.

    Raises
    ------
    ValueError
        If data holds NaN or infinity.

    Examples
    --------
    >>> Figure("convolution", {"n": 3}, "<p>3</p>", "the number 3")
    the number 3
    """

    helpers = ("kit/keep",)  # modules that `third` needs

    def __init__(self, name, data, static, text, styles=(), module="draw"):
        self.name, self.static, self.text, self.shared = name, static, text, styles
        self.module = f"{name}/{module}"
        self.data = literal(data)

    def third(self, key):
        """What `draw` is given after root and data, in JavaScript, with a comma before it."""
        return f', kit_keep_js.makeKeep(host, "{key}")'

    def given(self):
        """The data as `draw` is given them, in JavaScript."""
        return self.data

    def __repr__(self):
        return self.text

    def _repr_html_(self):
        own = f"{self.name}/style"
        own = [own] if (bundle.LIVE / f"{own}.css").is_file() else []
        shared = [f"kit/{name}" for name in ("base", *self.shared)]
        script = bundle.script("kit/mount", *self.helpers, self.module)
        styles = bundle.needed(bundle.styles(*shared, *own), script + self.data)
        key = sha256(f"{script}{self.data}".encode()).hexdigest()[:12]
        return HTML.format(
            static=self.static,
            script=script,
            styles=literal(styles),
            data=self.given(),
            module=bundle.identifier(self.module),
            third=self.third(key),
        )


def literal(value):
    """A value as JavaScript that cannot end the script element that it stands in."""
    return json.dumps(value, allow_nan=False, separators=(",", ":")).replace("<", "\\u003c")
