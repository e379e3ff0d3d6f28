"""File names: short, harmless everywhere, accents kept, and the mark never lost."""

from __future__ import annotations

from unicodedata import normalize

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archiver.cabinet import names
from archiver.cabinet.file_name import LONGEST, archive_name, folder_name
from archiver.words import LANGUAGES, Words
from tests.archives import MOMENT

EN = Words("en")
NAMES = {
    "Boulangerie du Lac": "Boulangerie-du-Lac",
    "Crèmerie Élan & Fils, inc.": "Crèmerie-Élan-Fils-inc",
    normalize("NFD", "Élan"): "Élan",
    "../../etc/passwd": "etc-passwd",
    "C:\\Users\\me": "C-Users-me",
    "a\x00b\x1b[31m\u202ec": "a-b-31m-c",
    "-rf": "rf",
    ".hidden": "hidden",
    "🧾🧾🧾": "books",
    "***": "books",
    "": "books",
    "株式会社 山田": "株式会社-山田",
    "हिन्दी": "हिन्दी",
    "a - b": "a-b",
    "10 % (TTC)": "10-(TTC)",
}


@pytest.mark.parametrize(("company", "stem"), NAMES.items())
def test_a_company_gives_its_name_to_the_file(company: str, stem: str) -> None:
    assert archive_name(EN, company, MOMENT, "full") == f"{stem}_2026-03-31T180005Z_full_NON-RESTORABLE"
    assert folder_name(company) == stem


def test_in_french_the_mark_is_french() -> None:
    assert archive_name(Words("fr-CH"), "Lac", MOMENT, "period").endswith("Z_period_NON-RESTAURABLE")


def test_a_name_of_ones_own_never_replaces_the_mark() -> None:
    assert archive_name(EN, "Lac", MOMENT, "full", "for Sophie / 2025") == "for-Sophie-2025_NON-RESTORABLE"
    assert archive_name(EN, "Lac", MOMENT, "full", "///") == "books_NON-RESTORABLE"


@pytest.mark.parametrize("device", ["CON", "nul", "Com1", "aux", "LPT9", "con.txt"])
def test_devices_of_windows_are_no_folders(device: str) -> None:
    assert names.flaw(folder_name(device)) is None
    assert device in folder_name(device)


def test_two_hundred_characters_are_cut_between_characters() -> None:
    name = archive_name(EN, "é" * 200, MOMENT, "full")
    assert len(f"{name}.cab".encode()) in (LONGEST, LONGEST - 1)
    assert name.startswith("ééé")


@given(
    company=st.text(max_size=250),
    prefix=st.none() | st.text(max_size=250),
    language=st.sampled_from(LANGUAGES),
    type_=st.sampled_from(["full", "period", "incremental", "financial"]),
)
def test_any_name_is_a_name_on_every_system(company: str, prefix: str | None, language: str, type_: str) -> None:
    words = Words(language)
    name = f"{archive_name(words, company, MOMENT, type_, prefix)}.cab"
    assert len(name.encode()) <= LONGEST
    assert name.endswith(f"_{words.mark}.cab")
    for each in (name, folder_name(company)):
        assert names.flaw(each) is None
        assert each[0] not in "._-"
        assert "/" not in each
        assert normalize("NFC", each) == each
