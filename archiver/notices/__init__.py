"""Who is told, and how: an e-mail when something failed, a ping that a monitor misses when nothing runs any more.

A notice never fails a run: whatever goes wrong with it is logged, and nothing is raised.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Protocol, Self
from unicodedata import normalize

from archiver.errors import ArchiverError
from archiver.notices.hourglass import within
from archiver.notices.log import Log
from archiver.words import N_, Phrase, Words, known, phrase

if TYPE_CHECKING:
    from archiver.access.vault import Vault
    from archiver.settings import Notices as Settings

__all__ = ["ANYTHING", "PASSWORD", "TAIL", "Log", "Memory", "Notice", "Notices", "ping_secret", "sends_mail"]

PASSWORD = "notice:smtp"  # noqa: S105 - the name under which the vault keeps it
PING = "notice:ping"
LIMIT = 40.0  # seconds that a service may take of a run, in all
LEAST = 3.0  # seconds that it has for each notice all the same
TAIL = 50  # lines of the log
ANYTHING = "|anything|"
"""The cause that stands for every failure that the owner was told of in a day: it is news where there was none."""

PINGED = "{service} was told{signal}"  # these are for the log, which is in English
SENT = "E-mail was sent to {names}"
NOT_TAKEN = "{service} did not take the e-mail for {names}"
WHAT_TO_DO = N_("What to do: {said}")
SUBJECT = N_("archiver: {company}: {said}")
SUBJECT_OF_ALL = N_("archiver: {said}")
END_OF_LOG = N_("The end of the log:")
BY_A_PROGRAM = N_("archiver wrote this by itself. Who is told: archiver notify. To end it: archiver notify off email")


class Memory(Protocol):
    """Remembers, in the catalogue, who was told of what."""

    def tell_once(self, cause: str, day: date) -> bool:
        """Whether nobody was told of ``cause`` on that day yet; from now on somebody was."""
        ...

    def forget_told(self, cause: str) -> object:
        """Nobody was told after all."""
        ...


@dataclass(frozen=True, slots=True)
class Notice:
    """What somebody should know. ``cause`` is ``"company|ErrorClass|drive"``, and the same while the matter is."""

    cause: str
    subject: Phrase
    lines: tuple[Phrase, ...]
    is_failure: bool = True

    @classmethod
    def of(cls, error: ArchiverError, company: str | None = None, drive: str = "") -> Self:
        """The notice of an error: what happened, and what to do."""
        cause = f"{company or ''}|{type(error).__name__}|{drive}"
        template = SUBJECT if company else SUBJECT_OF_ALL
        subject = phrase(template, company=company, said=error.phrase)
        return cls(cause, subject, (error.phrase, phrase(WHAT_TO_DO, said=error.advice)))

    @property
    def company(self) -> str | None:
        """Whom it is about; None where it is about all of them."""
        return self.cause.partition("|")[0] or None


def ping_secret(company: str | None) -> str:
    """The name under which the vault keeps the address to ping for a company, or for all of them together."""
    return normalize("NFC", f"{PING}:{company}") if company else PING


def sends_mail(settings: Settings) -> bool:
    """Whether somebody is told by e-mail."""
    return bool(settings.email and settings.server)


class Notices:
    """Tells the owner, and monitors. ``words`` are in the owner's language, unless the settings say another.

    Without a ``vault`` nothing is pinged and nobody logs in; without a ``memory`` everything is told each time. A mail
    server or a monitor that hangs takes 40 seconds of a run in all, and then 3 for each notice.
    """

    def __init__(
        self,
        settings: Settings,
        vault: Vault | None,
        memory: Memory | None,
        words: Words,
        clock: Callable[[], datetime],
        log: Log,
    ) -> None:
        self._settings = settings
        self._vault = vault
        self._memory = memory
        self._words = Words(known(settings.language) or words.language)
        self._clock = clock
        self._log = log
        self._left: defaultdict[str, float] = defaultdict(lambda: LIMIT)

    def started(self, company: str | None) -> None:
        """A run began: that of a company, or (None) the whole one."""
        self._ping(company, "/start")

    def succeeded(self, company: str | None) -> None:
        """It went well."""
        self._ping(company, "")

    def failed(self, company: str | None, tail: str) -> None:
        """It did not; ``tail``, of which the last 10 kB go along, says how."""
        self._ping(company, "/fail", tail)

    def tell(self, notice: Notice) -> bool:
        """Send an e-mail, once a day for the same cause; whether it was sent now."""
        if not sends_mail(self._settings) or not self._is_news(notice.cause):
            return False
        sent = False
        try:
            self.write(notice)
            sent = True
        except Exception as error:  # noqa: BLE001 - a mistake of ours does not fail a run either
            self._log.fail(notice.company, error)
        finally:  # also where somebody stops the program meanwhile
            if not sent:
                self._take_back(notice.cause)
        if sent and notice.is_failure:
            self._is_news(ANYTHING)
        return sent

    def write(self, notice: Notice) -> None:
        """Send an e-mail, or raise why it cannot be."""
        from archiver.notices import mail

        settings = self._settings
        password = self._vault.get(PASSWORD) if self._vault and settings.user else None
        message = mail.letter(settings, self._words.say(notice.subject), self._text(notice), self._clock())
        refused: list[str] = []
        self._within(settings.server or "", lambda: refused.extend(mail.send(settings, password, message)))
        self._log.say(notice.company, phrase(SENT, names=[each for each in settings.email if each not in refused]))
        if refused:
            self._log.warn(notice.company, phrase(NOT_TAKEN, service=settings.server, names=refused))

    def ping(self, company: str | None, signal: str = "", body: str = "") -> bool:
        """Ping, or raise why it cannot be done; whether there is an address to ping."""
        from archiver.notices import ping

        address = self._vault.get(ping_secret(company)) if self._vault else None
        if not address:
            return False
        service = ping.host(address)
        self._within(service, lambda: ping.ping(address, signal, body))
        self._log.say(company, phrase(PINGED, service=service, signal=f" {signal}" if signal else ""))
        return True

    def _ping(self, company: str | None, signal: str, body: str = "") -> None:
        try:
            self.ping(company, signal, body)
        except Exception as error:  # noqa: BLE001 - as above
            self._log.fail(company, error)

    def _within(self, service: str, act: Callable[[], object]) -> None:
        began = time.monotonic()
        try:
            within(max(self._left[service], LEAST), service, act)
        finally:
            self._left[service] -= time.monotonic() - began

    def _text(self, notice: Notice) -> str:
        said = [self._words.say(each) for each in notice.lines]
        if tail := self._log.tail(TAIL, notice.company):
            said.append(f"{self._words(END_OF_LOG)}\n\n{tail.rstrip()}")
        return "\n\n".join([*said, f"-- \n{self._words(BY_A_PROGRAM)}"]) + "\n"

    def _is_news(self, cause: str) -> bool:
        """What cannot be remembered is told: rather twice than never."""
        try:
            return self._memory is None or self._memory.tell_once(cause, self._clock().astimezone().date())
        except Exception as error:  # noqa: BLE001 - as above
            self._log.fail(None, error)
            return True

    def _take_back(self, cause: str) -> None:
        try:
            if self._memory:
                self._memory.forget_told(cause)
        except Exception as error:  # noqa: BLE001 - as above
            self._log.fail(None, error)
