"""One posting of the ledger, from whatever a row says of it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date, timedelta
from decimal import Decimal

from archiver.books.files.accounts import Chart
from archiver.books.files.charts import by_number
from archiver.model import Kind, Record, Value

ZERO = Decimal(0)

FIRST_DAYS = timedelta(days=31)
"""How long after the first day of all an entry may still open the books, and not only a later year of them."""

Document = dict[str, list[Record]]
Skip = Callable[[Mapping[str, Value]], bool]


def day_key(day: Value) -> str:
    """How the ids of what happened on a day begin."""
    return day.isoformat() if isinstance(day, date) else "undated"


def money(value: Value) -> Decimal:
    """An amount; nothing is zero."""
    return value if isinstance(value, Decimal) else ZERO


def text(value: Value) -> str | None:
    """A text without blanks around it; None for nothing."""
    return (str(value).strip() or None) if value is not None else None


def reopening(codes: Collection[str], begins: date | None) -> Skip:
    """Whether a row opens a later year of a ledger that goes on from the year before, and would count it twice."""

    def skip(values: Mapping[str, Value]) -> bool:
        day = values["date"]
        return (
            begins is not None
            and isinstance(day, date)
            and day > begins + FIRST_DAYS
            and values.get("journal") in codes
        )

    return skip


class Poster:
    """Makes records of the ledger, quickly: the columns that no file has are left as they are."""

    def __init__(self, kind: Kind, chart: Chart) -> None:
        self._kind, self._chart = kind, chart

    def post(
        self,
        id_: str,
        document: str,
        entry: Mapping[str, Value],
        account: str | None,
        amount: Decimal,
        other: str | None = None,
    ) -> Record:
        """A posting to an account: a positive amount is its debit."""
        debit, credit = (amount, ZERO) if amount > 0 else (ZERO, -amount)
        number = account if account and account[0].isdigit() else None
        if account is not None:
            account = self._chart.id(account)
            number = self._chart.numbers.get(account, number)
        values: dict[str, Value] = {
            **entry,
            "id": id_,
            "account_id": account,
            "account_number": number,
            "account": self._chart.names.get(account or "") or entry.get("account"),
            "debit": debit,
            "credit": credit,
            "currency": entry["entry_currency"],
            "amount_currency": amount,
            "other": other,
        }
        return Record(id_, document, self._kind.values(values))


def tax_direction(side: str | None, account: str | None, chart: str | None) -> str | None:
    """Whether a tax was collected or is recoverable: by the side on which it is booked, else by its account."""
    if side:
        return "recoverable" if side.upper() == "D" else "collected"
    return {"asset": "recoverable", "liability": "collected"}.get(by_number(account, chart) or "")
