"""Drives to rebuild from, as they were named: one of the settings, all, or one that the settings do not have."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from archiver.cli.connecting import connected, door
from archiver.cli.session import Session

if TYPE_CHECKING:
    from archiver.rebuild import Source

ALL = "all"


def drives(session: Session, named: Sequence[str]) -> list[Source]:
    """Each of them connected, once; nothing is asked of it yet. ``UnknownDrive``, ``NotLinked``."""
    return [_source(session, name) for name in dict.fromkeys(_each(session, named))]


def _each(session: Session, named: Sequence[str]) -> Iterator[str]:
    for name in named:
        if name == ALL:
            yield from session.settings.drives
        else:
            yield _of_settings(session, name) or name


def _source(session: Session, name: str) -> Source:
    from archiver.drives import connect
    from archiver.rebuild import Source

    settings = None if name in session.settings.drives else _settings(name)
    if settings is None:
        return Source(name, connected(session, name))
    return Source(name, connect(settings, door(session) if hasattr(settings, "link") else None), named=False)


def _of_settings(session: Session, name: str) -> str | None:
    """The drive of the settings that ``KIND:WHERE`` says too."""
    asked = _settings(name)
    return next((known for known, each in session.settings.drives.items() if asked and each == asked), None)


def _settings(name: str) -> object | None:
    """``KIND:WHERE`` as a drive's settings, of which the first field says where; None for anything else."""
    from archiver.drives import shapes

    kind, _, where = name.partition(":")
    shape = shapes().get(kind)
    if shape is None or not where:
        return None
    place = Path(where).expanduser().absolute() if kind == "folder" else where
    made: object = shape(**{fields(shape)[0].name: place})
    return made
