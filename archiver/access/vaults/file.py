"""Secrets in a private folder: one file each, readable by its owner only, sealed where a passphrase is given."""

from __future__ import annotations

import hashlib
import json
import re
from contextlib import AbstractContextManager
from pathlib import Path
from unicodedata import normalize

from archiver.access.vaults import private, turns
from archiver.access.vaults.sealed import Seal, WrongKey
from archiver.errors import VaultDamaged, VaultLocked
from archiver.words import N_, phrase

NO_KEY = N_("they are sealed, and no key was given")
WRONG_KEY = N_("the key is another, or they were changed")


class FileVault:
    """A folder of mode 0700 with files of mode 0600, each replaced whole.

    ``VaultExposed`` where anybody else may read or write one of them, ``VaultLocked`` where they are sealed with
    another key. What was put away in clear can still be read when a key is given; the next put seals it.
    """

    def __init__(self, folder: Path, passphrase: str | None = None) -> None:
        self._folder = folder
        self._seal = Seal(passphrase) if passphrase else None

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        name = normalize("NFC", name)
        if not private.is_folder(self._folder):
            return None
        data = private.read(self._file(name))
        return None if data is None else self._opened(name, _held(name, data))

    def put(self, name: str, secret: str) -> None:
        """Keep it, in the place of the one before."""
        name = normalize("NFC", name)
        held = self._seal.close(secret, name) if self._seal else {"secret": secret}
        private.make_folder(self._folder)
        private.replace(self._file(name), json.dumps({"name": name, **held}, ensure_ascii=False).encode())

    def forget(self, name: str) -> None:
        """Remove its file."""
        if private.is_folder(self._folder):
            private.remove(self._file(normalize("NFC", name)))

    def names(self) -> list[str]:
        """What is kept, sorted. Names are in clear, sealed or not."""
        if not private.is_folder(self._folder):
            return []
        read = ((path.name, private.read(path)) for path in sorted(self._folder.glob("*.json")))
        return sorted(_held(file, data)["name"] for file, data in read if data is not None)

    def alone(self, name: str) -> AbstractContextManager[None]:
        """One at a time for a name, whoever it is."""
        return turns.alone(self._folder, normalize("NFC", name))

    def _file(self, name: str) -> Path:
        # A name may have letters that some disk refuses, and be longer than it allows; its digest never does.
        plain = re.sub(r"[^A-Za-z0-9._-]", "_", name)[:48]
        return self._folder / f"{plain}.{hashlib.sha256(name.encode()).hexdigest()[:12]}.json"

    def _opened(self, name: str, held: dict[str, str]) -> str:
        if "secret" in held:
            return held["secret"]
        if not self._seal:
            raise VaultLocked(path=self._folder, reason=phrase(NO_KEY))
        try:
            return self._seal.open(held, name)
        except WrongKey as error:
            raise VaultLocked(path=self._folder, reason=phrase(WRONG_KEY)) from error
        except (KeyError, ValueError):
            raise VaultDamaged(name=name) from None


def _held(name: str, data: bytes) -> dict[str, str]:
    """The contents of one file; ``VaultDamaged`` tells ``name`` and nothing of what is in it."""
    try:
        held = json.loads(data)
    except ValueError:
        raise VaultDamaged(name=name) from None
    if not isinstance(held, dict) or "name" not in held or not all(isinstance(each, str) for each in held.values()):
        raise VaultDamaged(name=name)
    return held
