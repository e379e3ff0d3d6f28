"""What every business has from the start: its accounts and groups bear the key of their type, the same everywhere."""

from __future__ import annotations

from typing import NamedTuple

ASSETS = "4c05c221-ca57-4c7c-be62-115669302ed4"
LIABILITIES = "ed5a19f6-12c5-45cc-b4b7-4e79f7ef50bc"
EQUITY = "9275ff4c-4cff-41d0-b7b5-f31c783f03d8"
INCOME = "95713fac-30d3-42e4-b536-dd7bc4f7a80e"
EXPENSES = "fd003045-876e-439e-b923-1904453f5c30"
GROUPS = {ASSETS: "asset", LIABILITIES: "liability", EQUITY: "equity", INCOME: "income", EXPENSES: "expense"}
"""Where the groups of a chart of accounts end, and the type of an account there."""
GROUP_TYPES = {"0": "income", "1": "expense"}
"""The types of the groups of profit and loss."""


class Account(NamedTuple):
    """A built-in account: its type and what it is for, as codes of ours, and its English name."""

    type: str
    role: str | None
    name: str


RECEIVABLE = "d1489e95-bb28-4f5d-b42e-67d3291b3893"
PAYABLE = "dac7ba37-0ccd-45e5-906e-548e6c50df37"
TAX = "30c697fa-4196-438a-ab5a-1957478034b1"
CLAIMS = "f728124f-c6b6-4dad-82c5-22fc0d8d0571"
CASH = "6d4af96a-0959-4bb2-9160-fa825ec67c43"

ACCOUNTS = {
    RECEIVABLE: Account("asset", "receivable", "Accounts receivable"),
    PAYABLE: Account("liability", "payable", "Accounts payable"),
    TAX: Account("liability", "tax", "Tax payable"),
    CLAIMS: Account("liability", "other", "Expense claims"),
    CASH: Account("asset", "bank", "Cash at bank"),
    "059dbfb9-1c80-4043-887f-0fc441099fe0": Account("asset", None, "Billable expenses"),
    "9f3c0a1a-dd0b-4b5c-ba50-3e4939a0e90c": Account("asset", None, "Billable time"),
    "054dfae1-c34a-475e-abde-49e0385ffc9a": Account("equity", None, "Capital accounts"),
    "650a36fe-801f-4031-8d5b-ab422d061fca": Account("liability", None, "Employee clearing account"),
    "f813a6c8-1ead-46bd-8911-f12714be193c": Account("asset", "fixed_asset", "Fixed assets, accumulated depreciation"),
    "4a0e8917-fee2-4033-9161-48dd513fdb73": Account("asset", "fixed_asset", "Fixed assets, at cost"),
    "aa12d048-bfbd-47dc-a5b8-03e35c417996": Account("asset", "fixed_asset", "Intangible assets, amortization"),
    "31d369e3-32c7-4bd2-bb83-9c1c58010c1a": Account("asset", "fixed_asset", "Intangible assets, at cost"),
    "0fb45a62-fc42-43a8-a776-782e8b5ffc96": Account("asset", "inventory", "Inventory on hand"),
    "352897d1-e7fe-462e-9965-458ed9e27b82": Account("asset", "stock", "Investments"),
    "30a1b83c-68a8-4f2c-ae70-25b0acc2d12a": Account("asset", "inventory", "Production in progress"),
    "74dfd025-d68e-4a99-9c78-5d43e17c0e09": Account("equity", "retained_earnings", "Retained earnings"),
    "11211c9e-0988-4d16-8bf2-fa39487123aa": Account("asset", None, "Suspense"),
    "a4dffac2-35d1-47e1-a4bd-b6de15975fdb": Account("liability", None, "Withholding tax payable"),
    "c66de1bf-6f63-4bc8-9452-0b019e41c47f": Account("asset", None, "Withholding tax receivable"),
    "234d263d-cf0e-4e3e-85ca-ef899016e58a": Account("expense", None, "Billable expenses - cost"),
    "1ae41f36-c83a-428c-be23-a99714110807": Account("income", None, "Billable expenses - invoiced"),
    "8d86390b-b90f-4cf6-862b-9b4050449b91": Account("income", None, "Billable time - invoiced"),
    "03d41bd1-8dd4-4ce3-9b82-5ce17a40171a": Account("income", None, "Billable time - movement"),
    "635ddd64-1176-4d35-b1c2-2d7d3bb12bb6": Account("income", None, "Foreign exchange gains (losses)"),
    "fb6fdbfd-b39f-4674-8928-10c2bdd87e58": Account("expense", None, "Fixed assets - depreciation"),
    "428ea9ba-4679-4568-b05b-7fcf62504893": Account("expense", None, "Fixed assets - loss on disposal"),
    "43e14984-202e-4e9e-b843-d417dddcd3d2": Account("expense", None, "Intangible assets - loss on disposal"),
    "83d56444-fed8-4de8-8e58-e325a370ae44": Account("expense", None, "Intangible assets - amortization"),
    "aa80b662-3642-4c08-b328-2fccf132ceb1": Account("expense", None, "Inventory - cost"),
    "ea44f579-9548-4954-baf0-48538aceff1e": Account("income", None, "Inventory - sales"),
    "841b2acb-8bb5-4742-864e-4226fa421f44": Account("income", None, "Late payment fees"),
    "2aa99eac-faca-4017-a157-edbbbcb160ac": Account("expense", None, "Rounding expense"),
    "de8d014f-e862-4ab5-88cc-335d464315a6": Account("income", None, "Capital gains on investments"),
}
"""The built-in accounts; a business may call them otherwise."""
BUSINESS_DETAILS = "38cf4712-6e95-4ce1-b53a-bff03edad273"
BASE_CURRENCY = "39dde4fc-7af8-44cc-8572-3b1ff4cfb918"
"""Forms of which a business has one each."""
