"""Two archives compared: each change once, with what it moved; and what cannot be told is not told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from archiver import errors, kinds
from archiver.cabinet import records, writer
from archiver.held.change import Change, What
from archiver.history.comparison import Comparison
from archiver.model import Column, ColumnType, Record, Span, State, Status
from archiver.words import Words
from tests.archives import COMPANY, MOMENT, record
from tests.history.making import cabinet, invoice, line, opened, posting


def compared(then: Path, now: Path) -> tuple[list[Change], Comparison]:
    """Every change, and the comparison once they have gone by."""
    with opened(then) as before, opened(now) as after:
        comparison = Comparison(before, after)
        return list(comparison.changes()), comparison


def told(changes: Sequence[Change]) -> list[tuple[str, str, str]]:
    return [(each.kind.key, each.row.id, each.what.value) for each in changes]


def notes(comparison: Comparison) -> list[str]:
    return [Words("en").say(each) for each in comparison.notes]


def test_each_change_is_told_once_with_both_values(tmp_path: Path) -> None:
    then = {
        "invoices": [invoice("1", "10.00"), invoice("2", "20.00"), invoice("3", "30.00"), invoice("4", "40.00")],
        "invoice_lines": [line("1", 1, "10.00"), line("2", 1, "20.00")],
    }
    now = {
        "invoices": [
            invoice("1", "10.00"),
            invoice("2", "25.00"),
            invoice("4", "0", State.VOIDED),
            invoice("5", "5.00"),
        ],
        "invoice_lines": [line("1", 1, "10.00"), line("2", 1, "20.00"), line("2", 2, "5.00")],
    }
    changes, comparison = compared(cabinet(tmp_path, then), cabinet(tmp_path, now, 2))

    assert told(changes) == [
        ("invoices", "2", "changed"),
        ("invoices", "3", "deleted"),
        ("invoices", "4", "voided"),
        ("invoices", "5", "added"),
        ("invoice_lines", "2/2", "added"),
    ]
    (difference,) = changes[0].differences
    assert (difference.column.key, difference.before, difference.after) == ("total", Decimal("20.00"), Decimal("25.00"))
    assert (changes[0].value("number"), changes[0].party) == ("F-2", "Ann")
    assert comparison.counts["invoices"] == {What.CHANGED: 1, What.DELETED: 1, What.VOIDED: 1, What.ADDED: 1}
    assert comparison.same_series
    assert notes(comparison) == ["Both archives are of the same series."]


def test_the_amount_of_a_line_is_that_of_its_document(tmp_path: Path) -> None:
    """A line of a bill may name the customer that it is for."""

    def books(amount: str) -> dict[str, list[Record]]:
        given = {"customer": "Ann", "amount": Decimal(amount), "currency": "CAD"}
        return {"bill_lines": [record("bill_lines", "1/1", "1", State.LIVE, **given)]}  # type: ignore[arg-type] # values of columns

    changes, comparison = compared(cabinet(tmp_path, books("1")), cabinet(tmp_path, books("2"), 2))
    assert told(changes) == [("bill_lines", "1/1", "changed")]
    assert comparison.moved.parties() == []


def test_amounts_move_per_party_and_per_account_and_currency(tmp_path: Path) -> None:
    then = {
        "invoices": [
            invoice("1", "10.00"),
            invoice("2", "20.00"),
            invoice("3", "7.00", customer_id="bob", customer="Bob"),
        ],
        "ledger": [posting("a/1", "11", "20"), posting("a/2", "40", "-20"), posting("b/1", "11", "9", "EUR")],
    }
    now = {
        "invoices": [invoice("1", "12.50"), invoice("2", "0", State.VOIDED), invoice("3", "7.00", customer_id="ann")],
        "ledger": [posting("a/1", "11", "25"), posting("a/2", "40", "-25"), posting("b/1", "11", "9", "EUR")],
    }
    _, comparison = compared(cabinet(tmp_path, then), cabinet(tmp_path, now, 2))

    accounts = [(whose.id, whose.currency, each.number, each.moved) for whose, each in comparison.moved.accounts()]
    assert accounts == [("11", "CAD", "1100", Decimal(5)), ("40", "CAD", "4000", Decimal(-5))]
    parties = [(whose.kind, whose.id, each.moved) for whose, each in comparison.moved.parties()]
    assert parties == [("invoices", "ann", Decimal("-10.50")), ("invoices", "bob", Decimal("-7.00"))]


@pytest.mark.parametrize(
    ("then", "now"),
    [
        (invoice("1", "10.00", last_total=Decimal(1)), invoice("1", "10.00", last_total=Decimal(2))),
        (invoice("1", "10.00"), invoice("1", "10.0")),
        (invoice("1", "10.00"), invoice("1", "10.00")._replace(version="7", source={"Id": "1"})),
        (invoice("1", "10.00", State.DELETED), invoice("1", "11.00", State.DELETED)),
    ],
)
def test_what_is_no_change_of_the_books(tmp_path: Path, then: Record, now: Record) -> None:
    old, new = cabinet(tmp_path, {"invoices": [then]}), cabinet(tmp_path, {"invoices": [now]}, 2)
    assert compared(old, new)[0] == []


def test_what_is_listed_as_deleted_is_not_there(tmp_path: Path) -> None:
    gone = cabinet(tmp_path, {"invoices": [invoice("1", "10.00", State.DELETED)]}, 2)
    there = cabinet(tmp_path, {"invoices": [invoice("1", "10.00")]})
    assert told(compared(there, gone)[0]) == [("invoices", "1", "deleted")]
    assert told(compared(gone, there)[0]) == [("invoices", "1", "added")]
    assert compared(gone, cabinet(tmp_path, {"invoices": []}, 3))[0] == []


def test_a_kind_without_rows_was_empty_where_its_family_was_read_whole(tmp_path: Path) -> None:
    old, new = cabinet(tmp_path, {}), cabinet(tmp_path, {"customers": [record("customers", "1", name="Ann")]}, 2)
    assert told(compared(old, new)[0]) == [("customers", "1", "added")]
    assert told(compared(new, old)[0]) == [("customers", "1", "deleted")]


def test_a_kind_that_only_one_of_them_can_tell_of_is_said_and_not_compared(tmp_path: Path) -> None:
    old = cabinet(tmp_path, {}, statuses={"customers": Status.NOT_OFFERED})
    new = cabinet(tmp_path, {"customers": [record("customers", "1", name="Ann")]}, 2)
    changes, comparison = compared(old, new)
    assert changes == []
    assert "Only Lac_2026-04-01_full_2 has Customers" in notes(comparison)[1]


@pytest.mark.parametrize(
    ("statuses", "span", "expected"),
    [
        ({"invoices": Status.PARTIAL}, None, ["1"]),
        ({"invoices": Status.FAILED}, None, ["1"]),
        ({}, Span(None, MOMENT.date()), ["1"]),
        ({}, None, ["1", "2"]),
    ],
)
def test_what_an_archive_that_is_not_whole_lacks_is_not_gone(
    tmp_path: Path, statuses: dict[str, Status], span: Span | None, expected: list[str]
) -> None:
    old = cabinet(tmp_path, {"invoices": [invoice("1", "10.00"), invoice("2", "20.00")]})
    part = {"invoices": [invoice("1", "11.00")]}
    new = cabinet(tmp_path, part, 2, statuses=statuses, span=span, type_="period" if span else "full")
    changes, comparison = compared(old, new)
    assert [each.row.id for each in changes] == expected
    assert any("does not hold all of it" in each for each in notes(comparison)) == (expected == ["1"])


def tax(document: str, kind: str) -> Record:
    """A tax of an invoice or of a bill."""
    given = {"document_kind": kind, "document_id": document, "tax": Decimal(1), "currency": "CAD"}
    return record("tax_lines", f"{kind}/{document}", document, State.LIVE, **given)  # type: ignore[arg-type] # values of columns


def test_of_a_kind_that_several_families_bring_each_row_is_asked_whose_it_is(tmp_path: Path) -> None:
    invoices = {"invoices": [invoice("1", "10.00"), invoice("2", "20.00")]}
    taxes = [tax("1", "invoices"), tax("2", "invoices"), tax("1", "bills")]
    old = cabinet(tmp_path, {**invoices, "bills": [record("bills", "1")], "tax_lines": taxes})
    new = cabinet(tmp_path, {**invoices, "tax_lines": taxes[:1]}, 2, statuses={"bills": Status.FAILED})
    none = cabinet(tmp_path, invoices, 3, statuses={"bills": Status.FAILED})

    changes, comparison = compared(old, new)
    assert told(changes) == [("tax_lines", "invoices/2", "deleted")], "nobody knows of the taxes of bills"
    assert sum("Tax lines: Lac_2026-04-01_full_2 does not hold all" in each for each in notes(comparison)) == 1
    assert told(compared(new, old)[0]) == [("tax_lines", "invoices/2", "added")]
    assert [each.row.id for each in compared(old, none)[0]] == ["invoices/1", "invoices/2"]

    alone = cabinet(tmp_path, {"bills": [record("bills", "1")], "tax_lines": taxes[2:]}, 4)
    assert told(compared(alone, none)[0]) == [("invoices", "1", "added"), ("invoices", "2", "added")]


def test_columns_of_one_side_are_said_and_not_compared(tmp_path: Path) -> None:
    own = Column("colour", ColumnType.TEXT, {"en": "Colour"}, {})
    wider = kinds.kind("customers").adding(own)
    old = cabinet(tmp_path, {"customers": [record("customers", "1", name="Ann")]})
    coloured = Record("1", "1", wider.values({"id": "1", "name": "Anne", "colour": "red"}))
    new = cabinet(tmp_path, {"customers": [coloured]}, 2, columns={"customers": wider})
    changes, comparison = compared(old, new)
    assert [(each.column.key, each.after) for each in changes[0].differences] == [("name", "Anne")]
    assert "Colour" in notes(comparison)[1]


def test_reports_of_the_day_are_left_out(tmp_path: Path) -> None:
    old = cabinet(tmp_path, {"reports": [record("reports", "1", report="Then")]})
    new = cabinet(tmp_path, {"reports": [record("reports", "1", report="Now")]}, 2)
    assert compared(old, new)[0] == []


def test_another_series_and_another_company_are_said(tmp_path: Path) -> None:
    one = cabinet(tmp_path, {})
    for other, said in (
        (cabinet(tmp_path, {}, 2, series=2), "not of the same series"),
        (cabinet(tmp_path, {}, 3, series=None), "not of the same series"),
        (cabinet(tmp_path, {}, 4, company=replace(COMPANY, source_id="other")), "not archives of the same company"),
    ):
        _, comparison = compared(one, other)
        assert not comparison.same_series
        assert said in notes(comparison)[0]


def test_records_that_are_none_are_damage(tmp_path: Path) -> None:
    whole = cabinet(tmp_path, {"invoices": [invoice("1", "10.00")]})
    (tmp_path / "odd.jsonl").write_bytes(b'{"id":"1","document":"1","values":{"total":"much"},"state":"live"}\n')
    with opened(whole) as held:
        texts = {name: b"".join(pieces) for name, pieces in held.files("") if not name.endswith("invoices.jsonl")}
    members = [writer.Member(f"{records.FOLDER}/invoices.jsonl", tmp_path / "odd.jsonl")]
    for number, (name, text) in enumerate(texts.items()):
        (tmp_path / f"{number}").write_bytes(text)
        members.append(writer.Member(name, tmp_path / f"{number}"))
    writer.write(tmp_path / "odd.cab", members, stamp=MOMENT)
    with pytest.raises(errors.CabinetDamaged):
        compared(whole, tmp_path / "odd.cab")
