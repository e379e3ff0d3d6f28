"""Contacts: customers, vendors, or both."""

from __future__ import annotations

from archiver.books.sage import Sage
from tests.books.sage.rows import only, rows
from tests.emulators.sage import Sage as Emulator


def test_a_contact_is_where_its_types_say(sage: Emulator, books: Sage) -> None:
    customers, vendors = rows(books, "contacts", "customers"), rows(books, "contacts", "vendors")
    assert (len(customers), len(vendors)) == (4, 2)
    only(customers, name="Café Noisette")
    only(vendors, name="Wheelwright & Sons")


def test_one_who_is_both_has_a_row_on_both_sheets(sage: Emulator, books: Sage) -> None:
    contact = sage.business.items("contacts")[0]
    contact["contact_types"].append({"id": "VENDOR", "displayed_as": "Vendor", "$path": "/contact_types/VENDOR"})
    for kind in ("customers", "vendors"):
        assert contact["id"] in rows(books, "contacts", kind)


def test_one_of_no_type_is_a_customer_all_the_same(sage: Emulator, books: Sage) -> None:
    contact = sage.business.items("contacts")[0]
    contact["contact_types"] = []
    assert contact["id"] in rows(books, "contacts", "customers")


def test_an_address_and_a_person_are_found_again(books: Sage) -> None:
    cafe = only(rows(books, "contacts", "customers"), name="Café Noisette")
    assert (cafe["address"], cafe["city"], cafe["postcode"]) == ("1 High Street", "Leith", "EH6 1AA")
    assert cafe["phone"] == "0131 100"
    home = only(rows(books, "addresses", "addresses"), contact_id=cafe["id"])
    person = only(rows(books, "contact_persons", "contact_persons"), address_id=home["id"])
    assert (home["country"], person["job_title"]) == ("United Kingdom (GB)", "Owner")
