"""Intuit: which company was chosen, where the browser comes back to, and how a link is ended."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest

from archiver.access import oauth
from archiver.access import quickbooks as ours
from archiver.access.application import Application
from archiver.access.grant import Grant
from archiver.access.oauth import Answer, Attempt, Linked
from archiver.access.service import Service
from archiver.access.tokens import Tokens
from archiver.errors import (
    ArchiverError,
    CodeRefused,
    RedirectNeeded,
    RedirectRefused,
    Refused,
    Throttled,
    Unintelligible,
    Unwell,
    WrongApplicationKeys,
)
from tests.access.conftest import NOW
from tests.emulators.exchange import Answer as Said
from tests.emulators.faults import Fault
from tests.emulators.quickbooks import QuickBooks

PAGE = "https://archives.example/quickbooks-redirect.html"
LIVE, TRIAL = ours.SERVICE, ours.SANDBOX
COMPANY = "GET */companyinfo/*"


def keys(quickbooks: QuickBooks, service: Service) -> Application:
    app = quickbooks.oauth.development if service.sandbox else quickbooks.oauth.production
    return Application(client_id=app.key, client_secret=app.secret, auth_uri=ours.AUTHORIZE, token_uri=ours.TOKEN)


def answered(quickbooks: QuickBooks, service: Service, attempt: Attempt) -> Answer:
    status, location = quickbooks.browse(attempt.address(service, keys(quickbooks, service)))
    assert status == 302
    back = dict(parse_qsl(urlsplit(location).query))
    assert back["state"] == attempt.state
    return Answer.of(back)


def linked(quickbooks: QuickBooks, service: Service = LIVE) -> Linked:
    attempt = Attempt(ours.HERE if service.sandbox else PAGE)
    application = keys(quickbooks, service)
    given = oauth.redeem(service, application, attempt, answered(quickbooks, service, attempt))
    return oauth.settle(service, application, given, NOW)


def test_asks_for_accounting_only_and_without_proof(quickbooks: QuickBooks) -> None:
    attempt = Attempt(PAGE)
    question = dict(parse_qsl(urlsplit(attempt.address(LIVE, keys(quickbooks, LIVE))).query))
    assert question == {
        "client_id": quickbooks.oauth.production.key,
        "response_type": "code",
        "scope": "com.intuit.quickbooks.accounting",
        "state": attempt.state,
        "redirect_uri": PAGE,
    }


@pytest.mark.parametrize("service", [LIVE, TRIAL])
def test_links_a_company_with_its_number_its_name_and_both_ends(quickbooks: QuickBooks, service: Service) -> None:
    made = linked(quickbooks, service)
    grant = made.grant
    assert made.account.name == grant.account == "Atelier du Fjord inc."
    assert (grant.realm, grant.sandbox) == (quickbooks.company.realm, service.sandbox)
    assert grant.whose == f"Atelier du Fjord inc. ({quickbooks.company.realm})"
    assert grant.refresh_token == quickbooks.oauth.links[0].refresh
    assert grant.unused_dies_after is not None
    assert grant.dies_at is not None
    assert abs(grant.unused_dies_after - timedelta(days=101)) < timedelta(minutes=1)
    assert abs(grant.dies_at - NOW - timedelta(days=1825)) < timedelta(minutes=1)
    assert quickbooks.writes == []


def test_the_keys_are_sent_by_basic_and_not_in_the_form(quickbooks: QuickBooks) -> None:
    linked(quickbooks)  # the service refuses keys in the form, and a question without them
    strange = replace(keys(quickbooks, LIVE), client_secret="mistyped")  # noqa: S106 - of nobody
    attempt = Attempt(PAGE)
    with pytest.raises(WrongApplicationKeys) as refused:
        oauth.redeem(LIVE, strange, attempt, answered(quickbooks, LIVE, attempt))
    assert "mistyped" not in f"{refused.value} {refused.value.facts}"


@pytest.mark.parametrize("realm", [None, "", "12 34", "../1", "1" * 41, "१२३"])
def test_an_answer_without_a_company_is_refused_before_its_code_is_used(
    quickbooks: QuickBooks, realm: str | None
) -> None:
    attempt = Attempt(PAGE)
    answer = answered(quickbooks, LIVE, attempt)
    with pytest.raises(CodeRefused) as refused:
        oauth.redeem(LIVE, keys(quickbooks, LIVE), attempt, replace(answer, realm=realm))
    assert "take the whole address" in str(refused.value)
    assert oauth.redeem(LIVE, keys(quickbooks, LIVE), attempt, answer).realm == answer.realm


@pytest.mark.parametrize(("service", "other"), [(LIVE, TRIAL), (TRIAL, LIVE)])
def test_keys_of_the_other_sort_are_told(quickbooks: QuickBooks, service: Service, other: Service) -> None:
    access, refresh = quickbooks.link(quickbooks.oauth.development if service.sandbox else quickbooks.oauth.production)
    given = Tokens(access, refresh, None, realm=quickbooks.company.realm)
    assert service.account(given).name == quickbooks.company.name
    with pytest.raises(Refused) as refused:
        other.account(given)
    assert "development keys and --sandbox" in str(refused.value)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(on=COMPANY, does="refuse", reason="6190"), Refused),
        (Fault(on=COMPANY, does="refuse", reason="fault in 200"), Refused),
        (Fault(on=COMPANY, does="refuse", reason="lower case 401"), Refused),
        (Fault(on=COMPANY, does="refuse", reason="xml 100"), Unintelligible),
        (Fault(on=COMPANY, does="refuse", reason="not json"), Unintelligible),
        (Fault(on=COMPANY, does="refuse", reason="empty"), Unintelligible),
        (Fault(on=COMPANY, does="throttle"), Throttled),
        (Fault(on=COMPANY, does="fail"), Unwell),
    ],
)
def test_a_company_that_cannot_be_asked_is_told(
    quickbooks: QuickBooks, fault: Fault, error: type[ArchiverError]
) -> None:
    quickbooks.faults.add(fault)
    with pytest.raises(error) as failed:
        linked(quickbooks)
    assert failed.value.exit_code == 4


@pytest.mark.parametrize("body", [{"CompanyInfo": 1}, {"CompanyInfo": {}}, {"CompanyInfo": {"CompanyName": 7}}])
def test_a_company_without_a_name_makes_no_sense(
    quickbooks: QuickBooks, monkeypatch: pytest.MonkeyPatch, body: dict[str, object]
) -> None:
    access, refresh = quickbooks.link()
    monkeypatch.setattr(quickbooks, "answer", lambda _: Said.of(body))
    with pytest.raises(Unintelligible):
        LIVE.account(Tokens(access, refresh, None, realm="1"))


@pytest.mark.parametrize("body", [{"Fault": {}}, {"Fault": 1}, {"fault": {"error": []}}, {"Fault": {"Error": ["x"]}}])
def test_a_fault_is_never_a_company(
    quickbooks: QuickBooks, monkeypatch: pytest.MonkeyPatch, body: dict[str, object]
) -> None:
    access, refresh = quickbooks.link()
    monkeypatch.setattr(quickbooks, "answer", lambda _: Said.of({"CompanyInfo": {"CompanyName": "A"}, **body}))
    with pytest.raises(Refused):
        LIVE.account(Tokens(access, refresh, None, realm="1"))


def test_ends_a_link_at_intuit(quickbooks: QuickBooks, books_grant: Grant) -> None:
    real = replace(books_grant, token_uri=ours.TOKEN)
    for grant in (books_grant, replace(real, refresh_token=quickbooks.link()[1])):
        assert grant.refresh_token in [each.refresh for each in quickbooks.oauth.links]
        ours.revoke(grant)
        assert grant.refresh_token not in [each.refresh for each in quickbooks.oauth.links]
        ours.revoke(grant)  # what has ended already is as good
    assert quickbooks.writes == []


def test_a_link_that_could_not_be_ended_is_told(quickbooks: QuickBooks, books_grant: Grant) -> None:
    quickbooks.faults.add(Fault(on="POST */revoke", does="refuse", reason="4000", times=0))
    with pytest.raises(Refused):
        ours.revoke(books_grant)
    quickbooks.faults.add(Fault(on="POST */revoke", does="fail", times=0))
    with pytest.raises(ArchiverError):
        ours.revoke(books_grant)


def test_knows_where_a_company_is_read(quickbooks: QuickBooks, books_grant: Grant) -> None:
    assert ours.api(books_grant) == quickbooks.url
    real = replace(books_grant, token_uri=ours.TOKEN)
    assert ours.api(real) == "https://quickbooks.api.intuit.com"
    assert ours.api(replace(real, sandbox=True)) == "https://sandbox-quickbooks.api.intuit.com"


def with_redirect(address: str | None) -> Application:
    return Application(client_id="an-id", auth_uri=ours.AUTHORIZE, token_uri=ours.TOKEN, redirect_uri=address)


@pytest.mark.parametrize("address", [PAGE, "https://a.example:8443/"])
def test_the_browser_comes_back_to_a_page(address: str) -> None:
    for sandbox in (True, False):
        assert ours.redirect(with_redirect(address), sandbox=sandbox) == address


@pytest.mark.parametrize("address", ["http://localhost:8080/back", "http://localhost/"])
def test_the_browser_comes_back_to_this_machine_with_development_keys_only(address: str) -> None:
    assert ours.redirect(with_redirect(address), sandbox=True) == address
    with pytest.raises(RedirectRefused):
        ours.redirect(with_redirect(address), sandbox=False)


def test_production_keys_need_a_page_and_development_keys_have_this_machine() -> None:
    assert ours.redirect(with_redirect(None), sandbox=True) == ours.HERE
    with pytest.raises(RedirectNeeded) as needed:
        ours.redirect(with_redirect(None), sandbox=False)
    assert (needed.value.exit_code, needed.value.facts["page"]) == (2, "docs/link-quickbooks.md")


@pytest.mark.parametrize(
    "address",
    [
        "http://archives.example/", "http://127.0.0.1:8080/", "https://127.0.0.1/", "https://192.0.2.1/page",
        "https://localhost/", "https://a.example/?page=1", "https://a.example/#here", "https://me:word@a.example/",
        "javascript:alert(1)", "archives.example/page", "http://localhost:99999/", "https://[::1]/",
    ],
)  # fmt: skip
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(RedirectRefused) as refused:
        ours.redirect(with_redirect(address), sandbox=True)
    assert refused.value.exit_code == 2


def test_nothing_of_it_is_logged_or_shown(quickbooks: QuickBooks, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG), caplog.at_level(logging.DEBUG, "urllib3.connectionpool"):
        attempt, application = Attempt(PAGE), keys(quickbooks, LIVE)
        answer = answered(quickbooks, LIVE, attempt)
        given = oauth.redeem(LIVE, application, attempt, answer)
        made = oauth.settle(LIVE, application, given, NOW)
        ours.revoke(made.grant)
    seen = f"{caplog.text} {attempt!r} {answer!r} {given!r} {made!r} {application!r}"
    assert "POST /oauth2/v1/tokens/bearer" in caplog.text
    secrets = [answer.code, attempt.state, given.access, given.refresh, application.client_secret]
    assert [each for each in secrets if not each or each in seen] == []
