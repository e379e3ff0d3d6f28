"""A file or folder of Drive, and how Drive shows it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from tests.emulators.content import Content
from tests.emulators.exchange import Json

FOLDER = "application/vnd.google-apps.folder"


@dataclass
class Permission:
    """Somebody's access to an item; ``email`` is empty for anyone with the link."""

    id: str
    type: str
    role: str
    email: str = ""
    expires: datetime | None = None
    discoverable: bool = False


@dataclass
class Revision:
    """A content that an item once had."""

    id: str
    content: Content
    modified: datetime
    keep: bool = False


@dataclass
class Item:
    """What is kept of a file or folder. ``clients`` are the applications it was made or opened with."""

    id: str
    name: str
    mime: str
    owner: str
    parents: list[str]
    created: datetime
    modified: datetime
    clients: set[str] = field(default_factory=set)
    description: str = ""
    properties: dict[str, str] = field(default_factory=dict)
    app_properties: dict[str, dict[str, str]] = field(default_factory=dict)
    permissions: list[Permission] = field(default_factory=list)
    restrictions: list[Json] = field(default_factory=list)
    revisions: list[Revision] = field(default_factory=list)
    flags: dict[str, bool] = field(default_factory=dict)
    trashed: bool = False
    starred: bool = False
    version: int = 1

    @property
    def folder(self) -> bool:
        return self.mime == FOLDER

    @property
    def content(self) -> Content | None:
        """What it holds now."""
        return self.revisions[-1].content if self.revisions else None

    @property
    def locked(self) -> bool:
        """Whether its content may not be changed."""
        return any(each.get("readOnly") for each in self.restrictions)


def moment(value: datetime) -> str:
    """A moment as Drive writes it."""
    return value.strftime("%Y-%m-%dT%H:%M:%S.") + f"{value.microsecond // 1000:03}Z"


def shown_permission(permission: Permission) -> Json:
    """A permission as Drive shows it."""
    shown: Json = {
        "kind": "drive#permission",
        "id": permission.id,
        "type": permission.type,
        "role": permission.role,
    }
    if permission.type == "anyone":
        shown["allowFileDiscovery"] = permission.discoverable
    else:
        name = permission.email.partition("@")[0]
        shown |= {"emailAddress": permission.email, "displayName": name, "deleted": False, "pendingOwner": False}
    if permission.expires:
        shown["expirationTime"] = moment(permission.expires)
    return shown


def shown_revision(revision: Revision, mime: str) -> Json:
    """A revision as Drive shows it."""
    return {
        "kind": "drive#revision",
        "id": revision.id,
        "mimeType": mime,
        "modifiedTime": moment(revision.modified),
        "keepForever": revision.keep,
        "published": False,
        "md5Checksum": revision.content.digest("md5"),
        "size": str(revision.content.size),
    }


def shown_user(email: str, me: str) -> Json:
    """A person as Drive shows them."""
    return {
        "kind": "drive#user",
        "displayName": email.partition("@")[0],
        "me": email == me,
        "permissionId": permission_id(email),
        "emailAddress": email,
    }


def permission_id(email: str) -> str:
    """The number that stands for a person in every permission."""
    return f"{int.from_bytes(email.encode(), 'big') % 10**20:020}"


def shown_item(item: Item, client: str, me: str, *, writer: bool) -> Json:
    """All that Drive can tell about an item; empty fields are left out, as Drive does."""
    shown: Json = {
        "kind": "drive#file",
        "id": item.id,
        "name": item.name,
        "mimeType": item.mime,
        "starred": item.starred,
        "trashed": item.trashed,
        "explicitlyTrashed": item.trashed,
        "parents": item.parents,
        "spaces": ["drive"],
        "version": str(item.version),
        "createdTime": moment(item.created),
        "modifiedTime": moment(item.modified),
        "owners": [shown_user(item.owner, me)],
        "lastModifyingUser": shown_user(item.owner, me),
        "ownedByMe": item.owner == me,
        "shared": len(item.permissions) > 1,
        "isAppAuthorized": client in item.clients,
        "capabilities": {"canEdit": writer and not item.locked, "canShare": writer, "canTrash": item.owner == me},
        "copyRequiresWriterPermission": False,
        "writersCanShare": True,
        "webViewLink": f"https://drive.google.com/file/d/{item.id}/view?usp=drivesdk",
        **item.flags,
    }
    if writer:
        shown["permissions"] = [shown_permission(each) for each in item.permissions]
        shown["permissionIds"] = [each.id for each in item.permissions]
    optional = {
        "description": item.description,
        "properties": item.properties,
        "appProperties": item.app_properties.get(client, {}),
        "contentRestrictions": item.restrictions,
    }
    return shown | {name: value for name, value in optional.items() if value} | _shown_content(item)


def _shown_content(item: Item) -> Json:
    content = item.content
    if content is None:
        return {}
    return {
        "size": str(content.size),
        "quotaBytesUsed": str(content.size),
        "md5Checksum": content.digest("md5"),
        "sha1Checksum": content.digest("sha1"),
        "sha256Checksum": content.digest("sha256"),
        "headRevisionId": item.revisions[-1].id,
        "originalFilename": item.name,
        "webContentLink": f"https://drive.google.com/uc?id={item.id}&export=download",
    }
