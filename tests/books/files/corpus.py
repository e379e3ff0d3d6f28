"""Odd files, as people and programs make them, and what must come of each: the right values, or a refusal that says
where and why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from archiver.model import Value
from tests.books.files.making import dbf, dbt, fpt, xlsx

D = Decimal
MOMENT = datetime(2026, 3, 15, 10, 20)  # noqa: DTZ001 - Excel knows no zones
ENTRY = "Date;Reference;Description;DebitAccount;CreditAccount;Amount\n15.03.2026;1;x;1000;2000;5.00\n"
IIF = "!TRNS\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\n!SPL\tTRNSTYPE\tDATE\tACCNT\tAMOUNT\n!ENDTRNS\n"


@dataclass(frozen=True)
class Case:
    """Some files, and what they must come to.

    ``column`` is a column of the one kind that they make, and its values in order; ``refused`` are parts of what the
    refusal says, each with its file and line; ``noted`` are parts of what is said of the reading.
    """

    name: str
    files: Mapping[str, bytes | str]
    columns: Mapping[str, Sequence[Value]] = field(default_factory=dict)
    refused: Sequence[str] = ()
    noted: Sequence[str] = ()


def _accents(encoding: str) -> bytes:
    return "Nom;Ville\nÉtienne Dupré;Genève\nFrançois Lemaître;Neuchâtel\n".encode(encoding)


NAMES = ("Étienne Dupré", "François Lemaître")
DAYS = (date(2026, 3, 15), date(2026, 3, 16))

ENCODINGS = [
    Case(f"encoding {encoding}", {"t.csv": _accents(encoding)}, {"nom": NAMES})
    for encoding in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "cp850", "mac_roman")
]

TEXTS = [
    Case("comma", {"t.csv": "a,b\n1,x\n2,y\n"}, {"a": (D(1), D(2)), "b": ("x", "y")}),
    Case("semicolon", {"t.csv": "a;b\n1,5;x\n2,25;y\n"}, {"a": (D("1.5"), D("2.25"))}),
    Case("tab", {"t.tsv": "a\tb\n1\tx\n2\ty\n"}, {"b": ("x", "y")}),
    Case("pipe", {"t.txt": "a|b\n1|x\n2|y\n"}, {"b": ("x", "y")}),
    Case("Excel says its delimiter", {"t.csv": "sep=;\na;b\n1,0;x,y\n"}, {"a": (D("1.0"),), "b": ("x,y",)}),
    Case(
        "commas in quotes", {"t.csv": 'a,b\n"x, y","1,5"\n"z","2,5"\n'}, {"a": ("x, y", "z"), "b": (D("1.5"), D("2.5"))}
    ),
    Case(
        "newline in quotes", {"t.csv": 'a;b\n"one\ntwo";1\nthree;2\n'}, {"a": ("one\ntwo", "three"), "b": (D(1), D(2))}
    ),
    Case("doubled quotes", {"t.csv": 'a;b\n"a ""b"" c";1\n'}, {"a": ('a "b" c',)}),
    Case("old Mac ends of lines", {"t.csv": "a;b\rx;1\ry;2\r"}, {"a": ("x", "y")}),
    Case("no end of the last line", {"t.csv": "a;b\nx;1\ny;2"}, {"b": (D(1), D(2))}),
    Case("delimiter at every end", {"t.csv": "a;b;\nx;1;\ny;2;\n"}, {"a": ("x", "y"), "b": (D(1), D(2))}),
    Case("blank lines", {"t.csv": "\n\na;b\nx;1\n\n;\ny;2\n\n"}, {"a": ("x", "y")}),
    Case("short rows", {"t.csv": "a;b;c\nx;1;z\ny\n"}, {"a": ("x", "y"), "c": ("z", None)}),
    Case("one column", {"t.csv": "name\nAnna\nBéa\n"}, {"name": ("Anna", "Béa")}),
    Case("empty column without heading", {"t.csv": "a;;b\nx;;1\ny;;2\n"}, {"a": ("x", "y"), "b": (D(1), D(2))}),
    Case("column without heading", {"t.csv": "a;;b\nx;p;1\ny;q;2\n"}, {"column_2": ("p", "q")}),
    Case("two headings alike", {"t.csv": "a;a\nx;1\ny;2\n"}, {"a": ("x", "y"), "a_2": (D(1), D(2))}),
    Case(
        "lines above the headings",
        {"t.csv": "Ventes 2026\nDu Lac\n\na;b;c\nx;1;2\ny;2;3\n"},
        {"b": (D(1), D(2))},
        noted=("Ventes 2026",),
    ),
    Case("headings again on each page", {"t.csv": "a;b\nx;1\na;b\ny;2\n"}, {"a": ("x", "y")}),
    Case(
        "a total at the end",
        {"t.csv": "a;b;c\nx;p;1\ny;q;2\nTotal;;3\n"},
        {"c": (D(1), D(2))},
        noted=("rows that are totals, and were left out: 1",),
    ),
    Case(
        "totals within",
        {"t.csv": "date;n;m\n1.2.2026;x;1\n;Sous-total;1\n2.2.2026;y;2\n;TOTAL GÉNÉRAL;3\n"},
        {"m": (D(1), D(2))},
        noted=("rows that are totals, and were left out: 2",),
    ),
    Case("a thing that is called Total", {"t.csv": "a;b;c\nTotal Care;p;1\ny;q;2\n"}, {"a": ("Total Care", "y")}),
    Case("no headings", {"t.csv": "x;1\ny;2\nz;3\n"}, {"column_2": (D(1), D(2), D(3))}),
    Case("decomposed accents", {"t.csv": "a;b\nE\u0301tienne;1\n"}, {"a": ("Étienne",)}),
    Case("only headings", {"t.csv": "a;b\n", "u.csv": "a;c\nx;y\n"}, {"a": ("x",)}),
    Case("empty file", {"t.csv": "", "u.csv": "a;c\nx;y\n"}, {"a": ("x",)}),
]

NUMBERS = [
    Case("apostrophes", {"t.csv": "a;b\nx;1'234.50\ny;-1’000’000.05\n"}, {"b": (D("1234.50"), D("-1000000.05"))}),
    Case(
        "blanks and commas",
        {"t.csv": "a;b\nx;1 234,50\ny;12\u202f345,00\nz;1\u00a0000,10\n"},
        {"b": (D("1234.50"), D("12345.00"), D("1000.10"))},
    ),
    Case("points and commas", {"t.csv": "a;b\nx;1.234,50\ny;12,00\n"}, {"b": (D("1234.50"), D("12.00"))}),
    Case("commas and points", {"t.csv": "a;b\nx;1,234.50\ny;12.00\n"}, {"b": (D("1234.50"), D("12.00"))}),
    Case("thousands told by the others", {"t.csv": "a;b\nx;1,234\ny;2,345,678\n"}, {"b": (D(1234), D(2345678))}),
    Case(
        "three decimals told by another column",
        {"t.csv": "a;b;c\nx;1,234;0,5\ny;2,345;1,5\n"},
        {"b": (D("1.234"), D("2.345"))},
    ),
    Case(
        "three digits in doubt",
        {"t.csv": "a;b\nx;1,234\ny;2,345\n"},
        {"b": ("1,234", "2,345")},
        noted=("stay text", "b"),
    ),
    Case("below one", {"t.csv": "a;b\nx;0,125\ny;1,250\n"}, {"b": (D("0.125"), D("1.250"))}),
    Case(
        "signs behind and parentheses",
        {"t.csv": "a;b\nx;12.50-\ny;(3.25)\nz;−4.00\n"},
        {"b": (D("-12.50"), D("-3.25"), D("-4.00"))},
    ),
    Case("currency signs", {"t.csv": "a;b\nx;CHF 1'250.00\ny;CHF 3.-\n"}, {"b": (D("1250.00"), D(3))}),
    Case("euros behind", {"t.csv": "a;b\nx;1 250,00 €\ny;-3,50 €\n"}, {"b": (D("1250.00"), D("-3.50"))}),
    Case("two currencies are no number", {"t.csv": "a;b\nx;CHF 1.50\ny;EUR 2.50\n"}, {"b": ("CHF 1.50", "EUR 2.50")}),
    Case("leading zeros", {"t.csv": "a;b\nx;0042\ny;0043\n"}, {"b": ("0042", "0043")}),
    Case(
        "long numbers of things",
        {"t.csv": "a;b\nx;7612345678901234\ny;7612345678901235\n"},
        {"b": ("7612345678901234", "7612345678901235")},
    ),
]

DATES = [
    Case("points", {"t.csv": "d;a\n15.03.2026;x\n16.3.2026;y\n"}, {"d": DAYS}),
    Case("ISO", {"t.csv": "d;a\n2026-03-15;x\n2026-03-16;y\n"}, {"d": DAYS}),
    Case(
        "two digits of the year",
        {"t.csv": "d;a\n15.03.26;x\n16.03.69;y\n17.03.70;z\n"},
        {"d": (date(2026, 3, 15), date(2069, 3, 16), date(1970, 3, 17))},
    ),
    Case(
        "day first, told by one",
        {"t.csv": "d;a\n03/04/2026;x\n16/03/2026;y\n"},
        {"d": (date(2026, 4, 3), date(2026, 3, 16))},
    ),
    Case(
        "month first, told by one",
        {"t.csv": "d;a\n03/04/2026;x\n03/16/2026;y\n"},
        {"d": (date(2026, 3, 4), date(2026, 3, 16))},
    ),
    Case("told by another column", {"t.csv": "d;e;a\n03/04/2026;16/03/2026;x\n"}, {"d": (date(2026, 4, 3),)}),
    Case(
        "in doubt",
        {"t.csv": "d;a\n03/04/2026;x\n05/06/2026;y\n"},
        {"d": ("03/04/2026", "05/06/2026")},
        noted=("stay text",),
    ),
    Case("not in doubt", {"t.csv": "d;a\n03/03/2026;x\n05/05/2026;y\n"}, {"d": (date(2026, 3, 3), date(2026, 5, 5))}),
    Case(
        "months by name",
        {"t.csv": "d;a\n15 Mar 2026;x\n16 mars 2026;y\n1 août 2026;z\n"},
        {"d": (*DAYS, date(2026, 8, 1))},
    ),
    Case("as Americans say them", {"t.csv": 'd;a\n"March 15, 2026";x\n"Mar 16, 2026";y\n'}, {"d": DAYS}),
    Case("with midnight", {"t.csv": "d;a\n2026-03-15 00:00:00;x\n2026-03-16T00:00:00;y\n"}, {"d": DAYS}),
    Case(
        "with a time",
        {"t.csv": "d;a\n2026-03-15 10:20;x\n2026-03-16 11:00;y\n"},
        {"d": ("2026-03-15 10:20", "2026-03-16 11:00")},
    ),
    Case("no such day", {"t.csv": "d;a\n30.02.2026;x\n"}, {"d": ("30.02.2026",)}),
]

BOOKS = [
    Case(
        "days, numbers, flags",
        {
            "t.xlsx": xlsx(
                [["d", "n", "f", "t"], [date(2026, 3, 15), 1.5, True, "x"], [date(2026, 3, 16), 2, False, "y"]]
            )
        },
        {"d": DAYS, "n": (D("1.5"), D(2)), "f": (True, False)},
    ),
    Case(
        "numbers as text among numbers",
        {"t.xlsx": xlsx([["a", "n"], ["x", 1.5], ["y", "2,50"]])},
        {"n": (D("1.5"), D("2.50"))},
    ),
    Case(
        "days as text among days",
        {"t.xlsx": xlsx([["d", "a"], [date(2026, 3, 15), "x"], ["16.03.2026", "y"]])},
        {"d": DAYS},
    ),
    Case(
        "what Excel adds up",
        {"t.xlsx": xlsx([["a", "n"], ["x", 0.1 + 0.2], ["y", 1e15]])},
        {"n": (D("0.3"), D("1E+15"))},
    ),
    Case(
        "below empty rows and columns",
        {"t.xlsx": xlsx([[], [], [None, "a", "b"], [None, "x", 1], [None, "y", 2]])},
        {"a": ("x", "y")},
    ),
    Case(
        "a moment stays text",
        {"t.xlsx": xlsx([["m", "a"], [MOMENT, "x"]])},
        {"m": ("2026-03-15 10:20:00",)},
    ),
    Case(
        "no workbook",
        {"t.xlsx": b"PK\x03\x04 and then nothing", "u.csv": "a;b\nx;1\n"},
        refused=("t.xlsx: it is no Excel workbook",),
    ),
    Case("an old workbook", {"t.xls": b"\xd0\xcf\x11\xe0" + bytes(512)}, refused=("t.xls: it is an old workbook",)),
    Case(
        "an old workbook by another name",
        {"t.xlsx": b"\xd0\xcf\x11\xe0" + bytes(512)},
        refused=("t.xlsx: it is an old workbook (.xls), or one that needs a password",),
    ),
    Case(
        "a formula never computed",
        {"t.xlsx": xlsx([["a", "b"], ["x", 1], ["y", "=B2*2"]])},
        refused=("t.xlsx, line 3: the formula in B3 was never computed",),
    ),
    Case(
        "an error for a value",
        {"t.xlsx": xlsx([["a", "b"], ["x", 1], ["y", "#DIV/0!"]])},
        refused=("t.xlsx, line 3: B3 shows #DIV/0!",),
    ),
]

NAMED = (("NOM", "C", 20, 0), ("MONTANT", "N", 12, 2), ("JOUR", "D", 8, 0), ("OUI", "L", 1, 0))
DBF = [
    Case(
        "DBF",
        {"t.dbf": dbf(NAMED, [["Étienne", D("12.50"), DAYS[0], True], ["Béa", D("-3.00"), DAYS[1], False]])},
        {"nom": ("Étienne", "Béa"), "montant": (D("12.50"), D("-3.00")), "jour": DAYS, "oui": (True, False)},
    ),
    Case(
        "DBF of DOS",
        {"t.dbf": dbf(NAMED, [["Étienne", None, None, None]], page=0x02, encoding="cp850")},
        {"nom": ("Étienne",)},
    ),
    Case(
        "deleted rows of a DBF",
        {"t.dbf": dbf(NAMED, [["a", D(1), DAYS[0], True], ["b", D(2), DAYS[1], True]], deleted=[0])},
        {"nom": ("b",)},
    ),
    Case(
        "memo of FoxPro",
        {
            "t.dbf": dbf([("A", "C", 5, 0), ("M", "M", 4, 0)], [["x", 8], ["y", 9], ["z", 0]], version=0x30),
            "T.FPT": fpt(["déjà vu", "two\nlines"]),
        },
        {"m": ("déjà vu", "two\nlines", None)},
    ),
    Case(
        "memo of dBASE",
        {
            "t.dbf": dbf(
                [("A", "C", 5, 0), ("M", "M", 10, 0)],
                [["x", "1"], ["y", "2"]],
                version=0x83,
                page=0x02,
                encoding="cp850",
            ),
            "t.dbt": dbt(["été", "hiver"]),
        },
        {"m": ("été", "hiver")},
    ),
    Case(
        "memo that is missing",
        {"t.dbf": dbf([("A", "C", 5, 0), ("M", "M", 4, 0)], [["x", 8]], version=0x30)},
        refused=("t.dbf: its memo file is missing, or empty: t.fpt",),
    ),
    Case(
        "money and moments of FoxPro",
        {"t.dbf": dbf([("A", "C", 5, 0), ("Y", "Y", 8, 0), ("I", "I", 4, 0)], [["x", D("12.3456"), 7]], version=0x30)},
        {"y": (D("12.3456"),), "i": (D(7),)},
    ),
    Case(
        "DBF that is cut off",
        {"t.dbf": dbf(NAMED, [["a", D(1), DAYS[0], True], ["b", D(2), DAYS[1], True]])[:-30]},
        refused=("t.dbf, line 2: it ends in the middle: 1 of 2 rows",),
    ),
    Case(
        "DBF with nonsense",
        {"t.dbf": dbf(NAMED, [["a", D(1), DAYS[0], True], ["b", b"not a number", DAYS[1], True]])},
        refused=("t.dbf, line 2: MONTANT holds not a number",),
    ),
    Case("no DBF", {"t.dbf": b"hello, this is a text and no table at all"}, refused=("t.dbf: it is no DBF table",)),
]

REFUSED = [
    Case(
        "quotes that do not close",
        {"t.csv": 'a;b\nx;1\n"y;2\nz;3\n'},
        refused=("t.csv, line 3: its quotes are not closed",),
    ),
    Case(
        "more cells than headings", {"t.csv": "a;b\nx;1\ny;2;extra\nz;3\n"}, refused=("t.csv, line 3: it has 3 cells",)
    ),
    Case("binary", {"t.csv": b"\x00\x01\x02\x03\x04"}, refused=("t.csv, line 1: it holds bytes that no text has",)),
    Case(
        "two encodings in one file",
        {"t.csv": "a;b\nétude;1\n".encode() + "Zürich;2\n".encode("cp1252")},
        refused=("t.csv, line 3: its accents make no words",),
    ),
    Case(
        "not as its mark says",
        {"t.csv": b"\xef\xbb\xbfa;b\nx;1\n\xe9t\xe9;2\n"},
        refused=("t.csv, line 3: it is not in the encoding that it says",),
    ),
    Case(
        "all problems at once",
        {"t.csv": 'a;b\n"y;2\n', "u.dbf": b"nothing", "v.csv": "a;b\nx;1;2;3\ny;1\nz;3\n"},
        refused=("t.csv, line", "u.dbf: it is no DBF", "v.csv, line 2: it has 4 cells"),
    ),
    Case(
        "nothing at all",
        {"readme.pdf": b"%PDF"},
        refused=("has no table that can be read: these are no tables: readme.pdf",),
    ),
    Case(
        "entries with days that are none",
        {"t.csv": f"{ENTRY}31.02.2026;2;y;1000;2000;six\n"},
        refused=("t.csv, line 3: Date: 31.02.2026 is no day", "t.csv, line 3: Amount: six is no number"),
    ),
    Case(
        "entries in doubt",
        {"t.csv": "Date,Account number,Debit,Credit\n03/04/2026,1000,5.00,\n03/04/2026,2000,,5.00\n"},
        refused=("t.csv: Date: 03/04/2026 may mean two days",),
    ),
    Case(
        "IIF that does not end",
        {"t.iif": f"{IIF}TRNS\tCHECK\t3/16/26\tBank\t-5\nSPL\tCHECK\t3/16/26\tFees\t5\n"},
        refused=("line 4: the transaction that begins on line 4 has no ENDTRNS",),
    ),
    Case(
        "IIF that declares nothing", {"t.iif": "TRNS\tCHECK\t3/16/26\n"}, refused=("t.iif, line 1: it is no IIF file",)
    ),
]

CASES = [*ENCODINGS, *TEXTS, *NUMBERS, *DATES, *BOOKS, *DBF, *REFUSED]
