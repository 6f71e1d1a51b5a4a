"""Whether a reader's function is right: it is run beside the right one and beside wrong ones."""

import _thread
import dis
import signal
import threading
import time
from copy import deepcopy
from types import FunctionType

from .verdict import NOT_YET_GIVEN, Verdict, attempt, judge, quote

PATIENCE = 10  # seconds for one call; what lessons ask for takes milliseconds
DECIMALS = 3  # that results must share: float32 may stand in for float64


def judge_function(candidate, reference, cases, mistakes, forbidden=(), patience=PATIENCE):
    """Judge a function by what it returns.

    Parameters
    ----------
    candidate : anything
        What the reader hands in.
    reference : callable
        The one to agree with.
    cases : list of tuple
        The arguments of each call.
    mistakes : dict of str to callable
        What goes wrong, as half a sentence, and a function that makes the mistake.
    forbidden : iterable of str
        Names of functions that do the work, which the candidate may neither be nor use.
    patience : float
        Seconds after which a call counts as endless.

    Returns
    -------
    Verdict

    Examples
    --------
    >>> judge_function(lambda n: n + n, lambda n: n * n, [(2,), (3,)], {}).text
    'Not yet: for the arguments (3,) it returns 6, and 9 is right.'
    >>> cubes = {"if n is taken three times": lambda n: n**3}
    >>> judge_function(lambda n: n * n * n, lambda n: n * n, [(2,), (3,)], cubes).text
    'Not yet: in all 2 cases that is what you get if n is taken three times.'
    """
    if candidate is ... or is_stub(candidate):
        return NOT_YET_GIVEN
    if not callable(candidate):
        return Verdict(False, f"Not yet: {quote(candidate)} is not a function.")
    if used := names_used_by(candidate) & set(forbidden):
        used = ", ".join(sorted(used))
        return Verdict(False, f"Not yet: {used} does the work, and here you are to write it.")
    fault, fitting = None, dict(mistakes)
    for arguments in cases:
        call = f"for the arguments {quote(arguments)}"
        # The right one first: what PyTorch loads at the first use is no time of the reader's.
        right = reference(*deepcopy(arguments))
        result = attempt_within(patience, candidate, *deepcopy(arguments))
        if isinstance(result[1], TimeoutError):
            return Verdict(False, f"Not yet: {call} it does not end within {result[1]}.")
        if fault is None and not _alike(result, (right, None)):
            fault = f"{call} it {_said(result, right)}"
        fitting = {
            cause: wrong
            for cause, wrong in fitting.items()
            if _alike(result, attempt(wrong, *deepcopy(arguments)))
        }
    if fault is None:
        return Verdict(True, f"Right, in all {len(cases)} cases.")
    if fitting:
        fault = f"in all {len(cases)} cases that is what you get {', or '.join(fitting)}."
    return Verdict(False, f"Not yet: {fault}")


def is_stub(candidate):
    """Whether a function has no body yet: it returns None, and does nothing else.

    Examples
    --------
    >>> def write_me(x): ...
    >>> is_stub(write_me), is_stub(lambda x: None)
    (True, False)
    """
    if not isinstance(candidate, FunctionType) or candidate.__name__ == "<lambda>":
        return False
    steps = [(step.opname, step.argval) for step in dis.get_instructions(candidate)]
    steps = [step for step in steps if step[0] not in ("RESUME", "NOP")]
    return steps in (
        [("LOAD_CONST", None), ("RETURN_VALUE", None)],
        [("RETURN_CONST", None)],
    )


def names_used_by(candidate):
    """The name of a function and, if it is written in Python, all names in its code.

    Examples
    --------
    >>> sorted(names_used_by(lambda x: [abs(each).real for each in x]))
    ['<lambda>', 'abs', 'real']
    """
    names, codes = {getattr(candidate, "__name__", None)}, [getattr(candidate, "__code__", None)]
    for code in codes:
        if hasattr(code, "co_names"):
            names |= set(code.co_names)
            codes += [each for each in code.co_consts if hasattr(each, "co_names")]
    return {name for name in names if isinstance(name, str)}


def attempt_within(seconds, call, *arguments):
    """What `attempt` gives, and a TimeoutError for a call that takes longer.

    Only the main thread can be interrupted; in another one there is no limit.

    Examples
    --------
    >>> attempt_within(9, max, 2, 3)
    (3, None)
    """
    if threading.current_thread() is not threading.main_thread():
        return attempt(call, *arguments)
    late = threading.Event()

    def interrupt():
        late.set()
        _thread.interrupt_main()

    timer = threading.Timer(seconds, interrupt)
    # where the process ignores Ctrl-C, as in the background of a shell, nothing would interrupt it
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        timer.start()
        found = attempt(call, *arguments)
        timer.cancel()
        timer.join()
        if late.is_set():  # it ended in the same moment: what interrupts is still to come
            time.sleep(1)
        return found
    except KeyboardInterrupt:
        if not late.is_set():
            raise
        return None, TimeoutError(f"{seconds} s")
    finally:
        timer.cancel()
        signal.signal(signal.SIGINT, before or signal.SIG_DFL)


def _alike(result, other):
    """Whether two calls return the same numbers, or raise the same kind of error."""
    (answer, error), (expected, failure) = result, other
    if error is not None or failure is not None:
        return type(error) is type(failure)
    return judge(answer, expected, {}, DECIMALS).right


def _said(result, right):
    answer, error = result
    if error is not None:
        return f"raises {type(error).__name__}: {quote(error, str)}"
    said = f"returns {quote(answer, str)}, and {quote(right, str)} is right."
    return f"{said} By `return` a function gives back what it found." if answer is None else said
