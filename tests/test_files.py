"""A file is there whole or not at all, and stays what it is: a link, of its own mode."""

import os
import threading

import pytest

from lib.files import write_whole


def files(folder):
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("old", [None, "old and longer than the new one"])
def test_bytes_and_text_replace_what_was_there(old, tmp_path):
    for name, content in [("text", "grün"), ("bytes", "grün".encode())]:
        if old is not None:
            (tmp_path / name).write_text(old)
        write_whole(tmp_path / name, content)
    write_whole(str(tmp_path / "text"), "grün")
    assert files(tmp_path) == dict.fromkeys(["text", "bytes"], "grün".encode())


def test_a_link_stays_a_link(tmp_path):
    (tmp_path / "elsewhere").mkdir()
    target, link, chain = tmp_path / "elsewhere" / "it", tmp_path / "link", tmp_path / "chain"
    link.symlink_to("elsewhere/it")  # dangling at first
    chain.symlink_to(link)
    for content in ("first", "second"):
        write_whole(chain, content)
        assert link.is_symlink() and chain.is_symlink() and target.read_text() == content
    assert [path.name for path in target.parent.iterdir()] == ["it"]


@pytest.mark.parametrize("mode", [0o444, 0o600, 0o664, 0o755])
def test_who_may_read_and_write_stays(mode, tmp_path):
    file = tmp_path / "it"
    file.write_text("old")
    file.chmod(mode)
    write_whole(file, "new")
    assert file.stat().st_mode & 0o777 == mode and file.read_text() == "new"


def test_a_new_file_is_like_any_other(tmp_path):
    (tmp_path / "other").touch()
    write_whole(tmp_path / "it", "new")
    assert (tmp_path / "it").stat().st_mode == (tmp_path / "other").stat().st_mode


def full_disk(*_):
    raise OSError("No space left on device")


@pytest.mark.parametrize("call", ["fsync", "replace"])
def test_a_failure_leaves_the_old_file_and_nothing_beside_it(call, tmp_path, monkeypatch):
    (tmp_path / "it").write_text("old")
    monkeypatch.setattr(os, call, full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_whole(tmp_path / "it", "new")
    assert files(tmp_path) == {"it": b"old"}


@pytest.mark.parametrize("content", [7, None, ["text"], "\ud800"])
def test_what_is_neither_text_nor_bytes_is_not_written(content, tmp_path):
    with pytest.raises((TypeError, UnicodeEncodeError)):
        write_whole(tmp_path / "it", content)
    assert files(tmp_path) == {}


def test_it_is_on_the_disk_before_it_gets_its_name(tmp_path, monkeypatch):
    done, synced, replaced = [], os.fsync, os.replace

    def sync(number):
        done.append(f"sync {os.fstat(number).st_size}")
        synced(number)

    monkeypatch.setattr(os, "fsync", sync)
    monkeypatch.setattr(os, "replace", lambda *names: (done.append("replace"), replaced(*names)))
    write_whole(tmp_path / "it", "12345")
    assert done == ["sync 5", "replace"]


def test_two_writers_at_once_do_not_meet(tmp_path, monkeypatch):
    file, both_wait, synced = tmp_path / "it", threading.Barrier(2, timeout=60), os.fsync
    monkeypatch.setattr(os, "fsync", lambda number: (both_wait.wait(), synced(number)))
    failed = []

    def write(letter):
        try:
            write_whole(file, letter * 10_000)
        except Exception as error:
            failed.append(error)

    writers = [threading.Thread(target=write, args=letter) for letter in "ab"]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert not failed and set(file.read_text()) in ({"a"}, {"b"})
    assert len(file.read_text()) == 10_000 and list(files(tmp_path)) == ["it"]
