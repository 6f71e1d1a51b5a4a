"""A check of arguments that several figures share."""

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
