"""The owner's credentials.json, in our shape and in Google's own."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from archiver.access import credentials, dropbox, quickbooks
from archiver.access.vault import Vault
from archiver.errors import FileNotFound, FileNotReadable, NoApplicationKeys, WrongApplicationKeys

ROOT = Path(__file__).parents[2]
INSTALLED = {
    "client_id": "1-a.apps.googleusercontent.com",
    "project_id": "archiver-lac",
    "auth_uri": "https://accounts.google.com/o/oauth2/auth",
    "token_uri": "https://oauth2.googleapis.com/token",
    "client_secret": "GOCSPX-secret",
    "redirect_uris": ["http://localhost"],
}
INTUIT = {"client_id": "AB-id", "client_secret": "GOCSPX-secret"}
PAGE = "https://archives.example/back.html"
OURS = {"google": {"installed": INSTALLED}, "dropbox": {"app_key": "abc123"}}


def written(path: Path, whole: object) -> Path:
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


def test_keys_of_a_given_file_are_taken_into_the_vault(tmp_path: Path, vault: Vault) -> None:
    path = written(tmp_path / "keys.json", OURS)
    taken = credentials.application("google", vault, path, ())
    assert (taken.client_id, taken.client_secret) == (INSTALLED["client_id"], "GOCSPX-secret")
    path.unlink()
    assert credentials.application("google", vault, None, ()) == taken


def test_googles_own_file_serves_as_it_was_downloaded(tmp_path: Path, vault: Vault) -> None:
    path = written(tmp_path / "client_secret_1-a.json", {"installed": INSTALLED})
    assert credentials.read(path, "google") == credentials.read(path, "google-device")
    with pytest.raises(WrongApplicationKeys):
        credentials.read(path, "dropbox")


def test_dropbox_needs_its_app_key_only(tmp_path: Path) -> None:
    taken = credentials.read(written(tmp_path / "keys.json", OURS), "dropbox")
    assert (taken.client_id, taken.client_secret) == ("abc123", None)
    assert (taken.auth_uri, taken.token_uri) == (dropbox.AUTHORIZE, dropbox.TOKEN)


def test_intuits_keys_lead_to_intuit(tmp_path: Path) -> None:
    path = written(tmp_path / "keys.json", {"quickbooks": {**INTUIT, "redirect_uri": PAGE}})
    taken = credentials.read(path, "quickbooks")
    assert (taken.client_id, taken.client_secret, taken.redirect_uri) == ("AB-id", "GOCSPX-secret", PAGE)
    assert (taken.auth_uri, taken.token_uri) == (quickbooks.AUTHORIZE, quickbooks.TOKEN)


def test_keys_for_trials_may_have_an_entry_of_their_own(tmp_path: Path) -> None:
    both = {"quickbooks": INTUIT, "quickbooks-sandbox": {**INTUIT, "client_id": "for trials"}}
    path = written(tmp_path / "keys.json", both)
    assert credentials.read(path, "quickbooks").client_id == "AB-id"
    assert credentials.read(path, "quickbooks-sandbox").client_id == "for trials"
    one = written(tmp_path / "one.json", {"quickbooks": INTUIT})
    assert credentials.read(one, "quickbooks-sandbox").client_id == "AB-id"


def test_an_address_to_come_back_to_is_kept_with_the_keys(tmp_path: Path, vault: Vault) -> None:
    path = written(tmp_path / "keys.json", {"quickbooks": INTUIT})
    assert credentials.application("quickbooks", vault, path, ()).redirect_uri is None
    assert credentials.application("quickbooks", vault, None, (), PAGE).redirect_uri == PAGE
    assert credentials.application("quickbooks", vault, None, ()).redirect_uri == PAGE


def test_the_given_file_comes_first_then_the_vault_then_what_is_nearby(tmp_path: Path, vault: Vault) -> None:
    here = written(tmp_path / "here.json", {"dropbox": {"app_key": "nearby"}})
    given = written(tmp_path / "given.json", {"dropbox": {"app_key": "given"}})
    nearby = (tmp_path / "missing.json", written(tmp_path / "google.json", {"google": {"installed": INSTALLED}}), here)
    assert credentials.application("dropbox", vault, None, nearby).client_id == "nearby"
    assert credentials.application("dropbox", vault, given, nearby).client_id == "given"
    assert credentials.application("dropbox", vault, None, nearby).client_id == "given"


def test_without_keys_the_owner_is_told_where_to_get_them(vault: Vault) -> None:
    with pytest.raises(NoApplicationKeys) as refused:
        credentials.application("google-device", vault, None, ())
    assert (str(refused.value), refused.value.exit_code) == ("There are no application keys for Google yet.", 2)
    assert refused.value.facts["page"] == "docs/link-google.md"
    assert (ROOT / str(refused.value.facts["page"])).exists()


def test_the_example_shows_every_entry_and_is_not_taken_for_keys() -> None:
    for entry in ("google", "google-device", "dropbox", "quickbooks", "quickbooks-sandbox"):
        with pytest.raises(WrongApplicationKeys) as refused:
            credentials.read(ROOT / "credentials.example.json", entry)
        assert "still those of the example" in str(refused.value)


@pytest.mark.parametrize(
    ("whole", "entry"),
    [
        ([], "google"),
        ({}, "google"),
        ({"google": "GOCSPX-secret"}, "google"),
        ({"google": {}}, "google"),
        ({"web": INSTALLED}, "google"),
        ({"google": {"web": INSTALLED}}, "google"),
        ({"installed": {**INSTALLED, "token_uri": "http://example.com/GOCSPX-secret"}}, "google"),
        ({"installed": {**INSTALLED, "auth_uri": "javascript:alert('GOCSPX-secret')"}}, "google"),
        ({"installed": {**INSTALLED, "client_id": 1}}, "google"),
        ({"installed": {**INSTALLED, "client_id": ""}}, "google"),
        ({"installed": {key: INSTALLED[key] for key in INSTALLED if key != "client_secret"}}, "google"),
        ({"dropbox": {"app_secret": "GOCSPX-secret"}}, "dropbox"),
        ({"dropbox": {"app_key": ["GOCSPX-secret"]}}, "dropbox"),
        ({"dropbox": {"app_key": ""}}, "dropbox"),
        ({"installed": INSTALLED}, "quickbooks"),
        ({"quickbooks": {"client_id": "AB"}}, "quickbooks"),
        ({"quickbooks": {**INTUIT, "client_id": ["GOCSPX-secret"]}}, "quickbooks"),
        ({"quickbooks": {**INTUIT, "redirect_uri": 7}}, "quickbooks"),
        ({"quickbooks": {**INTUIT, "token_uri": "http://example.com/GOCSPX-secret"}}, "quickbooks"),
    ],
)
def test_keys_that_cannot_be_used_are_told_and_not_shown(tmp_path: Path, whole: object, entry: str) -> None:
    with pytest.raises(WrongApplicationKeys) as refused:
        credentials.read(written(tmp_path / "keys.json", whole), entry)
    assert refused.value.exit_code == 2
    assert "GOCSPX" not in f"{refused.value!r} {refused.value} {refused.value.facts}"


def test_a_file_that_is_no_json_is_told(tmp_path: Path) -> None:
    (tmp_path / "keys.json").write_bytes(b"\xff GOCSPX-secret")
    with pytest.raises(WrongApplicationKeys):
        credentials.read(tmp_path / "keys.json", "google")


def test_a_file_that_is_not_there_or_no_file_is_told(tmp_path: Path, vault: Vault) -> None:
    with pytest.raises(FileNotFound):
        credentials.application("google", vault, tmp_path / "missing.json", ())
    with pytest.raises(FileNotReadable):
        credentials.application("google", vault, tmp_path, ())
