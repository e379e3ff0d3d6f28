"""Which vault a machine uses, and how secrets move from one to the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import keyring
import pytest

from archiver.access.vault import move, open_vault
from archiver.access.vaults.file import FileVault
from archiver.access.vaults.overlay import Overlay
from archiver.access.vaults.system import SystemVault
from archiver.errors import FileNotReadable, VaultLocked, VaultUnusable, WrongOption
from archiver.places import Places
from tests.access.test_vaults import Locker, Plain
from tests.contracts.vault import LONG, SECRET


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places.here({"ARCHIVER_HOME": str(tmp_path / "home")})


@pytest.fixture
def locker() -> Iterator[Locker]:
    """A keyring that is safe."""
    before, locker = keyring.get_keyring(), Locker({})
    keyring.set_keyring(locker)
    yield locker
    keyring.set_keyring(before)


@pytest.mark.parametrize(("system", "kind"), [("linux", FileVault), ("darwin", FileVault), ("win32", SystemVault)])
@pytest.mark.usefixtures("locker")
def test_each_system_has_its_usual_one(
    places: Places, monkeypatch: pytest.MonkeyPatch, system: str, kind: type
) -> None:
    monkeypatch.setattr("sys.platform", system)
    assert isinstance(open_vault(places, {}), kind)


@pytest.mark.usefixtures("locker")
def test_the_owner_may_choose(places: Places) -> None:
    assert isinstance(open_vault(places, {}, "keyring"), SystemVault)
    assert isinstance(open_vault(places, {}, "file"), FileVault)
    with pytest.raises(WrongOption):
        open_vault(places, {}, "paper")


def test_secrets_lie_beside_the_settings(places: Places) -> None:
    open_vault(places, {}).put("google", SECRET)
    assert list((places.settings.parent / "links").iterdir())
    assert not places.settings.exists()


def test_a_key_may_be_given_as_such_or_in_a_file(places: Places, tmp_path: Path) -> None:
    (tmp_path / "key").write_text("correct horse\n", encoding="utf-8")
    open_vault(places, {"ARCHIVER_VAULT_KEY_FILE": str(tmp_path / "key")}).put("google", SECRET)
    assert open_vault(places, {"ARCHIVER_VAULT_KEY": "correct horse"}).get("google") == SECRET
    with pytest.raises(VaultLocked):
        open_vault(places, {}).get("google")


@pytest.mark.parametrize("data", [None, b"\xff\xfe\x00"])
def test_a_key_file_that_cannot_be_read_is_told(places: Places, tmp_path: Path, data: bytes | None) -> None:
    if data:
        (tmp_path / "key").write_bytes(data)
    with pytest.raises(FileNotReadable):
        open_vault(places, {"ARCHIVER_VAULT_KEY_FILE": str(tmp_path / "key")})


def test_what_systemd_passes_comes_first(places: Places, tmp_path: Path) -> None:
    (tmp_path / "archiver.google").write_text(SECRET, encoding="utf-8")
    vault = open_vault(places, {"CREDENTIALS_DIRECTORY": str(tmp_path)})
    assert isinstance(vault, Overlay)
    assert vault.get("google") == SECRET


def test_secrets_move_whole(places: Places, locker: Locker) -> None:
    names = ["app:google", "google", f"session:google:{'0a' * 32}"]
    for name in names:
        open_vault(places, {}, "file").put(name, name + LONG)
    move(places, {}, None, "keyring")
    assert open_vault(places, {}, "file").names() == []
    assert [open_vault(places, {}, "keyring").get(name) for name in names] == [name + LONG for name in names]
    move(places, {}, "keyring", "file")
    assert open_vault(places, {}, "file").names() == names
    assert "google" not in "".join(locker.held.values())


def test_to_stay_moves_nothing(places: Places) -> None:
    open_vault(places, {}).put("google", SECRET)
    move(places, {}, None, "file")
    assert open_vault(places, {}).get("google") == SECRET


def test_nothing_moves_to_a_keyring_that_is_not_safe(places: Places) -> None:
    open_vault(places, {}, "file").put("google", SECRET)
    before = keyring.get_keyring()
    keyring.set_keyring(Plain({}))
    try:
        with pytest.raises(VaultUnusable):
            move(places, {}, "file", "keyring")
    finally:
        keyring.set_keyring(before)
    assert open_vault(places, {}, "file").get("google") == SECRET
