"""Archives of small books, without workbooks: what history looks at, made in no time."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

from archiver import kinds, verify
from archiver.cabinet import manifest, records, writer
from archiver.catalogue import Cabinet, Entry, Place
from archiver.envelope import Password
from archiver.held import Held
from archiver.history.kept import Kept
from archiver.model import Bookmark, Company, Family, Kind, Reading, Record, Span, State, Status
from archiver.words import Phrase
from tests.archives import COMPANY, MOMENT, record

FAMILIES = {
    "invoices": ("invoices", "invoice_lines", "tax_lines", "sales_applications"),
    "bills": ("bills", "bill_lines", "tax_lines"),
    "payments": ("payments", "sales_applications"),
    "customers": ("customers",),
    "ledger": ("ledger",),
    "reports": ("reports",),
    "exchange_rates": ("exchange_rates",),
    "attachments": ("attachments",),
    "widgets": ("widgets",),
}
Rows = Mapping[str, Sequence[Record]]


def invoice(id_: str, total: str, state: State = State.LIVE, **values: object) -> Record:
    """An invoice to Ann, in dollars."""
    given = {"number": f"F-{id_}", "customer_id": "ann", "customer": "Ann", "currency": "CAD", "date": date(2026, 3, 1)}
    return record("invoices", id_, None, state, **{**given, "total": Decimal(total), **values})  # type: ignore[arg-type] # values of columns


def line(document: str, number: int, amount: str, **values: object) -> Record:
    """A line of an invoice."""
    given = {"invoice_id": document, "line": Decimal(number), "amount": Decimal(amount), "currency": "CAD"}
    return record("invoice_lines", f"{document}/{number}", document, State.LIVE, **{**given, **values})  # type: ignore[arg-type] # as above


def posting(id_: str, account: str, amount: str, currency: str = "CAD") -> Record:
    """A posting: a debit, or a credit where the amount is negative."""
    value = Decimal(amount)
    return record(
        "ledger",
        id_,
        id_.partition("/")[0],
        State.LIVE,
        date=date(2026, 3, 1),
        account_id=account,
        account_number=f"{account}00",
        account=f"Account {account}",
        debit=max(value, Decimal(0)),
        credit=max(-value, Decimal(0)),
        entry_currency=currency,
    )


def cabinet(
    folder: Path,
    rows: Rows,
    sequence: int = 1,
    *,
    series: int | None = 1,
    type_: str = "full",
    company: Company = COMPANY,
    statuses: Mapping[str, Status] | None = None,
    columns: Mapping[str, Kind] | None = None,
    span: Span | None = None,
) -> Path:
    """The archive of that number, a day after the one before it; families that have no rows were read whole too."""
    moment = MOMENT + timedelta(days=sequence - 1)
    own = [
        ((columns or {}).get(key) or kinds.kind(key), next(name for name in FAMILIES if key in FAMILIES[name]))
        for key in rows
    ]
    told = folder / f"{sequence}.{type_}"
    told.mkdir(parents=True)
    records.write(told / "records", own, {key: sorted(each, key=lambda row: row.id) for key, each in rows.items()})
    holds = {name: len({row.document for key in keys for row in rows.get(key, ())}) for name, keys in FAMILIES.items()}
    page = _page(moment, sequence, type_, company, statuses or {}, holds)
    page = replace(page, series=series, sequence=sequence if series else None, span=span)
    (told / manifest.NAME).write_text(manifest.text(page), encoding="utf-8")
    files = [(f"{records.FOLDER}/{path.name}", path) for path in sorted((told / "records").iterdir())]
    members = [writer.Member(name, path) for name, path in [(manifest.NAME, told / manifest.NAME), *files]]
    path = folder / f"{page.name}.cab"
    writer.write(path, members, stamp=moment)
    return path


def _page(
    moment: datetime,
    sequence: int,
    type_: str,
    company: Company,
    statuses: Mapping[str, Status],
    holds: Mapping[str, int],
) -> manifest.Manifest:
    families = [Family(name, ()) for name in FAMILIES]  # no more than their names is written
    readings = [
        Reading(
            each,
            statuses.get(each.name, Status.COMPLETE),
            bookmark=Bookmark(moment),
            reason=Phrase("Since."),
            holds=None if statuses.get(each.name, Status.COMPLETE).lacks else holds[each.name],
        )
        for each in families
    ]
    return manifest.Manifest(
        program="archiver",
        name=f"Lac_{moment:%Y-%m-%d}_{type_}_{sequence}",
        type=type_,
        moment=moment,
        finished=moment + timedelta(minutes=5),
        language="en",
        company=company,
        readings=readings,
        tallies=[],
        controls=[],
        missing=[],
    )


@contextmanager
def opened(path: Path) -> Iterator[Held]:
    """An archive of one cabinet, open."""
    with Held.opened([path]) as held:
        yield held


def kept(path: Path, passwords: tuple[Password, ...] = ()) -> Kept:
    """The archive as the catalogue has it."""
    page = verify.page(path)
    archive = page.archive
    statuses = {name: each.status for name, each in page.families.items()} if isinstance(page, manifest.Page) else {}
    place = Place(archive.series, archive.sequence, None) if archive.series and archive.sequence else None
    entry = Entry(
        company=1,
        type=archive.type,
        name=archive.name,
        moment=archive.moment,
        finished=archive.finished,
        digest=f"{archive.name:x<64}",
        language="en",
        folder=path.parent,
        cabinets=(Cabinet(1, path.name, path.stat().st_size, "0" * 64),),
        place=place,
        families=statuses,
        verified=archive.finished,
    )
    return Kept(entry, passwords)
