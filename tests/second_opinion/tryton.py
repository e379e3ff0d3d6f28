"""A Tryton server of one's own: installed in an environment outside of ours, filled by its own client, and started."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.request import urlopen

import pytest

PACKAGES = ("trytond==8.2.*", "proteus==8.2.*", "trytond-account-invoice==8.2.*")
MAKING = Path(__file__).with_name("tryton_company.py")
PATIENCE = 60.0  # seconds for the server to come up
CONF = """[database]
uri = sqlite://
path = {place}
[web]
listen = 127.0.0.1:{port}
"""


@dataclass
class Server:
    """A server with one company: ``key`` lets programs read it at ``at``."""

    at: str
    key: str
    python: Path
    conf: Path
    truth: dict[str, Any]

    def edit(self) -> None:
        """Go on working in it, with Tryton's own client; ``truth`` is then what it says afterwards."""
        self.truth = _client(self.python, "edit", self.conf)


def installed() -> Path:
    """Tryton's own Python, from the cache of this user; skips without a registry, and fails where ``CI`` is set."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    place = cache / "archiver-tests" / "tryton-8.2"
    python = place / "bin" / "python"
    done = place / "installed"
    if done.exists():
        return python
    subprocess.run([sys.executable, "-m", "venv", place], check=True, stdin=subprocess.DEVNULL)
    pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PACKAGES]
    ran = subprocess.run(pip, capture_output=True, encoding="utf-8", check=False, stdin=subprocess.DEVNULL)
    if ran.returncode and os.environ.get("CI"):
        pytest.fail(f"Tryton could not be installed, and nothing may be left unchecked here: {ran.stderr}")
    if ran.returncode:
        pytest.skip("Tryton is not installed, and no registry gives it")
    done.touch()
    return python


@contextmanager
def served(place: Path) -> Iterator[Server]:
    """A database made in a folder, filled and served until it is left."""
    python, port = installed(), _free()
    conf = place / "trytond.conf"
    conf.write_text(CONF.format(place=place, port=port), encoding="utf-8")
    (place / "company.sqlite").touch()
    word = place / "word"
    word.write_text("a-word-of-nobody\n", encoding="utf-8")
    admin = [str(python.with_name("trytond-admin")), "-c", str(conf), "-d", "company", "--email", "nobody@example.com"]
    _run([*admin, "--all", "-u", "account_invoice", "--activate-dependencies"], TRYTONPASSFILE=str(word))
    truth = _client(python, "make", conf)
    with (place / "log").open("wb") as log:
        command = [str(python.with_name("trytond")), "-c", str(conf), "-d", "company"]
        server = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    try:
        _await(port)
        yield Server(f"http://127.0.0.1:{port}/company", truth.pop("key"), python, conf, truth)
    finally:
        server.kill()
        server.wait()


def _client(python: Path, what: str, conf: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(_run([str(python), str(MAKING), what, str(conf)]))
    return told


def _run(command: list[str], **environment: str) -> str:
    ran = subprocess.run(
        command,
        capture_output=True,
        encoding="utf-8",
        check=False,
        stdin=subprocess.DEVNULL,
        env={**os.environ, **environment},
    )
    assert ran.returncode == 0, ran.stderr[-3000:]
    return ran.stdout


def _free() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    return port


def _await(port: int) -> None:
    """Until it answers, whatever it says."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        try:
            urlopen(f"http://127.0.0.1:{port}/", timeout=5).close()
        except HTTPError as answer:
            answer.close()
            return
        except (URLError, OSError):
            time.sleep(0.1)
        else:
            return
    pytest.fail("Tryton does not come up")
