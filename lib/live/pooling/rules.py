"""What a push changes, and how that is said, in Python and on the page alike (see `kit.rules`).

Pictures and maps are lists of rows; a push is a pair, pixels down and to the right.
"""

from math import sqrt

from lib.convolution import positions

from ..kit.static import fixed

DIRECTIONS = (("up", "down"), ("left", "right"))
EMPTY = "was 0 all over"  # what has no relative change
ROUNDING = 1e-9  # sums in another order may differ by that, relative to the largest number


def border(m):
    """Zeros on each side with which a kernel of odd size m keeps a picture's size for stride 1."""
    return m // 2


def starts(n, m, stride):
    """Where windows of m elements begin in n.

    Examples
    --------
    >>> starts(7, 3, 2)
    [0, 2, 4]
    """
    return [k * stride for k in range(positions(n, m, 0, stride))]


def shifted(x, by):
    """A picture, moved; what leaves it is lost, and zeros come in.

    Examples
    --------
    >>> shifted([[1, 2], [3, 4]], (0, 1))
    [[0, 1], [0, 3]]
    """
    return [[pixel(x, i - by[0], j - by[1], 0) for j in range(len(x[0]))] for i in range(len(x))]


def pixel(x, i, j, outside):
    """The number in row i and column j, or what stands outside the picture."""
    return x[i][j] if 0 <= i < len(x) and 0 <= j < len(x[0]) else outside


def scale_of(before, after):
    return max([abs(value) for row in [*before, *after] for value in row])


def compare(before, after):
    """How two maps differ.

    Returns
    -------
    dict
        "changed", places; "counted", how many are not 0 in both; "relative", the size of the change
        relative to that of the map before (Euclidean norms), or None if that was 0 all over.

    Examples
    --------
    >>> compare([[3, 4, 0]], [[3, 0, 0]])
    {'changed': [(0, 1)], 'counted': 2, 'relative': 0.8}
    """
    least = ROUNDING * scale_of(before, after)
    places = [(i, j) for i in range(len(before)) for j in range(len(before[0]))]
    pairs = [(before[i][j], after[i][j]) for i, j in places]
    norm = sqrt(sum([old**2 for old, new in pairs]))
    change = sqrt(sum([(new - old) ** 2 for old, new in pairs]))
    return {
        "changed": [(i, j) for i, j in places if abs(after[i][j] - before[i][j]) > least],
        "counted": len([1 for old, new in pairs if max(abs(old), abs(new)) > least]),
        "relative": change / norm if norm > 0 else None,
    }


def is_moved(before, after, by):
    """Whether the map after is the map before, moved: equal wherever the two overlap.

    Examples
    --------
    >>> is_moved([[1, 2, 3]], [[7, 1, 2]], (0, 1)), is_moved([[1, 2, 3]], [[7, 1, 3]], (0, 1))
    (True, False)
    """
    least = ROUNDING * scale_of(before, after)
    for i in range(len(after)):
        for j in range(len(after[0])):
            source = pixel(before, i - by[0], j - by[1], None)
            if source is not None and abs(after[i][j] - source) > least:
                return False
    return True


def distance(by):
    """A push in words.

    Examples
    --------
    >>> distance((2, -1)), distance((0, 1))
    ('2 down and 1 left', '1 right')
    """
    axes = [axis for axis in range(2) if by[axis] != 0]
    parts = [f"{abs(by[axis])} {DIRECTIONS[axis][1 if by[axis] > 0 else 0]}" for axis in axes]
    return " and ".join(parts)


def share(change):
    """How many changed, of how many, of what `compare` finds.

    Examples
    --------
    >>> share(compare([[3, 4, 0]], [[3, 0, 0]]))
    '1 of 2'
    """
    return f"{len(change['changed'])} of {change['counted']}"


def measure(change, noun):
    """What `compare` finds, in words.

    Examples
    --------
    >>> measure(compare([[3, 4, 0]], [[3, 0, 0]]), "outputs")
    '1 of 2 nonzero outputs; relative change 0.80'
    """
    relative = change["relative"]
    size = EMPTY if relative is None else f"relative change {fixed(relative, 2)}"
    return f"{share(change)} nonzero {noun}; {size}"
