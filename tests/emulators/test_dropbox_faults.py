"""Each fault does to Dropbox's SDK what its name says."""

from __future__ import annotations

import pytest
from dropbox import Dropbox as Client
from dropbox.exceptions import ApiError, AuthError, HttpError, InternalServerError, RateLimitError
from dropbox.files import CommitInfo, UploadSessionCursor
from requests import RequestException

from tests.emulators.conftest import Linked
from tests.emulators.dropbox import Dropbox
from tests.emulators.faults import Does, Fault

BYTES = bytes(range(256)) * 4000
UPLOAD = "POST /2/files/upload"
APPEND = "POST /2/files/upload_session/append_v2"


@pytest.mark.parametrize(("retry_after", "told"), [(3, 3), (None, 1)])  # without a time, the SDK makes it a second
def test_throttling_with_and_without_a_time(
    client: Client, dropbox: Dropbox, retry_after: int | None, told: int
) -> None:
    dropbox.faults.add(Fault(UPLOAD, "throttle", retry_after=retry_after))

    with pytest.raises(RateLimitError) as refused:
        client.files_upload(BYTES, "/a.cab")
    assert refused.value.backoff == told
    assert refused.value.error.reason.is_too_many_requests()
    assert dropbox.paths() == []


def test_too_many_writes_at_once(client: Client, dropbox: Dropbox) -> None:
    dropbox.faults.add(Fault(UPLOAD, "refuse", reason="too_many_write_operations"))

    with pytest.raises(RateLimitError) as refused:
        client.files_upload(BYTES, "/a.cab")
    assert refused.value.error.reason.is_too_many_write_operations()


@pytest.mark.parametrize(("does", "there"), [("fail", 0), ("fail after", 1)])
def test_an_error_before_or_after_it_is_done(client: Client, dropbox: Dropbox, does: Does, there: int) -> None:
    dropbox.faults.add(Fault(UPLOAD, does))

    with pytest.raises(InternalServerError):
        client.files_upload(BYTES, "/a.cab")
    assert len(dropbox.paths()) == there


@pytest.mark.parametrize("does", ["cut", "fail early"])
def test_what_breaks_off_is_not_kept(client: Client, dropbox: Dropbox, does: Does) -> None:
    session = client.files_upload_session_start(b"abc").session_id
    dropbox.faults.add(Fault(APPEND, does, at=500_000), Fault(UPLOAD, does, at=500_000))

    with pytest.raises((RequestException, InternalServerError)):
        client.files_upload_session_append_v2(BYTES, UploadSessionCursor(session, 3))
    with pytest.raises((RequestException, InternalServerError)):
        client.files_upload(BYTES, "/a.cab")
    assert dropbox.uploads.sessions[session].content.size == 3
    assert dropbox.paths() == []


def test_a_cut_answer_leaves_the_file_there(client: Client, dropbox: Dropbox) -> None:
    dropbox.faults.add(Fault(UPLOAD, "cut answer"))

    with pytest.raises(RequestException):
        client.files_upload(BYTES, "/a.cab")
    assert dropbox.paths() == ["/a.cab"]
    assert client.files_upload(BYTES, "/a.cab").size == len(BYTES)
    assert dropbox.traffic.writes == ["create /a.cab"]


def test_a_stale_token_is_refreshed_by_the_sdk(client: Client, dropbox: Dropbox) -> None:
    dropbox.faults.add(Fault(UPLOAD, "stale token"))
    client.files_upload(BYTES, "/a.cab")

    assert dropbox.traffic.count("POST /oauth2/token") == 1
    assert dropbox.paths() == ["/a.cab"]


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (Fault("POST /oauth2/token", "refuse", reason="invalid_grant"), AuthError),
        (Fault("POST /oauth2/token", "throttle", retry_after=1), RateLimitError),
        (Fault("POST /oauth2/token", "fail"), InternalServerError),
    ],
)
def test_a_refused_refresh(client: Client, dropbox: Dropbox, fault: Fault, told: type[Exception]) -> None:
    dropbox.expire_access()
    dropbox.faults.add(fault)

    with pytest.raises(told):
        client.users_get_current_account()


@pytest.mark.parametrize(("status", "told"), [(200, AssertionError), (401, AssertionError), (511, HttpError)])
def test_a_captive_portal(client: Client, dropbox: Dropbox, status: int, told: type[Exception]) -> None:
    dropbox.faults.add(Fault("POST /2/*", "portal", status=status))

    with pytest.raises(told):
        client.users_get_current_account()


@pytest.mark.parametrize("reason", ["path/insufficient_space", "path/conflict/file", "path/no_write_permission"])
def test_errors_by_name_have_the_shape_of_their_route(client: Client, dropbox: Dropbox, reason: str) -> None:
    dropbox.faults.add(Fault("POST /2/files/upload*", "refuse", reason=reason, times=0, nth=2))
    session = client.files_upload_session_start(b"").session_id

    with pytest.raises(ApiError) as placed:
        client.files_upload_session_finish(b"", UploadSessionCursor(session, 0), CommitInfo("/a.cab"))
    with pytest.raises(ApiError) as sent:
        client.files_upload(BYTES, "/a.cab")
    assert placed.value.error.get_path() == sent.value.error.get_path().reason


def test_nobody_else_can_be_reached(linked: Linked, dropbox: Dropbox) -> None:
    wrong = linked.session().post("https://www.dropbox.com/2/files/upload")

    assert wrong.status_code == 404
