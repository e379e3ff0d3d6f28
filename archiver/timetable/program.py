"""The system's own programs: run without a shell, and what goes wrong with them turned into our error."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

from archiver.errors import SchedulerUnreachable, because
from archiver.words import N_, phrase

PATIENCE = 30.0  # seconds: a bus that does not answer by then is not going to

_MISSING = N_("the program {name} is not on this machine")
_SILENT = N_("{name} does not answer")
_MUTE = N_("{name} ended with {code} and said nothing")


@dataclass(frozen=True, slots=True)
class Answer:
    """How a program ended, what it printed, and what it complained of."""

    code: int
    printed: bytes
    complaint: str


class Programs:
    """Those of one scheduler; ``system`` is what errors call it."""

    def __init__(self, system: str, environ: Mapping[str, str]) -> None:
        self._system = system
        self._path = environ.get("PATH")
        # Without what is ours, such as the key to the vault, and with answers in the one language that we read.
        kept = {name: value for name, value in environ.items() if not name.startswith("ARCHIVER_")}
        self._environ = kept | {"LC_ALL": "C"}

    def has(self, name: str) -> bool:
        """Whether it is on this machine."""
        return shutil.which(name, path=self._path) is not None

    def run(self, name: str, *arguments: str, given: bytes = b"") -> Answer:
        """Run it to its end, whichever that is; ``SchedulerUnreachable`` where it cannot be run."""
        found = shutil.which(name, path=self._path)
        if found is None:
            raise self.failed(_MISSING, name=name)
        try:
            ran = subprocess.run(  # noqa: S603 - a program of the system, and no shell
                [found, *arguments],
                input=given,
                capture_output=True,
                env=self._environ,
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise self.failed(_SILENT, name=name) from error
        except OSError as error:
            raise SchedulerUnreachable(system=self._system, reason=because(error)) from error
        return Answer(ran.returncode, ran.stdout, ran.stderr.decode("utf-8", "replace").strip())

    def ask(self, name: str, *arguments: str, given: bytes = b"") -> bytes:
        """What it prints; ``SchedulerUnreachable`` with what it complains of where it ends badly."""
        answer = self.run(name, *arguments, given=given)
        if answer.code:
            raise self.refused(name, answer)
        return answer.printed

    def refused(self, name: str, answer: Answer) -> SchedulerUnreachable:
        """The error that a bad end is."""
        if answer.complaint:
            return self.failed("{said}", said=answer.complaint.splitlines()[0])
        return self.failed(_MUTE, name=name, code=answer.code)

    def failed(self, why: str, **facts: object) -> SchedulerUnreachable:
        """The error, for a reason of ours."""
        return SchedulerUnreachable(system=self._system, reason=phrase(why, **facts))
