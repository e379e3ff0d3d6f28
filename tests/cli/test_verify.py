"""``verify`` as a person reads it, and the commands by which anybody sees the same."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

import pytest

from archiver.cabinet import together
from archiver.cli import by_hand
from archiver.cli.opening import _compare
from archiver.errors import FileNotReadable
from tests.archives import BOOKS
from tests.cli.conftest import Owner

LIMIT = "2M"
NOBODY = 65534


def archives(owner: Owner, *options: str) -> list[Path]:
    """The cabinets of an archive of some books."""
    out = owner.home / "out"
    out.mkdir()
    done = owner.machine.run("export", "--books", str(BOOKS["atelier"]), "--to", str(out), *options)
    assert done.code in (0, 3), done.err
    return sorted(out.glob("*.cab"))


def test_a_screen_of_each_archive_that_is_named(owner: Owner) -> None:
    (path,) = archives(owner)
    done = owner.machine.run("verify", str(path))
    lines = [line.strip() for line in done.out.splitlines()]
    assert done.code == 0
    assert lines[0] == f"{path}: undamaged, and unaltered."
    assert "Complete: every part of the books that was asked for is in it." in lines
    assert "Unaltered: its digest is the one in the catalogue" in lines
    for command in by_hand.commands([path]):
        assert command in lines
    assert len(lines) < 24, "one screen"


def test_a_line_of_each_where_all_are_checked(owner: Owner) -> None:
    (path,) = archives(owner)
    assert owner.machine.run("verify").out == f"{path}: undamaged, and unaltered.\n"


def test_the_archives_of_a_folder_and_of_a_company(owner: Owner) -> None:
    (path,) = archives(owner)
    of_folder = owner.machine.run("verify", str(path.parent))
    assert (of_folder.code, of_folder.out) == (0, f"{path}: undamaged, and unaltered.\n")

    assert owner.machine.run("add", "atelier", "--books", str(BOOKS["atelier"])).code == 0
    assert owner.machine.run("verify", "atelier").code == 0, "the company that these books are of"
    assert owner.machine.run("verify", path.stem).out == of_folder.out, "an archive by its name"

    bare = owner.machine.run("verify", str(owner.home / "disk"))
    assert (bare.code, "There is no archive in the folder" in bare.err) == (2, True)
    unknown = owner.machine.run("verify", "lac")
    assert (unknown.code, "no company with one" in unknown.err) == (2, True)
    nowhere = owner.machine.run("verify", "nowhere.cab")
    assert (nowhere.code, "nowhere.cab does not exist" in nowhere.err) == (2, True)


@pytest.mark.parametrize("name", ["a" * 5_000, "\udcff"], ids=["long", "no text"])
def test_what_nothing_can_be_called_is_not_there(owner: Owner, name: str) -> None:
    owner.catalogue().close()
    for said, *command in (
        ("does not exist", "verify", name),
        ("does not exist", "verify", f"{name}_1of2.cab"),
        ("There is no company called", "verify", "--chain", name),
        ("does not exist", "open", name),
        ("is no archive that the catalogue knows", "compare", name, "lac"),
        ("The folder", "compare", "lac", "--to", name),
        ("The folder", "open", "lac", "--to", name),
        ("The folder", "as-of", "lac", "2026-03-31", "--to", name),
        ("The folder", "export", "lac", "--to", name),
        ("The folder", "add", "alp", "--books", "gnucash:alp.gnucash", "--documents", name),
        ("The folder", "link", "folder", "--to", name),
        ("does not exist", "export", "--books", name),
        ("does not exist", "export", "--books", f"files:{name}"),
    ):
        done = owner.machine.run(*command)
        assert (done.code, said in done.err) == (2, True), (command[0], done.err[-200:])


def test_what_was_unpacked_before_is_found_again(owner: Owner) -> None:
    (path,) = archives(owner)
    assert "Unpacked, read-only, into" in owner.machine.run("open", str(path), "--to", str(owner.home)).out
    again = owner.machine.run("open", str(path), "--to", str(owner.home))
    assert (again.code, "Unpacked before, and still the same, in" in again.out) == (0, True)

    notice = next((owner.home / path.stem).glob("NON-*.txt"))
    notice.chmod(0o644)
    notice.write_text("restorable", encoding="utf-8")
    taken = owner.machine.run("open", str(path), "--to", str(owner.home))
    assert taken.code == 4
    assert "is not what this archive holds" in taken.err
    assert "or unpack into another folder" in taken.err


def test_of_several_archives_of_one_name_none_is_unpacked_for_another(owner: Owner) -> None:
    """With ``--name``, companies may have archives that are called alike."""
    for name, books in (("atelier", BOOKS["atelier"]), ("alpine", BOOKS["alpine"])):
        assert owner.machine.run("add", name, "--books", str(books)).code == 0
        assert owner.machine.run("export", name, "--name", "books").code in (0, 3)
    with owner.catalogue() as catalogue:
        first, last = catalogue.find("books_NON-RESTORABLE")
    ran = owner.machine.run("open", "books_NON-RESTORABLE", "--to", str(owner.home))
    assert (ran.code, first.digest in ran.err, last.digest in ran.err) == (2, True, True)
    assert not (owner.home / "books_NON-RESTORABLE").exists()
    assert owner.machine.run("open", last.digest, "--to", str(owner.home)).code == 0


def test_what_was_unpacked_before_and_may_not_be_looked_at(owner: Owner) -> None:
    (path,) = archives(owner)
    owner.machine.run("open", str(path), "--to", str(owner.home))
    folder, who = owner.home / path.stem, os.geteuid()
    folder.chmod(0)
    with together.opened(together.whole(path)) as cabinets:
        os.seteuid(who or NOBODY)  # root may look at everything
        try:
            with pytest.raises(FileNotReadable):
                _compare(cabinets, folder)
        finally:
            os.seteuid(who)
            folder.chmod(0o700)


def test_all_of_it_for_a_machine(owner: Owner) -> None:
    (path,) = archives(owner)
    (told,) = json.loads(owner.machine.run("verify", "--json", str(path)).out)["archives"]
    assert (told["sound"], told["complete"], told["unaltered"], told["problems"]) == (True, True, True, [])
    assert [each["kind"] for each in told["witnesses"]] == ["catalogue"]
    assert told["commands"] == list(by_hand.commands([path]))
    assert told["files"] > 10
    assert told["records"] > 100


def test_all_that_is_wrong_is_told(owner: Owner) -> None:
    (path,) = archives(owner)
    data = bytearray(path.read_bytes())
    for at in (len(data) // 2, len(data) - 10):
        data[at] ^= 1
    path.chmod(0o644)
    path.write_bytes(data)
    done = owner.machine.run("verify", str(path))
    assert (done.code, len(set(re.findall("the block at [0-9,]+", done.err)))) == (5, 2)
    (told,) = json.loads(owner.machine.run("verify", "--json", str(path)).out)["archives"]
    assert told["sound"] is False
    assert len({each.rpartition(": ")[2] for each in told["problems"]}) == 2


@pytest.mark.parametrize("several", [False, True], ids=["one cabinet", "several"])
def test_the_commands_show_the_same(owner: Owner, tmp_path: Path, *, several: bool) -> None:
    paths = archives(owner, *(["--max-cabinet", LIMIT] if several else []))
    assert (len(paths) > 1) == several
    found = json.loads(owner.machine.run("verify", "--json", str(paths[0])).out)["archives"][0]
    shell = subprocess.run(
        ["sh", "-e"],
        input="\n".join(found["commands"]),
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if "cabextract: not found" in shell.stderr:
        pytest.skip("cabextract is not installed")
    assert (shell.returncode, shell.stderr) == (0, "")
    assert shell.stdout.split()[0] == found["digest"]


def test_commands_stand_any_path() -> None:
    odd = Path("-it's a book.cab")
    lines = list(by_hand.commands([odd, Path("b.cab")], signed=[odd]))
    assert lines[0] == """cabextract -q -d checked-1 './-it'"'"'s a book.cab'"""
    assert lines[-1] == """osslsigncode verify -in './-it'"'"'s a book.cab'"""
    assert lines[-2] == (
        "sha256sum checked-1/tagmanifest-sha256.txt checked-2/tagmanifest-sha256.txt | cut -c1-64 | sha256sum"
    )


def test_names_of_ascii(owner: Owner, tmp_path: Path) -> None:
    (path,) = archives(owner, "--ascii-names", "--language", "fr-CA")
    from tests.archives import unpacked

    files = unpacked(path)
    assert all(name.isascii() for name in files)
    assert "data/Factures a payer.xlsx" in files
    names = json.loads(files["archive.json"])["names"]
    assert names["ascii"] is True
    assert names["workbooks"]["data/Factures a payer.xlsx"] == "Factures à payer.xlsx"
    assert owner.machine.run("verify", str(path)).code == 0


@pytest.mark.parametrize("size", ["1M", "3G", "much"])
def test_a_size_that_is_none(owner: Owner, size: str) -> None:
    done = owner.machine.run("export", "--books", str(BOOKS["alpine"]), "--max-cabinet", size)
    assert (done.code, "--max-cabinet" in done.err) == (2, True)


def test_settings_say_how_it_is_packed(owner: Owner) -> None:
    book = str(BOOKS["atelier"])
    added = owner.machine.run("add", "rivage", "--books", book, "--ascii-names", "--max-cabinet", LIMIT)
    assert added.code == 0, added.err
    settings = (owner.home / "settings.toml").read_text(encoding="utf-8")
    assert "ascii_names = true" in settings
    assert f'max_cabinet = "{LIMIT}"' in settings
    assert owner.machine.run("add", "other", "--books", book, "--separate", "--max-cabinet", "1").code == 2
