"""rclone deposits, checks and reads back through the emulators, unmodified: it judges whether they are faithful."""

from __future__ import annotations

import configparser
import hashlib
import json
import os
import random
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.emulators.dropbox import Dropbox
from tests.emulators.fixtures import authority, dropbox, google, proxy
from tests.emulators.google import Google
from tests.emulators.proxy import Proxy

__all__ = ["authority", "dropbox", "google", "proxy"]

Rclone = Callable[..., str]
SERVICES = ["drive", "dropbox"]
LARGE = 17 * 1024 * 1024 + 11
NAMES = (
    "plain.cab",
    "empty.cab",
    "Crèmerie Élan/2026/Crèmerie-Élan.cab",
    "Boulangerie du Lac/2025/L'œuvre & fils (1).cab",
)


@pytest.fixture
def rclone(program: Callable[[str], str], proxy: Proxy, google: Google, dropbox: Dropbox, tmp_path: Path) -> Rclone:
    """Runs rclone with both services linked, and gives what it prints; it must succeed."""
    place = configured(tmp_path / "rclone.conf", google, dropbox)
    found, environment = program("rclone"), {**os.environ, **proxy.environment}
    limits = ["--retries", "1", "--low-level-retries", "2", "--drive-chunk-size", "1M", "--dropbox-chunk-size", "1M"]

    def run(*arguments: str | Path) -> str:
        command = [found, "--config", str(place), *limits, *map(str, arguments)]
        done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=120)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return run


def configured(place: Path, google: Google, dropbox: Dropbox) -> Path:
    """An ``rclone.conf`` with tokens whose access part is stale, so that rclone has to refresh them."""
    config = configparser.ConfigParser()
    for name, emulator, client, secret in (
        ("drive", google, google.oauth.installed.id, google.oauth.installed.secret),
        ("dropbox", dropbox, dropbox.oauth.full.key, dropbox.oauth.full.secret),
    ):
        access, refresh = emulator.link()
        token = {"access_token": access, "refresh_token": refresh, "expiry": "2020-01-01T00:00:00Z"}
        config[name] = {"type": name, "client_id": client, "client_secret": secret, "token": json.dumps(token)}
    config["drive"]["scope"] = "drive.file"
    with place.open("w", encoding="utf-8") as file:
        config.write(file)
    return place


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A folder of cabinets: accents, quotes, nothing at all, and more than one chunk."""
    chance = random.Random(20261121)  # noqa: S311 (no secret; the same bytes each time)
    folder = tmp_path / "source"
    for name in NAMES:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(b"" if name == "empty.cab" else chance.randbytes(70_000))
    (folder / "large.cab").write_bytes(chance.randbytes(LARGE))
    return folder


@pytest.mark.parametrize("service", SERVICES)
def test_deposits_checks_and_reads_back(rclone: Rclone, source: Path, tmp_path: Path, service: str) -> None:
    rclone("copy", source, f"{service}:Archives")
    rclone("check", source, f"{service}:Archives")
    rclone("check", "--download", source, f"{service}:Archives")
    rclone("copy", f"{service}:Archives", tmp_path / "back")

    for path in source.rglob("*.cab"):
        assert (tmp_path / "back" / path.relative_to(source)).read_bytes() == path.read_bytes()


@pytest.mark.parametrize(("service", "kind"), [("drive", "sha256"), ("dropbox", "dropbox")])
def test_sees_the_same_names_sizes_and_digests(rclone: Rclone, source: Path, service: str, kind: str) -> None:
    rclone("copy", source, f"{service}:Archives")

    there = json.loads(rclone("lsjson", "-R", "--files-only", "--hash", f"{service}:Archives"))
    here = json.loads(rclone("lsjson", "-R", "--files-only", "--hash", "--hash-type", kind, source))

    wanted = {each["Path"]: (each["Size"], each["Hashes"][kind]) for each in here}
    assert {each["Path"]: (each["Size"], each["Hashes"][kind]) for each in there} == wanted
    assert sorted(wanted) == sorted([*NAMES, "large.cab"])


@pytest.mark.parametrize("service", SERVICES)
def test_the_same_again_writes_nothing(
    rclone: Rclone, source: Path, service: str, google: Google, dropbox: Dropbox
) -> None:
    rclone("copy", source, f"{service}:Archives")
    before = [*google.traffic.writes, *dropbox.traffic.writes]

    rclone("copy", source, f"{service}:Archives")

    assert [*google.traffic.writes, *dropbox.traffic.writes] == before
    assert len(before) >= len(NAMES) + 1


@pytest.mark.parametrize("service", SERVICES)
def test_lists_and_counts(rclone: Rclone, source: Path, service: str) -> None:
    rclone("copy", source, f"{service}:Archives")

    assert rclone("lsf", f"{service}:Archives/Crèmerie Élan/2026").splitlines() == ["Crèmerie-Élan.cab"]
    about = json.loads(rclone("about", "--json", f"{service}:"))
    assert about["used"] == sum(path.stat().st_size for path in source.rglob("*.cab"))
    assert about["free"] + about["used"] == about["total"]


@pytest.mark.parametrize("service", SERVICES)
def test_many_pages_lose_nothing(
    rclone: Rclone, tmp_path: Path, service: str, google: Google, dropbox: Dropbox
) -> None:
    google.drive.page_most = dropbox.files.page_most = 2
    for number in range(7):
        (tmp_path / "many").mkdir(exist_ok=True)
        (tmp_path / "many" / f"{number}.cab").write_bytes(b"%d" % number)
    rclone("copy", tmp_path / "many", f"{service}:many")

    assert rclone("lsf", f"{service}:many").split() == [f"{number}.cab" for number in range(7)]


def test_the_emulators_keep_what_rclone_sent(rclone: Rclone, source: Path, google: Google, dropbox: Dropbox) -> None:
    rclone("copy", source, "drive:Archives")
    rclone("copy", source, "dropbox:Archives")

    wanted = hashlib.sha256((source / "large.cab").read_bytes()).hexdigest()
    (there,) = google.items("large.cab")
    assert there.content is not None
    assert there.content.digest("sha256") == wanted
    kept = dropbox.get("/Archives/large.cab").content
    assert kept is not None
    assert hashlib.sha256(kept.read()).hexdigest() == wanted
    assert google.traffic.count("P* /upload/*") > LARGE // (1024 * 1024)
    assert dropbox.traffic.count("POST /2/files/upload_session/append_v2") >= LARGE // (1024 * 1024)
