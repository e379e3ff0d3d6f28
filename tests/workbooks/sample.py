"""A small company whose books are awkward in every way that a workbook must bear."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal

from archiver import kinds
from archiver.model import (
    Bookmark,
    Company,
    Control,
    Family,
    Kind,
    Reading,
    Record,
    Span,
    State,
    Status,
    Tally,
    Value,
    Verdict,
)
from archiver.words import phrase
from archiver.workbooks import Edition

MOMENT = datetime(2026, 3, 31, 18, 0, 5, tzinfo=UTC)

NASTY = (
    "=1+1",
    "=cmd|' /C calc'!A0",
    '=HYPERLINK("http://example.org","click")',
    "+1 -1 @SUM",
    "-2+3",
    "@SUM(A1)",
    "#N/A",
    "\t=1",
    "\r=1",
    "two\nlines",
    "  spaces around  ",
    "nul \x00 bell \x07 vt \x0b escape \x1b",
    "not characters \ufffe \uffff",
    "half a pair \ud83d alone",
    "_x0041_ and _x005F_",
    "<b>&amp;</b> ]]> \"quotes\" 'apostrophe'",
    "café – ñ – 漢字 – عربي – 🧾",
    "'leading apostrophe",
    "007",
    "1e5",
    "2026-03-31",
    "TRUE",
)


@dataclass
class Rows:
    """Tables held in memory; ``counted`` overrides what they count."""

    held: Mapping[str, Sequence[Record]]
    own: Mapping[str, Kind] = field(default_factory=dict)
    counted: Mapping[str, int] = field(default_factory=dict)

    def kinds(self) -> Sequence[Kind]:
        return [self.own.get(key) or kinds.kind(key) for key in self.held]

    def rows(self, kind: Kind) -> Iterable[Record]:
        return iter(self.held[kind.key])

    def count(self, kind: Kind) -> int:
        return self.counted.get(kind.key, len(self.held[kind.key]))


def record(key: str, id: str, state: State = State.LIVE, **values: Value) -> Record:
    """A record of a declared kind, from its values by column."""
    return Record(id, id, kinds.kind(key).values({"id": id} | values), state)


def invoices(count: int) -> list[Record]:
    """Invoices in three currencies; the third is void."""
    currencies = ("CAD", "JPY", "TND")
    return [
        record(
            "invoices",
            f"{number:05}",
            state=State.VOIDED if number == 3 else State.LIVE,
            number=f"{number:06}",
            date=date(2026, 1 + number % 12, 1 + number % 28),
            customer_id=f"C{number % 7}",
            customer=f"Café & Fils nº {number % 7}",
            currency=currencies[number % 3],
            exchange_rate=Decimal("1.3456"),
            subtotal=Decimal(number) * 100,
            tax=Decimal("14.975") if number % 3 == 2 else Decimal("14.98"),
            total=Decimal(number) * 100 + Decimal("14.98"),
            balance=Decimal("0.00") if number % 2 else Decimal(number) * 100,
            status="voided" if number == 3 else "open",
            memo=NASTY[number % len(NASTY)],
            created=datetime(2026, 1, 5, 3, 4, 5, tzinfo=UTC),
        )
        for number in range(1, count + 1)
    ]


def nasty_customers() -> list[Record]:
    """A customer by each text that has ever broken a spreadsheet."""
    return [record("customers", f"{at:03}", name=text, active=at % 2 == 0) for at, text in enumerate(NASTY)]


def attachments(count: int) -> list[Record]:
    """Documents that lie beside the workbooks."""
    return [
        record(
            "attachments",
            f"A{number}",
            document_kind="invoices",
            document_id=f"{number:05}",
            name=f"reçu {number}.pdf",
            path=f"attachments/invoices/{number:05}/reçu #{number}.pdf",
            size=Decimal(1234),
        )
        for number in range(1, count + 1)
    ]


def tables(count: int = 12) -> Rows:
    """Sales, customers, the chart of accounts and documents."""
    accounts = [record("accounts", f"{number}", number=f"00{number}", name=f"Account {number}") for number in range(4)]
    held = {
        "attachments": attachments(3),
        "invoices": invoices(count),
        "customers": nasty_customers(),
        "accounts": accounts,
    }
    return Rows(held)


def edition(language: str = "en", **changes: object) -> Edition:
    """The edition of a small bakery, with a control of each verdict and a family of each status."""
    keys = ("invoices", "customers", "accounts", "bills", "budgets")
    families = {key: Family(key, (kinds.kind(key),)) for key in keys}
    given: dict[str, object] = {
        "language": language,
        "name": "Boulangerie-du-Lac_2026-03-31T180005Z_full_NON-RESTORABLE",
        "type": "full",
        "company": Company(
            source="gnucash",
            source_id="9f0c",
            name="Boulangerie du Lac & Fils",
            country="CA",
            home_currency="CAD",
            fiscal_year_start=(7, 1),
            time_zone="America/Toronto",
            notes=(phrase("The source does not know the time zone."),),
        ),
        "moment": MOMENT,
        "finished": MOMENT.replace(minute=7),
        "program": "archiver 0.1.0",
        "series": "boulangerie",
        "sequence": 3,
        "span": Span(None, date(2026, 3, 31)),
        "readings": (
            Reading(families["invoices"], asked=12, read=12, written=12, bookmark=Bookmark(MOMENT)),
            Reading(families["customers"], read=22, written=22, bookmark=Bookmark(MOMENT)),
            Reading(families["accounts"], Status.PARTIAL, phrase("The source stopped answering."), 9, 4, 4),
            Reading(families["bills"], Status.LEFT_OUT),
            Reading(families["budgets"], Status.NOT_OFFERED, phrase("The plan has no budgets.")),
        ),
        "tallies": (
            Tally(
                "invoices",
                "CAD",
                4,
                voided=1,
                sums={"total": Decimal("1234.50"), "tax": Decimal("59.92"), "balance": Decimal("100.00")},
                first_day=date(2026, 1, 2),
                last_day=date(2026, 3, 31),
                first_number="000001",
                last_number="000012",
            ),
            Tally("invoices", "JPY", 4, sums={"total": Decimal(1200), "tax": Decimal(60)}),
            Tally("accounts", None, 4),
        ),
        "controls": (
            Control("ledger_balanced", Verdict.TIES, phrase("All balance."), "ledger", "CAD", Decimal(5), Decimal(5)),
            Control(
                "receivables_tie",
                Verdict.DIFFERS,
                phrase("The account holds more than the open invoices: {name}", name="=cmd|' /C calc'!A0"),
                "invoices",
                "CAD",
                Decimal("100.00"),
                Decimal("112.50"),
            ),
            Control("payables_tie", Verdict.EXPLAINED, phrase("By hand."), "bills", "CAD", Decimal(1), Decimal(2)),
            Control("balances_applied", Verdict.NOTED, phrase("7 is missing."), "invoices", None, 12, 11),
        ),
        "missing": (phrase("The audit log."),),
    }
    return Edition(**(given | changes))  # type: ignore[arg-type]  # the tests choose what they change
