"""The reports of a company that answers over the network: they tie with what is read; a ledger in parts is whole."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from archiver.books.quickbooks import reports
from archiver.books.quickbooks.names import Names
from archiver.controls import examine as controls_of
from archiver.controls import reported
from archiver.errors import FamilyFailed
from archiver.model import Family, Record, Reported, Verdict
from archiver.spool import Spool
from archiver.words import Words
from tests.archives import by_key, exported, spooled, unpacked
from tests.books.quickbooks.conftest import Opening
from tests.books.quickbooks.reports_said import COMPANY, TODAY
from tests.emulators.faults import Fault

LEDGER, REPORTS = reports.families()
DAYS = [date(2023, 6, 30), date(2024, 1, 15), date(2024, 10, 31), date(2024, 11, 20), date(2025, 1, 31)]
GENERAL_LEDGER = "GET */reports/GeneralLedger"


@pytest.fixture
def spool(opening: Opening, tmp_path: Path) -> Iterator[Spool]:
    """Every row of the company."""
    room = tmp_path / "room"
    room.mkdir()
    with opening.books() as books, spooled(books, room) as spool:
        yield spool


def rows(opening: Opening, family: Family, today: date = TODAY) -> list[Record]:
    """A family of reports, read by itself."""
    pages = reports.read(family, opening.client().getter, COMPANY, today, Names())
    return [row for page in pages for row in page.rows[family.name]]


def told(spool: Spool) -> list[Reported]:
    """What the reports say, as an archive has them."""
    kind = spool.kind("reports")
    assert kind
    return list(reports.reported(spool.rows(kind)))


def test_everything_ties_or_is_explained(spool: Spool) -> None:
    controls = list(reported.compare(spool, told(spool)))
    assert {each.name for each in controls} == {"balances_reported", "receivables_reported", "payables_reported"}
    assert Verdict.DIFFERS not in {each.verdict for each in controls}, [Words("en").say(each.said) for each in controls]
    assert all(each.found for each in controls)
    ours = controls_of(spool)
    assert {each.name for each in ours} >= {"ledger_balanced", "receivables_tie", "payables_tie"}
    assert {each.currency for each in ours if each.name == "receivables_tie"} == {"CAD", "USD"}
    assert Verdict.DIFFERS not in {each.verdict for each in ours}, [Words("en").say(each.said) for each in ours]


def test_it_ties_on_past_days_too(opening: Opening, spool: Spool) -> None:
    for day in DAYS:
        controls = list(reported.compare(spool, reports.reported(rows(opening, REPORTS, day))))
        verdicts = [(Words("en").say(each.said), each.verdict) for each in controls]
        assert Verdict.DIFFERS not in dict(verdicts).values(), (day, verdicts)
        assert len(verdicts) >= 5, day


@pytest.mark.parametrize("lost", ["invoices", "bills"])
def test_a_document_that_is_taken_away_is_missed(spool: Spool, lost: str) -> None:
    loose = next(row for row in by_key(spool, lost) if row["balance"] and row["currency"] == "CAD")
    spool.drop_documents(lost, [str(loose["id"])])
    name = "receivables_reported" if lost == "invoices" else "payables_reported"
    differing = [each for each in reported.compare(spool, told(spool)) if each.verdict is Verdict.DIFFERS]
    assert {each.name for each in differing} == {name}
    assert {each.said.facts["unexplained"] for each in differing} == {loose["balance"]}


def test_an_entry_that_is_taken_away_is_missed(spool: Spool) -> None:
    posting = next(row for row in by_key(spool, "ledger") if row["debit"])
    spool.drop_documents("ledger", [str(posting["entry_id"])])
    (control,) = [each for each in reported.compare(spool, told(spool)) if each.name == "balances_reported"]
    assert control.verdict is Verdict.DIFFERS
    assert str(posting["account"]) in Words("en").say(control.said)


def test_a_ledger_in_parts_is_the_whole_one(opening: Opening) -> None:
    whole = sorted(rows(opening, LEDGER))
    assert len(opening.emulator.traffic.matching(GENERAL_LEDGER)) == 1
    opening.emulator.company.cells = 2_000
    assert sorted(rows(opening, LEDGER)) == whole
    assert 5 < len(opening.emulator.traffic.matching(GENERAL_LEDGER)) < 25


@pytest.mark.parametrize("reason", ["xml 6002", "truncated"])
def test_a_report_that_gives_up_is_asked_for_less(opening: Opening, reason: str) -> None:
    whole = sorted(rows(opening, LEDGER))
    opening.emulator.faults.add(Fault(GENERAL_LEDGER, "refuse", reason=reason))
    assert sorted(rows(opening, LEDGER)) == whole
    assert len(opening.emulator.traffic.matching(GENERAL_LEDGER)) == 4  # the whole; what was too much; and two parts


@pytest.mark.parametrize("name", ["TrialBalance", "AgedReceivables", "AgedPayables"])
def test_a_report_that_was_cut_accuses_nobody(opening: Opening, tmp_path: Path, name: str) -> None:
    opening.emulator.faults.add(Fault(f"GET */reports/{name}", "refuse", reason="truncated", times=0))
    with opening.books() as books:
        archive = exported(books, tmp_path / "out")
    page = json.loads(unpacked(archive.path)["archive.json"])
    assert page["families"]["reports"]["status"] == "partial"
    assert name in page["families"]["reports"]["reason"]
    assert "differs" not in {each["status"] for each in page["controls"] if each["name"].endswith("_reported")}


@pytest.mark.parametrize("reason", ["fault in 200", "not json", "empty", "5020"])
def test_no_answer_is_taken_for_an_empty_ledger(opening: Opening, reason: str) -> None:
    opening.emulator.faults.add(Fault(GENERAL_LEDGER, "refuse", reason=reason, times=10))
    with pytest.raises(FamilyFailed):
        rows(opening, LEDGER)


def test_the_recorded_receivables_are_their_account(opening: Opening, tmp_path: Path) -> None:
    """Open invoices less what is left of credit memos and payments is the balance of the account, to the cent."""
    folder = Path(__file__).parents[4] / "shared" / "data" / "quickbooks"
    if not folder.is_dir():
        pytest.skip("the recorded answers are not on this machine")
    opening.emulator.serve_recorded(folder)
    opening.bearer.refused()  # its link is to the other company
    room = tmp_path / "recorded"
    room.mkdir()
    with opening.books() as books, spooled(books, room) as spool:
        said = [Reported("receivables", Decimal(0), TODAY, currency="USD")]
        _, account = reported.compare(spool, said)
    assert (account.verdict, account.expected) == (Verdict.TIES, Decimal("4681.52"))
    facts = account.said.facts
    assert facts["open"] == Decimal("5881.52") - Decimal(800)
    assert facts["unapplied"] == 400
