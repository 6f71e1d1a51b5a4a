"""What an output depends on: by gradients, and where all that it reads is padding."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from torch.nn.functional import conv1d

from lib.live.kit.fields import reach

WINDOW = st.tuples(st.integers(1, 5), st.integers(1, 3), st.integers(0, 6))


def windows_of(settings, length):
    """The windows that fit one behind the other, and how many outputs the last one makes."""
    windows = []
    for kernel, stride, padding in settings:
        if kernel > length + 2 * padding:
            break
        windows.append({"kernel": kernel, "stride": stride, "padding": padding, "length": length})
        length = (length + 2 * padding - kernel) // stride + 1
    return windows, length


def seen(windows, output, length):
    """The first and the last element with a gradient: all weights are 1, so that none cancels."""
    x = torch.zeros(1, 1, length, requires_grad=True)
    y = x
    for each in windows:
        kernel = torch.ones(1, 1, each["kernel"])
        y = conv1d(y, kernel, stride=each["stride"], padding=each["padding"])
    y[0, 0, output].backward()
    (found,) = np.nonzero(x.grad[0, 0].numpy())
    return [] if len(found) == 0 else [found[0], found[-1]]


@given(st.lists(WINDOW, max_size=4), st.integers(1, 12), st.data())
def test_reach_is_where_the_gradient_is(settings, length, data):
    windows, outputs = windows_of(settings, length)
    output = data.draw(st.integers(0, outputs - 1))
    assert reach(windows, [output]) == seen(windows, output, length)


@pytest.mark.parametrize(
    "place, text",
    [
        ([0, 0, 0], "It depends on no pixel: all that it reads is padding."),
        ([0, 3, 0], "It depends on no pixel: all that it reads is padding."),
        ([0, 4, 5], "It depends on the 2 × 1 pixels that are lit: rows 1 to 2, columns 2 to 2."),
    ],
)
def test_field_of_an_output_in_words(node, place, text):
    layer = {"name": "conv", "shape": [1, 1, 2, 1], "stride": 1, "padding": 3}
    picture = {"channels": 1, "rows": 4, "columns": 5}
    sums = "kit_network_sums_js"
    code = f"((f) => [{sums}.fieldText(f), f.from, f.to])({sums}.fieldOf(...value))"
    words, first, last = node("kit/network-sums", code, [[layer], [picture], place])
    assert words == text
    if "no pixel" in text:
        assert first is None
    else:
        assert (first, last) == ([0, 1, 2], [2, 2])
