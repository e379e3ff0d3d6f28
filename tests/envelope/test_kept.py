"""Passwords in the vault: the newest seals, and all of them open."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.access import Door
from archiver.access.vaults.file import FileVault
from archiver.access.vaults.overlay import Overlay
from archiver.envelope import Password, kept
from archiver.errors import VaultReadOnly
from tests.archives import clock

OLD, NEW = Password.of("the old password"), Password.of("the new password")


@pytest.fixture
def vault(tmp_path: Path) -> FileVault:
    return FileVault(tmp_path / "vault")


def test_the_newest_comes_first_and_those_before_it_stay(vault: FileVault) -> None:
    assert kept.kept(vault, "lac") == ()
    for password in (OLD, NEW):
        kept.keep(vault, "lac", password)
    assert kept.kept(vault, "lac") == (NEW, OLD)
    kept.keep(vault, "lac", OLD)
    assert kept.kept(vault, "lac") == (OLD, NEW)


def test_names_are_the_same_however_they_are_typed(vault: FileVault) -> None:
    kept.keep(vault, "cafe\N{COMBINING ACUTE ACCENT}", NEW)
    assert kept.kept(vault, "café") == (NEW,)


def test_each_company_has_its_own(vault: FileVault) -> None:
    kept.keep(vault, "lac", NEW)
    kept.keep(vault, "atelier", OLD)
    assert kept.kept(vault, "lac") == (NEW,)
    assert set(kept.everyones(vault)) == {OLD, NEW}
    kept.forget(vault, "lac")
    assert (kept.kept(vault, "lac"), kept.everyones(vault)) == ((), (OLD,))


def test_no_password_is_taken_for_a_link(vault: FileVault) -> None:
    kept.keep(vault, "lac", NEW)
    assert Door(vault, clock).links() == []


def test_the_system_may_pass_one(vault: FileVault, tmp_path: Path) -> None:
    (tmp_path / "archiver.password.lac").write_text("the new password\n", encoding="utf-8")
    overlay = Overlay(tmp_path, vault)
    assert kept.kept(overlay, "lac") == kept.everyones(overlay) == (NEW,)
    with pytest.raises(VaultReadOnly):
        kept.keep(overlay, "lac", OLD)
