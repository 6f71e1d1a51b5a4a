"""Minibatches cut from digits that stay in memory, without a `DataLoader`."""

import torch

from lib.convolution import integer


class Batches:
    """Minibatches of digits that stay in memory as uint8, one byte a pixel.

    A `DataLoader` fetches its examples one by one and then stacks them. Here a batch is one
    indexing operation, and turning bytes into floats another one.

    Parameters
    ----------
    digits : Digits
        uint8 images (N, 1, 28, 28) and their labels.
    batch_size : int
        The last batch holds what remains.
    generator : torch.Generator, optional
        Shuffles anew for each pass, and is handed to `augment`. Without it the digits come in
        their own order.
    augment : callable, optional
        Takes float images (n, 1, 28, 28) and the generator, returns changed images; see
        `lib.data.augment`.
    device : torch.device or str
        Where digits and batches are kept.

    Raises
    ------
    ValueError
        If there are no digits or their images are not uint8, batch_size is not a positive integer,
        or augment has no generator to draw from.

    Examples
    --------
    >>> from lib.data import load_sample
    >>> batches = Batches(load_sample(), 64)
    >>> len(batches)
    79
    >>> images, labels = next(iter(batches))
    >>> images.shape, images.dtype, labels.shape
    (torch.Size([64, 1, 28, 28]), torch.float32, torch.Size([64]))
    """

    def __init__(self, digits, batch_size, *, generator=None, augment=None, device="cpu"):
        if len(digits.images) != len(digits.labels) or not len(digits.labels):
            raise ValueError(
                f"digits (of {len(digits.images)} images and {len(digits.labels)} labels) must "
                "have a label for each image, and one image at least"
            )
        if digits.images.dtype != torch.uint8:
            raise ValueError(f"digits.images (of type {digits.images.dtype}) must be uint8")
        if augment is not None and generator is None:
            raise ValueError("generator (=None) must be given with augment, which draws from it")
        self.images, self.labels = digits.images.to(device), digits.labels.to(device)
        self.batch_size = integer("batch_size", batch_size, least=1)
        self.generator, self.augment = generator, augment

    def __len__(self):
        return -(-len(self.labels) // self.batch_size)

    def __iter__(self):
        n = len(self.labels)
        if self.generator is None:
            order = torch.arange(n)
        else:
            order = torch.randperm(n, generator=self.generator)
        for batch in order.to(self.labels.device).split(self.batch_size):
            images = self.images[batch].float() / 255
            if self.augment is not None:
                images = self.augment(images, self.generator)
            yield images, self.labels[batch]
