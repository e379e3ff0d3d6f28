"""OAuth's question and answer: an address that its owner opens, and the tokens for the code that comes back."""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import datetime
from urllib.parse import urlencode

from archiver.access import wire
from archiver.access.application import Application
from archiver.access.grant import Grant, guide
from archiver.access.service import Account, Service
from archiver.access.tokens import WORD, Tokens
from archiver.errors import CodeRefused, LinkRefused, ScopesMissing, Unintelligible, WrongApplicationKeys
from archiver.words import N_, phrase

KEYS = ("invalid_client", "unauthorized_client", "deleted_client")

NO_TOKEN = N_("it gave no lasting permission; end the link at {manage}, then link again")
NO_COMPANY = N_("it does not say which company was chosen; take the whole address")
UNKNOWN_KEYS = N_("the service does not know them, or they are of another type ({word})")


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt at a link: what ties the answer to the question. ``redirect`` is None where a code is shown."""

    redirect: str | None
    state: str = field(default_factory=lambda: secrets.token_urlsafe(32), repr=False)
    verifier: str = field(default_factory=lambda: secrets.token_urlsafe(64), repr=False)

    def address(self, service: Service, application: Application, account: str | None = None) -> str:
        """Where the owner says yes or no; ``account`` is the one expected, if any."""
        asked = {
            "client_id": application.client_id,
            "response_type": "code",
            "scope": " ".join(service.scopes),
            "state": self.state,
            **(self._challenge() if service.proves else {}),
            **service.lasting,
            **({"redirect_uri": self.redirect} if self.redirect else {}),
            **({"login_hint": account} if account and service.name == "google" else {}),
        }
        joint = "&" if "?" in application.auth_uri else "?"
        return f"{application.auth_uri}{joint}{urlencode(asked)}"

    def _challenge(self) -> dict[str, str]:
        digest = hashlib.sha256(self.verifier.encode()).digest()
        return {
            "code_challenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "code_challenge_method": "S256",
        }

    def to_dict(self) -> dict[str, str | None]:
        """What another process needs to take the answer."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a browser brings back: a code, and the number of the company that was chosen, at a service of companies."""

    code: str = field(repr=False)
    realm: str | None = None

    @classmethod
    def of(cls, given: Mapping[str, str]) -> Answer:
        """The answer in the parameters of an address, which have a ``code``."""
        return cls(given["code"], given.get("realmId"))


@dataclass(frozen=True, slots=True)
class Linked:
    """A link that was made at the service and is not kept yet."""

    grant: Grant
    account: Account


def redeem(service: Service, application: Application, attempt: Attempt, answer: Answer) -> Tokens:
    """The tokens for an answer; ``CodeRefused`` where its code is old, used, or of another attempt."""
    told = service.holds_books and service.companies is None
    if told and not re.fullmatch(r"\d{1,40}", answer.realm or "", re.ASCII):
        raise CodeRefused(service=service.title, reason=phrase(NO_COMPANY))
    form = {"grant_type": "authorization_code", "code": answer.code}
    if service.proves:
        form["code_verifier"] = attempt.verifier
    if attempt.redirect:
        form["redirect_uri"] = attempt.redirect
    reply = trade(service, application, form)
    if not reply.accepted:
        refuse(service, reply.error)
    given = Tokens.of(service.title, reply.body, slides=service.slides)
    return replace(given, realm=answer.realm if told else None)


def trade(service: Service, holder: Application | Grant, form: Mapping[str, str]) -> wire.Reply:
    """What the service says to ``form``, which is sent with the application's keys to its own address only."""
    basic = None
    if service.signs:
        basic = (holder.client_id, holder.client_secret or "")
    else:
        form = {**form, **keys(holder)}
    return wire.ask(service.title, "POST", holder.token_uri, form=form, basic=basic, headers=service.headers)


def keys(holder: Application | Grant) -> dict[str, str]:
    """The application's keys, as a form sends them."""
    secret = {"client_secret": holder.client_secret} if holder.client_secret else {}
    return {"client_id": holder.client_id, **secret}


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
    account = service.account(given)
    grant = Grant(
        service=service.name,
        account=account.name,
        scopes=given.scopes if given.scopes is not None else service.scopes,
        refresh_token=given.refresh,
        client_id=application.client_id,
        client_secret=application.client_secret,
        token_uri=application.token_uri,
        linked_at=now,
        dies_at=now + given.lifetime if given.lifetime else None,
        realm=given.realm,
        sandbox=service.sandbox,
        unused_dies_after=given.unused or service.unused_dies_after,
    )
    return Linked(grant, account)
