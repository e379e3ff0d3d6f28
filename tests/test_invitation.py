"""What a guest is told, in each language."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from archiver import invitation
from archiver.cabinet import notice
from archiver.words import LANGUAGES, Words

NOON = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
SHOWN = invitation.Shown("Lac_NON-RESTORABLE.cab", NOON, "ab" * 32)


def text(language: str = "en", shown: invitation.Shown | None = SHOWN, **given: object) -> str:
    until = given.get("until")
    assert until is None or isinstance(until, datetime)
    message = str(given.get("message", ""))
    words = Words(language)
    return invitation.text(
        words,
        company="Boulangerie du Lac",
        start="Start here",
        shown=shown,
        until=until,
        message=message,
        sealed=bool(given.get("sealed")),
    )


def test_it_says_how_to_open_and_to_check_it_on_each_system() -> None:
    told = text()

    for system in ("Windows: double-click", "macOS: open", "Linux: cabextract"):
        assert system in told
    for check in ("certutil -hashfile", "shasum -a 256", "sha256sum", "ab" * 32):
        assert check in told
    assert "Lac_NON-RESTORABLE.cab" in told
    assert '"Start here"' in told


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("shown", [SHOWN, None])
def test_it_is_marked_and_every_fact_is_filled_in(language: str, shown: invitation.Shown | None) -> None:
    told = text(language, shown, until=NOON)

    assert Words(language).mark in told
    assert "Boulangerie du Lac" in told
    assert "{" not in told


def test_an_invitation_to_a_folder_tells_of_what_is_to_come() -> None:
    told = text(shown=None)

    assert "those to come" in told
    assert "manifest-sha256.txt" in told
    assert "certutil" not in told


def test_a_guest_of_a_sealed_archive_is_told_where_the_password_comes_from() -> None:
    assert "by another way than the file" in text(sealed=True)
    assert "data/sealed.zip" in text(sealed=True)
    assert "password" not in text()


def test_the_owners_message_comes_first_and_the_end_is_told() -> None:
    told = text(message="Dear Ann,\nhere they are.", until=NOON)

    assert told.startswith("Dear Ann,\nhere they are.\n\n")
    assert "2026-03-31 12:00 UTC" in told
    assert "until" not in text()


def test_a_message_is_text_and_no_template() -> None:
    assert text(message="{sha256} {mark}").startswith("{sha256} {mark}\n")


def test_it_is_made_of_the_notice_that_is_in_every_archive() -> None:
    assert invitation.OPENING[0] == "How to open it"
    assert invitation.CHECKING[0] == "How to check it"
    assert {invitation.OPENING, invitation.CHECKING} < set(notice.PARTS)
