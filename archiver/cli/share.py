"""``archiver share``: let somebody read one archive, or all of a company's."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import click

from archiver.cli import shares
from archiver.cli.asking import is_sure
from archiver.cli.connecting import connected
from archiver.cli.options import Day, shared
from archiver.cli.session import Session
from archiver.errors import ArchiverError, DayIsPast, GuestNeeded, NoAddress, NotDeposited, UnknownArchive
from archiver.words import N_, Words, phrase

if TYPE_CHECKING:
    from archiver.cabinet.manifest import Label
    from archiver.catalogue import Catalogue, Entry, Shared
    from archiver.drives import Guest, Sharing

ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+")
ANYONE = N_("anyone who has the link")
ALL = N_(
    "{guest} will be able to read every archive in {folder} on {drive}: those that are there, and every one to come. "
    "Share the whole folder? [y/N]"
)
STAYS = N_(
    "{guest} could already read it until {until}, and that stays so. To share it without an end, run this first: "
    "archiver unshare {id}"
)


@dataclass(frozen=True, slots=True)
class Asked:
    """The arguments, as they were typed."""

    target: str
    email: str | None
    drive: str | None
    until: date | None
    message: str
    folder: bool
    anyone: bool
    yes: bool


def command(words: Words) -> click.Command:
    """Share an archive, or the folder of a company."""

    @click.command("share", help=words(N_("Let somebody read an archive: that one, or the last one of a company.")))
    @click.argument("target", metavar=words(N_("ARCHIVE|COMPANY")))
    @click.argument("email", required=False, metavar=words(N_("[GUEST-EMAIL]")))
    @click.option(
        "--drive", metavar=words(N_("NAME")), help=words(N_("Drive to share it from, if it lies on several."))
    )
    @click.option("--until", type=Day(words), help=words(N_("Last day on which it can be read.")))
    @click.option(
        "--message", metavar=words(N_("TEXT")), default="", help=words(N_("What to say at the top of the invitation."))
    )
    @click.option(
        "--folder", is_flag=True, help=words(N_("Share the company's whole folder, with every archive to come."))
    )
    @click.option(
        "--anyone-with-the-link",
        "anyone",
        is_flag=True,
        help=words(N_("Make a link that opens for whoever has it, instead of inviting one person.")),
    )
    @click.option("--yes", is_flag=True, help=words(N_("Do not ask before a whole folder is shared.")))
    @shared(words)
    @click.pass_obj
    def share(session: Session, /, **given: object) -> None:
        asked = Asked(**given)  # type: ignore[arg-type] # click has made them what they are declared to be
        if (asked.email is None) != asked.anyone:
            raise GuestNeeded
        if asked.email is not None and not ADDRESS.fullmatch(asked.email):
            raise NoAddress(value=asked.email)
        with session.catalogue() as catalogue:
            if catalogue is None:
                raise UnknownArchive(name=asked.target)
            Letting(session, catalogue, asked).run()

    return share


@dataclass(frozen=True)
class Letting:
    """A guest being let in."""

    session: Session
    catalogue: Catalogue
    asked: Asked

    def run(self) -> None:
        """Share, and say what came of it."""
        from archiver import share

        name, sharing = self._drive()
        if self.asked.folder and not self._is_sure(name):
            self.session.say(N_("Nothing was shared."))
            return
        act = share.folder if self.asked.folder else share.archive
        before = self._before(name)
        until = before.until if before else self._until
        for each in act(self.catalogue, self._entry, name, sharing, self._guest(until), self.session.clock()):
            self._tell(each)
        if before and until:
            self.session.say(STAYS, guest=before.email, until=shares.ends(until), id=before.id)

    @cached_property
    def _entry(self) -> Entry:
        """The archive, or the last one of the company."""
        from archiver import share

        company = next((each.id for each in self.catalogue.companies() if each.name == self.asked.target), None)
        return share.find(self.catalogue, self.asked.target, company)

    def _drive(self) -> tuple[str, Sharing]:
        from archiver import share

        there = share.deposits(self.catalogue, self._entry)
        asked, known = self.asked.drive, self.session.settings.drives
        if asked and asked not in there:
            self.session.settings.drive(asked)
            raise NotDeposited(name=self._entry.name, names=[asked])
        named = {
            name: connected(self.session, name) for name in there if name == asked or (not asked and name in known)
        }
        return share.able(self._entry.name, named)

    def _is_sure(self, drive: str) -> bool:
        from archiver import share

        folder = share.folder_of(share.deposits(self.catalogue, self._entry)[drive][0])
        guest = phrase(ANYONE) if self.asked.anyone else self.asked.email
        return is_sure(self.session, phrase(ALL, guest=guest, folder=folder, drive=drive), yes=self.asked.yes)

    def _before(self, drive: str) -> Shared | None:
        """The same share as it was made before with an end, where nobody asks for another one: it is not to vanish."""
        from archiver import share

        if self.asked.until or self.asked.email is None:
            return None
        there = share.deposits(self.catalogue, self._entry)[drive]
        names = {share.folder_of(there[0])} if self.asked.folder else {each.name for each in there}
        now, wanted = self.session.clock(), (drive, self.asked.email.casefold(), self.asked.folder)
        for each in self.catalogue.shares(self._entry.company):
            same = (each.drive, (each.email or "").casefold(), each.folder) == wanted and each.name in names
            if same and each.until and not each.is_over(now):
                return each
        return None

    def _guest(self, until: datetime | None) -> Guest:
        from archiver.drives import Guest

        return Guest(self.asked.email, until, self._invitation(until), self.asked.anyone)

    @cached_property
    def _until(self) -> datetime | None:
        """The end of the last day, where its owner is."""
        if self.asked.until is None:
            return None
        until = datetime.combine(self.asked.until + timedelta(days=1), time.min).astimezone()
        if until <= self.session.clock():
            raise DayIsPast(day=self.asked.until)
        return until

    def _invitation(self, until: datetime | None) -> str:
        from archiver import invitation, kinds

        words, entry, outside = self.session.words, self._entry, self._outside()
        cabinet = entry.cabinets[0]
        return invitation.text(
            words,
            company=outside.company.name if outside else entry.name.partition("_")[0],
            start=words.choose(kinds.cycle("start").workbooks),
            shown=None if self.asked.folder else invitation.Shown(cabinet.file, entry.moment, cabinet.sha256),
            until=shares.ends(until) if until else None,
            message=self.asked.message,
            sealed=outside is not None and outside.archive.sealed,
        )

    def _outside(self) -> Label | None:
        """What the archive says of itself: the guest does not know the owner's name for the company."""
        from archiver import verify

        try:
            return verify.page(self._entry.folder / self._entry.cabinets[0].file)
        except ArchiverError:
            return None

    def _tell(self, share: Shared) -> None:
        session = self.session
        session.add("shares", **shares.told(share))
        session.say(N_("Shared: {name}, on {drive}"), name=share.name, drive=share.drive)
        said = shares.said(share)
        session.say(said.template, **said.facts)
        session.say(N_("Link: {link}"), link=share.link)
        session.say(N_("To end it: archiver unshare {id}"), id=share.id)
        if share.anyone:
            session.say(N_("Nobody was told. Send the link yourself, with this:"))
            invitation = self._invitation(self._until)
            session.result(invitation=invitation)
            session.show(f"\n{invitation}")
