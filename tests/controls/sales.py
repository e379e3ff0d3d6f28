"""Sales made for tests: documents, payments, and what was applied, with balances that are what they come to."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from archiver import kinds
from archiver.controls.open_balances import settled
from archiver.model import Record, State, Value
from tests.archives import given, memory, record
from tests.contracts.fakes_books import MemoryBooks
from tests.controls.tables import Tables

DAY, LATER = date(2026, 3, 31), date(2026, 4, 2)
DRAFT = "draft"
Which = tuple[str, str]
"""A document by its kind and id."""
Made = tuple[str, Record]
"""A document with its kind."""


def document(
    key: str,
    id_: str,
    total: str,
    on: date | None = DAY,
    due: date | None = None,
    currency: str = "CAD",
    state: State = State.LIVE,
    **more: Value,
) -> Made:
    """An invoice, a credit note or a payment, of which nothing is applied yet; ``status`` may be among ``more``."""
    of_payment = key == "payments"
    money = dict.fromkeys(("amount", "unapplied") if of_payment else ("total", "balance"), Decimal(total))
    when: dict[str, Value] = {"date": on} if of_payment else {"date": on, "due_date": due}
    where = "control_account_id" if of_payment else "account_id"
    values = {"number": f"No {id_}", "currency": currency, "customer_id": "c", "customer": "Anne", where: "ar"}
    return key, record(key, id_, None, state, **{**values, **when, **money, **more})


def applied(by: Which | None, to: Which, amount: str, on: date | None = DAY, id_: str = "") -> Record:
    """An amount that a payment or a credit takes off a document; paid with the document itself where ``by`` is None."""
    giver: dict[str, Value] = {"payment_kind": by[0], "payment_id": by[1]} if by else {}
    taker: dict[str, Value] = {"document_kind": to[0], "document_id": to[1]}
    named = id_ or f"{by}{to}{amount}{on}"
    return record("sales_applications", named, None, State.LIVE, date=on, amount=Decimal(amount), **giver, **taker)


class Sales:
    """A set of them, as the source would give it on its last day: each balance is what is not applied."""

    def __init__(self, documents: Sequence[Made], applications: Sequence[Record] | None = ()) -> None:
        """No ``applications`` at all (None) is how books are where payments were not read."""
        self._applications = None if applications is None else list(applications)
        self._documents: dict[str, list[Record]] = {"invoices": [], "credit_notes": [], "payments": []}
        kind = kinds.kind("sales_applications")
        sums = settled(Tables(sales_applications=applications), kind) if applications else {}
        for key, row in documents:
            self._documents[key].append(_balanced(key, row, sums.get((key, row.id), Decimal(0))))

    def tables(self, **others: Sequence[Record]) -> Tables:
        """In memory."""
        given = {} if self._applications is None else {"sales_applications": self._applications}
        return Tables(**self._documents, **given, **others)

    def books(self) -> MemoryBooks:
        """As books; what was applied is a document of its own, as links between documents are."""
        documents = {key: [{key: [row]} for row in self._documents[key]] for key in ("invoices", "credit_notes")}
        payments = [{"payments": [row]} for row in self._documents["payments"]]
        links = [{"sales_applications": [row]} for row in self._applications or ()]
        return memory(**documents, payments=[*payments, *links, {"payments": [], "sales_applications": []}])


def _balanced(key: str, row: Record, gone: Decimal) -> Record:
    kind = kinds.kind(key)
    values = given(kind, row)
    left, total = ("unapplied", "amount") if key == "payments" else ("balance", "total")
    amount = values[total]
    if isinstance(amount, Decimal) and values["status"] != DRAFT:
        values[left] = (amount if row.state is State.LIVE else Decimal(0)) - gone
    return row._replace(values=tuple(values.values()))
