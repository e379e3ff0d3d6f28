"""What a client may write about a file, put into it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from tests.emulators.exchange import Json, Refused
from tests.emulators.google.items import FOLDER, Item, moment
from tests.emulators.google.refusals import bad, error, forbidden
from tests.emulators.google.store import Caller

FLAGS = {"copyRequiresWriterPermission", "writersCanShare", "viewersCanCopyContent"}
IGNORED = {"contentHints", "originalFilename", "folderColorRgb", "kind", "mimeType", "id", "parents"}
PROPERTY_BYTES = 124
PRIVATE_PROPERTIES = 30
ALL_PROPERTIES = 100


def new(body: Json, mime: str | None, file_id: str, caller: Caller, now: datetime) -> Item:
    """A new item of what the client said; its media type is the said one, or that of the content."""
    kind = body.get("mimeType") or mime or "application/octet-stream"
    item = Item(file_id, body.get("name", "Untitled"), kind, caller.email, list(body.get("parents", [])), now, now)
    item.clients.add(caller.client)
    if len(item.parents) > 1:
        message = "A shared drive item must have exactly one parent."
        raise Refused(error(403, "multipleParentsNotSupported", message))
    write(item, body, caller, now)
    item.version = 1
    return item


def write(item: Item, body: Json, caller: Caller, now: datetime) -> None:
    """Put what the client said into an item; refuses fields that are only read."""
    unwritable = set(body) - set(WRITERS) - FLAGS - IGNORED
    if unwritable:
        message = f"The resource body includes fields which are not directly writable: {sorted(unwritable)}."
        raise forbidden("fieldNotWritable", message)
    if item.locked and "name" in body and body["name"] != item.name:
        raise forbidden("fileNotWritable", "The file is restricted and cannot be renamed.")
    item.version += 1
    item.modified = now
    for name, value in body.items():
        if name in WRITERS:
            WRITERS[name](item, value, caller)
        elif name in FLAGS:
            item.flags[name] = bool(value)
    if "contentRestrictions" in body:
        item.restrictions = list(_restrictions(item, body["contentRestrictions"], now))
    if len(item.app_properties.get(caller.client, {})) > PRIVATE_PROPERTIES or _count(item) > ALL_PROPERTIES:
        raise forbidden("propertyCountLimitExceeded", "The file has too many properties.")


def _count(item: Item) -> int:
    return len(item.properties) + sum(map(len, item.app_properties.values()))


def _name(item: Item, value: str, caller: Caller) -> None:
    item.name = value


def _description(item: Item, value: str, caller: Caller) -> None:
    item.description = value


def _starred(item: Item, value: bool, caller: Caller) -> None:
    item.starred = value


def _trashed(item: Item, value: bool, caller: Caller) -> None:
    if item.owner != caller.email:
        raise forbidden("insufficientFilePermissions", "The user does not have sufficient permissions for this file.")
    item.trashed = value


def _created(item: Item, value: str, caller: Caller) -> None:
    item.created = _moment(value)


def _modified(item: Item, value: str, caller: Caller) -> None:
    item.modified = _moment(value)


def _properties(item: Item, value: Mapping[str, str | None], caller: Caller) -> None:
    _merge(item.properties, value)


def _app_properties(item: Item, value: Mapping[str, str | None], caller: Caller) -> None:
    _merge(item.app_properties.setdefault(caller.client, {}), value)


def _lock(item: Item, value: object, caller: Caller) -> None:
    if item.mime == FOLDER:
        raise bad("Content restrictions cannot be set on this file.", "contentRestrictions")


WRITERS: Mapping[str, Callable[..., None]] = {
    "name": _name,
    "description": _description,
    "starred": _starred,
    "trashed": _trashed,
    "createdTime": _created,
    "modifiedTime": _modified,
    "properties": _properties,
    "appProperties": _app_properties,
    "contentRestrictions": _lock,
}


def _restrictions(item: Item, wanted: list[Json], now: datetime) -> Iterator[Json]:
    for each in wanted:
        if each.get("readOnly"):
            yield {
                **each,
                "type": "globalContentRestriction",
                "restrictingUser": {"kind": "drive#user", "displayName": item.owner.partition("@")[0], "me": True},
                "restrictionTime": moment(now),
            }


def _merge(kept: dict[str, str], said: Mapping[str, str | None]) -> None:
    for key, value in said.items():
        if value is None:
            kept.pop(key, None)
        elif len(key.encode()) + len(value.encode()) > PROPERTY_BYTES:
            raise forbidden("propertyLengthLimitExceeded", f"The property {key} is longer than {PROPERTY_BYTES} bytes.")
        else:
            kept[key] = value


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).astimezone(UTC)
    except ValueError as error_:
        raise bad(f"Invalid value for a moment: {text}") from error_
