"""What an owner pastes: an address, a part of one, or the bare code; now or in another run."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from archiver.access import paste
from archiver.access.oauth import Answer, Attempt
from archiver.access.vault import Vault
from archiver.errors import CodeRefused, LinkRefused, VaultDamaged
from tests.access.conftest import NOW

ATTEMPT = Attempt(paste.NOWHERE, state="the-state", verifier="v" * 43)
CODE = "4/0Ab_c-d.e~f"


@pytest.mark.parametrize(
    "pasted",
    [
        "http://127.0.0.1:1/?state=the-state&code=4/0Ab_c-d.e~f&scope=https://www.googleapis.com/auth/drive.file",
        "http://127.0.0.1:1/?state=the-state&code=4%2F0Ab_c-d.e~f",
        "127.0.0.1:1/?code=4%2F0Ab_c-d.e~f&state=the-state#",
        "  'http://127.0.0.1:1/?state=the-st\n   ate&code=4/0Ab_c-d.e~f' \n",
        "state=the-state&code=4/0Ab_c-d.e~f",
        CODE,
        f" {CODE}\n",
        "4%2F0Ab_c-d.e~f",
        f'"{CODE}"',
    ],
)
def test_finds_the_code(pasted: str) -> None:
    assert paste.answer_of(pasted, ATTEMPT, "Google Drive") == Answer(CODE)


def test_finds_the_company_too() -> None:
    pasted = "https://archives.example/quickbooks-redirect.html?code=AB11&state=the-state&realmId=9130357849012345\n"
    assert paste.answer_of(pasted, ATTEMPT, "QuickBooks Online") == Answer("AB11", "9130357849012345")


@pytest.mark.parametrize(
    "pasted",
    [
        "",
        "   ",
        "http://127.0.0.1:1/",
        "http://127.0.0.1:1/?code=4/0A",
        "http://127.0.0.1:1/?state=another&code=4/0A",
        "http://127.0.0.1:1/?state=%C3%A9&code=4/0A",
        "http://127.0.0.1:1/?state=another&error=access_denied",
        "no; that is not a code",
        "x" * 3000,
    ],
)
def test_anything_else_is_refused_and_not_repeated(pasted: str) -> None:
    with pytest.raises(CodeRefused) as refused:
        paste.answer_of(pasted, ATTEMPT, "Google Drive")
    assert refused.value.exit_code == 6
    assert "4/0A" not in str(refused.value)


def test_a_no_is_a_no() -> None:
    with pytest.raises(LinkRefused):
        paste.answer_of("http://127.0.0.1:1/?state=the-state&error=access_denied", ATTEMPT, "Google Drive")


def test_another_run_takes_the_answer(vault: Vault) -> None:
    paste.keep(vault, "lac", ATTEMPT, NOW)
    assert paste.resume(vault, "lac", "Google Drive", NOW + timedelta(hours=1)) == ATTEMPT
    paste.drop(vault, "lac")
    with pytest.raises(CodeRefused):
        paste.resume(vault, "lac", "Google Drive", NOW)


def test_a_question_of_the_day_before_yesterday_is_over(vault: Vault) -> None:
    paste.keep(vault, "lac", ATTEMPT, NOW)
    with pytest.raises(CodeRefused):
        paste.resume(vault, "lac", "Google Drive", NOW + timedelta(days=2))


@pytest.mark.parametrize("text", ["", "[]", json.dumps({"asked": "x"}), json.dumps({"asked": NOW.isoformat(), "a": 1})])
def test_a_question_that_is_damaged_is_told(vault: Vault, text: str) -> None:
    vault.put("pending:lac", text)
    with pytest.raises(VaultDamaged):
        paste.resume(vault, "lac", "Google Drive", NOW)


def test_an_attempt_shows_no_secret() -> None:
    assert "the-state" not in repr(ATTEMPT)
    assert "vvv" not in repr(ATTEMPT)
