"""The types of objects in a ``.manager`` file, by their keys, of which no more is known than the list that has them."""

from __future__ import annotations

from collections.abc import Mapping

from archiver.books.manager import builtin
from archiver.books.manager.forms import FORMS, Fields, Form

LISTS: Mapping[str, str] = {
    "d33519a3-e8e0-4556-9833-b744a58dd2f7": "amortization-entries",
    "a3b1d610-b5e8-4f17-8e97-e53e69b78bb5": "bank-reconciliations",
    "6bfb652c-11cb-46fa-9e5a-c5950ccbae15": "billable-time",
    "b9c4cd62-7569-44f0-bc62-9df3007a6a5c": "capital-accounts",
    "75cdc055-6dec-4381-bc40-b670366e6abc": "depreciation-entries",
    "cc7fc110-e3e4-4b3b-823d-86c4a4cdabbc": "divisions",
    "a4ddb0e3-b207-4fee-aa01-f104b6c09932": "email-settings",
    "dadb7f95-a5dd-45c0-945d-6ad4ee28776e": "employees",
    "02572e0c-0167-4dbd-a392-08d8f67f3fe4": "expense-claims",
    "563d7f9e-d64c-49ec-a938-e5531e72f4d8": "expense-claim-payers",
    "00082353-9fca-4ab4-91ae-20505479cbda": "fixed-assets",
    "5d6fae1e-ff34-4870-80e9-8a755842d46e": "folders",
    "94d5307e-4332-4545-ab1e-1528c9032b7d": "intangible-assets",
    "efc4f2cc-acf0-4815-a9a8-13bae00c6167": "inventory-kits",
    "fae8151d-252e-45e3-b1f4-e048075b8983": "inventory-locations",
    "7eaafddc-54c9-4235-98d2-e8a1ee438150": "inventory-transfers",
    "d7ff6694-f1ef-419f-8ae2-55527a02e95f": "inventory-write-offs",
    "a8f95068-fc73-43f7-aabb-fd868e506b51": "investments",
    "4dada073-022f-464e-bdb3-ff38c83e577f": "late-payment-fees",
    "7affe9ee-731f-4936-8acf-15cae7bcacee": "non-inventory-items",
    "1d103fa7-6fc1-4951-811e-972968b842cc": "payslips",
    "73af4c68-c347-4088-8846-758f1e7bc5bb": "payslip-contribution-items",
    "0444eb18-6fc5-4d1f-be8b-c114da01832c": "payslip-deduction-items",
    "ab02f6ab-c91c-4fc2-b979-66a6682c200e": "payslip-earnings-items",
    "da996523-e77e-493c-b134-31c6c6ccae4a": "production-orders",
    "5170f738-cfba-42e3-bb8e-a7d5c5ab66f2": "projects",
    "a26bbea1-57aa-4fd9-b7c9-e26b83114385": "purchase-orders",
    "38d606f7-6358-4ace-9d1d-f6c0b9ea9d68": "purchase-quotes",
    "10ac4ab8-df74-4faf-b7fc-eb343556fb1b": "recurring-inter-account-transfers",
    "b4c1b390-351e-4579-b43b-412b920cddaf": "recurring-journal-entries",
    "789d22dc-bc42-4952-a591-60123b344726": "recurring-payments",
    "ae6e14e3-1d3d-4996-b466-ba41732a8dbe": "recurring-payslips",
    "11de04ac-c448-4665-b206-8aa631e63532": "recurring-purchase-invoices",
    "3be38758-7bf2-46f1-84a5-34e8748cade0": "recurring-purchase-orders",
    "1c7ecd01-eb32-47b1-8ccd-e85f77969b03": "recurring-receipts",
    "81385989-81e5-48c7-a819-c344324c1c01": "recurring-sales-invoices",
    "dd7d5b17-c4be-4369-b0f5-79361525f3c2": "recurring-sales-orders",
    "1ca6ee3a-3583-41d8-83b1-74ac9129e1c1": "recurring-sales-quotes",
    "2dac5598-128d-4954-b2e4-21515047b3a7": "sales-orders",
    "e495f4e8-5fad-48ac-8a66-f35049ac4ef3": "special-accounts",
    "8112e1a9-fe00-47c4-9d7a-2d034f8a1f34": "users",
    "c6a5d19f-6f47-4716-841d-ba06ca9fc311": "user-permissions",
    "8f7510d9-a92d-4b4c-9421-fd745e198b3c": "withholding-tax-receipts",
}
CHART = "chart-of-accounts"
NAMED: Fields = {1: ("Name", "text")}
"""The one field of a built-in account whose number is known."""
SETTINGS = "settings"
"""Where objects of any other type stand: the set-up of the program, its reports and themes."""


def form(type_: str) -> Form:
    """What is known of a type."""
    if type_ in builtin.ACCOUNTS:
        return Form(builtin.ACCOUNTS[type_].name, CHART, NAMED)
    return FORMS.get(type_) or Form(LISTS.get(type_, type_), LISTS.get(type_, SETTINGS))
