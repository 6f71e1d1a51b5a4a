"""Whether an array of numbers is right, and if not, what it looks like.

In the forms of `lib.live.kit.rules`, since pages judge too. An array is its shape and its numbers,
row by row; a mistake is the half sentence that names it, with a shape and numbers.
"""

from math import floor, inf

from .numbers import RIGHT, judge_one, miss, named, near


def judge(given, wanted, mistakes: list, decimals: int, is_label: bool = False):
    """Whether an array, or a number as one of a single element, is right, and a sentence."""
    shape: list[int]
    values: list[float]
    found: list[float]
    shape, found = given
    _, values = wanted
    if len(found) == len(values) == 1:
        known: list = [[text, one[0]] for text, _, one in mistakes if len(one) == 1]
        return judge_one(found[0], values[0], known, decimals, is_label)
    return judge_array(found, shape, wanted, mistakes, decimals)


def judge_array(found: list[float], shape: list[int], wanted, mistakes: list, decimals: int):
    """Whether an array is right, and a sentence; its shape, too, may be wrong."""
    sizes: list[int]
    values: list[float]
    sizes, values = wanted
    alike: list = [[text, one, all_] for text, one, all_ in mistakes if bare(one) == bare(shape)]
    if bare(shape) == bare(sizes):
        return judge_alike(found, values, sizes, alike, decimals)
    made: list = made_by(found, alike, decimals)
    if made:
        return named(made)
    return {
        "right": False,
        "text": f"Not yet: your answer has {written(shape)}; {written(sizes)} wanted.",
    }


def judge_alike(
    found: list[float], values: list[float], sizes: list[int], mistakes: list, decimals: int
):
    """Whether an array of the right shape is right, and a sentence: all mistakes have its shape."""
    if all(are_near(found, values, decimals)):
        return RIGHT
    made: list = made_by(found, mistakes, decimals)
    if made:
        return named(made)
    return {
        "right": False,
        "text": f"Not yet: {of_elements(found, values, sizes, mistakes, decimals)}",
    }


def made_by(found: list, mistakes: list, decimals: int) -> list:
    """The mistakes that lead to all of these numbers."""
    return [text for text, _, values in mistakes if all(are_near(found, values, decimals))]


def are_near(given: list[float], values: list[float], decimals: int) -> list[bool]:
    """Which numbers are near those that belong to them."""
    largest: float = 0
    for value in values:
        if largest < abs(value) < inf:
            largest = abs(value)
    return [near(given[k], value, decimals, largest) for k, value in enumerate(values)]


def bare(shape: list[int]) -> str:
    """A shape without axes of length 1, which do not matter: [9] is as good as 9."""
    return ",".join([str(n) for n in shape if n != 1])


def written(sizes: list[int]) -> str:
    """A shape in words: of a vector, how long it is."""
    if len(sizes) < 2:
        return f"{sizes[0]} elements" if sizes else "one number"
    return f"shape ({', '.join([str(n) for n in sizes])})"


def of_elements(
    found: list[float], values: list[float], sizes: list[int], mistakes: list, decimals: int
) -> str:
    """Which elements are wrong, and what they look like; or else how far off the first is."""
    is_near: list[bool] = are_near(found, values, decimals)
    wrong: list[int] = [k for k, is_right in enumerate(is_near) if not is_right]
    first: int = wrong[0]
    place: str = ", ".join([str(i) for i in place_of(first, sizes)])
    where: str = f"{len(wrong)} of {len(values)} elements wrong, the first at index [{place}]"
    made: list = [
        text for text, _, one in mistakes if explains(one, found, values, wrong, decimals)
    ]
    words: str = f"there you have what you get {', or '.join(made)}."
    # a number that is right elsewhere may be there by chance
    if not made or any([value == found[first] for value in values]):
        words = miss(found[first], values[first], decimals)
    return f"{where}: {words}"


def explains(
    one: list[float], found: list[float], values: list[float], wrong: list[int], decimals: int
) -> bool:
    """Whether a mistake leads to the first wrong element, and to half of those that it changes."""
    fits: list[bool] = are_near(found, one, decimals)
    same: list[bool] = are_near(values, one, decimals)
    good: list = [k for k in wrong if fits[k]]
    bad: list = [k for k in wrong if not fits[k] and not same[k]]
    return fits[wrong[0]] and len(good) >= len(bad)


def place_of(k: int, shape: list[int]) -> list[int]:
    """The index of the element that is the k-th one, row by row."""
    found: list = []
    step: int
    for n in shape[::-1]:
        step = floor(k / n)
        found = [k - step * n, *found]
        k = step
    return found
