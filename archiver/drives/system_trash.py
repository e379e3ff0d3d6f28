"""The trash of this system, as its desktop has it: for cabinets that lie in folders."""

from __future__ import annotations

import os
import stat
import sys
from contextlib import suppress
from pathlib import Path

from archiver.drives import Receipt
from archiver.errors import DigestMismatch, NoTrash, because
from archiver.words import N_, Phrase, phrase

NO_DESKTOP = N_("this machine has no desktop with a trash. To have one all the same, make the folder {path}")


def require(folder: Path) -> None:
    """``NoTrash`` where this system has none, for what lies in a folder."""
    if reason := _lacking():
        raise NoTrash(where=folder, reason=reason)


def discard(path: Path, receipt: Receipt) -> None:
    """Move the file of a receipt to the trash, if it is at ``path``.

    ``NoTrash`` where there is none for it, and then it is as it was; ``DigestMismatch`` where it is another file.
    """
    if not path.is_file():
        return
    if path.stat().st_size != receipt.size:
        raise DigestMismatch(path=path, listed=receipt.name)
    require(path.parent)
    from send2trash import send2trash

    mode = stat.S_IMODE(path.stat().st_mode)
    try:
        path.chmod(mode | stat.S_IWUSR)  # the library takes one that is read-only for somebody else's
        send2trash(path)
    except OSError as error:
        with suppress(OSError):
            path.chmod(mode)
        raise NoTrash(where=path.parent, reason=because(error)) from error


def _lacking() -> Phrase | None:
    """Why there is no trash. On a server nobody would ever look into one, unless its owner has made it on purpose."""
    if sys.platform in {"darwin", "win32"} or any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY"))):
        return None
    trash = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share", "Trash")
    return None if trash.is_dir() else phrase(NO_DESKTOP, path=trash)
