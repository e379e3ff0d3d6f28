"""The emulators judge their own answers by the vendors' schemas, reach nobody else, and can be served by hand."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
import requests
from dropbox import Dropbox as Client

from tests.emulators.conftest import Linked
from tests.emulators.dropbox import Dropbox
from tests.emulators.dropbox.routes import routes
from tests.emulators.google import Google, discovery
from tests.emulators.proxy import Proxy


@pytest.mark.parametrize(
    ("file", "wrong"),
    [
        ({"id": "1", "size": "12", "createdTime": "2026-01-31T10:00:00.000Z", "parents": ["2"]}, None),
        ({"colour": "red"}, "File.colour is unknown"),
        ({"size": 12}, "File.size is no string: 12"),
        ({"size": "twelve"}, "File.size is no int64: 'twelve'"),
        ({"createdTime": "2026-01-31"}, "File.createdTime is no moment: '2026-01-31'"),
        ({"trashed": "false"}, "File.trashed is no boolean: 'false'"),
        ({"owners": [{"mail": "x"}]}, "File.owners[0].mail is unknown"),
        ({"appProperties": {"a": 1}}, "File.appProperties.a is no string: 1"),
    ],
)
def test_what_drive_does_not_document_is_found(file: dict[str, object], wrong: str | None) -> None:
    assert discovery.drive().complaints("File", file) == ([wrong] if wrong else [])


def test_what_stone_does_not_describe_is_found() -> None:
    route = routes()["users/get_space_usage"]
    room = {".tag": "individual", "allocated": 10}

    assert route.complaints({"used": 1, "allocation": room}) == []
    for wrong in ({"used": -1, "allocation": room}, {"used": 1}, {"used": 1, "allocation": room, "free": 9}):
        assert len(route.complaints(wrong)) == 1
    upload = routes()["files/upload"]
    assert upload.complaints({".tag": "path", "path": {".tag": "other"}}, error=True)


def test_an_emulator_that_answers_wrongly_fails_its_test(client: Client, dropbox: Dropbox, google: Google) -> None:
    dropbox.owner.tree.limit = -1
    with pytest.raises(Exception, match="not within range"):
        client.users_get_space_usage()

    with pytest.raises(AssertionError, match="get_space_usage"):
        dropbox.check()
    dropbox.complaints.clear()
    google.check()


def test_nowhere_else_is_reached(authority: object, google: Google, dropbox: Dropbox, proxy: Proxy) -> None:
    with pytest.raises(requests.exceptions.ProxyError):
        requests.get("https://example.com/", timeout=5)

    assert proxy.refused == ["CONNECT example.com:443"]
    proxy.refused.clear()


def test_plain_and_encrypted_are_one_server(linked: Linked, google: Google) -> None:
    headers = {"Authorization": f"Bearer {google.link()[0]}"}
    plain = requests.get(google.url + "/drive/v3/about?fields=user", headers=headers, timeout=5)
    encrypted = linked.session().get("https://www.googleapis.com/drive/v3/about?fields=user", headers=headers)

    assert plain.json() == encrypted.json()


def test_can_be_served_by_hand(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "tests.emulators"],
        input="google throttle PUT /upload/* nth=2 retry_after=1\ndropbox portal POST *\nnobody fail\ngoogle calls\n\n",
        capture_output=True,
        text=True,
        env={**os.environ, "TMPDIR": str(tmp_path), "PYTHONPATH": os.getcwd()},
        timeout=60,
    )

    assert (run.returncode, run.stderr) == (0, "")
    assert "export HTTPS_PROXY=http://127.0.0.1:" in run.stdout
    assert run.stdout.count("\nset\n") == 1
    assert "KeyError('nobody')" in run.stdout
    assert list(tmp_path.iterdir()) == []
