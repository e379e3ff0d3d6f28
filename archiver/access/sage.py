"""Sage Accounting: what we ask of Sage, which businesses a login may read, and how a link is ended."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from archiver.access import origin, wire
from archiver.access.application import Application
from archiver.access.grant import Grant, guide
from archiver.access.service import Account, Books, Service
from archiver.access.tokens import Tokens
from archiver.errors import RedirectRefused, Refused, Unintelligible
from archiver.words import N_, phrase

NAME = "Sage"
AUTHORIZE = "https://www.sageone.com/oauth2/auth/central?filter=apiv3.1"
TOKEN = "https://oauth.accounting.sage.com/token"  # noqa: S105 - an address
REVOKE = "https://oauth.accounting.sage.com/revoke"
API = "https://api.accounting.sage.com"
VERSION = "/v3.1"
HERE = "http://localhost:18765/"
"""Where the browser comes back to unless the owner entered another address at Sage, which wants it exactly so."""
PAGES = 50

NO_BUSINESS = N_("this login has no business that may be read")
NO_LIST = N_("it does not say which businesses there are")


def application(keys: Mapping[str, object]) -> Application | None:
    """The application of an entry ``{"client_id": …, "client_secret": …}``, perhaps with its ``redirect_uri``."""
    texts = {name: keys.get(name) for name in ("client_id", "client_secret", "redirect_uri")}
    if not texts["client_id"] or not texts["client_secret"]:
        return None
    addresses = {"auth_uri": keys.get("auth_uri", AUTHORIZE), "token_uri": keys.get("token_uri", TOKEN)}
    return Application(**texts, **addresses)  # type: ignore[arg-type] # is_sound looks at the types


def redirect(application: Application) -> str:
    """Where the browser is to come back to; ``RedirectRefused``."""
    address = application.redirect_uri or HERE
    check_redirect(address)
    return address


def check_redirect(address: str) -> None:
    """``RedirectRefused`` for all but this very ``localhost``, and an https page with a name."""
    parts = urlsplit(address) if origin.is_safe(address) else None
    if parts is None or parts.query or parts.fragment or not _leads_back(parts.scheme, parts.hostname or ""):
        raise RedirectRefused(address=address, page=guide("sage"))


def _leads_back(scheme: str, host: str) -> bool:
    if scheme == "http":
        return host == "localhost"
    return bool(re.search("[a-z]", host)) and host not in origin.LOOPBACK


def asking(country: str | None, language: str) -> Service:
    """The service, whose pages are asked for in a language, and for a country where that is known beforehand."""
    where = {"country": country.lower()} if country else {}
    spoken = {"locale": language if language == "fr-CA" else "fr-FR"} if language.startswith("fr") else {}
    return replace(SERVICE, lasting={**where, **spoken})


def api(grant: Grant) -> str:
    """The address under which the business of a grant is read."""
    return f"{_origin(grant)}{VERSION}"


def _origin(grant: Grant) -> str:
    return origin.beside(grant.token_uri, "") if _is_here(grant) else API


def _is_here(grant: Grant) -> bool:
    """Whether it is for a server on this machine, which stands for all of Sage's."""
    return urlsplit(grant.token_uri).hostname in origin.LOOPBACK


def revoke(grant: Grant) -> None:
    """End the grant: its refresh token gives no more tokens. Other links of the same login go on."""
    address = origin.beside(grant.token_uri, urlsplit(REVOKE).path) if _is_here(grant) else REVOKE
    form = {"client_id": grant.client_id, "client_secret": grant.client_secret or "", "token": grant.refresh_token}
    reply = wire.ask(NAME, "POST", address, form=form)
    if not reply.accepted and reply.error != "invalid_grant":
        raise Refused(service=NAME, reason=reply.error)


def businesses(given: Tokens, root: str = API) -> Sequence[Books]:
    """The businesses that a login may read; ``Refused`` where there is none, or Sage says no."""
    found: list[Books] = []
    for page in range(1, PAGES + 1):
        address = f"{root}{VERSION}/businesses?page={page}&items_per_page=200"
        reply = wire.ask(NAME, "GET", address, bearer=given.access)
        if not reply.accepted:
            raise Refused(service=NAME, reason=phrase(wire.STATUS, status=reply.status))
        found += _listed(reply.body)
        if not reply.body.get("$next"):
            break
    if not found:
        raise Refused(service=NAME, reason=phrase(NO_BUSINESS))
    return found


def _listed(body: Mapping[str, Any]) -> list[Books]:
    """One page of them."""
    try:
        return [Books(item["id"], item.get("name") or item["displayed_as"]) for item in body["$items"]]
    except (AttributeError, KeyError, TypeError):
        raise Unintelligible(service=NAME, reason=phrase(NO_LIST)) from None


def _business(given: Tokens) -> Account:
    """The business that was chosen, by its name."""
    known = {each.id: each.name for each in businesses(given)}
    if given.realm not in known:
        raise Refused(service=NAME, reason=phrase(NO_BUSINESS))
    return Account(known[given.realm])


SERVICE = Service(
    name="sage",
    title="Sage Accounting",
    scopes=("readonly",),
    lasting={},
    manage="https://developerselfservice.sageone.com/",
    account=_business,
    revoke=revoke,
    holds_books=True,
    companies=businesses,
    slides=True,
    reads_only=True,
)
