"""The kinds as data: complete, said in every language, and fit for sheets, files and sums."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from archiver import kinds
from archiver.model import Column, ColumnType, Kind
from archiver.words import LANGUAGES

CYCLES = {
    "start": "cover summary controls number_gaps voided_deleted changes long_texts dictionary",
    "sales": "invoices invoice_lines sales_receipts sales_receipt_lines credit_notes credit_note_lines refund_receipts "
    "refund_receipt_lines estimates estimate_lines payments sales_applications reimburse_charges "
    "reimburse_charge_lines aged_receivables receivables_by_customer",
    "customers": "customers jobs customer_types",
    "purchases": "bills bill_lines vendor_credits vendor_credit_lines purchases purchase_lines purchase_orders "
    "purchase_order_lines expense_claims expense_claim_lines bill_payments purchase_applications aged_payables "
    "payables_by_vendor",
    "vendors": "vendors",
    "bank": "deposits deposit_lines transfers card_payments",
    "ledger": "accounts journal_entries journal_entry_lines recurring_transactions recurring_transaction_lines "
    "journal_codes ledger trial_balance budgets budget_lines reports",
    "taxes": "tax_codes tax_rates tax_code_rates tax_rate_periods tax_agencies tax_lines tax_payments "
    "tax_classifications tax_summary",
    "people": "employees time_activities",
    "lists": "items item_components inventory_adjustments inventory_adjustment_lines terms payment_methods classes "
    "departments currencies exchange_rates attachments company preferences entitlements emails audit_trail",
}
START = {"cover", "summary", "controls", "changes", "long_texts", "dictionary"}
AGED = {"aged_receivables", "aged_payables", "receivables_by_customer", "payables_by_vendor"}
DERIVED = {*START, *AGED, "number_gaps", "voided_deleted", "trial_balance", "tax_summary"}
ADDING = ("invoice", "sales_receipt", "bill", "purchase", "expense_claim")
TAKING_AWAY = ("credit_note", "refund_receipt", "vendor_credit")
NEITHER = ("estimate", "purchase_order")

HEADER = """id number date due_date {party}_id {party} currency exchange_rate subtotal discount tax total balance
    status terms reference memo account_id account billing_address document_link created changed last_total"""
LINE = """id {document}_id number line item_id item description quantity unit_price discount amount tax_code tax
    account_id account class department currency"""
PARTY = """id name company number email phone address city region postcode country currency terms tax_number balance
    active parent_id notes created changed"""
PAYMENT = """id number date {party}_id {party} method reference account_id account currency exchange_rate amount
    unapplied memo"""
APPLICATION = "id payment_id document_kind document_id date currency amount"
LEDGER = """id date entry_id document_kind document_id account_id account_number account debit credit currency
    amount_currency party memo reconciled"""
SOLD = HEADER.format(party="customer")
BOUGHT = HEADER.format(party="vendor")
CORE = {
    **dict.fromkeys(("invoices", "sales_receipts", "credit_notes", "refund_receipts", "estimates"), SOLD),
    **dict.fromkeys(("bills", "vendor_credits", "purchases", "purchase_orders"), BOUGHT),
    "expense_claims": HEADER.format(party="employee"),
    **{f"{each}_lines": LINE.format(document=each) for each in (*ADDING, *TAKING_AWAY, *NEITHER)},
    **dict.fromkeys(("customers", "vendors", "employees"), PARTY),
    "payments": PAYMENT.format(party="customer"),
    "bill_payments": PAYMENT.format(party="vendor"),
    **dict.fromkeys(("sales_applications", "purchase_applications"), APPLICATION),
    "ledger": LEDGER,
}

# The words that French and English share: any other French text that equals the English one was forgotten.
SAME_WORDS = (
    "Budgets",
    "Classes",
    "Code",
    "Date",
    "Description",
    "ID",
    "Notes",
    "SHA-256",
    "Service",
    "Taxes",
    "Total",
    "Type",
)


@pytest.fixture(scope="module")
def declared() -> dict[str, Any]:
    """The file as it stands, before anything is filled in."""
    return tomllib.loads(kinds.DECLARED.read_text(encoding="utf-8"))


def said() -> Iterator[tuple[str, Mapping[str, str]]]:
    """Every text that a person may read, in every language, with its place."""
    for cycle in kinds.cycles():
        yield f"{cycle.key}: label", cycle.labels
        yield f"{cycle.key}: workbook", cycle.workbooks
    for kind in kinds.kinds():
        yield f"{kind.key}: label", kind.labels
        yield f"{kind.key}: meaning", kind.meanings
        for column in kind.columns:
            yield f"{kind.key}.{column.key}: label", column.labels
            yield f"{kind.key}.{column.key}: meaning", column.meanings
            for code, texts in column.choices.items():
                yield f"{kind.key}.{column.key} = {code}", texts


def all_columns() -> Iterator[tuple[Kind, Column]]:
    """Every column with the kind that it stands in."""
    return ((kind, column) for kind in kinds.kinds() for column in kind.columns)


def test_every_cycle_has_its_kinds_in_sheet_order() -> None:
    assert [cycle.key for cycle in kinds.cycles()] == list(CYCLES)
    assert [(kind.cycle, kind.key) for kind in kinds.kinds()] == [
        (cycle, key) for cycle, keys in CYCLES.items() for key in keys.split()
    ]


def test_a_kind_and_a_cycle_are_found_by_key() -> None:
    assert kinds.kind("invoices").labels["fr-FR"] == "Factures clients"
    assert kinds.cycle("purchases").workbooks["fr-CH"] == "Factures reçues"
    with pytest.raises(KeyError):
        kinds.kind("nothing")


@pytest.mark.parametrize("key", CORE)
def test_core_columns_come_first_in_the_models_order(key: str) -> None:
    core = tuple(CORE[key].split())
    assert kinds.kind(key).keys[: len(core)] == core


def test_every_kind_read_from_a_source_ends_with_other_fields() -> None:
    assert {kind.key for kind in kinds.kinds() if kind.derived} == DERIVED
    for kind in kinds.kinds():
        assert (kind.keys[-1:] == (kinds.OTHER,)) is not kind.derived, kind.key
        assert kind.derived or kind.keys[0] == "id", kind.key


def test_no_column_twice_and_order_by_columns_that_exist() -> None:
    for kind in kinds.kinds():
        assert max(Counter(kind.keys).values(), default=1) == 1, kind.key
        assert set(kind.order) <= set(kind.keys), kind.key
        assert kind.order or kind.cycle == "start", kind.key


def test_the_effect_of_a_document_is_that_of_its_lines() -> None:
    signs = {**dict.fromkeys(ADDING, 1), **dict.fromkeys(TAKING_AWAY, -1), "payment": -1, "bill_payment": -1}
    effects = {kind.key: kind.effect for kind in kinds.kinds() if kind.effect}
    documents = {f"{key}s": sign for key, sign in signs.items()}
    lines = {f"{key}_lines": sign for key, sign in signs.items() if not key.endswith("payment")}
    assert effects == {**documents, **lines}


def test_every_money_column_has_its_currency_beside_it() -> None:
    for kind, column in all_columns():
        assert (column.currency in kind.keys) is (column.type is ColumnType.MONEY), f"{kind.key}.{column.key}"
        assert column.type is ColumnType.MONEY or column.currency is None, f"{kind.key}.{column.key}"
    assert kinds.kind("ledger").columns[kinds.kind("ledger").keys.index("debit")].currency == "entry_currency"


def test_only_what_an_archive_itself_adds_is_left_out_of_history() -> None:
    added = {(kind.key, column.key) for kind, column in all_columns() if not column.compared}
    files = {("attachments", "path"), ("attachments", "document_number")}
    assert {key for _, key in added - files} == {"last_total", "document_link"}
    assert files < added


def test_the_type_of_a_document_is_the_key_of_its_kind() -> None:
    for kind, column in all_columns():
        if column.key in ("document_kind", "payment_kind"):
            assert set(column.choices) <= {kind.key for kind in kinds.kinds()}, kind.key


def test_everything_is_said_in_every_language() -> None:
    for place, texts in said():
        assert list(texts) == list(LANGUAGES), place
        for language, text in texts.items():
            assert re.fullmatch(r"\S+( \S+)*", text), f"{place} in {language}: {text!r}"
            assert not place.endswith("meaning") or re.fullmatch(r"[A-ZÀÉÊ].*\.", text), f"{place} in {language}"


def test_french_is_french() -> None:
    for place, texts in said():
        for language in LANGUAGES[1:]:
            assert texts[language] != texts["en"] or texts["en"] in SAME_WORDS, f"{place} in {language}: {texts['en']}"


def test_the_list_of_words_that_are_the_same_has_no_idle_word() -> None:
    same = {texts["en"] for _, texts in said() if texts["en"] in (texts[each] for each in LANGUAGES[1:])}
    assert same == set(SAME_WORDS)


def test_typography() -> None:
    for place, texts in said():
        for language, text in texts.items():
            assert not re.search(r"['\"]|\.\.\.", text), f"{place} in {language}: {text!r}"
            if language != "en":
                assert not re.search(r"[\w ][:;!?%»]|«[^\N{NO-BREAK SPACE}]", text), f"{place} in {language}: {text!r}"


def test_sheet_names_are_valid_and_unique_in_their_workbook() -> None:
    for language in LANGUAGES:
        names = [(kind.cycle, kind.labels[language].casefold()) for kind in kinds.kinds()]
        assert max(Counter(names).values()) == 1, [name for name, count in Counter(names).items() if count > 1]
        for _, name in names:
            assert len(name) <= 31, name
            assert not re.search(r"[\[\]:*?/\\]|^'|'$", name), name


def test_workbook_names_are_valid_file_names_and_unique() -> None:
    for language in LANGUAGES:
        names = [cycle.workbooks[language].casefold() for cycle in kinds.cycles()]
        assert len(names) == len(set(names)), language
        for name in names:
            assert not re.search(r'[<>:"/\\|?*\x00-\x1f]|[. ]$', name), name
            assert not re.fullmatch(r"con|prn|aux|nul|com\d|lpt\d", name), name


@pytest.mark.parametrize("language", LANGUAGES)
def test_headings_are_short_and_unique_in_their_sheet(language: str) -> None:
    for kind in kinds.kinds():
        labels = Counter(column.labels[language].casefold() for column in kind.columns)
        assert [label for label, count in labels.items() if count > 1] == [], kind.key
        assert [label for label in labels if len(label) > 28] == [], kind.key


def test_names_of_the_audit_data_standards_are_unique_in_their_sheet() -> None:
    for kind in kinds.kinds():
        names = Counter(column.ads or column.key for column in kind.columns)
        assert [name for name, count in names.items() if count > 1] == [], kind.key
        for column in kind.columns:
            assert column.ads is None or re.fullmatch(r"[A-Z][A-Za-z0-9]*(_[A-Z][A-Za-z0-9]*)*", column.ads), column.ads


def test_a_code_has_one_label_in_each_list_and_language() -> None:
    for kind, column in all_columns():
        for language in LANGUAGES:
            labels = [texts[language] for texts in column.choices.values()]
            assert len(labels) == len(set(labels)), f"{kind.key}.{column.key} in {language}"


def texts_in(table: dict[str, Any]) -> Iterator[dict[str, str]]:
    """The texts of a table and of the tables in it, as they stand in the file."""
    for value in table.values():
        if isinstance(value, dict):
            yield from [value] if "en" in value else texts_in(value)


def test_no_regional_text_says_what_the_language_already_says(declared: dict[str, Any]) -> None:
    for texts in texts_in(declared):
        regional = [texts[each] for each in LANGUAGES[1:] if each in texts]
        assert texts.get("fr") not in regional, texts
        assert ("fr" in texts) is (len(regional) < 3), texts


def test_nothing_in_the_file_is_idle(declared: dict[str, Any]) -> None:
    owners = [*declared["shapes"].values(), *declared["kinds"].values()]
    told = [*declared["columns"].values(), *(own for each in owners for own in each.get("own", {}).values())]
    assert set(declared["columns"]) == {column.key for _, column in all_columns()}
    assert set(declared["choices"]) == {each["choices"] for each in told if "choices" in each}
    assert set(declared["shapes"]) == {each["shape"] for each in declared["kinds"].values() if "shape" in each}


BROKEN = {
    "an unknown field": ("effect = 1\n", 'effect = 1\ncolour = "red"\n'),
    "an impossible effect": ("effect = 1\n", "effect = 2\n"),
    "an unknown type": ('type = "moment"', 'type = "century"'),
    "a column nobody declared": ('columns = ["id", "name", "active"]', 'columns = ["id", "name", "shoe_size"]'),
    "an order by a column it lacks": ('order = ["name", "id"]', 'order = ["colour"]'),
    "a shape nobody declared": ('shape = "named"', 'shape = "round"'),
    "a list of choices nobody declared": ('choices = "status"', 'choices = "mood"'),
    "a cycle nobody declared": ('cycle = "vendors"', 'cycle = "moon"'),
    "a language nobody reads": ('fr = "Personnel" }', 'fr = "Personnel", de = "Personal" }'),
    "a text without French": ('{ en = "Vendors", fr = "Fournisseurs" }', '{ en = "Vendors" }'),
    "a word about a column it lacks": ("[kinds.items.own.number]", "[kinds.items.own.amount]"),
}


@pytest.mark.parametrize("mistake", BROKEN)
def test_a_mistake_in_the_file_is_refused(mistake: str, tmp_path: Path) -> None:
    sound, broken = BROKEN[mistake]
    text = kinds.DECLARED.read_text(encoding="utf-8")
    assert sound in text
    path = tmp_path / "kinds.toml"
    path.write_text(text.replace(sound, broken), encoding="utf-8")
    with pytest.raises(ValueError, match=r"."):
        kinds.read(path)
