"""Links at Dropbox, which anyone can open who has them, and which are listed as such."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from operator import methodcaller

from dropbox.exceptions import ApiError
from dropbox.sharing import FolderLinkMetadata, LinkAudience, RequestedLinkAccessLevel, SharedLinkSettings

from archiver.drives import Share
from archiver.drives.dropbox.errors import SERVICE, inside
from archiver.drives.dropbox.given import Api, Given
from archiver.drives.dropbox.tree import Tree
from archiver.drives.dropbox.wire import Wire
from archiver.errors import Refused
from archiver.words import N_, phrase

OPEN = N_("Anyone who has the link can read it, without signing in.")
OPEN_UNTIL = N_("Anyone who has the link can read it until {until}, without signing in.")
CLOSED = N_("Only members of the team, or those who know its password, can read it by the link.")
NO_END = N_("this plan has no links that end by themselves; leave out --until, and unshare in time")
OTHER_END = N_("there is a link already, with another end or for others; unshare it first")


class Links:
    """At most one for each archive or folder: Dropbox has no more."""

    def __init__(self, wire: Wire) -> None:
        self._wire = wire

    def open(self, path: str, name: str, until: datetime | None, *, folder: bool) -> Share:
        """A link that opens for anyone, perhaps until a moment; the one that there is, if it is of that kind."""
        end = until.astimezone(UTC).replace(microsecond=0) if until else None
        settings = SharedLinkSettings(
            audience=LinkAudience.public,
            access=RequestedLinkAccessLevel.viewer,
            expires=end.replace(tzinfo=None) if end else None,
        )

        def act(api: Api) -> Given:
            try:
                return api.sharing_create_shared_link_with_settings(path, settings)
            except ApiError as error:
                if end and inside(error.error, "settings_error", "not_authorized"):
                    raise Refused(service=SERVICE, reason=phrase(NO_END)) from None
                if inside(error.error, "shared_link_already_exists"):
                    return api.sharing_list_shared_links(path, direct_only=True).links[0]
                raise

        link = _share(name, self._wire.call(act, name), folder=folder)
        if link.until != end or not link.anyone:
            raise Refused(service=SERVICE, reason=phrase(OTHER_END))
        return link

    def close(self, url: str) -> None:
        """The link opens nothing any longer."""

        def act(api: Api) -> None:
            try:
                api.sharing_revoke_shared_link(url)
            except ApiError as error:
                if not inside(error.error, "shared_link_not_found"):
                    raise

        self._wire.call(act)

    def all(self, tree: Tree) -> Iterator[Share]:
        """Every link to what lies in our folder, whoever made it."""
        cursor = None
        while True:
            page = self._wire.call(methodcaller("sharing_list_shared_links", cursor=cursor))
            for link in page.links:
                name = tree.name(link.path_lower or "")
                if name is not None:
                    yield _share(name, link, folder=isinstance(link, FolderLinkMetadata))
            cursor = page.cursor
            if not page.has_more:
                return


def _share(name: str, link: Given, *, folder: bool) -> Share:
    until = link.expires.replace(tzinfo=UTC) if link.expires else None
    seen = link.link_permissions.effective_audience or link.link_permissions.resolved_visibility
    anyone = bool(seen and seen.is_public())
    said = OPEN_UNTIL if until else OPEN
    return Share(
        f"link {link.url}", name, folder, None, until, anyone, link.url, phrase(said if anyone else CLOSED, until=until)
    )
