"""The password that seals archives: never shown, never in a log, never written down but where its owner keeps it."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self
from unicodedata import category, normalize

from archiver.disk import reading
from archiver.errors import PasswordExposed, PasswordRefused
from archiver.words import N_, phrase

SHORT = 12
"""A password with fewer characters can be found by trying: whoever has the file has all the time in the world."""
LONGEST = 99
"""More bytes than this 7-Zip does not take for a zip."""

EMPTY = N_("it is empty")
TOO_LONG = N_("it has more than {most} bytes")
INVISIBLE = N_("it has an invisible character, or one that is none")
NO_TEXT = N_("the first line of {path} is not UTF-8 text")


@dataclass(frozen=True, slots=True)
class Password:
    """A password that all programs take; its ``text`` is NFC, so that every keyboard types the same. No repr has it."""

    text: str = field(repr=False)

    @classmethod
    def of(cls, typed: str) -> Self:
        """What was typed, as a password; ``PasswordRefused`` if it can be none."""
        text = normalize("NFC", typed)
        if not text:
            raise PasswordRefused(reason=phrase(EMPTY))
        if any(category(letter) in ("Cc", "Cs", "Cn") for letter in text):
            raise PasswordRefused(reason=phrase(INVISIBLE))
        if len(text.encode()) > LONGEST:
            raise PasswordRefused(reason=phrase(TOO_LONG, most=LONGEST))
        return cls(text)

    @classmethod
    def of_file(cls, path: Path) -> Self:
        """The first line of a file that nobody else may read: ``PasswordExposed``, ``FileNotFound``,
        ``FileNotReadable``, ``PasswordRefused``.
        """
        with reading(path), open(path, "rb") as file:
            found = os.fstat(file.fileno())
            # On Windows modes say nothing; a pipe is nobody's but whose it is.
            if os.name == "posix" and stat.S_ISREG(found.st_mode) and stat.S_IMODE(found.st_mode) & 0o077:
                raise PasswordExposed(path=path)
            line = file.readline(8 * LONGEST)
        try:
            return cls.of(line.decode("utf-8-sig").rstrip("\r\n"))
        except UnicodeDecodeError:
            raise PasswordRefused(reason=phrase(NO_TEXT, path=path)) from None

    @property
    def is_short(self) -> bool:
        """Whether it is too short to withstand somebody who tries."""
        return len(self.text) < SHORT
