"""Tokens, and the addresses of uploads, which are as good as tokens: in no log, no error and no repr."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest

from archiver.errors import ArchiverError
from archiver.events import Event, silence
from tests.contracts.drive import NAME
from tests.drives.linked import CHUNK, Service
from tests.emulators.faults import Fault
from tests.emulators.google import Google


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    path = tmp_path / "finished.cab"
    path.write_bytes(bytes(4 * CHUNK))
    return path


def secrets(service: Service) -> set[str]:
    """All that must be shown to nobody: what the service gave out as tokens, and as addresses or names of uploads."""
    emulator = service.emulator
    if isinstance(emulator, Google):
        sessions = set(emulator.drive.uploads.sessions)
        client = {emulator.oauth.installed.secret}
    else:
        sessions, client = set(emulator.uploads.sessions), {emulator.oauth.full.secret}
    return {*emulator.oauth.access, *emulator.oauth.refresh, *sessions, *client}


def everything_of(record: logging.LogRecord) -> str:
    """The record as the most talkative of formatters would write it, with all that was attached to it."""
    return f"{record.getMessage()} {record.__dict__!r}"


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error, and all that hangs on to it."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def test_logs_while_all_goes_well(service: Service, cabinet: Path, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    seen: set[str] = set()

    def watch(_: Event) -> None:
        seen.update(secrets(service))

    receipt = service.connect().put(cabinet, NAME, watch)
    with service.connect().open(receipt) as there:
        there.read()

    text = "\n".join(map(everything_of, caplog.records))
    assert "POST" in text
    assert len(seen) >= 4
    assert [secret for secret in seen if secret in text] == []


@pytest.mark.parametrize("does", ["cut", "portal", "fail", "throttle", "stale token"])
def test_logs_and_errors_when_it_fails(
    service: Service, cabinet: Path, caplog: pytest.LogCaptureFixture, does: str
) -> None:
    caplog.set_level(logging.DEBUG)
    service.emulator.faults.add(Fault(on="*upload*", does=does, nth=2, times=0, status=503))  # type: ignore[arg-type] # one of ``Does``
    drive = service.connect()

    with pytest.raises(ArchiverError) as raised:
        drive.put(cabinet, NAME, silence)

    shown = [f"{each} {each!r} {vars(each)!r}" for each in chain(raised.value)]
    text = "\n".join([*map(everything_of, caplog.records), *shown, repr(drive), repr(vars(drive))])
    assert [secret for secret in secrets(service) if secret in text] == []


def bytes_of(path: Path) -> bytes:
    """What a file holds; nothing, where the service has just put it elsewhere."""
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return b""


def test_the_address_of_an_upload_is_in_the_vault_only(service: Service, cabinet: Path) -> None:
    class Interrupted(BaseException):
        pass

    def stop(_: Event) -> None:
        if service.emulator.traffic.count("*upload*") >= 2:
            raise Interrupted

    with pytest.raises(Interrupted):
        service.connect().put(cabinet, NAME, stop)

    kept = [path for path in service.place.rglob("*") if path.is_file() and path.parent.parent == service.place]
    holders = {path.parent.name for path in kept for secret in secrets(service) if secret.encode() in bytes_of(path)}
    assert holders == {"links"}
    assert {path.stat().st_mode & 0o777 for path in (service.place / "links").iterdir()} == {0o600}
