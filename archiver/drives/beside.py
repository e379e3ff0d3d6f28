"""What is not whole yet lies beside the name that it is to have, hidden: made, named, or cleared away after a crash."""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex
from unicodedata import normalize

from archiver.errors import Busy

PART = ".part"


@contextmanager
def made(target: Path) -> Iterator[Path]:
    """An empty hidden file in the folder of ``target``, which is gone afterwards.

    Whoever may read what the user makes, by the user's own rule (the umask), may read it: no more people, no fewer.
    """
    path = target.parent / f".{target.name}.{token_hex(4)}{PART}"
    path.touch(exist_ok=False)
    try:
        yield path
    except FileNotFoundError as error:
        raise Busy(name=target.name) from error  # another put of the same name took it for a leftover
    finally:
        path.unlink(missing_ok=True)


def rename(beside: Path, target: Path) -> None:
    """Rename where there are no links (FAT, some network disks); the claim keeps two of us from doing so at once."""
    claim = target.parent / f".{target.name}.claim{PART}"
    try:
        claim.touch(exist_ok=False)
    except FileExistsError as error:
        raise Busy(name=target.name) from error
    try:
        if os.path.lexists(target):
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        beside.rename(target)
    finally:
        claim.unlink(missing_ok=True)


def clear(target: Path) -> None:
    """Remove what interrupted puts of the same name left behind."""
    for name in os.listdir(target.parent):
        if normalize("NFC", name).startswith(f".{target.name}.") and name.endswith(PART):
            (target.parent / name).unlink(missing_ok=True)
