"""The plan, told as XML: as a tree of texts; and what is no such answer."""

from __future__ import annotations

import pytest

from archiver.books.quickbooks.plan import told
from archiver.errors import Unintelligible
from tests.emulators.quickbooks import refusals

SPACE = 'xmlns="http://schema.intuit.com/finance/v3"'


def answer(inside: str) -> bytes:
    return f"<EntitlementsResponse {SPACE}>{inside}</EntitlementsResponse>".encode()


def test_elements_of_one_name_are_a_list() -> None:
    entitled = "".join(f'<Entitlement id="{ref}"><term>On</term></Entitlement>' for ref in "12")
    found = told(answer(f"<PlanName> Plus </PlanName>{entitled}<MaxUsers/>"))
    assert found == {"PlanName": "Plus", "Entitlement": [{"id": ref, "term": "On"} for ref in "12"], "MaxUsers": ""}


@pytest.mark.parametrize(
    "body",
    [
        refusals.NO_ROWS,
        answer(""),
        answer("<PlanName/>"),
        b"Plus",
        b"",
    ],
)
def test_an_answer_without_a_plan_is_none(body: bytes) -> None:
    with pytest.raises(Unintelligible):
        told(body)
