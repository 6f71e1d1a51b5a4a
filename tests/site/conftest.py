"""The built site, at an address, and a tab of a browser."""

import pytest
from filelock import FileLock

from tests.site.pages import ROOT, run_build
from tools import browser as site_browser


@pytest.fixture(scope="session")
def site(tmp_path_factory, worker_id):
    """The whole book, built as if its home were a repository on GitHub; once for all workers."""
    own = tmp_path_factory.getbasetemp()
    folder = (own if worker_id == "master" else own.parent) / "site"
    html = folder / "_build" / "html"
    with FileLock(f"{folder}.lock"):
        if not html.exists():
            run = run_build(
                ROOT,
                folder,
                BOOK_REPOSITORY_URL="https://secret@github.com/owner/book.git",
                BOOK_REPOSITORY_BRANCH="main",
                BOOK_COLAB_BRANCH="colab",
                BOOK_SITE_URL="https://owner.github.io/book",
            )
            assert run.returncode == 0, run.stdout + run.stderr
            assert "secret" not in run.stdout + run.stderr
    return html


@pytest.fixture(scope="session")
def served(site):
    with site_browser.serve(site) as address:
        yield address


@pytest.fixture
def tab(browser):
    context = browser.new_context(permissions=["clipboard-read", "clipboard-write"])
    yield context.new_page()
    context.close()
