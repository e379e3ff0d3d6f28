"""Tax agencies, codes and rates, and the taxes of each document."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal

from archiver import kinds
from archiver.books.quickbooks.fields import (
    HOME_CURRENCY,
    MOMENTS,
    About,
    Item,
    about_entry,
    day,
    flag,
    inner,
    name,
    number,
    of,
    plain,
    preferring,
    ref,
    signed,
    text,
    whole,
)
from archiver.books.quickbooks.lists import ListOf, Rows
from archiver.books.quickbooks.names import Names
from archiver.books.quickbooks.table import Table
from archiver.model import Kind, Record, Value

DIRECTIONS = {
    **dict.fromkeys(("invoices", "sales_receipts", "credit_notes", "refund_receipts", "estimates"), "collected"),
    **dict.fromkeys(("bills", "vendor_credits", "purchases", "purchase_orders"), "recoverable"),
}
RATE_LISTS = {
    "SalesTaxRateList": "collected",
    "PurchaseTaxRateList": "recoverable",
    "AdjustmentTaxRateList": None,
}


TOLD = {
    "id": "TxnTaxDetail.TaxLine",
    "document_id": "Id",
    "number": "DocNumber",
    "date": "TxnDate",
    "tax_code": "TaxCode.Name",
    "currency": "CurrencyRef.value",
}
TOLD_OF_CODES = {"tax_code_id": "Id", "tax_code": "Name", "direction": ", ".join(RATE_LISTS)}
TOLD_OF_PERIODS = {"rate_id": "Id", "rate_name": "Name"}


class Lines:
    """The taxes of a document, a row for each rate: amounts as printed on it."""

    def __init__(self) -> None:
        carrier = kinds.kind("tax_code_rates")
        rate_name = carrier.columns[carrier.keys.index("rate_name")]
        fields = {
            "id": of(lambda about: about.line_id),
            "document_kind": of(lambda about: about.kind),
            "document_id": of(lambda about: about.id),
            "number": of(lambda about: about.number),
            "date": of(lambda about: about.day),
            "tax_code_id": of(lambda about: about.tax_code, "TxnTaxDetail.TxnTaxCodeRef.value"),
            "tax_code": of(lambda about: about.names.of("tax_codes", about.tax_code)),
            "rate_id": ref("TaxRateRef"),
            "rate": number("TaxPercent"),
            "base": signed("NetAmountTaxable"),
            "tax": signed("Amount"),
            "direction": of(lambda about: DIRECTIONS.get(about.kind)),
            "currency": of(lambda about: about.currency),
            "rate_name": name("TaxRateRef", "tax_rates"),
        }
        self._table = Table(kinds.kind("tax_lines").adding(rate_name), fields, ("DetailType", "PercentBased"), TOLD)

    @property
    def kind(self) -> Kind:
        """The kind of these rows, with our column."""
        return self._table.kind

    def of(self, item: Item, about: About) -> list[Record]:
        """The tax lines of one document."""
        detail = inner(item, "TxnTaxDetail")
        lines = detail.get("TaxLine")
        if not lines:
            return []
        about.tax_code = plain(inner(detail, "TxnTaxCodeRef").get("value"))
        found = []
        for place, line in enumerate(lines, 1):
            about.line_id = f"{about.kind}/{about.id}/{place}"
            flat = {**line, **inner(line, "TaxLineDetail")}
            flat.pop("TaxLineDetail", None)
            found.append(self._table.row(flat, about, about.line_id))
        return found


class Codes:
    """Tax codes, with the rates that each applies."""

    def __init__(self) -> None:
        codes = {
            "id": text("Id"),
            "name": text("Name"),
            "description": text("Description"),
            "active": flag("Active"),
        }
        rates = {
            "id": of(lambda about: about.line_id),
            "tax_code_id": of(lambda about: about.id),
            "tax_code": of(lambda about: about.number),
            "line": of(lambda about: Decimal(about.position)),
            "rate_id": ref("TaxRateRef"),
            "rate_name": name("TaxRateRef", "tax_rates"),
            "direction": of(lambda about: about.kind or None),
        }
        self._codes = Table(kinds.kind("tax_codes"), codes, (f"{each}.TaxRateDetail" for each in RATE_LISTS))
        self._rates = Table(kinds.kind("tax_code_rates"), rates, told=TOLD_OF_CODES)
        self.kinds = (self._codes.kind, self._rates.kind)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One code."""
        about = about_entry(item, names)
        about.number = plain(item.get("Name"))
        if about.number:
            names.learn("tax_codes", about.id, about.number)
        rates = []
        for about.position, (direction, rate) in enumerate(_rates(item), 1):
            about.kind, about.line_id = direction or "", f"{about.id}/{about.position}"
            rates.append(self._rates.row(rate, about, about.line_id))
        return {"tax_codes": (self._codes.document(item, about),), "tax_code_rates": rates}


def _rates(item: Item) -> Iterator[tuple[str | None, Item]]:
    for key, direction in RATE_LISTS.items():
        for rate in inner(item, key).get("TaxRateDetail") or ():
            yield direction, rate


class Rates:
    """Tax rates, and what each was in the course of time."""

    def __init__(self) -> None:
        rates = {
            "id": text("Id"),
            "name": text("Name"),
            "rate": number("RateValue"),
            "tax_agency_id": ref("AgencyRef"),
            "tax_agency": name("AgencyRef", "tax_agencies"),
            "active": flag("Active"),
        }
        periods = {
            "id": of(lambda about: about.line_id),
            "rate_id": of(lambda about: about.id),
            "rate_name": of(lambda about: about.number),
            "rate": number("RateValue"),
            "valid_from": day("EffectiveDate"),
            "valid_until": day("EndDate"),
        }
        self._rates = Table(kinds.kind("tax_rates"), rates, ("EffectiveTaxRate",))
        self._periods = Table(kinds.kind("tax_rate_periods"), periods, told=TOLD_OF_PERIODS)
        self.kinds = (self._rates.kind, self._periods.kind)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One rate."""
        about = about_entry(item, names)
        about.number = plain(item.get("Name"))
        if about.number:
            names.learn("tax_rates", about.id, about.number)
        periods = []
        for about.position, period in enumerate(item.get("EffectiveTaxRate") or (), 1):
            about.line_id = f"{about.id}/{about.position}"
            periods.append(self._periods.row(period, about, about.line_id))
        return {"tax_rates": (self._rates.document(item, about),), "tax_rate_periods": periods}


class Classifications:
    """Categories by which sales tax is decided, whose fields are written small."""

    def __init__(self) -> None:
        fields = {
            "id": preferring(text("id"), text("Id")),
            "code": preferring(text("code"), text("Code")),
            "name": preferring(text("name"), text("Name")),
            "description": preferring(text("description"), text("Description")),
            "type": whole(_applicable, "applicableTo", "ApplicableTo"),
            "parent_id": ref("ParentRef"),
        }
        self._table = Table(kinds.kind("tax_classifications"), fields)
        self.kinds = (self._table.kind,)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One category."""
        about = about_entry(item if "Id" in item else {"Id": item["id"]}, names)
        return {"tax_classifications": (self._table.document(item, about),)}


def _applicable(item: Item, about: About) -> Value:
    given = item.get("applicableTo") or item.get("ApplicableTo") or ()
    return ", ".join(map(str, given)) if isinstance(given, list) else plain(given)


class Payments:
    """Taxes paid to the agencies, where QuickBooks keeps them (Australia, United Kingdom)."""

    def __init__(self) -> None:
        fields = {
            "id": text("Id"),
            "date": day("PaymentDate"),
            "account_id": ref("PaymentAccountRef"),
            "account": name("PaymentAccountRef", "accounts"),
            "amount": number("PaymentAmount"),
            "currency": of(lambda about: about.names.home),
            "refund": flag("Refund"),
            "description": text("Description"),
            "status": of(lambda about: "posted"),
            **MOMENTS,
        }
        self._table = Table(kinds.kind("tax_payments"), fields, told={"currency": HOME_CURRENCY})
        self.kinds = (self._table.kind,)

    def __call__(self, item: Item, names: Names) -> Rows:
        """One payment."""
        return {"tax_payments": (self._table.document(item, about_entry(item, names)),)}


def lists() -> Mapping[str, ListOf | Codes | Rates | Classifications]:
    """The lists of taxes by entity, rates before the codes that name them."""
    agency = {"name": text("DisplayName"), "tax_number": text("TaxRegistrationNumber"), "active": flag("Active")}
    return {
        "TaxAgency": ListOf("tax_agencies", agency, ("DisplayName",)),
        "TaxRate": Rates(),
        "TaxCode": Codes(),
        "TaxClassification": Classifications(),
    }
