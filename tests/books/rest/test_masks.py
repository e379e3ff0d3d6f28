"""Fields that do not belong in an archive."""

from __future__ import annotations

from pathlib import Path

from archiver.books.rest.masks import Masks

SECRET = frozenset({"iban", "link"})
ITEM = {"name": "x", "bank": [{"iban": "CH93"}, {"iban": ""}], "link": {"to": "y"}}


def test_they_are_masked_wherever_they_stand_and_told(tmp_path: Path) -> None:
    masks = Masks(tmp_path, unmasked=False)
    assert masks.masked(ITEM, SECRET, "bills") == {
        "name": "x",
        "bank": [{"iban": "[masked]"}, {"iban": ""}],
        "link": "[masked]",
    }
    masks.keep()
    assert list(Masks(tmp_path, unmasked=False).found) == ["bills.bank.iban", "bills.link"]


def test_what_has_none_stays_the_same_object(tmp_path: Path) -> None:
    plain = {"name": "x", "list": [1, {"y": 2}]}
    assert Masks(tmp_path, unmasked=False).masked(plain, SECRET, "bills") is plain
    assert Masks(tmp_path, unmasked=True).masked(ITEM, SECRET, "bills") is ITEM


def test_a_run_without_masks_has_none_of_one_that_was_killed(tmp_path: Path) -> None:
    masks = Masks(tmp_path, unmasked=False)
    masks.masked(ITEM, SECRET, "bills")
    masks.keep()
    assert list(Masks(tmp_path, unmasked=True).found) == []
