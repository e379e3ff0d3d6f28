"""The ordinary commands that check an archive without archiver, to be pasted into a shell."""

from __future__ import annotations

import shlex
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

INTO = "checked"


def commands(cabinets: Sequence[Path], signed: Collection[Path] = ()) -> Iterator[str]:
    """A line each: unpack every cabinet into a folder of its own, which is not there yet, check the digests that it
    lists, and show the archive digest; then the signature of those that have one.
    """
    from archiver.cabinet.bag import MANIFEST, TAG_MANIFEST

    folders = [INTO] if len(cabinets) == 1 else [f"{INTO}-{number}" for number in range(1, len(cabinets) + 1)]
    for cabinet, folder in zip(cabinets, folders, strict=True):
        yield f"cabextract -q -d {folder} {_quoted(cabinet)}"
    for folder in folders:
        yield f"(cd {folder} && sha256sum --quiet -c {TAG_MANIFEST} {MANIFEST})"
    lists = " ".join(f"{folder}/{TAG_MANIFEST}" for folder in folders)
    # What stands for several cabinets is the digest of their digests, a line each.
    yield f"sha256sum {lists}" + (" | cut -c1-64 | sha256sum" if len(cabinets) > 1 else "")
    for cabinet in signed:
        yield f"osslsigncode verify -in {_quoted(cabinet)}"


def _quoted(path: Path) -> str:
    """A path that no program takes for an option, as a shell reads it."""
    return shlex.quote(f"./{path}" if str(path).startswith("-") else str(path))
