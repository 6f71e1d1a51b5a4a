"""Functions that readers write: what they return, raise, print, use, or never come to."""

import signal
import threading
import time

import numpy as np
import pytest

from lib.checks.code import attempt_within, judge_function, names_used_by

CASES = [(2, [1, 2]), (3, [4]), (0, [5, 6])]


def times(n, x):
    return [n * each for each in x]


MISTAKES = {
    "if a list is multiplied, which repeats it": lambda n, x: n * x,
    "by adding": lambda n, x: [n + each for each in x],
    "by dividing": lambda n, x: [each / n for each in x],
}


@pytest.mark.parametrize(
    "candidate, text",
    [
        (times, "Right, in all 3 cases."),
        (lambda n, x: n * np.array(x), "Right, in all 3 cases."),
        (lambda n, x: (n * each for each in x),
         "Not yet: for the arguments (2, [1, 2]) it returns <generator"),
        (lambda n, x: x * n, "in all 3 cases that is what you get if a list is multiplied,"),
        (lambda n, x: [each + n for each in x], "in all 3 cases that is what you get by adding."),
        (lambda n, x: [each / n for each in x], "in all 3 cases that is what you get by dividing."),
        (lambda n, x: None, "it returns None, and [2, 4] is right. By `return` a function gives"),
        (lambda n, x: print("4"), "it returns None, and [2, 4] is right. By `return` a function"),
        (lambda n, x: x[7], "for the arguments (2, [1, 2]) it raises IndexError: list index out"),
        (lambda n: n, "for the arguments (2, [1, 2]) it raises TypeError: "),
        (lambda n, x: times(n, x)[:1], "it returns [2], and [2, 4] is right."),
        (lambda n, x: [n * each for each in x] if n else [1, 1],
         "for the arguments (0, [5, 6]) it returns [1, 1], and [0, 0] is right."),
        (7, "Not yet: 7 is not a function."),
        (..., "No answer yet: put yours in place of the three dots."),
    ],
)  # fmt: skip
def test_what_a_function_does_is_told(candidate, text):
    assert text in judge_function(candidate, times, CASES, MISTAKES).text


@pytest.mark.parametrize("handler", [signal.default_int_handler, signal.SIG_IGN, signal.SIG_DFL])
def test_an_endless_loop_is_ended(handler):
    """However the process takes Ctrl-C: in the background of a shell it ignores it."""

    def endless(n, x):
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            time.sleep(0.001)
        return times(n, x)

    before = signal.signal(signal.SIGINT, handler)
    begun = time.monotonic()
    try:
        verdict = judge_function(endless, times, CASES, MISTAKES, patience=0.2)
        assert signal.getsignal(signal.SIGINT) is handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert verdict.text == "Not yet: for the arguments (2, [1, 2]) it does not end within 0.2 s."
    assert time.monotonic() - begun < 50


def test_what_ends_in_time_is_not_interrupted_later():
    for _ in range(3):
        assert attempt_within(0.05, time.sleep, 0) == (None, None)
    time.sleep(0.1)


def test_what_ends_in_the_last_moment_is_one_or_the_other():
    for seconds in (0.0499, 0.05, 0.0501):
        result, error = attempt_within(0.05, lambda: (time.sleep(seconds), 1)[1])  # noqa: B023
        assert (result, error) == (1, None) or isinstance(error, TimeoutError)


def test_the_right_function_runs_first_and_loads_what_is_loaded_at_the_first_use():
    called = []

    def candidate(n, x):
        called.append("the reader's")
        return times(n, x)

    def reference(n, x):
        called.append("the right one")
        return times(n, x)

    assert judge_function(candidate, reference, CASES, {}).right
    assert called == ["the right one", "the reader's"] * len(CASES)


def test_in_another_thread_there_is_no_limit():
    found = []
    thread = threading.Thread(target=lambda: found.append(attempt_within(0, time.sleep, 0.01)))
    thread.start()
    thread.join()
    assert found == [(None, None)]


def test_a_limit_leaves_no_thread_behind():
    before = threading.active_count()
    judge_function(times, times, CASES * 9, {})
    assert threading.active_count() == before


def test_arguments_belong_to_the_call():
    def spoils(n, x):
        answer = times(n, x)
        x.clear()
        return answer

    cases = [(2, [1, 2])] * 2
    assert judge_function(spoils, times, cases, {"by spoiling": spoils}).right
    assert cases == [(2, [1, 2])] * 2


def test_what_does_the_work_is_named_wherever_it_stands():
    def hides(x):
        def inside():
            return [each for each in map(np.convolve, x)]

        return inside()

    assert {"convolve", "np", "map"} <= names_used_by(hides)
    for candidate in (hides, np.convolve):
        text = judge_function(candidate, times, CASES, {}, forbidden=["convolve", "other"]).text
        assert text == "Not yet: convolve does the work, and here you are to write it."
    assert judge_function(times, times, CASES, {}, forbidden=["convolve"]).right
