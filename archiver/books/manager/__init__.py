"""Manager: a business on a desktop, a server or in the cloud, by its interface for programs; or a ``.manager`` file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from archiver.access.getter import Getter
from archiver.access.pace import Pace
from archiver.books import Asked, Books, is_link
from archiver.errors import NotLinked

PER_SECOND, PER_MINUTE = 50, 3_000
"""Requests; no limit is known, and they come one after the other."""


@contextmanager
def connect(asked: Asked) -> Iterator[Books]:
    """Open the books; ``asked.where`` is the path of a file, or the name of a link."""
    if not is_link("manager", asked.where):
        from archiver.books.manager.file import opened

        with opened(asked, Path(asked.where)) as held:
            yield held
        return
    from archiver.access.keyed import Key
    from archiver.books.manager import service
    from archiver.books.rest import faults

    if asked.door is None:
        raise NotLinked(name=asked.where)
    key = Key(asked.door, asked.where, "manager")
    vendor = faults.vendor("Manager", asked.where, says="error", sign=signed)
    getter = Getter(key.at, key, Pace(PER_SECOND, PER_MINUTE), vendor, tell=asked.tell)
    with service.books(asked, getter, key.at, key.token()) as books:
        yield books


def signed(token: str) -> Mapping[str, str]:
    """The header in which Manager wants its access token."""
    return {"X-API-KEY": token}
