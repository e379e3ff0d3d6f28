"""Each kind of vault keeps the promises of all, and its own: closed to others, sealed, never in plain text."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.chainer import ChainerBackend
from keyring.backends.fail import Keyring as NoKeyring
from keyring.errors import KeyringLocked, PasswordDeleteError

from archiver.access.vault import Vault
from archiver.access.vaults import private
from archiver.access.vaults.file import FileVault
from archiver.access.vaults.overlay import Overlay
from archiver.access.vaults.sealed import Seal, WrongKey
from archiver.access.vaults.system import SystemVault, trusted
from archiver.errors import (
    FileNotReadable,
    TargetNotWritable,
    VaultDamaged,
    VaultExposed,
    VaultLocked,
    VaultReadOnly,
    VaultUnusable,
)
from tests.contracts.fakes_vault import MemoryVault
from tests.contracts.vault import LONG, SECRET, VaultContract

posix = pytest.mark.skipif(os.name != "posix", reason="modes mean nothing here")


class Locker(KeyringBackend):
    """A keyring in memory, as narrow as the Credential Locker of Windows."""

    priority: ClassVar[float] = 5

    def __init__(self, held: dict[tuple[str, str], str]) -> None:
        super().__init__()  # type: ignore[no-untyped-call] # keyring says that it is typed, and is so in part
        self.held = held

    def get_password(self, service: str, username: str) -> str | None:
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        assert len(password.encode("utf-16-le")) <= 2560
        self.held[service, username] = password

    def delete_password(self, service: str, username: str) -> None:
        if (service, username) not in self.held:
            raise PasswordDeleteError(username)
        del self.held[service, username]


class Plain(Locker):
    """One that keeps plain text, and says so."""

    priority: ClassVar[float] = 0.5


class Locked(Locker):
    """One whose owner is not there to unlock it."""

    def get_password(self, service: str, username: str) -> str | None:
        raise KeyringLocked("secret words of the system")


class TestMemoryVault(VaultContract):
    @pytest.fixture(autouse=True)
    def _empty(self) -> None:
        self.held: dict[str, str] = {}

    def open(self, place: Path) -> Vault:
        return MemoryVault(self.held)


class TestFileVault(VaultContract):
    def open(self, place: Path) -> Vault:
        return FileVault(place / "links")


class TestSealedFileVault(VaultContract):
    def open(self, place: Path) -> Vault:
        return FileVault(place / "links", "correct horse")


class TestSystemVault(VaultContract):
    @pytest.fixture(autouse=True)
    def _registered(self) -> Iterator[None]:
        before = keyring.get_keyring()
        keyring.set_keyring(Locker({}))
        yield
        keyring.set_keyring(before)

    def open(self, place: Path) -> Vault:
        return SystemVault(trusted(), "archiver of a test", place / "links")


class TestOverlay(VaultContract):
    def open(self, place: Path) -> Vault:
        return Overlay(place, FileVault(place / "links"))


@posix
def test_files_are_their_owners_alone_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        FileVault(tmp_path / "deep" / "links").put("google", SECRET)
    finally:
        os.umask(before)
    folder = tmp_path / "deep" / "links"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert [stat.S_IMODE(path.stat().st_mode) for path in folder.iterdir()] == [0o600]


@posix
@pytest.mark.parametrize("mode", [0o640, 0o604, 0o620, 0o602, 0o610])
def test_a_file_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    vault = FileVault(tmp_path / "links")
    vault.put("google", SECRET)
    [path] = (tmp_path / "links").iterdir()
    path.chmod(mode)
    for use in (lambda: vault.get("google"), vault.names):
        with pytest.raises(VaultExposed) as refused:
            use()
        assert (refused.value.exit_code, refused.value.facts["mode"]) == (2, "600")
        assert "very-secret" not in str(refused.value)


@posix
@pytest.mark.parametrize("mode", [0o750, 0o705, 0o777])
def test_a_folder_that_others_may_use_is_refused(tmp_path: Path, mode: int) -> None:
    vault = FileVault(tmp_path / "links")
    vault.put("google", SECRET)
    (tmp_path / "links").chmod(mode)
    for use in (lambda: vault.get("google"), vault.names, lambda: vault.put("x", "y"), lambda: vault.forget("google")):
        with pytest.raises(VaultExposed):
            use()


@posix
def test_a_link_in_the_place_of_a_file_is_not_followed(tmp_path: Path) -> None:
    vault = FileVault(tmp_path / "links")
    vault.put("google", SECRET)
    [path] = (tmp_path / "links").iterdir()
    path.rename(tmp_path / "elsewhere")
    path.symlink_to(tmp_path / "elsewhere")
    with pytest.raises(FileNotReadable):
        vault.get("google")


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    vault = FileVault(tmp_path / "links")
    vault.put("google", SECRET)

    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "replace", interrupted)
    with pytest.raises(KeyboardInterrupt):
        vault.put("google", "another")
    monkeypatch.undo()
    assert vault.get("google") == SECRET
    assert len(list((tmp_path / "links").iterdir())) == 1


def test_what_a_killed_run_left_is_swept(tmp_path: Path) -> None:
    vault = FileVault(tmp_path / "links")
    vault.put("google", SECRET)
    old, fresh = (tmp_path / "links" / f".{name}{private.PART}" for name in ("old", "fresh"))
    for path in (old, fresh):
        path.write_text("left behind", encoding="utf-8")
    os.utime(old, (0, 0))
    vault.put("google", SECRET)
    assert (old.exists(), fresh.exists()) == (False, True)


def test_a_place_where_nothing_can_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises((TargetNotWritable, FileNotReadable)) as refused:
        FileVault(tmp_path / "file" / "links").put("google", SECRET)
    assert "very-secret" not in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"[]", b'{"name": "google"', b'{"secret": "1"}', b'{"name": 1}', b"\xff\xfe"])
def test_a_damaged_file_is_told_and_not_shown(tmp_path: Path, data: bytes) -> None:
    vault = FileVault(tmp_path / "links")
    vault.put("google", SECRET)
    [path] = (tmp_path / "links").iterdir()
    path.write_bytes(data)
    with pytest.raises(VaultDamaged):
        vault.get("google")


def test_sealed_secrets_are_nowhere_in_clear(tmp_path: Path) -> None:
    FileVault(tmp_path, "correct horse").put("google", SECRET)
    [path] = tmp_path.iterdir()
    assert "very-secret" not in path.read_text(encoding="utf-8")
    assert "correct horse" not in path.read_text(encoding="utf-8")


@pytest.mark.parametrize("passphrase", [None, "wrong horse"])
def test_sealed_secrets_need_their_key(tmp_path: Path, passphrase: str | None) -> None:
    FileVault(tmp_path, "correct horse").put("google", SECRET)
    with pytest.raises(VaultLocked) as locked:
        FileVault(tmp_path, passphrase).get("google")
    assert locked.value.exit_code == 2
    assert "horse" not in str(locked.value)


def test_a_sealed_secret_that_was_changed_is_refused(tmp_path: Path) -> None:
    vault = FileVault(tmp_path, "correct horse")
    vault.put("google", SECRET)
    [path] = tmp_path.iterdir()
    held = json.loads(path.read_text(encoding="utf-8"))
    held["sealed"] = held["sealed"][:-8] + ("A" * 8)
    path.write_text(json.dumps(held), encoding="utf-8")
    with pytest.raises((VaultLocked, VaultDamaged)):
        vault.get("google")


def test_a_sealed_secret_opens_under_its_own_name_only() -> None:
    seal = Seal("correct horse")
    box = seal.close(SECRET, "google")
    assert Seal("correct horse").open(box, "google") == SECRET
    with pytest.raises(WrongKey):
        seal.open(box, "dropbox")


def test_secrets_in_clear_are_sealed_by_the_next_put(tmp_path: Path) -> None:
    FileVault(tmp_path).put("google", SECRET)
    sealed = FileVault(tmp_path, "correct horse")
    secret = sealed.get("google")
    assert secret == SECRET
    sealed.put("google", secret)
    assert "very-secret" not in next(tmp_path.iterdir()).read_text(encoding="utf-8")


def test_what_the_system_gives_comes_first_and_is_only_read(tmp_path: Path) -> None:
    (tmp_path / "archiver.google").write_text(SECRET + "\n", encoding="utf-8")
    (tmp_path / "archiver.app.google").write_text("keys", encoding="utf-8")
    (tmp_path / "of-another-service").write_text("not ours", encoding="utf-8")
    behind = MemoryVault({"google": "older", "dropbox": "behind"})
    overlay = Overlay(tmp_path, behind)

    assert [overlay.get(name) for name in ("google", "app:google", "dropbox")] == [SECRET, "keys", "behind"]
    assert overlay.names() == ["app:google", "dropbox", "google"]
    for use in (lambda: overlay.put("google", "x"), lambda: overlay.forget("app:google")):
        with pytest.raises(VaultReadOnly):
            use()  # type: ignore[no-untyped-call] # keyring, as above
    assert (behind.get("google"), (tmp_path / "archiver.google").read_text(encoding="utf-8")) == (
        "older",
        SECRET + "\n",
    )


@pytest.fixture
def registered() -> Iterator[None]:
    """The keyring of before comes back."""
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.mark.usefixtures("registered")
@pytest.mark.parametrize("backend", [Plain({}), NoKeyring()])  # type: ignore[no-untyped-call] # keyring, as above
def test_a_keyring_that_keeps_plain_text_or_nothing_is_refused(backend: KeyringBackend) -> None:
    keyring.set_keyring(backend)
    with pytest.raises(VaultUnusable) as refused:
        trusted()
    assert refused.value.exit_code == 2


@pytest.mark.usefixtures("registered")
def test_of_a_chain_the_safe_one_is_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    safe = Locker({})
    monkeypatch.setattr(ChainerBackend, "backends", [Plain({}), safe])
    keyring.set_keyring(ChainerBackend())  # type: ignore[no-untyped-call] # keyring, as above
    assert trusted() is safe
    monkeypatch.setattr(ChainerBackend, "backends", [Plain({})])
    with pytest.raises(VaultUnusable):
        trusted()


def test_a_locked_keyring_is_told_without_its_words(tmp_path: Path) -> None:
    with pytest.raises(VaultUnusable) as refused:
        SystemVault(Locked({}), "archiver", tmp_path).get("google")
    assert "secret words" not in str(refused.value)


def test_a_keyring_interrupted_in_the_middle_keeps_the_secret_of_before(tmp_path: Path) -> None:
    held: dict[tuple[str, str], str] = {}
    SystemVault(Locker(held), "archiver", tmp_path).put("google", LONG)

    class Interrupted(Locker):
        def set_password(self, service: str, username: str, password: str) -> None:
            if username == "google":
                raise KeyboardInterrupt
            super().set_password(service, username, password)

    with pytest.raises(KeyboardInterrupt):
        SystemVault(Interrupted(held), "archiver", tmp_path).put("google", LONG[::-1])
    assert SystemVault(Locker(held), "archiver", tmp_path).get("google") == LONG


def test_a_keyring_that_lost_a_part_is_damaged(tmp_path: Path) -> None:
    held: dict[tuple[str, str], str] = {}
    vault = SystemVault(Locker(held), "archiver", tmp_path)
    vault.put("google", LONG)
    del held[next(key for key in held if key[1].startswith("google ") and key[1].endswith(" 2"))]
    with pytest.raises(VaultDamaged):
        vault.get("google")


def test_a_keyring_keeps_nothing_of_what_was_forgotten(tmp_path: Path) -> None:
    held: dict[tuple[str, str], str] = {}
    vault = SystemVault(Locker(held), "archiver", tmp_path)
    vault.put("google", LONG)
    vault.put("google", SECRET)
    vault.forget("google")
    assert not [key for key in held if "google" in key[1]]
    assert "google" not in "".join(held.values())
