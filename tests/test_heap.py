"""Large blocks that are freed are no memory of ours any more, whichever threads they came by."""

from __future__ import annotations

import ctypes
import subprocess
import sys
from pathlib import Path

import pytest

from archiver import heap

STATM = Path("/proc/self/statm")
KEPT = """
import resource, sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from archiver import heap

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

def pages(_):
    together.wait()
    for _ in range(50):
        held = [bytearray(b"x" * 1_500_000) for _ in range(3)]
        small = bytearray(1_000)
        del held
    together.wait()
    return small

if sys.argv[1] == "given back":
    heap.give_back()
together = Barrier(4)
with ThreadPoolExecutor(4) as threads:
    before = resident()
    smalls = list(threads.map(pages, range(4)))
    print(resident() - before)
"""


GLIBC = STATM.exists() and hasattr(ctypes.CDLL(None), "mallopt")


@pytest.mark.skipif(not GLIBC, reason="this C library is not glibc")
def test_what_threads_freed_is_given_back() -> None:
    kept = {
        how: int(subprocess.run([sys.executable, "-c", KEPT, how], capture_output=True, check=True, text=True).stdout)
        for how in ("given back", "as ever")
    }
    assert kept["given back"] < 4_000_000
    assert kept["given back"] < kept["as ever"] / 2, "glibc would do it by itself"


LEFT = """
import resource
from pathlib import Path
from archiver import heap

def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize()

small = [bytearray(900) for _ in range(50_000)]
last = bytearray(900)
del small
before = resident()
heap.trim()
print(before - resident())
"""


@pytest.mark.skipif(not GLIBC, reason="this C library is not glibc")
def test_what_small_blocks_left_is_given_back() -> None:
    ended = subprocess.run([sys.executable, "-c", LEFT], capture_output=True, check=True, text=True)
    assert int(ended.stdout) > 30_000_000


def test_elsewhere_nothing_happens(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    monkeypatch.setattr(ctypes, "CDLL", None)
    heap.give_back()
    heap.trim()


def test_a_c_library_that_knows_no_such_thing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda _: object())
    heap.give_back()
    heap.trim()
