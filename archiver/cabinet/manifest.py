"""``archive.json``: the machine's page, all that a program must know of an archive without opening a workbook."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

import msgspec

from archiver.model import Base, Company, Control, Reading, Span, Status, Tally
from archiver.words import Phrase, Words

NAME = "archive.json"
FORMAT = "archiver/1"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an archive says of itself. ``predecessor`` is the sequence and archive digest of the one before, if any.

    ``true_names`` are those of the workbooks whose files are called otherwise, by path in the bag, for ``ascii_names``.
    """

    program: str
    name: str
    type: str
    moment: datetime
    finished: datetime
    language: str
    company: Company
    readings: Sequence[Reading]
    tallies: Sequence[Tally]
    controls: Sequence[Control]
    missing: Sequence[Phrase]
    series: int | None = None
    sequence: int | None = None
    predecessor: tuple[int, str] | None = None
    span: Span | None = None
    discriminator: str = ""
    masked: Sequence[str] = ()
    retired: Sequence[RetiredTold] = ()
    sealed: bool = False
    headers: str = "language"
    ascii_names: bool = False
    true_names: Mapping[str, str] = field(default_factory=dict)


def text(manifest: Manifest) -> str:
    """The page: JSON in a fixed order, amounts as text, moments with their offset."""
    return _text(_page(manifest))


def label(manifest: Manifest) -> str:
    """What stands outside a sealed archive: the page without whatever tells of the books, but whose they are."""
    page = _page(manifest)
    outside = {key: page[key] for key in ("format", "program", "restorable", "archive", "predecessor")}
    return _text({**outside, "company": {"name": manifest.company.name}, "retired": page["retired"]})


def _text(page: Mapping[str, object]) -> str:
    return json.dumps(page, ensure_ascii=False, indent=1, default=_plain) + "\n"


def _page(told: Manifest) -> dict[str, object]:
    words = Words(told.language)
    company = told.company
    return {
        "format": FORMAT,
        "program": told.program,
        "restorable": False,
        "archive": {
            "name": told.name,
            "series": told.series,
            "sequence": told.sequence,
            "type": told.type,
            "moment": told.moment,
            "finished": told.finished,
            "language": told.language,
            "headers": told.headers,
            "sealed": told.sealed,
        },
        "predecessor": _predecessor(told.predecessor),
        "company": {
            "source": company.source,
            "source_id": company.source_id,
            "discriminator": told.discriminator,
            "name": company.name,
            "country": company.country,
            "home_currency": company.home_currency,
            "fiscal_year_start": _month_day(company.fiscal_year_start),
            "time_zone": company.time_zone,
        },
        "span": {"from": told.span.start, "until": told.span.until} if told.span else None,
        "families": {reading.family.name: _family(reading, words) for reading in told.readings},
        "totals": [_total(tally) for tally in told.tallies],
        "controls": [_control(control, words) for control in told.controls],
        "names": {"ascii": told.ascii_names, "workbooks": dict(told.true_names)},
        "masked": list(told.masked),
        "missing": [words.say(each) for each in told.missing],
        "retired": [msgspec.structs.asdict(each) for each in told.retired],
    }


def _predecessor(told: tuple[int, str] | None) -> dict[str, object] | None:
    return {"sequence": told[0], "digest": told[1]} if told else None


def _month_day(start: tuple[int, int] | None) -> str | None:
    return f"{start[0]:02d}-{start[1]:02d}" if start else None


def _family(reading: Reading, words: Words) -> dict[str, object]:
    mark = reading.bookmark
    return {
        "status": reading.status,
        "reason": words.say(reading.reason) if reading.reason else None,
        "asked": reading.asked,
        "read": reading.read,
        "written": reading.written,
        "bookmark": {"moment": mark.moment, "token": mark.token} if mark else None,
        "holds": reading.holds,
        "base": _base(reading.base) if reading.base else None,
        "knows_changes": reading.family.knows_changes,
        "knows_deletions": reading.family.knows_deletions,
    }


def _base(base: Base) -> dict[str, object]:
    mark = base.bookmark
    return {"sequence": base.sequence, "digest": base.digest, "moment": mark.moment, "token": mark.token}


def _total(tally: Tally) -> dict[str, object]:
    return {
        "kind": tally.kind,
        "currency": tally.currency,
        "count": tally.count,
        "voided": tally.voided,
        "sums": dict(tally.sums),
    }


def _control(control: Control, words: Words) -> dict[str, object]:
    return {
        "name": control.name,
        "kind": control.kind,
        "currency": control.currency,
        "expected": control.expected,
        "found": control.found,
        "status": control.verdict,
        "explanation": words.say(control.said),
    }


def _plain(value: object) -> str:
    match value:
        case Decimal():
            return f"{value:f}"
        case datetime() | date():
            return value.isoformat()
        case _:
            raise TypeError(value)


Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Ordinal = Annotated[int, msgspec.Meta(ge=1, le=1 << 31)]


class Archive(msgspec.Struct):
    """``archive``, as it is read back."""

    name: str
    type: str
    moment: Moment
    finished: Moment
    language: str
    series: Ordinal | None = None
    sequence: Ordinal | None = None
    sealed: bool = False


class Named(msgspec.Struct):
    """``company``, as a sealed archive tells it outside."""

    name: str


class CompanyTold(Named):
    """``company``, as it is read back."""

    source: str
    source_id: str
    discriminator: str = ""
    country: str | None = None
    fiscal_year_start: str | None = None


class BookmarkTold(msgspec.Struct):
    """A bookmark, as it is read back."""

    moment: Moment
    token: str | None = None


class FamilyTold(msgspec.Struct):
    """A family, as it is read back."""

    status: Status
    reason: str | None = None
    bookmark: BookmarkTold | None = None


class TotalTold(msgspec.Struct):
    """A total, as it is read back."""

    kind: str
    currency: str | None
    count: int
    voided: int
    sums: dict[str, Decimal]


class PredecessorTold(msgspec.Struct):
    """The archive before, as it is read back."""

    sequence: Ordinal
    digest: str


class RetiredTold(msgspec.Struct, frozen=True):
    """An archive of the same company that was there once: moved to the trash by its owner, at the moment ``retired``.

    ``predecessor`` is the archive digest of the one before it, so that the chain goes on through it.
    """

    series: Ordinal
    sequence: Ordinal
    digest: str
    predecessor: str | None
    moment: Moment
    retired: Moment


class Label(msgspec.Struct, kw_only=True):
    """What every ``archive.json`` tells, and one outside a sealed archive nothing more."""

    format: str
    archive: Archive
    company: Named
    predecessor: PredecessorTold | None = None
    retired: list[RetiredTold] = []


class Page(Label, kw_only=True):
    """What is needed of an ``archive.json`` to check it, to list it, and to rebuild the catalogue from it."""

    company: CompanyTold
    families: dict[str, FamilyTold]
    totals: list[TotalTold]


def outside(page: str) -> Label:
    """An ``archive.json`` as it stands outside: a ``Label`` where the archive is sealed, else the whole ``Page``."""
    label = msgspec.json.decode(page, type=Label)
    return label if label.archive.sealed else read(page)


def told_outside(page: Page) -> Label:
    """What stands outside an archive whose page this is, if it is sealed."""
    company = Named(page.company.name)
    before, retired = page.predecessor, page.retired
    return Label(format=page.format, archive=page.archive, company=company, predecessor=before, retired=retired)


def read(page: str) -> Page:
    """An ``archive.json`` read back; ``ValueError`` or ``RecursionError`` (msgspec's) if it is not one of ours."""
    return msgspec.json.decode(page, type=Page)


def totals(page: Page) -> list[Tally]:
    """The totals, as tallies without days and numbers, in the order of the page."""
    return [Tally(each.kind, each.currency, each.count, each.voided, each.sums) for each in page.totals]


def bare(tallies: Iterable[Tally]) -> list[Tally]:
    """Tallies without what ``archive.json`` does not keep, so that they can be compared with its totals."""
    return [Tally(each.kind, each.currency, each.count, each.voided, each.sums) for each in tallies]
