"""The book in one file: made whole or not at all, and offered on the front page."""

import zipfile

import pytest

from tools import downloads, offline

PLACE = '<p class="downloads" hidden></p>'
PDF, ZIP = downloads.WORDS


@pytest.fixture
def site(tmp_path):
    (tmp_path / "book").mkdir()
    (tmp_path / "book" / "index.html").write_text(f"<h1>ü</h1>{PLACE}<p>Text.</p>", "utf-8")
    (tmp_path / "index.html").write_text("the door", "utf-8")
    return tmp_path


def front(site):
    return (site / "book" / "index.html").read_text("utf-8")


def write(file):
    file.write_bytes(b"x" * 250_000)
    return "3 pages"


def test_a_file_is_offered_where_it_was_made(site, capsys):
    downloads.make(site, PDF, write)
    assert capsys.readouterr().out == f"{site / PDF}: 3 pages, 0.2 MB.\n"
    assert front(site) == (
        f'<h1>ü</h1><p class="downloads">Take it along: <a href="../{PDF}" download>'
        "the whole book on paper (PDF), 0.2 MB</a>.</p><p>Text.</p>"
    )
    downloads.make(site, PDF, write)
    assert front(site).count(PDF) == 1


@pytest.mark.parametrize("error", [KeyboardInterrupt, SystemExit, OSError])
def test_what_fails_leaves_the_site_as_it_was(site, error):
    downloads.make(site, PDF, write)
    before = front(site)

    def fail(file):
        file.write_bytes(b"half")
        raise error

    with pytest.raises((SystemExit, OSError)) as raised:
        downloads.make(site, PDF, fail)
    if error is KeyboardInterrupt:
        assert raised.value.code == "Stopped: the site is what it was."
    assert front(site) == before and (site / PDF).stat().st_size == 250_000
    assert sorted(each.name for each in site.iterdir()) == sorted(["book", "index.html", PDF])


def test_a_packed_site_offers_what_is_in_it(site, tmp_path_factory):
    offline.main(site)
    downloads.make(site, PDF, write)
    offline.main(site)
    assert PDF in front(site) and ZIP in front(site)
    with zipfile.ZipFile(site / ZIP) as packed:
        names = [f"{downloads.NAME}/{name}" for name in ("book/index.html", PDF, "index.html")]
        assert sorted(packed.namelist()) == sorted(names)
        page = packed.read(names[0]).decode("utf-8")
        assert f"../{PDF}" in page and ZIP not in page


def test_no_site_and_no_place_are_told(site, tmp_path):
    with pytest.raises(SystemExit, match=r"no site in .*nowhere: call `make book` first"):
        downloads.make(tmp_path / "nowhere", PDF, write)
    (site / "book" / "index.html").write_text("nothing", "utf-8")
    with pytest.raises(SystemExit, match="has no paragraph"):
        downloads.make(site, PDF, write)
    assert not (site / PDF).exists()
