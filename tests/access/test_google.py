"""Whose Google Drive it is, and how a link is ended."""

from __future__ import annotations

import json

import pytest

from archiver.access import google as ours
from archiver.access.application import Application
from archiver.access.grant import Grant
from archiver.access.tokens import Tokens
from archiver.errors import Refused, Unintelligible, Unreachable, Unwell
from tests.access.conftest import NOW
from tests.emulators.exchange import Answer
from tests.emulators.faults import Fault
from tests.emulators.google import Google

pytestmark = pytest.mark.usefixtures("proxy")


@pytest.fixture
def alive(google: Google, google_keys: Application) -> Grant:
    """A grant that the service knows."""
    _, refresh = google.link()
    return Grant(
        service="google", account=google.owner.email, scopes=ours.SERVICE.scopes, refresh_token=refresh,
        client_id=google_keys.client_id, client_secret=google_keys.client_secret, token_uri=google_keys.token_uri,
        linked_at=NOW,
    )  # fmt: skip


@pytest.mark.parametrize("limit", [15_000_000_000, None])
def test_says_whose_it_is_and_its_room(google: Google, limit: int | None) -> None:
    google.owner.limit = limit
    google.put("something", b"12345")
    account = ours.account(Tokens(*google.link(), None))
    assert (account.name, account.total) == (google.owner.email, limit)
    assert account.used is not None
    assert account.used >= 5


def test_an_interface_that_was_not_switched_on_is_told(google: Google, monkeypatch: pytest.MonkeyPatch) -> None:
    refusal = {"error": {"code": 403, "message": "Drive API …", "errors": [{"reason": "accessNotConfigured"}]}}
    monkeypatch.setattr(google, "answer", lambda _: Answer.of(refusal, 403))
    with pytest.raises(Refused) as refused:
        ours.account(Tokens(*google.link(), None))
    assert "not enabled in the project" in str(refused.value)


@pytest.mark.parametrize("body", [{}, {"user": 1}, {"user": {}}, {"user": {"emailAddress": "a"}, "storageQuota": 3}])
def test_an_odd_answer_makes_no_sense(google: Google, monkeypatch: pytest.MonkeyPatch, body: object) -> None:
    monkeypatch.setattr(google, "answer", lambda _: Answer.of(json.loads(json.dumps(body))))
    with pytest.raises(Unintelligible):
        ours.account(Tokens(*google.link(), None))


def test_a_token_that_is_not_accepted_is_refused(google: Google) -> None:
    given = Tokens(*google.link(), None)
    google.expire_access()
    with pytest.raises(Refused):
        ours.account(given)


def test_ends_a_link_at_the_service(google: Google, alive: Grant) -> None:
    ours.revoke(alive)
    assert alive.refresh_token not in google.oauth.refresh
    assert google.traffic.writes == []


def test_a_link_that_has_ended_already_is_ended(google: Google, alive: Grant) -> None:
    google.revoke_all()
    ours.revoke(alive)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(on="POST /revoke", does="portal", status=200), Unreachable),
        (Fault(on="POST /revoke", does="fail"), Unwell),
        (Fault(on="POST /revoke", does="cut", at=3), Unreachable),
    ],
)
def test_a_link_that_cannot_be_ended_is_told(
    google: Google, alive: Grant, fault: Fault, error: type[Exception]
) -> None:
    google.faults.add(fault)
    with pytest.raises(error):
        ours.revoke(alive)
    assert alive.refresh_token in google.oauth.refresh
