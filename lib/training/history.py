"""What is remembered of a training: a score for each epoch."""

from dataclasses import asdict, dataclass, field
from typing import NamedTuple


class Score(NamedTuple):
    """The mean loss of an example, and the share of examples that were classified rightly."""

    loss: float
    accuracy: float


@dataclass
class History:
    """What happened in each epoch: a list per quantity; `print` shows them as a table.

    `seconds`, what each epoch cost, is left out of the table and of comparisons with ``==``, since
    it alone differs between two runs with one seed.

    Examples
    --------
    >>> print(History([1.5, 0.5], [0.6, 0.9], [1.0, 0.75], [0.7, 0.8], [3.1, 3.0]))
    epoch  train loss  valid loss  train accuracy  valid accuracy
        1      1.5000      1.0000          0.6000          0.7000
        2      0.5000      0.7500          0.9000          0.8000
    """

    train_loss: list[float] = field(default_factory=list)
    train_accuracy: list[float] = field(default_factory=list)
    valid_loss: list[float] = field(default_factory=list)
    valid_accuracy: list[float] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list, repr=False, compare=False)

    def append(self, train, valid, seconds):
        """Add an epoch: its two scores and what it cost."""
        self.train_loss.append(train.loss)
        self.train_accuracy.append(train.accuracy)
        self.valid_loss.append(valid.loss)
        self.valid_accuracy.append(valid.accuracy)
        self.seconds.append(seconds)

    def state_dict(self):
        """Return all lists by name, for a checkpoint."""
        return asdict(self)

    def load_state_dict(self, state):
        """Become the history that `state_dict` was taken of."""
        vars(self).update(state)

    def __str__(self):
        columns = {
            "train loss": self.train_loss,
            "valid loss": self.valid_loss,
            "train accuracy": self.train_accuracy,
            "valid accuracy": self.valid_accuracy,
        }
        lines = ["  ".join(["epoch", *columns])]
        for epoch, values in enumerate(zip(*columns.values(), strict=True), start=1):
            cells = [f"{value:{len(name)}.4f}" for name, value in zip(columns, values, strict=True)]
            lines.append("  ".join([f"{epoch:5}", *cells]))
        return "\n".join(lines)
