"""Google's way for machines without a browser."""

from __future__ import annotations

import pytest

from archiver.access import device, oauth
from archiver.access.application import Application
from archiver.access.service import service
from archiver.errors import LinkRefused, LinkTimedOut, Unintelligible, WrongApplicationKeys
from tests.access.conftest import NOW
from tests.emulators.consent import Consent
from tests.emulators.exchange import Answer
from tests.emulators.faults import Fault
from tests.emulators.google import Google

GOOGLE = service("google")


class Watch:
    """Time that passes at once, for us and for the service."""

    def __init__(self, google: Google) -> None:
        self._google = google
        self.pauses: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self._google.clock.forward(seconds=seconds)


@pytest.fixture
def watch(google: Google) -> Watch:
    return Watch(google)


@pytest.fixture
def keys(google: Google) -> Application:
    installed = google.credentials(local=True, device=True)["installed"]
    return Application(**{key: installed[key] for key in ("client_id", "client_secret", "auth_uri", "token_uri")})


@pytest.mark.usefixtures("proxy")
def test_links_once_the_code_was_typed_elsewhere(google: Google, keys: Application, watch: Watch) -> None:
    google.oauth.device_polls = 3
    invitation = device.invite(GOOGLE, keys)
    assert invitation.address == "https://www.google.com/device"
    assert len(invitation.code) == 9
    given = device.wait(GOOGLE, keys, invitation, watch)
    made = oauth.settle(GOOGLE, keys, given, NOW)
    assert made.account.name == google.owner.email
    assert made.grant.client_id == keys.client_id
    assert watch.pauses == [5.0] * 4


def test_asks_less_often_when_it_is_asked_to(google: Google, keys: Application, watch: Watch) -> None:
    google.oauth.device_polls = None
    invitation = device.invite(GOOGLE, keys)
    google.oauth.device_interval = 9
    polls = 0

    def pause(seconds: float) -> None:
        nonlocal polls
        watch(seconds)
        polls += 1
        if polls == 4:
            google.oauth.decide(invitation.code)

    assert device.wait(GOOGLE, keys, invitation, pause).refresh
    assert watch.pauses == [5.0, 5.0, 10.0, 10.0]


@pytest.mark.parametrize(
    "fault",
    [
        Fault(on="POST /token", does="fail"),
        Fault(on="POST /token", does="throttle"),
        Fault(on="POST /token", does="portal", status=200),
        Fault(on="POST /token", does="cut", at=5),
    ],
)
def test_a_network_that_fails_meanwhile_is_asked_again(
    google: Google, keys: Application, watch: Watch, fault: Fault
) -> None:
    invitation = device.invite(GOOGLE, keys)
    google.faults.add(fault)
    assert device.wait(GOOGLE, keys, invitation, watch).refresh


def test_a_no_is_a_no(google: Google, keys: Application, watch: Watch) -> None:
    google.oauth.consent = Consent(approve=False)
    with pytest.raises(LinkRefused):
        device.wait(GOOGLE, keys, device.invite(GOOGLE, keys), watch)


def test_an_invitation_does_not_last(google: Google, keys: Application, watch: Watch) -> None:
    google.oauth.device_polls = None
    invitation = device.invite(GOOGLE, keys)
    with pytest.raises(LinkTimedOut):
        device.wait(GOOGLE, keys, invitation, watch)
    assert sum(watch.pauses) == invitation.seconds == 1800


def test_an_invitation_that_the_service_ends_is_over(google: Google, keys: Application, watch: Watch) -> None:
    invitation = device.invite(GOOGLE, keys)
    google.clock.forward(seconds=1900)
    with pytest.raises(LinkTimedOut):
        device.wait(GOOGLE, keys, invitation, watch)
    assert len(watch.pauses) == 1


def test_keys_of_another_type_are_told(google_keys: Application) -> None:
    with pytest.raises(WrongApplicationKeys) as refused:
        device.invite(GOOGLE, google_keys)
    assert "another type" in str(refused.value)


def test_an_odd_invitation_makes_no_sense(google: Google, keys: Application, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(google, "answer", lambda _: Answer.of({"user_code": "AB"}))
    with pytest.raises(Unintelligible):
        device.invite(GOOGLE, keys)


def test_shows_no_secret(google: Google, keys: Application) -> None:
    invitation = device.invite(GOOGLE, keys)
    assert invitation.device in google.oauth.devices
    assert invitation.device not in repr(invitation)
