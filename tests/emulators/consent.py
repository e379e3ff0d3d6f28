"""What the person in front of the consent screen does, and what both OAuth servers check alike."""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime

from tests.emulators.exchange import Answer, Refused, Request


@dataclass
class Consent:
    """The person's mind: whether they approve, as whom, and which scopes they untick."""

    approve: bool = True
    account: str = ""
    untick: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Code:
    """An authorization code, good once: for which client, account and scopes, and bound to what."""

    client: str
    account: str
    scopes: tuple[str, ...]
    redirect: str | None
    challenge: str | None
    method: str
    offline: bool
    fresh: bool
    made: datetime


@dataclass
class Token:
    """A token that was given out; a refresh token where ``expires`` is None."""

    client: str
    account: str
    scopes: tuple[str, ...]
    expires: datetime | None = None


def pkce_matches(code: Code, verifier: str | None) -> bool:
    """Whether the verifier is the one that the challenge was made of (RFC 7636)."""
    if code.challenge is None:
        return verifier is None
    if not verifier or not 43 <= len(verifier) <= 128:
        return False
    if code.method == "plain":
        return verifier == code.challenge
    digest = hashlib.sha256(verifier.encode()).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode() == code.challenge


def client_of(request: Request, form: dict[str, str]) -> tuple[str, str | None]:
    """The client's id and secret, by HTTP Basic or in the form."""
    kind, _, value = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() == "basic":
        name, _, secret = base64.b64decode(value).decode().partition(":")
        return name, secret or None
    return form.get("client_id", ""), form.get("client_secret") or None


def refuse(error: str, description: str, status: int = 400) -> Refused:
    """An OAuth error as RFC 6749 writes it."""
    return Refused(Answer.of({"error": error, "error_description": description}, status))


def random_key() -> str:
    """Fifteen small letters and digits."""
    return "".join(secrets.choice("abcdefghijklmnopqrstuvwxyz0123456789") for _ in range(15))


def random_text(length: int) -> str:
    """Letters, digits, ``-`` and ``_`` as tokens and ids are made of."""
    return secrets.token_urlsafe(length)[:length]
