"""A full archive and its increments, as one state of the books."""

from __future__ import annotations

from contextlib import ExitStack
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from archiver import kinds
from archiver.cabinet import lines
from archiver.held.composed import Composed, belonging, compose
from archiver.model import Column, ColumnType, Record, State, Status
from tests.archives import record
from tests.history.making import Rows, cabinet, invoice, line, opened, posting


def taxes(document: str, kind: str, amount: str) -> Record:
    """A tax of an invoice or of a bill: both lie in one kind."""
    given = {"document_kind": kind, "document_id": document, "tax": Decimal(amount), "currency": "CAD"}
    return record("tax_lines", f"{kind}-{document}/1", document, State.LIVE, **given)  # type: ignore[arg-type] # values of columns


def composed(stack: ExitStack, *paths: Path) -> Composed:
    """These archives together, the full one first."""
    held = [stack.enter_context(opened(path)) for path in paths]
    return compose(held[0], held[1:])


def rows(books: Composed) -> dict[str, list[str]]:
    """The ids of the rows by kind."""
    return {kind.key: [row.id for row in books.rows(kind)] for kind in books.kinds}


FULL: Rows = {
    "invoices": [invoice("1", "10"), invoice("2", "20"), invoice("3", "30"), invoice("9", "9", State.DELETED)],
    "invoice_lines": [line("1", 1, "10"), line("2", 1, "15"), line("2", 2, "5"), line("3", 1, "30")],
    "bills": [record("bills", "2", total=Decimal(2))],
    "tax_lines": [taxes("2", "invoices", "1"), taxes("2", "bills", "2")],
}


def test_a_full_archive_alone_is_as_it_is(tmp_path: Path) -> None:
    with ExitStack() as stack:
        found = rows(composed(stack, cabinet(tmp_path, FULL)))
    assert found == {key: sorted(row.id for row in each) for key, each in FULL.items()}


def test_a_document_that_comes_again_replaces_all_of_its_rows(tmp_path: Path) -> None:
    later = {"invoices": [invoice("2", "15"), invoice("4", "4")], "invoice_lines": [line("2", 1, "15")]}
    with ExitStack() as stack:
        books = composed(stack, cabinet(tmp_path, FULL), cabinet(tmp_path, later, 2, type_="incremental"))
        found = rows(books)
        totals = [row.values[books.kinds[0].keys.index("total")] for row in books.rows(books.kinds[0])]
    assert found["invoices"] == ["1", "2", "3", "4", "9"]
    assert totals[1] == Decimal(15)
    assert found["invoice_lines"] == ["1/1", "2/1", "3/1"]
    assert found["bills"] == ["2"], "a bill of the same id is another document"
    assert found["tax_lines"] == ["bills-2/1"], "the invoice of that id has none any more"


def applied(document: str, by: tuple[str, str] | None, to: tuple[str, str]) -> Record:
    """What settles what: a row of a document, which need be neither of them."""
    given = {"payment_kind": by[0], "payment_id": by[1]} if by else {}
    given |= {"document_kind": to[0], "document_id": to[1]}
    id_ = "/".join((document, *(by or ()), *to))
    return record("sales_applications", id_, document, State.LIVE, **given)


def test_a_credit_that_a_payment_carries_is_of_the_payment() -> None:
    families = {"invoices": "invoices", "sales_applications": "invoices", "credit_notes": "credits", "payments": "paid"}
    family = belonging(kinds.kind("sales_applications"), families)
    credit, invoiced = ("credit_notes", "40"), ("invoices", "30")
    assert family(applied("50", ("payments", "50"), invoiced)) == "paid"
    assert family(applied("50", credit, invoiced)) == "paid"
    assert family(applied("50", None, invoiced)) == "paid", "a discount is given by nobody"
    assert family(applied("40", credit, invoiced)) == "credits"
    assert family(applied("30", None, invoiced)) == "invoices", "paid when it was made, and told by itself"


def test_a_payment_that_is_gone_settles_nothing(tmp_path: Path) -> None:
    used = applied("50", ("credit_notes", "40"), ("invoices", "30"))
    paid = {"payments": [record("payments", "50")], "sales_applications": [used]}
    full = cabinet(tmp_path, {"invoices": [invoice("30", "100")], **paid})
    gone = cabinet(tmp_path, {"payments": [record("payments", "50", None, State.DELETED)]}, 2, type_="incremental")
    with ExitStack() as stack:
        found = rows(composed(stack, full, gone))
    assert found == {"invoices": ["30"], "payments": [], "sales_applications": []}


def test_the_tax_of_an_entry_is_of_the_ledger() -> None:
    """Its entry counts as an invoice, and may have several rows."""
    families = {"invoices": "invoices", "tax_lines": "invoices", "ledger": "ledger"}
    family = belonging(kinds.kind("tax_lines"), families)
    given = {"document_kind": "invoices", "document_id": "2026-03-01/12"}
    entry = record("tax_lines", "2026-03-01/#000001/T", "2026-03-01/#000001", State.LIVE, **given)
    assert (family(entry), family(taxes("1", "invoices", "1"))) == ("ledger", "invoices")
    own = belonging(kinds.kind("tax_lines"), {"tax_lines": "bills", "bills": "bills"})
    assert own(entry) == "bills", "where there is no ledger"


def test_a_row_that_names_another_document_than_before_is_there_once(tmp_path: Path) -> None:
    """Taxes of entries without a number were once told as those of an invoice."""

    def told(document: str, amount: str) -> Rows:
        given = {"document_kind": "invoices", "document_id": document, "tax": Decimal(amount)}
        tax = record("tax_lines", "e1/T", "e1", State.LIVE, **given)  # type: ignore[arg-type] # values of columns
        return {"ledger": [posting("e1/D", "11", amount)], "tax_lines": [tax], "invoices": [invoice("1", "10")]}

    full = cabinet(tmp_path, told("e1", "1"))
    later = cabinet(tmp_path, told("e1/T", "2"), 2, type_="incremental")
    with ExitStack() as stack:
        books = composed(stack, full, later)
        kind = next(kind for kind in books.kinds if kind.key == "tax_lines")
        place = kind.keys.index("tax")
        assert [row.values[place] for row in books.rows(kind)] == [Decimal(2)]


def test_what_an_increment_lists_as_deleted_goes_and_may_come_again(tmp_path: Path) -> None:
    gone = {"invoices": [invoice("2", "20", State.DELETED)]}
    again = {"invoices": [invoice("2", "21")], "invoice_lines": [line("2", 7, "21")]}
    full, second = cabinet(tmp_path, FULL), cabinet(tmp_path, gone, 2, type_="incremental")
    third = cabinet(tmp_path, again, 3, type_="incremental")
    with ExitStack() as stack:
        without, back = rows(composed(stack, full, second)), rows(composed(stack, full, second, third))
    assert without["invoices"] == ["1", "3", "9"]
    assert without["invoice_lines"] == ["1/1", "3/1"]
    assert back["invoices"] == ["1", "2", "3", "9"]
    assert back["invoice_lines"] == ["1/1", "2/7", "3/1"]


def test_columns_and_kinds_that_come_later_are_there_for_all(tmp_path: Path) -> None:
    wider = kinds.kind("customers").adding(Column("colour", ColumnType.TEXT, {"en": "Colour"}, {}))
    full = cabinet(tmp_path, {"customers": [record("customers", "1", name="Ann")]})
    coloured = Record("2", "2", wider.values({"id": "2", "name": "Bob", "colour": "red"}))
    more: Rows = {"customers": [coloured], "invoices": [invoice("1", "10")]}
    later = cabinet(tmp_path, more, 2, type_="incremental", columns={"customers": wider})
    with ExitStack() as stack:
        books = composed(stack, full, later)
        customers, invoices = books.kinds
        place = customers.keys.index("colour")
        colours = [(row.id, row.values[place]) for row in books.rows(customers)]
    assert colours == [("1", None), ("2", "red")]
    assert (customers.keys[-1], invoices.key) == ("other", "invoices")


def test_a_family_is_whole_since_one_of_them_had_all_of_it(tmp_path: Path) -> None:
    failed, left_out = {"invoices": Status.FAILED}, {"invoices": Status.LEFT_OUT}
    full = cabinet(tmp_path, FULL)
    lacking = cabinet(tmp_path / "other", {}, statuses=left_out)
    second = cabinet(tmp_path, {}, 2, type_="incremental", statuses=failed)
    third = cabinet(tmp_path, {}, 3, type_="incremental")
    with ExitStack() as stack:
        assert composed(stack, full, second).whole("invoices"), "it has what was there at first"
        assert not composed(stack, lacking, second).whole("invoices")
        assert composed(stack, lacking, second, third).whole("invoices")
        assert not composed(stack, full).whole("unheard of")


def test_a_full_archive_gives_way_only_in_what_a_later_one_could_not_read(tmp_path: Path) -> None:
    """Else it says by itself what there is, even that there is nothing."""
    seen: Rows = {
        "customers": [record("customers", "7", name="Ann")],
        "invoices": [invoice("2", "15"), invoice("3", "0", State.DELETED)],
        "invoice_lines": [line("2", 1, "15")],
        "tax_lines": [taxes("5", "bills", "5")],
    }
    statuses = {"invoices": Status.PARTIAL}
    with ExitStack() as stack:
        books = composed(stack, cabinet(tmp_path, FULL), cabinet(tmp_path, seen, 2, statuses=statuses))
        found, invoices = rows(books), books.documents("invoices")
        asked = {"invoices": {"1", "2"}, "bills": {"2", "5"}}
        some = {key: {row.id for row in books.of(books.kinds[place], asked)} for place, key in enumerate(found)}
        told = {kind.key: b"".join(books.blocks(kind)) for kind in books.kinds}
        spelled = {kind.key: b"".join(map(lines.lines(kind), books.rows(kind))) for kind in books.kinds}
    assert found == {
        "invoices": ["1", "2", "9"],
        "invoice_lines": ["1/1", "2/1"],
        "bills": [],
        "tax_lines": ["bills-5/1"],
        "customers": ["7"],
    }
    assert invoices == {"1", "2"}
    assert told == spelled
    assert some == {key: set(each) - {"9", "7"} for key, each in found.items()}


Books = dict[str, tuple[str, int]]
"""Invoices: the total and the number of lines of each."""
BOOKS = st.dictionaries(st.sampled_from("abcdef"), st.tuples(st.sampled_from(["1", "2", "3"]), st.integers(0, 3)))


def written(books: Books, of: set[str], gone: set[str]) -> Rows:
    """The rows of some of these documents, and of what is gone."""
    own = [invoice(id_, books[id_][0]) for id_ in of]
    lines = [line(id_, number, "1") for id_ in of for number in range(books[id_][1])]
    return {"invoices": [*own, *(invoice(id_, "0", State.DELETED) for id_ in gone)], "invoice_lines": lines}


@settings(max_examples=25, deadline=None)
@given(st.lists(BOOKS, min_size=1, max_size=4))
def test_increments_lead_to_the_books_as_they_are(
    tmp_path_factory: pytest.TempPathFactory, states: list[Books]
) -> None:
    folder = tmp_path_factory.mktemp("books")
    paths = [cabinet(folder, written(states[0], set(states[0]), set()))]
    for number, (then, now) in enumerate(pairwise(states), start=2):
        changed = {id_ for id_ in now if now[id_] != then.get(id_)}
        rows_now = written(now, changed, then.keys() - now.keys())
        paths.append(cabinet(folder, rows_now, number, type_="incremental"))
    with ExitStack() as stack:
        books = composed(stack, *paths)
        found = {kind.key: list(books.rows(kind)) for kind in books.kinds}
    expected = written(states[-1], set(states[-1]), set())
    assert {key: each for key, each in found.items() if each} == {
        key: sorted(each) for key, each in expected.items() if each
    }
