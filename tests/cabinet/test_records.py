"""Records as plain text: sorted, in volumes, exact, and read back to what they were."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import errors, kinds
from archiver.cabinet import lines, records
from archiver.model import Column, ColumnType, Kind, Record, State
from tests.archives import MOMENT, record
from tests.test_spool import EVERY
from tests.test_spool import records as any_records

INVOICES = kinds.kind("invoices")
ROW = record(
    "invoices",
    "é1",
    "é1",
    State.VOIDED,
    number="007",
    date=date(2026, 1, 2),
    total=Decimal("1E+3"),
    exchange_rate=Decimal("1.3400"),
    created=MOMENT,
)._replace(version="3", created=MOMENT, source={"guid": "é1", "n": 1, "none": None})


def written(folder: Path, *rows: Record, kind: Kind = INVOICES, volume: int = records.VOLUME) -> list[str]:
    """The names of the files that these rows made."""
    records.write(folder / "records", [(kind, "family")], {kind.key: rows}, volume=volume)
    return sorted(path.name for path in (folder / "records").iterdir() if path.name != "kinds.json")


def back(folder: Path, kind: Kind = INVOICES, piece: int = 7) -> list[Record]:
    """The records of all volumes, read in small pieces."""
    found: list[Record] = []
    volume = 1
    while (path := folder / "records" / records.file_name(kind.key, volume)).exists():
        data = path.read_bytes()
        found += records.read(kind, (data[at : at + piece] for at in range(0, len(data), piece)))
        volume += 1
    return found


def test_a_line_is_one_object_with_exact_values(tmp_path: Path) -> None:
    written(tmp_path, ROW)
    text = (tmp_path / "records/invoices.jsonl").read_text(encoding="utf-8")
    assert text.count("\n") == 1
    assert json.loads(text) == {
        "id": "é1",
        "document": "é1",
        "state": "voided",
        "version": "3",
        "created": "2026-03-31T18:00:05+00:00",
        "values": {
            "id": "é1",
            "number": "007",
            "date": "2026-01-02",
            "exchange_rate": "1.3400",
            "total": "1000",
            "created": "2026-03-31T18:00:05+00:00",
        },
        "source": {"guid": "é1", "n": 1, "none": None},
    }
    assert "é" in text


def test_it_comes_back_as_it_was(tmp_path: Path) -> None:
    written(tmp_path, ROW)
    assert back(tmp_path) == [ROW]


@settings(deadline=None, max_examples=60)
@given(rows=st.lists(any_records(), unique_by=lambda row: row.id), volume=st.sampled_from([1, 200, 1 << 30]))
def test_any_record_comes_back_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Record], volume: int
) -> None:
    folder = tmp_path_factory.mktemp("any")
    ordered = sorted(rows, key=lambda row: row.id)
    written(folder, *ordered, kind=EVERY, volume=volume)
    assert back(folder, EVERY) == ordered


def test_volumes_end_before_they_are_too_large(tmp_path: Path) -> None:
    rows = [record("invoices", f"{number:03}", memo="x" * 50) for number in range(10)]
    names = written(tmp_path, *rows, volume=500)
    assert names == ["invoices.2.jsonl", "invoices.3.jsonl", "invoices.4.jsonl", "invoices.jsonl"]
    assert all((tmp_path / "records" / name).stat().st_size <= 500 for name in names)
    assert back(tmp_path) == rows


def test_a_line_longer_than_a_volume_has_one_of_its_own(tmp_path: Path) -> None:
    rows = [record("invoices", f"{number}", memo="x" * size) for number, size in enumerate((10, 900, 10))]
    assert len(written(tmp_path, *rows, volume=500)) == 3
    assert back(tmp_path) == rows


def test_a_kind_without_rows_makes_no_file(tmp_path: Path) -> None:
    assert written(tmp_path) == []


def test_the_kinds_are_described_and_understood_again(tmp_path: Path) -> None:
    own = Column("own", ColumnType.MONEY, {"en": "Own"}, {}, currency="currency", field="x.own", compared=False)
    written(tmp_path, kind=INVOICES.adding(own))
    text = (tmp_path / "records/kinds.json").read_bytes()
    told = json.loads(text)["invoices"]
    assert (told["family"], told["cycle"], told["effect"]) == ("family", "sales", 1)
    total = next(column for column in told["columns"] if column["key"] == "total")
    assert (total["type"], total["currency"]) == ("money", "currency")
    assert set(total["labels"]) == {"en", "fr-CA", "fr-FR", "fr-CH"}
    (kind,) = records.kinds_of(text)
    assert [(c.key, c.type, c.currency, c.field, c.ads, c.compared) for c in kind.columns] == [
        (c.key, c.type, c.currency, c.field, c.ads, c.compared) for c in INVOICES.adding(own).columns
    ]


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b'{"id":1,"document":"1","values":{}}',
        b'{"id":"1","document":"1","values":{"total":1.5}}',
        b'{"id":"1","document":"1","values":{"total":"much"}}',
        b'{"id":"1","document":"1","values":{"date":"soon"}}',
        b'{"id":"1","document":"1","values":{},"state":"odd"}',
        b'{"id":"\xff","document":"1","values":{}}',
        b'{"id":"1","document":"1","values":{},"source":' + b"[" * 100_000,
    ],
)
def test_lines_that_are_none_of_ours_are_told(line: bytes) -> None:
    with pytest.raises((ValueError, ArithmeticError, RecursionError)):
        list(records.read(INVOICES, [line, b"\n"]))


def test_a_line_without_end_is_not_held_in_memory() -> None:
    given_: list[int] = []

    def endless() -> Iterator[bytes]:
        while True:
            given_.append(1)
            yield b" " * (1 << 20)

    with pytest.raises(ValueError, match="line"):
        list(records.read(INVOICES, endless()))
    assert len(given_) == lines.LONGEST // (1 << 20) + 1


@pytest.mark.parametrize("text", [b"", b"[]", b'{"a":1}', b'{"a":{"columns":[{"type":"odd"}]}}'])
def test_kinds_that_are_none_of_ours_are_told(text: bytes) -> None:
    with pytest.raises(msgspec.DecodeError):
        records.kinds_of(text)


def test_a_folder_that_may_not_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(errors.TargetMissing):
        records.write(tmp_path / "missing" / "records", [], {})


def test_moments_of_other_zones_keep_their_instant(tmp_path: Path) -> None:
    moment = datetime.fromisoformat("2026-03-31T20:00:05+02:00")
    written(tmp_path, ROW._replace(created=moment))
    (row,) = back(tmp_path)
    assert row.created == moment.astimezone(UTC)
