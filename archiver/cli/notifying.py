"""What the commands of ``archiver notify`` and of runs share: the notices of this machine, and how they are shown."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from archiver.cli.session import Session
from archiver.errors import ArchiverError, NoNotices
from archiver.words import N_

if TYPE_CHECKING:
    from archiver.access import Vault
    from archiver.notices import Log, Notices
    from archiver.settings import Notices as Settings

MAILED = N_("E-mail goes to {names}, by {server}:{port} ({security}).")
LOGGED_IN = N_("It logs in as {user}; the password is in the vault.")
NO_PASSWORD = N_("It logs in as {user}, but the vault has no password. Give it with: archiver notify email")
PINGED = N_("Pinged for {company}: {host}")
PINGED_FOR_ALL = N_("Pinged for all companies together: {host}")


def notices(session: Session, log: Log) -> Notices:
    """The notices of this machine. What keeps its settings or its vault from being used is logged, and done without."""
    from archiver.access import open_vault
    from archiver.notices import Notices
    from archiver.settings.salvage import salvage

    try:
        chosen, kind = session.settings.notices, session.settings.defaults.vault
    except ArchiverError as error:
        log.fail(None, error)
        chosen, kind = salvage(session.places.settings)
    vault: Vault | None = None
    try:
        vault = open_vault(session.places, os.environ, kind)
    except ArchiverError as error:
        log.fail(None, error)
    return Notices(chosen, vault, Remembered(session), session.words, session.clock, log)


class Remembered:
    """What the catalogue remembers of notices, opened only when there is one."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def tell_once(self, cause: str, day: date) -> bool:
        """Whether nobody was told of ``cause`` on that day yet; from now on somebody was."""
        from archiver.catalogue import Catalogue

        with Catalogue(self._session.places.catalogue) as catalogue:
            return catalogue.agenda.tell_once(cause, day)

    def forget_told(self, cause: str) -> bool:
        """Nobody was told after all."""
        from archiver.catalogue import Catalogue

        with Catalogue(self._session.places.catalogue) as catalogue:
            return catalogue.agenda.forget_told(cause)


def vault_of(session: Session) -> Vault:
    """The vault that the settings choose."""
    from archiver.access import open_vault

    return open_vault(session.places, os.environ, session.settings.defaults.vault)


def tell(session: Session) -> None:
    """Everything that is set."""
    from archiver.notices import PASSWORD, sends_mail

    chosen, pinged = session.settings.notices, list(pings(session))
    session.result(email=None, pings=[])
    if sends_mail(chosen):
        tell_email(session, chosen, has_password=vault_of(session).get(PASSWORD) is not None)
    for company, host in pinged:
        tell_ping(session, company, host)
    if not (sends_mail(chosen) or pinged):
        session.say(NoNotices.said)
        session.say(NoNotices.hint)


def tell_email(session: Session, chosen: Settings, *, has_password: bool) -> None:
    """Who gets e-mail, and how."""
    from archiver.notices import mail
    from archiver.settings.notices import PORTS

    port = chosen.port or PORTS[chosen.security]
    facts = {"server": chosen.server, "port": port, "security": chosen.security, "user": chosen.user}
    kept = has_password if chosen.user else None
    session.result(email={**facts, "to": chosen.email, "sender": mail.sender(chosen), "password": kept})
    session.say(MAILED, names=chosen.email, **facts | {"port": str(port)})
    if chosen.user:
        session.say(LOGGED_IN if has_password else NO_PASSWORD, user=chosen.user)


def tell_ping(session: Session, company: str | None, host: str) -> None:
    """Who is pinged: no more of an address than its host."""
    session.add("pings", company=company, host=host)
    session.say(PINGED if company else PINGED_FOR_ALL, company=company, host=host)


def pings(session: Session) -> Iterator[tuple[str | None, str]]:
    """Each company that a monitor is pinged for (None for all of them together), and the host of the address."""
    from archiver.notices import ping_secret
    from archiver.notices.ping import host

    vault, first = vault_of(session), f"{ping_secret(None)}:"
    kept = {name.removeprefix(first) for name in vault.names() if name.startswith(first)}
    for company in (None, *sorted(kept | set(session.settings.companies))):
        if address := vault.get(ping_secret(company)):
            yield company, host(address)
