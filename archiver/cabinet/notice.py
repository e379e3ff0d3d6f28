"""The notice NON-RESTORABLE: what an archive is, what it is not, how to open it and how to check it."""

from __future__ import annotations

from archiver.words import N_, Words, phrase

TITLE = N_("{mark}: A READ-ONLY COPY OF {company}'S BOOKS")
SEALED = (
    N_("How it is sealed"),
    N_(
        "A password seals it, which its owner knows. Each workbook asks for it. The attached files and the records as "
        "plain text are in data/sealed.zip: open it with 7-Zip, WinZip or Keka and the same password, then "
        "contents.zip in it. Unpacked into the folder data, attached files open from the workbooks.\n"
        "There is no other way in: whoever loses the password has lost what it seals."
    ),
)
PARTS = (
    (
        N_("What this is"),
        N_(
            "A historical copy of the books of {company}, read from {source} on {moment}. It is made of Excel "
            "workbooks, of the files attached to the books where they were asked for, and of the same records as plain "
            "text. It is for reading: share it with whoever needs to look at these books."
        ),
    ),
    (
        N_("What this is not"),
        N_(
            "It cannot be restored. No accounting system can load it, archiver itself has no way to, and it is no "
            "substitute for the backup that your accounting system offers. It is not a tax return, nor a certificate."
        ),
    ),
    (
        N_("How to open it"),
        N_(
            "Windows: double-click the .cab file, select everything, and drag it into a folder.\n"
            "macOS: open it with The Unarchiver or Keka.\n"
            "Linux: cabextract FILE.cab, or 7z x FILE.cab.\n"
            'Then open the workbook "{start}" in the folder data: it leads to all the others.'
        ),
    ),
    (
        N_("How to check it"),
        N_(
            "With archiver: archiver verify FILE.cab\n"
            "Without it, in the extracted folder: sha256sum -c manifest-sha256.txt && sha256sum -c "
            "tagmanifest-sha256.txt\n"
            "Windows: Get-FileHash compares single files with manifest-sha256.txt.\n"
            "A correct check shows that the archive is undamaged. That it is unaltered is shown only by the digest "
            "that its owner's catalogue keeps, or by a signature."
        ),
    ),
    (
        N_("What is missing"),
        N_("The sheet Controls of that workbook says what was asked for, what came, and what could not be had."),
    ),
)


def file_name(words: Words) -> str:
    """The notice's name in the archive: the mark itself."""
    return f"{words.mark}.txt"


def text(words: Words, *, company: str, source: str, moment: object, start: str, sealed: bool = False) -> str:
    """The notice in one language, with the line ends of Windows, where it is read most."""
    facts = {"company": company, "source": source, "moment": moment, "start": start, "mark": words.mark}
    title = words.say(phrase(TITLE, **facts))
    lines = [title, "=" * len(title)]
    for heading, body in (*PARTS[:3], SEALED, *PARTS[3:]) if sealed else PARTS:
        lines += ["", words(heading), "-" * len(words(heading)), words.say(phrase(body, **facts))]
    return "\r\n".join("\n".join(lines).split("\n")) + "\r\n"
