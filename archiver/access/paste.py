"""Linking by hand: the owner opens an address on any machine, and brings back the one, or the code, that it led to."""

from __future__ import annotations

import hmac
import json
import re
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qs, unquote

from archiver.access.oauth import Answer, Attempt
from archiver.access.vault import Vault
from archiver.errors import CodeRefused, LinkRefused, VaultDamaged
from archiver.words import N_, phrase

NOWHERE = "http://127.0.0.1:1/"
"""Where the browser is sent in vain: nothing listens there, and its address bar then holds the answer."""

KEPT = timedelta(days=1)

NOTHING = N_("there is none in what was pasted")
OTHER = N_("it answers another question than the last one that was asked")
NONE_BEGUN = N_("no link with this name was begun, or too long ago")


def answer_of(pasted: str, attempt: Attempt, service: str) -> Answer:
    """The answer in an address or a part of one, or the bare code; ``CodeRefused`` or ``LinkRefused``."""
    text = "".join(pasted.split()).strip("\"'<>")  # terminals and letters break long lines
    if "code=" not in text and "error=" not in text:
        code = unquote(text)
        if not re.fullmatch(r"[\w/.~+-]{4,2000}", code, re.ASCII):
            raise CodeRefused(service=service, reason=phrase(NOTHING))
        return Answer(code)
    given = {key: values[0] for key, values in parse_qs(text.rpartition("?")[2].partition("#")[0]).items()}
    if not hmac.compare_digest(given.get("state", "").encode(), attempt.state.encode()):
        raise CodeRefused(service=service, reason=phrase(OTHER))
    if "code" not in given:
        raise LinkRefused(service=service)
    return Answer.of(given)


def keep(vault: Vault, name: str, attempt: Attempt, now: datetime) -> None:
    """Keep an attempt, so that another run takes the answer."""
    vault.put(_pending(name), json.dumps({"asked": now.isoformat(), **attempt.to_dict()}))


def resume(vault: Vault, name: str, service: str, now: datetime) -> Attempt:
    """The attempt that was kept, or ``CodeRefused``."""
    text = vault.get(_pending(name))
    if text is None:
        raise CodeRefused(service=service, reason=phrase(NONE_BEGUN))
    try:
        kept = json.loads(text)
        asked = datetime.fromisoformat(kept.pop("asked")).astimezone(UTC)
        attempt = Attempt(**kept)
    except (ValueError, TypeError, KeyError, AttributeError):
        raise VaultDamaged(name=_pending(name)) from None
    if now - asked > KEPT:
        raise CodeRefused(service=service, reason=phrase(NONE_BEGUN))
    return attempt


def drop(vault: Vault, name: str) -> None:
    """The attempt is over."""
    vault.forget(_pending(name))


def _pending(name: str) -> str:
    return f"pending:{name}"
