"""The spool: pages kept as they were read, in two orders, by whoever resumes and whoever is killed."""

from __future__ import annotations

import os
import subprocess
import sys
import tracemalloc
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import kinds
from archiver.errors import ServiceError
from archiver.model import Bookmark, Column, ColumnType, Kind, Page, Record, State, Value
from archiver.spool import FILE, FRESH, Spool
from tests.archives import MOMENT, record

INVOICES, LINES, LEDGER = (kinds.kind(key) for key in ("invoices", "invoice_lines", "ledger"))


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    with closing(Spool(tmp_path)) as spool:
        spool.begin("asked", MOMENT)
        spool.know([INVOICES, LINES, LEDGER])
        yield spool


def page(*rows: Record, kind: Kind = INVOICES, resume: str | None = None, mark: Bookmark | None = None) -> Page:
    return Page({kind.key: rows}, resume, mark)


def ids(spool: Spool, kind: Kind = INVOICES) -> list[str]:
    return [row.id for row in spool.by_id(kind)]


def test_rows_come_by_code_point_and_as_people_look_for_them(spool: Spool) -> None:
    numbers = {"b": "FAC-10", "B": "FAC-9", "é": "FAC-2", "\U0001f9fe": "FAC-1", "\ufb01": "FAC-3"}
    rows = [record("invoices", key, number=number, date=date(2026, 1, 1)) for key, number in numbers.items()]
    spool.add("invoices", page(*rows))
    assert ids(spool) == sorted(numbers)
    assert [row.values[1] for row in spool.rows(INVOICES)] == ["FAC-1", "FAC-2", "FAC-3", "FAC-9", "FAC-10"]


def test_days_come_before_numbers(spool: Spool) -> None:
    rows = [record("invoices", str(day), number=str(9 - day), date=date(2026, 1, day)) for day in (3, 1, 2)]
    spool.add("invoices", page(*rows))
    assert [row.id for row in spool.rows(INVOICES)] == ["1", "2", "3"]


def test_a_page_says_how_many_documents_it_held(spool: Spool) -> None:
    rows: Mapping[str, Sequence[Record]] = {
        "invoices": [record("invoices", "1"), record("invoices", "2")],
        "invoice_lines": [record("invoice_lines", "1/a", "1"), record("invoice_lines", "1/b", "1")],
    }
    assert spool.add("invoices", Page(rows, "2", Bookmark(MOMENT, "token"))) == 2
    spool.end("invoices")
    assert spool.reached("invoices") == ("2", 2, True, Bookmark(MOMENT, "token"))
    assert (spool.count(INVOICES), spool.count(LINES), spool.documents("invoices")) == (2, 2, 2)
    assert spool.kinds() == [INVOICES, LINES]
    assert spool.reached("bills") == (None, 0, False, None)


def test_a_page_is_there_whole_or_not_at_all(spool: Spool) -> None:
    spool.add("invoices", page(record("invoices", "1"), resume="1"))
    with pytest.raises(TypeError):
        spool.add("invoices", page(record("invoices", "2"), record("invoices", "3", memo=Odd()), resume="3"))
    assert ids(spool) == ["1"]
    assert spool.reached("invoices").resume == "1"


class Odd(str):
    """What no source may give: a text that is not one."""

    __slots__ = ()


def test_an_id_that_comes_twice_is_a_fault_of_the_source(spool: Spool) -> None:
    for number in (1, 2, 1):
        spool.add("invoices", page(record("invoices", f"{number}"), resume=f"{number}"))
    with pytest.raises(ServiceError) as caught:
        spool.draft()
    assert str(caught.value) == "Invoices does not answer as it should: it gave 1 twice."


def test_a_number_that_cannot_be_kept_is_a_fault_of_the_source(spool: Spool) -> None:
    odd = record("invoices", "2")._replace(source={"Odd": 2**64})
    with pytest.raises(ServiceError, match="too large"):
        spool.add("invoices", page(record("invoices", "1"), odd))
    assert ids(spool) == []


def test_what_is_forgotten_is_read_again(spool: Spool) -> None:
    spool.add("invoices", page(record("invoices", "1")))
    spool.add("bills", page(record("ledger", "1"), kind=LEDGER))
    spool.forget("invoices")
    assert (ids(spool), ids(spool, LEDGER)) == ([], ["1"])
    assert spool.reached("invoices").documents == 0


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs a process that is a copy of this one")
@pytest.mark.parametrize(
    "statement", ["DELETE FROM gone", "DELETE FROM families", "INSERT OR IGNORE INTO whole", "COMMIT"]
)
def test_a_family_is_forgotten_whole_or_not_at_all(tmp_path: Path, statement: str) -> None:
    child = os.fork()
    if not child:
        spool = Spool(tmp_path)
        spool.begin("asked", MOMENT)
        spool.know([INVOICES])
        spool.add("invoices", page(record("invoices", "1"), resume="1"))
        spool.end("invoices")
        spool._rows.set_trace_callback(lambda told: os._exit(9) if told.startswith(statement) else None)
        spool.forget("invoices", whole=True)
        os._exit(0)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9
    with closing(Spool(tmp_path)) as spool:
        spool.begin("asked", MOMENT)
        spool.know([INVOICES])
        assert (spool.reached("invoices")[:3], ids(spool)) == (("1", 1, True), ["1"])
        assert not spool.is_whole("invoices")


def test_documents_are_dropped_with_all_that_belongs_to_them(spool: Spool) -> None:
    rows = {
        "invoices": [record("invoices", "1"), record("invoices", "2")],
        "invoice_lines": [record("invoice_lines", "1/a", "1"), record("invoice_lines", "2/a", "2")],
    }
    spool.add("invoices", Page(rows))
    spool.add("other", page(record("ledger", "1"), kind=LEDGER))
    spool.draft()
    spool.drop_documents("invoices", ["1"])
    assert (ids(spool), ids(spool, LINES), ids(spool, LEDGER)) == (["2"], ["2/a"], ["1"])


def test_rewriting_reaches_every_row_once(spool: Spool) -> None:
    rows = [record("invoices", f"{number:05}", total=Decimal(0)) for number in range(2_500)]
    spool.add("invoices", page(*rows))
    spool.draft()
    place = INVOICES.keys.index("total")

    def more(row: Record) -> Record:
        total = row.values[place]
        assert isinstance(total, Decimal)
        return row._replace(values=(*row.values[:place], total + 1, *row.values[place + 1 :]))

    spool.rewrite(INVOICES, more)
    assert {row.values[place] for row in spool.by_id(INVOICES)} == {Decimal(1)}


# Who resumes, and who is wiped


def resumed(folder: Path, asked: str, now: datetime) -> tuple[datetime, list[str]]:
    with closing(Spool(folder)) as spool:
        spool.know([INVOICES])
        began = spool.begin(asked, now)
        return began, ids(spool)


@pytest.fixture
def left(tmp_path: Path) -> Path:
    """A spool that somebody left with one page in it, and a draft."""
    with closing(Spool(tmp_path)) as spool:
        spool.begin("asked", MOMENT)
        spool.know([INVOICES])
        spool.add("invoices", page(record("invoices", "1"), resume="1"))
        spool.draft()
        spool.drop_documents("invoices", ["1"])
        spool.put(kinds.kind("trial_balance"), [record("trial_balance", "t")])
    return tmp_path


def test_the_same_request_goes_on_with_the_pages_as_they_were_read(left: Path) -> None:
    assert resumed(left, "asked", MOMENT + FRESH - timedelta(seconds=1)) == (MOMENT, ["1"])
    with closing(Spool(left)) as spool:
        spool.begin("asked", MOMENT)
        spool.draft()
        spool.put(kinds.kind("trial_balance"), [record("trial_balance", "t")])


@pytest.mark.parametrize(
    ("asked", "now"),
    [("other", MOMENT), ("asked", MOMENT + FRESH), ("asked", MOMENT - timedelta(seconds=1))],
)
def test_another_request_an_old_one_and_one_of_the_future_are_wiped(left: Path, asked: str, now: datetime) -> None:
    assert resumed(left, asked, now) == (now, [])


@pytest.mark.parametrize("bytes_", [b"", b"no database at all", b"SQLite format 3\0" + bytes(200)])
def test_a_file_that_is_no_spool_is_wiped(tmp_path: Path, bytes_: bytes) -> None:
    (tmp_path / FILE).write_bytes(bytes_)
    assert resumed(tmp_path, "asked", MOMENT) == (MOMENT, [])


def test_only_its_owner_may_read_it(spool: Spool, tmp_path: Path) -> None:
    spool.add("invoices", page(record("invoices", "1")))
    assert {path.name: path.stat().st_mode & 0o077 for path in tmp_path.iterdir()} == {
        path.name: 0 for path in tmp_path.iterdir()
    }


KILLED = """
import os, sys
from pathlib import Path
from archiver.spool import Spool
from tests.archives import MOMENT, record
from tests.test_spool import INVOICES, page
spool = Spool(Path(sys.argv[1]))
spool.begin("asked", MOMENT)
spool.know([INVOICES])
for number in range(int(sys.argv[2])):
    spool.add("invoices", page(record("invoices", f"{number:05}"), resume=str(number)))
spool.draft()
spool.drop_documents("invoices", ["00000"])
os._exit(9)
"""


def test_what_a_killed_run_had_read_is_there(tmp_path: Path) -> None:
    ran = subprocess.run([sys.executable, "-c", KILLED, tmp_path, "30"], check=False, cwd=Path(__file__).parents[1])
    assert ran.returncode == 9
    began, found = resumed(tmp_path, "asked", MOMENT + timedelta(hours=1))
    assert (began, len(found)) == (MOMENT, 30)


# What goes in comes out

TYPES: Mapping[ColumnType, st.SearchStrategy[Value]] = {
    ColumnType.TEXT: st.text(st.characters(exclude_categories=["Cs"])),
    ColumnType.ID: st.text(st.characters(exclude_categories=["Cs"])),
    ColumnType.LINK: st.text(st.characters(exclude_categories=["Cs"])),
    ColumnType.DAY: st.dates(),
    ColumnType.MOMENT: st.datetimes(timezones=st.just(UTC)),
    ColumnType.MONEY: st.decimals(allow_nan=False, allow_infinity=False),
    ColumnType.QUANTITY: st.decimals(allow_nan=False, allow_infinity=False),
    ColumnType.RATE: st.decimals(allow_nan=False, allow_infinity=False),
    ColumnType.FLAG: st.booleans(),
}
EVERY = Kind("every", "lists", 0, tuple(Column(type_.value, type_, {}, {}) for type_ in TYPES), {"en": "Every"}, {})


@st.composite
def records(draw: st.DrawFn) -> Record:
    """Any record of ``EVERY`` kind of column."""
    values = tuple(draw(st.none() | TYPES[column.type]) for column in EVERY.columns)
    moment = st.none() | st.datetimes(timezones=st.just(UTC))
    source = st.none() | st.dictionaries(st.text(max_size=5), st.none() | st.integers(-9, 9) | st.text(max_size=5))
    id_ = draw(st.text(st.characters(exclude_categories=["Cs"]), min_size=1))
    state, version = draw(st.sampled_from(State)), draw(st.none() | st.text(max_size=3))
    return Record(id_, id_, values, state, version, draw(moment), draw(moment), draw(source))


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(records(), unique_by=lambda row: row.id))
def test_records_come_back_as_they_were(tmp_path_factory: pytest.TempPathFactory, rows: list[Record]) -> None:
    with closing(Spool(tmp_path_factory.mktemp("spool"))) as spool:
        spool.begin("asked", MOMENT)
        spool.know([EVERY])
        spool.add("every", page(*rows, kind=EVERY))
        assert list(spool.by_id(EVERY)) == sorted(rows, key=lambda row: row.id)


def test_a_moment_of_another_zone_is_the_same_moment(spool: Spool) -> None:
    moment = datetime(2026, 3, 31, 20, 0, tzinfo=timezone(timedelta(hours=2)))
    spool.add("invoices", page(record("invoices", "1", created=moment)))
    (row,) = spool.by_id(INVOICES)
    assert row.values[INVOICES.keys.index("created")] == moment


def test_a_disk_that_fails_before_the_draft_is_told(spool: Spool, tmp_path: Path) -> None:
    """What lies in the journal is written to where it belongs before the copy is made, and not when it is closed."""
    spool.add("invoices", page(*(record("invoices", str(number)) for number in range(2_000))))
    told: list[str] = []
    spool._rows.set_trace_callback(told.append)
    spool.draft()
    assert told[-1] == "PRAGMA wal_checkpoint(TRUNCATE)"
    assert spool.count(INVOICES) == 2_000


def grown(work: Callable[[], object]) -> int:
    """How many bytes some work takes at most."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_rows_that_are_put_are_held_some_at_a_time(spool: Spool) -> None:
    spool.draft()
    few, many = (
        grown(lambda: spool.put(kind, (record(kind.key, str(number), memo="x" * 500) for number in range(count))))  # noqa: B023 (called at once)
        for kind, count in ((INVOICES, 2_000), (LEDGER, 20_000))
    )
    assert many < 2 * few


def test_columns_are_made_of_many_rows_without_holding_their_sources(spool: Spool) -> None:
    for start in range(0, 2_100, 100):
        rows = [
            record("invoices", str(number))._replace(source={"Line": "x" * 40_000})
            for number in range(start, start + 100)
        ]
        spool.add("invoices", page(*rows))
    spool.draft()
    by_row = grown(lambda: [None for _ in spool.rows(INVOICES)])
    by_column = grown(lambda: [None for _ in spool.stated(INVOICES, ("id", "number"))])
    assert by_column < 2 * by_row
