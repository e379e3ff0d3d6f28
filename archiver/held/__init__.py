"""What archives hold: one of them, or a full one with the increments after it; and what became of a record between two.

An archive is read as it declares itself: nothing of the source that it came from is needed.
"""

from archiver.held.archive import Held
from archiver.held.composed import Composed

__all__ = ["Composed", "Held"]
