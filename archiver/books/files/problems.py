"""What is wrong with a file, where, and why: gathered from all of them before anybody is told."""

from __future__ import annotations

from archiver.words import N_, Phrase, phrase

MOST = 40
"""Problems that are told one by one; a file that is wrong in every line is wrong once."""
EACH = 5
"""Those told of one file for one reason."""


class Problem(Exception):
    """One thing that keeps a file from being read. ``line`` counts from 1; None speaks of the whole file."""

    def __init__(self, file: str, line: int | None, reason: str, **facts: object) -> None:
        super().__init__(reason)
        self.file, self.line, self.reason = file, line, phrase(reason, **facts)

    @property
    def said(self) -> Phrase:
        """``entries.csv, line 12: …``."""
        if self.line is None:
            return phrase(N_("{file}: {reason}"), file=self.file, reason=self.reason)
        return phrase(N_("{file}, line {line}: {reason}"), file=self.file, line=str(self.line), reason=self.reason)


def told(problems: list[Problem]) -> list[Phrase]:
    """The problems as sentences, and how many more there are."""
    said = [each.said for each in problems[:MOST]]
    if len(problems) > MOST:
        said.append(phrase(N_("… and {count} more"), count=len(problems) - MOST))
    return said
