"""Drive's emulator, driven by google-api-python-client as it comes."""

from __future__ import annotations

import hashlib
import io
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from googleapiclient.errors import HttpError
from googleapiclient.http import MediaIoBaseDownload, MediaIoBaseUpload

from tests.emulators.conftest import Linked
from tests.emulators.google import Google
from tests.emulators.google.store import SCOPE

FOLDER = "application/vnd.google-apps.folder"
CAB = "application/vnd.ms-cab-compressed"
CHUNK = 256 * 1024
BYTES = bytes(range(256)) * 3000 + b"end"


def upload(drive: Any, body: dict[str, Any], data: bytes = BYTES, *, resumable: bool = True) -> dict[str, Any]:  # noqa: ANN401
    media = MediaIoBaseUpload(io.BytesIO(data), CAB, chunksize=CHUNK, resumable=resumable)
    request = drive.files().create(body=body, media_body=media, fields="*")
    done: dict[str, Any] = request.execute()
    return done


def folder(drive: Any, name: str, *parents: str) -> str:  # noqa: ANN401
    body = {"name": name, "mimeType": FOLDER, "parents": list(parents)}
    return str(drive.files().create(body=body, fields="id").execute()["id"])


def reason(refused: pytest.ExceptionInfo[HttpError]) -> tuple[int, str]:
    return refused.value.status_code, refused.value.error_details[0]["reason"]


def names(drive: Any, query: str, **more: object) -> list[str]:  # noqa: ANN401
    return [each["name"] for each in drive.files().list(q=query, **more).execute()["files"]]


@pytest.mark.parametrize("resumable", [True, False])
def test_keeps_what_it_is_sent_and_digests_it(drive: Any, resumable: bool) -> None:  # noqa: ANN401
    file = upload(drive, {"name": "Élan.cab", "description": "été"}, resumable=resumable)

    digests = [hashlib.new(kind, BYTES).hexdigest() for kind in ("md5", "sha1", "sha256")]
    assert [file[f"{kind}Checksum"] for kind in ("md5", "sha1", "sha256")] == digests
    assert (file["name"], file["size"], file["mimeType"]) == ("Élan.cab", str(len(BYTES)), CAB)
    assert drive.files().get_media(fileId=file["id"]).execute() == BYTES


def test_gives_parts_of_a_file(drive: Any) -> None:  # noqa: ANN401
    file = upload(drive, {"name": "a.cab"})
    kept = io.BytesIO()
    download = MediaIoBaseDownload(kept, drive.files().get_media(fileId=file["id"]), chunksize=100_000)
    while not download.next_chunk()[1]:
        pass

    assert kept.getvalue() == BYTES


def test_asks_as_little_as_it_can(drive: Any, google: Google) -> None:  # noqa: ANN401
    upload(drive, {"name": "a.cab"})

    assert google.traffic.count("POST /upload/*") == 1
    assert google.traffic.count("PUT /upload/*") == -(-len(BYTES) // CHUNK)
    assert google.traffic.received("PUT /upload/*") == len(BYTES)
    assert google.traffic.writes == ["create a.cab"]


def test_a_session_goes_on_in_another_process(linked: Linked, google: Google) -> None:
    drive, session = linked.drive(), linked.session()
    media = MediaIoBaseUpload(io.BytesIO(BYTES), CAB, chunksize=CHUNK, resumable=True)
    request = drive.files().create(body={"name": "a.cab"}, media_body=media)
    request.next_chunk()

    place = request.resumable_uri
    asked = session.put(place, headers={"Content-Range": f"bytes */{len(BYTES)}"}, allow_redirects=False)
    assert (asked.status_code, asked.headers["Range"]) == (308, f"bytes=0-{CHUNK - 1}")
    rest = session.put(
        place, data=BYTES[CHUNK:], headers={"Content-Range": f"bytes {CHUNK}-{len(BYTES) - 1}/{len(BYTES)}"}
    )
    again = session.put(place, headers={"Content-Range": f"bytes */{len(BYTES)}"})

    assert rest.json() == again.json()
    assert [item.content.read() for item in google.items("a.cab") if item.content] == [BYTES]


def test_an_odd_chunk_is_refused(linked: Linked, google: Google) -> None:
    session = linked.session()
    session.headers["Authorization"] = f"Bearer {google.link()[0]}"
    place = session.post(
        "https://www.googleapis.com/upload/drive/v3/files?uploadType=resumable",
        json={"name": "a.cab"},
        headers={"X-Upload-Content-Length": "1000"},
    ).headers["Location"]

    odd = session.put(place, data=b"x" * 100, headers={"Content-Range": "bytes 0-99/1000"})
    gap = session.put(place, data=b"x" * 500, headers={"Content-Range": "bytes 500-999/1000"})
    other = session.put(place, data=b"x" * 100, headers={"Content-Range": "bytes 0-99/100"})

    assert [each.status_code for each in (odd, gap, other)] == [400, 400, 400]
    assert not google.items()


@pytest.mark.parametrize("status", [404, 410])
def test_a_session_dies_after_a_week(linked: Linked, google: Google, status: int) -> None:
    session = linked.session()
    place = session.post(
        "https://www.googleapis.com/upload/drive/v3/files?uploadType=resumable",
        json={},
        headers={"Authorization": f"Bearer {google.link()[0]}"},
    ).headers["Location"]
    if status == 404:
        google.clock.forward(days=8)
    else:
        google.drive.uploads.expire()

    assert session.put(place, headers={"Content-Range": "bytes */10"}).status_code == status


def test_finds_files_as_they_are_asked_for(drive: Any) -> None:  # noqa: ANN401
    top, other = folder(drive, "Archives"), folder(drive, "Autres")
    upload(drive, {"name": "L'été.cab", "parents": [top], "appProperties": {"sha256": "abc"}})
    gone = upload(drive, {"name": "old.cab", "parents": [top], "properties": {"kind": "full"}})
    drive.files().update(fileId=gone["id"], body={"trashed": True}).execute()
    upload(drive, {"name": "b.txt", "parents": [other]})

    assert names(drive, f"'{top}' in parents and trashed = false") == ["L'été.cab"]
    assert names(drive, f"'{top}' in parents and trashed = true") == ["old.cab"]
    assert names(drive, "appProperties has { key='sha256' and value='abc' }") == ["L'été.cab"]
    assert names(drive, "properties has { key='kind' and value='full' }") == ["old.cab"]
    assert names(drive, r"name = 'L\'été.cab'") == ["L'été.cab"]
    assert names(drive, f"mimeType = '{FOLDER}'", orderBy="name desc") == ["Autres", "Archives"]
    assert names(
        drive, f"(name contains 'old' or name contains 'b') and not mimeType = '{FOLDER}'", orderBy="name"
    ) == [
        "b.txt",
        "old.cab",
    ]
    assert names(drive, "'root' in parents", orderBy="folder,name") == ["Archives", "Autres"]
    with pytest.raises(HttpError) as refused:
        names(drive, "name like 'x'")
    assert reason(refused) == (400, "invalid")


def test_gives_pages_and_only_the_fields_that_are_wanted(drive: Any) -> None:  # noqa: ANN401
    for number in range(5):
        folder(drive, f"{number}")
    files: list[dict[str, Any]] = []
    request = drive.files().list(pageSize=2, orderBy="name", fields="nextPageToken,files(name,owners/emailAddress)")
    while request is not None:
        page = request.execute()
        assert len(page["files"]) <= 2
        files += page["files"]
        request = drive.files().list_next(request, page)

    owner = [{"emailAddress": "proprietaire@example.com"}]
    assert files == [{"name": f"{number}", "owners": owner} for number in range(5)]
    with pytest.raises(HttpError) as refused:
        drive.files().list(fields="files(colour)").execute()
    assert reason(refused) == (400, "invalidParameter")


def test_an_id_is_good_once(drive: Any) -> None:  # noqa: ANN401
    (given,) = drive.files().generateIds(count=1, space="drive").execute()["ids"]
    assert upload(drive, {"id": given, "name": "a.cab"})["id"] == given

    with pytest.raises(HttpError) as refused:
        upload(drive, {"id": given, "name": "a.cab"})
    assert reason(refused) == (409, "fileIdInUse")
    with pytest.raises(HttpError) as invented:
        upload(drive, {"id": "1madeup", "name": "a.cab"})
    assert invented.value.status_code == 400


def test_two_files_may_have_one_name(drive: Any, google: Google) -> None:  # noqa: ANN401
    top = folder(drive, "Archives")
    google.put("a.cab", b"somebody else's", top)
    upload(drive, {"name": "a.cab", "parents": [top]})

    assert names(drive, f"'{top}' in parents and name = 'a.cab'") == ["a.cab", "a.cab"]


def test_a_client_sees_only_its_own_files(linked: Linked, google: Google) -> None:
    mine = upload(linked.drive(), {"name": "a.cab"})
    other = google.link(device=True)

    with pytest.raises(HttpError) as refused:
        linked.drive(other).files().get(fileId=mine["id"]).execute()
    assert reason(refused) == (404, "notFound")
    assert linked.drive(other).files().list().execute()["files"] == []
    everything = linked.drive(google.link(f"{SCOPE}drive", device=True))
    assert everything.files().get(fileId=mine["id"]).execute()["name"] == "a.cab"
    with pytest.raises(HttpError) as hidden:
        linked.drive().files().get(fileId="root").execute()
    assert hidden.value.status_code == 404


def test_a_locked_file_keeps_its_name_and_content(drive: Any) -> None:  # noqa: ANN401
    file = upload(drive, {"name": "a.cab"})
    lock = [{"readOnly": True, "ownerRestricted": True, "reason": "archive"}]
    shown = (
        drive.files()
        .update(fileId=file["id"], body={"contentRestrictions": lock}, fields="contentRestrictions")
        .execute()
    )

    assert shown["contentRestrictions"][0]["readOnly"]
    with pytest.raises(HttpError):
        drive.files().update(fileId=file["id"], body={"name": "b.cab"}).execute()
    with pytest.raises(HttpError):
        drive.files().update(fileId=file["id"], media_body=MediaIoBaseUpload(io.BytesIO(b"?"), CAB)).execute()
    assert drive.files().get_media(fileId=file["id"]).execute() == BYTES


def test_lets_somebody_in_for_a_while_and_out_again(linked: Linked, google: Google) -> None:
    drive = linked.drive()
    top = folder(drive, "Archives")
    file = upload(drive, {"name": "a.cab", "parents": [top]})
    until = (datetime.now(UTC) + timedelta(days=30)).isoformat()
    guest = {"type": "user", "role": "reader", "emailAddress": "fiduciaire@example.ch", "expirationTime": until}
    permission = drive.permissions().create(fileId=top, body=guest, emailMessage="Voici", fields="*").execute()
    reading = linked.drive(google.link(f"{SCOPE}drive.readonly", "fiduciaire@example.ch"))

    assert permission["expirationTime"]
    assert [(mail.to, mail.about, mail.message) for mail in google.drive.sharing.outbox] == [
        ("fiduciaire@example.ch", "Archives", "Voici")
    ]
    assert reading.files().get_media(fileId=file["id"]).execute() == BYTES
    drive.permissions().delete(fileId=top, permissionId=permission["id"]).execute()
    with pytest.raises(HttpError):
        reading.files().get(fileId=file["id"]).execute()
    drive.permissions().create(fileId=top, body=guest).execute()
    google.clock.forward(days=31)
    assert [each["role"] for each in drive.permissions().list(fileId=top).execute()["permissions"]] == ["owner"]


@pytest.mark.parametrize(
    ("days", "body", "told"),
    [
        (-1, {"type": "user", "emailAddress": "a@b.ch"}, "expirationDatesMustBeInTheFuture"),
        (400, {"type": "user", "emailAddress": "a@b.ch"}, "expirationDateTooFar"),
        (30, {"type": "anyone"}, "cannotSetExpirationOnAnyoneOrDomain"),
    ],
)
def test_refuses_ends_that_cannot_be(drive: Any, days: int, body: dict[str, str], told: str) -> None:  # noqa: ANN401
    top = folder(drive, "Archives")
    until = (datetime.now(UTC) + timedelta(days=days)).isoformat()

    with pytest.raises(HttpError) as refused:
        drive.permissions().create(fileId=top, body={**body, "role": "reader", "expirationTime": until}).execute()
    assert reason(refused) == (403, told)


def test_a_stranger_has_to_be_told(drive: Any, google: Google) -> None:  # noqa: ANN401
    google.drive.sharing.strangers.add("sans@compte.ch")
    guest = {"type": "user", "role": "reader", "emailAddress": "sans@compte.ch"}
    top = folder(drive, "Archives")

    with pytest.raises(HttpError) as refused:
        drive.permissions().create(fileId=top, body=guest, sendNotificationEmail=False).execute()
    assert reason(refused) == (400, "invalidSharingRequest")
    drive.permissions().create(fileId=top, body=guest).execute()
    assert len(google.drive.sharing.outbox) == 1


def test_tells_whose_it_is_and_how_full(drive: Any, google: Google) -> None:  # noqa: ANN401
    google.owner.limit = len(BYTES) + 10
    upload(drive, {"name": "a.cab"})

    about = drive.about().get(fields="user(emailAddress),storageQuota(limit,usage)").execute()
    assert about["user"] == {"emailAddress": "proprietaire@example.com"}
    assert about["storageQuota"] == {"limit": str(len(BYTES) + 10), "usage": str(len(BYTES))}
    with pytest.raises(HttpError) as refused:
        upload(drive, {"name": "b.cab"}, resumable=True)
    assert reason(refused) == (403, "storageQuotaExceeded")
    with pytest.raises(HttpError) as vague:
        drive.about().get().execute()
    assert reason(vague) == (400, "required")


def test_properties_are_bounded(drive: Any) -> None:  # noqa: ANN401
    with pytest.raises(HttpError) as refused:
        upload(drive, {"name": "a.cab", "appProperties": {"note": "é" * 61}})
    assert reason(refused) == (403, "propertyLengthLimitExceeded")


def test_a_folder_that_is_gone_takes_nothing(drive: Any, google: Google) -> None:  # noqa: ANN401
    top = folder(drive, "Archives")
    del google.drive.store.items[top]

    with pytest.raises(HttpError) as refused:
        upload(drive, {"name": "a.cab", "parents": [top]})
    assert reason(refused) == (404, "notFound")
