"""Train all recipes on all of MNIST over many seeds, and store what came out.

Usage: python -m tools.study [--device DEVICE] [--seeds N] [NAME ...]

A finished run is added to book/12-all-of-mnist.json at once, and a run that is there is not
repeated: stop the study when you like and start it again, it goes on after the last whole epoch.
Recipes take turns, seed by seed, so that a busy hour of the machine hits all of them. Seconds are
those of training and validation, without reading the files. The test set is read once, at the end
of a run; whatever was chosen was chosen on the validation digits.
"""

import argparse
import json
import sys
from hashlib import sha256

import torch

from lib.data import Batches, load_mnist
from lib.files import write_whole
from lib.study.experiments import RECIPES
from lib.study.results import read
from lib.study.runner import fit, loaders
from lib.training import Bfloat16, choose_device, evaluate
from tools import ROOT
from tools.machine import processor, today, versions

STUDY = ROOT / "book" / "12-all-of-mnist.json"
CHECKPOINTS = ROOT / "_build" / "study"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(RECIPES)}")
    parser.add_argument("--device", default=choose_device(), type=torch.device)
    parser.add_argument("--seeds", default=5, type=int, help="runs of each recipe")
    chosen = parser.parse_args()
    for name in chosen.names:
        if name not in RECIPES:
            parser.error(f"NAME (={name}) must be one of {', '.join(RECIPES)}")

    parts = load_mnist()
    for seed in range(1, chosen.seeds + 1):
        for name in chosen.names or RECIPES:
            run = {"recipe": name, "seed": seed, "settings": RECIPES[name].settings()}
            run |= {"machine": machine(chosen.device)}
            if not any(run.items() <= done.items() for done in read(STUDY)):
                add(STUDY, run | train_once(run, *parts, chosen.device))


def train_once(run, train, test, device):
    """Do one run, and return what it cost and how well it went, epoch by epoch."""
    CHECKPOINTS.mkdir(parents=True, exist_ok=True)
    plan = sha256(json.dumps(run, sort_keys=True).encode()).hexdigest()[:16]
    checkpoint = CHECKPOINTS / f"{run['recipe']}-{run['seed']}-{plan}.pt"
    recipe = RECIPES[run["recipe"]]
    model, history = fit(recipe, train, seed=run["seed"], device=device, checkpoint=checkpoint)
    scored = Bfloat16(model) if recipe.precision else model
    valid = evaluate(scored, loaders(recipe, train, seed=0, device=device)[1]).accuracy
    test_accuracy = evaluate(scored, Batches(test, 1000, device=device)).accuracy
    for file in CHECKPOINTS.glob(f"{checkpoint.name}*"):
        file.unlink()
    seconds = sum(history.seconds)
    print(f"{run['recipe']} {run['seed']}: {test_accuracy:.4f} {seconds:.0f} s", file=sys.stderr)
    return {
        "device": device.type,
        "date": today(),
        "versions": versions("torch", "torchvision"),
        "seconds": [round(each, 2) for each in history.seconds],
        "train_loss": [round(each, 6) for each in history.train_loss],
        "valid_loss": [round(each, 6) for each in history.valid_loss],
        "train_accuracy": history.train_accuracy,
        "valid_accuracy": history.valid_accuracy,
        "valid": valid,
        "test": test_accuracy,
    }


def machine(device):
    """Name what computes."""
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    threads = torch.get_num_threads()
    return f"{processor()}, {threads} thread{'s' if threads > 1 else ''}"


def add(path, run):
    """Add a run to the file: one line each, replaced in one step."""
    runs = [*read(path), run]
    lines = ",\n".join(json.dumps(each) for each in runs)
    write_whole(path, f'{{"command": "make study", "runs": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
