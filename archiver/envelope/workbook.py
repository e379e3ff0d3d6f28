"""A workbook locked as Excel itself does it: ECMA-376 agile encryption, AES-256, by msoffcrypto-tool.

The library holds a workbook in memory, some three times its size.
"""

from __future__ import annotations

import os
import struct
from io import BytesIO
from pathlib import Path
from typing import BinaryIO
from xml.parsers.expat import ExpatError

from archiver.disk import writing
from archiver.envelope.password import Password

SUFFIX = ".xlsx"
AGILE = "agile"


def lock(path: Path, password: Password) -> None:
    """Encrypt the workbook at ``path``, in its place. Errors: ``NoSpace``, ``TargetNotWritable``."""
    from msoffcrypto.format.ooxml import OOXMLFile

    beside = path.with_suffix(".part")
    with writing(path), open(path, "rb") as plain:
        with open(beside, "xb") as locked:
            OOXMLFile(plain).encrypt(password.text, locked)
        os.replace(beside, path)


def opens(file: BinaryIO, password: Password) -> bool:
    """Whether the password opens the workbook, and every byte of it is what was locked."""
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError
    from msoffcrypto.format.ooxml import OOXMLFile

    # What the library raises on bytes that are none of ours.
    odd = (OSError, ValueError, LookupError, TypeError, AttributeError, struct.error, ExpatError)
    try:
        book = OOXMLFile(file)
        if book.type != AGILE:
            return False
        book.load_key(password.text)
        book.decrypt(BytesIO(), verify_integrity=True)  # which no other password survives
    except (DecryptionError, FileFormatError, InvalidKeyError, *odd):
        return False
    return True
