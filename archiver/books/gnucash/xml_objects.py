"""Each object of GnuCash's XML as rows of its tables.

Prefixes are joined to names by a dot here (``gnc.account``), since ElementTree takes a colon for a name space.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element

from archiver.books.gnucash.tables import ADDRESS, TABLES, THIS_BOOK

Row = tuple[str, Sequence[object]]
Given = dict[str, object]
OWNERS = {"gncCustomer": 2, "gncJob": 3, "gncVendor": 4, "gncEmployee": 5}
SLOT_TYPES = {"integer": 1, "double": 2, "numeric": 3, "string": 4, "guid": 5, "timespec": 6, "gdate": 10}
AMOUNT_TYPES = {"VALUE": 1, "PERCENT": 2}
LOT = "gnc.lot"
LOTS = "act.lots"


def rows(element: Element) -> Iterator[Row]:
    """The rows that an object stands for, its slots included."""
    yield from READERS[element.tag](element)


def _row(table: str, given: Mapping[str, object]) -> Row:
    return table, [given.get(column) for column in TABLES[table].columns]


def _texts(element: Element, prefix: str, names: str, **renamed: str) -> Given:
    """The texts of simple elements by column: ``names`` are those of both, ``renamed`` gives an element by column."""
    found: Given = {name: element.findtext(f"{prefix}.{name}") for name in names.split()}
    return found | {column: element.findtext(f"{prefix}.{name}") for column, name in renamed.items()}


def _pair(element: Element, tag: str, name: str) -> Given:
    numerator, _, denominator = (element.findtext(tag) or "0/1").partition("/")
    return {f"{name}_num": numerator, f"{name}_denom": denominator or "1"}


def _time(element: Element, tag: str) -> str | None:
    text = element.findtext(f"{tag}/ts.date") or element.findtext(f"{tag}/gdate")
    return _utc(text) if text else None


def _utc(text: str) -> str:
    # Old books carry the writer's offset; every one since 2.7 writes +0000.
    stamp, offset = text[:19], text[20:25]
    if len(offset) != 5 or offset == "+0000":
        return stamp
    return f"{datetime.fromisoformat(stamp + offset).astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _commodity(element: Element, tag: str) -> str | None:
    found = element.find(tag)
    return f"{found.findtext('cmdty.space')}::{found.findtext('cmdty.id')}" if found is not None else None


def _owner(element: Element, tag: str, name: str = "owner") -> Given:
    found = element.find(tag)
    if found is None:
        return {}
    kind = OWNERS.get(found.findtext("owner.type") or "")
    return {f"{name}_type": kind, f"{name}_guid": found.findtext("owner.id")}


def _address(element: Element, tag: str, name: str) -> Given:
    return {f"{name}_{part}": element.findtext(f"{tag}/addr.{part}") for part in ADDRESS}


def _slots(owner: object, holder: Element | None, path: str = "") -> Iterator[Row]:
    for slot in holder if holder is not None else ():
        key, value = slot.findtext("slot.key"), slot.find("slot.value")
        if key is None or value is None:
            continue
        name, kind = f"{path}{key}", value.get("type") or ""
        if kind == "frame":
            yield from _slots(owner, value, f"{name}/")
        elif kind in SLOT_TYPES:
            inner = value.findtext("ts.date") or value.findtext("gdate")
            text = _utc(inner) if inner and kind == "timespec" else inner or value.text
            if kind == "gdate" and text:
                text = text.replace("-", "")
            yield _row("slots", {"obj_guid": owner, "name": name, "slot_type": SLOT_TYPES[kind], "value": text})


def _book_guid(e: Element) -> Iterator[Row]:
    yield _row("books", {"guid": e.text})


def _book_slots(e: Element) -> Iterator[Row]:
    yield from _slots(THIS_BOOK, e)


def _a_commodity(e: Element) -> Iterator[Row]:
    space, name = e.findtext("cmdty.space"), e.findtext("cmdty.id")
    given = _texts(e, "cmdty", "fraction", fullname="name", cusip="xcode")
    yield _row("commodities", {**given, "guid": f"{space}::{name}", "namespace": space, "mnemonic": name})


def _a_price(e: Element) -> Iterator[Row]:
    given = _texts(e, "price", "source type", guid="id") | _pair(e, "price.value", "value")
    currencies = {f"{each}_guid": _commodity(e, f"price.{each}") for each in ("commodity", "currency")}
    yield _row("prices", {**given, **currencies, "date": _time(e, "price.time")})


def _an_account(e: Element) -> Iterator[Row]:
    given = _texts(e, "act", "name code description", guid="id", account_type="type", parent_guid="parent")
    given |= {"commodity_guid": _commodity(e, "act.commodity"), "commodity_scu": e.findtext("act.commodity-scu")}
    slots = list(_slots(given["guid"], e.find("act.slots")))
    flags = {row[1]: row[3] for _, row in slots}
    yield _row("accounts", given | {flag: int(flags.get(flag) == "true") for flag in ("hidden", "placeholder")})
    yield from slots


def _a_lot(e: Element) -> Iterator[Row]:
    yield from _slots(e.findtext("lot.id"), e.find("lot.slots"))


def _a_transaction(e: Element) -> Iterator[Row]:
    given = _texts(e, "trn", "num description", guid="id") | {"currency_guid": _commodity(e, "trn.currency")}
    times = {"post_date": _time(e, "trn.date-posted"), "enter_date": _time(e, "trn.date-entered")}
    yield _row("transactions", given | times)
    yield from _slots(given["guid"], e.find("trn.slots"))
    for split in e.iterfind("trn.splits/trn.split"):
        yield from _a_split(split, given["guid"])


def _a_split(e: Element, transaction: object) -> Iterator[Row]:
    given = _texts(e, "split", "memo action", guid="id", account_guid="account", lot_guid="lot")
    given |= {"tx_guid": transaction, "reconcile_state": e.findtext("split.reconciled-state")}
    given |= {"reconcile_date": _time(e, "split.reconcile-date")}
    given |= _pair(e, "split.value", "value") | _pair(e, "split.quantity", "quantity")
    yield _row("splits", given)
    yield from _slots(given["guid"], e.find("split.slots"))


def _a_budget(e: Element) -> Iterator[Row]:
    given = _texts(e, "bgt", "name description", guid="id", num_periods="num-periods")
    yield _row("budgets", given)
    again = e.find("bgt.recurrence")
    if again is not None:
        times = _texts(again, "recurrence", "", recurrence_mult="mult", recurrence_period_type="period_type")
        start = (again.findtext("recurrence.start/gdate") or "").replace("-", "")
        yield _row("recurrences", {"obj_guid": given["guid"], **times, "recurrence_period_start": start})
    for table, row in _slots(given["guid"], e.find("bgt.slots")):
        _, name, kind, value = row
        account, _, period = str(name).partition("/")
        if kind == SLOT_TYPES["numeric"] and period.isdecimal():
            numerator, _, denominator = str(value).partition("/")
            amount = {"amount_num": numerator, "amount_denom": denominator}
            key = {"budget_guid": given["guid"], "account_guid": account, "period_num": period}
            yield _row("budget_amounts", {**key, **amount})
        else:
            yield table, row


def _a_customer(e: Element) -> Iterator[Row]:
    given = _texts(e, "cust", "guid name id notes active terms taxtable", tax_override="use-tt")
    given |= {"tax_included": e.findtext("cust.taxincluded"), "currency": _commodity(e, "cust.currency")}
    given |= _pair(e, "cust.discount", "discount") | _pair(e, "cust.credit", "credit")
    given |= _address(e, "cust.addr", "addr") | _address(e, "cust.shipaddr", "shipaddr")
    yield _row("customers", given)
    yield from _slots(given["guid"], e.find("cust.slots"))


def _a_vendor(e: Element) -> Iterator[Row]:
    given = _texts(e, "vendor", "guid name id notes active terms", tax_override="use-tt", tax_inc="taxincluded")
    given |= {"tax_table": e.findtext("vendor.taxtable"), "currency": _commodity(e, "vendor.currency")}
    yield _row("vendors", given | _address(e, "vendor.addr", "addr"))
    yield from _slots(given["guid"], e.find("vendor.slots"))


def _an_employee(e: Element) -> Iterator[Row]:
    given = _texts(e, "employee", "guid username id language acl active", ccard_guid="ccard")
    given |= {"currency": _commodity(e, "employee.currency")} | _address(e, "employee.addr", "addr")
    given |= _pair(e, "employee.workday", "workday") | _pair(e, "employee.rate", "rate")
    yield _row("employees", given)
    yield from _slots(given["guid"], e.find("employee.slots"))


def _a_job(e: Element) -> Iterator[Row]:
    given = _texts(e, "job", "guid id name reference active") | _owner(e, "job.owner")
    yield _row("jobs", given)
    yield from _slots(given["guid"], e.find("job.slots"))


def _some_terms(e: Element) -> Iterator[Row]:
    given = _texts(e, "billterm", "guid name invisible parent", description="desc")
    days, proximo = e.find("billterm.days"), e.find("billterm.proximo")
    if days is not None:
        given |= {"type": "GNC_TERM_TYPE_DAYS"} | _pair(days, "bt-days.discount", "discount")
        given |= _texts(days, "bt-days", "", duedays="due-days", discountdays="disc-days")
    elif proximo is not None:
        given |= {"type": "GNC_TERM_TYPE_PROXIMO"} | _pair(proximo, "bt-prox.discount", "discount")
        given |= _texts(proximo, "bt-prox", "", duedays="due-day", discountdays="disc-day", cutoff="cutoff-day")
    yield _row("billterms", given)
    yield from _slots(given["guid"], e.find("billterm.slots"))


def _a_tax_table(e: Element) -> Iterator[Row]:
    given = _texts(e, "taxtable", "guid name invisible parent")
    yield _row("taxtables", given)
    for entry in e.iterfind("taxtable.entries/gnc.GncTaxTableEntry"):
        kind = AMOUNT_TYPES.get(entry.findtext("tte.type") or "")
        charged = {"account": entry.findtext("tte.acct"), **_pair(entry, "tte.amount", "amount")}
        yield _row("taxtable_entries", {"taxtable": given["guid"], **charged, "type": kind})


def _an_invoice(e: Element) -> Iterator[Row]:
    given = _texts(e, "invoice", "guid id notes active terms billing_id", post_txn="posttxn", post_lot="postlot")
    given |= {"post_acc": e.findtext("invoice.postacc"), "currency": _commodity(e, "invoice.currency")}
    given |= {"date_opened": _time(e, "invoice.opened"), "date_posted": _time(e, "invoice.posted")}
    given |= _owner(e, "invoice.owner") | _owner(e, "invoice.billto", "billto")
    yield _row("invoices", given | _pair(e, "invoice.charge-amt", "charge_amt"))
    yield from _slots(given["guid"], e.find("invoice.slots"))


def _an_entry(e: Element) -> Iterator[Row]:
    sold = "i_acct i_taxable i_taxincluded i_taxtable i_disc_type i_disc_how"
    bought = "b_acct b_taxable b_taxincluded b_taxtable"
    renamed = {name: name.replace("_", "-") for name in f"{sold} {bought}".split()}
    given = _texts(e, "entry", "guid description action notes invoice bill billable", b_paytype="b-pay", **renamed)
    given |= {"date": _time(e, "entry.date"), "date_entered": _time(e, "entry.entered")}
    given |= _owner(e, "entry.billto", "billto") | _pair(e, "entry.qty", "quantity")
    given |= _pair(e, "entry.i-price", "i_price") | _pair(e, "entry.i-discount", "i_discount")
    yield _row("entries", given | _pair(e, "entry.b-price", "b_price"))
    yield from _slots(given["guid"], e.find("entry.slots"))


READERS: dict[str, Callable[[Element], Iterator[Row]]] = {
    "book.id": _book_guid,
    "book.slots": _book_slots,
    "gnc.commodity": _a_commodity,
    "price": _a_price,
    "gnc.account": _an_account,
    LOT: _a_lot,
    "gnc.transaction": _a_transaction,
    "gnc.budget": _a_budget,
    "gnc.GncCustomer": _a_customer,
    "gnc.GncVendor": _a_vendor,
    "gnc.GncEmployee": _an_employee,
    "gnc.GncJob": _a_job,
    "gnc.GncBillTerm": _some_terms,
    "gnc.GncTaxTable": _a_tax_table,
    "gnc.GncInvoice": _an_invoice,
    "gnc.GncEntry": _an_entry,
}
