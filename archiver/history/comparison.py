"""Two archives compared: what was added, changed, voided or deleted, and what that moved.

Records stream by; those whose lines are the same bytes are not looked into. What only an archive that was not read
whole lacks is not called deleted, nor what only the other one has added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from archiver import kinds
from archiver.cabinet import pairs, records
from archiver.held import Held
from archiver.held.change import Change, Sides, What
from archiver.held.composed import OWNERS, belonging
from archiver.history.moved import Moved
from archiver.model import Kind, Record, Status
from archiver.words import N_, Phrase, phrase

REPORTS = "reports"
"""What a source computes for today is not compared: it differs every day."""
OTHER_COMPANY = N_("These are not archives of the same company: {then}, {now}")
SAME_SERIES = N_("Both archives are of the same series.")
OTHER_SERIES = N_("The two archives are not of the same series.")
ONLY = N_("Only {name} has {kind}; the other does not tell of it. It was not compared.")
COLUMNS = N_("{kind}: only one of the two archives has these columns, which were not compared: {columns}")
NOT_WHOLE = N_("{kind}: {name} does not hold all of it. What only the other one has was not compared.")


class Comparison:
    """``changes`` first: the rest is known once they have all gone by."""

    def __init__(self, then: Held, now: Held) -> None:
        self.then, self.now = then, now
        self._families = {**now.families, **then.families}
        self.moved = Moved()
        self.counts: dict[str, Counter[What]] = {}
        self.notes: list[Phrase] = [self._told_of_series()]

    @property
    def same_series(self) -> bool:
        """Whether one of the two was made after the other, in one series of one company."""
        one, other = self.then.page, self.now.page
        return _identity(self.then) == _identity(self.now) and one.archive.series == other.archive.series is not None

    def _told_of_series(self) -> Phrase:
        if _identity(self.then) != _identity(self.now):
            return phrase(OTHER_COMPANY, then=self.then.page.company.name, now=self.now.page.company.name)
        return phrase(SAME_SERIES if self.same_series else OTHER_SERIES)

    def changes(self) -> Iterator[Change]:
        """Every record that changed, kind by kind in the order of the workbooks, by id.

        ``CabinetDamaged`` where records are none.
        """
        for key in _in_order({kind.key for held in (self.then, self.now) for kind in held.kinds} - {REPORTS}):
            then, now = self.then.kind(key), self.now.kind(key)
            other = self.now if then else self.then
            if not (then and now) and key not in OWNERS and not self._whole(other, self._families[key]):
                only = self.then if then else self.now
                self._note(ONLY, only, Sides(then, now).now)
            else:
                yield from self._compare(Sides(then, now), then, now)

    def _compare(self, sides: Sides, then: Kind | None, now: Kind | None) -> Iterator[Change]:
        key, add = sides.now.key, self.moved.of(sides)
        if sides.single:
            labels = [column.labels for column in sides.single]
            self.notes.append(phrase(COLUMNS, kind=sides.now.labels, columns=labels))
        untold = self._untold(sides)
        for before, after in self._pairs(sides, then, now):
            if untold(before, after):
                continue
            add(before, after)
            if change := sides.change(before, after):
                self.counts.setdefault(key, Counter())[change.what] += 1
                yield change

    def _untold(self, sides: Sides) -> Callable[[Record | None, Record | None], bool]:
        """The way to know whether what either side lacks may be there all the same: its family was not read whole.

        That is said, once of each side.
        """
        of_then, of_now = belonging(sides.then, self._families), belonging(sides.now, self._families)
        said: set[Held] = set()

        def lacks(held: Held, family: str) -> bool:
            if self._whole(held, family):
                return False
            if held not in said:
                said.add(held)
                self._note(NOT_WHOLE, held, sides.now)
            return True

        def untold(before: Record | None, after: Record | None) -> bool:
            if before is None:
                return after is not None and lacks(self.then, of_now(after))
            return after is None and lacks(self.now, of_then(before))

        for held in (self.then, self.now):
            lacks(held, self._families[sides.now.key])
        return untold

    def _pairs(
        self, sides: Sides, then: Kind | None, now: Kind | None
    ) -> Iterator[tuple[Record | None, Record | None]]:
        old, new = _decoding(self.then, sides.then), _decoding(self.now, sides.now)
        left = self.then.blocks(then) if then else iter(())
        right = self.now.blocks(now) if now else iter(())
        lines = pairs.differing(left, right)
        while True:
            with self.now.understood():
                pair = next(lines, None)
            if pair is None:
                return
            yield old(pair.then), new(pair.now)

    def _whole(self, held: Held, family: str) -> bool:
        """Whether an archive has all that there was of a family, of the same period as the other one."""
        told, other = held.page.families.get(family), self.then if held is self.now else self.now
        if told is None or told.status is not Status.COMPLETE or held.page.archive.type == "incremental":
            return False
        return held.page.archive.type != "period" or held.page.span == other.page.span

    def _note(self, template: str, held: Held, kind: Kind) -> None:
        self.notes.append(phrase(template, name=held.page.archive.name, kind=kind.labels))


def _identity(held: Held) -> tuple[str, str, str]:
    company = held.page.company
    return company.source, company.source_id, company.discriminator


def _in_order(keys: set[str]) -> list[str]:
    declared = {kind.key: place for place, kind in enumerate(kinds.kinds())}
    return sorted(keys, key=lambda key: (declared.get(key, len(declared)), key))


def _decoding(held: Held, kind: Kind) -> Callable[[bytes | None], Record | None]:
    read = records.reading(kind)

    def decode(line: bytes | None) -> Record | None:
        if line is None:
            return None
        with held.understood():
            return next(read(line))

    return decode
