"""Checks of arguments that several figures share."""

import numpy as np

from lib.convolution import pair


def square(name, value, least):
    """The one integer meant by an integer or by a pair of equal ones, not below `least`.

    Raises
    ------
    ValueError
        As `lib.convolution.pair`, or if rows and columns differ.

    Examples
    --------
    >>> square("stride", (2, 2), least=1)
    2
    """
    rows, columns = pair(name, value, least)
    if rows != columns:
        raise ValueError(f"{name} (={value!r}) must be the same for rows and columns")
    return rows


def finite(name, array):
    """Refuse an array that holds infinity or NaN.

    Raises
    ------
    ValueError
        If it does.

    Examples
    --------
    >>> finite("x", np.array([1.0, np.inf]))
    Traceback (most recent call last):
        ...
    ValueError: x must hold finite numbers
    """
    if not np.isfinite(array).all():
        raise ValueError(f"{name} must hold finite numbers")
