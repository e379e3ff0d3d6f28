"""What controls are called: each has a title of its own, and none is there for nothing."""

from __future__ import annotations

from pathlib import Path

import archiver
from archiver.titles import CONTROLS


def test_no_two_controls_are_called_alike() -> None:
    assert len(set(CONTROLS.values())) == len(CONTROLS)


def test_every_control_is_made_somewhere() -> None:
    """Its code stands in the module that makes it; ``documents_`` goes before the states of files."""
    sources = [path for path in Path(archiver.__file__).parent.rglob("*.py") if path.name != "titles.py"]
    code = "".join(path.read_text(encoding="utf-8") for path in sources)
    idle = [name for name in CONTROLS if f'"{name}"' not in code and not name.startswith("documents_")]
    assert idle == []
