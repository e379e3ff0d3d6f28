"""Google: the least that we ask of an account, whose it is, and how a link is ended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from archiver.access import origin, wire
from archiver.access.grant import Grant
from archiver.access.service import Account, Service
from archiver.access.tokens import Tokens
from archiver.errors import Refused, Unintelligible
from archiver.words import N_, phrase

NAME = "Google"
DRIVE_FILE = "https://www.googleapis.com/auth/drive.file"
ABOUT = "https://www.googleapis.com/drive/v3/about?fields=user(emailAddress),storageQuota(limit,usage)"
GONE = "invalid_token"

NOT_ENABLED = N_("the Google Drive API is not enabled in the project of your keys (docs/link-google.md, step 2)")
NO_ACCOUNT = N_("it does not say whose account it is")


def account(given: Tokens) -> Account:
    """Whose Drive it is; the scope for files of our own is enough to ask."""
    reply = wire.ask(NAME, "GET", ABOUT, bearer=given.access)
    if not reply.accepted:
        disabled = "accessNotConfigured" in _reasons(reply.body)
        reason = phrase(NOT_ENABLED) if disabled else phrase(wire.STATUS, status=reply.status)
        raise Refused(service=NAME, reason=reason)
    try:
        quota = reply.body.get("storageQuota", {})
        used, total = quota.get("usage"), quota.get("limit")
        return Account(
            str(reply.body["user"]["emailAddress"]),
            None if used is None else int(used),
            None if total is None else int(total),
        )
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unintelligible(service=NAME, reason=phrase(NO_ACCOUNT)) from None


def revoke(grant: Grant) -> None:
    """End the grant. Google ends, with it, every other link of the same account and application."""
    address = origin.beside(grant.token_uri, "/revoke")
    reply = wire.ask(NAME, "POST", address, form={"token": grant.refresh_token})
    if not reply.accepted and reply.error != GONE:
        raise Refused(service=NAME, reason=reply.error)


def _reasons(body: Mapping[str, Any]) -> list[object]:
    error = body.get("error")
    listed = error.get("errors") if isinstance(error, dict) else None
    return [each.get("reason") for each in listed if isinstance(each, dict)] if isinstance(listed, list) else []


SERVICE = Service(
    name="google",
    title="Google Drive",
    scopes=(DRIVE_FILE,),
    # Without prompt=consent, an account that was linked before gives no refresh token.
    lasting={"access_type": "offline", "prompt": "consent"},
    manage="https://myaccount.google.com/connections",
    unused_dies_after=timedelta(days=180),
    account=account,
    revoke=revoke,
)
