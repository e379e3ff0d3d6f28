"""Guests at Google Drive: a permission to read, which may end by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

from archiver.drives import Guest, Share
from archiver.drives.google.errors import SERVICE
from archiver.drives.google.folders import Folders
from archiver.drives.google.given import Api, Given
from archiver.drives.google.tree import FIELDS, Item, Tree
from archiver.drives.google.wire import Wire
from archiver.errors import Missing, Refused
from archiver.words import N_, Phrase, phrase

PERMISSION = "id,type,role,emailAddress,expirationTime"

INVITED = N_("{service} lets {email} read it, and sent an invitation.")
INVITED_UNTIL = N_("{service} lets {email} read it until {until}, and sent an invitation.")
OPEN = N_("Anyone who has the link can read it, without signing in.")
NO_END = N_("{service} did not set an end ({reason}); leave out --until, and unshare when the work is done")
NO_END_FOR_ANYONE = N_("a link that opens for anyone cannot have an end here; leave out --until, and unshare in time")
_SILENT = N_("without saying why")


class Sharing:
    """Permissions of files and folders, by their ids; a share's id is both."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def share(self, file: str, name: str, guest: Guest, *, folder: bool) -> Share:
        """Let a guest read a file or a folder."""
        if guest.anyone and guest.until:
            raise Refused(service=SERVICE, reason=phrase(NO_END_FOR_ANYONE))
        body: dict[str, object] = {"role": "reader", "type": "anyone", "allowFileDiscovery": False}
        asked: dict[str, object] = {"fileId": file, "fields": PERMISSION, "supportsAllDrives": True}
        if not guest.anyone:
            body = {"role": "reader", "type": "user", "emailAddress": guest.email}
            asked |= {"sendNotificationEmail": True, "emailMessage": guest.message or None}
        if guest.until:
            body["expirationTime"] = guest.until.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        try:
            given = self._permissions.create(body=body, **asked).execute()
        except Refused as refused:
            raise (_without_end(refused.facts["reason"]) if guest.until else refused) from None
        share = _share(file, name, given, folder=folder)
        if guest.until and not share.until:
            self.unshare(share)
            raise _without_end(phrase(_SILENT))
        return share

    def unshare(self, share: Share) -> None:
        """Take the permission back."""
        file, _, permission = share.id.partition("/")
        try:
            self._permissions.delete(fileId=file, permissionId=permission, supportsAllDrives=True).execute()
        except Missing:
            return

    def shares(self, folders: Folders) -> Iterator[Share]:
        """Each permission where it was given; what lies below inherits it, and is not told again."""
        given = list(folders.files(f"{FIELDS},permissions({PERMISSION})"))
        permissions = {each["id"]: {one["id"]: one for one in each.get("permissions", ())} for each in given}
        for name, item in Tree(map(Item.of, given)).walk():
            above = {one for parent in item.parents for one in permissions.get(parent, ())}
            for one, permission in permissions[item.id].items():
                if permission["role"] != "owner" and one not in above:
                    yield _share(item.id, name, permission, folder=item.is_folder)

    @property
    def _permissions(self) -> Api:
        return self._wire.api.permissions()


def _share(file: str, name: str, permission: Given, *, folder: bool) -> Share:
    anyone = permission["type"] == "anyone"
    email = None if anyone else permission.get("emailAddress")
    until = datetime.fromisoformat(permission["expirationTime"]) if "expirationTime" in permission else None
    place = (
        f"https://drive.google.com/drive/folders/{file}" if folder else f"https://drive.google.com/file/d/{file}/view"
    )
    return Share(f"{file}/{permission['id']}", name, folder, email, until, anyone, place, _said(email, until, anyone))


def _said(email: str | None, until: datetime | None, anyone: bool) -> Phrase:
    if anyone:
        return phrase(OPEN)
    return phrase(INVITED_UNTIL if until else INVITED, service=SERVICE, email=email, until=until)


def _without_end(reason: object) -> Refused:
    return Refused(service=SERVICE, reason=phrase(NO_END, service=SERVICE, reason=reason))
