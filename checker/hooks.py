"""What a book tells the checker, from a conftest.py of its own."""

import pytest


@pytest.hookspec(firstresult=True)
def pytest_lesson_lacks(need):
    """Say what is missing of something that a lesson needs.

    A lesson names what it cannot run without in its notebook's metadata: "needs": ["mnist"].

    Parameters
    ----------
    need : str
        One of these words.

    Returns
    -------
    str or None
        "" if it is there; what is missing, if not, and then the lesson is skipped with these words;
        None for a word that is unknown here. A word that nobody knows is an error.
    """
