"""Whether a choice of several options is right.

In the forms of `lib.live.kit.rules`, since pages judge too. Options are known by their places;
`reasons` holds for each of the `options` half a sentence, or "", about its being chosen wrongly.
"""


def judge_set(chosen: list[int], right: list[int], reasons: list[str], options: list[str]):
    """Whether these are the right options, and a sentence about it."""
    extra: list[int] = [k for k in chosen if k not in right]
    wrong: list[str] = [reasons[k] for k in extra]
    if len(extra) > 1:
        wrong = [f"“{options[k]}”: {reasons[k]}" for k in extra]
    missing: list[str] = [reasons[k] for k in right if k not in chosen]
    if not wrong and not missing:
        return {"right": True, "text": "Right."}
    more: str = "One more is" if len(missing) == 1 else f"{len(missing)} more are"
    if not chosen:
        return {"right": False, "text": "Not yet: nothing is chosen."}
    said: str = "; and ".join(wrong) if wrong else "what you chose is right"
    rest: str = f" {more} to be found." if missing else ""
    return {"right": False, "text": f"Not yet: {said}.{rest}"}
