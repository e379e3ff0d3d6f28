"""How quick a deposit is, against a raw socket and against rclone, and how much memory it takes.

All three send the same archive to the same emulator, in another process, through the same proxy and over TLS, by turns.
Times are those of the transfer with all its requests: what a program takes to start is taken off (for rclone, what
``rclone version`` takes). Of several turns the best counts, since whatever else the machine does only adds to them.
Goals: at most 1.25 times rclone's time; memory that grows by less than 8 MiB from the smallest archive to the largest.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing import get_context
from multiprocessing.connection import Connection
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

MIB = 1 << 20
ROUNDS = 5
TIMES_RCLONE = 1.25
GROWTH = 8.0
SERVICES = ("google", "dropbox")
HOSTS = {"google": "www.googleapis.com", "dropbox": "content.dropboxapi.com"}


@dataclass(frozen=True)
class Figure:
    """One line of the outcome; ``goal`` is the most that it should be."""

    name: str
    value: float
    unit: str
    goal: float | None = None

    @property
    def met(self) -> bool:
        return self.goal is None or self.value <= self.goal


def serve(place: Path, pipe: Connection) -> None:
    """The emulators, in a process of their own. Each number that comes by the pipe is a new round trip in seconds."""
    from tests.drives.linked import link_dropbox, link_google
    from tests.emulators.authority import Authority
    from tests.emulators.dropbox import Dropbox
    from tests.emulators.google import Google
    from tests.emulators.proxy import Proxy
    from tests.second_opinion.test_rclone import configured

    authority = Authority(place)
    with Google(place / "at-google", authority) as google, Dropbox(place / "at-dropbox", authority) as dropbox:
        google.owner.limit, dropbox.owner.tree.limit = None, 1 << 50
        proxy = Proxy(authority, [google, dropbox])
        link_google(google, place / "google")
        link_dropbox(dropbox, place / "dropbox")
        configured(place / "rclone.conf", google, dropbox)
        pipe.send((proxy.environment, {"google": google.link()[0], "dropbox": dropbox.link()[0]}))
        while (asked := pipe.recv()) is not None:
            google.round_trip = dropbox.round_trip = asked
            pipe.send([*google.complaints, *dropbox.complaints])
        proxy.stop()


class Bench:
    """The programs, which all go to the same emulators."""

    def __init__(self, place: Path, pipe: Connection) -> None:
        environment, self._tokens = pipe.recv()
        self._environ = {**os.environ, **environment, "PYTHONPATH": str(ROOT)}
        self._proxy = environment["https_proxy"].rpartition("//")[2].split(":")
        self._trust = ssl.create_default_context(cafile=environment["SSL_CERT_FILE"])
        self._place = place
        self._pipe = pipe
        self._count = 0

    def round_trip(self, seconds: float) -> None:
        """What every request takes from now on."""
        self._pipe.send(seconds)
        if complaints := self._pipe.recv():
            raise SystemExit("\n".join(complaints))

    def ours(self, service: str, cabinet: Path) -> tuple[float, int]:
        """Seconds, and the most memory in bytes."""
        put = (sys.executable, "-m", "tests.drives.putting", service, str(self._place / service), str(cabinet))
        _, memory, seconds = self._run(*put, self._name()).split()
        return float(seconds), int(memory)

    def rclone(self, service: str, cabinet: Path) -> float:
        """Seconds."""
        remote = "drive" if service == "google" else "dropbox"
        program = shutil.which("rclone", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}") or "rclone"
        began = time.perf_counter()
        self._run(program, "version")
        ready = time.perf_counter()
        config = ("--config", str(self._place / "rclone.conf"), "--retries", "1")
        self._run(program, *config, "copyto", str(cabinet), f"{remote}:rclone/{self._name()}")
        return (time.perf_counter() - ready) - (ready - began)

    def raw(self, service: str, cabinet: Path) -> float:
        """Seconds for the body alone, in one request, as quick as a socket takes it."""
        with self._line(HOSTS[service]) as line, cabinet.open("rb") as file:
            asked = "/2/files/upload"
            if service == "google":
                begun = self._ask(line, service, "POST /upload/drive/v3/files?uploadType=resumable", 0)
                asked = begun.partition("Location: ")[2].partition("\r\n")[0].partition(HOSTS[service])[2]
            began = time.perf_counter()
            self._ask(
                line, service, f"{'PUT' if service == 'google' else 'POST'} {asked}", cabinet.stat().st_size, file
            )
            return time.perf_counter() - began

    def _ask(self, line: ssl.SSLSocket, service: str, what: str, length: int, body: BinaryIO | None = None) -> str:
        """One request by hand; its answer, or its beginning."""
        argument = json.dumps({"path": f"/raw/{self._name()}"})
        line.sendall(
            f"{what} HTTP/1.1\r\nHost: {HOSTS[service]}\r\nAuthorization: Bearer {self._tokens[service]}\r\n"
            f"Content-Type: application/octet-stream\r\nDropbox-API-Arg: {argument}\r\n"
            f"Content-Length: {length}\r\n\r\n".encode()
        )
        while body and (block := body.read(MIB)):
            line.sendall(block)
        answer = line.recv(64 * 1024).decode()
        if " 200 " not in answer[:20]:
            raise SystemExit(answer)
        return answer

    def _line(self, host: str) -> ssl.SSLSocket:
        plain = socket.create_connection((self._proxy[0], int(self._proxy[1])))
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        plain.sendall(f"CONNECT {host}:443 HTTP/1.1\r\nHost: {host}:443\r\n\r\n".encode())
        plain.recv(4096)
        return self._trust.wrap_socket(plain, server_hostname=host)

    def _run(self, *command: str) -> str:
        done = subprocess.run(command, env=self._environ, capture_output=True, text=True, cwd=ROOT)
        if done.returncode:
            raise SystemExit(done.stderr)
        return done.stdout

    def _name(self) -> str:
        self._count += 1
        return f"{self._count}.cab"


def archive(place: Path, size: int) -> Path:
    """A file of that many bytes, none of which can be compressed away or seen before."""
    path = place / f"{size}.cab"
    block = os.urandom(MIB)
    with path.open("wb") as file:
        for number in range(size // MIB):
            file.write(number.to_bytes(8, "big") + block[8:])
    return path


def speed(bench: Bench, place: Path, services: Sequence[str], size: int, rounds: int) -> Iterator[Figure]:
    """Throughput, for each service at each round trip."""
    cabinet = archive(place, size * MIB)
    for service in services:
        for milliseconds in (0, 50):
            bench.round_trip(milliseconds / 1000)
            turns = [
                (bench.raw(service, cabinet), bench.rclone(service, cabinet), bench.ours(service, cabinet)[0])
                for _ in range(rounds)
            ]
            what = f"{service}, {size} MiB, {milliseconds} ms"
            raw, rclone, ours = (min(times) for times in zip(*turns, strict=True))
            for program, seconds in (("raw socket", raw), ("rclone", rclone), ("archiver", ours)):
                yield Figure(f"{what}: {program}", size / seconds, "MiB/s")
            yield Figure(f"{what}: archiver / raw socket", ours / raw, "x")
            yield Figure(f"{what}: archiver / rclone", ours / rclone, "x", TIMES_RCLONE)


def memory(bench: Bench, place: Path, services: Sequence[str], largest: int) -> Iterator[Figure]:
    """The most memory, for archives from 10 MiB to the largest."""
    bench.round_trip(0)
    for service in services:
        most = {}
        for size in (10, 140, largest):
            cabinet = archive(place, size * MIB)
            most[size] = bench.ours(service, cabinet)[1] / MIB
            cabinet.unlink()
            yield Figure(f"{service}, {size} MiB: memory", most[size], "MiB")
        grown = max(most.values()) - most[10]
        yield Figure(f"{service}, 10 to {largest} MiB: memory grows by", grown, "MiB", GROWTH)


def main() -> int:
    """Measure, print a line a figure, and say by the exit code whether the goals were met."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--json", action="store_true")
    arguments.add_argument("--size", type=int, default=128, help="MiB of the archive that is timed, at most 150")
    arguments.add_argument("--rounds", type=int, default=ROUNDS)
    arguments.add_argument(
        "--largest", type=int, default=1024, help="MiB of the largest archive for memory, such as 4096"
    )
    arguments.add_argument("--service", choices=SERVICES, action="append", help="only this one")
    asked = arguments.parse_args()
    services = asked.service or SERVICES
    spawn = get_context("spawn")
    with tempfile.TemporaryDirectory(prefix="bench-drives-") as name:
        here, there = spawn.Pipe()
        emulators = spawn.Process(target=serve, args=(Path(name), there), daemon=True)
        emulators.start()
        bench = Bench(Path(name), here)
        missed = 0
        place = Path(name)
        timed = speed(bench, place, services, asked.size, asked.rounds)
        for measured in (timed, memory(bench, place, services, asked.largest)):
            for figure in measured:
                missed += not figure.met
                show(figure, as_json=asked.json)
        here.send(None)
        emulators.join()
    return int(missed > 0)


def show(figure: Figure, *, as_json: bool) -> None:
    """One line."""
    if as_json:
        line = {"figure": figure.name, "value": round(figure.value, 4), "unit": figure.unit, "goal": figure.goal}
        print(json.dumps({**line, "met": figure.met}), flush=True)
        return
    wanted = (
        "" if figure.goal is None else f" (goal: at most {figure.goal} {figure.unit}{'' if figure.met else ', MISSED'})"
    )
    print(f"{figure.name}: {figure.value:.2f} {figure.unit}{wanted}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
