"""One at a time: whoever reads a secret in order to replace it must be alone with it, among threads and processes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from archiver.access.vaults import private
from archiver.errors import LinkBusy, TargetNotWritable, because

PATIENCE = 60.0  # seconds: longer than any question to a service may take


@contextmanager
def alone(folder: Path, name: str, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock of ``name`` in the private ``folder``; a program that dies lets go of it. ``LinkBusy``."""
    private.make_folder(folder)
    lock = FileLock(folder / f"{hashlib.sha256(name.encode()).hexdigest()[:12]}.lock", mode=0o600)
    try:
        lock.acquire(timeout=patience)
    except Timeout as held:
        raise LinkBusy(name=name) from held
    except OSError as error:
        raise TargetNotWritable(path=folder, reason=because(error)) from error
    try:
        yield
    finally:
        lock.release()
