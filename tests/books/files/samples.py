"""Files as the systems export them, one small folder for each preset: made up, in the layouts that they document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from tests.books.files.making import dbf, xlsx

DATA = Path(__file__).with_name("data")
D = Decimal

ENTRIES = (
    *(("MULTIPLE", "C", 2, 0), ("ECR_NUMERO", "N", 10, 0), ("NUMERO", "N", 10, 0), ("ECR_NOLINE", "N", 4, 0)),
    *(("DATE", "D", 8, 0), ("PIECE", "C", 20, 0), ("LIBELLE", "C", 100, 0), ("CPT_DEBIT", "C", 12, 0)),
    *(("CPT_CREDIT", "C", 12, 0), ("MONTANT", "N", 15, 2), ("JOURNAL", "C", 1, 0)),
)
ENTERED = (
    ("", 1, 1, 0, date(2026, 3, 15), "A-1", "Achat de matériel", "4200", "2000", D(1250), "a"),
    ("X", 2, 2, 0, date(2026, 3, 16), "V-1", "Vente", "1100", "Multiple", D(1077), "v"),
    ("X", 2, 2, 1, date(2026, 3, 16), "V-1", "Vente", "1100", "3200", D(1000), "v"),
    ("X", 2, 2, 2, date(2026, 3, 16), "V-1", "TVA", "1100", "2200", D(77), "v"),
)
PLAN = (("CLASSE", "C", 4, 0), ("NUMERO", "C", 12, 0), ("COMPTE", "C", 118, 0))
PLANNED = (
    *(("1", "1100", "Débiteurs"), ("2", "2000", "Créanciers"), ("2", "2200", "TVA due"), ("3", "3200", "Ventes")),
    ("4", "4200", "Achats"),
)
JOURNAL: Sequence[Sequence[object]] = (
    ["Grand livre de l’Atelier"],
    [],
    ["Date", "N° écriture", "Compte", "Intitulé", "Libellé", "Débit", "Crédit"],
    [date(2026, 3, 15), 1, 1020, "Banque", "Vente", 100.5, None],
    [date(2026, 3, 15), 1, 3200, "Ventes", "Vente", None, 100.5],
    [None, None, "Total", None, None, 100.5, 100.5],
)


def _folder(name: str, encoding: str = "utf-8") -> Mapping[str, bytes]:
    """The files of a folder of samples, in the encoding that their system writes."""
    found = sorted((DATA / name).iterdir())
    return {path.name: path.read_bytes().decode().encode(encoding) for path in found}


PRESETS: Mapping[str, Mapping[str, bytes]] = {
    "cheel": _folder("cheel"),
    "cheel without headings": _folder("cheel_bare"),
    "cheel in Excel": {
        "ecritures.xlsx": xlsx([row.split(";") for row in _folder("cheel")["ecritures.csv"].decode().splitlines()])
    },
    "winbiz": _folder("winbiz", "cp1252"),
    "winbiz dbf": {"2026/ecriture.dbf": dbf(ENTRIES, ENTERED), "2026/plan.dbf": dbf(PLAN, PLANNED)},
    "fec": _folder("fec"),
    "fec signed": _folder("fec_signed", "cp1252"),
    "quickbooks": _folder("quickbooks"),
    "xero": _folder("xero"),
    "xero journals": _folder("xero_journals"),
    "iif": _folder("iif", "cp1252"),
    "postings": {"journal.xlsx": xlsx(JOURNAL)},
}
