"""A grant: the permission that an owner gave us for one account of one service."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime, timedelta

from archiver.access import origin
from archiver.errors import GrantExpired, GrantRevoked, NotLinked, VaultDamaged

SOON = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """What it takes to reach the account again without its owner; its secrets never show in a repr.

    ``account`` is the e-mail of the account. ``dies_at`` is known where the service says so beforehand (Google, for
    applications that are still in testing). The refresh token may be sent to the origin of ``token_uri`` only.
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

    def to_json(self) -> str:
        """The text for the vault."""
        return json.dumps(asdict(self), default=datetime.isoformat, ensure_ascii=False)

    @classmethod
    def from_json(cls, text: str, name: str) -> Grant:
        """The grant that ``to_json`` wrote; ``VaultDamaged`` for any other text, telling ``name`` and not the text."""
        try:
            given = json.loads(text)
            given["scopes"] = tuple(given["scopes"])
            given["linked_at"] = _moment(given["linked_at"])
            given["dies_at"] = _moment(given["dies_at"]) if given["dies_at"] else None
            grant = cls(**given)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise VaultDamaged(name=name) from None
        texts = (grant.service, grant.account, grant.refresh_token, grant.client_id, grant.token_uri, *grant.scopes)
        sound = all(isinstance(each, str) for each in texts) and isinstance(grant.client_secret, str | None)
        if not sound or not origin.is_safe(grant.token_uri):
            raise VaultDamaged(name=name)
        return grant

    def dies_soon(self, now: datetime) -> bool:
        """Whether the service will end it within two days, or has."""
        return self.dies_at is not None and self.dies_at <= now + SOON

    def ended(self, link: str, now: datetime) -> NotLinked:
        """The error to raise when the service says ``invalid_grant``: expired where that was foretold, else revoked."""
        if self.dies_at and self.dies_at <= now:
            return GrantExpired(
                name=link, service=self.service.capitalize(), day=self.dies_at.date(), page=guide(self.service)
            )
        return GrantRevoked(name=link, service=self.service.capitalize())


def guide(service: str) -> str:
    """The page of the documentation that walks an owner through linking."""
    return f"docs/link-{service}.md"


def _moment(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
