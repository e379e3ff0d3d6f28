"""A period by document date, both ends included: what lies outside is left out, and what was open then stays.

``start`` is its first day, ``until`` its last.
"""

from archiver.period.start import begin
from archiver.period.until import cut, last_day

__all__ = ["begin", "cut", "last_day"]
