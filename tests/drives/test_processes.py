"""What only processes show: that one which is killed is followed by another, and how much memory one takes."""

from __future__ import annotations

import hashlib
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.contracts.drive import NAME
from tests.drives.linked import CHUNK, MIB, Service
from tests.emulators.google import Google
from tests.emulators.proxy import Proxy

BYTES = b"".join(hashlib.sha256(b"%d" % block).digest() for block in range(20 * CHUNK // 32 + 3))
ROOT = Path(__file__).parents[2]


@pytest.fixture
def cabinet(tmp_path: Path) -> Path:
    path = tmp_path / "finished.cab"
    path.write_bytes(BYTES)
    return path


def command(service: Service, cabinet: Path, chunk: int | None) -> list[str]:
    kind = "google" if isinstance(service.emulator, Google) else "dropbox"
    put = [sys.executable, "-m", "tests.drives.putting", kind, str(service.place), str(cabinet), NAME]
    return put if chunk is None else [*put, str(chunk)]


def environment(proxy: Proxy) -> dict[str, str]:
    return {**os.environ, **proxy.environment, "PYTHONPATH": str(ROOT)}


def test_killed_at_ten_moments_and_run_again(service: Service, proxy: Proxy, cabinet: Path) -> None:
    """Each process is killed at a moment of its own, measured in the bytes and requests that the service has seen."""
    put, environ = command(service, cabinet, CHUNK), environment(proxy)
    chance = random.SystemRandom()
    service.emulator.round_trip = 0.01
    kills = 0
    for moment in sorted(chance.randrange(len(BYTES)) for _ in range(10)):
        with subprocess.Popen(put, env=environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, cwd=ROOT) as process:
            seen = service.emulator.traffic
            while process.poll() is None and seen.received("*upload*") + 1024 * seen.count() < moment:
                time.sleep(0.001)
            kills += process.poll() is None
            process.kill()

    service.emulator.round_trip = 0.0
    done = subprocess.run(put, env=environ, capture_output=True, text=True, cwd=ROOT, check=True)

    assert kills >= 8
    assert done.stdout.split()[0] == hashlib.sha256(BYTES).hexdigest()
    assert service.contents() == [BYTES]
    assert service.emulator.traffic.received("*upload*") < len(BYTES) + 11 * CHUNK


def test_memory_does_not_grow_with_the_archive(service: Service, proxy: Proxy, tmp_path: Path) -> None:
    """10 MB and 200 MB: a Dropbox of one request, and of sessions; a Google of many chunks."""
    most = []
    for size in (10 * MIB, 140 * MIB, 200 * MIB):
        cabinet = tmp_path / f"{size}.cab"
        with cabinet.open("wb") as file:
            file.truncate(size)
        put = [part if part != NAME else f"{size}.cab" for part in command(service, cabinet, None)]
        done = subprocess.run(put, env=environment(proxy), capture_output=True, text=True, cwd=ROOT, check=True)
        most.append(int(done.stdout.split()[1]))

    assert max(most) - most[0] < 8 * MIB
