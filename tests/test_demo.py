"""The demo is the book that the tests know the truth of, with the files that it links to."""

from __future__ import annotations

from pathlib import Path

from archiver import demo
from tests.archives import BOOKS, DATA


def test_the_demo_is_a_book_whose_truth_is_known() -> None:
    assert demo.BOOK.read_bytes() == BOOKS["atelier"].read_bytes()


def test_its_documents_are_those_that_the_book_links_to() -> None:
    shipped, known = _files(demo.DOCUMENTS), _files(DATA / "documents")
    assert shipped == known
    assert len(shipped) >= 4


def _files(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in root.rglob("*") if path.is_file()}
