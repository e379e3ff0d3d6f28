"""Dropbox's library has no types: these say at least what is meant."""

from typing import Any

Api = Any
"""The library's client."""

Given = Any
"""What it gives: structures and unions of its own making."""
