"""A password: what can be one, where it comes from, and that nothing shows it."""

from __future__ import annotations

import os
from pathlib import Path
from unicodedata import category, normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.envelope import Password
from archiver.errors import FileNotFound, PasswordExposed, PasswordRefused, YouCanFixIt
from archiver.order import Order

posix = pytest.mark.skipif(os.name != "posix", reason="modes mean nothing here")


def held(folder: Path, data: bytes, mode: int = 0o600) -> Path:
    path = folder / "password"
    path.write_bytes(data)
    path.chmod(mode)
    return path


def test_accents_are_the_same_however_they_are_typed() -> None:
    assert Password.of("e\N{COMBINING ACUTE ACCENT}te\N{COMBINING ACUTE ACCENT}") == Password.of("été")
    assert Password.of(" a b ").text == " a b "


@pytest.mark.parametrize(
    ("typed", "said"),
    [("", "empty"), ("a\tb", "invisible"), ("a\udc80", "invisible"), ("\uffff", "invisible"), ("é" * 50, "99 bytes")],
)
def test_what_no_program_would_take_is_refused(typed: str, said: str) -> None:
    with pytest.raises(PasswordRefused, match=said) as refused:
        Password.of(typed)
    assert typed not in str(refused.value) or not typed


@given(st.text())
def test_whatever_is_typed_is_a_password_that_programs_take_or_is_refused(typed: str) -> None:
    try:
        text = Password.of(typed).text
    except PasswordRefused:
        return
    assert text == normalize("NFC", typed)
    assert text.isprintable() or any(category(each) in ("Cf", "Co", "Zl", "Zp", "Zs") for each in text)
    assert 0 < len(text.encode()) <= 99
    assert text.encode("utf-16-le").decode("utf-16-le") == text


def test_the_longest_that_7_zip_takes_is_taken() -> None:
    assert len(Password.of("x" * 99).text) == 99


@pytest.mark.parametrize(("typed", "short"), [("elevenchars", True), ("twelve chars", False), ("é" * 11, True)])
def test_short_ones_are_known(typed: str, short: bool) -> None:
    assert Password.of(typed).is_short is short


def test_it_shows_in_no_repr() -> None:
    password = Password.of("open sesame 123")
    order = Order(password=password, passwords=(password,))
    assert "sesame" not in f"{password} {password!r} {order} {order!r} {[password]} {(password,)!r}"


@pytest.mark.parametrize(
    "data", ["le mot de passe\n", "le mot de passe\r\nsecond line\n", "\N{ZERO WIDTH NO-BREAK SPACE}le mot de passe"]
)
def test_a_file_holds_it_in_its_first_line(tmp_path: Path, data: str) -> None:
    assert Password.of_file(held(tmp_path, data.encode())) == Password.of("le mot de passe")


@posix
@pytest.mark.parametrize("mode", [0o604, 0o640, 0o620, 0o602, 0o644])
def test_a_file_that_others_may_read_or_write_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(PasswordExposed) as refused:
        Password.of_file(held(tmp_path, b"le mot de passe\n", mode))
    assert "chmod 600" in str(refused.value.hint)
    assert "passe\n" not in str(refused.value)


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff\xfe\n", b"x" * 5000, b"a\x00b\n"])
def test_a_file_without_a_password_is_refused(tmp_path: Path, data: bytes) -> None:
    with pytest.raises(PasswordRefused):
        Password.of_file(held(tmp_path, data))


def test_a_file_that_is_not_there_or_none(tmp_path: Path) -> None:
    with pytest.raises(FileNotFound):
        Password.of_file(tmp_path / "none")
    with pytest.raises(YouCanFixIt):
        Password.of_file(tmp_path)
