"""Sage Accounting on loopback: a login with two businesses, the API v3.1 that reads them, and Sage's OAuth."""

from tests.emulators.sage.business import Business
from tests.emulators.sage.emulator import Sage

__all__ = ["Business", "Sage"]
