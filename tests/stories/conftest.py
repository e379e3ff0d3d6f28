"""The services of the stories: the emulators, behind the real names."""

from __future__ import annotations

from tests.emulators.fixtures import authority, dropbox, google, proxy, quickbooks

__all__ = ["authority", "dropbox", "google", "proxy", "quickbooks"]
