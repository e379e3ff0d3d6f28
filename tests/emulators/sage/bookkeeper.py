"""Who enters documents into a business: each with its transaction, and postings that balance."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from tests.emulators.exchange import Json
from tests.emulators.sage.business import Business, reference
from tests.emulators.sage.chart import RATES, base, currency

ZERO, CENT = Decimal(0), Decimal("0.01")
SHARES = {id_: Decimal(share) / 100 for id_, _, share in RATES}
NAMES = {id_: f"{name} {share}%" for id_, name, share in RATES}
TYPES = {
    "sales_invoices": "SALES_INVOICE",
    "sales_credit_notes": "SALES_CREDIT_NOTE",
    "sales_quick_entries": "SALES_QUICK_ENTRY",
    "purchase_invoices": "PURCHASE_INVOICE",
    "purchase_credit_notes": "PURCHASE_CREDIT_NOTE",
    "purchase_quick_entries": "PURCHASE_QUICK_ENTRY",
    "contact_payments": "CUSTOMER_RECEIPT",
    "other_payments": "OTHER_PAYMENT",
    "bank_transfers": "BANK_TRANSFER",
    "bank_deposits": "BANK_DEPOSIT",
    "journals": "JOURNAL",
}
Posting = tuple[int, Decimal, str | None]
"""An account's number, an amount in the business's currency (debit positive), and a tax rate."""


@dataclass(frozen=True)
class Line:
    """One line of a document: what, how many, at which price, on which account, at which rate of tax."""

    text: str
    quantity: str
    price: str
    account: int
    rate: str = "GB_STANDARD"
    product: Json | None = None

    @property
    def net(self) -> Decimal:
        return (Decimal(self.quantity) * Decimal(self.price)).quantize(CENT)

    @property
    def tax(self) -> Decimal:
        return (self.net * SHARES[self.rate]).quantize(CENT)


@dataclass(frozen=True)
class Money:
    """A currency, and what one unit of it is worth in that of the business."""

    code: str
    rate: Decimal = Decimal(1)

    def at_home(self, amount: Decimal) -> Decimal:
        return (amount * self.rate).quantize(CENT)


class Bookkeeper:
    """Makes items of a business as its owner would on the screen. Amounts go in as text, and come out as text."""

    def __init__(self, business: Business) -> None:
        self.business = business
        self.accounts = {each["nominal_code"]: each for each in business.items("ledger_accounts")}
        self.banks = {each["nominal_code"]: each for each in business.items("bank_accounts")}

    def post(
        self, path: str, item: Json, day: date, total: Decimal, postings: Sequence[Posting], money: Money,
        type_: str = "",
    ) -> None:  # fmt: skip
        """Give a document its transaction, and the ledger what it stands for."""
        assert sum(amount for _, amount, _ in postings) == 0, postings
        kind = base("transaction_types", type_ or TYPES[path], (type_ or TYPES[path]).replace("_", " ").capitalize())
        origin = {**reference(item), "currency": currency(money.code)}
        transaction = self.business.add(
            "transactions", item["displayed_as"], date=day.isoformat(), deleted=False, reference=item.get("reference"),
            total=text(money.at_home(total)), total_in_transaction_currency=text(total), contact=item.get("contact"),
            transaction_type=kind, origin=origin, audit_trail_id=str(len(self.business.items("transactions")) + 1),
            number_of_attachments="0",
        )  # fmt: skip
        item["transaction"], item["transaction_type"] = reference(transaction), kind
        for number, amount, rate in postings:
            self._entry(number, amount, rate, transaction, item)

    def _entry(self, number: int, amount: Decimal, rate: str | None, transaction: Json, item: Json) -> None:
        self.business.add(
            "ledger_entries", transaction["displayed_as"], date=transaction["date"],
            debit=text(max(amount, ZERO)), credit=text(max(-amount, ZERO)),
            ledger_account=reference(self.accounts[number]), transaction=reference(transaction),
            contact=item.get("contact"), deleted=False, tax_rate=base("tax_rates", rate, NAMES[rate]) if rate else None,
            description=item.get("reference") or item["displayed_as"], journal_code=None,
        )  # fmt: skip

    def document(
        self, path: str, contact: Json, day: date, lines: Sequence[Line], number: str, money: Money | None = None
    ) -> Json:
        """An invoice or a credit note, of sales or of purchases."""
        money = money or Money(self.business.currency)
        sales, credit = path.startswith("sales"), "credit" in path
        net, tax = sum((each.net for each in lines), ZERO), sum((each.tax for each in lines), ZERO)
        fields = {**self._header(contact, day, lines, money), **_numbered(path, number)}
        if credit:
            fields["original_invoice_date"] = fields.pop("due_date")
        item = self.business.add(path, number, **fields)
        item["credit_note_lines" if credit else "invoice_lines"] = [
            self.line(item, place, each, money) for place, each in enumerate(lines, 1)
        ]
        sign = 1 if sales != credit else -1
        postings: list[Posting] = [
            (each.account, -sign * money.at_home(each.net), each.rate) for each in lines if each.net
        ]
        if tax:
            postings.append((2200 if sales else 2201, -sign * money.at_home(tax), None))
        control = -sum((amount for _, amount, _ in postings), ZERO)
        self.post(path, item, day, net + tax, [(1100 if sales else 2100, control, None), *postings], money)
        return item

    def _header(self, contact: Json, day: date, lines: Sequence[Line], money: Money) -> Json:
        net, tax = sum((each.net for each in lines), ZERO), sum((each.tax for each in lines), ZERO)
        sums = {"net_amount": net, "tax_amount": tax, "total_amount": net + tax, "outstanding_amount": net + tax}
        home = {f"base_currency_{name}": text(money.at_home(amount)) for name, amount in sums.items()}
        analysis: dict[str, list[Decimal]] = {}
        for each in lines:
            sofar = analysis.setdefault(each.rate, [ZERO, ZERO])
            sofar[0], sofar[1] = sofar[0] + each.net, sofar[1] + each.tax
        return {
            "links": [], "contact": reference(contact), "contact_name": contact["name"],
            "contact_reference": contact["reference"], "date": day.isoformat(),
            "due_date": (day + timedelta(days=30)).isoformat(), "reference": None, "notes": "",
            **{name: text(amount) for name, amount in sums.items()}, **home, "total_paid": "0.0",
            "payments_allocations_total_amount": "0.0", "payments_allocations_total_discount": "0.0",
            "currency": currency(money.code), "exchange_rate": text(1 / money.rate), "last_paid": None,
            "inverse_exchange_rate": text(money.rate), "deleted_at": None, "void_reason": None, "migrated": False,
            "status": base("artefact_statuses", "UNPAID", "Unpaid"), "payments_allocations": [],
            "total_quantity": text(sum((Decimal(each.quantity) for each in lines), ZERO)), "tax_reconciled": False,
            "tax_analysis": [
                {"tax_rate": base("tax_rates", rate, NAMES[rate]), "net_amount": text(base_), "tax_amount": text(tax_),
                 "total_amount": text(base_ + tax_)}
                for rate, (base_, tax_) in analysis.items()
            ],
        }  # fmt: skip

    def line(self, item: Json, place: int, line: Line, money: Money) -> Json:
        """One line of a document, as it is shown."""
        sums = {"net_amount": line.net, "tax_amount": line.tax, "total_amount": line.net + line.tax}
        rate = base("tax_rates", line.rate, NAMES[line.rate])
        return {
            "id": f"{item['id'][:28]}{place:04}", "displayed_as": line.text, "description": line.text,
            "product": reference(line.product) if line.product else None, "service": None,
            "ledger_account": reference(self.accounts[line.account]), "quantity": line.quantity,
            "unit_price": line.price, **{name: text(amount) for name, amount in sums.items()}, "tax_rate": rate,
            "tax_breakdown": [
                {"tax_rate": rate, "percentage": text(SHARES[line.rate] * 100), "amount": text(line.tax)}
            ],
            "unit_price_includes_tax": False, "trade_of_asset": False, "analysis_type_categories": [],
            **{f"base_currency_{name}": text(money.at_home(amount)) for name, amount in sums.items()},
        }  # fmt: skip

    def pay(
        self,
        contact: Json,
        day: date,
        amount: str,
        documents: Sequence[tuple[str, Json, str]],
        money: Money | None = None,
    ) -> Json:
        """A payment of a customer, or to a vendor, for these documents (list, item, amount); the rest is on account."""
        money, paid = money or Money(self.business.currency), Decimal(amount)
        sales = contact["contact_types"][0]["id"] == "CUSTOMER"
        bank = self.banks[1220 if money.code == "EUR" else 1200]
        rest = paid - sum((Decimal(part) for _, _, part in documents), ZERO)
        number = f"PAY-{len(self.business.items('contact_payments')) + 1}"
        item = self.business.add(
            "contact_payments", number, contact=reference(contact), date=day.isoformat(), links=[], deleted_at=None,
            payment_method=base("payment_methods", "ELECTRONIC", "Electronic"), bank_account=reference(bank),
            net_amount=text(paid), tax_amount="0.0", total_amount=text(paid), currency=currency(money.code),
            exchange_rate=text(1 / money.rate), base_currency_net_amount=text(money.at_home(paid)),
            base_currency_tax_amount="0.0", base_currency_total_amount=text(money.at_home(paid)),
            base_currency_currency_charge="0.0", reference=number, tax_rate=None, editable=True,
            allocated_artefacts=[], payment_on_account=self._on_account(contact, day, rest, money) if rest else None,
        )  # fmt: skip
        for path, document, part in documents:
            self.settle(path, document, Decimal(part), day)
            item["allocated_artefacts"].append(
                {"id": document["id"][::-1], "artefact": reference(document), "amount": part, "discount": "0.0"}
            )
        home = money.at_home(paid) if sales else -money.at_home(paid)
        type_ = "CUSTOMER_RECEIPT" if sales else "VENDOR_PAYMENT"
        postings: list[Posting] = [(bank["nominal_code"], home, None), (1100 if sales else 2100, -home, None)]
        self.post("contact_payments", item, day, paid, postings, money, type_)
        return item

    def _on_account(self, contact: Json, day: date, rest: Decimal, money: Money) -> Json:
        return {
            "id": contact["id"][::-1], "displayed_as": "On account", "contact": reference(contact),
            "date": day.isoformat(), "net_amount": text(rest), "tax_amount": "0.0", "total_amount": text(rest),
            "outstanding_amount": text(rest), "currency": currency(money.code),
            "status": base("artefact_statuses", "UNPAID", "Unpaid"),
        }  # fmt: skip

    def settle(self, path: str, document: Json, part: Decimal, day: date) -> None:
        """So much of a document is paid."""
        left = Decimal(document["outstanding_amount"]) - part
        share = left / Decimal(document["total_amount"])
        home = (share * Decimal(document["base_currency_total_amount"])).quantize(CENT)
        status = ("PAID", "Paid") if not left else ("PART_PAID", "Part paid")
        self.business.change(
            path, document["id"], outstanding_amount=text(left), base_currency_outstanding_amount=text(home),
            total_paid=text(Decimal(document["total_paid"]) + part), status=base("artefact_statuses", *status),
            payments_allocations_total_amount=text(Decimal(document["total_paid"]) + part),
            last_paid=day.isoformat(),
        )  # fmt: skip


def _numbered(path: str, number: str) -> Json:
    """The number, as each sort of document bears it: vendors' documents have a number of theirs only."""
    prefix, _, rest = number.rpartition("-")
    match path:
        case "sales_invoices":
            return {"invoice_number_prefix": f"{prefix}-", "invoice_number": rest, "sent": True}
        case "sales_credit_notes":
            return {"credit_note_number_prefix": f"{prefix}-", "credit_note_number": rest, "sent": True}
        case _:
            return {"vendor_reference": number}


def text(amount: Decimal) -> str:
    """An amount as Sage writes numbers: text, with one decimal at least."""
    plain = f"{amount.quantize(Decimal('0.0000000001')):f}".rstrip("0")
    return f"{plain}0" if plain.endswith(".") else plain
