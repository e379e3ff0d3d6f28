"""Companies of any size, made by stamping documents of the workshop: quick to make, and quicker to serve."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from tests.emulators.exchange import Json
from tests.emulators.quickbooks.atelier import atelier
from tests.emulators.quickbooks.atelier_lists import CAD
from tests.emulators.quickbooks.balances import follow
from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.entities import ENTITIES
from tests.emulators.quickbooks.ledger import KINDS, STAMPED_WEST, Chart, Posting, posted
from tests.emulators.quickbooks.rows import Row, render

REALM = "9130350000000001"
START = int(datetime(2023, 2, 1, 14, tzinfo=UTC).timestamp())
SPAN = 700 * 86400
"""The documents lie within so many seconds."""
MIX: Mapping[str, int] = {
    "Customer": 6,
    "Vendor": 3,
    "Item": 3,
    "Invoice": 20,
    "Payment": 15,
    "Bill": 10,
    "BillPayment": 8,
    "Purchase": 15,
    "JournalEntry": 7,
    "SalesReceipt": 5,
    "Deposit": 4,
    "Estimate": 2,
    "CreditMemo": 1,
    "TimeActivity": 1,
}
"""How a company is made up, in hundredths."""
PAYS = {"Payment": "Invoice", "BillPayment": "Bill"}
VARIANTS = 8
MARKS = ("id", "number", "day", "moment", "link")


class Stamp:
    """One document, ready to be written with another Id, number and day, and the Id of what it pays."""

    def __init__(self, entity: str, item: Json, chart: Chart) -> None:
        self.posted = tuple(posted(chart, entity, item)) if entity in KINDS else ()
        self.written = 0
        item = {**item, "Id": "\x01id\x02", "SyncToken": "0"}
        item["MetaData"] = {"CreateTime": "\x01moment\x02", "LastUpdatedTime": "\x01moment\x02"}
        if "TxnDate" in item:
            item |= {"TxnDate": "\x01day\x02", "DocNumber": "\x01number\x02"}
        text = render(item).replace(b"%", b"%%")
        for name in MARKS:
            text = text.replace(f"\\u0001{name}\\u0002".encode(), f"%({name})s".encode())
        self._text = text

    def write(self, facts: Mapping[bytes, bytes]) -> bytes:
        """The bytes of one."""
        self.written += 1
        return self._text % facts


def generated(now: Callable[[], datetime], records: int, kinds: Mapping[str, int] | None = None) -> Company:
    """About so many records, shared out by weight; the lists that documents need are there as well.

    Documents are settled by full payments as far as these reach. One entry of a list in ten is not active.
    """
    company = atelier(now)
    company.realm, company.name, company.settles = REALM, "Atelier sans fin inc.", False
    company.unseen, company.deleted, company.files = [], [], {}
    company.tables["Attachable"].clear()
    mix, chart = kinds or MIX, Chart(company)
    patterns = {entity: list(_patterns(company, entity, chart)) for entity in mix}
    for entity in ENTITIES:
        if entity in mix or entity in _POSTED:
            documents = not ENTITIES[entity].label
            company.tables[entity] = {} if documents else dict(company.tables[entity])
    counts = {entity: records * weight // sum(mix.values()) for entity, weight in mix.items()}
    numbers = itertools.count(100_001)
    for entity in sorted(mix, key=lambda each: (not ENTITIES[each].label, each in PAYS)):
        _write(company, entity, patterns[entity], counts, numbers)
    stamps = [stamp for pairs in patterns.values() for pair in pairs for stamp in pair]
    follow(company, [each for stamp in stamps for each in _many(stamp)])
    return company


def _many(stamp: Stamp) -> Iterator[Posting]:
    """What all documents of a stamp post together."""
    for each in stamp.posted:
        yield each._replace(amount=each.amount * stamp.written, foreign=each.foreign * stamp.written)


_POSTED = ("CreditCardPayment", "InventoryAdjustment", "RefundReceipt", "Transfer", "VendorCredit", *MIX)


def _write(
    company: Company, entity: str, stamps: list[tuple[Stamp, Stamp]], counts: Mapping[str, int], numbers: Iterator[int]
) -> None:
    """All rows of one entity; what is paid is written with nothing open."""
    known, table = ENTITIES[entity], company.tables[entity]
    count, paid = counts[entity], next((counts.get(payer, 0) for payer, what in PAYS.items() if what == entity), 0)
    links = list(company.tables[PAYS[entity]]) if entity in PAYS else []
    for place in range(count):
        second = START + place * SPAN // max(count, 1)
        when = datetime.fromtimestamp(second - STAMPED_WEST, UTC)
        ref, inactive = str(next(numbers)), known.soft and place % 10 == 9
        number = f"{entity[:3].upper()}-{place + 1}"
        facts = {
            b"id": ref.encode(),
            b"number": number.encode(),
            b"day": when.strftime("%Y-%m-%d").encode(),
            b"moment": when.strftime("%Y-%m-%dT%H:%M:%S-05:00").encode(),
            b"link": links[place].encode() if place < len(links) else b"0",
        }
        stamp = stamps[place % len(stamps)][inactive if known.soft else place < paid]
        label = f"{entity.lower()} {ref}" if known.label else number
        table[ref] = Row(
            ref, stamp.write(facts), float(second), float(second), not inactive, label, stamp.posted or None
        )


def _patterns(company: Company, entity: str, chart: Chart) -> Iterator[tuple[Stamp, Stamp]]:
    """Stamps for one entity, in two states: active and not for a list, open and paid for a document."""
    known = ENTITIES[entity]
    if known.label:
        item = _entry(company, entity)
        gone = {name: value for name, value in item.items() if name != "Active"}
        for name in {known.label, "FullyQualifiedName"} & gone.keys():
            gone[name] = f"{gone[name]} (deleted)"
        yield Stamp(entity, item, chart), Stamp(entity, {**gone, "Active": False}, chart)
        return
    for item in _documents(company, entity):
        closed = {name: 0 for name in ("Balance",) if name in item and entity in PAYS.values()}
        yield Stamp(entity, item, chart), Stamp(entity, {**item, **closed}, chart)


def _entry(company: Company, entity: str) -> Json:
    item = company.item(entity, "1")
    for name in {ENTITIES[entity].label, "FullyQualifiedName"} & item.keys():
        item[name] = f"{entity} \x01id\x02"
    return {**item, **{name: 0 for name in ("Balance", "BalanceWithJobs") if name in item}}


def _documents(company: Company, entity: str) -> list[Json]:
    """A few of the workshop's in home currency, without their links."""
    if entity == "Deposit":
        return [_deposit(company)]
    if entity in PAYS:
        return [_paying(company, entity, each) for each in _documents(company, PAYS[entity])]
    found = []
    for item in company.items(entity):
        worth = item.get("TotalAmt", 1) or entity == "JournalEntry"
        if item.get("CurrencyRef", CAD)["value"] != "CAD" or not worth:
            continue
        item.pop("LinkedTxn", None)
        item.pop("InvoiceLink", None)
        item |= {name: item["TotalAmt"] for name in ("Balance", "RemainingCredit") if name in item}
        for party in ("CustomerRef", "VendorRef"):
            if party in item:
                item[party] = {"value": item[party]["value"], "name": item[party].get("name", "")}
        found.append(item)
    return found[:VARIANTS]


def _paying(company: Company, entity: str, paid: Json) -> Json:
    """A payment of the whole of a document."""
    item = company.items(entity)[0]
    item.pop("LinkedTxn", None)
    party = "CustomerRef" if entity == "Payment" else "VendorRef"
    line = {"Amount": paid["TotalAmt"], "LinkedTxn": [{"TxnId": "\x01link\x02", "TxnType": PAYS[entity]}]}
    return {**item, party: paid[party], "TotalAmt": paid["TotalAmt"], "Line": [line]}


def _deposit(company: Company) -> Json:
    item = company.items("Deposit")[0]
    detail = {"AccountRef": {"value": "44", "name": "Intérêts gagnés"}}
    line = {"Id": "1", "LineNum": 1, "Amount": 25, "DetailType": "DepositLineDetail", "DepositLineDetail": detail}
    return {**item, "TotalAmt": 25, "Line": [line]}
