"""The notice that lies beside workbooks of another moment: what they show, what they are made of, what they are not."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from archiver.words import N_, Phrase, Words, phrase

TITLE = N_("{mark}: THE BOOKS OF {company} AS OF {moment}")
SHOWN = (
    N_("What this shows"),
    N_(
        "The books of {company} as they were known when they were read on {moment}: what was entered, changed or "
        "deleted later is not in it. The dates of documents are another matter: a document entered later may bear an "
        "earlier date."
    ),
)
MADE = (
    N_("What it is made of"),
    N_("It was made from these archives, which stay what they are, with controls computed anew: {names}"),
)
NOT = (
    N_("What this is not"),
    N_(
        "It cannot be restored, and it is no archive: nothing vouches for it but the archives that it was made from. "
        "It is not a tax return, nor a certificate."
    ),
)
SEALED = (
    N_("How it is sealed"),
    N_(
        "Each workbook asks for the password of the archive that it was made from. Attached files were left in that "
        "archive."
    ),
)
OPENED = (N_("How to open it"), N_('Open the workbook "{start}": it leads to all the others.'))


def text(words: Words, company: str, moment: datetime, names: Sequence[str], start: str, *, sealed: bool) -> str:
    """The notice in one language, with the line ends of Windows, where it is read most."""
    facts = {"mark": words.mark, "company": company, "moment": moment, "start": start}
    facts["names"] = [Phrase(name) for name in names]
    title = words.say(phrase(TITLE, **facts))
    lines = [title, "=" * len(title)]
    for heading, body in (SHOWN, MADE, NOT, *([SEALED] if sealed else []), OPENED):
        lines += ["", words(heading), "-" * len(words(heading)), words.say(phrase(body, **facts))]
    return "\r\n".join("\n".join(lines).split("\n")) + "\r\n"
