"""What goes into an archive: the request that may be resumed, the order of members, and what nobody knows."""

from __future__ import annotations

import io
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import msgspec
import pytest

from archiver import demo
from archiver.model import Company, Control, Record, Verdict
from archiver.order import Order, shelf
from archiver.whose import Known
from archiver.words import Words, phrase
from tests.archives import MOMENT, exported, memory, memory_of, opened, record, unpacked
from tests.contracts.fakes_books import MemoryBooks


@pytest.mark.parametrize(
    ("order", "type_"),
    [
        (Order(), "full"),
        (Order(to_last_day=True), "full"),
        (Order(until=date(2025, 1, 1)), "period"),
        (Order(left_out=frozenset({"people"})), "period"),
    ],
)
def test_an_archive_of_less_than_everything_is_a_period(order: Order, type_: str) -> None:
    assert order.type == type_


def test_an_archive_lies_by_company_and_year_of_its_moment(tmp_path: Path) -> None:
    books = memory(customers=[{"customers": [record("customers", "1")]}])
    edition = exported(books, tmp_path / "out").edition
    assert shelf(edition) == f"Boulangerie-du-Lac/{MOMENT.year}"
    assert Order().kept_as(edition, 1) == [f"Boulangerie-du-Lac/2026/{edition.name}.cab"]
    assert Order(flat=True).kept_as(edition, 2) == [f"{edition.name}_1of2.cab", f"{edition.name}_2of2.cab"]


class Vague(MemoryBooks):
    """Books that know little of their company."""

    def company(self) -> Company:
        return Company("memory", "9f0c", "Lac", notes=(phrase("It was open."),))


def told(books: MemoryBooks, known: Known, folder: Path) -> list[str]:
    archive = exported(books, folder, Order(flat=True, known=known))
    noted = [each for each in archive.edition.controls if each.name == "company_known"]
    assert {each.verdict for each in noted} <= {Verdict.NOTED}
    return [Words("en").say(each.said) for each in noted]


def test_what_nobody_knows_is_said(tmp_path: Path) -> None:
    posting = record("ledger", "p", debit=Decimal(5), credit=Decimal(0), entry_currency="CAD", date=MOMENT.date())
    books = memory_of(Vague, ledger=[{"ledger": [posting]}])
    said = told(books, Known(), tmp_path / "1")
    assert len(said) == 5
    assert all(any(word in each for each in said) for word in ("CAD", "open", "fiscal year", "time zone", "country"))
    assert told(books, Known(home_currency="EUR", country="FR", time_zone="Europe/Paris"), tmp_path / "2") == [
        "It was open.",
        "The books do not say when their fiscal year begins: the first of January is taken.",
    ]


def test_what_the_books_know_of_themselves_is_not_overruled(tmp_path: Path) -> None:
    books = memory(customers=[{"customers": [record("customers", "1")]}])
    known = Known("Chez nous", "FR", "EUR", (4, 1), "Europe/Paris")
    company = exported(books, tmp_path / "out", Order(flat=True, known=known)).edition.company
    assert (company.name, company.home_currency) == ("Chez nous", "CAD")
    assert (company.country, company.fiscal_year_start, company.time_zone) == ("CA", (1, 1), "America/Toronto")


def test_a_kind_of_several_families_is_told_once(tmp_path: Path) -> None:
    """Taxes come with invoices and with bills: one sheet, one file, one total."""
    books = memory(
        invoices=[{"invoices": [record("invoices", "i")], "tax_lines": [record("tax_lines", "i/1", "i")]}],
        bills=[{"bills": [record("bills", "b")], "tax_lines": [record("tax_lines", "b/1", "b")]}],
    )
    edition = exported(books, tmp_path / "out").edition
    assert [tally.count for tally in edition.tallies if tally.kind == "tax_lines"] == [2]
    assert [each.written for each in edition.readings] == [1, 1]


def numbered(*numbers: tuple[str, int]) -> list[dict[str, list[Record]]]:
    """Invoices of their month."""
    made = (record("invoices", each, number=each, date=date(2025, month, 1)) for each, month in numbers)
    return [{"invoices": [row]} for row in made]


def of_numbers(books: MemoryBooks, folder: Path, order: Order) -> list[Control]:
    controls = exported(books, folder, order).edition.controls
    return [each for each in controls if each.name == "numbering"]


def test_missing_numbers_are_told_on_a_sheet_and_in_words(tmp_path: Path) -> None:
    books = memory(invoices=numbered(("F-1", 1), ("F-2", 2), ("F-4", 3)))
    (control,) = of_numbers(books, tmp_path / "out", Order(flat=True))
    assert (control.verdict, control.expected, control.found) == (Verdict.DIFFERS, 4, 3)
    (cabinet,) = (tmp_path / "out").glob("*.cab")
    with zipfile.ZipFile(io.BytesIO(unpacked(cabinet)["data/Start here.xlsx"])) as start:
        assert "Number gaps" in start.read("xl/workbook.xml").decode()


def test_the_numbers_of_documents_after_the_last_day_are_not_missing(tmp_path: Path) -> None:
    books = memory(invoices=numbered(("F-1", 1), ("F-2", 2), ("F-4", 3), ("F-3", 9)))
    (control,) = of_numbers(books, tmp_path / "out", Order(flat=True, until=date(2025, 4, 1)))
    assert (control.verdict, control.found) == (Verdict.TIES, 3)


def test_of_a_period_only_the_files_of_its_documents_are_packed_and_its_controls_are_explained(tmp_path: Path) -> None:
    quarter = Order(flat=True, start=date(2025, 1, 1), until=date(2025, 3, 31))
    (tmp_path / "work").mkdir()
    with opened(demo.BOOK, tmp_path / "work") as books:
        archive = exported(books, tmp_path / "out", quarter)
    files = unpacked(archive.path)
    told = [msgspec.json.decode(line) for line in files["data/records/attachments.jsonl"].splitlines()]
    listed = {each["values"]["path"] for each in told if "path" in each["values"]}
    packed = {name.removeprefix("data/") for name in files if name.startswith("data/attachments/")}
    assert listed
    assert packed == listed
    controls = {each.name: each for each in archive.edition.controls}
    assert controls["documents_packed"].found == len(packed)
    said = Words("en").say(controls["period"].said)
    assert said.startswith("The sheets show the days from 2025-01-01 to 2025-03-31, and what was open then.")
