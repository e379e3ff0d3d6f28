"""What can be saved of a settings file that has mistakes: whom to tell of them."""

from __future__ import annotations

from pathlib import Path

from archiver.errors import ArchiverError
from archiver.settings import rules, shaping
from archiver.settings.notices import Notices
from archiver.settings.text import Mistakes, Text, read


def salvage(path: Path) -> tuple[Notices, str | None]:
    """``[notices]`` and the kind of vault, where these two have no mistakes themselves; else what holds without them.

    Nothing is raised: it is for telling of what was.
    """
    try:
        text = read(path)
    except ArchiverError:
        return Notices(), None
    return _notices(path, text), _vault(text.tables.get("defaults"))


def _notices(path: Path, text: Text) -> Notices:
    mistakes, table = Mistakes(text), text.tables.get("notices", {})
    rules.values(table, ("notices",), mistakes)
    shaped = shaping.Shaper(path.absolute().parent, mistakes).shape(Notices, table, ("notices",))
    try:
        mistakes.tell(path)
    except ArchiverError:
        return Notices()
    return shaped or Notices()


def _vault(defaults: object) -> str | None:
    vault = defaults.get("vault") if isinstance(defaults, dict) else None
    return vault if vault in ("file", "keyring") else None
