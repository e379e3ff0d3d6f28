"""Drive's permissions: who is let in, until when, and which mails go out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from tests.emulators.clock import Clock
from tests.emulators.exchange import Json, Refused
from tests.emulators.google.items import Item, Permission, permission_id, shown_permission
from tests.emulators.google.refusals import bad, error, forbidden
from tests.emulators.google.store import Caller, Store
from tests.emulators.traffic import Traffic

ROLES = {"reader", "commenter", "writer"}
STRANGER = (
    'Bad Request. User message: "You are trying to invite {email}. Since there is no Google account associated with '
    'this email address, you must check the "Notify people" box to invite this recipient."'
)


@dataclass(frozen=True)
class Mail:
    """A mail that the vendor would send."""

    to: str
    about: str
    message: str


class Sharing:
    """Switches: ``strangers`` (addresses without a Google account). ``outbox`` has the mails that went out."""

    def __init__(self, store: Store, clock: Clock, traffic: Traffic) -> None:
        self.strangers: set[str] = set()
        self.outbox: list[Mail] = []
        self._store = store
        self._clock = clock
        self._traffic = traffic

    def create(self, item: Item, body: Json, asked: Mapping[str, str], caller: Caller) -> Json:
        """Let somebody in; somebody who is in already gets the new role under the same id."""
        permission = self._permission(item, body, caller)
        if permission.type != "anyone":
            self._notify(permission.email, item, asked)
        item.permissions = [*(each for each in item.permissions if each.id != permission.id), permission]
        self._traffic.wrote(f"share {item.name} {permission.email or 'anyone'}")
        return shown_permission(permission)

    def update(self, item: Item, permission_id: str, body: Json, asked: Mapping[str, str], caller: Caller) -> Json:
        """Change the role or the end of a permission."""
        permission = self.get(item, permission_id)
        if "role" in body:
            permission.role = _one_of(body["role"], ROLES, "role")
        if "expirationTime" in body:
            permission.expires = self._expiry(permission.type, body["expirationTime"], caller)
        if asked.get("removeExpiration") == "true":
            permission.expires = None
        self._traffic.wrote(f"share {item.name} {permission.email or 'anyone'}")
        return shown_permission(permission)

    def get(self, item: Item, permission_id: str) -> Permission:
        """A permission of an item by its id."""
        for permission in self._store.live(item):
            if permission.id == permission_id:
                return permission
        message = f"Permission not found: {permission_id}."
        raise Refused(error(404, "notFound", message, at="permissionId"))

    def delete(self, item: Item, permission_id: str) -> None:
        """Let somebody out again; not from below the folder that they were let into."""
        permission = self.get(item, permission_id)
        if permission not in item.permissions:
            raise forbidden("cannotDeleteInheritedPermission", "Cannot delete an inherited permission.")
        if permission.role == "owner":
            raise forbidden("cannotRemoveOwner", "The owner of a file cannot be removed.")
        item.permissions.remove(permission)
        self._traffic.wrote(f"unshare {item.name} {permission.email or 'anyone'}")

    def _permission(self, item: Item, body: Json, caller: Caller) -> Permission:
        kind = _one_of(body.get("type"), {"user", "group", "domain", "anyone"}, "permission.type")
        role = _one_of(body.get("role"), ROLES, "permission.role")
        expires = self._expiry(kind, body.get("expirationTime"), caller)
        if kind == "anyone":
            return Permission("anyoneWithLink", kind, role, expires=expires)
        email = body.get("emailAddress", "")
        if "@" not in email:
            raise bad("The specified emailAddress is invalid or not applicable for the given permission type.")
        if email == item.owner:
            raise forbidden("invalidSharingRequest", 'Bad Request. User message: "You cannot share with the owner."')
        return Permission(permission_id(email), kind, role, email, expires)

    def _expiry(self, kind: str, text: str | None, caller: Caller) -> datetime | None:
        if text is None:
            return None
        if kind not in {"user", "group"}:
            raise forbidden("cannotSetExpirationOnAnyoneOrDomain", "Expiration dates cannot be set on this permission.")
        if not self._store.account(caller.email).expiring_shares:
            raise forbidden("cannotSetExpiration", "Expiration dates cannot be set on this item.")
        expires, now = datetime.fromisoformat(text), self._clock.now()
        if expires <= now:
            raise forbidden("expirationDatesMustBeInTheFuture", "Expiration dates must be in the future.")
        if expires > now + timedelta(days=366):
            raise forbidden("expirationDateTooFar", "Expiration dates cannot be more than one year in the future.")
        return expires

    def _notify(self, email: str, item: Item, asked: Mapping[str, str]) -> None:
        if asked.get("sendNotificationEmail", "true") == "true":
            self.outbox.append(Mail(email, item.name, asked.get("emailMessage", "")))
        elif email in self.strangers:
            raise bad(STRANGER.format(email=email), reason="invalidSharingRequest")


def _one_of(value: object, allowed: set[str], name: str) -> str:
    if not isinstance(value, str):
        raise bad(f"The {name} field is required.", name, "required")
    if value not in allowed:
        raise bad(f"The specified {name} is invalid.", name)
    return value
