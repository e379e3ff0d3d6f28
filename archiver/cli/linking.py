"""What ``link`` and ``relink`` have in common: an owner who is asked, and a link that is made at the service."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import click

from archiver.cli.session import Session
from archiver.errors import ArchiverError, LinkRefused, NobodyToAsk, OtherAccount
from archiver.words import N_, Phrase, Words, phrase

if TYPE_CHECKING:
    from archiver.access import Door, Vault
    from archiver.access.application import Application
    from archiver.access.oauth import Attempt, Linked, Tokens
    from archiver.access.service import Service

P = ParamSpec("P")
R = TypeVar("R")

LIMIT = 300  # seconds for the answer in the browser
GIGABYTE = Decimal(10**9)

OPEN = N_("Open this address in a browser, and allow archiver:")
NO_BROWSER = N_("No browser opened here. On a machine without one, stop this and add --paste or, for Google, --device.")
FAILS = N_("The browser will then fail to open a page: that is right. Copy the whole address of that page.")
COPY = N_("A code is shown then. Copy it.")
ASK = N_("Paste it here")
LATER = N_("Then run the same command again, with what you copied on its standard input.")
DEVICE = N_("On any device, open {address} and type this code: {code}")
ACCOUNT = N_("Account: {account}")
ROOM = N_("Room: {used} GB of {total} GB are used.")
ENDLESS = N_("Room: {used} GB are used.")
SURE = N_("Link this account as {name}? [y/N]")
YES = ("y", "o")
DIES = N_("This link ends on {moment}: its application is “in testing” at Google. {page} tells how to publish it.")


@dataclass(frozen=True, slots=True)
class How:
    """How the owner wants to be asked; ``device`` is Google's way for machines without a browser."""

    paste: bool
    yes: bool
    credentials: Path | None
    device: bool = False


def options(words: Words, *, device: bool) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """The options of every command that links an account."""
    keys = words(N_("File with your application keys; needed once."))
    paste = words(N_("Paste the address or the code from a browser on any machine."))
    sure = words(N_("Do not ask whether the account is right."))
    typed = words(N_("Show a short code, to be typed on another device (Google)."))

    def decorate(command: Callable[P, R]) -> Callable[P, R]:
        command = click.option("--yes", is_flag=True, help=sure)(command)
        command = click.option("--credentials", metavar=words(N_("FILE")), type=click.Path(path_type=Path), help=keys)(
            command
        )
        if device:
            command = click.option("--device", is_flag=True, help=typed)(command)
        return click.option("--paste", is_flag=True, help=paste)(command)

    return decorate


def tell(said: Phrase, session: Session) -> None:
    """A sentence that the owner needs in order to go on: on standard error, in quiet runs too."""
    click.echo(session.words.say(said), err=True)


@dataclass(frozen=True)
class Linking:
    """A link being made; ``account`` is the one that is expected, if any."""

    session: Session
    service: Service
    vault: Vault
    door: Door
    name: str
    how: How
    account: str | None = None

    def make(self) -> Linked | None:
        """A link that its owner allowed and found right, not kept yet; None after the first of two steps.

        Nobody is asked where nobody sits: ``NobodyToAsk``.
        """
        by_hand = not self.how.device and (self.how.paste or self.service.name == "dropbox")
        pasted = sys.stdin.read().strip() if by_hand and not sys.stdin.isatty() else ""
        if by_hand and not pasted and not sys.stdin.isatty():
            self._ask_only()
            return None
        if not (self.how.yes or sys.stdin.isatty()):
            raise NobodyToAsk
        linked = self._by_hand(pasted) if by_hand else self._by_device() if self.how.device else self._by_browser()
        if self.account and self.account != linked.account.email:
            self._abandon(linked)
            raise OtherAccount(name=self.name, known=self.account, account=linked.account.email)
        self._confirm(linked)
        return linked

    def _abandon(self, linked: Linked) -> None:
        """End, at the service, a link that is not kept; unless another one would end with it."""
        if not self.door.siblings("", linked.grant):
            with suppress(ArchiverError):
                self.service.revoke(linked.grant)

    @cached_property
    def _application(self) -> Application:
        from archiver.access import credentials

        entry = f"{self.service.name}-device" if self.how.device else self.service.name
        nearby = (Path(credentials.NAME), self.session.places.settings.parent / credentials.NAME)
        return credentials.application(entry, self.vault, self.how.credentials, nearby)

    def _by_browser(self) -> Linked:
        from archiver.access import oauth
        from archiver.access.loopback import Counter

        with Counter(self.session.words, self.service.title) as counter:
            attempt = oauth.Attempt(counter.address)
            counter.expect(attempt.state)
            self._show(attempt, browser=True)
            code = counter.wait(LIMIT)
            return self._settle(oauth.redeem(self.service, self._application, attempt, code))

    def _by_device(self) -> Linked:
        from archiver.access import device

        invitation = device.invite(self.service, self._application)
        tell(phrase(DEVICE, address=invitation.address, code=invitation.code), self.session)
        return self._settle(device.wait(self.service, self._application, invitation))

    def _by_hand(self, pasted: str) -> Linked:
        from archiver.access import oauth, paste

        if pasted:
            attempt = paste.resume(self.vault, self.name, self.service.title, self.session.clock())
        else:
            attempt = self._attempt()
            self._show(attempt, browser=not self.how.paste)
            tell(phrase(FAILS if attempt.redirect else COPY), self.session)
            pasted = click.prompt(self.session.words(ASK), err=True)
        code = paste.code_of(pasted, attempt, self.service.title)
        paste.drop(self.vault, self.name)
        return self._settle(oauth.redeem(self.service, self._application, attempt, code))

    def _ask_only(self) -> None:
        """The first of two steps: the question is kept, for another run to take the answer."""
        from archiver.access import paste

        attempt = self._attempt()
        paste.keep(self.vault, self.name, attempt, self.session.clock())
        self.session.result(address=attempt.address(self.service, self._application, self.account))
        self._show(attempt, browser=False)
        tell(phrase(FAILS if attempt.redirect else COPY), self.session)
        tell(phrase(LATER), self.session)

    def _attempt(self) -> Attempt:
        from archiver.access import oauth, paste

        return oauth.Attempt(None if self.service.name == "dropbox" else paste.NOWHERE)

    def _settle(self, given: Tokens) -> Linked:
        from archiver.access import oauth

        return oauth.settle(self.service, self._application, given, self.session.clock())

    def _show(self, attempt: Attempt, *, browser: bool) -> None:
        from archiver.access.browser import show

        address = attempt.address(self.service, self._application, self.account)
        tell(phrase(OPEN), self.session)
        click.echo(f"\n{address}\n", err=True)
        if browser and not show(address):
            tell(phrase(NO_BROWSER), self.session)

    def _confirm(self, linked: Linked) -> None:
        """Show whose account it is; ``LinkRefused`` where its owner finds that it is another."""
        account = linked.account
        tell(phrase(ACCOUNT, account=account.email), self.session)
        if account.used is not None:
            used, total = _gigabytes(account.used), _gigabytes(account.total or 0)
            tell(phrase(ROOM if account.total else ENDLESS, used=used, total=total), self.session)
        if linked.grant.dies_at:
            from archiver.access.grant import guide

            tell(phrase(DIES, moment=linked.grant.dies_at, page=guide(self.service.name)), self.session)
        if self.how.yes:
            return
        try:
            sure = self.session.words.say(phrase(SURE, name=self.name))
            answer = click.prompt(sure, default="", show_default=False, err=True)
        except click.Abort:
            self._abandon(linked)
            raise
        if not answer.strip().lower().startswith(YES):
            self._abandon(linked)
            raise LinkRefused(service=self.service.title)


def _gigabytes(size: int) -> Decimal:
    return (size / GIGABYTE).quantize(Decimal("0.1"))
