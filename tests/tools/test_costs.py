"""book/costs.md, written by `make costs`, lists every lesson and none above 1 GiB."""

import re
from pathlib import Path

BOOK = Path(__file__).resolve().parents[2] / "book"
ROW = re.compile(r"\| \[\]\(#([\w-]+)\) \| (\d+) \| (\d+) \|")


def test_every_lesson_is_listed_and_fits_into_binder():
    rows = ROW.findall((BOOK / "costs.md").read_text(encoding="utf-8"))
    labels = [
        re.search(r"\((lesson-[\w-]+)\)=", path.read_text(encoding="utf-8"))[1]
        for path in sorted(BOOK.glob("*.ipynb"))
    ]
    assert [label for label, _, _ in rows] == labels
    assert all(0 < int(mebibytes) <= 1024 for _, _, mebibytes in rows)
