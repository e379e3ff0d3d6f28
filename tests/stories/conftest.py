"""The services of the stories: the emulators, behind the real names."""

from __future__ import annotations

from tests.emulators.fixtures import authority, dropbox, google, manager, proxy, quickbooks, sage

__all__ = ["authority", "dropbox", "google", "manager", "proxy", "quickbooks", "sage"]
