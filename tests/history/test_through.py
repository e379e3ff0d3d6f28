"""One document through time: each archive that shows something new of it, and nothing else."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from archiver import errors
from archiver.history.through import Story, Through
from archiver.model import State, Status
from tests.archives import record
from tests.history.making import Rows, cabinet, invoice, kept, line, posting


def stories(paths: list[Path], text: str, key: str = "invoices") -> list[Story]:
    """The documents of that number or id in these archives, oldest first."""
    through = Through([kept(path) for path in paths], key)
    found = through.stories(text, "lac")
    assert through.unread == {}
    return found


def turns(story: Story) -> list[tuple[str, int | None]]:
    """What became of a document, by the number of the archive that shows it."""
    return [(event.turn.value, event.entry.place and event.entry.place.sequence) for event in story.events]


def test_a_document_is_told_from_its_first_archive_to_its_end(tmp_path: Path) -> None:
    other = [invoice("9", "9")]
    states: list[Rows] = [
        {"invoices": other},
        {"invoices": [*other, invoice("1", "10")], "invoice_lines": [line("1", 1, "10")]},
        {"invoices": [*other, invoice("1", "10")], "invoice_lines": [line("1", 1, "10"), line("9", 1, "9")]},
        {"invoices": [*other, invoice("1", "12")], "invoice_lines": [line("1", 1, "7"), line("1", 2, "5")]},
        {"invoices": [*other, invoice("1", "0", State.VOIDED)]},
        {"invoices": [*other, invoice("1", "0", State.DELETED)]},
        {"invoices": other},
        {"invoices": [*other, invoice("1", "13")]},
    ]
    (story,) = stories([cabinet(tmp_path, rows, number) for number, rows in enumerate(states, start=1)], "F-1")

    assert turns(story) == [("seen", 2), ("changed", 4), ("voided", 5), ("deleted", 6), ("seen_again", 8)]
    changed, voided = story.events[1], story.events[2]
    assert [(each.kind.key, each.row.id, each.what.value) for each in changed.changes] == [
        ("invoices", "1", "changed"),
        ("invoice_lines", "1/1", "changed"),
        ("invoice_lines", "1/2", "added"),
    ]
    (total,) = changed.changes[0].differences
    assert (total.column.key, total.before, total.after) == ("total", Decimal(10), Decimal(12))
    assert [each.what.value for each in voided.changes] == ["voided", "deleted", "deleted"]
    assert [(kind.key, row.id) for kind, row in story.rows] == [("invoices", "1")]


def test_by_id_by_a_former_number_and_two_of_the_same_number(tmp_path: Path) -> None:
    renumbered = cabinet(tmp_path, {"invoices": [invoice("1", "10", number="F-7"), invoice("2", "20")]}, 2)
    paths = [cabinet(tmp_path, {"invoices": [invoice("1", "10")]}), renumbered]
    assert [turns(story) for story in stories(paths, "1")] == [[("seen", 1), ("changed", 2)]]
    assert stories(paths, "F-1")[0].id == stories(paths, "F-7")[0].id == "1"
    twins = cabinet(tmp_path, {"invoices": [invoice("1", "10", number="F-2"), invoice("2", "20")]}, 3)
    assert [story.id for story in stories([*paths, twins], "F-2")] == ["2", "1"]


def test_an_entry_of_the_ledger_by_the_identifier_of_one_of_its_rows(tmp_path: Path) -> None:
    def entry(amount: str) -> Rows:
        return {"ledger": [posting("7/D", "cash", amount), posting("7/C", "sales", f"-{amount}")]}

    other = [posting("8/D", "cash", "1"), posting("8/C", "sales", "-1")]
    states: list[Rows] = [entry("10"), entry("12"), {"ledger": other}]
    paths = [cabinet(tmp_path, rows, number) for number, rows in enumerate(states, start=1)]
    for text in ("7/C", "7"):
        (story,) = stories(paths, text, "ledger")
        assert turns(story) == [("seen", 1), ("changed", 2), ("deleted", 3)]
        assert sorted(row.id for _, row in story.rows) == ["7/C", "7/D"]


def test_a_document_by_the_identifier_of_one_of_its_lines(tmp_path: Path) -> None:
    path = cabinet(tmp_path, {"invoices": [invoice("1", "10")], "invoice_lines": [line("1", 1, "10")]})
    (story,) = stories([path], "1/1", "invoice_lines")
    assert [row.id for _, row in story.rows] == ["1/1", "1"]


def test_taxes_of_a_bill_are_those_of_no_invoice(tmp_path: Path) -> None:
    def tax(kind: str) -> Rows:
        given = {"document_kind": kind, "document_id": "1", "tax": Decimal(1)}
        return {"tax_lines": [record("tax_lines", f"{kind}/1", "1", State.LIVE, **given)]}  # type: ignore[arg-type] # values of columns

    both = {"tax_lines": [*tax("invoices")["tax_lines"], *tax("bills")["tax_lines"]]}
    books: Rows = {"invoices": [invoice("1", "10")], "bills": [record("bills", "1", number="B-1")], **both}
    path = cabinet(tmp_path, books)
    (of_invoice,), (of_bill,) = stories([path], "F-1"), stories([path], "B-1", "bills")
    assert [row.id for _, row in of_invoice.rows] == ["1", "invoices/1"]
    assert [row.id for _, row in of_bill.rows] == ["1", "bills/1"]


def test_an_archive_that_is_not_whole_does_not_say_that_it_is_gone(tmp_path: Path) -> None:
    first, third = (cabinet(tmp_path, {"invoices": [invoice("1", "10")]}, number) for number in (1, 3))
    partly = cabinet(tmp_path, {"invoices": []}, 2, statuses={"invoices": Status.PARTIAL})
    increment = cabinet(tmp_path, {"invoices": []}, 4, type_="incremental")
    gone = cabinet(tmp_path, {"invoices": [invoice("1", "10", State.DELETED)]}, 5, type_="incremental")
    (story,) = stories([first, partly, third, increment, gone], "F-1")
    assert turns(story) == [("seen", 1), ("deleted", 5)]


def test_an_archive_that_cannot_be_opened_is_told(tmp_path: Path) -> None:
    paths = [cabinet(tmp_path, {"invoices": [invoice("1", "10")]}, number) for number in (1, 2)]
    archives = [kept(path) for path in paths]
    paths[0].unlink()
    through = Through(archives, "invoices")
    (story,) = through.stories("F-1", "lac")
    assert turns(story) == [("seen", 2)]
    assert [type(error) for error in through.unread.values()] == [errors.FileNotFound]


def test_an_archive_that_is_damaged_is_told(tmp_path: Path) -> None:
    paths = [cabinet(tmp_path, {"invoices": [invoice("1", "10")]}, number) for number in (1, 2)]
    archives = [kept(path) for path in paths]
    damaged = bytearray(paths[0].read_bytes())
    damaged[-10] ^= 1
    paths[0].write_bytes(damaged)
    with pytest.raises(errors.CabinetDamaged):
        Through(archives, "invoices").stories("F-2", "lac")
    through = Through(archives, "invoices")
    (story,) = through.stories("F-1", "lac")
    assert turns(story) == [("seen", 2)]
    assert [type(error) for error in through.unread.values()] == [errors.CabinetDamaged]


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("F-5", ["F-3", "F-4", "F-10", "F-11", "F-12"]),
        ("0", ["F-10", "F-3", "F-4", "F-11"]),
        ("G", ["F-10", "F-11", "F-12"]),
    ],
)
def test_the_nearest_numbers_help_where_there_is_none(tmp_path: Path, text: str, near: list[str]) -> None:
    path = cabinet(tmp_path, {"invoices": [invoice(id_, "1") for id_ in ("3", "4", "10", "11", "12")]})
    with pytest.raises(errors.UnknownRecord) as told:
        stories([path], text)
    assert told.value.facts["known"] == near
    with pytest.raises(errors.UnknownRecord):
        stories([path], text, "bills")
