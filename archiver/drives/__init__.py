"""Where cabinets go: the seam of every drive, and the list of drives, one line each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, Protocol, runtime_checkable

from archiver.events import Listener
from archiver.words import Phrase

if TYPE_CHECKING:
    from archiver.access.door import Door


@dataclass(frozen=True, slots=True)
class Receipt:
    """The proof of a deposit: the relative name, size in bytes and, where the drive gives one, the SHA-256 in hex."""

    name: str
    size: int
    digest: str | None
    where: str


class Drive(Protocol):
    """A place where a cabinet can be deposited.

    Promises: a name (a relative path, folders made as needed) appears only when the whole of it is there; the same
    name with the same digest again is a no-op, with another digest an ``AlreadyThere``; an interrupted put resumes,
    also in a new process; ``list`` is complete; accents survive.
    """

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        """Deposit a finished cabinet under ``name``."""
        ...

    def open(self, receipt: Receipt) -> BinaryIO:
        """The bytes that lie there now."""
        ...

    def list(self) -> Iterator[Receipt]:
        """Every cabinet that lies there."""
        ...


class Keep(Drive, Protocol):
    """The drive on which archives are kept first: the cabinets of one appear there together, or none does."""

    def put_all(self, cabinets: Sequence[tuple[Path, str]], tell: Listener) -> list[Receipt]:
        """Deposit finished cabinets, each under its name; where one fails, those that this call has put are gone."""
        ...


@dataclass(frozen=True, slots=True)
class AccountInfo:
    """Whose account a drive is, by its e-mail, and its room in bytes; ``total`` is None where there is no limit."""

    email: str
    used: int
    total: int | None

    @property
    def free(self) -> int | None:
        """The bytes that are left, or None without a limit."""
        return None if self.total is None else max(0, self.total - self.used)


@runtime_checkable
class Account(Protocol):
    """A drive that is somebody's account."""

    def account(self) -> AccountInfo:
        """Asked anew each time."""
        ...


@dataclass(frozen=True, slots=True)
class Guest:
    """Who is let in to read: one person by ``email``; or, with ``anyone`` and without an e-mail, whoever has the link.

    ``until`` is an aware moment; ``message`` goes into the invitation.
    """

    email: str | None
    until: datetime | None = None
    message: str = ""
    anyone: bool = False

    def __post_init__(self) -> None:
        """Nobody is let in by leaving something out."""
        if self.anyone == (self.email is not None):
            raise ValueError(self)


@dataclass(frozen=True, slots=True)
class Share:
    """A guest who is let in to an archive or, with ``folder``, to all that lies and will lie in the folder ``name``.

    The folder of all archives has the empty name. ``id`` is for ``unshare``; ``link`` is what the guest opens, empty
    where only the invitation has it; ``said`` tells in which way it was shared. With ``anyone`` it is
    open to the public.
    """

    id: str
    name: str
    folder: bool
    email: str | None
    until: datetime | None
    anyone: bool
    link: str
    said: Phrase


@runtime_checkable
class Sharing(Protocol):
    """A drive that lets others read. Nothing is ever opened to the public unless ``Guest.anyone`` asks for it."""

    def share(self, target: Receipt | str, guest: Guest) -> Share:
        """Let a guest in to one archive, or to the folder of that name; again is no error.

        ``Refused``, saying why, where the account or its plan cannot do just that: never more, never without an end
        that was asked for. ``Missing`` where the archive or folder is not there.
        """
        ...

    def unshare(self, share: Share) -> None:
        """Let the guest in no longer; nothing happens where that is so already."""
        ...

    def shares(self) -> Iterator[Share]:
        """Everybody who is let in now."""
        ...


@runtime_checkable
class Trash(Protocol):
    """A drive with a trash, out of which its owner may take things back for a while. Only keeping puts anything there.

    Nothing is ever deleted for good.
    """

    def trash(self, receipt: Receipt) -> None:
        """Move one cabinet to the trash of the service; nothing happens where it does not lie there any more.

        ``DigestMismatch`` where something else has its name by now, as its size and the service's own SHA-256 tell;
        ``NoTrash`` where it could not be taken back.
        """
        ...

    def require_trash(self) -> None:
        """``NoTrash``, and what to do, where it is known beforehand that nothing could be taken back."""
        ...


DRIVES: Mapping[str, str] = {
    "dropbox": "archiver.drives.dropbox",
    "folder": "archiver.drives.folder",
    "google": "archiver.drives.google",
    "rclone": "archiver.drives.rclone",
}
"""Each kind of drive and its module, which has a frozen dataclass ``Settings`` and a function ``connect``."""


def shapes() -> dict[str, type]:
    """The dataclass of each kind's settings, for ``settings.load``."""
    return {kind: import_module(module).Settings for kind, module in DRIVES.items()}


def connect(settings: object, door: Door | None = None) -> Drive:
    """The drive of these settings, which are an instance of one of ``shapes()``; ``door`` is for those behind one."""
    drive: Drive = import_module(type(settings).__module__).connect(settings, door)
    return drive
