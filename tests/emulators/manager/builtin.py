"""Accounts that every business has: each is known by the key of its type, the same everywhere."""

from __future__ import annotations

RECEIVABLE = "d1489e95-bb28-4f5d-b42e-67d3291b3893"
PAYABLE = "dac7ba37-0ccd-45e5-906e-548e6c50df37"
CASH = "6d4af96a-0959-4bb2-9160-fa825ec67c43"
TAX = "30c697fa-4196-438a-ab5a-1957478034b1"
INVENTORY = "0fb45a62-fc42-43a8-a776-782e8b5ffc96"
CLAIMS = "f728124f-c6b6-4dad-82c5-22fc0d8d0571"
CLEARING = "650a36fe-801f-4031-8d5b-ab422d061fca"
DEPRECIATED = "f813a6c8-1ead-46bd-8911-f12714be193c"
RETAINED = "74dfd025-d68e-4a99-9c78-5d43e17c0e09"
SOLD = "ea44f579-9548-4954-baf0-48538aceff1e"
BOUGHT = "aa80b662-3642-4c08-b328-2fccf132ceb1"
DEPRECIATION = "fb6fdbfd-b39f-4674-8928-10c2bdd87e58"
EXCHANGE = "635ddd64-1176-4d35-b1c2-2d7d3bb12bb6"

NAMES = {
    RECEIVABLE: "Accounts receivable",
    PAYABLE: "Accounts payable",
    CASH: "Cash & cash equivalents",
    TAX: "Tax payable",
    INVENTORY: "Inventory on hand",
    CLAIMS: "Expense claims",
    CLEARING: "Employee clearing account",
    DEPRECIATED: "Fixed assets, accumulated depreciation",
    RETAINED: "Retained earnings",
    SOLD: "Inventory - sales",
    BOUGHT: "Inventory - cost",
    DEPRECIATION: "Fixed assets - depreciation",
    EXCHANGE: "Foreign exchange gains (losses)",
}
RESULT = frozenset({SOLD, BOUGHT, DEPRECIATION, EXCHANGE})
"""Those of the profit and loss statement."""

ASSETS, LIABILITIES, EQUITY = (
    "4c05c221-ca57-4c7c-be62-115669302ed4",
    "ed5a19f6-12c5-45cc-b4b7-4e79f7ef50bc",
    "9275ff4c-4cff-41d0-b7b5-f31c783f03d8",
)
INCOME, EXPENSES = "95713fac-30d3-42e4-b536-dd7bc4f7a80e", "fd003045-876e-439e-b923-1904453f5c30"
"""Groups that accounts belong under."""
BUSINESS, CURRENCY = "38cf4712-6e95-4ce1-b53a-bff03edad273", "39dde4fc-7af8-44cc-8572-3b1ff4cfb918"
"""The two singles."""
