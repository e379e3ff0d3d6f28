"""Each fault does to google-api-python-client and requests what its name says."""

from __future__ import annotations

import io
import time
from typing import Any

import pytest
import requests
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseUpload

from tests.emulators.conftest import Linked
from tests.emulators.faults import Does, Fault
from tests.emulators.google import Google

CHUNK = 256 * 1024
BYTES = bytes(range(256)) * 4000
ABOUT = "GET /drive/v3/about"
PUT = "PUT /upload/*"


def about(drive: Any) -> None:  # noqa: ANN401
    drive.about().get(fields="user").execute()


def begun(linked: Linked, google: Google) -> tuple[requests.Session, str]:
    """An upload session that is to take ``BYTES``."""
    session = linked.session()
    session.headers["Authorization"] = f"Bearer {google.link()[0]}"
    place = session.post(
        "https://www.googleapis.com/upload/drive/v3/files?uploadType=resumable",
        json={"name": "a.cab"},
        headers={"X-Upload-Content-Length": str(len(BYTES))},
    ).headers["Location"]
    return session, place


def send(session: requests.Session, place: str, start: int) -> requests.Response:
    headers = {"Content-Range": f"bytes {start}-{len(BYTES) - 1}/{len(BYTES)}"}
    return session.put(place, data=BYTES[start:], headers=headers, allow_redirects=False, timeout=10)


def reached(session: requests.Session, place: str) -> int:
    """How far the server says that it is; all of it when it has made the file."""
    asked = session.put(place, headers={"Content-Range": f"bytes */{len(BYTES)}"}, allow_redirects=False, timeout=10)
    if asked.status_code == 200:
        return len(BYTES)
    return int(asked.headers["Range"].rpartition("-")[2]) + 1 if "Range" in asked.headers else 0


@pytest.mark.parametrize(
    ("fault", "status", "reason"),
    [
        (Fault(ABOUT, "throttle", retry_after=7), 429, "rateLimitExceeded"),
        (Fault(ABOUT, "throttle"), 429, "rateLimitExceeded"),
        (Fault(ABOUT, "fail", status=500), 500, "internalError"),
        (Fault(ABOUT, "refuse", reason="userRateLimitExceeded"), 403, "userRateLimitExceeded"),
        (Fault(ABOUT, "refuse", reason="storageQuotaExceeded"), 403, "storageQuotaExceeded"),
    ],
)
def test_errors_are_what_the_sdk_understands(
    drive: Any,  # noqa: ANN401
    google: Google,
    fault: Fault,
    status: int,
    reason: str,
) -> None:
    google.faults.add(fault)

    with pytest.raises(HttpError) as refused:
        about(drive)
    assert (refused.value.status_code, refused.value.error_details[0]["reason"]) == (status, reason)
    assert refused.value.resp.get("retry-after") == (str(fault.retry_after) if fault.retry_after else None)
    about(drive)


def test_strikes_at_the_nth_call_and_so_many_times(drive: Any, google: Google) -> None:  # noqa: ANN401
    google.faults.add(Fault(ABOUT, "fail", nth=2, times=2))
    told = []
    for _ in range(5):
        try:
            about(drive)
            told.append(200)
        except HttpError as refused:
            told.append(refused.status_code)

    assert told == [200, 503, 503, 200, 200]
    assert [call.status for call in google.traffic.matching(ABOUT)] == told
    assert len(google.faults.struck) == 2


def test_a_stale_token_is_refreshed_by_the_sdk(drive: Any, google: Google) -> None:  # noqa: ANN401
    google.faults.add(Fault(ABOUT, "stale token"))
    about(drive)

    assert google.traffic.count("POST /token") == 1


@pytest.mark.parametrize(("does", "kept"), [("fail", 0), ("fail after", len(BYTES)), ("throttle", 0)])
def test_an_error_before_or_after_the_body_is_taken(linked: Linked, google: Google, does: Does, kept: int) -> None:
    session, place = begun(linked, google)
    google.faults.add(Fault(PUT, does))

    assert send(session, place, 0).status_code in {503, 429}
    assert reached(session, place) == kept
    assert len(google.items("a.cab")) == (1 if kept else 0)


def test_an_error_before_the_body_is_even_read(linked: Linked, google: Google) -> None:
    session, place = begun(linked, google)
    google.faults.add(Fault(PUT, "fail early"))

    try:
        assert send(session, place, 0).status_code == 503
    except requests.ConnectionError:
        assert not google.items()
    assert google.traffic.received(PUT) == 0
    assert reached(session, place) == 0


@pytest.mark.parametrize(
    ("at", "kept"), [(0, 0), (CHUNK - 1, 0), (CHUNK, CHUNK), (700_000, 2 * CHUNK), (len(BYTES), 3 * CHUNK)]
)
def test_a_cut_keeps_whole_blocks(linked: Linked, google: Google, at: int, kept: int) -> None:
    session, place = begun(linked, google)
    google.faults.add(Fault(PUT, "cut", at=at))

    with pytest.raises(requests.ConnectionError):
        send(session, place, 0)
    assert reached(session, place) == kept
    assert send(session, place, kept).status_code == 200
    assert [item.content.read() for item in google.items("a.cab") if item.content] == [BYTES]


def test_a_cut_answer_leaves_the_file_there(linked: Linked, google: Google) -> None:
    session, place = begun(linked, google)
    google.faults.add(Fault(PUT, "cut answer", at=10))

    with pytest.raises(requests.RequestException):
        send(session, place, 0)
    assert reached(session, place) == len(BYTES)
    assert len(google.items("a.cab")) == 1


def test_the_sdk_goes_on_after_a_cut(drive: Any, google: Google) -> None:  # noqa: ANN401
    google.faults.add(Fault(PUT, "cut", nth=2, at=1000))
    media = MediaIoBaseUpload(io.BytesIO(BYTES), "application/octet-stream", chunksize=CHUNK, resumable=True)
    request = drive.files().create(body={"name": "a.cab"}, media_body=media)
    broken, done = 0, None
    while done is None:
        try:
            _, done = request.next_chunk()
        except OSError:
            broken += 1

    assert broken == 1
    assert [item.content.read() for item in google.items("a.cab") if item.content] == [BYTES]


def test_slow_and_delayed(linked: Linked, google: Google) -> None:
    session, place = begun(linked, google)
    google.faults.add(Fault(PUT, "slow", rate=len(BYTES) * 4), Fault(ABOUT, "delay", seconds=0.2))
    start = time.monotonic()
    send(session, place, 0)
    sent = time.monotonic()
    about(linked.drive())

    assert sent - start > 0.2
    assert time.monotonic() - sent > 0.2


def test_a_captive_portal_answers_with_a_page(linked: Linked, google: Google) -> None:
    google.faults.add(Fault("GET *", "portal", status=200, times=0))
    answer = linked.session().get("https://www.googleapis.com/drive/v3/about")

    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "text/html; charset=utf-8")


def test_every_answer_takes_a_round_trip(drive: Any, google: Google) -> None:  # noqa: ANN401
    google.round_trip = 0.05
    start = time.monotonic()
    about(drive)

    assert time.monotonic() - start >= 0.05


def test_nothing_else_can_be_reached(linked: Linked, google: Google) -> None:
    wrong = linked.session().get("https://accounts.google.com/drive/v3/about")

    assert wrong.status_code == 404
