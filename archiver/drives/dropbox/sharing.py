"""Guests at Dropbox: members of a file or a folder where the application may have them, else links."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from archiver.drives import Guest, Share
from archiver.drives.dropbox.errors import SERVICE
from archiver.drives.dropbox.given import Given
from archiver.drives.dropbox.links import Links
from archiver.drives.dropbox.members import Members
from archiver.drives.dropbox.tree import Tree
from archiver.drives.dropbox.wire import Wire
from archiver.errors import Refused
from archiver.words import N_, phrase

NO_END = N_("it cannot end an invitation by itself; leave out --until, and unshare when the work is done")
APP_FOLDER = N_(
    "the application that it is linked with has a folder of its own, out of which nobody can be invited by e-mail. "
    "Link an application with full access, or add --anyone-with-the-link for a link that opens for anyone who has it"
)


class Sharing:
    """A share's id says what it is: ``link URL``, ``file EMAIL PATH`` or ``folder EMAIL ID``."""

    def __init__(self, wire: Wire) -> None:
        self._links = Links(wire)
        self._members = Members(wire)

    def share(self, path: str, name: str, guest: Guest, *, folder: bool) -> Share:
        """Let a guest read what lies at a path: a person as a member, so that one knows who it is; anyone by a link."""
        if guest.email is None:
            return self._links.open(path, name, guest.until, folder=folder)
        if guest.until:
            raise Refused(service=SERVICE, reason=phrase(NO_END))
        invite = self._members.invite_to_folder if folder else self._members.invite_to_file
        try:
            return invite(path, name, guest.email, guest.message or None)
        except Refused as refused:
            if "App folder" in str(refused):
                raise Refused(service=SERVICE, reason=phrase(APP_FOLDER)) from None
            raise

    def unshare(self, share: Share) -> None:
        """Take it back."""
        kind, _, rest = share.id.partition(" ")
        if kind == "link":
            self._links.close(rest)
        else:
            email, _, place = rest.partition(" ")
            remove = self._members.remove_from_file if kind == "file" else self._members.remove_from_folder
            remove(place, email)

    def shares(self, entries: Iterable[Given], top: str) -> Iterator[Share]:
        """All of them, ``entries`` being what lies in our folder, ``top``."""
        known = list(entries)
        tree = Tree(known, top)
        yield from self._members.all(known, tree)
        yield from self._links.all(tree)
