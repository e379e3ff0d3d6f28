"""Books of QuickBooks Online, exported from the command line: documents as it prints them, and a run that is killed."""

from __future__ import annotations

import json
import re
import signal
import subprocess
import sys
from collections.abc import Mapping
from datetime import UTC, datetime

import pytest

from archiver.books.quickbooks.entities import BY_FAMILY, ENTITIES
from tests.access.test_commands import Machine
from tests.access.test_commands_of_books import fjord, keys
from tests.archives import unpacked
from tests.emulators.fixtures import quickbooks
from tests.emulators.quickbooks import QuickBooks

__all__ = ["fjord", "keys", "quickbooks"]

ROWS = re.compile(r"GET /v3/company/\d+/query (\w+)")
PRINTED = {each.name: each.family for each in ENTITIES if each.printed}
ONE_PAGE = frozenset({"CompanyInfo", "Preferences", "ExchangeRate"})
"""What is asked for by query and is no list of documents."""
TOLD = frozenset(each.name for each in ENTITIES if each.tells and each.dated)
"""Of which changes are told: what else was read is asked for again in the end, to see whether it changed."""
AHEAD = 8
"""How many pages may be asked for before those that were asked for first are written down."""

pytestmark = pytest.mark.usefixtures("fjord")


@pytest.fixture
def added(machine: Machine) -> Machine:
    """A machine that knows the company as fjord."""
    assert machine.run("add", "fjord", "--books", "quickbooks:fjord").code == 0
    return machine


def archived(machine: Machine) -> Mapping[str, bytes]:
    """The files of the one archive that there is."""
    [path] = machine.home.rglob("*.cab")
    return unpacked(path)


def ids(files: Mapping[str, bytes], kind: str) -> set[str]:
    return {json.loads(line)["id"] for line in files.get(f"data/records/{kind}.jsonl", b"").splitlines()}


def test_books_without_their_ledger_are_not_said_to_differ_from_it(added: Machine, quickbooks: QuickBooks) -> None:
    quickbooks.company.reports = False
    assert added.run("export", "fjord", "--to", str(added.home)).code == 3
    page = json.loads(archived(added)["archive.json"])
    lacking = {name for name, each in page["families"].items() if each["status"] in ("failed", "partial")}
    assert lacking == {"ledger", "reports"}
    assert [each["name"] for each in page["controls"] if each["status"] == "differs"] == []
    noted = {
        each["name"] for each in page["controls"] if "could not be read whole: General ledger" in each["explanation"]
    }
    assert noted >= {"ledger_balanced", "receivables_tie", "payables_tie", "receivables_aged", "taxes_tie"}


def test_each_document_comes_as_quickbooks_prints_it(added: Machine, quickbooks: QuickBooks) -> None:
    company = quickbooks.company
    for entity in PRINTED:
        for id_ in company.ids(entity)[2:]:
            company.delete(entity, id_)
    printed = {
        f"data/attachments/{family}/{id_}/{entity}-{id_}.pdf"
        for entity, family in PRINTED.items()
        for id_ in company.ids(entity)
    }
    assert len(printed) > len(PRINTED)
    ran = added.run("export", "fjord", "--printed")
    assert (ran.code, ran.err) == (0, ran.err)
    files = archived(added)
    assert printed <= files.keys()
    assert all(files[name].startswith(b"%PDF") for name in printed)
    assert quickbooks.traffic.count("GET */pdf") == len(printed)
    assert quickbooks.writes == []


def test_reports_are_of_the_day_where_the_settings_say_that_the_company_is(
    machine: Machine, quickbooks: QuickBooks
) -> None:
    quickbooks.company.change("CompanyInfo", "1", DefaultTimeZone=None)
    quickbooks.clock.set(datetime(2026, 4, 1, 2, 30, tzinfo=UTC))
    zone = ("--time-zone", "America/Toronto")
    assert machine.run("add", "fjord", "--books", "quickbooks:fjord", *zone).code == 0
    ran = machine.run("export", "fjord")
    assert ran.code in (0, 3), ran.err
    rows = [json.loads(line) for line in archived(machine)["data/records/reports.jsonl"].splitlines()]
    assert {row["values"]["as_of"] for row in rows if row["values"].get("as_of")} == {"2026-03-31"}


def pages(quickbooks: QuickBooks) -> list[str]:
    """The entities of which rows were answered, page by page."""
    found = (ROWS.fullmatch(call.request) for call in quickbooks.traffic.calls)
    return [match[1] for match in found if match and match[1] not in ONE_PAGE]


def test_a_run_that_was_killed_goes_on_with_what_it_has(added: Machine, quickbooks: QuickBooks) -> None:
    quickbooks.traffic.clear()
    running = subprocess.Popen(
        [sys.executable, "-m", "archiver", "export", "fjord"],
        env=added.environment, cwd=added.home.parent, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    quickbooks.between(24, lambda company: running.kill())
    assert running.wait(60) == -signal.SIGKILL
    before = pages(quickbooks)
    [told] = added.run("status", "--json").json["calls"]
    assert 20 <= told["count"] <= quickbooks.traffic.count("GET *") + 2, "and the two of add"

    quickbooks.traffic.clear()
    ran = added.run("export", "fjord")
    assert (ran.code, ran.err) == (0, ran.err)
    after = pages(quickbooks)
    assert len(before) > 2 * AHEAD
    assert len(set(before) & set(after) & TOLD) <= AHEAD, "the others lay there already"
    assert set(before) | set(after) >= {each.name for each in ENTITIES if quickbooks.company.ids(each.name)}
    files = archived(added)
    for family in ("accounts", "customers", "invoices", "bills", "payments", "journal_entries"):
        assert ids(files, family) == set(quickbooks.company.ids(BY_FAMILY[family].name)), family
    assert quickbooks.writes == []
