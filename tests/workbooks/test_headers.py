"""What the columns are headed by, and that the dictionary leads from any of it to the others."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from archiver import kinds, workbooks
from archiver.model import Column, ColumnType, Kind
from archiver.words import HEADERS, LANGUAGES
from archiver.workbooks import Manner
from archiver.workbooks.headers import ads, headings, titled
from tests.workbooks import reading, sample
from tests.workbooks.sample import Rows

READ = kinds.kind("invoices").reading({"number": "DocNumber", "customer_id": "CustomerRef", "customer": "CustomerRef"})


def headed(headers: str, kind: Kind = READ, language: str = "en") -> dict[str, str]:
    found = headings(kind, sample.edition(language, manner=Manner(headers)))
    return dict(zip(kind.keys, found, strict=True))


def test_the_language_is_the_readers() -> None:
    assert headed("language")["total"] == "Total"
    assert headed("language", language="fr-FR")["total"] == "Total TTC"


def test_the_standards_name_columns_and_lend_their_way_of_writing_to_the_others() -> None:
    found = headed("ads", language="fr-CA")
    assert (found["id"], found["total"], found["customer_id"]) == (
        "Invoice_ID",
        "Invoice_Amount",
        "Customer_Account_ID",
    )
    assert (found["billing_address"], found["job_id"]) == ("Billing_Address", "Job_ID")
    assert titled("sha256") == "SHA256"


@pytest.mark.parametrize("kind", [each for each in kinds.kinds() if each.cycle != "start"], ids=lambda kind: kind.key)
def test_names_for_tools_are_single_and_plain(kind: Kind) -> None:
    found = [ads(column) for column in kind.columns]
    assert len({each.lower() for each in found}) == len(found)
    assert [each for each in found if not re.fullmatch(r"[A-Z][A-Za-z0-9]*(_[A-Z0-9][A-Za-z0-9]*)*", each)] == []


def test_a_field_of_the_source_that_gives_two_columns_heads_them_apart() -> None:
    found = headed("source", language="fr-CH")
    assert (found["number"], found["customer_id"], found["customer"]) == ("DocNumber", "CustomerRef", "CustomerRef (2)")
    assert found["total"] == kinds.kind("invoices").columns[READ.keys.index("total")].labels["fr-CH"]


def test_two_names_for_tools_that_are_the_same_stay_names_for_tools() -> None:
    twice = [Column(key, ColumnType.TEXT, {}, {}, ads="Amount") for key in ("one", "two")]
    kind = Kind("own", "sales", 0, tuple(twice), {}, {})
    assert list(headed("ads", kind).values()) == ["Amount", "Amount_2"]


@pytest.mark.parametrize("headers", HEADERS)
def test_the_first_workbook_speaks_to_people(headers: str) -> None:
    kind = kinds.kind("controls")
    assert headed(headers, kind, "fr-FR") == {column.key: column.labels["fr-FR"] for column in kind.columns}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("headers", ["ads", "source"])
def test_sheets_keep_their_names_and_the_dictionary_maps_the_headings(
    tmp_path: Path, headers: str, language: str
) -> None:
    edition = sample.edition(language, manner=Manner(headers))
    tables = Rows({"invoices": sample.invoices(3)}, {"invoices": READ})
    workbooks.write(edition, tables, tmp_path)
    words = edition.words
    sheet, cycle = words.choose(READ.labels), kinds.cycle("sales")
    header = reading.rows(tmp_path / f"{words.choose(cycle.workbooks)}.xlsx", sheet)[0]
    assert header == headings(READ, edition)
    start = tmp_path / f"{words.choose(kinds.cycle('start').workbooks)}.xlsx"
    dictionary = kinds.kind("dictionary")
    _, *rows = reading.rows(start, words.choose(dictionary.labels))
    told = [dict(zip(dictionary.keys, row, strict=True)) for row in rows]
    assert [each["heading"] for each in told] == header
    assert [each[f"label_{language.replace('-', '_')}"] for each in told] == [
        column.labels[language] for column in READ.columns
    ]
    assert all(each["meaning"] and each["type"] for each in told)
    assert {each["column"]: each["field"] for each in told}["number"] == "DocNumber"
