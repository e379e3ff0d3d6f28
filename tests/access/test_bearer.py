"""The access token of a link: fresh, asked for by one at a time, and never at the price of the link."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.access import Door, Grant, Vault, wire
from archiver.access.bearer import Bearer
from archiver.access.vaults.file import FileVault
from archiver.errors import (
    ArchiverError,
    GrantExpired,
    GrantRevoked,
    LinkedElsewhere,
    NoSpace,
    NotLinked,
    Refused,
    Throttled,
    Unintelligible,
    Unwell,
    VaultReadOnly,
    WrongApplicationKeys,
)
from tests.contracts.fakes_vault import MemoryVault
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks

ROOT = Path(__file__).parents[2]
TOKEN = "POST /oauth2/v1/tokens/bearer"  # noqa: S105 - an address


@pytest.fixture
def door(vault: Vault, quickbooks: QuickBooks, books_grant: Grant) -> Door:
    door = Door(vault, quickbooks.clock.now)
    door.keep("fjord", books_grant)
    return door


@pytest.fixture
def bearer(door: Door, quickbooks: QuickBooks) -> Bearer:
    return Bearer(door, "fjord", quickbooks.clock.now, pause=lambda _: None)


def accepted(quickbooks: QuickBooks, token: str) -> bool:
    realm = quickbooks.company.realm
    address = f"{quickbooks.url}/v3/company/{realm}/companyinfo/{realm}"
    return wire.ask("QuickBooks", "GET", address, bearer=token).accepted


def asked(quickbooks: QuickBooks) -> int:
    return quickbooks.traffic.count(TOKEN)


def test_one_token_serves_until_five_minutes_before_its_end(quickbooks: QuickBooks, bearer: Bearer) -> None:
    first = bearer.token()
    assert accepted(quickbooks, first)
    quickbooks.clock.forward(seconds=3290)
    assert (bearer.token(), asked(quickbooks)) == (first, 1)
    quickbooks.clock.forward(seconds=20)
    assert bearer.token() != first
    assert asked(quickbooks) == 2


def test_another_refresh_token_is_kept_and_serves_on(quickbooks: QuickBooks, door: Door, books_grant: Grant) -> None:
    for days in range(1, 4):
        quickbooks.clock.forward(days=1)
        bearer = Bearer(door, "fjord", quickbooks.clock.now)
        assert accepted(quickbooks, bearer.token())
        kept = door.grant("fjord")
        assert kept.refreshed_at is not None
        assert abs(kept.refreshed_at - books_grant.linked_at - timedelta(days=days)) < timedelta(minutes=1)
        assert kept.refresh_token != books_grant.refresh_token


def test_both_ends_are_kept_as_the_service_tells_them(quickbooks: QuickBooks, door: Door, bearer: Bearer) -> None:
    quickbooks.clock.forward(days=10)
    bearer.token()
    kept = door.grant("fjord")
    assert kept.unused_dies_after is not None
    assert kept.dies_at is not None
    assert timedelta(days=100) < kept.unused_dies_after <= timedelta(days=101)
    assert timedelta(days=1814) < kept.dies_at - quickbooks.clock.now() <= timedelta(days=1815)


class Full(MemoryVault):
    """A vault that keeps what it has, and has no room for anything else."""

    def put(self, name: str, secret: str) -> None:
        if self.get(name) not in (None, secret):
            raise NoSpace(path="links")
        super().put(name, secret)


class Closed(MemoryVault):
    """A vault that somebody else fills."""

    def put(self, name: str, secret: str) -> None:
        raise VaultReadOnly(name=name, path="links")


def test_no_token_is_given_before_the_link_is_kept(quickbooks: QuickBooks, books_grant: Grant) -> None:
    bearer = Bearer(Door(Full({"fjord": books_grant.to_json()}), quickbooks.clock.now), "fjord", quickbooks.clock.now)
    with pytest.raises(NoSpace):
        bearer.token()


def test_a_vault_that_cannot_be_written_is_told_before_the_old_token_goes_stale(
    quickbooks: QuickBooks, books_grant: Grant
) -> None:
    door = Door(Closed({"fjord": books_grant.to_json()}), quickbooks.clock.now)
    quickbooks.clock.forward(days=2)
    with pytest.raises(VaultReadOnly):
        Bearer(door, "fjord", quickbooks.clock.now).token()
    assert asked(quickbooks) == 0


def test_a_refused_token_is_renewed_once_for_all_threads(quickbooks: QuickBooks, bearer: Bearer) -> None:
    everybody = threading.Barrier(4)

    def work() -> str:
        first = bearer.token()
        everybody.wait(10)
        bearer.refused()
        assert bearer.token() != first
        return bearer.token()

    with ThreadPoolExecutor(4) as pool:
        tokens = {each.result(10) for each in [pool.submit(work) for _ in range(4)]}
    assert (len(tokens), asked(quickbooks)) == (1, 2)
    assert accepted(quickbooks, tokens.pop())


def test_a_token_that_nobody_was_given_cannot_be_refused(quickbooks: QuickBooks, bearer: Bearer) -> None:
    bearer.token()
    with ThreadPoolExecutor(1) as pool:
        pool.submit(bearer.refused).result(10)
    assert asked(quickbooks) == 1


def test_a_link_that_was_revoked_is_told(quickbooks: QuickBooks, door: Door, bearer: Bearer) -> None:
    bearer.token()
    quickbooks.revoke_all()
    with pytest.raises(GrantRevoked) as revoked:
        bearer.refused()
    assert (revoked.value.exit_code, revoked.value.facts["name"]) == (6, "fjord")
    door.keep("fjord", replace(door.grant("fjord"), dies_at=quickbooks.clock.now()))
    with pytest.raises(GrantExpired):
        bearer.refused()


def test_a_link_that_is_not_there_is_told(door: Door) -> None:
    with pytest.raises(NotLinked):
        Bearer(door, "another", lambda: datetime.now(UTC))


def test_a_token_goes_to_no_other_service_than_at_the_start(bearer: Bearer, door: Door, grant: Grant) -> None:
    door.keep("fjord", grant)
    with pytest.raises(LinkedElsewhere):
        bearer.token()


def test_what_passes_is_waited_out(quickbooks: QuickBooks, door: Door) -> None:
    waits: list[float] = []
    quickbooks.faults.add(Fault(on=TOKEN, does="fail", times=2))
    assert accepted(quickbooks, Bearer(door, "fjord", quickbooks.clock.now, pause=waits.append).token())
    assert waits == [2, 10]


@pytest.mark.parametrize(
    ("fault", "error", "questions"),
    [
        (Fault(on=TOKEN, does="fail", times=0), Unwell, 3),
        (Fault(on=TOKEN, does="throttle", times=0), Throttled, 3),
        (Fault(on=TOKEN, does="refuse", reason="invalid_grant"), GrantRevoked, 1),
        (Fault(on=TOKEN, does="refuse", reason="not json"), Unintelligible, 1),
        (Fault(on=TOKEN, does="refuse", reason="4000"), Refused, 1),
    ],
)
def test_what_does_not_pass_is_told(
    quickbooks: QuickBooks, bearer: Bearer, fault: Fault, error: type[ArchiverError], questions: int
) -> None:
    quickbooks.faults.add(fault)
    with pytest.raises(error):
        bearer.token()
    assert asked(quickbooks) == questions
    quickbooks.faults.clear()
    assert accepted(quickbooks, bearer.token())


def test_keys_that_are_no_longer_good_are_told(quickbooks: QuickBooks, bearer: Bearer) -> None:
    quickbooks.oauth.production.secret = "another"  # noqa: S105 - of nobody
    with pytest.raises(WrongApplicationKeys):
        bearer.token()


PROGRAM = """
import sys
from datetime import datetime, UTC
from pathlib import Path
from archiver.access import Door
from archiver.access.bearer import Bearer
from archiver.access.vaults.file import FileVault
print(Bearer(Door(FileVault(Path(sys.argv[1])), lambda: datetime.now(UTC)), "fjord", lambda: datetime.now(UTC)).token())
"""


@pytest.fixture
def place(tmp_path: Path, quickbooks: QuickBooks, books_grant: Grant) -> Path:
    """A vault on the disk, with a link that changes its refresh token at the next use."""
    Door(FileVault(tmp_path / "links"), quickbooks.clock.now).keep("fjord", books_grant)
    quickbooks.clock.forward(days=2)
    return tmp_path / "links"


def started(place: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", PROGRAM, str(place)],
        cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, encoding="utf-8",
    )  # fmt: skip


def test_processes_do_not_take_the_link_from_each_other(quickbooks: QuickBooks, place: Path) -> None:
    tokens = [running.communicate(timeout=30)[0].strip() for running in [started(place) for _ in range(3)]]
    assert [accepted(quickbooks, token) for token in tokens] == [True] * 3
    kept = Grant.from_json(FileVault(place).get("fjord") or "", "fjord")
    assert [kept.refresh_token] == [linked.refresh for linked in quickbooks.oauth.links]


@pytest.mark.skipif(os.name != "posix", reason="no such signal")
def test_a_process_that_is_killed_while_it_asks_leaves_the_way_free(quickbooks: QuickBooks, place: Path) -> None:
    quickbooks.faults.add(Fault(on=TOKEN, does="fail", times=0))
    with started(place) as running:
        _until(lambda: asked(quickbooks) > 0)
        running.kill()
    quickbooks.faults.clear()
    bearer = Bearer(Door(FileVault(place), quickbooks.clock.now), "fjord", quickbooks.clock.now)
    assert accepted(quickbooks, bearer.token())


def _until(happened: Callable[[], bool]) -> None:
    waiting = threading.Event()
    for _ in range(200):
        if happened():
            return
        waiting.wait(0.05)
    raise AssertionError("it never happened")


def test_nothing_of_it_is_logged_or_shown(
    quickbooks: QuickBooks, bearer: Bearer, door: Door, caplog: pytest.LogCaptureFixture
) -> None:
    quickbooks.clock.forward(days=2)
    before = door.grant("fjord")
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "urllib3.connectionpool"):
        token = bearer.token()
        quickbooks.revoke_all()
        with pytest.raises(GrantRevoked) as revoked:
            bearer.refused()
    after = door.grant("fjord")
    seen = f"{caplog.text} {bearer!r} {vars(revoked.value)} {revoked.value} {before!r} {after!r}"
    assert "POST /oauth2/v1/tokens/bearer" in caplog.text
    secrets = [token, before.refresh_token, after.refresh_token, before.client_secret]
    assert [each for each in secrets if not each or each in seen] == []
