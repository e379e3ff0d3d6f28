"""What all the Drive accounts hold, and who may see what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from tests.emulators.clock import Clock
from tests.emulators.consent import Token, random_text
from tests.emulators.content import Content
from tests.emulators.exchange import Refused
from tests.emulators.google.items import Item, Permission, Revision, permission_id
from tests.emulators.google.refusals import error, forbidden, missing, refuse
from tests.emulators.traffic import Traffic

SCOPE = "https://www.googleapis.com/auth/"
EVERYTHING = {f"{SCOPE}drive", f"{SCOPE}drive.readonly", f"{SCOPE}drive.metadata.readonly"}
WRITING = {f"{SCOPE}drive", f"{SCOPE}drive.file"}
RANKS = ("", "reader", "commenter", "writer", "owner")
GB = 1024**3


@dataclass
class Account:
    """A person with a Drive. ``expiring_shares`` is False for plans whose shares cannot be given an end."""

    email: str
    limit: int | None = 15 * GB
    expiring_shares: bool = True
    root: str = field(default_factory=lambda: f"0A{random_text(14)}PVA")


@dataclass(frozen=True)
class Caller:
    """Who asks: a person, through a client, within scopes."""

    email: str
    client: str
    scopes: tuple[str, ...]

    @classmethod
    def of(cls, token: Token) -> Caller:
        return cls(token.account, token.client, token.scopes)

    @property
    def sees_everything(self) -> bool:
        """Whether the scopes reach beyond what this client made itself."""
        return not EVERYTHING.isdisjoint(self.scopes)

    def must_write(self) -> None:
        """Refuse unless the scopes allow changes."""
        if WRITING.isdisjoint(self.scopes):
            raise refuse("insufficientPermissions")


class Store:
    """Every item of every account, by id."""

    def __init__(self, clock: Clock, traffic: Traffic) -> None:
        self.accounts: dict[str, Account] = {}
        self.items: dict[str, Item] = {}
        self.promised: set[str] = set()
        self._clock = clock
        self._traffic = traffic

    def account(self, email: str) -> Account:
        """The account of this address, made on first use."""
        return self.accounts.setdefault(email, Account(email))

    def new_id(self) -> str:
        """An id as Drive makes them."""
        return f"1{random_text(32)}"

    def used(self, email: str) -> int:
        """Bytes that count against the owner's space."""
        return sum(each.content.size for item in self.items.values() if item.owner == email for each in item.revisions)

    def require_space(self, email: str, size: int) -> None:
        """Refuse what does not fit."""
        limit = self.account(email).limit
        if limit is not None and self.used(email) + size > limit:
            raise refuse("storageQuotaExceeded")

    def seen_by(self, caller: Caller) -> Iterator[Item]:
        """Everything that this caller can list."""
        return (item for item in self.items.values() if self.role(item, caller))

    def get(self, file_id: str, caller: Caller, least: str = "reader") -> Item:
        """An item by its id, where the caller's role is at least this one."""
        item = self.items.get(file_id)
        role = self.role(item, caller) if item else ""
        if item is None or not role:
            raise missing(file_id)
        if RANKS.index(role) < RANKS.index(least):
            raise refuse("insufficientFilePermissions")
        return item

    def role(self, item: Item, caller: Caller) -> str:
        """What the caller may do with an item; nothing when it must not be seen."""
        if caller.client not in item.clients and not caller.sees_everything:
            return ""
        roles = (each.role for each in self.live(item) if each.email in {"", caller.email})
        return max(roles, key=RANKS.index, default="")

    def live(self, item: Item) -> Iterator[Permission]:
        """The permissions of an item and of the folders above it that have not expired."""
        now = self._clock.now()
        for each in self._upwards(item):
            each.permissions = [one for one in each.permissions if not one.expires or one.expires > now]
            yield from each.permissions

    def create(self, item: Item, content: Content | None, caller: Caller) -> Item:
        """Put a new item in its folders, which must be there."""
        self.require_folders(item.parents, caller)
        if content:
            self.require_space(caller.email, content.size)
            item.revisions.append(Revision(random_text(33), content, self._clock.now()))
        item.parents = item.parents or [self.account(caller.email).root]
        item.permissions.append(Permission(permission_id(caller.email), "user", "owner", caller.email))
        self.items[item.id] = item
        self._traffic.wrote(f"create {item.name}")
        return item

    def replace(self, item: Item, content: Content, caller: Caller) -> None:
        """Give an item a new content."""
        if item.locked:
            raise forbidden("fileNotWritable", "The file's content is restricted and cannot be changed.")
        self.require_space(caller.email, content.size)
        now = self._clock.now()
        item.revisions = [*(each for each in item.revisions if each.keep), Revision(random_text(33), content, now)]
        item.modified = now
        self._traffic.wrote(f"content {item.name}")

    def delete(self, item: Item) -> None:
        """Remove an item and all that lies in it, for good."""
        for inner in [each for each in self.items.values() if item.id in each.parents]:
            self.delete(inner)
        self.items.pop(item.id, None)
        self._traffic.wrote(f"delete {item.name}")

    def require_new(self, file_id: str) -> None:
        """Refuse an id that is taken."""
        if file_id in self.items:
            raise refuse("fileIdInUse")

    def require_folders(self, parents: Iterable[str], caller: Caller) -> None:
        """Refuse folders that the caller cannot write to."""
        roots = {self.account(caller.email).root}
        for parent in parents:
            if parent not in roots and not self.get(parent, caller, "writer").folder:
                message = "The specified parent is not a folder."
                raise Refused(error(403, "parentNotAFolder", message, at="fileId"))

    def in_trash(self, item: Item) -> bool:
        """Whether it, or a folder above it, is in the trash."""
        return any(each.trashed for each in self._upwards(item))

    def _upwards(self, item: Item) -> Iterator[Item]:
        yield item
        for parent in item.parents:
            if parent in self.items:
                yield from self._upwards(self.items[parent])
