"""Whether lines stand in the right order.

In the forms of `lib.live.kit.rules`, since pages judge too. Lines are known by their places in what
is handed out; a mistake is the half sentence that names it, and the order that it leads to.
"""


def judge_order(given: list[int], right: list, mistakes: list):
    """Whether an order is one of the right ones, and a sentence about it."""
    if any([is_same(given, order) for order in right]):
        return {"right": True, "text": "Right."}
    made: list[str] = [text for text, order in mistakes if is_same(given, order)]
    if made:
        return {"right": False, "text": f"Not yet: {', and '.join(made)}."}
    if not given:
        return {"right": False, "text": "Not yet: no line stands in the answer."}
    good: int = max([first_wrong(given, order) for order in right])
    words: str = f"line {good + 1} is not the next one"
    if good == len(given):
        words = "lines are missing at the end"
    elif any([good == len(order) for order in right]):
        words = f"the first {good} lines are right, and nothing belongs behind them"
    return {"right": False, "text": f"Not yet: {words}."}


def is_same(given: list[int], order: list[int]) -> bool:
    return ",".join([str(k) for k in given]) == ",".join([str(k) for k in order])


def first_wrong(given: list[int], order: list[int]) -> int:
    """How many lines stand right before the first one that does not."""
    for k, line in enumerate(given):
        if k >= len(order) or line != order[k]:
            return k
    return len(given)
