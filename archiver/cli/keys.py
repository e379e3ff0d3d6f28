"""A key that an owner made at a service, asked for, tried there, and made a grant: for ``link`` and ``relink``."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from archiver.cli.asking import secret
from archiver.cli.linking import tell
from archiver.cli.session import Session
from archiver.errors import FileNotReadable, NoSecret, OtherAccount, because
from archiver.words import N_, phrase

if TYPE_CHECKING:
    from archiver.access import Grant

MADE = N_("A key is made at {service}: {made}.")
SENT = N_("It goes to {address} only, and nothing but questions is ever sent with it.")
ASK = N_("Key")
FROM = N_("File with the key, on its first line; else it is asked for.")


def given(session: Session, service: str, link: str, at: str, file: Path | None, before: Grant | None = None) -> Grant:
    """The grant of a key, from a file or whoever is asked; ``OtherAccount`` where it is not of the company ``before``.

    Errors: ``UnsafeAddress``, ``KeyRefused``, those of the service.
    """
    from archiver.access import keyed

    known, address = keyed.KEYED[service], keyed.address(at)
    if file is None:
        tell(phrase(MADE, service=known.title, made=known.made), session)
        tell(phrase(SENT, address=address), session)
    key = secret(session, session.words(ASK)) if file is None else _read(file)
    grant = keyed.granted(known, link, address, key.strip(), session.clock())
    if before and not before.is_of(grant):
        raise OtherAccount(name=link, known=before.whose, account=grant.whose)
    return grant


def _read(file: Path) -> str:
    """The first line of a file."""
    try:
        with file.open(encoding="utf-8") as lines:
            key = lines.readline().strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = because(error) if isinstance(error, OSError) else phrase(N_("it is no text"))
        raise FileNotReadable(path=file, reason=reason) from error
    if not key:
        raise NoSecret
    return key
