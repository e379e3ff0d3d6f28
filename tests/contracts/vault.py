"""What every vault must do. A test class inherits ``VaultContract`` and says how its vault is opened."""

from __future__ import annotations

import threading
from pathlib import Path
from unicodedata import normalize

import pytest

from archiver.access.vault import Vault

SECRET = '{"refresh_token": "1//0-very-secret"}'  # noqa: S105 - of nobody
LONG = "".join(chr(33 + at % 90) for at in range(9001)) + "é🗝"
SESSION = f"session:google:{'0a' * 32}"


class VaultContract:
    """The promises of ``archiver.access.vault.Vault``."""

    def open(self, place: Path) -> Vault:
        """The vault of this test, as another process would open it; ``place`` is the test's own."""
        raise NotImplementedError

    @pytest.fixture
    def place(self, tmp_path: Path) -> Path:
        place = tmp_path / "place"
        place.mkdir()
        return place

    def test_gives_back_what_was_put(self, place: Path) -> None:
        self.open(place).put("google", SECRET)
        assert self.open(place).get("google") == SECRET

    def test_what_was_never_put_is_none(self, place: Path) -> None:
        assert self.open(place).get("google") is None
        assert self.open(place).names() == []

    @pytest.mark.parametrize("secret", ["", LONG, "line\nline\r\n\ttab ", "\N{NO-BREAK SPACE}é"])
    def test_gives_back_every_character(self, place: Path, secret: str) -> None:
        self.open(place).put("google", secret)
        assert self.open(place).get("google") == secret

    def test_the_last_one_holds(self, place: Path) -> None:
        for secret in (LONG, "short", LONG[::-1]):
            self.open(place).put("google", secret)
            assert self.open(place).get("google") == secret
        assert self.open(place).names() == ["google"]

    def test_names_are_told_apart(self, place: Path) -> None:
        names = ["Google", "app:google", "app.google", "google", "google_", SESSION, "Élan", "a" * 64, "é" * 64]
        for name in names:
            self.open(place).put(name, f"of {name}")
        assert self.open(place).names() == sorted(names)
        assert [self.open(place).get(name) for name in names] == [f"of {name}" for name in names]

    def test_accents_are_one_name_however_they_are_composed(self, place: Path) -> None:
        self.open(place).put(normalize("NFD", "Élan"), SECRET)
        assert self.open(place).get("Élan") == SECRET
        assert self.open(place).names() == ["Élan"]

    def test_forgets(self, place: Path) -> None:
        for name in ("google", "dropbox"):
            self.open(place).put(name, LONG)
        self.open(place).forget("google")
        assert self.open(place).get("google") is None
        assert self.open(place).names() == ["dropbox"]

    def test_to_forget_what_is_not_there_is_no_error(self, place: Path) -> None:
        self.open(place).forget("google")
        assert self.open(place).names() == []

    def test_one_at_a_time_is_alone_with_a_name(self, place: Path) -> None:
        inside: list[str] = []

        def wait_for_a_turn() -> None:
            with self.open(place).alone("google"):
                inside.append("second")

        waiting = threading.Thread(target=wait_for_a_turn, daemon=True)
        with self.open(place).alone("google"):
            waiting.start()
            waiting.join(0.1)
            inside.append("first")
        waiting.join(10)
        assert inside == ["first", "second"]

    def test_a_turn_ends_with_whatever_ends_it(self, place: Path) -> None:
        for _ in range(2):
            with pytest.raises(LookupError), self.open(place).alone("Élan"):
                raise LookupError
        assert self.open(place).names() == []

    def test_shows_no_secret(self, place: Path) -> None:
        vault = self.open(place)
        vault.put("google", SECRET)
        assert "very-secret" not in f"{vault!r} {vault}"
