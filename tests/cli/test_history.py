"""``compare``, ``record`` and ``as-of`` as a person runs them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from archiver.catalogue import Identity
from archiver.model import State, Status
from archiver.order import Order
from tests.archives import COMPANY, exported, memory, record
from tests.cli.conftest import Owner
from tests.depositing import LAC
from tests.history.making import Rows, cabinet, invoice, kept, line
from tests.test_sealed import PASSWORD

STATES: tuple[Rows, ...] = (
    {"invoices": [invoice("1", "10.00"), invoice("2", "20.00")], "invoice_lines": [line("1", 1, "10.00")]},
    {"invoices": [invoice("1", "12.50"), invoice("2", "20.00")], "invoice_lines": [line("1", 1, "12.50")]},
    {"invoices": [invoice("1", "0", State.VOIDED), invoice("3", "3.00")]},
)


@pytest.fixture
def paths(owner: Owner) -> list[Path]:
    """Three archives of the company ``lac``, the first read on the last day of March, one each day."""
    made = [cabinet(owner.home, rows, number) for number, rows in enumerate(STATES, start=1)]
    with owner.catalogue() as catalogue:
        company = catalogue.company(LAC, "lac")
        for path in made:
            catalogue.enter(replace(kept(path).entry, company=company))
    return made


def test_the_last_two_are_compared(owner: Owner, paths: list[Path]) -> None:
    ran = owner.machine.run("compare", "lac")
    assert (ran.code, ran.err) == (0, "")
    assert "Lac_2026-04-02_full_3, read on 2026-04-02 14:00 UTC-04:00, is compared with Lac_2026-04-01" in ran.out
    assert next(line.split() for line in ran.out.splitlines() if line.startswith("Invoices  ")) == [
        "Invoices", "1", "0", "1", "1",
    ]  # fmt: skip
    assert "-29.50" in ran.out


def test_two_are_compared_by_path_name_or_digest(owner: Owner, paths: list[Path]) -> None:
    entry = kept(paths[1]).entry
    for then, now in (
        (str(paths[0]), str(paths[1])),
        (kept(paths[0]).entry.name, entry.name),
        (paths[0].name, entry.digest),
    ):
        ran = owner.machine.run("compare", then, now, "--json")
        assert ran.code == 0
        told = ran.json
        assert (told["then"]["sequence"], told["now"]["sequence"], told["same_series"]) == (1, 2, True)
        assert told["counts"] == {"invoices": {"changed": 1}, "invoice_lines": {"changed": 1}}
        assert told["changes"][0]["columns"] == [{"column": "total", "before": "10.00", "after": "12.50"}]
        assert told["parties"] == [{"kind": "invoices", "id": "ann", "name": "Ann", "currency": "CAD", "moved": "2.50"}]
        assert told["workbook"] is None


def test_a_comparison_becomes_a_workbook_in_the_language_asked_for(owner: Owner, paths: list[Path]) -> None:
    ran = owner.machine.run("compare", "lac", "--to", str(owner.home), "--language", "fr-CA", "--json")
    path = Path(ran.json["workbook"])
    assert (ran.code, path.parent) == (0, owner.home)
    assert path.name.endswith("_NON-RESTAURABLE.xlsx")
    assert path.is_file()
    assert list((owner.home / "work").glob("*/*")) == []


def test_archives_that_have_not_changed(owner: Owner, paths: list[Path]) -> None:
    ran = owner.machine.run("compare", str(paths[0]), str(paths[0]))
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Nothing has changed.")


def test_what_was_not_compared_is_not_called_unchanged(owner: Owner, paths: list[Path]) -> None:
    """It may have: the later archive could not read all of it."""
    partly = cabinet(
        owner.home, {**STATES[2], "invoices": STATES[2]["invoices"][:1]}, 4, statuses={"invoices": Status.PARTIAL}
    )
    ran = owner.machine.run("compare", str(paths[2]), str(partly))
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Nothing of what was compared has changed.")


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("compare", "nobody"), "no company called nobody"),
        (("compare", "lac", "nobody"), "nobody is no archive"),
        (("compare", "lac", "--to", "nowhere"), "nowhere does not exist"),
        (("record", "lac", "invoices", "F-7"), "The nearest numbers are: F-1, F-2, F-3"),
        (("record", "lac", "wishes", "F-1"), "no documents called wishes"),
        (("record", "nobody", "invoices", "F-1"), "no company called nobody"),
        (("as-of", "lac", "tomorrow"), "tomorrow is no moment"),
        (("as-of", "lac", "2026-13-01"), "2026-13-01 is no moment"),
        (("as-of", "lac", "2026-03-31 18:03+00:00"), "The oldest one was finished on 2026-03-31 18:05 UTC"),
        (("as-of", "lac", "2027-01-01", "--to", "nowhere"), "nowhere does not exist"),
    ],
)
def test_what_cannot_be_done_is_said(owner: Owner, paths: list[Path], arguments: tuple[str, ...], said: str) -> None:
    ran = owner.machine.run(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err


def test_one_archive_alone_cannot_be_compared(owner: Owner) -> None:
    assert owner.machine.run("compare", "lac").code == 2, "there is none"
    with owner.catalogue() as catalogue:
        entry = kept(cabinet(owner.home, STATES[0])).entry
        catalogue.enter(replace(entry, company=catalogue.company(LAC, "lac")))
    ran = owner.machine.run("compare", "lac")
    assert (ran.code, "fewer than two archives" in ran.err) == (2, True)


def test_one_invoice_through_time(owner: Owner, paths: list[Path]) -> None:
    ran = owner.machine.run("record", "lac", "Factures", "F-1")
    assert (ran.code, ran.err) == (0, "")
    events = [line for line in ran.out.splitlines() if " the archive of " in line]
    assert [each.partition(" by ")[0].partition(" in ")[0] for each in events] == ["First seen", "Changed", "Voided"]

    told = owner.machine.run("record", "lac", "invoices", "1", "--json").json["documents"]
    (document,) = told
    assert [each["event"] for each in document["events"]] == ["seen", "changed", "voided"]
    assert [each["sequence"] for each in document["events"]] == [1, 2, 3]
    assert document["rows"][0]["values"]["number"] == "F-1"
    assert document["rows"][0]["state"] == "voided"


def test_kinds_are_those_that_the_archives_have(owner: Owner, paths: list[Path]) -> None:
    ran = owner.machine.run("record", "lac", "truc", "1", lang="fr-CA")
    assert ran.code == 2
    assert [each.strip() for each in ran.err.splitlines()[2:]] == [
        "- Factures (invoices)", "- Lignes de facture (invoice_lines)",
    ]  # fmt: skip


def test_a_row_is_found_by_the_identifier_that_is_printed(owner: Owner, paths: list[Path]) -> None:
    ran = owner.machine.run("record", "lac", "invoice_lines", "1/1")
    assert (ran.code, ran.err) == (0, "")


def test_an_archive_that_is_not_here_is_told_and_the_others_are_read(owner: Owner, paths: list[Path]) -> None:
    paths[1].unlink()
    ran = owner.machine.run("record", "lac", "invoices", "F-2", "--json")
    assert ran.code == 2
    assert [each["event"] for each in ran.json["documents"][0]["events"]] == ["seen", "deleted"]


def test_the_books_as_of_a_moment(owner: Owner, paths: list[Path]) -> None:
    ran = owner.machine.run("as-of", "lac", "2026-04-01 18:05:05+00:00", "--to", str(owner.home), "--json")
    told = ran.json
    assert (ran.code, told["archives"], told["moment"]) == (0, [kept(paths[1]).entry.name], "2026-04-01T14:00:05-04:00")
    assert Path(told["folder"]).name == "Boulangerie-du-Lac_2026-04-01T180005Z_AS-OF_NON-RESTORABLE"
    assert Path(told["start"]).is_file()
    again = owner.machine.run("as-of", "lac", "2026-04-01", "--to", str(owner.home))
    assert (again.code, "already exists" in again.err) == (4, True), "a day is its end: the same archive"
    assert list((owner.home / "work").glob("*/*")) == []


def test_an_archive_that_is_not_whole_is_passed_over(owner: Owner, paths: list[Path]) -> None:
    partly = cabinet(owner.home, STATES[0], 4, statuses={"invoices": Status.PARTIAL})
    with owner.catalogue() as catalogue:
        catalogue.enter(replace(kept(partly).entry, company=catalogue.company(LAC, "lac")))
    ran = owner.machine.run("as-of", "lac", "2099-01-01", "--to", str(owner.home), "--json")
    assert (ran.code, ran.json["archives"]) == (0, [kept(paths[2]).entry.name])
    assert ran.json["passed_over"] == [kept(partly).entry.name]


def test_an_increment_whose_base_is_missing_is_told(owner: Owner, paths: list[Path]) -> None:
    """No. 4 was lost with the catalogue, and no. 5 is there."""
    later = kept(cabinet(owner.home, {"invoices": [invoice("4", "4.00")]}, 5, type_="incremental")).entry
    with owner.catalogue() as catalogue:
        catalogue.enter(replace(later, company=catalogue.company(LAC, "lac")))
    ran = owner.machine.run("as-of", "lac", "2099-01-01", "--to", str(owner.home))
    said = "an archive that they build on is missing: " + later.name
    assert (ran.code, said in " ".join(ran.out.split())) == (0, True)
    assert later.name not in ran.out.split("Made in")[0]


def test_sealed_archives_ask_for_their_password(owner: Owner) -> None:
    small = memory(customers=[{"customers": [record("customers", "1", name="Ann")]}])
    order = Order(flat=True, password=PASSWORD)
    paths = [str(exported(small, owner.home / name, order).path) for name in ("a", "b")]
    ran = owner.machine.run("compare", *paths)
    assert (ran.code, "is sealed with a password" in ran.err) == (2, True)
    ran = owner.machine.run("compare", *paths, "--password", typed=f"{PASSWORD.text}\n")
    assert (ran.code, ran.out.splitlines()[-1]) == (0, "Nothing has changed.")
    ran = owner.machine.run("compare", *paths, "--password", typed="open sesame, please\n")
    assert (ran.code, "does not open with that password" in ran.err) == (2, True)


def test_a_company_that_was_learned_is_called_as_its_archives_are(owner: Owner, paths: list[Path]) -> None:
    other = Identity(COMPANY.source, COMPANY.source_id)
    with owner.catalogue() as catalogue:
        company = catalogue.company(other)
        for path in paths[:2]:
            entry = kept(path).entry
            catalogue.learn(replace(entry, company=company, digest=f"{entry.digest[:-1]}y"))
    ran = owner.machine.run("compare", "Lac", "--json")
    assert (ran.code, ran.json["now"]["sequence"]) == (0, 2)


@pytest.mark.parametrize(
    "arguments",
    [
        ("compare", "Lac"),
        ("compare", "Lac", "Lac"),
        ("record", "Lac", "invoices", "F-1"),
        ("as-of", "Lac", "2099-01-01"),
    ],
)
def test_companies_that_were_learned_and_are_called_alike_are_not_one(
    owner: Owner, paths: list[Path], arguments: tuple[str, ...]
) -> None:
    """The books of the one are no later state of those of the other."""
    with owner.catalogue() as catalogue:
        for number, path in enumerate(paths[:2]):
            entry = kept(path).entry
            company = catalogue.company(Identity(COMPANY.source, f"{number}"))
            catalogue.learn(replace(entry, company=company, digest=f"{entry.digest[:-1]}y"))
    ran = owner.machine.run(*arguments)
    assert (ran.code, ran.out, "several companies that are called Lac" in ran.err) == (2, "", True)
    assert "several companies" not in owner.machine.run("compare", *(str(path) for path in paths[:2])).err
