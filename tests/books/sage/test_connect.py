"""From a link to its books: the right service, the right business, tokens that outlive slow pages and one another."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from archiver import books as sources
from archiver.access import Door, Grant
from archiver.access.vaults.file import FileVault
from archiver.books import Asked, Books
from archiver.books import sage as room
from archiver.errors import GrantRevoked, LinkedElsewhere, NotLinked
from tests.books.sage.rows import lacking, rows
from tests.emulators.sage import Sage as Emulator

LINK = "thistle"


@pytest.fixture
def grant(sage: Emulator) -> Grant:
    """What linking has kept."""
    _, refresh = sage.link()
    return Grant(
        service="sage",
        account=sage.business.name,
        scopes=("readonly",),
        refresh_token=refresh,
        client_id=sage.oauth.app.key,
        client_secret=sage.oauth.app.secret,
        token_uri=f"{sage.url}/token",
        linked_at=sage.clock.now(),
        realm=sage.business.id,
        unused_dies_after=timedelta(days=31),
    )


@pytest.fixture
def vault(tmp_path: Path, grant: Grant) -> Path:
    """A vault on disk, as two processes share it."""
    path = tmp_path / "links"
    Door(FileVault(path), lambda: grant.linked_at).keep(LINK, grant)
    return path


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    """No limits but those of this machine."""
    monkeypatch.setattr(room, "PER_SECOND", 10_000)
    monkeypatch.setattr(room, "PER_MINUTE", 1_000_000)


def asked(sage: Emulator, vault: Path, work: Path) -> Asked:
    """What a run of its own is told."""
    work.mkdir(exist_ok=True)
    return Asked(LINK, None, work, Door(FileVault(vault), sage.clock.now), clock=sage.clock.now)


@pytest.fixture
def books(sage: Emulator, vault: Path, tmp_path: Path, hasty: None) -> Iterator[Books]:
    with sources.connect("sage", asked(sage, vault, tmp_path / "work")) as books:
        yield books


def test_a_link_leads_to_its_business(sage: Emulator, books: Books) -> None:
    assert books.company().name == "Thistle Cycles Ltd"
    assert sage.oauth.links[-1].used


def test_without_a_link_it_says_how_to_make_one(sage: Emulator, vault: Path, tmp_path: Path) -> None:
    told = asked(sage, vault, tmp_path / "work")
    for wrong in (replace(told, where="other"), replace(told, door=None)):
        with pytest.raises(NotLinked), sources.connect("sage", wrong):
            pass


def test_a_link_to_another_service_is_not_sent_there(sage: Emulator, vault: Path, grant: Grant, tmp_path: Path) -> None:
    told = asked(sage, vault, tmp_path / "work")
    assert told.door
    told.door.keep(LINK, replace(grant, service="quickbooks"))
    with pytest.raises(LinkedElsewhere), sources.connect("sage", told):
        pass
    assert sage.traffic.count() == 0


def test_a_link_to_no_business_is_none(sage: Emulator, vault: Path, grant: Grant, tmp_path: Path) -> None:
    told = asked(sage, vault, tmp_path / "work")
    assert told.door
    told.door.keep(LINK, replace(grant, realm=None))
    with pytest.raises(NotLinked), sources.connect("sage", told):
        pass


def test_tokens_are_renewed_while_it_is_read(sage: Emulator, vault: Path, books: Books) -> None:
    sage.page_takes = 30.0
    assert set(lacking(books)) == {"journal_codes", "opening_balance_journals"}
    assert len(sage.oauth.links[-1].used) > 5
    assert sage.oauth.replayed == 0
    assert not [call for call in sage.traffic.calls if call.status == 401], "each was renewed in time"


@pytest.mark.usefixtures("hasty")
def test_two_runs_by_one_link_do_not_end_each_other(sage: Emulator, vault: Path, tmp_path: Path) -> None:
    sage.page_takes = 40.0

    def run(nth: int) -> int:
        with sources.connect("sage", asked(sage, vault, tmp_path / f"work-{nth}")) as books:
            return len(rows(books, "bills", "bills"))

    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(run, range(2))) == [23, 23]
    assert sage.oauth.replayed == 0
    assert Door(FileVault(vault), sage.clock.now).grant(LINK).refresh_token == sage.oauth.links[-1].refresh


def test_a_link_that_was_ended_there_says_so(sage: Emulator, vault: Path, tmp_path: Path) -> None:
    sage.oauth.links.clear()
    with pytest.raises(GrantRevoked), sources.connect("sage", asked(sage, vault, tmp_path / "work")):
        pass


def test_it_keeps_within_the_limits_of_sage() -> None:
    assert room.PER_MINUTE < 100
