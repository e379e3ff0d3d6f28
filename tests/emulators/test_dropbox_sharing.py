"""Dropbox's sharing emulator, driven by the vendor's SDK as it comes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from dropbox import Dropbox as Client
from dropbox.exceptions import ApiError, BadInputError
from dropbox.sharing import AccessLevel, AddMember, LinkAudience, MemberSelector, SharedLinkSettings

from tests.emulators.conftest import Linked
from tests.emulators.dropbox import Dropbox
from tests.emulators.dropbox.users import Plan

GUEST = "fiduciaire@example.ch"
SELECTED = MemberSelector.email(GUEST)
SOON = (datetime.now(UTC) + timedelta(days=30)).replace(tzinfo=None, microsecond=0)


@pytest.fixture
def path(client: Client) -> str:
    return str(client.files_upload(b"cab", "/Élan/2026/a.cab").path_display)


def test_lets_somebody_in_to_one_file_and_out_again(client: Client, dropbox: Dropbox, path: str) -> None:
    (result,) = client.sharing_add_file_member(
        path, [SELECTED], custom_message="Voici", access_level=AccessLevel.viewer
    )
    members = client.sharing_list_file_members(path)

    assert result.result.get_success().is_viewer()
    assert [mail.message for mail in dropbox.sharing.outbox] == ["Voici"]
    assert [each.invitee.get_email() for each in members.invitees] == [GUEST]
    assert [each.user.email for each in members.users] == ["proprietaire@example.com"]
    client.sharing_remove_file_member_2(path, SELECTED)
    assert client.sharing_list_file_members(path).invitees == []
    assert client.sharing_remove_file_member_2(path, SELECTED).get_member_error().is_no_explicit_access()


@pytest.mark.parametrize("later", [0, 2])
def test_shares_a_folder_at_once_or_later(client: Client, dropbox: Dropbox, path: str, later: int) -> None:
    dropbox.owner.plan, dropbox.sharing.share_later = "pro", later
    launched = client.sharing_share_folder("/Élan")
    job, asked = launched.get_async_job_id() if later else None, 0
    while not launched.is_complete():
        launched, asked = client.sharing_check_share_job_status(job), asked + 1
    folder = launched.get_complete().shared_folder_id
    client.sharing_add_folder_member(folder, [AddMember(SELECTED, AccessLevel.viewer)], quiet=True)

    assert asked == (later + 1 if later else 0)
    assert [each.access_type.is_viewer() for each in client.sharing_list_folder_members(folder).invitees] == [True]
    assert dropbox.sharing.outbox == []
    removed = client.sharing_remove_folder_member(folder, SELECTED, False)
    assert client.sharing_check_remove_member_job_status(removed.get_async_job_id()).is_complete()
    assert client.files_get_metadata("/élan").shared_folder_id == folder
    with pytest.raises(ApiError) as again:
        client.sharing_share_folder("/Élan")
    assert again.value.error.get_bad_path().get_already_shared().shared_folder_id == folder


def test_a_basic_plan_has_no_viewers_of_folders(client: Client, path: str) -> None:
    folder = client.sharing_share_folder("/Élan").get_complete().shared_folder_id

    with pytest.raises(ApiError) as refused:
        client.sharing_add_folder_member(folder, [AddMember(SELECTED, AccessLevel.viewer)])
    assert refused.value.error.is_insufficient_plan()


@pytest.mark.parametrize(
    ("plan", "settings", "told"),
    [
        ("basic", {"expires": SOON}, "not_authorized"),
        ("basic", {"require_password": True, "link_password": "x"}, "not_authorized"),
        ("basic", {"allow_download": False}, "not_authorized"),
        ("pro", {"audience": LinkAudience.team}, "not_authorized"),
        ("pro", {"expires": datetime(2020, 1, 1)}, "invalid_settings"),  # noqa: DTZ001 (the SDK wants it naive)
        ("pro", {"require_password": True}, "invalid_settings"),
    ],
)
def test_a_link_is_as_the_plan_allows(
    client: Client, dropbox: Dropbox, path: str, plan: Plan, settings: dict[str, object], told: str
) -> None:
    dropbox.owner.plan = plan

    with pytest.raises(ApiError) as refused:
        client.sharing_create_shared_link_with_settings(path, SharedLinkSettings(**settings))
    assert refused.value.error.get_settings_error()._tag == told
    assert client.sharing_create_shared_link_with_settings(path).link_permissions.can_revoke


def test_a_link_is_listed_until_it_is_revoked_or_ends(linked: Linked, dropbox: Dropbox) -> None:
    dropbox.owner.plan = "pro"
    client = linked.dropbox(dropbox.oauth.folder)
    client.files_upload(b"1", "/a.cab")
    client.files_upload(b"2", "/b.cab")
    first = client.sharing_create_shared_link_with_settings("/a.cab")
    client.sharing_create_shared_link_with_settings("/b.cab", SharedLinkSettings(expires=SOON))

    assert [link.url for link in client.sharing_list_shared_links("/a.cab", direct_only=True).links] == [first.url]
    with pytest.raises(ApiError) as twice:
        client.sharing_create_shared_link_with_settings("/a.cab")
    assert twice.value.error.get_shared_link_already_exists().get_metadata().url == first.url
    client.sharing_revoke_shared_link(first.url)
    assert [link.expires for link in client.sharing_list_shared_links().links] == [SOON]
    dropbox.clock.forward(days=31)
    assert client.sharing_list_shared_links().links == []
    with pytest.raises(ApiError) as gone:
        client.sharing_revoke_shared_link(first.url)
    assert gone.value.error.is_shared_link_not_found()


def test_an_app_folder_application_lets_nobody_in_by_name(linked: Linked, dropbox: Dropbox) -> None:
    client = linked.dropbox(dropbox.oauth.folder)
    client.files_upload(b"1", "/a.cab")

    with pytest.raises(BadInputError, match="App folder"):
        client.sharing_add_file_member("/a.cab", [SELECTED])
