"""Rows that are postings: one account, its debit or credit, and what they say of their entry."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from archiver.books import NO_CURRENCY
from archiver.books.files.accounts import Chart
from archiver.books.files.posting import ZERO, Document, Poster, Skip, day_key, money, text
from archiver.books.files.recognise import Found, Values, rows
from archiver.model import Kind, Value

TARGETS = (
    *("date", "entry", "journal", "journal_name", "document_type", "reference", "description", "memo"),
    *("account_number", "account", "debit", "credit", "amount", "side", "party", "party_number", "tax_code"),
    *("currency", "amount_currency", "foreign_currency"),
)
SAID = (
    *("journal", "journal_name", "document_type", "party_number", "tax_code", "foreign_currency", "amount_currency"),
)
"""Targets for which the ledger has no column: an amount in a currency that may not be that of the account, too."""
FILLED_DOWN = ("date", "entry", "document_type", "reference")
"""What stands on the first posting of an entry only, where rows are filled down."""


def accounts(found: Found) -> set[tuple[str, str | None]]:
    """The accounts that rows post to, by number or, where there is none, by name; and their names."""
    keys = [each for each in ("account_number", "account") if each in found.places]
    seen = set[tuple[Value, ...]]()
    for columns in found.table.batches([found.column(found.places[each]) for each in keys]):
        seen.update(zip(*columns, strict=True))
    told = {_account(dict(zip(keys, each, strict=True))) for each in seen}
    return {(id_, name) for id_, name in told if id_}


def is_total(values: Mapping[str, Value]) -> bool:
    """Whether a row is the total of the entry above, or of all: the same on both sides, and no account."""
    debit = values.get("debit")
    return _account(values)[0] is None and bool(debit) and debit == values.get("credit")


def _account(values: Mapping[str, Value]) -> tuple[str | None, str | None]:
    number, name = text(values.get("account_number")), text(values.get("account"))
    return number or name, name


def read(
    found: Found, chart: Chart, kinds: Mapping[str, Kind], counted: Counter[Value], skip: Skip
) -> Iterator[Document]:
    """A document for each row: its posting."""
    poster, entry = Poster(kinds["ledger"], chart), _Entry()
    home, closing = found.currency or NO_CURRENCY, frozenset(found.layout.closing)
    for values, other in rows(found, list(TARGETS)):
        if found.layout.filled_down:
            entry.fill_down(values)
        if skip(values):
            continue
        day = values["date"]
        amount = _amount(values)
        account, name = _account(values)
        if is_total(values):
            continue
        counted[day] += 1
        id_ = f"{day_key(day)}/#{counted[day]:06d}"
        told: dict[str, Value] = {
            "date": day,
            "entry_id": entry.of(values, id_, amount),
            "entry_currency": text(values.get("currency")) or home,
            "entry_number": text(values.get("reference")) or text(values.get("entry")),
            "account": name,
            "party": values.get("party"),
            "description": values.get("description"),
            "memo": values.get("memo"),
            "closing": values.get("journal") in closing,
        }
        yield {"ledger": [poster.post(id_, id_, told, account, amount, _said(values, other))]}


def _amount(values: Values) -> Decimal:
    """The amount of a posting, positive for a debit."""
    amount = money(values.get("debit")) - money(values.get("credit"))
    if (told := values.get("amount")) is None:
        return amount
    side = (text(values.get("side")) or "").casefold()
    return -money(told) if side[:1] in ("c", "-") else money(told)


def _said(values: Values, other: str | None) -> str | None:
    """What a row says for which the ledger has no column, by name."""
    told = [f"{key}: {value}" for key in SAID if (value := values.get(key)) is not None]
    return "\n".join([*told, *([other] if other else [])]) or None


@dataclass(slots=True)
class _Entry:
    """The entry that rows belong to: by its number; else all rows of a day until they balance."""

    id: str = ""
    day: Value = None
    left: Decimal = ZERO
    above: Values | None = None

    def of(self, values: Values, id_: str, amount: Decimal) -> str:
        """The id of a row's entry; a new one may begin with it."""
        number, day = text(values.get("entry")), values["date"]
        if number:
            journal = text(values.get("journal"))
            return "/".join(filter(None, (day_key(day), journal, number)))
        if not self.left or day != self.day:
            self.id, self.day, self.left = id_, day, ZERO
        self.left += amount
        return self.id

    def fill_down(self, values: Values) -> None:
        """Give a row that goes on an entry what the first one says."""
        if values["date"] is not None:
            self.above = {key: values.get(key) for key in FILLED_DOWN}
        elif self.above:
            for key, value in self.above.items():
                if values.get(key) is None:
                    values[key] = value
