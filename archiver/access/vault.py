"""A vault: where secrets are kept, and which of them this machine uses."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol

from archiver.errors import FileNotReadable, WrongOption, because
from archiver.places import Places

KINDS = ("file", "keyring")
KEY = "ARCHIVER_VAULT_KEY"
KEY_FILE = "ARCHIVER_VAULT_KEY_FILE"
CREDENTIALS = "CREDENTIALS_DIRECTORY"


class Vault(Protocol):
    """Keeps secrets, which are texts, by name.

    Names are NFC; a link's is that of its drive, others have a colon (``app:google``, ``session:…``). Promises: what
    was put is got, in another process too; a put is whole or not at all; to forget what is not there is no error; no
    secret is in a repr or an error.
    """

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        ...

    def put(self, name: str, secret: str) -> None:
        """Keep it, in the place of the one before."""
        ...

    def forget(self, name: str) -> None:
        """Keep it no longer."""
        ...

    def names(self) -> list[str]:
        """What is kept, sorted."""
        ...

    def alone(self, name: str) -> AbstractContextManager[None]:
        """While it lasts, nobody else is in one for this name: no thread, no process. ``LinkBusy`` after a minute."""
        ...


def open_vault(places: Places, environ: Mapping[str, str], chosen: str | None = None) -> Vault:
    """The vault that is chosen (``"file"`` or ``"keyring"``), else the system's usual one: a private file, on Windows
    the Credential Locker. What systemd passes in ``$CREDENTIALS_DIRECTORY`` comes first.

    Nothing is touched before the first call, except that a keyring is looked for: ``VaultUnusable``.
    """
    vault = _vault(places, environ, chosen)
    if folder := environ.get(CREDENTIALS):
        from archiver.access.vaults.overlay import Overlay

        return Overlay(Path(folder), vault)
    return vault


def move(places: Places, environ: Mapping[str, str], before: str | None, after: str) -> None:
    """Take every secret from one kind of vault to the other; nothing is forgotten before all of it is kept."""
    old, new = _vault(places, environ, before), _vault(places, environ, after)
    if type(old) is type(new):
        return
    names = old.names()
    for name in names:
        if (secret := old.get(name)) is not None:
            new.put(name, secret)
    for name in names:
        old.forget(name)


def _vault(places: Places, environ: Mapping[str, str], chosen: str | None) -> Vault:
    kind = chosen or ("keyring" if sys.platform == "win32" else "file")
    if kind == "file":
        from archiver.access.vaults.file import FileVault

        return FileVault(places.settings.parent / "links", _key(environ))
    if kind == "keyring":
        from archiver.access.vaults.system import SystemVault, trusted

        return SystemVault(trusted(), f"archiver {places.settings.parent}", places.settings.parent / "links")
    raise WrongOption(option="vault", value=kind)


def _key(environ: Mapping[str, str]) -> str | None:
    """The passphrase or key for the private files, if the owner gives one."""
    if path := environ.get(KEY_FILE):
        try:
            return Path(os.path.expanduser(path)).read_text(encoding="utf-8").rstrip("\r\n") or None
        except (OSError, UnicodeDecodeError) as error:
            reason = because(error) if isinstance(error, OSError) else "UTF-8"
            raise FileNotReadable(path=path, reason=reason) from error
    return environ.get(KEY) or None
