"""What systemd passes to a service in ``$CREDENTIALS_DIRECTORY``, in front of another vault."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from archiver.errors import FileNotReadable, VaultDamaged, VaultReadOnly, because

if TYPE_CHECKING:
    from archiver.access.vault import Vault

PREFIX = "archiver."


class Overlay:
    """Secrets in files ``archiver.NAME`` (a colon of the name is a dot there) come first, and are only read.

    Other names go to the vault behind. To put or forget a name that the system gives is ``VaultReadOnly``.
    """

    def __init__(self, folder: Path, behind: Vault) -> None:
        self._folder = folder
        self._behind = behind

    def get(self, name: str) -> str | None:
        """The secret, or None."""
        path = self._path(name)
        try:
            return path.read_text(encoding="utf-8").strip()
        except FileNotFoundError:
            return self._behind.get(name)
        except UnicodeDecodeError:
            raise VaultDamaged(name=name) from None
        except OSError as error:
            raise FileNotReadable(path=path, reason=because(error)) from error

    def put(self, name: str, secret: str) -> None:
        """Keep it in the vault behind."""
        self._refuse(name)
        self._behind.put(name, secret)

    def forget(self, name: str) -> None:
        """Forget it in the vault behind."""
        self._refuse(name)
        self._behind.forget(name)

    def names(self) -> list[str]:
        """What both hold, sorted. Links, application keys, passwords and secrets of notices the system can give."""
        given = {_name(path.name.removeprefix(PREFIX)) for path in self._folder.glob(f"{PREFIX}*")}
        return sorted(given | set(self._behind.names()))

    def alone(self, name: str) -> AbstractContextManager[None]:
        """As the vault behind has it; nobody needs to be alone with what is only read."""
        self._refuse(name)
        return self._behind.alone(name)

    def _path(self, name: str) -> Path:
        return self._folder / (PREFIX + normalize("NFC", name).replace(":", "."))

    def _refuse(self, name: str) -> None:
        if self._path(name).exists():
            raise VaultReadOnly(name=name, path=self._folder)


def _name(file: str) -> str:
    """The name of a secret by that of its file, where a dot stands for each colon."""
    room, _, rest = file.partition(".")
    return ":".join((room, *rest.split(".", 1))) if room in ("app", "notice", "password") and rest else file
