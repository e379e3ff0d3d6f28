"""Whom to tell of a settings file that has mistakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from archiver.settings import Notices
from archiver.settings.salvage import salvage

NOTICES = '[notices]\nemail = ["owner@bakery.example"]\nserver = "smtp.bakery.example"\n'
CHOSEN = Notices(("owner@bakery.example",), "smtp.bakery.example")


def saved(tmp_path: Path, text: str | bytes) -> tuple[Notices, str | None]:
    path = tmp_path / "settings.toml"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return salvage(path)


@pytest.mark.parametrize(
    "elsewhere",
    ["", "[company.lac]\nbooks = 7\n", "[drive.x]\n", '[nonsense]\na = "b"\n', '[company.lac]\npassword = "x"\n'],
)
def test_notices_are_kept_whatever_is_wrong_elsewhere(tmp_path: Path, elsewhere: str) -> None:
    assert saved(tmp_path, elsewhere + NOTICES) == (CHOSEN, None)


@pytest.mark.parametrize(
    "wrong",
    ['security = "ssl"\n', 'port = "x"\n', "who = 7\n", 'language = "de"\n'],
)
def test_notices_with_mistakes_of_their_own_are_not(tmp_path: Path, wrong: str) -> None:
    assert saved(tmp_path, NOTICES + wrong) == (Notices(), None)


@pytest.mark.parametrize(
    "text", ["no TOML", b"\xff\xfe", "notices = 7", "notices = [1]", "[[notices]]\n", "", "defaults = 7"]
)
def test_where_nothing_can_be_saved_nobody_is_told_by_mail(tmp_path: Path, text: str | bytes) -> None:
    assert saved(tmp_path, text) == (Notices(), None)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    assert salvage(tmp_path / "settings.toml") == (Notices(), None)
    assert salvage(tmp_path) == (Notices(), None)


@pytest.mark.parametrize(
    ("vault", "kept"), [('"file"', "file"), ('"keyring"', "keyring"), ('"safe"', None), ("7", None)]
)
def test_the_vault_is_the_one_that_was_chosen(tmp_path: Path, vault: str, kept: str | None) -> None:
    assert saved(tmp_path, f"nonsense = 1\n[defaults]\nvault = {vault}\n{NOTICES}") == (CHOSEN, kept)
