"""What the browser tests stand on: a server of this machine alone, and flags."""

import urllib.request

import pytest

from tools import browser


def test_a_folder_is_served_on_this_machine_until_the_context_ends(tmp_path, capfd):
    (tmp_path / "a.txt").write_text("here")
    with browser.serve(tmp_path) as address:
        assert address.startswith("http://127.0.0.1:")
        assert urllib.request.urlopen(f"{address}/a.txt").read() == b"here"
    with pytest.raises(OSError):
        urllib.request.urlopen(f"{address}/a.txt", timeout=5)
    assert capfd.readouterr() == ("", "")


def test_flags_are_flags():
    """Chromium would open anything else as a page."""
    assert browser.FLAGS and all(flag.startswith("--") for flag in browser.FLAGS)


@pytest.mark.parametrize(
    "there, found",
    [
        (["chromium"], "chromium"),
        (["chromium", "chromium-headless-shell"], "chromium-headless-shell"),
        (["x"], None),
    ],
)
def test_a_chromium_is_found_by_one_of_its_names(there, found, monkeypatch):
    monkeypatch.setattr(browser.shutil, "which", lambda name: name if name in there else None)
    assert browser.find_chromium() == found
