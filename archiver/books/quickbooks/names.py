"""What the lists call things: documents often refer to an account, a term or a method by its id alone.

Lists are read before documents. A run that goes on where another stopped does not read them again, so what was learnt
is kept in the private folder of the run, beside the pages. Where only changes are read, who knows is asked.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

FILE = "names.jsonl"


class Account(NamedTuple):
    """What documents need to know of an account beyond its name."""

    number: str | None
    currency: str | None
    role: str | None
    active: bool = True


class Names:
    """Names by list and id, and what there is to know of accounts.

    With a ``folder``, what an earlier run of the same request kept there is known from the start, and ``keep`` adds
    what was learnt since. Errors: ``OSError`` where the disk fails.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._path = folder / FILE if folder else None
        self._names: dict[str, dict[str, str]] = {}
        self._accounts: dict[str, Account] = {}
        self._controls: dict[tuple[str | None, str | None], set[str]] = {}
        self._new: list[tuple[object, ...]] = []
        self._teach: Callable[[str, str], None] | None = None
        self._wanted: set[tuple[str, str]] = set()
        for list_, id_, name, *account in self._kept():
            self._know(list_, id_, name, Account(*account) if account else None)

    def _kept(self) -> Iterator[list[Any]]:
        if self._path is None or not self._path.exists():
            return
        kept = self._path.read_bytes()
        whole, _, torn = kept.rpartition(b"\n")
        if torn:  # whoever wrote it was killed; the page that it came from was not spooled and comes again
            os.truncate(self._path, len(kept) - len(torn))
        for line in whole.splitlines():  # of bytes: no character of a name ends a line
            yield json.loads(line)

    def learn(self, list_: str, id_: str, name: str) -> None:
        """An entry of a list is called so."""
        if self._names.get(list_, {}).get(id_) != name:
            self._know(list_, id_, name)
            self._new.append((list_, id_, name))

    def learn_account(self, id_: str, name: str, account: Account) -> None:
        """An account is called so, and has a number, a currency and a role."""
        if (self._names.get("accounts", {}).get(id_), self._accounts.get(id_)) != (name, account):
            self._know("accounts", id_, name, account)
            self._new.append(("accounts", id_, name, *account))

    def _know(self, list_: str, id_: str, name: str, account: Account | None = None) -> None:
        self._names.setdefault(list_, {})[id_] = name
        if account:
            before = self._accounts.get(id_)
            if before:
                self._controls.get((before.role, before.currency), set()).discard(id_)
            self._accounts[id_] = account
            if account.active:
                self._controls.setdefault((account.role, account.currency), set()).add(id_)

    def of(self, list_: str, id_: str | None) -> str | None:
        """What an entry is called, if that is known."""
        known = self._names.get(list_)
        found = known.get(id_) if known and id_ else None
        if found or not id_ or not self._teach:
            return found
        self._want(list_, id_)
        return self._names.get(list_, {}).get(id_)

    def ask(self, teach: Callable[[str, str], None]) -> None:
        """From now on ``teach`` is called, once, for an entry of a list that has no name; it may ``learn`` it."""
        self._teach = teach

    def _want(self, list_: str, id_: str) -> None:
        if self._teach and (list_, id_) not in self._wanted:
            self._wanted.add((list_, id_))
            self._teach(list_, id_)

    @property
    def home(self) -> str | None:
        """The currency of the books, as the preferences say it."""
        return self.of("home", "currency")

    def account(self, id_: str | None) -> Account | None:
        """What is known of an account."""
        if id_ and id_ not in self._accounts:
            self._want("accounts", id_)
        return self._accounts.get(id_) if id_ else None

    def control_account(self, role: str, currency: str | None) -> str | None:
        """The receivable or payable account in use of a currency, where there is one only: documents seldom name it."""
        self._want("accounts", "")  # that there is no other one is known of all of them only
        found = self._controls.get((role, currency)) or self._controls.get((role, None)) or ()
        return next(iter(found)) if len(found) == 1 else None

    def keep(self) -> None:
        """Write down what was learnt since the last time: before the page that it came from is spooled."""
        if self._path is not None and self._new:
            with self._path.open("a", encoding="utf-8") as lines:
                lines.writelines(json.dumps(each, ensure_ascii=False) + "\n" for each in self._new)
        self._new.clear()
