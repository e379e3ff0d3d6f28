"""One e-mail, in plain text, handed to the owner's own server."""

from __future__ import annotations

import re
import smtplib
import ssl
from base64 import b64encode
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from textwrap import shorten

from archiver.access.origin import LOOPBACK
from archiver.errors import ArchiverError, LoginInClear, LoginRefused, NoAddress, Refused, Unreachable, Unwell
from archiver.notices.hourglass import LATE
from archiver.settings.notices import PORTS, Notices
from archiver.words import N_, phrase

PATIENCE = 10.0  # seconds for each step of a conversation
LONGEST_SUBJECT = 150  # letters; the text says the rest
HERE = "[127.0.0.1]"  # how we greet: nobody learns what this machine is called, and no name server is asked

NO_TRUST = N_("its certificate is not one that this machine trusts")
NO_STARTTLS = N_("it offers no STARTTLS, and nothing is sent in clear")
UNABLE = N_("it does not understand this way to log in, or this kind of address")
CUT = N_("the connection was cut, or none could be made")
STATUS = N_("status {status}")
CLOSED_TO = N_("it does not take mail for {name} (status {status})")

LOGIN_FIRST = (530, 534, 538)  # Authentication required; mechanism too weak; encryption required for it

_ADDRESS = re.compile(r"[^@\s<>,;\"]+@[^@\s<>,;\"]+")
_ENHANCED = re.compile(rb"[245]\.\d{1,3}\.\d{1,3}\b")


def is_address(text: str) -> bool:
    """Whether it may be an e-mail address."""
    return _ADDRESS.fullmatch(text) is not None


def sender(settings: Notices) -> str:
    """Who the mail is from: ``sender``, else the user if that is an address, else whom it is for."""
    user = settings.user if settings.user and "@" in settings.user else None
    return settings.sender or user or settings.email[0]


def is_private(settings: Notices) -> bool:
    """Whether nobody can listen when the password is told, if one is."""
    return not settings.user or settings.security != "none" or settings.server in LOOPBACK


def letter(settings: Notices, subject: str, text: str, moment: datetime) -> EmailMessage:
    """A message to everybody in ``settings.email``, which says that a program wrote it; ``NoAddress``."""
    for address in (*settings.email, sender(settings)):
        if not is_address(address):
            raise NoAddress(value=address)
    message = EmailMessage(SMTP)
    message["From"] = sender(settings)
    message["To"] = ", ".join(settings.email)
    message["Subject"] = shorten(subject, LONGEST_SUBJECT, placeholder=" …")
    message["Date"] = format_datetime(moment)
    message["Message-ID"] = make_msgid(domain=sender(settings).rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(text, cte="quoted-printable")
    return message


def send(settings: Notices, password: str | None, message: EmailMessage) -> Sequence[str]:
    """Hand ``message`` to the server, and say for whom it was not taken, if for some.

    The password is told over TLS only, or to this machine itself: ``LoginInClear``, before anything is asked.
    ``LoginRefused``; ``Refused`` for good; ``Unreachable`` or ``Unwell`` for the moment.
    """
    host = settings.server or ""
    if not is_private(settings):
        raise LoginInClear(service=host)
    with _our_errors(settings, host), closing(_conversation(settings, host)) as server:
        server.ehlo_or_helo_if_needed()
        if settings.security == "starttls":
            if not server.has_extn("starttls"):
                raise Refused(service=host, reason=phrase(NO_STARTTLS))
            server.starttls(context=ssl.create_default_context())
            server.ehlo_or_helo_if_needed()
        if settings.user:
            _login(server, settings.user, password or "")
        refused = server.send_message(message, to_addrs=settings.email)
        with suppress(OSError):  # it was taken, whatever becomes of the farewell
            server.quit()
    return sorted(refused)


def _conversation(settings: Notices, host: str) -> smtplib.SMTP:
    port = settings.port or PORTS[settings.security]
    if settings.security == "tls":
        context = ssl.create_default_context()
        return smtplib.SMTP_SSL(host, port, HERE, timeout=PATIENCE, context=context)
    return smtplib.SMTP(host, port, HERE, timeout=PATIENCE)


def _login(server: smtplib.SMTP, user: str, password: str) -> None:
    if f"{user}{password}".isascii() and server.has_extn("auth"):
        server.login(user, password)
        return
    # smtplib knows ASCII only, while RFC 4616 has UTF-8.
    secret = b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
    status, said = server.docmd("AUTH", f"PLAIN {secret}")
    if status != 235:
        raise smtplib.SMTPAuthenticationError(status, said)


@contextmanager
def _our_errors(settings: Notices, host: str) -> Iterator[None]:
    """Of what a server says only its codes are passed on: the rest may repeat what it was told."""
    try:
        yield
    except smtplib.SMTPRecipientsRefused as refused:
        [(address, (status, said)), *_] = refused.recipients.items()
        raise _refusal(settings, host, status, said, address) from None
    except smtplib.SMTPAuthenticationError as refused:
        raise _refusal(settings, host, refused.smtp_code, refused.smtp_error, login=True) from None
    except smtplib.SMTPResponseException as refused:
        raise _refusal(settings, host, refused.smtp_code, refused.smtp_error) from None
    except smtplib.SMTPServerDisconnected as error:
        raise _broken(host, error.__context__) from None
    except smtplib.SMTPException:
        raise Refused(service=host, reason=phrase(UNABLE)) from None
    except (OSError, ValueError) as error:
        raise _broken(host, error) from None


def _broken(host: str, cause: BaseException | None) -> Unreachable:
    match cause:
        case TimeoutError():
            return Unreachable(service=host, reason=phrase(LATE))
        case ssl.SSLCertVerificationError():
            return Unreachable(service=host, reason=phrase(NO_TRUST))
        case _:
            return Unreachable(service=host, reason=phrase(CUT))


def _refusal(
    settings: Notices, host: str, status: int, said: bytes | str, address: str | None = None, *, login: bool = False
) -> ArchiverError:
    enhanced = _ENHANCED.search(said if isinstance(said, bytes) else said.encode())
    code = f"{status} {enhanced[0].decode()}" if enhanced else f"{status}"
    if 400 <= status < 500 or status < 200:  # smtplib says -1 of an answer that makes no sense
        return Unwell(service=host, reason=phrase(STATUS, status=code))
    if login or status in LOGIN_FIRST:
        return LoginRefused(service=host, user=settings.user, status=code)
    reason = phrase(CLOSED_TO, name=address, status=code) if address else phrase(STATUS, status=code)
    return Refused(service=host, reason=reason)
