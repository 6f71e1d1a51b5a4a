"""Whether numbers are right, and if not, what they look like.

In the forms of `lib.live.kit.rules`, since pages judge too. Numbers are
{"shape": sizes of the axes, "values": the numbers, row by row}; a mistake is such numbers with the
half sentence that names it, as "text".
"""

from math import floor, inf

from ..kit.static import number

TENS = [10, 100, 1000, 10_000, 100_000, 1_000_000]


def tolerance(value, decimals, largest):
    """How far an answer may lie from a value, of which `largest` is the largest beside it.

    Half a unit of the last decimal, where so many are asked for. Otherwise a whole number has to be
    exact, but for what float32 loses, and any other is given to three significant digits or more.
    """
    if decimals is not None:
        return 0.5000001 / 10**decimals
    lost = 1e-6 * (largest or 1)
    if value % 1 == 0:
        return min(lost, 0.4)
    unit = 1.0
    while unit > abs(value):
        unit /= 10
    while 10 * unit <= abs(value):
        unit *= 10
    return max(lost, 0.005 * unit)


def near(given, value, decimals, largest):
    """Whether a number is the wanted one, as precisely as was asked; nan is nan."""
    if given == value or (given != given and value != value):
        return True
    if max(abs(given), abs(value)) == inf or given != given or value != value:
        return False
    return abs(given - value) <= tolerance(value, decimals, largest)


def size(values):
    """The largest of the absolute values that are finite."""
    return max([0, *[abs(value) for value in values if abs(value) < inf]])


def are_near(given, values, decimals):
    """Which numbers are near those that belong to them."""
    largest = size(values)
    return [near(one, value, decimals, largest) for one, value in zip(given, values, strict=False)]


def bare(shape):
    """A shape without axes of length 1, which do not matter: [9] is as good as 9."""
    return [n for n in shape if n != 1]


def agrees(given, wanted, decimals):
    """Whether all numbers are near those that are wanted."""
    return bare(given["shape"]) == bare(wanted["shape"]) and all(
        are_near(given["values"], wanted["values"], decimals)
    )


def judge(given, wanted, mistakes, decimals, is_label=False):
    """Whether numbers are right, and a sentence about them."""
    if agrees(given, wanted, decimals):
        return {"right": True, "text": "Right."}
    made = [mistake["text"] for mistake in mistakes if agrees(given, mistake, decimals)]
    if made:
        return {"right": False, "text": f"Not yet: that is what you get {', or '.join(made)}."}
    if bare(given["shape"]) != bare(wanted["shape"]):
        words = of_shape(given, wanted)
    elif is_label:
        words = f"{number(given['values'][0])} is not the one."
    elif len(wanted["values"]) == 1:
        words = miss(given["values"][0], wanted["values"][0], decimals)
    else:
        words = of_elements(given, wanted, mistakes, decimals)
    return {"right": False, "text": f"Not yet: {words}"}


def written(sizes):
    """A shape, or a place, as Python writes a tuple."""
    return f"({', '.join([str(n) for n in sizes])}{',' if len(sizes) == 1 else ''})"


def of_shape(given, wanted):
    if not wanted["shape"]:
        return f"your answer has shape {written(given['shape'])}, and one number is wanted."
    if not given["shape"]:
        return f"your answer is one number, and shape {written(wanted['shape'])} is wanted."
    here, there = written(given["shape"]), written(wanted["shape"])
    return f"your answer has shape {here}, and {there} is wanted."


def of_elements(given, wanted, mistakes, decimals):
    """What is wrong with some elements: the order of all, or a mistake in the first, or how far."""
    found, values = given["values"], wanted["values"]
    if all(are_near(found[::-1], values, decimals)):
        return "these are the right elements in reversed order."
    if all(are_near(transposed(found, bare(given["shape"])), values, decimals)):
        return "these are the right elements with rows and columns swapped."
    right = are_near(found, values, decimals)
    wrong = [k for k, is_right in enumerate(right) if not is_right]
    first = wrong[0]
    differ = "differs" if len(wrong) == 1 else "differ"
    where = f"{len(wrong)} of {len(values)} elements {differ}, the first at "
    where += written(place(first, wanted["shape"]))
    made = [
        mistake["text"]
        for mistake in mistakes
        if bare(mistake["shape"]) == bare(wanted["shape"])
        and are_near(found, mistake["values"], decimals)[first]
    ]
    if made:
        return f"{where}: there you have what you get {', or '.join(made)}."
    return f"{where}: {miss(found[first], values[first], decimals)}"


def transposed(values, shape):
    """The elements of a square matrix, column by column; none of anything else."""
    if len(shape) != 2 or shape[0] != shape[1]:
        return [inf for _ in values]
    n = shape[0]
    return [values[j * n + i] for i in range(n) for j in range(n)]


def place(k, shape):
    """The index of the element that is the k-th one, row by row."""
    found = []
    for n in shape[::-1]:
        found = [k % n, *found]
        k = k // n
    return found


def miss(given, value, decimals):
    """Which way a number misses another, and how far."""
    if given != given:
        return "nan is not a number."
    way = "small" if given < value else "large"
    least = min(abs(given), abs(value))
    if least == 0 or max(abs(given), abs(value)) == inf or value != value:
        return f"{number(given)} is too {way}."
    if near(-given, value, decimals, abs(value)):
        return f"{number(given)} has the right size and the wrong sign."
    for ten in TENS:
        if near(given / ten, value, decimals, abs(value)):
            return f"{number(given)} is {ten} times what is wanted."
        if near(given * ten, value, decimals, abs(value)):
            return f"{number(given)} is what is wanted divided by {ten}."
    if abs(given - value) <= 0.1 * abs(value):
        return f"{number(given)} is a little too {way}."
    ratio = max(given / value, value / given)
    if min(given, value) <= 0 or ratio < 2:
        return f"{number(given)} is too {way}."
    times = f"about {number(floor(ratio))} times" if ratio < 1000 else "more than 1000 times"
    if given > value:
        return f"{number(given)} is too large: {times} what is wanted."
    return f"{number(given)} is too small: what is wanted is {times} as large."
