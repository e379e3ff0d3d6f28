"""QuickBooks Online: a company's books over the network, by GET alone, proved to be whole."""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import BinaryIO

from archiver.access.bearer import Bearer
from archiver.access.getter import Getter
from archiver.access.pace import Pace
from archiver.access.quickbooks import api
from archiver.books import PRINTED, Asked, Attachment
from archiver.books.quickbooks import attachments, company, families, faults, masking, names, reports, singles
from archiver.books.quickbooks.client import Client
from archiver.books.quickbooks.entities import BY_FAMILY, Entity
from archiver.books.quickbooks.learning import Learning
from archiver.books.quickbooks.paging import Batch
from archiver.books.quickbooks.reader import Position, Reader
from archiver.books.rest.lacking import REFUSALS, Progress, say, speaking_of
from archiver.errors import ArchiverError, NotIncluded, NotLinked, Shortfall, Unintelligible, Unwell
from archiver.model import Bookmark, Company, Family, Kind, Page, Record, Reported
from archiver.words import N_, Phrase, phrase

FOLDER = "quickbooks"
MARGIN = timedelta(minutes=5)
"""How much earlier than its bookmark a family is read on: its time is that of one of many machines."""
UNCOUNTED = N_("it could not be counted: nothing shows that all of it came.")
MISSING = (
    N_("Payroll: QuickBooks Online gives other programs the postings, not the pay slips."),
    N_("Bank feeds, bank rules and reconciliations: only what was entered in the books is given."),
    N_("Delayed charges and delayed credits: they exist on the screen only until they are invoiced."),
    N_("Price rules and the starting values of inventory."),
    N_("The audit log: documents tell when they were changed last, not how they were before."),
    N_("Custom reports and forms, and their settings."),
    N_("Payments of sales tax (United States): their postings are in the ledger."),
)


@contextmanager
def connect(asked: Asked) -> Iterator[QuickBooks]:
    """Open the books of the company that a link leads to; ``asked.where`` is the link's name."""
    link = asked.where
    if asked.door is None:
        raise NotLinked(name=link)
    grant = asked.door.grant(link, "quickbooks")
    if not grant.realm:
        raise NotLinked(name=link)
    root = f"{api(grant)}/v3/company/{grant.realm}"
    getter = Getter(root, Bearer(asked.door, link, asked.clock), Pace(), faults.vendor(link), tell=asked.tell)
    try:
        with opened(asked, Client(getter, grant.realm), metered=not grant.sandbox) as books:
            yield books
    finally:
        getter.close()


@contextmanager
def opened(asked: Asked, client: Client, *, metered: bool = True) -> Iterator[QuickBooks]:
    """The books that a client reads. What is kept for another run is left there only where this one does not end."""
    folder = asked.work / FOLDER
    folder.mkdir(mode=0o700, exist_ok=True)
    books = QuickBooks(asked, client, folder, metered=metered)
    try:
        yield books
    finally:
        books.close()
    shutil.rmtree(folder, ignore_errors=True)


class QuickBooks:
    """The open books of one company."""

    missing: tuple[str, ...] = MISSING

    def __init__(self, asked: Asked, client: Client, folder: Path, *, metered: bool) -> None:
        self._asked, self._client, self._metered = asked, client, metered
        self._knows_names = (folder / names.FILE).exists()
        self._told = company.told(client, asked.clock(), asked.time_zone)
        self._names = names.Names(folder)
        if home := self._told.company.home_currency:
            self._names.learn("home", "currency", home)
        self._masks = masking.Masking(folder, unmasked=asked.unmasked)
        self._reader = Reader(client, folder)
        self._learning = Learning(client, self._reader.count, self._names)
        self._reports = tuple(reports.families())
        self._own = tuple(families.families())
        self._files = attachments.Files(client.getter, folder, self._kind("attachments"), client.replies)

    def close(self) -> None:
        """Ask for nothing more."""
        self._reader.close()
        self._files.close()

    def company(self) -> Company:
        """What QuickBooks says of the company itself."""
        return self._told.company

    def version(self) -> str:
        """The company and what is asked of it: it changes while it is read, and is mended by what changed since."""
        options = (("unmasked", self._asked.unmasked), ("printed", self._asked.printed))
        return "-".join(["quickbooks", self._client.realm, *(name for name, wanted in options if wanted)])

    def families(self) -> Sequence[Family]:
        """Lists, documents, files; then the reports of that moment."""
        return (*self._own, *self._reports)

    def _kind(self, key: str) -> Kind:
        return next(kind for family in self._own for kind in family.kinds if kind.key == key)

    def count(self, family: Family) -> int | None:
        """How many documents there are, as far as was told until now."""
        entity = BY_FAMILY.get(family.name)
        if entity is None or (self._asked.printed and family.name == "attachments"):
            return None
        return self._reader.count(entity)

    def foresee(self, reads: Sequence[tuple[Family, str | None]]) -> None:
        """Fetch ahead over the borders of families."""
        known = [(BY_FAMILY[family.name], resume) for family, resume in reads if family.name in BY_FAMILY]
        self._reader.foresee(known)

    def read(self, family: Family, since: Bookmark | None = None, resume: str | None = None) -> Iterator[Page]:
        """Pages of whole documents, by their creation; with ``since``, of what was touched a little before or later.

        What change data capture tells to be deleted, and is not there, is ``gone``. Where lists may have been merged,
        or the service does not find by time, ``since`` brings everything.
        """
        if family in self._reports:
            return self._marked(
                reports.read(family, self._client.getter, self.company(), self._told.today, self._names, resume)
            )
        if family.name in singles.NAMES:
            return self._single(family)
        return self._entity(family, BY_FAMILY[family.name], since, resume)

    def _marked(self, pages: Iterator[Page]) -> Iterator[Page]:
        """Pages, the last of them with the bookmark: it is the one after which there is nowhere to go on."""
        bookmark, ended = Bookmark(self._told.moment), False
        for page in pages:
            ended = page.resume is None
            yield replace(page, bookmark=bookmark) if ended else page
            del page  # two of them at once would be twice the memory
        if not ended:
            yield Page({}, bookmark=bookmark)

    def _speaking_of(
        self,
        family: Family,
        *,
        optional: bool = False,
        begun: bool = False,
        unoffered: tuple[type[ArchiverError], ...] = (NotIncluded,),
    ) -> AbstractContextManager[Progress]:
        """What is refused, or fails while the company itself still answers, is said of this family."""
        return speaking_of(family, optional=optional, begun=begun, unoffered=unoffered, alone=self._client.replies)

    def _single(self, family: Family) -> Iterator[Page]:
        name = singles.NAMES[family.name]
        optional, unoffered = singles.optional(family.name), singles.unoffered(family.name)
        with self._speaking_of(family, optional=optional, unoffered=unoffered):
            odd, lacking = list[Phrase](), list[Phrase]()
            page = self._page(name, Batch(singles.items(name, self._client, self._told, lacking)), odd)
        yield page if odd or lacking else replace(page, bookmark=Bookmark(self._told.moment))
        say(family, odd)
        if lacking:
            raise Shortfall(family=family.main.labels, reason=lacking[0])

    def _entity(self, family: Family, entity: Entity, since: Bookmark | None, resume: str | None) -> Iterator[Page]:
        position = Position.of(resume)
        began, read = (position.began, position.read) if position else (self._told.moment, 0)
        odd: list[Phrase] = []
        none = not self._reader.count(entity)
        with self._speaking_of(family, optional=none, begun=read > 0) as progress:
            if since or (resume and not self._knows_names):
                self._names.ask(self._learning)
            moment = since.moment - MARGIN if since else None
            for batch, after in self._reader.read(entity, resume, began, moment):
                progress.begun = True
                yield self._page(entity.name, batch, odd, after.text())
                del batch  # as it is done with, before the next one is made
        if resume is None and not (since and family.knows_changes):
            self._learning.know(family.name)
        self._say(family, entity, odd)
        printing = self._asked.printed and family.name == "attachments"
        yield Page({"attachments": list(self._printed())} if printing else {}, bookmark=Bookmark(began))

    def _printed(self) -> Iterator[Record]:
        read = {each: self._reader.ids(each) for each in attachments.PRINTS.values()}
        return attachments.printed(self._kind("attachments"), read)

    def ids(self, family: Family) -> Iterator[str] | None:
        """The ids of what an entity has now; among attachments, those of printed documents, if these are asked for."""
        entity = BY_FAMILY.get(family.name)
        return self._ids(family, entity) if entity else None

    def _ids(self, family: Family, entity: Entity) -> Iterator[str]:
        with self._speaking_of(family, begun=True):
            yield from self._reader.every_id(entity)
            if self._asked.printed and family.name == "attachments":
                for name, each in attachments.PRINTS.items():
                    yield from (f"{PRINTED}{name}/{id_}" for id_ in self._reader.every_id(each))

    def mend(self, family: Family, since: Bookmark) -> Iterator[Page]:
        """What was touched since then, as it is now."""
        entity = BY_FAMILY.get(family.name)
        if entity is None:
            return
        odd: list[Phrase] = []
        with self._speaking_of(family, begun=True):
            for batch in self._reader.mend(entity, since.moment):
                yield self._page(entity.name, batch, odd, bookmark=since)
        self._say(family, entity, odd)

    def _say(self, family: Family, entity: Entity, odd: Sequence[Phrase]) -> None:
        """A family is not whole either, where its number is not known."""
        say(family, odd)
        if not self._reader.is_counted(entity):
            raise Shortfall(family=family.main.labels, reason=phrase(UNCOUNTED))

    def _page(
        self,
        name: str,
        batch: Batch,
        odd: list[Phrase],
        resume: str | None = None,
        bookmark: Bookmark | None = None,
    ) -> Page:
        """The rows of a batch; what is to be said of an object that makes no sense is added to ``odd``.

        From there on nobody goes on behind a page: what was odd would be forgotten, and the family taken for whole.
        """
        rows: dict[str, list[Record]] = {}
        for item in batch.items:
            try:
                made = families.rows(name, self._masks.masked(item, name), self._names)
            except Unintelligible as error:
                odd.append(error.phrase)
                continue
            for kind, records in made.items():
                rows.setdefault(kind, []).extend(records)
        self._names.keep()
        self._masks.keep()
        return Page(rows, None if odd else resume, bookmark, batch.replaces, batch.gone)

    def still_there(self, family: Family, documents: Collection[str]) -> Collection[str]:
        """Those that exist after all; what has no id of its own is as it was read, and where we may not ask, nothing is
        believed to be gone.
        """
        entity = BY_FAMILY.get(family.name)
        asked = [each for each in documents if "/" not in each]
        if entity is None:
            return ()
        try:
            return self._client.present(entity, asked)
        except REFUSALS:
            return asked
        except Unwell:
            if self._client.replies():
                return asked
            raise

    @property
    def calls(self) -> int:
        """How many calls were answered that Intuit meters: none, of a company for trials."""
        return self._client.getter.pace.calls if self._metered else 0

    def reported(self, rows: Iterable[Record]) -> Iterator[Reported]:
        """The totals that QuickBooks itself reports."""
        return reports.reported(rows)

    @property
    def masked(self) -> Collection[str]:
        """The fields that were masked so far, as ``Entity.Field``."""
        return self._masks.found

    def files(self, record: Record) -> Iterator[Attachment]:
        """The file that a row of attachments stands for."""
        return self._files.files(record)

    def expect(self, attachments: Iterable[Attachment]) -> None:
        """Fetch ahead, a few files at a time."""
        self._files.expect(attachments)

    def open(self, attachment: Attachment) -> AbstractContextManager[BinaryIO]:
        """The bytes of a file."""
        return self._files.open(attachment)
