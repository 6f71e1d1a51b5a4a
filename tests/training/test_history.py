"""What is remembered of a training."""

from lib.training import (
    History,
    train,
)
from tests.training.small import linear, loader


def test_history_has_a_row_for_each_epoch_and_no_seconds():
    history = train(linear(), 2, loader(), loader())
    for values in vars(history).values():
        assert len(values) == 2
    assert all(seconds > 0 for seconds in history.seconds)
    header, *rows = str(history).splitlines()
    assert header.split() == [
        "epoch",
        *["train", "loss", "valid", "loss", "train", "accuracy", "valid", "accuracy"],
    ]
    assert len({len(line) for line in (header, *rows)}) == 1
    for epoch, row in enumerate(rows):
        columns = (
            history.train_loss,
            history.valid_loss,
            history.train_accuracy,
            history.valid_accuracy,
        )
        assert row.split() == [str(epoch + 1), *(f"{column[epoch]:.4f}" for column in columns)]
    assert "seconds" not in repr(history)


def test_histories_compare_without_seconds():
    assert History([1], [2], [3], [4], [5]) == History([1], [2], [3], [4], [6])
    for column in range(4):
        other = [[1], [2], [3], [4], [5]]
        other[column] = [9]
        assert History([1], [2], [3], [4], [5]) != History(*other)
