"""Training by a recipe, on all of MNIST."""

from dataclasses import asdict, replace

import torch
from PIL import Image
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import OneCycleLR
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn
from torch.utils.data import DataLoader, Dataset
from torchvision.transforms import ToTensor

from lib.data import Batches, Digits
from lib.models import Ensemble
from lib.training import Average, Bfloat16, Checkpoint, History, Schedule, train

VALIDATION = 10_000  # the first digits of MNIST's training part, as in the notes


def fit(recipe, digits, *, seed, device="cpu", checkpoint=None):
    """Train a network by a recipe, on all of MNIST's training part but the first 10,000 digits.

    Parameters
    ----------
    recipe : Recipe
    digits : Digits
        The training part, as `lib.data.load_mnist` gives it.
    seed : int
        Of the weights, the order of the digits and all else that is random.
    device : torch.device or str
        Where to compute.
    checkpoint : path, optional
        A file from which a training that was stopped goes on, see `lib.training.Checkpoint`.

    Returns
    -------
    (nn.Module, History)
        The network to use, in eval mode (its averaged weights, if the recipe has them), and what
        happened in each epoch; validation is on the first 10,000 digits. For an ensemble, the
        epochs of its members follow one another.
    """
    if recipe.members > 1:
        return _fit_members(recipe, digits, seed, device, checkpoint)
    torch.manual_seed(seed)
    train_dl, valid_dl = loaders(recipe, digits, seed=seed, device=device)
    layout = torch.channels_last if recipe.channels_last else torch.contiguous_format
    network = recipe.network().to(device, memory_format=layout)
    model = Bfloat16(network) if recipe.precision else network
    fused = recipe.fused or None  # None: PyTorch's own choice
    optimizer = torch.optim.Adam(model.parameters(), lr=recipe.learning_rate, fused=fused)
    callbacks = []
    if recipe.one_cycle:
        callbacks.append(one_cycle(optimizer, recipe.learning_rate, recipe.num_epochs, train_dl))
    if recipe.averaging:
        keep = get_ema_multi_avg_fn(recipe.averaging)
        model_average = AveragedModel(model, multi_avg_fn=keep, use_buffers=True)
        callbacks.append(Average(model_average))
        network = model_average.module.model if recipe.precision else model_average.module
    if checkpoint is not None:
        callbacks.append(Checkpoint(checkpoint))

    def loss_fn(logits, labels):
        return cross_entropy(logits, labels, label_smoothing=recipe.label_smoothing)

    history = train(
        model,
        recipe.num_epochs,
        train_dl,
        valid_dl,
        loss_fn=loss_fn,
        optimizer=optimizer,
        callbacks=callbacks,
    )
    return network, history


def one_cycle(optimizer, peak, num_epochs, train_dl):
    """A learning rate that rises to its peak in a quarter of all steps, then falls to nothing."""
    steps = num_epochs * len(train_dl)
    return Schedule(OneCycleLR(optimizer, peak, steps, pct_start=0.25, cycle_momentum=False))


def _fit_members(recipe, digits, seed, device, checkpoint):
    one, models, epochs = replace(recipe, members=1), [], History()
    for member in range(1, recipe.members + 1):
        file = checkpoint and f"{checkpoint}.{member}"
        model, history = fit(one, digits, seed=1000 * seed + member, device=device, checkpoint=file)
        models.append(model)
        for name, values in asdict(history).items():
            getattr(epochs, name).extend(values)
    return Ensemble(models), epochs


def loaders(recipe, digits, *, seed, device="cpu"):
    """The minibatches of a recipe: 50,000 digits to train on, and the first 10,000 to validate."""
    valid = Digits(*(part[:VALIDATION] for part in digits))
    learn = Digits(*(part[VALIDATION:] for part in digits))
    if not recipe.in_memory:
        train_dl = DataLoader(_OneByOne(learn), recipe.batch_size, shuffle=True)
        return train_dl, DataLoader(_OneByOne(valid), recipe.batch_size)
    generator = torch.Generator().manual_seed(seed)
    train_dl = Batches(
        learn, recipe.batch_size, generator=generator, augment=recipe.augment, device=device
    )
    return train_dl, Batches(valid, 1000, device=device)


class _OneByOne(Dataset):
    """Digits that are turned into pictures and then floats one by one, as torchvision's MNIST."""

    def __init__(self, digits):
        self.digits, self.transform = digits, ToTensor()

    def __len__(self):
        return len(self.digits.labels)

    def __getitem__(self, index):
        picture = Image.fromarray(self.digits.images[index, 0].numpy())
        return self.transform(picture), int(self.digits.labels[index])
