"""``files.list``: search, order, and pages."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Mapping
from typing import Any

from tests.emulators.google.items import Item
from tests.emulators.google.query import Query
from tests.emulators.google.refusals import bad
from tests.emulators.google.store import Caller, Store

KEYS: Mapping[str, Callable[[Item], Any]] = {
    "name": lambda item: item.name.casefold(),
    "name_natural": lambda item: re.sub(r"\d+", lambda number: number[0].zfill(20), item.name.casefold()),
    "createdTime": lambda item: item.created,
    "modifiedTime": lambda item: item.modified,
    "modifiedByMeTime": lambda item: item.modified,
    "recency": lambda item: item.modified,
    "folder": lambda item: not item.folder,
    "quotaBytesUsed": lambda item: item.content.size if item.content else 0,
    "starred": lambda item: not item.starred,
}


def found(store: Store, asked: Mapping[str, str], caller: Caller) -> list[Item]:
    """Everything that matches, in the order that was asked for."""
    if asked.get("spaces", "drive") != "drive":
        return []
    items = list(store.seen_by(caller))
    if query := asked.get("q"):
        root = store.account(caller.email).root
        test = Query(query, caller.client, caller.email, root).test()
        items = [item for item in items if test(item)]
    for order in reversed([each.strip() for each in asked.get("orderBy", "modifiedTime desc").split(",")]):
        name, _, way = order.partition(" ")
        if name not in KEYS or way not in {"", "desc"}:
            raise bad("Invalid Value", "orderBy")
        items.sort(key=KEYS[name], reverse=way == "desc")
    return items


def page(items: list[Item], asked: Mapping[str, str], most: int | None = None) -> tuple[list[Item], str | None]:
    """The part that was asked for, and the token of the next; ``most`` is what the server gives at most."""
    size = int(asked.get("pageSize", "100"))
    if not 1 <= size <= 1000:
        raise bad(f"Invalid value '{size}'. Values must be within the range: [1, 1000]", "pageSize", "invalidParameter")
    size = min(size, most or size)
    token = asked.get("pageToken")
    after = base64.urlsafe_b64decode(token).decode() if token else None
    ids = [item.id for item in items]
    if after is not None and after not in ids:
        raise bad("Invalid Value", "pageToken")
    start = ids.index(after) + 1 if after is not None else 0
    part = items[start : start + size]
    more = start + size < len(items)
    return part, base64.urlsafe_b64encode(part[-1].id.encode()).decode() if more else None
