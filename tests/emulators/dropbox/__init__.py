"""Dropbox: OAuth 2.0 and API v2."""

from tests.emulators.dropbox.emulator import Dropbox

__all__ = ["Dropbox"]
