"""``link quickbooks``, ``links``, ``relink`` and ``unlink`` as a person runs them, Intuit being the emulator."""

from __future__ import annotations

import json
import re
import socket
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from archiver.access import Grant, credentials
from archiver.access.quickbooks import SERVICE
from tests.access.test_commands import Machine, Ran, machine
from tests.emulators.consent import Consent
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks

__all__ = ["machine"]

PAGE = "https://archives.example/quickbooks-redirect.html"
COMPANY = "Atelier du Fjord inc."
ADDRESS = re.compile(r"https://appcenter\.intuit\.com/\S+")


@pytest.fixture
def keys(quickbooks: QuickBooks, tmp_path: Path) -> Path:
    """The owner's credentials.json: production keys with their page, development keys without."""
    [production] = quickbooks.credentials(production=True).values()
    [development] = quickbooks.credentials().values()
    whole = {"quickbooks": {**production, "redirect_uri": PAGE}, "quickbooks-sandbox": development}
    path = tmp_path / "intuit.json"
    path.write_text(json.dumps(whole), encoding="utf-8")
    return path


@pytest.fixture
def here() -> str:
    """An address on this machine that no other test waits at."""
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    return f"http://localhost:{port}/"


@pytest.fixture
def fjord(machine: Machine, quickbooks: QuickBooks, keys: Path) -> Grant:
    """A link that was made before, called fjord, and the keys it was made with."""
    application = credentials.application("quickbooks", machine.vault, keys, ())
    _, refresh = quickbooks.link()
    grant = Grant(
        service="quickbooks",
        account=COMPANY,
        scopes=SERVICE.scopes,
        refresh_token=refresh,
        client_id=application.client_id,
        client_secret=application.client_secret,
        token_uri=application.token_uri,
        linked_at=datetime.now(UTC).replace(microsecond=0),
        realm=quickbooks.company.realm,
        dies_at=datetime.now(UTC) + timedelta(days=1825),
        unused_dies_after=timedelta(days=101),
    )
    machine.vault.put("fjord", grant.to_json())
    return grant


def link_trial(machine: Machine, keys: Path, here: str, *more: str) -> Ran:
    """A link to a company for trials, by the browser."""
    return machine.run(
        "link", "quickbooks", "--sandbox", "--yes", "--credentials", str(keys), "--redirect", here, *more, browser=True
    )


def link(machine: Machine, quickbooks: QuickBooks, keys: Path, *more: str) -> Ran:
    """A link to a real company, in two steps: the address of the owner's own page is pasted."""
    first = machine.run("link", "quickbooks", "--credentials", str(keys), *more)
    assert (first.code, first.err) == (0, first.err)
    [address] = ADDRESS.findall(first.err)
    _, location = quickbooks.browse(address)
    return machine.run("link", "quickbooks", "--yes", *more, typed=f"{location}\n")


def test_links_a_real_company_by_pasting_the_address_of_the_page(
    machine: Machine, quickbooks: QuickBooks, keys: Path
) -> None:
    first = machine.run("link", "quickbooks", "--as", "fjord", "--credentials", str(keys), "--json")
    assert first.code == 0
    assert "Your own page then shows an address. Copy the whole of it." in first.err
    _, location = quickbooks.browse(first.json["address"])
    assert location.startswith(f"{PAGE}?code=")
    second = machine.run("link", "quickbooks", "--as", "fjord", "--yes", typed=location)
    assert (second.code, second.err) == (0, second.err)
    realm = quickbooks.company.realm
    assert f"Company: {COMPANY} ({realm})" in second.err
    assert "before that if it stays unused for 101 days" in second.err
    assert f"fjord is linked: {COMPANY} ({realm})" in second.out
    assert machine.settings == ""
    assert machine.vault.names() == ["app:quickbooks", "fjord"]
    grant = machine.grant("fjord")
    assert (grant.realm, grant.sandbox, grant.refresh_token) == (realm, False, quickbooks.oauth.links[0].refresh)
    assert quickbooks.writes == []


def test_links_a_company_for_trials_by_the_browser(
    machine: Machine, quickbooks: QuickBooks, keys: Path, here: str
) -> None:
    ran = link_trial(machine, keys, here, "--json")
    assert (ran.code, ran.err) == (0, ran.err)
    assert (ran.json["account"], ran.json["company_id"]) == (COMPANY, quickbooks.company.realm)
    assert ran.json["sandbox"] is True
    assert machine.grant("quickbooks").sandbox
    page = (machine.home.parent / "page").read_text(encoding="utf-8")
    assert "Thank you: QuickBooks Online allowed it" in page


def test_says_before_anything_is_allowed_that_the_permission_is_wider_than_its_use(
    machine: Machine, keys: Path
) -> None:
    said = machine.run("link", "quickbooks", "--credentials", str(keys)).err
    assert said.index("would let a program change the books") < said.index("archiver only reads") < said.index("https:")


def test_says_what_will_be_exported_and_what_to_run_next(
    machine: Machine, quickbooks: QuickBooks, keys: Path, tmp_path: Path
) -> None:
    (tmp_path / "nas").mkdir()
    machine.run("link", "folder", "--to", str(tmp_path / "nas"))
    ran = link(machine, quickbooks, keys, "--as", "fjord")
    assert "takes: Sales, Customers, Purchases, Vendors, Bank, Ledger, Taxes, People, Lists" in ran.out
    assert "goes back to: the first entry of the books" in ran.out
    assert f"is kept in: {machine.home / 'archives'}" in ran.out
    assert "is copied to these drives: nas" in ran.out
    assert "Next, run: archiver add Atelier-du-Fjord-inc --books quickbooks:fjord --drive nas" in ran.out


def test_without_a_drive_it_says_how_to_link_one(machine: Machine, quickbooks: QuickBooks, keys: Path) -> None:
    ran = link(machine, quickbooks, keys)
    assert "is copied nowhere else; link a drive for that: archiver link google" in ran.out
    assert ran.out.endswith("Next, run: archiver add Atelier-du-Fjord-inc --books quickbooks:quickbooks\n")


def test_a_name_that_is_taken_is_told_before_anybody_is_asked(
    machine: Machine, quickbooks: QuickBooks, keys: Path, fjord: Grant
) -> None:
    for again in (("link", "quickbooks"), ("link", "google")):
        ran = machine.run(*again, "--as", "fjord", "--credentials", str(machine.keys))
        assert (ran.code, "relink fjord" in ran.err) == (2, True)
    assert machine.run("link", "quickbooks", "--as", "../out", "--credentials", str(keys)).code == 2
    assert (machine.grant("fjord"), quickbooks.traffic.count()) == (fjord, 0)


def test_several_companies_each_have_a_link(machine: Machine, quickbooks: QuickBooks, keys: Path, fjord: Grant) -> None:
    quickbooks.oauth.realm = other_company(quickbooks)
    link(machine, quickbooks, keys, "--as", "lac")
    told = machine.run("links", "--json").json["links"]
    assert [row["company_id"] for row in told] == [fjord.realm, "4620816365000001"]
    assert machine.run("unlink", "fjord").code == 0
    assert [each.refresh for each in quickbooks.oauth.links] == [machine.grant("lac").refresh_token]


def other_company(quickbooks: QuickBooks) -> str:
    """The number of another company of the same owner."""
    from tests.emulators.quickbooks.atelier import atelier

    company = atelier(quickbooks.clock.now)
    company.realm = "4620816365000001"
    quickbooks.serve(company)
    return company.realm


@pytest.mark.parametrize("typed", ["AB1-a-code", f"{PAGE}?code=AB1&state=another&realmId=1", f"{PAGE}?code=AB1", "no"])
def test_an_answer_to_something_else_is_refused(
    machine: Machine, quickbooks: QuickBooks, keys: Path, typed: str
) -> None:
    machine.run("link", "quickbooks", "--credentials", str(keys))
    ran = machine.run("link", "quickbooks", "--yes", typed=typed)
    assert ran.code == 6
    assert (machine.vault.get("quickbooks"), quickbooks.traffic.count("POST *")) == (None, 0)


def test_a_no_at_the_service_is_a_sentence(machine: Machine, quickbooks: QuickBooks, keys: Path) -> None:
    quickbooks.oauth.consent = Consent(approve=False)
    ran = link(machine, quickbooks, keys)
    assert (ran.code, machine.vault.get("quickbooks")) == (6, None)
    assert "No link was made" in ran.err


def test_production_keys_need_a_page_and_the_page_is_remembered(
    machine: Machine, quickbooks: QuickBooks, tmp_path: Path
) -> None:
    bare = tmp_path / "bare.json"
    bare.write_text(json.dumps(quickbooks.credentials(production=True)), encoding="utf-8")
    ran = machine.run("link", "quickbooks", "--credentials", str(bare))
    assert (ran.code, "docs/link-quickbooks.md" in ran.err) == (2, True)
    ran = machine.run("link", "quickbooks", "--credentials", str(bare), "--redirect", "https://192.0.2.1/page")
    assert (ran.code, "192.0.2.1" in ran.err, "192.0.2.1" in str(machine.vault.get("app:quickbooks"))) == (
        2,
        True,
        False,
    )
    assert link(machine, quickbooks, bare, "--redirect", PAGE).code == 0
    first = machine.run("relink", "quickbooks")
    assert (first.code, "redirect_uri=https%3A%2F%2Farchives.example" in first.err) == (0, True)


def test_a_port_that_is_taken_is_told(machine: Machine, keys: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = link_trial(machine, keys, f"http://localhost:{taken.getsockname()[1]}/")
    assert (ran.code, "--redirect" in ran.err) == (2, True)


def test_trial_keys_for_a_real_company_are_told_and_nothing_is_kept(
    machine: Machine, quickbooks: QuickBooks, keys: Path, here: str
) -> None:
    quickbooks.faults.add(Fault(on="GET */companyinfo/*", does="refuse", reason="3100"))
    ran = link_trial(machine, keys, here)
    assert (ran.code, "need development keys and --sandbox" in ran.err) == (4, True)
    assert machine.vault.get("quickbooks") is None


def test_links_tells_both_ends_and_warns_in_time(machine: Machine, fjord: Grant) -> None:
    now = fjord.linked_at

    def days(count: int) -> datetime:
        return now + timedelta(days=count)

    lasting = replace(fjord, linked_at=days(-1800))
    for name, used, dies in (("a", -1, 25), ("b", -1, 13), ("c", -1, -1), ("d", -80, 25), ("e", -90, 25)):
        machine.vault.put(name, replace(lasting, refreshed_at=days(used), dies_at=days(dies)).to_json())
    told = {row["name"]: row for row in machine.run("links", "--json").json["links"]}
    assert {name: row["state"] for name, row in told.items()} == {
        "a": "linked", "b": "ending", "c": "ended", "d": "linked", "e": "unused", "fjord": "linked",
    }  # fmt: skip
    row = told["fjord"]
    assert (row["kind"], row["account"], row["company_id"]) == ("quickbooks", COMPANY, fjord.realm)
    assert (row["dies_at"], row["dies_unused_at"]) == (str(fjord.dies_at).replace(" ", "T"), days(101).isoformat())
    table = machine.run("links").out
    assert re.search(rf"fjord\s+quickbooks\s+{COMPANY} \({fjord.realm}\)\s+linked", table)
    for said in ("b ends on", "Before that, run: archiver relink b", "c has ended.", "unless it is used before"):
        assert said in table


def test_books_of_the_settings_without_a_link_are_told_and_can_be_linked_again(
    machine: Machine, quickbooks: QuickBooks, fjord: Grant
) -> None:
    (machine.home / "settings.toml").write_text('[company.bakery]\nbooks = "quickbooks:fjord"\n', encoding="utf-8")
    machine.vault.forget("fjord")
    [row] = machine.run("links", "--json").json["links"]
    assert (row["name"], row["kind"], row["state"]) == ("fjord", "quickbooks", "missing")
    assert machine.run("unlink", "fjord").code == 6
    assert relink(machine, quickbooks, "fjord").code == 0
    assert machine.grant("fjord").realm == fjord.realm


def test_relink_takes_the_same_company_and_no_other(machine: Machine, quickbooks: QuickBooks, fjord: Grant) -> None:
    ran = relink(machine, quickbooks, "fjord")
    assert (ran.code, ran.out) == (0, f"fjord is linked again: {fjord.whose}\n")
    after = machine.grant("fjord")
    assert (after.realm, after.refresh_token != fjord.refresh_token) == (fjord.realm, True)

    quickbooks.oauth.realm = other_company(quickbooks)
    refused = relink(machine, quickbooks, "fjord")
    assert refused.code == 2
    assert "4620816365000001" in refused.err
    assert machine.grant("fjord") == after
    assert {each.realm for each in quickbooks.oauth.links} == {fjord.realm}


def relink(machine: Machine, quickbooks: QuickBooks, name: str) -> Ran:
    first = machine.run("relink", name)
    [address] = ADDRESS.findall(first.err)
    return machine.run("relink", name, "--yes", typed=quickbooks.browse(address)[1])


def test_a_company_for_trials_is_relinked_as_one(machine: Machine, keys: Path, here: str, fjord: Grant) -> None:
    credentials.application("quickbooks-sandbox", machine.vault, keys, (), here)
    machine.vault.put("fjord", replace(fjord, sandbox=True).to_json())
    ran = machine.run("relink", "fjord", "--yes", browser=True)
    assert (ran.code, ran.err) == (0, ran.err)
    assert machine.grant("fjord").sandbox
    assert machine.grant("fjord").refresh_token != fjord.refresh_token


@pytest.mark.usefixtures("fjord")
def test_unlink_ends_it_at_intuit_and_changes_nothing_there(
    machine: Machine, quickbooks: QuickBooks, keys: Path
) -> None:
    ran = machine.run("unlink", "fjord")
    assert (ran.code, quickbooks.oauth.links, quickbooks.writes) == (0, [], [])
    assert "archiver link quickbooks --as fjord" in ran.out
    assert machine.vault.names() == ["app:quickbooks"]
    assert machine.run("unlink", "fjord").code == 2
    assert link(machine, quickbooks, keys, "--as", "fjord").code == 0


@pytest.mark.usefixtures("fjord")
def test_unlink_forgets_what_intuit_was_not_told_only_by_force(machine: Machine, quickbooks: QuickBooks) -> None:
    quickbooks.faults.add(Fault(on="POST */revoke", does="fail", times=0))
    assert machine.run("unlink", "fjord").code == 4
    assert machine.grant("fjord")
    assert machine.run("unlink", "fjord", "--force").code == 0
    assert machine.vault.get("fjord") is None


@pytest.mark.usefixtures("fjord")
def test_a_damaged_link_of_nobody_can_be_forgotten_by_force(machine: Machine) -> None:
    machine.vault.put("fjord", "{}")
    assert machine.run("relink", "fjord").code == 2
    assert machine.run("unlink", "fjord").code == 2
    assert machine.run("unlink", "fjord", "--force").code == 0
    assert machine.vault.names() == ["app:quickbooks"]


@pytest.mark.usefixtures("fjord")
def test_secrets_are_in_the_vault_and_nowhere_else(
    machine: Machine, quickbooks: QuickBooks, keys: Path, here: str
) -> None:
    link_trial(machine, keys, here)
    secrets = [*quickbooks.oauth.access, *(each.refresh for each in quickbooks.oauth.links)]
    secrets += [quickbooks.oauth.production.secret, quickbooks.oauth.development.secret]
    relink(machine, quickbooks, "fjord")
    secrets += [*quickbooks.oauth.access, *(each.refresh for each in quickbooks.oauth.links)]
    for command in (("links",), ("links", "--json"), ("status",), ("unlink", "fjord"), ("unlink", "quickbooks")):
        machine.run(*command)
    seen = "".join(f"{ran.out}{ran.err}" for ran in machine.runs)
    for place in ("processes", "page"):
        seen += (machine.home.parent / place).read_text(encoding="utf-8", errors="replace")
    assert "archiver" in seen
    assert len(set(secrets)) == 8
    assert [each for each in secrets if each in seen] == []
    holding = {path.parent.name for path in machine.home.rglob("*") if path.is_file() and _holds(path, secrets)}
    assert holding == {"links"}


def _holds(path: Path, secrets: list[str]) -> bool:
    text = path.read_bytes()
    return any(each.encode() in text for each in secrets)


def test_help_is_there(machine: Machine) -> None:
    ran = machine.run("link", "quickbooks", "--help", lang="fr-CA")
    assert (ran.code, "--sandbox" in ran.out, "--redirect" in ran.out, "--device" in ran.out) == (0, True, True, False)
