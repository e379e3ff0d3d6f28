"""What accountants derive from the rows: the trial balance, what is owed by age, the taxes summed up, the figures."""

from __future__ import annotations

from archiver.model import Status

LACKING = (Status.PARTIAL, Status.FAILED)
"""How readings end that did not bring everything: nothing is derived from half of it."""
