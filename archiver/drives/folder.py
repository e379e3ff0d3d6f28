"""A folder as a drive: of this disk, of another one, of the network, or one that a sync client carries away."""

from __future__ import annotations

import errno
import hashlib
import os
import stat
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO
from unicodedata import normalize

from archiver import disk
from archiver.drives import Receipt, beside, names, system_trash
from archiver.errors import (
    AlreadyThere,
    DigestMismatch,
    FileNotReadable,
    NameRefused,
    NoSpace,
    ServiceError,
    TargetMissing,
    TargetNotWritable,
    because,
)
from archiver.events import Began, Ended, Listener, Moved, silence
from archiver.words import N_, phrase

BLOCK = 1 << 20
READABLE = 0o444
COPYING = N_("Copying {name} to {folder}")
CHECKING = N_("Checking {name} in {folder}")

Link = Callable[[Path, Path], None]

_UNSUPPORTED = {errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP, errno.ENOSYS, errno.EINVAL, errno.EMLINK}


@dataclass(frozen=True, slots=True)
class Settings:
    """``kind = "folder"``. The folder must exist: one that is made on an unmounted disk would be a false comfort."""

    folder: Path


def connect(settings: Settings, _door: object = None) -> Folder:
    """The folder as a drive; nothing is touched before the first call."""
    return Folder(settings.folder)


class Folder:
    """A drive whose cabinets are plain files, read-only once they are there.

    An interrupted copy is begun again, for copying is cheap; what it left is cleared by the next put of the same name.
    Names are compared as NFC and without case, whatever the disk does, so that an archive means the same on all of
    them. ``list`` gives no digests (a receipt of ``put`` does): the bytes would have to be read for it.
    """

    def __init__(self, folder: Path, link: Link = os.link) -> None:
        self._folder = folder.absolute()
        self._link = link

    def put(self, cabinet: Path, name: str, tell: Listener) -> Receipt:
        """Copy a cabinet to ``name``, read it back, and only then let it appear under its name.

        ``AlreadyThere`` where the name holds other bytes, ``NameRefused`` where it is unsafe, ``TargetMissing``,
        ``TargetNotWritable`` or ``NoSpace`` where the folder is at fault, ``DigestMismatch`` where it does not give
        back what was written, ``Busy`` where two processes put the same name at once.
        """
        parts = names.parts(name, self._folder)
        with disk.opened(cabinet) as source, self._our_errors():
            target = self._room(parts[:-1]) / parts[-1]
            _refuse_alike(target)
            beside.clear(target)
            if there := _there(target):
                return self._unless_other(there, _pour(source, CHECKING, target, silence), tell)
            with beside.made(target) as part:
                digest = _copy(source, part, target, tell)
                if _read_back(part, target, tell) != digest:
                    raise DigestMismatch(path=target, listed=name)
                try:
                    self._publish(part, target)
                except FileExistsError:
                    return self._unless_other(target, digest, tell)
            _settle(target)
            return self._receipt(target, digest)

    def put_all(self, cabinets: Sequence[tuple[Path, str]], tell: Listener) -> list[Receipt]:
        """Put each of these cabinets under its name; where one fails, those that were not there before are removed."""
        with ExitStack() as undoing:
            receipts = []
            for cabinet, name in cabinets:
                with self._our_errors():
                    is_new = not self._find(name).exists()
                receipts.append(self.put(cabinet, name, tell))
                if is_new:
                    undoing.callback(_take_back, Path(receipts[-1].where))
            undoing.pop_all()
        return receipts

    def clear(self, name: str) -> None:
        """Remove what interrupted puts of that name left behind, if there is anything."""
        target = self._folder.joinpath(*names.parts(name, self._folder))
        with self._our_errors(), suppress(FileNotFoundError, NotADirectoryError):
            beside.clear(target)

    def open(self, receipt: Receipt) -> BinaryIO:
        """The bytes under the receipt's name.

        ``FileNotFound`` where there are none; ``FileNotReadable``, also later on, where the disk does not give them.
        """
        with disk.reading(self._folder / receipt.name):
            return disk.opened(self._find(receipt.name))

    def trash(self, receipt: Receipt) -> None:
        """Move a cabinet to the trash of this system, as its desktop does."""
        system_trash.discard(self._find(receipt.name), receipt)

    def require_trash(self) -> None:
        """``NoTrash`` on a server, which has none."""
        self._stand()
        system_trash.require(self._folder)

    def list(self) -> Iterator[Receipt]:
        """Every ``.cab`` at any depth, in a stable order, without digests; what is hidden is no deposit."""
        self._stand()
        for at, folders, files in os.walk(self._folder, onerror=_unreadable):
            folders[:] = sorted(folder for folder in folders if not folder.startswith("."))
            for file in sorted(files):
                if file.lower().endswith(".cab") and not file.startswith("."):
                    with disk.reading(Path(at, file)):
                        receipt = self._receipt(Path(at, file), None)
                    yield receipt

    def _find(self, name: str) -> Path:
        """Where a name is, or would be."""
        self._stand()
        path = self._folder
        for part in names.parts(name, self._folder):
            path = (_there(path / part) if path.is_dir() else None) or path / part
        return path

    def _stand(self) -> None:
        if not self._folder.is_dir():
            raise TargetMissing(path=self._folder)

    def _room(self, parts: tuple[str, ...]) -> Path:
        """The folder of those parts, made as needed, and never one that a link leads out of ours."""
        self._stand()
        path = self._folder
        for part in parts:
            _refuse_alike(path / part)
            if there := _there(path / part):
                path = there
                continue
            path = path / part
            path.mkdir(exist_ok=True)
            _sync(path.parent)
        if not path.is_dir():
            raise AlreadyThere(path=path)
        if not path.resolve().is_relative_to(self._folder.resolve()):
            raise NameRefused(name="/".join(parts), path=self._folder)
        return path

    def _publish(self, part: Path, target: Path) -> None:
        """Give the finished file its name unless the name is taken: ``FileExistsError``."""
        try:
            self._link(part, target)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:
                raise
            beside.rename(part, target)

    def _unless_other(self, there: Path, digest: str, tell: Listener) -> Receipt:
        """The receipt of what is there already, if it is the same."""
        if not there.is_file():
            raise AlreadyThere(path=there)
        with disk.opened(there) as file:
            if _pour(file, CHECKING, there, tell) != digest:
                raise AlreadyThere(path=there)
        _settle(there)
        return self._receipt(there, digest)

    def _receipt(self, path: Path, digest: str | None) -> Receipt:
        name = normalize("NFC", path.relative_to(self._folder).as_posix())
        return Receipt(name, path.stat().st_size, digest, str(path))

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            if error.errno in (errno.ENOSPC, errno.EDQUOT):
                raise NoSpace(path=self._folder) from error
            if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
                raise TargetNotWritable(path=self._folder, reason=because(error)) from error
            raise ServiceError(service=self._folder, reason=because(error)) from error


def _unreadable(error: OSError) -> None:
    """A folder that cannot be listed: told, because a list that leaves it out would not be complete."""
    raise FileNotReadable(path=error.filename, reason=because(error)) from error


def _there(target: Path) -> Path | None:
    """What has the name of ``target``, in whichever way its accents are composed."""
    names = os.listdir(target.parent)
    wanted = normalize("NFC", target.name)
    same = target.name if target.name in names else next((n for n in names if normalize("NFC", n) == wanted), None)
    return target.parent / same if same else None


def _refuse_alike(target: Path) -> None:
    """``AlreadyThere`` where a name differs from that of ``target`` by its case only: many disks see one name there."""
    wanted = normalize("NFC", target.name)
    for name in map(partial(normalize, "NFC"), os.listdir(target.parent)):
        if name != wanted and name.casefold() == wanted.casefold():
            raise AlreadyThere(path=target.parent / name)


def _copy(source: BinaryIO, part: Path, target: Path, tell: Listener) -> str:
    with part.open("wb") as file:
        digest = _pour(source, COPYING, target, tell, file)
        file.flush()
        os.fsync(file.fileno())
    return digest


def _read_back(part: Path, target: Path, tell: Listener) -> str:
    with part.open("rb") as file:
        if hasattr(os, "posix_fadvise"):  # else the answer would come from memory, not from where it lies
            os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
        return _pour(file, CHECKING, target, tell)


def _pour(source: BinaryIO, step: str, target: Path, tell: Listener, into: BinaryIO | None = None) -> str:
    """Read ``source`` to its end, into a file if one is given; its SHA-256 in hex."""
    digest = hashlib.sha256()
    total = os.fstat(source.fileno()).st_size
    tell(Began(phrase(step, name=target.name, folder=target.parent), total, "bytes"))
    while block := source.read(BLOCK):
        digest.update(block)
        if into:
            into.write(block)
        tell(Moved(len(block)))
    tell(Ended())
    return digest.hexdigest()


def _settle(target: Path) -> None:
    """Make the file read-only for those who could read it, and its name certain to survive a power cut."""
    with suppress(OSError):  # some network disks know no permissions, and the cabinet is there all the same
        target.chmod(stat.S_IMODE(target.stat().st_mode) & READABLE)
    _sync(target.parent)


def _take_back(path: Path) -> None:
    """Remove what was just put."""
    with suppress(OSError):  # what went wrong before is told, and is more to the point
        path.chmod(stat.S_IRUSR | stat.S_IWUSR)  # Windows removes nothing that is read-only
        path.unlink()


def _sync(folder: Path) -> None:
    if os.name == "posix":  # elsewhere a folder cannot be opened, and need not be
        number = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(number)
        except OSError as error:
            if error.errno not in _UNSUPPORTED:  # network disks that refuse have written already
                raise
        finally:
            os.close(number)
