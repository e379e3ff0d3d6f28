"""A grant: the permission that an owner gave us for one account of one service."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta

from archiver.access import origin
from archiver.access.tokens import Tokens
from archiver.errors import GrantExpired, GrantRevoked, NotLinked, VaultDamaged

SOON = timedelta(days=2)
LATER = timedelta(days=14)
LONG = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What it takes to reach the account again without its owner; its secrets never show in a repr.

    ``account`` is the e-mail of the account, or the name of the company. ``dies_at`` is known where the service says so
    beforehand (Google, for applications that are still in testing; Intuit, after five years). Unused for
    ``unused_dies_after`` it dies as well. ``realm`` is the company's number at a service of companies; ``sandbox``: it
    is a company for trials. The refresh token may be sent to the origin of ``token_uri`` only.
    """

    service: str
    account: str
    scopes: tuple[str, ...]
    refresh_token: str = field(repr=False)
    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    token_uri: str
    linked_at: datetime
    dies_at: datetime | None = None
    realm: str | None = None
    sandbox: bool = False
    refreshed_at: datetime | None = None
    unused_dies_after: timedelta | None = None

    def to_json(self) -> str:
        """The text for the vault."""
        return json.dumps(asdict(self), default=_plain, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, name: str) -> Grant:
        """The grant that ``to_json`` wrote, of this version or an earlier one; ``VaultDamaged`` for any other text,
        telling ``name`` and not the text.
        """
        try:
            given = json.loads(text)
            given["scopes"] = tuple(given["scopes"])
            given["linked_at"] = _moment(given["linked_at"])
            for moment in ("dies_at", "refreshed_at"):
                given[moment] = _moment(given[moment]) if given.get(moment) else None
            if span := given.get("unused_dies_after"):
                given["unused_dies_after"] = timedelta(seconds=span)
            grant = cls(**given)
        except (ValueError, TypeError, KeyError, AttributeError, OverflowError):
            raise VaultDamaged(name=name) from None
        texts = (grant.service, grant.account, grant.refresh_token, grant.client_id, grant.token_uri, *grant.scopes)
        perhaps = (grant.client_secret, grant.realm)
        sound = all(isinstance(each, str) for each in texts) and all(isinstance(each, str | None) for each in perhaps)
        if not sound or not isinstance(grant.sandbox, bool) or not origin.is_safe(grant.token_uri):
            raise VaultDamaged(name=name)
        return grant

    @property
    def whose(self) -> str:
        """The account, as a person is told: the company's name with its number."""
        return f"{self.account} ({self.realm})" if self.realm else self.account

    @property
    def used_at(self) -> datetime:
        """The last use that we know of."""
        return self.refreshed_at or self.linked_at

    @property
    def unused_dies_at(self) -> datetime | None:
        """When it dies if nobody uses it before."""
        return self.used_at + self.unused_dies_after if self.unused_dies_after else None

    def is_of(self, other: Grant) -> bool:
        """Whether both are for the same account; companies are told by their numbers, for names change."""
        return (self.service, self.sandbox, self.realm or self.account) == (
            other.service, other.sandbox, other.realm or other.account
        )  # fmt: skip

    def renewed(self, given: Tokens, now: datetime) -> Grant:
        """This grant with what the service gave for it at ``now``."""
        return replace(
            self,
            refresh_token=given.refresh or self.refresh_token,
            refreshed_at=now,
            dies_at=now + given.lifetime if given.lifetime else self.dies_at,
            unused_dies_after=given.unused or self.unused_dies_after,
        )

    def dies_soon(self, now: datetime) -> bool:
        """Whether the service has ended it or will: within two days, or two weeks for one that lasts for years."""
        if self.dies_at is None:
            return False
        return self.dies_at <= now + (LATER if self.dies_at - self.linked_at > LONG else SOON)

    def ended(self, link: str, now: datetime) -> NotLinked:
        """The error to raise when the service says ``invalid_grant``: expired where that was foretold, else revoked."""
        if self.dies_at and self.dies_at <= now:
            return GrantExpired(
                name=link, service=called(self.service), day=self.dies_at.date(), page=guide(self.service)
            )
        return GrantRevoked(name=link, service=called(self.service))


def called(service: str) -> str:
    """The name of a service, as a person writes it."""
    return {"quickbooks": "QuickBooks"}.get(service, service.capitalize())


def guide(service: str) -> str:
    """The page of the documentation that walks an owner through linking."""
    return f"docs/link-{service}.md"


def _plain(value: datetime | timedelta) -> str | float:
    return value.total_seconds() if isinstance(value, timedelta) else value.isoformat()


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
