"""Scoring a classifier, on whichever device it is."""

from contextlib import contextmanager

import torch
from torch.nn.functional import cross_entropy

from lib.training import parallel
from lib.training.device import batches_on, place
from lib.training.history import Score

READ_EVERY = 50  # batches


def evaluate(model, dl, *, loss_fn=cross_entropy, device=None):
    """Score a classifier in eval mode, without gradients, one batch at a time.

    Under `torchrun` every process calls it with its own share of the examples, and gets the score
    of all; see `lib.training.parallel`.

    Parameters
    ----------
    model : nn.Module
        Takes images (N, ...) and returns logits (N, classes). Afterwards its layers are in the
        mode, train or eval, in which they were before.
    dl : DataLoader
        Batches of (images, labels).
    loss_fn, device
        As for `lib.training.train`.

    Returns
    -------
    Score
        Averaged over examples, so that a small last batch counts for no more than it holds.

    Raises
    ------
    ValueError
        If `dl` has no length or no batch, or `loss_fn` returns something else than one number.

    Examples
    --------
    >>> logits, labels = torch.tensor([[0.0, 9.0], [0.0, 9.0]]), torch.tensor([1, 0])
    >>> evaluate(torch.nn.Identity(), [(logits, labels)]).accuracy
    0.5
    """
    require_batches("dl", dl)
    device = place(model, device)
    tally = Tally()
    with _eval_mode(model), torch.inference_mode():
        for images, labels in batches_on(device, dl):
            logits = model(images)
            tally.add(loss_fn(logits, labels), logits, labels)
        return tally.score()


class Tally:
    """Losses and right answers of batches, added up over examples to one `Score`.

    To read a number from a GPU, the program has to wait until it is computed. So there they are
    read every 50 batches only; on a CPU they are there anyway, and are read at once.

    Examples
    --------
    >>> tally = Tally()
    >>> tally.add(torch.tensor(0.5), torch.tensor([[0.0, 1.0]]), torch.tensor([1]))
    >>> tally.add(torch.tensor(1.0), torch.tensor([[3.0, 2.0], [4.0, 0.0]]), torch.tensor([1, 0]))
    >>> tally.score()
    Score(loss=0.8333333333333334, accuracy=0.6666666666666666)
    """

    def __init__(self):
        self.loss = self.correct = self.count = 0
        self._unread = []

    def add(self, loss, logits, labels):
        """Count a batch: its mean loss (), logits (N, classes) and labels (N,)."""
        _require_one_number(loss)
        correct = (logits.argmax(dim=1) == labels).sum()
        self._unread.append((loss.detach().reshape(()), correct, len(labels)))
        if _is_there(loss) or len(self._unread) == READ_EVERY:
            self.read()

    def read(self):
        """Add up what was not read yet; return the losses of those batches."""
        if not self._unread:
            return []
        losses, correct, counts = zip(*self._unread, strict=True)
        self._unread = []
        losses = torch.stack(losses).tolist()
        for loss, right, count in zip(losses, torch.stack(correct).tolist(), counts, strict=True):
            self.loss, self.correct = self.loss + loss * count, self.correct + right
            self.count += count
        return losses

    def score(self):
        """Return the averages, over the examples of all processes."""
        self.read()
        loss, correct, count = parallel.total([self.loss, self.correct, self.count])
        return Score(loss / count, correct / count)


def require_batches(name, dl):
    """Raise a ValueError if a loader has no length, or no batch."""
    try:
        length = len(dl)
    except TypeError as error:
        raise ValueError(f"{name} (={dl}) must have a length") from error
    if length == 0:
        raise ValueError(f"{name} (of length 0) must have at least one batch")


def _require_one_number(loss):
    if not isinstance(loss, torch.Tensor) or loss.numel() != 1:
        told = f"of shape {tuple(loss.shape)}" if isinstance(loss, torch.Tensor) else f"={loss}"
        raise ValueError(
            f"loss ({told}) must be a tensor of one number, the mean loss of the batch"
        )


def _is_there(loss):
    """Whether reading a number takes no waiting."""
    return loss.device.type == "cpu"


@contextmanager
def _eval_mode(model):
    """Put every layer in eval mode, and each back into its own mode afterwards."""
    modes = [(layer, layer.training) for layer in model.modules()]
    model.eval()
    try:
        yield
    finally:
        for layer, mode in modes:
            layer.training = mode
