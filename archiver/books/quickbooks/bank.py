"""Deposits, transfers between accounts, and payments of credit cards."""

from __future__ import annotations

from collections.abc import Mapping

from archiver import kinds
from archiver.books.quickbooks import lines, taxes
from archiver.books.quickbooks.documents import about_document
from archiver.books.quickbooks.fields import (
    MOMENTS,
    STATUS,
    Field,
    Item,
    day,
    inner,
    name,
    number,
    of,
    plain,
    ref,
    text,
)
from archiver.books.quickbooks.lists import Rows
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.table import Table


def shared() -> dict[str, Field]:
    """What every document of the bank says."""
    return {
        "id": text("Id"),
        "number": text("DocNumber"),
        "date": day("TxnDate"),
        "currency": of(lambda about: about.currency, "CurrencyRef.value"),
        "exchange_rate": number("ExchangeRate"),
        "status": STATUS,
        "memo": text("PrivateNote"),
        **MOMENTS,
    }


class Deposits:
    """Makes the rows of deposits."""

    def __init__(self, tax_lines: taxes.Lines) -> None:
        fields = {
            **shared(),
            "account_id": ref("DepositToAccountRef"),
            "account": name("DepositToAccountRef", "accounts"),
            "total": number("TotalAmt"),
        }
        self._header = Table(kinds.kind("deposits"), fields, ("Line", "TxnTaxDetail.TaxLine", "CurrencyRef.name"))
        self._lines, self._taxes = lines.Lines("deposit_lines", "deposit"), tax_lines
        self.kinds = (self._header.kind, self._lines.kind, tax_lines.kind)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One deposit, whole."""
        about = about_document("deposits", item, names)
        return {
            "deposits": (self._header.document(item, about),),
            "deposit_lines": self._lines.of(item, about)[0],
            "tax_lines": self._taxes.of(item, about),
        }


class Moved:
    """Makes the rows of documents that are a single amount between two accounts."""

    def __init__(self, key: str, fields: Mapping[str, Field]) -> None:
        self._table = Table(kinds.kind(key), {**shared(), **fields}, ("CurrencyRef.name",))
        self.kinds = (self._table.kind,)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One document; a transfer without a currency is in that of the account that it leaves."""
        about = about_document(self._table.kind.key, item, names)
        if "CurrencyRef" not in item:
            account = names.account(plain(inner(item, "FromAccountRef").get("value")))
            about.currency = account.currency if account and account.currency else about.currency
        return {self._table.kind.key: (self._table.document(item, about),)}


def bank(tax_lines: taxes.Lines) -> Mapping[str, Deposits | Moved]:
    """The readers of the bank's documents, by entity."""
    transfer = {
        "from_account_id": ref("FromAccountRef"),
        "from_account": name("FromAccountRef", "accounts"),
        "to_account_id": ref("ToAccountRef"),
        "to_account": name("ToAccountRef", "accounts"),
        "amount": number("Amount"),
    }
    card = {
        "card_account_id": ref("CreditCardAccountRef"),
        "card_account": name("CreditCardAccountRef", "accounts"),
        "account_id": ref("BankAccountRef"),
        "account": name("BankAccountRef", "accounts"),
        "amount": number("Amount"),
        "reference": text("CheckNum"),
    }
    return {
        "Deposit": Deposits(tax_lines),
        "Transfer": Moved("transfers", transfer),
        "CreditCardPayment": Moved("card_payments", card),
    }
