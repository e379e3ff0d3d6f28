"""Application keys go into the vault and come out the same."""

from __future__ import annotations

import json

import pytest

from archiver.access.application import Application
from archiver.errors import VaultDamaged

KEYS = Application(
    client_id="an-id", client_secret="GOCSPX-secret", auth_uri="https://a.example/auth", token_uri="https://a.example/t"  # noqa: S106 - of nobody
)  # fmt: skip


def test_comes_out_of_the_vault_as_it_went_in() -> None:
    assert Application.from_json(KEYS.to_json(), "app:google") == KEYS


def test_an_earlier_version_knew_no_address_to_come_back_to() -> None:
    earlier = {key: value for key, value in json.loads(KEYS.to_json()).items() if key != "redirect_uri"}
    assert Application.from_json(json.dumps(earlier), "app:google") == KEYS


def test_shows_no_secret() -> None:
    assert "GOCSPX" not in repr(KEYS)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", KEYS.to_json().replace("https", "http"), KEYS.to_json().replace('"an-id"', "1"),
     KEYS.to_json().replace('"GOCSPX-secret"', "1"), KEYS.to_json().replace("an-id", ""),
     KEYS.to_json().replace('"redirect_uri": null', '"redirect_uri": 7')],
)  # fmt: skip
def test_any_other_text_is_damaged(text: str) -> None:
    with pytest.raises(VaultDamaged) as damaged:
        Application.from_json(text, "app:google")
    assert "GOCSPX" not in f"{damaged.value!r} {damaged.value}"
