"""What a service says of its tokens, understood or refused, and never shown."""

from __future__ import annotations

from datetime import timedelta

import pytest

from archiver.access.tokens import Tokens
from archiver.errors import Unintelligible

INTUIT = {
    "token_type": "bearer",
    "access_token": "eyJ-secret",
    "refresh_token": "RT1-secret",
    "expires_in": 3600,
    "x_refresh_token_expires_in": 8726400,
    "x_refresh_token_hard_expires_in": 157680000,
}


def test_understands_both_ends_of_intuit() -> None:
    given = Tokens.of("QuickBooks", INTUIT)
    assert (given.access, given.refresh, given.scopes) == ("eyJ-secret", "RT1-secret", None)
    assert (given.fresh, given.unused) == (timedelta(hours=1), timedelta(days=101))
    assert given.lifetime == timedelta(days=1825)
    assert "secret" not in repr(given)


def test_understands_the_end_of_an_application_in_testing() -> None:
    given = Tokens.of("Google", {"access_token": "a", "scope": "one two", "refresh_token_expires_in": 604799})
    assert (given.scopes, given.lifetime, given.unused) == (("one", "two"), timedelta(seconds=604799), None)


@pytest.mark.parametrize(
    "body",
    [{}, {"access_token": ""}, {"access_token": 1}, {"access_token": "ya29.secret", "refresh_token": ["1//secret"]}],
)
def test_an_answer_without_tokens_makes_no_sense(body: dict[str, object]) -> None:
    with pytest.raises(Unintelligible) as failed:
        Tokens.of("Google", body)
    assert "secret" not in f"{failed.value} {failed.value.facts}"


@pytest.mark.parametrize("seconds", [None, "604799", -1, 0, 1 << 40, 2.5])
def test_an_odd_span_is_none(seconds: object) -> None:
    names = ("refresh_token_expires_in", "x_refresh_token_expires_in", "expires_in")
    given = Tokens.of("Google", {"access_token": "a", **dict.fromkeys(names, seconds)})
    assert (given.lifetime, given.unused, given.fresh) == (None, None, timedelta(hours=1))
