"""Reports as the service answers them, made by hand, and a getter that gives them or fails."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from archiver.books.quickbooks.names import Account, Names
from archiver.errors import TooMuchAsked
from archiver.model import Company

SAMPLES = Path(__file__).parents[4] / "shared" / "data" / "quickbooks"
TODAY = date(2026, 3, 31)
COMPANY = Company("quickbooks", "9130", "Atelier du Fjord inc.", "CA", "CAD", (11, 1), "America/Toronto")
PLAIN = ("tx_date", "txn_type", "doc_num", "name", "memo", "is_cleared", "debt_amt", "credit_amt")
HOME = (*PLAIN[:6], "klass_name", "currency", "nat_foreign_amount", "debt_home_amt", "credit_home_amt")
NOTICE = "Unable to display more data. Please reduce the date range."

EMPTY = {"Name": "NoReportData", "Value": "true"}
"""The option by which a report says that it has no figures."""

Json = dict[str, Any]
Said = bytes | Exception


def header(name: str, **others: object) -> Json:
    return {"ReportName": name, "ReportBasis": "Accrual", "Currency": "CAD", **others}


def columns(keys: Sequence[str], titles: Sequence[str] | None = None) -> Json:
    told = [{"Name": "ColKey", "Value": key} for key in keys]
    named = zip(titles or keys, told, strict=True)
    return {"Column": [{"ColTitle": title, "ColType": "String", "MetaData": [each]} for title, each in named]}


def cells(*given: str | tuple[str, str]) -> list[Json]:
    """Cells of text, or of a text and the id of what it names."""
    return [{"value": each} if isinstance(each, str) else {"value": each[0], "id": each[1]} for each in given]


def section(account: str, id_: str, *rows: Json) -> Json:
    """An account, with its postings or its own accounts."""
    began = {"ColData": cells("Solde initial", "", "", "100.00"), "type": "Data"}
    total = {"ColData": cells(f"Total for {account}", "", "", "1.00")}
    heading = {"ColData": cells((account, id_), "")}
    return {"Header": heading, "Rows": {"Row": [began, *rows]}, "Summary": total, "type": "Section"}


def line(*given: str | tuple[str, str]) -> Json:
    return {"ColData": cells(*given), "type": "Data"}


def answer(name: str, cols: Json, rows: Iterable[Json], **others: object) -> bytes:
    row = list(rows)
    others.setdefault("Option", [] if row else [EMPTY])
    told = {"Header": header(name, **others), "Columns": cols, "Rows": {"Row": row}}
    return json.dumps(told, ensure_ascii=False).encode()


def ledger(*rows: Json, keys: Sequence[str] = PLAIN) -> bytes:
    return answer("GeneralLedger", columns(keys), rows)


class Asked(NamedTuple):
    path: str
    params: Mapping[str, str]

    @property
    def days(self) -> tuple[date, date]:
        return date.fromisoformat(self.params["start_date"]), date.fromisoformat(self.params["end_date"])


class Service:
    """Answers by path, or by a function of what is asked, and remembers what was asked."""

    def __init__(self, **answers: Said | Callable[[Asked], Said]) -> None:
        self.answers = answers
        self.asked: list[Asked] = []

    def get(self, path: str, params: Mapping[str, str], most: int = 1 << 28) -> bytes:
        asked = Asked(path, params)
        self.asked.append(asked)
        said = self.answers[path.removeprefix("reports/")]
        found = said(asked) if callable(said) else said
        if isinstance(found, Exception):
            raise found
        if len(found) > most:
            raise TooMuchAsked(service="QuickBooks")
        return found


def names() -> Names:
    """The accounts of a small company in two currencies."""
    known = Names()
    known.learn_account("1", "Caisse", Account("1000", "CAD", "bank"))
    known.learn_account("2", "Clients", Account("1100", "CAD", "receivable"))
    known.learn_account("3", "Clients - USD", Account("1101", "USD", "receivable"))
    known.learn_account("4", "Ventes:Cuisine", Account("4000", "CAD", None))
    return known
