"""Rows that are entries: a debit and a credit account, one amount, and perhaps the tax that is in it.

Cheel and WinBIZ say the tax within the amount, the side that bears it, and the account that takes it, as ``1170 D``:
the account on that side then gets the amount without the tax.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal

from archiver.books import NO_CURRENCY
from archiver.books.files.accounts import Chart
from archiver.books.files.posting import ZERO, Document, Poster, Skip, day_key, money, tax_direction, text
from archiver.books.files.recognise import Found, Values, rows
from archiver.model import Kind, Record, Value

SEVERAL = "multiple"
"""What WinBIZ writes as the account of a row that only heads the rows of an entry."""
TYPES = {"2": "collected", "3": "recoverable"}
"""WinBIZ's types of taxes: due, and input tax."""
MADE_BY = {"collected": "invoices", "recoverable": "bills"}
"""The tax summary counts the taxes of documents: the tax of an entry counts as that of the document that it books."""
TARGETS = (
    *("date", "entry", "reference", "description", "debit_account", "credit_account", "amount", "journal", "party"),
    *("currency", "amount_currency", "exchange_rate", "memo", "analytical", "currency_quantity"),
    *("tax_rate", "tax", "tax_account", "tax_type", "tax_method", "tax_base", "tax_code"),
)
SAID = (
    *("journal", "currency", "amount_currency", "exchange_rate", "analytical", "currency_quantity", "tax_method"),
    "tax_base",
)
"""Targets for which the ledger has no column: an amount in a currency that may not be that of the account, too."""
_BORNE = re.compile(r"\s*(?P<account>\d*)\s*(?P<side>[dcDC]?)\s*")


def read(
    found: Found, chart: Chart, kinds: Mapping[str, Kind], counted: Counter[Value], skip: Skip
) -> Iterator[Document]:
    """A document for each row: its postings, and its tax."""
    make = _Entries(found, chart, kinds)
    for values, other in rows(found, list(TARGETS)):
        if SEVERAL in (
            _account(values, "debit_account", lower=True),
            _account(values, "credit_account", lower=True),
        ) or skip(values):
            continue
        if _account(values, "debit_account") is None and _account(values, "credit_account") is None:
            continue  # a total, which was counted: any other row without accounts was refused
        counted[values["date"]] += 1
        yield make.document(values, other, counted[values["date"]])


def accounts(found: Found) -> set[tuple[str, str | None]]:
    """The accounts that rows post to."""
    seen = set[Value]()
    wanted = [each for each in ("debit_account", "credit_account", "tax_account") if each in found.places]
    for columns in found.table.batches([found.column(found.places[each]) for each in wanted]):
        for target, column in zip(wanted, columns, strict=True):
            seen |= {_borne(each)[0] for each in set(column)} if target == "tax_account" else set(column)
    told = {str(each).strip() for each in seen if each is not None}
    return {(each, None) for each in told if each and each.casefold() != SEVERAL}


def _account(values: Values, target: str, *, lower: bool = False) -> str | None:
    told = text(values.get(target))
    return told.casefold() if told and lower else told


def _borne(told: Value) -> tuple[str | None, str]:
    """The account of a tax and the side that bears it, as far as ``1170 D`` says them."""
    match = _BORNE.fullmatch(str(told or ""))
    return (match["account"] or None, match["side"].upper()) if match else (text(told), "")


class _Entries:
    """The entries of one table being turned into records."""

    def __init__(self, found: Found, chart: Chart, kinds: Mapping[str, Kind]) -> None:
        self._found, self._kinds = found, kinds
        self._poster = Poster(kinds["ledger"], chart)
        self._home = found.currency or NO_CURRENCY
        self._closing = frozenset(found.layout.closing)

    def document(self, values: Values, other: str | None, turn: int) -> Document:
        """One row: its entry, numbered by the ``turn`` it has on its day."""
        day, number = values["date"], text(values.get("entry"))
        id_ = f"{day_key(day)}/#{turn:06d}"
        entry: dict[str, Value] = {
            "date": day,
            "entry_id": f"{day_key(day)}/{number}" if number else id_,
            "entry_currency": self._home,
            "entry_number": text(values.get("reference")) or number,
            "description": values.get("description"),
            "memo": values.get("memo"),
            "party": values.get("party"),
            "closing": values.get("journal") in self._closing,
        }
        tax, said = money(values.get("tax")), _said(values, other)
        account, side = _borne(values.get("tax_account"))
        direction = TYPES.get(str(values.get("tax_type"))) or tax_direction(side, account, self._found.layout.chart)
        if tax and direction:
            # The row's own id would say that it is part of an invoice, and not of the ledger.
            entry |= {"document_kind": MADE_BY[direction], "document_id": entry["entry_id"] if number else f"{id_}/T"}
        apart = (account, side) if tax and account and side else None
        made: Document = {"ledger": self._postings(id_, entry, values, tax, apart, said)}
        if tax and direction:
            made["tax_lines"] = [self._tax(id_, entry, values, tax, direction, account)]
        return made

    def _postings(
        self,
        id_: str,
        entry: Mapping[str, Value],
        values: Values,
        tax: Decimal,
        apart: tuple[str, str] | None,
        other: str | None,
    ) -> list[Record]:
        amount, made = money(values["amount"]), []
        for letter, sign, target in (("D", 1, "debit_account"), ("C", -1, "credit_account")):
            if (account := _account(values, target)) is not None:
                borne = tax if apart and apart[1] == letter and apart[0] != account else ZERO
                made.append(self._poster.post(f"{id_}/{letter}", id_, entry, account, sign * (amount - borne), other))
                if borne and apart:
                    made.append(self._poster.post(f"{id_}/T", id_, entry, apart[0], sign * borne))
        return made

    def _tax(
        self, id_: str, entry: Mapping[str, Value], values: Values, tax: Decimal, direction: str, account: str | None
    ) -> Record:
        kind = self._kinds["tax_lines"]
        code = text(values.get("tax_code"))
        told: dict[str, Value] = {
            "id": f"{id_}/T",
            "document_kind": entry["document_kind"],
            "document_id": entry["document_id"],
            "number": entry["entry_number"],
            "date": entry["date"],
            "tax_code_id": code,
            "tax_code": code,
            "rate": values.get("tax_rate"),
            "base": money(values["amount"]) - tax,
            "tax": tax,
            "direction": direction,
            "account_id": account,
            "account_number": account,
            "currency": self._home,
        }
        return Record(f"{id_}/T", id_, kind.values(told))


def _said(values: Values, other: str | None) -> str | None:
    """What a row says for which the ledger has no column, by name."""
    told = [f"{key}: {_plain(value)}" for key in SAID if (value := values.get(key)) is not None]
    return "\n".join([*told, *([other] if other else [])]) or None


def _plain(value: Value) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)
