"""The extensions in _ext/, one by one and without a build."""

import doctest
import functools
import json
import shutil
from types import SimpleNamespace

import pytest
from sphinx.errors import ExtensionError

from tests.site.pages import load

NAMES = ("cards", "icons", "labels", "lean", "questions", "repository")
cards, icons, labels, lean, questions, repository = map(load, NAMES)


@pytest.mark.parametrize(
    "extension", [repository, cards, icons, labels, lean, questions], ids=lambda e: e.__name__
)
def test_examples_of_an_extension(extension):
    outcome = doctest.testmod(extension)
    assert outcome.attempted > 0 and outcome.failed == 0


@pytest.mark.parametrize(
    "address, found",
    [
        ("https://github.com/owner/book", ("github.com", "owner/book")),
        ("https://github.com/owner/book.git/", ("github.com", "owner/book")),
        ("https://www.github.com/owner/book", ("github.com", "owner/book")),
        ("https://user:token@github.com/owner/book.git", ("github.com", "owner/book")),
        ("https://x-access-token:abc@GitHub.com/o.w-n_er/b.k", ("github.com", "o.w-n_er/b.k")),
        ("http://gitlab.com/group/sub/book", ("gitlab.com", "group/sub/book")),
        ("git@gitlab.com:group/sub/book.git", ("gitlab.com", "group/sub/book")),
        ("github.com:owner/book", ("github.com", "owner/book")),
        ("ssh://git@github.com:22/owner/book.git", ("github.com", "owner/book")),
        ("git://github.com/owner/book", ("github.com", "owner/book")),
        ("ssh://git@ssh.github.com:443/owner/book.git", ("github.com", "owner/book")),
        ("ssh://git@altssh.gitlab.com:443/group/sub/book", ("gitlab.com", "group/sub/book")),
        ("git@ssh.github.com:owner/book.git", ("github.com", "owner/book")),
        ("ssh://git@ssh.gitlab.com:443/owner/book", None),
        ("https://example.org/owner/book", None),
        ("https://github.com.example.org/owner/book", None),
        ("https://github.com@example.org/owner/book", None),
        ("https://github.com/owner", None),
        ("https://github.com/owner/book/tree/main", None),
        ("https://github.com/owner/bo ok", None),
        ("https://github.com/owner/<script>", None),
        ("file:///home/github.com/owner/book", None),
        ("/srv/git/book.git", None),
        ("../book", None),
        ("C:\\books\\book", None),
        ("https://[github.com/owner/book", None),
        ("", None),
    ],
)
def test_parse_address(address, found):
    assert repository.parse_address(address) == found


@pytest.mark.parametrize(
    "parts, url",
    [
        (("github.com", "owner/book"), "gh/owner/book/main"),
        (("github.com", "owner/book", "new/lesson"), "gh/owner/book/new%2Flesson"),
        (("gitlab.com", "group/sub/book", "trunk"), "gl/group%2Fsub%2Fbook/trunk"),
    ],
)
def test_binder_url(parts, url):
    expected = f"https://mybinder.org/v2/{url}?urlpath=lab%2Ftree%2Fbook%2Fx.ipynb"
    assert repository.Repository(*parts).binder_url("book/x.ipynb") == expected


@pytest.fixture
def checkout(tmp_path, monkeypatch):
    """An empty git checkout on branch `trunk`, and a function that runs git in it."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    monkeypatch.delenv("BOOK_REPOSITORY_URL", raising=False)
    monkeypatch.delenv("BOOK_REPOSITORY_BRANCH", raising=False)
    git = functools.partial(repository.git, cwd=tmp_path)
    git("init", "--quiet", "--initial-branch=trunk")
    return tmp_path, git


def test_repository_without_any_address(checkout):
    found, words = repository.find_repository(checkout[0])
    assert found is None and "neither" in words


def test_repository_from_origin_without_its_token(checkout):
    folder, git = checkout
    git("remote", "add", "origin", "https://user:secret@github.com/owner/book.git")
    found, words = repository.find_repository(folder)
    assert found == ("github.com", "owner/book", "trunk")
    assert "secret" not in words and "git's origin" in words


def test_repository_prefers_the_default_branch_of_origin(checkout):
    folder, git = checkout
    git("remote", "add", "origin", "https://github.com/owner/book.git")
    git("symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/default")
    assert repository.find_repository(folder)[0].branch == "default"


def test_repository_from_the_environment_comes_first(checkout, monkeypatch):
    folder, git = checkout
    git("remote", "add", "origin", "https://github.com/owner/book.git")
    monkeypatch.setenv("BOOK_REPOSITORY_URL", "git@gitlab.com:other/book.git")
    monkeypatch.setenv("BOOK_REPOSITORY_BRANCH", "stable")
    assert repository.find_repository(folder)[0] == ("gitlab.com", "other/book", "stable")


def test_unknown_origin_gives_no_buttons_and_keeps_its_secret(checkout):
    folder, git = checkout
    git("remote", "add", "origin", "https://user:secret@example.org/owner/book.git")
    found, words = repository.find_repository(folder)
    assert found is None
    assert "secret" not in words and "not an address on GitHub or GitLab" in words


def test_what_was_found_is_told_and_goes_to_the_theme(checkout, monkeypatch):
    folder, git = checkout
    told = []
    monkeypatch.setattr(repository.logger, "info", lambda *words: told.append(words[0] % words[1:]))
    app, config = SimpleNamespace(srcdir=str(folder)), SimpleNamespace(html_theme_options={"a": 1})
    repository.configure(app, config)
    assert told[0].startswith("[repository] no launch buttons") and app.repository is None
    assert config.html_theme_options == {"a": 1, "launch_buttons": {}, "repository_url": ""}
    git("remote", "add", "origin", "https://github.com/owner/book.git")
    monkeypatch.setenv("BOOK_REPOSITORY_BRANCH", "stable")
    repository.configure(app, config)
    assert told[1].startswith("[repository] launch buttons to https://github.com/owner/book")
    assert app.repository.path == "owner/book"
    assert config.html_theme_options["repository_branch"] == "stable"


def test_folder_inside_another_checkout_has_no_origin_of_its_own(checkout):
    folder, git = checkout
    git("remote", "add", "origin", "https://github.com/owner/other.git")
    (folder / "book").mkdir()
    assert repository.find_repository(folder / "book")[0] is None


def test_checkout_of_another_user_is_named_with_the_remedy(checkout, monkeypatch):
    folder, git = checkout
    git("remote", "add", "origin", "https://github.com/owner/book.git")
    monkeypatch.setenv("GIT_TEST_ASSUME_DIFFERENT_OWNER", "1")
    monkeypatch.setenv("LANGUAGE", "de")
    found, words = repository.find_repository(folder)
    assert found is None
    assert "belongs to another user" in words and "safe.directory" in words
    monkeypatch.setenv("BOOK_REPOSITORY_URL", "https://github.com/owner/book")
    monkeypatch.setenv("BOOK_REPOSITORY_BRANCH", "main")
    assert repository.find_repository(folder)[0].path == "owner/book"


# ---- what hangs on the theme's own files: the tests say what broke when the theme moves ---------


def html(folder):
    """What an extension is handed when the pages in a folder are built."""
    return SimpleNamespace(builder=SimpleNamespace(name="html"), outdir=str(folder))


@pytest.mark.parametrize("file", [icons.SCRIPT, icons.STYLES, f"{icons.FONTS}/fa-solid-900.ttf"])
def test_theme_has_the_files_of_its_icons_where_they_were(file):
    assert (icons.THEME / file).is_file(), f"{icons.moved()} has no {file}"


def test_theme_draws_and_styles_its_icons_as_it_did():
    script, styles = icons.read_theme()
    drawn = [icons.names_of(found) for found in icons.DRAWING.finditer(script)]
    assert len(drawn) > 1900 and {"rocket"} in drawn
    assert len(icons.prune_script(script, set())) < 0.1 * len(script), "more is left than code"
    assert len(icons.CHARACTER.findall(styles)) > 1800
    fonts = list((icons.THEME / icons.FONTS).glob("*.ttf"))
    assert len(icons.COMPRESSED.findall(styles)) >= len(fonts) >= 3


@pytest.mark.parametrize("file", [icons.SCRIPT, icons.STYLES])
@pytest.mark.parametrize("content", [None, "rewritten"])
def test_theme_that_moved_its_icons_is_named(file, content, tmp_path, monkeypatch):
    for each in (icons.SCRIPT, icons.STYLES):
        (tmp_path / each).parent.mkdir()
        shutil.copy(icons.THEME / each, tmp_path / each)
    (tmp_path / icons.FONTS).mkdir(parents=True)
    (tmp_path / file).unlink()
    if content:
        (tmp_path / file).write_text(content)
    monkeypatch.setattr(icons, "THEME", tmp_path)
    with pytest.raises(ExtensionError, match=rf"pydata-sphinx-theme [\d.]+ has no.*{file}"):
        icons.read_theme()


def test_icons_are_looked_for_in_pages_and_in_the_scripts_that_may_add_some(tmp_path):
    asked = ["index.html", "book/page.html", "_static/copy.js"]
    for name in [*asked, "_static/mathjax/tex.js", f"_static/{icons.SCRIPT}", "_static/page.css"]:
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).touch()
    found = {path.relative_to(tmp_path).as_posix() for path in icons.sources(tmp_path)}
    assert found == set(asked)


@pytest.mark.parametrize(
    "family", ["fa", "fas", "far", "fab", "fa-solid", "fa-regular", "fa-brands"]
)
def test_icons_of_every_family_are_found(family):
    page = f'<b class="a"></b><i class="{family} fa-bars"></i>'
    assert icons.icons_in(page) == [{family, "fa-bars"}]


def test_icon_that_the_theme_does_not_know_is_refused(tmp_path):
    (tmp_path / "page.html").write_text('<i class="fa-solid fa-roket fa-lg"></i>')
    with pytest.raises(ExtensionError, match=r"page.html: class \(=.*fa-roket.* must name an icon"):
        icons.keep_used_icons(html(tmp_path), None)


@pytest.mark.parametrize("builder, exception", [("html", ValueError()), ("latex", None)])
def test_icons_are_left_alone_where_no_site_was_built(tmp_path, builder, exception):
    (tmp_path / "page.html").write_text('<i class="fa-solid fa-roket fa-lg"></i>')
    app = SimpleNamespace(builder=SimpleNamespace(name=builder), outdir=str(tmp_path))
    icons.keep_used_icons(app, exception)
    assert [path.name for path in tmp_path.iterdir()] == ["page.html"]


# ---- cards --------------------------------------------------------------------------------------

LINKED = {
    "book/a.html": """<div class="bd-article"><p><a href="b.html#word">w</a>
<a href="b.html#twin">t</a> <a href="#eq">(1)</a> <a href="b.html#fig">Fig. 1</a>
<a href="b.html#source">[S]</a> <a href="b.html#ex">Exercise 1</a> <a href="b.html#lesson">B</a>
<a href="b.html#part">Part</a> <a href="b.html#back">1</a> <a href="b.html#none">none</a>
<a href="c.html#x">no page</a> <a href="https://e.org/b.html#other">E</a></p>
<div class="math" id="eq"><span class="eqno">(1)<a class="headerlink" href="#eq">#</a></span>
\\[x < y\\]</div><script>"</p>"</script></div><a href="b.html#other">aside</a>""",
    "book/b.html": """<div class="bd-article"><section id="b"><span id="lesson"></span>
<h1>B<a class="headerlink" href="#b">#</a></h1><p>First.</p><p>Second.</p></section>
<section id="part"><h2 id="own">Part</h2><ul><li>one</li></ul></section>
<dl><dt id="word">word</dt><dt id="twin">twin</dt>
<dd id="d">It <a href="a.html#eq">is</a>.</dd></dl>
<dl><dt id="other">other</dt><dd>Unwanted.</dd></dl>
<figure id="fig"><img src="../_images/f.png"/><figcaption>Fig.</figcaption></figure>
<div class="citation" id="source"><span class="label">[S]</span><p>Source.</p></div>
<p><span id="back">[S]</span><b>x</b></p><div class="exercise admonition" id="ex">
<p class="admonition-title">Exercise 1</p>
<section class="exercise-content"><p>Do.</p></section></div>
<div class="cell_input docutils"><div class="highlight-python"><div class="highlight"><pre>1
</pre></div></div></div></div>""",
    "search.html": "<p>no article</p>",
}


def test_cards_show_what_some_page_links_to():
    word = "<b>{}</b><div>It is.</div>"
    assert cards.read_cards(LINKED) == {
        "book/a.html#eq": '<div class="math"><span class="eqno">(1)</span>\n\\[x &lt; y\\]</div>',
        "book/b.html#ex": '<p class="admonition-title">Exercise 1</p>'
        '<section class="exercise-content"><p>Do.</p></section>',
        "book/b.html#fig": '<figure><img src="_images/f.png"/>'
        "<figcaption>Fig.</figcaption></figure>",
        "book/b.html#lesson": "<b>B</b><p>First.</p>",
        "book/b.html#part": "<b>Part</b>",
        "book/b.html#source": '<div class="citation"><span class="label">[S]</span>'
        "<p>Source.</p></div>",
        "book/b.html#twin": word.format("twin"),
        "book/b.html#word": word.format("word"),
    }


def test_code_of_cells_and_scripts_are_not_read():
    article = cards.read(LINKED["book/b.html"])
    assert article.find("pre") is None and article.find(class_="cell_input") is not None
    assert cards.read(LINKED["book/a.html"]).find("script") is None


@pytest.mark.parametrize(
    "builder, exception", [("html", None), ("html", ValueError()), ("x", None)]
)
def test_cards_are_written_where_a_site_was_built(tmp_path, builder, exception):
    for name, text in {**LINKED, "_static/webpack.html": LINKED["book/b.html"]}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(text)
    app = SimpleNamespace(**vars(html(tmp_path)), config=SimpleNamespace(mathjax3_config={"a": 1}))
    app.builder.name = builder
    cards.write_cards(app, exception)
    written = tmp_path / "_static" / "cards.js"
    if builder == "html" and exception is None:
        own, settings = written.read_text().split("const MATHJAX = ")
        assert json.loads(own.partition("=")[2].rstrip(";\n")) == cards.read_cards(LINKED)
        assert settings == '{\n"a": 1\n};\n'
    else:
        assert not written.exists()


LOADS = "".join(
    f'<link href="../_static/{file}?v=1" />'
    if file.endswith("css")
    else f'<script src="{file}"></script>'
    for file in lean.NEEDED_FOR
)


def kept(body):
    """The files that a page with this body still loads."""
    page = lean.drop_unneeded(f"<head>{LOADS}</head><body>{body}</body>")
    return [file for file in lean.NEEDED_FOR if file in page]


FORMULAS = ["startup.js", "formulas.js"]


@pytest.mark.parametrize(
    "body",
    [
        '<span class="math notranslate nohighlight">\\(x\\)</span>',
        '<div class="amsmath math notranslate nohighlight">',
        '<div class="output text_latex math notranslate nohighlight">',
        "<p id='a' class='wide math'>",
        '<p class="math">',
        '<p class="tex2jax_process">',
    ],
)
def test_page_with_mathematics_loads_what_sets_it(body):
    assert kept(body) == FORMULAS


@pytest.mark.parametrize(
    "body",
    [
        "<p>math</p>",
        '<section class="tex2jax_ignore mathjax_ignore" id="math">',
        '<p class="mathematics aftermath math-like amsmath">',
        '<p data-class="math" title="class= math">',
    ],
)
def test_page_without_mathematics_does_not_load_it(body):
    assert kept(body) == []


def test_page_loads_what_its_search_grids_and_tabs_need():
    assert kept('<div id="search-results">') == [
        "searchtools.js",
        "language_data.js",
        "searchindex.js",
    ]
    assert kept('<div class="lessons sd-container">') == ["sphinx-design.min.css"]
    assert kept('<div class="sd-tab-set">') == ["sphinx-design.min.css", "design-tabs.js"]


@pytest.mark.parametrize("file", lean.NEEDED_FOR)
def test_file_that_was_renamed_is_named(file, tmp_path):
    (tmp_path / "page.html").write_text(LOADS.replace(file, f"new-{file}"))
    with pytest.raises(ExtensionError, match=f"no page loads {file}"):
        lean.make_lean(html(tmp_path), None)
    (tmp_path / "page.html").write_text(LOADS)
    lean.make_lean(html(tmp_path), None)
    assert (tmp_path / "page.html").read_text() == ""
