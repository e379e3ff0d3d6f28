"""What does not belong in an archive: pay links, signed addresses, identity and social insurance numbers, bank details.

The numbers under which companies are registered for sales tax stay: accountants need them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from archiver.books.quickbooks.fields import Item

MASKED = "[masked]"
SECRET = frozenset(
    {
        "InvoiceLink",
        "InvoiceLinkSecurityCode",
        "TempDownloadUri",
        "ThumbnailTempDownloadUri",
        "TaxIdentifier",
        "PrimaryTaxIdentifier",
        "SecondaryTaxIdentifier",
        "EmployerId",
        "SSN",
        "BankNum",
        "VendorPaymentBankDetail",
        "CreditChargeInfo",
        "CreditChargeResponse",
        "CCDetail",
    }
)
"""Fields that are masked wherever they stand, with all that is in them."""
WITHIN = {"CheckPayment": frozenset({"AcctNum", "NameOnAcct", "BankName"})}
"""Fields that are secret in one place only: elsewhere they are the number of an account or of a customer."""
NOTHING: frozenset[str] = frozenset()
SIGNED = re.compile(
    r"https?://[^\s<>\"]*[?&](?:X-Amz-Signature|X-Amz-Security-Token|Signature|sig)=[^\s<>\"]*(?<![.,;:!?)\]])",
    re.IGNORECASE,
)
"""A signed address, wherever it stands in a text, without what ends a sentence there."""
SHORTEST_SIGNED = 40


def masked(item: Item, entity: str) -> tuple[Item, frozenset[str]]:
    """The item without its secrets, and their names as ``Entity.Field``; the same item where it has none."""
    if not _has_secrets(item):
        return item, frozenset()
    found: set[str] = set()
    return _without(item, entity, found), frozenset(found)


def _has_secrets(value: Mapping[str, Any]) -> bool:
    """Looked for before anything is copied: most items have none."""
    if not SECRET.isdisjoint(value):
        return True
    for key, each in value.items():
        kind = type(each)
        if kind is str:
            if len(each) >= SHORTEST_SIGNED and SIGNED.search(each):
                return True
        elif kind is dict:
            if not WITHIN.get(key, NOTHING).isdisjoint(each) or _has_secrets(each):
                return True
        elif kind is list and any(_in_list(one) for one in each):
            return True
    return False


def _in_list(value: object) -> bool:
    if isinstance(value, dict):
        return _has_secrets(value)
    if isinstance(value, list):
        return any(_in_list(each) for each in value)
    return isinstance(value, str) and bool(SIGNED.search(value))


def _without(value: Mapping[str, Any], path: str, found: set[str]) -> dict[str, Any]:
    return {key: _kept(key, each, f"{path}.{key}", found, SECRET) for key, each in value.items()}


def _kept(key: str, value: object, path: str, found: set[str], secret: frozenset[str]) -> object:
    """A value as it may be kept: of a text, all but signed addresses. An empty one hides nothing."""
    if key in secret and value not in ("", None, {}, []):
        found.add(path)
        return MASKED
    if isinstance(value, str):
        kept = SIGNED.sub(MASKED, value)
        if kept != value:
            found.add(path)
        return kept
    if isinstance(value, dict):
        inside = SECRET | WITHIN.get(key, NOTHING)
        return {each: _kept(each, one, f"{path}.{each}", found, inside) for each, one in value.items()}
    if isinstance(value, list):
        return [_kept("", each, path, found, SECRET) for each in value]
    return value
