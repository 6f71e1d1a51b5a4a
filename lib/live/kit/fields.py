"""Which inputs an output depends on, along one axis; scripts import it too (see `rules`)."""


def reach(windows, outputs):
    """The first and the last input that outputs depend on, through one window after another.

    Parameters
    ----------
    windows : list of dict
        "kernel", "stride" and "padding" of each, first to last, and the "length" of its input.
    outputs : iterable of int
        Places in what the last one makes.

    Returns
    -------
    list of int
        Two numbers; none where all that is read is padding.

    Examples
    --------
    >>> convolution = {"kernel": 5, "stride": 1, "padding": 2, "length": 28}
    >>> pooling = {"kernel": 2, "stride": 2, "padding": 0, "length": 28}
    >>> reach([convolution, pooling], [0]), reach([convolution, pooling], [3, 4])
    ([0, 3], [4, 11])
    """
    needed = outputs
    for k in range(len(windows)):
        window = windows[-1 - k]
        read = [False for _ in range(window["length"])]
        for i in needed:
            first = i * window["stride"] - window["padding"]
            for place in range(max(first, 0), min(first + window["kernel"], window["length"])):
                read[place] = True
        needed = [place for place in range(window["length"]) if read[place]]
    return [min(needed), max(needed)] if len(needed) > 0 else []
