"""Static rules of a lesson's cells: functions from a notebook to a list of faults."""

import ast
import io
import re
import statistics
import tokenize

import nbformat
from nbval.plugin import find_comment_markers, find_metadata_tags

from .notebook import REMEDY, VERSION, code, name, needs, version

LARGEST = 1.5e6  # bytes
LONGEST, MEDIAN = 12, 6  # lines of a code cell
WIDEST = 88  # characters of a line of code
NOTEBOOK_METADATA = {"kernelspec", "language_info", "needs"}
CELL_METADATA = {"jupyter", "mystnb", "tags", "tolerance"}
# What editors write when a notebook is saved: it may stay, and `make refresh` takes it out.
EDITORS = {"collapsed", "scrolled"}
LANGUAGE_INFO = {
    *("name", "version", "mimetype", "file_extension", "codemirror_mode"),
    *("pygments_lexer", "nbconvert_exporter"),
}


UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX)\b")
FENCED = re.compile(r"^(`{3,}).*?^\1", re.MULTILINE | re.DOTALL)
UNSEEDED = re.compile(
    r"(?:\w+\.)*(?:default_rng|RandomState|Random|Generator|SeedSequence"
    r"|MT19937|PCG64(?:DXSM)?|Philox|SFC64)"
)
GLOBAL = re.compile(r"(?:(?:np|numpy)\.)?random\.[a-z_]+(?<!\.default_rng)")
DRAWING = re.compile(  # from torch's own generator, where none is given; methods that end in _, too
    r"torch\.(?:rand(?:n|int|perm)?(?:_like)?|normal|bernoulli|multinomial)"
    r"|(?:(?s:.*)\.)?(?:normal|uniform|random|bernoulli|exponential|geometric|cauchy|log_normal"
    r"|trunc_normal|xavier_normal|xavier_uniform|kaiming_normal|kaiming_uniform|orthogonal|sparse)_"
    r"|(?:\w+\.)*(?:random_split|RandomSampler|WeightedRandomSampler)"
)
SEEDS = {"seed", "random_state"}
KERNEL = "python3"


def is_valid(nb):
    if (nb.nbformat, nb.nbformat_minor) != VERSION:
        return [f"format {version(nb)}, not 4.5: {REMEDY}"]
    ids = [cell.get("id") for cell in nb.cells]
    twice = {i for i in ids if ids.count(i) > 1}
    if twice:  # asked first, since nbformat repairs ids while it validates
        return [f"cell id {i} occurs twice" for i in twice]
    try:
        nbformat.validate(nb)
    except nbformat.ValidationError as error:
        return [f"not valid: {error.message}"]
    return []


def is_small(nb):
    size = len(nbformat.writes(nb).encode())  # as it lies on the disk
    return [f"{size / 1e6:.2f} MB are more than {LARGEST / 1e6} MB"] if size > LARGEST else []


def has_plain_metadata(nb):
    faults = []
    if nb.metadata.get("kernelspec", {}).get("name") != KERNEL:
        faults.append(f"kernelspec is not {KERNEL}")
    if not (isinstance(needs(nb), list) and all(isinstance(need, str) for need in needs(nb))):
        faults.append(f"metadata needs (={needs(nb)!r}) must be a list of words")
    for key in set(nb.metadata) - NOTEBOOK_METADATA:
        faults.append(f"metadata {key} of the notebook")
    for key in set(nb.metadata.get("language_info", {})) - LANGUAGE_INFO:
        faults.append(f"metadata language_info.{key} of the notebook")
    for cell in nb.cells:
        faults += [
            f"{name(cell)}: metadata {key}" for key in set(cell.metadata) - CELL_METADATA - EDITORS
        ]
    return faults


def was_run_in_order(nb):
    faults = []
    for expected, cell in enumerate(code(nb), 1):
        if not cell.source.strip():
            faults.append(f"{name(cell)} is empty")
        if cell.execution_count != expected:
            faults.append(f"{name(cell)}: count {cell.execution_count}, not {expected}")
    return faults


def has_no_nbval_marker(nb):
    """Nothing is left out of the comparison."""
    marked = [
        name(cell)
        for cell in code(nb)
        if list(find_comment_markers(cell.source)) or list(find_metadata_tags(cell.metadata))
    ]
    return [f"{cell} has a marker that nbval obeys" for cell in marked]


def has_short_cells(nb):
    lengths = [(len(cell.source.splitlines()), name(cell)) for cell in code(nb)]
    faults = [f"{cell}: {n} lines, more than {LONGEST}" for n, cell in lengths if n > LONGEST]
    median = statistics.median([n for n, _ in lengths] or [0])
    if median > MEDIAN:
        faults.append(f"median of {median} lines a cell, more than {MEDIAN}")
    return faults


def has_short_lines(nb):
    lines = [(name(cell), line) for cell in code(nb) for line in cell.source.splitlines()]
    return [
        f"{cell}: {len(line)} characters in a line, more than {WIDEST}: {line.strip()}"
        for cell, line in lines
        if len(line) > WIDEST
    ]


def is_plain_python(nb):
    """No magics, no shell lines, no semicolon that would hide an output."""
    faults = []
    for cell in code(nb):
        try:
            ast.parse(cell.source)
        except SyntaxError as error:
            faults.append(f"{name(cell)}, line {error.lineno}: not plain Python")
        else:
            if _ends_with_semicolon(cell.source):
                faults.append(f"{name(cell)}: a line ends with ;")
    return faults


def _ends_with_semicolon(source):
    tokens = list(tokenize.generate_tokens(io.StringIO(source).readline))
    ends = {tokenize.COMMENT, tokenize.NEWLINE, tokenize.NL, tokenize.ENDMARKER}
    return any(a.string == ";" and b.type in ends for a, b in zip(tokens, tokens[1:], strict=False))


def imports_in_one_cell(nb):
    statement = re.compile(r"^\s*(?:import\s+\w|from\s+[\w.]+\s+import\s)", re.MULTILINE)
    cells = [name(cell) for cell in code(nb) if statement.search(cell.source)]
    return [] if len(cells) == 1 else [f"{len(cells)} cells with imports, not 1: {cells}"]


def is_finished(nb):
    """Nothing is left to be done, and no answer is left out but those that an exercise asks for."""
    faults, told = [], ""
    for cell in nb.cells:
        faults += [f"{name(cell)}: {word}" for word in UNFINISHED.findall(cell.source)]
        if cell.cell_type == "code":
            if _leaves_out(cell.source) and "{exercise" not in told:
                faults.append(f"{name(cell)}: something is ... and no exercise asks for it")
            continue
        told = cell.source
        if re.search(r"^#+ *$", FENCED.sub("", cell.source), re.MULTILINE):
            faults.append(f"{name(cell)}: a heading without words")
    return faults


def _leaves_out(source):
    """Whether a value, or the body of a function, is three dots."""
    left = [node.value for node in _nodes(source) if isinstance(node, ast.Assign | ast.Expr)]
    return any(isinstance(value, ast.Constant) and value.value is ... for value in left)


def _nodes(source):
    """All nodes of a cell's syntax tree; none where it is no Python, which another rule reports."""
    try:
        return list(ast.walk(ast.parse(source)))
    except SyntaxError:
        return []


def has_seeds(nb):
    """Nothing is drawn from a generator without a seed."""
    faults, names, seeded = [], {}, False
    for cell in code(nb):
        nodes = _nodes(cell.source)
        for node in nodes:
            names |= _imported(node)
        calls = [node for node in nodes if isinstance(node, ast.Call)]
        methods = [call.func for call in calls if isinstance(call.func, ast.Attribute)]
        chained = {id(method.value) for method in methods if method.attr == "manual_seed"}
        for call in sorted(calls, key=lambda call: (call.lineno, call.col_offset)):
            first, *more = ast.unparse(call.func).split(".")
            called = ".".join([names.get(first, first), *more])
            seeded = seeded or called == "torch.manual_seed"
            if id(call) not in chained and _lacks_seed(call, called):
                faults.append(f"{name(cell)}: {called}() without a seed")
            if GLOBAL.fullmatch(called):
                faults.append(f"{name(cell)}: {called} draws without a generator")
            if not seeded and _draws_from_torch(call, called):
                faults.append(f"{name(cell)}: {called} before any torch.manual_seed")
    return faults


def _imported(node):
    """The full names of what a statement imports, by the names that they have in the lesson."""
    if isinstance(node, ast.Import):
        return {each.asname: each.name for each in node.names if each.asname}
    if isinstance(node, ast.ImportFrom):
        return {each.asname or each.name: f"{node.module}.{each.name}" for each in node.names}
    return {}


def _lacks_seed(call, called):
    """Whether a call makes a generator without a seed, or says that there is none."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    given = [*call.args, *named.values()]
    if called == "torch.Generator":  # which takes a device
        given = []
    without = all(map(_is_none, given)) and UNSEEDED.fullmatch(called)
    return without or any(_is_none(named[key]) for key in SEEDS & named.keys())


def _draws_from_torch(call, called):
    """Whether a call draws from torch's own generator."""
    named = {keyword.arg: keyword.value for keyword in call.keywords}
    shuffle = named.get("shuffle", ast.Constant(False))
    shuffles = called.endswith("DataLoader") and ast.unparse(shuffle) != "False"
    own = not _is_none(named.get("generator", ast.Constant(None)))
    return not own and bool(shuffles or DRAWING.fullmatch(called))


def _is_none(node):
    return isinstance(node, ast.Constant) and node.value is None


def lessons_in(toc, folder):
    """The lessons, folder/NN-name, that a table of contents of Jupyter Book 1 names, in order."""
    if isinstance(toc, list):
        return [name for entry in toc for name in lessons_in(entry, folder)]
    if not isinstance(toc, dict):
        return []
    named = re.findall(rf"^{re.escape(folder)}/(\d\d-[\w-]+)$", toc.get("file", ""))
    return named + [name for value in toc.values() for name in lessons_in(value, folder)]
