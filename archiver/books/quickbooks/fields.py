"""QuickBooks' fields as values of our columns: what each kind of column reads, compiled once.

A value of an unexpected form gives None, and stays in the source.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from archiver.books.quickbooks.names import Names
from archiver.model import State, Value

Item = Mapping[str, Any]
NOTHING: Item = {}
ADDRESS_LINES = ("Line1", "Line2", "Line3", "Line4", "Line5")
PLACE = ("City", "CountrySubDivisionCode", "PostalCode")
ADDRESS = (*ADDRESS_LINES, *PLACE, "Country")


@dataclass(slots=True)
class About:
    """What the columns of a document and of its lines know beyond the item: whose line it is, its sign, its place."""

    names: Names
    id: str = ""
    kind: str = ""
    number: str | None = None
    day: date | None = None
    currency: str | None = None
    sign: int = 1
    state: State = State.LIVE
    created: datetime | None = None
    changed: datetime | None = None
    department: str | None = None
    subtotal: Decimal | None = None
    discount: Decimal | None = None
    tax_code: str | None = None
    line_id: str = ""
    parent_line: str | None = None
    position: int = 0


Take = Callable[[Any, About], Value]
Given = Callable[[About], Value]
Whole = Callable[[Item, About], Value]


class Field(NamedTuple):
    """One column: where its value comes from, and the dotted names of the fields that it says all of.

    ``takes`` are the fields of an item that give it, each with what is taken of its value: most fields are absent from
    most items, and cost nothing then. ``given`` is what it is without them; ``whole`` is for what needs several fields.
    """

    reads: tuple[str, ...] = ()
    takes: tuple[tuple[str, Take], ...] = ()
    given: Given | None = None
    whole: Whole | None = None


def taking(key: str, take: Take, *reads: str) -> Field:
    """A column that one field of the item gives."""
    return Field(reads, ((key, take),))


def of(given: Given, *reads: str) -> Field:
    """A column that the document gives its lines, or that is computed before."""
    return Field(reads, given=given)


def whole(get: Whole, *reads: str) -> Field:
    """A column that several fields of the item give together."""
    return Field(reads, whole=get)


def first(*fields: Field) -> Field:
    """A column that one of several fields gives, of which an item has one only; else what is given."""
    reads = tuple(path for each in fields for path in each.reads)
    takes = tuple(take for each in fields for take in each.takes)
    return Field(reads, takes, next((each.given for each in fields if each.given), None))


def preferring(*fields: Field) -> Field:
    """A column that the first of several fields gives that the item has; the others stay with the other fields too."""
    takes = [take for each in fields for take in each.takes]

    def get(item: Item, about: About) -> Value:
        for key, take in takes:
            found = take(item[key], about) if key in item else None
            if found is not None:
                return found
        return None

    return whole(get, *fields[0].reads)


def inner(item: Item, key: str) -> Item:
    """A nested object; empty where there is none, or something else."""
    found = item.get(key)
    return found if isinstance(found, dict) else NOTHING


def plain(value: object, _: object = None) -> str | None:
    """A simple value as text, None for nothing.

    Like its kin below it bears a second argument, so that a column can take a field's value by it directly.
    """
    if isinstance(value, str):
        return value or None
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:f}" if isinstance(value, Decimal) else str(value) if isinstance(value, int) else None


def decimal(value: object, _: object = None) -> Decimal | None:
    """A number, which QuickBooks sends as a whole one, with decimals, or now and then as text."""
    if type(value) is Decimal:
        return value
    if type(value) is int:
        return Decimal(value)
    if isinstance(value, str):
        try:
            found = Decimal(value)
        except InvalidOperation:
            return None
        return found if found.is_finite() else None
    return None


def as_day(value: object, _: object = None) -> date | None:
    """A day: the first ten characters, whatever time may follow."""
    if not isinstance(value, str):
        return None
    try:
        return date.fromisoformat(value[:10])
    except ValueError:
        return None


def as_moment(value: object, _: object = None) -> datetime | None:
    """A moment in UTC; None where the source gives no offset, and so no moment."""
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return found.astimezone(UTC) if found.tzinfo else None
    except (ValueError, OverflowError):
        return None


def as_flag(value: object, _: object = None) -> bool | None:
    """A yes or no, which some entities give as text."""
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value.lower()) if isinstance(value, str) else None


def _reader(take: Take, path: str) -> Field:
    outer, _, key = path.partition(".")
    if not key:
        return taking(outer, take, path)
    return taking(outer, lambda value, about: take(value.get(key), about) if isinstance(value, dict) else None, path)


def text(path: str) -> Field:
    """A field as text."""
    return _reader(plain, path)


def number(path: str) -> Field:
    """An amount, a quantity or a rate."""
    return _reader(decimal, path)


def signed(path: str) -> Field:
    """An amount with the sign of its document: negative where that takes back what its kind adds."""
    outer, _, key = path.partition(".")

    def take(value: object, about: About) -> Value:
        amount = decimal(value.get(key) if key and isinstance(value, dict) else value)
        return -amount if about.sign < 0 and amount is not None else amount

    return taking(outer, take, path)


def day(path: str) -> Field:
    """A plain day."""
    return _reader(as_day, path)


def moment(path: str) -> Field:
    """A moment in UTC."""
    return _reader(as_moment, path)


def flag(path: str) -> Field:
    """A yes or no."""
    return _reader(as_flag, path)


def code(path: str, codes: Mapping[str, str]) -> Field:
    """One of our codes for a word of QuickBooks'; a word that we do not know stays as it is."""
    return taking(path, lambda value, about: codes.get(value, value) if isinstance(value, str) else None, path)


def ref(path: str) -> Field:
    """The id that a reference points to."""
    return _reader(plain, f"{path}.value")


def name(path: str, list_: str) -> Field:
    """What a reference points to, by name: its own, else that of the list."""
    return taking(path, lambda value, about: named(value, list_, about.names), f"{path}.name", f"{path}.value")


def label(path: str, list_: str) -> Field:
    """The same where the kind has no column for the id: that is said, then, rather than nothing."""

    def take(value: object, about: About) -> Value:
        return named(value, list_, about.names) or (plain(value.get("value")) if isinstance(value, dict) else None)

    return taking(path, take, f"{path}.name", f"{path}.value")


def named(reference: object, list_: str, names: Names) -> str | None:
    """The name that a reference gives, else the one that the list gives for its id."""
    if not isinstance(reference, dict):
        return None
    return plain(reference.get("name")) or names.of(list_, plain(reference.get("value")))


def address(path: str) -> Field:
    """An address on several lines, as it would be printed."""
    reads = (f"{path}.{each}" for each in ADDRESS)
    return taking(path, lambda value, about: _printed(value) if isinstance(value, dict) else None, *reads)


def street(path: str) -> Field:
    """The lines of an address without city, region, postcode and country."""
    reads = (f"{path}.{each}" for each in ADDRESS_LINES)
    return taking(path, lambda value, about: _joined(value, ADDRESS_LINES, "\n") if value else None, *reads)


def _printed(given: Item) -> str | None:
    lines = (_joined(given, ADDRESS_LINES, "\n"), _joined(given, PLACE, " "), plain(given.get("Country")))
    return "\n".join(line for line in lines if line) or None


def _joined(given: object, keys: tuple[str, ...], between: str) -> str | None:
    if not isinstance(given, dict):
        return None
    return between.join(said for key in keys if key in given and (said := plain(given[key]))) or None


def control(path: str, role: str) -> tuple[Field, Field]:
    """The receivable or payable account that a document is posted to, by id and name.

    QuickBooks seldom names it: where a currency has one such account only, it is that one.
    """
    by_id = of(lambda about: about.names.control_account(role, about.currency))
    by_name = of(lambda about: about.names.of("accounts", about.names.control_account(role, about.currency)))
    return first(ref(path), by_id), first(name(path, "accounts"), by_name)


HOME_CURRENCY = "CurrencyPrefs.HomeCurrency.value"
"""The preference that says the currency of the books."""
EMPTY = Field()
PARENT = ref("ParentRef")._replace(reads=("ParentRef.value", "ParentRef.name"))
"""The entry of the same list that this one belongs under; its name is on its own row."""
STATUS = of(lambda about: "voided" if about.state is State.VOIDED else "posted")
"""The status of a document of which nothing can be open."""
MOMENTS = {
    "created": of(lambda about: about.created, "MetaData.CreateTime"),
    "changed": of(lambda about: about.changed, "MetaData.LastUpdatedTime"),
}
"""When a row was entered and last changed, for every kind that says it."""


def about_entry(item: Item, names: Names) -> About:
    """What is known of an entry of a list; an entry without an id is known by nothing, and refused (LookupError)."""
    meta, id_ = inner(item, "MetaData"), plain(item.get("Id"))
    if id_ is None:
        raise LookupError("Id")
    found = About(names, id_)
    found.created, found.changed = as_moment(meta.get("CreateTime")), as_moment(meta.get("LastUpdatedTime"))
    return found
