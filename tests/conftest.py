"""Before any test: the translations as they are in the source, and the options of this suite."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hypothesis import settings

from archiver.words import LOCALE

# A busy machine proves nothing: what is slow is found by the benchmarks.
settings.register_profile("calm", settings.get_profile(settings.get_current_profile_name()), deadline=None)
settings.load_profile("calm")


def pytest_addoption(parser: pytest.Parser) -> None:
    """``--update-…``: write down what is printed, or written, now, to be read before it is believed."""
    parser.addoption("--update-stories", action="store_true", help="rewrite the transcripts of tests/stories")
    parser.addoption("--update-golden", action="store_true", help="rewrite the agreed workbooks of tests/golden")


def pytest_configure() -> None:
    """Compile the translations that changed: an installation does it once, and a checkout changes after that."""
    for po in sorted(LOCALE.rglob("*.po")):
        compiled, mo = _compiled(po), po.with_suffix(".mo")
        if not mo.exists() or mo.read_bytes() != compiled:
            # Several workers may be at it: each file appears whole, and all of them write the same.
            part = mo.with_suffix(f".{os.getpid()}")
            part.write_bytes(compiled)
            part.replace(mo)


def _compiled(po: Path) -> bytes:
    target = BytesIO()
    with po.open("rb") as source:
        write_mo(target, read_po(source))
    return target.getvalue()
