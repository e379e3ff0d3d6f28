"""A large book, made out of the small one that the tests keep: as many transactions as asked, SQLite or XML.

    python -m tests.books.gnucash.make_large /tmp/large.gnucash 100000
    python -m tests.books.gnucash.make_large /tmp/large.xml.gnucash 100000

Out of ten transactions, two post an invoice of two lines each, two pay one, and six are typed by hand with two to four
splits; every one has the key-value pairs that GnuCash writes. The same arguments make the same book.
"""

from __future__ import annotations

import gzip
import hashlib
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

DATA = Path(__file__).with_name("data")
SMALL = DATA / "alpine_2025.sqlite.gnucash"
SMALL_XML = DATA / "alpine_2025.xml.gnucash"
Row = tuple[object, ...]
Rows = Iterator[tuple[str, Row]]
CUSTOMERS = 500
NEVER = "1970-01-01 00:00:00"
OWN = {
    "bank": "Banque CHF",
    "receivable": "Débiteurs",
    "sales": "Ventes de services",
    "rent": "Loyer",
    "supplies": "Fournitures de bureau",
    "travel": "Frais de voyage",
}


def make(path: Path, transactions: int) -> None:
    """Write a book of that many transactions and some more; XML where the name says so."""
    if ".xml" in path.name:
        _make_xml(path, transactions)
        return
    shutil.copyfile(SMALL, path)
    with closing(sqlite3.connect(path)) as book:
        book.execute("PRAGMA synchronous = OFF")
        here = dict(book.execute("SELECT name, guid FROM accounts"))
        own = {name: here[called] for name, called in OWN.items()}
        own["CHF"] = book.execute("SELECT guid FROM commodities WHERE mnemonic = 'CHF'").fetchone()[0]
        own["table"] = book.execute("SELECT guid FROM taxtables ORDER BY guid").fetchone()[0]
        with book:
            for table, row in _rows(transactions, own):
                book.execute(f"INSERT INTO {table} VALUES ({', '.join('?' * len(row))})", row)


def guid(*parts: object) -> str:
    """An id as scattered as GnuCash's own."""
    return hashlib.md5(repr(parts).encode(), usedforsecurity=False).hexdigest()


def _rows(transactions: int, own: dict[str, str]) -> Rows:
    for n in range(CUSTOMERS):
        name, blank = f"Client {n}", (None,) * 15
        yield (
            "customers",
            (guid("customer", n), name, f"L{n:05}", "", 1, 0, 1, 0, 1, own["CHF"], 0, name, *blank, None, 3, None),
        )
    for n in range(transactions):
        yield from (_invoice, _payment, _by_hand, _by_hand, _by_hand)[n % 5](n, own)


def _day(n: int) -> str:
    return f"{2000 + n % 25}-{n // 25 % 12 + 1:02}-{n // 300 % 28 + 1:02}"


def _transaction(kind: str, n: int, own: dict[str, str], said: str) -> Rows:
    id_ = guid(kind, n)
    yield "transactions", (id_, own["CHF"], str(n), f"{_day(n)} 10:59:00", f"{_day(n)} 12:00:00", said)
    yield from _slot(id_, "date-posted", 10, gdate=_day(n).replace("-", ""))


def _slot(
    owner: str, name: str, type_: int, *, text: str | None = None, gdate: str | None = None, to: str | None = None
) -> Rows:
    yield "slots", (None, owner, name, type_, 0, text, None, NEVER, to, 0, 1, gdate)


def _split(
    transaction: str, place: int, account: str, cents: int, action: str = "", memo: str = "", lot: str | None = None
) -> Rows:
    id_ = guid("split", transaction, place)
    yield "splits", (id_, transaction, account, memo, action, "n", NEVER, cents, 100, cents, 100, lot)


def _invoice(n: int, own: dict[str, str]) -> Rows:
    id_, posting, lot = guid("document", n), guid("posting", n), guid("lot", n)
    cents, day = 10_000 + n % 977, f"{_day(n)} 00:00:00"
    header = (id_, f"L{n:07}", day, f"{_day(n)} 10:59:00", "merci", 1, own["CHF"], 2, guid("customer", n % CUSTOMERS))
    yield "invoices", (*header, None, "", posting, lot, own["receivable"], None, None, 0, 1)
    for place, share in enumerate((cents // 3, cents - cents // 3)):
        line = (guid("entry", n, place), day, day, "Prestation", "Hours", "", 1, 1, own["sales"], share, 100, 0, 1)
        how = ("PERCENT", "PRETAX", 0, 0, own["table"], None, 0, 1, None, 0, 0, None, 1, 0, None, None, None)
        yield "entries", (*line, id_, *how)
    yield "lots", (lot, own["receivable"], -1)
    yield from _transaction("posting", n, own, f"Client {n % CUSTOMERS}")
    yield from _slot(posting, "trans-txn-type", 4, text="I")
    yield from _slot(posting, "trans-read-only", 4, text="Generated from an invoice. Try unposting the invoice.")
    for owner in (posting, lot):
        frame = guid("frame", owner)
        yield from _slot(owner, "gncInvoice", 9, to=frame)
        yield from _slot(frame, "gncInvoice/invoice-guid", 5, to=id_)
    yield from _split(posting, 0, own["receivable"], cents, "Invoice", lot=lot)
    yield from _split(posting, 1, own["sales"], -cents, "Invoice", "Prestation")


def _payment(n: int, own: dict[str, str]) -> Rows:
    paid, cents = n - 1, 10_000 + (n - 1) % 977
    id_ = guid("payment", n)
    yield from _transaction("payment", n, own, f"Client {paid % CUSTOMERS}")
    yield from _slot(id_, "trans-txn-type", 4, text="P")
    yield from _split(id_, 0, own["receivable"], -cents, "Payment", lot=guid("lot", paid))
    yield from _split(id_, 1, own["bank"], cents, "Payment")


def _by_hand(n: int, own: dict[str, str]) -> Rows:
    id_, shares = guid("typed", n), (101, 202, 303)[: n % 3 + 1]
    yield from _transaction("typed", n, own, "Dépense")
    yield from _slot(id_, "notes", 4, text=f"Note {n}")
    for place, (cents, account) in enumerate(zip(shares, ("rent", "supplies", "travel"), strict=False)):
        yield from _split(id_, place, own[account], cents, memo="Achat")
    yield from _split(id_, 9, own["bank"], -sum(shares))


def _make_xml(path: Path, transactions: int) -> None:
    """The typed transactions alone, since they are what swells a book: the rest is as in the small one."""
    text = gzip.decompress(SMALL_XML.read_bytes()).decode()
    head, mark, tail = text.partition("<gnc:template-transactions>")
    if not mark:
        head, mark, tail = text.partition("</gnc:book>")
    with closing(sqlite3.connect(f"file:{SMALL}?mode=ro", uri=True)) as book:
        here = dict(book.execute("SELECT name, guid FROM accounts"))
    own = {name: here[called] for name, called in OWN.items()} | {"CHF": "CHF"}
    with gzip.GzipFile(path, "wb", compresslevel=6, mtime=0) as out:
        out.write(head.encode())
        for n in range(transactions):
            out.write(_typed_xml(n, own).encode())
        out.write((mark + tail).encode())


def _typed_xml(n: int, own: dict[str, str]) -> str:
    found = list(_by_hand(n, own))
    splits = "".join(
        f'<trn:split>\n<split:id type="guid">{row[0]}</split:id>\n<split:memo>{row[3]}</split:memo>\n'
        f"<split:reconciled-state>n</split:reconciled-state>\n<split:value>{row[7]}/100</split:value>\n"
        f'<split:quantity>{row[9]}/100</split:quantity>\n<split:account type="guid">{row[2]}</split:account>\n'
        "</trn:split>\n"
        for table, row in found
        if table == "splits"
    )
    return (
        f'<gnc:transaction version="2.0.0">\n<trn:id type="guid">{guid("typed", n)}</trn:id>\n'
        "<trn:currency>\n<cmdty:space>CURRENCY</cmdty:space>\n<cmdty:id>CHF</cmdty:id>\n</trn:currency>\n"
        f"<trn:num>{n}</trn:num>\n<trn:date-posted>\n<ts:date>{_day(n)} 10:59:00 +0000</ts:date>\n</trn:date-posted>\n"
        f"<trn:date-entered>\n<ts:date>{_day(n)} 12:00:00 +0000</ts:date>\n</trn:date-entered>\n"
        "<trn:description>Dépense</trn:description>\n<trn:slots>\n<slot>\n<slot:key>date-posted</slot:key>\n"
        f'<slot:value type="gdate">\n<gdate>{_day(n)}</gdate>\n</slot:value>\n</slot>\n<slot>\n'
        f'<slot:key>notes</slot:key>\n<slot:value type="string">Note {n}</slot:value>\n</slot>\n</trn:slots>\n'
        f"<trn:splits>\n{splits}</trn:splits>\n</gnc:transaction>\n"
    )


if __name__ == "__main__":
    make(Path(sys.argv[1]), int(sys.argv[2]))
