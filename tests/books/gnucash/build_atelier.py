#!/usr/bin/python3
"""Build the "Atelier Rivage inc." demo book with GnuCash's own engine.

    build_atelier.py OUTPUT_FOLDER          write the book, its truth and its PDF documents
    build_atelier.py --truth BOOK OUT.json  write what the engine says about any book

It needs the interpreter that GnuCash's Python bindings were built for (package
python3-gnucash, and libdbd-sqlite3 for SQLite books). Every amount in the truth
file was computed by the engine, so that a reader of the files can be tested
against it. Only the GUIDs and the moments of recording differ between two runs.

The engine reads the time zone when it is loaded, and stores some dates as local
midnight. The book is made in Quebec's time zone; set TZ to read a book of another.
"""

from __future__ import annotations

import os

os.environ.setdefault("TZ", "America/Toronto")  # must precede the import of the engine

import ctypes
import datetime as dt
import json
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

from gnucash import (
    Account,
    GncCommodity,
    GncLot,
    GncNumeric,
    GncPrice,
    Query,
    Session,
    Split,
    Transaction,
    _gnucash_core_c,
)
from gnucash import gnucash_core_c as core
from gnucash.gnucash_business import (
    Bill,
    BillTerm,
    Customer,
    Employee,
    Entry,
    Invoice,
    Job,
    TaxTable,
    TaxTableEntry,
    Vendor,
)
from gnucash.gnucash_core import SessionOpenMode

BOOK_NAME = "atelier_2025"
CLOSED_YEAR = 2024
RATE_CHANGE = "2025-04-01"
MISSING_NUMBER = "FAC-0023"  # a gap in the numbering

# --------------------------------------------------------------------------------------
# The engine below the bindings: budgets, schedules, book options and lists of lots are
# not wrapped for Python, so these few C functions are called directly. Looking them up
# through the bindings' own module finds the very library that the bindings use.
# --------------------------------------------------------------------------------------
ENGINE = ctypes.CDLL(_gnucash_core_c.__file__)
PERIOD_MONTH = 3
WEEKEND_ADJUST_NONE = 0
RECURRENCE_BYTES = 64  # larger than the C structure, which the engine fills itself


class Pointer(ctypes.c_void_p):
    """An engine object; a subclass, because ctypes turns plain c_void_p results into integers."""


class Numeric(ctypes.Structure):
    """The engine's exact fraction, passed by value."""

    _fields_ = [("num", ctypes.c_int64), ("denom", ctypes.c_int64)]


def call(name: str, *args: Any, result: Any = None) -> Any:
    """Call the engine's C function; bindings' objects and strings are converted."""
    function = getattr(ENGINE, name)
    function.restype = result
    return function(*(_raw(arg) for arg in args))


def _raw(arg: Any) -> Any:
    if isinstance(arg, str):
        return arg.encode()
    if isinstance(arg, GncNumeric):
        return Numeric(arg.num(), arg.denom())
    if hasattr(arg, "instance"):
        return Pointer(int(arg.instance))
    return arg


def pointer_list(items: Iterable[Any]) -> Pointer:
    """Make the linked list that the engine expects."""
    head = Pointer()
    for item in items:
        head = call("g_list_append", head, item, result=Pointer)
    return head


def c_date(when: dt.date) -> Pointer:
    """Make the engine's date without time."""
    return call(
        "g_date_new_dmy",
        ctypes.c_uint8(when.day),
        ctypes.c_int(when.month),
        ctypes.c_uint16(when.year),
        result=Pointer,
    )


def monthly(start: dt.date) -> Pointer:
    """Make a monthly recurrence; it stays allocated, since the engine may keep it."""
    recurrence = call("g_malloc0", ctypes.c_size_t(RECURRENCE_BYTES), result=Pointer)
    call(
        "recurrenceSet",
        recurrence,
        ctypes.c_uint16(1),
        ctypes.c_int(PERIOD_MONTH),
        c_date(start),
        ctypes.c_int(WEEKEND_ADJUST_NONE),
    )
    return recurrence


def guid_of(item: Any) -> str:
    """Return the GUID of any engine object as 32 hexadecimal digits."""
    guid = call("qof_instance_get_guid", item, result=Pointer)
    buffer = ctypes.create_string_buffer(33)
    call("guid_to_string_buff", guid, buffer)
    return buffer.value.decode()


# --------------------------------------------------------------------------------------
# Small conversions
# --------------------------------------------------------------------------------------
def num(text: str | int) -> GncNumeric:
    """Turn a decimal text into the engine's exact fraction, keeping its decimals."""
    decimals = max(0, -Decimal(text).as_tuple().exponent)
    return GncNumeric(int(Decimal(text).scaleb(decimals)), 10**decimals)


def day(text: str) -> dt.date:
    """Read an ISO date."""
    return dt.date.fromisoformat(text)


def midnight(when: dt.date) -> dt.datetime:
    """Return the date as local midnight, as GnuCash's dialogs do."""
    return dt.datetime(when.year, when.month, when.day)


def last_moment(when: dt.date) -> dt.datetime:
    """Return the end of the date, so that "as of" questions include it."""
    return dt.datetime(when.year, when.month, when.day, 23, 59, 59)


# --------------------------------------------------------------------------------------
# The company's masters
# --------------------------------------------------------------------------------------
COMPANY = {
    "Company Name": "Atelier Rivage inc.",
    "Company Address": "1450, rue du Débarcadère\nRimouski (Québec)  G5L 0A1\nCanada",
    "Company ID": "TPS 00000 0000 RT0001 / TVQ 0000000000 TQ0001",
    "Company Phone Number": "+1 418 555-0100",
    "Company Fax Number": "+1 418 555-0101",
    "Company Email Address": "bureau@atelier-rivage.example.test",
    "Company Website URL": "https://atelier-rivage.example.test",
    "Company Contact Person": "Hélène Côté-Bélanger",
}

FUND = ("FONDS", "RIVEQ", "Fonds équilibré Rivage")

# code, name, type, parent's code, commodity, flags (P placeholder, H hidden)
CHART = (
    ("1", "Actif", "ASSET", "", "CAD", "P"),
    ("1000", "Actif à court terme", "ASSET", "1", "CAD", "P"),
    ("1010", "Banque – opérations", "BANK", "1000", "CAD", ""),
    ("1015", "Banque – épargne", "BANK", "1000", "CAD", ""),
    ("1020", "Banque USD", "BANK", "1000", "USD", ""),
    ("1030", "Banque EUR", "BANK", "1000", "EUR", ""),
    ("1050", "Petite caisse", "CASH", "1000", "CAD", ""),
    ("1099", "Ancien compte de la caisse", "BANK", "1000", "CAD", "H"),
    ("1200", "Comptes clients", "RECEIVABLE", "1000", "CAD", ""),
    ("1210", "Comptes clients EUR", "RECEIVABLE", "1000", "EUR", ""),
    ("1310", "CTI à recevoir (TPS)", "ASSET", "1000", "CAD", ""),
    ("1320", "RTI à recevoir (TVQ)", "ASSET", "1000", "CAD", ""),
    ("1500", "Immobilisations", "ASSET", "1", "CAD", "P"),
    ("1510", "Équipement", "ASSET", "1500", "CAD", "P"),
    ("1520", "Machines-outils", "ASSET", "1510", "CAD", ""),
    ("1521", "Scie à panneaux", "ASSET", "1520", "CAD", ""),
    ("1590", "Amortissement cumulé", "ASSET", "1500", "CAD", ""),
    ("1600", "Placements", "ASSET", "1", "CAD", "P"),
    ("1610", "Fonds équilibré Rivage", "MUTUAL", "1600", "RIVEQ", ""),
    ("2", "Passif", "LIABILITY", "", "CAD", "P"),
    ("2100", "Comptes fournisseurs", "PAYABLE", "2", "CAD", ""),
    ("2110", "Comptes fournisseurs USD", "PAYABLE", "2", "USD", ""),
    ("2150", "Notes de frais à payer", "PAYABLE", "2", "CAD", ""),
    ("2300", "TPS à payer", "LIABILITY", "2", "CAD", ""),
    ("2310", "TVQ à payer", "LIABILITY", "2", "CAD", ""),
    ("2400", "Retenues à la source à payer", "LIABILITY", "2", "CAD", ""),
    ("2500", "Carte de crédit", "CREDIT", "2", "CAD", ""),
    ("3", "Capitaux propres", "EQUITY", "", "CAD", "P"),
    ("3000", "Capital-actions", "EQUITY", "3", "CAD", ""),
    ("3200", "Bénéfices non répartis", "EQUITY", "3", "CAD", ""),
    ("4", "Produits", "INCOME", "", "CAD", "P"),
    ("4000", "Ventes de meubles", "INCOME", "4", "CAD", ""),
    ("4100", "Réparations et restauration", "INCOME", "4", "CAD", ""),
    ("4200", "Livraison", "INCOME", "4", "CAD", ""),
    ("4300", "Ventes à l'exportation", "INCOME", "4", "CAD", ""),
    ("5", "Charges", "EXPENSE", "", "CAD", "P"),
    ("5000", "Achats de bois", "EXPENSE", "5", "CAD", ""),
    ("5100", "Quincaillerie et finition", "EXPENSE", "5", "CAD", ""),
    ("5200", "Loyer de l'atelier", "EXPENSE", "5", "CAD", ""),
    ("5300", "Électricité", "EXPENSE", "5", "CAD", ""),
    ("5400", "Salaires", "EXPENSE", "5", "CAD", ""),
    ("5410", "Charges sociales", "EXPENSE", "5", "CAD", ""),
    ("5500", "Publicité", "EXPENSE", "5", "CAD", ""),
    ("5600", "Déplacements", "EXPENSE", "5", "CAD", ""),
    ("5700", "Amortissement", "EXPENSE", "5", "CAD", ""),
    ("5800", "Frais bancaires", "EXPENSE", "5", "CAD", ""),
)

# name, description, days until due (or day of the month), extra: (discount %, discount days)
DAY_TERMS = (
    ("Comptant", "Payable à la réception", 0, None),
    ("Net 30", "Payable à 30 jours", 30, None),
    ("Net 45", "Payable à 45 jours", 45, None),
    ("2/10 net 30", "Escompte de 2 % à 10 jours, net 30 jours", 30, ("2", 10)),
)

# name, ((tax account, percent), ...)
TAX_TABLES = (
    ("TPS+TVQ", (("2300", "5"), ("2310", "9.975"))),
    ("TVH Nouvelle-Écosse", (("2300", "15"),)),
    ("CTI+RTI", (("1310", "5"), ("1320", "9.975"))),
)

# key, name, currency, street, town, terms
CUSTOMERS = (
    ("C-001", "Auberge du Phare", "CAD", "12, chemin du Quai", "Métis-sur-Mer", "Net 30"),
    ("C-002", "Café Légaré & Frères", "CAD", "88, rue Saint-Germain", "Rimouski", "Net 30"),
    ("C-003", "Bibliothèque de Sainte-Luce", "CAD", "1, place de l'Église", "Sainte-Luce", "15 suivant"),
    ("C-004", "Clinique Vétérinaire L'Étoile", "CAD", "400, boul. Jessop", "Rimouski", "2/10 net 30"),
    ("C-005", "Maison Léopold SARL", "EUR", "7, rue des Tonneliers", "Nantes", "Net 45"),
    ("C-006", "=Design+ inc.", "CAD", "2200, av. du Parc", "Montréal", "Net 30"),
    ("C-007", "Théâtre de la Marée", "CAD", "35, rue de l'Évêché", "Rimouski", "Net 30"),
    ("C-008", "Ébénisterie Ouellet (fermée)", "CAD", "9, rang 3", "Le Bic", "Comptant"),
    ("C-009", "Halifax Harbour Lofts Ltd.", "CAD", "1800 Water Street", "Halifax", "Net 30"),
    ("C-010", "Garderie Les P'tits Copeaux", "CAD", "61, rue Lavoie", "Rimouski", "Comptant"),
    ("C-011", "Zoé Lévesque-Nguyễn", "CAD", "5-210, rue Notre-Dame", "Mont-Joli", "Comptant"),
    ("C-012", "Municipalité de Saint-Fabien", "CAD", "20A, 7e Avenue", "Saint-Fabien", "15 suivant"),
)

VENDORS = (
    ("V-001", "Scierie Bélanger et Fils", "CAD", "700, route 132", "Price", "Net 30"),
    ("V-002", "Quincaillerie Rioux", "CAD", "15, rue Cathédrale", "Rimouski", "15 suivant"),
    ("V-003", "Vermont Hardwoods LLC", "USD", "31 Mill Road", "Burlington VT", "Net 30"),
    ("V-004", "Hydro-Rivage", "CAD", "1, rue du Barrage", "Rimouski", "Comptant"),
    ("V-005", "Immeubles Tremblay-Côté", "CAD", "300, rue Rouleau", "Rimouski", "Comptant"),
    ("V-006", "Imprimerie de l'Estuaire", "CAD", "44, rue Potvin", "Rimouski", "2/10 net 30"),
    ("V-007", "Transport Gaspésie inc.", "CAD", "8, rue Industrielle", "Matane", "Net 30"),
    ("V-008", "Vernis & Teintures Québec", "CAD", "900, rue Dalhousie", "Québec", "Net 45"),
)

EMPLOYEES = (("E-001", "Hélène Côté-Bélanger", "helene"), ("E-002", "Mathieu D'Amours", "mathieu"))

# key, name, owner's key, customer's or vendor's reference
JOBS = (
    ("J-001", "Bar en érable – terrasse", "C-001", "BC-2024-17"),
    ("J-002", "Mobilier de la salle de lecture", "C-003", "Résolution 2025-044"),
    ("J-003", "Séchage à façon 2025", "V-001", "Entente SB-9"),
)

LONG_NOTES = (
    "Client depuis 2016 – préfère être joint l'avant-midi.\n"
    "Livraison : entrée arrière, côté « fleuve » ; prévoir deux personnes.\n\n"
    "Couleurs habituelles : « brume d'été », « bleu pétrole », « œuf de cygne ».\n"
    "Ne pas livrer entre Noël et l'Épiphanie."
)


# --------------------------------------------------------------------------------------
# Descriptions of documents
# --------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Line:
    """One line of an invoice, bill or voucher."""

    account: str
    text: str
    quantity: str
    price: str
    table: str | None = "TPS+TVQ"
    discount: str | None = None
    discount_kind: int = core.GNC_AMT_TYPE_PERCENT
    discount_how: int = core.GNC_DISC_PRETAX
    tax_included: bool = False
    action: str = "Matériel"


@dataclass(frozen=True)
class Document:
    """One invoice, bill, credit note or voucher, before the engine knows it."""

    key: str
    owner: str
    opened: str
    lines: Sequence[Line]
    posted: bool = True
    credit_note: bool = False
    due: str | None = None  # None: what the terms say
    terms: str | None = "Net 30"
    reference: str = ""
    notes: str = ""
    link: str | None = None
    rate: str | None = None  # document currency per CAD, for a foreign document


VALUE = core.GNC_AMT_TYPE_VALUE
PERCENT = core.GNC_AMT_TYPE_PERCENT
PRETAX, SAMETIME, POSTTAX = core.GNC_DISC_PRETAX, core.GNC_DISC_SAMETIME, core.GNC_DISC_POSTTAX


def regular_invoices() -> Iterator[Document]:
    """Yield the everyday invoices: two a month, only one every third month."""
    customers = ("C-001", "C-002", "C-003", "C-004", "C-006", "C-007", "C-010", "C-012")
    goods = (
        Line("4000", "Table de chêne rouge, finition à l'huile", "1", "2295.00"),
        Line("4000", "Chaise « Estuaire »", "6", "239.50"),
        Line("4100", "Restauration d'un buffet (heures)", "7.25", "68.00", action="Heures"),
        Line("4200", "Livraison et installation", "1", "95.00"),
    )
    for index in range(48):
        month, second = divmod(index, 2)
        if second and month % 3 == 2:
            continue
        yield Document(
            key=f"regular-{index}",
            owner=customers[index % len(customers)],
            opened=f"{2024 + month // 12}-{month % 12 + 1:02}-{5 + 14 * second:02}",
            lines=[goods[(index + step) % len(goods)] for step in range(1 + index % 3)],
            terms=("Net 30", "15 suivant", "2/10 net 30", None)[index % 4],
            reference=f"BC-{1000 + index}",
            notes="Merci de votre confiance.\nBois certifié du Bas-Saint-Laurent." if index % 6 == 0 else "",
        )


def discounted_invoices() -> Iterator[Document]:
    """Yield invoices with every kind of discount."""
    yield Document(
        "discounts-percent",
        "C-002",
        "2024-04-11",
        [
            Line("4000", "Escompte avant taxe", "3", "333.33", discount="10", discount_how=PRETAX),
            Line("4000", "Escompte simultané", "3", "333.33", discount="10", discount_how=SAMETIME),
            Line("4000", "Escompte après taxe", "3", "333.33", discount="10", discount_how=POSTTAX),
        ],
    )
    yield Document(
        "discounts-value",
        "C-004",
        "2024-05-16",
        [
            Line("4000", "Rabais avant taxe", "2", "149.99", discount="25", discount_kind=VALUE, discount_how=PRETAX),
            Line("4000", "Rabais simultané", "2", "149.99", discount="25", discount_kind=VALUE, discount_how=SAMETIME),
            Line("4000", "Rabais après taxe", "2", "149.99", discount="25", discount_kind=VALUE, discount_how=POSTTAX),
        ],
    )


def tax_included_invoices() -> Iterator[Document]:
    """Yield an invoice whose prices contain the taxes, with and without discounts."""
    yield Document(
        "tax-included",
        "C-010",
        "2024-08-08",
        [
            Line("4000", "Banc d'enfant, taxes comprises", "4", "57.49", tax_included=True),
            Line("4000", "Coffre à jouets, taxes comprises, rabais", "1", "229.95", discount="7.5", tax_included=True),
            Line(
                "4000",
                "Patère, taxes comprises, escompte simultané",
                "3",
                "41.37",
                discount="5",
                discount_how=SAMETIME,
                tax_included=True,
            ),
            Line(
                "4000",
                "Étagère, taxes comprises, rabais après taxe",
                "1",
                "99.95",
                discount="10",
                discount_kind=VALUE,
                discount_how=POSTTAX,
                tax_included=True,
            ),
        ],
    )


def rounding_invoices() -> Iterator[Document]:
    """Yield invoices on which rounding and untaxed lines matter."""
    table = Line("4000", "Table basse", "3", "333.33")
    yield Document(
        "rounding",
        "C-006",
        "2024-09-24",
        [
            Line("4000", f"Moulure no {number} (pied linéaire)", quantity, price)
            for number, (quantity, price) in enumerate(
                [
                    ("3.3333", "1.2345"),
                    ("0.1250", "8.7654"),
                    ("7.0001", "0.3335"),
                    ("1.5", "0.99"),
                    ("2.4999", "1.005"),
                ],
                1,
            )
        ],
    )
    yield Document(
        "mixed-taxable",
        "C-012",
        "2025-02-13",
        [
            table,
            Line("4200", "Débours non taxables", "1", "48.76", table=None),
            Line("4100", "Main-d'œuvre", "11.75", "68.00", action="Heures"),
        ],
    )


def other_tax_invoices() -> Iterator[Document]:
    """Yield an invoice that comes to nothing, and two around a change of a tax's rate."""
    yield Document(
        "zero-total",
        "C-011",
        "2024-11-07",
        [
            Line("4100", "Réparation sous garantie", "1", "120.00"),
            Line("4100", "Garantie – pris en charge par l'atelier", "-1", "120.00"),
        ],
    )
    yield Document(
        "harmonized-15",
        "C-009",
        "2025-03-18",
        [Line("4000", "Tête de lit", "4", "412.40", table="TVH Nouvelle-Écosse")],
    )
    yield Document(
        "harmonized-14",
        "C-009",
        "2025-04-22",
        [Line("4000", "Table de nuit", "8", "189.95", table="TVH Nouvelle-Écosse")],
    )


def story_invoices() -> Iterator[Document]:
    """Yield the invoices that are about what happens after posting."""
    desk = [Line("4000", "Bureau d'angle en merisier", "1", "1240.00")]
    shelf = [Line("4000", "Bibliothèque murale", "2", "655.00")]
    yield Document("overpaid", "C-007", "2024-06-12", desk)
    yield Document("voided", "C-008", "2024-07-03", desk, notes="À annuler : commande retirée.")
    yield Document("prepaid", "C-001", "2024-10-15", shelf, reference="Acompte A-77")
    yield Document("group-1", "C-011", "2025-01-21", [Line("4100", "Chaise berçante", "1", "185.00")])
    yield Document("group-2", "C-011", "2025-02-19", [Line("4100", "Coffre de cèdre", "1", "240.00")])
    yield Document("group-3", "C-011", "2025-03-11", [Line("4100", "Horloge grand-père", "1", "410.00")])
    yield Document("bounced", "C-002", "2025-05-13", shelf)
    yield Document("credited", "C-006", "2025-06-17", desk)
    yield Document("late-due", "C-012", "2025-07-08", desk, due="2025-12-31", terms="Net 30")


def job_and_foreign_invoices() -> Iterator[Document]:
    """Yield invoices for jobs, drafts and exports."""
    desk = [Line("4000", "Bureau d'angle en merisier", "1", "1240.00")]
    yield Document(
        "job-bar",
        "J-001",
        "2024-12-10",
        [Line("4000", "Bar en érable, 1er versement", "0.5", "7800.00")],
        link="file:///srv/comptabilite/contrats/bar-erable.pdf",
    )
    yield Document(
        "job-library",
        "J-002",
        "2025-09-09",
        [Line("4000", "Rayonnage double face", "12", "318.75")],
        link="https://documents.example.test/atelier/rayonnage?version=2",
    )
    yield Document(
        "job-draft", "J-002", "2025-12-16", [Line("4000", "Rayonnage, 2e phase", "6", "318.75")], posted=False
    )
    yield Document("draft", "C-004", "2025-12-29", desk, posted=False, notes="Brouillon – attendre le bon de commande.")
    yield Document("empty-draft", "C-010", "2025-12-30", [], posted=False, terms=None)
    yield Document(
        "export-1",
        "C-005",
        "2024-09-05",
        [Line("4300", "Fauteuil « Fleuve » – exportation", "2", "890.00", table=None)],
        terms="Net 45",
        rate="0.6667",
    )
    yield Document(
        "export-2",
        "C-005",
        "2025-10-02",
        [Line("4300", "Console – exportation", "3", "475.55", table=None)],
        terms="Net 45",
        rate="0.6150",
    )
    yield Document("network-link", "C-003", "2025-11-18", desk, link="\\\\serveur\\partage\\factures\\lecture.pdf")


def customer_credit_notes() -> Iterator[Document]:
    """Yield the customers' credit notes."""
    yield Document(
        "credit-applied",
        "C-006",
        "2025-07-02",
        [Line("4000", "Retour : caisson endommagé", "1", "310.00")],
        credit_note=True,
        terms=None,
    )
    yield Document(
        "credit-open",
        "C-002",
        "2025-08-20",
        [Line("4000", "Rabais de volume", "1", "87.65"), Line("4200", "Livraison remboursée", "1", "95.00")],
        credit_note=True,
        terms=None,
    )
    yield Document(
        "credit-refunded",
        "C-007",
        "2024-03-22",
        [Line("4100", "Geste commercial", "1", "50.00")],
        credit_note=True,
        terms=None,
    )


def regular_bills() -> Iterator[Document]:
    """Yield one everyday bill a month."""
    lines = {
        "V-001": Line("5000", "Érable brut 8/4 (pmp)", "212.5", "6.1575", table="CTI+RTI"),
        "V-002": Line("5100", "Vis, charnières et coulisses", "1", "243.18", table="CTI+RTI"),
        "V-004": Line("5300", "Électricité – deux mois", "1", "412.77", table="CTI+RTI"),
        "V-008": Line("5100", "Vernis mat, 18,9 L", "3", "164.95", table="CTI+RTI"),
    }
    for month in range(24):
        vendor = list(lines)[month % 4]
        yield Document(
            key=f"bill-{month}",
            owner=vendor,
            opened=f"{2024 + month // 12}-{month % 12 + 1:02}-08",
            lines=[lines[vendor]],
            terms=("Net 30", "15 suivant", "Comptant", "Net 45")[month % 4],
            reference=f"{vendor[2:]}-{2024 + month // 12}-{300 + month}",
        )


def foreign_bills() -> Iterator[Document]:
    """Yield the American bills."""
    lumber = [Line("5000", "Noyer noir FAS (pmp)", "150", "11.40", table=None)]
    yield Document("usd-1", "V-003", "2024-02-20", lumber, reference="INV-88121", rate="0.7400")
    yield Document("usd-2", "V-003", "2024-10-22", lumber, reference="INV-90455", rate="0.7235")
    yield Document("usd-3", "V-003", "2025-11-04", lumber, reference="INV-97310", rate="0.7120")


def problem_bills() -> Iterator[Document]:
    """Yield bills that a bookkeeper would look at twice: the same vendor's number on both."""
    paper = [Line("5500", "Dépliants, 2 000 exemplaires", "1", "689.00", table="CTI+RTI")]
    yield Document("twice-1", "V-006", "2025-03-05", paper, reference="EST-5521", terms="2/10 net 30")
    yield Document(
        "twice-2",
        "V-006",
        "2025-03-07",
        paper,
        reference="EST-5521",
        terms="2/10 net 30",
        notes="Reçue deux fois ? À vérifier.",
    )


def other_bills() -> Iterator[Document]:
    """Yield bills with taxes included, for a job, and with a document link that leads outside."""
    yield Document(
        "bill-tax-included",
        "V-007",
        "2024-05-28",
        [
            Line(
                "5600", "Transport Matane–Rimouski, taxes comprises", "1", "287.44", table="CTI+RTI", tax_included=True
            ),
            Line("5600", "Droits de passage", "2", "14.25", table=None),
        ],
        reference="TG-7781",
    )
    yield Document(
        "vendor-job",
        "J-003",
        "2025-05-15",
        [Line("5000", "Séchage au four (pmp)", "640.5", "0.4275", table="CTI+RTI")],
        reference="SB-9-01",
        link="achats/ACH-sechage%20four.pdf",
    )
    yield Document(
        "returned-wood",
        "V-001",
        "2025-06-25",
        [Line("5000", "Érable brut 8/4 (pmp)", "120", "6.2050", table="CTI+RTI")],
        reference="001-2025-777",
        link="../hors-dossier.pdf",
    )


def draft_bills() -> Iterator[Document]:
    """Yield bills that were not posted, and the first rent."""
    yield Document(
        "bill-draft",
        "V-002",
        "2025-12-18",
        [Line("5100", "Lames de scie", "2", "118.00", table="CTI+RTI")],
        posted=False,
        reference="R-0099",
    )
    yield Document(
        "bill-draft-2",
        "V-005",
        "2025-12-31",
        [Line("5200", "Loyer de janvier 2026", "1", "900.00", table="CTI+RTI")],
        posted=False,
    )
    yield Document(
        "rent-deposit",
        "V-005",
        "2024-01-02",
        [Line("5200", "Loyer de janvier 2024", "1", "900.00", table="CTI+RTI")],
        terms="Comptant",
        reference="BAIL-1",
    )


def vendor_credit_notes() -> Iterator[Document]:
    """Yield the vendors' credit notes."""
    yield Document(
        "vendor-credit-applied",
        "V-001",
        "2025-07-10",
        [Line("5000", "Retour d'érable fendu (pmp)", "30", "6.2050", table="CTI+RTI")],
        credit_note=True,
        reference="NC-777",
        terms=None,
    )
    yield Document(
        "vendor-credit-open",
        "V-008",
        "2025-09-30",
        [Line("5100", "Ristourne annuelle", "1", "75.00", table="CTI+RTI")],
        credit_note=True,
        reference="RIST-2025",
        terms=None,
    )


def vouchers() -> Iterator[Document]:
    """Yield the employees' expense vouchers."""
    yield Document(
        "voucher-paid",
        "E-001",
        "2024-06-20",
        [
            Line("5600", "Hôtel – Salon du meuble de Québec", "2", "168.00", table="CTI+RTI", action="Projet"),
            Line("5600", "Kilométrage", "612", "0.58", table=None, action="Projet"),
        ],
        terms=None,
    )
    yield Document(
        "voucher-open",
        "E-002",
        "2025-10-28",
        [Line("5100", "Papier abrasif", "5", "17.99", table="CTI+RTI", tax_included=True)],
        terms=None,
    )
    yield Document(
        "voucher-draft",
        "E-002",
        "2025-12-11",
        [Line("5600", "Stationnement", "1", "22.50", table=None)],
        posted=False,
        terms=None,
    )


# --------------------------------------------------------------------------------------
# Building
# --------------------------------------------------------------------------------------
@dataclass
class Builder:
    """The book being built, with what was made so far under the keys of the tables above."""

    book: Any
    accounts: dict[str, Account] = field(default_factory=dict)
    commodities: dict[str, GncCommodity] = field(default_factory=dict)
    terms: dict[str, BillTerm] = field(default_factory=dict)
    tables: dict[str, TaxTable] = field(default_factory=dict)
    first_taxes: dict[str, TaxTableEntry] = field(default_factory=dict)
    owners: dict[str, Any] = field(default_factory=dict)
    documents: dict[str, Invoice] = field(default_factory=dict)


def build_book(builder: Builder) -> None:
    """Fill the empty book."""
    set_company(builder.book)
    add_commodities(builder)
    add_accounts(builder)
    add_terms(builder)
    add_tax_tables(builder)
    add_owners(builder)
    add_special_masters(builder)
    add_opening(builder)
    add_documents(builder)
    pay_everyday_documents(builder)
    tell_customer_stories(builder)
    tell_vendor_stories(builder)
    add_monthly_entries(builder)
    add_odd_entries(builder)
    add_transfers_and_card(builder)
    add_exchange_and_prices(builder)
    reconcile_bank(builder, day("2024-06-30"))
    close_year(builder, CLOSED_YEAR)
    add_budget(builder)
    add_scheduled_rent(builder)
    date_entries(builder)


def set_company(book: Any) -> None:
    """Store the company's particulars where File > Properties > Business does."""
    for name, value in COMPANY.items():
        call("qof_book_set_string_option", book, f"options/Business/{name}", value)
    call("qof_book_set_string_option", book, "options/Tax/Tax Number", "0000000000 TQ0001")


def add_commodities(builder: Builder) -> None:
    """Look up the currencies and create the mutual fund."""
    table = builder.book.get_table()
    for code in ("CAD", "USD", "EUR"):
        builder.commodities[code] = table.lookup("CURRENCY", code)
    space, code, name = FUND
    builder.commodities[code] = table.insert(GncCommodity(builder.book, name, space, code, "", 1000))


def add_accounts(builder: Builder) -> None:
    """Create the chart of accounts."""
    for code, name, kind, parent, commodity, flags in CHART:
        account = Account(builder.book)
        account.BeginEdit()
        (builder.accounts[parent] if parent else builder.book.get_root_account()).append_child(account)
        account.SetName(name)
        account.SetCode(code)
        account.SetType(getattr(core, f"ACCT_TYPE_{kind}"))
        account.SetCommodity(builder.commodities[commodity])
        account.SetPlaceholder("P" in flags)
        account.SetHidden("H" in flags)
        account.CommitEdit()
        builder.accounts[code] = account
    builder.accounts["1521"].SetDescription("Scie à panneaux coulissante, achetée en 2024")
    builder.accounts["1521"].SetNotes("Garantie : 5 ans.\nNo de série : SP-3200-É")


def add_terms(builder: Builder) -> None:
    """Create the payment terms, one of which names a day of the next month."""
    for name, description, days, discount in DAY_TERMS:
        term = _new_term(builder, name, description, core.GNC_TERM_TYPE_DAYS, days)
        if discount:
            term.SetDiscount(num(discount[0]))
            term.SetDiscountDays(discount[1])
    proximo = _new_term(builder, "15 suivant", "Le 15 du mois suivant", core.GNC_TERM_TYPE_PROXIMO, 15)
    proximo.SetCutoff(20)


def _new_term(builder: Builder, name: str, description: str, kind: int, days: int) -> BillTerm:
    term = BillTerm(builder.book)
    term.SetName(name)
    term.SetDescription(description)
    term.SetType(kind)
    term.SetDueDays(days)
    builder.terms[name] = term
    return term


def add_tax_tables(builder: Builder) -> None:
    """Create the tax tables; each entry credits or debits its own tax account."""
    for name, ((account, percent), *others) in TAX_TABLES:
        first = TaxTableEntry(builder.accounts[account], True, num(percent))
        builder.first_taxes[name] = first
        builder.tables[name] = TaxTable(builder.book, name, first)
        for other_account, other_percent in others:
            entry = TaxTableEntry(builder.accounts[other_account], True, num(other_percent))
            builder.tables[name].AddEntry(entry)


def add_owners(builder: Builder) -> None:
    """Create customers, vendors, employees and jobs."""
    for make, rows in ((Customer, CUSTOMERS), (Vendor, VENDORS)):
        for key, name, currency, street, town, terms in rows:
            owner = make(builder.book, key, builder.commodities[currency], name)
            owner.SetTerms(builder.terms[terms])
            _fill_address(owner.GetAddr(), name, street, town, f"{key.lower()}@example.test")
            builder.owners[key] = owner
    for key, name, username in EMPLOYEES:
        employee = Employee(builder.book, key, builder.commodities["CAD"], name)
        employee.SetUsername(username)
        employee.SetRate(num("28.50"))
        employee.SetWorkday(num("8"))
        _fill_address(employee.GetAddr(), name, "3, rue de l'Île", "Rimouski", f"{username}@example.test")
        builder.owners[key] = employee
    for key, name, owner_key, reference in JOBS:
        job = Job(builder.book, key, builder.owners[owner_key], name)
        job.SetReference(reference)
        builder.owners[key] = job


def _fill_address(address: Any, name: str, street: str, town: str, email: str) -> None:
    address.SetName(name)
    address.SetAddr1(street)
    address.SetAddr2(town)
    address.SetPhone("+1 418 555-0199")
    address.SetEmail(email)


def add_special_masters(builder: Builder) -> None:
    """Give some customers what the others lack."""
    inn, vet, closed = (builder.owners[key] for key in ("C-001", "C-004", "C-008"))
    inn.SetNotes(LONG_NOTES)
    inn.SetCredit(num("15000"))
    _fill_address(
        inn.GetShipAddr(),
        "Auberge du Phare – terrasse",
        "14, chemin du Quai",
        "Métis-sur-Mer",
        "livraison@example.test",
    )
    vet.SetDiscount(num("5"))
    vet.SetTaxTable(builder.tables["TPS+TVQ"])
    vet.SetTaxTableOverride(True)
    closed.SetActive(False)
    builder.owners["V-001"].SetNotes("Fermé la 3e semaine d'août.")
    builder.owners["J-001"].SetActive(False)


def add_opening(builder: Builder) -> None:
    """Bring in the share capital before anything is paid."""
    post(
        builder,
        "2024-01-01",
        "Capital-actions – mise de fonds",
        [("1010", "60000"), ("3000", "-60000")],
        number="J-1",
        notes="Résolution du conseil du 1er janvier 2024.",
    )


def post(
    builder: Builder,
    when: str,
    text: str,
    lines: Sequence[tuple[str, ...]],
    *,
    number: str = "",
    notes: str = "",
    link: str = "",
    currency: str = "CAD",
) -> Transaction:
    """Write a transaction by hand; a line is (account, value[, amount in its commodity])."""
    date = day(when)
    transaction = Transaction(builder.book)
    transaction.BeginEdit()
    transaction.SetCurrency(builder.commodities[currency])
    transaction.SetDate(date.day, date.month, date.year)
    transaction.SetDescription(text)
    transaction.SetNum(number)
    if notes:
        transaction.SetNotes(notes)
    if link:
        transaction.SetDocLink(link)
    for account, value, *amount in lines:
        split = Split(builder.book)
        split.SetParent(transaction)
        split.SetAccount(builder.accounts[account])
        split.SetValue(num(value))
        split.SetAmount(num(amount[0] if amount else value))
    transaction.CommitEdit()
    return transaction


def all_documents() -> list[tuple[str, type[Invoice], Document]]:
    """Return every document with its number's prefix, in order of date."""
    series = (
        (
            "FAC",
            Invoice,
            (
                *regular_invoices(),
                *discounted_invoices(),
                *tax_included_invoices(),
                *rounding_invoices(),
                *other_tax_invoices(),
                *story_invoices(),
                *job_and_foreign_invoices(),
            ),
        ),
        ("NC", Invoice, customer_credit_notes()),
        ("ACH", Bill, (*regular_bills(), *foreign_bills(), *problem_bills(), *other_bills(), *draft_bills())),
        ("NCF", Bill, vendor_credit_notes()),
        ("NDF", Bill, vouchers()),
    )
    found = [(prefix, make, item) for prefix, make, items in series for item in items]
    return sorted(found, key=lambda row: row[2].opened)


def add_documents(builder: Builder) -> None:
    """Create all documents; a tax rate and a term change between two of them."""
    last = dict.fromkeys(("FAC", "NC", "ACH", "NCF", "NDF"), 0)
    changed = False
    for prefix, make, description in all_documents():
        if not changed and description.opened >= RATE_CHANGE:
            change_masters(builder)
            changed = True
        last[prefix] += 2 if f"{prefix}-{last[prefix] + 1:04}" == MISSING_NUMBER else 1
        add_document(builder, make, f"{prefix}-{last[prefix]:04}", description)


def change_masters(builder: Builder) -> None:
    """Change a tax rate and a term after use: earlier documents keep the engine's hidden copies."""
    name = "TVH Nouvelle-Écosse"
    builder.first_taxes[name].SetAmount(num("14"))
    builder.tables[name].Changed()
    term = builder.terms["Net 45"]
    term.SetDescription("Payable à 45 jours, intérêts de 1,5 % par mois ensuite")
    term.Changed()


def add_document(builder: Builder, make: type[Invoice], number: str, description: Document) -> None:
    """Create one document and post it unless it is a draft."""
    owner = builder.owners[description.owner]
    opened = day(description.opened)
    currency = end_owner(owner).GetCurrency()
    document = make(builder.book, number, currency, owner, midnight(opened))
    document.SetIsCreditNote(description.credit_note)
    document.SetBillingID(description.reference)
    document.SetNotes(description.notes)
    if description.terms:
        document.SetTerms(builder.terms[description.terms])
    link = description.link or (f"factures/{number}.pdf" if number in LINKED_INVOICES else None)
    if link:
        document.SetDocLink(link)
    for line in description.lines:
        add_entry(builder, document, line, opened)
    if description.rate:
        document.AddPrice(_price(builder, "CAD", currency, description.rate, opened))
    if description.posted:
        post_document(builder, document, description)
    builder.documents[description.key] = document


def end_owner(owner: Any) -> Any:
    """Return the customer or vendor behind a job, and any other owner itself."""
    return owner.GetOwner() if isinstance(owner, Job) else owner


def add_entry(builder: Builder, document: Invoice, line: Line, when: dt.date) -> None:
    """Add a line; customers' documents and the others use different fields of an entry."""
    entry = Entry(builder.book, document, when)
    entry.SetDateEntered(midnight(when))
    entry.SetDescription(line.text)
    entry.SetAction(line.action)
    entry.SetDocQuantity(num(line.quantity), document.GetIsCreditNote())
    side = "Inv" if is_customers(document) else "Bill"
    getattr(entry, f"Set{side}Account")(builder.accounts[line.account])
    getattr(entry, f"Set{side}Price")(num(line.price))
    getattr(entry, f"Set{side}Taxable")(line.table is not None)
    getattr(entry, f"Set{side}TaxIncluded")(line.tax_included)
    if line.table:
        getattr(entry, f"Set{side}TaxTable")(builder.tables[line.table])
    if line.discount:
        entry.SetInvDiscount(num(line.discount))
        entry.SetInvDiscountType(line.discount_kind)
        entry.SetInvDiscountHow(line.discount_how)


def is_customers(document: Invoice) -> bool:
    """Tell whether the document is addressed to a customer."""
    return isinstance(end_owner(document.GetOwner()), Customer)


def post_document(builder: Builder, document: Invoice, description: Document) -> None:
    """Post to the account for the kind of owner and its currency."""
    owner = end_owner(document.GetOwner())
    foreign = document.GetCurrency().get_mnemonic() != "CAD"
    if isinstance(owner, Employee):
        account = "2150"
    elif isinstance(owner, Vendor):
        account = "2110" if foreign else "2100"
    else:
        account = "1210" if foreign else "1200"
    opened = day(description.opened)
    due: Any = opened
    if description.due:
        due = day(description.due)
    elif description.terms:
        due = builder.terms[description.terms].ComputeDueDate(midnight(opened))
    memo = description.notes.partition("\n")[0]
    document.PostToAccount(builder.accounts[account], opened, due, memo, True, False)


def _price(builder: Builder, of: str, currency: GncCommodity, value: str, when: dt.date) -> GncPrice:
    price = GncPrice(builder.book)
    price.set_commodity(builder.commodities[of])
    price.set_currency(currency)
    price.set_time64(midnight(when))
    price.set_value(num(value))
    price.set_typestr("last")
    return price


# --------------------------------------------------------------------------------------
# Payments and what else happens to documents
# --------------------------------------------------------------------------------------
def pay(
    builder: Builder, key: str, when: str, *, amount: str | None = None, bank: str = "1010", rate: str = "1"
) -> None:
    """Pay a document, in full by default."""
    document = builder.documents[key]
    due = num(amount) if amount else document.GetTotal()
    # The engine counts money received as positive, whatever the document is about.
    if is_customers(document) == document.GetIsCreditNote():
        due = due.neg()
    number = f"P-{document.GetID()}"
    document.ApplyPayment(
        None, builder.accounts[bank], due, num(rate), day(when), f"Paiement {document.GetID()}", number
    )


def link_lots(builder: Builder, owner: str, *keys: str) -> None:
    """Settle documents of opposite sign against each other."""
    documents = [builder.documents[key] for key in keys]
    call("gncOwnerAutoApplyPaymentsWithLots", c_owner(builder.owners[owner]), posted_lots(documents))


def posted_lots(documents: Iterable[Invoice]) -> Pointer:
    """List the documents' lots for the engine."""
    return pointer_list(document.GetPostedLot() for document in documents)


def c_owner(owner: Any) -> Pointer:
    """Wrap a customer or vendor in the engine's owner structure."""
    wrapped = call("gncOwnerNew", result=Pointer)
    call("gncOwnerInit" + type(owner).__name__, wrapped, owner)
    return wrapped


def pay_together(builder: Builder, owner: str, keys: Sequence[str], amount: str, when: str) -> None:
    """Receive one payment for several invoices."""
    neutral = dt.datetime.fromisoformat(f"{when}T10:59:00+00:00").timestamp()
    call(
        "gncOwnerApplyPaymentSecs",
        c_owner(builder.owners[owner]),
        Pointer(),
        posted_lots(builder.documents[key] for key in keys),
        builder.accounts["1200"],
        builder.accounts["1010"],
        num(amount),
        num("1"),
        ctypes.c_int64(int(neutral)),
        "Chèque 0412 – trois factures",
        "P-0412",
        ctypes.c_int(True),
    )


PAID_IN_FULL = {
    "discounts-percent": "2024-05-10",
    "discounts-value": "2024-05-24",
    "tax-included": "2024-08-08",
    "rounding": "2024-10-21",
    "harmonized-15": "2025-04-16",
    "job-bar": "2025-01-07",
    "voucher-paid": "2024-06-28",
    "rent-deposit": "2024-01-03",
    "bill-tax-included": "2024-06-14",
    "vendor-job": "2025-06-12",
    "twice-1": "2025-03-14",
}


def pay_everyday_documents(builder: Builder) -> None:
    """Pay the regular documents; those of late 2025 stay partly or wholly open."""
    for index, description in enumerate(regular_invoices()):
        paid_on = (day(description.opened) + dt.timedelta(days=12 + index % 25)).isoformat()
        if description.opened < "2025-09-01" and index % 9 != 7:
            pay(builder, description.key, paid_on)
        elif index % 3 == 0:
            pay(builder, description.key, paid_on, amount="100.00")
            pay(builder, description.key, "2025-12-30", amount="45.67", bank="1050")
    for description in regular_bills():
        if description.opened < "2025-10-01":
            pay(builder, description.key, (day(description.opened) + dt.timedelta(days=21)).isoformat())
    for key, when in PAID_IN_FULL.items():
        pay(builder, key, when)
    pay(builder, "mixed-taxable", "2025-03-03", amount="1000")


def tell_customer_stories(builder: Builder) -> None:
    """Overpay, prepay, group, bounce, void, credit and export."""
    pay(builder, "overpaid", "2024-07-02", amount="1500.00")
    receivable, bank = builder.accounts["1200"], builder.accounts["1010"]
    # This prepayment arrived before its invoice, and is attached to it afterwards.
    builder.owners["C-001"].ApplyPayment(
        None, None, receivable, bank, num("500.00"), num("1"), day("2024-09-20"), "Acompte A-77", "A-77", False
    )
    builder.documents["prepaid"].AutoApplyPayments()
    # This one stays unattached at the end of the book.
    builder.owners["C-012"].ApplyPayment(
        None, None, receivable, bank, num("250.00"), num("1"), day("2025-11-28"), "Acompte A-91", "A-91", False
    )
    pay_together(builder, "C-011", ("group-1", "group-2", "group-3"), "900.00", "2025-04-04")
    pay(builder, "bounced", "2025-06-05")
    void(_payment_of(builder.documents["bounced"]), "Chèque sans provision")
    void(builder.documents["voided"].GetPostedTxn(), "Commande annulée par le client")
    link_lots(builder, "C-006", "credited", "credit-applied")
    pay(builder, "credit-refunded", "2024-04-02")
    pay(builder, "export-1", "2024-10-18", bank="1030")
    builder.documents["job-bar"].GetPostedTxn().SetDocLink("factures/bar-erable-signe.pdf")


def _payment_of(document: Invoice) -> Transaction:
    """Return the first payment of a document."""
    splits = [Split(instance=raw) for raw in document.GetPostedLot().get_split_list()]
    return next(split.parent for split in splits if split.parent.GetTxnType() == core.TXN_TYPE_PAYMENT)


def void(transaction: Transaction, reason: str) -> None:
    """Void a transaction as the register does, even one that posting made read-only."""
    transaction.ClearReadOnly()
    transaction.Void(reason)


def tell_vendor_stories(builder: Builder) -> None:
    """Pay US bills from both banks and apply a vendor's credit note."""
    post(
        builder,
        "2024-01-15",
        "Achat de dollars américains",
        [("1020", "6750", "5000"), ("1010", "-6750")],
        number="J-2",
    )
    pay(builder, "usd-1", "2024-03-19", bank="1020")
    pay(builder, "usd-2", "2024-11-20", rate="1.3950")
    link_lots(builder, "V-001", "returned-wood", "vendor-credit-applied")


# --------------------------------------------------------------------------------------
# Entries by hand, prices, closing, budget, schedule
# --------------------------------------------------------------------------------------
def add_monthly_entries(builder: Builder) -> None:
    """Write rent, payroll and the remittance of what was withheld."""
    for month in range(24):
        year, number = 2024 + month // 12, month % 12 + 1
        if month:
            post(
                builder,
                f"{year}-{number:02}-01",
                "Loyer de l'atelier",
                [("5200", "900.00"), ("1310", "45.00"), ("1320", "89.78"), ("1010", "-1034.78")],
            )
        post(
            builder,
            f"{year}-{number:02}-28",
            f"Paie {year}-{number:02}",
            [("5400", "2100.00"), ("5410", "246.96"), ("2400", "-728.69"), ("1010", "-1618.27")],
            number=f"PAIE-{month + 1}",
        )
        if number % 3 == 0:
            post(
                builder,
                f"{year}-{number:02}-30",
                "Remise des retenues à la source",
                [("2400", "2186.07"), ("1010", "-2186.07")],
            )


def add_odd_entries(builder: Builder) -> None:
    """Write depreciation and the odd entries that real books contain."""
    for year in (2024, 2025):
        post(
            builder,
            f"{year}-12-31",
            "Amortissement – scie à panneaux",
            [("5700", "1800"), ("1590", "-1800")],
            notes="Linéaire sur 5 ans.",
        )
    post(
        builder,
        "2024-01-20",
        "Scie à panneaux",
        [("1521", "9000"), ("1310", "450"), ("1320", "897.75"), ("1010", "-10347.75")],
        number="J-3",
        link="achats/scie-a-panneaux.pdf",
        notes="Facture papier classée sous « Équipement ».",
    )
    post(
        builder,
        "2024-08-30",
        "Correction manuelle – petit écart de compte client",
        [("1200", "-0.05"), ("5800", "0.05")],
    )
    post(builder, "2025-04-30", "", [("5800", "14.95"), ("1010", "-14.95")])


def add_transfers_and_card(builder: Builder) -> None:
    """Write an entry of several lines, and close an account that is hidden today."""
    post(
        builder,
        "2025-08-12",
        "Carte de crédit – achats divers",
        [
            ("5100", "86.22"),
            ("5600", "41.00"),
            ("5500", "120.00"),
            ("1310", "12.36"),
            ("1320", "24.66"),
            ("2500", "-284.24"),
        ],
        number="J-17",
        link="https://banque.example.test/releve/2025-08",
    )
    post(builder, "2024-02-05", "Fermeture de l'ancien compte", [("1099", "312.40"), ("3000", "-312.40")])
    post(builder, "2024-02-06", "Transfert de l'ancien compte", [("1010", "312.40"), ("1099", "-312.40")])


def add_exchange_and_prices(builder: Builder) -> None:
    """Change money, buy a fund and fill the price database."""
    post(builder, "2024-08-01", "Achat d'euros", [("1030", "1500.00", "1000.00"), ("1010", "-1500.00")], number="J-4")
    post(
        builder,
        "2025-02-03",
        "Achat de parts du fonds",
        [("1610", "2000.00", "163.599"), ("1010", "-2000.00")],
        number="J-9",
    )
    prices = builder.book.get_price_db()
    canadian = builder.commodities["CAD"]
    for of, value, when in (
        ("USD", "1.3500", "2024-01-15"),
        ("USD", "1.4385", "2024-12-31"),
        ("EUR", "1.5000", "2024-08-01"),
        ("EUR", "1.6090", "2025-12-31"),
        ("RIVEQ", "12.2250", "2025-02-03"),
        ("RIVEQ", "13.0075", "2025-12-31"),
    ):
        prices.add_price(_price(builder, of, canadian, value, day(when)))


def reconcile_bank(builder: Builder, until: dt.date) -> None:
    """Reconcile the main bank account up to a statement, and clear the month after it."""
    for split in builder.accounts["1010"].GetSplitList():
        transaction = split.parent
        posted = transaction.GetDate().date()
        if transaction.GetVoidStatus() or posted > until + dt.timedelta(days=31):
            continue
        transaction.BeginEdit()
        if posted <= until:
            split.SetReconcile("y")
            split.SetDateReconciledSecs(last_moment(until))
        else:
            split.SetReconcile("c")
        transaction.CommitEdit()


def close_year(builder: Builder, year: int) -> None:
    """Close income and expense into retained earnings, flagged as GnuCash's own closing does."""
    end = dt.date(year, 12, 31)
    for kind, text in (
        (core.ACCT_TYPE_INCOME, "Fermeture des produits"),
        (core.ACCT_TYPE_EXPENSE, "Fermeture des charges"),
    ):
        transaction = Transaction(builder.book)
        transaction.BeginEdit()
        transaction.SetCurrency(builder.commodities["CAD"])
        transaction.SetDate(end.day, end.month, end.year)
        transaction.SetDescription(f"{text} {year}")
        total = GncNumeric(0, 100)
        for account in builder.accounts.values():
            balance = account.GetBalanceAsOfDate(last_moment(end))
            if account.GetType() == kind and not balance.zero_p():
                _add_split(builder, transaction, account, balance.neg())
                total = total.add_fixed(balance)
        _add_split(builder, transaction, builder.accounts["3200"], total)
        transaction.SetIsClosingTxn(True)
        transaction.CommitEdit()


def _add_split(builder: Builder, transaction: Transaction, account: Account, value: GncNumeric) -> None:
    split = Split(builder.book)
    split.SetParent(transaction)
    split.SetAccount(account)
    split.SetValue(value)
    split.SetAmount(value)


def add_budget(builder: Builder) -> None:
    """Make a monthly budget for 2025; income is negative, as the engine stores it."""
    budget = call("gnc_budget_new", builder.book, result=Pointer)
    call("gnc_budget_set_name", budget, "Budget 2025")
    call("gnc_budget_set_description", budget, "Adopté le 12 décembre 2024")
    call("gnc_budget_set_num_periods", budget, ctypes.c_uint(12))
    call("gnc_budget_set_recurrence", budget, monthly(dt.date(2025, 1, 1)))
    for code, base, step in (
        ("4000", -4200, -150),
        ("4100", -600, 0),
        ("5000", 1300, 35),
        ("5200", 900, 0),
        ("5400", 2100, 0),
    ):
        for period in range(12):
            amount = num(base + step * period)
            call("gnc_budget_set_account_period_value", budget, builder.accounts[code], ctypes.c_uint(period), amount)
    # An account budgeted for a single month, with a note.
    call("gnc_budget_set_account_period_value", budget, builder.accounts["5500"], ctypes.c_uint(2), num("700.50"))
    call("gnc_budget_set_account_period_note", budget, builder.accounts["5500"], ctypes.c_uint(2), "Dépliants d'été")


def add_scheduled_rent(builder: Builder) -> None:
    """Schedule the rent: its template is a transaction that must not be counted as one."""
    start = c_date(dt.date(2026, 1, 1))
    schedule = call("xaccSchedXactionMalloc", builder.book, result=Pointer)
    call("xaccSchedXactionSetName", schedule, "Loyer de l'atelier")
    call("xaccSchedXactionSetStartDate", schedule, start)
    call("gnc_sx_set_schedule", schedule, pointer_list([monthly(dt.date(2026, 1, 1))]))
    template = call("gnc_ttinfo_malloc", result=Pointer)
    call("gnc_ttinfo_set_description", template, "Loyer de l'atelier")
    call("gnc_ttinfo_set_currency", template, builder.commodities["CAD"])
    for code, side in (("5200", "debit"), ("1010", "credit")):
        line = call("gnc_ttsplitinfo_malloc", result=Pointer)
        call("gnc_ttsplitinfo_set_account", line, builder.accounts[code])
        call(f"gnc_ttsplitinfo_set_{side}_formula_numeric", line, num("900.00"))
        call("gnc_ttinfo_append_template_split", template, line)
    call("xaccSchedXactionSetTemplateTrans", schedule, pointer_list([template]), builder.book)
    schedules = call("gnc_book_get_schedxactions", builder.book, result=Pointer)
    call("gnc_sxes_add_sx", schedules, schedule)


def date_entries(builder: Builder) -> None:
    """Pretend that every transaction was entered on its own date, so that two runs agree."""
    for transaction in all_transactions(builder.book):
        transaction.BeginEdit()
        transaction.SetDateEnteredSecs(midnight(transaction.GetDate().date()))
        transaction.CommitEdit()


def all_transactions(book: Any) -> list[Transaction]:
    """Return the transactions without the templates of schedules."""
    found: dict[str, Transaction] = {}
    for account in book.get_root_account().get_descendants():
        for split in account.GetSplitList():
            found.setdefault(guid_of(split.parent), split.parent)
    return [found[guid] for guid in sorted(found)]


# --------------------------------------------------------------------------------------
# Linked documents
# --------------------------------------------------------------------------------------
LINKED_INVOICES = ("FAC-0003", "FAC-0007", "FAC-0012", "FAC-0027")
PDF_FILES = {
    **{f"factures/{number}.pdf": f"Facture {number}" for number in LINKED_INVOICES},
    "factures/bar-erable-signe.pdf": "Bar en érable – facture signée",
    "achats/ACH-sechage four.pdf": "Séchage au four – entente SB-9",
}


def write_documents(folder: Path) -> None:
    """Write the files that relative document links lead to; scie-a-panneaux.pdf stays missing."""
    for name, text in PDF_FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(one_line_pdf(text))


def one_line_pdf(text: str) -> bytes:
    """Return a minimal valid PDF with one line of text."""
    shown = text.translate(str.maketrans({"(": r"\(", ")": r"\)", "\\": r"\\"}))
    content = f"BT /F1 20 Tf 72 720 Td ({shown}) Tj ET".encode("cp1252")
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        (
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R"
            b" /Resources << /Font << /F1 5 0 R >> >> >>"
        ),
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    pdf = bytearray(b"%PDF-1.4\n")
    table = [b"0000000000 65535 f \n"]
    for number, body in enumerate(objects, 1):
        table.append(b"%010d 00000 n \n" % len(pdf))
        pdf += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(pdf)
    pdf += b"xref\n0 %d\n%s" % (len(table), b"".join(table))
    pdf += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(table), start)
    return bytes(pdf)


# --------------------------------------------------------------------------------------
# Truth: what the engine says about a book
# --------------------------------------------------------------------------------------
def fraction(value: Any) -> str:
    """Write an engine number as "numerator/denominator"."""
    number = value if isinstance(value, GncNumeric) else GncNumeric(instance=value)
    return f"{number.num()}/{number.denom()}"


def truth(url: str) -> dict[str, Any]:
    """Open a book read-only and ask the engine about it."""
    session = Session(url, SessionOpenMode.SESSION_READ_ONLY)
    try:
        book = session.book
        documents = find(book, "gncInvoice", Invoice)
        return {
            "company": company_truth(book),
            "counts": count_truth(book),
            "documents": [document_truth(item) for item in documents],
            "entries": sorted((entry for item in documents for entry in entry_truths(item)), key=_guid_key),
            "accounts": sorted(map(account_truth, book.get_root_account().get_descendants()), key=_guid_key),
            "lots": lot_truths(book),
            "owners": owner_truths(book),
            "budget": budget_truth(book),
        }
    finally:
        session.end()


def _guid_key(item: dict[str, Any]) -> str:
    return item["guid"]


def find(book: Any, kind: str, make: type) -> list[Any]:
    """Return all objects of a kind, sorted by GUID."""
    query = Query()
    query.search_for(kind)
    query.set_book(book)
    found = [make(instance=raw) for raw in query.run()]
    query.destroy()
    return sorted(found, key=guid_of)


def company_truth(book: Any) -> dict[str, str]:
    """Return the company's particulars that are set."""
    values = {
        name: call("qof_book_get_string_option", book, f"options/Business/{name}", result=ctypes.c_char_p)
        for name in COMPANY
    }
    return {name: value.decode() for name, value in values.items() if value}


COUNTED_KINDS = {
    "customers": "gncCustomer",
    "vendors": "gncVendor",
    "employees": "gncEmployee",
    "jobs": "gncJob",
    "documents": "gncInvoice",
    "entries": "gncEntry",
    "terms_with_copies": "gncBillTerm",
    "tax_tables_with_copies": "gncTaxTable",
    "lots": "Lot",
    "budgets": "Budget",
    "scheduled_transactions": "SchedXaction",
}


def count_truth(book: Any) -> dict[str, int]:
    """Count objects; terms and tax tables include the engine's hidden copies."""
    counts = {}
    for name, kind in COUNTED_KINDS.items():
        collection = call("qof_book_get_collection", book, kind, result=Pointer)
        counts[name] = call("qof_collection_count", collection, result=ctypes.c_uint)
    accounts = book.get_root_account().get_descendants()
    counts["accounts"] = len(accounts)
    counts["splits"] = sum(len(account.GetSplitList()) for account in accounts)
    counts["prices"] = call("gnc_pricedb_get_num_prices", book.get_price_db(), result=ctypes.c_uint)
    return counts | transaction_counts(book)


def transaction_counts(book: Any) -> dict[str, int]:
    """Count transactions by their type; the engine calls a voided payment a lot link."""
    transactions = all_transactions(book)
    types = [transaction.GetTxnType() for transaction in transactions]
    return {
        "transactions": len(transactions),
        "voided_transactions": sum(bool(item.GetVoidStatus()) for item in transactions),
        "closing_transactions": sum(bool(item.GetIsClosingTxn()) for item in transactions),
        "invoice_transactions": types.count("I"),
        "payment_transactions": types.count("P"),
        "lot_link_transactions": types.count("L"),
    }


def document_truth(document: Invoice) -> dict[str, Any]:
    """Return what the engine says about one document."""
    owner, end = document.GetOwner(), end_owner(document.GetOwner())
    posted = bool(document.IsPosted())
    lot, terms = document.GetPostedLot(), document.GetTerms()
    return {
        "guid": guid_of(document),
        "id": document.GetID(),
        "type": document.GetTypeString(),
        "owner": owner.GetName(),
        "owner_guid": guid_of(owner),
        "owner_kind": type(owner).__name__,
        "end_owner": end.GetName(),
        "end_owner_guid": guid_of(end),
        "total": fraction(document.GetTotal()),
        "subtotal": fraction(document.GetTotalSubtotal()),
        "tax": fraction(document.GetTotalTax()),
        "posted": posted,
        "paid": bool(document.IsPaid()),
        "voided": posted and bool(document.GetPostedTxn().GetVoidStatus()),
        "balance": fraction(lot.get_balance()) if lot else None,
        "due": document.GetDateDue().date().isoformat() if posted else None,
        "posted_on": document.GetDatePosted().date().isoformat() if posted else None,
        "opened_on": document.GetDateOpened().date().isoformat(),
        "credit_note": bool(document.GetIsCreditNote()),
        "currency": document.GetCurrency().get_mnemonic(),
        "terms": terms.GetName() if terms else None,
        "doc_link": document.GetDocLink(),
        "billing_id": document.GetBillingID(),
        "active": bool(document.GetActive()),
        "applied": applied_truths(document, lot) if lot else [],
    }


def applied_truths(document: Invoice, lot: GncLot) -> list[dict[str, str]]:
    """Return the payments and links in a document's lot."""
    posting = guid_of(document.GetPostedTxn())
    applied = []
    for raw in lot.get_split_list():
        split = Split(instance=raw)
        transaction = split.parent
        if guid_of(transaction) != posting:
            applied.append(
                {
                    "split": guid_of(split),
                    "transaction": guid_of(transaction),
                    "type": transaction.GetTxnType(),
                    "amount": fraction(split.GetAmount()),
                    "date": transaction.GetDate().date().isoformat(),
                    "voided": bool(transaction.GetVoidStatus()),
                }
            )
    return sorted(applied, key=lambda item: item["split"])


def entry_truths(document: Invoice) -> Iterator[dict[str, Any]]:
    """Return the lines of a document as they are printed on it, rounded."""
    side, note = is_customers(document), document.GetIsCreditNote()
    for entry in document.GetEntries():
        yield {
            "guid": guid_of(entry),
            "document": guid_of(document),
            "quantity": fraction(entry.GetDocQuantity(note)),
            "value": fraction(entry.GetDocValue(True, side, note)),
            "discount": fraction(entry.GetDocDiscountValue(True, side, note)),
            "tax": fraction(entry.GetDocTaxValue(True, side, note)),
        }


def account_truth(account: Account) -> dict[str, Any]:
    """Return an account and its balance without its children."""
    return {
        "guid": guid_of(account),
        "name": account.get_full_name(),
        "code": account.GetCode(),
        "type": core.xaccAccountTypeEnumAsString(account.GetType()),
        "currency": account.GetCommodity().get_mnemonic(),
        "balance": fraction(account.GetBalance()),
        "placeholder": bool(account.GetPlaceholder()),
        "hidden": bool(account.GetHidden()),
    }


def lot_truths(book: Any) -> list[dict[str, Any]]:
    """Return all lots; one without a document holds prepayments."""
    lots = []
    for account in book.get_root_account().get_descendants():
        for raw in account.GetLotList():
            lot = raw if isinstance(raw, GncLot) else GncLot(instance=raw)
            document = lot.GetInvoiceFromLot()
            lots.append(
                {
                    "guid": guid_of(lot),
                    "account": guid_of(account),
                    "document": guid_of(document) if document else None,
                    "balance": fraction(lot.get_balance()),
                    "closed": bool(lot.is_closed()),
                }
            )
    return sorted(lots, key=_guid_key)


def owner_truths(book: Any) -> list[dict[str, Any]]:
    """Return customers, vendors and employees with what is open between them and the company."""
    owners = []
    for make in (Customer, Vendor, Employee):
        for owner in find(book, f"gnc{make.__name__}", make):
            currency = owner.GetCurrency()
            owners.append(
                {
                    "guid": guid_of(owner),
                    "kind": make.__name__,
                    "id": owner.GetID(),
                    "name": owner.GetName(),
                    "currency": currency.get_mnemonic(),
                    "active": bool(owner.GetActive()),
                    "balance": fraction(owner.GetBalanceInCurrency(currency)),
                }
            )
    return sorted(owners, key=_guid_key)


def budget_truth(book: Any) -> dict[str, Any] | None:
    """Return the book's default budget, if it has one."""
    budget = call("gnc_budget_get_default", book, result=Pointer)
    if not budget:
        return None
    periods = call("gnc_budget_get_num_periods", budget, result=ctypes.c_uint)
    amounts = {}
    for account in book.get_root_account().get_descendants():
        values = {}
        for period in map(ctypes.c_uint, range(periods)):
            if call("gnc_budget_is_account_period_value_set", budget, account, period, result=ctypes.c_int):
                value = call("gnc_budget_get_account_period_value", budget, account, period, result=Numeric)
                values[str(period.value)] = f"{value.num}/{value.denom}"
        if values:
            amounts[guid_of(account)] = values
    return {
        "guid": guid_of(budget),
        "name": call("gnc_budget_get_name", budget, result=ctypes.c_char_p).decode(),
        "periods": periods,
        "amounts": dict(sorted(amounts.items())),
    }


# --------------------------------------------------------------------------------------
# Files
# --------------------------------------------------------------------------------------
def write_xml(path: Path) -> None:
    """Build the book and save it as GnuCash's compressed XML."""
    session = Session(f"xml://{path}", SessionOpenMode.SESSION_NEW_STORE)
    try:
        build_book(Builder(session.book))
        session.save()
    finally:
        session.end()


def convert(xml: Path, sqlite: Path) -> None:
    """Save the XML book as SQLite, keeping its GUIDs.

    A source opened read-only would convert to an empty book without an error, and
    an unchanged book would not be saved at all.
    """
    source = Session(f"xml://{xml}", SessionOpenMode.SESSION_NORMAL_OPEN)
    target = Session()
    target.begin(f"sqlite3://{sqlite}", SessionOpenMode.SESSION_NEW_STORE)
    source.swap_data(target)
    call("qof_book_mark_session_dirty", target.get_book())
    target.save()
    target.end()
    source.end()


def write_json(value: Any, path: Path) -> None:
    """Write readable JSON."""
    path.write_text(json.dumps(value, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def write_all(output: Path) -> dict[str, int]:
    """Build everything aside, then copy only what is wanted: the engine leaves logs and locks."""
    output.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        xml, sqlite = folder / f"{BOOK_NAME}.xml.gnucash", folder / f"{BOOK_NAME}.sqlite.gnucash"
        write_xml(xml)
        convert(xml, sqlite)
        said = truth(f"xml://{xml}")
        if said != truth(f"sqlite3://{sqlite}"):
            raise SystemExit("The XML and the SQLite book disagree.")
        write_json(said, output / f"{BOOK_NAME}.truth.json")
        for path in (xml, sqlite):
            shutil.copyfile(path, output / path.name)
    write_documents(output / "documents")
    return said["counts"]


def truth_of_copy(book: Path) -> dict[str, Any]:
    """Ask about a copy of a book, since the engine writes a log beside what it opens."""
    with tempfile.TemporaryDirectory() as folder:
        copy = Path(shutil.copy(book, folder))
        with copy.open("rb") as file:
            kind = "sqlite3" if file.read(6) == b"SQLite" else "xml"
        return truth(f"{kind}://{copy}")


def main(arguments: Sequence[str]) -> int:
    """Run from the command line."""
    if len(arguments) == 3 and arguments[0] == "--truth":
        write_json(truth_of_copy(Path(arguments[1])), Path(arguments[2]))
    elif len(arguments) == 1 and not arguments[0].startswith("-"):
        print(json.dumps(write_all(Path(arguments[0]).resolve())))
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
