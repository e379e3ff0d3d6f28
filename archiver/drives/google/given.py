"""Google's library makes its methods as it runs, from a description: this says at least what is meant."""

from typing import Any

Api = Any
"""The library's client, or a part of it."""

Given = Any
"""What Google answers, read from JSON."""
