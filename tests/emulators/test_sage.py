"""The emulator of Sage: pages and their trap, what it tells of changes, its businesses, and shapes like Sage's own."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import requests

from tests.emulators.clock import Clock
from tests.emulators.exchange import Json
from tests.emulators.faults import Fault
from tests.emulators.fixtures import authority, dropbox, google, proxy, sage
from tests.emulators.sage import Business, Sage
from tests.emulators.sage.atelier import atelier
from tests.emulators.sage.lists import DELETED, LISTS, SETTINGS, SINCE, SORTED

__all__ = ["authority", "dropbox", "google", "proxy", "sage"]

SHARED = Path(__file__).parents[3] / "shared" / "data" / "sage"
SWAGGER = SHARED / "sage_accounting_v3.1_swagger-2.0.0_from_SynergiTech_sage-php.json"
needs_swagger = pytest.mark.skipif(not SWAGGER.is_file(), reason="Sage's own description is not on this machine")
API = "https://api.accounting.sage.com/v3.1"


@pytest.fixture(scope="module")
def business() -> Business:
    """The business that is served, without a server."""
    return atelier(Clock().now)


def get(sage: Sage, path: str, business: str | None = "", **asked: str) -> requests.Response:
    """What a path gives to an owner's application, for the business that the tests are about."""
    token, _ = sage.link()
    headers = {"Authorization": f"Bearer {token}"}
    if business is not None:
        headers["X-Business"] = business or sage.business.id
    return requests.get(f"{API}/{path}", params=asked, headers=headers, timeout=5)


def page(sage: Sage, path: str, **asked: str) -> Json:
    """The envelope of a list."""
    found: Json = get(sage, path, **asked).json()
    return found


def test_a_list_gives_outlines_in_pages_of_twenty(sage: Sage) -> None:
    first = page(sage, "sales_invoices")
    assert (first["$total"], first["$page"], first["$back"], len(first["$items"])) == (24, 1, None, 20)
    assert first["$next"] == "/sales_invoices?page=2"
    assert {key for item in first["$items"] for key in item} == {"id", "displayed_as", "$path"}
    assert page(sage, "sales_invoices", page="2")["$next"] is None


def test_beyond_the_end_the_last_page_comes_again(sage: Sage) -> None:
    last = page(sage, "sales_invoices", page="2")
    assert page(sage, "sales_invoices", page="7") == last


def test_no_page_has_more_than_two_hundred(sage: Sage) -> None:
    assert get(sage, "contacts", items_per_page="201").status_code == 400
    sage.complaints.clear()  # that was ours to try


def test_amounts_are_text(sage: Sage) -> None:
    [item] = page(sage, "sales_credit_notes", attributes="all")["$items"]
    assert (item["total_amount"], item["credit_note_lines"][0]["net_amount"]) == ("9.0", "7.5")


def test_changes_are_told_with_their_moment_and_deletions_without(sage: Sage) -> None:
    sage.clock.forward(days=1)
    changed, deleted = sage.business.items("contacts")[:2]
    sage.business.change("contacts", changed["id"], notes="x")
    sage.business.delete("contacts", deleted["id"])
    at, gone = changed["updated_at"], sage.business.gone["contacts"][deleted["id"]]["deleted_at"]
    assert [item["id"] for item in page(sage, "contacts", updated_or_created_since=at)["$items"]] == [changed["id"]]
    assert page(sage, "contacts", deleted_since=gone)["$items"] == []
    before = sage.clock.now().replace(year=2020).isoformat()
    assert [item["id"] for item in page(sage, "contacts", deleted_since=before)["$items"]] == [deleted["id"]]


def test_what_is_deleted_is_posted_no_more(sage: Sage) -> None:
    invoice = sage.business.items("sales_invoices")[0]
    sage.business.delete("sales_invoices", invoice["id"])
    entries = [each for each in sage.business.items("ledger_entries") if each["transaction"] == invoice["transaction"]]
    assert {each["deleted"] for each in entries} == {True}


def test_without_a_business_the_lead_one_is_read_in_silence(sage: Sage) -> None:
    assert get(sage, "sales_invoices", None).json()["$total"] == 1
    assert get(sage, "sales_invoices", sage.lead.id).json()["$total"] == 1
    assert get(sage, "sales_invoices", "0" * 32).status_code == 403


def test_debits_are_credits_and_every_transaction_is_posted(business: Business) -> None:
    sums: dict[str, float] = {}
    for entry in business.items("ledger_entries"):
        whose = entry["transaction"]["id"]
        sums[whose] = round(sums.get(whose, 0) + float(entry["debit"]) - float(entry["credit"]), 2)
    assert set(sums.values()) == {0}
    assert sums.keys() == business.ids("transactions")


@pytest.mark.parametrize("path", ["sales_invoices", "contacts"])
def test_who_writes_is_refused_and_noted(sage: Sage, path: str) -> None:
    token, _ = sage.link()
    headers = {"Authorization": f"Bearer {token}", "X-Business": sage.business.id}
    answer = requests.post(f"{API}/{path}", json={}, headers=headers, timeout=5)
    assert (answer.status_code, sage.writes) == (403, [f"POST /v3.1/{path}"])
    sage.complaints.clear()  # that was ours to try


def test_tokens_live_for_five_minutes_and_refresh_tokens_are_good_once(sage: Sage) -> None:
    token, refresh = sage.link()
    keys = {"client_id": sage.oauth.app.key, "client_secret": sage.oauth.app.secret}
    form = {**keys, "grant_type": "refresh_token", "refresh_token": refresh}
    address = "https://oauth.accounting.sage.com/token"
    first, again = (requests.post(address, data=form, timeout=5) for _ in range(2))
    assert (first.json()["expires_in"], first.json()["refresh_token_expires_in"]) == (300, 2_678_400)
    assert (again.status_code, again.json()["error"], sage.oauth.replayed) == (400, "invalid_grant", 1)
    headers = {"Authorization": f"Bearer {token}", "X-Business": sage.business.id}
    assert requests.get(f"{API}/contacts", headers=headers, timeout=5).status_code == 200
    sage.clock.forward(seconds=301)
    assert requests.get(f"{API}/contacts", headers=headers, timeout=5).status_code == 401


def test_a_day_has_so_many_requests(sage: Sage) -> None:
    sage.budget = 1
    assert get(sage, "contacts").status_code == 200
    answer = get(sage, "contacts")
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "25200")
    assert answer.json()[0]["$dataCode"] == "RateLimitReached"


def test_faults_strike_where_they_are_set(sage: Sage) -> None:
    sage.faults.add(Fault("GET /v3.1/contacts deleted", "refuse", reason="forbidden"))
    assert get(sage, "contacts").status_code == 200
    assert get(sage, "contacts", deleted_since="2020-01-01T00:00:00Z").status_code == 403


@cache
def swagger() -> Json:
    found: Json = json.loads(SWAGGER.read_text(encoding="utf-8"))
    return found


def definition(path: str) -> str:
    schema = swagger()["paths"][f"/{path}"]["get"]["responses"]["200"]["schema"]
    found: str = schema.get("items", schema)["$ref"].rpartition("/")[2]
    return found


FORMS: Mapping[str, tuple[type, ...]] = {
    "string": (str,), "boolean": (bool,), "integer": (int, str), "number": (str,), "array": (list,), "object": (dict,),
}  # fmt: skip
"""What values are in our answers, by the types of Sage's description; numbers come as text."""


def strange(value: Json, name: str, where: str) -> Iterator[str]:
    """The fields that Sage's description does not know, or knows otherwise."""
    known: Json = swagger()["definitions"][name]["properties"]
    for key, each in value.items():
        told = known.get(key)
        if told is None:
            yield f"{where}.{key} is unknown"
        elif each is not None:
            yield from _strange(each, told, f"{where}.{key}")


def _strange(value: Any, told: Json, where: str) -> Iterator[str]:  # noqa: ANN401 (any JSON)
    if reference := told.get("$ref"):
        yield from strange(value, reference.rpartition("/")[2], where)
    elif not isinstance(value, FORMS[told["type"]]):
        yield f"{where} is {value!r}, and not of the type {told['type']}"
    elif isinstance(value, list) and "items" in told:
        for each in value:
            yield from _strange(each, told["items"], where)


@needs_swagger
@pytest.mark.parametrize("path", sorted(LISTS))
def test_every_field_is_one_that_sage_describes(business: Business, path: str) -> None:
    found = [line for item in business.items(path) for line in strange(item, definition(path), path)]
    assert sorted(set(found)) == []


@needs_swagger
@pytest.mark.parametrize("path", sorted(SETTINGS))
def test_every_setting_is_one_that_sage_describes(business: Business, path: str) -> None:
    assert list(strange(business.settings[path], definition(path), path)) == []


@needs_swagger
def test_every_list_can_be_asked_for_what_sage_says() -> None:
    asked: dict[str, set[str]] = {"updated_or_created_since": set(), "deleted_since": set(), "sort": set()}
    for path, operations in swagger()["paths"].items():
        for parameter in operations.get("get", {}).get("parameters", ()) if "{" not in path else ():
            if parameter["name"] in asked:
                asked[parameter["name"]].add(path.strip("/"))
    assert set(SINCE) == asked["updated_or_created_since"]
    assert set(DELETED) == asked["deleted_since"]
    assert set(SORTED) == asked["sort"]
