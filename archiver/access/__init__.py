"""The door: how the owner lets us in to a service, and where the keys to it are kept."""

from archiver.access.door import Door
from archiver.access.grant import Grant
from archiver.access.vault import Vault, open_vault

__all__ = ["Door", "Grant", "Vault", "open_vault"]
