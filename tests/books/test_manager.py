"""A business of Manager, read by its interface or from its file, becomes an archive that lacks nothing of it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import msgspec
import pytest

from archiver import verify
from archiver.books import Asked, Books, Rechecks, connect, is_link
from archiver.errors import NotLinked
from archiver.model import Bookmark, Family, Record, Verdict
from tests.archives import exported, given, unpacked
from tests.books.manager.conftest import Opening, authority, manager, opening
from tests.books.manager.writing import Writing
from tests.emulators.faults import Fault
from tests.emulators.manager import Manager
from tests.emulators.manager.business import key_of
from tests.emulators.manager.laiterie import laiterie
from tests.emulators.manager.offered import ACCOUNT_FORMS, Offered

__all__ = ["authority", "manager", "opening"]

NOT_ASKED = {"access-tokens"}
SCAN = b"\x89PNG\r\n\x1a\n a scan"


@dataclass(frozen=True)
class Made:
    """An archive: its page, and every record by its kind."""

    page: dict[str, Any]
    records: dict[str, list[dict[str, Any]]]
    files: dict[str, bytes]

    def total(self, kind: str, column: str = "total", currency: str = "CHF") -> Decimal:
        values = [each["values"] for each in self.records[kind]]
        return sum((Decimal(each[column]) for each in values if each["currency"] == currency), Decimal(0))


def made(books: Books, folder: Path) -> Made:
    """The archive of open books, verified."""
    archive = exported(books, folder)
    assert verify.check(archive.path).sound
    files = unpacked(archive.path)
    records = {
        Path(name).stem: [json.loads(line) for line in data.splitlines()]
        for name, data in files.items()
        if name.endswith(".jsonl")
    }
    return Made(json.loads(files["archive.json"]), records, files)


def test_every_family_is_read_whole_and_what_should_add_up_does(opening: Opening, tmp_path: Path) -> None:
    with opening.books() as books:
        archive = made(books, tmp_path / "out")

    assert {each["status"] for each in archive.page["families"].values()} == {"complete"}
    verdicts = {each["name"]: each["status"] for each in archive.page["controls"] if each["status"] != "explained"}
    assert Verdict.DIFFERS not in verdicts.values()
    ties = {"taxes_tie", "receivables_tie", "payables_tie", "ledger_balanced", "balances_applied", "payments_applied"}
    assert {name for name in ties if verdicts.get(name) not in ("ties", "noted")} == set()
    assert archive.total("invoices") == Decimal("1628.97")
    assert archive.total("invoices", currency="EUR") == 1180
    assert archive.page["company"]["home_currency"] == "CHF"


def test_no_value_is_lost(opening: Opening, tmp_path: Path) -> None:
    with opening.books() as books:
        archive = made(books, tmp_path / "out")
    said = {form for rows in archive.records.values() for row in rows for leaf in leaves(row) for form in forms(leaf)}

    lost = {
        f"{where}: {leaf}"
        for where, item in served(opening.manager)
        for leaf in leaves(item)
        if not forms(leaf) & said and "CH93" not in str(leaf)
    }
    assert lost == set()
    assert "bank_accounts.InternationalBankAccountNumber" in archive.page["masked"]
    assert not any(b"c2VjcmV0LXRva2Vu" in data or b"CH93 0076" in data for data in archive.files.values())


def served(manager: Manager) -> Iterator[tuple[str, object]]:
    """Every row and every form that the emulator has, as it would send them."""
    for offered in manager.lists:
        if offered.path not in NOT_ASKED:
            yield from ((offered.path, plain(row)) for row in manager.rows(offered.path))
            yield from ((offered.form, plain(form)) for _, form in manager.business.entries(offered.path))
    for name in ACCOUNT_FORMS:
        yield from ((name, plain(form)) for form in manager.business.forms[name].values())


def plain(value: object) -> object:
    return msgspec.json.decode(msgspec.json.encode(value), type=object)


def leaves(value: object) -> Iterator[object]:
    if isinstance(value, dict):
        for each in value.values():
            yield from leaves(each)
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each)
    elif value not in (None, ""):
        yield value


def forms(value: object) -> set[str]:
    """A value in the forms that it may have in a record."""
    if isinstance(value, bool):
        return {str(value).lower()}
    found = {str(value)}
    with suppress(InvalidOperation):
        found.add(str(Decimal(str(value)).normalize()))
    return found


def test_lists_that_nobody_knows_have_sheets_of_their_own(opening: Opening, tmp_path: Path) -> None:
    manager = opening.manager
    manager.offer(Offered("carbon-ledgers", "carbon-ledger-form", ("Name", "Tonnes", "Timestamp")))
    manager.business.add("carbon-ledgers", "co2", Name="Camion", Tonnes=Decimal("1.25"), Scope=3)

    with opening.books() as books:
        archive = made(books, tmp_path / "out")

    (row,) = archive.records["carbon_ledgers"]
    assert (row["values"]["name"], row["values"]["tonnes"]) == ("Camion", "1.25")
    assert row["values"]["other"] == "Scope: 3"
    assert archive.records["payslips"][0]["values"]["employee"] == "Anna Rochat"


def test_an_installation_that_does_not_describe_itself_is_asked_for_what_is_known(
    opening: Opening, tmp_path: Path
) -> None:
    opening.manager.told = False
    opening.manager.withhold("amortization-entries")

    with opening.books() as books:
        archive = made(books, tmp_path / "out")

    families = archive.page["families"]
    assert families["invoices"]["status"] == "complete"
    assert families["amortization_entries"]["status"] == "not_offered"
    assert "fixed_assets" not in families
    assert archive.total("invoices") == Decimal("1628.97")


def test_only_what_changed_since_is_read(opening: Opening) -> None:
    manager = opening.manager
    with opening.books() as books:
        bookmark = last(books, "invoices")
    manager.clock.forward(seconds=60)
    manager.business.change("sales-invoices", key_of("F3"), Description="corrigée")
    added = manager.business.add(
        "sales-invoices", "F8", IssueDate="2026-03-01T00:00:00", Reference="2026008", Customer=key_of("hotel"), Lines=[]
    )
    manager.traffic.clear()

    with opening.books() as books:
        family = named(books, "invoices")
        rows = read(books, family, bookmark)

    assert family.knows_changes
    assert {row.id for row in rows["invoices"]} == {key_of("F3"), added}
    assert manager.traffic.count("GET /api2/sales-invoice-form/*") == 2


def test_an_installation_that_spares_timestamps_is_asked_for_them(opening: Opening) -> None:
    opening.manager.sparing = True
    test_only_what_changed_since_is_read(opening)
    assert opening.manager.writes == []


def test_what_was_deleted_is_missing_among_the_ids(opening: Opening) -> None:
    gone = key_of("F4")
    opening.manager.business.delete("sales-invoices", gone)
    with opening.books() as books:
        family = named(books, "invoices")
        ids = set(books.ids(family) or ())
        assert gone not in ids
        assert len(ids) == books.count(family) == 6
        assert isinstance(books, Rechecks)
        assert books.still_there(family, [gone, key_of("F1")]) == [key_of("F1")]


@pytest.mark.parametrize(
    ("stamp", "told"),
    [
        (lambda text: text, 1),
        (lambda text: text[:-1], 1),  # no zone: an entry of the last twelve hours is read once more
        (lambda text: ticks(text), 1),
        (lambda text: "il y a un moment", 7),  # nothing can be told, so all is read
    ],
)
def test_timestamps_are_read_in_any_manner(opening: Opening, stamp: Any, told: int) -> None:  # noqa: ANN401
    manager = opening.manager
    manager.stamped = stamp
    bookmark = Bookmark(datetime(2026, 4, 2, tzinfo=UTC))
    manager.clock.set(datetime(2026, 4, 3, tzinfo=UTC))
    manager.business.change("sales-invoices", key_of("F3"), Description="corrigée")

    with opening.books() as books:
        rows = read(books, named(books, "invoices"), bookmark)

    assert len(rows["invoices"]) == told


def ticks(text: str) -> int:
    """A timestamp as .NET counts."""
    since = datetime.fromisoformat(text) - datetime(1, 1, 1, tzinfo=UTC)
    return since // timedelta(microseconds=1) * 10


def last(books: Books, family: str) -> Bookmark:
    *_, page = books.read(named(books, family))
    assert page.bookmark is not None
    return page.bookmark


def named(books: Books, name: str) -> Family:
    return next(each for each in books.families() if each.name == name)


def read(books: Books, family: Family, since: Bookmark | None = None) -> dict[str, list[Record]]:
    found: dict[str, list[Record]] = {}
    for page in books.read(family, since):
        for kind, rows in page.rows.items():
            found.setdefault(kind, []).extend(rows)
    return found


def test_no_two_families_share_the_kind_that_they_are_called_after(opening: Opening) -> None:
    """Else what one of them has would be missing from the other, and be told as deleted."""
    with opening.books() as books:
        mains = [family.main.key for family in books.families()]
    assert len(set(mains)) == len(mains)


@pytest.mark.parametrize(
    ("where", "file"),
    [
        ("dairy", False),
        ("dairy.2026", False),
        ("Dairy.manager", True),
        ("backup.ZIP", True),
        ("books/dairy", True),
        ("C:\\dairy", True),
    ],
)
def test_a_path_is_told_from_the_name_of_a_link(where: str, file: bool) -> None:
    assert is_link("manager", where) is not file


def test_a_link_that_nobody_made_is_said(work: Path) -> None:
    with pytest.raises(NotLinked), connect("manager", Asked("dairy", None, work)):
        pass


# The file


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """The same business as a file, with a scan of its first invoice."""
    business = laiterie(lambda: datetime(2026, 3, 31, 18, tzinfo=UTC))
    return Writing(business, files={key_of("scan"): ("reçu.png", SCAN, key_of("F1"))}).write(tmp_path / "L.manager")


@pytest.fixture
def work(tmp_path: Path) -> Path:
    work = tmp_path / "room"
    work.mkdir()
    return work


def test_families_of_a_file_do_not_share_kinds_either(file: Path, work: Path) -> None:
    with connect("manager", Asked(str(file), None, work)) as books:
        mains = [family.main.key for family in books.families()]
        found = {row.id for row in read(books, named(books, "accounts"))["accounts"]}
    assert len(set(mains)) == len(mains)
    assert {key_of("bank"), key_of("till"), key_of("sales")} <= found


def test_a_file_becomes_an_archive_with_its_files_and_its_history(file: Path, work: Path, tmp_path: Path) -> None:
    before = (file.read_bytes(), file.stat().st_mtime_ns)
    with connect("manager", Asked(str(file), None, work)) as books:
        archive = made(books, tmp_path / "out")

    assert {each["status"] for each in archive.page["families"].values()} == {"complete"}
    assert SCAN in archive.files.values()
    (scan,) = archive.records["attachments"]
    assert (scan["values"]["document_id"], scan["values"]["state"]) == (key_of("F1"), "packed")
    assert len(archive.records["audit_trail"]) == 68
    assert any("not yet proved" in each["explanation"] for each in archive.page["controls"])
    assert not any(b"CH93 0076" in data for data in archive.files.values())
    assert (file.read_bytes(), file.stat().st_mtime_ns) == before
    assert list(work.iterdir()) == []


def test_documents_are_the_same_whichever_way_they_are_read(opening: Opening, file: Path, work: Path) -> None:
    """Their amounts are computed in a file, and told by the program: to the cent alike."""
    kinds = ("invoices", "credit_notes", "bills", "vendor_credits", "payments", "bill_payments", "transfers")
    columns = ("id", "number", "date", "currency", "subtotal", "tax", "total", "amount", "customer", "vendor")
    with opening.books() as served, connect("manager", Asked(str(file), None, work)) as filed:
        assert served.company().source_id == filed.company().source_id
        for name in kinds:
            told, kept = (
                [
                    {key: value for key, value in given(family.main, row).items() if key in columns}
                    for row in sorted(read(books, family)[name])
                ]
                for books in (served, filed)
                for family in (named(books, name),)
            )
            assert told == kept, name


def test_a_fault_of_one_list_leaves_the_others(opening: Opening, tmp_path: Path) -> None:
    opening.manager.faults.add(Fault("GET /api2/suppliers*", "refuse", times=0, reason="forbidden"))
    with opening.books() as books:
        archive = made(books, tmp_path / "out")
    statuses = {name: each["status"] for name, each in archive.page["families"].items()}
    assert {name for name, status in statuses.items() if status != "complete"} == {"vendors", "reports"}
