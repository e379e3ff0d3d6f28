"""Google: OAuth 2.0 and Drive v3."""

from tests.emulators.google.emulator import Google

__all__ = ["Google"]
