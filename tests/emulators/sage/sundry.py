"""What a bookkeeper enters beside invoices and payments: journals, money moved, quick entries, quotes, allocations."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from tests.emulators.exchange import Json
from tests.emulators.sage.bookkeeper import CENT, NAMES, SHARES, ZERO, Bookkeeper, Line, Money, Posting, text
from tests.emulators.sage.business import reference
from tests.emulators.sage.chart import base, currency


class Sundry:
    """Enters them by a bookkeeper's hand."""

    def __init__(self, keeper: Bookkeeper) -> None:
        self.keeper, self.business = keeper, keeper.business
        self.money = Money(self.business.currency)

    def journal(self, day: date, called: str, lines: Sequence[tuple[int, str]]) -> Json:
        """An entry made by hand: accounts and amounts, debit positive."""
        total = sum((max(Decimal(amount), ZERO) for _, amount in lines), ZERO)
        number = f"JNL-{len(self.business.items('journals')) + 1}"
        item = self.business.add(
            "journals", number, date=day.isoformat(), reference=number, description=called, total=text(total),
            journal_code=None, deleted_at=None, migrated=False,
        )  # fmt: skip
        item["journal_lines"] = [
            {
                "id": f"{item['id'][:28]}{place:04}", "ledger_account": reference(self.keeper.accounts[number]),
                "debit": text(max(Decimal(amount), ZERO)), "credit": text(max(-Decimal(amount), ZERO)),
                "details": called,
                "include_on_tax_return": False, "cleared": False, "bank_reconciled": False, "tax_reconciled": False,
                "analysis_type_categories": [],
            }
            for place, (number, amount) in enumerate(lines, 1)
        ]  # fmt: skip
        postings: list[Posting] = [(number, Decimal(amount), None) for number, amount in lines]
        self.keeper.post("journals", item, day, total, postings, self.money)
        return item

    def moved(self, path: str, day: date, amount: str) -> Json:
        """Money from the current account to the savings account, as a transfer or as a deposit."""
        source, target, sum_ = self.keeper.banks[1200], self.keeper.banks[1210], Decimal(amount)
        fields: Json = {"amount": text(sum_), "description": "To the savings account"}
        if path == "bank_deposits":
            fields = {"cash_amount": text(sum_), "cheque_amount": "0.0", "total_amount": text(sum_)}
        number = f"{'DEP' if path == 'bank_deposits' else 'TR'}-{len(self.business.items(path)) + 1}"
        item = self.business.add(
            path, number, date=day.isoformat(), reference=number, from_bank_account=reference(source),
            to_bank_account=reference(target), deleted_at=None, **fields,
        )  # fmt: skip
        postings: list[Posting] = [(1210, sum_, None), (1200, -sum_, None)]
        self.keeper.post(path, item, day, sum_, postings, self.money)
        return item

    def other_payment(self, day: date, lines: Sequence[Line], *, received: bool = False) -> Json:
        """Money paid, or received, without an invoice."""
        net, tax = sum((each.net for each in lines), ZERO), sum((each.tax for each in lines), ZERO)
        number = f"OP-{len(self.business.items('other_payments')) + 1}"
        item = self.business.add(
            "other_payments", number, date=day.isoformat(), reference=number, contact=None, deleted_at=None,
            payment_method=base("payment_methods", "ELECTRONIC", "Electronic"), net_amount=text(net),
            bank_account=reference(self.keeper.banks[1200]), tax_amount=text(tax), total_amount=text(net + tax),
            editable=True, deletable=True,
        )  # fmt: skip
        item["payment_lines"] = [
            {
                "id": f"{item['id'][:28]}{place:04}", "displayed_as": each.text, "details": each.text,
                "ledger_account": reference(self.keeper.accounts[each.account]),
                "tax_rate": base("tax_rates", each.rate, NAMES[each.rate]), "net_amount": text(each.net),
                "tax_amount": text(each.tax), "total_amount": text(each.net + each.tax),
                "analysis_type_categories": [], "trade_of_asset": False,
            }
            for place, each in enumerate(lines, 1)
        ]  # fmt: skip
        sign = -1 if received else 1
        postings: list[Posting] = [(each.account, sign * each.net, each.rate) for each in lines]
        if tax:
            postings.append((2200 if received else 2201, sign * tax, None))
        postings.append((1200, -sign * (net + tax), None))
        type_ = "OTHER_RECEIPT" if received else "OTHER_PAYMENT"
        self.keeper.post("other_payments", item, day, net + tax, postings, self.money, type_)
        return item

    def quick_entry(self, path: str, contact: Json, day: date, line: Line) -> Json:
        """An invoice of one line, entered as the paper says it."""
        sales = path.startswith("sales")
        sums = {"net_amount": line.net, "tax_amount": line.tax, "total_amount": line.net + line.tax}
        number = f"QE-{len(self.business.items(path)) + 1}"
        item = self.business.add(
            path, number, reference=number, contact=reference(contact), contact_name=contact["name"],
            contact_reference=contact["reference"], date=day.isoformat(), details=line.text, deleted_at=None,
            due_date=(day + timedelta(days=30)).isoformat(),
            quick_entry_type=base("quick_entry_types", "INVOICE", "Inv"),
            ledger_account=reference(self.keeper.accounts[line.account]), currency=currency(self.business.currency),
            tax_rate=base("tax_rates", line.rate, NAMES[line.rate]), exchange_rate="1.0", inverse_exchange_rate="1.0",
            status=base("artefact_statuses", "UNPAID", "Unpaid"), payments_allocations=[], migrated=False,
            tax_breakdown=[{"tax_rate": base("tax_rates", line.rate, NAMES[line.rate]), "amount": text(line.tax),
                            "percentage": text(SHARES[line.rate] * 100)}],
            **{name: text(amount) for name, amount in sums.items()}, outstanding_amount=text(line.net + line.tax),
            **{f"base_currency_{name}": text(amount) for name, amount in sums.items()},
            base_currency_outstanding_amount=text(line.net + line.tax), trade_of_asset=False,
            analysis_type_categories=[],
        )  # fmt: skip
        sign = 1 if sales else -1
        postings: list[Posting] = [
            (1100 if sales else 2100, sign * (line.net + line.tax), None),
            (line.account, -sign * line.net, line.rate),
            (2200 if sales else 2201, -sign * line.tax, None),
        ]
        self.keeper.post(path, item, day, line.net + line.tax, postings, self.money)
        return item

    def quote(self, path: str, contact: Json, day: date, lines: Sequence[Line]) -> Json:
        """A quote or an estimate, which stands in no ledger."""
        singular = path.removeprefix("sales_").removesuffix("s")
        net, tax = sum((each.net for each in lines), ZERO), sum((each.tax for each in lines), ZERO)
        place = len(self.business.items(path)) + 1
        item = self.business.add(
            path, f"Q-{place}", contact=reference(contact), contact_name=contact["name"], notes="", reference=None,
            contact_reference=contact["reference"], date=day.isoformat(), net_amount=text(net), tax_amount=text(tax),
            expiry_date=(day + timedelta(days=30)).isoformat(), total_amount=text(net + tax),
            currency=currency(self.business.currency), exchange_rate="1.0", inverse_exchange_rate="1.0", links=[],
            status={"id": "PENDING", "displayed_as": "Pending"}, sent=False, sent_by_email=False,
            **{f"{singular}_number_prefix": "Q-", f"{singular}_number": str(place)},
        )  # fmt: skip
        item[f"{singular}_lines"] = [self.keeper.line(item, at, each, self.money) for at, each in enumerate(lines, 1)]
        return item

    def allocate(self, contact: Json, day: date, parts: Sequence[tuple[str, Json, str]]) -> Json:
        """Documents of one contact set off against one another: (list, item, amount), credits negative."""
        item = self.business.add(
            "contact_allocations", f"Allocation of {contact['name']}", contact=reference(contact), links=[],
            date=day.isoformat(), deleted_at=None, transaction=None,
            transaction_type=base("transaction_types", "CUSTOMER_ALLOCATION", "Customer Allocation"),
            allocated_artefacts=[
                {"id": document["id"][::-1], "artefact": reference(document), "amount": amount}
                for _, document, amount in parts
            ],
        )  # fmt: skip
        for path, document, amount in parts:
            self.keeper.settle(path, document, abs(Decimal(amount)), day)
        return item

    def opening(self, contact: Json, day: date, amount: str) -> Json:
        """What a customer owed when the books were begun."""
        sum_ = Decimal(amount).quantize(CENT)
        item = self.business.add(
            "contact_opening_balances", f"OB {contact['name']}", contact=reference(contact), date=day.isoformat(),
            reference="OB", details="Opening balance", net_amount=text(sum_), tax_amount="0.0", total_amount=text(sum_),
            contact_opening_balance_type=base("contact_opening_balance_types", "INVOICE", "Invoice"), tax_rate=None,
            currency=currency(self.business.currency), exchange_rate="1.0", deleted_at=None, tax_breakdown=[],
            base_currency_net_amount=text(sum_), base_currency_tax_amount="0.0", base_currency_total_amount=text(sum_),
        )  # fmt: skip
        postings: list[Posting] = [(1100, sum_, None), (3000, -sum_, None)]
        self.keeper.post("contact_opening_balances", item, day, sum_, postings, self.money, "CUSTOMER_OB_INVOICE")
        self.business.get("transactions", item["transaction"]["id"])["origin"]["outstanding_amount"] = text(sum_)
        return item
