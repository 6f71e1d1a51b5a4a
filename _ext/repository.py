"""Sphinx extension: find out where the book's repository lives, and link to it.

The address is asked for at build time: first the environment variable BOOK_REPOSITORY_URL, then
git's `origin`. Only a public home that Binder knows by name, GitHub or GitLab, gives buttons: a
rocket that opens the lesson in JupyterLab on Binder, a cloud that opens it on Colab where
BOOK_COLAB_BRANCH names the branch with what tools/colab.py writes, and links to the source, the
issues and the editor. In all other cases the book is built without them, and the build log says
why.
"""

import os
import re
import subprocess
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urlsplit

from sphinx.util import logging

BINDER = "https://mybinder.org/v2"
COLAB = "https://colab.research.google.com/github"
BINDER_NAMES = {"github.com": "gh", "gitlab.com": "gl"}
# where a firewall lets only HTTPS's port through, these answer git's ssh there
OTHER_NAMES = {"ssh.github.com": "github.com", "altssh.gitlab.com": "gitlab.com"}
DEFAULT_BRANCH = "main"
DISTRUSTED = (
    "no launch buttons: git does not read this checkout, since it belongs to another user;"
    " 'git config --global --add safe.directory FOLDER' lets it, BOOK_REPOSITORY_URL does without"
)

logger = logging.getLogger(__name__)


class Repository(NamedTuple):
    """A public repository: `path` is owner/name, and may be group/.../name on GitLab."""

    host: str
    path: str
    branch: str = DEFAULT_BRANCH

    @property
    def url(self) -> str:
        return f"https://{self.host}/{self.path}"

    def colab_url(self, notebook: str, branch: str) -> str:
        """Address that opens `notebook` on Colab, from a branch of this repository on GitHub.

        Examples
        --------
        >>> Repository("github.com", "owner/book").colab_url("book/x.ipynb", "colab")
        'https://colab.research.google.com/github/owner/book/blob/colab/book/x.ipynb'
        """
        return f"{COLAB}/{self.path}/blob/{quote(branch, safe='')}/{quote(notebook)}"

    def binder_url(self, notebook: str) -> str:
        """Address that opens `notebook` (a path in the repository) in JupyterLab on Binder.

        Examples
        --------
        >>> Repository("github.com", "owner/book").binder_url("book/x.ipynb")
        'https://mybinder.org/v2/gh/owner/book/main?urlpath=lab%2Ftree%2Fbook%2Fx.ipynb'
        """
        # Binder takes GitHub's owner/name as it is, but a GitLab path in one piece
        path = self.path if self.host == "github.com" else quote(self.path, safe="")
        place = quote(f"lab/tree/{notebook}", safe="")
        branch = quote(self.branch, safe="")
        return f"{BINDER}/{BINDER_NAMES[self.host]}/{path}/{branch}?urlpath={place}"


def parse_address(address: str) -> tuple[str, str] | None:
    """Return (host, path) of a git address on GitHub or GitLab, and None for every other address.

    User names, passwords and tokens in the address are dropped.

    Examples
    --------
    >>> parse_address("git@github.com:owner/book.git")
    ('github.com', 'owner/book')
    >>> parse_address("https://token@gitlab.com/group/sub/book/")
    ('gitlab.com', 'group/sub/book')
    >>> parse_address("ssh://git@ssh.github.com:443/owner/book.git")
    ('github.com', 'owner/book')
    >>> parse_address("/srv/git/book.git") is None
    True
    """
    short = re.fullmatch(r"(?:[^@/\s]+@)?([\w.-]+):(?!/)(\S+)", address.strip())
    if short:  # scp's form, user@host:path
        host, path = short.groups()
    else:
        try:
            parts = urlsplit(address.strip())
            host, path = parts.hostname or "", parts.path
        except ValueError:
            return None
        if parts.scheme not in {"https", "http", "ssh", "git"}:
            return None
    host = host.lower().removeprefix("www.")
    host = OTHER_NAMES.get(host, host)
    path = path.strip("/").removesuffix(".git")
    names = path.split("/")
    enough = len(names) == 2 if host == "github.com" else len(names) >= 2
    if host not in BINDER_NAMES or not enough:
        return None
    if not all(re.fullmatch(r"[\w.-]+", name) for name in names):
        return None
    return host, path


def ask_git(*arguments: str, cwd: Path) -> tuple[str, str]:
    """Return what git prints and what it complains about; both "" where git is missing."""
    try:
        answer = subprocess.run(
            ["git", *arguments],
            cwd=cwd,
            env={**os.environ, "LC_ALL": "C"},  # complaints in English
            capture_output=True,
            text=True,
            timeout=10,
        )
    except (OSError, subprocess.SubprocessError):
        return "", ""
    return "" if answer.returncode else answer.stdout.strip(), answer.stderr.strip()


def git(*arguments: str, cwd: Path) -> str:
    """Return what git prints, or "" where git, the checkout or the answer is missing."""
    return ask_git(*arguments, cwd=cwd)[0]


def is_distrusted(root: Path) -> bool:
    """Tell whether git does not read this checkout, since it belongs to somebody else."""
    return "dubious ownership" in ask_git("rev-parse", "--git-dir", cwd=root)[1]


def is_checkout(root: Path) -> bool:
    """Tell whether `root` itself is a git checkout, not merely a folder inside another one."""
    top = git("rev-parse", "--show-toplevel", cwd=root)
    return bool(top) and Path(top).resolve() == root.resolve()


def find_branch(root: Path) -> str:
    """Return the branch for readers: origin's default, else the current one, else main."""
    if not is_checkout(root):
        return DEFAULT_BRANCH
    default = git("symbolic-ref", "--short", "refs/remotes/origin/HEAD", cwd=root)
    current = git("symbolic-ref", "--short", "HEAD", cwd=root)
    return default.removeprefix("origin/") or current or DEFAULT_BRANCH


def find_repository(root: Path) -> tuple[Repository | None, str]:
    """Return the repository of the book in folder `root`, or None, and words for the build log.

    They never repeat an address that was not understood: it might hold a password.
    """
    source = "BOOK_REPOSITORY_URL"
    address = os.environ.get("BOOK_REPOSITORY_URL", "")
    if not address and is_checkout(root):
        source = "git's origin"
        address = git("remote", "get-url", "origin", cwd=root)
    if not address and is_distrusted(root):
        return None, DISTRUSTED
    if not address:
        return None, "no launch buttons: neither BOOK_REPOSITORY_URL nor git's origin is set"
    found = parse_address(address)
    if found is None:
        return None, f"no launch buttons: {source} is not an address on GitHub or GitLab"
    branch = os.environ.get("BOOK_REPOSITORY_BRANCH") or find_branch(root)
    repository = Repository(*found, branch)
    return repository, f"launch buttons to {repository.url}, branch {branch}, as {source} says"


def configure(app, config):
    """Tell the theme the address, for its buttons to the source, the issues and the editor."""
    repository, message = find_repository(Path(app.srcdir))
    logger.info("[repository] %s", message)
    app.repository = repository
    options = {"launch_buttons": {}, "repository_url": ""}
    if repository:
        options["repository_url"] = repository.url
        options["repository_branch"] = repository.branch
        for name in ("repository", "source", "edit_page", "issues"):
            options[f"use_{name}_button"] = True
    config.html_theme_options = {**config.html_theme_options, **options}


def add_launchers(app, pagename, templatename, context, doctree):
    """Put what runs a lesson elsewhere in front of its other buttons."""
    if not app.repository or context.get("page_source_suffix") != ".ipynb":
        return
    notebook, branch = f"{pagename}.ipynb", os.environ.get("BOOK_COLAB_BRANCH", "")
    launchers = [("Binder", app.repository.binder_url(notebook), "fas fa-rocket")]
    if branch and app.repository.host == "github.com":
        launchers.append(("Colab", app.repository.colab_url(notebook, branch), "fas fa-cloud"))
    context["header_buttons"][:0] = [
        {
            "type": "link",
            "url": url,
            "tooltip": f"Run this lesson on {name}",
            "icon": icon,
            "label": f"launch-{name.lower()}",
        }
        for name, url, icon in launchers
    ]


def setup(app):
    app.connect("config-inited", configure)
    app.connect("html-page-context", add_launchers, priority=502)  # 501: the theme's own buttons
    return {"version": "1", "parallel_read_safe": True, "parallel_write_safe": True}
