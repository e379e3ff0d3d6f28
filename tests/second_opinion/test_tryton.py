"""A Tryton server that we did not write, with a company made by its own client: read, archived, and read again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from archiver.access.getter import Getter
from archiver.access.pace import Pace
from archiver.books import Asked
from archiver.books.rest import Rest, opened
from archiver.books.tryton import Tryton, declared
from archiver.books.tryton.faults import vendor
from archiver.books.tryton.plain import TITLE, plain
from archiver.errors import FamilyNotOffered, KeyRefused
from archiver.model import Bookmark, Family, Record
from tests.archives import unpacked
from tests.second_opinion.tryton import Server, served

KINDS = {
    ("out", False): "invoices",
    ("out", True): "credit_notes",
    ("in", False): "bills",
    ("in", True): "vendor_credits",
}
Rows = Mapping[str, Mapping[str, Any]]


@pytest.mark.timeout(600)
def test_a_company_of_tryton(tmp_path: Path) -> None:
    """All on one server, which takes a minute to make."""
    place = tmp_path / "tryton"
    place.mkdir()
    with served(place) as server:
        every_amount_is_what_tryton_says(server, tmp_path)
        lines_and_taxes_come_to_what_their_documents_say(server, tmp_path)
        what_is_not_installed_is_not_offered(server, tmp_path)
        a_wrong_key_is_refused(server, tmp_path)
        changes_and_what_is_gone_lead_to_what_there_is_now(server, tmp_path)


class Held:
    """The key of the server."""

    def __init__(self, key: str) -> None:
        self._key = key

    def token(self) -> str:
        return self._key

    def refused(self) -> None:
        raise KeyRefused(service=TITLE, name="tryton")


@contextmanager
def books_of(server: Server, work: Path, key: str = "") -> Iterator[Rest]:
    """Its books, opened as a link would."""
    getter = Getter(server.at, Held(key or server.key), Pace(1_000, 100_000), vendor("tryton"))
    asked = Asked("tryton", None, work, clock=lambda: datetime.now(UTC))
    with opened(asked, getter, TITLE, declared, Tryton, plain) as books:
        yield books


def every_amount_is_what_tryton_says(server: Server, tmp_path: Path) -> None:
    """Through the program itself: link, add, export, verify; then the records of the archive against its client."""
    rows = archived(server, tmp_path)
    agree(rows, server.truth)


def archived(server: Server, place: Path) -> Mapping[str, Rows]:
    """The records of an archive that the program makes."""
    key = place / "key"
    key.write_text(f"{server.key}\n", encoding="utf-8")
    to = place / "archives"
    to.mkdir()
    archiver(place, "link", "tryton", "--at", server.at, "--key-file", str(key))
    archiver(place, "add", "alpes", "--books", "tryton:tryton")
    archiver(place, "export", "alpes", "--to", str(to))
    (cabinet,) = to.rglob("*.cab")
    archiver(place, "verify", str(cabinet))
    files = unpacked(cabinet)
    assert b"bail" in files.values(), "the contract that is attached to a customer"
    return {
        Path(name).stem: {(row := json.loads(line))["id"]: row for line in data.splitlines()}
        for name, data in files.items()
        if name.endswith(".jsonl")
    }


def archiver(place: Path, *command: str) -> None:
    """Run the program with settings of its own."""
    homes = {name: str(place / name.lower()) for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    ran = subprocess.run(
        [sys.executable, "-m", "archiver", *command],
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        cwd=Path(__file__).parents[2],
        env={**os.environ, **homes, "LC_ALL": "en_CA.UTF-8"},
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def agree(rows: Mapping[str, Rows], truth: Mapping[str, Any]) -> None:
    """Every document, every account and the whole ledger."""
    for id_, said in truth["invoices"].items():
        note = Decimal(said["untaxed"]) < 0
        row = rows[KINDS[said["type"], note]][id_]
        values, sign = row["values"], -1 if note else 1
        assert row["state"] == ("voided" if said["state"] == "cancelled" else "live")
        assert values.get("number") == said["number"]
        assert values["customer" if said["type"] == "out" else "vendor"] == said["party"]
        for ours, theirs in (("subtotal", "untaxed"), ("tax", "tax"), ("total", "total")):
            assert Decimal(values[ours]) == sign * Decimal(said[theirs]), (id_, ours)
        if said["state"] in ("posted", "paid"):
            assert Decimal(values["balance"]) == sign * Decimal(said["open"]), id_
    assert sum(len(rows.get(kind, ())) for kind in KINDS.values()) == len(truth["invoices"])
    postings = [row["values"] for row in rows["ledger"].values()]
    assert len(postings) == truth["lines"]
    for side in ("debit", "credit"):
        assert sum(Decimal(each.get(side, 0)) for each in postings) == Decimal(truth[side])
    assert truth["debit"] == truth["credit"]
    for id_, said in truth["accounts"].items():
        found = {
            side: sum(Decimal(each.get(side, 0)) for each in postings if each["account_id"] == id_) for side in said
        }
        assert found == {side: Decimal(amount) for side, amount in said.items()}, rows["accounts"][id_]
    assert {id_: row["values"]["name"] for id_, row in rows["customers"].items()} == truth["parties"]


def lines_and_taxes_come_to_what_their_documents_say(server: Server, tmp_path: Path) -> None:
    with books_of(server, tmp_path) as books:
        family = _family(books, "invoices")
        rows = whole(books, family)
    kinds = {kind.key: kind for kind in family.kinds}
    for document, line in (("invoices", "invoice_line"), ("credit_notes", "credit_note_line")):
        values = dict.fromkeys(rows[document], kinds[document].keys)
        assert values
        for id_, record in rows[document].items():
            given = dict(zip(kinds[document].keys, record.values, strict=True))
            place = kinds[f"{line}s"].keys.index("amount")
            amounts = [each.values[place] for each in rows[f"{line}s"].values() if each.document == id_]
            assert sum(each for each in amounts if isinstance(each, Decimal)) == given["subtotal"]
            place = kinds["tax_lines"].keys.index("tax")
            taxes = [each.values[place] for each in rows["tax_lines"].values() if each.document == id_]
            assert sum(each for each in taxes if isinstance(each, Decimal)) == given["tax"]


def what_is_not_installed_is_not_offered(server: Server, tmp_path: Path) -> None:
    with books_of(server, tmp_path) as books:
        family = _family(books, "payment_orders")
        assert books.count(family) is None
        with pytest.raises(FamilyNotOffered):
            list(books.read(family))


def a_wrong_key_is_refused(server: Server, tmp_path: Path) -> None:
    with pytest.raises(KeyRefused), books_of(server, tmp_path, "no-key-of-theirs"):
        pass


def changes_and_what_is_gone_lead_to_what_there_is_now(server: Server, tmp_path: Path) -> None:
    """What was read before, with what changed since and without what is gone, is what there is afterwards."""
    with books_of(server, tmp_path) as books:
        before = {family.name: whole(books, family) for family in _offered(books)}
        bookmark = Bookmark(books.client.moment)
    server.edit()
    with books_of(server, tmp_path) as books:
        for family in _offered(books):
            changed = whole(books, family, bookmark)
            there = set(books.ids(family) or ())
            assert books.count(family) == len(there)
            now = whole(books, family)
            composed = compose(before[family.name], changed, there)
            assert composed == now, family.name
        later = Bookmark(datetime.now(UTC).replace(year=2099))
        telling = [family for family in _offered(books) if family.knows_changes]
        assert {"invoices", "bills", "ledger"} <= {family.name for family in telling}
        assert not any(any(whole(books, family, later).values()) for family in telling)


def compose(
    before: Mapping[str, Mapping[str, Record]], changed: Mapping[str, Mapping[str, Record]], there: set[str]
) -> dict[str, dict[str, Record]]:
    """What was known, with whole documents replaced by those that changed, and without those that are gone."""
    anew = {record.document for rows in changed.values() for record in rows.values()}
    found: dict[str, dict[str, Record]] = {}
    for kind, rows in before.items():
        found[kind] = {id_: each for id_, each in rows.items() if each.document in there - anew}
    for kind, rows in changed.items():
        found.setdefault(kind, {}).update(rows)
    return found


def whole(books: Rest, family: Family, since: Bookmark | None = None) -> dict[str, dict[str, Record]]:
    """The rows of a family by kind and id."""
    found: dict[str, dict[str, Record]] = {kind.key: {} for kind in family.kinds}
    for page in books.read(family, since):
        for kind, rows in page.rows.items():
            found[kind].update((row.id, row) for row in rows)
    return found


def _family(books: Rest, name: str) -> Family:
    return next(family for family in books.families() if family.name == name)


def _offered(books: Rest) -> list[Family]:
    return [family for family in books.families() if family.name != "payment_orders"]
