"""Whatever goes wrong while a company is read: its archive is whole, or says in all three places that it is not.

The three places are the workbook that people open first, ``archive.json``, and the exit code. Where the trouble is the
whole company's, no archive is made at all, and the next run goes on.
"""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest

from archiver.errors import NotLinked, ServiceError
from archiver.job import Done
from tests.archives import exported, unpacked
from tests.books.quickbooks.conftest import Opening
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks as Emulator

BILLS = "GET */query Bill"
COUNT = "GET */query count Bill"
LEDGER = "GET */reports/GeneralLedger"
FAULTS = [
    *[
        Fault(BILLS, "refuse", times=0, reason=reason)
        for reason in (
            "fault in 200", "short page", "unknown key", "not json", "empty", "xml 3001 in 200", "xml 100",
            "lower case 401", "3100", "120", "6190", "610", "4001", "500", "5020", "10000",
        )
    ],
    Fault(COUNT, "refuse", times=0, reason="wrong count"),
    Fault(BILLS, "portal", times=0, status=200),
    Fault(BILLS, "cut answer", times=0, at=40),
    Fault(BILLS, "fail", times=0, status=503),
    Fault(BILLS, "throttle", times=0),
    Fault(LEDGER, "refuse", times=3, reason="truncated"),
    *[Fault(LEDGER, "refuse", times=0, reason=reason) for reason in ("fault in 200", "not json", "empty")],
    Fault("GET */cdc *", "refuse", times=0, reason="false deleted"),
    Fault("GET */cdc *", "refuse", times=0, reason="4001"),
    Fault("GET */download/*", "refuse", times=0, reason="attachment 404"),
]  # fmt: skip
WHOLE = {"complete", "not_offered", "left_out"}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: f"{fault.on.split()[-1]}-{fault.reason or fault.does}")
def test_it_is_whole_or_says_so_in_three_places(
    quickbooks: Emulator, opening: Opening, tmp_path: Path, fault: Fault
) -> None:
    quickbooks.faults.add(fault)
    folder = tmp_path / "out"
    with opening.books() as books:
        try:
            archive = exported(books, folder)
        except (ServiceError, NotLinked):
            assert list(folder.glob("*.cab")) == []
            return
    files = unpacked(archive.path)
    page = json.loads(files["archive.json"])
    lacking = {name: told for name, told in page["families"].items() if told["status"] not in WHOLE}
    lack = Done(archive, None, {}).lacking
    (tmp_path / "start.xlsx").write_bytes(
        next(data for name, data in files.items() if name.endswith("Start here.xlsx"))
    )
    shown = {
        str(cell) for sheet in openpyxl.load_workbook(tmp_path / "start.xlsx") for row in sheet.values for cell in row
    }
    if not lacking:
        assert lack is None
        rows = [json.loads(line) for line in files["data/records/bills.jsonl"].splitlines()]
        assert {row["id"] for row in rows} == set(quickbooks.company.ids("Bill"))
        return
    assert lack is not None
    assert lack.exit_code == 3
    for told in lacking.values():
        assert told["reason"]
        assert any(told["reason"] in text for text in shown)
    assert not any("COMPLETE. All" in text for text in shown)


def test_without_trouble_nothing_is_said(quickbooks: Emulator, opening: Opening, tmp_path: Path) -> None:
    with opening.books() as books:
        archive = exported(books, tmp_path / "out")

    page = json.loads(unpacked(archive.path)["archive.json"])
    assert {told["status"] for told in page["families"].values()} <= WHOLE
    assert Done(archive, None, {}).lacking is None
    assert "Customer.PrimaryTaxIdentifier" in page["masked"]
    assert page["missing"]
