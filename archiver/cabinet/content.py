"""What goes into a cabinet: files, streams of a length that nobody knows yet, and texts that are made last."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

Digests = Mapping[str, str]
"""The SHA-256 (hex) of members, by name."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file to pack: its name in the cabinet (a relative path with ``/``), and where its bytes are now.

    A stream is read to its end, and has at least one byte. ``packed`` says whether it is compressed; where it is None,
    a sample of it decides.
    """

    name: str
    source: Path | BinaryIO
    packed: bool | None = None


@dataclass(frozen=True, slots=True)
class Late:
    """A member of ``size`` bytes that are made once all members before it are packed, from their digests.

    A list of digests stands in front of what it lists, and its length is known before its words are.
    """

    name: str
    size: int
    make: Callable[[Digests], bytes]
