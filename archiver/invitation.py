"""What a guest is told: what is shared, how to open a cabinet on any system, and how to check it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from archiver.cabinet import notice
from archiver.words import N_, Phrase, Words, phrase

ARCHIVE = N_("A copy of the books of {company}, as they were on {moment}, is shared with you: {file}")
FOLDER = N_(
    "The archives of the books of {company} are shared with you: those that are there, and those to come. Each is one "
    ".cab file, and holds a copy of the books."
)
MARK = N_("It is {mark}: a read-only copy to look things up in. No accounting system can load it.")
UNTIL = N_("You can read it until {until}.")
CHECK = N_(
    "Its SHA-256, as its owner keeps it, is:\n"
    "{sha256}\n"
    "Compare it with that of the file you received:\n"
    "Windows: certutil -hashfile FILE.cab SHA256\n"
    "macOS: shasum -a 256 FILE.cab\n"
    "Linux: sha256sum FILE.cab"
)
SEALED = N_("A password seals it. Its owner tells you the password, by another way than the file and this letter came.")
OPENING, CHECKING = notice.PARTS[2], notice.PARTS[3]


@dataclass(frozen=True, slots=True)
class Shown:
    """The cabinet that is shared: its file name, when its books were read, and its SHA-256 in hex."""

    file: str
    moment: datetime
    sha256: str


def text(
    words: Words,
    *,
    company: str,
    start: str,
    shown: Shown | None,
    until: date | None = None,
    message: str = "",
    sealed: bool = False,
) -> str:
    """The invitation in one language: to one cabinet, or without ``shown`` to all of a company's.

    ``start`` is the name of the workbook to begin with; ``until`` is the last day; ``message`` is the owner's
    own, and comes first.
    """
    said = [message] if message else []
    said.append(words.say(_what(company, shown)))
    said.append(words.say(phrase(MARK, mark=words.mark)))
    if until:
        said.append(words.say(phrase(UNTIL, until=until)))
    said += [words(OPENING[0]), words.say(phrase(OPENING[1], start=start))]
    if sealed:
        said += [words(SEALED), words(notice.SEALED[1])]
    check = phrase(CHECK, sha256=shown.sha256) if shown else phrase(CHECKING[1])
    said += [words(CHECKING[0]), words.say(check)]
    return "\n\n".join(said)


def _what(company: str, shown: Shown | None) -> Phrase:
    if shown is None:
        return phrase(FOLDER, company=company)
    return phrase(ARCHIVE, company=company, moment=shown.moment, file=shown.file)
