"""What is kept of a table while it is looked at is what its file would have given again."""

from __future__ import annotations

import errno
import pickle
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver import errors
from archiver.books import Asked, connect
from archiver.books.files import looking, table
from archiver.books.files.cells import together
from archiver.books.files.kept import Kept, keeping
from archiver.events import Ended, Event
from tests.books.files.making import xlsx
from tests.books.files.reading import laid

NOON = datetime.fromisoformat("2026-01-01 12:00")
CELLS = st.one_of(st.text(), st.floats(allow_nan=False), st.none(), st.dates(), st.datetimes(), st.booleans())
CSV = "Datum;Betrag\n" + "".join(f"0{turn % 9 + 1}.02.2026;{turn},50\n" for turn in range(5_000))
BOOK: list[list[object]] = [["Datum", "Betrag"], *([date(2026, 2, turn % 9 + 1), turn + 0.5] for turn in range(2_500))]


def add(held: Kept, columns: list[tuple[Any, ...]]) -> None:
    held.add(columns, list(map(together, columns)))


@given(batches=st.lists(st.lists(st.lists(CELLS, min_size=2, max_size=2), min_size=1), max_size=4))
def test_columns_come_back_as_they_came(
    tmp_path_factory: pytest.TempPathFactory, batches: list[list[list[Any]]]
) -> None:
    held = Kept(tmp_path_factory.mktemp("kept"))
    for rows in batches:
        add(held, list(zip(*rows, strict=True)))
    held.end()
    assert [lot.rows for lot in held.again([])] == list(map(len, batches))
    both = [list(zip(*lot.columns(), strict=True)) for lot in held.again([1, 0])]
    assert both == [[(right, left) for left, right in rows] for rows in batches]
    elsewhere = pickle.loads(pickle.dumps(held))  # noqa: S301 - our own
    assert [lot.columns() for lot in elsewhere.again([0])] == [lot.columns() for lot in held.again([0])]
    elsewhere.close()
    held.close()
    assert not held.whole
    assert not list(held.again([0]))


def values(tmp_path: Path, work: Path) -> list[tuple[object, ...]]:
    """The rows of what lies there, by way of an export."""
    with connect("files", Asked(str(tmp_path / "books"), None, work)) as books:
        [family] = books.families()
        pages = list(books.read(family))
        assert list(books.read(family)) == pages, "it can be read twice"
    return [row.values for page in pages for rows in page.rows.values() for row in rows]


@pytest.mark.parametrize(("name", "content"), [("t.csv", CSV.encode()), ("t.xlsx", xlsx(BOOK))])
def test_a_table_that_is_kept_tells_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes
) -> None:
    laid(tmp_path / "books", {name: content})
    (tmp_path / "work").mkdir()
    plain = values(tmp_path, tmp_path / "work")
    monkeypatch.setattr(looking, "LARGE", 1)
    monkeypatch.setattr(table.Table, "_lots", None)  # the file itself is not read again
    assert values(tmp_path, tmp_path / "work") == plain
    assert len(plain) == len(content.splitlines()) - 1 or len(plain) == len(BOOK) - 1
    assert not list((tmp_path / "work").iterdir())


def test_nothing_is_left_of_files_that_change_meanwhile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid(tmp_path / "books", {"t.csv": CSV.encode(), "u.csv": CSV.encode()})
    (tmp_path / "work").mkdir()
    monkeypatch.setattr(looking, "LARGE", 1)

    def changing(event: Event) -> None:
        if isinstance(event, Ended):
            assert len(list((tmp_path / "work").iterdir())) == 2
            (tmp_path / "books" / "t.csv").write_text("changed")

    asked = Asked(str(tmp_path / "books"), None, tmp_path / "work", tell=changing)
    with pytest.raises(errors.FilesChanging), connect("files", asked):
        pass
    assert not list((tmp_path / "work").iterdir())


def test_what_a_run_that_was_killed_has_kept_is_removed(tmp_path: Path) -> None:
    left = Kept(tmp_path)
    (tmp_path / "spool.sqlite").touch()
    with keeping(tmp_path) as keep:
        assert [each.name for each in tmp_path.iterdir()] == ["spool.sqlite"]
        add(keep(), [("a", "b")])
        assert len(list(tmp_path.iterdir())) == 2
    assert [each.name for each in tmp_path.iterdir()] == ["spool.sqlite"]
    left.close()


def test_without_room_for_it_the_file_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    laid(tmp_path / "books", {"t.csv": CSV.encode()})
    monkeypatch.setattr(looking, "LARGE", 1)
    plain = values(tmp_path, tmp_path / "nowhere")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("archiver.books.files.kept.pickle.dump", full)
    assert values(tmp_path, tmp_path) == plain
    assert plain[0][1:] == (date(2026, 2, 1), 0.5)


def test_a_day_stays_a_day_and_a_moment_a_moment(tmp_path: Path) -> None:
    held = Kept(tmp_path)
    add(held, [("a\x1fb", "c"), (NOON, NOON.date()), ("", "")])
    held.end()
    [lot] = held.again([0, 1, 2])
    text, moments, blanks = lot.columns()
    assert list(text) == ["a\x1fb", "c"]
    assert list(map(type, moments)) == [datetime, date]
    assert list(blanks) == ["", ""]
    held.close()
