"""The passwords that are kept in the vault for a company: the one that seals, and those before it, that still open."""

from __future__ import annotations

from unicodedata import normalize

from archiver.access import Vault
from archiver.envelope.password import Password

ROOM = "password:"


def kept(vault: Vault, company: str) -> tuple[Password, ...]:
    """Those of a company, the one that seals first; none where none is kept. Errors: those of the vault, and
    ``PasswordRefused`` for what is no password.
    """
    return _read(vault, _name(company))


def keep(vault: Vault, company: str, password: Password) -> None:
    """Seal with this one from now on; those before it stay, for the archives that they sealed."""
    others = [each for each in kept(vault, company) if each != password]
    # One a line, so that a file which systemd passes, with one password in it, is the same thing.
    vault.put(_name(company), "\n".join(each.text for each in (password, *others)))


def forget(vault: Vault, company: str) -> None:
    """Keep none of them any longer."""
    vault.forget(_name(company))


def everyones(vault: Vault) -> tuple[Password, ...]:
    """Those of all companies, each once: for archives of which nobody said whose they are."""
    names = [name for name in vault.names() if name.startswith(ROOM)]
    return tuple(dict.fromkeys(each for name in names for each in _read(vault, name)))


def _read(vault: Vault, name: str) -> tuple[Password, ...]:
    return tuple(Password.of(line) for line in (vault.get(name) or "").splitlines() if line)


def _name(company: str) -> str:
    return f"{ROOM}{normalize('NFC', company)}"
