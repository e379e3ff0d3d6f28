"""The sources that are measured, as a table: how each is served, opened, and how few requests it can be read by."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from multiprocessing.connection import Connection
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from archiver.access.getter import Getter, Vendor  # noqa: E402 (only now is the project found)
from archiver.access.pace import Pace  # noqa: E402
from archiver.books import Asked  # noqa: E402
from archiver.books.manager import service, signed  # noqa: E402
from archiver.books.rest import Rest, faults, opened  # noqa: E402
from archiver.books.sage import reading  # noqa: E402
from archiver.books.sage.faults import vendor as sage_vendor  # noqa: E402
from archiver.books.tryton import Tryton, declared  # noqa: E402
from archiver.books.tryton.faults import vendor  # noqa: E402
from archiver.books.tryton.plain import TITLE, plain  # noqa: E402
from tests.books.rest import example  # noqa: E402
from tests.emulators import cashbook, manager, sage, tryton, tryton_books  # noqa: E402
from tests.emulators.authority import Authority  # noqa: E402
from tests.emulators.emulator import Emulator  # noqa: E402
from tests.emulators.manager.laiterie import laiterie  # noqa: E402
from tests.emulators.sage.business import hexed  # noqa: E402
from tests.emulators.sage.oauth import Access  # noqa: E402

SAGE_KEY, SAGE_LISTS = "bench", 39
"""How the bench is let in to Sage, and how many lists the business there is offered."""

MANAGER_ROOT = "/api2"
MANAGER_OWN, MANAGER_ONCE, MANAGER_LISTS, MANAGER_NAMED = 7, 22, 30, 6
"""The invoices of the business that generated ones are added to; what is asked once, its lists, those of names."""


@dataclass(frozen=True)
class Served:
    """Where an emulator answers, and the key to it."""

    at: str
    key: str


@dataclass(frozen=True)
class Source:
    """One source: ``most`` records at most, for emulators that hold all of theirs; ``family`` is the long one."""

    family: str
    most: int
    make: Callable[[Path, Authority, int], Emulator]
    key: str
    opened: Callable[[Served, Path], AbstractContextManager[Rest]]
    least: Callable[[int], int]


class Held:
    """A bearer of a key."""

    def __init__(self, key: str) -> None:
        self._key = key

    def token(self) -> str:
        return self._key

    def refused(self) -> None:
        raise AssertionError("the emulator knows its key")


def _getter(at: str, key: str, known: Vendor) -> Getter:
    return Getter(at, Held(key), Pace(100_000, 10_000_000), known)


def _asked(work: Path) -> Asked:
    return Asked("bench", None, work, clock=lambda: datetime.now(UTC))


def _tryton(place: Path, authority: Authority, count: int) -> Emulator:
    """A ledger of so many postings, made while they are asked for: each is read by itself."""
    made = tryton.Tryton(place, authority)
    made.long["account.move.line"] = (count, tryton_books.posting)
    return made


def _tryton_opened(served: Served, work: Path) -> AbstractContextManager[Rest]:
    getter = _getter(f"{served.at}/alpes", served.key, vendor("bench"))
    return opened(_asked(work), getter, TITLE, declared, Tryton, plain)


def _tryton_least(count: int) -> int:
    """The company, its years, its fields; a count for each of its families, and more where Tryton counts no further
    than ten times what is asked for; pages of a thousand postings, each upon the last one before.
    """
    families, further, reached = 19, 0, 10_000
    while count >= reached:
        further, reached = further + 1, reached * 10
    payments = further  # the same postings, counted as what was paid
    return 3 + families + further + payments + -(-(count - 1) // 999)


def _cashbook(place: Path, authority: Authority, count: int) -> Emulator:
    made = cashbook.Cashbook(place, authority)
    for nth in range(13, count + 1):
        cashbook.invoice(made, nth)
    return made


def _cashbook_opened(served: Served, work: Path) -> AbstractContextManager[Rest]:
    getter = _getter(f"{served.at}/api", served.key, faults.vendor(example.TITLE, "bench"))
    return opened(_asked(work), getter, example.TITLE, example.declared)


def _cashbook_least(count: int) -> int:
    """The company, three counts, pages of a hundred invoices; and customers and accounts, for their names."""
    return 1 + 3 + -(-count // 100) + 2


def _sage(place: Path, authority: Authority, count: int) -> Emulator:
    """A ledger of so many postings: those that there are, over and over."""
    made = sage.Sage(place, authority)
    linked, _ = made.oauth.link()
    made.oauth.access[SAGE_KEY] = Access(linked, made.clock.now() + timedelta(days=1))
    entries = made.business.items("ledger_entries")
    for nth in range(len(entries), count):
        again = entries[nth % len(entries)]
        made.business.tables["ledger_entries"][f"{nth:032}"] = {**again, "id": f"{nth:032}"}
    return made


def _sage_opened(served: Served, work: Path) -> AbstractContextManager[Rest]:
    business = hexed("Thistle Cycles Ltd")
    getter = _getter(f"{served.at}/v3.1", served.key, sage_vendor("bench", business))
    return reading(_asked(work), getter, business)


def _sage_least(count: int) -> int:
    """The business, its settings, its control accounts; a count for each list; pages of two hundred postings, and one
    of the transactions that they belong to.
    """
    return 3 + SAGE_LISTS + -(-count // 200) + 1


def _manager(place: Path, authority: Authority, count: int) -> Emulator:
    """A business with so many invoices, each a form of its own."""
    made = manager.Manager(place, authority)
    made.generate(count - MANAGER_OWN)
    return made


def _manager_opened(served: Served, work: Path) -> AbstractContextManager[Rest]:
    at = f"{served.at}{MANAGER_ROOT}"
    getter = _getter(at, served.key, faults.vendor("Manager", "bench", says="error", sign=signed))
    return service.books(_asked(work), getter, at, served.key)


def _manager_key() -> str:
    """The key of that business, which is made of its name."""
    return laiterie(lambda: datetime(2026, 3, 31, 18, tzinfo=UTC)).token


def _manager_least(count: int) -> int:
    """What the installation offers and whose books they are; a count for each list; pages of a hundred invoices, each
    upon the last one before; the form of each; and the lists that they name entries of.
    """
    return MANAGER_ONCE + MANAGER_LISTS + -(-(count - 1) // 99) + count + MANAGER_NAMED


SOURCES = {
    "tryton": Source("ledger", 1_000_000, _tryton, tryton.KEY, _tryton_opened, _tryton_least),
    "sage": Source("ledger", 20_000, _sage, SAGE_KEY, _sage_opened, _sage_least),
    "manager": Source("invoices", 5_000, _manager, _manager_key(), _manager_opened, _manager_least),
    "cashbook": Source("invoices", 10_000, _cashbook, cashbook.KEY, _cashbook_opened, _cashbook_least),
}
"""Each source that is measured."""


def serve(name: str, place: Path, count: int, pipe: Connection) -> None:
    """Serve so many records until something comes by the pipe."""
    source = SOURCES[name]
    with source.make(place / name, Authority(place), count) as emulator:
        pipe.send(Served(emulator.url, source.key))
        pipe.recv()
