"""Money that moves without an invoice: deposits, transfers, other payments and receipts; and the bank accounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from archiver.books.rest import added
from archiver.books.rest.columns import STATUS, From, first, fixed, own
from archiver.books.rest.names import Names
from archiver.books.rest.source import Maker, Rows, Table
from archiver.books.rest.values import Item, at, text
from archiver.books.sage.documents import LINE_SILENT, Making, line, taxes
from archiver.books.sage.fields import PLUMBING, bank, refs
from archiver.model import ColumnType

MONEY, DAY, FLAG, ID = ColumnType.MONEY, ColumnType.DAY, ColumnType.FLAG, ColumnType.ID
CURRENCY = own("currency", en="Currency", fr="Devise")
DATE = own("date", DAY, en="Date", fr="Date")
TRANSACTION = ("transaction", "transaction_type")
RECEIPT = "RECEIPT"

BANK_ACCOUNTS = added.kind(
    "bank_accounts",
    "bank",
    own("number", en="Number", fr="Numéro"),
    own("name", en="Name", fr="Nom"),
    own("type", en="Type", fr="Type"),
    CURRENCY,
    own("account_id", ID, en="Account ID", fr="ID compte"),
    own("balance", MONEY, en="Balance", fr="Solde", currency="currency"),
    own("active", FLAG, en="Active", fr="Actif"),
    en="Bank accounts",
    fr="Comptes bancaires",
)
RECONCILIATIONS = added.kind(
    "bank_reconciliations",
    "bank",
    DATE,
    own("bank_account_id", ID, en="Bank account ID", fr="ID compte bancaire"),
    own("bank_account", en="Bank account", fr="Compte bancaire"),
    own("reference", en="Reference", fr="Référence"),
    CURRENCY,
    own("starting_balance", MONEY, en="Starting balance", fr="Solde initial", currency="currency"),
    own("received", MONEY, en="Received", fr="Encaissé", currency="currency"),
    own("paid", MONEY, en="Paid", fr="Décaissé", currency="currency"),
    own("closing_balance", MONEY, en="Closing balance", fr="Solde final", currency="currency"),
    own("difference", MONEY, en="Difference", fr="Écart", currency="currency"),
    own("status", en="Status", fr="Statut"),
    en="Bank reconciliations",
    fr="Rapprochements bancaires",
)


def accounts(home: str | None) -> Sequence[Table]:
    """The tables of ``bank_accounts``; what is in them of the bank itself is masked before."""
    columns: Mapping[str, str | From] = {
        "number": "nominal_code",
        "name": "displayed_as",
        "type": "bank_account_type.displayed_as",
        "currency": first("currency.id", fixed(home)),
        "account_id": "ledger_account.id",
        "balance": "balance",
        "active": "is_active",
    }
    silent = (*PLUMBING, *refs("currency", "ledger_account", "default_payment_method"), "bank_account_type.$path")
    return (Table(kind=BANK_ACCOUNTS, columns=columns, silent=silent),)


def reconciliations(home: str | None) -> Sequence[Table]:
    """The tables of ``bank_reconciliations``."""
    columns: Mapping[str, str | From] = {
        "date": "statement_date",
        "bank_account_id": "bank_account.id",
        "bank_account": "bank_account.displayed_as",
        "reference": "reference",
        "currency": fixed(home),
        "starting_balance": "starting_balance",
        "received": "total_received",
        "paid": "total_paid",
        "closing_balance": "closing_balance",
        "difference": "balance_difference",
        "status": "status.displayed_as",
    }
    return (Table(kind=RECONCILIATIONS, columns=columns, silent=(*PLUMBING, "bank_account.$path")),)


def deposits(home: str | None) -> Sequence[Table]:
    """The tables of ``bank_deposits``: cash and cheques brought to the bank."""
    columns: Mapping[str, str | From] = {
        "number": "displayed_as",
        "date": "date",
        **bank("to_bank_account"),
        "currency": fixed(home),
        "total": "total_amount",
        "status": STATUS,
        "reference": "reference",
    }
    return (Table(kind="deposits", columns=columns, silent=(*PLUMBING, *refs(*TRANSACTION))),)


def transfers(home: str | None) -> Sequence[Table]:
    """The tables of ``bank_transfers``."""
    source, target = bank("from_bank_account"), bank("to_bank_account")
    columns: Mapping[str, str | From] = {
        "number": "displayed_as",
        "date": "date",
        "from_account_id": source["account_id"],
        "from_account": source["account"],
        "to_account_id": target["account_id"],
        "to_account": target["account"],
        "currency": fixed(home),
        "amount": "amount",
        "status": STATUS,
        "reference": "reference",
        "memo": "description",
    }
    return (Table(kind="transfers", columns=columns, silent=(*PLUMBING, *refs(*TRANSACTION))),)


class OtherPayments:
    """Makes the rows of ``other_payments``: purchases that were paid at once, and sales."""

    def __init__(self, making: Making, home: str | None) -> None:
        self._paid = making(_other("purchases", "vendor", "recoverable", home))
        self._received = making(_other("sales_receipts", "customer", "collected", home))
        made: Sequence[Maker] = (self._paid, self._received)
        self.kinds = tuple({kind.key: kind for maker in made for kind in maker.kinds}.values())

    def __call__(self, item: Item, names: Names) -> Rows:
        """The rows of one item; each line has its own taxes, which are counted by their rates."""
        received = RECEIPT in (text(at(item, "transaction_type.id")) or "")
        laid = {**item, "tax_analysis": [each for each in item.get("payment_lines") or () if each.get("tax_rate")]}
        made = (self._received if received else self._paid)(laid, names)
        return {kind: [row._replace(source=item) if row.source else row for row in rows] for kind, rows in made.items()}


def _other(kind: str, party: str, direction: str, home: str | None) -> Sequence[Table]:
    columns: Mapping[str, str | From] = {
        "number": "displayed_as",
        "date": "date",
        f"{party}_id": "contact.id",
        party: "contact.displayed_as",
        "method": "payment_method.displayed_as",
        "currency": fixed(home),
        "subtotal": "net_amount",
        "tax": "tax_amount",
        "total": "total_amount",
        "status": STATUS,
        "reference": "reference",
        **bank("bank_account"),
    }
    said = ("payment_lines", "tax_analysis", "contact.$path", "payment_method.$path")
    lined = f"{kind.removesuffix('s')}_lines"
    return (
        Table(kind=kind, columns=columns, silent=(*PLUMBING, *refs(*TRANSACTION), *said)),
        Table(kind=lined, each="payment_lines", id="id", columns=line(kind, "details"), silent=LINE_SILENT),
        taxes(kind, direction),
    )
