"""What ``link`` and ``relink`` have in common: an owner who is asked, and a link that is made at the service."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from archiver.cli import asking, businesses
from archiver.cli.session import Session
from archiver.errors import ArchiverError, LinkRefused, NobodyToAsk, OtherAccount
from archiver.words import N_, Phrase, Words, phrase

if TYPE_CHECKING:
    from archiver.access import Door, Grant, Vault
    from archiver.access.application import Application
    from archiver.access.oauth import Answer, Attempt, Linked
    from archiver.access.service import Service

P = ParamSpec("P")
R = TypeVar("R")

LIMIT = 300  # seconds for the answer in the browser
GIGABYTE = Decimal(10**9)
DAY = timedelta(days=1)

OPEN = N_("Open this address in a browser, and allow archiver:")
NO_BROWSER = N_("No browser opened here. On a machine without one, stop this and add --paste or, for Google, --device.")
FAILS = N_("The browser will then fail to open a page: that is right. Copy the whole address of that page.")
COPY = N_("A code is shown then. Copy it.")
SHOWN = N_("Your own page then shows an address. Copy the whole of it.")
WRITES = N_("{service} knows no permission to read only: what you allow would let a program change the books, too.")
READS = N_("archiver only reads them: it has no way of sending anything but questions.")
ASK = N_("Paste it here")
LATER = N_("Then run the same command again, with what you copied on its standard input.")
DEVICE = N_("On any device, open {address} and type this code: {code}")
ACCOUNT = N_("Account: {account}")
ROOM = N_("Room: {used} GB of {total} GB are used.")
ENDLESS = N_("Room: {used} GB are used.")
SURE = N_("Link this account as {name}? [y/N]")
LIVES = N_("This link ends if it stays unused for {days} days. What is scheduled here keeps it alive.")
COMPANY = N_("Company: {account}")
COMPANY_SURE = N_("Link this company as {name}? [y/N]")
LASTS = N_("This link ends on {moment}, and before that if it stays unused for {days} days.")
YES = ("y", "o")
DIES = N_("This link ends on {moment}: its application is “in testing” at Google. {page} tells how to publish it.")


@dataclass(frozen=True, slots=True)
class How:
    """How the owner wants to be asked; ``device`` is Google's way for machines without a browser.

    ``sandbox`` is Intuit's: a company for trials; ``redirect``, where Intuit or Sage sends the browser back to;
    ``business`` and ``country`` are Sage's: which one of a login's businesses, by name or id, and where it is.
    """

    paste: bool
    yes: bool
    credentials: Path | None
    device: bool = False
    sandbox: bool = False
    redirect: str | None = None
    business: str | None = None
    country: str | None = None


def options(words: Words, *services: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The options of a command that links an account of these services."""
    keys = words(N_("File with your application keys; needed once."))
    paste = words(N_("Paste the address or the code from a browser on any machine."))
    sure = words(N_("Do not ask whether the account is right."))
    typed = words(N_("Show a short code, to be typed on another device (Google)."))
    trial = words(N_("A company for trials, with development keys (QuickBooks)."))
    back = words(N_("Where Intuit or Sage sends the browser back to; needed once (QuickBooks, Sage)."))
    which = words(N_("Business to link, by name or id, where a login has several (Sage)."))
    where = words(N_("Country of the business, as two letters, such as gb or ca (Sage)."))

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        command = click.option("--yes", is_flag=True, help=sure)(command)
        command = click.option("--credentials", metavar=words(N_("FILE")), type=click.Path(path_type=Path), help=keys)(
            command
        )
        if {"quickbooks", "sage"} & set(services):
            command = click.option("--redirect", metavar=words(N_("ADDRESS")), help=back)(command)
        if "sage" in services:
            command = click.option("--country", type=click.Choice(businesses.COUNTRIES), help=where)(command)
            command = click.option("--business", metavar=words(N_("NAME")), help=which)(command)
        if "quickbooks" in services:
            command = click.option("--sandbox", is_flag=True, help=trial)(command)
        if "google" in services:
            command = click.option("--device", is_flag=True, help=typed)(command)
        return click.option("--paste", is_flag=True, help=paste)(command)

    return decorate


def asked(session: Session, kind: str, how: How, before: Grant | None = None) -> Service:
    """The service of that name, as this owner is to be asked; ``before`` is the link whose place a new one takes."""
    if kind == "sage":
        from archiver.access import sage

        return sage.asking(how.country, session.words.language)
    from archiver.access.service import service

    return service(kind, sandbox=before.sandbox if before else how.sandbox)


def tell(said: Phrase, session: Session) -> None:
    """A sentence that the owner needs in order to go on: on standard error, in quiet runs too."""
    click.echo(session.words.say(said), err=True)


@dataclass(frozen=True)
class Linking:
    """A link being made; ``before`` is the one whose place it takes, if any."""

    session: Session
    service: Service
    vault: Vault
    door: Door
    name: str
    how: How
    before: Grant | None = None

    def make(self) -> Linked | None:
        """A link that its owner allowed and found right, not kept yet; None after the first of two steps.

        Nobody is asked where nobody sits: ``NobodyToAsk``.
        """
        by_hand = self._is_by_hand()
        pasted = sys.stdin.read().strip() if by_hand and not sys.stdin.isatty() else ""
        if by_hand and not pasted and not sys.stdin.isatty():
            self._ask_only()
            return None
        if not (self.how.yes or sys.stdin.isatty()):
            raise NobodyToAsk
        linked = self._by_hand(pasted) if by_hand else self._by_device() if self.how.device else self._by_browser()
        if self.before and not self.before.is_of(linked.grant):
            self._abandon(linked)
            raise OtherAccount(name=self.name, known=self.before.whose, account=linked.grant.whose)
        self._confirm(linked)
        return linked

    def _is_by_hand(self) -> bool:
        if self.how.device:
            return False
        shown = self.service.name == "dropbox" or (self._redirect or "").startswith("https:")
        return self.how.paste or shown

    def _abandon(self, linked: Linked) -> None:
        """End, at the service, a link that is not kept; unless another one would end with it."""
        if not self.door.siblings("", linked.grant):
            with suppress(ArchiverError):
                self.service.revoke(linked.grant)

    @cached_property
    def _application(self) -> Application:
        from archiver.access import credentials, quickbooks, sage

        if self.how.redirect and self.service.name == sage.SERVICE.name:
            sage.check_redirect(self.how.redirect)
        elif self.how.redirect:
            quickbooks.check_redirect(self.how.redirect, sandbox=self.service.sandbox)
        sort = "-device" if self.how.device else "-sandbox" if self.service.sandbox else ""
        nearby = (Path(credentials.NAME), self.session.places.settings.parent / credentials.NAME)
        return credentials.application(
            f"{self.service.name}{sort}", self.vault, self.how.credentials, nearby, self.how.redirect
        )

    @cached_property
    def _redirect(self) -> str | None:
        """Where the browser is to come back to, where the service wants to know it beforehand."""
        from archiver.access import quickbooks, sage

        if self.service.name == sage.SERVICE.name:
            return sage.redirect(self._application)
        if self.service.name != quickbooks.SERVICE.name:
            return None
        return quickbooks.redirect(self._application, sandbox=self.service.sandbox)

    def _by_browser(self) -> Linked:
        from archiver.access import oauth
        from archiver.access.loopback import Counter

        with Counter(self.session.words, self.service.title, self._redirect) as counter:
            attempt = oauth.Attempt(counter.address)
            counter.expect(attempt.state)
            self._show(attempt, browser=True)
            return self._settle(attempt, counter.wait(LIMIT))

    def _by_device(self) -> Linked:
        from archiver.access import device, oauth

        invitation = device.invite(self.service, self._application)
        tell(phrase(DEVICE, address=invitation.address, code=invitation.code), self.session)
        given = device.wait(self.service, self._application, invitation)
        return oauth.settle(self.service, self._application, given, self.session.clock())

    def _by_hand(self, pasted: str) -> Linked:
        from archiver.access import paste

        if pasted:
            attempt = paste.resume(self.vault, self.name, self.service.title, self.session.clock())
        else:
            attempt = self._attempt()
            self._show(attempt, browser=not self.how.paste)
            self._tell_what_to_copy(attempt)
            pasted = asking.something(self.session, self.session.words(ASK))
        answer = paste.answer_of(pasted, attempt, self.service.title)
        paste.drop(self.vault, self.name)
        return self._settle(attempt, answer)

    def _ask_only(self) -> None:
        """The first of two steps: the question is kept, for another run to take the answer."""
        from archiver.access import paste

        attempt = self._attempt()
        paste.keep(self.vault, self.name, attempt, self.session.clock())
        self.session.result(address=self._address(attempt))
        self._show(attempt, browser=False)
        self._tell_what_to_copy(attempt)
        tell(phrase(LATER), self.session)

    def _attempt(self) -> Attempt:
        from archiver.access import oauth, paste

        return oauth.Attempt(None if self.service.name == "dropbox" else self._redirect or paste.NOWHERE)

    def _tell_what_to_copy(self, attempt: Attempt) -> None:
        if attempt.redirect is None:
            tell(phrase(COPY), self.session)
        else:
            tell(phrase(SHOWN if attempt.redirect.startswith("https:") else FAILS), self.session)

    def _settle(self, attempt: Attempt, answer: Answer) -> Linked:
        from archiver.access import oauth

        given = oauth.redeem(self.service, self._application, attempt, answer)
        if self.service.companies:
            found = self.service.companies(given)
            given = replace(given, realm=businesses.chosen(self.session, found, self.how.business, self.before))
        return oauth.settle(self.service, self._application, given, self.session.clock())

    def _address(self, attempt: Attempt) -> str:
        return attempt.address(self.service, self._application, self.before.account if self.before else None)

    def _show(self, attempt: Attempt, *, browser: bool) -> None:
        from archiver.access.browser import show

        address = self._address(attempt)
        if self.service.holds_books:
            if not self.service.reads_only:
                tell(phrase(WRITES, service=self.service.title), self.session)
            tell(phrase(READS), self.session)
        tell(phrase(OPEN), self.session)
        click.echo(f"\n{address}\n", err=True)
        if browser and not show(address):
            tell(phrase(NO_BROWSER), self.session)

    def _confirm(self, linked: Linked) -> None:
        """Show whose account it is; ``LinkRefused`` where its owner finds that it is another."""
        self._introduce(linked)
        if self.how.yes:
            return
        question = phrase(COMPANY_SURE if self.service.holds_books else SURE, name=self.name)
        try:
            answer = asking.line(self.session, self.session.words.say(question))
        except click.Abort:
            self._abandon(linked)
            raise
        if not answer.strip().lower().startswith(YES):
            self._abandon(linked)
            raise LinkRefused(service=self.service.title)

    def _introduce(self, linked: Linked) -> None:
        account, grant = linked.account, linked.grant
        tell(phrase(COMPANY if self.service.holds_books else ACCOUNT, account=grant.whose), self.session)
        if account.used is not None:
            used, total = _gigabytes(account.used), _gigabytes(account.total or 0)
            tell(phrase(ROOM if account.total else ENDLESS, used=used, total=total), self.session)
        if grant.dies_at and grant.unused_dies_after and self.service.holds_books:
            tell(phrase(LASTS, moment=grant.dies_at, days=round(grant.unused_dies_after / DAY)), self.session)
        elif self.service.slides and grant.unused_dies_after:
            tell(phrase(LIVES, days=round(grant.unused_dies_after / DAY)), self.session)
        elif grant.dies_at:
            from archiver.access.grant import guide

            tell(phrase(DIES, moment=grant.dies_at, page=guide(self.service.name)), self.session)


def _gigabytes(size: int) -> Decimal:
    return (size / GIGABYTE).quantize(Decimal("0.1"))
