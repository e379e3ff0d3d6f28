"""What every source must do. A test class inherits ``BooksContract`` and says how its books are opened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import kinds
from archiver.books import Attachments, Books, Counts
from archiver.model import Bookmark, Column, ColumnType, Family, Page, Record, Value

LONG_AGO = Bookmark(datetime(1999, 1, 1, tzinfo=UTC))


class BooksContract:
    """The promises of ``archiver.books.Books``."""

    def connect(self, work: Path) -> AbstractContextManager[Books]:
        """The books of this test, opened anew, as another process would; ``work`` is an empty private folder."""
        raise NotImplementedError

    def sources(self) -> Sequence[Path]:
        """The files that the books are read from, if they are files: none of them may change."""
        return ()

    @pytest.fixture
    def work(self, tmp_path: Path) -> Path:
        work = tmp_path / "work"
        work.mkdir()
        return work

    @pytest.fixture
    def books(self, work: Path) -> Iterator[Books]:
        with self.connect(work) as books:
            yield books

    def test_says_whose_books_they_are(self, books: Books) -> None:
        company = books.company()

        assert company.source
        assert company.source_id
        assert company.name
        assert company.fiscal_year_start is None or 1 <= company.fiscal_year_start[0] <= 12

    def test_the_same_families_in_the_same_order(self, work: Path) -> None:
        with self.connect(work) as once:
            first = list(once.families())
            assert list(once.families()) == first
        with self.connect(work) as again:
            assert list(again.families()) == first
        assert len({family.name for family in first}) == len(first)

    def test_kinds_keep_their_core_columns_in_order(self, books: Books) -> None:
        known = {kind.key: kind for kind in kinds.kinds()}
        for family in books.families():
            for kind in family.kinds:
                core = known[kind.key].keys if kind.key in known else kind.keys
                assert [key for key in kind.keys if key in core] == list(core)
                assert len(set(kind.keys)) == len(kind.keys)

    def test_every_record_once_with_an_id_unique_in_its_kind(self, books: Books) -> None:
        seen: set[tuple[str, str]] = set()
        for family in books.families():
            for key, record in _records(books.read(family)):
                assert record.id, key
                assert (key, record.id) not in seen
                seen.add((key, record.id))
        assert seen

    def test_rows_are_of_the_kinds_and_columns_that_the_family_declared(self, books: Books) -> None:
        for family in books.families():
            declared = {kind.key: kind for kind in family.kinds}
            for key, record in _records(books.read(family)):
                assert len(record.values) == len(declared[key].columns)
                assert record.values[declared[key].keys.index("id")] == record.id

    def test_values_are_what_their_columns_promise(self, books: Books) -> None:
        for family in books.families():
            columns = {kind.key: kind.columns for kind in family.kinds}
            for key, record in _records(books.read(family)):
                for column, value in zip(columns[key], record.values, strict=True):
                    assert value is None or _keeps(column, value), (key, record.id, column.key, value)

    def test_money_comes_with_its_currency(self, books: Books) -> None:
        for family in books.families():
            keys = {kind.key: kind.columns for kind in family.kinds}
            for key, record in _records(books.read(family)):
                given = dict(zip((column.key for column in keys[key]), record.values, strict=True))
                for column in keys[key]:
                    if column.type is ColumnType.MONEY and given[column.key] is not None:
                        assert column.currency is not None
                        assert given[column.currency], (key, record.id, column.key)

    def test_moments_of_records_are_aware_and_utc(self, books: Books) -> None:
        for family in books.families():
            for _, record in _records(books.read(family)):
                for moment in (record.created, record.changed):
                    assert moment is None or moment.utcoffset() == timedelta(0)

    def test_the_source_is_on_the_document_only(self, books: Books) -> None:
        for family in books.families():
            for key, record in _records(books.read(family)):
                assert record.source is None or record.id == record.document, (key, record.id)

    def test_documents_are_whole(self, books: Books) -> None:
        for family in books.families():
            done: set[str] = set()
            for page in books.read(family):
                here = {record.document for rows in page.rows.values() for record in rows}
                assert here.isdisjoint(done), family.name
                done |= here

    def test_the_bookmark_comes_with_the_last_page(self, books: Books) -> None:
        for family in books.families():
            *before, last = books.read(family)
            assert last.bookmark is not None
            assert last.bookmark.moment.utcoffset() == timedelta(0)
            assert all(page.bookmark is None and page.resume for page in before)

    def test_resume_gives_exactly_the_rest_at_every_page(self, work: Path) -> None:
        with self.connect(work) as books:
            whole = {family.name: list(books.read(family)) for family in books.families()}
        assert any(len(pages) > 2 for pages in whole.values()), "no family has pages to resume from"
        with self.connect(work) as books:
            for family in books.families():
                for place, page in enumerate(whole[family.name][:-1], 1):
                    rest = list(books.read(family, resume=page.resume))
                    assert _rows(rest) == _rows(whole[family.name][place:]), (family.name, place)
                    assert rest[-1].bookmark == whole[family.name][-1].bookmark

    def test_since_long_ago_leaves_nothing_out(self, books: Books) -> None:
        for family in books.families():
            assert _rows(books.read(family, LONG_AGO)) == _rows(books.read(family))

    def test_a_source_that_tells_no_changes_gives_everything(self, books: Books) -> None:
        for family in books.families():
            if not family.knows_changes:
                *_, last = books.read(family)
                assert _rows(books.read(family, last.bookmark)) == _rows(books.read(family))

    def test_reading_twice_gives_the_same(self, books: Books) -> None:
        for family in books.families():
            assert list(books.read(family)) == list(books.read(family))

    def test_counts_what_comes(self, books: Books) -> None:
        if not isinstance(books, Counts):
            pytest.skip("these books do not count")
        for family in books.families():
            counted = books.count(family)
            came = {record.document for _, record in _records(books.read(family))}
            assert counted in (None, len(came)), family.name

    def test_attachments_open_as_their_state_says(self, books: Books) -> None:
        if not isinstance(books, Attachments):
            pytest.skip("these books have no attachments")
        states = set(kinds.kind("attachments").columns[_place("attachments", "state")].choices)
        for family in _families(books, "attachments"):
            for key, record in _records(books.read(family)):
                for file in books.files(record) if key == "attachments" else ():
                    assert file.name
                    assert file.state in states
                    if file.state == "packed":
                        with books.open(file) as opened:
                            assert isinstance(opened.read(), bytes)

    def test_reading_changes_nothing(self, work: Path) -> None:
        before = {path: _stamp(path) for path in self.sources()}
        beside = {path.parent: sorted(path.parent.iterdir()) for path in self.sources()}
        with self.connect(work) as books:
            books.company()
            for family in books.families():
                for _ in books.read(family):
                    pass
        assert {path: _stamp(path) for path in before} == before
        assert {folder: sorted(folder.iterdir()) for folder in beside} == beside

    def test_leaves_nothing_behind_even_when_left_in_the_middle(self, work: Path) -> None:
        with self.connect(work) as books:
            for family in books.families():
                next(iter(books.read(family)))
        assert list(work.iterdir()) == []


def _records(pages: Iterator[Page]) -> Iterator[tuple[str, Record]]:
    for page in pages:
        for key, rows in page.rows.items():
            for record in rows:
                yield key, record


def _rows(pages: Iterator[Page] | Sequence[Page]) -> Mapping[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for page in pages:
        for key, rows in page.rows.items():
            found.setdefault(key, []).extend(rows)
    return {key: rows for key, rows in found.items() if rows}


def _families(books: Books, kind: str) -> Iterator[Family]:
    return (family for family in books.families() if any(each.key == kind for each in family.kinds))


def _place(kind: str, column: str) -> int:
    return kinds.kind(kind).keys.index(column)


def _keeps(column: Column, value: Value) -> bool:
    match column.type:
        case ColumnType.DAY:
            return isinstance(value, date) and not isinstance(value, datetime)
        case ColumnType.MOMENT:
            return isinstance(value, datetime) and value.utcoffset() == timedelta(0)
        case ColumnType.MONEY | ColumnType.QUANTITY | ColumnType.RATE:
            return isinstance(value, Decimal) and value.is_finite()
        case ColumnType.FLAG:
            return isinstance(value, bool)
        case ColumnType.TEXT | ColumnType.ID | ColumnType.LINK:
            return isinstance(value, str) and (not column.choices or value in column.choices)


def _stamp(path: Path) -> tuple[bytes, int, int]:
    found = path.stat()
    return path.read_bytes(), found.st_mtime_ns, found.st_mode
