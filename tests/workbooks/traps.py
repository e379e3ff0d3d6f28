"""Everything that has ever broken a spreadsheet, and what a reader must find of it.

Numbers come back as floats and days as moments, as every program that reads workbooks gives them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from archiver import kinds, workbooks
from archiver.model import Column, ColumnType, Kind, Record, State, Value
from archiver.workbooks import Written
from tests.workbooks import sample
from tests.workbooks.sample import Rows, record

Seen = str | float | datetime | None
Pairs = Sequence[tuple[Value, Seen]]

CONTROLS = [chr(code) for code in (*range(0x20), *range(0x7F, 0xA0))]
STRANGE = [*"\xa0\xad\u200b\u200d\u2028\u2029\ufeff\ufdd0\ufffd\ufffe\uffff\U0001fffe\U0010ffff", "\ud800", "\udfff"]

TEXTS = (
    *sample.NASTY,
    *(f"a{character}z" for character in (*CONTROLS, *STRANGE)),
    *(f"{character}=1+1" for character in "\t\n\r \xa0\ufeff"),
    *("=", "+", "-", "@", "'", "''=1", "=A1:", "-1", "+49 30 1234", "@me", "=\x00", "−5", "＝1+1", "|calc", "%0A=1+1"),
    *("|", "| ", " |", "a|b", "a | b", "||", "</t></si><si><t>", "\"|'", "1|2"),
    *(
        "#N/A",
        "#REF!",
        "#VALUE!",
        "#DIV/0!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#N/A ",
        "N/A",
        "TRUE",
        "false",
        "NULL",
        "nan",
    ),
    *("0", "00", "0012", "1.0", "1,5", "1e5", "1E400", "0x1F", "12345678901234567890", "4111 1111 1111 1111"),
    *("1/2", "3-4", "2026-03-31", "31.12.2026", "12:30", "MAR1", "SEPT2", "10%", "$5", "1 000,00 $", "(100)"),
    *(
        "_x0041_",
        "_x005F_",
        "_x005f_x0041_",
        "_x0041_x0042_",
        "__x0041__",
        "_X0041_",
        "_x0041",
        "_x4_",
        "_x00_",
        "_x1f_",
    ),
    *("_x5F_", "_x05F_", "_xD83D_", "_x5F_x41_", "_xE9_"),
    *(" ", "   ", "\n", "\n\n", "\t", " \n ", "a\n", "\na", "a\r\nb", "a\rb", "a\n\nb", "a  b   c", "\u3000wide\u3000"),
    *("&", "&amp;", "&#10;", "<", "<t>", "</t></is></c>", "]]>", "<![CDATA[x]]>", "<?xml?>", '"', "'", "`", "\\n"),
    *("عربي 123 עברית", "\u202eabc\u202c", "\u2067عربي\u2069 (1)", "e\u0301 é", "ﬁ", "ß ẞ", "Ångström", "ı İ"),
    *(
        "👩‍👩‍👧‍👦",
        "🇨🇦",
        "✍🏽",
        "1️⃣",
        "𝔘𝔫𝔦",
        "漢字かな交じり",
        "한국어",
        "ไทย",
        "हिन्दी",
        "𓀀",
        "a\u0300\u0301\u0302\u0303\u0304",
    ),
    *("x" * 255, "x" * 256, "y" * 8_192, "=" * 8_193, "z" * 32_766, "z" * 32_767, "\x01" * 32_767, "🧾" * 16_383),
)
"""What people, forms and other programs have left in books; each fits a cell, and must stay what it is."""

LONG = ("x" * 32_768, "🧾" * 16_384, "=1+1\n" * 20_000, "a" + "🧾" * 40_000, "_x0041_" * 10_000, "\x01\ud83d" * 17_000)
"""What no cell can hold."""

AMOUNTS: Pairs = (
    *((Decimal(text), float(text)) for text in ("0", "0.10", "-0.05", "10.125", "1234567890123.45", "999999999999999")),
    *((Decimal(text), float(text)) for text in ("-99999999999.9999", "1E+20", "1000000000000000000000", "0.00001")),
    *((Decimal(text), 0.0) for text in ("-0", "-0.00", "0E+3", "0E-30")),
    *((Decimal(text), text) for text in ("9999999999999999", "12345678901234567.89", "0.1234567890123456")),
    *((Decimal(text), text) for text in ("-1234567890123456", "1E+400", "1E-400", "NaN", "Infinity", "-Infinity")),
    *((Decimal(text), text) for text in ("1E-310", "-4.9E-324")),  # what Excel takes for nothing
    (7, 7.0),
    (1_152_921_504_606_846_977, "1152921504606846977"),
)
"""Amounts: exact as a number, or as they are as text."""

DAYS: Pairs = (
    *((date.fromisoformat(text), text) for text in ("0001-01-01", "1582-10-15", "1899-12-30", "1899-12-31")),
    *((date.fromisoformat(text), text) for text in ("1900-01-01", "1900-02-28")),
    *((date.fromisoformat(text), datetime.fromisoformat(text)) for text in ("1900-03-01", "1904-01-01", "1970-01-01")),
    *((date.fromisoformat(text), datetime.fromisoformat(text)) for text in ("2024-02-29", "2026-03-31", "9999-12-31")),
)
"""Days: true dates from 1 March 1900 on, for Excel believes in a 29 February before it."""

MOMENTS: Pairs = (
    (datetime(1, 1, 1, tzinfo=UTC), "0001-01-01T00:00:00+00:00"),
    (datetime(1899, 12, 31, 12, tzinfo=UTC), "1899-12-31T07:00:00-05:00"),
    (datetime(1900, 3, 1, 3, tzinfo=UTC), "1900-02-28T22:00:00-05:00"),
    *(
        (datetime.fromisoformat(f"{utc}+00:00"), datetime.fromisoformat(local))
        for utc, local in (
            ("1900-03-01T05:00:00", "1900-03-01T00:00:00"),
            ("2026-01-05T03:04:05", "2026-01-04T22:04:05"),
            ("2026-03-08T06:59:59", "2026-03-08T01:59:59"),
            ("2026-03-08T07:00:00", "2026-03-08T03:00:00"),
            ("2026-12-31T23:59:59", "2026-12-31T18:59:59"),
            ("9999-12-31T23:59:59", "9999-12-31T18:59:59"),
        )
    ),
)
"""Moments, and how they are seen in the company's zone, Toronto."""

DAY, SEEN = date(2026, 3, 1), datetime.fromisoformat("2026-03-01")

ODD: Mapping[str, Pairs] = {
    "total": (("n/a", "n/a"), ("=1+1", "=1+1"), (True, "yes"), (DAY, SEEN)),
    "date": (("soon", "soon"), (Decimal("1.50"), "1.50"), (datetime(2026, 3, 1, 5, tzinfo=UTC), SEEN)),
    "created": (("@once", "@once"), (False, "no"), (DAY, SEEN)),
    "memo": ((Decimal("1.50"), "1.50"), (12, "12"), (True, "yes"), (DAY, SEEN)),
    "status": (("=1+1", "=1+1"), ("paid", "Paid"), (Decimal(1), "1"), (None, None)),
    "currency": (("=1+1", "=1+1"), ("\x00", "\x00"), ("", None), (None, None)),
}
"""Values where nobody expects them: a source may give anything."""

LEADING = (
    "attachments/invoices/1/reçu n° 1.pdf",
    "attachments/invoices/2/",
    "attachments/a b#c%20d?é\"<>&'`^{|}[].pdf",
    "attachments/%2e%2e/x",
    "attachments/\x00\n\ud83d\ufffe🧾.pdf",
    "attachments/=1+1",
    "attachments/_x0041_",
)
"""Where documents lie beside the workbooks."""

ASTRAY = (
    "attachments/../../x",
    "attachments/a/..",
    "attachments/..\\..\\x",
    "attachments\\x",
    "/attachments/x",
    " attachments/x",
    "file:///attachments/x",
    "https://example.org/attachments/x",
    "\\\\server\\attachments\\x",
    "javascript:attachments/",
    f"attachments/{'y' * 3_000}",
)
"""What a source may say instead, and must not be opened by a click; of an address too long, Excel mends the file."""

NAMES = (
    "A/B: [c]? *d*\\e",
    "x" * 40,
    "X" * 40,
    "🧾" * 31,
    "'quoted'",
    "History",
    "tab\there",
    "nul \x00 \ud83d",
    "Customers",
    "",
)
"""How a source might call a kind of its own."""

HEADINGS = ("=1+1", "=1+1", "", "a\x00\nb", "_x0041_", "x" * 300, "X" * 300, "🧾" * 200, "é", "É", "ID")
"""How a source might call its columns."""


def own(key: str, labels: Mapping[str, str], headings: Sequence[str]) -> Kind:
    """A kind of a source's own, among the lists, with columns of text."""
    columns = (Column(f"c{at}", ColumnType.TEXT, {"en": each}, {"en": ""}) for at, each in enumerate(headings))
    return Kind(key, "lists", 0, tuple(columns), labels, {"en": ""})


def wide(count: int) -> Kind:
    """A kind of as many columns."""
    return own(f"wide_{count}", {"en": f"Wide {count}"}, ["ID", *(f"Field {at}" for at in range(2, count + 1))])


def numbered(kind: Kind, count: int) -> Iterator[Record]:
    """Records of a kind whose values say where they stand."""
    for row in range(1, count + 1):
        yield Record(f"r{row}", f"r{row}", tuple(f"r{row}c{at}" for at in range(1, len(kind.columns) + 1)))


WIDE, WIDER = wide(500), wide(16_400)
"""As many columns as any form has, and more than a sheet has."""

CONTINUED = kinds.kind("deposit_lines")
"""A kind whose rows go on in a second and a third sheet."""


def paired(kind: str, key: str, pairs: Pairs) -> list[Record]:
    """A record of a kind by each value of a column, every other one of them voided."""
    states = (State.LIVE, State.VOIDED)
    return [record(kind, f"{at:04}", states[at % 2], **{key: given}) for at, (given, _) in enumerate(pairs)]


def odd() -> list[Record]:
    """Bills with one odd value each."""
    values = [(key, given) for key, pairs in ODD.items() for given, _ in pairs]
    return [record("bills", f"{at:04}", State.LIVE, **{key: given}) for at, (key, given) in enumerate(values)]


def books() -> Rows:
    """All of it, as the books of one company."""
    strange = own("=own\x00 kind", {"en": "Headings"}, HEADINGS)
    named = [own(f"named {at}", {"en": label}, ["ID"]) for at, label in enumerate(NAMES)]
    unheard = {each.key: each for each in (strange, *named, WIDE)}
    held = {
        "customers": paired("customers", "name", [(text, text) for text in TEXTS for _ in range(2)]),
        "vendors": paired("vendors", "notes", [(text, text) for text in LONG]),
        "sales_receipts": paired("sales_receipts", "total", AMOUNTS),
        "credit_notes": paired("credit_notes", "date", DAYS),
        "refund_receipts": paired("refund_receipts", "created", MOMENTS),
        "bills": odd(),
        "invoices": paired("invoices", "document_link", [(text, text) for text in (*LEADING, *ASTRAY)]),
    }
    return Rows(held | {key: list(numbered(kind, 2)) for key, kind in unheard.items()}, unheard)


def spoolable() -> Rows:
    """What of it can be kept in a spool: no halves of surrogate pairs, and values of the types of their columns."""
    kept = [(text, text) for text in TEXTS if not re.search("[\ud800-\udfff]", text)]
    return Rows(
        {
            "customers": paired("customers", "name", kept),
            "sales_receipts": paired("sales_receipts", "total", AMOUNTS),
            "credit_notes": paired("credit_notes", "date", DAYS),
            "refund_receipts": paired("refund_receipts", "created", MOMENTS),
        }
    )


class Trapped(NamedTuple):
    """A folder of workbooks, and what became of each kind."""

    folder: Path
    written: Mapping[str, Written]


class Found(NamedTuple):
    """What must be found under a heading of a sheet, from the first row down."""

    file: str
    sheet: str
    heading: str
    values: Sequence[Seen]


def expected() -> Iterator[Found]:
    """All that must be found of ``books``, but for what no cell can hold, names and headings."""
    yield _found("Customers", "customers", "name", [text for text in TEXTS for _ in range(2)])
    yield _found("Invoices", "sales_receipts", "total", [each for _, each in AMOUNTS])
    yield _found("Invoices", "invoices", "document_link", [*LEADING, *ASTRAY])
    yield _found("Invoices", "credit_notes", "date", [each for _, each in DAYS])
    yield _found("Invoices", "refund_receipts", "created", [each for _, each in MOMENTS])
    for key in ODD:
        values = [each if column == key else None for column, pairs in ODD.items() for _, each in pairs]
        yield _found("Bills", "bills", key, values)


def _found(file: str, kind: str, key: str, values: Sequence[Seen]) -> Found:
    declared = kinds.kind(kind)
    heading = next(each.labels["en"] for each in declared.columns if each.key == key)
    return Found(file, declared.labels["en"], heading, values)


def write(folder: Path) -> Trapped:
    """Write workbooks of all of it, two of them apart: *Continued*, with ten rows a sheet, and *Wider*."""
    written = workbooks.write(sample.edition(), books(), folder)
    apart = folder / "apart"
    apart.mkdir()
    held = {CONTINUED.key: list(numbered(CONTINUED, 25)), WIDER.key: list(numbered(WIDER, 2))}
    for name, each in zip(
        ("Continued.xlsx", "Wider.xlsx"),
        workbooks.write(sample.edition(), Rows(held, {WIDER.key: WIDER}), apart, longest=10),
        strict=True,
    ):
        each.workbook = str((apart / each.workbook).rename(folder / name).name)
        written.append(each)
    return Trapped(folder, {each.kind: each for each in written})
