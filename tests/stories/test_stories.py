"""Every story is told again, in a folder of its own, by the shell: what is printed is what is written there."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from _pytest.mark import ParameterSet

from archiver import demo
from tests.emulators.dropbox import Dropbox
from tests.emulators.google import Google
from tests.emulators.manager import Manager
from tests.emulators.proxy import Proxy
from tests.emulators.quickbooks import QuickBooks
from tests.emulators.sage import Sage
from tests.emulators.smtp import Mailroom, Smtp
from tests.stories.story import Step, read, settled, text
from tests.timetable import standins

HERE = Path(__file__).parent
STORIES = sorted(HERE.glob("*/*.txt"))
LANGUAGES = {"en": "en_CA.UTF-8", "fr": "fr_CA.UTF-8"}
LONG = frozenset(
    [
        "company",
        "drives",
        "farewell",
        "groups",
        "keep",
        "looking-back",
        "only-what-changed",
        "quickbooks",
        "rebuild",
        "rebuild-from-drives",
        "reset",
        "schedules",
    ]
)
"""Stories of minutes, at the pace of those who wait for every run."""
LONGEST = frozenset(["sage"])
"""Of many minutes, for so slow is the pace at which a service lets itself be asked."""
SHELL = shutil.which("sh")

# `busy NAME COMMAND…` runs a command while another export of NAME is under way.
BUSY = """
import os, subprocess, sys
from datetime import UTC, datetime
from pathlib import Path
from archiver.places import Places
from archiver.workroom import enter

with enter(Places.here(os.environ).workroom(), sys.argv[1], datetime.now(UTC)):
    sys.exit(subprocess.call(sys.argv[2:]))
"""

# `bookkeeper` enters something into the books: it notes a word on an invoice.
BOOKKEEPER = """
import gzip, sys
from pathlib import Path

path = Path(sys.argv[1])
books = gzip.decompress(path.read_bytes())
assert books.count(sys.argv[2].encode()) > 0
path.write_bytes(gzip.compress(books.replace(sys.argv[2].encode(), sys.argv[3].encode()), mtime=0))
"""

# `in-quickbooks ACTION KIND NUMBER…` is somebody at work in QuickBooks; the emulator's part is in `Owner.work`.
IN_QUICKBOOKS = """
import sys
from pathlib import Path

with Path("work").open("a") as work:
    work.write(" ".join(sys.argv[1:]) + "\\n")
"""

TO_INTUIT = re.compile(r"https://appcenter\.intuit\.com/\S+")
TO_SAGE = re.compile(r"https://www\.sageone\.com/\S+")
TO_GOOGLE = re.compile(r"https://accounts\.google\.com/\S+")
TO_DROPBOX = re.compile(r"https://www\.dropbox\.com/oauth2/\S+")


@dataclass(frozen=True)
class Owner:
    """Opens in a browser what they are asked to, allows it, and keeps what is shown then in the file ``copied``."""

    google: Google
    dropbox: Dropbox
    quickbooks: QuickBooks
    sage: Sage
    manager: Manager
    mail: Mailroom

    def keys(self) -> str:
        """The keys of the applications that they have made at all of them."""
        intuit = self.quickbooks.credentials(production=True)["quickbooks"]
        page = min(self.quickbooks.oauth.production.redirects)
        return json.dumps(
            {
                "google": self.google.credentials(),
                "dropbox": {"app_key": self.dropbox.oauth.full.key},
                "quickbooks": {**intuit, "redirect_uri": page},
                **self.sage.credentials(),
            }
        )

    def follow(self, printed: str, folder: Path) -> None:
        """Do what was printed."""
        for address in TO_GOOGLE.findall(printed):
            _, onward = self.google.browse(address)
            (folder / "copied").write_text(onward)
        for address in TO_DROPBOX.findall(printed):
            self.dropbox.browse(address)
            assert self.dropbox.oauth.shown
            (folder / "copied").write_text(self.dropbox.oauth.shown)
        for address in TO_INTUIT.findall(printed):
            _, onward = self.quickbooks.browse(address)
            (folder / "copied").write_text(onward)
        for address in TO_SAGE.findall(printed):
            _, onward = self.sage.browse(address)
            (folder / "copied").write_text(onward)
        for line in (folder / "work").read_text().splitlines() if (folder / "work").exists() else ():
            self.work(*line.split())
        (folder / "work").unlink(missing_ok=True)
        if (folder / "revoked").exists():  # on Google's own page, where an owner sees and ends links
            (folder / "revoked").unlink()
            self.google.revoke_all()
        letters = [f"{each.message['To']}: {each.message['Subject']}\n" for each in self.mail.letters]
        (folder / "mailbox").write_text("".join(letters), encoding="utf-8")

    def work(self, action: str, *words: str) -> None:
        """What somebody does in QuickBooks: now, or while the next export has read some pages."""
        company = self.quickbooks.company
        if action == "meanwhile":
            self.quickbooks.between(20, lambda company: self.work(*words))
            return
        if action == "note":
            entity, number, said = words
            company.change(entity, company.ids(entity)[int(number) - 1], PrivateNote=said)
            return
        entity, *numbers = words
        ids = [company.ids(entity)[int(number) - 1] for number in numbers]
        match action:
            case "add":
                company.again(entity, *ids)
            case "delete":
                company.delete(entity, *ids)
            case "void":
                company.void(entity, *ids)
            case "deactivate":
                company.deactivate(entity, *ids)
            case "merge":
                company.merge(entity, *ids)


@pytest.fixture
def mail() -> Iterator[Smtp]:
    """The mail server of the owner."""
    with Smtp(Mailroom()) as server:
        yield server


@pytest.fixture
def owner(google: Google, dropbox: Dropbox, quickbooks: QuickBooks, sage: Sage, manager: Manager, mail: Smtp) -> Owner:
    """Has accounts at Google and Dropbox, companies at QuickBooks and Sage and in Manager, and gets e-mail."""
    google.owner.limit = 15_000_000_000
    sage.oauth.app.redirects.add("http://localhost:18765/")
    return Owner(google, dropbox, quickbooks, sage, manager, mail.room)


@pytest.fixture
def stage(tmp_path: Path, owner: Owner) -> Path:
    """A folder with the demo's books and documents, and a file that is not a book; the commands are on its path."""
    programs, folder = tmp_path / "bin", tmp_path / "here"
    programs.mkdir()
    folder.mkdir()
    standins.install(programs, tmp_path / "system")
    (programs / "busy.py").write_text(BUSY)
    (programs / "bookkeeper.py").write_text(BOOKKEEPER)
    (programs / "in-quickbooks.py").write_text(IN_QUICKBOOKS)
    own = [(name, f"'{programs / name}.py'") for name in ("busy", "bookkeeper", "in-quickbooks")]
    for name, run in [("archiver", "-m archiver"), ("python", ""), *own]:
        program = programs / name
        program.write_text(f"#!/bin/sh\nexec '{sys.executable}' {run} \"$@\"\n")
        program.chmod(0o755)
    shutil.copy(demo.BOOK, folder / "atelier.gnucash")
    shutil.copytree(demo.DOCUMENTS, folder / "documents")
    (folder / "notes.txt").write_text("Call the bank.\n")
    (folder / "keys.json").write_text(owner.keys())
    (folder / "token").write_text(f"{owner.manager.business.token}\n")
    return folder


def _told(path: Path) -> ParameterSet:
    """A story; of long ones, every run tells the English, and ``.ci/long`` the French too, and the longest of all."""
    long = path.stem in LONGEST or (path.parent.name == "fr" and path.stem in LONG)
    return pytest.param(path, id=f"{path.parent.name}-{path.stem}", marks=[pytest.mark.long] if long else [])


@pytest.mark.skipif(SHELL is None, reason="the stories are told by a POSIX shell")
@pytest.mark.parametrize("path", [_told(path) for path in STORIES])
def test_story(path: Path, stage: Path, owner: Owner, mail: Smtp, proxy: Proxy, request: pytest.FixtureRequest) -> None:
    steps = read(path)
    needs("faketime", *(step.command for step in steps))
    environ = {
        **_environ(stage, LANGUAGES[path.parent.name]),
        **proxy.environment,
        "SMTP": str(mail.port),
        "MANAGER": owner.manager.at,
    }
    told = [Step(step.asides, step.command, _run(step.command, stage, environ, owner)) for step in steps]
    if request.config.getoption("--update-stories"):
        path.write_text(text(told), encoding="utf-8")
        return
    assert steps
    assert text(told) == text(steps)


def needs(program: str, *commands: str) -> None:
    """Skip a story that runs a program which is not here; where everything is to be shown, fail."""
    if any(command.startswith(f"{program} ") for command in commands) and not shutil.which(program):
        assert not os.environ.get("CI"), f"{program} is missing"
        pytest.skip(f"{program} is not installed")


def test_every_story_is_told_in_both_languages() -> None:
    """The same commands, whatever is said of them."""
    commands = {
        language: {path.stem: [step.command for step in read(path)] for path in (HERE / language).glob("*.txt")}
        for language in LANGUAGES
    }
    assert commands["en"] == commands["fr"]


def _environ(stage: Path, language: str) -> dict[str, str]:
    """The world as the stories know it: nothing of this machine but the program."""
    return {
        "PATH": f"{stage.parent / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "PYTHONPATH": os.pathsep.join(each for each in sys.path if each),
        "PYTHONUTF8": "1",
        "PYTHONUNBUFFERED": "1",
        "ARCHIVER_HOME": str(stage / "home"),
        "HOME": str(stage),
        "XDG_CONFIG_HOME": str(stage / ".config"),
        "XDG_RUNTIME_DIR": str(stage.parent),
        "LANG": language,
        "TZ": "America/Toronto",
        "COLUMNS": "80",
        "TMPDIR": str(stage.parent),
        "NO_FAKE_STAT": "1",  # faketime leaves the moments of files alone
        "BROWSER": f"{sys.executable} -m tests.access.visit %s {stage.parent}",
        "IN_A_MONTH": f"{datetime.now(UTC) + timedelta(days=30):%Y-%m-%d}",
    }


def _run(command: str, stage: Path, environ: dict[str, str], owner: Owner) -> str:
    assert SHELL
    ran = subprocess.run(
        [SHELL, "-c", command],
        cwd=stage,
        env=environ,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        timeout=300,
        check=False,
    )
    owner.follow(ran.stdout, stage)
    code = f"\n[{ran.returncode}]" if ran.returncode else ""
    return settled(ran.stdout, stage) + code
