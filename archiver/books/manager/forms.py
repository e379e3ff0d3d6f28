"""The objects of a ``.manager`` file by their types: which field of the form each number is, as far as that is known.

What two independent readers agree on stands here; any other field keeps its number as its name.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

Fields = Mapping[int, tuple[str, "str | Fields"]]
"""By number: the name of a field, and a letter for its form, or the fields of each of its lines."""


def _sold(customer: bool) -> Fields:
    price = "SalesUnitPrice" if customer else "PurchaseUnitPrice"
    return {
        1: ("Item", "guid"),
        2: ("Account", "guid"),
        17: ("LineDescription", "text"),
        18: ("Qty", "decimal"),
        19: (price, "decimal"),
        21: ("TaxCode", "guid"),
        23: ("DiscountPercentage", "decimal"),
        24: ("DiscountAmount", "decimal"),
    }


_MOVED: Fields = {1: ("Item", "guid"), 2: ("LineDescription", "text"), 3: ("Qty", "decimal")}
_MONEY: Fields = {
    1: ("Item", "guid"),
    2: ("Account", "guid"),
    3: ("AccountsReceivableCustomer", "guid"),
    4: ("AccountsReceivableSalesInvoice", "guid"),
    7: ("AccountsPayableSupplier", "guid"),
    8: ("PurchaseInvoice", "guid"),
    15: ("LineDescription", "text"),
    18: ("Amount", "decimal"),
    20: ("TaxCode", "guid"),
}
_PARTIES: Fields = {3: ("PaidBy", "number"), 4: ("Customer", "guid"), 5: ("Supplier", "guid"), 6: ("Contact", "text")}
_DATED: Fields = {1: ("Date", "day"), 2: ("Reference", "text")}
_ISSUED: Fields = {1: ("IssueDate", "day"), 2: ("Reference", "text"), 12: ("Description", "text")}
_CUSTOMER: Fields = {3: ("Customer", "guid")}
_SUPPLIER: Fields = {3: ("Supplier", "guid")}
_GROUPED: Fields = {1: ("Name", "text"), 3: ("Group", "guid")}


@dataclass(frozen=True, slots=True)
class Form:
    """A type of objects: its name, the list that has them in the program, and its fields."""

    name: str
    list: str
    fields: Fields = field(default_factory=dict)


FORMS: Mapping[str, Form] = {
    "38cf4712-6e95-4ce1-b53a-bff03edad273": Form(
        "BusinessDetails", "business-details", {1: ("Name", "text"), 2: ("Address", "text")}
    ),
    "39dde4fc-7af8-44cc-8572-3b1ff4cfb918": Form(
        "BaseCurrency", "base-currency", {2: ("Name", "text"), 3: ("Code", "text"), 5: ("DecimalPlaces", "number")}
    ),
    "6116531b-cb3d-4f85-b239-745972943a6b": Form(
        "ForeignCurrency",
        "foreign-currencies",
        {1: ("Name", "text"), 2: ("Code", "text"), 4: ("DecimalPlaces", "number"), 6: ("Inactive", "flag")},
    ),
    "14240c19-3d08-4fe6-94bb-6dd17c4bcda6": Form(
        "ExchangeRate", "exchange-rates", {1: ("Date", "day"), 2: ("Currency", "guid"), 6: ("Rate", "decimal")}
    ),
    "6ef13e42-ad89-4d42-9480-546e0c04a411": Form(
        "BalanceSheetAccount", "chart-of-accounts", {**_GROUPED, 17: ("Code", "text")}
    ),
    "26b9e4a5-ce10-4f30-94c7-23a1ca4428f9": Form(
        "ProfitAndLossStatementAccount", "chart-of-accounts", {**_GROUPED, 11: ("Code", "text")}
    ),
    "c03d1921-7a45-4eda-8742-a2d9082dcf4f": Form("BalanceSheetGroup", "balance-sheet-groups", _GROUPED),
    "5770616c-0e01-46ca-a172-f7042275da6c": Form(
        "ProfitAndLossStatementGroup", "profit-and-loss-statement-groups", {1: ("Name", "text"), 6: ("Type", "number")}
    ),
    "1408c33b-6284-4f50-9e31-48cbea21f3cf": Form(
        "BankOrCashAccount",
        "bank-and-cash-accounts",
        {1: ("Name", "text"), 3: ("Currency", "guid"), 13: ("Code", "text")},
    ),
    "7f368d97-8b7f-4b39-b156-dc66afd9496a": Form(
        "TaxCode",
        "tax-codes",
        {
            1: ("Name", "text"),
            4: ("Rate", "decimal"),
            5: ("TaxRate", "number"),
            6: ("Type", "number"),
            10: ("Inactive", "flag"),
        },
    ),
    "ec37c11e-2b67-49c6-8a58-6eccb7dd75ee": Form(
        "Customer",
        "customers",
        {
            1: ("Name", "text"),
            2: ("BillingAddress", "text"),
            3: ("Email", "text"),
            13: ("Code", "text"),
            14: ("Currency", "guid"),
            15: ("Inactive", "flag"),
        },
    ),
    "6d2dc48d-2053-4e45-8330-285ebd431242": Form(
        "Supplier",
        "suppliers",
        {
            1: ("Name", "text"),
            2: ("Email", "text"),
            7: ("Address", "text"),
            10: ("Code", "text"),
            11: ("Currency", "guid"),
            12: ("Inactive", "flag"),
        },
    ),
    "0dbdbf8a-d80c-48e6-b453-bb7862445b7c": Form(
        "InventoryItem",
        "inventory-items",
        {
            1: ("ItemCode", "text"),
            2: ("DefaultPurchaseUnitPrice", "decimal"),
            3: ("DefaultSalesUnitPrice", "decimal"),
            10: ("Inactive", "flag"),
            11: ("ItemName", "text"),
            13: ("UnitName", "text"),
            31: ("HasDefaultPurchaseUnitPrice", "flag"),
            32: ("HasDefaultSalesUnitPrice", "flag"),
        },
    ),
    "ad12b60b-23bf-4421-94df-8be79cef533e": Form(
        "SalesInvoice",
        "sales-invoices",
        {
            **_ISSUED,
            **_CUSTOMER,
            8: ("AmountsIncludeTax", "flag"),
            22: ("DueDateDays", "number"),
            31: ("Discount", "flag"),
            32: ("DiscountType", "number"),
            49: ("Lines", _sold(customer=True)),
            64: ("ExchangeRate", "decimal"),
        },
    ),
    "245e5943-0092-409d-96ae-e2ee10eac75b": Form(
        "CreditNote",
        "credit-notes",
        {
            **_DATED,
            **_CUSTOMER,
            1: ("IssueDate", "day"),
            8: ("SalesInvoice", "guid"),
            22: ("Lines", _sold(customer=True)),
        },
    ),
    "58b9eb90-f6b8-4abc-8ea1-12fd77b8336e": Form(
        "PurchaseInvoice",
        "purchase-invoices",
        {
            **_SUPPLIER,
            1: ("IssueDate", "day"),
            2: ("Reference", "text"),
            23: ("Lines", _sold(customer=False)),
            61: ("ExchangeRate", "decimal"),
            62: ("ExchangeRateIsInverse", "flag"),
        },
    ),
    "274fc6d0-2eac-43d0-8286-79c856e644aa": Form(
        "DebitNote",
        "debit-notes",
        {
            **_SUPPLIER,
            1: ("IssueDate", "day"),
            2: ("Reference", "text"),
            6: ("PurchaseInvoice", "guid"),
            16: ("Lines", _sold(customer=False)),
        },
    ),
    "7662b887-c8d8-486e-98fd-f9dbcd41c6dc": Form(
        "Receipt",
        "receipts",
        {**_DATED, **_PARTIES, 7: ("ReceivedIn", "guid"), 11: ("Lines", _MONEY), 45: ("ExchangeRate", "decimal")},
    ),
    "79f99d26-e43a-4ecb-a9c9-0774601a9b2e": Form(
        "Payment",
        "payments",
        {**_DATED, **_PARTIES, 3: ("Payee", "number"), 7: ("PaidFrom", "guid"), 11: ("Lines", _MONEY)},
    ),
    "dea4f923-c498-4504-b3ef-30be3c33175e": Form(
        "InterAccountTransfer",
        "inter-account-transfers",
        {
            1: ("Date", "day"),
            2: ("PaidFrom", "guid"),
            3: ("ReceivedIn", "guid"),
            6: ("Reference", "text"),
            8: ("CreditAmount", "decimal"),
            9: ("DebitAmount", "decimal"),
        },
    ),
    "5ea52bc4-90ae-4e4a-aec4-ef1224b279ad": Form(
        "JournalEntry",
        "journal-entries",
        {
            **_DATED,
            3: ("Narration", "text"),
            14: (
                "Lines",
                {
                    1: ("Account", "guid"),
                    13: ("Debit", "decimal"),
                    14: ("Credit", "decimal"),
                    29: ("BankOrCashAccount", "guid"),
                },
            ),
        },
    ),
    "ba89de75-cb87-4bde-b20f-314f01b31037": Form(
        "SalesQuote", "sales-quotes", {**_CUSTOMER, **_DATED, 1: ("IssueDate", "day")}
    ),
    "a0f6a539-f6a4-4a38-a69a-546a608a1f6d": Form(
        "DeliveryNote",
        "delivery-notes",
        {
            1: ("Reference", "text"),
            3: ("DeliveryDate", "day"),
            4: ("Customer", "guid"),
            15: ("Lines", _MOVED),
            19: ("SalesInvoice", "guid"),
        },
    ),
    "866217a4-f841-47de-a4e6-87152405c88d": Form(
        "GoodsReceipt",
        "goods-receipts",
        {
            1: ("Reference", "text"),
            3: ("Date", "day"),
            4: ("Supplier", "guid"),
            11: ("InventoryLocation", "guid"),
            15: ("Lines", _MOVED),
            17: ("PurchaseInvoice", "guid"),
        },
    ),
    "2e541a82-94d7-42fc-a388-26bdc0803455": Form(
        "Attachment",
        "attachments",
        {
            1: ("Date", "day"),
            2: ("Name", "text"),
            3: ("ContentType", "text"),
            4: ("Size", "number"),
            6: ("Object", "guid"),
            12: ("Sha256", "bytes"),
        },
    ),
    "4c5dac8f-2d5e-4634-a51b-0bbdd021a499": Form("LockDate", "lock-date", {1: ("Date", "day"), 2: ("Locked", "flag")}),
    "a9a71e47-82b3-49db-8aec-898adb460a80": Form("Schema", "schema", {1: ("Version", "number")}),
}
"""The types whose fields are known, by their keys."""
