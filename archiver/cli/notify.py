"""``archiver notify``: who is told when a run fails, or does not happen at all."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING
from unicodedata import normalize

import click

from archiver.cli import asking, notifying
from archiver.cli.options import shared
from archiver.cli.session import Session
from archiver.errors import ArchiverError, BadPing, LoginInClear, NoAddress, NoNotices
from archiver.words import LANGUAGES, N_, Words, phrase

if TYPE_CHECKING:
    from archiver.notices import Notice

SECURITY = ("starttls", "tls", "none")

ABOUT = N_("Say who is told when a run fails: by e-mail, and by a monitor that also sees when nothing runs any more.")
EMAIL = N_("Send an e-mail when a scheduled run fails. Once a day for the same cause; the password is asked for.")
PING = N_("Ping a monitor when a run begins and ends. One such as healthchecks.io; its address is asked for.")
TEST = N_("Try it. One e-mail, and one ping to each address, are sent now; it says what came of them.")
OFF = N_("Tell somebody no longer.")
ASK_PASSWORD = N_("Password of {user} at {server}")
ASK_ADDRESS = N_("Address to ping")
TRY_IT = N_("Try it: archiver notify test")
MAIL_SENT = N_("The e-mail was handed to {server}. See whether it arrives.")
PING_SENT = N_("{host} took the ping.")
NO_MAIL = N_("No e-mail is sent from now on.")
NO_PING = N_("That address is pinged no longer.")
TRIAL_SUBJECT = N_("archiver: this is a trial")
TRIAL = N_(
    "This was asked for with archiver notify test. When a scheduled run fails, you will be told in the same way."
)
ENDED_BADLY = N_("archiver: the scheduled run ended badly")
NOT_TOLD = N_("It ended before it could say why. Its log may tell; so does running it by hand: archiver run --if-due")


def command(words: Words) -> click.Command:
    """The group; without a command it says what is set."""

    @click.group("notify", invoke_without_command=True, help=words(ABOUT))
    @shared(words)
    @click.pass_context
    def notify(ctx: click.Context) -> None:
        if ctx.invoked_subcommand is None:
            notifying.tell(ctx.ensure_object(Session))

    for each in (_email, _ping, _test, _list, _off, _failure):
        notify.add_command(each(words))
    return notify


def _email(words: Words) -> click.Command:
    name, address = words(N_("NAME")), words(N_("ADDRESS"))
    security = N_("How the connection is made safe; none is for a server on this very machine.")

    @click.command("email", help=words(EMAIL))
    @click.option(
        "--to", multiple=True, required=True, metavar=address, help=words(N_("Who is told; may be repeated."))
    )
    @click.option("--server", required=True, metavar=words(N_("HOST")), help=words(N_("Server that sends your mail.")))
    @click.option("--port", type=click.IntRange(1, 65535), help=words(N_("Its port; the usual one if not given.")))
    @click.option("--security", type=click.Choice(SECURITY), default="starttls", show_default=True,
                  help=words(security))  # fmt: skip
    @click.option("--user", metavar=name, help=words(N_("User to log in as; without one nobody logs in.")))
    @click.option("--from", "sender", metavar=address, help=words(N_("Who it is from; the user if not given.")))
    @click.option("--language", type=click.Choice(LANGUAGES),
                  help=words(N_("Language of the e-mails; that of the screen if not given.")))  # fmt: skip
    @shared(words)
    @click.pass_obj
    def email(
        session: Session, /, to: tuple[str, ...], sender: str | None, language: str | None, **given: object
    ) -> None:
        _set_email(session, {**given, "email": to, "sender": sender, "language": language or session.words.language})

    return email


def _set_email(session: Session, values: dict[str, object]) -> None:
    from archiver import settings
    from archiver.notices import PASSWORD, mail

    wanted = settings.Notices(**values)  # type: ignore[arg-type] # click has made them what they are declared to be
    for address in (*wanted.email, mail.sender(wanted)):
        if not mail.is_address(address):
            raise NoAddress(value=address)
    if not mail.is_private(wanted):
        raise LoginInClear(service=wanted.server)
    vault = notifying.vault_of(session)
    if wanted.user:
        question = session.words.say(phrase(ASK_PASSWORD, user=wanted.user, server=wanted.server))
        vault.put(PASSWORD, asking.secret(session, question))
    else:
        vault.forget(PASSWORD)
    settings.set_notices(session.places.settings, asdict(wanted))
    notifying.tell_email(session, wanted, has_password=True)
    session.say(TRY_IT)


def _ping(words: Words) -> click.Command:
    @click.command("ping", help=words(PING))
    @_company(words)
    @shared(words)
    @click.pass_obj
    def ping(session: Session, company: str | None) -> None:
        from archiver.notices import ping_secret
        from archiver.notices.ping import host, is_address

        if company:
            session.settings.company(company)
        address = asking.secret(session, session.words(ASK_ADDRESS)).strip()
        if not is_address(address):
            raise BadPing
        notifying.vault_of(session).put(ping_secret(company), address)
        notifying.tell_ping(session, company and normalize("NFC", company), host(address))
        session.say(TRY_IT)

    return ping


def _company(words: Words) -> Callable[[click.decorators.FC], click.decorators.FC]:
    told = N_("Only for this company; for all of them together if not given.")
    return click.option("--company", metavar=words(N_("NAME")), help=words(told))


def _test(words: Words) -> click.Command:
    @click.command("test", help=words(TEST))
    @shared(words)
    @click.pass_obj
    def test(session: Session) -> int:
        from archiver.notices import Log, Notice, sends_mail

        chosen, pinged = session.settings.notices, list(notifying.pings(session))
        telling = notifying.notices(session, Log(session.places.log, session.clock))
        codes = []
        if sends_mail(chosen):
            trial = Notice("|Trial|", phrase(TRIAL_SUBJECT), (phrase(TRIAL),))
            codes.append(_try(session, MAIL_SENT, {"server": chosen.server}, partial(telling.write, trial)))
        for company, host in pinged:
            told = {"host": host, "company": company}
            codes.append(_try(session, PING_SENT, told, partial(telling.ping, company)))
        if not codes:
            raise NoNotices
        return max(codes)

    return test


def _try(session: Session, said: str, told: Mapping[str, object], send: Callable[[], object]) -> int:
    """Send, and say what came of it; the exit code."""
    try:
        send()
    except ArchiverError as error:
        session.add("tried", **told, sent=False, problem=error.phrase)
        return session.tell(error)
    session.add("tried", **told, sent=True)
    session.say(said, **told)
    return 0


def _list(words: Words) -> click.Command:
    @click.command("list", help=words(N_("Show who is told. Of addresses to ping only the host is shown.")))
    @shared(words)
    @click.pass_obj
    def listing(session: Session) -> None:
        notifying.tell(session)

    return listing


def _off(words: Words) -> click.Command:
    off = click.Group("off", help=words(OFF))

    @off.command("email", help=words(N_("Send no e-mails, and forget the password.")))
    @shared(words)
    @click.pass_obj
    def email(session: Session) -> None:
        from archiver import settings
        from archiver.notices import PASSWORD

        if session.settings.notices != settings.Notices():
            settings.set_notices(session.places.settings, dict.fromkeys(asdict(settings.Notices())))
        notifying.vault_of(session).forget(PASSWORD)
        session.say(NO_MAIL)

    @off.command("ping", help=words(N_("Ping a monitor no longer, and forget its address.")))
    @_company(words)
    @shared(words)
    @click.pass_obj
    def ping(session: Session, company: str | None) -> None:
        from archiver.notices import ping_secret

        notifying.vault_of(session).forget(ping_secret(company))
        session.say(NO_PING)

    return off


def _failure(words: Words) -> click.Command:
    about = N_("Say that the scheduled run ended badly, unless somebody was told of its reasons today.")

    @click.command("failure", hidden=True, help=words(about))
    @shared(words)
    @click.pass_obj
    def failure(session: Session) -> None:
        from archiver.notices import TAIL, Log

        log = Log(session.places.log, session.clock)
        telling = notifying.notices(session, log)
        telling.failed(None, log.tail(TAIL))
        telling.tell(_ended_badly(session))

    return failure


def _ended_badly(session: Session) -> Notice:
    """Why, where it is to be seen from here."""
    from archiver.notices import ANYTHING, Notice

    try:
        session.settings  # noqa: B018 - reading it is what may fail
    except ArchiverError as error:
        return Notice.of(error)
    return Notice(ANYTHING, phrase(ENDED_BADLY), (phrase(NOT_TOLD),))
