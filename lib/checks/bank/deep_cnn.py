"""Questions of "A deep CNN for handwritten digits"."""

import numpy as np

from lib.convolution import output_size
from lib.layers import parameter_count

from ..mistakes import of_parameters
from ..question import Lesson

lesson = Lesson("lesson-deep-cnn")

lesson.ask(
    "number",
    "ex-third-block-rows",
    output_size(7, 2, stride=2),
    "easy",
    1,
    "compute every shape",
    {
        "if the division is rounded up: half a window is no window": 4,
        "if the division is not rounded down to a whole number": 3.5,
        "if the pooling is left out": 7,
        "if the convolution is taken to have no padding": 2,
        "if the windows move by one": 6,
    },
)

lesson.ask(
    "number",
    "ex-third-block-parameters",
    parameter_count(64, 128, 3, 3),
    "easy",
    2,
    "{term}`parameter` of a CNN by hand",
    of_parameters(64, 128, 3)
    | {
        "with the kernels of the layers before, 5 × 5": parameter_count(64, 128, 5, 5),
        "from the channels of the second layer, 32": parameter_count(32, 128, 3, 3),
    },
)


def _top(logits, labels, count=2):
    """The share of examples whose true class is among so many of the largest logits."""
    above = (logits > np.take_along_axis(logits, labels[:, None], 1)).sum(axis=1)
    return (above < count).mean()


def _on_arrays(rule):
    return lambda logits, labels: rule(np.asarray(logits), np.asarray(labels))


def _second(logits, labels):
    return (np.argsort(-logits, axis=1)[:, 1] == labels).mean()


def _cases():
    """Logits and labels, as PyTorch's tensors."""
    import torch  # here, since the first lessons do without it

    logits = torch.tensor([[3.0, 2.0, 1.0], [1.0, 2.0, 3.0], [0.0, 5.0, 4.0]])
    for labels in ((0, 0, 0), (1, 1, 2), (2, 0, 1), (2, 0, 0)):
        yield logits, torch.tensor(labels)
    generator = torch.Generator().manual_seed(0)
    for examples, classes in ((20, 6), (9, 4)):
        labels = torch.randint(classes, (examples,), generator=generator)
        yield torch.rand(examples, classes, generator=generator), labels


lesson.ask(
    "code",
    "ex-second-guess",
    _on_arrays(_top),
    "medium",
    6,
    "report an {term}`accuracy`",
    {
        "if only the largest counts": _on_arrays(lambda z, y: _top(z, y, 1)),
        "if only the second largest counts": _on_arrays(_second),
        "with the three largest": _on_arrays(lambda z, y: _top(z, y, 3)),
        "with the two smallest": _on_arrays(lambda z, y: _top(-z, y)),
        "if examples are counted, and not their share": (
            _on_arrays(lambda z, y: len(y) * _top(z, y))
        ),
        "if both places are counted and divided: the mean over examples and places": (
            _on_arrays(lambda z, y: _top(z, y) / 2)
        ),
        "of the share that is wrong": _on_arrays(lambda z, y: 1 - _top(z, y)),
    },
    cases=_cases,
)
