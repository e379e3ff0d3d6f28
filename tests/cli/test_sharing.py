"""``share``, ``shares`` and ``unshare`` as a person runs them, with Google and Dropbox behind their real names."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta

import pytest

from archiver import demo
from tests.cli.conftest import Owner, posix
from tests.emulators.dropbox import Dropbox
from tests.emulators.google import Google

ANN = "ann@fiduciaire.example"
UNTIL = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()


def test_a_story_from_the_export_to_the_end_of_the_share(at_google: Owner, google: Google) -> None:
    machine = at_google.machine
    assert machine.run("add", "atelier", "--books", str(demo.BOOK), "--drive", "google").code == 0
    exported = machine.run("export", "atelier", "--json")
    assert (exported.code, exported.json["drives"]) == (0, {})

    shared = machine.run("share", "atelier", ANN, "--until", UNTIL, "--message", "Bonjour Ann,", lang="fr-CA")
    assert shared.code == 0
    assert f"en lecture jusqu’au {UNTIL} et" in shared.out, "the day that was asked for"
    (mail,) = google.drive.sharing.outbox
    assert mail.to == ANN
    assert mail.message.startswith("Bonjour Ann,\n\n")
    assert f"jusqu’au {UNTIL}." in mail.message
    for told in ("NON-RESTAURABLE", "Windows", "macOS", "Linux", str(exported.json["sha256"])):
        assert told in mail.message

    (share,) = machine.run("shares", "--json").json["shares"]
    assert (share["email"], share["folder"], share["anyone"]) == (ANN, False, False)
    assert date.fromisoformat(share["until"][:10]) >= date.fromisoformat(UNTIL)
    assert share["ends"] == UNTIL

    assert machine.run("unshare", str(share["id"])).code == 0
    assert "Nobody is let in." in machine.run("shares", "--check").out
    assert [write for write in google.traffic.writes if write.startswith("unshare")] != []


def test_the_last_archive_of_a_company_is_shared_and_nothing_else(at_google: Owner, google: Google) -> None:
    at_google.deposit("google")
    last = at_google.deposit("google")

    assert at_google.machine.run("share", "lac", ANN).code == 0

    (item,) = google.items(last.cabinets[0].file)
    assert [write for write in google.traffic.writes if write.startswith("share")] == [f"share {item.name} {ANN}"]


def test_json_tells_a_machine_everything(at_google: Owner) -> None:
    entry = at_google.deposit("google")

    (told,) = at_google.machine.run("share", entry.name, ANN, "--json").json["shares"]

    assert (told["id"], told["drive"], told["email"], told["anyone"]) == (1, "google", ANN, False)
    assert told["link"].startswith("https://drive.google.com/")
    assert ANN in told["said"]


def test_the_end_of_a_share_does_not_vanish_unasked(at_google: Owner) -> None:
    at_google.deposit("google")
    assert at_google.machine.run("share", "lac", ANN, "--until", UNTIL).code == 0

    again = at_google.machine.run("share", "lac", ANN)

    assert f"{ANN} could already read it until {UNTIL}, and that stays so." in again.out
    (share,) = at_google.machine.run("shares", "--check", "--json").json["shares"]
    assert share["ends"] == UNTIL


def test_a_whole_folder_needs_a_yes(at_google: Owner, google: Google) -> None:
    at_google.deposit("google")

    refused = at_google.machine.run("share", "lac", ANN, "--folder")
    assert (refused.code, "--yes" in refused.err) == (2, True)
    assert google.drive.sharing.outbox == []

    assert at_google.machine.run("share", "lac", ANN, "--folder", "--yes").code == 0
    (mail,) = google.drive.sharing.outbox
    assert "those to come" in mail.message
    assert "the whole folder, with all to come" in at_google.machine.run("shares").out


@posix
@pytest.mark.parametrize(("answer", "mails"), [("y", 1), ("n", 0), ("", 0)])
def test_a_person_is_asked(at_google: Owner, google: Google, answer: str, mails: int) -> None:
    at_google.deposit("google")
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "archiver", "share", "lac", ANN, "--folder", "--lang", "en"]
    os.write(ours, f"{answer}\n".encode())
    environment = at_google.machine.environment
    ran = subprocess.run(command, stdin=theirs, capture_output=True, encoding="utf-8", env=environment, timeout=60)
    os.close(ours)
    os.close(theirs)

    assert ran.returncode == 0, ran.stderr
    assert "every one to come. Share the whole folder? [y/N]" in ran.stderr
    assert len(google.drive.sharing.outbox) == mails
    assert ("Nothing was shared." in ran.stdout) is (mails == 0)


def test_nothing_is_public_by_accident(at_dropbox: Owner, dropbox: Dropbox) -> None:
    at_dropbox.deposit("dropbox")

    assert at_dropbox.machine.run("share", "lac").code == 2
    assert at_dropbox.machine.run("share", "lac", ANN, "--anyone-with-the-link").code == 2
    assert at_dropbox.machine.run("share", "lac", ANN).code == 0
    assert dropbox.links.made == {}


def test_a_public_link_is_listed_as_such_and_comes_with_what_to_say(in_app_folder: Owner) -> None:
    in_app_folder.deposit("dropbox")

    shared = in_app_folder.machine.run("share", "lac", "--anyone-with-the-link")
    assert shared.code == 0
    assert "Nobody was told. Send the link yourself, with this:" in shared.out
    assert "Windows: double-click" in shared.out

    assert "ANYONE who has the link" in in_app_folder.machine.run("shares").out
    assert in_app_folder.machine.run("unshare", "1").code == 0
    assert in_app_folder.machine.run("shares", "--check", "--json").json["shares"] == []


def test_what_the_application_cannot_do_is_refused_plainly(in_app_folder: Owner) -> None:
    in_app_folder.deposit("dropbox")

    refused = in_app_folder.machine.run("share", "lac", ANN)

    assert refused.code == 4
    assert "--anyone-with-the-link" in refused.err
    assert in_app_folder.machine.run("shares", "--json").json["shares"] == []


def test_an_end_that_cannot_be_set_is_refused_plainly(at_google: Owner, google: Google) -> None:
    google.owner.expiring_shares = False
    at_google.deposit("google")

    refused = at_google.machine.run("share", "lac", ANN, "--until", UNTIL)

    assert refused.code == 4
    assert "--until" in refused.err
    assert at_google.machine.run("shares", "--check", "--json").json["shares"] == []


def test_a_folder_of_this_machine_cannot_share(owner: Owner) -> None:
    owner.deposit("disk")

    refused = owner.machine.run("share", "lac", ANN)

    assert (refused.code, "This drive cannot share: disk" in refused.err) == (2, True)


def test_the_drive_is_named_where_several_could(at_google: Owner) -> None:
    at_google.deposit("google", "disk")
    with at_google.catalogue() as catalogue:
        (entry,) = catalogue.entries()
        catalogue.intend(entry.id, "dropbox", "Lac", entry.moment)
        deposit = next(each for each in catalogue.deposits(entry.id) if each.drive == "dropbox")
        catalogue.deposited(deposit.id, "/lac", entry.moment)

    asked = at_google.machine.run("share", "lac", ANN)
    assert (asked.code, "--drive NAME" in asked.err) == (2, True)
    assert at_google.machine.run("share", "lac", ANN, "--drive", "google").code == 0
    assert at_google.machine.run("share", "lac", ANN, "--drive", "disk").code == 2


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("nothing", ANN), 2),
        (("lac", "ann"), 2),
        (("lac", ANN, "--until", "2020-01-01"), 2),
        (("lac", ANN, "--drive", "nowhere"), 2),
    ],
)
def test_mistakes_are_told_before_anything_is_asked(
    at_google: Owner, google: Google, arguments: tuple[str, ...], code: int
) -> None:
    at_google.deposit("google")
    google.traffic.clear()

    ran = at_google.machine.run("share", *arguments)

    assert (ran.code, ran.out) == (code, "")
    assert google.traffic.calls == []


def test_nothing_is_known_on_a_fresh_machine(owner: Owner) -> None:
    assert owner.machine.run("share", "lac", ANN).code == 2
    assert owner.machine.run("unshare", "1").code == 2
    shares = owner.machine.run("shares")
    assert (shares.code, shares.out) == (0, "Nobody is let in.\n")
    assert not (owner.home / "catalogue.sqlite").exists()


def test_the_services_know_better_than_we(at_google: Owner, google: Google) -> None:
    """A guest was let out by hand, at the service. That another drive is not linked is told, and keeps none from it."""
    at_google.deposit("google")
    at_google.machine.run("share", "lac", ANN)
    for item in google.items():
        item.permissions[:] = [each for each in item.permissions if each.role == "owner"]

    assert ANN in at_google.machine.run("shares").out
    checked = at_google.machine.run("shares", "lac", "--check")
    assert (checked.code, checked.out) == (6, "Nobody is let in.\n")
    assert at_google.machine.run("shares").out == "Nobody is let in.\n"


def test_one_that_cannot_be_ended_does_not_keep_the_others(at_google: Owner) -> None:
    at_google.deposit("google")
    at_google.machine.run("share", "lac", ANN)

    ran = at_google.machine.run("unshare", "7", "1", "--json")

    assert ran.code == 2
    assert [each["id"] for each in ran.json["ended"]] == [1]
    assert [each["id"] for each in ran.json["failed"]] == [7]
    assert at_google.machine.run("unshare", "1").code == 0


def test_dropbox_invites_by_e_mail_where_it_has_full_access(at_dropbox: Owner, dropbox: Dropbox) -> None:
    at_dropbox.deposit("dropbox")

    shared = at_dropbox.machine.run("share", "lac", ANN, "--message", "Hello")

    assert shared.code == 0
    (mail,) = dropbox.sharing.outbox
    assert mail.message.startswith("Hello\n")
    assert at_dropbox.machine.run("unshare", "1").code == 0
    assert at_dropbox.machine.run("shares", "--check", "--json").json["shares"] == []
