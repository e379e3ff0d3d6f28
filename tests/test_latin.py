from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.latin import spelt


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Factures à payer", "Factures a payer"),
        ("cafe\u0301", "cafe"),
        ("Œuvre straße Łódź", "OEuvre strasse Lodz"),
        ("Reçu n° 7.pdf", "Recu n- 7.pdf"),
        ("l’été – 5 €", "l'ete - 5 EUR"),
        ("帳簿 📒.csv", "- -.csv"),
        ("plain_name (2).pdf", "plain_name (2).pdf"),
    ],
)
def test_how_names_are_spelt(name: str, plain: str) -> None:
    assert spelt(name) == plain


@given(st.text())
def test_whatever_comes_is_ascii_and_stays_so(name: str) -> None:
    assert spelt(name).isascii()
    assert spelt(spelt(name)) == spelt(name)
