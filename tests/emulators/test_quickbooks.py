"""QuickBooks' emulator: queries, pages, counts, changes and downloads, as Intuit documents them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from urllib.parse import urlsplit

import pytest
import requests

from tests.emulators.quickbooks import QuickBooks
from tests.emulators.quickbooks.client import API, Reader
from tests.emulators.quickbooks.entities import ENTITIES
from tests.emulators.quickbooks.query import Malformed, parse


def test_every_entity_can_be_counted_and_read(reader: Reader, quickbooks: QuickBooks) -> None:
    for name, entity in ENTITIES.items():
        every = " where Active in (true, false)" if entity.soft else ""
        counted = reader.query(f"select count(*) from {name}{every}")["totalCount"]
        rows = reader.query(f"select * from {name}{every} maxresults 1000")

        assert counted == len(quickbooks.company.ids(name))
        assert len(rows.get(entity.key, ())) == counted
        assert ("totalCount" in rows) == (entity.totalled and counted > 0)


def test_pages_hold_a_hundred_unless_asked_and_a_thousand_at_most(reader: Reader, quickbooks: QuickBooks) -> None:
    quickbooks.generate(1100, {"Invoice": 1})
    reader.link()
    first = reader.query("select * from Invoice")
    whole = reader.query("select * from Invoice orderby MetaData.CreateTime maxresults 1000")
    rest = reader.query("select * from Invoice orderby MetaData.CreateTime startposition 1001 maxresults 1000")

    assert (len(first["Invoice"]), first["startPosition"], first["maxResults"]) == (100, 1, 100)
    assert (len(whole["Invoice"]), len(rest["Invoice"]), rest["startPosition"]) == (1000, 100, 1001)
    assert len({row["Id"] for row in whole["Invoice"] + rest["Invoice"]}) == 1100
    assert reader.query("select * from Invoice startposition 1101") == {}
    assert reader.code("query", query="select * from Invoice maxresults 1001") == (400, "4001")


def test_documents_come_newest_first_and_lists_by_name(reader: Reader, quickbooks: QuickBooks) -> None:
    quickbooks.company.change("Invoice", quickbooks.company.ids("Invoice")[7], PrivateNote="touched")
    names = [row["DisplayName"] for row in reader.query("select * from Vendor")["Vendor"]]

    assert reader.ids("select * from Invoice maxresults 1") == [quickbooks.company.ids("Invoice")[7]]
    assert names == sorted(names, key=str.lower)
    assert reader.ids("select * from Bill orderby TxnDate desc")[0] == quickbooks.company.ids("Bill")[-1]


def test_only_active_rows_unless_asked(reader: Reader) -> None:
    assert len(reader.ids("select * from Customer")) == 9
    assert len(reader.ids("select * from Customer where Active in (true,false)")) == 10
    assert reader.ids("select * from Customer where Active = false") == ["9"]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("select * from", "4000"),
        ("select * from Invoice where Id > '3'", "4001"),
        ("select * from Invoice where TxnDate = '2024-01-01' or TxnDate = '2024-01-02'", "4000"),
        ("select * from Invoice where Nothing = '1'", "4001"),
        ("select * from TaxAgency where Active in (true,false)", "4001"),
        ("select * from Facture", "4001"),
        ("select * from Invoice startposition 0", "4001"),
        ("select * from Preferences orderby MetaData.CreateTime", "4001"),
        ("select * from Invoice where DocNumber = 'L'Anse'", "4000"),
        ("select * from Invoice # 1", "4000"),
        ("select * from Invoice where MetaData.CreateTime > 'yesterday'", "4001"),
    ],
)
def test_what_makes_no_query_is_refused(reader: Reader, text: str, code: str) -> None:
    assert reader.code("query", query=text) == (400, code)


def test_conditions(reader: Reader, quickbooks: QuickBooks) -> None:
    ids = reader.ids("select Id from Invoice orderby MetaData.CreateTime")
    listed = ",".join(f"'{each}'" for each in ids[:3])

    assert reader.ids(f"select Id from Invoice where Id in ({listed}) orderby MetaData.CreateTime") == ids[:3]
    assert reader.query(f"select Id from Invoice where Id = '{ids[0]}'")["Invoice"] == [{"Id": ids[0], "sparse": True}]
    assert reader.ids("select * from Customer where DisplayName like '%île-aux%'") == ["10"]
    assert reader.ids(r"select * from Customer where DisplayName = 'Éclusiers de l\'Île-aux-Coudres'") == ["10"]
    assert reader.ids("select * from Invoice where TxnDate > '2024-12-31' and Balance > '0'")
    assert len(reader.ids("select * from Attachable where AttachableRef.EntityRef.Type = 'Invoice'")) == 2


def test_moments_compare_with_their_offsets(reader: Reader, quickbooks: QuickBooks) -> None:
    created = quickbooks.company.item("Invoice", quickbooks.company.ids("Invoice")[0])["MetaData"]["CreateTime"]
    assert created.endswith("-05:00")
    earlier = created.replace("-05:00", "-04:00")

    found = "select count(*) from Invoice where MetaData.CreateTime <= '{}'"
    assert reader.query(found.format(created))["totalCount"] == 1
    assert reader.query(found.format(earlier))["totalCount"] == 0
    assert reader.query(found.format("2023-02-05"))["totalCount"] == 0
    assert reader.query(found.format("2023-02-06"))["totalCount"] == 1


def test_the_odd_keys(reader: Reader) -> None:
    assert "CreditCardPaymentTxn" in reader.query("select * from creditcardpayment")
    assert "ReimburseCarge" in reader.query("select * from ReimburseCharge")
    wrapped = reader.query("select * from RecurringTransaction")["RecurringTransaction"][0]
    assert (list(wrapped), wrapped["Bill"]["RecurringInfo"]["Name"]) == (["Bill"], "Loyer")
    assert not any("Sku" in row for row in reader.query("select * from Item")["Item"])
    assert sum("Sku" in row for row in reader.query("select *, Sku from Item")["Item"]) == 2


def test_single_things(reader: Reader, quickbooks: QuickBooks) -> None:
    realm = quickbooks.company.realm
    assert reader.get(f"companyinfo/{realm}").json()["CompanyInfo"]["CompanyName"] == "Atelier du Fjord inc."
    assert reader.get("preferences").json()["Preferences"]["CurrencyPrefs"]["MultiCurrencyEnabled"] is True
    assert (
        reader.get("exchangerate", sourcecurrencycode="USD", asofdate="2024-06-01").json()["ExchangeRate"]["AsOfDate"]
        == "2023-12-29"
    )
    invoice = quickbooks.company.ids("Invoice")[0]
    assert reader.get(f"invoice/{invoice}").json()["Invoice"]["Id"] == invoice
    assert reader.get(f"invoice/{invoice}/pdf").content.startswith(b"%PDF-")
    assert reader.code("invoice/1") == (400, "610")
    entitled = reader.session.get(f"{API}/manage/entitlements/v3/{realm}", timeout=5)
    assert "<PlanName>QuickBooks Online Plus</PlanName>" in entitled.text


def test_changes_and_deletions(reader: Reader, quickbooks: QuickBooks) -> None:
    company, since = quickbooks.company, quickbooks.clock.now().isoformat()
    bill, invoice = company.ids("Bill")[0], company.again("Invoice")
    company.delete("Bill", bill)
    answer = reader.get("cdc", entities="Invoice,Bill,Term", changedSince=since).json()["CDCResponse"][0][
        "QueryResponse"
    ]

    assert [row["Id"] for row in answer[0]["Invoice"]] == [invoice]
    assert [(row["Id"], row["status"]) for row in answer[1]["Bill"] if "status" in row] == [(bill, "Deleted")]
    assert answer[2] == {}


def test_changes_have_limits(reader: Reader, quickbooks: QuickBooks) -> None:
    old = (quickbooks.clock.now() - timedelta(days=31)).isoformat()
    recent = (quickbooks.clock.now() - timedelta(days=1)).isoformat()
    assert reader.code("cdc", entities="Invoice", changedSince=old) == (400, "4001")
    assert reader.code("cdc", entities="TimeActivity", changedSince=recent) == (400, "4001")
    quickbooks.company.settles = False
    moved = quickbooks.company.ids("Transfer")[0]
    for _ in range(1001):
        quickbooks.company.again("Transfer", moved)

    rows = reader.get("cdc", entities="Transfer,Invoice", changedSince=recent).json()["CDCResponse"][0]["QueryResponse"]
    assert len(rows[0]["Transfer"]) == 1000


def test_the_books_change_between_two_pages(reader: Reader, quickbooks: QuickBooks) -> None:
    before = reader.ids("select * from Invoice orderby MetaData.CreateTime maxresults 11")
    quickbooks.between(1, lambda company: company.delete("Invoice", before[0]), of="Invoice")
    reader.ids("select * from Bill")
    first = reader.ids("select * from Invoice orderby MetaData.CreateTime maxresults 5")
    second = reader.ids("select * from Invoice orderby MetaData.CreateTime startposition 6 maxresults 5")

    assert (first, second) == (before[:5], before[6:11])


def test_a_file_is_fetched_elsewhere_and_without_the_token(reader: Reader, quickbooks: QuickBooks) -> None:
    row = next(
        each for each in reader.query("select * from Attachable")["Attachable"] if each.get("FileName") == "reçu.txt"
    )
    address = reader.get(f"download/{row['Id']}").text

    assert address != row["TempDownloadUri"]
    for each in (address, row["TempDownloadUri"]):
        assert requests.get(each, timeout=5).content == "Reçu: 1 450,00 $\n".encode()
    assert len("Reçu: 1 450,00 $\n".encode()) == row["Size"]
    assert reader.session.get(address, timeout=5).status_code == 400
    assert [each.startswith("an Authorization header") for each in quickbooks.complaints] == [True]
    quickbooks.complaints.clear()
    quickbooks.clock.forward(seconds=1000)
    assert requests.get(address, timeout=5).status_code == 403


def test_nobody_writes(reader: Reader, quickbooks: QuickBooks) -> None:
    address = f"{API}/v3/company/{quickbooks.company.realm}/invoice"
    answer = reader.session.post(address, json={"Line": []}, timeout=5)

    assert answer.status_code == 400
    assert quickbooks.writes == [f"POST {urlsplit(address).path}"]
    with pytest.raises(AssertionError, match="would have been changed"):
        quickbooks.check()
    quickbooks.complaints.clear()


def test_a_query_may_be_posted(reader: Reader, quickbooks: QuickBooks) -> None:
    address = f"{API}/v3/company/{quickbooks.company.realm}/query"
    headers = {"Content-Type": "application/text"}
    answer = reader.session.post(address, data="select count(*) from Invoice", headers=headers, timeout=5)

    assert answer.json()["QueryResponse"]["totalCount"] == len(quickbooks.company.ids("Invoice"))
    assert quickbooks.writes == []


def test_who_accepts_no_json_gets_xml(reader: Reader) -> None:
    reader.session.headers["Accept"] = "*/*"
    assert reader.get("query", query="select * from Invoice").text.startswith("<?xml")


def test_calls_have_the_names_of_what_they_ask_for(reader: Reader, quickbooks: QuickBooks) -> None:
    reader.ids("select * from Invoice")
    reader.query("SELECT COUNT(*) FROM invoice")

    assert quickbooks.traffic.count("GET */query Invoice") == 1
    assert quickbooks.traffic.count("GET */query count Invoice") == 1
    assert quickbooks.busiest(60) == 2


@pytest.mark.parametrize(
    "text", ["select * from Invoice orderby TxnDate asc, DocNumber desc", "select Id, Name from Term;"]
)
def test_what_is_a_query(text: str) -> None:
    assert parse(text).entity.name in {"Invoice", "Term"}


def test_a_query_without_an_end_is_none() -> None:
    with pytest.raises(Malformed):
        parse("select * from Invoice where Id in ('1', ")


def test_recorded_answers_are_served_as_they_were_recorded(reader: Reader, recordings: Callable[[], None]) -> None:
    recordings()
    reader.link()
    count = reader.query("select count(*) from Invoice")["totalCount"]
    rows = reader.query("select * from Invoice maxresults 1000")["Invoice"]

    assert (count, len(rows)) == (37, 37)
    owed = sum(Decimal(str(row["Balance"])) for row in rows)
    credited = sum(
        Decimal(str(row["RemainingCredit"])) for row in reader.query("select * from CreditMemo")["CreditMemo"]
    )
    assert (owed, credited) == (Decimal("5881.52"), Decimal(800))
    assert reader.code("reports/TrialBalance") == (400, "5020")


@pytest.fixture
def recordings(quickbooks: QuickBooks, pytestconfig: pytest.Config) -> Callable[[], None]:
    """Serve what was recorded, where it lies on this machine."""
    folder = pytestconfig.rootpath.parent / "shared" / "data" / "quickbooks"
    if not folder.is_dir():
        pytest.skip("the recorded answers are not on this machine")

    def serve() -> None:
        quickbooks.serve_recorded(folder)

    return serve
