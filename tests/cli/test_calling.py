"""The calls that ``status`` tells of: every one that was answered, against what their application has for nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from archiver.access import Grant
from archiver.catalogue import Catalogue
from tests.access.test_commands import Machine
from tests.access.test_commands_of_books import fjord, keys, other_company
from tests.emulators.fixtures import quickbooks
from tests.emulators.quickbooks import QuickBooks

__all__ = ["fjord", "keys", "quickbooks"]


def said(machine: Machine) -> str:
    """The line on calls."""
    return "\n".join(line for line in machine.run("status").out.splitlines() if line.startswith("Calls"))


def answered(quickbooks: QuickBooks) -> int:
    """The calls of the API that were answered: refusals cost nothing, nor do files, which lie elsewhere."""
    ours = [call for call in quickbooks.traffic.matching("GET *") if "/attachments/" not in call.request]
    return sum(call.status == 200 for call in ours)


def called(machine: Machine, **calls: int) -> None:
    """Calls of this month, by link."""
    with Catalogue(machine.home / "catalogue.sqlite") as catalogue:
        for link, count in calls.items():
            catalogue.agenda.count_calls(link, f"{datetime.now(UTC):%Y-%m}", count)


@pytest.mark.usefixtures("fjord")
def test_whatever_opens_the_books_is_counted(machine: Machine, quickbooks: QuickBooks) -> None:
    assert machine.run("status", "--json").json["calls"] == []
    added = machine.run("add", "fjord", "--books", "quickbooks:fjord")
    assert (added.code, added.err) == (0, "")
    after = [answered(quickbooks)]
    assert after == [2]
    for more in (("--dry-run",), ()):
        assert machine.run("export", "fjord", *more).code == 0
        after.append(answered(quickbooks))
        told = f"Calls to fjord this month: {after[-1]}, of the 500,000 that their application has for nothing"
        assert said(machine) == told
    assert after == sorted(set(after)), "each of them asks"


def test_what_one_application_asks_is_one_sum(machine: Machine, fjord: Grant, quickbooks: QuickBooks) -> None:
    realm = other_company(quickbooks)
    _, refresh = quickbooks.link(realm=realm)
    machine.vault.put("lac", replace(fjord, realm=realm, refresh_token=refresh).to_json())
    machine.vault.put("mont", replace(fjord, client_id="of-another-application").to_json())
    called(machine, fjord=300_000, lac=250_000, mont=7)
    assert machine.run("add", "lac", "--books", "quickbooks:lac").code == 0
    told = machine.run("status", "--json").json["calls"]
    assert [(each["count"], each["budget"]) for each in told] == [(550_002, 500_000), (7, 500_000)]
    assert told[0]["links"] == {"fjord": 300_000, "lac": 250_002}
    assert machine.run("status", "lac", "--json").json["calls"] == told[:1]


def test_companies_for_trials_use_up_nothing(machine: Machine, fjord: Grant, quickbooks: QuickBooks) -> None:
    development = quickbooks.oauth.development
    _, refresh = quickbooks.link(development)
    trial = replace(
        fjord, sandbox=True, refresh_token=refresh, client_id=development.key, client_secret=development.secret
    )
    machine.vault.put("trial", trial.to_json())
    assert machine.run("add", "trial", "--books", "quickbooks:trial").code == 0
    called(machine, fjord=3)
    assert said(machine).startswith("Calls to fjord this month: 3, of the")


def test_calls_of_a_link_that_is_no_more_still_count(machine: Machine, fjord: Grant) -> None:
    machine.vault.put("lac", replace(fjord, realm="4620816365000001").to_json())
    called(machine, fjord=3, lac=4)
    machine.vault.forget("fjord")
    assert machine.run("status", "--json").json["calls"] == [
        {"links": {"fjord": 3, "lac": 4}, "count": 7, "budget": 500_000}
    ]
    machine.vault.put("lac", "{}")
    assert [each["count"] for each in machine.run("status", "--json").json["calls"]] == [7]


def test_other_services_have_no_price(machine: Machine, fjord: Grant) -> None:
    machine.vault.put("shop", replace(fjord, service="sage").to_json())
    called(machine, shop=9)
    assert said(machine) == "Calls to shop this month: 9"
    assert machine.run("status", lang="fr-CA").out.count("Appels à shop ce mois-ci") == 1
