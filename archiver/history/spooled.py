"""Rows on disk, some thousand at a time, while workbooks are made of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from itertools import islice
from pathlib import Path
from uuid import uuid4

from archiver.model import Kind, Page, Record
from archiver.spool import Spool

BATCH = 1_000


def fresh(room: Path, now: datetime) -> Spool:
    """A spool in a private room, which holds nothing of what a killed run may have left there."""
    spool = Spool(room)
    spool.begin(uuid4().hex, now)
    return spool


def fill(spool: Spool, family: str, kind: Kind, rows: Iterable[Record]) -> None:
    """Take the rows of a kind into a spool of which there is no draft yet, however many they are."""
    spool.know([kind])
    rows = iter(rows)
    while batch := list(islice(rows, BATCH)):
        spool.add(family, Page({kind.key: batch}))
