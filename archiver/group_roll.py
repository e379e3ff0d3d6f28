"""The roll of a group: which companies were called, what came of each, and what their archives add up to, as tables."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

from archiver import kinds, verify
from archiver.cabinet import manifest
from archiver.groups import Selection
from archiver.held import Held
from archiver.job import Done, Standing
from archiver.model import Column, ColumnType, Company, Kind, Tally, Value
from archiver.rounds import Outcome, Turn
from archiver.titles import TYPES
from archiver.words import LANGUAGES, N_, Phrase, Words
from archiver.workbooks.tallies import SUMS, summed

COMPANIES, BY_COMPANY, TOGETHER = N_("Companies"), N_("Totals by company"), N_("Totals together")
MEANINGS = {
    COMPANIES: N_("Each company that was asked for, and its archive. The archives themselves are the cabinets."),
    BY_COMPANY: N_("What each archive holds and adds up to, as it says itself. Of a sealed one nothing is told here."),
    TOGETHER: N_("The sums of the companies. What they owe or sell one another is in them: nothing is consolidated."),
}
COLUMNS: Mapping[str, tuple[str, ColumnType]] = {
    "id": (N_("Identifier"), ColumnType.ID),
    "company": (N_("Company"), ColumnType.TEXT),
    "called": (N_("As its books call it"), ColumnType.TEXT),
    "group": (N_("Group"), ColumnType.TEXT),
    "state": (N_("State"), ColumnType.TEXT),
    "reason": (N_("Reason"), ColumnType.TEXT),
    "archive": (N_("Archive"), ColumnType.TEXT),
    "type": (N_("Type"), ColumnType.TEXT),
    "moment": (N_("Read on"), ColumnType.MOMENT),
    "documents": (N_("Documents"), ColumnType.QUANTITY),
    "sealed": (N_("Sealed"), ColumnType.FLAG),
    "digest": (N_("Archive digest"), ColumnType.ID),
    "kind": (N_("Sheet"), ColumnType.TEXT),
    "currency": (N_("Currency"), ColumnType.TEXT),
    "companies": (N_("Companies"), ColumnType.QUANTITY),
    "count": (N_("Records"), ColumnType.QUANTITY),
    "voided": (N_("of which voided"), ColumnType.QUANTITY),
    **{key: (label, ColumnType.MONEY) for key, label in SUMS.items()},
}
ROLL = ("company", "called", "group", "state", "reason", "archive", "type", "moment", "documents", "sealed", "digest")

STATES = {
    Outcome.DONE: N_("made"),
    Outcome.UNCHANGED: N_("nothing has changed: the last archive stands"),
    Outcome.DEPOSITED: N_("the last archive stands"),
}
FAILED, PARTLY = N_("NOT MADE"), N_("made, but not all went well")

Rows = Iterable[Mapping[str, Value]]


@dataclass(frozen=True, slots=True)
class Member:
    """A company of the settings: what came of it, its group, and the source of its books."""

    turn: Turn
    group: str | None = None
    source: str = ""

    @property
    def state(self) -> Phrase:
        """What came of it, in a word or two."""
        if self.turn.error:
            return Phrase(PARTLY if self.turn.made else FAILED)
        return Phrase(STATES[self.turn.outcome])


@dataclass(frozen=True, slots=True)
class Told:
    """What an archive says of itself: of a sealed one, what stands outside. ``digest`` is the archive digest."""

    label: manifest.Label
    digest: str
    company: Company | None = None
    documents: int | None = None
    totals: Sequence[Tally] = ()


@dataclass(frozen=True, slots=True)
class Roll:
    """Companies that were exported together, from ``began`` to ``ended``, and the language to speak of them."""

    selection: Selection
    members: Sequence[Member]
    language: str
    began: datetime
    ended: datetime

    @property
    def words(self) -> Words:
        """The language."""
        return Words(self.language)


def told(turn: Turn) -> Told | None:
    """What the archive that was made, or stands, says of itself; ``CabinetDamaged`` where it cannot be understood."""
    match turn.made:
        case Done(archive):
            paths, digest = archive.paths, archive.digest
        case Standing(entry):
            paths, digest = entry.paths, entry.digest
        case None:
            return None
    label = verify.page(paths[0])
    if label.archive.sealed:
        return Told(label, digest)
    assert isinstance(label, manifest.Page), "only a sealed archive tells less"
    with Held.opened(paths) as held:
        documents = sum(family.written for family in held.page.families.values())
        return Told(label, digest, held.company, documents, manifest.totals(label))


def sheets(roll: Roll, told: Sequence[Told | None]) -> Iterator[tuple[Kind, Rows]]:
    """Each table as a kind with its rows; ``told`` is in the order of the members."""
    words = roll.words
    both = list(zip(roll.members, told, strict=True))
    totals = [(member.turn.name, tally) for member, its in both if its for tally in its.totals]
    found = {summed(tally.kind, key) for _, tally in totals for key in tally.sums}
    sums = [key for key in SUMS if key in found]
    counts = ("count", "voided", *sums)
    yield _kind("companies", COMPANIES, ROLL), [_company(member, its, words) for member, its in both]
    by_company = [{"company": company, **_total(tally, words)} for company, tally in totals]
    yield _kind("totals_by_company", BY_COMPANY, ("company", "kind", "currency", *counts)), by_company
    together = list(_together([tally for _, tally in totals], words))
    yield _kind("totals_together", TOGETHER, ("kind", "currency", "companies", *counts)), together


def _company(member: Member, told: Told | None, words: Words) -> Mapping[str, Value]:
    turn = member.turn
    given: dict[str, Value] = {"company": turn.name, "group": member.group, "state": words.say(member.state)}
    if turn.error:
        given["reason"] = words.say(turn.error.phrase)
    if told is None:
        return given
    archive = told.label.archive
    return {
        **given,
        "called": told.label.company.name,
        "archive": archive.name,
        "type": words(TYPES.get(archive.type, archive.type)),
        "moment": archive.moment,
        "documents": told.documents,
        "sealed": archive.sealed,
        "digest": told.digest,
    }


def _total(tally: Tally, words: Words) -> Mapping[str, Value]:
    found = {summed(tally.kind, key): amount for key, amount in tally.sums.items()}
    sums = {key: amount for key, amount in found.items() if key in SUMS}
    called = next((words.choose(kind.labels) for kind in kinds.kinds() if kind.key == tally.kind), tally.kind)
    return {"kind": called, "currency": tally.currency, "count": tally.count, "voided": tally.voided, **sums}


def _together(tallies: Iterable[Tally], words: Words) -> Iterator[Mapping[str, Value]]:
    """A row per sheet and currency, added over the companies that have it."""
    found: dict[tuple[str, str | None], list[Tally]] = {}
    for tally in tallies:
        found.setdefault((tally.kind, tally.currency), []).append(tally)
    for (kind, currency), each in found.items():
        keys = dict.fromkeys(key for tally in each for key in tally.sums)
        sums = {key: sum((tally.sums.get(key, Decimal(0)) for tally in each), Decimal(0)) for key in keys}
        count, voided = sum(tally.count for tally in each), sum(tally.voided for tally in each)
        yield {**_total(Tally(kind, currency, count, voided, sums), words), "companies": len(each)}


def _kind(key: str, title: str, keys: Sequence[str]) -> Kind:
    columns = tuple(
        Column(each, COLUMNS[each][1], everywhere(COLUMNS[each][0]), {}, "currency" if each in SUMS else None)
        for each in ("id", *keys)
    )
    return Kind(key, "start", 0, columns, everywhere(title), everywhere(MEANINGS[title]), derived=True)


def everywhere(text: str) -> dict[str, str]:
    """A text that is marked for translation, in each language."""
    return {language: Words(language)(text) for language in LANGUAGES}
