"""A company in Tryton, made by its own client. Run by the Python that has it: ``tryton_company.py make|edit CONF``.

``make`` fills an empty database that has its modules; ``edit`` goes on working there. Both write, as JSON, what Tryton
itself says of the books then; ``make`` says the key by which programs may read them, too.
"""

from __future__ import annotations

import importlib
import json
import sys
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

proteus: Any = importlib.import_module("proteus")
Model, Wizard = proteus.Model, proteus.Wizard

TODAY = date(2026, 6, 15)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))
MODULES = ("account_invoice", "account_payment", "bank")


def one(model: str, *domain: tuple[object, ...]) -> Any:  # noqa: ANN401 - records of a library without types
    """The first record of a model that a domain finds."""
    return Model.get(model).find(list(domain), limit=1)[0]


def new(model: str, **values: object) -> Any:  # noqa: ANN401
    """A record, saved."""
    record = Model.get(model)(**values)
    record.save()
    return record


class Company:
    """The company being made."""

    def __init__(self) -> None:
        tools = importlib.import_module("trytond.modules.account.tests.tools")
        invoices = importlib.import_module("trytond.modules.account_invoice.tests.tools")
        companies = importlib.import_module("trytond.modules.company.tests.tools")
        currencies = importlib.import_module("trytond.modules.currency.tests.tools")
        party = new("party.party", name="Fromagerie des Alpes")
        companies.create_company(party, currencies.get_currency("CHF"))
        self.company = companies.get_company()
        tools.create_chart(self.company)
        year = invoices.set_fiscalyear_invoice_sequences(tools.create_fiscalyear(self.company, YEAR))
        year.click("create_period")
        self.accounts = tools.get_accounts(self.company)
        self.tax = tools.create_tax(Decimal("0.081"), self.company)
        self.tax.save()
        self.term = Model.get("account.invoice.payment_term")(name="30 jours")
        line = self.term.lines.new(type="remainder")
        line.relativedeltas.new(days=30)
        self.term.save()
        self.method = new(
            "account.invoice.payment.method",
            name="Caisse",
            journal=one("account.journal", ("type", "=", "cash")),
            credit_account=self.accounts["cash"],
            debit_account=self.accounts["cash"],
        )
        self.products = list(self._products(("Gruyère d'alpage", "24.50"), ("Tomme", "18.90"), ("Port", "9")))

    def _products(self, *named: tuple[str, str]) -> Iterable[Any]:
        category = Model.get("product.category")(name="Ventes", accounting=True)
        category.account_expense, category.account_revenue = self.accounts["expense"], self.accounts["revenue"]
        category.customer_taxes.append(self.tax)
        category.supplier_taxes.append(type(self.tax)(self.tax.id))
        category.save()
        for name, price in named:
            template = Model.get("product.template")(name=name, type="goods")
            template.default_uom = one("product.uom", ("name", "=", "Unit"))
            template.list_price, template.account_category = Decimal(price), category
            template.save()
            yield template.products[0]

    def make(self) -> None:
        """A first half of a year."""
        customers = [self._party(f"Client {each}") for each in ("Aebi", "Blanc & fils", "Café du Lac")]
        dairy = self._party("Laiterie centrale")
        for nth in range(4):
            self._invoice("out", customers[nth % 3], date(2026, 1 + nth, 10), [(nth % 3, 3 + nth), (2, 1)])
        for nth in range(2):
            self._invoice("in", dairy, date(2026, 2 + nth, 5), [(1, 10 + nth)], reference=f"L-{100 + nth}")
        posted = Model.get("account.invoice").find([("state", "=", "posted")], order=[("id", "ASC")])
        self._pay(posted[0])
        self._pay(posted[1], Decimal(20))
        self._pay(posted[4])
        credit = Wizard("account.invoice.credit", [posted[2]])
        credit.form.with_refund = False
        credit.form.invoice_date = TODAY
        credit.execute("credit")
        note = one("account.invoice", ("total_amount", "<", 0), ("state", "=", "draft"))
        note.invoice_date = TODAY
        note.save()
        note.click("post")
        self._invoice("out", customers[0], None, [(0, 2)], post=False)
        void = self._invoice("out", customers[1], None, [(0, 1)], post=False)
        void.click("cancel")
        self._entry(date(2026, 3, 31), Decimal("150.25"), "Loyer")
        new("ir.attachment", name="contrat.txt", type="data", data=b"bail", resource=customers[0])

    def _party(self, name: str) -> Any:  # noqa: ANN401
        party = Model.get("party.party")(name=name)
        address = party.addresses[0] if party.addresses else party.addresses.new()
        address.street, address.postal_code, address.city = "Grand-Rue 1", "1660", "Château-d'Œx"
        party.save()
        return party

    def _invoice(
        self,
        type_: str,
        party: Any,  # noqa: ANN401
        day: date | None,
        lines: list[tuple[int, int]],
        *,
        post: bool = True,
        reference: str | None = None,
    ) -> Any:  # noqa: ANN401
        invoice = Model.get("account.invoice")(type=type_)
        invoice.party, invoice.payment_term, invoice.reference = party, self.term, reference
        if day:
            invoice.invoice_date = invoice.accounting_date = day
        for place, quantity in lines:
            line = invoice.lines.new()
            line.product = self.products[place]
            line.quantity = quantity
            line.unit_price = self.products[place].template.list_price
        invoice.save()
        if post:
            invoice.click("post")
        return invoice

    def _pay(self, invoice: Any, amount: Decimal | None = None) -> None:  # noqa: ANN401
        pay = invoice.click("pay")
        pay.form.payment_method, pay.form.date = self.method, TODAY
        if amount:
            pay.form.amount = amount
        pay.execute("choice")
        if amount:
            pay.form.type = "partial"
            pay.execute("pay")

    def _entry(self, day: date, amount: Decimal, description: str) -> None:
        entry = Model.get("account.move")(journal=one("account.journal", ("code", "=", "CASH")), date=day)
        entry.period = one("account.period", ("start_date", "<=", day), ("end_date", ">=", day))
        entry.description = description
        entry.lines.new(account=self.accounts["expense"], debit=amount, credit=Decimal())
        entry.lines.new(account=self.accounts["cash"], debit=Decimal(), credit=amount)
        entry.save()
        entry.click("post")

    def key(self) -> str:
        """A key for programs that read, which an administrator has confirmed."""
        user = one("res.user", ("login", "=", "admin"))
        application = new("res.user.application", application="rest", user=user)
        if application.state == "requested":
            application.click("validate_")
        return str(application.key)


def edit() -> None:
    """What happens later: an invoice is changed, one posted, a party renamed, a draft deleted."""
    party = one("party.party", ("name", "=", "Client Aebi"))
    party.name = "Client Aebi SA"
    party.save()
    draft = one("account.invoice", ("state", "=", "draft"))
    draft.lines[0].quantity = 7
    draft.invoice_date = draft.accounting_date = TODAY
    draft.save()
    draft.click("post")
    one("account.invoice", ("state", "=", "cancelled")).delete()


def truth() -> dict[str, object]:
    """What Tryton says of the books: every invoice, every account, the counts."""
    invoices = Model.get("account.invoice").find([])
    accounts = Model.get("account.account").find([])
    lines = Model.get("account.move.line").find([])
    return {
        "invoices": {
            str(each.id): {
                "number": each.number,
                "state": each.state,
                "type": each.type,
                "party": each.party.name,
                "untaxed": str(each.untaxed_amount),
                "tax": str(each.tax_amount),
                "total": str(each.total_amount),
                "open": str(each.amount_to_pay),
            }
            for each in invoices
        },
        "accounts": {str(each.id): {"debit": str(each.debit), "credit": str(each.credit)} for each in accounts},
        "debit": str(sum((each.debit for each in lines), Decimal())),
        "credit": str(sum((each.credit for each in lines), Decimal())),
        "lines": len(lines),
        "parties": {str(each.id): each.name for each in Model.get("party.party").find([])},
    }


def main(what: str, conf: str) -> None:
    """Make or edit, and tell."""
    proteus.config.set_trytond("company", config_file=conf).skip_warning = True  # nobody is there to be warned
    told: dict[str, object] = {}
    if what == "make":
        company = Company()
        company.make()
        told["key"] = company.key()
    else:
        edit()
    print(json.dumps({**told, **truth()}))  # noqa: T201 - that is how it tells


if __name__ == "__main__":
    main(*sys.argv[1:])
