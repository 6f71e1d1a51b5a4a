"""What a kernel is started with, and what it may not send."""

import signal
from types import SimpleNamespace

import pytest

from checker import kernel

CPU = {
    "OMP_NUM_THREADS": "2",
    "NPY_DISABLE_CPU_FEATURES": "AVX2",
    "ATEN_CPU_CAPABILITY": "avx2",
    "MKL_CBWR": "COMPATIBLE",
    "OPENBLAS_CORETYPE": "Haswell",
    "ONEDNN_MAX_CPU_ISA": "AVX2",
}
BOOK = {"PATH": "/bin", "HOME": "/home/me", "MNIST_ROOT": "mnist", "XDG_CACHE_HOME": "cache"}


@pytest.mark.parametrize(
    "name",
    [
        "LANG",
        "LANGUAGE",
        "LC_NUMERIC",
        "PYTHONHASHSEED",
        "PYTHONPATH",
        "PYTHONSTARTUP",
        "PYTHONWARNINGS",
        "MPLBACKEND",
        "MPLCONFIGDIR",
        "IPYTHON_KERNEL_ARGS",
        "JUPYTER_PATH",
        "TORCH_HOME",
        "TORCHDYNAMO_DISABLE",
        "PYTORCH_ENABLE_MPS_FALLBACK",
        "NPY_PROMOTION_STATE",
        "NUMPY_MADVISE_HUGEPAGE",
        "TQDM_MININTERVAL",
        "NO_COLOR",
        "FORCE_COLOR",
        "CLICOLOR",
    ],
)
def test_a_setting_of_a_person_does_not_reach_a_kernel(name, tmp_path):
    assert kernel.environment({name: "1"}, tmp_path) == kernel.environment({}, tmp_path)


@pytest.mark.parametrize("name", ["TZ", "COLUMNS", "LC_ALL", "IPYTHONDIR", "MATPLOTLIBRC"])
def test_what_matters_is_stated_whatever_a_person_has_set(name, tmp_path):
    stated = kernel.environment({}, tmp_path)[name]
    assert kernel.environment({name: "mine"}, tmp_path)[name] == stated != "mine"


def test_what_the_book_and_the_processor_need_reaches_a_kernel(tmp_path):
    given = BOOK | CPU
    found = kernel.environment(given, tmp_path, path=["one", "two"])
    assert given.items() <= found.items()
    assert found["PYTHONPATH"].split(kernel.os.pathsep) == ["one", "two"]
    assert kernel.environment({}, tmp_path)["OMP_NUM_THREADS"] == "1"


def test_settings_beside_a_lesson_are_refused(tmp_path):
    kernel.require_no_settings_beside(tmp_path / "a.ipynb")
    (tmp_path / "matplotlibrc").touch()
    with pytest.raises(ValueError, match="matplotlibrc changes figures: say it in a cell"):
        kernel.require_no_settings_beside(tmp_path / "a.ipynb")


def message(kind, display_id=None):
    transient = {"display_id": display_id} if display_id else {}
    return {"msg_type": kind, "content": {"transient": transient}}


def test_what_is_shown_once_is_not_objected_to():
    watch = kernel.Watch()
    shown = [("stream", None), ("display_data", "a"), ("execute_result", "b"), ("status", None)]
    assert [watch.objects_to(message(*each)) for each in shown] == [""] * 4


@pytest.mark.parametrize(
    ("kind", "why"),
    [
        ("clear_output", "clear_output takes back"),
        ("update_display_data", "a display is replaced later"),
        ("display_data", "a display is replaced later"),
    ],
)
def test_what_takes_back_or_replaces_is_objected_to(kind, why):
    watch = kernel.Watch()
    watch.objects_to(message("display_data", "a"))
    assert why in watch.objects_to(message(kind, "a"))


@pytest.mark.parametrize(
    "status, words",
    [
        (0, "exit status 0"),
        (3, "exit status 3"),
        (-signal.SIGKILL, "killed, as the system does where memory runs out"),
        (-signal.SIGTERM, "SIGTERM"),
    ],
)
def test_of_a_dead_kernel_it_is_told_how_it_died(status, words):
    dead = object.__new__(kernel.Kernel)
    process = SimpleNamespace(returncode=status)
    dead.km = SimpleNamespace(provisioner=SimpleNamespace(process=process))
    assert dead._last_words() == words
