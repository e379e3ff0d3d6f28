"""``reset`` and ``recover`` as a person runs them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from archiver.catalogue import Place, Shared
from archiver.words import phrase
from tests.cli.conftest import Owner

SCHEDULE = """
[company.lac.schedule]
every = "daily"
at = "02:00"
start = 2026-01-01
"""


def place(owner: Owner) -> Place:
    with owner.catalogue() as catalogue:
        return catalogue.next_place(1)


def test_only_who_retypes_the_name_resets(owner: Owner) -> None:
    entry = owner.deposit("disk")
    for typed in ("", "LAC\n"):
        refused = owner.machine.run("reset", "lac", typed=typed)
        assert (refused.code, "That was not lac: nothing was changed." in refused.err) == (2, True)
    assert place(owner) == Place(1, 2, entry.digest)

    done = owner.machine.run("reset", "lac", typed="lac\n")

    assert done.code == 0
    assert "The next archive of lac is 2.1" in done.out
    assert place(owner) == Place(2, 1, None)
    assert owner.machine.run("reset", "lac", typed="lac\n").code == 2, "there is nothing to begin anew"


def test_what_to_keep_or_note_is_listed_first(owner: Owner) -> None:
    entry = owner.deposit("disk")
    settings = owner.home / "settings.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + SCHEDULE, encoding="utf-8")
    now = datetime.now(UTC)
    said = phrase("{guest} can read it.", guest="ann")
    share = Shared(entry.company, "disk", "k", "Lac", True, "ann@example.com", False, None, "", said, now)
    with owner.catalogue() as catalogue:
        catalogue.intend(entry.id, "cloud", "Lac", now)
        number = catalogue.let_in(share)
        catalogue.let_in(replace(share, key="anyone", email=None, anyone=True, until=now + timedelta(days=1)))

    refused = owner.machine.run("reset", "lac")

    for told in (
        f"the last one, 1.1, of 2026-03-31 12:00 UTC: {entry.paths[0]}",
        f"on disk: Boulangerie-du-Lac/2026/{entry.cabinets[0].file}, compared there on",
        f"on cloud: Lac/{entry.cabinets[0].file} is still to be deposited",
        "still to be deposited, in all: 1",
        f"ann@example.com can read Lac on disk; to end it: archiver unshare {number}",
        "anyone who has the link can read Lac on disk",
        "the schedule goes on: every day, at 02:00",
        "the books are not touched",
    ):
        assert told in refused.out
    assert refused.code == 2


def test_a_machine_is_told_everything(owner: Owner) -> None:
    entry = owner.deposit()

    done = owner.machine.run("reset", "lac", "--json", typed="lac\n").json

    assert (done["company"], done["series"], done["sequence"], done["pending"]) == ("lac", 2, 1, 0)
    assert done["last"]["digest"] == entry.digest
    back = owner.machine.run("recover", "lac", "--json").json
    assert (back["series"], back["sequence"], back["last"], back["since"]) == (1, 2, entry.digest, [])


def test_recovering_says_what_came_since(owner: Owner) -> None:
    first = owner.deposit()
    owner.machine.run("reset", "lac", typed="lac\n")
    trial = replace(first, digest="trial", name="trial", place=Place(2, 1, None))
    with owner.catalogue() as catalogue:
        catalogue.enter(trial)

    back = owner.machine.run("recover", "lac")

    assert back.code == 0
    assert "The next archive of lac is 1.2" in back.out
    assert "2.1, of 2026-03-31 12:00 UTC" in back.out
    again = owner.machine.run("recover", "lac")
    assert (again.code, "no reset of lac" in again.err) == (2, True)


@pytest.mark.parametrize("command", ["reset", "recover"])
def test_nothing_is_known_on_a_fresh_machine(owner: Owner, command: str) -> None:
    assert owner.machine.run(command, "lac").code == 2
    assert owner.machine.run(command, "riviera").code == 2
    assert not (owner.home / "catalogue.sqlite").exists()
