"""What sort of account an account is: by the word that the source has for it, else by its number in a known chart."""

from __future__ import annotations

from collections.abc import Mapping

from archiver.books.files.layouts import plain

ASSET, LIABILITY, EQUITY, INCOME, EXPENSE = "asset", "liability", "equity", "income", "expense"

_WORDS = {
    ASSET: "asset assets actif actifs aktiven bank banque cash caisse ar accountsreceivable accountsreceivablear "
    "receivable receivables clients debiteurs currentasset currentassets othercurrentasset othercurrentassets ocasset "
    "fixasset fixedasset fixedassets otherasset otherassets oasset inventory prepayment noncurrentasset "
    "noncurrentassets depreciation bankaccounts comptesclients tresorerie immobilisations stocks",
    LIABILITY: "liability liabilities passif passifs dettes ap accountspayable accountspayableap payable payables "
    "fournisseurs creanciers creditcard creditcards ccard currentliability currentliabilities othercurrentliability "
    "othercurrentliabilities ocliab longtermliability longtermliabilities ltliab noncurrentliability "
    "noncurrentliabilities termliability paygliability superannuationliability cartedecredit comptesfournisseurs",
    EQUITY: "equity capital capitaux capitauxpropres fondspropres eigenkapital avoirdesproprietaires retainedearnings",
    INCOME: "income inc revenue revenues produit produits sales ventes otherincome exinc otherrevenue turnover ertrag "
    "revenus autresrevenus",
    EXPENSE: "expense expenses exp exexp charge charges cogs costofgoodssold costofsales directcosts overhead "
    "overheads otherexpense otherexpenses depense depenses coutdesventes aufwand autresdepenses",
}
_BY_WORD = {word: type_ for type_, words in _WORDS.items() for word in words.split()}

_ROLES = {
    "receivable": "ar accountsreceivable accountsreceivablear receivable receivables comptesclients",
    "payable": "ap accountspayable accountspayableap payable payables comptesfournisseurs",
    "bank": "bank banque bankaccounts",
    "card": "creditcard creditcards ccard cartedecredit",
}
_ROLE_BY_WORD = {word: role for role, words in _ROLES.items() for word in words.split()}

_SWISS = {
    "1": ASSET,
    "2": LIABILITY,
    "28": EQUITY,
    "29": EQUITY,
    "3": INCOME,
    "4": EXPENSE,
    "5": EXPENSE,
    "6": EXPENSE,
    "69": EXPENSE,
    "695": INCOME,
    "7": INCOME,
    "701": EXPENSE,
    "751": EXPENSE,
    "8": EXPENSE,
    "81": INCOME,
    "851": INCOME,
    "9": EQUITY,
}
_FRENCH = {
    "1": EQUITY,
    "15": LIABILITY,
    "16": LIABILITY,
    "17": LIABILITY,
    "18": LIABILITY,
    "2": ASSET,
    "3": ASSET,
    "4": LIABILITY,
    "409": ASSET,
    "41": ASSET,
    "419": LIABILITY,
    "425": ASSET,
    "4456": ASSET,
    "486": ASSET,
    "49": ASSET,
    "5": ASSET,
    "519": LIABILITY,
    "6": EXPENSE,
    "7": INCOME,
    "8": EQUITY,
}
CHARTS: Mapping[str, Mapping[str, str]] = {"swiss": _SWISS, "french": _FRENCH}
"""The types of accounts by the beginnings of their numbers: the Swiss charts (Käfer, SME), and the French PCG."""


def by_word(word: str | None) -> str | None:
    """The type that a source's word names, as ``Direct Costs``, ``INC`` or ``Produits``; None if we do not know it."""
    return _BY_WORD.get(plain(word)) if word else None


def by_number(number: str | None, chart: str | None) -> str | None:
    """The type of an account of a chart by its number: that of the longest beginning that the chart knows."""
    if not number or not chart:
        return None
    known = CHARTS[chart]
    return next((known[number[:end]] for end in range(min(len(number), 4), 0, -1) if number[:end] in known), None)


def role(word: str | None) -> str | None:
    """The role of an account that a source's word names, as ``Accounts receivable (A/R)``."""
    return _ROLE_BY_WORD.get(plain(word)) if word else None
