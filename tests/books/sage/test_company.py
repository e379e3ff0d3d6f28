"""A whole business: read to a verified cabinet, nothing lost on the way, and everything ties."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

from archiver.books.sage import Sage
from archiver.model import State, Verdict
from tests.archives import exported, unpacked
from tests.books.sage.conftest import Opening
from tests.books.sage.rows import family, given, leaves, only, records, rows, texts
from tests.emulators.exchange import Json
from tests.emulators.sage import Sage as Emulator
from tests.emulators.sage.lists import LISTS

UNSAID = (
    "editable",
    "deletable",
    "deactivatable",
    "$path",
    "links",
    "deleted_at",
    "display_formatted",
    "display_name",
    "href",
    "$file_path",
)
"""Parts of Sage's items that say nothing of the books."""
SECRET = ("account_number", "sort_code", "bic", "iban")
FEW = 170
"""Requests for a business whose lists have a page each: counted, read, and asked what changed or went meanwhile."""


def test_it_is_archived_whole_and_everything_ties(sage: Emulator, opening: Opening, tmp_path: Path) -> None:
    with opening.books() as books:
        archive = exported(books, tmp_path / "out")
        assert books.calls <= FEW
        assert list(books.masked) == [
            f"{whose}.bank_account_details.{part}"
            for whose, parts in (
                ("bank_accounts", ("account_number", "bic", "iban", "sort_code")),
                ("contacts", ("account_number", "sort_code")),
            )
            for part in parts
        ]
    files = unpacked(archive.path)
    page = json.loads(files["archive.json"])
    assert {name for name, told in page["families"].items() if told["status"] == "not_offered"} == {
        "journal_codes", "opening_balance_journals",
    }  # fmt: skip
    assert {told["status"] for told in page["families"].values()} == {"complete", "not_offered"}
    assert {told["status"] for told in page["controls"]} == {Verdict.TIES, Verdict.NOTED}
    tied = {told["name"] for told in page["controls"] if told["status"] == Verdict.TIES}
    assert {"receivables_tie", "payables_tie", "taxes_tie", "balances_reported", "ledger_balanced"} <= tied
    assert any(name.endswith("/tyres.pdf") for name in files)
    assert sage.writes == []


def test_no_field_is_lost(sage: Emulator, books: Sage) -> None:
    shown: dict[str, set[str]] = {}
    sources: dict[str, object] = {}
    for each in books.families():
        if each.name in ("journal_codes", "opening_balance_journals"):
            continue
        for kind, record in records(books, each.name):
            shown.setdefault(record.document, set()).update(texts(given(kind, record).values()))
            if record.source is not None:
                sources[record.document] = record.source
    for path in sorted(LISTS - sage.business.withheld.keys()):
        for item in sage.business.items(path):
            said = "\n".join(shown[item["id"]])
            lost = [(where, value) for where, value in leaves(item) if not _is_said(where, value, said)]
            assert lost == [], (path, item["id"])
            assert _without_secrets(sources[item["id"]]) == _without_secrets(item), path


def _is_said(where: str, value: object, said: str) -> bool:
    """Whether a value can be read in a column, or among the other fields; what refers to others needs the id only."""
    last = where.rpartition(".")[2]
    if last in (*UNSAID, *SECRET, "displayed_as", "created_at", "updated_at") or where.startswith(INDIRECT):
        return True
    if isinstance(value, bool):
        return f"{last}: " in said or str(value) in said
    return str(value) in said or _as_number(value) in said


INDIRECT = (
    "main_address", "main_contact_person", "base_currency_total_amount", "exchange_rate", "contact.", "transaction.id",
    "currency.id", "product.id", "tax_rate.id", "contact_types.id", "deleted", "is_main_address",
    "allocated_artefacts.id", "tax_analysis.total_amount",
)  # fmt: skip
"""What another sheet says, or another form of it."""


def _as_number(value: object) -> str:
    try:
        return f"{Decimal(str(value)).normalize():f}"
    except ArithmeticError:
        return str(value)


def _without_secrets(item: object) -> dict[str, list[str]]:
    kept: dict[str, list[str]] = {}
    for where, value in leaves(item):
        if where.rpartition(".")[2] not in SECRET and not where.startswith("balance_details"):
            kept.setdefault(where, []).append(str(value))
    return kept


def test_unmasked_it_tells_bank_details(opening: Opening) -> None:
    with opening.books(unmasked=True) as books:
        found = rows(books, "bank_accounts", "bank_accounts")
        assert list(books.masked) == []
    assert any("GB33BUKB" in str(row["other"]) for row in found.values())


def test_the_business_that_was_linked_is_read_and_no_other(sage: Emulator, books: Sage) -> None:
    told = books.company()
    assert (told.source, told.source_id, told.name) == ("sage", sage.business.id, "Thistle Cycles Ltd")
    assert (told.country, told.home_currency, told.fiscal_year_start) == ("GB", "GBP", (4, 1))
    assert told.time_zone == "Europe/London"
    assert len(rows(books, "invoices", "invoices")) == len(sage.business.items("sales_invoices")) + 2


def test_a_foreign_invoice_has_its_rate_and_ties_in_its_currency(books: Sage) -> None:
    invoice = only(rows(books, "invoices", "invoices"), number="SI-23")
    assert (invoice["currency"], invoice["exchange_rate"], invoice["total"]) == (
        "EUR",
        Decimal("0.86"),
        Decimal("800.0"),
    )
    assert invoice["balance"] == Decimal("500.0")
    posted = [row for row in rows(books, "ledger", "ledger").values() if row["document_id"] == invoice["id"]]
    debtors = next(row for row in posted if row["account_number"] == "1100")
    assert (debtors["debit"], debtors["entry_currency"]) == (Decimal("688.0"), "GBP")
    assert (debtors["amount_currency"], debtors["currency"]) == (Decimal("800.0"), "EUR")
    sales = next(row for row in posted if row["account_number"] == "4000")
    assert (sales["credit"], sales["amount_currency"], sales["currency"]) == (
        Decimal("688.0"),
        Decimal("-688.0"),
        "GBP",
    )


def test_a_void_invoice_keeps_its_row_and_its_postings_count_no_more(books: Sage) -> None:
    found = {record.id: record for kind, record in records(books, "invoices") if kind.key == "invoices"}
    void = only(rows(books, "invoices", "invoices"), number="SI-24")
    assert (void["status"], found[str(void["id"])].state) == ("voided", State.VOIDED)
    assert "void_reason: Typed twice" in str(void["other"])
    postings = [record for _, record in records(books, "ledger") if record.state is State.VOIDED]
    assert len(postings) == 3


def test_quick_entries_and_opening_balances_are_owed_like_invoices(books: Sage) -> None:
    invoices = rows(books, "invoices", "invoices")
    hired = only(invoices, number="QE-1")
    assert (hired["total"], hired["tax"], hired["balance"]) == (Decimal("72.0"), Decimal("12.0"), Decimal("72.0"))
    [line] = [row for row in rows(books, "invoices", "invoice_lines").values() if row["invoice_id"] == hired["id"]]
    assert (line["description"], line["account"], line["amount"]) == (
        "Cargo bike hired",
        "Other income",
        Decimal("60.0"),
    )
    [tax] = [row for row in rows(books, "invoices", "tax_lines").values() if row["document_id"] == hired["id"]]
    assert (tax["rate"], tax["base"], tax["tax"]) == (Decimal("20.0"), Decimal("60.0"), Decimal("12.0"))
    brought = only(invoices, customer="Old Debtor (OLD)")
    assert (brought["total"], brought["balance"], brought["date"]) == (
        Decimal("310.4"),
        Decimal("310.4"),
        date(2025, 4, 1),
    )


def test_a_credit_note_is_set_against_an_invoice(books: Sage) -> None:
    credit = only(rows(books, "invoices", "credit_notes"), number="SCN-1")
    assert (credit["total"], credit["balance"], credit["status"]) == (Decimal("9.0"), Decimal("0.0"), "paid")
    [applied] = [
        row for row in rows(books, "payments", "sales_applications").values() if row["payment_kind"] == "credit_notes"
    ]
    assert (applied["payment_id"], applied["document_kind"], applied["amount"]) == (
        credit["id"],
        "invoices",
        Decimal("9.0"),
    )


def test_a_field_that_nobody_knows_yet_is_among_the_other_fields(sage: Emulator, books: Sage) -> None:
    item: Json = sage.business.items("journals")[0]
    item["invented_in_2027"] = {"colour": "blue", "shades": ["sky", "sea"]}
    other = str(rows(books, "journal_entries", "journal_entries")[item["id"]]["other"])
    assert "invented_in_2027.colour: blue\ninvented_in_2027.shades[1]: sky" in other


def test_families_are_in_an_order_that_names_are_known_in(books: Sage) -> None:
    order = [each.name for each in books.families()]
    for first, then in (("tax_rates", "invoices"), ("transactions", "ledger"), ("bank_accounts", "payments")):
        assert order.index(first) < order.index(then)
    assert family(books, "trial_balance").picture
