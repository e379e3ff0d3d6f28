"""The source that the documentation shows: what it reads by a link of its own, and that the page shows it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from archiver.access import Door, Grant
from archiver.access.vaults.file import FileVault
from archiver.books import Asked
from archiver.errors import KeyRefused, NotLinked
from archiver.model import Company
from tests.books.rest import example
from tests.books.rest.test_reader import family, read
from tests.emulators.cashbook import KEY, Cashbook

PAGE = Path(__file__).parents[3] / "docs" / "adding-a-source.md"
LONGEST = 120
NOW = datetime(2026, 3, 31, 18, tzinfo=UTC)


def linked(cashbook: Cashbook, place: Path, key: str = KEY) -> Asked:
    """What the source is told, with a link to the cashbook."""
    door = Door(FileVault(place / "links"), lambda: NOW)
    grant = Grant(
        service="cashbook",
        account="Quincaillerie du Pont",
        scopes=(),
        refresh_token=key,
        client_id="",
        token_uri=cashbook.url,
        linked_at=NOW,
    )
    door.keep("pont", grant)
    return Asked("pont", None, place, door, lambda: NOW)


def test_it_reads_the_books_behind_its_link(cashbook: Cashbook, tmp_path: Path) -> None:
    with example.connect(linked(cashbook, tmp_path)) as books:
        assert books.company() == Company("cashbook", "c-1", "Quincaillerie du Pont", "CH", "CHF", system="Cashbook")
        rows = read(books, "invoices")
        invoices, lines, *_ = family(books, "invoices").kinds
        first = dict(zip(invoices.keys, rows["invoices"]["i-1"].values, strict=True))
        line = dict(zip(lines.keys, rows["invoice_lines"]["i-1/2"].values, strict=True))
    assert {key: value for key, value in first.items() if value is not None and key not in ("created", "changed")} == {
        "id": "i-1",
        "number": "F-0001",
        "date": date(2026, 2, 15),
        "customer_id": "k-2",
        "customer": "Client 2",
        "currency": "CHF",
        "subtotal": Decimal("101.35"),
        "total": Decimal("101.35"),
        "status": "open",
        "other": "iban: [masked]\nshelf.row: 1\nshelf.tags[1]: a\nshelf.tags[2]: b",
    }
    assert line["account"] == "Ventes"
    assert (line["number"], line["line"], line["amount"]) == ("F-0001", 2, Decimal("0.35"))
    assert line["other"] == "weight: 3"


def test_a_key_that_is_not_accepted_is_said_with_its_link(cashbook: Cashbook, tmp_path: Path) -> None:
    with pytest.raises(KeyRefused) as refused, example.connect(linked(cashbook, tmp_path, "old")):
        pass
    assert "pont" in str(refused.value)


def test_without_a_link_there_are_no_books(tmp_path: Path) -> None:
    with pytest.raises(NotLinked), example.connect(Asked("pont", None, tmp_path)):
        pass


def test_the_documentation_shows_this_source() -> None:
    shown = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert Path(example.__file__).read_text(encoding="utf-8") in shown


def test_it_is_short() -> None:
    assert len(Path(example.__file__).read_text(encoding="utf-8").splitlines()) < LONGEST
