"""What the system is asked for: one command, at certain minutes of every hour."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from archiver.errors import CommandRefused
from archiver.words import N_

DESCRIPTION = N_("archiver: export the companies that are due")

PLACES = (
    "ARCHIVER_HOME",
    "ARCHIVER_VAULT_KEY_FILE",
    "RCLONE_CONFIG",
    "REQUESTS_CA_BUNDLE",
    "SSL_CERT_FILE",
    "XDG_CACHE_HOME",
    "XDG_CONFIG_HOME",
    "XDG_DATA_HOME",
    "XDG_DOCUMENTS_DIR",
    "XDG_STATE_HOME",
)
"""Variables that say where something is, and are needed whoever wakes us."""

PROXIES = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY")
SECRETS = frozenset({"ARCHIVER_VAULT_KEY"})

RCLONE = "rclone"
FOLDERS = (
    *("~/bin", "~/.local/bin", "/opt/homebrew/bin", "/opt/local/bin", "/snap/bin"),
    *("/usr/local/bin", "/usr/bin", "/bin"),
)
"""Where programs are, rclone among them. A whole ``PATH`` would be too long for cron, which takes 998 characters."""

# What cron, systemd and XML have no way to write: control characters and halves of characters.
_UNWRITABLE = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Wake:
    """The one wake-up of the whole program.

    ``command`` is the absolute path of a program and its arguments, ``environment`` what is set for it: never secrets,
    for anybody may read it. ``minutes`` of every hour are sorted, 0 to 59. ``failed`` is run where the system can tell
    that a run ended badly. ``description`` is what people see in the system's own lists, in their language.
    ``CommandRefused`` where a text has characters that no system's schedule can hold.
    """

    command: tuple[str, ...]
    environment: Mapping[str, str]
    minutes: tuple[int, ...]
    failed: tuple[str, ...] = ()
    description: str = DESCRIPTION

    def __post_init__(self) -> None:
        """What no system would take is refused here, in the same way for all of them."""
        if not self.command or not self.minutes or not set(self.minutes) <= set(range(60)):
            raise ValueError(self)
        if list(self.minutes) != sorted(set(self.minutes)) or SECRETS & self.environment.keys():
            raise ValueError(self)
        for text in self._texts():
            if _UNWRITABLE.search(text):
                raise CommandRefused(value=text)

    def _texts(self) -> Iterator[str]:
        yield from (*self.command, *self.failed, self.description)
        yield from self.environment
        yield from self.environment.values()


def carried(environ: Mapping[str, str]) -> dict[str, str]:
    """What a run needs of today's environment to find the same things when the system starts it, sorted by name.

    Paths are absolute, for the system starts us elsewhere. A proxy is left out when a password is in its address.
    """
    found = {name: os.path.abspath(os.path.expanduser(environ[name])) for name in PLACES if environ.get(name)}
    if path := _path(environ.get("PATH", "")):
        found["PATH"] = path
    for name in (each for upper in PROXIES for each in (upper, upper.lower())):
        if (value := environ.get(name)) and "@" not in value:
            found[name] = value
    return dict(sorted(found.items()))


def _path(path: str) -> str:
    """The folders of ``PATH`` in which programs are that we run. Windows gives a task the whole of it by itself."""
    if os.name == "nt":
        return ""
    rclone = shutil.which(RCLONE, path=path) or ""
    wanted = {os.path.dirname(rclone), *map(os.path.expanduser, FOLDERS)} - {""}
    return os.pathsep.join(dict.fromkeys(folder for folder in path.split(os.pathsep) if folder in wanted))


def following(minutes: Collection[int], now: datetime) -> datetime:
    """The first moment after ``now`` at one of ``minutes`` by this machine's clock, whatever daylight saving does."""
    minute = now.astimezone(UTC).replace(second=0, microsecond=0)
    # Where clocks jump by half an hour, a minute may be as far away as an hour and a half.
    ahead = (minute + timedelta(minutes=step) for step in range(1, 121))
    return next(each for each in ahead if each.astimezone().minute in minutes).astimezone(now.tzinfo)
