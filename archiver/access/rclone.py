"""The program rclone, which keeps its own links: whether it is there, and which remotes it has."""

from __future__ import annotations

import shutil
import subprocess

from archiver.errors import ProgramMissing, Refused, RemoteRefused, UnknownRemote
from archiver.words import N_, phrase

HOME = "https://rclone.org/install/"
PATIENCE = 60.0  # seconds

FAILED = N_("it ended with {code} when asked for its remotes")
SILENT = N_("it does not answer; perhaps its settings wait for a password (RCLONE_CONFIG_PASS)")


def check(program: str, remote: str) -> None:
    """``remote`` is ``NAME:`` or ``NAME:PATH``: ``UnknownRemote`` where rclone has none called so.

    One that is spelled out on the spot (``:sftp:…``, ``NAME,option=value:``) is ``RemoteRefused``: what it spells out
    would come to lie in the settings.
    """
    name, colon, _ = remote.partition(":")
    if not name or "," in name or name.startswith("-"):
        raise RemoteRefused(name=name.partition(",")[0])
    known = _remotes(program)
    if not colon or name not in known:
        raise UnknownRemote(name=name, known=", ".join(known) or "\N{EN DASH}")


def _remotes(program: str) -> list[str]:
    path = shutil.which(program)
    if path is None:
        raise ProgramMissing(name=program, address=HOME)
    try:
        ran = subprocess.run(  # noqa: S603 - the program that the owner named, and nothing of anybody else's
            [path, "listremotes"], stdin=subprocess.DEVNULL, capture_output=True, timeout=PATIENCE, check=False
        )
    except subprocess.TimeoutExpired as error:
        raise Refused(service=program, reason=phrase(SILENT)) from error
    except OSError as error:
        raise ProgramMissing(name=program, address=HOME) from error
    if ran.returncode:
        raise Refused(service=program, reason=phrase(FAILED, code=ran.returncode))
    return [line.rstrip(":") for line in ran.stdout.decode("utf-8", "replace").split("\n") if line]
