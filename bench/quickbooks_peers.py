"""The programs that read QuickBooks Online to JSON lines: Singer's tap and Airbyte's source, as they are installed."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import venv
from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

START = "2023-01-01T00:00:00Z"
"""Before the first of the generated documents; Airbyte asks for every month since then."""
AGENT = "bench"
CATALOG = """
import json
from tap_quickbooks.discover import do_discover
from tap_quickbooks.streams import BATCH_STREAMS
catalog = do_discover().to_dict()
catalog["streams"] = [each for each in catalog["streams"] if each["tap_stream_id"] in BATCH_STREAMS]
for stream in catalog["streams"]:
    stream["metadata"] = [
        {**each, "metadata": {**each["metadata"], "selected": True}} for each in stream["metadata"]
    ]
print(json.dumps(catalog))
"""


class Served(NamedTuple):
    """What a client needs to know: where it is, which company it reads, and its keys.

    ``counts`` are the company's records, ``kinds`` how many kinds we ask for, those without a record included.
    """

    url: str
    realm: str
    access: str
    refresh: str
    key: str
    secret: str
    counts: Mapping[str, int]
    kinds: int


class Asked(NamedTuple):
    """What the emulator noticed since it was asked last; ``reports`` are those of the requests that no peer makes."""

    requests: int
    reports: int
    complaints: list[str]
    seconds: float


class Peer(ABC):
    """One program in a virtual environment of its own, which is made when it is not there."""

    package: str
    program: str
    source: str
    """The file of the package in which Intuit's host is written down."""

    def __init__(self, cache: Path) -> None:
        self._home = cache / self.package.replace("==", "-")
        self.python = self._home / "bin" / "python"

    @property
    def name(self) -> str:
        return self.package.replace("==", " ")

    def install(self) -> None:
        """From PyPI; ``CalledProcessError`` where that does not go, with what pip said."""
        done = self._home / "installed"
        if done.exists():
            return
        shutil.rmtree(self._home, ignore_errors=True)
        if sys.version_info < (3, 12):
            venv.create(self._home, with_pip=True)
        else:
            subprocess.run(("python3.11", "-m", "venv", str(self._home)), check=True, capture_output=True)
        pip = (str(self.python), "-m", "pip", "install", "-q", "--disable-pip-version-check", self.package)
        subprocess.run(pip, check=True, capture_output=True, text=True)
        done.touch()

    def lead(self, served: Served) -> None:
        """Let its copy ask the emulator, for there is no other way to tell it."""
        (path,) = self._home.glob(f"lib/*/site-packages/{self.source}")
        text = path.read_text(encoding="utf-8")
        path.write_text(
            re.sub(r"https://quickbooks\.api\.intuit\.com|http://127\.0\.0\.1:\d+", served.url, text), encoding="utf-8"
        )

    @abstractmethod
    def command(self, served: Served, place: Path) -> Sequence[str]:
        """What reads everything that it can, to its standard output."""

    def _config(self, served: Served, path: Path, more: Mapping[str, object]) -> str:
        keys = {"realm_id": served.realm, "client_id": served.key, "client_secret": served.secret}
        tokens = {"access_token": served.access, "refresh_token": served.refresh}
        path.write_text(json.dumps({**keys, **tokens, "start_date": START, **more}), encoding="utf-8")
        return str(path)


class Singer(Peer):
    """All its streams but the report, and the deletions, of which Intuit tells nothing after thirty days."""

    package = "tap-quickbooks==2.5.0"
    program = "tap-quickbooks"
    source = "tap_quickbooks/client.py"

    def command(self, served: Served, place: Path) -> Sequence[str]:
        config = self._config(served, place / "singer.json", {"user_agent": AGENT})
        catalog = place / "singer-catalog.json"
        catalog.write_text(subprocess.check_output((str(self.python), "-c", CATALOG), text=True), encoding="utf-8")
        # Its development mode takes the access token as it is given.
        return (str(self.python.with_name(self.program)), "--config", config, "--catalog", str(catalog), "--dev")


class Airbyte(Peer):
    """All its streams, with no option that its specification does not name: its pages are of 200."""

    package = "airbyte-source-quickbooks==4.0.4"
    program = "source-quickbooks"
    source = "source_quickbooks/manifest.yaml"

    def command(self, served: Served, place: Path) -> Sequence[str]:
        more = {"token_expiry_date": "2099-01-01T00:00:00Z", "sandbox": False}
        config = self._config(served, place / "airbyte.json", more)
        (manifest,) = self._home.glob(f"lib/*/site-packages/{self.source}")
        names = re.findall(r"^ {6}name: (\w+)$", manifest.read_text(encoding="utf-8"), re.MULTILINE)
        catalog = place / "airbyte-catalog.json"
        catalog.write_text(json.dumps({"streams": [_configured(name) for name in names]}), encoding="utf-8")
        program = str(self.python.with_name(self.program))
        return (program, "read", "--config", config, "--catalog", str(catalog))


def _configured(name: str) -> dict[str, object]:
    stream = {"name": name, "json_schema": {}, "supported_sync_modes": ["full_refresh", "incremental"]}
    return {"stream": stream, "sync_mode": "full_refresh", "destination_sync_mode": "overwrite"}


PEERS: Sequence[type[Peer]] = (Singer, Airbyte)
