"""What ``verify`` says of archives that are not whole, and of those whose source does not have everything."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from archiver import kinds
from archiver.errors import FamilyFailed, FamilyNotOffered
from archiver.model import Bookmark, Family, Page
from archiver.words import phrase
from tests.cli.test_sealing import Owner, owner
from tests.contracts.fakes_books import MemoryBooks

__all__ = ["owner"]

CODES, ACCOUNTS = (Family(name, (kinds.kind(name),)) for name in ("journal_codes", "accounts"))
SPARED = Family("opening_entries", (kinds.kind("deposits"),))
"""A family that is called as no kind is."""


def reading(owner: Owner, *without: Family, failed: bool = False) -> None:
    """The books have these families as well, which their plan does not have, or which cannot be read."""
    families, read = MemoryBooks.families, MemoryBooks.read

    def refused(books: MemoryBooks, family: Family, *given: Bookmark | str | None) -> Iterator[Page]:
        if family in without:
            error = FamilyFailed if failed else FamilyNotOffered
            raise error(family=family.main.labels, reason=phrase("no"))
        return read(books, family, *given)  # type: ignore[arg-type] # a bookmark, then where to go on

    owner.patch.setattr(MemoryBooks, "families", lambda books: (*families(books), *without))
    owner.patch.setattr(MemoryBooks, "count", lambda books, family: None)
    owner.patch.setattr(MemoryBooks, "read", refused)


def test_what_a_source_does_not_have_is_told_and_lacks_nowhere(owner: Owner) -> None:
    reading(owner, CODES, SPARED)
    made = owner.run("export", "lac")
    assert made.code == 0
    [line] = owner.run("verify").out.splitlines()
    assert line.endswith("undamaged, and unaltered.")
    [path] = owner.home.rglob("*.cab")
    screen = owner.run("verify", str(path)).out
    assert "Complete: every part of the books that was asked for is in it." in screen
    assert "so that nothing is missing: Journal codes, Opening entries" in screen
    [told] = owner.told("verify", str(path))["archives"]
    assert (told["complete"], told["lacking"], sorted(told["not_offered"])) == (
        True, {}, ["journal_codes", "opening_entries"],
    )  # fmt: skip


@pytest.mark.parametrize("named", [False, True])
def test_what_could_not_be_read_is_lacking(owner: Owner, *, named: bool) -> None:
    reading(owner, ACCOUNTS, failed=True)
    assert owner.run("export", "lac").code == 3
    [path] = owner.home.rglob("*.cab")
    said = owner.run("verify", *([str(path)] if named else [])).out
    assert "ot complete, as it says itself" in said
    assert "Chart of accounts" in said
    [told] = owner.told("verify")["archives"]
    assert (told["complete"], list(told["lacking"]), told["not_offered"]) == (False, ["accounts"], {})
