"""Dropbox: the least that we ask of an account, whose it is, and how a link is ended."""

from __future__ import annotations

from collections.abc import Mapping

from archiver.access import wire
from archiver.access.application import Application
from archiver.access.grant import Grant
from archiver.access.service import Account, Service
from archiver.access.tokens import Tokens
from archiver.errors import Refused, ScopesMissing, Unintelligible
from archiver.words import N_, phrase

NAME = "Dropbox"
AUTHORIZE = "https://www.dropbox.com/oauth2/authorize"
TOKEN = "https://api.dropboxapi.com/oauth2/token"  # noqa: S105 - an address
API = "https://api.dropboxapi.com/2"
SCOPES = (
    "account_info.read",
    "files.metadata.read",
    "files.content.write",
    "files.content.read",
    "sharing.write",
    "sharing.read",
)
GONE = ("invalid_grant", "invalid_access_token", "expired_access_token")

NO_ACCOUNT = N_("it does not say whose account it is")


def application(keys: Mapping[str, object]) -> Application | None:
    """The application of an entry ``{"app_key": …}``; its secret is not needed, and not kept."""
    key = keys.get("app_key")
    return Application(client_id=key, auth_uri=AUTHORIZE, token_uri=TOKEN) if isinstance(key, str) else None


def account(given: Tokens) -> Account:
    """Whose Dropbox it is. A team's room is that of the team."""
    told = _call("users/get_current_account", given.access)
    space = _call("users/get_space_usage", given.access)
    try:
        used, total = int(space["used"]), space["allocation"].get("allocated")  # type: ignore[call-overload, attr-defined] # checked by trying
        return Account(str(told["email"]), used, int(total) if total else None)
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Unintelligible(service=NAME, reason=phrase(NO_ACCOUNT)) from None


def revoke(grant: Grant) -> None:
    """End the grant: an access token is fetched once more, and taken back together with what it came from."""
    form = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token, "client_id": grant.client_id}
    reply = wire.ask(NAME, "POST", grant.token_uri, form=form)
    if reply.accepted and isinstance(token := reply.body.get("access_token"), str):
        reply = wire.ask(NAME, "POST", f"{API}/auth/token/revoke", bearer=token)
    if not reply.accepted and reply.error not in GONE:
        raise Refused(service=NAME, reason=reply.error)


def _call(route: str, access_token: str) -> Mapping[str, object]:
    reply = wire.ask(NAME, "POST", f"{API}/{route}", bearer=access_token)
    error = reply.body.get("error")
    if isinstance(error, dict) and error.get(".tag") == "missing_scope":
        raise ScopesMissing(service=NAME, scopes=str(error.get("required_scope")))
    if not reply.accepted:
        raise Refused(service=NAME, reason=phrase(wire.STATUS, status=reply.status))
    return reply.body


SERVICE = Service(
    name="dropbox",
    title="Dropbox",
    scopes=SCOPES,
    lasting={"token_access_type": "offline"},
    manage="https://www.dropbox.com/account/connected_apps",
    account=account,
    revoke=revoke,
)
