"""Members at Dropbox: people who were invited to a file or a folder by their e-mail."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from dropbox.exceptions import ApiError
from dropbox.files import FileMetadata
from dropbox.sharing import AccessLevel, AddMember, MemberSelector

from archiver.drives import Share, line
from archiver.drives.dropbox.errors import SERVICE, inside
from archiver.drives.dropbox.given import Api, Given
from archiver.drives.dropbox.tree import Tree
from archiver.drives.dropbox.wire import Wire
from archiver.errors import Refused, Unwell
from archiver.words import N_, phrase

INVITED = N_("{service} lets {email} read it, and sent an invitation. It does not end by itself.")
NO_VIEWERS = N_("this plan cannot share a folder for reading only; share its archives one by one")
_BUSY = N_("it has not finished sharing the folder yet")

Act = Callable[[Api], Given]


class Members:
    """Files have members as they are; a folder becomes a shared one first, which has an id."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def invite_to_file(self, path: str, name: str, email: str, message: str | None) -> Share:
        """A member who may read one archive."""
        members = [MemberSelector.email(email)]
        how = {"custom_message": message, "access_level": AccessLevel.viewer}
        (answer,) = self._wire.call(lambda api: api.sharing_add_file_member(path, members, **how), name)
        if not answer.result.is_success():
            raise _refused(answer.result)
        return _share(f"file {email} {path}", name, email, "", folder=False)

    def invite_to_folder(self, path: str, name: str, email: str, message: str | None) -> Share:
        """A member who may read all that lies and will lie in a folder; some plans have none that only read."""
        shared = self._shared(path)
        members = [AddMember(MemberSelector.email(email), AccessLevel.viewer)]
        where = shared.shared_folder_id
        invited = self._try(
            lambda api: api.sharing_add_folder_member(where, members, custom_message=message) or True,
            ("insufficient_plan",),
        )
        if not invited:
            raise Refused(service=SERVICE, reason=phrase(NO_VIEWERS))
        return _share(f"folder {email} {where}", name, email, shared.preview_url, folder=True)

    def remove_from_file(self, path: str, email: str) -> None:
        """The member may read the file no longer, if so until now."""
        member = MemberSelector.email(email)
        gone = ("access_error", "invalid_file")
        answer = self._try(lambda api: api.sharing_remove_file_member_2(path, member), gone)
        if inside(answer, "member_error") and not inside(answer, "member_error", "no_explicit_access"):
            raise _refused(answer)

    def remove_from_folder(self, where: str, email: str) -> None:
        """The member may read the folder no longer, if so until now."""
        member = MemberSelector.email(email)
        gone = (("member_error", "not_a_member"), ("access_error", "invalid_id"))
        job = self._try(lambda api: api.sharing_remove_folder_member(where, member, leave_a_copy=False), *gone)
        self._finished(job, lambda api, name: api.sharing_check_remove_member_job_status(name))

    def all(self, entries: Iterable[Given], tree: Tree) -> Iterator[Share]:
        """Everybody who was invited to one of the entries; nobody, where the application may not invite."""
        for each in entries:
            folder = not isinstance(each, FileMetadata)
            place = getattr(each, "shared_folder_id", None) if folder else each.path_display
            if place and getattr(each, "has_explicit_shared_members", None) is not False:
                try:
                    emails = self._emails(place, folder=folder)
                except Refused:
                    return
                name = tree.name(each.path_lower) or ""
                kind = "folder" if folder else "file"
                yield from (_share(f"{kind} {email} {place}", name, email, "", folder=folder) for email in emails)

    def _emails(self, place: str, *, folder: bool) -> list[str]:
        """Who may read it, its owner aside; a thousand of them, which is more than there are accountants."""
        if folder:
            listed = self._wire.call(lambda api: api.sharing_list_folder_members(place, limit=1000))
        else:
            listed = self._wire.call(
                lambda api: api.sharing_list_file_members(place, include_inherited=False, limit=300)
            )
        users = [each.user.email for each in listed.users if not each.access_type.is_owner()]
        return users + [each.invitee.get_email() for each in listed.invitees if each.invitee.is_email()]

    def _shared(self, path: str) -> Given:
        """The folder as one that can have members, which it may be already."""

        def act(api: Api) -> Given:
            try:
                return api.sharing_share_folder(path)
            except ApiError as error:
                if already := inside(error.error, "bad_path", "already_shared"):
                    return already
                raise

        launched = self._wire.call(act, path)
        return self._finished(launched, lambda api, name: api.sharing_check_share_job_status(name))

    def _try(self, act: Act, *harmless: tuple[str, ...]) -> Given:
        """What ``act`` gives; nothing, where it fails by one of these errors."""

        def tried(api: Api) -> Given:
            try:
                return act(api)
            except ApiError as error:
                if any(inside(error.error, *tags) for tags in harmless):
                    return None
                raise

        return self._wire.call(tried)

    def _finished(self, launched: Given, check: Callable[[Api, str], Given]) -> Given:
        """What comes of a job that Dropbox may do later, and is then asked about."""
        job = inside(launched, "async_job_id")

        def ask() -> Given:
            status = self._wire.once(lambda api: check(api, str(job)))
            if inside(status, "in_progress"):
                raise Unwell(service=SERVICE, reason=phrase(_BUSY))
            if problem := inside(status, "failed"):
                raise _refused(problem)
            return inside(status, "complete")

        return self._wire.patience.persist(ask) if job else inside(launched, "complete") or launched


def _share(which: str, name: str, email: str, link: str, *, folder: bool) -> Share:
    return Share(which, name, folder, email, None, False, link, phrase(INVITED, service=SERVICE, email=email))


def _refused(problem: object) -> Refused:
    return Refused(service=SERVICE, reason=phrase("{said}", said=line.said(str(problem))))
