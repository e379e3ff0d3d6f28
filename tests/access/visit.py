"""The browser of the tests: opens an address, follows where it leads, and notes what it saw.

``python -m tests.access.visit ADDRESS FOLDER`` writes into the folder the last page, and the command lines of all
programs that run meanwhile.
"""

from __future__ import annotations

import sys
from pathlib import Path

import requests


def visit(address: str, folder: Path) -> None:
    """Be the browser."""
    answer = requests.get(address, allow_redirects=False, timeout=30)
    folder.joinpath("processes").write_bytes(b"\n".join(_running()))
    if onward := answer.headers.get("Location"):
        requests.get(onward.replace("/?", "/favicon.ico?"), timeout=30)
        answer = requests.get(onward, timeout=30)
    folder.joinpath("page").write_text(answer.text, encoding="utf-8")


def _running() -> list[bytes]:
    lines = []
    for process in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            lines.append(process.read_bytes().replace(b"\0", b" "))
        except OSError:
            continue  # it has ended meanwhile
    return lines


if __name__ == "__main__":
    visit(sys.argv[1], Path(sys.argv[2]))
