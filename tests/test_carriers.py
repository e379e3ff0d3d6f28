"""Files and their documents, told of one another: by number, by name, and by the way to the file."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from archiver import carriers
from archiver.model import Record, Value
from tests.archives import by_key, memory, record, spooled

LINK = "https://example.com/7"
HOME = "attachments/invoices/7"
INVOICE = record("invoices", "7", number="F-007", document_link=LINK)
CUSTOMER = record("customers", "C1", name="Café du Lac")


class Told(NamedTuple):
    """What the files say of their documents, and the invoice of its files."""

    numbers: list[Value]
    link: Value


def file(id_: str, kind: str = "invoices", document: str = "7", **values: Value) -> Record:
    return record("attachments", id_, document_kind=kind, document_id=document, **values)


def joined(room: Path, *files: Record) -> Told:
    """A company with an invoice, a customer and these files, once all was told."""
    books = memory(
        invoices=[{"invoices": [INVOICE]}],
        customers=[{"customers": [CUSTOMER]}],
        attachments=[{"attachments": [each]} for each in files],
    )
    with spooled(books, room) as spool:
        carriers.join(spool)
        numbers = [each["document_number"] for each in by_key(spool, "attachments")]
        return Told(numbers, by_key(spool, "invoices")[0]["document_link"])


def test_a_file_says_the_number_of_its_document_which_leads_to_it(tmp_path: Path) -> None:
    assert joined(tmp_path, file("a", path=f"{HOME}/reçu.pdf")) == (["F-007"], f"{HOME}/reçu.pdf")


def test_of_several_files_a_document_leads_to_the_folder(tmp_path: Path) -> None:
    found = joined(tmp_path, *(file(name, path=f"{HOME}/{name}.pdf") for name in ("a", "b", "c")))
    assert found == (["F-007"] * 3, f"{HOME}/")


def test_without_a_file_in_the_archive_a_document_keeps_its_link(tmp_path: Path) -> None:
    assert joined(tmp_path, file("a"), file("b", document="8", path="attachments/invoices/8/x")).link == LINK


def test_an_entry_of_a_list_is_said_by_its_name(tmp_path: Path) -> None:
    assert joined(tmp_path, file("a", "customers", "C1", path="attachments/customers/C1/x")).numbers == ["Café du Lac"]


@pytest.mark.parametrize(("kind", "document"), [("invoices", "9"), ("nothing", "7"), (None, None)])
def test_a_file_of_what_is_not_there_says_nothing(tmp_path: Path, kind: str | None, document: str | None) -> None:
    lost = record("attachments", "a", document_kind=kind, document_id=document, path="attachments/none/none/x")
    assert joined(tmp_path, lost) == ([None], LINK)


def test_what_the_source_says_of_the_number_stays(tmp_path: Path) -> None:
    assert joined(tmp_path, file("a", document_number="as in the books")).numbers == ["as in the books"]


def test_books_without_files_have_nothing_to_tell(tmp_path: Path) -> None:
    with spooled(memory(invoices=[{"invoices": [INVOICE]}]), tmp_path) as spool:
        carriers.join(spool)
        assert by_key(spool, "invoices")[0]["document_link"] == LINK
