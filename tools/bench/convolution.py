"""How fast `lib.fast` and `lib.layers` are beside their rivals, all timed in turn in one run.

python -m tools.bench.convolution also writes what the lesson on fast convolution draws.
"""

import json
import os
import subprocess
import sys
import time
import tracemalloc
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import scipy.fft
import scipy.signal
import torch
import torch.nn.functional as F
from numpy.lib.stride_tricks import sliding_window_view

from lib import convolution, fast, layers
from tools.bench.target import Target
from tools.machine import processor, today, versions

FILE = Path("book/11-fast-convolution.json")
IMAGES, KERNELS = (128, 256, 512, 1024), (3, 5, 7, 11, 31)
LAYERS = {  # batch 64: x, weight
    "first layer": ((64, 1, 28, 28), (32, 1, 5, 5)),
    "second layer": ((64, 32, 14, 14), (64, 32, 5, 5)),
}
RIVALS = ("convolve2d", "fftconvolve", "oaconvolve", "torch float64")
REPEATS, HOPELESS = 12, 4  # what is HOPELESS times slower than the quickest is given up
PATIENCE = 0.3  # seconds that each is tried at least: first calls plan and start threads
REST = 0.05  # seconds until the threads of OpenBLAS and of OpenMP wait without taking the cores
COLUMNS = 5e8  # bytes of copied windows beyond which im2col, ours or torch's, is left out
LOOP_UP_TO = 256  # rows of the largest image that the loop is timed on


def measure():
    """Yield a `Target` for each promise about convolution."""
    return targets(measure_all())


def measure_all():
    """Time everything with one thread and with all, each in a process of its own."""
    runs = [_run(threads) for threads in sorted({1, len(os.sched_getaffinity(0))})]
    return {
        "command": "python -m tools.bench.convolution",
        "date": today(),
        "processor": processor(),
        "versions": versions("numpy", "scipy", "torch"),
        "machine": [run["machine"] for run in runs],
        "timings": [timing for run in runs for timing in run["timings"]],
        "layers": [layer for run in runs for layer in run["layers"]],
        "memory": runs[0]["memory"],
    }


def targets(found):
    """Compare what `measure_all` found with what was promised."""
    yield from _beside_rivals(found["timings"])
    yield from _over_slow_ways(found["timings"])
    yield from _beside_torch(found["layers"])
    name, share = max(found["memory"].items(), key=lambda item: item[1])
    yield Target(
        "memory of lib.fast and lib.layers",
        "at most 3 times input plus output",
        f"{share:.2f} times ({name})",
        share <= 3,
    )


def _beside_rivals(timings):
    for timing in timings:
        ms, n, m = timing["milliseconds"], timing["image"], timing["kernel"]
        best = min((name for name in RIVALS if name in ms), key=ms.get)
        ratio = ms["lib.fast"] / ms[best]
        yield Target(
            f"{n} x {n}, kernel {m} x {m}, {_threads(timing)}",
            "at most 1.1 times the best rival's time",
            f"{ratio:.2f} ({ms['lib.fast']:.2f} ms, {best} {ms[best]:.2f} ms; "
            f"torch float32 {ms['torch float32']:.2f} ms)",
            ratio <= 1.1,
        )


def _over_slow_ways(timings):
    gain, worst = min((_gain(t, "convolve2d"), i) for i, t in enumerate(timings))
    worst = timings[worst]
    yield Target(
        "lib.fast throughout",
        "at least 3 times as fast as convolve2d",
        f"{gain:.1f} times at least (image {worst['image']}, kernel {worst['kernel']})",
        gain >= 3,
    )
    gain = _gain(timings[0], "loop")
    yield Target(
        "lib.fast, 128 x 128, kernel 3 x 3",
        "at least 100 times as fast as the loop",
        f"{gain:.0f} times",
        gain >= 100,
    )


def _beside_torch(rows):
    for layer in rows:
        ms = layer["milliseconds"]
        ratio = ms["lib.layers"] / ms["torch"]
        yield Target(
            f"lib.layers.conv2d, {layer['layer']}, float32, {_threads(layer)}",
            "at most 1.5 times torch's time",
            f"{ratio:.2f} ({ms['lib.layers']:.2f} ms, torch {ms['torch']:.2f} ms)",
            ratio <= 1.5,
        )


def _threads(row):
    return f"{row['threads']} thread{'s' if row['threads'] > 1 else ''}"


def _gain(timing, rival):
    return timing["milliseconds"][rival] / timing["milliseconds"]["lib.fast"]


def _run(threads):
    """Measure in a new process, because BLAS reads the number of threads when it is loaded."""
    names = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
    done = subprocess.run(
        [sys.executable, "-m", __name__ if __name__ != "__main__" else __spec__.name, str(threads)],
        env=os.environ | dict.fromkeys(names, str(threads)),
        stdout=subprocess.PIPE,
        check=True,
    )
    return json.loads(done.stdout)


def _measure_here(threads):
    torch.set_num_threads(threads)
    with scipy.fft.set_workers(threads):
        return {
            "machine": {"threads": threads} | _limits(threads),
            "timings": [_convolutions(n, m, threads) for n in IMAGES for m in KERNELS],
            "layers": [_layer(name, threads) for name in LAYERS],
            "memory": _memory(),
        }


def _convolutions(n, m, threads):
    rng = np.random.default_rng(0)
    x, w = rng.normal(size=(n, n)), rng.normal(size=(m, m))
    x64, w64 = torch.tensor(x)[None, None], torch.tensor(w[::-1, ::-1].copy())[None, None]
    x32, w32 = x64.float(), w64.float()
    columns = (n - m + 1) ** 2 * m**2 * 8
    methods = {
        "lib.fast": lambda: fast.conv2d(x, w),
        "convolve2d": lambda: scipy.signal.convolve2d(x, w, "valid"),
        "fftconvolve": lambda: scipy.signal.fftconvolve(x, w, "valid"),
        "oaconvolve": lambda: scipy.signal.oaconvolve(x, w, "valid"),
        "torch float32": lambda: F.conv2d(x32, w32),
    }
    if columns <= COLUMNS:
        methods["torch float64"] = lambda: F.conv2d(x64, w64)
    if threads == 1:
        methods |= {
            "shifted copies": lambda: _shifted_copies(x, w),
            "windows and einsum": lambda: _windows(x, w),
        }
        if columns <= COLUMNS:
            methods["im2col"] = lambda: _im2col(x, w)
        if n <= LOOP_UP_TO:
            methods["loop"] = lambda: convolution.conv2d(x, w)
    return {
        "image": n,
        "kernel": m,
        "threads": threads,
        "milliseconds": _in_turn(methods, PATIENCE),
    }


def _layer(name, threads):
    rng = np.random.default_rng(0)
    x, weight = (rng.normal(size=size).astype(np.float32) for size in LAYERS[name])
    bias = rng.normal(size=len(weight)).astype(np.float32)
    tensors = [torch.tensor(array) for array in (x, weight, bias)]
    methods = {
        "lib.layers": lambda: layers.conv2d(x, weight, bias, padding=2),
        "torch": lambda: F.conv2d(*tensors, padding=2),
    }
    return {"layer": name, "threads": threads, "milliseconds": _in_turn(methods, np.inf, REST)}


def _in_turn(methods, patience, rest=0.0):
    """The least time of each, in milliseconds; what is far too slow is given up after a while."""
    best, spent = dict.fromkeys(methods, np.inf), dict.fromkeys(methods, 0.0)
    for _ in range(REPEATS):
        limit = HOPELESS * min(best.values())
        for name, method in methods.items():
            if best[name] <= limit or spent[name] < patience:
                time.sleep(rest)
                # twice, so that the second finds in the cache what the others threw out
                times = _time(method), _time(method)
                best[name], spent[name] = min(best[name], *times), spent[name] + sum(times)
    return {name: round(1000 * seconds, 4) for name, seconds in best.items()}


def _time(method):
    start = time.perf_counter()
    method()
    return time.perf_counter() - start


def _shifted_copies(x, w):
    o1, o2 = x.shape[0] - w.shape[0] + 1, x.shape[1] - w.shape[1] + 1
    y = np.zeros((o1, o2))
    for k, l in np.ndindex(w.shape):  # noqa: E741
        y += w[-1 - k, -1 - l] * x[k : k + o1, l : l + o2]
    return y


def _windows(x, w):
    return np.einsum("ijkl,kl->ij", sliding_window_view(x, w.shape), w[::-1, ::-1])


def _im2col(x, w):
    windows = sliding_window_view(x, w.shape)
    return (windows.reshape(-1, w.size) @ w[::-1, ::-1].ravel()).reshape(windows.shape[:2])


def _limits(threads):
    """What the machine can do at best: bytes that a copy moves, and multiply-adds of a product."""
    source = np.ones((threads, 2**24 // threads))
    target = np.zeros_like(source)
    with ThreadPoolExecutor(threads) as pool:
        copy = min(_time(lambda: list(pool.map(np.copyto, target, source))) for _ in range(REPEATS))
    matrix = np.ones((1024, 1024))
    single = matrix.astype(np.float32)
    product = min(_time(lambda: matrix @ matrix) for _ in range(REPEATS))
    product32 = min(_time(lambda: single @ single) for _ in range(REPEATS))
    return {
        "gigabytes_per_second": round(2 * source.nbytes / copy / 1e9, 2),
        "multiply_adds_per_second": round(len(matrix) ** 3 / product),
        "multiply_adds_per_second_float32": round(len(matrix) ** 3 / product32),
    }


def _memory():
    """The largest memory that a call holds, as a multiple of input plus output."""
    calls = {}
    for m in KERNELS:
        x, w = np.ones((512, 512)), np.ones((m, m))
        calls[f"image 512, kernel {m}"] = fast.conv2d, (x, w), {}
    for name, sizes in LAYERS.items():
        arrays = tuple(np.ones(size, np.float32) for size in sizes)
        calls[name] = layers.conv2d, arrays, {"padding": 2}
    shares = {}
    for name, (call, arrays, options) in calls.items():
        tracemalloc.start()
        y = call(*arrays, **options)
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        inputs = sum(array.nbytes for array in arrays)
        shares[name] = round((peak + inputs) / (inputs + y.nbytes), 3)
    return shares


def main(arguments: list[str]):
    """Write what all processes measure; one of them, told its threads, prints what it measures."""
    if arguments:
        print(json.dumps(_measure_here(int(arguments[0]))))
        return
    measured = measure_all()
    FILE.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")
    for target in targets(measured):
        print("met   " if target.met else "missed", *target[:3], sep=" | ")


if __name__ == "__main__":
    main(sys.argv[1:])
