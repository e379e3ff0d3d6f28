"""QuickBooks Online: Intuit's OAuth 2.0, and the Accounting API v3."""

from tests.emulators.quickbooks.company import Company
from tests.emulators.quickbooks.emulator import QuickBooks

__all__ = ["Company", "QuickBooks"]
