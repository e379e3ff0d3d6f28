"""Where things are kept on this machine: settings, catalogue, archives, a private folder to work in, and the log."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from archiver.errors import TargetNotWritable, because

HOME = "ARCHIVER_HOME"
NAME = "archiver"
LOG = "archiver.log"


@dataclass(frozen=True, slots=True)
class Places:
    """Five absolute paths. None of them need exist yet."""

    settings: Path
    catalogue: Path
    archives: Path
    work: Path
    log: Path

    @classmethod
    def here(cls, environ: Mapping[str, str]) -> Places:
        """The places of this person: the system's usual ones, or all of them under ``ARCHIVER_HOME``."""
        if home := environ.get(HOME):
            root = Path(os.path.expanduser(home)).absolute()
            return cls(root / "settings.toml", root / "catalogue.sqlite", root / "archives", root / "work", root / LOG)
        import platformdirs

        return cls(
            settings=Path(platformdirs.user_config_dir(NAME, appauthor=False)) / "settings.toml",
            catalogue=Path(platformdirs.user_data_dir(NAME, appauthor=False)) / "catalogue.sqlite",
            archives=Path(platformdirs.user_documents_dir()) / NAME,
            work=Path(platformdirs.user_cache_dir(NAME, appauthor=False)),
            log=Path(platformdirs.user_log_dir(NAME, appauthor=False)) / LOG,
        )

    def keeping_in(self, folder: Path | None) -> Places:
        """These places with the archives in ``folder``, where the settings name one."""
        return replace(self, archives=folder) if folder else self

    def workroom(self) -> Path:
        """The folder to work in, made if needed, and closed to everybody else: books pass through it."""
        try:
            self.work.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.work.chmod(0o700)
        except OSError as error:
            raise TargetNotWritable(path=self.work, reason=because(error)) from error
        return self.work
