"""QuickBooks Online: what we ask of Intuit, which company it is, where it is read, and how a link is ended."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from archiver.access import oauth, origin, wire
from archiver.access.application import Application
from archiver.access.grant import Grant, guide
from archiver.access.service import Account, Service
from archiver.access.tokens import Tokens
from archiver.errors import RedirectNeeded, RedirectRefused, Refused, Unintelligible
from archiver.words import N_, phrase

NAME = "QuickBooks"
AUTHORIZE = "https://appcenter.intuit.com/connect/oauth2"
TOKEN = "https://oauth.platform.intuit.com/oauth2/v1/tokens/bearer"  # noqa: S105 - an address
REVOKE = "https://developer.api.intuit.com/v2/oauth2/tokens/revoke"
COMPANIES = "https://quickbooks.api.intuit.com"
SANDBOXES = "https://sandbox-quickbooks.api.intuit.com"
HERE = "http://localhost:18765/"
"""Where the browser comes back to with development keys; Intuit wants it exactly as it was entered there."""

OTHER_KEYS = "3100"
ENDED = "6190"
UNTOLD = "?"
GONE = "invalid_grant"

NO_COMPANY = N_("it does not say which company it is")
NOT_THESE = N_("these keys are for other companies; trial ones need development keys and --sandbox, real ones neither")
SUBSCRIPTION = N_("the subscription of this company has ended")
CODE = N_("code {code}")


def application(keys: Mapping[str, object]) -> Application | None:
    """The application of an entry ``{"client_id": …, "client_secret": …}``, perhaps with its ``redirect_uri``."""
    texts = {name: keys.get(name) for name in ("client_id", "client_secret", "redirect_uri")}
    if not texts["client_id"] or not texts["client_secret"]:
        return None
    addresses = {"auth_uri": keys.get("auth_uri", AUTHORIZE), "token_uri": keys.get("token_uri", TOKEN)}
    return Application(**texts, **addresses)  # type: ignore[arg-type] # is_sound looks at the types


def redirect(application: Application, *, sandbox: bool) -> str:
    """Where the browser is to come back to; ``RedirectNeeded``, ``RedirectRefused``."""
    address = application.redirect_uri or (HERE if sandbox else None)
    if address is None:
        raise RedirectNeeded(page=guide("quickbooks"))
    check_redirect(address, sandbox=sandbox)
    return address


def check_redirect(address: str, *, sandbox: bool) -> None:
    """``RedirectRefused`` for all but an https page with a name, and for development keys this very ``localhost``."""
    if not _is_redirect(address, sandbox=sandbox):
        raise RedirectRefused(address=address, page=guide("quickbooks"))


def _is_redirect(address: str, *, sandbox: bool) -> bool:
    parts = urlsplit(address) if origin.is_safe(address) else None
    if parts is None or parts.query or parts.fragment:
        return False
    if parts.scheme == "http":
        return sandbox and parts.hostname == "localhost"
    return bool(re.search("[a-z]", parts.hostname or "")) and parts.hostname not in origin.LOOPBACK


def api(grant: Grant) -> str:
    """The origin where the company of a grant is read."""
    if _is_here(grant):
        return origin.beside(grant.token_uri, "")
    return SANDBOXES if grant.sandbox else COMPANIES


def _is_here(grant: Grant) -> bool:
    """Whether it is for a server on this machine, which stands for all of Intuit's."""
    return urlsplit(grant.token_uri).hostname in origin.LOOPBACK


def revoke(grant: Grant) -> None:
    """End the grant: Intuit no longer lets the application in to the company."""
    address = origin.beside(grant.token_uri, urlsplit(REVOKE).path) if _is_here(grant) else REVOKE
    keys = (grant.client_id, grant.client_secret or "")
    reply = wire.ask(NAME, "POST", address, json={"token": grant.refresh_token}, basic=keys)
    if not reply.accepted:
        # Its word is the same for a token that is gone already and for a question that it does not like.
        still = oauth.trade(SERVICE, grant, {"grant_type": "refresh_token", "refresh_token": grant.refresh_token})
        if still.error != GONE:
            raise Refused(service=NAME, reason=reply.error)


def _company(origin: str, given: Tokens) -> Account:
    """The company that the tokens are for."""
    address = f"{origin}/v3/company/{given.realm}/companyinfo/{given.realm}?minorversion=75"
    reply = wire.ask(NAME, "GET", address, bearer=given.access)
    if code := _fault(reply.body):
        reasons = {OTHER_KEYS: phrase(NOT_THESE), ENDED: phrase(SUBSCRIPTION)}
        raise Refused(service=NAME, reason=reasons.get(code, phrase(CODE, code=code)))
    if not reply.accepted:
        raise Refused(service=NAME, reason=phrase(wire.STATUS, status=reply.status))
    company = reply.body.get("CompanyInfo")
    name = company.get("CompanyName") or company.get("LegalName") if isinstance(company, dict) else None
    if not isinstance(name, str):
        raise Unintelligible(service=NAME, reason=phrase(NO_COMPANY))
    return Account(name)


def _fault(body: Mapping[str, Any]) -> str:
    """The code of a fault, which may come with any status, in capital letters or not."""
    fault = body.get("Fault", body.get("fault"))
    if fault is None:
        return ""
    try:
        return str((fault.get("Error") or fault["error"])[0]["code"])
    except (AttributeError, TypeError, KeyError, IndexError):
        return UNTOLD


SERVICE = Service(
    name="quickbooks",
    title="QuickBooks Online",
    scopes=("com.intuit.quickbooks.accounting",),
    lasting={},
    manage="https://accounts.intuit.com/app/account-manager/security/connected-apps",
    account=lambda given: _company(COMPANIES, given),
    revoke=revoke,
    proves=False,
    signs=True,
    headers={"x-include-refresh-token-hard-expires-in": "true"},
    holds_books=True,
)
SANDBOX = replace(SERVICE, sandbox=True, account=lambda given: _company(SANDBOXES, given))
