"""Train the small network that the book's pages carry, and write book/13-digit-network.json."""

import sys

from torchvision.datasets import MNIST
from torchvision.transforms import ToTensor

from lib.data import PROJECT, Digits, mnist_root
from lib.data.batches import Batches
from lib.models.folded import fold, load, save
from lib.study.recipes import POCKET, fit
from lib.training import evaluate
from tools.machine import today, versions

NETWORK = PROJECT / "book" / "13-digit-network.json"
SEED = 1


def main():
    options = {"root": mnist_root(), "transform": ToTensor(), "download": True}
    train, test = (MNIST(train=part, **options) for part in (True, False))
    model, history = fit(POCKET, train, seed=SEED)
    print(history, file=sys.stderr)

    about = {
        "command": "make network",
        "date": today(),
        "versions": versions("torch", "torchvision"),
        "settings": POCKET.settings(),
        "seed": SEED,
    }
    save(NETWORK, fold(model), **about)
    digits = Digits(test.data.unsqueeze(1), test.targets)
    stored, _ = load(NETWORK)  # what the pages get: 16 bits a weight
    score = evaluate(stored, Batches(digits, 1000))
    save(NETWORK, fold(model), **about, test_accuracy=score.accuracy)
    print(f"{score.accuracy:.2%} of the test digits", file=sys.stderr)


if __name__ == "__main__":
    main()
