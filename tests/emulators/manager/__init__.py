"""Manager, desktop or server: one business behind ``/api2``."""

from tests.emulators.manager.business import Business
from tests.emulators.manager.emulator import Manager

__all__ = ["Business", "Manager"]
