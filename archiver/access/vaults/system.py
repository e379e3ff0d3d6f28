"""Secrets in the system's own keyring: Keychain, Credential Locker, Secret Service."""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from archiver.access.vaults import turns
from archiver.errors import VaultDamaged, VaultUnusable
from archiver.words import N_, phrase

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

PART = 1000  # characters: Windows takes 2,560 bytes, in two bytes each
INDEX = "index:"

NOT_INSTALLED = N_("the package keyring is not installed")
NONE_SAFE = N_("there is none on this machine that keeps secrets from others")
FAILED = N_("it does not answer ({name})")


def trusted() -> KeyringBackend:
    """The keyring of this machine, or ``VaultUnusable`` where there is none, or only one that keeps plain text."""
    try:
        import keyring
    except ImportError as error:
        raise VaultUnusable(reason=phrase(NOT_INSTALLED)) from error
    backend = keyring.get_keyring()
    chain: tuple[KeyringBackend, ...] = tuple(getattr(backend, "backends", (backend,)))
    for each in chain:  # one of its own, for the chain would also try those that are not safe
        if _is_safe(each):
            return each
    raise VaultUnusable(reason=phrase(NONE_SAFE))


def _is_safe(backend: KeyringBackend) -> bool:
    # keyrings.alt, merely installed, would be taken: it writes plain text, and rates itself below 1.
    return float(backend.priority) >= 1 and not type(backend).__module__.startswith("keyrings.alt")


class SystemVault:
    """Entries of a keyring under one service name. Long secrets are split, for Windows takes short ones only.

    A keyring has no locks: those lie in ``folder``, without any secret.
    """

    def __init__(self, backend: KeyringBackend, service: str, folder: Path) -> None:
        self._backend = backend
        self._service = service
        self._folder = folder

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        return self._get(normalize("NFC", name))

    def put(self, name: str, secret: str) -> None:
        """Keep it, in the place of the one before."""
        self._put(normalize("NFC", name), secret)
        self._enter(normalize("NFC", name), there=True)

    def forget(self, name: str) -> None:
        """Remove all of it."""
        name = normalize("NFC", name)
        if head := self._read(name):
            self._remove(name)
            for part in _parts(name, head):
                self._remove(part)
        self._enter(name, there=False)

    def names(self) -> list[str]:
        """What is kept, sorted; a keyring cannot list, so an entry of our own does."""
        return sorted(name for name in self._listed() if self._read(name) is not None)

    def alone(self, name: str) -> AbstractContextManager[None]:
        """One at a time for a name, whoever it is."""
        return turns.alone(self._folder, normalize("NFC", name))

    def _listed(self) -> list[str]:
        listed: list[str] = json.loads(self._get(INDEX) or "[]")
        return listed

    def _get(self, name: str) -> str | None:
        head = self._read(name)
        if head is None:
            return None
        parts = [self._read(each) for each in _parts(name, head)]
        if None in parts:
            raise VaultDamaged(name=name)
        return "".join(each for each in parts if each is not None)

    def _put(self, name: str, secret: str) -> None:
        """The new parts first, then the entry that tells of them, which is the one moment of change."""
        before = self._read(name)
        head = json.dumps({"tag": secrets.token_hex(4), "parts": -(-len(secret) // PART)})
        for at, part in enumerate(_parts(name, head)):
            self._write(part, secret[at * PART : (at + 1) * PART])
        self._write(name, head)
        for part in _parts(name, before) if before else ():
            self._remove(part)

    def _enter(self, name: str, *, there: bool) -> None:
        before = self._listed()
        after = sorted({*before, name} if there else {*before} - {name})
        if after != before:
            self._put(INDEX, json.dumps(after, ensure_ascii=False))

    def _read(self, entry: str) -> str | None:
        with self._our_errors():
            return self._backend.get_password(self._service, entry)

    def _write(self, entry: str, text: str) -> None:
        with self._our_errors():
            self._backend.set_password(self._service, entry, text)

    def _remove(self, entry: str) -> None:
        with self._our_errors():
            if self._backend.get_password(self._service, entry) is not None:
                self._backend.delete_password(self._service, entry)

    @contextmanager
    def _our_errors(self) -> Iterator[None]:
        from keyring.errors import KeyringError

        try:
            yield
        except (KeyringError, OSError) as error:
            raise VaultUnusable(reason=phrase(FAILED, name=type(error).__name__)) from error


def _parts(name: str, head: str) -> list[str]:
    """The entries that hold the secret, told by the entry of its name."""
    try:
        told = json.loads(head)
        return [f"{name} {told['tag']} {at}" for at in range(told["parts"])]
    except (ValueError, TypeError, KeyError):
        raise VaultDamaged(name=name) from None
