"""Softmax of the pages, in Python and in JavaScript, against lib and torch."""

import numpy as np
import torch

from lib.layers import softmax as of_arrays
from lib.live.kit.softmax import log_softmax, softmax


def rows():
    drawn = torch.randn(20, 10, generator=torch.Generator().manual_seed(0)) * 30
    return [*drawn.tolist(), [0.0] * 10, [1000.0, 999.0], [-1000.0, -1001.0, -1e9]]


def test_softmax_is_that_of_lib_and_of_torch(node):
    pages = node("kit/softmax.py", "value.map((z) => kit_softmax_py.softmax(z))", rows())
    for row, page in zip(rows(), pages, strict=True):
        expected = torch.tensor(row).double().softmax(dim=0)
        for ours in (softmax(row), of_arrays(row), page):
            np.testing.assert_allclose(ours, expected, rtol=1e-12)


def test_log_softmax_is_that_of_torch(node):
    pages = node("kit/softmax.py", "value.map((z) => kit_softmax_py.log_softmax(z))", rows())
    for row, page in zip(rows(), pages, strict=True):
        expected = torch.tensor(row).double().log_softmax(dim=0)
        for ours in (log_softmax(row), page):
            np.testing.assert_allclose(ours, expected, rtol=1e-12, atol=1e-12)
