"""What stands for a live figure where no script runs: plain tables, which every viewer shows."""

from html import escape

import numpy as np


def number(value):
    """A number as figures write it: six significant digits, `format(value, "g")`, and no -0.

    Examples
    --------
    >>> number(14.0), number(1 / 3), number(-0.0)
    ('14', '0.333333', '0')
    """
    return format(value + 0.0, "g")


def fixed(value, digits):
    """A number with that many digits behind the point, and no -0.

    Examples
    --------
    >>> fixed(2 / 3, 4), fixed(-0.00001, 4)
    ('0.6667', '0.0000')
    """
    text = format(value, f".{digits}f")
    return text.removeprefix("-") if float(text) == 0 else text


def count(many, noun):
    """A number of things in words.

    Examples
    --------
    >>> count(1, "row"), count(3, "row")
    ('1 row', '3 rows')
    """
    return f"{many} {noun}{'' if many == 1 else 's'}"


def paragraph(text):
    """A paragraph of plain text.

    Examples
    --------
    >>> paragraph("1 < 2")
    '<p>1 &lt; 2</p>'
    """
    return f"<p>{escape(text)}</p>"


def numbers(values, caption, padding=0):
    """A table of numbers.

    Parameters
    ----------
    values : array_like of shape (columns,) or (rows, columns)
    caption : str
    padding : int or (int, int)
        That many outer elements, or rows and columns, are padding and written in italics.

    Returns
    -------
    str
        HTML.

    Examples
    --------
    >>> numbers([1, 2], "x").count("<td")
    2
    """
    values = np.asarray(values)
    p_rows, p_columns = (0, np.max(padding)) if values.ndim == 1 else np.broadcast_to(padding, 2)
    values = np.atleast_2d(values)
    inside = np.zeros(values.shape, bool)
    inside[p_rows : len(values) - p_rows, p_columns : values.shape[1] - p_columns] = True
    rows = [
        [number(value) if i else f"<i>{number(value)}</i>" for value, i in zip(*row, strict=True)]
        for row in zip(values, inside, strict=True)
    ]
    return _table(rows, caption)


def table(header, rows, caption):
    """A table of texts with a header: one sequence of texts for it, and one for every row.

    Examples
    --------
    >>> table(["n", "output"], [["5", "3"]], "Sizes").count("<th")
    2
    """
    head = "".join(f'<th scope="col">{escape(text)}</th>' for text in header)
    return _table([[escape(text) for text in row] for row in rows], caption, f"<tr>{head}</tr>")


def _table(rows, caption, head=""):
    # JupyterLab strips style sheets from untrusted notebooks, but leaves these attributes. HTML
    # ends a cell where the next begins, which halves a large table.
    body = "".join(
        f'<tr align="center">{"".join(f"<td>{cell}" for cell in row)}</tr>' for row in rows
    )
    return (
        '<table border="1" cellpadding="5" style="border-collapse: collapse">'
        f'<caption style="caption-side: top">{escape(caption)}</caption>{head}{body}</table>'
    )
