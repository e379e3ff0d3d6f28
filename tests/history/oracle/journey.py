"""Some days of a shop whose books are edited and archived at random, and what was true whenever an archive was read."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import BytesIO
from random import Random
from typing import NamedTuple

from python_calamine import CalamineWorkbook

from archiver import kinds, run
from archiver.catalogue import Catalogue, Entry
from archiver.events import silence
from archiver.held.change import What
from archiver.held.composed import compose
from archiver.history import files, restated
from archiver.history.comparison import Comparison
from archiver.history.kept import Kept
from archiver.history.moment import known_at
from archiver.history.spooled import fresh
from archiver.history.through import Through, Turn
from archiver.job import Done, Job, Standing
from archiver.order import Order
from archiver.places import Places
from tests.archives import unpacked
from tests.history.oracle.annals import Annals
from tests.history.oracle.clerk import Clerk
from tests.history.oracle.shop import DOCUMENTS, Shop
from tests.history.oracle.source import SYSTEMS, System
from tests.history.oracle.stated import KINDS, PICTURES
from tests.history.oracle.truth import ATTACHMENTS, Changed, Shown, Truth, became, changes, differing, shown, without

FIRST = datetime(2026, 1, 1, 8, 0, 59, 123_456, tzinfo=UTC)
INCREMENTAL = "incremental"


class Known(NamedTuple):
    """What was true when an archive was read; ``coloured``: with the column *colour*; ``whole``: as nothing failed.

    One that is ``torn`` was read while the books were edited, and could not be mended: it shows no single moment.
    """

    entry: Entry
    truth: Truth
    coloured: bool
    whole: bool
    torn: bool

    def follows(self, then: Known) -> bool:
        """Whether it tells what changed since the other: no archive was made between the two, and both are certain."""
        here, there = self.entry.place, then.entry.place
        assert here
        assert there
        return here.sequence == there.sequence + 1 and then.whole and not (then.torn or self.torn)


class Journey:
    """A shop, its system of accounts, and the archives of its books. The same seed makes the same journey.

    In a ``restless`` shop the books are edited while they are read, too, which some systems can ``mend``; with a
    ``fragile`` system, now and then a family cannot be read.
    """

    def __init__(
        self,
        places: Places,
        seed: int,
        *,
        tells: bool,
        mends: bool = True,
        restless: bool = False,
        fragile: bool = False,
    ) -> None:
        self.places, self.now = places, FIRST
        self.dice = Random(seed)  # noqa: S311 - the same journey for the same seed
        self.name = f"shop-{seed}"
        self.shop = Shop(one_sequence=seed % 2 == 1)
        self._clerk = Clerk(self.shop, self.dice)
        self._clerk.open_shop()
        self._annals = Annals(self.shop, self.now)
        self._restless, self._fragile = restless, fragile
        self.system = SYSTEMS[self.name] = System(self._annals, self._look, tells, mends)
        self.known: list[Known] = []

    def day(self) -> None:
        """A day or so goes by, with some edits or none, and often with an archive at its end."""
        for _ in range(self.dice.choice((0, 1, 3, 8))):
            self._edit()
        self.now += timedelta(hours=self.dice.randint(10, 40))
        wanted = self.dice.choices((None, "full", INCREMENTAL, "financial"), (4, 2, 6, 1))[0]
        if wanted == "financial":
            self._made(Order(wanted=wanted))
            assert self.entries()[-1].place is None, "it stands outside the series"
        elif wanted:
            self.archive(wanted if self.known else "full")

    def archive(self, wanted: str) -> None:
        """An archive of the books as they are now, or as they become until they are mended; none where none is due."""
        before, coloured, edit = self._annals.truth(), self.shop.coloured, self._annals.edit
        only_if_changed = bool(self.known) and self.dice.random() < 0.5
        restless = self._restless and (self.system.mends or self.dice.random() < 0.5)
        self.system.meanwhile, self.system.mended = self._meanwhile if restless else lambda: None, False
        broken = self.dice.choice(DOCUMENTS) if self._fragile and self.dice.random() < 0.2 else None
        self.system.broken = broken
        done = self._made(Order(wanted=wanted), only_if_changed=only_if_changed)
        self.system.meanwhile, self.system.broken = lambda: None, None
        # Where nothing is mended, what is edited meanwhile belongs to the next archive.
        truth = self._annals.truth() if self.system.mended else before
        torn = edit != self._annals.edit and not self.system.mends
        if isinstance(done, Standing):
            assert only_if_changed or wanted == INCREMENTAL
            same = torn or self.known[-1].torn or truth == self.known[-1].truth
            assert same, f"{self.name}, {self.now}: something had changed"
        else:
            self._know(done, wanted, Known(self.entries()[-1], truth, coloured, True, torn), broken)

    def _made(self, order: Order, *, only_if_changed: bool = False) -> Done | Standing:
        job = Job("oracle", self.name, order, name=self.name, only_if_changed=only_if_changed)
        return run.run(job, self.places, self._look, silence)

    def _know(self, done: Done, wanted: str, known: Known, broken: str | None) -> None:
        """What is to be known of a new archive: of a family that could not be read, what was known before."""
        type_ = done.archive.edition.type
        lacking = [each.family.name for each in done.archive.incomplete]
        assert known.entry.digest == done.archive.digest
        assert known.torn or lacking == ([broken] if broken else [])
        assert type_ in (wanted, "full")
        assert type_ == wanted or self._fragile or not self.system.mends, "what is not whole is nothing to build on"
        if type_ == INCREMENTAL and broken:
            last = self.known[-1]
            known = known._replace(truth=without(broken, known.truth, last.truth), torn=known.torn or last.torn)
        if type_ == INCREMENTAL or not lacking:
            self.known.append(known._replace(whole=not lacking))

    def entries(self) -> Sequence[Entry]:
        """The archives of the shop, as the catalogue knows them."""
        with Catalogue(self.places.catalogue) as catalogue:
            called = catalogue.called(self.name)
            assert called
            return [entry for entry in catalogue.entries() if entry.company == called.id]

    @property
    def certain(self) -> bool:
        """Whether every archive is whole, and shows a single moment."""
        return self.system.mends and not self._fragile

    def wrong_at(self, moment: datetime) -> list[str]:
        """Where the books, as they were known at a moment, differ from what was true, if one can tell; errors as of
        ``known_at``.
        """
        chain = known_at(self.entries(), moment, self.name)
        *_, last = (each for each in self.known if each.entry.finished <= moment)
        assert chain[-1].digest == last.entry.digest, "the last archive finished by then"
        if last.torn:
            return []
        found = self._as_of(chain)
        true = {
            key: shown(KINDS[key], (fact.row for fact in facts.values()), colour=last.coloured)
            for key, facts in last.truth.items()
        }
        left_out = PICTURES if len(chain) > 1 else ()
        return [
            f"{self.name}, {len(chain)} archives, {moment:%Y-%m-%d %H:%M}: {key} {id_}: {said}"
            for key in sorted(found.keys() | true.keys())
            if key not in left_out
            for id_, said in differing(found.get(key, {}), true.get(key, {}))
        ]

    def _as_of(self, chain: Sequence[Entry]) -> dict[str, dict[str, Shown]]:
        """The rows that workbooks as of a moment are made of; each file lies where it is said to."""
        room = self.places.workroom() / "as-of"
        shutil.rmtree(room, ignore_errors=True)
        room.mkdir(parents=True)
        with ExitStack() as stack, closing(fresh(room, self.now)) as spool:
            held = [stack.enter_context(Kept(entry).opened()) for entry in chain]
            restated.state(compose(held[0], held[1:]), held, spool, "en")
            files.copy(held, spool, room / "files")
            for path, digest in spool.columns(KINDS[ATTACHMENTS], ("path", "sha256")):
                assert sha256((room / "files" / str(path)).read_bytes()).hexdigest() == digest, path
            return {key: shown(kind, spool.by_id(kind), colour=True) for key in KINDS if (kind := spool.kind(key))}

    def wrongly_compared(self, then: Known, now: Known) -> set[Changed]:
        """What the comparison of two archives tells and is not true, or does not tell and is."""
        with Kept(then.entry).opened() as before, Kept(now.entry).opened() as after:
            told = {
                Changed(each.kind.key, each.row.id, each.what.value) for each in Comparison(before, after).changes()
            }
        return told ^ set(changes(then.truth, now.truth, colour=then.coloured is now.coloured, lines=True))

    def wrongly_told(self, then: Known, now: Known) -> set[Changed]:
        """The same of the sheet *changes* of the later one of two archives that follow one another."""
        true = changes(then.truth, now.truth, colour=then.coloured is now.coloured, lines=False)
        return set(true) ^ set(_sheet(now.entry))

    def wrongly_remembered(self, key: str, id_: str) -> set[tuple[int, Turn]]:
        """The same of one document through time, by the place of the archive that tells of a turn."""
        found = Through([Kept(each.entry) for each in self.known], key).stories(id_, self.name)
        (story,) = (each for each in found if each.id == id_)
        numbers = {each.entry.digest: number for number, each in enumerate(self.known)}
        return {(numbers[event.entry.digest], event.turn) for event in story.events} ^ set(self._turns(key, id_))

    def _turns(self, key: str, id_: str) -> Iterator[tuple[int, Turn]]:
        """What truly became of a document, from archive to archive."""
        seen = False
        then: Truth = {}
        for number, now in enumerate(self.known):
            there, here = id_ in then.get(key, {}), id_ in now.truth.get(key, {})
            if here and not there:
                yield number, Turn.AGAIN if seen else Turn.SEEN
            elif there and not here:
                yield number, Turn.DELETED
            elif turns := set(became(key, id_, then, now.truth)):
                yield number, Turn.VOIDED if What.VOIDED in turns else Turn.CHANGED
            seen, then = seen or here, now.truth

    def _look(self) -> datetime:
        """A clock that goes on a little whenever somebody looks: much happens within one second."""
        self.now += timedelta(microseconds=300)
        return self.now

    def _edit(self) -> None:
        """One edit; now and then at the very moment of the one before."""
        self._clerk.edit()
        if self.dice.random() < 0.5:
            self.now += timedelta(minutes=self.dice.randint(1, 60))
        self._annals.enter(self.now)

    def _meanwhile(self) -> None:
        if self.dice.random() < 0.2:
            self._clerk.edit()
            self._annals.enter(self.now)


def _sheet(entry: Entry) -> Iterator[Changed]:
    """What the sheet *changes* of an archive tells."""
    kind = kinds.kind("changes")
    codes = {labels["en"]: code for code, labels in kind.columns[kind.keys.index("change")].choices.items()}
    keys = {each.labels["en"]: key for key, each in KINDS.items()}
    for name, content in unpacked(entry.paths[0]).items():
        if name.startswith("data/") and name.endswith(".xlsx"):
            with CalamineWorkbook.from_filelike(BytesIO(content)) as book:
                if kind.labels["en"] in book.sheet_names:
                    for row in book.get_sheet_by_name(kind.labels["en"]).to_python()[1:]:
                        said = dict(zip(kind.keys, map(str, row), strict=False))
                        yield Changed(keys[said["kind"]], said["document_id"], codes[said["change"]])
