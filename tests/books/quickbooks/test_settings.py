"""The company, its preferences, and what its subscription includes."""

from __future__ import annotations

from archiver.books.quickbooks.names import Names
from tests.books.quickbooks.making import made


def test_every_setting_is_a_row() -> None:
    company = {
        "Id": "1",
        "SyncToken": "4",
        "CompanyName": "Atelier du Fjord inc.",
        "CompanyAddr": {"Id": "1", "City": "Saguenay", "Line2": ""},
        "WebAddr": {},
        "NameValue": [{"Name": "NeoEnabled", "Value": "true"}, {"Name": "Rien"}],
    }
    rows = made("CompanyInfo", company)["company"]
    assert [(row["id"], row["name"], row["value"]) for row in rows] == [
        ("company", "Id", "1"),
        ("CompanyName", "CompanyName", "Atelier du Fjord inc."),
        ("CompanyAddr.Id", "CompanyAddr.Id", "1"),
        ("CompanyAddr.City", "CompanyAddr.City", "Saguenay"),
        ("NameValue.NeoEnabled", "NameValue.NeoEnabled", "true"),
    ]
    assert {row.record.document for row in rows} == {"company"}


def test_the_first_row_is_the_whole_item() -> None:
    field = {"DefinitionId": "1", "Name": "UseCustom", "Type": "BooleanType", "BooleanValue": True}
    item = {"sparse": False, "SyncToken": "4", "WebAddr": {}, "Prefs": [{"CustomField": [field]}], "Id": "1"}
    kinds = {"CompanyInfo": "company", "Preferences": "preferences", "Entitlements": "entitlements"}
    for entity, kind in kinds.items():
        first, second = made(entity, item)[kind]
        assert first == {"id": kind, "name": "Id", "value": "1"}
        assert (first.record.document, first.record.version, first.record.source) == (kind, "4", item)
        assert (second["id"], second.record.source) == ("Prefs[1].CustomField.UseCustom", None)


def test_the_currency_of_the_books_is_learnt() -> None:
    names = Names()
    made("Preferences", {"CurrencyPrefs": {"HomeCurrency": {"value": "CAD"}, "MultiCurrencyEnabled": True}}, names)
    assert names.home == "CAD"


def test_settings_of_the_same_name_are_all_kept() -> None:
    fields = [
        {"Name": "UseCustom", "Type": "BooleanType", "BooleanValue": True},
        {"Name": "UseCustom", "Type": "BooleanType", "BooleanValue": False},
    ]
    _, *rows = made("Preferences", {"CustomField": [{"CustomField": fields}, 7]})["preferences"]
    assert [(row["id"], row["value"]) for row in rows] == [
        ("CustomField[1].CustomField.UseCustom", "true"),
        ("CustomField[1].CustomField.UseCustom (2)", "false"),
        ("CustomField[2]", "7"),
    ]


def test_a_setting_is_not_taken_for_the_whole_item() -> None:
    rows = made("Preferences", {"Id": "1", "preferences": "brief", "Id ": 2})["preferences"]
    assert [row["id"] for row in rows] == ["preferences", "preferences (2)", "Id "]


def test_entitlements_go_by_their_names() -> None:
    given = {
        "PlanName": "Plus",
        "Entitlement": [{"id": "12", "name": "Class Tracking", "term": "On"}],
        "Thresholds": {},
    }
    _, *rows = made("Entitlements", given)["entitlements"]
    assert {str(row["id"]): row["value"] for row in rows} == {
        "PlanName": "Plus",
        "Entitlement.Class Tracking.id": "12",
        "Entitlement.Class Tracking.term": "On",
    }
