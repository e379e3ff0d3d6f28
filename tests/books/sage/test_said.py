"""Whatever goes wrong while a business is read: its archive is whole, or says in all three places that it is not.

The three places are the workbook that people open first, ``archive.json``, and the exit code. Where the trouble is the
whole business's, no archive is made at all, and the next run goes on.
"""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from archiver.errors import (
    AccessStale,
    FamilyNotOffered,
    Shortfall,
    SubscriptionEnded,
    Throttled,
    Unreachable,
    Unwell,
)
from archiver.job import Done
from tests.archives import exported, unpacked
from tests.books.sage.conftest import Opening
from tests.books.sage.rows import family, lacking, rows
from tests.emulators.faults import Fault
from tests.emulators.sage import Sage as Emulator

BILLS = "GET /v3.1/purchase_invoices"
FILES = "GET /v3.1/attachments/*/file"
SAID = [
    Fault(BILLS, "refuse", times=0, reason="renamed list"),
    Fault(FILES, "throttle", times=0, retry_after=25_000),
]
OUTLIVED = [
    *[Fault(BILLS, "refuse", times=0, reason=reason) for reason in ("next elsewhere", "next for ever", "new field")],
    Fault(BILLS, "throttle", times=2, retry_after=30),
    Fault(BILLS, "fail", times=2, status=502),
    Fault(BILLS, "stale token", times=1),
    Fault(BILLS, "cut answer", times=1, at=40),
    Fault(BILLS, "portal", times=1, status=200),
]
LACKING = ["renamed list", "short page", "forbidden", "not found", "not json", "empty", "a list"]
ENDING = {
    "subscription": (Fault(BILLS, "refuse", times=0, reason="subscription"), SubscriptionEnded),
    "portal": (Fault(BILLS, "portal", times=0, status=200), Unreachable),
    "cut": (Fault(BILLS, "cut answer", times=0, at=40), Unreachable),
    "stale": (Fault(BILLS, "stale token", times=0), AccessStale),
    "budget": (Fault(BILLS, "throttle", times=0, retry_after=25_000), Throttled),
    "unwell": (Fault(BILLS, "fail", times=0, status=500), Unwell),
}
WHOLE = {"complete", "not_offered", "left_out"}


@pytest.mark.parametrize("fault", SAID, ids=lambda fault: fault.reason or fault.does)
def test_what_is_lacking_is_said_in_three_places(
    sage: Emulator, opening: Opening, tmp_path: Path, fault: Fault
) -> None:
    sage.faults.add(fault)
    with opening.books() as books:
        archive = exported(books, tmp_path / "out")
    files = unpacked(archive.path)
    page = json.loads(files["archive.json"])
    lacking = {name: told for name, told in page["families"].items() if told["status"] not in WHOLE}
    assert lacking.keys() == {"attachments" if fault.on == FILES else "bills"}
    lack = Done(archive, None, {}).lacking
    assert lack is not None
    assert lack.exit_code == 3
    (tmp_path / "start.xlsx").write_bytes(
        next(data for name, data in files.items() if name.endswith("Start here.xlsx"))
    )
    shown = {
        str(cell) for sheet in openpyxl.load_workbook(tmp_path / "start.xlsx") for row in sheet.values for cell in row
    }
    for told in lacking.values():
        assert told["reason"]
        assert any(told["reason"] in text for text in shown)
    assert not any("COMPLETE. All" in text for text in shown)


@pytest.mark.parametrize("fault", OUTLIVED, ids=lambda fault: fault.reason or fault.does)
def test_what_passes_is_outlived(sage: Emulator, opening: Opening, fault: Fault) -> None:
    sage.faults.add(fault)
    with opening.books() as books:
        assert rows(books, "bills", "bills").keys() == sage.business.ids("purchase_invoices") | sage.business.ids(
            "purchase_quick_entries"
        )


@pytest.mark.parametrize("reason", LACKING)
def test_one_list_fails_alone(sage: Emulator, opening: Opening, reason: str) -> None:
    sage.faults.add(Fault(BILLS, "refuse", times=0, reason=reason))
    with opening.books() as books:
        came: set[str] = set()
        reading = books.read(family(books, "bills"))
        ids = (record.id for page in reading for record in page.rows.get("bills", ()))
        with pytest.raises(Shortfall) as short:
            came.update(ids)
        assert short.value.status in ("partial", "failed")
        assert sage.business.ids("purchase_quick_entries") <= came, "the lists beside it are read all the same"
        assert rows(books, "invoices", "invoices")


@pytest.mark.parametrize("which", ENDING)
def test_what_is_about_the_whole_business_ends_the_run(sage: Emulator, opening: Opening, which: str) -> None:
    fault, expected = ENDING[which]
    sage.faults.add(fault)
    with opening.books() as books, pytest.raises(expected):
        rows(books, "bills", "bills")


def test_what_a_country_does_not_have_is_not_offered_with_its_reason(sage: Emulator, opening: Opening) -> None:
    sage.business.withheld |= dict.fromkeys(("stock_items", "products", "services"), 404)
    sage.business.withheld |= {"stock_movements": 403}
    with opening.books() as books:
        for name in ("stock_movements", "journal_codes"):
            with pytest.raises(FamilyNotOffered) as short:
                rows(books, name, name)
            assert short.value.facts["reason"]
        assert books.count(family(books, "estimates")) == 1, "quotes are offered where estimates are not"


def test_nothing_goes_to_another_host(sage: Emulator, opening: Opening) -> None:
    sage.faults.add(Fault("GET /v3.1/*", "refuse", times=0, reason="next elsewhere"))
    with opening.books() as books:
        assert len(rows(books, "contacts", "customers")) == 4


def test_a_spent_day_is_told_and_the_next_day_goes_on(sage: Emulator, opening: Opening) -> None:
    sage.budget = 30
    with opening.books() as books, pytest.raises(Throttled) as throttled:
        lacking(books)
    assert throttled.value.facts["wait"] == 25_200
    sage.budget = None
    with opening.books() as books:
        assert rows(books, "bills", "bills")


def test_slow_pages_outlive_their_tokens(sage: Emulator, opening: Opening) -> None:
    sage.page_takes = 30.0
    with opening.books() as books:
        assert len(rows(books, "ledger", "ledger")) == len(sage.business.items("ledger_entries"))
        assert len(rows(books, "bills", "bills")) == 23
    assert opening.bearer.renewed > 0
