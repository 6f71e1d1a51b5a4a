"""Train the small network that the book's pages carry, and write book/14-digit-network.json."""

import sys

from lib.data import Batches, load_mnist
from lib.models.folded import fold, load, save
from lib.study.experiments import POCKET
from lib.study.runner import fit
from lib.training import evaluate
from tools import ROOT
from tools.machine import today, versions

NETWORK = ROOT / "book" / "14-digit-network.json"
SEED = 1


def main():
    train, test = load_mnist()
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
    stored, _ = load(NETWORK)  # what the pages get: 16 bits a weight
    score = evaluate(stored, Batches(test, 1000))
    save(NETWORK, fold(model), **about, test_accuracy=score.accuracy)
    print(f"{score.accuracy:.2%} of the test digits", file=sys.stderr)


if __name__ == "__main__":
    main()
