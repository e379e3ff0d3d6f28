"""``link``, ``links``, ``relink`` and ``unlink`` as a person runs them, with the emulators behind the real names."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from archiver.access.grant import Grant
from archiver.access.vaults.file import FileVault
from tests.emulators.consent import Consent
from tests.emulators.dropbox import Dropbox
from tests.emulators.faults import Fault
from tests.emulators.google import Google
from tests.emulators.proxy import Proxy

ROOT = Path(__file__).parents[2]
OWNER = "proprietaire@example.com"
ADDRESS = re.compile(r"https://(?:accounts\.google\.com|www\.dropbox\.com)/\S+")


@dataclass
class Ran:
    """What a command line printed, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> dict[str, Any]:
        """The object that ``--json`` prints."""
        told: dict[str, Any] = json.loads(self.out)
        return told


@dataclass
class Machine:
    """A machine of an owner: a home, keys, a browser if it has one, and the command line."""

    home: Path
    keys: Path
    environment: dict[str, str]
    runs: list[Ran] = field(default_factory=list)

    def run(self, *arguments: str, typed: str = "", browser: bool = False, lang: str = "en") -> Ran:
        """Run ``archiver``; nobody is at the keyboard, but ``typed`` comes by a pipe."""
        environment = {**self.environment, "ARCHIVER_LANG": lang}
        if browser:
            environment["BROWSER"] = f"{sys.executable} -m tests.access.visit %s {self.home.parent}"
        ran = subprocess.run(
            [sys.executable, "-m", "archiver", *arguments],
            input=typed, env=environment, cwd=self.home.parent, capture_output=True, encoding="utf-8", timeout=60,
        )  # fmt: skip
        self.runs.append(Ran(ran.returncode, ran.stdout, ran.stderr))
        return self.runs[-1]

    @property
    def settings(self) -> str:
        """The settings file."""
        path = self.home / "settings.toml"
        return path.read_text(encoding="utf-8") if path.exists() else ""

    @property
    def vault(self) -> FileVault:
        """Where the secrets are."""
        return FileVault(self.home / "links")

    def grant(self, name: str) -> Grant:
        """The grant of a link."""
        return Grant.from_json(self.vault.get(name) or "", name)


@pytest.fixture
def machine(tmp_path: Path, proxy: Proxy, credentials: Path) -> Machine:
    place = tmp_path / "machine"
    place.mkdir()
    path = os.pathsep.join(each for each in (str(ROOT), *sys.path) if each)
    environment = {
        "PATH": os.environ["PATH"], "PYTHONPATH": path, "ARCHIVER_HOME": str(place / "home"), "HOME": str(place),
        "PYTHONUTF8": "1", **proxy.environment,
    }  # fmt: skip
    return Machine(place / "home", credentials, environment)


def link_google(machine: Machine, *more: str) -> Ran:
    """A link to Google, by the browser."""
    return machine.run("link", "google", "--yes", "--credentials", str(machine.keys), *more, browser=True)


def test_links_google_by_the_browser(machine: Machine, google: Google) -> None:
    google.owner.limit = 15_000_000_000
    ran = link_google(machine, "--to", "Archives")
    assert (ran.code, ran.err) == (0, ran.err)
    assert f"Account: {OWNER}\nRoom: 0.0 GB of 15.0 GB are used." in ran.err
    assert f"google is linked: {OWNER}" in ran.out
    assert machine.settings == '[drive.google]\nkind = "google"\nlink = "google"\nfolder = "Archives"\n'
    assert machine.grant("google").refresh_token in google.oauth.refresh
    page = (machine.home.parent / "page").read_text(encoding="utf-8")
    assert "Thank you: Google Drive allowed it" in page


def test_the_page_speaks_the_owners_language(machine: Machine) -> None:
    link_google(machine, "--lang", "fr-CA")
    assert '<html lang="fr-CA">' in (machine.home.parent / "page").read_text(encoding="utf-8")


def test_secrets_are_in_the_vault_and_nowhere_else(machine: Machine, google: Google) -> None:
    link_google(machine)
    secrets = [*google.oauth.access, *google.oauth.refresh, google.oauth.installed.secret]
    machine.run("links")
    machine.run("links", "--json")
    machine.run("unlink", "google")
    seen = "".join(f"{ran.out}{ran.err}" for ran in machine.runs) + machine.settings
    seen += (machine.home.parent / "processes").read_text(encoding="utf-8", errors="replace")
    seen += (machine.home.parent / "page").read_text(encoding="utf-8")
    assert "archiver" in (machine.home.parent / "processes").read_text(encoding="utf-8", errors="replace")
    assert len(secrets) == 3
    assert [each for each in secrets if each in seen] == []


def test_no_refresh_token_leaves_the_vault(machine: Machine, google: Google) -> None:
    link_google(machine)
    [token] = google.oauth.refresh
    holding = [path for path in machine.home.rglob("*") if path.is_file() and token in path.read_text(encoding="utf-8")]
    assert [path.parent.name for path in holding] == ["links"]
    assert token not in "".join(f"{ran.out}{ran.err}" for ran in machine.runs)


def test_links_dropbox_in_two_steps_without_a_keyboard(machine: Machine, dropbox: Dropbox) -> None:
    first = machine.run("link", "dropbox", "--credentials", str(machine.keys), "--json")
    assert first.code == 0
    address = first.json["address"]
    assert address in first.err
    assert machine.settings == ""
    dropbox.browse(address)
    second = machine.run("link", "dropbox", "--yes", typed=f"{dropbox.oauth.shown}\n")
    assert (second.code, second.err) == (0, second.err)
    assert f"dropbox is linked: {dropbox.owner.email}" in second.out
    assert machine.grant("dropbox").client_secret is None
    assert machine.vault.names() == ["app:dropbox", "dropbox"]


def test_links_google_by_pasting_the_address(machine: Machine, google: Google) -> None:
    first = machine.run("link", "google", "--as", "lac", "--paste", "--credentials", str(machine.keys))
    assert first.code == 0
    [address] = ADDRESS.findall(first.err)
    _, location = google.browse(address)
    assert location.startswith("http://127.0.0.1:1/?")
    second = machine.run("link", "google", "--as", "lac", "--paste", "--yes", "--json", typed=location)
    assert (second.code, second.json["account"]) == (0, OWNER)


def test_an_answer_to_nothing_is_refused(machine: Machine) -> None:
    ran = machine.run("link", "google", "--paste", "--yes", "--credentials", str(machine.keys), typed="4/0Acode")
    assert ran.code == 6
    assert machine.settings == ""


def test_links_google_by_a_code_on_another_device(machine: Machine, google: Google) -> None:
    google.oauth.device_interval = 0
    ran = machine.run("link", "google", "--device", "--yes", "--credentials", str(machine.keys))
    assert (ran.code, ran.err) == (0, ran.err)
    assert re.search(r"open https://www.google.com/device and type this code: \S{4}-\S{4}", ran.err)
    assert machine.grant("google").client_id == google.oauth.limited.id


def test_nobody_is_asked_where_nobody_sits(machine: Machine, google: Google) -> None:
    ran = machine.run("link", "google", "--credentials", str(machine.keys), browser=True)
    assert ran.code == 2
    assert "--yes" in ran.err
    assert google.oauth.refresh == {}


@pytest.mark.parametrize(("reply", "code"), [("n\n", 6), ("\n", 6), ("y\n", 0), ("oui\n", 0)])
@pytest.mark.skipif(os.name != "posix", reason="terminals of another kind")
def test_the_owner_sees_whose_account_it_is_and_decides(
    machine: Machine, google: Google, reply: str, code: int
) -> None:
    import pty

    keyboard, screen = pty.openpty()
    environment = {**machine.environment, "BROWSER": f"{sys.executable} -m tests.access.visit %s {machine.home.parent}"}
    with subprocess.Popen(
        [sys.executable, "-m", "archiver", "link", "google", "--credentials", str(machine.keys)],
        stdin=screen, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment, encoding="utf-8",
    ) as running:  # fmt: skip
        os.write(keyboard, reply.encode())
        _, err = running.communicate(timeout=60)
    os.close(keyboard)
    os.close(screen)
    assert err.index(f"Account: {OWNER}") < err.index("Link this account as google? [y/N]")
    assert running.returncode == code
    assert (machine.settings != "", len(google.oauth.refresh)) == ((True, 1) if code == 0 else (False, 0))


def test_a_no_at_the_service_is_a_sentence(machine: Machine, google: Google) -> None:
    google.oauth.consent = Consent(approve=False, account=OWNER)
    ran = link_google(machine)
    assert ran.code == 6
    assert "Error: No link was made" in ran.err
    assert "No link was made" in (machine.home.parent / "page").read_text(encoding="utf-8")
    assert (machine.settings, machine.vault.get("google")) == ("", None)


def test_a_box_that_was_unticked_is_told(machine: Machine, google: Google) -> None:
    scope = "https://www.googleapis.com/auth/drive.file"
    google.oauth.consent = Consent(account=OWNER, untick=frozenset({scope}))
    ran = link_google(machine)
    assert ran.code == 6
    assert scope in ran.err
    assert machine.settings == ""


def test_a_captive_portal_is_a_sentence(machine: Machine, google: Google) -> None:
    google.faults.add(Fault(on="POST /token", does="portal", status=200))
    ran = link_google(machine)
    assert ran.code == 4
    assert "a page of the network itself answers instead" in ran.err
    assert machine.settings == ""


def test_a_link_that_will_end_is_warned_about_at_once_and_before_it_does(machine: Machine, google: Google) -> None:
    google.oauth.testing = True
    ran = link_google(machine)
    assert "its application is “in testing” at Google. docs/link-google.md tells how to publish it." in ran.err
    [row] = machine.run("links", "--json").json["links"]
    assert (row["state"], datetime.fromisoformat(row["dies_at"])) == ("linked", machine.grant("google").dies_at)

    text = json.loads(machine.vault.get("google") or "")
    for days, state, said in (
        (3, "linked", ""),
        (1, "ending", "Before that, run:"),
        (-1, "ended", "google has ended."),
    ):
        dies_at = datetime.now(UTC) + timedelta(days=days)
        machine.vault.put("google", json.dumps({**text, "dies_at": dies_at.isoformat()}))
        [row] = machine.run("links", "--json").json["links"]
        assert row["state"] == state
        assert said in machine.run("links").out


def test_links_tells_every_drive(machine: Machine, tmp_path: Path) -> None:
    assert "No link yet" in machine.run("links").out
    link_google(machine, "--as", "lac")
    (tmp_path / "nas").mkdir()
    machine.run("link", "folder", "--to", str(tmp_path / "nas"))
    machine.vault.put("orphan", machine.vault.get("lac") or "")
    told = machine.run("links", "--json").json["links"]
    assert [(row["name"], row["kind"], row["account"], row["state"]) for row in told] == [
        ("lac", "google", OWNER, "linked"),
        ("nas", "folder", None, None),
        ("orphan", "google", OWNER, "linked"),
    ]
    table = machine.run("links").out
    assert re.search(rf"lac\s+google\s+{OWNER}\s+linked", table)
    assert re.search(r"nas\s+folder\s+needs no link", table)


def test_a_name_that_is_taken_is_told_before_anybody_is_asked(machine: Machine, google: Google) -> None:
    link_google(machine)
    google.traffic.clear()
    for name in ("google", "Google"):
        assert link_google(machine, "--as", name).code == 2
    assert link_google(machine, "--as", "../out").code == 2
    assert google.traffic.count() == 0


def test_relink_takes_the_same_account_and_keeps_the_settings(machine: Machine, google: Google) -> None:
    link_google(machine)
    before, settings = machine.grant("google"), machine.settings
    ran = machine.run("relink", "google", "--yes", browser=True)
    assert (ran.code, ran.out) == (0, f"google is linked again: {OWNER}\n")
    assert "login_hint=proprietaire" in ran.err
    assert machine.grant("google").refresh_token != before.refresh_token
    assert machine.settings == settings


def test_relink_refuses_another_account(machine: Machine, google: Google) -> None:
    link_google(machine)
    before = machine.grant("google")
    google.drive.store.account("autre@example.com")
    google.oauth.consent = Consent(account="autre@example.com")
    ran = machine.run("relink", "google", "--yes", browser=True)
    assert ran.code == 2
    assert "autre@example.com was chosen" in ran.err
    assert machine.grant("google") == before
    assert {token.account for token in google.oauth.refresh.values()} == {OWNER}


def test_relink_with_other_keys_says_what_may_be_hidden(machine: Machine, google: Google) -> None:
    link_google(machine)
    google.oauth.device_interval = 0
    ran = machine.run("relink", "google", "--yes", "--device", "--credentials", str(machine.keys))
    assert ran.code == 0
    assert "other application keys than before" in ran.err


def test_relink_after_unlink_needs_no_settings(machine: Machine) -> None:
    link_google(machine)
    machine.run("unlink", "google")
    [row] = machine.run("links", "--json").json["links"]
    assert row["state"] == "missing"
    assert machine.run("relink", "google", "--yes", browser=True).code == 0
    assert machine.grant("google").account == OWNER


def test_unlink_ends_it_at_the_service_and_deletes_nothing(machine: Machine, google: Google) -> None:
    link_google(machine)
    machine.vault.put(f"session:google:{'0a' * 32}", "https://www.googleapis.com/upload?upload_id=secret")
    google.put("a.cab", b"MSCF")
    google.traffic.clear()
    ran = machine.run("unlink", "google", "--json")
    assert (ran.code, ran.json) == (0, {"name": "google", "ended_at_service": True})
    assert google.oauth.refresh == {}
    assert (google.traffic.writes, len(google.items("a.cab"))) == ([], 1)
    assert machine.vault.names() == ["app:google"]
    assert "[drive.google]" in machine.settings
    assert machine.run("unlink", "google").code == 6


def test_unlink_of_dropbox_ends_it_too(machine: Machine, dropbox: Dropbox) -> None:
    dropbox.browse(machine.run("link", "dropbox", "--credentials", str(machine.keys), "--json").json["address"])
    machine.run("link", "dropbox", "--yes", typed=dropbox.oauth.shown or "")
    assert machine.run("unlink", "dropbox").code == 0
    assert dropbox.oauth.refresh == {}


def test_unlink_forgets_what_the_service_was_not_told_only_by_force(machine: Machine, google: Google) -> None:
    link_google(machine)
    google.faults.add(Fault(on="POST /revoke", does="fail", times=0))
    ran = machine.run("unlink", "google")
    assert ran.code == 4
    assert "Nothing was forgotten" in ran.err
    assert "https://myaccount.google.com/connections" in ran.err
    assert machine.grant("google")
    forced = machine.run("unlink", "google", "--force")
    assert forced.code == 0
    assert "End the link there yourself: https://myaccount.google.com/connections" in forced.out
    assert machine.vault.get("google") is None


def test_unlink_spares_another_link_that_would_end_with_it(machine: Machine, google: Google) -> None:
    link_google(machine)
    link_google(machine, "--as", "second")
    ran = machine.run("unlink", "google")
    assert ran.code == 0
    assert "because second need it" in ran.out
    assert machine.grant("second").refresh_token in google.oauth.refresh


def test_a_damaged_link_can_be_forgotten_by_force(machine: Machine) -> None:
    link_google(machine)
    machine.vault.put("google", "{}")
    assert "google is damaged where it is kept" in machine.run("links").out
    assert machine.run("unlink", "google").code == 2
    assert machine.run("unlink", "google", "--force").code == 0
    assert machine.vault.get("google") is None


@pytest.mark.parametrize("command", ["relink", "unlink"])
def test_what_has_no_link_is_told(machine: Machine, tmp_path: Path, command: str) -> None:
    (tmp_path / "nas").mkdir()
    machine.run("link", "folder", "--to", str(tmp_path / "nas"))
    ran = machine.run(command, "nas")
    assert (ran.code, "[drive.nas]" in ran.err) == (2, True)
    assert machine.run(command, "nobody").code == 2


def test_a_folder_must_be_there(machine: Machine, tmp_path: Path) -> None:
    assert machine.run("link", "folder", "--to", str(tmp_path / "missing")).code == 2
    assert machine.settings == ""


def test_keys_that_are_missing_are_told(machine: Machine) -> None:
    ran = machine.run("link", "google", "--yes", browser=True)
    assert ran.code == 2
    assert "docs/link-google.md" in ran.err


def test_keys_in_the_current_folder_are_taken_into_the_vault(machine: Machine) -> None:
    (machine.home.parent / "credentials.json").write_bytes(machine.keys.read_bytes())
    assert machine.run("link", "google", "--yes", browser=True).code == 0
    assert "app:google" in machine.vault.names()


def test_secrets_may_be_sealed(machine: Machine, google: Google) -> None:
    machine.environment["ARCHIVER_VAULT_KEY"] = "correct horse"
    assert link_google(machine).code == 0
    assert machine.run("links").code == 0
    [token] = google.oauth.refresh
    assert not [path for path in (machine.home / "links").iterdir() if token in path.read_text(encoding="utf-8")]
    del machine.environment["ARCHIVER_VAULT_KEY"]
    assert machine.run("links").code == 2


def test_a_vault_that_is_open_to_others_is_refused(machine: Machine) -> None:
    link_google(machine)
    (machine.home / "links").chmod(0o755)
    ran = machine.run("links")
    assert ran.code == 2
    assert "chmod 700" in ran.err


def test_a_keyring_that_is_not_safe_is_refused_and_nothing_changes(machine: Machine) -> None:
    machine.environment["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    ran = link_google(machine, "--vault", "keyring")
    assert ran.code == 2
    assert machine.settings == ""


def test_a_choice_of_vault_holds_from_then_on_and_leaves_the_settings_as_they_are(machine: Machine) -> None:
    machine.home.mkdir()
    before = '# mine\n[defaults]\nlanguage = "fr-CA" # too\n'
    (machine.home / "settings.toml").write_text(before, encoding="utf-8")
    assert link_google(machine, "--vault", "file").code == 0
    assert machine.settings.startswith(f'{before}vault = "file"\n')
    assert machine.run("links").code == 0


@pytest.mark.parametrize("command", [["link", "google"], ["link", "dropbox"], ["links"], ["relink"], ["unlink"]])
def test_help_is_there(machine: Machine, command: list[str]) -> None:
    for language in ("en", "fr-CA"):
        assert machine.run(*command, "--help", lang=language).code == 0
