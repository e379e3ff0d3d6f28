"""``catalogue rebuild --drive`` as a person runs it: on an empty machine that was linked again."""

from __future__ import annotations

import shutil
from pathlib import Path

from archiver import verify
from archiver.catalogue import Entry, Place
from archiver.envelope import Password
from archiver.export import Archive
from archiver.order import Order
from tests.archives import BOOKS, memory, record
from tests.archives import exported as archived
from tests.cli.conftest import Owner
from tests.emulators.dropbox import Dropbox

ANN = "ann@fiduciaire.example"
WORD = "une phrase de plusieurs mots"
BOOK = str(BOOKS["alpine"])


def exported(owner: Owner, *drives: str) -> dict[str, object]:
    """An archive of a company, on these drives."""
    given = [word for name in drives for word in ("--drive", name)]
    assert owner.machine.run("add", "atelier", "--books", BOOK, *given).code == 0
    told: dict[str, object] = owner.machine.run("export", "atelier", "--json").json
    assert told["drives"] == {}
    return told


def lost(owner: Owner) -> None:
    """Nothing is left of what was made here."""
    shutil.rmtree(owner.home / "archives")
    for path in owner.home.glob("catalogue.sqlite*"):
        path.unlink()


def entries(owner: Owner) -> list[Entry]:
    with owner.catalogue() as catalogue:
        return catalogue.entries()


def test_an_empty_machine_that_was_linked_again_goes_on(at_google: Owner) -> None:
    machine, archive = at_google.machine, exported(at_google, "google", "disk")
    assert machine.run("share", "atelier", ANN, "--drive", "google").code == 0
    lost(at_google)

    ran = machine.run("catalogue", "rebuild", "--drive", "all")

    assert ran.code == 6, "dropbox is not linked"
    assert "Archives in the catalogue from google: 1" in ran.out
    assert "Archives in the catalogue from disk: 1" in ran.out
    assert "DROPBOX is not linked" in ran.err
    (entry,) = entries(at_google)
    assert (entry.digest, entry.learned) == (archive["digest"], True)
    (share,) = machine.run("shares", "--json").json["shares"]
    assert share["email"] == ANN

    read_back = machine.run("verify", "--drive", "google")
    assert read_back.code == 0
    assert "unaltered" not in read_back.out, "what was learned vouches for nothing"
    assert machine.run("verify", "--drive", "disk").code == 0
    assert machine.run("verify").code == 0

    following = machine.run("export", "atelier", "--json").json
    assert (following["series"], following["sequence"]) == (1, 2)
    page = verify.page(Path(str(following["archive"])))
    assert page.predecessor is not None
    assert page.predecessor.digest == archive["digest"]


def test_dropbox_knows_no_digests_and_is_read(at_dropbox: Owner, dropbox: Dropbox) -> None:
    archive = exported(at_dropbox, "dropbox")
    lost(at_dropbox)
    for _ in range(2):
        ran = at_dropbox.machine.run("catalogue", "rebuild", "--drive", "dropbox", "--json")
        assert (ran.code, [each["drive"] for each in ran.json["learned"] if "drive" in each]) == (0, ["dropbox"])
    assert [entry.digest for entry in entries(at_dropbox)] == [archive["digest"]]
    assert dropbox.traffic.count("POST /2/files/download") == 2


def made(folder: Path, order: Order) -> Archive:
    """An archive in a folder, made elsewhere."""
    books = memory(customers=[{"customers": [record("customers", "1", name="Léa")]}])
    return archived(books, folder, order, Place(1, 1, None))


def test_sealed_archives_take_a_password(owner: Owner) -> None:
    archive = made(owner.home / "disk", Order(flat=True, password=Password.of(WORD)))
    word = owner.home.parent / "word"
    word.write_text(WORD, encoding="utf-8")
    word.chmod(0o600)

    refused = owner.machine.run("catalogue", "rebuild", "--drive", "disk")
    assert (refused.code, f"disk: {archive.path.name} is sealed" in refused.err) == (2, True)
    ran = owner.machine.run("catalogue", "rebuild", "--drive", "disk", "--password-file", str(word))
    assert ran.code == 0
    assert [entry.digest for entry in entries(owner)] == [archive.digest]


def test_a_drive_that_the_settings_do_not_have(owner: Owner) -> None:
    made(owner.home / "elsewhere", Order(flat=True))

    ran = owner.machine.run("catalogue", "rebuild", "--drive", f"folder:{owner.home / 'elsewhere'}")

    assert (ran.code, "is no drive of the settings" in ran.out) == (0, True)
    (entry,) = entries(owner)
    assert entry.paths[0].is_relative_to(owner.home / "archives")
    with owner.catalogue() as catalogue:
        assert catalogue.deposits(entry.id) == []


def test_the_chain_of_a_company_that_was_learned_is_called_as_lists_call_it(owner: Owner) -> None:
    made(owner.home / "disk", Order(flat=True))
    owner.machine.run("catalogue", "rebuild", "--drive", "disk")
    (name,) = {each["name"].partition("_")[0] for each in owner.machine.run("list", "--json").json["archives"]}
    for companies in ((), (name,)):
        ran = owner.machine.run("verify", "--chain", *companies)
        assert (ran.code, ran.out.splitlines()[0]) == (
            0,
            f"{name}, series 1: 1 archives, each joined to the one before it.",
        )


def test_a_drive_of_the_settings_is_known_by_where_it_is_too(owner: Owner) -> None:
    where = f"folder:{owner.home / 'disk'}"
    assert "disk has no archives." in owner.machine.run("catalogue", "rebuild", "--drive", where).out
    made(owner.home / "disk", Order(flat=True))
    ran = owner.machine.run("catalogue", "rebuild", "--drive", where, "--drive", "disk")
    assert ran.out.count("Archives in the catalogue from disk: 1") == 1
    (entry,) = entries(owner)
    with owner.catalogue() as catalogue:
        assert [deposit.drive for deposit in catalogue.deposits(entry.id)] == ["disk"]


def test_mistakes(owner: Owner) -> None:
    for drive in ("nowhere", "floppy:a", "folder:"):
        assert owner.machine.run("catalogue", "rebuild", "--drive", drive).code == 2
    ran = owner.machine.run("catalogue", "rebuild", "--drive", f"folder:{owner.home / 'gone'}", "--json")
    assert (ran.code, len(ran.json["failed"])) == (2, 1)
    assert not (owner.home / "archives").exists()
