"""When a question that went wrong comes back: at the end of the sitting, and then after days.

In the forms of `lib.live.kit.rules`, since pages ask. Times are milliseconds since 1970. Of what is
kept of a question, `step` is the number of reviews that went well since it last went wrong, and
`due` the time of the next one, or None.
"""

DAYS: list[int] = [1, 3, 7, 21]
DAY: int = 86_400_000


def is_due(entry, now: float) -> bool:
    """Whether a question is to be asked again."""
    due = entry.get("due")
    return due is not None and due <= now


def after_review(entry, right: bool, now: float):
    """What is kept of a question after it was asked again."""
    step: int = entry.get("step", 0)
    if not right:
        return {**entry, "step": 0, "due": now}
    if step == len(DAYS):
        return {**entry, "right": True, "step": 0, "due": None}
    days: int = DAYS[step]
    return {**entry, "right": True, "step": step + 1, "due": now + days * DAY}
