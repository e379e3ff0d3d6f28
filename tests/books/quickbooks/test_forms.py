"""The forms as data: their kinds are there, and where they stand is said in codes that every language has."""

from __future__ import annotations

import pytest

from archiver import kinds
from archiver.books.quickbooks.forms import FORMS, Form


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_a_form_has_its_kinds(form: Form) -> None:
    header, lines = kinds.kind(form.kind), kinds.kind(f"{form.line}_lines")
    assert header.cycle == lines.cycle
    assert header.effect == lines.effect
    assert f"{form.line}_id" in lines.keys
    assert (form.party == "CustomerRef") is ("customer_id" in header.keys)


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_where_a_form_stands_is_a_code_of_ours(form: Form) -> None:
    header = kinds.kind(form.kind)
    status = header.columns[header.keys.index("status")]
    assert set((form.statuses or {}).values()) <= status.choices.keys()
    assert bool(form.statuses) is bool(form.stands)
    assert not (form.statuses and form.balance), "one or the other says it"


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS)
def test_what_may_be_open_is_on_a_control_account(form: Form) -> None:
    assert bool(form.role) is bool(form.balance)
    assert form.role in ("", "receivable" if form.party == "CustomerRef" else "payable")
