"""The records of a small company in Tryton: parties, accounts, invoices with lines and taxes, moves, and a file."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

Row = dict[str, Any]
Put = Callable[..., Row]

RELATIONS = {
    "party": "party.party", "currency": "currency.currency", "company": "company.company", "account": "account.account",
    "second_currency": "currency.currency", "cancel_move": "account.move",
    "account.account.type": "account.account.type", "payment_term": "account.invoice.payment_term",
    "journal": "account.journal", "move": "account.move", "invoice_address": "party.address",
    "addresses": "party.address",
    "tax": "account.tax", "product": "product.product", "account.invoice.lines": "account.invoice.line",
    "account.move.lines": "account.move.line", "taxes": "account.invoice.tax", "lines_to_pay": "account.move.line",
    "invoice_payments": "account.invoice", "contact_mechanisms": "party.contact_mechanism",
    "invoice_account": "account.account",
}  # fmt: skip
"""The model that a field leads to: by its name, or by its model and its name where the name alone does not say."""
REFERENCES = ("origin", "resource")
"""What leads to records of several models, and is written ``account.invoice,1``."""
MANY = ("lines", "taxes", "lines_to_pay", "addresses", "contact_mechanisms", "invoice_payments")


def leads(model: str, name: str) -> str | None:
    """The model that a field of a model leads to, if it leads to one."""
    return RELATIONS.get(f"{model}.{name}") or RELATIONS.get(name)


def sort(model: str, name: str) -> str:
    """What a field is, in Tryton's words."""
    if leads(model, name):
        return "one2many" if name in MANY else "many2one"
    if name in REFERENCES:
        return "reference"
    return "binary" if name == "data" else "char"


EMPTY = ("currency.currency.rate", "company.employee", "account.period")
"""Models of which this company has no record."""
VAT = Decimal("0.081")
CENT = Decimal("0.01")
SALES, RECEIVABLE, TAX, CASH, RENT = 1, 2, 3, 4, 5


def fill(put: Put) -> None:
    """A year of it."""
    _lists(put)
    for nth in range(1, 13):
        _invoice(put, nth, sign=-1 if nth == 5 else 1, cancelled=nth == 6)
    _entry(put, 900)
    put("account.payment", 1, number="P1", kind="payable", state="succeeded", amount=Decimal(90), date=date(2026, 5, 1),
        party=2, currency=1, company=1)  # fmt: skip
    put(
        "ir.attachment",
        1,
        name="bail.txt",
        type="data",
        resource="account.invoice,1",
        data_size=4,
        data=b64encode(b"bail"),
    )
    put("ir.attachment", 2, name="page", type="link", link="https://example.com/", resource="party.party,3")


def _lists(put: Put) -> None:
    put("currency.currency", 1, code="CHF", name="Franc", digits=2, active=True)
    for nth, name in enumerate(("Fromagerie des Alpes", "Aebi", "Blanc & fils", "Café du Lac"), 1):
        put("party.address", nth, street=f"Rue {nth}", postal_code="1660", city="Château-d'Œx")
        mechanisms = []
        if nth == 2:
            put("party.contact_mechanism", 1, type="email", value="aebi@example.com")
            mechanisms.append(1)
        balance = {"receivable": Decimal(nth), "payable": Decimal(0)}
        put("party.party", nth, name=name, active=nth != 4, addresses=[nth], contact_mechanisms=mechanisms, **balance)
    put("company.company", 1, party=1, currency=1, timezone="Europe/Zurich")
    put(
        "account.fiscalyear",
        1,
        name="2026",
        start_date=date(2026, 1, 1),
        end_date=date(2026, 12, 31),
        company=1,
        state="open",
    )
    put("account.journal", 1, code="REV", name="Revenue", active=True)
    put("account.invoice.payment_term", 1, name="30 jours", active=True)
    kinds = {1: {"statement": "income", "revenue": True},
             2: {"statement": "balance", "receivable": True, "assets": True},
             3: {"statement": "balance", "payable": False, "debt": True}, 4: {"statement": "balance", "assets": True},
             5: {"statement": "income", "expense": True}}  # fmt: skip
    for nth, name in enumerate(("Ventes", "Débiteurs", "TVA due", "Caisse", "Loyer"), 1):
        put("account.account.type", nth, name=name, **kinds[nth])
        put("account.account", nth, code=str(1000 + nth), name=name, type=nth, currency=1, second_currency=None,
            company=1, active=True)  # fmt: skip
    put("account.tax", 1, name="TVA 8.1", description="TVA", rate=VAT, company=1, active=True, invoice_account=TAX)
    put("product.product", 1, name="Gruyère", code="G", list_price=Decimal("24.50"), active=True)


def _invoice(put: Put, nth: int, *, sign: int, cancelled: bool) -> None:
    """An invoice, its line, its tax and its move, whose postings agree with it; the first one is paid."""
    amount = sign * (Decimal(100) + nth)
    tax = (amount * VAT).quantize(CENT)
    day, paid = date(2026, nth, 10), nth == 1
    put("account.invoice.line", nth, product=1, description=f"Article {nth}", quantity=sign, unit_price=abs(amount),
        amount=amount, account=SALES)  # fmt: skip
    put("account.invoice.tax", nth, tax=1, base=amount, amount=tax, account=TAX, description="TVA")
    whom = 2 + nth % 3
    if not cancelled:
        postings = ((SALES, -amount), (TAX, -tax), (RECEIVABLE, amount + tax))
        _move(put, nth, day, postings, party=whom, origin=f"account.invoice,{nth}")
        put("account.move.line", nth * 10 + 1, origin=f"account.invoice.line,{nth}")
        put("account.move.line", nth * 10 + 2, origin=f"account.invoice.tax,{nth}")
    state = "cancelled" if cancelled else "paid" if paid else "posted"
    put("account.invoice", nth, type="out", number=f"{nth}", state=state,
        party=whom, currency=1, company=1, account=RECEIVABLE, payment_term=1, journal=1, invoice_address=whom,
        invoice_date=day, untaxed_amount=amount, tax_amount=tax, total_amount=amount + tax,
        amount_to_pay=Decimal(0) if paid else amount + tax, lines=[nth], taxes=[nth], cancel_move=None,
        move=None if cancelled else nth, lines_to_pay=[] if cancelled else [nth * 10 + 3])  # fmt: skip
    if paid:
        _move(put, 800, date(2026, 2, 1), ((CASH, amount + tax), (RECEIVABLE, -amount - tax)), party=whom, origin=None)
        put("account.move.line", 8002, invoice_payments=[nth])
        put("account.move", 800, origin="account.invoice,1")


def _move(put: Put, id_: int, day: date, postings: tuple[tuple[int, Decimal], ...], **fields: object) -> None:
    origin = fields.pop("origin", None)
    put(
        "account.move",
        id_,
        number=str(id_),
        date=day,
        journal=1,
        state="posted",
        company=1,
        origin=origin,
        description=None,
    )
    for place, (account, amount) in enumerate(postings, 1):
        debit, credit = max(amount, Decimal(0)), max(-amount, Decimal(0))
        put("account.move.line", id_ * 10 + place, move=id_, account=account, debit=debit, credit=credit, company=1,
            state="valid", maturity_date=day, invoice_payments=[], second_currency=None, amount_second_currency=None,
            origin=None, **fields)  # fmt: skip
    put("account.move", id_, lines=[id_ * 10 + place for place in range(1, len(postings) + 1)])


def _entry(put: Put, id_: int) -> None:
    """The rent, entered by hand."""
    _move(put, id_, date(2026, 3, 31), ((RENT, Decimal("1500.25")), (CASH, Decimal("-1500.25"))), party=None)


def posting(nth: int) -> Row:
    """One of as many postings as one likes: each even one takes back what the one before it posted."""
    amount = Decimal(nth + nth % 2) / 4
    sides = {"debit": amount, "credit": Decimal(0)} if nth % 2 else {"debit": Decimal(0), "credit": amount}
    return {
        "__name__": "account.move.line",
        "id": nth,
        "move": 1,
        "account": 1 + nth % 4,
        "party": None,
        "description": f"Écriture {nth}",
        "company": 1,
        **sides,
    }
