"""What the Task Scheduler cannot do: run a command with variables set, and without a window.

``pythonw -m archiver.timetable.launch NAME=VALUE … -- PROGRAM ARGUMENT …``. It is started without a console; the
command gets a hidden one, which the programs that it starts share, so that none of them opens a window either.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence

END = "--"
MODULE = "archiver.timetable.launch"

# The Task Scheduler fills in %NAME% and $(Arg0), and has no way to write them otherwise.
_ESCAPES = str.maketrans({"=": "=3D", "$": "=24", "%": "=25"})
_ESCAPED = re.compile("=(3D|24|25)")


def arguments(environment: Mapping[str, str], command: Sequence[str]) -> list[str]:
    """The arguments with which ``main`` runs the command; nothing in them is filled in by the Task Scheduler."""
    variables = [f"{name}={value.translate(_ESCAPES)}" for name, value in sorted(environment.items())]
    return [*variables, END, *(each.translate(_ESCAPES) for each in command)]


def read(given: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """The variables and the command that ``arguments`` wrote."""
    at = list(given).index(END)
    variables = (each.partition("=") for each in given[:at])
    return {name: _text(value) for name, _, value in variables}, [_text(each) for each in given[at + 1 :]]


def main(given: Sequence[str]) -> int:
    """Run the command to its end, and give its exit code; 127 where there is no such program."""
    environment, command = read(given)
    try:
        return subprocess.run(  # noqa: S603 - what the owner's own schedule says, and no shell
            command,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            check=False,
        ).returncode
    except OSError:
        return 127


def _text(argument: str) -> str:
    return _ESCAPED.sub(lambda code: chr(int(code[1], 16)), argument)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
