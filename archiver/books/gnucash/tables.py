"""GnuCash's own tables, as far as we read them: what a snapshot holds, whichever format the book came in.

The names are those of GnuCash's SQLite schema. Commodities are known by ``namespace::mnemonic`` in both formats, since
XML has no other id for them. Slots (GnuCash's key-value pairs) are flat: the owner's guid, the whole path, the value as
text; the book's own have ``THIS_BOOK`` for owner.
"""

from __future__ import annotations

from dataclasses import dataclass

ADDRESS = ("name", "addr1", "addr2", "addr3", "addr4", "phone", "fax", "email")


def _columns(names: str) -> tuple[str, ...]:
    """Columns by name: ``value/`` is a number in two halves, ``addr@`` an address in its parts."""
    found: list[str] = []
    for name in names.split():
        match name[-1]:
            case "/":
                found += [f"{name[:-1]}_num", f"{name[:-1]}_denom"]
            case "@":
                found += [f"{name[:-1]}_{part}" for part in ADDRESS]
            case _:
                found.append(name)
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Table:
    """One table: its columns, those without which the book is too old to be read, and what is indexed.

    ``key`` is what no two rows share; a row that comes again is a damage, or dropped where the table is ``forgiving``.
    A ``clustered`` table is stored by its key, since it is only ever looked up by it.
    """

    columns: tuple[str, ...]
    needed: tuple[str, ...] = ("guid",)
    indexed: tuple[str, ...] = ()
    key: tuple[str, ...] = ("guid",)
    forgiving: bool = False
    clustered: bool = True


TABLES: dict[str, Table] = {
    "books": Table(_columns("guid root_account_guid root_template_guid")),
    # GnuCash itself has written the same currency twice, and takes them for one.
    "commodities": Table(
        _columns("guid namespace mnemonic fullname cusip fraction"), ("guid", "namespace", "mnemonic"), forgiving=True
    ),
    "accounts": Table(
        _columns("guid name account_type commodity_guid commodity_scu parent_guid code description hidden placeholder"),
        ("guid", "name", "account_type", "parent_guid"),
    ),
    "transactions": Table(
        _columns("guid currency_guid num post_date enter_date description"), ("guid", "currency_guid", "post_date")
    ),
    "splits": Table(
        _columns("guid tx_guid account_guid memo action reconcile_state reconcile_date value/ quantity/ lot_guid"),
        _columns("guid tx_guid account_guid value/ quantity/"),
        ("tx_guid", "lot_guid"),
        clustered=False,
    ),
    # A key twice in one object is an element of one of GnuCash's rare lists, whose owner nobody looks up.
    "slots": Table(
        _columns("obj_guid name slot_type value"), ("obj_guid", "name"), key=("obj_guid", "name"), forgiving=True
    ),
    "prices": Table(_columns("guid commodity_guid currency_guid date source type value/")),
    "budgets": Table(_columns("guid name description num_periods")),
    "budget_amounts": Table(
        _columns("budget_guid account_guid period_num amount/"),
        ("budget_guid", "account_guid", "period_num"),
        key=("budget_guid", "account_guid", "period_num"),
    ),
    "recurrences": Table(
        _columns("obj_guid recurrence_mult recurrence_period_type recurrence_period_start"),
        ("obj_guid",),
        ("obj_guid",),
        key=(),
    ),
    "customers": Table(
        _columns("guid name id notes active discount/ credit/ currency tax_override addr@ shipaddr@ terms")
        + _columns("tax_included taxtable"),
    ),
    "vendors": Table(_columns("guid name id notes currency active tax_override addr@ terms tax_inc tax_table")),
    "employees": Table(
        _columns("guid username id language acl active currency ccard_guid workday/ rate/ addr@"),
    ),
    "jobs": Table(_columns("guid id name reference active owner_type owner_guid")),
    "billterms": Table(
        _columns("guid name description invisible parent type duedays discountdays discount/ cutoff"),
    ),
    "taxtables": Table(_columns("guid name invisible parent")),
    "taxtable_entries": Table(_columns("taxtable account amount/ type"), ("taxtable",), key=()),
    "invoices": Table(
        _columns("guid id date_opened date_posted notes active currency owner_type owner_guid terms billing_id")
        + _columns("post_txn post_lot post_acc billto_type billto_guid charge_amt/"),
        ("guid", "id", "owner_type", "owner_guid"),
        ("post_lot", "post_txn"),
    ),
    "entries": Table(
        _columns("guid date date_entered description action notes quantity/ i_acct i_price/ i_discount/ invoice")
        + _columns("i_disc_type i_disc_how i_taxable i_taxincluded i_taxtable b_acct b_price/ bill b_taxable")
        + _columns("b_taxincluded b_taxtable b_paytype billable billto_type billto_guid"),
        ("guid",),
        ("invoice", "bill"),
    ),
}
_WHOLE = """
    fraction commodity_scu hidden placeholder active owner_type billto_type slot_type num_periods period_num
    recurrence_mult tax_override invisible duedays discountdays cutoff i_taxable i_taxincluded b_taxable b_taxincluded
"""
INTEGERS = frozenset(_WHOLE.split()) | {
    column for table in TABLES.values() for column in table.columns if column.endswith(("_num", "_denom"))
}
COMMODITY_COLUMNS = frozenset({"commodity_guid", "currency_guid", "currency"})
CORE = ("books", "commodities", "accounts", "transactions", "splits")
THIS_BOOK = "book"
