"""A cabinet on its way: read again for each sending, and never another than was digested."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from archiver.drives.google.drive import agrees
from archiver.drives.google.tree import Item
from archiver.drives.parcel import Pace, opened
from archiver.errors import DigestMismatch, FileChanged, FileNotReadable
from archiver.events import Ended, Event, silence
from tests.contracts.drive import NAME
from tests.drives.linked import CHUNK, Service

BYTES = bytes(range(256)) * 5_000


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    path = tmp_path / "finished.cab"
    path.write_bytes(BYTES)
    return path


def test_a_span_gives_its_bytes_each_time(cabinet: Path) -> None:
    with opened(cabinet, NAME, None, Pace(None), silence) as parcel:
        span = parcel.span(CHUNK, CHUNK)

        assert len(span) == CHUNK
        assert b"".join(span) == b"".join(span) == BYTES[CHUNK : 2 * CHUNK]
        assert len(parcel.span(len(BYTES) - 3, CHUNK)) == 3


def test_digests(cabinet: Path) -> None:
    with opened(cabinet, NAME, hashlib.sha1(usedforsecurity=False), Pace(None), silence) as parcel:
        assert parcel.sha256 == hashlib.sha256(BYTES).hexdigest()
        assert parcel.other == hashlib.sha1(BYTES, usedforsecurity=False).hexdigest()


def test_where_there_is_no_sha256_the_md5_is_compared(cabinet: Path) -> None:
    md5 = hashlib.md5(BYTES, usedforsecurity=False).hexdigest()
    described = {"id": "1", "name": "a.cab", "mimeType": "x"}
    with opened(cabinet, NAME, None, Pace(None), silence) as parcel:
        assert agrees(Item.of({**described, "md5Checksum": md5}), parcel)
        assert agrees(Item.of({**described, "sha256Checksum": parcel.sha256, "md5Checksum": "other"}), parcel)
        assert not agrees(Item.of({**described, "md5Checksum": md5[::-1]}), parcel)
        assert not agrees(Item.of({**described, "sha256Checksum": "other", "md5Checksum": md5}), parcel)
        assert not agrees(Item.of(described), parcel)


def test_a_folder_is_no_cabinet(tmp_path: Path) -> None:
    with pytest.raises(FileNotReadable), opened(tmp_path, NAME, None, Pace(None), silence):
        pass


def test_a_cabinet_that_changes_after_it_was_read_is_not_sent(service: Service, cabinet: Path) -> None:
    def change(event: Event) -> None:
        if isinstance(event, Ended) and service.emulator.traffic.count() == 0:
            cabinet.write_bytes(BYTES[::-1])

    with pytest.raises(FileChanged):
        service.connect().put(cabinet, NAME, change)
    assert service.contents() == []


def test_a_change_that_hides_is_found_by_the_digest_of_the_service(service: Service, cabinet: Path) -> None:
    before = cabinet.stat()

    def change(event: Event) -> None:
        if isinstance(event, Ended) and service.emulator.traffic.count() == 0:
            cabinet.write_bytes(BYTES[::-1])
            os.utime(cabinet, ns=(before.st_atime_ns, before.st_mtime_ns))

    with pytest.raises(DigestMismatch) as raised:
        service.connect().put(cabinet, NAME, change)
    assert raised.value.exit_code == 5
