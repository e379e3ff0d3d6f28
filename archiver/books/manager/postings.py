"""The feeds behind Manager’s reports: rows without a key, read from the first page to the last.

The one behind the trial balance has every posting, and is the ledger where its rows name an account, and what was
debited or credited. A row is known by what it says, and by how many say the same.
"""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections import Counter
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from archiver import kinds
from archiver.books.manager import sums
from archiver.books.manager.facts import Facts
from archiver.books.manager.feeds import ROWS
from archiver.books.manager.offered import DATED, Offered
from archiver.books.manager.references import References
from archiver.books.rest.client import Client
from archiver.books.rest.others import others, said
from archiver.books.rest.pagers import Listed, Question
from archiver.books.rest.values import Item, Params, day, text
from archiver.model import Record, Value

LEDGER = "trial-balance-transactions"
EVER = {DATED[0]: "1900-01-01", DATED[1]: "2999-12-31"}
MOST = 500
ZERO = Decimal(0)
SHAPE = "CREATE TABLE seen (digest TEXT PRIMARY KEY, times INTEGER) WITHOUT ROWID"
MEET = "INSERT INTO seen VALUES (?, 1) ON CONFLICT DO UPDATE SET times = times + 1"
SIDES = ("debit", "credit")
BANK = "bankOrCashAccount"
PARTIES = ("customer", "supplier", "employee", "expenseClaimPayer", "capitalAccount", "investment", "specialAccount")
READS = {
    "date": "date",
    "entry_id": "date, transaction",
    "document_kind": "transaction",
    "document_id": "transaction",
    "account_id": "account, bankOrCashAccount",
    "account": "account, bankOrCashAccount",
    "debit": "debit",
    "credit": "credit",
    "amount_currency": "currencyAmount",
    "party": ", ".join(PARTIES),
    "description": "description",
    "entry_number": "transaction",
}
KIND = kinds.kind("ledger").reading(READS)
SAID = said(("date", "transaction", "account", BANK, *SIDES, "currencyAmount", *PARTIES, "description", "key"))


def params(feed: Offered) -> Params:
    """The parameters by which a feed gives the postings of all days."""
    return {name: when for name, when in EVER.items() if name in feed.asks}


def pages(client: Client, feed: Offered) -> Iterator[Listed]:
    """The pages of a feed, to the end: all that was announced came, or nothing new comes."""
    seen, before = 0, None
    while True:
        asked = Question({"skip": str(seen), "pageSize": str(MOST)})
        listed = client.listed(client.page(feed.path, params(feed), asked), feed.path, ROWS)
        if not listed.rows or listed.rows == before:
            return
        yield listed
        seen, before = seen + len(listed.rows), listed.rows
        if seen == total(listed):
            return


def total(listed: Listed) -> int | None:
    """How many rows a feed says to have."""
    found = listed.body.get("totalRecords") if isinstance(listed.body, dict) else None
    return found if type(found) is int else None


def is_ledger(client: Client, feed: Offered) -> bool:
    """Whether a feed's rows can be told to be postings: by the first of them; by its fields, where it has none yet."""
    asked = Question({"skip": "0", "pageSize": "1"})
    listed = client.listed(client.page(feed.path, params(feed), asked), feed.path, ROWS)
    if not listed.rows:
        return {"Date", "Account", "Debit", "Credit"} <= set(feed.fields)
    row = listed.rows[0]
    return "account" in row and day(row.get("date")) is not None and any(side in row for side in SIDES)


class Ids:
    """Ids of rows that have none: a digest of what each says, and a number for the second and third that say it.

    What came is remembered in a file at ``path``, which is made anew: there may be millions.
    """

    def __init__(self, path: Path) -> None:
        path.unlink(missing_ok=True)
        self._seen = sqlite3.connect(path, isolation_level=None)
        for statement in ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", SHAPE):
            self._seen.execute(statement)

    def close(self) -> None:
        """Let go of the file."""
        self._seen.close()

    def of(self, row: Item) -> str:
        """The id of the next row."""
        if isinstance(key := row.get("key"), str) and key:
            return key
        digest = hashlib.sha256(json.dumps(row, sort_keys=True, default=str).encode()).hexdigest()[:32]
        self._seen.execute(MEET, (digest,))
        (times,) = self._seen.execute("SELECT times FROM seen WHERE digest = ?", (digest,)).fetchone()
        return digest if times == 1 else f"{digest}-{times}"


class Postings:
    """Makes rows of the ledger: accounts are told by their names, which make ids where no other account has one."""

    def __init__(
        self, facts: Facts, accounts: Mapping[str, str], banks: Mapping[str, str], references: References
    ) -> None:
        self._facts, self._references = facts, references
        self._accounts, self._banks = _unique(accounts), _unique(banks)

    def record(self, id_: str, row: Item) -> Record:
        """One posting."""
        return Record(id_, id_, KIND.values(self._values(id_, row)), source=row)

    def _values(self, id_: str, row: Item) -> dict[str, Value]:
        on, called = day(row.get("date")), told(row.get("transaction"))
        bank, account = told(row.get(BANK)), told(row.get("account"))
        key = self._banks.get(bank or "") or self._accounts.get(account or "")
        debit, credit = (sums.cell(row.get(side)) or ZERO for side in SIDES)
        home = next((found for side in SIDES if (found := sums.currency_of(row.get(side)))), self._facts.home)
        of = self._references.find(on, called) if on and called else None
        kind = of.kind(key) if of else None
        foreign, currency = self._foreign(row, debit - credit, home)
        return {
            "id": id_,
            "date": on,
            "entry_id": " ".join(each for each in (on.isoformat() if on else None, called) if each) or id_,
            "document_kind": kind,
            "document_id": of.key if of and kind else None,
            "account_id": key,
            "account_number": self._facts.use(key).number if key else None,
            "account": bank if key in self._banks.values() else account,
            "debit": debit,
            "credit": credit,
            "currency": currency,
            "amount_currency": foreign,
            "party": next((found for each in PARTIES if (found := told(row.get(each)))), None),
            "entry_currency": home,
            "entry_number": called,
            "description": told(row.get("description")),
            "other": others(row, SAID),
        }

    @staticmethod
    def _foreign(row: Item, net: Decimal, home: str) -> tuple[Decimal, str]:
        """The amount in the account's own currency, with the sign of the posting."""
        given = row.get("currencyAmount")
        amount = sums.cell(given)
        if amount is None:
            return net, home
        return (amount.copy_sign(net) if net else amount), sums.currency_of(given) or home


def told(given: object) -> str | None:
    """A field that may be a name, or an object with one."""
    if isinstance(given, dict):
        return text(given.get("name")) or text(given.get("reference")) or others(given, {})
    return text(given)


def _unique(names: Mapping[str, str]) -> Mapping[str, str]:
    """Keys by name, of those that no other entry has."""
    counted = Counter(names.values())
    return {name: key for key, name in names.items() if counted[name] == 1}
