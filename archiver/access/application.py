"""An application: the owner's own keys, by which a service knows this program."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field

from archiver.access import origin
from archiver.errors import VaultDamaged


@dataclass(frozen=True, slots=True, kw_only=True)
class Application:
    """What the service gave its owner; ``client_secret`` is None where the service wants none.

    ``redirect_uri`` is where the browser is to come back to, where the service wants to know it beforehand.
    """

    client_id: str
    client_secret: str | None = field(default=None, repr=False)
    auth_uri: str
    token_uri: str
    redirect_uri: str | None = None

    @property
    def is_sound(self) -> bool:
        """Whether it is made of texts, and secrets would go over TLS."""
        texts = (self.client_id, self.auth_uri, self.token_uri)
        perhaps = (self.client_secret, self.redirect_uri)
        if not all(isinstance(each, str) and each for each in texts):
            return False
        if not all(isinstance(each, str | None) for each in perhaps):
            return False
        return origin.is_safe(self.auth_uri) and origin.is_safe(self.token_uri)

    def to_json(self) -> str:
        """The text for the vault."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str, name: str) -> Application:
        """The application that ``to_json`` wrote; ``VaultDamaged`` for any other text."""
        try:
            application = cls(**json.loads(text))
        except (ValueError, TypeError):
            raise VaultDamaged(name=name) from None
        if not application.is_sound:
            raise VaultDamaged(name=name)
        return application
