"""How much of the books goes into an archive, as a person asks for it: types, periods, boxes, and schedules of them."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.archives import BOOKS, unpacked
from tests.cli.conftest import Owner

LAST_SUMMER = ("--from", "2025-07-01", "--until", "2025-09-30")


@pytest.fixture
def book(owner: Owner) -> Path:
    """A book that can be edited, of the company ``alp``."""
    path = owner.home / "alp.gnucash"
    path.write_bytes(gzip.decompress(BOOKS["alpine"].read_bytes()))
    settings = owner.home / "settings.toml"
    told = f'[company.alp]\nbooks = "gnucash:{path}"\nfiscal_year_start = "07-01"\n'
    settings.write_text(f"{settings.read_text(encoding='utf-8')}\n{told}", encoding="utf-8")
    return path


def rename(book: Path, old: str, new: str) -> None:
    text = book.read_text(encoding="utf-8")
    assert old in text
    book.write_text(text.replace(old, new), encoding="utf-8")


def page(path: str) -> dict[str, object]:
    found: dict[str, object] = json.loads(unpacked(Path(path))["archive.json"])
    return found


def test_changes_only(owner: Owner, book: Path) -> None:
    full = owner.machine.run("export", "alp", "--json").json
    rename(book, "Boulangerie du Lac", "Boulangerie du Port")
    ran = owner.machine.run("export", "alp", "--type", "incremental", "--json")
    assert (ran.code, ran.json["type"], ran.json["sequence"]) == (0, "incremental", 2)
    assert "_incremental-since-" in ran.json["archive"]
    files = unpacked(Path(ran.json["archive"]))
    assert "Boulangerie du Port" in files["data/records/customers.jsonl"].decode()
    assert files["data/records/customers.jsonl"].count(b"\n") == 1
    assert "data/records/accounts.jsonl" not in files
    families = page(ran.json["archive"])["families"]
    assert isinstance(families, dict)
    assert families["customers"]["base"]["digest"] == full["digest"]
    shown = owner.machine.run("as-of", "alp", "2999-01-01", "--to", str(owner.home), "--json").json
    assert shown["archives"] == [Path(each["archive"]).stem for each in (full, ran.json)]


def test_without_a_change_there_is_nothing_to_archive(owner: Owner, book: Path) -> None:
    owner.machine.run("export", "alp")
    ran = owner.machine.run("export", "alp", "--type", "incremental")
    assert ran.code == 0
    assert "Nothing has changed since" in ran.out


def test_changes_need_an_archive_that_they_are_added_to(owner: Owner, book: Path) -> None:
    ran = owner.machine.run("export", "alp", "--type", "incremental", "--json")
    assert (ran.code, ran.json["type"]) == (0, "full")
    again = owner.machine.run("export", "alp", "--type", "incremental")
    assert "Nothing has changed since" in again.out
    Path(ran.json["archive"]).unlink()
    said = owner.machine.run("export", "alp", "--type", "incremental")
    assert "There is no archive here that changes could be added to" in said.out + said.err


def test_financial_data_leaves_out_what_transactions_do_not_need(owner: Owner, book: Path) -> None:
    ran = owner.machine.run("export", "alp", "--type", "financial", "--json")
    families = page(ran.json["archive"])["families"]
    assert isinstance(families, dict)
    left_out = {name for name, told in families.items() if told["status"] == "left_out"}
    assert {"employees", "attachments", "budgets"} <= left_out
    assert not {"invoices", "customers", "ledger", "accounts", "terms", "tax_codes"} & left_out
    assert (ran.json["type"], ran.json.get("sequence")) == ("financial", None)


def test_a_period_has_a_first_day_and_stands_outside_the_series(owner: Owner, book: Path) -> None:
    ran = owner.machine.run("export", "alp", *LAST_SUMMER, "--json")
    told = page(ran.json["archive"])
    assert told["span"] == {"from": "2025-07-01", "until": "2025-09-30"}
    ledger = [
        json.loads(line) for line in unpacked(Path(ran.json["archive"]))["data/records/ledger.jsonl"].splitlines()
    ]
    days = {row["values"]["date"] for row in ledger}
    assert "2025-07-01" <= min(days) <= max(days) <= "2025-09-30"
    assert ran.code == 0, "opening balances keep everything in balance"
    checked = owner.machine.run("verify", ran.json["archive"])
    assert checked.code == 0


def test_a_fiscal_year_is_a_period(owner: Owner, book: Path) -> None:
    ran = owner.machine.run("export", "alp", "--fiscal-year", "2025", "--json")
    assert page(ran.json["archive"])["span"] == {"from": "2024-07-01", "until": "2025-06-30"}


def test_boxes_that_are_not_ticked(owner: Owner, book: Path) -> None:
    ran = owner.machine.run("export", "alp", "--no-attachments", "--no-history", "--json")
    assert (ran.json["type"], ran.json["sequence"]) == ("full", 1)
    assert not [name for name in unpacked(Path(ran.json["archive"])) if name.startswith("data/attachments")]


@pytest.mark.parametrize(
    "options",
    [
        ("--type", "incremental", "--until", "2025-06-30"),
        ("--type", "incremental", "--fiscal-year", "2025"),
        ("--fiscal-year", "2025", "--from", "2025-06-30"),
    ],
)
def test_what_does_not_go_together(owner: Owner, book: Path, options: tuple[str, ...]) -> None:
    ran = owner.machine.run("export", "alp", *options)
    assert ran.code == 2
    assert "do not go together" in ran.err


def test_a_period_that_ends_before_it_begins(owner: Owner, book: Path) -> None:
    ran = owner.machine.run("export", "alp", "--from", "2025-06-30", "--until", "2025-06-01")
    assert (ran.code, "--from" in ran.err) == (2, True)


def test_no_fiscal_year(owner: Owner, book: Path) -> None:
    ran = owner.machine.run("export", "alp", "--fiscal-year", "last")
    assert (ran.code, "last is no fiscal year" in ran.err) == (2, True)


def test_a_schedule_of_changes(owner: Owner, book: Path) -> None:
    ran = owner.machine.run("schedule", "alp", "daily", "--type", "incremental", "--json")
    assert (ran.code, ran.json["type"]) == (0, "incremental")
    assert 'type = "incremental"' in (owner.home / "settings.toml").read_text(encoding="utf-8")


def test_a_rehearsal_says_what_would_be_read(owner: Owner, book: Path) -> None:
    ran = owner.machine.run("export", "alp", "--type", "financial", "--dry-run", "--json")
    assert (ran.json["dry_run"], ran.json["type"]) == (True, "financial")
    assert {name for name, told in ran.json["families"].items() if not told["read"]} == {
        "jobs", "employees", "budgets", "attachments",
    }  # fmt: skip
    assert owner.machine.run("list", "--json").json["archives"] == []
