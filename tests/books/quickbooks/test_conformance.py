"""Every recorded and reference sample comes out whole: each of its values is in a row, and all of it in the source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, suppress
from copy import deepcopy
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from functools import reduce
from pathlib import Path
from typing import Any

from archiver.books.quickbooks import families, masks
from archiver.books.quickbooks.forms import FORMS
from archiver.model import Page, Record
from archiver.spool import Spool
from tests.books.quickbooks.making import KINDS, Row, at_home, made, needs_samples, samples

pytestmark = needs_samples

SERVICES_OWN = ("domain", "sparse", "Id", "SyncToken", "V4IDPseudonym", "ClientEntityId", "Lat", "Long")
"""What says nothing of the books, and stands in columns of its own where it is needed."""
SAID_OTHERWISE = {
    "CurrencyRef.name": "its code says it",
    "DetailType": "the kind or the type of the line says it",
    "PostingType": "whether it is a debit or a credit says it",
    "BillableStatus": "two flags say it",
    "TaxLineDetail.PercentBased": "that there is a rate says it",
    "MetaData.LastUpdatedTime": "not every kind has a column for it",
    "MetaData.CreateTime": "the same",
    "SubAccount": "the parent says it",
    "Minutes": "hours and minutes are said as one number",
    "CustomField.Name": "a field that nobody filled in says nothing",
    "CustomField.Type": "the value says it",
    **dict.fromkeys(("DepartmentRef.value", "ClassRef.value"), "its name says it"),
    **dict.fromkeys(("any.name", "any.declaredType", "any.scope", "any.globalScope"), "the service's own"),
    **dict.fromkeys(("Classification", "Type", "TxnStatus", "POStatus", "BudgetEntryType"), "a code of ours says it"),
    **dict.fromkeys(("LinkedTxn.TxnType", "EntityRef.type"), "a code of ours says it"),
}
"""Values that are in the source as they are, and in the rows in another form."""
DEEP = {
    "Attachable.AttachableRef.EntityRef": "a reference within an object",
    "BillPayment.CheckPayment.BankAccountRef": "the same",
    "BillPayment.CreditCardPayment.CCAccountRef": "the same",
    "RecurringTransaction.": "the object that is around it",
}
"""Where what nobody knows yet is in the source alone."""
Path_ = tuple[str, ...]


def test_there_are_samples_of_everything_but_entitlements() -> None:
    assert families.FAMILIES.keys() - {entity for _, entity, _ in samples()} == {"Entitlements"}


def test_every_value_is_in_a_row() -> None:
    lost: Counter[str] = Counter()
    told: set[str] = set()
    for file, entity, item in samples():
        values, texts = said(entity, item)
        for path, value in leaves(item):
            otherwise = SAID_OTHERWISE.keys() & {path[-1], ".".join(path[-2:])}
            if forms(value) & values or (isinstance(value, str) and value in texts):
                continue
            told |= otherwise
            if not otherwise and path[-1] not in SERVICES_OWN:
                lost[f"{file}: {entity}.{'.'.join(path)} {value}"] += 1
    assert not lost
    assert SAID_OTHERWISE.keys() - told == set(), "is said as it is by now"


def test_a_field_that_nobody_knows_yet_is_in_a_row_wherever_it_stands() -> None:
    lost: set[str] = set()
    seen: set[str] = set()
    for _, entity, item in samples():
        for path in objects(item):
            place = f"{entity}.{'.'.join(str(each) for each in path if isinstance(each, str))}"
            if place in seen or place in DEEP:
                continue
            seen.add(place)
            changed = deepcopy(item)
            reduce(lambda value, each: value[each], path, changed)["NewThing"] = [{"deep": "never seen"}]  # type: ignore[index] # an object
            if "never seen" not in said(entity, changed)[1]:
                lost.add(place)
    assert not lost


def objects(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The paths of all objects within."""
    if isinstance(value, dict):
        yield path
        for key, each in value.items():
            yield from objects(each, (*path, key))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from objects(each, (*path, place))


def said(entity: str, item: Mapping[str, Any]) -> tuple[set[str], str]:
    """What the rows of an item say: every value, in a form that can be compared; and all text, to be looked through."""
    rows = [row for rows in made(entity, item).values() for row in rows]
    values = [value for row in rows for value in (*row.values(), *(line.partition(": ")[2] for line in row.others))]
    return set().union(*map(forms, values)), "\n".join(value for value in values if isinstance(value, str))


def leaves(value: object, path: Path_ = ()) -> Iterator[tuple[Path_, object]]:
    """Every simple value with its path, empty ones left out."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from leaves(each, (*path, key))
    elif isinstance(value, list):
        for each in value:
            yield from leaves(each, path)
    elif value not in (None, ""):
        yield path, value


def forms(value: object) -> set[str]:
    """A value in the forms that it may have in a row: without a sign, in UTC, as a day, without idle zeros."""
    if isinstance(value, bool):
        return {str(value).lower()}
    if isinstance(value, datetime | date):
        return {value.isoformat()}
    found = {str(value)}
    with suppress(InvalidOperation):
        found.add(str(abs(Decimal(str(value))).normalize()))
    with suppress(ValueError):
        moment = datetime.fromisoformat(str(value))
        found |= {moment.date().isoformat(), moment.astimezone(UTC).isoformat() if moment.tzinfo else ""}
    return found - {""}


def test_the_source_is_the_whole_item_as_it_came() -> None:
    for file, entity, item in samples():
        (document, *_), *_ = made(entity, item).values()
        assert document.record.source == item, file


def test_masks_take_away_their_fields_only() -> None:
    found: set[str] = set()
    for file, entity, item in samples():
        kept, hidden = masks.masked(item, entity)
        changed = [path for (path, value), (_, shown) in zip(leaves(item), leaves(kept), strict=True) if value != shown]
        assert {".".join((entity, *path)) for path in changed} == hidden, file
        found |= hidden
    assert found == {
        "Attachable.TempDownloadUri",
        "Attachable.ThumbnailTempDownloadUri",
        "CompanyInfo.EmployerId",
        "Employee.SSN",
        "Invoice.InvoiceLink",
    }


def test_what_lines_come_to_is_the_total_of_every_document() -> None:
    counted: Counter[str] = Counter()
    for file, entity, item in samples():
        if entity in FORMS and file.startswith("sandbox2026"):
            header, lines, _ = (rows for key, rows in made(entity, item).items() if key != "sales_applications")
            subtotal, discount, tax = (amount(header[0], key) for key in ("subtotal", "discount", "tax"))
            assert subtotal - discount + tax == header[0]["total"], (file, item["Id"])
            assert all("amount" not in each for each in lines) or (
                sum((amount(each, "amount") for each in lines), tax) == header[0]["total"]
            ), (file, item["Id"])
            counted[entity] += 1
    assert counted["Invoice"] == 37


def amount(row: Row, key: str) -> Decimal:
    found = row.get(key, Decimal(0))
    assert isinstance(found, Decimal)
    return found


def test_every_recorded_journal_entry_balances() -> None:
    for file, entity, item in samples():
        if entity == "JournalEntry" and not file.startswith("journalentry"):
            (header, *_), lines, _ = made(entity, item, at_home("USD")).values()
            debits, credits_ = (sum(amount(line, side) for line in lines) for side in ("debit", "credit"))
            assert debits == credits_ == header["total"], (file, item["Id"])


def test_the_recorded_receivables_are_their_account() -> None:
    """Open invoices less what is left of credit notes and payments: what QuickBooks says of the account itself."""
    open_ = {"Invoice": ("balance", 1), "CreditMemo": ("balance", -1), "Payment": ("unapplied", -1)}
    owed, account = Decimal(0), None
    for file, entity, item in samples():
        if file.startswith("sandbox2026"):
            (row, *_), *_ = made(entity, item, at_home("USD")).values()
            if entity in open_:
                column, sign = open_[entity]
                owed += sign * amount(row, column)
            if row.get("role") == "receivable":
                account = row["balance"]
    assert owed == account == Decimal("4681.52")


def test_the_recorded_rows_come_back_from_the_spool_as_they_were(tmp_path: Path) -> None:
    with closing(Spool(tmp_path)) as spool:
        spool.begin("all", datetime(2026, 11, 21, tzinfo=UTC))
        expected: dict[tuple[str, str], Record] = {}
        for file, entity, item in samples():
            if file.startswith("sandbox2026"):
                made_ = families.rows(entity, item, at_home("USD"))
                spool.know(KINDS[key] for key in made_)
                spool.add(families.FAMILIES[entity], Page(made_))
                expected |= {(key, row.id): row for key, rows in made_.items() for row in rows}
        spool.draft()
        found = {(kind.key, row.id): row for kind in spool.kinds() for row in spool.by_id(kind)}
    assert found.keys() == expected.keys()
    assert all(found[key].values == expected[key].values for key in expected)
