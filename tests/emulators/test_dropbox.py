"""Dropbox's emulator, driven by the vendor's SDK as it comes: accounts, files, uploads."""

from __future__ import annotations

import unicodedata

import pytest
from dropbox import Dropbox as Client
from dropbox import files
from dropbox.content_hash import content_hash
from dropbox.exceptions import ApiError, AuthError, BadInputError
from dropbox.files import CommitInfo, UploadSessionCursor, WriteMode

from tests.emulators.conftest import Linked
from tests.emulators.dropbox import Dropbox

BYTES = bytes(range(256)) * 40_000 + b"end"
PATH = "/Crèmerie Élan/2026/L'été.cab"
PART = 4 * 1024 * 1024


def cursor(session: str, offset: int) -> UploadSessionCursor:
    return UploadSessionCursor(session, offset)


def error(refused: pytest.ExceptionInfo[ApiError]) -> str:
    """The tags on the way in, of a write or a lookup."""
    return "/".join(_tags(refused.value.error))


def _tags(value: object) -> list[str]:
    tag = getattr(value, "_tag", None)
    inner = getattr(value, "_value", value)
    reason = getattr(inner, "reason", None)
    inner = inner if reason is None else reason
    return [tag, *_tags(inner)] if isinstance(tag, str) else []


def test_keeps_what_it_is_sent_and_digests_it(client: Client, dropbox: Dropbox) -> None:
    made = client.files_upload(BYTES, PATH)
    metadata, answer = client.files_download(PATH.upper())

    assert (made.path_display, made.size, made.content_hash) == (PATH, len(BYTES), content_hash(BYTES))
    assert (answer.content, metadata) == (BYTES, made)
    assert dropbox.paths() == [PATH]
    assert dropbox.traffic.writes == [f"create {PATH}"]
    assert dropbox.traffic.count("POST *") == 2


def test_the_same_again_writes_nothing_and_another_conflicts(client: Client, dropbox: Dropbox) -> None:
    first = client.files_upload(BYTES, PATH, mode=WriteMode.add)
    again = client.files_upload(BYTES, PATH.lower(), mode=WriteMode.add)

    assert (again.rev, again.path_display) == (first.rev, PATH)
    with pytest.raises(ApiError) as refused:
        client.files_upload(BYTES[:-1], PATH, mode=WriteMode.add)
    assert error(refused) == "path/conflict/file"
    with pytest.raises(ApiError) as strict:
        client.files_upload(BYTES, PATH, mode=WriteMode.add, strict_conflict=True)
    assert error(strict) == "path/conflict/file"
    assert client.files_upload(b"?", PATH, autorename=True).name == "L'été (1).cab"
    assert client.files_upload(b"?", PATH, mode=WriteMode.update(first.rev)).rev != first.rev
    assert dropbox.get(PATH).content is not None


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/a.cab/b.cab", "path/conflict/file_ancestor"),
        ("/folder", "path/conflict/folder"),
        ("/x/", "path/malformed_path"),
    ],
)
def test_what_is_in_the_way_is_told(client: Client, path: str, told: str) -> None:
    client.files_upload(b"", "/a.cab")
    client.files_create_folder_v2("/folder")

    with pytest.raises(ApiError) as refused:
        client.files_upload(b"", path)
    assert error(refused) == told


def test_names_are_composed(client: Client, dropbox: Dropbox) -> None:
    client.files_upload(b"1", unicodedata.normalize("NFD", PATH))

    assert client.files_get_metadata(PATH).path_display == PATH
    assert dropbox.paths() == [PATH]


def test_a_session_goes_on_where_the_server_says(client: Client, dropbox: Dropbox) -> None:
    session = client.files_upload_session_start(BYTES[:PART]).session_id
    with pytest.raises(ApiError) as refused:
        client.files_upload_session_append_v2(b"", cursor(session, 0))
    assert refused.value.error.get_incorrect_offset().correct_offset == PART
    client.files_upload_session_append_v2(BYTES[PART : 2 * PART], cursor(session, PART))
    made = client.files_upload_session_finish(BYTES[2 * PART :], cursor(session, 2 * PART), CommitInfo(PATH))

    assert made.content_hash == content_hash(BYTES)
    content = dropbox.get(PATH).content
    assert content is not None
    assert content.read() == BYTES


def test_a_finish_at_the_wrong_place_is_told(client: Client) -> None:
    session = client.files_upload_session_start(BYTES[:PART]).session_id

    with pytest.raises(ApiError) as refused:
        client.files_upload_session_finish(b"", cursor(session, 1), CommitInfo(PATH))
    assert refused.value.error.get_lookup_failed().get_incorrect_offset().correct_offset == PART


def test_a_session_dies_after_a_week(client: Client, dropbox: Dropbox) -> None:
    session = client.files_upload_session_start(b"").session_id
    dropbox.clock.forward(days=7.1)

    with pytest.raises(ApiError) as refused:
        client.files_upload_session_append_v2(b"", cursor(session, 0))
    assert error(refused) == "not_found"
    with pytest.raises(ApiError) as late:
        client.files_upload_session_finish(b"", cursor(session, 0), CommitInfo(PATH))
    assert error(late) == "lookup_failed/not_found"


def test_a_closed_session_takes_no_more_and_is_finished_with_others(client: Client, dropbox: Dropbox) -> None:
    session = client.files_upload_session_start(b"abc", close=True).session_id
    with pytest.raises(ApiError) as refused:
        client.files_upload_session_append_v2(b"d", cursor(session, 3))
    assert error(refused) == "closed"

    entries = [
        files.UploadSessionFinishArg(cursor(session, 3), CommitInfo(PATH)),
        files.UploadSessionFinishArg(cursor("none", 3), CommitInfo("/b.cab")),
    ]
    done, failed = client.files_upload_session_finish_batch_v2(entries).entries
    assert (done.get_success().size, failed.get_failure().is_lookup_failed()) == (3, True)


def test_what_is_not_what_was_announced_is_not_kept(client: Client, dropbox: Dropbox) -> None:
    with pytest.raises(ApiError) as refused:
        client.files_upload(b"abc", PATH, content_hash=content_hash(b"abd"))
    assert error(refused) == "content_hash_mismatch"
    session = client.files_upload_session_start(b"").session_id
    with pytest.raises(ApiError):
        client.files_upload_session_append_v2(b"abc", cursor(session, 0), content_hash=content_hash(b"abd"))
    assert dropbox.uploads.sessions[session].content.size == 0
    assert dropbox.paths() == []


def test_a_full_account_takes_nothing_but_keeps_the_session(client: Client, dropbox: Dropbox) -> None:
    dropbox.owner.tree.limit = 10
    session = client.files_upload_session_start(BYTES).session_id

    with pytest.raises(ApiError) as refused:
        client.files_upload_session_finish(b"", cursor(session, len(BYTES)), CommitInfo(PATH))
    assert error(refused) == "path/insufficient_space"
    dropbox.owner.tree.limit = len(BYTES)
    client.files_upload_session_finish(b"", cursor(session, len(BYTES)), CommitInfo(PATH))
    space = client.users_get_space_usage()
    assert space.used == space.allocation.get_individual().allocated == len(BYTES)


def test_lists_pages_of_all_that_lies_below(client: Client, dropbox: Dropbox) -> None:
    dropbox.files.page_most = 2
    for path in ("/a/1.cab", "/a/b/2.cab", "/c.cab"):
        client.files_upload(b"", path)
    page = client.files_list_folder("", recursive=True)
    found = list(page.entries)
    while page.has_more:
        page = client.files_list_folder_continue(page.cursor)
        assert len(page.entries) <= 2
        found += page.entries

    assert sorted(each.path_display for each in found) == ["/a", "/a/1.cab", "/a/b", "/a/b/2.cab", "/c.cab"]
    assert [each.name for each in client.files_list_folder("/a").entries] == ["1.cab", "b"]
    with pytest.raises(ApiError) as refused:
        client.files_list_folder("/none")
    assert error(refused) == "path/not_found"
    with pytest.raises(ApiError) as reset:
        client.files_list_folder_continue("AA")
    assert error(reset) == "reset"


def test_finds_by_id_makes_folders_and_deletes(client: Client) -> None:
    folder = client.files_create_folder_v2("/Archives").metadata
    made = client.files_upload(BYTES, "/Archives/a.cab")

    assert client.files_get_metadata(made.id) == made
    assert client.files_download(made.id)[1].content == BYTES
    assert client.files_get_metadata(folder.id).path_lower == "/archives"
    with pytest.raises(ApiError) as refused:
        client.files_create_folder_v2("/ARCHIVES")
    assert error(refused) == "path/conflict/folder"
    assert client.files_delete_v2("/archives").metadata.id == folder.id
    with pytest.raises(ApiError) as gone:
        client.files_get_metadata(made.id)
    assert error(gone) == "path/not_found"


def test_deletes_only_the_revision_that_is_meant_and_its_owner_can_restore_it(client: Client, dropbox: Dropbox) -> None:
    first = client.files_upload(BYTES, "/Archives/a.cab")
    client.files_upload(b"other", "/Archives/a.cab", mode=WriteMode.overwrite)

    with pytest.raises(ApiError) as changed:
        client.files_delete_v2("/Archives/a.cab", parent_rev=first.rev)
    assert error(changed) == "path_write/conflict/file"
    client.files_delete_v2("/Archives/a.cab", parent_rev=client.files_get_metadata("/archives/a.cab").rev)
    with pytest.raises(ApiError) as gone:
        client.files_delete_v2("/Archives/a.cab")
    assert error(gone) == "path_lookup/not_found"

    dropbox.restore("/archives/A.cab")
    assert client.files_download("/Archives/a.cab")[1].content == b"other"


def test_what_the_api_cannot_read_is_refused(client: Client) -> None:
    for path in ("", "/"):
        with pytest.raises(BadInputError):
            client.files_get_metadata(path or "/")
    with pytest.raises(BadInputError):
        client.files_list_folder("/")


def test_an_app_folder_is_all_that_its_application_sees(linked: Linked, dropbox: Dropbox) -> None:
    small, full = linked.dropbox(dropbox.oauth.folder), linked.dropbox()
    small.files_upload(b"1", "/2026/a.cab")
    full.files_upload(b"2", "/private.txt")

    assert [each.path_display for each in small.files_list_folder("").entries] == ["/2026"]
    assert full.files_get_metadata("/Apps/Archiver/2026/a.cab").size == 1
    assert dropbox.paths(dropbox.oauth.folder) == ["/2026/a.cab"]


def test_scopes_are_minded(linked: Linked, dropbox: Dropbox) -> None:
    reading = linked.dropbox(tokens=dropbox.link(scopes=("account_info.read",)))

    assert reading.users_get_current_account().email == "proprietaire@example.com"
    with pytest.raises(AuthError) as refused:
        reading.files_upload(b"", PATH)
    assert refused.value.error.get_missing_scope().required_scope == "files.content.write"
