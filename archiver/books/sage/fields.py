"""What Sage's items have in common: references, states, numbers, rates of exchange, and accounts by their numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from decimal import Decimal

from archiver.books.rest.columns import About, From, computed, first
from archiver.books.rest.values import Item, at, decimal, text
from archiver.model import State, Value

PATH, SHOWN = "$path", "displayed_as"
PLUMBING = (PATH, SHOWN, "links", "editable", "deletable", "deactivatable", "deleted_at")
"""What an item says of itself that is no part of the books, or that its columns say too."""
VOID, DRAFT = "VOID", "DRAFT"
STATUS = {
    "DRAFT": "draft",
    "UNPAID": "open",
    "OVERDUE": "open",
    "PART_PAID": "partly_paid",
    "PAID": "paid",
    "VOID": "voided",
    "UNALLOCATED": "open",
    "PART_ALLOCATED": "partly_paid",
    "ALLOCATED": "paid",
    "PENDING": "pending",
    "ACCEPTED": "accepted",
    "DECLINED": "declined",
    "INVOICED": "closed",
}
KINDS = {
    "sales_invoices": "invoices",
    "sales_corrective_invoices": "invoices",
    "sales_quick_entries": "invoices",
    "sales_credit_notes": "credit_notes",
    "sales_quotes": "estimates",
    "sales_estimates": "estimates",
    "purchase_invoices": "bills",
    "purchase_corrective_invoices": "bills",
    "purchase_quick_entries": "bills",
    "purchase_credit_notes": "vendor_credits",
    "bank_deposits": "deposits",
    "bank_transfers": "transfers",
    "journals": "journal_entries",
    "products": "items",
    "services": "items",
    "stock_items": "items",
}
"""The kind of what stands at a path of Sage's, where the path alone tells."""
CREDIT = "CREDIT_NOTE"
_NUMBERED = re.compile(r"(?P<name>.*\S)\s*\((?P<number>\w+)\)", re.DOTALL)
_PLACES = Decimal("0.0000000001")


def refs(*names: str) -> tuple[str, ...]:
    """What references say beside the id: a name that another sheet has, and a path."""
    return tuple(f"{each}.{part}" for each in names for part in (PATH, SHOWN))


def state(item: Item) -> State:
    """What is void, or says of itself that it was deleted, keeps its row and counts no more."""
    gone = item.get("deleted") is True or item.get("deleted_at") is not None
    return State.VOIDED if gone or at(item, "status.id") == VOID else State.LIVE


def status() -> From:
    """Where a document stands, by our codes; Sage's own word stays with the other fields."""

    def get(item: Item, about: About) -> Value:
        if about.state is State.VOIDED:
            return "voided"
        said = text(at(item, "status.id"))
        return STATUS.get(said, "unknown") if said else None

    return computed(get, "status.$path")


def number(prefix: str, own: str) -> From:
    """The number of a document with what is printed before it."""

    def get(item: Item, about: About) -> Value:
        before, after = text(item.get(prefix)) or "", text(item.get(own))
        if after is None:
            return text(item.get(SHOWN))
        return after if after.startswith(before) else f"{before}{after}"

    return computed(get, prefix, own)


def rate(total: str = "total_amount", home: str = "base_currency_total_amount") -> From:
    """The worth of one unit of a document's currency. Sage gives it and its inverse; the amounts tell which."""

    def get(item: Item, about: About) -> Value:
        given = list(_rates(item))
        foreign, local = decimal(item.get(total)), decimal(item.get(home))
        if not foreign or not local or not given:
            return given[0] if given else None
        ratio = local / foreign
        return min(given, key=lambda each: abs(each - ratio))

    return computed(get, "exchange_rate", "inverse_exchange_rate")


def _rates(item: Item) -> Iterator[Decimal]:
    for key in ("inverse_exchange_rate", "exchange_rate"):
        found = decimal(item.get(key))
        if found:
            yield found
            yield (1 / found).quantize(_PLACES).normalize() + 0


def account(where: str = "ledger_account") -> dict[str, From]:
    """The id, the number and the name of an account that is referred to as ``Sales (4000)``."""

    def part(group: str) -> From:
        def get(item: Item, about: About) -> Value:
            said = text(at(item, f"{where}.{SHOWN}"))
            found = _NUMBERED.fullmatch(said or "")
            return found[group] if found else said if group == "name" else None

        return computed(get, f"{where}.{SHOWN}", f"{where}.{PATH}")

    return {"account_id": first(f"{where}.id"), "account_number": part("number"), "account": part("name")}


def bank(where: str) -> dict[str, From]:
    """The ledger account of a bank account that is referred to, by its id and its name; its own id stays apart."""

    def ledger(item: Item, about: About) -> Value:
        return about.names.of("bank_accounts", text(at(item, f"{where}.id")))

    return {"account_id": computed(ledger), "account": account(where)["account"]}


def kind_of(path: str, type_: str = "") -> str | None:
    """The kind of what stands at ``/sales_invoices/1``; ``type_`` is that of its transaction, where it is known."""
    head = path.strip("/").partition("/")[0]
    match head:
        case "contact_payments":
            return "bill_payments" if type_.startswith("VENDOR") else "payments"
        case "other_payments":
            return "sales_receipts" if type_.endswith("RECEIPT") else "purchases"
        case "contact_opening_balances":
            return _opened(type_)
    if CREDIT in type_ and head.endswith("quick_entries"):
        return "credit_notes" if head.startswith("sales") else "vendor_credits"
    return KINDS.get(head)


def _opened(type_: str) -> str | None:
    """What an opening balance of a contact is: an invoice or a credit note of some time before the books."""
    sides = {"CUSTOMER": ("invoices", "credit_notes"), "VENDOR": ("bills", "vendor_credits")}
    owed = sides.get(type_.partition("_")[0])
    return owed[CREDIT in type_] if owed else None


def address(where: str) -> From:
    """An address as it would be printed: as it was typed, else its parts on lines."""
    parts = ("address_line_1", "address_line_2", "city", "region", "postal_code")

    def get(item: Item, about: About) -> Value:
        found = at(item, where)
        if not isinstance(found, Mapping):
            return None
        said = [*(text(found.get(part)) for part in parts), text(at(found, f"country.{SHOWN}"))]
        return "\n".join(each for each in said if each) or None

    typed = f"{where}_free_form"
    return first(typed, computed(get, *(f"{where}.{part}" for part in parts), f"{where}.country"))
