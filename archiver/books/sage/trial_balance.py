"""Sage's own trial balance, where it is offered: what the ledger should come to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.books.rest.names import Names
from archiver.books.rest.source import Rows
from archiver.books.rest.values import Item, at, day, decimal, text
from archiver.model import Record, Reported, Value

NAME = "trial_balance"
KIND = kinds.kind("reports")
UNTIL, SINCE = "to_date", "from_date"


class TrialBalance:
    """Makes the rows of the report: a head, then a line for each account, debit positive."""

    kinds = (KIND,)

    def __init__(self, home: str | None) -> None:
        self._home = home

    def __call__(self, item: Item, names: Names) -> Rows:
        """The rows of the one report that there is; LookupError for one without accounts."""
        as_of = day(item.get(UNTIL))
        head: dict[str, Value] = {"id": NAME, "report": NAME, "as_of": as_of, "line": Decimal(0), "label": NAME}
        rows = [Record(NAME, NAME, KIND.values(head), source=item)]
        for place, line in enumerate(item["ledger_accounts"], 1):
            rows.append(self._line(line, place, as_of))
        return {KIND.key: rows}

    def _line(self, line: Item, place: int, as_of: date | None) -> Record:
        id_ = f"{NAME}/{text(at(line, 'ledger_account.id')) or place}"
        amount = (decimal(line.get("debit")) or Decimal(0)) - (decimal(line.get("credit")) or Decimal(0))
        values: Mapping[str, Value] = {
            "id": id_,
            "report": NAME,
            "as_of": as_of,
            "line": Decimal(place),
            "label": text(at(line, "ledger_account.displayed_as")),
            "account_id": text(at(line, "ledger_account.id")),
            "account": text(at(line, "ledger_account.displayed_as")),
            "amount": amount,
            "currency": self._home,
        }
        return Record(id_, NAME, KIND.values(values))


def reported(rows: Iterable[Record]) -> Iterator[Reported]:
    """The balances among those rows; the head says since when income and expense are counted."""
    since: date | None = None
    for row in rows:
        values = dict(zip(KIND.keys, row.values, strict=True))
        if row.source is not None:
            since = day(row.source.get(SINCE))
        amount, as_of, account = values["amount"], values["as_of"], values["account_id"]
        if isinstance(amount, Decimal) and isinstance(as_of, date) and isinstance(account, str):
            yield Reported(
                "balance", amount, as_of, since, _text(values["currency"]), account, _text(values["account"])
            )


def _text(value: Value) -> str | None:
    return str(value) if value else None
