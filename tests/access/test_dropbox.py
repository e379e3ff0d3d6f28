"""Whose Dropbox it is, and how a link is ended."""

from __future__ import annotations

import pytest

from archiver.access import dropbox as ours
from archiver.access.grant import Grant
from archiver.access.tokens import Tokens
from archiver.errors import Refused, ScopesMissing, Unintelligible, Unreachable, Unwell
from tests.access.conftest import NOW
from tests.emulators.dropbox import Dropbox
from tests.emulators.exchange import Answer
from tests.emulators.faults import Fault

pytestmark = pytest.mark.usefixtures("proxy")


@pytest.fixture
def alive(dropbox: Dropbox) -> Grant:
    """A grant that the service knows."""
    _, refresh = dropbox.link()
    return Grant(
        service="dropbox", account=dropbox.owner.email, scopes=ours.SCOPES, refresh_token=refresh,
        client_id=dropbox.oauth.full.key, token_uri=ours.TOKEN, linked_at=NOW,
    )  # fmt: skip


def test_says_whose_it_is_and_its_room(dropbox: Dropbox) -> None:
    dropbox.put("/something", b"12345")
    account = ours.account(Tokens(*dropbox.link(), None))
    assert (account.name, account.used, account.total) == (dropbox.owner.email, 5, dropbox.owner.tree.limit)


def test_a_permission_that_is_missing_is_named(dropbox: Dropbox) -> None:
    given = Tokens(*dropbox.link(scopes=("files.content.write",)), None)
    with pytest.raises(ScopesMissing) as missing:
        ours.account(given)
    assert "account_info.read" in str(missing.value)


def test_a_token_that_is_not_accepted_is_refused(dropbox: Dropbox) -> None:
    given = Tokens(*dropbox.link(), None)
    dropbox.expire_access()
    with pytest.raises(Refused):
        ours.account(given)


def test_an_odd_answer_makes_no_sense(dropbox: Dropbox, monkeypatch: pytest.MonkeyPatch) -> None:
    given = Tokens(*dropbox.link(), None)
    monkeypatch.setattr(dropbox, "answer", lambda _: Answer.of({"used": "much"}))
    with pytest.raises(Unintelligible):
        ours.account(given)


def test_ends_a_link_at_the_service_and_deletes_nothing(dropbox: Dropbox, alive: Grant) -> None:
    dropbox.put("/archiver/a.cab", b"MSCF")
    ours.revoke(alive)
    assert alive.refresh_token not in dropbox.oauth.refresh
    assert dropbox.get("/archiver/a.cab")


def test_a_link_that_has_ended_already_is_ended(dropbox: Dropbox, alive: Grant) -> None:
    dropbox.revoke_all()
    ours.revoke(alive)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(on="POST /oauth2/token", does="portal", status=200), Unreachable),
        (Fault(on="POST /oauth2/token", does="fail"), Unwell),
        (Fault(on="POST /2/auth/token/revoke", does="fail early"), Unwell),
        (Fault(on="POST /2/auth/token/revoke", does="portal", status=401), Unreachable),
    ],
)
def test_a_link_that_cannot_be_ended_is_told(
    dropbox: Dropbox, alive: Grant, fault: Fault, error: type[Exception]
) -> None:
    dropbox.faults.add(fault)
    with pytest.raises(error):
        ours.revoke(alive)
    assert alive.refresh_token in dropbox.oauth.refresh
