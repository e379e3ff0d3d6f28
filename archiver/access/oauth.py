"""OAuth's question and answer: an address that its owner opens, and the tokens for the code that comes back (PKCE)."""

from __future__ import annotations

import base64
import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from archiver.access import wire
from archiver.access.application import Application
from archiver.access.grant import Grant, guide
from archiver.access.service import Account, Service
from archiver.errors import CodeRefused, LinkRefused, ScopesMissing, Unintelligible, WrongApplicationKeys
from archiver.words import N_, phrase

KEYS = ("invalid_client", "unauthorized_client", "deleted_client")

WORD = N_("“{word}”")
NO_TOKEN = N_("it gave no lasting permission; end the link at {manage}, then link again")
UNKNOWN_KEYS = N_("the service does not know them, or they are of another type ({word})")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a link: what ties the answer to the question. ``redirect`` is None where a code is shown."""

    redirect: str | None
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(64), repr=False)

    def address(self, service: Service, application: Application, account: str | None = None) -> str:
        """Where the owner says yes or no; ``account`` is the one expected, if any."""
        digest = hashlib.sha256(self.verifier.encode()).digest()
        asked = {
            "client_id": application.client_id,
            "response_type": "code",
            "scope": " ".join(service.scopes),
            "state": self.state,
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
            **service.lasting,
            **({"redirect_uri": self.redirect} if self.redirect else {}),
            **({"login_hint": account} if account and service.name == "google" else {}),
        }
        joint = "&" if "?" in application.auth_uri else "?"
        return f"{application.auth_uri}{joint}{urlencode(asked)}"

    def to_dict(self) -> dict[str, str | None]:
        """What another process needs to take the answer."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Tokens:
    """What the service gives. ``lifetime`` is how long the link will last, where the service says that it ends."""

    access: str = field(repr=False)
    refresh: str | None = field(repr=False)
    scopes: tuple[str, ...] | None
    lifetime: timedelta | None = None

    @classmethod
    def of(cls, service: Service, body: Mapping[str, Any]) -> Tokens:
        """The tokens of a service's answer, or ``Unintelligible``."""
        access, refresh, scope = body.get("access_token"), body.get("refresh_token"), body.get("scope")
        seconds = body.get("refresh_token_expires_in")
        if not isinstance(access, str) or not access or not isinstance(refresh, str | None):
            raise Unintelligible(service=service.title, reason=phrase(WORD, word="access_token"))
        lifetime = timedelta(seconds=seconds) if isinstance(seconds, int) and 0 < seconds < 1 << 31 else None
        return cls(access, refresh, tuple(scope.split()) if isinstance(scope, str) else None, lifetime)


@dataclass(frozen=True, slots=True)
class Linked:
    """A link that was made at the service and is not kept yet."""

    grant: Grant
    account: Account


def redeem(service: Service, application: Application, attempt: Attempt, code: str) -> Tokens:
    """The tokens for a code; ``CodeRefused`` where it is old, used, or of another attempt."""
    form = {"grant_type": "authorization_code", "code": code, "code_verifier": attempt.verifier}
    if attempt.redirect:
        form["redirect_uri"] = attempt.redirect
    return tokens(service, application, form)


def tokens(service: Service, application: Application, form: Mapping[str, str]) -> Tokens:
    """What the service gives for ``form``, which is sent with the application's keys to its own address only."""
    reply = wire.ask(service.title, "POST", application.token_uri, form={**form, **keys(application)})
    if not reply.accepted:
        refuse(service, reply.error)
    return Tokens.of(service, reply.body)


def keys(application: Application) -> dict[str, str]:
    """The application's keys, as a form sends them."""
    secret = {"client_secret": application.client_secret} if application.client_secret else {}
    return {"client_id": application.client_id, **secret}


def refuse(service: Service, word: str) -> None:
    """Raise what the service's word for a refusal means."""
    if word == "access_denied":
        raise LinkRefused(service=service.title)
    if word in KEYS:
        reason = phrase(UNKNOWN_KEYS, word=word)
        raise WrongApplicationKeys(
            path="credentials.json", service=service.title, reason=reason, page=guide(service.name)
        )
    raise CodeRefused(service=service.title, reason=phrase(WORD, word=word))


def settle(service: Service, application: Application, given: Tokens, now: datetime) -> Linked:
    """The grant that these tokens are, once they allow all that we need, for as long as we need, and say whose."""
    missing = sorted(set(service.scopes).difference(given.scopes if given.scopes is not None else service.scopes))
    if missing:
        raise ScopesMissing(service=service.title, scopes=missing)
    if not given.refresh:
        raise Unintelligible(service=service.title, reason=phrase(NO_TOKEN, manage=service.manage))
    account = service.account(given.access)
    grant = Grant(
        service=service.name,
        account=account.email,
        scopes=given.scopes if given.scopes is not None else service.scopes,
        refresh_token=given.refresh,
        client_id=application.client_id,
        client_secret=application.client_secret,
        token_uri=application.token_uri,
        linked_at=now,
        dies_at=now + given.lifetime if given.lifetime else None,
    )
    return Linked(grant, account)
