"""Files: fetched whole from another host, which is told nothing, and documents as QuickBooks prints them."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.books import Attachment
from archiver.books.quickbooks import QuickBooks
from archiver.books.quickbooks.attachments import AT_ONCE, TRIES
from archiver.errors import FileNotReadable, NotLinked, ServiceError, Throttled, Unreachable, Unwell
from archiver.model import Family, Record
from tests.archives import exported, unpacked
from tests.books.quickbooks.conftest import Opening
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks as Emulator

DOWNLOAD = "GET */download/*"
PDF = "GET */invoice/*/pdf"
FILE = "GET /*/attachments/*"


def family(books: QuickBooks) -> Family:
    return next(each for each in books.families() if each.name == "attachments")


def rows(books: QuickBooks) -> Iterator[Record]:
    for page in books.read(family(books)):
        yield from page.rows.get("attachments", ())


def attachment_of(books: QuickBooks, name: str) -> Attachment:
    return next(file for row in rows(books) for file in books.files(row) if file.name == name)


def test_a_file_comes_as_it_was_attached(quickbooks: Emulator, books: QuickBooks) -> None:
    invoice = quickbooks.company.ids("Invoice")[0]
    quickbooks.company.attach("Invoice", invoice, "reçu n° 7.pdf", b"%PDF-" + b"x" * 300_000)
    file = attachment_of(books, "reçu n° 7.pdf")
    assert file.state == "packed"
    with books.open(file) as opened:
        assert opened.read() == b"%PDF-" + b"x" * 300_000


def test_a_note_has_no_file(quickbooks: Emulator, books: QuickBooks) -> None:
    notes = {
        id_
        for id_ in quickbooks.company.ids("Attachable")
        if "FileName" not in quickbooks.company.item("Attachable", id_)
    }
    assert notes
    assert {row.document for row in rows(books) if not list(books.files(row))} == notes


def test_one_file_on_several_documents_is_one_row_for_each(quickbooks: Emulator, books: QuickBooks) -> None:
    company = quickbooks.company
    first, second = company.ids("Invoice")[:2]
    id_ = company.attach("Invoice", first, "contrat.pdf", b"%PDF-1")
    refs = [{"EntityRef": {"type": "Invoice", "value": each}} for each in (first, second)]
    company.change("Attachable", id_, AttachableRef=refs)
    files = [file for row in rows(books) if row.document == id_ for file in books.files(row)]
    assert len(files) == 2
    for file in files:
        with books.open(file) as opened:
            assert opened.read() == b"%PDF-1"


def test_an_address_that_has_expired_is_asked_for_anew(quickbooks: Emulator, books: QuickBooks) -> None:
    quickbooks.company.attach("Invoice", quickbooks.company.ids("Invoice")[0], "a.pdf", b"%PDF-1")
    file = attachment_of(books, "a.pdf")
    quickbooks.clock.forward(seconds=3 * 3600)
    with books.open(file) as opened:
        assert opened.read() == b"%PDF-1"


@pytest.mark.parametrize("does", ["fail", "cut answer"])
def test_a_file_that_breaks_off_is_fetched_again(quickbooks: Emulator, books: QuickBooks, does: str) -> None:
    quickbooks.company.attach("Invoice", quickbooks.company.ids("Invoice")[0], "a.pdf", b"%PDF-" + b"x" * 1000)
    file = attachment_of(books, "a.pdf")
    quickbooks.faults.add(Fault(FILE, "fail" if does == "fail" else "cut answer", status=404, at=100))
    if does == "fail":
        with pytest.raises(FileNotReadable), books.open(file):
            raise AssertionError
    else:
        with books.open(file) as opened:
            assert len(opened.read()) == 1005
        assert quickbooks.traffic.count(DOWNLOAD) == 2


def several(quickbooks: Emulator, books: QuickBooks, many: int) -> list[Attachment]:
    """So many files more, in the order of their rows."""
    company = quickbooks.company
    company.settles = False
    for number in range(many):
        company.attach("Invoice", company.ids("Invoice")[number], f"{number}.txt", f"text {number}".encode())
    return [file for row in rows(books) for file in books.files(row) if file.name[0].isdigit()]


def test_files_are_fetched_a_few_at_a_time_before_they_are_opened(quickbooks: Emulator, opening: Opening) -> None:
    with opening.books() as books:
        files, looked_at = several(quickbooks, books, 12), list[Attachment]()

        def looking() -> Iterator[Attachment]:
            for each in files:
                looked_at.append(each)
                yield each

        books.expect(looking())
        assert len(looked_at) == AT_ONCE
        patience = time.monotonic() + 5
        while time.monotonic() < patience and quickbooks.traffic.count(FILE) < AT_ONCE:
            time.sleep(0.01)
        assert quickbooks.traffic.count(FILE) == AT_ONCE, "though nobody has opened any"
        for number, file in enumerate(files):
            with books.open(file) as opened:
                assert opened.read() == f"text {number}".encode()
                assert len(looked_at) <= number + 1 + AT_ONCE
                assert len(list((opening.work / "quickbooks").glob("file-*"))) <= AT_ONCE + 1
    assert quickbooks.traffic.count(DOWNLOAD) == quickbooks.traffic.count(FILE) == len(files)


def test_what_is_opened_out_of_turn_comes_as_well(quickbooks: Emulator, books: QuickBooks) -> None:
    files = several(quickbooks, books, 3)
    books.expect(iter(files[:2]))
    for file in (files[2], files[0], files[1], files[0]):
        with books.open(file) as opened:
            assert opened.read() == f"text {file.name[0]}".encode()


def test_a_file_that_cannot_be_had_is_told_in_its_turn(quickbooks: Emulator, books: QuickBooks) -> None:
    files = several(quickbooks, books, 6)
    quickbooks.company.files.pop(files[2].where.rpartition("/")[2])
    books.expect(iter(files))
    told = list[str]()
    for file in files:
        try:
            with books.open(file) as opened:
                told.append(opened.read().decode())
        except FileNotReadable as error:
            told.append(str(error.facts["path"]))
    assert told == ["text 0", "text 1", files[2].name, "text 3", "text 4", "text 5"]


def test_a_file_that_is_shorter_than_it_was_said_to_be(quickbooks: Emulator, books: QuickBooks) -> None:
    company = quickbooks.company
    id_ = company.attach("Invoice", company.ids("Invoice")[0], "a.pdf", b"%PDF-1")
    company.change("Attachable", id_, Size=999)
    with pytest.raises(FileNotReadable) as error, books.open(attachment_of(books, "a.pdf")):
        raise AssertionError
    assert "6 bytes came of 999" in str(error.value)
    assert quickbooks.traffic.count(DOWNLOAD) == TRIES


def test_a_file_that_is_gone_is_said_by_its_name(quickbooks: Emulator, books: QuickBooks) -> None:
    file = next(file for row in rows(books) for file in books.files(row))
    quickbooks.faults.add(Fault(DOWNLOAD, "refuse", reason="attachment 404", times=0))
    with pytest.raises(FileNotReadable) as error, books.open(file):
        raise AssertionError
    assert file.name in str(error.value)
    assert "Signature" not in str(error.value)


def test_a_link_that_ends_meanwhile_is_no_file_that_cannot_be_read(quickbooks: Emulator, books: QuickBooks) -> None:
    file = next(file for row in rows(books) for file in books.files(row))
    quickbooks.faults.add(Fault(DOWNLOAD, "refuse", reason="3201", times=0))
    with pytest.raises(NotLinked), books.open(file):
        raise AssertionError


FAILING = [
    Fault(DOWNLOAD, "fail", times=0, status=500),
    Fault(DOWNLOAD, "fail", times=0, status=504),
    Fault(DOWNLOAD, "refuse", times=0, reason="xml 6002"),
    Fault(DOWNLOAD, "refuse", times=0, reason="10000 in 200"),
    Fault(DOWNLOAD, "refuse", times=0, reason="not json"),
    Fault(PDF, "fail", times=0, status=500),
]


@pytest.mark.parametrize("fault", FAILING, ids=lambda fault: f"{fault.on}-{fault.reason or fault.status}")
def test_a_file_that_fails_for_ever_does_not_end_all(
    quickbooks: Emulator, opening: Opening, tmp_path: Path, fault: Fault
) -> None:
    quickbooks.faults.add(fault)
    with opening.books(printed=fault.on == PDF) as books:
        archive = exported(books, tmp_path / "out")
    families = json.loads(unpacked(archive.path)["archive.json"])["families"]
    assert families["attachments"]["status"] == "partial"
    assert families["invoices"]["status"] == "complete"


def test_files_of_a_service_that_fails_are_left_for_another_run(quickbooks: Emulator, books: QuickBooks) -> None:
    file = next(file for row in rows(books) for file in books.files(row))
    for on in (DOWNLOAD, "GET */query *"):
        quickbooks.faults.add(Fault(on, "fail", times=0, status=500))
    with pytest.raises(Unwell), books.open(file):
        raise AssertionError


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(DOWNLOAD, "throttle", times=0, retry_after=3), Throttled),
        (Fault(DOWNLOAD, "portal", times=0, status=200), Unreachable),
    ],
)
def test_who_asks_to_wait_or_is_not_there_ends_all(
    quickbooks: Emulator, books: QuickBooks, fault: Fault, error: type[ServiceError]
) -> None:
    file = next(file for row in rows(books) for file in books.files(row))
    quickbooks.faults.add(fault)
    with pytest.raises(error), books.open(file):
        raise AssertionError


def test_documents_as_they_are_printed(quickbooks: Emulator, opening: Opening) -> None:
    with opening.books(printed=True) as books:
        list(books.read(next(each for each in books.families() if each.name == "invoices")))
        printed = [row for row in rows(books) if row.document.startswith("pdf/")]
        assert {row.document for row in printed} == {f"pdf/invoice/{id_}" for id_ in quickbooks.company.ids("Invoice")}
        assert books.count(family(books)) is None
        (file,) = books.files(printed[0])
        with books.open(file) as opened:
            assert opened.read(5) == b"%PDF-"
        assert len({row.id for row in printed}) == len(printed)


def test_nothing_is_printed_unless_asked_for(quickbooks: Emulator, books: QuickBooks) -> None:
    assert not [row for row in rows(books) if row.document.startswith("pdf/")]
    assert quickbooks.traffic.count("GET */pdf") == 0


def test_files_and_documents_are_told_of_one_another(quickbooks: Emulator, opening: Opening, tmp_path: Path) -> None:
    """In an archive: a file says the number of its document, which leads to it, or to the folder of several."""
    company = quickbooks.company
    first, second = company.ids("Invoice")[:2]
    for name in ("un.pdf", "deux.pdf"):
        company.attach("Invoice", first, name, b"%PDF-1")
    company.attach("Invoice", second, "trois.pdf", b"%PDF-3")
    customer = company.ids("Customer")[0]
    company.attach("Customer", customer, "contrat.pdf", b"%PDF-4")
    with opening.books() as read:
        archive = exported(read, tmp_path / "out")
    files = unpacked(archive.path)
    numbers = {each.get("name"): each.get("document_number") for each in lines(files, "attachments")}
    assert numbers["un.pdf"] == numbers["deux.pdf"] == company.item("Invoice", first)["DocNumber"]
    assert numbers["contrat.pdf"] == company.item("Customer", customer)["DisplayName"]
    ways = {each["id"]: each["document_link"] for each in lines(files, "invoices") if "document_link" in each}
    assert ways[first] == f"attachments/invoices/{first}/"
    assert files[f"data/{ways[second]}"] == b"%PDF-3"


def lines(files: dict[str, bytes], key: str) -> list[dict[str, object]]:
    """The values of the records of a kind."""
    return [json.loads(line)["values"] for line in files[f"data/records/{key}.jsonl"].splitlines()]
