"""Writes ``.manager`` files by an encoder of its own, from the businesses that the emulator serves."""

from __future__ import annotations

import hashlib
import sqlite3
import uuid
from collections.abc import Iterable, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.emulators.manager import Business, builtin

Wire = Mapping[int, object]
"""A message by numbers; a value is encoded by its type, a list as a field that comes several times."""
TICKS = 639_000_000_000_000_000
"""In the autumn of 2025, as .NET counts."""
OBJECTS = (
    'CREATE TABLE Objects ("Key" TEXT PRIMARY KEY NOT NULL, ContentType TEXT, Content BLOB, Timestamp INTEGER)'
    " WITHOUT ROWID"
)
BLOBS = 'CREATE TABLE Blobs ("Key" TEXT PRIMARY KEY NOT NULL, Name TEXT, ContentType TEXT, Content BLOB)'
CHANGES = (
    'CREATE TABLE Changes ("Key" TEXT PRIMARY KEY NOT NULL, "Commit" TEXT, Object TEXT, User TEXT, Timestamp INTEGER,'
    " ContentTypeBefore TEXT, ContentTypeAfter TEXT, ContentBefore BLOB, ContentAfter BLOB)"
)

SOLD = {"Item": 1, "Account": 2, "LineDescription": 17, "Qty": 18, "TaxCode": 21, "DiscountPercentage": 23}
SALE, PURCHASE = {**SOLD, "SalesUnitPrice": 19}, {**SOLD, "PurchaseUnitPrice": 19}
MONEY = {
    "Item": 1,
    "Account": 2,
    "AccountsReceivableCustomer": 3,
    "AccountsReceivableSalesInvoice": 4,
    "AccountsPayableSupplier": 7,
    "PurchaseInvoice": 8,
    "LineDescription": 15,
    "Amount": 18,
    "TaxCode": 20,
}
MOVED = {"Item": 1, "LineDescription": 2, "Qty": 3}
ENTRY = {"Account": 1, "Debit": 13, "Credit": 14, "BankOrCashAccount": 29}
Numbers = Mapping[str, "int | tuple[int, Mapping[str, int]]"]
TYPES: Mapping[str, tuple[str, Numbers]] = {
    "business-details-form": (builtin.BUSINESS, {"Name": 1, "Address": 2}),
    "base-currency-form": (builtin.CURRENCY, {"Name": 2, "Code": 3, "DecimalPlaces": 5}),
    "foreign-currencies": ("6116531b-cb3d-4f85-b239-745972943a6b", {"Name": 1, "Code": 2, "DecimalPlaces": 4}),
    "exchange-rates": ("14240c19-3d08-4fe6-94bb-6dd17c4bcda6", {"Date": 1, "Currency": 2, "Rate": 6}),
    "balance-sheet-account-form": ("6ef13e42-ad89-4d42-9480-546e0c04a411", {"Name": 1, "Group": 3, "Code": 17}),
    "profit-and-loss-statement-account-form": (
        "26b9e4a5-ce10-4f30-94c7-23a1ca4428f9",
        {"Name": 1, "Group": 3, "Code": 11},
    ),
    "balance-sheet-group-form": ("c03d1921-7a45-4eda-8742-a2d9082dcf4f", {"Name": 1, "Group": 3}),
    "profit-and-loss-statement-group-form": ("5770616c-0e01-46ca-a172-f7042275da6c", {"Name": 1, "Type": 6}),
    "bank-and-cash-accounts": ("1408c33b-6284-4f50-9e31-48cbea21f3cf", {"Name": 1, "Currency": 3, "Code": 13}),
    "tax-codes": ("7f368d97-8b7f-4b39-b156-dc66afd9496a", {"Name": 1, "Rate": 4, "TaxRate": 5, "Type": 6}),
    "customers": (
        "ec37c11e-2b67-49c6-8a58-6eccb7dd75ee",
        {"Name": 1, "BillingAddress": 2, "Email": 3, "Code": 13, "Currency": 14},
    ),
    "suppliers": ("6d2dc48d-2053-4e45-8330-285ebd431242", {"Name": 1, "Email": 2, "Address": 7, "Code": 10}),
    "inventory-items": (
        "0dbdbf8a-d80c-48e6-b453-bb7862445b7c",
        {
            "ItemCode": 1,
            "DefaultPurchaseUnitPrice": 2,
            "DefaultSalesUnitPrice": 3,
            "ItemName": 11,
            "UnitName": 13,
            "HasDefaultPurchaseUnitPrice": 31,
            "HasDefaultSalesUnitPrice": 32,
        },
    ),
    "sales-invoices": (
        "ad12b60b-23bf-4421-94df-8be79cef533e",
        {
            "IssueDate": 1,
            "Reference": 2,
            "Customer": 3,
            "AmountsIncludeTax": 8,
            "Description": 12,
            "Discount": 31,
            "Lines": (49, SALE),
            "ExchangeRate": 64,
        },
    ),
    "credit-notes": (
        "245e5943-0092-409d-96ae-e2ee10eac75b",
        {"IssueDate": 1, "Reference": 2, "Customer": 3, "SalesInvoice": 8, "Lines": (22, SALE)},
    ),
    "purchase-invoices": (
        "58b9eb90-f6b8-4abc-8ea1-12fd77b8336e",
        {"IssueDate": 1, "Reference": 2, "Supplier": 3, "Lines": (23, PURCHASE)},
    ),
    "debit-notes": (
        "274fc6d0-2eac-43d0-8286-79c856e644aa",
        {"IssueDate": 1, "Reference": 2, "Supplier": 3, "PurchaseInvoice": 6, "Lines": (16, PURCHASE)},
    ),
    "receipts": (
        "7662b887-c8d8-486e-98fd-f9dbcd41c6dc",
        {"Date": 1, "Reference": 2, "PaidBy": 3, "Customer": 4, "Contact": 6, "ReceivedIn": 7, "Lines": (11, MONEY)},
    ),
    "payments": (
        "79f99d26-e43a-4ecb-a9c9-0774601a9b2e",
        {"Date": 1, "Reference": 2, "Payee": 3, "Supplier": 5, "Contact": 6, "PaidFrom": 7, "Lines": (11, MONEY)},
    ),
    "inter-account-transfers": (
        "dea4f923-c498-4504-b3ef-30be3c33175e",
        {"Date": 1, "PaidFrom": 2, "ReceivedIn": 3, "Reference": 6, "CreditAmount": 8, "DebitAmount": 9},
    ),
    "journal-entries": (
        "5ea52bc4-90ae-4e4a-aec4-ef1224b279ad",
        {"Date": 1, "Reference": 2, "Narration": 3, "Lines": (14, ENTRY)},
    ),
    "sales-quotes": ("ba89de75-cb87-4bde-b20f-314f01b31037", {"IssueDate": 1, "Reference": 2, "Customer": 3}),
    "delivery-notes": (
        "a0f6a539-f6a4-4a38-a69a-546a608a1f6d",
        {"Reference": 1, "DeliveryDate": 3, "Customer": 4, "Lines": (15, MOVED), "SalesInvoice": 19},
    ),
    "goods-receipts": (
        "866217a4-f841-47de-a4e6-87152405c88d",
        {"Reference": 1, "Date": 3, "Supplier": 4, "Lines": (15, MOVED)},
    ),
    "employees": ("dadb7f95-a5dd-45c0-945d-6ad4ee28776e", {}),
    "expense-claims": ("02572e0c-0167-4dbd-a392-08d8f67f3fe4", {}),
    "payslips": ("1d103fa7-6fc1-4951-811e-972968b842cc", {}),
    "divisions": ("cc7fc110-e3e4-4b3b-823d-86c4a4cdabbc", {}),
    "projects": ("5170f738-cfba-42e3-bb8e-a7d5c5ab66f2", {}),
    "fixed-assets": ("00082353-9fca-4ab4-91ae-20505479cbda", {}),
}
"""By list, or by form: the key of the type, and the number of each field; other fields get one above a hundred."""
ATTACHMENT = "2e541a82-94d7-42fc-a388-26bdc0803455"
UNKNOWN = 101


def varint(value: int) -> bytes:
    value &= (1 << 64) - 1
    found = bytearray()
    while value > 0x7F:
        found.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*found, value))


def encoded(message: Wire) -> bytes:
    """A message; nothing is written of what is the default of its type."""
    return b"".join(_field(number, value) for number, value in sorted(message.items()))


def _field(number: int, value: object) -> bytes:
    if isinstance(value, list):
        return b"".join(_field(number, each) for each in value)
    if isinstance(value, bool | int):
        return varint(number << 3) + varint(int(value)) if value else b""
    data = _data(value)
    return varint(number << 3 | 2) + varint(len(data)) + data if data or isinstance(value, dict) else b""


def _data(value: object) -> bytes:
    match value:
        case bytes():
            return value
        case uuid.UUID():
            return b"\x09" + value.bytes_le[:8] + b"\x11" + value.bytes_le[8:]
        case Decimal():
            sign, digits, exponent = value.as_tuple()
            assert isinstance(exponent, int)
            whole = int("".join(map(str, digits))) * 10 ** max(exponent, 0)
            scale = max(-exponent, 0) << 1 | sign
            return encoded({1: whole & (1 << 64) - 1, 2: whole >> 64, 3: scale})
        case date():
            days = (value - date(1970, 1, 1)).days
            return encoded({1: days << 1 if days >= 0 else -days * 2 - 1})
        case dict():
            return encoded(value)
        case _:
            return str(value).encode()


def wire(form: Mapping[str, Any], numbers: Numbers) -> dict[int, object]:
    """A form by numbers."""
    found: dict[int, object] = {}
    for place, (name, value) in enumerate(sorted(form.items())):
        number = numbers.get(name, UNKNOWN + place)
        if isinstance(number, tuple):
            found[number[0]] = [wire(line, number[1]) for line in value]
        else:
            found[number] = native(value)
    return found


def native(value: Any) -> object:  # noqa: ANN401 (any JSON)
    """A field of a form as the file has it: keys and days in forms of their own."""
    if isinstance(value, dict):
        return {UNKNOWN + place: native(each) for place, (_, each) in enumerate(sorted(value.items()))}
    if isinstance(value, list):
        return [native(each) for each in value]
    if not isinstance(value, str):
        return value
    if value.endswith("T00:00:00"):
        return date.fromisoformat(value[:10])
    try:
        return uuid.UUID(value) if len(value) == 36 else value
    except ValueError:
        return value


@dataclass
class Writing:
    """A file of a business: what more is in it than its objects, and what is wrong with it."""

    business: Business
    raw: dict[str, tuple[str, bytes]] = field(default_factory=dict)
    files: dict[str, tuple[str, bytes, str | None]] = field(default_factory=dict)
    history: bool = True

    def objects(self) -> Iterable[tuple[str, str, bytes]]:
        """Key, type and content of every object."""
        for key, name in builtin.NAMES.items():
            yield key, key, encoded({1: name})
        for form, kept in self.business.forms.items():
            type_, numbers = TYPES[form]
            yield from ((key, type_, encoded(wire(fields, numbers))) for key, fields in kept.items())
        for path in self.business.tables:
            if path in TYPES:
                type_, numbers = TYPES[path]
                for key, fields in self.business.entries(path):
                    yield key, type_, encoded(wire(fields, numbers))
        for key, (name, data, on) in self.files.items():
            told = {2: name, 4: len(data), 12: hashlib.sha256(data).digest()}
            yield key, ATTACHMENT, encoded({**told, **({6: uuid.UUID(on)} if on else {})})
        for key, (type_, content) in self.raw.items():
            yield key, type_, content

    def write(self, path: Path) -> Path:
        """Write it; the same bytes each time."""
        with closing(sqlite3.connect(path)) as tables, tables:
            for statement in (OBJECTS, BLOBS, CHANGES) if self.history else (OBJECTS, BLOBS):
                tables.execute(statement)
            rows = sorted(self.objects())
            tables.executemany(
                "INSERT INTO Objects VALUES (?, ?, ?, ?)",
                [(*row, TICKS + place * 10_000_000) for place, row in enumerate(rows)],
            )
            tables.executemany(
                "INSERT INTO Blobs VALUES (?, ?, ?, ?)",
                [(key, name, "image/png", data) for key, (name, data, _) in sorted(self.files.items())],
            )
            if self.history:
                tables.executemany("INSERT INTO Changes VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", self._changes(rows))
        return path

    @staticmethod
    def _changes(rows: Iterable[tuple[str, str, bytes]]) -> Iterable[tuple[object, ...]]:
        """Every object was entered; the first invoice was entered otherwise."""
        for place, (key, type_, content) in enumerate(rows):
            commit = str(uuid.UUID(int=place + 1))
            yield (
                str(uuid.uuid5(uuid.UUID(key), "change")),
                commit,
                key,
                "anna",
                TICKS + place,
                None,
                type_,
                None,
                content,
            )
