"""Whether a number is right, and if not, what it looks like.

In the forms of `lib.live.kit.rules`, since pages judge too.
"""

from math import floor, inf

RIGHT = {"right": True, "text": "Right."}


def tolerance(value: float, decimals: int, largest: float):
    """How far an answer may lie from a value, of which `largest` is the largest beside it.

    Half a unit of the last decimal, where so many are asked for. Otherwise a whole number has to be
    exact, but for what float32 loses, and any other is given to three significant digits or more.
    """
    if decimals is not None:
        return 0.5000001 / 10**decimals
    lost: float = 1e-6 * (1 if largest == 0 else largest)
    if value == floor(value):
        return min(lost, 0.4)
    unit: float = 1.0
    while unit > abs(value):
        unit = unit / 10
    while 10 * unit <= abs(value):
        unit = unit * 10
    return max(lost, 0.005 * unit)


def near(given: float, value: float, decimals: int, largest: float) -> bool:
    """Whether a number is the wanted one, as precisely as was asked; nan is nan."""
    if given == value or (given != given and value != value):
        return True
    if abs(given) == inf or abs(value) == inf or given != given or value != value:
        return False
    return abs(given - value) <= tolerance(value, decimals, largest)


def judge_one(given: float, wanted: float, mistakes: list, decimals: int, is_label: bool = False):
    """Whether a number is right, and a sentence about it.

    A mistake is the half sentence that names it, and the number that it leads to.
    """
    if near(given, wanted, decimals, abs(wanted)):
        return RIGHT
    made: list = [text for text, value in mistakes if near(given, value, decimals, abs(value))]
    if made:
        return named(made)
    words: str = "that is not the one." if is_label else miss(given, wanted, decimals)
    return {"right": False, "text": f"Not yet: {words}"}


def named(made: list):
    """The verdict on an answer that these mistakes lead to."""
    return {"right": False, "text": f"Not yet: that is what you get {', or '.join(made)}."}


def miss(given: float, value: float, decimals: int) -> str:
    """Which way a number misses another, and how far."""
    if given != given:
        return "nan is not a number."
    way: str = "small" if given < value else "large"
    size: float = abs(value)
    if near(-given, value, decimals, size):
        return "the size is right, and the sign is wrong."
    if abs(given - value) <= 0.1 * size < inf:
        if value != floor(value) and abs(given - value) <= 0.02 * size:
            return "that is near: give more digits."
        return f"that is a little too {way}."
    ratio: float = max(given / value, value / given) if given > 0 and value > 0 else inf
    if ratio < 2 or ratio == inf:
        return f"that is too {way}."
    factor: str = f"about {floor(ratio + 0.5)}" if ratio < 1000 else "more than 1000"
    return f"that is too {way}, by a factor of {factor}."
